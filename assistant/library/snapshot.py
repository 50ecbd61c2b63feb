"""One complete state of the index as readers see it: what counts, and the words of its passages."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from assistant.domain import Language
from assistant.library.analysis import ANALYSIS, Analyzer
from assistant.library.entries import Metadata, heading_of, parts_of
from assistant.library.keywords import LENGTH, QUESTION, SATURATION, KeywordIndex, Row, build_keywords
from assistant.library.manifest import Manifest
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
    """With the keyword indices from the cache beside the index, or built anew and cached."""
    key = _key(manifest, analyzer)
    words = {language: _words(store, manifest, analyzer, language, key) for language in LANGUAGES}
    return Snapshot(manifest, manifest.revisions, words)


def _key(manifest: Manifest, analyzer: Analyzer) -> str:
    made_of = [manifest.fingerprint, ANALYSIS, analyzer.words, SATURATION, LENGTH, QUESTION]
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()


def _words(store: Store, manifest: Manifest, analyzer: Analyzer, language: Language, key: str) -> KeywordIndex:
    path = store.cache / f"{language}.npz"
    index = KeywordIndex.load(path, key)
    if index is None:
        index = build_keywords(_passages(store, manifest, language), analyzer)
        # A cache that cannot be written (a read-only or full disk) costs time at the next start, nothing else.
        with suppress(OSError):
            index.save(path, key)
    return index


def _passages(store: Store, manifest: Manifest, language: Language) -> Iterator[tuple[Row, str, list[str]]]:
    live = {id: held.revision for id, held in manifest.holdings.items() if held.description.language == language}
    passages: dict[str, tuple[Metadata, str]] = {}
    questions: dict[str, list[str]] = {}
    for id, metadata, text in store.texts(language, manifest.generation):
        _, passage, part = parts_of(id)
        if live.get(str(metadata["document"])) != metadata["revision"]:
            continue
        if part == "p":
            passages[passage] = (metadata, text)
        else:
            questions.setdefault(passage, []).append(text)
    ordered = sorted(passages.items(), key=lambda item: (str(item[1][0]["document"]), int(item[1][0]["ordinal"])))
    for passage, (metadata, text) in ordered:
        document = str(metadata["document"])
        section = tuple(json.loads(str(metadata["section"])))
        heading = heading_of(manifest.holdings[document].description, section)
        yield _row(passage, metadata), f"{heading}\n{text}", questions.get(passage, [])


def _row(passage: str, metadata: Metadata) -> Row:
    anchor = metadata.get("anchor")
    return Row(
        id=passage,
        document=str(metadata["document"]),
        revision=str(metadata["revision"]),
        anchor=None if anchor is None else str(anchor),
        sentences=len(json.loads(str(metadata["spans"]))),
        keys=int(metadata["keys"]),
    )
