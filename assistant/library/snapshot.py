"""One complete state of the index as readers see it: what counts, and the words of its passages."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from assistant.domain import Language
from assistant.library.analysis import ANALYSIS, Analyzer
from assistant.library.entries import About, heading_of
from assistant.library.keywords import QUESTION, KeywordIndex, Postings, Row, gathered, spliced
from assistant.library.manifest import Holding, Manifest
from assistant.library.store import LANGUAGES, Store


@dataclass(frozen=True)
class Snapshot:
    """Never changes; a newer state is another snapshot."""

    manifest: Manifest
    revisions: frozenset[str]
    words: dict[Language, KeywordIndex]

    def language_of(self, passage: str) -> Language | None:
        """In which language's table a passage stands."""
        return next((language for language, index in self.words.items() if passage in index.row_of), None)


def take_snapshot(store: Store, manifest: Manifest, analyzer: Analyzer) -> Snapshot:
    """With the words from the cache beside the index; those of documents that it lacks are read, and cached too."""
    words = {language: KeywordIndex(_words(store, manifest, analyzer, language)) for language in LANGUAGES}
    return Snapshot(manifest, manifest.revisions, words)


def _words(store: Store, manifest: Manifest, analyzer: Analyzer, language: Language) -> Postings:
    path = store.cache / f"{language}.npz"
    key = hashlib.sha256(json.dumps([ANALYSIS, analyzer.words, QUESTION]).encode()).hexdigest()
    live = {id: held for id, held in manifest.holdings.items() if held.description.language == language}
    revisions = {id: held.revision for id, held in live.items()}
    cached, held = Postings.load(path, key)
    if held == revisions:
        return cached
    lacking = [holding for id, holding in live.items() if held.get(id) != holding.revision]
    words = spliced(cached, revisions, gathered(_passages(store, manifest.generation, language, lacking), analyzer))
    # A cache that cannot be written (a read-only or full disk) costs time at the next start, nothing else.
    with suppress(OSError):
        words.save(path, key, revisions)
    return words


def _passages(store: Store, generation: int, language: Language, holdings: list[Holding]) -> Iterator[tuple[Row, str, list[str]]]:
    """Passages with their headings and questions, in reading order, the documents by id."""
    holding_of = {held.revision: held for held in holdings}
    passages: dict[str, tuple[Holding, About]] = {}
    questions: dict[str, list[str]] = {}
    for revision, passage, part, about in store.texts(language, generation, holdings):
        if part == "p":
            passages[passage] = (holding_of[revision], about)
        else:
            questions.setdefault(passage, []).append(about["text"])
    ordered = sorted(passages.items(), key=lambda item: (item[1][0].description.id, item[1][1]["ordinal"]))
    for passage, (holding, about) in ordered:
        heading = heading_of(holding.description, tuple(about["section"]))
        row = Row(passage, holding.description.id, holding.revision, about["anchor"], len(about["spans"]), about["keys"])
        yield row, f"{heading}\n{about['text']}", questions.get(passage, [])
