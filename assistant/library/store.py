"""The only place that talks to Chroma: collections of entries, and the record that says which of them count."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

import numpy as np

from assistant.domain import Language
from assistant.errors import IndexMismatch, IndexMissing
from assistant.library.analysis import CACHE
from assistant.library.connection import connect, disconnect, reaching
from assistant.library.encoding import Vectors
from assistant.library.entries import About, Entry, about_from, parts_of
from assistant.library.manifest import Holding, Manifest
from assistant.library.ownership import Ownership

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

LANGUAGES: tuple[Language, ...] = get_args(Language)
EF_SEARCH = 128
"""Entries the graph walk keeps in view; never below the number asked for."""
EF_CONSTRUCTION = 128
NEIGHBOURS = 16
BATCH = 4096
"""Entries a request to Chroma carries."""
REPLAYED = 5_000
"""Entries up to which Chroma keeps its graph in its write-ahead log alone and replays it when opened, a fifth of a millisecond each:
the graph's own files are not written in one step, and a process killed while they are leaves them unreadable."""

_MANIFEST, _JOURNAL = "manifest", "journal"


@dataclass(frozen=True)
class Stored:
    """An entry as it comes back."""

    about: About
    vector: Vectors


class Store:
    """Chroma in a folder or behind a URL. Reads and writes may come from any thread; there is one writer at a time."""

    def __init__(self, location: str, *, create: bool = False) -> None:
        """Raises IndexMissing, IndexMismatch (what is there cannot be read), IndexBusy, IndexUnreachable."""
        self.location = location
        self.remote = location.startswith(("http://", "https://"))
        self._ownership: Ownership | None = None
        if self.remote:
            self.cache = CACHE / hashlib.sha256(location.rstrip("/").encode()).hexdigest()[:16]
            self._client = connect(location)
        else:
            folder = Path(location)
            if not create and not (folder / "chroma.sqlite3").exists():
                raise missing(location)
            folder.mkdir(parents=True, exist_ok=True)
            self.cache = folder / "keywords"
            self._ownership = Ownership(folder)
            self._client = self._opened(folder)
        self._collections: dict[str, Collection] = {}

    def _opened(self, folder: Path) -> Client:
        import chromadb
        from chromadb.config import Settings

        try:
            return cast("Client", chromadb.PersistentClient(folder, Settings(anonymized_telemetry=False)))
        except Exception as error:  # Chroma lets whatever SQLite or its Rust core raises through.
            self.close()
            raise IndexMismatch(f"The index {folder} cannot be opened ({error}). Delete the folder and run `python -m ingest`.") from error

    def close(self) -> None:
        """Let go of files and of the folder; a second call does nothing."""
        if client := getattr(self, "_client", None):
            disconnect(client)
            del self._client
        if self._ownership:
            self._ownership.release()

    def manifest(self) -> Manifest | None:
        """What counts now, or None if nothing was ever completed. Raises IndexMismatch for a record of another make."""
        record = self._record(_MANIFEST)
        try:
            return None if record is None else Manifest.decoded(record)
        except (ValueError, KeyError, TypeError) as error:
            raise IndexMismatch(f"The index {self.location} was written by another version. Run `python -m ingest --rebuild`.") from error

    def commit(self, manifest: Manifest) -> None:
        """Make this what counts: one write of one record."""
        self._put(_MANIFEST, manifest.encoded())

    def forget(self) -> None:
        """Delete the manifest and the journal: nothing counts any more."""
        if collection := self._collection(_MANIFEST, create=False):
            with reaching(self.location):
                collection.delete(ids=[_MANIFEST, _JOURNAL])

    def journal(self) -> frozenset[str]:
        """Revisions of which entries may lie about without counting."""
        return frozenset(json.loads(self._record(_JOURNAL) or "[]"))

    def note(self, revisions: Iterable[str]) -> None:
        """Keep the journal. What is to be written or deleted is noted before, and struck out after."""
        self._put(_JOURNAL, json.dumps(sorted(revisions)))

    def collection(self, language: Language, generation: int, *, create: bool = False) -> Collection | None:
        """The entries of one language, or None if there never were any."""
        name = f"entries-{language}-{generation}"
        if name not in self._collections:
            found = self._collection(name, create=create)
            if found is None:
                return None
            self._collections[name] = found
        return self._collections[name]

    def present(self, language: Language, generation: int, ids: Sequence[str]) -> frozenset[str]:
        """Which of these entries are there."""
        collection = self.collection(language, generation)
        if collection is None or not ids:
            return frozenset()
        with reaching(self.location):
            return frozenset(
                id for start in range(0, len(ids), BATCH) for id in collection.get(ids=list(ids[start : start + BATCH]), include=[])["ids"]
            )

    def expect(self, language: Language, generation: int, saved: int) -> None:
        """Say before the first `add` after how many entries Chroma is to save its graph; later it goes unheard."""
        collection = self.collection(language, generation, create=True)
        assert collection is not None
        with reaching(self.location), warnings.catch_warnings():
            # Chroma deprecates collections without an embedding function when it reads their configuration.
            warnings.simplefilter("ignore", DeprecationWarning)
            collection.modify(configuration=cast(Any, {"hnsw": {"sync_threshold": max(saved, REPLAYED)}}))

    def add(self, language: Language, generation: int, entries: Sequence[Entry], vectors: Vectors) -> None:
        """Write entries with their vectors, shape (entries, dimension). What is there already stays as it is."""
        collection = self.collection(language, generation, create=True)
        assert collection is not None
        for start in range(0, len(entries), BATCH):
            batch = entries[start : start + BATCH]
            with reaching(self.location):
                collection.add(
                    ids=[entry.id for entry in batch],
                    embeddings=cast(Any, vectors[start : start + BATCH]),
                    metadatas=[dict(entry.metadata) for entry in batch],
                )

    def fetch(self, language: Language, generation: int, ids: Sequence[str]) -> dict[str, Stored]:
        """Entries by id, with their vectors; what isn't there is left out."""
        collection = self.collection(language, generation)
        if collection is None or not ids:
            return {}
        with reaching(self.location):
            got = cast(dict[str, Any], collection.get(ids=list(ids), include=["embeddings", "metadatas"]))
        vectors = np.asarray(got["embeddings"], dtype=np.float32)
        return {
            id: Stored(about_from(metadata), vector) for id, metadata, vector in zip(got["ids"], got["metadatas"], vectors, strict=True)
        }

    def nearest(
        self, language: Language, generation: int, vector: Vectors, count: int, documents: Sequence[str] = ()
    ) -> list[tuple[str, float]]:
        """Ids of the nearest entries with their cosines, nearest first; `documents` limits them to these ids'."""
        collection = self.collection(language, generation)
        if collection is None or not count:
            return []
        where = {"document": {"$in": list(documents)}} if documents else None
        with reaching(self.location):
            got = collection.query(query_embeddings=cast(Any, [vector]), n_results=count, where=cast(Any, where), include=["distances"])
        distances = got["distances"] or [[]]
        return [(id, 1.0 - distance) for id, distance in zip(got["ids"][0], distances[0], strict=True)]

    def texts(self, language: Language, generation: int, holdings: Sequence[Holding]) -> Iterator[tuple[str, str, str, About]]:
        """Every passage and question of these documents: revision, passage id, part (`p`, `q3`), what is kept; in no particular order."""
        collection = self.collection(language, generation)
        for group in _groups(holdings) if collection is not None else ():
            where = {"$and": [{"revision": {"$in": [held.revision for held in group]}}, {"kind": {"$in": ["passage", "question"]}}]}
            with reaching(self.location):
                got = cast(Any, collection).get(where=where, include=["metadatas"])
            for id, metadata in zip(got["ids"], got["metadatas"], strict=True):
                yield (*parts_of(id), about_from(metadata))

    def delete(self, generation: int, revisions: Sequence[str]) -> None:
        """Remove the entries of these revisions."""
        for language in LANGUAGES:
            collection = self.collection(language, generation)
            for start in range(0, len(revisions) if collection is not None else 0, 200):
                where = cast(Any, {"revision": {"$in": list(revisions[start : start + 200])}})
                with reaching(self.location):
                    ids = cast(Any, collection).get(where=where, include=[])["ids"]
                    for first in range(0, len(ids), BATCH):
                        cast(Any, collection).delete(ids=ids[first : first + BATCH])

    def drop_generations(self, *, keep: int) -> None:
        """Remove the collections of every generation but one."""
        with reaching(self.location):
            for collection in self._client.list_collections():
                name = collection.name
                if name.startswith("entries-") and not name.endswith(f"-{keep}"):
                    self._client.delete_collection(name)
                    self._collections.pop(name, None)

    def _record(self, id: str) -> str | None:
        collection = self._collections.get(_MANIFEST) or self._collection(_MANIFEST, create=False)
        if collection is None:
            return None
        self._collections[_MANIFEST] = collection
        with reaching(self.location):
            found = collection.get(ids=[id], include=["metadatas"])["metadatas"]
        return str(found[0]["content"]) if found else None

    def _put(self, id: str, content: str) -> None:
        collection = self._collection(_MANIFEST, create=True)
        assert collection is not None
        with reaching(self.location):
            collection.upsert(ids=[id], embeddings=cast(Any, [[1.0]]), metadatas=[{"content": content}])

    def _collection(self, name: str, *, create: bool) -> Collection | None:
        from chromadb.errors import NotFoundError

        hnsw = {
            "space": "cosine",
            "ef_search": EF_SEARCH,
            "ef_construction": EF_CONSTRUCTION,
            "max_neighbors": NEIGHBOURS,
        }
        with reaching(self.location):
            if create:
                return self._client.get_or_create_collection(name, embedding_function=None, configuration=cast(Any, {"hnsw": hnsw}))
            try:
                return self._client.get_collection(name, embedding_function=None)
            except NotFoundError:
                return None


def _groups(holdings: Sequence[Holding]) -> Iterator[list[Holding]]:
    """Documents whose entries fit one request together; one that never does comes alone."""
    group: list[Holding] = []
    for held in holdings:
        if group and sum(one.entries for one in group) + held.entries > BATCH:
            yield group
            group = []
        group.append(held)
    if group:
        yield group


def missing(location: str) -> IndexMissing:
    return IndexMissing(f"There is no complete index at {location}. Build it with `python -m ingest`.")
