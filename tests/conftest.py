"""What every test has: no way out of this machine, an embedder that needs no model, and the real assistant on the real corpus."""

import datetime as dt
import hashlib
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from filelock import FileLock
from langchain_core.embeddings import Embeddings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from assistant.assistant import Assistant

TODAY = dt.date(2026, 11, 26)
"""The day of the tests: what falls due later must not change their answers."""
LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test that reaches for the network fails."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    resolve = socket.getaddrinfo

    def check(address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else address
        if isinstance(host, bytes):
            host = host.decode()
        if isinstance(address, tuple) and host and not str(host).startswith(LOOPBACK):
            raise AssertionError(f"a test reached for {address}")

    def guarded(self: socket.socket, address: Any) -> None:
        check(address)
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        check(address)
        return connect_ex(self, address)

    def resolved(host: Any, *rest: Any, **named: Any) -> Any:
        check((host,))
        return resolve(host, *rest, **named)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_ex)
    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    yield


class BigramEmbeddings(Embeddings):
    """Pairs of neighbouring characters, hashed into a vector: alike texts get near vectors, always the same ones."""

    def __init__(self, name: str = "bigrams", dimension: int = 256) -> None:
        self.name = name
        self.dimension = dimension
        self.encoded = 0

    def embed_query(self, text: str) -> list[float]:
        return self._vector(text)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.encoded += len(texts)
        return [self._vector(text) for text in texts]

    def _vector(self, text: str) -> list[float]:
        vector = np.full(self.dimension, 1e-3)
        folded = f" {text.lower()} "
        for pair in (folded[i : i + 2] for i in range(len(folded) - 1)):
            vector[int.from_bytes(hashlib.md5(pair.encode(errors="replace")).digest()[:4]) % self.dimension] += 1
        return [float(number) for number in vector / np.linalg.norm(vector)]


@pytest.fixture
def embedder() -> BigramEmbeddings:
    return BigramEmbeddings()


@pytest.fixture(scope="session")
def built_index(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """An index of the real corpus by the real encoder, built once a run however many workers there are. To be copied, not opened."""
    from assistant.encoder import Encoder
    from ingest.run import ingest
    from ingest.vectors import ShippedVectors

    base = tmp_path_factory.getbasetemp()
    built = (base if worker_id == "master" else base.parent) / "built-index"
    with FileLock(built.with_suffix(".lock")):
        if not built.exists():
            # The name is given last, so that a worker never takes what another left half built.
            growing = built.with_suffix(".growing")
            shutil.rmtree(growing, ignore_errors=True)
            # One thread: the other core belongs to the other worker, and threads that wait for it only spin.
            assert not ingest([], str(growing), ShippedVectors(Encoder(threads=1))).failed
            growing.rename(built)
    return built


@pytest.fixture(scope="session")
def copied_index(built_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Makes copies of the index: an embedded one belongs to one process at a time."""
    return lambda: Path(shutil.copytree(built_index, tmp_path_factory.mktemp("index") / "index"))


@pytest.fixture(scope="session")
def index(copied_index: Callable[[], Path]) -> Path:
    """A copy of the index that `assistant` does not own: for processes and openings of their own."""
    return copied_index()


@pytest.fixture(scope="session")
def assistant(copied_index: Callable[[], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator["Assistant"]:
    """The assistant as it is delivered. Sessions are shared: a test takes names of its own."""
    from assistant.assistant import open_assistant
    from assistant.settings import Settings

    sessions = f"sqlite:///{tmp_path_factory.mktemp('sessions') / 'sessions.db'}"
    with open_assistant(Settings(index=str(copied_index()), sessions=sessions, today=TODAY)) as opened:
        opened.warm()
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """A Chromium; Playwright keeps a loop running in this thread, so no longer than a module needs it."""
    from playwright.sync_api import sync_playwright

    from tests.browsing import ARGUMENTS, EXECUTABLE

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=EXECUTABLE, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: "Browser", address: str) -> Iterator[Any]:
    """Begins visits of the page at a module's own `address`; at the end none has failed in the browser or reached elsewhere."""
    from tests.browsing import Visit

    visits: list[Visit] = []

    def begin(**options: Any) -> Visit:
        visits.append(Visit(browser, address, **options))
        return visits[-1]

    yield begin
    for each in visits:
        each.context.close()
    assert [each.elsewhere for each in visits if each.elsewhere] == []
    assert [each.errors for each in visits if each.errors] == []
