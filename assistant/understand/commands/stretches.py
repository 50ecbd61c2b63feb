"""The clauses that are left for a reader, those of an enumeration (深圳、东莞、惠州) put together again."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

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
    whole: str
    """Its sentence, folded, with the clauses that others have taken."""


def stretches_of(reading: Reading) -> tuple[Stretch, ...]:
    """The free clauses in their order."""
    return tuple(islice(_stretches(reading), STRETCHES_AT_MOST))


def sentences_of(stretches: Sequence[Stretch]) -> Iterator[list[Stretch]]:
    """The stretches sentence by sentence."""
    for _, group in groupby(stretches, key=lambda each: each.sentence):
        yield list(group)


def _stretches(reading: Reading) -> Iterator[Stretch]:
    wholes: dict[int, str] = {}
    for clause in islice(reading.clauses, 3 * STRETCHES_AT_MOST):
        whole = wholes.get(clause.sentence, "")
        if len(whole) < READ_AT_MOST:
            wholes[clause.sentence] = f"{whole},{clause.folded[:READ_AT_MOST]}"
    run: list[int] = []
    for number, clause in reading.free():
        if run and not (clause.mark == "、" and run[-1] == number - 1):
            yield _put_together(run, reading, wholes)
            run = []
        run.append(number)
    if run:
        yield _put_together(run, reading, wholes)


def _put_together(run: Sequence[int], reading: Reading, wholes: Mapping[int, str]) -> Stretch:
    clauses = [reading.clauses[number] for number in run]
    text = unicodedata.normalize("NFKC", "、".join(clause.text for clause in clauses)[:READ_AT_MOST])
    folded = simplified(text.lower())
    if len(folded) != len(text):
        text = folded
    after, first = run[-1] + 1, clauses[0]
    last = after == len(reading.clauses) or reading.clauses[after].sentence != first.sentence
    return Stretch(tuple(run), text, folded, first.sentence, first.asks, last, wholes.get(first.sentence, folded))
