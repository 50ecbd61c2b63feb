"""Descriptions that name a trade and not the work: which categories they leave open, and which of their words do not decide."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

import yaml

from assistant.case.fitting_clauses import Span, length_of
from assistant.errors import CorpusError

_OCCURRENCES = 20
"""Open words of a pattern that are looked at."""
_PATH = Path(__file__).with_name("fitting-open.yaml")


@dataclass(frozen=True)
class _Row:
    between: tuple[str, ...]
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Open:
    """What a description leaves open."""

    between: tuple[str, ...] = ()
    """Categories, those of the longest open words first."""
    spans: tuple[tuple[Span, ...], ...] = ()
    """The open words, by occurrence."""

    def length(self, text: str) -> int:
        """Characters of the open words, a Latin letter as a third of a Chinese character."""
        return sum(length_of(text[start:end]) for spans in self.spans for start, end in spans)

    def touches(self, start: int, end: int) -> bool:
        """Whether open words lie between two places."""
        return any(first < end and start < last for spans in self.spans for first, last in spans)

    def holds(self, start: int, end: int) -> bool:
        """Whether words lie in open words, or begin and end in those of one occurrence."""
        return any(
            any(first <= start < last for first, last in spans) and any(first < end <= last for first, last in spans)
            for spans in self.spans
        )


def open_words(text: str) -> Open:
    """What a folded text leaves open."""
    found: list[tuple[int, tuple[str, ...], tuple[Span, ...]]] = []
    for row in _rows():
        for match in islice(row.pattern.finditer(text), _OCCURRENCES):
            groups = [match.span(number) for number in range(1, (match.re.groups or 0) + 1) if match.start(number) >= 0]
            spans = tuple(groups or [match.span()])
            found.append((sum(end - start for start, end in spans), row.between, spans))
    found.sort(key=lambda each: -each[0])
    found = [each for number, each in enumerate(found) if not any(_within(each[2], longer) for _, _, longer in found[:number])]
    return Open(tuple(dict.fromkeys(id for _, between, _ in found for id in between)), tuple(spans for _, _, spans in found))


def _within(spans: tuple[Span, ...], longer: tuple[Span, ...]) -> bool:
    return longer[0][0] <= spans[0][0] and spans[-1][1] <= longer[-1][1]


@cache
def _rows() -> tuple[_Row, ...]:
    try:
        rows = yaml.load(_PATH.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        return tuple(_Row(tuple(row["between"]), re.compile(pattern, re.IGNORECASE)) for row in rows for pattern in row["any"])
    except (OSError, yaml.YAMLError, KeyError, TypeError, re.error) as error:
        raise CorpusError(f"{_PATH.name}: {' '.join(str(error).split())}") from error
