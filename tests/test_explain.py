"""`--explain`: what was understood, found, dropped and why; nothing of it is gathered for who does not ask."""

import io
import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextvars import copy_context
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage

from assistant import cli
from assistant.assistant import Assistant, open_assistant
from assistant.chat import Chat
from assistant.cli_explain import as_json, as_text
from assistant.domain import Answered, Draft
from assistant.explaining import Explained, explained
from assistant.recording import Recorder, lacking, recorder
from assistant.settings import Settings
from tests.conftest import TODAY
from tests.scripted import ScriptedModel

COSTS = "认证费用由哪几部分组成？"
GOOD = "认证实施项目的费用通常包含5个部分[S1]。"


@pytest.fixture
def model() -> ScriptedModel:
    return ScriptedModel()


@pytest.fixture(scope="module")
def speaking(copied_index: Callable[[], Path]) -> Iterator[Callable[[ScriptedModel], Assistant]]:
    """One assistant whose model is exchanged from test to test."""
    with open_assistant(Settings(index=str(copied_index()), sessions="sqlite://"), lambda: TODAY) as opened:

        def with_model(model: ScriptedModel) -> Assistant:
            opened.chat = opened._answering._chat = Chat(model, "scripted", 5.0)
            return opened

        yield with_model


def explain(assistant: Assistant, session: str, *messages: str) -> tuple[Explained, Answered]:
    for message in messages:
        noted = Recorder(explaining=True)
        *_, last = assistant.reply(session, message, noted)
    assert isinstance(last, Answered), last
    return explained(noted, last), last


def test_a_question_is_told_with_the_passages_it_was_answered_from(assistant: Assistant, request: pytest.FixtureRequest) -> None:
    turn, answered = explain(assistant, request.node.name, "ISO27001几年有效？")
    assert (turn.language, turn.intent, turn.schemes, turn.topic) == ("zh", "question", ("iso-27001",), "validity")
    assert "iso-27001.zh" in {one.source for one in turn.passages} and turn.passages[0].key == "S1"
    assert [one.score for one in turn.passages] == sorted((one.score for one in turn.passages), reverse=True)
    assert turn.refusal == "" and not answered.answer.refused
    assert turn.model is None and turn.calls == () and turn.tokens == (0, 0) and not turn.worded
    assert turn.timings == answered.timings


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("多少钱？", "figure"),
        ("你们保证能通过吗？", "no document could say it"),
        ("给我推荐一家便宜的搬家公司", "evidence is not enough|comes near|figure"),
        ("ISO 20000-1:1999 有什么要求？", "evidence|standard, scheme or year|comes near"),
    ],
)
def test_a_refusal_is_told_with_its_reason(assistant: Assistant, request: pytest.FixtureRequest, question: str, why: str) -> None:
    turn, answered = explain(assistant, request.node.name, question)
    assert answered.answer.refused
    assert any(part in turn.refusal for part in why.split("|")), turn.refusal


def test_commands_are_told_and_what_no_reader_took(assistant: Assistant, request: pytest.FixtureRequest) -> None:
    turn, _ = explain(assistant, request.node.name, "内审由质量经理批准，今天天气不错。")
    assert [one.tool for one in turn.commands] == ["assign_raci"] and turn.commands[0].args["role"] == "质量经理"
    assert turn.unread == ("今天天气不错",)
    json.dumps(as_json(turn))


def test_a_follow_up_is_told_as_it_was_looked_up(assistant: Assistant, request: pytest.FixtureRequest) -> None:
    turn, _ = explain(assistant, request.node.name, "ISO27001是什么？", "几年有效？")
    assert turn.schemes == ("iso-27001",)


def test_the_models_words_are_told_with_what_was_taken_out(speaking, model, request) -> None:  # type: ignore[no-untyped-def]
    model.replies = [GOOD + "总价约88000元[S1]。"]
    turn, _ = explain(speaking(model), request.node.name, COSTS)
    assert turn.worded and turn.model == "scripted" and turn.fallback == ""
    assert len(turn.removed) == 1 and turn.removed[0].startswith("figure: ") and "88000" in turn.removed[0]
    assert [(call.streamed, call.trouble) for call in turn.calls] == [(True, "")] and turn.estimated and min(turn.tokens) > 5
    told = as_json(turn)
    assert told["dropped"]["sentences"] == list(turn.removed) and told["model"]["worded"] is True


