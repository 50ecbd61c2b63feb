"""A description of work taken apart into what its speakers do themselves and what others do for them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.terms import HAN, fold, simplified
from assistant.wording import load_wording

LONGEST = 4000
"""Characters of a description that are read."""
_WORDING = load_wording(Path(__file__).with_name("fitting.yaml"))
_BESIDE = 3
"""Characters that may lie between a subject and the words of denial that it belongs to."""
_HAN = re.compile(f"[{HAN}]")
_LATIN = re.compile("[a-z]")

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
    """The words that say so; a sign that holds them or begins with them was written with them in mind, and counts."""

    def own(self, text: str) -> str:
        """What of the clause is not about work that others do."""
        kept = (text[place] for place in range(self.start, self.end) if not any(start <= place < end for start, end in self.denied))
        return "".join(kept).strip()

    def denies(self, start: int, end: int) -> bool:
        """Whether words between two places are about work that others do."""
        if any((start <= begin and stop <= end) or start == begin for begin, stop in self.markers):
            return False
        return any(start < stop and begin < end for begin, stop in self.denied)


@dataclass(frozen=True)
class Described:
    """A description, folded, with its clauses in order."""

    text: str
    clauses: tuple[Clause, ...]

    @property
    def own_length(self) -> int:
        """Length of what is about the speakers' own work (see `length_of`)."""
        return length_of("".join(self.own))

    @property
    def own(self) -> list[str]:
        """The clauses less what is about work that others do."""
        return [text for clause in self.clauses if (text := clause.own(self.text))]

    def at(self, place: int) -> int:
        """Number of the clause that a place of the text belongs to."""
        return next((number for number, clause in enumerate(self.clauses) if place < clause.end), len(self.clauses) - 1)


def length_of(text: str) -> int:
    """Chinese characters, and a third of the Latin letters."""
    return len(_HAN.findall(text)) + len(_LATIN.findall(text)) // 3


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
    turns = [turn for match in _WORDING["turns_back"].finditer(piece) if not _inside(turn := match.span(), markers)]
    denied = list(others)
    for begin, stop in markers:
        if _inside((begin, stop), others):
            continue
        # “X 我们外包出去”, “X we farm out”: the subject right before the marker turns nothing back.
        left = max((last for _, last in turns if last < begin - _BESIDE), default=0)
        right = min((first for first, _ in turns if first >= stop), default=len(piece))
        denied.append((left, right))
    return Clause(start, end, _moved(denied, start), _moved([*markers, *others], start))


def _moved(spans: list[Span], by: int) -> tuple[Span, ...]:
    return tuple((start + by, end + by) for start, end in spans)


def _inside(span: Span, spans: list[Span]) -> bool:
    return any(first <= span[0] and span[1] <= last for first, last in spans)
