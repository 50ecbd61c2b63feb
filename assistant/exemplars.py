"""How near a description of somebody's work lies to what others of each business category say of theirs."""

import hashlib
import threading
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import yaml
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from assistant.domain import Language
from assistant.errors import CorpusError
from assistant.settings import ROOT

EXEMPLARS = ROOT / "corpus" / "reference" / "exemplars"
CACHE = ROOT / "data" / "cache" / "exemplars.npz"
NEAREST = 3
"""Exemplars of a category that are averaged: one alone may be near by its trade, not by its work."""
MEAN = 0.25
LONGEST = 2000
"""Characters of a description that are compared."""

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class _Held:
    """The exemplars with their vectors, and the scale of each language."""

    categories: tuple[str, ...]
    numbers: NDArray[np.int64]
    """For each exemplar, the number of its category."""
    vectors: Vectors
    range: Mapping[Language, float]
    """Difference of cosines that is told as 1. Two languages of one encoder differ as much as two encoders."""


class Exemplars:
    """Similarity of a text to the exemplars of each category. Nothing is read or encoded before the first text; thread-safe.

    The vectors are kept in memory, and in the file `cache` (None: not kept) under the encoder's name and a hash of the texts.
    """

    def __init__(self, embedder: Embeddings, folder: Path = EXEMPLARS, cache: Path | None = CACHE) -> None:
        self._embedder = embedder
        self._folder = folder
        self._cache = cache
        self._lock = threading.Lock()
        self._held: _Held | None = None

    def __call__(self, text: str) -> Mapping[str, float]:
        """0 to 1 by the category's id: `MEAN` is the mean of the text over the categories, more is nearer; {} for a text without letters.

        Short texts lie farther from everything than long ones, so that only the differences within a text say something.
        Raises CorpusError when the exemplars cannot be read, ModelUnavailable when the encoder cannot be loaded.
        """
        said = " ".join(text[:LONGEST].split())
        if not any(character.isalpha() for character in said):
            return {}
        held = self._loaded()
        query = _normal(np.asarray([self._embedder.embed_query(said)], np.float32))[0]
        near = _nearest(held.vectors @ query, held.numbers, len(held.categories))
        scaled = np.clip(MEAN + (near - near.mean()) / held.range[_language(said)], 0.0, 1.0)
        return {category: float(value) for category, value in zip(held.categories, scaled, strict=True)}

    def warm(self) -> None:
        """Read and encode now, so that the first description does not wait for it."""
        self._loaded()

    def _loaded(self) -> _Held:
        with self._lock:
            if self._held is None:
                rows = _read(self._folder)
                categories = tuple(dict.fromkeys(category for category, _, _ in rows))
                numbers = np.array([categories.index(category) for category, _, _ in rows])
                vectors = self._vectors([text for _, _, text in rows])
                languages = np.array([language for _, language, _ in rows])
                self._held = _Held(categories, numbers, vectors, _ranges(vectors, numbers, languages, len(categories)))
            return self._held

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        name = getattr(self._embedder, "name", type(self._embedder).__name__)
        stamp = f"{name} {hashlib.sha256(chr(0).join(texts).encode()).hexdigest()}"
        kept = _kept(self._cache, stamp, len(texts)) if self._cache else None
        if kept is not None:
            return kept
        vectors = _encoded(self._embedder, texts)
        if self._cache:
            _keep(self._cache, stamp, vectors)
        return vectors


def _read(folder: Path) -> list[tuple[str, Language, str]]:
    """Category, language and text of every exemplar."""
    rows: list[tuple[str, Language, str]] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            loaded = yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
            languages: tuple[Language, ...] = ("zh", "en")
            rows += [(path.stem, language, str(text)) for language in languages for text in loaded[language]]
        except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError) as error:
            raise CorpusError(f"{path.name}: {' '.join(str(error).split())}") from error
    if not rows:
        raise CorpusError(f"{folder}: there are no exemplars")
    return rows


def _encoded(embedder: Embeddings, texts: Sequence[str]) -> Vectors:
    # Both sides are descriptions: exemplars are encoded as what is asked with, not as passages.
    arrays = getattr(embedder, "encode_queries", None)
    if arrays is not None:
        return _normal(np.asarray(cast(Any, arrays)(texts), np.float32))
    return _normal(np.asarray([embedder.embed_query(text) for text in texts], np.float32))


def _normal(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), np.float32)


def _nearest(cosines: Vectors, numbers: NDArray[np.int64], count: int) -> Vectors:
    """For each category, the mean of its nearest cosines."""
    return np.array([np.sort(cosines[numbers == number])[-NEAREST:].mean() for number in range(count)], np.float32)


def _ranges(vectors: Vectors, numbers: NDArray[np.int64], languages: NDArray[np.str_], count: int) -> dict[Language, float]:
    """From the exemplars themselves: from well below the nearness to other categories to well above that to their own."""
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -1.0)
    near = np.stack([_nearest(row, numbers, count) for row in cosines])
    own = near[np.arange(len(numbers)), numbers]
    others = (near.sum(axis=1) - own) / max(count - 1, 1)
    ranges: dict[Language, float] = {}
    for language in ("zh", "en"):
        of = languages == language
        spread = own[of].mean() + 2 * own[of].std() - others[of].mean() + 2 * others[of].std()
        ranges[language] = max(float(spread), 1e-3)
    return ranges


def _language(text: str) -> Language:
    """That of most of the text: a Chinese character says about as much as a third of an English word."""
    han = sum(1 for character in text if "\u3400" <= character <= "\u9fff")
    latin = sum(1 for character in text if character.isascii() and character.isalpha())
    return "zh" if 2 * han >= latin else "en"


def _kept(cache: Path, stamp: str, count: int) -> Vectors | None:
    try:
        with cache.open("rb") as file, np.load(file, allow_pickle=False) as held:
            vectors = held["vectors"]
            return vectors if str(held["stamp"]) == stamp and len(vectors) == count else None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def _keep(cache: Path, stamp: str, vectors: Vectors) -> None:
    # Where nothing can be written, the exemplars are encoded at every start, some seconds longer.
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        unfinished = cache.with_suffix(".new")
        with unfinished.open("wb") as file:
            np.savez(file, stamp=np.array(stamp), vectors=vectors)
        unfinished.replace(cache)
    except OSError:
        pass
