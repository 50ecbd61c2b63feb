"""Which models are used: the only place that names a provider. Everything heavy is imported on first use."""

import hashlib
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from langchain_core.embeddings import Embeddings

from assistant.errors import ModelUnavailable
from assistant.settings import Settings

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder, SentenceTransformer

    from assistant.chat import Chat

_T = TypeVar("_T")

_EDGE = 1 << 20
"""Bytes at the start and at the end of a model's file that go into its fingerprint; hashing gigabytes takes seconds."""
_BATCH = 32


class Reranker(Protocol):
    """What orders passages by reading each together with the question, as sentence-transformers' CrossEncoder does."""

    def predict(self, pairs: list[tuple[str, str]]) -> Sequence[float]:
        """One score a pair (question, passage), higher is nearer; an empty list yields an empty list."""


def build_embedder(settings: Settings) -> Embeddings:
    """The embedder that the settings name: the embedded encoder, or a sentence-transformers model.

    What is returned has a `name` that identifies its weights. Models are loaded when the first text is embedded;
    `ModelUnavailable` is raised then, or here if a folder is named that does not exist.
    """
    if settings.embedding is None:
        from assistant.encoder import Encoder

        return Encoder()
    return SentenceTransformerEmbeddings(settings.embedding)


def build_reranker(settings: Settings) -> Reranker | None:
    """The cross-encoder that the settings name, or None; loaded when the first pairs are scored."""
    return None if settings.reranker is None else CrossEncoderReranker(settings.reranker)


def build_chat(settings: Settings) -> "Chat | None":
    """The chat model that the settings name, with its time limit; None without. Nothing is sent yet.

    `ModelUnavailable` when there is no such provider or its package is missing.
    """
    if settings.model is None:
        return None
    from langchain.chat_models import init_chat_model

    from assistant.chat import Chat

    given: dict[str, Any] = {"temperature": 0, "max_retries": 0, "timeout": settings.model_limit}
    if settings.model_base_url:
        given["base_url"] = settings.model_base_url
        # An endpoint of one's own speaks OpenAI's protocol; many want no key, which the client does not believe.
        if not _names_a_provider(settings.model):
            given |= {"model_provider": "openai", "stream_usage": True}
        given["api_key"] = "none"
    key = settings.model_api_key.get_secret_value() if settings.model_api_key else ""
    if key:
        given["api_key"] = key
    name = settings.model.removeprefix("openai:") if "model_provider" in given else settings.model
    try:
        model = init_chat_model(name, **given)
    except Exception as error:
        first = next(iter(str(error).strip().splitlines()), type(error).__name__)
        raise ModelUnavailable(
            f"The chat model {settings.model!r} that ASSISTANT_MODEL names cannot be used: {first} "
            "Name it as provider:model (openai:…), give ASSISTANT_MODEL_API_KEY or ASSISTANT_MODEL_BASE_URL, or unset ASSISTANT_MODEL."
        ) from error
    # What speaks OpenAI's protocol takes a time limit with each request; of other clients that is not known.
    return Chat(model, settings.model, settings.model_limit, secret=key, timed=_is_openai(model))


def _names_a_provider(model: str) -> bool:
    """Whether a name is `provider:model` of a provider with a protocol of its own; `qwen2.5:7b` is a model with a tag."""
    from langchain.chat_models import init_chat_model

    if ":" not in model or model.startswith("openai:"):
        return False
    try:
        init_chat_model(model, api_key="none")
    except ValueError as error:
        return "provider" not in str(error)
    except Exception:
        # The provider's package is missing, or it wants more: it is known at any rate.
        return True
    return True


def _is_openai(model: object) -> bool:
    from langchain_openai.chat_models.base import BaseChatOpenAI

    return isinstance(model, BaseChatOpenAI)


