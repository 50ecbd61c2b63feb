"""A chat model at arm's length: time limits, retries, the circuit breaker, secrets kept out of what is logged."""

import time
from collections.abc import Iterator
from typing import get_args

import httpx
import openai
import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage
from langchain_core.outputs import ChatGenerationChunk

from assistant.chat import BACKOFF, FAILURES, REST, Chat, ModelFailed, Trouble, Usage
from assistant.errors import ModelUnavailable
from assistant.models import build_chat
from assistant.settings import Settings
from assistant.texts import TEXTS
from tests.scripted import ScriptedModel

ASK = [HumanMessage("问题")]
REQUEST = httpx.Request("POST", "http://127.0.0.1/v1")


KINDS = {400: openai.BadRequestError, 401: openai.AuthenticationError, 404: openai.NotFoundError, 429: openai.RateLimitError}


def status(code: int, text: str = "no", **headers: str) -> openai.APIStatusError:
    given = httpx.Response(code, request=REQUEST, headers={name.replace("_", "-"): value for name, value in headers.items()})
    return KINDS.get(code, openai.InternalServerError)(text, response=given, body=None)


def chat(*replies: object, limit: float = 5.0, forever: bool = False, clock: object = None) -> tuple[Chat, ScriptedModel]:
    model = ScriptedModel(replies=list(replies), forever=forever)
    return (Chat(model, "scripted", limit) if clock is None else Chat(model, "scripted", limit, clock)), model


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_what_the_model_says_arrives_in_pieces() -> None:
    talked, _ = chat("一二三四五六七八九十")
    assert list(talked.stream(ASK)) == ["一二三四五六七", "八九十"]
    assert talked.health.state == "well" and talked.health.first_token_ms is not None


def test_a_slow_model_is_given_up_at_the_limit() -> None:
    talked, _ = chat(3.0, "spät", limit=0.2)
    began = time.monotonic()
    with pytest.raises(ModelFailed) as failed:
        list(talked.stream(ASK))
    assert failed.value.trouble == "slow" and time.monotonic() - began < 2.2


def test_a_model_that_stops_amid_its_answer_is_given_up_too() -> None:
    class Stuck(ScriptedModel):
        def _stream(self, *_: object, **__: object) -> Iterator[ChatGenerationChunk]:
            yield ChatGenerationChunk(message=AIMessageChunk(content="Erst"))
            time.sleep(2)
            yield ChatGenerationChunk(message=AIMessageChunk(content="dann"))

    pieces: list[str] = []
    with pytest.raises(ModelFailed, match="slow"):
        for piece in Chat(Stuck(), "stuck", 0.3).stream(ASK):
            pieces.append(piece)
    assert pieces == ["Erst"]


@pytest.mark.parametrize(
    ("error", "trouble", "calls"),
    [
        (status(429), "busy", len(BACKOFF) + 1),
        (status(503), "busy", len(BACKOFF) + 1),
        (status(401), "refused", 1),
        (status(404), "refused", 1),
        (openai.APIConnectionError(request=REQUEST), "unreachable", len(BACKOFF) + 1),
        (openai.APITimeoutError(request=REQUEST), "slow", 1),
        (ValueError("nonsense"), "broken", 1),
        (status(400, "unsupported value"), "broken", 1),
        (status(400, "the prompt exceeds the context window"), "too_long", 1),
        (status(429, retry_after="60"), "busy", 1),
        (status(429, retry_after="Wed, 21 Oct 2026 07:28:00 GMT"), "busy", len(BACKOFF) + 1),
        (httpx.RemoteProtocolError("peer closed connection"), "unreachable", len(BACKOFF) + 1),
    ],
)
def test_only_what_may_pass_is_tried_again(error: Exception, trouble: str, calls: int) -> None:
    talked, model = chat(error, forever=True)
    with pytest.raises(ModelFailed) as failed:
        list(talked.stream(ASK))
    assert failed.value.trouble == trouble
    assert len(model.seen) == calls


def test_a_second_attempt_may_succeed() -> None:
    talked, model = chat(status(429), "gut")
    assert "".join(talked.stream(ASK)) == "gut" and len(model.seen) == 2


