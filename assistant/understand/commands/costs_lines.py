"""The sentences of a message as the reader of costs goes through them: folded, with what is open to be noted told from what is not."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.terms import simplified
from assistant.understand.commands.clauses import Clause
from assistant.understand.commands.costs_patterns import COST_WORDING
from assistant.understand.commands.costs_tables import cells_of, is_heading, row_said
from assistant.understand.commands.reading import Reading
from assistant.understand.commands.wordings import WORDING

LONGEST_CLAUSE = 400
"""Characters; a longer clause is no spoken command."""
LONGEST_LINE = 1200
MOST_CLAUSES = 200
_ABBREVIATED = re.compile(r"(?:^|[^a-z])(?:est|incl|excl|approx|ca|abt|mgmt|mgt|cert|recert|max|min|vs|no)$")
_DECIMALS = re.compile(r"\d{1,2}(?:\s?[万wk]|\s|$)")
"""Behind a comma that is a decimal point: 4,2万, 42.000,00 RMB."""


@dataclass(frozen=True)
class Piece:
    """A clause in its line."""

    number: int
    """Of the clause in the message."""
    start: int
    end: int
    text: str
    asks: bool
    """It asks something itself."""
    led: bool
    """It stands in a sentence that asks, and only leads up to the question."""


@dataclass(frozen=True)
class Line:
    """A sentence, less the clauses that are taken already."""

    text: str
    """In half width, lower case and simplified characters."""
    written: str
    """The same as it was written, place for place."""
    pieces: tuple[Piece, ...]

    def piece(self, place: int) -> Piece:
        """The clause at a place."""
        return next((piece for piece in self.pieces if place <= piece.end), self.pieces[-1])

    def said(self, start: int, end: int) -> str:
        """Words as they were written."""
        return self.written[start:end].strip()


def lines_of(reading: Reading) -> Iterator[Line]:
    """The free clauses sentence by sentence; a full stop behind an abbreviation ends none."""
    run: list[tuple[int, Clause]] = []
    length = 0
    heading: list[str] = []
    for number, clause in list(reading.free())[:MOST_CLAUSES]:
        if len(clause.text) > LONGEST_CLAUSE:
            continue
        cells = cells_of(clause.text)
        if is_heading(cells):
            heading = cells
            continue
        if cells:
            clause = replace(clause, text=row_said(cells, heading))
        if run and (not _goes_on(run[-1][1], clause) or length > LONGEST_LINE):
            yield _line(run, reading)
            run, length = [], 0
        run.append((number, clause))
        length += len(clause.text)
    if run:
        yield _line(run, reading)


def _goes_on(last: Clause, clause: Clause) -> bool:
    return last.sentence == clause.sentence or bool(_ABBREVIATED.search(last.folded) and not clause.text[:1].isupper())


def _line(run: list[tuple[int, Clause]], reading: Reading) -> Line:
    text = written = ""
    pieces: list[Piece] = []
    for number, clause in run:
        own = unicodedata.normalize("NFKC", clause.text)
        folded = simplified(own.lower())
        if len(folded) != len(own):
            own = folded
        if text:
            between = {"、": "、", "-": " - ", "–": " - ", "—": " - "}.get(clause.mark, ", ")
            if clause.mark == "," and text[-1].isdigit() and _DECIMALS.match(folded):
                between = ","
            text, written = text + between, written + between
        start = len(text)
        text, written = text + folded, written + own
        asks = (clause.asks and _asks_itself(number, clause, reading)) or bool(COST_WORDING["asks_too"].search(folded))
        pieces.append(Piece(number, start, len(text), folded, asks, clause.asks and not asks))
    tagged = len(pieces) > 1 and COST_WORDING["tag_question"].search(pieces[-1].text)
    if tagged or any(piece.asks for piece in pieces):
        pieces = [replace(piece, led=not piece.asks) for piece in pieces]
    return Line(text, written, tuple(pieces))


def _asks_itself(number: int, clause: Clause, reading: Reading) -> bool:
    after = number + 1
    last = after == len(reading.clauses) or reading.clauses[after].sentence != clause.sentence
    return last or bool(WORDING["asks"].search(clause.folded))


def open_pieces(line: Line) -> tuple[Piece, ...]:
    """The clauses that may say something to note: no questions, nothing supposed, hear-say or from another year."""
    words = COST_WORDING
    if words["not_noted"].search(line.text):
        return ()
    found: list[Piece] = []
    of_others = False
    for piece in line.pieces:
        if words["hypothetical"].search(piece.text):
            break
        of_others = bool(words["others_case"].search(piece.text)) or (of_others and not words["own_case"].search(piece.text))
        if of_others:
            continue
        if words["elsewhere"].search(piece.text) or words["business"].search(piece.text):
            continue
        if piece.asks and not words["request"].search(piece.text):
            continue
        found.append(replace(piece, asks=False))
    return tuple(found)
