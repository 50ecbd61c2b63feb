"""Documents and libraries for the tests of the library."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from langchain_core.embeddings import Embeddings

from assistant.domain import Document, Key, Language, Passage
from assistant.library import IndexedDocument, Library, open_library

SPLITTER = "split-1"


def document(
    id: str,
    texts: Sequence[str],
    *,
    language: Language = "zh",
    keys: dict[int, Sequence[str]] | None = None,
    origin: str = "corpus",
    **about: Any,
) -> IndexedDocument:
    """One passage a text; anchors are `part-0`, `part-1`, …; `keys` are questions by number of the passage."""
    description = Document(id, about.pop("title", id), language, **about)
    passages = tuple(
        Passage(_hash(id, number, text), description, (f"部分{number}",), f"part-{number}", number, text)
        for number, text in enumerate(texts)
    )
    questions = tuple(
        Key(question, language, passages[number].id, ((0, len(passages[number].text)),))
        for number, asked in (keys or {}).items()
        for question in asked
    )
    digest = _hash(repr((description, texts, keys)))
    return IndexedDocument(description, passages, questions, digest, origin)


def opened(folder: Path | str, embedder: Embeddings, *, create: bool = True, **rest: Any) -> Library:
    return open_library(str(folder), embedder, create=create, splitter=SPLITTER, **rest)


def texts_found(library: Library, query: str, **rest: Any) -> list[str]:
    return [found.passage.text for found in library.search(query, **rest)]


def _hash(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
