"""Texts to vectors: in long runs of like length, so that little is padded; every vector of length 1."""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings

from assistant.library.entries import KEY_SIDE, Entry, Side

Vectors = npt.NDArray[np.float32]

RUN = 2048
"""Entries at the most that are sorted by length together, and written together."""
SAVED = 20_000
"""Entries at the most that Chroma puts into its graph before it saves that: saving takes as long as some thousand entries
do, and what is not saved is put in again whenever the index is opened."""
REMEMBERED = 20_000
"""Texts whose vectors are kept during a run, at 1.5 kB each."""
SHORT = 200
"""Characters of a text worth remembering: longer ones are passages, which do not occur twice."""
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


def paced(count: int) -> tuple[int, int]:
    """Entries of a run, and entries from one saving to the next, so that the last run is followed by a saving."""
    if count <= SAVED:
        return RUN, count
    savings = math.ceil(count / SAVED)
    runs = math.ceil(count / (savings * RUN))
    size = math.ceil(count / (savings * runs))
    return size, count - (savings - 1) * runs * size


def encoded_runs(
    embedder: Embeddings, entries: Sequence[Entry], size: int, progress: Callable[[int], None]
) -> Iterator[tuple[list[Entry], Vectors]]:
    """The entries by runs of `size` with their vectors, shape (entries, dimension). `progress` hears the texts done."""
    done = 0
    known: dict[str, Vectors] = {}
    for start in range(0, len(entries), size):
        run = sorted(entries[start : start + size], key=lambda entry: (entry.side, -len(entry.text)))
        pieces: list[Vectors] = []
        for step in _steps(run):
            pieces.append(_encoded_once(embedder, step, known))
            done += len(step)
            progress(done)
        yield run, np.concatenate(pieces)


def _encoded_once(embedder: Embeddings, step: list[Entry], known: dict[str, Vectors]) -> Vectors:
    """The vectors of one step. A question leads to the passage of either language: it is encoded for the first and known for the second."""
    side = step[0].side
    known = known if side == KEY_SIDE else {}
    new = list(dict.fromkeys(entry.text for entry in step if entry.text not in known))
    fresh = dict(zip(new, _encoded(embedder, new, side), strict=True)) if new else {}
    vectors = [fresh[entry.text] if entry.text in fresh else known[entry.text] for entry in step]
    if len(known) < REMEMBERED:
        known.update((entry.text, fresh[entry.text]) for entry in step if entry.text in fresh and len(entry.text) <= SHORT)
    return np.stack(vectors)


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
