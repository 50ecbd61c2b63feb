"""`python -m eval run` on cases of the page and of the schemes, with the same scripted assistant; and what fails, listed."""

import datetime as dt
import json
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from assistant.settings import Settings
from eval import run
from eval.__main__ import main
from tests.test_eval_run import CASES, open_with

SCHEMES = """
cases:
  - id: years
    split: test
    kind: fact
    theme: alias
    schemes: [page]
    zh: ["20000管几年？"]
    en: ["How many years?"]
    refuse: false
    facts: {zh: [["3年"]], en: [["3 years"]]}
"""


@pytest.fixture
def both(tmp_path: Path) -> Path:
    folder = tmp_path / "cases"
    folder.mkdir()
    (folder / "page.yaml").write_text(CASES, encoding="utf-8")
    (folder / "schemes.yaml").write_text(SCHEMES, encoding="utf-8")
    return folder


def test_the_two_parts_have_figures_of_their_own(
    monkeypatch: pytest.MonkeyPatch, both: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, baseline = tmp_path / "result.json", tmp_path / "baseline.json"
    open_with(monkeypatch)
    assert main(["run", "--cases", str(both), "--out", str(out), "--against", str(baseline), "--write-baseline"]) == 0
    figures = json.loads(out.read_text(encoding="utf-8"))["figures"]
    assert set(figures) == {"tune", "test", "test page", "test schemes", "all", "all page", "all schemes"}
    assert figures["all page"]["zh"]["key_facts"] == {"value": 1.0, "n": 1}
    assert figures["all schemes"]["zh"]["key_facts"] == {"value": 0.0, "n": 1}
    assert "test schemes (n)" in capsys.readouterr().out
    open_with(monkeypatch, q0="包含以下6个部分 [1]。")
    assert main(["run", "--cases", str(both), "--groups", "page", "--against", str(baseline)]) == 1
    assert "all page zh key_facts: 0.000 (1), was 1.0000" in capsys.readouterr().out


def test_one_part_alone_is_run_by_theme(monkeypatch: pytest.MonkeyPatch, both: Path, capsys: pytest.CaptureFixture[str]) -> None:
    door = open_with(monkeypatch)
    door.script["20000管几年？"] = "有效期3年[1]。"
    assert main(["run", "--cases", str(both), "--groups", "schemes", "--split", "test"]) == 0
    assert [message for _, message in door.said] == ["ISO 20000?", "20000管几年？", "How many years?"]
    printed = capsys.readouterr().out.splitlines()
    columns = "n", "facts right", "scheme found", "refused"
    named = [word for language in ("zh", "en") for column in columns for word in (language, *column.split())]
    assert printed[0].split() == ["theme", *named]
    assert printed[2].split() == ["alias", "1", "1.000", "1.000", "0.000", "1", "0.000", "0.000", "1.000"]
    assert printed[3].split()[0] == "together"


def test_a_failure_is_listed_with_its_turns_answer_and_citations(
    monkeypatch: pytest.MonkeyPatch, both: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    door = open_with(monkeypatch, q0="项目包含以下部分 [1]。" + "没有数目。" * 100)
    door.script["20000管几年？"] = "2023年[1]。"
    main(["run", "--cases", str(both), "--failures", "--language", "zh"])
    first, second = capsys.readouterr().out.split("\n\n")[:2]
    assert first.splitlines()[:3] == ["costs zh [tune, fact]", "  Q  您好", "  Q  费用有几块？"]
    assert "  !  lacks: 5" in first.splitlines()
    said = next(line for line in first.splitlines() if line.startswith("  A  "))
    assert len(said) == 5 + 300 + 1 and said.endswith("…")
    assert first.splitlines()[-1] == "  C  [1] page.zh · s"
    assert second.splitlines()[0] == "years zh [test, alias, fact]" and "  !  lacks: 3年" in second.splitlines()


def test_every_run_speaks_of_the_same_day(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Settings] = []

    def open_assistant(settings: Settings) -> AbstractContextManager[None]:
        opened.append(settings)
        return nullcontext()

    monkeypatch.setenv("ASSISTANT_TODAY", "2030-01-01")
    monkeypatch.setattr("assistant.assistant.open_assistant", open_assistant)
    with run.open_door():
        pass
    assert opened[0].today == run.DAY == dt.date(2026, 11, 26)
    assert run.circumstances()["day"] == "2026-11-26"