def test_after_failures_in_a_row_the_model_is_left_alone_for_a_while() -> None:
    clock = Clock()
    talked, model = chat(ValueError("x"), forever=True, clock=clock)
    for _ in range(FAILURES):
        with pytest.raises(ModelFailed, match="broken"):
            list(talked.stream(ASK))
    with pytest.raises(ModelFailed, match="resting"):
        list(talked.stream(ASK))
    assert len(model.seen) == FAILURES and talked.health.state == "resting"
    clock.now += REST + 1
    model.replies[:] = ["wieder da"]
    assert "".join(talked.stream(ASK)) == "wieder da" and talked.health.state == "well"


def test_each_rest_is_longer_than_the_one_before() -> None:
    clock = Clock()
    talked, _ = chat(status(401), forever=True, clock=clock)
    for rest in (REST, 2 * REST):
        with pytest.raises(ModelFailed, match="refused"):
            list(talked.stream(ASK))
        clock.now += rest - 1
        assert talked.health.state == "resting"
        clock.now += 2
        assert talked.health.state == "failing"


def test_no_key_gets_into_the_reason() -> None:
    talked, _ = chat(status(401, "Incorrect API key provided: sk-" + "abcdef1234567890" * 2))
    with pytest.raises(ModelFailed) as failed:
        list(talked.stream(ASK))
    assert "abcdef" not in str(failed.value) and "refused" in str(failed.value)


def test_a_key_that_looks_like_none_is_blotted_out_as_well() -> None:
    model = ScriptedModel(replies=[status(401, "is not what we know you by: geheim99")])
    with pytest.raises(ModelFailed) as failed:
        list(Chat(model, "scripted", secret="geheim99").stream(ASK))
    assert "geheim" not in str(failed.value) and "refused" in str(failed.value)


def test_a_prompt_that_is_too_long_leaves_the_health_as_it_was() -> None:
    talked, _ = chat("gut", *[status(400, "context_length_exceeded")] * (FAILURES + 1), "gut")
    list(talked.stream(ASK))
    for _ in range(FAILURES + 1):
        with pytest.raises(ModelFailed, match="too_long"):
            list(talked.stream(ASK))
    assert talked.health.state == "well" and "".join(talked.stream(ASK)) == "gut"


@pytest.mark.parametrize("trouble", get_args(Trouble))
def test_every_trouble_has_a_note_in_both_languages(trouble: str) -> None:
    assert set(TEXTS[f"model_{trouble}"]) == {"zh", "en"}


def test_a_request_is_given_a_time_limit_only_where_it_takes_one() -> None:
    given: list[dict[str, object]] = []

    class Noting(ScriptedModel):
        def _stream(self, *_: object, **options: object) -> Iterator[ChatGenerationChunk]:
            given.append(options)
            yield ChatGenerationChunk(message=AIMessageChunk(content="gut"))

    for timed in (False, True):
        list(Chat(Noting(), "noting", 3.0, timed=timed).stream(ASK))
    assert "timeout" not in given[0] and 2.5 < float(str(given[1]["timeout"])) <= 3.0


def test_a_call_gives_the_message_with_its_tool_calls() -> None:
    reply = AIMessage("", tool_calls=[{"name": "set_cost", "args": {"part": "tools"}, "id": "1"}])
    talked, model = chat(reply)
    assert talked.call(ASK, [{"type": "function"}]) == reply and model.tools == [{"type": "function"}]


def test_tokens_are_counted_as_the_provider_says() -> None:
    reply = AIMessage("gut", usage_metadata={"input_tokens": 7, "output_tokens": 3, "total_tokens": 10})
    talked, _ = chat(reply, reply)
    talked.call(ASK)
    talked.call(ASK)
    assert talked.used == Usage(14, 6, 2)


def test_without_a_model_in_the_settings_there_is_none() -> None:
    assert build_chat(Settings(model=None)) is None


@pytest.mark.parametrize("model", ["local", "qwen2.5:7b", "openai:local"])
def test_an_endpoint_of_ones_own_needs_no_key_and_is_not_asked_before_it_is_used(model: str) -> None:
    built = build_chat(Settings(model=model, model_base_url="http://127.0.0.1:9/v1"))
    assert built is not None and built.health.state == "untried"
    with pytest.raises(ModelFailed, match="unreachable"):
        list(built.stream(ASK, limit=0.3))


def test_an_unknown_provider_is_named() -> None:
    with pytest.raises(ModelUnavailable, match="nobody:model"):
        build_chat(Settings(model="nobody:model"))


def test_the_key_is_in_no_print_of_the_settings() -> None:
    assert "geheim" not in repr(Settings(model="openai:x", model_api_key="geheim"))
