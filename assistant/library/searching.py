"""A search: what comes near in meaning or in words, weighed exactly, best first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from assistant.domain import Document, Evidence, Language
from assistant.library.encoding import Vectors
from assistant.library.entries import parts_of, passage_entry
from assistant.library.keywords import Floats, KeywordIndex, Mask, best
from assistant.library.ranking import Filters, Weights
from assistant.library.shelf import Cosines, Shelf, Volume
from assistant.library.snapshot import Snapshot
from assistant.library.store import LANGUAGES, Store

NEAREST = 64
"""Entries asked of Chroma per language."""
WORDED = 24
"""Passages taken by their words per language."""
SHORTLIST = 20
"""Passages per language whose score is computed exactly; at least twice what is asked for."""
EXACT = 240
"""A filter that leaves no more passages than this has every one of them weighed exactly."""
NARROW = 400
"""A filter that leaves no more passages than this is searched passage by passage, without Chroma's index."""
RERANKED = 20


class Reranker(Protocol):
    """Scores pairs of question and passage, as sentence-transformers' CrossEncoder does."""

    def predict(self, pairs: list[tuple[str, str]]) -> Sequence[float]:
        """One score a pair, higher is better."""


@dataclass(frozen=True)
class Question:
    """What is searched for, read once for both languages."""

    text: str
    vector: Vectors
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """A passage with its exact score."""

    volume: Volume
    score: float
    cosines: Cosines
    keyword: float


