"""The entry point: builds a missing index first, and says what is wrong in one line."""

from typing import Any

import pytest

import app
from assistant.errors import AssistantError, IndexBusy, IndexMismatch, IndexMissing
from assistant.usage import Price
from assistant.web.staff import Staff
from tests.fake_assistant import FakeAssistant


class Opened(FakeAssistant):
    """An assistant that can be closed, as the real one can."""

    def __enter__(self) -> "Opened":
        return self

    def __exit__(self, *error: object) -> None:
        self.closed.set()

    def warm(self) -> None:
        raise IndexBusy("a failing warm-up stops nothing")


@pytest.mark.parametrize(
    ("error", "command", "said"),
    [(IndexMissing, ["-m", "ingest"], "还没有索引"), (IndexMismatch, ["-m", "ingest", "--rebuild"], "旧版本")],
)
def test_an_index_that_cannot_be_used_is_built_before_the_page_is_served(
    error: type[AssistantError], command: list[str], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    built: list[list[str]] = []
    served: list[tuple[Any, ...]] = []
    opened = Opened()

    def open_assistant(settings: object) -> Opened:
        if not built:
            raise error("no index")
        return opened

    monkeypatch.setattr(app, "open_assistant", open_assistant)
    monkeypatch.setattr(app.subprocess, "run", lambda run, **_: built.append(run))
    monkeypatch.setattr(
        app, "serve", lambda assistant, host, port, *, open_browser, say, staff: served.append((assistant, host, port, open_browser, staff))
    )
    assert app.main(["--port", "7999", "--no-browser"]) == 0
    assert [one[1:] for one in built] == [command]
    assert served == [(opened, "127.0.0.1", 7999, False, None)] and opened.closed.is_set()
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("variables", "staff"),
    [
        ({"ASSISTANT_STAFF": "1"}, Staff()),
        ({"ASSISTANT_STAFF": "1", "ASSISTANT_MODEL_PRICE": "2,8,CNY"}, Staff(Price.read("2,8,CNY"))),
        ({"ASSISTANT_STAFF": "0", "ASSISTANT_MODEL_PRICE": "2,8,CNY"}, None),
    ],
)
def test_the_page_is_for_staff_when_the_settings_say_so(
    variables: dict[str, str], staff: Staff | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[Staff | None] = []
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(app, "open_assistant", lambda settings: Opened())
    monkeypatch.setattr(app, "serve", lambda assistant, host, port, *, open_browser, say, staff: served.append(staff))
    assert app.main([]) == 0 and served == [staff]


@pytest.mark.parametrize("staff", ["0", "1"])
def test_a_price_that_is_none_is_said_at_the_start(staff: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    opened: list[object] = []
    monkeypatch.setenv("ASSISTANT_STAFF", staff)
    monkeypatch.setenv("ASSISTANT_MODEL_PRICE", "cheap")
    monkeypatch.setattr(app, "open_assistant", opened.append)
    assert app.main([]) == 1 and opened == []
    assert capsys.readouterr().err.startswith("ASSISTANT_MODEL_PRICE is 'cheap'; it has to be")


def test_a_failure_is_one_line_and_an_exit_code(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def open_assistant(settings: object) -> Opened:
        raise IndexBusy("the index is in use by process 7")

    monkeypatch.setattr(app, "open_assistant", open_assistant)
    assert app.main([]) == 1
    assert capsys.readouterr().err == "the index is in use by process 7\n"


def test_an_interrupt_while_the_index_is_built_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(settings: object) -> Opened:
        raise KeyboardInterrupt

    monkeypatch.setattr(app, "open_assistant", interrupted)
    assert app.main([]) == 130
