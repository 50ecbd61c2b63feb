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
class Cosines:
    """Of a question with a passage and all that leads to it."""

    passage: float
    sentences: tuple[float, ...]
    questions: tuple[float, ...]

    @property
    def sentence(self) -> float:
        """The best of a sentence; -1 without any."""
        return max(self.sentences, default=-1.0)

    @property
    def question(self) -> float:
        """The best of a key question; -1 without any."""
        return max(self.questions, default=-1.0)


@dataclass(frozen=True)
class Volume:
    """A passage and what leads to it."""

    passage: Passage
    vectors: Vectors
    """Shape (1 + sentences + questions, dimension): the passage's own first. One product weighs them all."""
    sentences: Spans
    questions: tuple[Lead, ...]
    """With a cosine of 0, until there is a question to compare them with."""

    def cosines(self, query: Vectors) -> Cosines:
        """How near the question is."""
        own, *others = (self.vectors @ query).tolist()
        count = len(self.sentences)
        return Cosines(own, tuple(others[:count]), tuple(others[count:]))

    def leads(self, cosines: Cosines) -> tuple[Lead, ...]:
        """Every sentence and the nearest questions, best first."""
        text = self.passage.text
        spans = zip(self.sentences, cosines.sentences, strict=True)
        sentences = [Lead("sentence", text[start:end], ((start, end),), cosine) for (start, end), cosine in spans]
        nearest = sorted(zip(self.questions, cosines.questions, strict=True), key=lambda each: -each[1])[:QUESTION_LEADS]
        questions = [replace(question, cosine=cosine) for question, cosine in nearest]
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
        return [volume.vectors[0] if volume else None for volume in volumes]

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
        vectors=np.stack([own.vector, *(entry.vector for _, entry in sentences), *(entry.vector for entry in questions)]),
        sentences=tuple(spans[n] for n, _ in sentences),
        questions=tuple(_question(entry) for entry in questions),
    )


def _question(entry: Stored) -> Lead:
    about = entry.about
    return Lead("question", about["text"], _spans(entry), 0.0, cast(Verdict | None, about["verdict"]), cast(Language, about["language"]))


def _spans(entry: Stored) -> Spans:
    return tuple((start, end) for start, end in entry.about["spans"])
