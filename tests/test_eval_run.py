"""`python -m eval run` with a scripted assistant: what it asks, what it prints, and how it exits."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from assistant.domain import (
    Answer,
    Answered,
    Citation,
    Document,
    Event,
    Evidence,
    Failed,
    Language,
    Passage,
    Token,
    Understanding,
)
from assistant.errors import IndexMissing
from assistant.library import Filters
from eval import report, run
from eval.__main__ import main

CASES = """
cases:
  - id: costs
    split: tune
    kind: fact
    zh: ["您好", "费用有几块？"]
    en: ["How many cost parts?"]
    refuse: false
    support: {zh: ["包含以下5个部分"]}
    facts: {zh: [["5"]], en: [["five"]]}
  - id: price
    split: test
    kind: unanswerable
    zh: ["多少钱？"]
    en: ["How much?"]
    refuse: true
"""
ZH = Document("page.zh", "简介", "zh")
EN = Document("page.en", "Introduction", "en", renders="page.zh")
PASSAGES = {
    "z": Passage("z", ZH, ("费用",), "costs", 0, "项目包含以下5个部分。"),
    "e": Passage("e", EN, ("Costs",), "costs", 0, "A project has the following five parts."),
}
GOOD = {
    "费用有几块？": "包含以下5个部分 [1]。",
    "How many cost parts?": "It has the following five parts [1].",
    "多少钱？": None,
    "How much?": None,
}


class FakeLibrary:
    def __init__(self) -> None:
        self.filters: list[Filters | None] = []

    def search(self, query: str, *, language: Language | None = None, k: int = 5, filters: Filters | None = None) -> list[Evidence]:
        self.filters.append(filters)
        wanted = filters.language if filters else None
        return [Evidence("S1", each, 1, 1, 0) for each in PASSAGES.values() if each.document.language == wanted]

    def section(self, document_id: str, anchor: str) -> list[Passage]:
        return [each for each in PASSAGES.values() if (each.document.id, each.anchor) == (document_id, anchor)]

    def passage(self, passage_id: str) -> Passage | None:
        return PASSAGES.get(passage_id)


class FakeDoor:
    """Answers by the script: a text that cites the passage of its language, None for a refusal, `fail` for an error."""

    def __init__(self, script: dict[str, str | None]) -> None:
        self.script = script
        self.said: list[tuple[str, str]] = []
        self.library = FakeLibrary()

    def reply(self, session: str, message: str) -> Iterator[Event]:
        self.said.append((session, message))
        text = self.script.get(message)
        if text == "fail":
            yield Failed("no")
            return
        language: Language = "en" if message.isascii() else "zh"
        yield Token(text or "")
        held = PASSAGES["e" if language == "en" else "z"]
        cited = Citation(1, held.id, held.document.id, "t", "s", held.text, None, None, None, None)
        given = (
            Answer(text, language, citations=(cited,)) if text else Answer("None held." if language == "en" else "没有。", language, True)
        )
        yield Answered(session, 1, message, Understanding(language, "question", message), given)

    def retrieve(self, understanding: Understanding) -> list[Evidence]:
        return self.library.search(understanding.question, filters=Filters(language=understanding.language))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    cases = tmp_path / "cases"
    cases.mkdir()
    (cases / "page.yaml").write_text(CASES, encoding="utf-8")
    return cases


def open_with(monkeypatch: pytest.MonkeyPatch, **changed: str | None) -> FakeDoor:
    """Put a scripted assistant behind the door; `changed` names replies by question number, `q0` to `q3`."""
    script = dict(GOOD)
    for place, question in enumerate(GOOD):
        if f"q{place}" in changed:
            script[question] = changed[f"q{place}"]
    door = FakeDoor(script)

    def opened() -> AbstractContextManager[FakeDoor]:
        return nullcontext(door)

    monkeypatch.setattr(run, "open_door", opened)
    return door


def test_turns_are_played_in_one_session_and_the_other_language_is_searched(
    monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    door = open_with(monkeypatch)
    out = tmp_path / "result.json"
    assert main(["run", "--cases", str(folder), "--out", str(out)]) == 0
    assert [said for said in door.said if said[0] == "costs.zh"] == [("costs.zh", "您好"), ("costs.zh", "费用有几块？")]
    assert len({session for session, _ in door.said}) == 5
    result = json.loads(out.read_text(encoding="utf-8"))
    assert all(each["right"] for each in result["rows"])
    assert result["figures"]["all"]["both"]["recall_at_5_across"] == {"value": 1.0, "n": 2}
    assert result["figures"]["all"]["both"]["parity"] == {"value": 1.0, "n": 2}
    assert result["corpus"] and result["cases"] and "embedding" in result
    assert Filters(language="en") in door.library.filters and Filters(language="zh") in door.library.filters


def test_split_and_language_narrow_the_run(monkeypatch: pytest.MonkeyPatch, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    door = open_with(monkeypatch)
    assert main(["run", "--cases", str(folder), "--split", "test", "--language", "en"]) == 0
    assert [message for _, message in door.said] == ["ISO 20000?", "How much?"]
    assert "test (n)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changed", "code", "named"),
    [
        ({}, 0, ""),
        ({"q0": "包含以下6个部分 [1]。"}, 1, "tune zh citations_support"),
        ({"q0": "项目包含以下部分 [1]。"}, 1, "tune zh key_facts"),
        ({"q1": None}, 1, "tune en false_refusals: 1.000 (1), was 0.0000"),
        ({"q2": "约6万元 [1]。"}, 1, "test zh refusal_right"),
        ({"q3": "fail"}, 1, "test en failed"),
        ({"q1": "五 five 包含以下部分 [1]"}, 1, "tune en language_right"),
    ],
)
def test_exit_code_against_the_baseline(
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    changed: dict[str, str | None],
    code: int,
    named: str,
) -> None:
    baseline = tmp_path / "baseline.json"
    arguments = ["run", "--cases", str(folder), "--against", str(baseline)]
    open_with(monkeypatch)
    assert main([*arguments, "--write-baseline"]) == 0
    open_with(monkeypatch, **changed)
    assert main(arguments) == code
    assert named in capsys.readouterr().out


def test_better_than_the_baseline_is_well(monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path) -> None:
    arguments = ["run", "--cases", str(folder), "--against", str(tmp_path / "baseline.json")]
    open_with(monkeypatch, q0=None)
    assert main([*arguments, "--write-baseline"]) == 0
    open_with(monkeypatch)
    assert main(arguments) == 0


def test_a_figure_that_is_no_longer_measured_is_below(
    monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["run", "--cases", str(folder), "--against", str(tmp_path / "baseline.json")]
    open_with(monkeypatch)
    assert main([*arguments, "--write-baseline"]) == 0
    page = folder / "page.yaml"
    page.write_text(page.read_text(encoding="utf-8").replace('support: {zh: ["包含以下5个部分"]}', ""), encoding="utf-8")
    assert main(arguments) == 1
    assert "tune zh recall_at_5: –, was 1.0000" in capsys.readouterr().out


def test_writing_a_part_keeps_the_rest_of_the_baseline(monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    arguments = ["run", "--cases", str(folder), "--against", str(baseline), "--write-baseline"]
    open_with(monkeypatch)
    main(arguments)
    main([*arguments, "--split", "tune", "--language", "en"])
    assert set(json.loads(baseline.read_text(encoding="utf-8"))["figures"]["tune"]) == {"zh", "en", "both"}
    assert set(report.read_baseline(baseline)["figures"]) == {"tune", "test", "all"}


def test_failures_tells_what_is_wrong(monkeypatch: pytest.MonkeyPatch, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_with(monkeypatch, q0="项目包含6个部分。", q3="About 60,000 [1].")
    main(["run", "--cases", str(folder), "--failures"])
    printed = capsys.readouterr().out
    assert "lacks: 5" in printed
    assert "not supported by what it cites: 项目包含6个部分。" in printed
    assert "answered, though it cannot be" in printed
    assert "How many cost parts?" not in printed


@pytest.mark.parametrize("baseline", [None, "{", "[]", "{}"])
def test_a_baseline_that_cannot_be_read_is_said(
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    baseline: str | None,
) -> None:
    open_with(monkeypatch)
    path = tmp_path / "baseline.json"
    if baseline is not None:
        path.write_text(baseline, encoding="utf-8")
    assert main(["run", "--cases", str(folder), "--against", str(path)]) == 2
    assert "--write-baseline" in capsys.readouterr().err


def test_an_error_is_told_without_traceback(monkeypatch: pytest.MonkeyPatch, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def missing() -> AbstractContextManager[FakeDoor]:
        raise IndexMissing("there is no index; run `python -m ingest`")

    monkeypatch.setattr(run, "open_door", missing)
    assert main(["run", "--cases", str(folder)]) == 2
    assert capsys.readouterr().err.strip() == "there is no index; run `python -m ingest`"
    assert main(["run", "--cases", str(folder / "nowhere")]) == 2


def test_targets_name_metrics_that_are_measured() -> None:
    goals = report.targets()
    assert {"retrieval_r1", "bench"} < set(goals)
    assert set(goals) - {"retrieval_r1", "bench"} <= {metric.name for metric in report.SHOWN}
