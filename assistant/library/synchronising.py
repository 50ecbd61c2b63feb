"""Making the index hold given documents, so that it serves a complete state at every moment.

In this order: the journal names every revision about to be written or deleted; entries are added beside those in use;
one write of the manifest makes the new state count; what no longer counts is deleted; the journal is cleared. Killed
anywhere, readers see the state before or after that one write, and the next run finds in the journal what to clean.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from langchain_core.embeddings import Embeddings

from assistant.domain import Language
from assistant.errors import CorpusError, IndexBusy
from assistant.library.contents import Changes, IndexedDocument
from assistant.library.encoding import encoded_runs, paced
from assistant.library.entries import Entry, entries_of, revision_of
from assistant.library.manifest import Holding, Manifest
from assistant.library.store import LANGUAGES, Store

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Wish:
    """What the caller of a synchronisation wants."""

    keep: frozenset[str]
    origins: frozenset[str]
    prune: bool
    rebuild: bool


@dataclass(frozen=True)
class Course:
    """What a run is going to do."""

    changes: Changes
    manifest: Manifest
    """The state to reach."""
    documents: tuple[IndexedDocument, ...]
    """Those to be written."""


def plan(documents: Iterable[IndexedDocument], current: Manifest | None, fresh: Manifest, wish: Wish) -> Course:
    """Compare what is wanted with what is held. `fresh` is an empty manifest of the embedder and splitter in use.

    Raises CorpusError when two documents have one id.
    """
    held = {} if current is None else current.holdings
    base = fresh if current is None else replace(fresh, generation=current.generation + wish.rebuild)
    given: dict[str, IndexedDocument] = {}
    revisions: dict[str, str] = {}
    for document in documents:
        id = document.description.id
        if id in given:
            raise CorpusError(f"Two documents have the id {id!r}. Ids must differ: mend corpus/sources.yaml or rename a file.")
        given[id] = document
        revisions[id] = revision_of(document, fresh.embedder, fresh.splitter)
    unchanged = [id for id in given if not wish.rebuild and id in held and held[id].revision == revisions[id]]
    unchanged += [id for id in wish.keep if id in held and id not in given and not wish.rebuild]
    written = [id for id in given if id not in set(unchanged)]
    origins = wish.origins | {document.origin for document in given.values()}
    removed = [
        id
        for id, holding in held.items()
        if id not in given and id not in unchanged and (wish.rebuild or (wish.prune and holding.origin in origins))
    ]
    return _course(base, held, (given, revisions), (unchanged, written, removed))


def _course(
    base: Manifest,
    held: dict[str, Holding],
    wanted: tuple[dict[str, IndexedDocument], dict[str, str]],
    groups: tuple[list[str], list[str], list[str]],
) -> Course:
    given, revisions = wanted
    unchanged, written, removed = groups
    holdings = {id: holding for id, holding in held.items() if id not in removed}
    for id in unchanged:
        if id in given:
            holdings[id] = replace(holdings[id], digest=given[id].digest, origin=given[id].origin)
    for id in written:
        document = given[id]
        count = len(entries_of(document, revisions[id]))
        passages = len({passage.id for passage in document.passages})
        holdings[id] = Holding(document.description, revisions[id], document.digest, document.origin, passages, count)
    changes = Changes(
        added=tuple(id for id in written if id not in held),
        replaced=tuple(id for id in written if id in held),
        removed=tuple(removed),
        unchanged=tuple(unchanged),
        passages=sum(holdings[id].passages for id in written),
        entries=sum(holdings[id].entries for id in written),
    )
    return Course(changes, replace(base, holdings=holdings), tuple(given[id] for id in written))


def carry_out(
    store: Store,
    course: Course,
    current: Manifest | None,
    embedder: Embeddings,
    hooks: tuple[Progress | None, Callable[[], object]],
) -> Changes:
    """Write, commit, clean up. What a killed run had already encoded is not encoded again.

    `hooks`: what hears of the progress, and what is called after the commit, before anything that readers still see is
    deleted.
    """
    progress, committed = hooks
    target = course.manifest
    before = frozenset() if current is None else current.revisions
    if current is None or current.generation != target.generation:
        store.drop_generations(keep=target.generation if current is None else current.generation)
    leftover = store.journal()
    if course.documents or before != target.revisions:
        store.note(leftover | (before ^ target.revisions))
    encoded = _write(store, course, embedder, progress)
    if store.manifest() != current:
        raise IndexBusy(f"Another process has written to the index {store.location} meanwhile. Run `python -m ingest` again.")
    if target != current:
        store.commit(target)
    committed()
    store.drop_generations(keep=target.generation)
    if dead := (leftover | before) - target.revisions:
        store.delete(target.generation, sorted(dead))
    if store.journal():
        store.note(())
    return replace(course.changes, encoded=encoded)


def _write(store: Store, course: Course, embedder: Embeddings, progress: Progress | None) -> int:
    """Add the entries that are not there yet; how many texts had to be encoded."""
    todo: list[tuple[Language, list[Entry]]] = []
    for language in LANGUAGES:
        entries = [
            entry
            for document in course.documents
            if document.description.language == language
            for entry in entries_of(document, course.manifest.holdings[document.description.id].revision)
        ]
        present = store.present(language, course.manifest.generation, [entry.id for entry in entries])
        todo.append((language, [entry for entry in entries if entry.id not in present]))
    total = sum(len(entries) for _, entries in todo)
    done = 0
    for language, entries in todo:

        def tell(count: int, before: int = done) -> None:
            if progress:
                progress(before + count, total)

        size, saved = paced(len(entries))
        if entries:
            store.expect(language, course.manifest.generation, saved)
        for run, vectors in encoded_runs(embedder, entries, size, tell):
            store.add(language, course.manifest.generation, run, vectors)
        done += len(entries)
    return total


def wish_of(keep: Collection[str], origins: Collection[str], *, prune: bool, rebuild: bool) -> Wish:
    return Wish(frozenset(keep), frozenset(origins), prune, rebuild)
