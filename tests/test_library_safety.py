"""Runs that end half-way, and processes that meet on one index."""

import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from assistant.domain import Language
from assistant.errors import IndexBusy, IndexMismatch, IndexMissing
from assistant.library import Library
from assistant.library import encoding as encoding_module
from assistant.library.store import Store
from tests.conftest import BigramEmbeddings
from tests.shelves import document, opened, texts_found

ROOT = Path(__file__).resolve().parent.parent
OLD = [document(f"d{n}", [f"旧版第{n}号文件说明费用。", f"旧版第{n}号文件说明周期。"]) for n in range(6)]
NEW = [document(f"d{n}", [f"新版第{n}号文件说明费用。", f"新版第{n}号文件说明周期。"]) for n in range(1, 6)]


class Killed(Exception):
    pass


def kill_in(monkeypatch: pytest.MonkeyPatch, method: str, *, after: bool, call: int = 1) -> None:
    """Make the store die in the n-th call of one of its methods, before or after doing what it does."""
    done: Callable[..., Any] = getattr(Store, method)
    calls = 0

    def dying(self: Store, *args: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call and not after:
            raise Killed
        result = done(self, *args, **named)
        if calls == call:
            raise Killed
        return result

    monkeypatch.setattr(Store, method, dying)


def count(library: Library, language: Language = "zh") -> int:
    """Entries in Chroma, live or not, of every generation."""
    client = library._store._client
    return sum(c.count() for c in client.list_collections() if c.name.startswith(f"entries-{language}"))


def versions(library: Library) -> set[str]:
    return {text[:2] for text in texts_found(library, "文件说明费用", k=50)}


STAGES = [
    ("note", False, 1, "旧版"),
    ("note", True, 1, "旧版"),
    ("add", False, 1, "旧版"),
    ("add", True, 1, "旧版"),
    ("add", True, 2, "旧版"),
    ("commit", False, 1, "旧版"),
    ("commit", True, 1, "新版"),
    ("drop_generations", False, 1, "新版"),
    ("delete", False, 1, "新版"),
    ("delete", True, 1, "新版"),
    ("note", False, 2, "新版"),
]


@pytest.mark.parametrize(("method", "after", "call", "served"), STAGES)
def test_a_run_that_dies_leaves_a_whole_state_and_the_next_mends(
    tmp_path: Path, embedder: BigramEmbeddings, method: str, after: bool, call: int, served: str
) -> None:
    folder = tmp_path / "index"
    with opened(folder, embedder) as library:
        library.synchronise(OLD, prune=True)
    with pytest.MonkeyPatch.context() as patch, opened(folder, embedder) as library:
        patch.setattr(encoding_module, "RUN", 10)
        kill_in(patch, method, after=after, call=call)
        with pytest.raises(Killed):
            library.synchronise(NEW, prune=True)
        assert versions(library) in ({"旧版"}, {served})
    with opened(folder, embedder, create=False) as library:
        assert versions(library) == {served}
        assert len(library.documents()) == (6 if served == "旧版" else 5)
    with opened(folder, embedder) as library:
        library.synchronise(NEW, prune=True)
        assert versions(library) == {"新版"}
        assert count(library) == sum(held.entries for held in library._store.manifest().holdings.values())  # type: ignore[union-attr]
        assert library._store.journal() == frozenset()


def test_a_rebuild_that_dies_leaves_the_old_index_and_no_rubbish(tmp_path: Path, embedder: BigramEmbeddings) -> None:
    folder = tmp_path / "index"
    with opened(folder, embedder) as library:
        library.synchronise(OLD, prune=True)
        entries = count(library)
    other = BigramEmbeddings("other", dimension=64)
    with pytest.MonkeyPatch.context() as patch, opened(folder, other) as library:
        kill_in(patch, "commit", after=False)
        with pytest.raises(Killed):
            library.synchronise(OLD, prune=True, rebuild=True)
    with opened(folder, embedder) as library:
        assert versions(library) == {"旧版"}
        library.synchronise(OLD, prune=True)
        assert count(library) == entries
    with opened(folder, other) as library:
        library.synchronise(NEW, prune=True, rebuild=True)
        assert versions(library) == {"新版"}
        assert count(library) == entries - 4


def test_a_first_run_that_dies_is_no_index_and_is_not_begun_again(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    first = BigramEmbeddings()
    with pytest.MonkeyPatch.context() as patch, opened(folder, first) as library:
        patch.setattr(encoding_module, "RUN", 10)
        kill_in(patch, "add", after=True, call=2)
        with pytest.raises(Killed):
            library.synchronise(OLD, prune=True)
    with pytest.raises(IndexMissing):
        opened(folder, first, create=False)
    second = BigramEmbeddings()
    with opened(folder, second) as library:
        library.synchronise(OLD, prune=True)
        assert versions(library) == {"旧版"}
    assert (first.encoded, second.encoded) == (20, 4)


def test_an_embedder_that_fails_changes_nothing(tmp_path: Path, embedder: BigramEmbeddings) -> None:
    class Failing(BigramEmbeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            raise Killed

    folder = tmp_path / "index"
    with opened(folder, embedder) as library:
        library.synchronise(OLD, prune=True)
    with opened(folder, Failing()) as library:
        with pytest.raises(Killed):
            library.synchronise(NEW, prune=True)
        assert versions(library) == {"旧版"}
        assert library.synchronise(OLD, prune=True).encoded == 0


def test_a_file_that_is_no_index_is_refused_with_its_remedy(tmp_path: Path, embedder: BigramEmbeddings) -> None:
    (tmp_path / "chroma.sqlite3").write_bytes(b"no database at all" * 100)
    with pytest.raises(IndexMismatch, match="python -m ingest"):
        opened(tmp_path, embedder, create=False)


def test_readers_are_served_while_a_run_replaces_everything(tmp_path: Path, embedder: BigramEmbeddings) -> None:
    with opened(tmp_path / "index", embedder) as library, ThreadPoolExecutor(4) as pool:
        library.synchronise(OLD, prune=True)
        finished = threading.Event()

        def read() -> list[set[str]]:
            seen: list[set[str]] = []
            while not finished.is_set() or not seen:
                seen.append(versions(library))
            return seen

        readers = [pool.submit(read) for _ in range(3)]
        for round in range(10):
            library.synchronise([NEW, OLD][round % 2], prune=True)
        finished.set()
        seen = [found for reader in readers for found in reader.result(timeout=60)]
    assert {frozenset(found) for found in seen} <= {frozenset({"旧版"}), frozenset({"新版"})}


def test_importing_the_library_loads_nothing_heavy() -> None:
    code = "import sys, assistant.library; print([m for m in ('chromadb', 'jieba', 'torch', 'scipy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


SCRIPT = """
import sys, time
sys.path.insert(0, {root!r})
from tests.conftest import BigramEmbeddings
from tests.shelves import document, opened
{body}
"""


def run_python(body: str) -> "subprocess.Popen[str]":
    code = SCRIPT.format(root=str(ROOT), body=textwrap.dedent(body))
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def processes() -> Iterator[list["subprocess.Popen[str]"]]:
    started: list[subprocess.Popen[str]] = []
    yield started
    for process in started:
        process.kill()
        process.communicate()


def test_killed_at_random_points_it_serves_a_whole_state(
    tmp_path: Path, embedder: BigramEmbeddings, processes: list["subprocess.Popen[str]"]
) -> None:
    folder = tmp_path / "index"
    with opened(folder, embedder) as library:
        library.synchronise(OLD, prune=True)
    chance = random.Random(7)
    for _ in range(4):
        process = run_python(f"""
            import assistant.library.encoding as encoding
            encoding.RUN = encoding.STEP = 4
            class Slow(BigramEmbeddings):
                def embed_documents(self, texts):
                    time.sleep(0.05)
                    return super().embed_documents(texts)
            library = opened({str(folder)!r}, Slow())
            print("ready", flush=True)
            for round in range(50):
                library.synchronise([document(f"d{{n}}", [f"{{round:02}}版第{{n}}号文件说明费用。",
                    f"{{round:02}}版第{{n}}号文件说明周期。"]) for n in range(6)], prune=True)
        """)
        processes.append(process)
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.05, 1.5))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        with opened(folder, embedder, create=False) as library:
            assert len(versions(library)) == 1
            assert len(library.documents()) == 6
    with opened(folder, embedder) as library:
        library.synchronise(NEW, prune=True)
        assert versions(library) == {"新版"}
        assert count(library) == 20


def test_a_second_process_is_told_at_once(tmp_path: Path, embedder: BigramEmbeddings, processes: list["subprocess.Popen[str]"]) -> None:
    folder = tmp_path / "index"
    process = run_python(f"""
        with opened({str(folder)!r}, BigramEmbeddings()) as library:
            library.synchronise([document("d", ["一份文件。"])], prune=True)
            print("ready", flush=True)
            time.sleep(60)
    """)
    processes.append(process)
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
    for create in (True, False):
        start = time.monotonic()
        with pytest.raises(IndexBusy, match=rf"{folder}.*{process.pid}.*chroma run") as caught:
            opened(folder, embedder, create=create)
        assert time.monotonic() - start < 5
        assert "ASSISTANT_INDEX=http://" in str(caught.value)
    process.kill()
    process.wait()
    with opened(folder, embedder, create=False) as library:
        assert texts_found(library, "文件") == ["一份文件。"]