class SentenceTransformerEmbeddings(Embeddings):
    """Any sentence-transformers model, with the prompts it brings for queries and for documents.

    Vectors are normalised. Thread-safe: one batch at a time goes through the model.
    """

    def __init__(self, model: str) -> None:
        """`model` is a hub id or the path of a folder."""
        self.name = _name_of(model, "ASSISTANT_EMBEDDING")
        self._model = _Loaded(lambda: _load_embedder(model))

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question, with the model's query prompt."""
        with self._model as model:
            vectors = model.encode_query([text], normalize_embeddings=True, show_progress_bar=False)
        return [float(value) for value in vectors[0]]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of passages, with the model's document prompt; one for each text, in their order."""
        if not texts:
            return []
        with self._model as model:
            vectors = model.encode_document(texts, normalize_embeddings=True, show_progress_bar=False, batch_size=_BATCH)
        return [[float(value) for value in vector] for vector in vectors]


class CrossEncoderReranker:
    """Any sentence-transformers cross-encoder. Thread-safe: one batch at a time goes through the model."""

    def __init__(self, model: str) -> None:
        """`model` is a hub id or the path of a folder."""
        self.name = _name_of(model, "ASSISTANT_RERANKER")
        self._model = _Loaded(lambda: _load_reranker(model))

    def predict(self, pairs: list[tuple[str, str]]) -> list[float]:
        """One score a pair (question, passage), higher is nearer."""
        if not pairs:
            return []
        with self._model as model:
            scores = model.predict(pairs, show_progress_bar=False, batch_size=_BATCH)
        return [float(score) for score in scores]


class _Loaded(Generic[_T]):
    """A model that is loaded when first entered and used by one thread at a time.

    Fast tokenizers hold their padding and truncation as state: a second thread fails with "Already borrowed".
    """

    def __init__(self, load: Callable[[], _T]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._model: _T | None = None

    def __enter__(self) -> _T:
        self._lock.acquire()
        try:
            if self._model is None:
                self._model = self._load()
        except BaseException:
            self._lock.release()
            raise
        return self._model

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def _load_embedder(model: str) -> "SentenceTransformer":
    from sentence_transformers import SentenceTransformer

    loaded: SentenceTransformer = _load(lambda: SentenceTransformer(_path(model)), model, "ASSISTANT_EMBEDDING")
    return loaded


def _load_reranker(model: str) -> "CrossEncoder":
    from sentence_transformers import CrossEncoder

    loaded: CrossEncoder = _load(lambda: CrossEncoder(_path(model)), model, "ASSISTANT_RERANKER")
    return loaded


def _load(build: Callable[[], _T], model: str, variable: str) -> _T:
    """What `build` returns; ModelUnavailable for whatever damaged files and unreachable hubs make it raise."""
    from safetensors import SafetensorError

    try:
        return build()
    except (OSError, ValueError, RuntimeError, LookupError, TypeError, AttributeError, SafetensorError) as error:
        raise _unavailable(model, variable, str(error)) from error


def _path(model: str) -> str:
    return str(Path(model).expanduser()) if model.startswith("~") else model


def _unavailable(model: str, variable: str, reason: str) -> ModelUnavailable:
    first = next(iter(reason.strip().splitlines()), "no reason given")
    return ModelUnavailable(
        f"The model {model!r} that {variable} names cannot be loaded: {first} "
        f"Give the folder of a sentence-transformers model, or the id of one that a model hub serves, "
        f"or unset {variable} to do without."
    )


def _name_of(model: str, variable: str) -> str:
    """A name that changes with the weights where these can be seen, and not with the folder they lie in."""
    folder = Path(model).expanduser()
    if folder.is_dir():
        return f"{folder.name}-{_fingerprint(folder)}"
    if folder.is_absolute() or model.startswith((".", "~")) or model.count("/") > 1:
        raise _unavailable(model, variable, "there is no such folder.")
    return model


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and not _hidden(path, folder)):
        size = file.stat().st_size
        digest.update(f"{file.relative_to(folder).as_posix()}\0{size}\0".encode())
        with file.open("rb") as stream:
            digest.update(stream.read(_EDGE))
            if size > 2 * _EDGE:
                stream.seek(-_EDGE, 2)
            digest.update(stream.read())
    return digest.hexdigest()[:12]


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)
