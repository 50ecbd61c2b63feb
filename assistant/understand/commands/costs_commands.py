"""From what was said of an item to commands: set, adjust, convert, take off; and questions back where it cannot be known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from assistant.case.costs import CostChecklist, CostItem, labels
from assistant.domain import Command, Language
from assistant.texts import say
from assistant.understand.commands.costs_drafts import Draft
from assistant.understand.commands.costs_items import Item
from assistant.understand.commands.costs_lines import COST_WORDING
from assistant.understand.commands.costs_marks import Mark
from assistant.understand.commands.money import AMOUNT_WORDING, Amount, plain

_NEAR_WEAK = 16
"""Characters between a name that is none by itself (软件) and its amount."""
_SMALLEST_SHARE = Decimal("0.000001")


@dataclass
class Outcome:
    """What follows from a draft; nothing at all when it says nothing to note."""

    commands: list[Command] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)


def outcome_of(draft: Draft, costs: CostChecklist, language: Language) -> Outcome:
    """The commands for the items of a draft."""
    made = Outcome()
    amounts = _amounts(draft)
    several = len(draft.items) > 1 and bool(amounts)
    if several and draft.has("each") and len(amounts) == len(draft.items):
        for item, amount in zip(draft.items, amounts, strict=True):
            _one(draft, item, [amount], costs, language, made)
        return made
    if several and not draft.has("each"):
        names = [name_of(item, language) for item in draft.items]
        together = ("、" if language == "zh" else ", ").join(names)
        made.unclear.append(say("cost_share", language, items=together, item=names[0], amount=_said(draft, amounts[-1])))
        return made
    for item in draft.items:
        _one(draft, item, amounts, costs, language, made)
    return made


def name_of(item: Item, language: Language) -> str:
    """What an item is called."""
    if item.part is None:
        return say("budget", language)
    return item.label or labels()[item.part].of(language)


def plain_number(number: Decimal) -> str:
    """A number as an argument of a command: no exponent, no empty decimals."""
    return f"{number.normalize():f}"


def _one(draft: Draft, item: Item, amounts: list[Amount], costs: CostChecklist, language: Language, made: Outcome) -> None:
    amount = _settled(draft, amounts)
    if amount is None and amounts:
        if not draft.spoken_shortly("amount"):
            return
        made.unclear.append(say("cost_which_amount", language, item=name_of(item, language), amount=_said(draft, amounts[-1])))
    elif amount is not None and amount.per and amount.per != "each":
        made.unclear.append(say("cost_how_many", language, item=name_of(item, language), amount=_said(draft, amount)))
    elif item.part is None and amount is not None and amount.high is not None:
        upper = plain(amount.high)
        made.unclear.append(say("cost_which_amount", language, item=name_of(item, language), amount=upper))
    elif item.part is None:
        made.commands += _of_budget(draft, amount, costs)
    elif draft.has("rate", "convert") and amount is None and (question := _no_conversion(draft, item, costs, language)):
        made.unclear.append(question)
    else:
        made.commands += _of_item(draft, item, amount, costs)
        if not made.commands and _quoted_without_amount(draft, item, costs):
            made.unclear.append(say("cost_how_much", language, item=name_of(item, language)))


def _amounts(draft: Draft) -> list[Amount]:
    """The amounts, less those that are said to be no more."""
    marks = [mark for mark in draft.of("amount") if not mark.former] or draft.of("amount")
    if draft.items[0].strength == "weak" and draft.items[0].part is not None:
        marks = [
            each.mark
            for each in draft.said
            if each.mark in marks and _beside(each.mark, draft.named.get(each.piece.number, ())) and _speaks_of_money(each.mark, draft)
        ]
    return [mark.value for mark in marks if isinstance(mark.value, Amount)]


def _speaks_of_money(mark: Mark, draft: Draft) -> bool:
    return draft.has("quoted", "estimated") or (isinstance(mark.value, Amount) and mark.value.sure)


def _beside(mark: Mark, names: Sequence[Mark]) -> bool:
    return any(max(mark.start - name.end, name.start - mark.end) <= _NEAR_WEAK for name in names)


def _settled(draft: Draft, amounts: list[Amount]) -> Amount | None:
    """The amount that counts: the last one behind a correction. None where two are said without one."""
    if not amounts:
        return None
    ends = {(amount.low, amount.high, amount.currency) for amount in amounts}
    if len(ends) == 1 or len({(low, high) for low, high, _ in ends}) == 1:
        return amounts[-1]
    return amounts[-1] if draft.has("correction", "setting") or draft.of("amount")[0].former else None


def _of_item(draft: Draft, item: Item, amount: Amount | None, costs: CostChecklist) -> Iterator[Command]:
    held = costs.item(item.part, item.label)
    fields: dict[str, Any] = {}
    if amount is not None and not _given_up(draft):
        fields |= _of_amount(amount, _status(draft), _currency(draft))
    elif draft.has("free"):
        fields |= {"amount": "0", "status": _status(draft) or "quoted"}
    elif state := _state(draft, item, held):
        if item.label and _off(draft):
            yield _command(draft, "remove_cost", {"part": item.part, "label": item.label})
            return
        fields["status"] = state
    elif flipped := _flipped(draft, item, held):
        fields["status"] = flipped
    if not fields and (currency := _currency(draft)) and held and held.amount is not None and held.currency != currency:
        fields["currency"] = currency
    if (payers := draft.of("payer")) and draft.spoken_shortly("payer"):
        fields["payer"] = str(payers[-1].value)[:60]
    if notes := draft.of("note"):
        fields["note"] = _noted(notes, held)
    if fields and (item.strength == "strong" or amount is not None or "status" in fields):
        yield _command(draft, "set_cost", _place(item) | fields)
    if "status" not in fields or "amount" in fields:
        yield from _changes(draft, item, held, bool("amount" in fields))


def _changes(draft: Draft, item: Item, held: CostItem | None, fresh: bool) -> Iterator[Command]:
    """Discounts, taxes, so much more or less, another currency."""
    marks = draft.of("amount", "factor", "delta")
    first = next((n for n, mark in enumerate(marks) if mark.kind == "amount"), -1)
    for n, mark in enumerate(marks):
        if not isinstance(mark.value, Decimal):
            continue
        number = plain_number(mark.value)
        if mark.kind == "factor":
            # With the discount said first, the amount is the one after it.
            if first < n:
                yield _command(draft, "adjust_cost", _place(item) | {"factor": number})
        elif not fresh and (held is None or held.amount is None) and mark.added:
            yield _command(draft, "set_cost", _place(item) | {"amount": number, "status": "estimated"})
        else:
            yield _command(draft, "adjust_cost", _place(item) | {"delta": number})
    for mark in draft.of("rate"):
        if isinstance(mark.value, Decimal) and mark.value > 0:
            yield _command(draft, "convert_cost", _place(item) | _conversion(draft, mark.value, held))


def _conversion(draft: Draft, rate: Decimal, held: CostItem | None) -> dict[str, Any]:
    said = [mark.value for mark in draft.of("amount") if isinstance(mark.value, Amount)]
    source = said[-1].currency if said and said[-1].currency else held.currency if held else "CNY"
    foreign = next((name for name in ("USD", "EUR", "HKD", "GBP", "JPY") if AMOUNT_WORDING[name].search(draft.text)), "CNY")
    target = foreign if source == "CNY" else "CNY"
    # A rate is given as CNY for one of the other currency: the other way round it divides.
    turned = (1 / rate).quantize(_SMALLEST_SHARE) if source == "CNY" and target != "CNY" and rate > 1 else rate
    return {"rate": plain_number(turned), "currency": target}


def _no_conversion(draft: Draft, item: Item, costs: CostChecklist, language: Language) -> str:
    """Why an amount cannot be put into another currency; "" where it can."""
    held = costs.item(item.part, item.label)
    if held is None or held.amount is None:
        return ""
    rates = [mark.value for mark in draft.of("rate") if isinstance(mark.value, Decimal) and mark.value > 0]
    if rates and _conversion(draft, rates[0], held)["currency"] == held.currency:
        return say("cost_same_currency", language, item=name_of(item, language), currency=held.currency)
    return say("cost_which_rate", language) if not rates and held.currency != "CNY" else ""


def _of_budget(draft: Draft, amount: Amount | None, costs: CostChecklist) -> Iterator[Command]:
    if amount is not None:
        currency = amount.currency or _currency(draft)
        yield _command(draft, "set_budget", {"amount": plain_number(amount.low)} | ({"currency": currency} if currency else {}))
    for mark in draft.of("delta"):
        if isinstance(mark.value, Decimal):
            yield _command(draft, "set_budget", {"delta": plain_number(mark.value)})
    for mark in draft.of("factor"):
        if isinstance(mark.value, Decimal) and amount is None:
            # Without a budget the command says so.
            changed = costs.budget.amount * (mark.value - 1) if costs.budget else Decimal(0)
            yield _command(draft, "set_budget", {"delta": plain_number(changed.quantize(Decimal("0.01")))})
    nothing = amount is None and not draft.has("delta", "factor")
    if nothing and costs.budget and COST_WORDING["budget_gone"].search(draft.text):
        yield _command(draft, "set_budget", {})


def _of_amount(amount: Amount, status: str, currency: str) -> dict[str, Any]:
    fields: dict[str, Any] = {"amount": plain_number(amount.low)}
    if amount.high is not None:
        fields["amount_high"] = plain_number(amount.high)
    if amount.currency or currency:
        fields["currency"] = amount.currency or currency
    if amount.formula:
        fields["formula"] = amount.formula
    status = status or ("estimated" if amount.about or amount.high is not None else "")
    return fields | ({"status": status} if status else {})


def _currency(draft: Draft) -> str:
    """A currency that is named apart from the number; "" for none."""
    named = [str(mark.value) for mark in draft.of("currency") if not mark.former]
    return named[-1] if named and not draft.has("rate", "convert") else ""


def _status(draft: Draft) -> str:
    """Quoted or estimated as the last clause that says either has it, else as the item before in the sentence; "" for neither."""
    found = ""
    for number in sorted(draft.pieces):
        marks = [each.mark for each in draft.said if each.piece.number == number]
        words = [mark.kind for mark in marks if mark.kind in ("quoted", "estimated")]
        if words and (not found or words[0] == "quoted" or any(mark.kind == "amount" for mark in marks)):
            found = words[0]
    about = any(isinstance(mark.value, Amount) and mark.value.about for mark in draft.of("amount"))
    return found or ("estimated" if about else draft.carried)


def _state(draft: Draft, item: Item, held: CostItem | None) -> str:
    """To be quoted or excluded."""
    if COST_WORDING["other_matter"].search(draft.text) or draft.has("factor", "delta", "rate"):
        return ""
    marks = draft.of("to_be_quoted", "excluded", "wanted")
    if not marks or any(each.piece.led for each in draft.said if each.mark is marks[-1]):
        return ""
    kind = marks[-1].kind
    if not draft.spoken_shortly(kind):
        return ""
    if kind == "wanted":
        return "to_be_quoted" if held and held.status == "excluded" else ""
    if item.strength != "strong" and not (kind == "to_be_quoted" and COST_WORDING["price_word"].search(draft.text)):
        return ""
    if item.label and kind == "excluded" and held is None:
        return ""
    return kind


def _flipped(draft: Draft, item: Item, held: CostItem | None) -> str:
    """An amount that is there already turns out to be quoted, or a mere estimate."""
    if held is None or held.amount is None:
        return ""
    if held.status == "quoted" and COST_WORDING["estimate_only"].search(draft.text):
        return "estimated"
    nothing_else = not draft.has("factor", "delta", "rate", "payer", "note") and draft.spoken_shortly("quoted")
    turned = draft.has("quoted") and COST_WORDING["quoted_now"].search(draft.text)
    return "quoted" if held.status == "estimated" and item.strength == "strong" and turned and nothing_else else ""


def _quoted_without_amount(draft: Draft, item: Item, costs: CostChecklist) -> bool:
    held = costs.item(item.part, item.label)
    words = draft.has("quoted") and COST_WORDING["quoted_now"].search(draft.text)
    if any(piece.led for piece in draft.pieces.values()):
        return False
    return bool(words) and item.strength == "strong" and (held is None or held.amount is None) and draft.spoken_shortly("quoted")


def _given_up(draft: Draft) -> bool:
    """8000的培训砍掉: excluded behind its amount."""
    marks = draft.of("amount", "excluded", "setting", "correction")
    return bool(marks) and marks[-1].kind == "excluded"


def _off(draft: Draft) -> bool:
    return draft.has("excluded") and bool(COST_WORDING["taken_off"].search(draft.text))


def _noted(notes: list[Mark], held: CostItem | None) -> str:
    texts = [held.note] if held and held.note else []
    texts += [str(mark.value) for mark in notes if str(mark.value) not in texts]
    return "；".join(texts)[:300]


def _place(item: Item) -> dict[str, Any]:
    return {"part": item.part} | ({"label": item.label} if item.label else {})


def _command(draft: Draft, tool: str, args: dict[str, Any]) -> Command:
    return Command(tool, args, draft.text)


def _said(draft: Draft, amount: Amount) -> str:
    return next((mark.said for mark in draft.of("amount") if mark.value is amount), plain_number(amount.low))
