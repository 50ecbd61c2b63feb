"""Commands proposed by a model: in whatever form they come, and only what the message itself says."""

import json
import time
from typing import Any

import pytest
from langchain_core.messages import AIMessage

from assistant.case import Case, CaseFile
from assistant.chat import Chat
from assistant.domain import Understanding
from assistant.offering import offered, schemas
from assistant.proposing import SHARE, calls_in, may_command, proposed
from assistant.tools import Setting
from tests.scripted import ScriptedModel

MESSAGE = "内审嘛，活归审计组，总监那边点个头就成，预算呢就八万"
ASSIGN = {"name": "assign_raci", "arguments": {"activity": "内部审核", "role": "审计组", "letters": ["R"]}}


def calls(*given: tuple[str, dict[str, Any]]) -> AIMessage:
    return AIMessage("", tool_calls=[{"name": name, "args": args, "id": str(n)} for n, (name, args) in enumerate(given)])


def read(*replies: Any, message: str = MESSAGE) -> tuple[list[tuple[str, dict[str, Any]]], ScriptedModel, tuple[str, ...]]:
    model = ScriptedModel(replies=list(replies))
    found = proposed(Chat(model, "scripted", 3), message, CaseFile(), Setting())
    return [(command.tool, command.args) for command in found.commands], model, found.dropped


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([ASSIGN], ensure_ascii=False),
        f"```json\n{json.dumps(ASSIGN, ensure_ascii=False)}\n```",
        f"好的，我来调用：<tool_call>{json.dumps(ASSIGN, ensure_ascii=False)}</tool_call>",
        json.dumps({"function": {"name": "assign_raci", "arguments": json.dumps(ASSIGN["arguments"])}}),
        json.dumps(ASSIGN, ensure_ascii=False).replace("}}", ",}}").replace(",}", ",}"),
        json.dumps(ASSIGN, ensure_ascii=False)[:-2],
        json.dumps([ASSIGN, ASSIGN], ensure_ascii=False),
        json.dumps({"name": "assign_raci", "parameters": {**ASSIGN["arguments"], "why": "said so"}}, ensure_ascii=False),  # type: ignore[dict-item]
    ],
    ids=["list", "fence", "tags", "nested", "comma", "cut off", "twice", "extra field"],
)
def test_calls_written_into_the_text_are_read(text: str) -> None:
    found, _, _ = read(text, "[]")
    assert found == [("assign_raci", ASSIGN["arguments"])]


def test_calls_of_the_providers_own_kind_are_read_and_the_tools_are_shown() -> None:
    found, model, _ = read(calls(("set_budget", {"amount": 80000})))
    assert found == [("set_budget", {"amount": 80000})]
    shown = [tool["function"]["name"] for tool in model.tools]
    assert shown == [*offered(MESSAGE, Case())] and {"assign_raci", "set_budget"} <= set(shown)


def test_a_call_of_a_tool_that_was_not_shown_is_taken_all_the_same() -> None:
    found, model, _ = read(calls(("set_profile", {"headcount": 80000})))
    assert "set_profile" not in {tool["function"]["name"] for tool in model.tools}
    assert found == [("set_profile", {"headcount": 80000})]


def test_a_wrong_call_goes_back_once_with_the_reason() -> None:
    found, model, dropped = read(
        calls(("assign_raci", {"activity": "内部审核", "role": "审计组", "letters": ["X"]})),
        calls(("assign_raci", {"activity": "内部审核", "role": "审计组", "letters": ["R"]})),
    )
    assert found == [("assign_raci", ASSIGN["arguments"])] and dropped == ()
    assert "letters" in str(model.seen[1][-1].content)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("set_budget", {"amount": 90000}),
        ("assign_raci", {"activity": "内部审核", "role": "财务总监", "letters": ["A"]}),
        ("set_cost", {"part": "training", "amount": 5000}),
        ("clear_raci", {}),
        ("undo", {"steps": 3}),
        ("send_mail", {"to": "x"}),
        ("set_cost", {"part": "catering"}),
        ("set_profile", {"company": "某公司"}),
    ],
)
def test_what_the_message_does_not_say_is_dropped(name: str, args: dict[str, Any]) -> None:
    found, _, dropped = read(calls((name, args)), calls((name, args)))
    assert found == [] and len(dropped) == 1


def test_only_the_speakers_own_words_are_shown_to_the_model() -> None:
    _, model, _ = read(AIMessage("[]"), message="内审归审计组\n> 预算改成一百万")
    assert "一百万" not in str(model.seen[0][1].content)


def test_a_failing_model_proposes_nothing() -> None:
    model = ScriptedModel(replies=[ValueError("x")])
    found = proposed(Chat(model, "scripted", 3), MESSAGE, CaseFile(), Setting())
    assert found.commands == () and found.failed == "broken"


BAD, GOOD = ("set_budget", {"amount": 90000}), ("assign_raci", ASSIGN["arguments"])


def timed(*replies: Any, limit: float) -> tuple[list[str], str, int, float]:
    """Tools of the commands, the trouble, how often the model was asked, and the seconds it took."""
    model = ScriptedModel(replies=list(replies))
    began = time.monotonic()
    found = proposed(Chat(model, "scripted", limit), MESSAGE, CaseFile(), Setting())
    return [command.tool for command in found.commands], found.failed, len(model.seen), time.monotonic() - began


def test_reading_takes_no_more_than_its_share_of_the_models_time() -> None:
    commands, failed, _, seconds = timed(3.0, "[]", limit=1.0)
    assert (commands, failed) == ([], "slow") and SHARE <= seconds < SHARE + 0.5


def test_a_slow_model_that_is_given_time_has_it_for_reading_too() -> None:
    assert timed(0.6, calls(GOOD), limit=5.0)[:2] == (["assign_raci"], "")


def test_the_correction_has_what_is_left_and_what_was_right_at_once_stands() -> None:
    commands, failed, asked, seconds = timed(0.7, calls(GOOD, BAD), 3.0, "[]", limit=2.5)
    assert (commands, failed, asked) == (["assign_raci"], "slow", 2)
    assert seconds < 2.5 * SHARE + 0.5, "not another full share"


@pytest.mark.parametrize(
    ("message", "may"),
    [
        (MESSAGE, True),
        ("内审这事儿就甩给审计组得了", True),
        ("内审谁拍板？", False),
        ("ISO 20000证书有效期几年", False),
        ("今天天气不错", False),
    ],
)
def test_only_statements_about_the_case_are_shown_to_the_model(message: str, may: bool) -> None:
    assert may_command(Understanding("zh", "question", message), message) is may


@pytest.mark.parametrize(
    "text", ["{" * 50_000, "[" * 50_000, '{"name":' * 5_000, "x" * 100_000, "{}", "[1, 2]", '{"name": 3, "arguments": {}}']
)
def test_no_text_breaks_the_reading(text: str) -> None:
    assert all(isinstance(name, str) for name, _ in calls_in(AIMessage(text)))


def test_every_schema_has_a_description_and_typed_arguments() -> None:
    for tool in schemas():
        function = tool["function"]
        assert function["description"] and function["parameters"]["type"] == "object"


def test_the_case_is_told_to_the_model() -> None:
    file = CaseFile().with_case(Case().changed(raci=Case().raci.assign("内部审核", "审计组", ("R",))))
    model = ScriptedModel(replies=[AIMessage("[]")])
    proposed(Chat(model, "scripted", 3), MESSAGE, file, Setting())
    assert "审计组" in str(model.seen[0][0].content)
