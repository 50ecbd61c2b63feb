"""One run: finds the documents, reads those that have changed, and makes the library hold them."""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from langchain_core.embeddings import Embeddings

from assistant.errors import CorpusError, DocumentError, IndexMismatch, IndexMissing
from assistant.glossary import domain_terms
from assistant.library import Changes, IndexedDocument, Library, open_library
from assistant.library.entries import entries_of
from ingest.files import Root, Skipped, Source, find, readable, roots_of
from ingest.gaps import gap_documents
from ingest.keys import Ask, Gap, Questions, keys_of, read_questions
from ingest.load import load, read_bytes
from ingest.split import SPLITTER, split

Progress = Callable[[Literal["read", "encode"], int, int], None]
"""Step, how many are done (files read, texts encoded), of how many."""


@dataclass(frozen=True)
class Report:
    """What a run did, or with `dry_run` would do."""

    changes: Changes
    skipped: tuple[Skipped, ...]
    seconds: float

    @property
    def failed(self) -> bool:
        """Whether something was wrong with a file."""
        return any(one.error for one in self.skipped)


@dataclass(frozen=True)
class Batch:
    """The documents of a run."""

    changed: tuple[IndexedDocument, ...]
    unchanged: frozenset[str]
    """Ids of the documents that the library holds as they are."""
    unreadable: dict[str, Skipped]
    """Files that cannot be read, by the id their document has."""
    skipped: tuple[Skipped, ...]
    """Everything else that was passed over."""


def ingest(
    paths: Sequence[Path],
    location: str,
    embedder: Embeddings,
    *,
    rebuild: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Make the index at the location (a folder or `http://host:port`) hold the documents below the paths.

    Without paths, the project's corpus. What was found below the same paths before and is gone is removed; a document whose
    file cannot be read now is kept as it was. `rebuild` encodes everything anew and drops what isn't below the paths.
    Raises CorpusError, IndexBusy, IndexMismatch, IndexUnreachable, ModelUnavailable; the index is then as before.
    """
    started = time.perf_counter()
    tell = progress or (lambda step, done, total: None)
    roots = roots_of(paths)
    questions = questions_of(roots)
    library = _opened(location, embedder, rebuild=rebuild, dry_run=dry_run)
    if library is None:
        batch = read(roots, questions, None, tell)
        return _report(_all_new(batch), batch, started)
    with library:
        batch = read(roots, questions, None if rebuild else library, tell)
        changes = library.synchronise(
            batch.changed,
            prune=True,
            keep=batch.unchanged | batch.unreadable.keys(),
            origins=[root.origin for root in roots],
            rebuild=rebuild,
            dry_run=dry_run,
            progress=lambda done, total: tell("encode", done, total),
        )
    return _report(changes, batch, started)


def read(roots: Sequence[Root], questions: Questions, library: Library | None, tell: Progress) -> Batch:
    """Read the documents below the roots that the library doesn't hold as they are; all of them without a library."""
    sources, skipped = find(roots)
    origin = next((root.origin for root in roots if root.listed is not None), "")
    changed: list[IndexedDocument] = []
    unchanged: set[str] = set()
    unreadable: dict[str, Skipped] = {}
    for number, source in enumerate(sources, 1):
        try:
            data = read_bytes(source.file)
            digest = digest_of(source, data, questions)
            if library and library.holds(source.id, digest):
                unchanged.add(source.id)
            else:
                changed.append(indexed(source, data, questions.of(source.id), digest))
        except DocumentError as error:
            unreadable[source.id] = Skipped(readable(source.file), str(error), error=True)
        tell("read", number, len(sources))
    if changed and not unreadable:
        _check_gaps(questions, changed, unchanged, library)
    for document in gap_documents(questions.gaps, origin):
        if library and library.holds(document.description.id, document.digest):
            unchanged.add(document.description.id)
        else:
            changed.append(document)
    return Batch(tuple(changed), frozenset(unchanged), unreadable, tuple(skipped))


def digest_of(source: Source, data: bytes, questions: Questions) -> str:
    """Hash of everything that the document is made of: equal ones need no reading."""
    made_of = [
        source.id,
        asdict(source.description) if source.description else None,
        [[ask.anchor, ask.questions, ask.pieces, ask.whole, ask.verdict] for ask in questions.of(source.id)],
        # A gap names a section of some document of the corpus.
        [gap.nearest for gap in questions.gaps] if source.description else None,
    ]
    content = json.dumps(made_of, ensure_ascii=False).encode("utf-8", "replace")
    return hashlib.sha256(hashlib.sha256(data).digest() + content).hexdigest()[:32]


def indexed(source: Source, data: bytes, asks: Sequence[Ask], digest: str) -> IndexedDocument:
    """The document in these bytes, split, with the questions that lead to it. Raises DocumentError, CorpusError."""
    page = load(source, data)
    passages = split(page.description, page.body)
    if not passages:
        raise DocumentError("empty: nothing but headings")
    return IndexedDocument(page.description, passages, keys_of(asks, passages), digest, source.origin)


def _opened(location: str, embedder: Embeddings, *, rebuild: bool, dry_run: bool) -> Library | None:
    """The library to write to; None for a dry run where there is none, since that must not make one."""
    terms = domain_terms()
    if not dry_run:
        return open_library(location, embedder, create=True, splitter=SPLITTER, terms=terms)
    try:
        return open_library(location, embedder, splitter=SPLITTER, terms=terms)
    except IndexMissing:
        return None
    except IndexMismatch:
        if not rebuild:
            raise
        return open_library(location, embedder, create=True, splitter=SPLITTER, terms=terms)


def questions_of(roots: Sequence[Root]) -> Questions:
    """The questions of all roots that are a corpus; CorpusError where they ask about a document that isn't listed."""
    asks: dict[str, tuple[Ask, ...]] = {}
    gaps: list[Gap] = []
    for root in roots:
        if root.listed is None:
            continue
        found = read_questions(root.path)
        known = {entry.description.id for entry in root.listed}
        for document, ones in found.asks.items():
            if document not in known:
                raise CorpusError(f"{ones[0].file}: document: {document!r} is not in sources.yaml.")
        asks.update(found.asks)
        gaps += found.gaps
    return Questions(asks, tuple(gaps))


def _check_gaps(questions: Questions, changed: Sequence[IndexedDocument], unchanged: set[str], library: Library | None) -> None:
    """CorpusError for a gap whose nearest section exists in no document."""
    anchors = {passage.anchor for document in changed for passage in document.passages}
    for gap in questions.gaps:
        anchor = gap.nearest
        if anchor is None or anchor in anchors or (library and any(library.section(document, anchor) for document in unchanged)):
            continue
        raise CorpusError(f"{gap.file}: the nearest section {anchor!r} of a gap exists in no document.")


def _all_new(batch: Batch) -> Changes:
    return Changes(
        added=tuple(document.description.id for document in batch.changed),
        passages=sum(len(document.passages) for document in batch.changed),
        entries=sum(len(entries_of(document, "")) for document in batch.changed),
    )


def _report(changes: Changes, batch: Batch, started: float) -> Report:
    """A document whose file cannot be read counts as skipped; the reader is told if an older state of it stays."""
    kept = batch.unreadable.keys() & set(changes.unchanged)
    failures = [
        replace(skipped, reason=f"{skipped.reason}; the state read before is kept") if id in kept else skipped
        for id, skipped in batch.unreadable.items()
    ]
    unchanged = tuple(id for id in changes.unchanged if id not in kept)
    return Report(replace(changes, unchanged=unchanged), (*failures, *batch.skipped), round(time.perf_counter() - started, 3))
