"""The library: passages that are found by meaning and by words."""

import threading
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self

from langchain_core.embeddings import Embeddings

from assistant.domain import Document, Evidence, Language, Passage
from assistant.errors import IndexMismatch, IndexMissing
from assistant.library.analysis import Analyzer
from assistant.library.connection import Gone
from assistant.library.contents import Changes, IndexedDocument
from assistant.library.encoding import encoded_query, name_of
from assistant.library.entries import LAYOUT
from assistant.library.manifest import Manifest
from assistant.library.ownership import Ownership
from assistant.library.ranking import WEIGHTS, Filters, Weights
from assistant.library.searching import Question, Reranker, Search, evidence, reranked
from assistant.library.shelf import ROOM, Shelf
from assistant.library.snapshot import Snapshot, take_snapshot
from assistant.library.store import Store, missing
from assistant.library.synchronising import carry_out, plan, wish_of

GAPS = 2
"""Known gaps that a search brings at the most."""
QUESTIONS = 64
"""Questions whose vectors are remembered."""
PRELOADED = 32
"""Passages read at a time ahead of any question, so that a question in between does not wait."""
FRESH = 2.0
"""Seconds after which a reader of a server looks whether another process has written."""


@dataclass(frozen=True)
class Findings:
    """What one search brought, each group best first, with keys S1, S2, … of its own."""

    evidence: list[Evidence] = field(default_factory=list)
    gaps: list[Evidence] = field(default_factory=list)


