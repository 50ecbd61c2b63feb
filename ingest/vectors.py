"""The vectors that the project ships with its corpus, so that a newcomer's index is built in seconds instead of minutes.

`corpus/vectors/` has one file a scheme. A vector is found by the hash of its text and holds for one encoder only: a text that has been
changed, or another encoder, is encoded as ever. `python -m ingest vectors` brings the files up to date.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings

from assistant.library import IndexedDocument
from assistant.library.encoding import Vectors, encoded_runs, name_of
from assistant.library.entries import Entry, entries_of
from assistant.library.files import replaced
from ingest.files import CORPUS, roots_of
from ingest.keys import Questions
from ingest.run import Batch, questions_of, read

FOLDER = CORPUS / "vectors"
_SUFFIX = ".npz"
Hashes = npt.NDArray[np.uint64]
Steps = npt.NDArray[np.int8]


class ShippedVectors(Embeddings):
    """An embedder that looks texts up before it encodes them. Its name is that of the encoder behind it."""

    def __init__(self, encoder: Embeddings, folder: Path = FOLDER) -> None:
        """`encoder` encodes what the folder does not hold; vectors in the folder that another encoder made are passed over."""
        self.name = name_of(encoder)
        self._encoder = encoder
        self._rows: dict[int, tuple[Steps, float]] = {}
        for file in sorted(folder.glob(f"*{_SUFFIX}")):
            self._rows.update(_read(file, self.name))

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question, always encoded: questions are asked of the encoder as queries, what is shipped are passages."""
        return self._encoder.embed_query(text)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of passages, in their order."""
        return [[float(value) for value in vector] for vector in self.encode_passages(texts)] if texts else []

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """The same as an array, shape (texts, dimension)."""
        lacking = [text for text in texts if _hash(text) not in self._rows]
        fresh = dict(zip(lacking, self._encoded(lacking), strict=True)) if lacking else {}
        return np.stack([fresh[text] if text in fresh else self._known(text) for text in texts])

    def holds(self, text: str) -> bool:
        """Whether the text's vector is shipped."""
        return _hash(text) in self._rows

    def _known(self, text: str) -> Vectors:
        steps, scale = self._rows[_hash(text)]
        return np.asarray(steps, dtype=np.float32) * np.float32(scale)

    def _encoded(self, texts: list[str]) -> Vectors:
        encode = getattr(self._encoder, "encode_passages", None)
        return np.asarray(encode(texts) if encode else self._encoder.embed_documents(texts), dtype=np.float32)


def refresh(encoder: Embeddings, progress: Callable[[int, int], None], folder: Path = FOLDER) -> list[str]:
    """Encode what the corpus holds and the folder does not; the names of the files written. Files of schemes that are gone are deleted."""
    shipped = ShippedVectors(encoder, folder)
    groups = _by_scheme(_corpus())
    done, total = 0, sum(len(texts) for texts in groups.values())
    written: list[str] = []
    for name, texts in groups.items():
        path = folder / f"{name}{_SUFFIX}"
        if not (path.exists() and _read(path, shipped.name).keys() == {_hash(text) for text in texts}):
            _write(path, shipped, texts)
            written.append(path.name)
        done += len(texts)
        progress(done, total)
    for path in folder.glob(f"*{_SUFFIX}"):
        if path.stem not in groups:
            path.unlink()
            written.append(path.name)
    return written


def texts_of(documents: Iterable[IndexedDocument]) -> list[str]:
    """Every text of these documents that is encoded, once, in a fixed order."""
    return list(dict.fromkeys(entry.text for document in documents for entry in entries_of(document, "")))


def _corpus() -> Batch:
    roots = roots_of([])
    questions: Questions = questions_of(roots)
    return read(roots, questions, None, lambda step, done, total: None)


def _by_scheme(batch: Batch) -> dict[str, list[str]]:
    groups: dict[str, list[IndexedDocument]] = {}
    for document in batch.changed:
        about = document.description
        groups.setdefault(about.scheme or about.id.split(".")[0], []).append(document)
    return {name: texts_of(documents) for name, documents in sorted(groups.items())}


def _write(path: Path, shipped: ShippedVectors, texts: list[str]) -> None:
    """A byte a component: the steps differ from the encoder's own vectors by less than two runs of the encoder do."""
    entries = [Entry(str(number), text) for number, text in enumerate(texts)]
    vectors: dict[int, Vectors] = {}
    for run, found in encoded_runs(shipped, entries, max(len(entries), 1), lambda done: None):
        vectors.update((int(entry.id), vector) for entry, vector in zip(run, found, strict=True))
    matrix = np.stack([vectors[number] for number in range(len(texts))])
    scales = np.abs(matrix).max(axis=1) / 127
    steps = np.rint(matrix / scales[:, None]).astype(np.int8)
    about = np.frombuffer(json.dumps({"encoder": shipped.name}).encode(), dtype=np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    hashes = np.array([_hash(text) for text in texts], dtype=np.uint64)
    with replaced(path) as unfinished, unfinished.open("wb") as file:
        np.savez(file, allow_pickle=False, about=about, hashes=hashes, steps=steps, scales=scales.astype(np.float32))


def _read(file: Path, encoder: str) -> dict[int, tuple[Steps, float]]:
    """Nothing of a file that is damaged or of another encoder: the texts are then encoded."""
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as saved:
            if json.loads(saved["about"].tobytes())["encoder"] != encoder:
                return {}
            hashes: Hashes = saved["hashes"]
            rows = zip(saved["steps"], saved["scales"].tolist(), strict=True)
            return dict(zip(hashes.tolist(), rows, strict=True))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, RuntimeError, zipfile.BadZipFile):
        return {}


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8])
