"""Killed at any moment, the index serves its last complete state and the next run mends it."""

import random
import subprocess
import sys
import time
from pathlib import Path

from assistant.errors import IndexMissing
from assistant.library import open_library
from tests.conftest import BigramEmbeddings
from tests.documents import write

DOCUMENTS = 60
KILLS = 6
SEED = 20261122

# Says when the run begins, so that the kills fall into it and not into the imports.
PROGRAM = """
import sys, time
from pathlib import Path
import assistant.library, chromadb
from ingest.run import ingest
from tests.conftest import BigramEmbeddings

class Slow(BigramEmbeddings):
    def embed_documents(self, texts):
        time.sleep(0.002 * len(texts))
        return super().embed_documents(texts)

print("begun", flush=True)
ingest([Path(sys.argv[1])], sys.argv[2], Slow())
print("done", flush=True)
"""


def state(folder: Path, version: int) -> set[str]:
    """Write the documents of a version (one of them is new, one gone); their texts."""
    for file in folder.glob("*.md"):
        file.unlink()
    texts = {f"{n}.md": f"Document {n} of version {version}. It has two sentences." for n in range(version, version + DOCUMENTS)}
    write(folder, {name: f"# Title {name} {{#it}}\n\n{text}" for name, text in texts.items()})
    return set(texts.values())


def served(index: Path) -> set[str]:
    """The text of every document that the index serves; none where there is no complete state."""
    try:
        with open_library(str(index), BigramEmbeddings()) as library:
            return {library.section(document.id, "it")[0].text for document in library.documents()}
    except IndexMissing:
        return set()


def run(folder: Path, index: Path, seconds: float | None) -> float:
    """Run ingest in a process of its own and kill it so long after it has begun; without, the seconds that it took."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder), str(index)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        begun = time.perf_counter()
        try:
            process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        else:
            assert process.returncode == 0
        return time.perf_counter() - begun


def entries(index: Path) -> int:
    """Everything that lies in the index's collections of entries, in use or not."""
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(index, Settings(anonymized_telemetry=False))
    try:
        return sum(found.count() for found in client.list_collections() if found.name.startswith("entries"))
    finally:
        client.close()


def test_a_killed_run_leaves_the_last_complete_state_and_the_next_run_mends_it(tmp_path: Path) -> None:
    folder, index = tmp_path / "documents", tmp_path / "index"
    moments = random.Random(SEED)
    state(folder, 0)
    whole = run(folder, tmp_path / "measured", None)
    before: set[str] = set()
    unfinished = 0
    for kill in range(KILLS):
        wanted = state(folder, kill + 1)
        run(folder, index, whole * (kill + moments.random()) / KILLS)
        now = served(index)
        assert now in (before, wanted), "neither the state before nor the one after"
        unfinished += now == before
        before = now
    assert unfinished >= KILLS // 4, "the kills came too late to show anything"
    run(folder, index, None)
    assert served(index) == wanted
    # A passage and its two sentences each: nothing of the killed runs is left over.
    assert entries(index) == DOCUMENTS * 3
