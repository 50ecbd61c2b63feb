"""The library on a Chroma server, with a real one on loopback."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.errors import IndexBusy, IndexMissing, IndexUnreachable
from assistant.library import Filters
from assistant.library import library as library_module
from assistant.library import store as store_module
from assistant.library.ownership import Ownership
from tests.conftest import BigramEmbeddings
from tests.shelves import document, opened, texts_found

FIRST = document("page.zh", ["证书有效期三年。", "费用分为五个部分。"], keys={1: ["要多少钱"]})
SECOND = document("page.zh", ["证书有效期五年。", "费用分为五个部分。"], keys={1: ["要多少钱"]})
ENGLISH = document("page.en", ["The certificate is valid for three years."], language="en")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Server:
    url: str
    process: "subprocess.Popen[bytes]"


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server with an empty folder."""
    monkeypatch.setattr(store_module, "CACHE", tmp_path / "cache")
    port = free_port()
    command = [Path(sys.executable).with_name("chroma"), "run", "--path", tmp_path / "db", "--port", str(port)]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([*map(str, command), "--host", "127.0.0.1"], stdout=log, stderr=log, cwd=tmp_path)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield Server(f"http://127.0.0.1:{port}", process)
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def server(running: Server) -> str:
    """Its URL."""
    return running.url


def test_a_reader_notices_what_another_has_written(server: str, embedder: BigramEmbeddings, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(IndexMissing, match="python -m ingest"):
        opened(server, embedder, create=False)
    with opened(server, embedder) as writer:
        assert writer.synchronise([FIRST, ENGLISH], prune=True).added == ("page.zh", "page.en")
        with opened(server, embedder, create=False) as reader:
            assert texts_found(reader, "有效期", language="zh", k=1) == ["证书有效期三年。"]
            assert texts_found(reader, "valid", filters=Filters(language="en")) == [ENGLISH.passages[0].text]
            assert reader.search("要多少钱", language="zh", k=1)[0].leads[0].text == "要多少钱"
            writer.synchronise([SECOND, ENGLISH], prune=True)
            monkeypatch.setattr(library_module, "FRESH", 0.0)
            assert texts_found(reader, "有效期", language="zh", k=1) == ["证书有效期五年。"]
            # From here on nothing is looked at by the clock; what has changed shows in the search itself.
            monkeypatch.setattr(library_module, "FRESH", 3600.0)
            writer.synchronise([FIRST, ENGLISH], prune=True)
            assert texts_found(reader, "有效期", language="zh", k=1) == ["证书有效期三年。"]
            writer.synchronise([SECOND], prune=True, rebuild=True)
            # The collections it knew are gone: it looks again without waiting.
            assert texts_found(reader, "有效期", k=1) == ["证书有效期五年。"]


def test_writers_go_one_after_another(server: str, embedder: BigramEmbeddings) -> None:
    with opened(server, embedder) as writer, opened(server, embedder) as other:
        writer.synchronise([FIRST], prune=True)
        with Ownership(writer._store.cache), pytest.raises(IndexBusy, match=server):
            other.synchronise([SECOND], prune=True)
        assert other.synchronise([SECOND], prune=True).replaced == ("page.zh",)


@pytest.mark.parametrize("create", [True, False])
def test_a_server_that_is_not_there(embedder: BigramEmbeddings, create: bool) -> None:
    with pytest.raises(IndexUnreachable, match="chroma run"):
        opened(f"http://127.0.0.1:{free_port()}", embedder, create=create)


def test_a_server_that_goes_away(running: Server, embedder: BigramEmbeddings) -> None:
    with opened(running.url, embedder) as library:
        library.synchronise([FIRST], prune=True)
        assert library.search("有效期")
        running.process.kill()
        running.process.wait()
        with pytest.raises(IndexUnreachable):
            library.search("有效期")


def test_a_server_that_says_nothing(embedder: BigramEmbeddings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.library.connection.GREETING", 0.3)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(IndexUnreachable):
            opened(f"http://127.0.0.1:{silent.getsockname()[1]}", embedder)
