"""`python -m eval run --model NAME --keep` and `python -m eval models`: what is kept of a model, and how it is shown."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from assistant.chat import Chat
from assistant.errors import CorpusError, SettingsError
from assistant.prompts import hashes
from eval import groundedness, kept, modelled
from eval.__main__ import main
from eval.groundedness import Judge
from tests.scripted import ScriptedModel
from tests.test_eval_model import CASES, GOOD

JUDGED = '{"n": 1, "verdict": "supported"}'


@pytest.fixture
def cases(tmp_path: Path, index: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cases"
    folder.mkdir()
    (folder / "page.yaml").write_text(CASES, encoding="utf-8")
    monkeypatch.setenv("ASSISTANT_INDEX", str(index))
    return folder


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "models"
    monkeypatch.setattr(kept, "FOLDER", folder)
    model = ScriptedModel(replies=[GOOD + "总价约88000元[S1]。"], forever=True)
    monkeypatch.setattr(modelled, "model_named", lambda name, base_url: Chat(model, name, 5.0))
    return folder


def result(name: str = "one", **changed: Any) -> dict[str, Any]:
    """A result as it is kept, of 64 cases in both languages."""
    share = {"value": 0.5, "n": 60}
    figures = {"all": {"zh": {"key_facts": {"value": 0.1, "n": 30}}, "both": {"key_facts": share}}}
    turns = [modelled.ModelTurn("s", True, True, ("figure: 9",), ("turned: x",), "", (), 12.0, 100, 10, 345.0)]
    return {
        "name": name,
        "model": name,
        "measured": "2026-11-26",
        "cases": "c",
        "corpus": "k",
        "prompts": hashes(),
        "splits": ["tune", "test"],
        "whole": "all",
        "ids": {"both": [f"c{n}" for n in range(32)]},
        "figures": {"quoted": figures, "model": {"all": {"both": {"key_facts": {"value": 0.75, "n": 60}}}}},
        "latency_ms": {"quoted": {"p50": 12.0, "p95": 20.0}, "model": {"p50": 1234.5, "p95": 2000.0}},
        "summary": modelled.summary(turns),
        "judge": None,
        **changed,
    }


NOW = {"cases": "c", "corpus": "k"}


def told_of(shown: str, label: str) -> str:
    """A line of a table without its label and without the distance between its columns."""
    (line,) = [line for line in shown.splitlines() if line.split("  ")[0] == label]
    return " ".join(line.removeprefix(label).split())


def test_a_result_is_kept_without_the_words_of_any_answer(
    monkeypatch: pytest.MonkeyPatch, cases: Path, models: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    judge = Judge(Chat(ScriptedModel(replies=[JUDGED], forever=True), "judge", 5.0))
    monkeypatch.setattr(groundedness, "judge_named", lambda name, base_url: judge)
    given = ["run", "--cases", str(cases), "--model", "openai:Some.Model-7B", "--keep", "--judge", "judge"]
    assert main(given) == 0
    (path,) = models.iterdir()
    assert path.name == "openai-some-model-7b.json" and f"kept: {path}" in capsys.readouterr().out
    text = path.read_text(encoding="utf-8")
    assert "认证" not in text and "费用" not in text
    held = json.loads(text)
    assert (held["name"], held["model"], held["measured"]) == ("openai:Some.Model-7B",) * 2 + (dt.date.today().isoformat(),)
    assert held["splits"] == ["tune"] and held["ids"] == {"zh": ["costs", "price"]} and held["prompts"] == hashes()
    assert {"commit", "index", "embedding", "reranker", "corpus", "cases", "day"} <= set(held)
    assert (
        held["figures"]["quoted"]["tune"]["zh"]["key_facts"]
        == held["figures"]["model"]["tune"]["zh"]["key_facts"]
        == {"value": 1.0, "n": 1}
    )
    assert held["figures"]["model"]["tune"]["zh"]["judged_supported"]["n"] == 1 and held["judge"]["name"] == "judge"
    assert held["summary"]["removed"] == {"figure": 1} and held["summary"]["figures_outside"] == 0
    assert held["summary"]["fallbacks"] == {} and held["summary"]["overhead_ms"]["n"] == held["summary"]["first_ms"]["n"] == 1
    assert held["latency_ms"]["model"]["p50"] > 0 < held["latency_ms"]["quoted"]["p50"]
    # Measured again, it takes the place of what it was.
    assert main([*given[:-2], "--limit-cases", "1"]) == 0
    assert json.loads(path.read_text(encoding="utf-8"))["judge"] is None and len(list(models.iterdir())) == 1


def test_a_label_is_the_name_of_what_an_endpoint_calls_local(cases: Path, models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = ["run", "--cases", str(cases), "--model", "local", "--base-url", "http://127.0.0.1:9/v1", "--keep", "--limit-cases", "1"]
    assert main([*run, "--name", "Qwen 2.5, 7B"]) == 0
    held = json.loads((models / "qwen-2-5-7b.json").read_text(encoding="utf-8"))
    assert (held["name"], held["model"]) == ("Qwen 2.5, 7B", "local")
    capsys.readouterr()
    assert main(["models"]) == 0
    printed = capsys.readouterr().out
    assert "Qwen 2.5, 7B" in printed and "quoted on the same cases" in printed and "Qwen 2.5, 7B: measured with other cases" in printed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--keep"], "--model"),
        (["--model", "x", "--name", "y"], "--keep"),
        (["--model", "x", "--keep", "--name", "…"], "--name"),
        (["--model", "x", "--keep", "--name", "A b"], "'A/B'"),
    ],
)
def test_what_cannot_be_kept_is_said_before_anything_is_run(
    monkeypatch: pytest.MonkeyPatch, cases: Path, models: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    kept.keep(models / "a-b.json", result("A/B"))
    monkeypatch.setattr("eval.run.open_door", lambda: pytest.fail("it was run"))
    assert main(["run", "--cases", str(cases), *arguments]) == 2
    assert said in capsys.readouterr().err


def test_models_stand_side_by_side_each_beside_quoting_on_its_cases(models: Path) -> None:
    judge = {"name": "the-judge", "prompt": hashes()["judge"]}
    kept.keep(models / "z.json", result("zeta", ids={"both": ["a"], "zh": ["b"]}, judge=judge))
    kept.keep(models / "a.json", result("Alpha"))
    shown = kept.side_by_side(kept.kept_results(), NOW)
    first = shown.splitlines()[0]
    assert first.index("Alpha") < first.index("zeta") and first.count("quoted on the same cases") == 2
    told = {label: told_of(shown, label) for label in (line.split("  ")[0] for line in shown.splitlines()[2:])}
    assert told["cases"] == "tune + test 64 tune + test 3"
    assert told["key facts found, mean share"] == "0.500 (60) 0.750 (60) 0.500 (60) 0.750 (60)"
    assert told["latency p50, ms"] == "12.0 1234.5 12.0 1234.5"
    assert told["answers in its words"] == " ".join(["1 (100.0% of those)"] * 2)
    assert told["sentences taken out"] == "1 (figure 1) 1 (figure 1)"
    assert told["judged by"] == "– the-judge" and told["measured"] == "2026-11-26 2026-11-26"
    assert told["from the question to the first piece of its words, ms"].startswith("p50 345.0")
    assert "recall@5 of supporting sentences" not in told


def test_a_model_measured_in_one_language_is_shown_by_that() -> None:
    figures = {how: {"test schemes": {"en": {"key_facts": {"value": value, "n": 4}}}} for how, value in (("quoted", 0.25), ("model", 0.5))}
    shown = kept.side_by_side([result(whole="test schemes", figures=figures, ids={"en": ["a", "b"]})], NOW)
    assert "0.250 (4)" in shown and "0.500 (4)" in shown


def test_what_makes_figures_incomparable_is_said() -> None:
    judge = {"name": "j", "prompt": "old"}
    others = [
        result("one", prompts={**hashes(), "answer": "old", "gone": "x"}),
        result("two", prompts={**hashes(), "judge": "old"}),
        result("three", judge=judge),
        result("four", cases="x", corpus="y"),
    ]
    assert kept.side_by_side(others, NOW).splitlines()[-4:] == [
        "one: measured with other prompts (answer, gone)",
        "three: judged with another prompt",
        "four: measured with other cases",
        "four: measured with other documents",
    ]


def test_when_nothing_is_kept_it_is_said_how(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models"]) == 2
    assert "--keep" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["{", "[]", "{}", "\xff"])
def test_a_kept_result_that_cannot_be_read_is_named(models: Path, text: str) -> None:
    models.mkdir()
    (models / "bad.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(CorpusError, match=r"bad\.json.*--keep"):
        kept.kept_results()


@pytest.mark.parametrize(("name", "file"), [("通义 千问", "通义-千问.json"), ("../../x", "x.json"), ("a" * 200, "a" * 80 + ".json")])
def test_names_of_files(models: Path, name: str, file: str) -> None:
    assert kept.place_of(name) == models / file


def test_a_name_without_letters_is_none(models: Path) -> None:
    with pytest.raises(SettingsError):
        kept.place_of("///")