class Search:
    """Searches of one snapshot."""

    def __init__(self, store: Store, shelf: Shelf, snapshot: Snapshot, weights: Weights) -> None:
        self._store, self._shelf, self._snapshot, self._weights = store, shelf, snapshot, weights
        self.stale = False
        """Whether Chroma held other entries than the snapshot says: a newer state has been, or is being, written."""

    def languages(self, language: Language | None, filters: Filters) -> tuple[Language, ...]:
        """Those to search: the filter's, else the question's if it has passages at all, else all."""
        if filters.language:
            return (filters.language,)
        if language and len(self._snapshot.words[language]):
            return (language,)
        return LANGUAGES

    def find(self, question: Question, language: Language, k: int, filters: Filters) -> list[Found]:
        """The best passages of one language, more than k when there are."""
        index = self._snapshot.words[language]
        if not len(index):
            return []
        allowed = self._allowed(language, filters)
        mask = None if allowed is None else index.mask(allowed)
        if mask is not None and not mask.any():
            return []
        keyword = index.scores(question.terms)
        if mask is not None:
            keyword = np.where(mask, keyword, np.float32(0))
        wanted = max(SHORTLIST, 2 * k)
        if mask is not None and int(mask.sum()) <= EXACT:
            # Few enough to weigh them all: a passage may be near by one of its questions alone.
            return self._weighed(question, language, [int(row) for row in np.flatnonzero(mask)], keyword)
        near = self._near(question, language, max(NEAREST, 4 * k), (mask, allowed))
        shortlist = self._shortlist(near, keyword, index)
        # Known gaps lie near many questions; they must not take the places of the texts.
        texts = [row for row in shortlist if not self._document(index, row).gaps][:wanted]
        gaps = [row for row in shortlist if self._document(index, row).gaps][:wanted]
        return self._weighed(question, language, texts + gaps, keyword)

    def _allowed(self, language: Language, filters: Filters) -> frozenset[str] | None:
        """Documents that pass the filters, or None when all do."""
        if not (filters.schemes or filters.status or filters.documents or filters.about):
            return None
        return frozenset(
            id
            for id, held in self._snapshot.manifest.holdings.items()
            if held.description.language == language and _passes(held.description, filters)
        )

    def _near(
        self, question: Question, language: Language, count: int, limits: tuple[Mask | None, frozenset[str] | None]
    ) -> dict[int, dict[str, float]]:
        """Rows that have an entry near the question, with the best cosine of each kind of entry (p, s, q).

        A filter inside Chroma is slow: half a second among 100,000 passages. So a narrow one is answered without it, a
        wide one is applied to a wider search, and only when that leaves little is Chroma made to filter.
        """
        mask, allowed = limits
        index = self._snapshot.words[language]
        generation = self._snapshot.manifest.generation
        if mask is not None and int(mask.sum()) <= NARROW:
            return self._compared(question, language, [int(row) for row in np.flatnonzero(mask)])
        hits = self._store.nearest(language, generation, question.vector, count if mask is None else 4 * count)
        near = self._rows(hits, index, mask)
        texts = sum(not self._document(index, row).gaps for row in near)
        # Entries that do not count yet or any more, or known gaps, may have taken most places.
        if mask is None and len(hits) == count and texts < SHORTLIST // 4:
            near = self._rows(self._store.nearest(language, generation, question.vector, 8 * count), index, mask)
        if allowed is not None and len(near) < min(SHORTLIST, int(mask.sum()) if mask is not None else SHORTLIST):
            hits = self._store.nearest(language, generation, question.vector, count, sorted(allowed))
            near = self._rows(hits, index, mask)
        return near

    def _compared(self, question: Question, language: Language, rows: list[int]) -> dict[int, dict[str, float]]:
        """These rows with the cosine of each passage's own vector."""
        index = self._snapshot.words[language]
        generation = self._snapshot.manifest.generation
        known = self._shelf.vectors(generation, [index.rows[row] for row in rows])
        near = {row: {"p": float(vector @ question.vector)} for row, vector in zip(rows, known, strict=True) if vector is not None}
        ids = {passage_entry(index.rows[row].revision, index.rows[row].id): row for row in rows if row not in near}
        stored = self._store.fetch(language, generation, list(ids))
        self.stale |= len(stored) < len(ids)
        return near | {ids[id]: {"p": float(entry.vector @ question.vector)} for id, entry in stored.items()}

    def _rows(self, hits: list[tuple[str, float]], index: KeywordIndex, mask: Mask | None) -> dict[int, dict[str, float]]:
        near: dict[int, dict[str, float]] = {}
        for id, cosine in hits:
            revision, passage, part = parts_of(id)
            row = index.row_of.get(passage)
            if row is None or revision not in self._snapshot.revisions:
                self.stale = True
                continue
            if not (mask is None or mask[row]):
                continue
            kinds = near.setdefault(row, {})
            kinds[part[0]] = max(cosine, kinds.get(part[0], -1.0))
        return near

    def _shortlist(self, near: dict[int, dict[str, float]], keyword: Floats, index: KeywordIndex) -> list[int]:
        """Rows by a score in which what is not known is taken as no better than the farthest that is."""
        floor = min((cosine for kinds in near.values() for cosine in kinds.values()), default=0.0)
        rows = dict.fromkeys([*near, *best(keyword, WORDED)])

        def guess(row: int) -> float:
            kinds = near.get(row, {})
            return self._score(kinds.get("p", floor), kinds.get("s", floor), kinds.get("q", floor), float(keyword[row])) - self._penalty(
                self._document(index, row)
            )

        return sorted(rows, key=guess, reverse=True)

    def _weighed(self, question: Question, language: Language, rows: list[int], keyword: Floats) -> list[Found]:
        index = self._snapshot.words[language]
        wanted = [(index.rows[row], self._document(index, row)) for row in rows]
        volumes = self._shelf.volumes(language, self._snapshot.manifest.generation, wanted)
        found: list[Found] = []
        for row in rows:
            volume = volumes.get(index.rows[row].id)
            if volume is None:
                self.stale = True
                continue
            near = volume.cosines(question.vector)
            score = self._score(near.passage, near.sentence, near.question, float(keyword[row])) - self._penalty(volume.passage.document)
            found.append(Found(volume, score, near, float(keyword[row])))
        return sorted(found, key=lambda one: -one.score)

    def _score(self, passage: float, sentence: float, question: float, keyword: float) -> float:
        w = self._weights
        own = w.blend * passage + (1 - w.blend) * max(passage, sentence)
        key = w.key_blend * passage + (1 - w.key_blend) * w.question * question
        return max(own, key) + w.keyword * keyword

    def _penalty(self, document: Document) -> float:
        return self._weights.outdated if document.status in ("superseded", "abolished") else 0.0

    def _document(self, index: KeywordIndex, row: int) -> Document:
        return self._snapshot.manifest.holdings[index.rows[row].document].description


def reranked(reranker: Reranker, question: str, found: list[Found], outdated: float) -> list[Found]:
    """The first of what was found in the reranker's order and with its scores; what is outdated still steps back."""
    head = found[:RERANKED]
    scores = reranker.predict([(question, one.volume.passage.text) for one in head])
    marked = [
        Found(
            one.volume,
            float(score) - (outdated if one.volume.passage.document.status in ("superseded", "abolished") else 0.0),
            one.cosines,
            one.keyword,
        )
        for one, score in zip(head, scores, strict=True)
    ]
    return sorted(marked, key=lambda one: -one.score)


def evidence(found: Sequence[Found]) -> list[Evidence]:
    """With keys S1, S2, … in this order."""
    return [
        Evidence(f"S{n}", one.volume.passage, one.score, one.cosines.passage, one.keyword, one.volume.leads(one.cosines))
        for n, one in enumerate(found, start=1)
    ]


def _passes(document: Document, filters: Filters) -> bool:
    return (
        (not filters.schemes or document.scheme in filters.schemes)
        and (not filters.status or document.status in filters.status)
        and (not filters.documents or document.id in filters.documents)
        and (not filters.about or document.scheme is None or document.scheme in filters.about)
    )
