"""The keyword index of one language: BM25 over passages and the questions that lead to them.

It is derived from what Chroma holds and can be built anew at any time. A score is the share of what the question could
reach at most, 0 to 1, where words that no passage has count as missed: so a question in another language scores near 0.
"""

import json
import zipfile
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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


@dataclass(frozen=True)
class Postings:
    """Which passage has which word how often: what an index is weighed from, and what is kept of it on disk."""

    rows: Sequence[Row]
    """Passages in reading order, grouped by document, the documents by id."""
    vocabulary: Sequence[str]
    starts: Ints
    """Delimits each term's stretch of `places` and `counts`, shape (terms + 1,)."""
    places: Ints
    """Row numbers."""
    counts: Floats
    lengths: Floats
    """Sum of the counts of each row, shape (rows,)."""

    def save(self, path: Path, key: str, held: Mapping[str, str]) -> None:
        """Write it whole or not at all; `key` names the analysis, `held` the revision of every document it was made of."""
        rows = [[row.id, row.document, row.revision, row.anchor, row.sentences, row.keys] for row in self.rows]
        about = json.dumps({"key": key, "held": held, "terms": self.vocabulary, "rows": rows}, ensure_ascii=False).encode()
        arrays = {"starts": self.starts, "places": self.places, "counts": self.counts, "lengths": self.lengths}
        with replaced(path) as unfinished, unfinished.open("wb") as file:
            np.savez(file, allow_pickle=False, about=np.frombuffer(about, dtype=np.uint8), **arrays)

    @classmethod
    def load(cls, path: Path, key: str) -> "tuple[Postings, dict[str, str]]":
        """What was saved by the same analysis, with the revisions of its documents; nothing if it is not there, or not whole."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as saved:
                about = json.loads(saved["about"].tobytes())
                if about["key"] == key:
                    rows = [Row(*row) for row in about["rows"]]
                    arrays = (saved["starts"], saved["places"], saved["counts"], saved["lengths"])
                    return cls(rows, about["terms"], *arrays), about["held"]
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
            pass
        return gathered((), Analyzer()), {}


class KeywordIndex:
    """Passages in reading order, grouped by document, with the weight of their words."""

    def __init__(self, postings: Postings) -> None:
        self.rows = rows = postings.rows
        self.row_of = {row.id: place for place, row in enumerate(rows)}
        self._term = {term: number for number, term in enumerate(postings.vocabulary)}
        self._documents: dict[str, range] = {}
        for place, row in enumerate(rows):
            first = self._documents.get(row.document, range(place, place)).start
            self._documents[row.document] = range(first, place + 1)
        self._starts, self._places = postings.starts, postings.places
        self._weights = _weights(postings)

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


def gathered(passages: Iterable[tuple[Row, str, Sequence[str]]], analyzer: Analyzer) -> Postings:
    """From (row, text with headings, questions that lead to it), in the order of the rows."""
    rows: list[Row] = []
    numbers: dict[str, int] = {}
    terms, places, counts, lengths = array("i"), array("i"), array("f"), array("f")
    for row, text, questions in passages:
        bag = _bag(analyzer, text, questions)
        terms.extend(numbers.setdefault(term, len(numbers)) for term in bag)
        places.extend([len(rows)] * len(bag))
        counts.extend(bag.values())
        lengths.append(sum(bag.values()))
        rows.append(row)
    columns = (np.array(terms, np.int32), np.array(places, np.int32), np.array(counts, np.float32))
    return _sorted(rows, list(numbers), columns, np.array(lengths, np.float32))


def spliced(old: Postings, live: Mapping[str, str], new: Postings) -> Postings:
    """The rows of `old` whose document is live in their revision, and those of `new`, which are of other documents or revisions."""
    kept = [place for place, row in enumerate(old.rows) if live.get(row.document) == row.revision]
    rows = [*(old.rows[place] for place in kept), *new.rows]
    order = sorted(range(len(rows)), key=lambda number: rows[number].document)
    place_of = np.empty(len(rows), np.int32)
    place_of[order] = np.arange(len(rows), dtype=np.int32)
    place_of_old = np.full(len(old.rows), -1, np.int32)
    place_of_old[kept] = place_of[: len(kept)]
    numbers = {term: number for number, term in enumerate(old.vocabulary)}
    number_of_new = np.array([numbers.setdefault(term, len(numbers)) for term in new.vocabulary], np.int32)
    terms = np.concatenate([_terms(old), number_of_new[_terms(new)]])
    places = np.concatenate([place_of_old[old.places], place_of[len(kept) :][new.places]])
    counts = np.concatenate([old.counts, new.counts])
    lengths = np.concatenate([old.lengths[kept], new.lengths])[order] if rows else new.lengths
    stay = places >= 0
    return _sorted([rows[number] for number in order], list(numbers), (terms[stay], places[stay], counts[stay]), lengths)


def _terms(postings: Postings) -> Ints:
    """The number of every posting's term."""
    return np.repeat(np.arange(len(postings.vocabulary), dtype=np.int32), np.diff(postings.starts))


def _sorted(rows: Sequence[Row], vocabulary: Sequence[str], columns: tuple[Ints, Ints, Floats], lengths: Floats) -> Postings:
    """From postings in any order (term, place, count), less the terms that have none."""
    terms, places, counts = columns
    order = np.argsort(terms.astype(np.int64) * max(len(rows), 1) + places, kind="stable")
    spread = np.bincount(terms, minlength=len(vocabulary))
    starts = np.concatenate([[0], np.cumsum(spread[spread > 0])]).astype(np.int32)
    used = [term for term, having in zip(vocabulary, spread.tolist(), strict=True) if having]
    return Postings(rows, used, starts, places[order], counts[order], lengths)


def _bag(analyzer: Analyzer, text: str, questions: Sequence[str]) -> dict[str, float]:
    bag: dict[str, float] = dict(Counter(analyzer.terms(text)))
    # A word in many of the questions says little more than in one: it counts once.
    for term in {term for question in questions for term in analyzer.terms(question)}:
        bag[term] = bag.get(term, 0.0) + QUESTION
    return bag


def _weights(postings: Postings) -> Floats:
    """BM25 of every posting."""
    counts, lengths = postings.counts, postings.lengths
    if not len(counts):
        return counts
    held_back = SATURATION * (1 - LENGTH + LENGTH * lengths / max(float(lengths.mean()), 1e-9))
    rarity = np.array([_rarity(len(postings.rows), n) for n in np.diff(postings.starts).tolist()], dtype=np.float32)
    weights = rarity[_terms(postings)] * counts * (SATURATION + 1) / (counts + held_back[postings.places])
    return np.asarray(weights, dtype=np.float32)


def _rarity(passages: int, having: int) -> float:
    return float(np.log1p((passages - having + 0.5) / (having + 0.5)))


def best(scores: Floats, count: int) -> list[int]:
    """Numbers of the rows with the highest scores above 0, best first."""
    if count < len(scores):
        top: Any = np.argpartition(scores, -count)[-count:]
    else:
        top = np.arange(len(scores))
    return [int(row) for row in top[np.argsort(-scores[top], kind="stable")] if scores[row] > 0]
