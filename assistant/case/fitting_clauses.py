"""A description of work taken apart into what its speakers do themselves and what others do for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.terms import fold, simplified
from assistant.wording import load_wording

LONGEST = 4000
"""Characters of a description that are read."""
_WORDING = load_wording(Path(__file__).with_name("fitting.yaml"))

Span = tuple[int, int]
"""Start and end of a stretch of the folded text."""


@dataclass(frozen=True)
class Clause:
    """A piece of a description between commas."""

    start: int
    end: int
    denied: tuple[Span, ...]
    """Stretches about work that is not the speakers'."""
    markers: tuple[Span, ...]
    """The words that say so; a sign that holds them was written with them in mind, and counts."""

    def denies(self, start: int, end: int) -> bool:
        """Whether words between two places are about work that others do."""
        if any(start < stop and begin < end and not (begin <= start and end <= stop) for begin, stop in self.markers):
            return False
        return any(begin <= start and end <= stop for begin, stop in self.denied)


@dataclass(frozen=True)
class Described:
    """A description, folded, with its clauses in order."""

    text: str
    clauses: tuple[Clause, ...]

    def at(self, place: int) -> int:
        """Number of the clause that a place of the text belongs to."""
        return next((number for number, clause in enumerate(self.clauses) if place < clause.end), len(self.clauses) - 1)


def read_description(text: str) -> Described:
    """The description in clauses; nothing in it is understood yet."""
    folded = simplified(fold(text[:LONGEST]))[:LONGEST]
    return Described(folded, tuple(_clause(folded, start, end) for start, end in _pieces(folded)))


def _pieces(text: str) -> Iterator[Span]:
    start = 0
    for match in _WORDING["clause_ends"].finditer(text):
        if text[start : match.start()].strip():
            yield start, match.start()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)


def _clause(text: str, start: int, end: int) -> Clause:
    piece = text[start:end]
    markers = [match.span() for match in _WORDING["not_theirs"].finditer(piece)]
    others = [match.span() for match in _WORDING["made_by_others"].finditer(piece)]
    turns = [match.span() for match in _WORDING["turns_back"].finditer(piece)]
    denied = list(others)
    for begin, stop in markers:
        if any(first <= begin and stop <= last for first, last in others):
            continue
        left = max((last for first, last in turns if last <= begin and not _inside((first, last), markers)), default=0)
        right = min((first for first, last in turns if first >= stop and not _inside((first, last), markers)), default=len(piece))
        denied.append((left, right))
    move = lambda spans: tuple((first + start, last + start) for first, last in spans)  # noqa: E731
    return Clause(start, end, move(denied), move([*markers, *others]))


def _inside(span: Span, spans: list[Span]) -> bool:
    return any(first <= span[0] and span[1] <= last for first, last in spans)


@cache
def _unused() -> None: ...