@pytest.mark.parametrize(
    ("reply", "why"), [(ValueError("x"), "broken"), ("价格是99999元[S1]。", "not borne out"), ("NO_ANSWER", "no answer")]
)
def test_why_the_quotation_stands_is_told(speaking, model, request, reply: object, why: str) -> None:  # type: ignore[no-untyped-def]
    model.replies = [reply]
    turn, answered = explain(speaking(model), request.node.name, COSTS)
    assert turn.fallback == why and not turn.worded and "认证咨询服务费" in answered.answer.text
    assert (turn.calls[0].trouble == "broken") == (why == "broken")


@pytest.mark.parametrize(
    ("reply", "why"),
    [(AIMessage("", tool_calls=[{"name": "set_budget", "args": {"amount": "99999"}, "id": "1"}]), "99999"), (ValueError("x"), "broken")],
)
def test_proposals_that_were_not_taken_over_are_told(  # type: ignore[no-untyped-def]
    speaking, model, request, monkeypatch: pytest.MonkeyPatch, reply: object, why: str
) -> None:
    # Which messages the rules leave to the model is theirs to say.
    monkeypatch.setattr("assistant.assistant.may_command", lambda understood, message: True)
    model.replies, model.forever = [reply], True
    turn, _ = explain(speaking(model), request.node.name, "今天天气不错")
    assert len(turn.proposals_dropped) == 1 and why in turn.proposals_dropped[0] and turn.commands == ()
    assert turn.calls and not any(call.streamed for call in turn.calls)


def test_the_caller_of_a_turn_never_sees_its_recorder(speaking, model, request) -> None:  # type: ignore[no-untyped-def]
    """Events may be drawn from different threads, and other turns begin in between."""
    model.replies = [GOOD]
    noted = Recorder(explaining=True)
    events = speaking(model).reply(request.node.name, COSTS, noted)
    drawn: list[Any] = []

    def draw() -> None:
        drawn.append(next(events, None))

    while not drawn or drawn[-1] is not None:
        thread = threading.Thread(target=copy_context().run, args=(draw,))
        thread.start()
        thread.join()
        assert recorder() is None
    assert any(isinstance(event, Draft) for event in drawn) and isinstance(drawn[-2], Answered)
    assert explained(noted, drawn[-2]).worded


def test_a_turn_that_is_left_early_still_notes_what_was_sent(speaking, model, request) -> None:  # type: ignore[no-untyped-def]
    model.replies = [GOOD, GOOD]
    noted = Recorder()
    events = speaking(model).reply(request.node.name, COSTS, noted)
    for event in events:
        if isinstance(event, Draft):
            break
    events.close()
    # The session is free again, and as it was.
    turn, answered = explain(speaking(model), request.node.name, COSTS)
    assert turn.worded and answered.turn == 1


def test_without_a_recorder_nothing_is_noted() -> None:
    assert lacking("reason") is None and recorder() is None


def run_cli(monkeypatch: pytest.MonkeyPatch, index: Path, folder: Path, *arguments: str, stdin: str = "") -> int:
    monkeypatch.setenv("ASSISTANT_INDEX", str(index))
    monkeypatch.setenv("ASSISTANT_SESSIONS", f"sqlite:///{folder / 'sessions.db'}")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
    return cli.main(list(arguments))


def test_the_command_line_prints_it_when_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], index: Path, tmp_path: Path
) -> None:
    assert run_cli(monkeypatch, index, tmp_path, "ask", "多少钱？", "--explain") == 0
    printed = capsys.readouterr().out
    for named in (
        "understood",
        "language zh",
        "shape price",
        "retrieved: ",
        "  S1  ",
        "refused: ",
        "model: none was called",
        "milliseconds: ",
    ):
        assert named in printed
    line = json.dumps({"session": "s", "message": COSTS}, ensure_ascii=False)
    assert run_cli(monkeypatch, index, tmp_path, "batch", "--explain", stdin=f"{line}\nno JSON\n") == 0
    row, error = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert list(row["explain"]) == ["understood", "retrieved", "dropped", "model", "ms"] and list(error) == ["error"]
    assert row["explain"]["ms"] == row["ms"] and row["explain"]["retrieved"][0]["source"]
    assert run_cli(monkeypatch, index, tmp_path, "batch", stdin=line) == 0
    assert "explain" not in json.loads(capsys.readouterr().out)


def test_text_without_a_recorder_is_none(assistant: Assistant, request: pytest.FixtureRequest) -> None:
    _, answered = explain(assistant, request.node.name, COSTS)
    assert as_text(None, answered) == ""
