"""Questions that the checklist answers, not the documents: sums, what is left of the budget, what is noted of an item."""

from assistant.case.costs import CostChecklist
from assistant.domain import Asked, CaseQuestion
from assistant.understand.commands.costs_drafts import words_beside
from assistant.understand.commands.costs_items import Item, items_in
from assistant.understand.commands.costs_lines import Line, Piece
from assistant.understand.commands.costs_marks import Mark, later_marks
from assistant.understand.commands.costs_patterns import COST_WORDING
from assistant.understand.commands.reading import Context, Reading

_MOST_BESIDE = 14
_WHOLE: tuple[tuple[str, CaseQuestion], ...] = (
    ("ask_remaining", "remaining"),
    ("ask_open", "open"),
    ("ask_costs", "costs"),
)


def ask(line: Line, reading: Reading, context: Context) -> None:
    """Take the clauses of a sentence that ask something of the checklist."""
    costs = context.file.case.costs
    if any(COST_WORDING["hypothetical"].search(piece.text) for piece in line.pieces):
        return
    for piece in line.pieces:
        shown = COST_WORDING["shown"].search(piece.text) or COST_WORDING["bare_total"].search(piece.text)
        if (not piece.asks and not shown) or COST_WORDING["request"].search(piece.text):
            continue
        for asked in _asked(line, piece, costs, context):
            reading.ask(piece.number, asked)


def _asked(line: Line, piece: Piece, costs: CostChecklist, context: Context) -> list[Asked]:
    text, words = piece.text, COST_WORDING
    started = bool(costs.items) or costs.budget is not None
    if words["general"].search(text) or words["ask_other"].search(text) or not (started or words["ask_held"].search(text)):
        return []
    if _of_another_scheme(text, context):
        return []
    for name, kind in _WHOLE:
        if words[name].search(text):
            return [Asked(kind, {})] if started or kind == "remaining" else []
    if any(piece.start <= mark.start < piece.end for mark in later_marks(line)) and words["ask_later"].search(text):
        known = any(state != "unknown" for state in costs.later().values()) or words["ask_ours"].search(text)
        return [Asked("later", {})] if started and known else []
    return _of_parts(line, piece, costs) or _of_the_whole(text, started, context) or _of_last(text, context)


def _of_parts(line: Line, piece: Piece, costs: CostChecklist) -> list[Asked]:
    found = [each for each in items_in(line, costs, _named_later(line)) if piece.start <= each.start < piece.end]
    spoken = [Mark("item", each.start, each.end) for each in found]
    if not COST_WORDING["ask_amount"].search(piece.text) or words_beside(line, piece, spoken) > _MOST_BESIDE:
        return []
    parts = _of_items([each.item for each in found if each.item.part], piece.text, costs)
    of_budget = costs.budget is not None and any(each.item.part is None for each in found)
    return parts or ([Asked("remaining", {})] if of_budget else [])


def _of_the_whole(text: str, started: bool, context: Context) -> list[Asked]:
    words = COST_WORDING
    if (words["ask_total"].search(text) and words["ask_price"].search(text)) or words["bare_total"].search(text):
        return [Asked("total", {})]
    if words["ask_open_short"].search(text) and context.file.talk.subject == "costs":
        return [Asked("open", {})]
    return [Asked("costs", {})] if started and words["shown"].search(text) else []


def _of_another_scheme(text: str, context: Context) -> bool:
    """A scheme is named that is not the client's target: what that costs is no question to this checklist."""
    if context.names is None:
        return False
    named = {mention.scheme for mention in context.names.find(text).mentions}
    return bool(named) and not named <= set(context.file.case.profile.target)


def _of_items(items: list[Item], text: str, costs: CostChecklist) -> list[Asked]:
    asked = []
    for item in items:
        held = costs.item(item.part, item.label)
        noted = held is not None and (held.amount is not None or held.status == "excluded" or bool(held.payer))
        if noted or (costs.items and item.strength == "strong" and COST_WORDING["ask_held"].search(text)):
            asked.append(Asked("item", {"part": item.part} | ({"label": item.label} if item.label else {})))
    return asked


def _of_last(text: str, context: Context) -> list[Asked]:
    """“And how much is that now?”"""
    talk = context.file.talk
    if talk.subject != "costs" or not talk.costs or not COST_WORDING["ask_last"].search(text):
        return []
    part, label = talk.costs[0]
    held = context.file.case.costs.item(part, label)
    return [Asked("item", {"part": part} | ({"label": label} if label else {}))] if held and held.amount is not None else []


def _named_later(line: Line) -> list[tuple[int, int]]:
    return [(mark.start, mark.end) for mark in later_marks(line)]
