"""What every test has: no way out of this machine, and an embedder that needs no model."""

import hashlib
import socket
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

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
