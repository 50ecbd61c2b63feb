"""The entry point: builds a missing index first, and says what is wrong in one line."""

from typing import Any

import pytest

import app
from assistant.errors import IndexBusy, IndexMissing
from tests.fake_assistant import FakeAssistant


class Opened(FakeAssistant):
    """An assistant that can be closed, as the real one can."""

    def __enter__(self) -> "Opened":
        return self

    def __exit__(self, *error: object) -> None:
        self.closed.set()

    def warm(self) -> None:
        raise IndexBusy("a failing warm-up stops nothing")


def test_a_missing_index_is_built_before_the_page_is_served(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    built: list[list[str]] = []
    served: list[tuple[Any, ...]] = []
    opened = Opened()

    def open_assistant(settings: object) -> Opened:
        if not built:
            raise IndexMissing("no index")
        return opened

    monkeypatch.setattr(app, "open_assistant", open_assistant)
    monkeypatch.setattr(app.subprocess, "run", lambda command, **_: built.append(command))
    monkeypatch.setattr(
        app, "serve", lambda assistant, host, port, *, open_browser, say: served.append((assistant, host, port, open_browser))
    )
    assert app.main(["--port", "7999", "--no-browser"]) == 0
    assert [command[1:] for command in built] == [["-m", "ingest"]]
    assert served == [(opened, "127.0.0.1", 7999, False)] and opened.closed.is_set()
    assert "还没有索引" in capsys.readouterr().out


def test_a_failure_is_one_line_and_an_exit_code(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def open_assistant(settings: object) -> Opened:
        raise IndexBusy("the index is in use by process 7")

    monkeypatch.setattr(app, "open_assistant", open_assistant)
    assert app.main([]) == 1
    assert capsys.readouterr().err == "the index is in use by process 7\n"
