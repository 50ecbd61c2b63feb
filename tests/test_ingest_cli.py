"""The command line of ingest is a contract: what it prints where, and its exit codes."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import models
from ingest import cli
from ingest.run import ingest
from tests.conftest import BigramEmbeddings
from tests.documents import write


@pytest.fixture
def index(tmp_path: Path) -> str:
    return str(tmp_path / "index")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "documents", {"a.md": "# 认证\n\n认证有两个阶段。", "sub/b.txt": "The audit has two stages."})


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    monkeypatch.setattr(models, "build_embedder", lambda settings: BigramEmbeddings())

    def call(*arguments: str | Path) -> tuple[int, str, str]:
        code = cli.main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_json_prints_one_object_and_nothing_else(command: Callable[..., tuple[int, str, str]], folder: Path, index: str) -> None:
    write(folder, {"empty.md": "", "photo.png": b"\x89PNG"})
    code, out, err = command(folder, "--index", index, "--json")
    assert (code, err, out.count("\n")) == (1, "", 1)
    printed = json.loads(out)
    assert list(printed) == ["added", "replaced", "removed", "unchanged", "skipped", "passages", "entries", "seconds"]
    assert sorted(printed["added"]) == ["a.md", "sub/b.txt"]
    assert printed["skipped"] == [
        {"path": str(folder / "empty.md"), "reason": "empty", "error": True},
        {"path": str(folder / "photo.png"), "reason": "unsupported type .png", "error": False},
    ]
    assert (printed["passages"], printed["entries"]) == (2, 4)


def test_the_summary_says_what_happened_and_why(command: Callable[..., tuple[int, str, str]], folder: Path, index: str) -> None:
    write(folder, {"empty.md": "", "photo.png": b"\x89PNG"})
    code, out, err = command(folder, "--index", index)
    assert code == 1
    assert "added: a.md" in out
    assert "2 added, 0 replaced, 0 removed, 0 unchanged, 1 skipped, 1 failed." in out
    assert f"failed: {folder / 'empty.md'}: empty" in err
    assert f"skipped: {folder / 'photo.png'}: unsupported type .png" in err
    (folder / "empty.md").unlink()
    code, out, err = command(folder, "--index", index, "--quiet")
    assert (code, out, err) == (0, "", "")


def test_a_path_that_does_not_exist_is_a_wrong_call(command: Callable[..., tuple[int, str, str]], folder: Path, index: str) -> None:
    code, out, err = command(folder, folder / "nowhere", "--index", index)
    assert (code, out) == (2, "")
    assert "nowhere" in err
    assert not Path(index).exists()
    with pytest.raises(SystemExit) as caught:
        command("--no-such-option")
    assert caught.value.code == 2


def test_help_shows_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["--help"])
    assert caught.value.code == 0
    assert "python -m ingest --rebuild" in capsys.readouterr().out


def test_the_bar_shows_on_a_terminal_only(
    folder: Path, index: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(models, "build_embedder", lambda settings: BigramEmbeddings())
    for options, shown in {(): True, ("--quiet",): False, ("--json",): False}.items():
        terminal = Terminal()
        monkeypatch.setattr(sys, "stderr", terminal)
        cli.main([str(folder), "--index", index, "--rebuild", *options])
        assert ("texts" in terminal.getvalue()) == shown
    capsys.readouterr()


def test_an_index_in_use_is_said_at_once(folder: Path, index: str, command: Callable[..., tuple[int, str, str]]) -> None:
    ingest([folder], index, BigramEmbeddings())
    program = f"""
import sys, time
from assistant.library import open_library
from tests.conftest import BigramEmbeddings
with open_library({index!r}, BigramEmbeddings()):
    print("open", flush=True)
    sys.stdin.read()
"""
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "open\n"
        code, out, err = command(folder, "--index", index, "--json")
        owner.communicate("")
    assert code == 1
    assert str(owner.pid) in err
    assert index in json.loads(out)["error"]