class Library:
    """Passages of all documents, found by meaning (Chroma) and by words (BM25). Thread-safe; a context manager."""

    def __init__(self, store: Store, embedder: Embeddings, make: Manifest, analyzer: Analyzer, *, weights: Weights = WEIGHTS) -> None:
        """`make`: an empty manifest that says which embedder, splitter and layout are in use. See `open_library`."""
        self.weights = weights
        self.reranker: Reranker | None = None
        self._store, self._embedder, self._make, self._analyzer = store, embedder, make, analyzer
        self._shelf = Shelf(store)
        self._snapshot: Snapshot | None = None
        self._questions: dict[str, Question] = {}
        self._looked = 0.0
        self._reading = threading.Lock()
        self._writing = threading.Lock()

    def prepare(self, *, tolerant: bool) -> None:
        """Read the state now. `tolerant`: an index that is missing or of another make is left for `synchronise`."""
        try:
            self._current()
        except (IndexMissing, IndexMismatch):
            if not tolerant:
                raise

    def search(self, query: str, *, language: Language | None = None, k: int = 5, filters: Filters | None = None) -> list[Evidence]:
        """The k best passages, best first, with keys S1…Sk; none for a blank query.

        `language` None searches both languages and fuses by score; given, only that language's passages (the other's
        only if there are none at all). `filters.language` overrules it.
        Raises IndexMissing, IndexMismatch, IndexUnreachable.
        """
        return self.look_up(query, language=language, k=k, filters=filters).evidence

    def look_up(
        self, query: str, *, language: Language | None = None, k: int = 5, filters: Filters | None = None, words: str | None = None
    ) -> Findings:
        """As `search`, and the known gaps near the question beside it.

        `words`: what is looked for by its words, instead of the query: a name that every passage in question has would drown the rest.
        """
        if not query.strip() or k < 1:
            return Findings()
        snapshot = self._current()
        question = self._read(query)
        if words is not None and words != query:
            question = replace(question, terms=tuple(self._analyzer.terms(words)))
        wanted = (language, k, filters or Filters())
        try:
            found, stale = self._search(snapshot, question, wanted)
        except Gone:
            found, stale = Findings(), True
        # Another process may have committed a newer state and deleted this one under the reader's hands.
        if stale and self._store.remote and (newer := self._current(anew=True)) is not snapshot:
            found, _ = self._search(newer, question, wanted)
        return found

    def _read(self, query: str) -> Question:
        """The query's vector and terms; one turn searches for the same words in several scopes."""
        known = self._questions.get(query)
        if known is None:
            known = Question(query, encoded_query(self._embedder, query), tuple(self._analyzer.terms(query)))
            if len(self._questions) >= QUESTIONS:
                self._questions.clear()
            self._questions[query] = known
        return known

    def _search(self, snapshot: Snapshot, question: Question, wanted: tuple[Language | None, int, Filters]) -> tuple[Findings, bool]:
        """What was found, and whether the index showed signs of another state than the snapshot's."""
        language, k, filters = wanted
        search = Search(self._store, self._shelf, snapshot, self.weights)
        found = [one for each in search.languages(language, filters) for one in search.find(question, each, k, filters)]
        found.sort(key=lambda one: -one.score)
        if self.reranker and found:
            found = reranked(self.reranker, question.text, found, self.weights.outdated)
        texts = [one for one in found if not one.volume.passage.document.gaps]
        gaps = [one for one in found if one.volume.passage.document.gaps]
        return Findings(evidence(texts[:k]), evidence(gaps[:GAPS])), search.stale

    def preload(self) -> None:
        """Read the passages of every language with their vectors, as far as there is room for them, some at a time."""
        snapshot = self._current()
        for language, index in snapshot.words.items():
            for start in range(0, min(len(index.rows), ROOM // len(snapshot.words)), PRELOADED):
                rows = index.rows[start : start + PRELOADED]
                wanted = [(row, snapshot.manifest.holdings[row.document].description) for row in rows]
                self._shelf.volumes(language, snapshot.manifest.generation, wanted)

    def passage(self, passage_id: str) -> Passage | None:
        """The passage of this id, or None if there is none (any more)."""
        snapshot = self._current()
        language = snapshot.language_of(passage_id)
        if language is None:
            return None
        found = self._passages(snapshot, language, [snapshot.words[language].row_of[passage_id]])
        return found[0] if found else None

    def section(self, document_id: str, anchor: str) -> list[Passage]:
        """The passages of one section in reading order; none if the document has no such section."""
        snapshot = self._current()
        held = snapshot.manifest.holdings.get(document_id)
        if held is None:
            return []
        language = held.description.language
        index = snapshot.words[language]
        rows = [row for row in index.rows_of(document_id) if index.rows[row].anchor == anchor]
        return self._passages(snapshot, language, rows)

    def neighbours(self, passage_id: str) -> tuple[Passage | None, Passage | None]:
        """What stands before and after a passage in its document; None at the document's ends and for an unknown id."""
        snapshot = self._current()
        language = snapshot.language_of(passage_id)
        if language is None:
            return None, None
        index = snapshot.words[language]
        place = index.row_of[passage_id]
        around = [row for row in (place - 1, place + 1) if row in index.rows_of(index.rows[place].document)]
        found = {index.row_of[passage.id]: passage for passage in self._passages(snapshot, language, around)}
        return found.get(place - 1), found.get(place + 1)

    def documents(self) -> tuple[Document, ...]:
        """Every document in the library, by id."""
        holdings = self._current().manifest.holdings
        return tuple(holdings[id].description for id in sorted(holdings) if not holdings[id].description.gaps)

    def _passages(self, snapshot: Snapshot, language: Language, rows: list[int]) -> list[Passage]:
        index = snapshot.words[language]
        wanted = [(index.rows[row], snapshot.manifest.holdings[index.rows[row].document].description) for row in rows]
        volumes = self._shelf.volumes(language, snapshot.manifest.generation, wanted)
        return [volumes[row.id].passage for row, _ in wanted if row.id in volumes]

    def holds(self, document_id: str, digest: str) -> bool:
        """Whether the document is there, made of just this content, by the embedder and splitter in use."""
        manifest = self._snapshot.manifest if self._snapshot else None
        if manifest is None or self._differs(manifest):
            return False
        held = manifest.holdings.get(document_id)
        return held is not None and held.digest == digest != ""

    def synchronise(
        self,
        documents: Iterable[IndexedDocument],
        *,
        prune: bool,
        keep: Collection[str] = (),
        origins: Collection[str] = (),
        rebuild: bool = False,
        dry_run: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> Changes:
        """Make the library hold these documents; killed at any moment, it holds the state before or after.

        `keep`: ids that the caller knows (by `holds`) to be unchanged and hasn't loaded. `prune`: documents of the same
        origins (those of the given documents, and `origins`) that are neither given nor kept are removed.
        `rebuild`: everything is encoded anew; documents not given are lost. `progress(done, total)` counts texts.
        Raises CorpusError for two documents of one id, IndexMismatch without `rebuild`, IndexBusy, IndexUnreachable.
        """
        wish = wish_of(keep, origins, prune=prune, rebuild=rebuild)
        with self._writing, self._sole_writer(dry_run):
            current = self._held(rebuild)
            course = plan(documents, current, self._make, wish)
            if dry_run:
                return course.changes
            hooks = (progress, lambda: self._current(anew=True))
            return carry_out(self._store, course, current, self._embedder, hooks)

    def _sole_writer(self, dry_run: bool) -> Ownership | nullcontext[None]:
        """A server takes writes of many; those of this machine at least go one after another."""
        if not self._store.remote or dry_run:
            return nullcontext()
        self._store.cache.mkdir(parents=True, exist_ok=True)
        return Ownership(self._store.cache, advice="Wait until it has finished.", what=self._store.location)

    def _held(self, rebuild: bool) -> Manifest | None:
        """What is held now, as far as it can be built on."""
        try:
            manifest = self._store.manifest()
        except IndexMismatch:
            if not rebuild:
                raise
            self._store.drop_generations(keep=0)
            self._store.forget()
            return None
        if manifest and not rebuild:
            self._refuse_mismatch(manifest)
        return manifest

    def _current(self, *, anew: bool = False) -> Snapshot:
        """The state to read. A server's is looked at again every `FRESH` seconds, by one thread at a time."""
        snapshot = self._snapshot
        due = anew or snapshot is None or (self._store.remote and time.monotonic() - self._looked > FRESH)
        if due and self._reading.acquire(blocking=anew or snapshot is None):
            try:
                self._looked = time.monotonic()
                manifest = self._store.manifest()
                if manifest is None:
                    raise missing(self._store.location)
                self._refuse_mismatch(manifest)
                if snapshot is None or snapshot.manifest != manifest:
                    snapshot = self._snapshot = take_snapshot(self._store, manifest, self._analyzer)
            finally:
                self._reading.release()
        assert snapshot is not None
        return snapshot

    def _differs(self, manifest: Manifest) -> bool:
        splitter = self._make.splitter or manifest.splitter
        return replace(self._make, splitter=splitter) != replace(manifest, generation=1, holdings={})

    def _refuse_mismatch(self, manifest: Manifest) -> None:
        if self._differs(manifest):
            made = f"embedder {manifest.embedder}, splitter {manifest.splitter}, layout {manifest.layout}"
            used = f"embedder {self._make.embedder}, splitter {self._make.splitter or 'any'}, layout {self._make.layout}"
            raise IndexMismatch(
                f"The index {self._store.location} was built with {made}; in use are {used}. Run `python -m ingest --rebuild`."
            )

    def close(self) -> None:
        """Let go of the index, so that another process can open it; a second call does nothing."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def open_library(
    location: str,
    embedder: Embeddings,
    *,
    reranker: Reranker | None = None,
    create: bool = False,
    splitter: str | None = None,
    terms: Iterable[str] = (),
    weights: Weights = WEIGHTS,
) -> Library:
    """Open the index at a folder or `http://host:port`.

    `create`: make it if it is missing, and leave a mismatch to `synchronise` (which refuses it unless `rebuild`).
    `splitter`: version of the splitter (ingest gives it; readers leave it out). `terms`: words of the domain that the
    Chinese analyser must keep whole.
    Raises IndexMissing, IndexMismatch, IndexBusy, IndexUnreachable.
    """
    make = Manifest(name_of(embedder), splitter or "", LAYOUT)
    store = Store(location, create=create)
    library = Library(store, embedder, make, Analyzer(terms), weights=weights)
    library.reranker = reranker
    try:
        library.prepare(tolerant=create)
    except BaseException:
        library.close()
        raise
    return library
