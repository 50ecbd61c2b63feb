"""Every command tells how it is used, and what was wrong with a call."""

from collections.abc import Callable

import pytest

import app
from assistant import cli


def _main_of(module: str) -> Callable[[list[str]], int]:
    if module == "ingest":
        from ingest.cli import main
    elif module == "eval":
        from eval.__main__ import main
    else:
        main = app.main if module == "app" else cli.main
    return main


@pytest.mark.parametrize(
    ("module", "command", "shows"),
    [
        ("assistant", [], ["ask", "chat", "batch", "search", "examples:"]),
        *(("assistant", [command], ["--index", "example:"]) for command in ("ask", "chat", "batch", "search")),
        ("ingest", [], ["--rebuild", "--dry-run", "--json", "examples:"]),
        ("eval", [], ["run", "bench", "retrieval"]),
        *(("eval", [command], ["usage:"]) for command in ("run", "bench", "retrieval", "calibrate")),
        ("app", [], ["--host", "--port", "--no-browser"]),
    ],
)
def test_every_command_tells_how_it_is_used(module: str, command: list[str], shows: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        _main_of(module)([*command, "--help"])
    assert ended.value.code == 0
    printed = capsys.readouterr()
    assert [words for words in shows if words not in printed.out] == [] and not printed.err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["unknown"],
        ["ask"],
        ["search", "x", "--k", "0"],
        ["search", "x", "--k", "many"],
        ["search", "x", "--language", "fr"],
        ["ask", "x", "--no"],
    ],
)
def test_a_wrong_call_ends_with_two_and_the_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    printed = capsys.readouterr()
    assert "usage:" in printed.err and not printed.out
