"""What a draft states of its item: the amount that counts, quoted or estimated, to be quoted or excluded, the currency, notes."""

from collections.abc import Sequence

from assistant.case.costs import CostChecklist, CostItem
from assistant.understand.commands.costs_drafts import Draft
from assistant.understand.commands.costs_items import Item
from assistant.understand.commands.costs_marks import Mark
from assistant.understand.commands.costs_patterns import COST_WORDING
from assistant.understand.commands.money import Amount

_NEAR_WEAK = 24
"""Characters between a name that is none by itself (软件) and its amount."""
_LONGEST_NOTE = 300


def amounts_of(draft: Draft) -> list[Amount]:
    """The amounts, less those that are said to be no more."""
    marks = [mark for mark in draft.of("amount") if not mark.former] or draft.of("amount")
    if draft.items[0].strength == "weak" and draft.items[0].part is not None:
        near = [
            each.mark for each in draft.said if each.piece.number not in draft.named or _beside(each.mark, draft.named[each.piece.number])
        ]
        marks = [mark for mark in marks if mark in near and _speaks_of_money(mark, draft)]
    return [mark.value for mark in marks if isinstance(mark.value, Amount)]


def settled(draft: Draft, amounts: Sequence[Amount]) -> Amount | None:
    """The amount that counts: the last one behind a correction. None where two are said without one."""
    if not amounts:
        return None
    if len({(amount.low, amount.high) for amount in amounts}) == 1 or draft.of("amount")[0].former:
        return amounts[-1]
    places = [n for n, each in enumerate(draft.said) if each.mark.value in amounts]
    between = (each.mark.kind for each in draft.said[places[-2] : places[-1]])
    return amounts[-1] if any(kind in ("correction", "setting") for kind in between) else None


def status_of(draft: Draft) -> str:
    """Quoted or estimated as the last clause that says either has it, else as the item before in the sentence; "" for neither."""
    found = ""
    for number in sorted(draft.pieces):
        marks = [each.mark for each in draft.said if each.piece.number == number]
        words = [mark.kind for mark in marks if mark.kind in ("quoted", "estimated")]
        if words and (not found or words[0] == "quoted" or any(mark.kind == "amount" for mark in marks)):
            found = words[0]
    about = any(isinstance(mark.value, Amount) and mark.value.about for mark in draft.of("amount"))
    return found or ("estimated" if about else draft.carried)


def state_of(draft: Draft, item: Item, held: CostItem | None) -> str:
    """To be quoted or excluded; "" for neither."""
    marks = draft.of("to_be_quoted", "excluded", "wanted")
    if not marks or draft.has("factor", "delta", "rate") or COST_WORDING["other_matter"].search(draft.text):
        return ""
    # A sentence that ends in a question may only be thinking of it: 咨询不做了,会有什么影响?
    if any(each.piece.led for each in draft.said if each.mark is marks[-1]) or not draft.spoken_shortly():
        return ""
    kind = marks[-1].kind
    if kind == "wanted":
        return "to_be_quoted" if held and held.status == "excluded" else ""
    if item.strength != "strong" and not (kind == "to_be_quoted" and COST_WORDING["price_word"].search(draft.text)):
        return ""
    return "" if item.label and kind == "excluded" and held is None else kind


def turned_to(draft: Draft, item: Item, held: CostItem | None) -> str:
    """Quoted or estimated, where an amount that is there already turns out to be that; "" where it does not."""
    if held is None or held.amount is None:
        return ""
    if held.status == "quoted" and COST_WORDING["estimate_only"].search(draft.text):
        return "estimated"
    nothing_else = not draft.has("factor", "delta", "rate", "payer", "note") and draft.spoken_shortly("quoted")
    quoted = draft.has("quoted") and COST_WORDING["quoted_now"].search(draft.text)
    return "quoted" if held.status == "estimated" and item.strength == "strong" and quoted and nothing_else else ""


def lacks_its_amount(draft: Draft, item: Item, costs: CostChecklist) -> bool:
    """审核报了: quoted, and nobody has said how much."""
    if item.strength != "strong" or any(piece.led for piece in draft.pieces.values()):
        return False
    held = costs.item(item.part, item.label)
    quoted = draft.has("quoted") and COST_WORDING["quoted_now"].search(draft.text)
    return bool(quoted) and (held is None or held.amount is None) and draft.spoken_shortly("quoted")


def currency_of(draft: Draft) -> str:
    """A currency that is named apart from the number; "" for none."""
    named = [str(mark.value) for mark in draft.of("currency") if not mark.former]
    return named[-1] if named and not draft.has("rate", "convert") else ""


def given_up(draft: Draft) -> bool:
    """8000的培训砍掉: excluded behind its amount."""
    marks = draft.of("amount", "excluded", "setting", "correction")
    return bool(marks) and marks[-1].kind == "excluded"


def taken_off(draft: Draft) -> bool:
    """The item is to go, not to stay as excluded."""
    return draft.has("excluded") and bool(COST_WORDING["taken_off"].search(draft.text))


def note_of(draft: Draft, held: CostItem | None) -> str:
    """The notes said, behind the one there is; "" where none is said."""
    said = [str(mark.value) for mark in draft.of("note")]
    before = [held.note] if held and held.note and said else []
    return "；".join(dict.fromkeys([*before, *said]))[:_LONGEST_NOTE]


def _speaks_of_money(mark: Mark, draft: Draft) -> bool:
    return draft.has("quoted", "estimated") or (isinstance(mark.value, Amount) and mark.value.sure)


def _beside(mark: Mark, names: Sequence[Mark]) -> bool:
    return any(max(mark.start - name.end, name.start - mark.end) <= _NEAR_WEAK for name in names)
