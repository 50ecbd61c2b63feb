"""From what was said of an item to commands: set, adjust, convert, take off; and questions back where it cannot be known."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from assistant.case.cost_items import cents
from assistant.case.costs import CostChecklist, CostItem, labels
from assistant.case.values import LONGEST_NAME
from assistant.domain import Command, Language
from assistant.texts import say
from assistant.understand.commands import costs_stated as stated
from assistant.understand.commands.costs_drafts import Draft
from assistant.understand.commands.costs_items import Item
from assistant.understand.commands.costs_patterns import COST_WORDING
from assistant.understand.commands.money import AMOUNT_WORDING, Amount

_FOREIGN = ("USD", "EUR", "HKD", "GBP", "JPY")
_SMALLEST_SHARE = Decimal("0.000001")


@dataclass
class Outcome:
    """What follows from a draft; nothing at all when it says nothing to note."""

    commands: list[Command] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)


def outcome_of(draft: Draft, costs: CostChecklist, language: Language) -> Outcome:
    """The commands for the items of a draft."""
    amounts = stated.amounts_of(draft)
    shared = len(draft.items) > 1 and bool(amounts)
    if shared and not draft.has("each"):
        names = [_name(item, language) for item in draft.items]
        together = ("、" if language == "zh" else ", ").join(names)
        return Outcome(unclear=[say("cost_share", language, items=together, item=names[0], amount=_said(draft, amounts[-1]))])
    in_turn = shared and len(amounts) == len(draft.items)
    made = Outcome()
    for n, item in enumerate(draft.items):
        one = _one(draft, item, [amounts[n]] if in_turn else amounts, costs, language)
        made.commands += one.commands
        made.unclear += one.unclear
    return made


def _one(draft: Draft, item: Item, amounts: list[Amount], costs: CostChecklist, language: Language) -> Outcome:
    amount = stated.settled(draft, amounts)
    question = _question(draft, item, amounts, amount, costs, language)
    if question:
        return Outcome(unclear=[question])
    if amounts and amount is None:
        return Outcome()
    if item.every:
        return Outcome(list(_changes(draft, item, None, fresh=True)))
    if item.part is None:
        return Outcome(list(_of_budget(draft, amount, costs)))
    commands = list(_of_item(draft, item, amount, costs))
    if not commands and stated.lacks_its_amount(draft, item, costs):
        return Outcome(unclear=[say("cost_how_much", language, item=_name(item, language))])
    return Outcome(commands)


def _question(draft: Draft, item: Item, amounts: list[Amount], amount: Amount | None, costs: CostChecklist, language: Language) -> str:
    """What has to be asked before anything is noted; "" for nothing."""
    name = _name(item, language)
    if amounts and amount is None:
        spoken = draft.spoken_shortly("amount")
        return say("cost_which_amount", language, item=name, amount=_said(draft, amounts[-1])) if spoken else ""
    if amount is not None and amount.per and amount.per != "each":
        return say("cost_how_many", language, item=name, amount=_said(draft, amount))
    held = costs.budget if item.part is None else costs.item(item.part, item.label)
    other = next((mark for mark in draft.of("delta") if held and mark.currency not in ("", held.currency)), None)
    if held and other:
        return say("cost_other_currency", language, item=name, held=held.currency, said=other.said)
    if amount is None and draft.has("rate", "convert"):
        return _lacking_rate(draft, item, costs, language)
    return ""


def _of_item(draft: Draft, item: Item, amount: Amount | None, costs: CostChecklist) -> Iterator[Command]:
    held = costs.item(item.part, item.label)
    fields = _amount_or_state(draft, item, amount, held)
    if fields.get("status") == "excluded" and item.label and stated.taken_off(draft):
        yield _command(draft, "remove_cost", _place(item))
        return
    fields |= _besides(draft, held)
    payer = COST_WORDING["known_payer"].search(fields.get("payer", ""))
    if fields and (item.strength == "strong" or amount is not None or "status" in fields or payer):
        yield _command(draft, "set_cost", _place(item) | fields)
    if "status" not in fields or "amount" in fields:
        yield from _changes(draft, item, held, fresh="amount" in fields)


def _amount_or_state(draft: Draft, item: Item, amount: Amount | None, held: CostItem | None) -> dict[str, Any]:
    if amount is not None and not stated.given_up(draft):
        return _of_amount(amount, stated.status_of(draft), stated.currency_of(draft))
    if draft.has("free"):
        return {"amount": "0", "status": stated.status_of(draft) or "quoted"}
    status = stated.state_of(draft, item, held) or stated.turned_to(draft, item, held)
    if status:
        return {"status": status}
    currency = stated.currency_of(draft)
    turned = bool(currency) and held is not None and held.amount is not None and held.currency != currency
    return {"currency": currency} if turned else {}


def _besides(draft: Draft, held: CostItem | None) -> dict[str, Any]:
    payers, note = draft.of("payer"), stated.note_of(draft, held)
    meant = draft.has("amount") or not any(piece.led for piece in draft.pieces.values())
    payer = str(payers[-1].value)[:LONGEST_NAME] if payers and meant else ""
    sure = draft.spoken_shortly("payer") or COST_WORDING["known_payer"].search(payer.casefold())
    fields = {"payer": payer} if payer and sure else {}
    return fields | ({"note": note} if note else {})


def _of_amount(amount: Amount, status: str, currency: str) -> dict[str, Any]:
    fields: dict[str, Any] = {"amount": _number(amount.low)}
    if amount.high is not None:
        fields["amount_high"] = _number(amount.high)
    if amount.currency or currency:
        fields["currency"] = amount.currency or currency
    if amount.formula:
        fields["formula"] = amount.formula
    status = status or ("estimated" if amount.about or amount.high is not None else "")
    return fields | ({"status": status} if status else {})


def _changes(draft: Draft, item: Item, held: CostItem | None, fresh: bool) -> Iterator[Command]:
    """Discounts, taxes, so much more or less, another currency."""
    marks = draft.of("amount", "factor", "delta")
    last = max((n for n, mark in enumerate(marks) if mark.kind == "amount"), default=-1)
    nothing_yet = not fresh and (held is None or held.amount is None)
    for n, mark in enumerate(marks):
        if not isinstance(mark.value, Decimal):
            continue
        # With the discount said first, the amount is the one after it.
        if mark.kind == "factor" and last < n:
            yield _command(draft, "adjust_cost", _place(item) | {"factor": _number(mark.value)})
        elif mark.kind == "delta" and nothing_yet and mark.added:
            yield _command(draft, "set_cost", _place(item) | {"amount": _number(mark.value), "status": "estimated"})
        elif mark.kind == "delta":
            yield _command(draft, "adjust_cost", _place(item) | {"delta": _number(mark.value)})
    for mark in draft.of("rate"):
        if isinstance(mark.value, Decimal) and mark.value > 0:
            yield _command(draft, "convert_cost", _place(item) | _conversion(draft, mark.value, held))


def _conversion(draft: Draft, rate: Decimal, held: CostItem | None) -> dict[str, Any]:
    said = [mark.value for mark in draft.of("amount") if isinstance(mark.value, Amount)]
    source = said[-1].currency if said and said[-1].currency else held.currency if held else "CNY"
    foreign = next((name for name in _FOREIGN if AMOUNT_WORDING[name].search(draft.text)), "CNY")
    target = foreign if source == "CNY" else "CNY"
    # A rate is given as CNY for one of the other currency: the other way round it divides.
    turned = (1 / rate).quantize(_SMALLEST_SHARE) if source == "CNY" and target != "CNY" and rate > 1 else rate
    return {"rate": _number(turned), "currency": target}


def _lacking_rate(draft: Draft, item: Item, costs: CostChecklist, language: Language) -> str:
    """The rate that is asked for; "" where there is one."""
    held = costs.item(item.part, item.label)
    if held is None or held.amount is None:
        return ""
    lacking = not draft.has("rate") and held.currency != "CNY"
    return say("cost_which_rate", language) if lacking else ""


def _of_budget(draft: Draft, amount: Amount | None, costs: CostChecklist) -> Iterator[Command]:
    if amount is not None:
        currency = amount.currency or stated.currency_of(draft)
        high = {"amount_high": _number(amount.high)} if amount.high is not None else {}
        yield _command(draft, "set_budget", {"amount": _number(amount.low)} | high | ({"currency": currency} if currency else {}))
    changes = [mark for mark in draft.of("delta", "factor") if isinstance(mark.value, Decimal)]
    for mark in changes:
        if mark.kind == "delta":
            yield _command(draft, "set_budget", {"delta": _number(Decimal(str(mark.value)))})
        elif amount is None:
            # Without a budget the command says so.
            changed = costs.budget.amount * (Decimal(str(mark.value)) - 1) if costs.budget else Decimal(0)
            yield _command(draft, "set_budget", {"delta": _number(cents(changed))})
    if amount is None and not changes and costs.budget and COST_WORDING["budget_gone"].search(draft.text):
        yield _command(draft, "set_budget", {})


def _name(item: Item, language: Language) -> str:
    if item.part is None:
        return say("budget", language)
    return item.label or labels()[item.part].of(language)


def _number(number: Decimal) -> str:
    """As an argument of a command: no exponent, no empty decimals."""
    return f"{number.normalize():f}"


def _place(item: Item) -> dict[str, Any]:
    if item.every:
        return {}
    return {"part": item.part} | ({"label": item.label} if item.label else {})


def _command(draft: Draft, tool: str, args: dict[str, Any]) -> Command:
    return Command(tool, args, draft.text)


def _said(draft: Draft, amount: Amount) -> str:
    return next((mark.said for mark in draft.of("amount") if mark.value is amount), _number(amount.low))
