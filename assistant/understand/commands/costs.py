"""Commands on the cost checklist: what each item costs, what later years include, the budget; and questions to the checklist."""

import re
from collections.abc import Sequence

from assistant.domain import Command
from assistant.understand.commands.costs_asked import ask
from assistant.understand.commands.costs_commands import outcome_of
from assistant.understand.commands.costs_drafts import Draft, Gathering, words_beside
from assistant.understand.commands.costs_later import LaterYears, Token, is_later_fee, tokens_in
from assistant.understand.commands.costs_lines import Line, Piece, lines_of, open_pieces
from assistant.understand.commands.costs_marks import Mark, marks_in
from assistant.understand.commands.costs_patterns import COST_WORDING
from assistant.understand.commands.costs_references import referred
from assistant.understand.commands.costs_reserve import read_reserve
from assistant.understand.commands.costs_tables import cells_of, is_heading
from assistant.understand.commands.reading import Context, Reading

_HEADCOUNT = re.compile(r"[\d一二三四五六七八九十百]\s?(?:多|来号|号|个)?(?:人(?!日|天|民)|名员工|people|employees|staff|persons)")
_STATES = ("to_be_quoted", "free", "excluded", "wanted", "setting", "quoted")


def read(reading: Reading, context: Context) -> None:
    """Take the clauses about costs. A clause with a head-count besides stays free for the profile."""
    read_reserve(reading, context)
    gathering, later = Gathering(), LaterYears()
    seen: list[tuple[Line, Sequence[Piece], Sequence[Mark]]] = []
    for line in list(lines_of(reading)):
        ask(line, reading, context)
        opened = [piece for piece in open_pieces(line) if piece.number not in reading.used]
        if opened:
            marked = [mark for mark in marks_in(line, opened, context.file.case.costs) if not _only_wished(mark, opened)]
            seen.append((line, opened, marked))
            later.take(line, opened, marked)
            gathering.take(line, opened, _of_costs(line, opened, marked))
    if len(seen) == 1 and not any(clause.asks for clause in reading.clauses):
        _answer(seen, later, context)
    _note_later(later, reading)
    for draft in _drafts(gathering, reading, context):
        _note(draft, reading, context)
    for line, pieces, marks in seen:
        _take_fillers(line, pieces, marks, reading)
    for number, clause in list(reading.free()):
        if number + 1 in reading.used and is_heading(cells_of(clause.text)):
            reading.take(number)


def _of_costs(line: Line, pieces: Sequence[Piece], marks: Sequence[Mark]) -> list[Mark]:
    """The marks without those that only speak of later years: 复评另算 says nothing of the fee itself."""
    kept: list[Mark] = []
    named = [mark for mark in marks if mark.kind == "later"]
    goes_on = False
    for piece in pieces:
        own = [mark for mark in marks if piece.start <= mark.start <= piece.end]
        tokens = tokens_in(line, piece, named)
        has_item = any(mark.kind == "item" for mark in own)
        if any(token.which for token in tokens):
            kept += [mark for mark in own if _of_the_fee(mark, tokens, has_item)]
            goes_on = not has_item
        elif not (goes_on and is_later_fee(piece, own)):
            kept += own
            goes_on = False
    return kept


def _of_the_fee(mark: Mark, tokens: Sequence[Token], has_item: bool) -> bool:
    if mark.end <= tokens[0].start:
        return True
    return has_item and mark.kind not in _STATES and not any(token.start <= mark.start < token.end for token in tokens)


def _only_wished(mark: Mark, pieces: Sequence[Piece]) -> bool:
    """客户想打九折: nobody has granted it."""
    if mark.kind not in ("factor", "delta", "amount"):
        return False
    piece = next(piece for piece in pieces if mark.start <= piece.end)
    wished = "wished_target" if mark.kind == "amount" else "wished"
    return bool(COST_WORDING[wished].search(piece.text)) and not COST_WORDING["granted"].search(piece.text)


def _answer(seen: Sequence[tuple[Line, Sequence[Piece], Sequence[Mark]]], later: LaterYears, context: Context) -> None:
    pending = context.file.talk.pending
    if pending is None or pending.kind != "later" or later.states:
        return
    for line, pieces, marks in seen:
        if not any(mark.kind in ("item", "amount", "delta", "factor") for mark in marks):
            later.answer(line, pieces, context.file.case.costs)


def _note_later(later: LaterYears, reading: Reading) -> None:
    commands = [
        Command(
            "set_later",
            {"state": state, "which": [which for which, given in later.states.items() if given == state]},
            ", ".join(piece.text for _, piece in sorted(later.pieces.items())),
        )
        for state in dict.fromkeys(later.states.values())
    ]
    if later.fees:
        note = "；".join(later.fees)[:300]
        commands.append(Command("set_cost", {"part": "certification", "note": note}, note))
    for at, number in enumerate(sorted(later.pieces)):
        reading.take(number, *(commands if at == 0 else ()))


def _drafts(gathering: Gathering, reading: Reading, context: Context) -> list[Draft]:
    """The drafts, with those for what was only pointed at; questions back are noted on the way."""
    drafts = list(gathering.drafts)
    for line, piece, marks in gathering.orphans:
        found = referred(line, piece, marks, context)
        if isinstance(found, Draft):
            if drafts and drafts[-1].items == found.items:
                drafts[-1].join(found)
            else:
                drafts.append(found)
        elif found is not None:
            reading.unclear.append(found)
            reading.take(piece.number)
    return drafts


def _note(draft: Draft, reading: Reading, context: Context) -> None:
    if _of_the_matrix(draft, context):
        return
    outcome = outcome_of(draft, context.file.case.costs, context.language)
    reading.unclear += [text for text in outcome.unclear if text not in reading.unclear]
    if not outcome.commands and not outcome.unclear:
        return
    numbers = sorted(draft.pieces)
    reading.found += [(numbers[0], command) for command in outcome.commands]
    for number in numbers:
        if not _counts_people(draft, draft.pieces[number]):
            reading.take(number)


def _of_the_matrix(draft: Draft, context: Context) -> bool:
    """培训不要了 is about a row where 培训 is one and the talk is of the matrix."""
    if context.file.talk.subject != "raci" or draft.has("amount", "delta", "factor"):
        return False
    names = (mark.said for marks in draft.named.values() for mark in marks)
    return any(context.file.case.raci.row(name) is not None for name in names if name)


def _counts_people(draft: Draft, piece: Piece) -> bool:
    match = _HEADCOUNT.search(piece.text)
    return match is not None and not any(match.group() in mark.said for mark in draft.of("amount", "delta", "note"))


def _take_fillers(line: Line, pieces: Sequence[Piece], marks: Sequence[Mark], reading: Reading) -> None:
    """“就这么多”, “sorry”: with something understood beside them they ask nothing."""
    if not {piece.number for piece in line.pieces} & reading.used:
        return
    for piece in line.pieces:
        if piece.asks and COST_WORDING["mere_consent"].search(piece.text):
            reading.take(piece.number)
    for piece in pieces:
        own = [mark for mark in marks if piece.start <= mark.start <= piece.end]
        corrects = bool(own) and all(mark.kind in ("correction", "setting", "estimated", "quoted", "ref") for mark in own)
        if COST_WORDING["filler"].search(piece.text.strip(" .!")) or (corrects and words_beside(line, piece, own) <= 4):
            reading.take(piece.number)
