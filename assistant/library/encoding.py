"""Texts to vectors: in long runs of like length, so that little is padded; every vector of length 1."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings

from assistant.library.entries import Entry, Side

Vectors = npt.NDArray[np.float32]

RUN = 2048
"""Entries that are sorted by length together, and written together."""
STEP = 256
"""Texts given to the embedder at once; between two steps progress is told."""


def name_of(embedder: Embeddings) -> str:
    """What identifies the embedder's weights: its `name`, else its model, else its class."""
    for attribute in ("name", "model_name", "model"):
        name = getattr(embedder, attribute, None)
        if isinstance(name, str) and name:
            return name
    return type(embedder).__name__


def encoded_query(embedder: Embeddings, text: str) -> Vectors:
    """Shape (dimension,)."""
    return _normal(np.asarray([embedder.embed_query(text)], dtype=np.float32)).reshape(-1)


def encoded_runs(embedder: Embeddings, entries: Sequence[Entry], progress: Callable[[int], None]) -> Iterator[tuple[list[Entry], Vectors]]:
    """The entries run by run with their vectors, shape (entries, dimension). `progress` hears the texts done."""
    done = 0
    for start in range(0, len(entries), RUN):
        run = sorted(entries[start : start + RUN], key=lambda entry: (entry.side, -len(entry.text)))
        pieces: list[Vectors] = []
        for step in _steps(run):
            pieces.append(_encoded(embedder, [entry.text for entry in step], step[0].side))
            done += len(step)
            progress(done)
        yield run, np.concatenate(pieces)


def _steps(run: list[Entry]) -> Iterator[list[Entry]]:
    for side in ("passage", "query"):
        same = [entry for entry in run if entry.side == side]
        for start in range(0, len(same), STEP):
            yield same[start : start + STEP]


def _encoded(embedder: Embeddings, texts: list[str], side: Side) -> Vectors:
    # An embedder that hands out arrays spares turning millions of numbers into Python floats and back.
    arrays = getattr(embedder, "encode_passages" if side == "passage" else "encode_queries", None)
    if arrays is not None:
        return _normal(np.asarray(cast(Any, arrays)(texts), dtype=np.float32))
    if side == "passage":
        return _normal(np.asarray(embedder.embed_documents(texts), dtype=np.float32))
    return _normal(np.asarray([embedder.embed_query(text) for text in texts], dtype=np.float32))


def _normal(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)
