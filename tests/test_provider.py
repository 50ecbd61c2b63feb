"""The real client against what a real server answered, against shapes that providers document, and against servers that misbehave."""

import json
import logging
import time
from collections.abc import Iterator
from contextvars import copy_context
from dataclasses import replace
from typing import Any

import httpx
import openai
import pytest
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from assistant.chat import FAILURES, Chat, ModelFailed, Usage
from assistant.failures import failure
from assistant.models import build_chat
from assistant.proposing import calls_in
from assistant.recording import ModelCall, Recorder, record_with
from assistant.settings import Settings
from tests.replaying import Provider, error, exchange, provider, reply

KEY = "geheim99"
"""A key that does not look like one: nothing but knowing it keeps it out of a log."""
ASK = [HumanMessage("问题")]


@pytest.fixture(autouse=True)
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever happens, no key is logged."""
    caplog.set_level(logging.INFO)
    yield
    assert KEY not in caplog.text


def talking_to(server: Provider, limit: float = 10.0, key: str | None = KEY) -> Chat:
    chat = build_chat(Settings(model="local", model_base_url=server.address, model_api_key=key, model_limit=limit))  # type: ignore[arg-type]
    assert chat is not None
    return chat


def asked(name: str) -> list[BaseMessage]:
    """The messages of a recorded request."""
    kinds = {"system": SystemMessage, "user": HumanMessage}
    return [kinds[each["role"]](each["content"]) for each in exchange(name)["request"]["messages"]]


def chunks(body: str) -> list[dict[str, Any]]:
    return [json.loads(event.removeprefix("data: ")) for event in body.split("\n\n") if event.startswith("data: {")]


def gather(stream: Iterator[str], pieces: list[str]) -> None:
    """Keeps the pieces of a stream, also of one that fails."""
    for piece in stream:
        pieces.append(piece)


def noted(run: Any) -> tuple[Any, list[ModelCall]]:
    """What a call gives, and what was recorded of it."""
    recorder = Recorder()

    def recorded() -> Any:
        record_with(recorder)
        return run()

    return copy_context().run(recorded), recorder.calls


def test_a_recorded_answer_arrives_in_its_pieces_and_is_counted_by_the_provider() -> None:
    held = exchange("answer-streamed")
    said = [chunk["choices"][0]["delta"].get("content") for chunk in chunks(held["body"]) if chunk["choices"]]
    usage = chunks(held["body"])[-1]["usage"]
    with provider(reply("answer-streamed")) as server:
        chat = talking_to(server)
        pieces, calls = noted(lambda: list(chat.stream(asked("answer-streamed"))))
    assert pieces == [piece for piece in said if piece] and len(pieces) > 5 and "审核机构" in "".join(pieces)
    assert chat.used == Usage(usage["prompt_tokens"], usage["completion_tokens"], 1) and usage["prompt_tokens"] > 20
    assert [(call.estimated, call.streamed, call.trouble) for call in calls] == [(False, True, "")]
    assert chat.health.state == "well" and chat.health.first_token_ms is not None


def test_a_recorded_answer_is_read_whole() -> None:
    with provider(reply("answer-whole")) as server:
        chat = talking_to(server)
        assert chat.call(asked("answer-whole")).content == "ready"
    assert chat.used == Usage(35, 2, 1)


@pytest.mark.parametrize("name", ["answer-streamed", "answer-whole", "tools-whole"])
def test_the_client_asks_as_it_did_when_the_answer_was_recorded(name: str) -> None:
    held = exchange(name)
    with provider(reply(name)) as server:
        chat = talking_to(server)
        if held["request"]["stream"]:
            list(chat.stream(asked(name)))
        else:
            chat.call(asked(name), held["request"].get("tools", ()))
    assert [request["path"] for request in server.requests] == [held["path"]]
    assert server.requests[0]["body"] == held["request"]
    assert server.requests[0]["headers"]["authorization"] == f"Bearer {KEY}"


def test_an_endpoint_without_keys_is_given_none_that_is_anybodys() -> None:
    with provider(reply("answer-whole")) as server:
        talking_to(server, key=None).call(ASK)
    assert server.requests[0]["headers"]["authorization"] == "Bearer none"


@pytest.mark.parametrize("name", ["tools-whole", "tools-rambling"])
def test_calls_that_a_server_leaves_in_the_text_are_found(name: str) -> None:
    with provider(reply(name)) as server:
        message = talking_to(server).call(asked(name), exchange(name)["request"]["tools"])
    assert str(message.content).startswith("{{") and calls_in(message) == [("set_budget", {"amount": 80000})]


def test_calls_in_a_streamed_text_are_found() -> None:
    with provider(reply("tools-streamed")) as server:
        text = "".join(talking_to(server).stream(asked("tools-streamed")))
    assert calls_in(AIMessage(text)) == [("set_budget", {"amount": 80000})]


def test_calls_in_the_fields_of_the_protocol_are_found_also_one_that_is_not_closed() -> None:
    with provider(reply("calls-whole", "documented")) as server:
        message = talking_to(server).call(ASK, [{"type": "function", "function": {"name": "set_budget", "parameters": {}}}])
    assert calls_in(message) == [
        ("assign_raci", {"activity": "内部审核", "role": "审计组", "letters": ["R"]}),
        ("set_budget", {"amount": 80000}),
    ]


def test_thoughts_beside_the_answer_are_not_shown_and_are_counted() -> None:
    with provider(reply("reasoning-streamed", "documented")) as server:
        chat = talking_to(server)
        assert list(chat.stream(ASK)) == ["认证服务费", "付给", "审核机构。"]
    assert chat.used == Usage(44, 31, 1)


@pytest.mark.parametrize("streamed", [True, False])
@pytest.mark.parametrize(
    ("folder", "name", "trouble"),
    [
        ("recorded", "error-unknown-route", "refused"),
        ("recorded", "error-malformed-body", "broken"),
        ("recorded", "error-no-messages", "broken"),
        ("recorded", "error-too-long", "too_long"),
        ("recorded", "error-too-long-streamed", "too_long"),
        ("documented", "too-long-openai", "too_long"),
        ("documented", "too-long-dashscope", "too_long"),
    ],
)
def test_an_error_is_understood_and_not_provoked_again(folder: str, name: str, trouble: str, streamed: bool) -> None:
    with provider(reply(name, folder)) as server:
        chat = talking_to(server)
        with pytest.raises(ModelFailed) as failed:
            list(chat.stream(ASK)) if streamed else chat.call(ASK)
    assert failed.value.trouble == trouble and len(server.requests) == 1
    assert chat.used == Usage(0, 0, 1), "what was turned away unread costs nothing"


def test_a_prompt_that_is_too_long_does_not_switch_the_model_off_for_others() -> None:
    with provider(*[reply("error-too-long")] * (FAILURES + 1), reply("answer-whole")) as server:
        chat = talking_to(server)
        for _ in range(FAILURES + 1):
            with pytest.raises(ModelFailed, match="too_long"):
                chat.call(ASK)
        assert chat.health.state == "untried"
        assert chat.call(ASK).content == "ready" and chat.health.state == "well"


def test_a_quota_of_tokens_is_no_prompt_that_is_too_long() -> None:
    message = "Request too large: the maximum context of your plan is 10000 tokens per minute"
    with provider(error(429, message)) as server, pytest.raises(ModelFailed, match="busy"):
        talking_to(server).call(ASK)


def test_an_error_amid_a_stream_breaks_it_off() -> None:
    whole = reply("answer-streamed")
    error_event = 'data: {"error":{"code":500,"message":"the slot failed","type":"server_error"}}\n\n'
    pieces: list[str] = []
    with provider(replace(whole, body="".join([*whole.events[:4], error_event]))) as server, pytest.raises(ModelFailed, match="broken"):
        gather(talking_to(server).stream(ASK), pieces)
    assert pieces == ["认证", "服务", "费"] and len(server.requests) == 1


def test_a_provider_that_asks_to_wait_is_asked_again_after_that() -> None:
    with provider(error(429, "slow down", **{"retry-after": "1"}), reply("answer-streamed")) as server:
        began = time.monotonic()
        assert "".join(talking_to(server).stream(ASK)).startswith("认证服务费")
    assert len(server.requests) == 2 and 1.0 <= time.monotonic() - began < 5


def test_a_provider_that_asks_to_wait_longer_than_there_is_time_is_not_waited_for() -> None:
    with provider(error(429, "slow down", **{"retry-after": "60"})) as server:
        began = time.monotonic()
        with pytest.raises(ModelFailed, match="busy"):
            talking_to(server, limit=5).call(ASK)
    assert len(server.requests) == 1 and time.monotonic() - began < 4


def test_a_server_that_fails_twice_may_answer_the_third_time() -> None:
    with provider(error(500, "oops"), error(500, "oops"), reply("answer-whole")) as server:
        chat = talking_to(server)
        assert chat.call(ASK).content == "ready" and chat.health.state == "well"
    assert len(server.requests) == 3


def test_a_connection_that_is_cut_before_a_word_is_made_anew() -> None:
    with provider(reply("answer-streamed").going_wrong(after=0), reply("answer-streamed")) as server:
        assert "".join(talking_to(server).stream(ASK)).startswith("认证服务费")
    assert len(server.requests) == 2


def test_a_connection_that_is_cut_amid_the_answer_gives_what_came_and_no_second_answer() -> None:
    pieces: list[str] = []
    with provider(reply("answer-streamed").going_wrong(after=4)) as server, pytest.raises(ModelFailed, match="unreachable"):
        gather(talking_to(server).stream(ASK), pieces)
    assert pieces == ["认证", "服务", "费"] and len(server.requests) == 1


@pytest.mark.parametrize("after", [0, 4])
def test_a_server_that_falls_silent_is_given_up_at_the_limit_and_left(after: int) -> None:
    pieces: list[str] = []
    with provider(reply("answer-streamed").going_wrong(after, stall=20.0)) as server:
        began = time.monotonic()
        with pytest.raises(ModelFailed, match="slow"):
            gather(talking_to(server, limit=0.6).stream(ASK), pieces)
        assert time.monotonic() - began < 0.6 + 2
        assert server.hung_up.wait(3), "the server need not work on for nobody"
    assert len(pieces) == max(after - 1, 0) and len(server.requests) == 1


def test_a_call_has_the_time_it_is_given_not_all_that_an_answer_has() -> None:
    with provider(reply("answer-whole").going_wrong(0, stall=20.0)) as server:
        began = time.monotonic()
        with pytest.raises(ModelFailed, match="slow"):
            talking_to(server, limit=60).call(ASK, limit=0.4)
        assert time.monotonic() - began < 5 and server.hung_up.wait(3)


def test_a_key_that_is_not_accepted_is_told_to_nobody(caplog: pytest.LogCaptureFixture) -> None:
    with provider(error(401, f"Incorrect API key provided: {KEY}. Bearer {KEY}")) as server:
        chat = talking_to(server)
        with pytest.raises(ModelFailed, match="refused") as failed:
            list(chat.stream(ASK))
    assert server.requests[0]["headers"]["authorization"].endswith(KEY) and len(server.requests) == 1
    assert KEY not in str(failed.value) and "refused" in caplog.text and chat.health.state == "resting"


@pytest.mark.parametrize(
    "said",
    [
        "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens",
        "Invalid request: Your request exceeded model token limit: 8192 (prompt exceeds the limit)",
        "the input length exceeds the context length",
        "prompt is too long: 210000 tokens > 200000 maximum",
        "The prompt (total length 9001) is too long to fit into the model (context length 8192)",
    ],
)
def test_a_prompt_that_is_too_long_is_known_by_many_words(said: str) -> None:
    given = httpx.Response(400, request=httpx.Request("POST", "http://127.0.0.1/v1"))
    assert failure(openai.BadRequestError(said, response=given, body=None)).trouble == "too_long"


@pytest.mark.parametrize("said", ["Unsupported value: 'temperature'", "'tools' is not supported", "messages must be a list", ""])
def test_another_request_that_is_turned_down_is_not_taken_for_one(said: str) -> None:
    given = httpx.Response(400, request=httpx.Request("POST", "http://127.0.0.1/v1"))
    assert failure(openai.BadRequestError(said, response=given, body=None)).trouble == "broken"
