"""Clauses about costs that name no item: “that one”, “打八五折”, 不是四万二是四万八. Which item is meant, or a question back."""

from collections.abc import Sequence
from decimal import Decimal

from assistant.texts import say
from assistant.understand.commands.costs_drafts import Draft, words_beside
from assistant.understand.commands.costs_items import Item
from assistant.understand.commands.costs_lines import Line, Piece
from assistant.understand.commands.costs_marks import Kind, Mark
from assistant.understand.commands.costs_patterns import COST_WORDING
from assistant.understand.commands.money import Amount
from assistant.understand.commands.reading import Context

_MOST_BESIDE = 10
_NEARLY_NOTHING = 3
_CHANGES: tuple[Kind, ...] = ("factor", "delta")


def referred(line: Line, piece: Piece, marks: Sequence[Mark], context: Context) -> Draft | str | None:
    """The draft for the item that is meant, a question back, or None where the clause is no business of the checklist."""
    kinds = {mark.kind for mark in marks}
    pointed = next((mark for mark in marks if mark.kind == "ref"), None)
    beside = words_beside(line, piece, marks)
    if (piece.led and pointed is None) or beside > _MOST_BESIDE + (_MOST_BESIDE if pointed else 0):
        return None
    if COST_WORDING["everything"].search(piece.text) and kinds & {"factor", "payer"}:
        return _of_everything(line, marks, kinds, context)
    corrected = _corrected(marks, context)
    if corrected or _meant(piece, marks, kinds, pointed, beside, context):
        item = corrected or _spoken_of(context, pointed, kinds)
        if item:
            return _draft(line, marks, [item])
        if "amount" in kinds:
            return _asked_back(line, piece, marks, kinds, 0, context)
        if kinds & {"factor", "delta", "rate"}:
            return say("cost_which_change", context.language, said=line.said(piece.start, piece.end)[:60])
        return None
    return _asked_back(line, piece, marks, kinds, beside, context)


def _meant(piece: Piece, marks: Sequence[Mark], kinds: set[Kind], pointed: Mark | None, beside: int, context: Context) -> bool:
    """Whether the item spoken of last is meant."""
    talk = context.file.talk
    if pointed is not None:
        asked = talk.pending is not None and talk.pending.kind == "later"
        states = set() if asked else kinds & {"to_be_quoted", "free", "excluded", "wanted", "payer", "note", "quoted"}
        return bool(kinds & {"amount", "factor", "delta", "rate", "convert"}) or (bool(states) and talk.subject == "costs")
    if kinds & {"factor", "delta"}:
        return bool(COST_WORDING["discounting"].search(piece.text)) or (talk.subject == "costs" and beside <= _NEARLY_NOTHING)
    if kinds & {"rate", "convert"} and (talk.costs or talk.subject == "costs"):
        return True
    if talk.subject != "costs" or not talk.costs:
        return False
    if "amount" in kinds:
        if not any(isinstance(mark.value, Amount) and mark.value.sure for mark in marks if mark.kind == "amount"):
            return False
        held = context.file.case.costs.item(*talk.costs[0])
        waiting = "quoted" in kinds and (held is None or held.amount is None)
        return waiting or bool(kinds & {"correction", "setting"})
    if any(COST_WORDING["part_of_it"].search(str(mark.value)) for mark in marks if mark.kind == "note"):
        return False
    payer = next((str(mark.value).casefold() for mark in marks if mark.kind == "payer"), "")
    if payer and not COST_WORDING["known_payer"].search(payer):
        return False
    return bool(kinds & {"payer", "note"}) and beside <= _NEARLY_NOTHING


def _corrected(marks: Sequence[Mark], context: Context) -> Item | None:
    """The one item that has the amount which is said to be wrong."""
    former = next((mark.value for mark in marks if mark.kind == "amount" and mark.former), None)
    if not isinstance(former, Amount) or sum(mark.kind == "amount" for mark in marks) < 2:
        return None
    having = [item for item in context.file.case.costs.items if item.amount == former.low]
    return Item(having[0].part, having[0].label) if len(having) == 1 else None


def _spoken_of(context: Context, pointed: Mark | None, kinds: set[Kind]) -> Item | None:
    costs, talk = context.file.case.costs, context.file.talk
    if kinds & set(_CHANGES) and _budget_just_changed(context):
        return Item(None)
    at = pointed.value if pointed is not None and isinstance(pointed.value, int) else 0
    last = costs.item(*talk.costs[at]) if len(talk.costs) > at else None
    if kinds & {"rate", "convert"} and (last is None or last.currency == "CNY"):
        foreign = [item for item in costs.items if item.amount is not None and item.currency != "CNY"]
        if len(foreign) == 1:
            return Item(foreign[0].part, foreign[0].label)
    return Item(*talk.costs[at]) if len(talk.costs) > at else None


def _budget_just_changed(context: Context) -> bool:
    """Whether the budget is what the last message that changed the fees has changed, and nothing else of them."""
    file = context.file
    before = file.states[file.at - 1].costs if file.at else None
    after = file.case.costs
    return before is not None and after.budget is not None and before.budget != after.budget and before.items == after.items


def _of_everything(line: Line, marks: Sequence[Mark], kinds: set[Kind], context: Context) -> Draft | None:
    if "factor" in kinds:
        return _draft(line, marks, [Item(None, every=True)])
    items = [Item(item.part, item.label) for item in context.file.case.costs.items if item.amount is not None]
    return _draft(line, marks, items) if items else None


def _draft(line: Line, marks: Sequence[Mark], items: list[Item]) -> Draft:
    draft = Draft(items)
    for mark in marks:
        if mark.kind != "ref":
            draft.add(mark, line)
    return draft


def _asked_back(line: Line, piece: Piece, marks: Sequence[Mark], kinds: set[Kind], beside: int, context: Context) -> str | None:
    """An amount of which nobody said what it is for; figures in ordinary talk are left alone."""
    amount = next((mark for mark in marks if mark.kind == "amount" and isinstance(mark.value, Amount) and mark.value.sure), None)
    if amount is None or piece.led or not isinstance(amount.value, Amount) or amount.value.low == Decimal(0):
        return None
    about_money = kinds & {"quoted", "estimated", "to_be_quoted"} or COST_WORDING["cost_word"].search(piece.text)
    if about_money or beside <= _NEARLY_NOTHING:
        return say("cost_which_item", context.language, said=line.said(amount.start, amount.end))
    return None
