"""The clauses that are left for a reader, those of an enumeration (深圳、东莞、惠州) put together again."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.terms import simplified
from assistant.understand.commands.reading import Reading

READ_AT_MOST = 400
"""Characters of a stretch that are looked at."""
STRETCHES_AT_MOST = 200


@dataclass(frozen=True)
class Stretch:
    """One clause, or several with 、 between them."""

    numbers: tuple[int, ...]
    """Of its clauses in the message."""
    text: str
    """In half width, otherwise as it was written."""
    folded: str
    """In lower case and simplified characters, place for place the same as `text`."""
    sentence: int
    asks: bool
    """It belongs to a question."""
    last: bool
    """The last clause of its sentence is in it."""


def stretches_of(reading: Reading) -> tuple[Stretch, ...]:
    """The free clauses in their order."""
    return tuple(_stretches(reading))[:STRETCHES_AT_MOST]


def sentences_of(stretches: Sequence[Stretch]) -> Iterator[list[Stretch]]:
    """The stretches sentence by sentence."""
    for _, group in groupby(stretches, key=lambda each: each.sentence):
        yield list(group)


def _stretches(reading: Reading) -> Iterator[Stretch]:
    run: list[int] = []
    for number, clause in reading.free():
        if run and not (clause.mark == "、" and run[-1] == number - 1):
            yield _put_together(run, reading)
            run = []
        run.append(number)
    if run:
        yield _put_together(run, reading)


def _put_together(run: Sequence[int], reading: Reading) -> Stretch:
    clauses = [reading.clauses[number] for number in run]
    text = unicodedata.normalize("NFKC", "、".join(clause.text for clause in clauses)[:READ_AT_MOST])
    folded = simplified(text.lower())
    if len(folded) != len(text):
        text = folded
    after = run[-1] + 1
    last = after == len(reading.clauses) or reading.clauses[after].sentence != clauses[0].sentence
    return Stretch(tuple(run), text, folded, clauses[0].sentence, clauses[0].asks, last)
