"""Passages with the vectors of all that is theirs, read from Chroma when asked for and kept while there is room."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from assistant.domain import Document, Language, Lead, Passage, Verdict
from assistant.library.encoding import Vectors
from assistant.library.entries import passage_entry, passage_from, question_entry, sentence_entry
from assistant.library.keywords import Row
from assistant.library.store import Store, Stored

ROOM = 4000
"""Passages kept in memory, at about 30 kB each."""
QUESTION_LEADS = 8

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Volume:
    """A passage and what leads to it."""

    passage: Passage
    vector: Vectors
    sentences: Spans
    sentence_vectors: Vectors
    """Shape (sentences, dimension)."""
    questions: tuple[Lead, ...]
    """With a cosine of 0, until there is a question to compare them with."""
    question_vectors: Vectors
    """Shape (questions, dimension)."""

    def leads(self, query: Vectors) -> tuple[Lead, ...]:
        """Every sentence and the nearest questions, best first."""
        text = self.passage.text
        sentences = [
            Lead("sentence", text[start:end], ((start, end),), float(cosine))
            for (start, end), cosine in zip(self.sentences, self.sentence_vectors @ query, strict=True)
        ]
        cosines = self.question_vectors @ query
        nearest = np.argsort(-cosines, kind="stable")[:QUESTION_LEADS].tolist()
        questions = [replace(self.questions[place], cosine=float(cosines[place])) for place in nearest]
        return tuple(sorted(sentences + questions, key=lambda lead: -lead.cosine))


class Shelf:
    """Volumes by revision and passage: a newer revision is another volume, so that nothing goes stale."""

    def __init__(self, store: Store, room: int = ROOM) -> None:
        self._store = store
        self._room = room
        self._volumes: OrderedDict[str, Volume] = OrderedDict()
        self._lock = threading.Lock()

    def vectors(self, generation: int, rows: Sequence[Row]) -> list[Vectors | None]:
        """Of each passage its own vector, if it is kept in memory."""
        with self._lock:
            volumes = [self._volumes.get(_place(generation, row)) for row in rows]
        return [volume.vector if volume else None for volume in volumes]

    def volumes(self, language: Language, generation: int, rows: Sequence[tuple[Row, Document]]) -> dict[str, Volume]:
        """By passage id, read together; a passage that has just been removed is left out."""
        found: dict[str, Volume] = {}
        wanted: list[tuple[Row, Document]] = []
        with self._lock:
            for row, document in rows:
                place = _place(generation, row)
                if place in self._volumes:
                    self._volumes.move_to_end(place)
                    found[row.id] = self._volumes[place]
                else:
                    wanted.append((row, document))
        if wanted:
            stored = self._store.fetch(language, generation, [id for row, _ in wanted for id in _ids(row)])
            for row, document in wanted:
                if passage_entry(row.revision, row.id) in stored:
                    found[row.id] = self._keep(_place(generation, row), _volume(row, document, stored))
        return found

    def _keep(self, place: str, volume: Volume) -> Volume:
        with self._lock:
            self._volumes[place] = volume
            while len(self._volumes) > self._room:
                self._volumes.popitem(last=False)
        return volume


def _place(generation: int, row: Row) -> str:
    return f"{generation}.{row.revision}.{row.id}"


def _ids(row: Row) -> list[str]:
    return [
        passage_entry(row.revision, row.id),
        *(sentence_entry(row.revision, row.id, ordinal) for ordinal in range(row.sentences)),
        *(question_entry(row.revision, row.id, ordinal) for ordinal in range(row.keys)),
    ]


def _volume(row: Row, document: Document, stored: dict[str, Stored]) -> Volume:
    own = stored[passage_entry(row.revision, row.id)]
    ids = _ids(row)[1:]
    parts = [(id, stored[id]) for id in ids if id in stored]
    spans = _spans(own)
    sentences = [(n, stored[id]) for n, id in enumerate(ids[: row.sentences]) if id in stored]
    questions = [entry for id, entry in parts if id not in set(ids[: row.sentences])]
    return Volume(
        passage=passage_from(row.id, own.about, document),
        vector=own.vector,
        sentences=tuple(spans[n] for n, _ in sentences),
        sentence_vectors=_stacked([entry.vector for _, entry in sentences], len(own.vector)),
        questions=tuple(_question(entry) for entry in questions),
        question_vectors=_stacked([entry.vector for entry in questions], len(own.vector)),
    )


def _question(entry: Stored) -> Lead:
    about = entry.about
    return Lead("question", about["text"], _spans(entry), 0.0, cast(Verdict | None, about["verdict"]), cast(Language, about["language"]))


def _spans(entry: Stored) -> Spans:
    return tuple((start, end) for start, end in entry.about["spans"])


def _stacked(vectors: list[Vectors], dimension: int) -> Vectors:
    return np.stack(vectors) if vectors else np.zeros((0, dimension), dtype=np.float32)
