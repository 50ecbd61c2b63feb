"""`python -m eval run --model`: the cases by quoting and with a scripted model, side by side."""

import json
from pathlib import Path

import pytest

from assistant.chat import Chat
from assistant.domain import Document, Evidence, Passage, Retrieved, Understanding
from assistant.errors import ModelUnavailable
from assistant.prompts import hashes
from assistant.recording import LookedUp, ModelCall, Recorder
from eval import modelled
from eval.__main__ import main
from eval.modelled import ModelTurn, model_turn, summary, summary_text
from tests.scripted import ScriptedModel

CASES = """
cases:
  - id: costs
    split: tune
    kind: list
    zh: ["认证费用由哪几部分组成？"]
    refuse: false
    support: {zh: ["包含以下5个部分"]}
    facts: {zh: [["5"]]}
  - id: price
    split: tune
    kind: unanswerable
    zh: ["给我推荐一家便宜的搬家公司"]
    refuse: true
"""
GOOD = "认证实施项目的费用通常包含5个部分[S1]。"


@pytest.fixture
def folder(tmp_path: Path, index: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    cases = tmp_path / "cases"
    cases.mkdir()
    (cases / "page.yaml").write_text(CASES, encoding="utf-8")
    monkeypatch.setenv("ASSISTANT_INDEX", str(index))
    # What the environment names must not get into the figures of quoting.
    monkeypatch.setenv("ASSISTANT_MODEL", "nobody:model")
    return cases


def scripted(monkeypatch: pytest.MonkeyPatch, *replies: object) -> ScriptedModel:
    model = ScriptedModel(replies=list(replies), forever=True)
    monkeypatch.setattr(modelled, "model_named", lambda name, base_url: Chat(model, name, 5.0))
    return model


def turn(session: str = "s", worded: bool = True, removed: tuple[str, ...] = (), fallback: str = "", outside: tuple[str, ...] = (),
         waited: float | None = 10.0, quoted: tuple[str, ...] = ()) -> ModelTurn:  # fmt: skip
    return ModelTurn(session, True, worded, removed, quoted, fallback, outside, waited, 100, 10, None if waited is None else waited * 3)


def test_both_are_run_in_one_go_and_written_with_the_prompts(
    monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = scripted(monkeypatch, GOOD + "总价约88000元[S1]。")
    out = tmp_path / "out.json"
    assert main(["run", "--cases", str(folder), "--model", "scripted", "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "zh quoted" in printed and "zh model" in printed and "figures outside evidence, ledger and case (must be 0)" in printed
    result = json.loads(out.read_text(encoding="utf-8"))
    assert "认证咨询服务费" in result["rows"][0]["answer"] and "5个部分[1]。" in result["model"]["rows"][0]["answer"]
    assert result["model"]["prompts"] == hashes() and result["model"]["name"] == "scripted"
    told = result["model"]["summary"]
    assert (told["turns"], told["worded"], told["sentences_removed"], told["figures_outside"]) == (2, 1, 1, 0)
    assert result["model"]["turns"][0]["removed"][0].startswith("figure: ")
    assert told["overhead_ms"]["n"] == 1 and 0 < told["overhead_ms"]["p50"] < 10_000 and told["tokens"]["prompt"] > 100
    assert told["removed"] == {"figure": 1} and told["worded_share"] == 1.0
    # A reader sees its first words after the request, and before the turn has ended.
    first, (asked, _) = told["first_ms"], result["model"]["turns"]
    assert first["n"] == 1 and asked["overhead_ms"] < asked["first_ms"] < result["model"]["rows"][0]["ms"]
    assert "1 (100.0% of those)" in printed and "1 (figure 1)" in printed and "first piece of its words" in printed
    # The warm-up and the two cases; the refusal asks nothing of the model.
    assert len(model.seen) <= 2


def test_a_model_that_fails_falls_back_to_the_same_figures(monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path) -> None:
    scripted(monkeypatch, ValueError("x"))
    out = tmp_path / "out.json"
    assert main(["run", "--cases", str(folder), "--model", "scripted", "--out", str(out)]) == 0
    result = json.loads(out.read_text(encoding="utf-8"))
    told = result["model"]["summary"]
    assert told["worded"] == 0 and sum(told["fallbacks"].values()) == 1 and set(told["fallbacks"]) <= {"broken", "resting"}
    assert result["model"]["figures"]["tune"]["zh"]["key_facts"] == result["figures"]["tune"]["zh"]["key_facts"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--model", "x", "--write-baseline"], "baseline"),
        (["--model", "x", "--against", "f.json"], "baseline"),
        (["--base-url", "http://127.0.0.1:9"], "--model"),
    ],
)
def test_what_does_not_go_together_is_said(folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    assert main(["run", "--cases", str(folder), *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_model_that_nobody_has_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ModelUnavailable):
        modelled.model_named("nobody:model", None)
    assert main(["run", "--cases", str(folder), "--model", "nobody:model"]) == 2
    assert "nobody:model" in capsys.readouterr().err


def test_the_endpoint_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_MODEL_BASE_URL", "http://127.0.0.1:1/v1")
    named = modelled.model_named("local", "http://127.0.0.1:2/v1")
    assert str(named._model.openai_api_base) == "http://127.0.0.1:2/v1"  # type: ignore[attr-defined]
    assert str(modelled.model_named("local", None)._model.openai_api_base) == "http://127.0.0.1:1/v1"  # type: ignore[attr-defined]


def passage(text: str) -> Evidence:
    return Evidence("S1", Passage("p", Document("d", "标题 2018", "zh"), ("费用",), "costs", 0, text), 1.0, 1.0, 0.0)


@pytest.mark.parametrize(
    ("words", "outside"),
    [("共5个部分[1]。", ()), ("共7个部分[2]，2018年。", ("7",)), ("预算80000元[12]。", ("80000",)), ("没有数字[9]。", ())],
)
def test_figures_from_nowhere_are_found_whatever_the_check_let_through(words: str, outside: tuple[str, ...]) -> None:
    looked_up = LookedUp(Understanding("zh", "question", "？"), Retrieved((passage("包含以下5个部分"),)))
    recorder = Recorder(worded=words, looked_up=[looked_up])
    held = modelled.ModelDoor(door=None)._held(recorder)  # type: ignore[arg-type]
    assert model_turn("s", recorder, held).outside == outside


def test_the_overhead_is_until_the_answer_is_asked_for() -> None:
    read = ModelCall("m", 5, 5, False, 100.1, 50.0, False)
    answer = ModelCall("m", 50, 5, False, 100.25, 50.0, True)
    made = model_turn("s", Recorder(began=100.0, calls=[read, answer]), frozenset())
    assert made.overhead_ms == pytest.approx(250) and (made.prompt, made.answer) == (55, 10)
    assert model_turn("s", Recorder(began=100.0, calls=[read]), frozenset()).overhead_ms is None


def test_a_figure_from_nowhere_fails_the_run(monkeypatch: pytest.MonkeyPatch, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scripted(monkeypatch, GOOD)
    monkeypatch.setattr(modelled, "model_turn", lambda session, recorder, held, first: turn(session, outside=("88000",)))
    assert main(["run", "--cases", str(folder), "--model", "scripted", "--limit-cases", "1"]) == 1
    assert "costs.zh: 88000" in capsys.readouterr().out


def test_without_turns_of_a_model_there_are_no_times_and_no_share() -> None:
    told = summary([ModelTurn("s", False, False, (), (), "", (), None, 0, 0)])
    assert told["worded_share"] is None and told["first_ms"]["n"] == 0
    assert summary_text("m", []).count("–") == 2


def test_the_summary_counts() -> None:
    turns = [
        turn(),
        turn(removed=("figure: 9", "support: x"), quoted=("turned: y",)),
        turn(worded=False, fallback="slow", waited=None),
        turn(outside=("7", "8")),
    ]
    told = summary(turns)
    assert (told["turns"], told["asked"], told["worded"], told["sentences_removed"], told["figures_outside"]) == (4, 4, 3, 2, 2)
    assert told["fallbacks"] == {"slow": 1} and told["overhead_ms"]["n"] == 3 and told["tokens"] == {"prompt": 400, "answer": 40}
    assert told["removed"] == {"figure": 1, "support": 1} and told["worded_share"] == 0.75
    assert told["quoted_instead"] == {"turned": 1} and "1 (turned 1)" in summary_text("m", turns)
    assert told["first_ms"] == {"p50": 30.0, "p95": 30.0, "n": 3}
    assert "2 (figure 1, support 1)" in summary_text("m", turns) and "3 (75.0% of those)" in summary_text("m", turns)
    assert "1 (slow 1)" in summary_text("m", turns) and "s: 7, 8" in summary_text("m", turns)
