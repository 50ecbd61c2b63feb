"""Texts to vectors with the model that lies beside this file, by onnxruntime and tokenizers."""

import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from assistant.errors import ModelUnavailable

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]

FOLDER = Path(__file__).resolve().parent
LONGEST = 512
"""Tokens of a text that the model reads, its two marks and the prefix included; what follows is left out."""

_QUERY, _PASSAGE = "query: ", "passage: "
_PADDING = 1
_BATCH_TOKENS = 1024
"""Padded tokens of one run: larger batches fall out of the cache and are slower, on two cores measured."""
_LONGEST_TEXT = 20_000
"""Characters that are looked at. 512 tokens of ordinary text are 500 to 3,000; the rest would be tokenised in vain."""
_TOKENISED_AT_ONCE = 1024


class _Model(NamedTuple):
    session: "InferenceSession"
    tokenizer: "Tokenizer"


class Encoder(Embeddings):
    """multilingual-e5-small, vocabulary cut to Chinese and English, int8.

    Vectors have `dimension` components and length 1, so a product of two is their cosine; with this model it lies
    between 0.7 and 0.95 for nearly all pairs, and only its order says something. Queries and passages are told apart
    by prefixes, which are set here. The model is loaded when the first text is encoded; `ModelUnavailable` is raised
    then if its files are missing or damaged. Thread-safe.

    Activations are quantised over a whole run, so a text's vector moves a little (cosine above 0.99) with the texts
    that are encoded in the same call.
    """

    dimension = 384

    def __init__(self, folder: Path = FOLDER, *, threads: int | None = None, remembered: int = 256) -> None:
        """`folder` holds model.onnx and tokenizer.json; `threads` defaults to two, or the CPUs there are if fewer.

        The vectors of the last `remembered` queries are kept.
        """
        self._folder = folder
        self._threads = threads or min(2, os.cpu_count() or 1)
        self._loading = threading.Lock()
        self._model: _Model | None = None
        self._queries = _Recent(remembered)

    @cached_property
    def name(self) -> str:
        """Identifies the weights and the vocabulary: vectors of two encoders compare only if their names are equal."""
        digest = hashlib.sha256()
        for file in (self._folder / "model.onnx", self._folder / "tokenizer.json"):
            digest.update(_content(file))
        return f"multilingual-e5-small-zh-en-int8-{digest.hexdigest()[:12]}"

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self.encode_queries([text])[0].tolist()  # type: ignore[no-any-return]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of passages, in their order."""
        return self.encode_passages(texts).tolist()  # type: ignore[no-any-return]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions, (texts, dimension)."""
        known = {text: vector for text in texts if (vector := self._queries.get(text)) is not None}
        missing = list(dict.fromkeys(text for text in texts if text not in known))
        for text, vector in zip(missing, self._encode(_QUERY, missing), strict=True):
            known[text] = vector
            self._queries.put(text, vector)
        return np.stack([known[text] for text in texts]) if texts else self._none()

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """The vectors of passages, (texts, dimension)."""
        return self._encode(_PASSAGE, texts)

    def load(self) -> None:
        """Load the model now, so that the first text does not wait for it. Raises ModelUnavailable."""
        self._loaded()

    def _none(self) -> Vectors:
        return np.zeros((0, self.dimension), np.float32)

    def _encode(self, prefix: str, texts: Sequence[str]) -> Vectors:
        if not texts:
            return self._none()
        model = self._loaded()
        tokens = _tokenise(model.tokenizer, prefix, texts)
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for batch in _batches([len(ids) for ids in tokens]):
            vectors[batch] = _run(model.session, [tokens[number] for number in batch])
        return vectors

    def _loaded(self) -> _Model:
        with self._loading:
            if self._model is None:
                self._model = _load(self._folder, self._threads)
            return self._model


class _Recent:
    """The vectors of the texts that were asked for last, by text."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._vectors: OrderedDict[str, Vectors] = OrderedDict()

    def get(self, text: str) -> Vectors | None:
        with self._lock:
            if text in self._vectors:
                self._vectors.move_to_end(text)
            return self._vectors.get(text)

    def put(self, text: str, vector: Vectors) -> None:
        with self._lock:
            self._vectors[text] = vector.copy()  # a row of a large result would keep the whole of it alive
            while len(self._vectors) > self._size:
                self._vectors.popitem(last=False)


def _load(folder: Path, threads: int) -> _Model:
    import onnxruntime
    from onnxruntime.capi import onnxruntime_pybind11_state as states
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    model, vocabulary = _content(folder / "model.onnx"), _content(folder / "tokenizer.json")
    try:
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except (states.Fail, states.InvalidArgument, states.InvalidGraph, states.InvalidProtobuf) as error:
        raise _unusable(folder / "model.onnx", str(error)) from error
    try:
        tokenizer = Tokenizer.from_buffer(vocabulary)
    except ValueError as error:
        raise _unusable(folder / "tokenizer.json", str(error)) from error
    # Set once: a change while another thread is encoding fails. Padding is left to the batches.
    tokenizer.enable_truncation(LONGEST)
    tokenizer.no_padding()
    return _Model(session, tokenizer)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise _unusable(file, error.strerror or "unreadable") from error


def _unusable(file: Path, reason: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"The embedded encoder cannot be loaded from {file}: {reason}. Restore the file, or build it again with "
        "`python -m assistant.encoder.build`."
    )


def _tokenise(tokenizer: "Tokenizer", prefix: str, texts: Sequence[str]) -> list[list[int]]:
    ids: list[list[int]] = []
    for start in range(0, len(texts), _TOKENISED_AT_ONCE):
        # Half of a surrogate pair, as broken files hold it, is no character: it becomes a question mark.
        clean = [prefix + text[:_LONGEST_TEXT].encode("utf-8", "replace").decode() for text in texts[start : start + _TOKENISED_AT_ONCE]]
        ids += [encoding.ids for encoding in tokenizer.encode_batch(clean)]
    return ids


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Numbers of texts to be run together: of like length, at most _BATCH_TOKENS once padded, or one text alone."""
    batch: list[int] = []
    for number in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[number] > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(number)
    yield batch


def _run(session: "InferenceSession", tokens: Sequence[Sequence[int]]) -> Vectors:
    """Mean of the token vectors of each text, normalised."""
    longest = max(map(len, tokens))
    ids = np.full((len(tokens), longest), _PADDING, np.int64)
    mask = np.zeros((len(tokens), longest), np.int64)
    for row, numbers in enumerate(tokens):
        ids[row, : len(numbers)] = numbers
        mask[row, : len(numbers)] = 1
    states: Vectors = session.run(["last_hidden_state"], {"input_ids": ids, "attention_mask": mask})[0]
    sums = np.einsum("blh,bl->bh", states, mask.astype(np.float32))
    vectors: Vectors = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    return vectors
