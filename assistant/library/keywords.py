"""The keyword index of one language: BM25 over passages and the questions that lead to them.

It is derived from what Chroma holds and can be built anew at any time. A score is the share of what the question could
reach at most, 0 to 1, where words that no passage has count as missed: so a question in another language scores near 0.
"""

import json
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.library.analysis import Analyzer
from assistant.library.files import replaced

SATURATION = 1.2
LENGTH = 0.6
"""How far long passages are held back, 0 not at all, 1 in proportion to their length."""
QUESTION = 0.5
"""A word of the questions that lead to a passage, against one of its own."""

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Row:
    """One passage as the table knows it."""

    id: str
    document: str
    revision: str
    anchor: str | None
    sentences: int
    """Sentence entries of the passage."""
    keys: int
    """Question entries of the passage."""


class KeywordIndex:
    """Passages in reading order, grouped by document, with their words."""

    def __init__(self, rows: Sequence[Row], vocabulary: Sequence[str], starts: Ints, places: Ints, weights: Floats) -> None:
        """`starts` (terms + 1) delimits each term's stretch of `places` (row numbers) and `weights` (BM25)."""
        self.rows = rows
        self.row_of = {row.id: place for place, row in enumerate(rows)}
        self._term = {term: number for number, term in enumerate(vocabulary)}
        self._documents: dict[str, range] = {}
        for place, row in enumerate(rows):
            first = self._documents.get(row.document, range(place, place)).start
            self._documents[row.document] = range(first, place + 1)
        self._starts, self._places, self._weights = starts, places, weights

    def __len__(self) -> int:
        return len(self.rows)

    def scores(self, terms: Iterable[str]) -> Floats:
        """For every row the share of the attainable BM25, shape (rows,)."""
        total = np.zeros(len(self.rows), dtype=np.float32)
        attainable = 0.0
        for term in set(terms):
            number = self._term.get(term)
            if number is None:
                attainable += _rarity(len(self.rows), 0) * (SATURATION + 1)
                continue
            start, end = self._starts[number], self._starts[number + 1]
            total[self._places[start:end]] += self._weights[start:end]
            attainable += _rarity(len(self.rows), int(end - start)) * (SATURATION + 1)
        return total / np.float32(attainable) if attainable else total

    def rows_of(self, document: str) -> range:
        """Numbers of a document's rows, in reading order."""
        return self._documents.get(document, range(0))

    def mask(self, documents: frozenset[str]) -> Mask:
        """Which rows belong to these documents, shape (rows,)."""
        mask = np.zeros(len(self.rows), dtype=np.bool_)
        for document in documents:
            rows = self.rows_of(document)
            mask[rows.start : rows.stop] = True
        return mask

    def save(self, path: Path, key: str) -> None:
        """Write it whole or not at all; `key` names what it was derived from."""
        about = {"key": key, "terms": list(self._term), "rows": [list(vars(row).values()) for row in self.rows]}
        with replaced(path) as unfinished, unfinished.open("wb") as file:
            np.savez(
                file,
                about=np.frombuffer(json.dumps(about, ensure_ascii=False).encode(), dtype=np.uint8),
                starts=self._starts,
                places=self._places,
                weights=self._weights,
            )

    @classmethod
    def load(cls, path: Path, key: str) -> "KeywordIndex | None":
        """The saved index if it is there, whole, and derived from `key`."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as saved:
                about = json.loads(saved["about"].tobytes())
                if about["key"] != key:
                    return None
                rows = [Row(*row) for row in about["rows"]]
                return cls(rows, about["terms"], saved["starts"], saved["places"], saved["weights"])
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
            return None


def build_keywords(passages: Iterable[tuple[Row, str, Sequence[str]]], analyzer: Analyzer) -> KeywordIndex:
    """From (row, text with headings, questions that lead to it), in the order of the rows."""
    rows: list[Row] = []
    numbers: dict[str, int] = {}
    terms: list[int] = []
    places: list[int] = []
    counts: list[float] = []
    lengths: list[float] = []
    for row, text, questions in passages:
        bag = _bag(analyzer, text, questions)
        for term, count in bag.items():
            terms.append(numbers.setdefault(term, len(numbers)))
            places.append(len(rows))
            counts.append(count)
        lengths.append(sum(bag.values()))
        rows.append(row)
    return _weighed(rows, list(numbers), np.array(terms, np.int32), np.array(places, np.int32), (counts, lengths))


def _bag(analyzer: Analyzer, text: str, questions: Sequence[str]) -> dict[str, float]:
    bag: dict[str, float] = dict(Counter(analyzer.terms(text)))
    # A word in many of the questions says little more than in one: it counts once.
    for term in {term for question in questions for term in analyzer.terms(question)}:
        bag[term] = bag.get(term, 0.0) + QUESTION
    return bag


def _weighed(rows: list[Row], vocabulary: list[str], terms: Ints, places: Ints, measures: tuple[list[float], list[float]]) -> KeywordIndex:
    counts, lengths = (np.array(measure, dtype=np.float32) for measure in measures)
    order = np.argsort(terms, kind="stable")
    spread = np.bincount(terms, minlength=len(vocabulary))
    starts = np.concatenate([[0], np.cumsum(spread)]).astype(np.int32)
    mean = float(lengths.mean()) if len(lengths) else 1.0
    held_back = SATURATION * (1 - LENGTH + LENGTH * lengths / max(mean, 1e-9))
    rarity = np.array([_rarity(len(rows), int(n)) for n in spread], dtype=np.float32)
    weights = rarity[terms] * counts * (SATURATION + 1) / (counts + held_back[places]) if len(terms) else counts
    return KeywordIndex(rows, vocabulary, starts, places[order], weights[order].astype(np.float32))


def _rarity(passages: int, having: int) -> float:
    return float(np.log1p((passages - having + 0.5) / (having + 0.5)))


def best(scores: Floats, count: int) -> list[int]:
    """Numbers of the rows with the highest scores above 0, best first."""
    if count < len(scores):
        top: Any = np.argpartition(scores, -count)[-count:]
    else:
        top = np.arange(len(scores))
    return [int(row) for row in top[np.argsort(-scores[top], kind="stable")] if scores[row] > 0]
