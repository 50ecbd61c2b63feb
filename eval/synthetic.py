"""Texts and a library that nobody wrote: of any size, and the same on every machine."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings

from assistant.domain import Document, Language, Passage
from assistant.library import IndexedDocument, Library, open_library
from assistant.settings import ROOT
from eval.report import percentile

_SEED = 20000
_VOCABULARY = 20_000
_WORDS = 60
"""Words of a passage."""
_A_DOCUMENT = 100
"""Passages of a document."""
_QUERIES = 200
_DIMENSION = 384


class RandomVectors(Embeddings):
    """Unit vectors in random directions, without any encoding: what is left is the library's own time."""

    name = "random-vectors"

    def __init__(self) -> None:
        self._random = np.random.default_rng(_SEED)

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Shape (texts, dimension)."""
        vectors = self._random.standard_normal((len(texts), _DIMENSION), dtype=np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Shape (texts, dimension)."""
        return self.encode_passages(texts)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """As `encode_passages`, as lists."""
        return [[float(value) for value in vector] for vector in self.encode_passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        """One vector."""
        return self.embed_documents([text])[0]


class Writer:
    """Writes texts of words as frequent as in real language (Zipf), half in Chinese and half in English."""

    def __init__(self, seed: int = _SEED) -> None:
        self._random = np.random.default_rng(seed)
        han = sorted({character for character in _page() if "\u4e00" <= character <= "\u9fff"})
        letters = "abcdefghijklmnopqrstuvwxyz"
        self._words: dict[Language, list[str]] = {
            "zh": ["".join(self._random.choice(han, 2)) for _ in range(_VOCABULARY)],
            "en": ["".join(self._random.choice(list(letters), 3 + rank % 7)) for rank in range(_VOCABULARY)],
        }
        weights = 1 / np.arange(1, _VOCABULARY + 1)
        self._upto = np.cumsum(weights) / weights.sum()

    def words(self, language: Language, count: int) -> str:
        """That many words, with no full stop."""
        ranks = np.minimum(np.searchsorted(self._upto, self._random.random(count), side="right"), _VOCABULARY - 1)
        return ("" if language == "zh" else " ").join(self._words[language][rank] for rank in ranks)

    def paragraph(self, language: Language, sentences: int) -> str:
        """Sentences of 8 to 20 words."""
        lengths = self._random.integers(8, 20, sentences)
        stop, gap = ("。", "") if language == "zh" else (".", " ")
        return gap.join(self.words(language, int(length)) + stop for length in lengths)


def search_figures(passages: int) -> dict[str, float]:
    """Write a library of that many passages, search it, and say how long both took (ms; seconds for the writing)."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        embedder = RandomVectors()
        began = time.perf_counter()
        with open_library(str(Path(folder) / "index"), embedder, create=True, splitter="synthetic") as library:
            library.synchronise(_documents(passages), prune=False)
            written = time.perf_counter() - began
            took = _search_times(library)
    return {
        "passages": passages,
        "write_s": round(written, 1),
        "search_p50_ms": round(percentile(took, 0.5), 2),
        "search_p95_ms": round(percentile(took, 0.95), 2),
        "n": len(took),
    }


def _search_times(library: Library) -> list[float]:
    writer = Writer(_SEED + 1)
    queries = [writer.words(language, 6) for _ in range(_QUERIES // 2) for language in get_args(Language)]
    for query in queries[:10]:
        library.search(query)
    took = []
    for query in queries:
        began = time.perf_counter()
        library.search(query)
        took.append((time.perf_counter() - began) * 1000)
    return took


def _documents(passages: int) -> Iterator[IndexedDocument]:
    writer = Writer()
    for start in range(0, passages, _A_DOCUMENT):
        language = get_args(Language)[start // _A_DOCUMENT % 2]
        name = f"synthetic-{start:07}"
        described = Document(id=name, title=name, language=language)
        held = tuple(
            Passage(f"{name}-{place:03}", described, (), None, place, writer.words(language, _WORDS))
            for place in range(min(_A_DOCUMENT, passages - start))
        )
        yield IndexedDocument(described, held, digest=name, origin="synthetic")


def _page() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "corpus" / "source").glob("*.md")))
