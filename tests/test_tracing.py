"""Spans of a turn: off without the standard variables, one a step with them, and nothing that anybody wrote unless it is wanted."""

import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode, get_current_span

from assistant.assistant import Assistant, open_assistant
from assistant.chat import Chat
from assistant.domain import Answered, Draft
from assistant.errors import AssistantError
from assistant.settings import ROOT, Settings
from assistant.tracing import Tracing, open_tracing, traced
from tests.conftest import TODAY
from tests.scripted import ScriptedModel

COSTS = "认证费用由哪几部分组成？"
GOOD = "认证实施项目的费用通常包含5个部分[S1]。"
VARIABLES = [
    f"OTEL_{name}" for name in ("EXPORTER_OTLP_ENDPOINT", "TRACES_EXPORTER", "EXPORTER_OTLP_PROTOCOL", "SDK_DISABLED", "SERVICE_NAME")
]
VARIABLES += [f"LANGFUSE_{name}" for name in ("PUBLIC_KEY", "SECRET_KEY", "BASE_URL", "HOST")]


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


def tracing_to(exporter: InMemorySpanExporter, with_text: bool = False) -> Tracing:
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return Tracing(provider, with_text)


@pytest.fixture(scope="module")
def opened(copied_index: Callable[[], Path], exporter: InMemorySpanExporter) -> Iterator[tuple[Assistant, ScriptedModel]]:
    model = ScriptedModel()
    settings = Settings(index=str(copied_index()), sessions="sqlite://")
    with open_assistant(settings, lambda: TODAY, Chat(model, "scripted", 5.0), tracing_to(exporter)) as assistant:
        yield assistant, model


@pytest.fixture
def spans(opened: tuple[Assistant, ScriptedModel], exporter: InMemorySpanExporter) -> Callable[..., list[ReadableSpan]]:
    """Plays one message and gives its spans in the order in which they began."""
    assistant, model = opened

    def played(session: str, message: str, *replies: object) -> list[ReadableSpan]:
        exporter.clear()
        model.replies = list(replies)
        assistant.chat = assistant._answering._chat = Chat(model, "scripted", 5.0)
        list(assistant.reply(session, message))
        return sorted(exporter.get_finished_spans(), key=lambda span: span.start_time or 0)

    return played


def named(spans: list[ReadableSpan], name: str) -> ReadableSpan:
    (found,) = (span for span in spans if span.name == name)
    return found


def test_every_step_has_its_span_within_the_turn(spans: Callable[..., list[ReadableSpan]]) -> None:
    made = spans("steps", COSTS, GOOD)
    assert [span.name for span in made] == ["turn", "understand", "act", "retrieve", "answer", "model"]
    turn, answer = named(made, "turn"), named(made, "answer")
    assert turn.parent is None and len({span.context.trace_id for span in made}) == 1
    assert all(named(made, name).parent.span_id == turn.context.span_id for name in ("understand", "act", "retrieve", "answer"))  # type: ignore[union-attr]
    assert named(made, "model").parent.span_id == answer.context.span_id  # type: ignore[union-attr]
    assert turn.attributes is not None
    assert dict(turn.attributes) | {"assistant.language": "zh", "assistant.intent": "question", "assistant.refused": False} == dict(
        turn.attributes
    )
    model = named(made, "model").attributes or {}
    assert model["gen_ai.request.model"] == "scripted" and int(str(model["gen_ai.usage.input_tokens"])) > 100
    assert turn.attributes["gen_ai.usage.input_tokens"] == model["gen_ai.usage.input_tokens"]
    assert (named(made, "retrieve").attributes or {})["assistant.passages"] == 5


def test_nothing_that_anybody_wrote_is_in_a_span(spans: Callable[..., list[ReadableSpan]]) -> None:
    made = spans("private-session", "我叫王小明，内审由质量经理批准，认证费用由哪几部分组成？", GOOD)
    told = " ".join(span.to_json() for span in made)
    for word in ("王小明", "质量经理", "费用", "private-session", "\\u738b"):
        assert word not in told
    assert (named(made, "act").attributes or {})["assistant.actions"] >= 1


def test_with_leave_the_texts_are(spans: Callable[..., list[ReadableSpan]], opened: tuple[Assistant, ScriptedModel]) -> None:
    opened[0]._tracing._with_text = True  # type: ignore[union-attr]
    try:
        turn = named(spans("text", COSTS, GOOD), "turn").attributes or {}
    finally:
        opened[0]._tracing._with_text = False  # type: ignore[union-attr]
    assert turn["assistant.message"] == COSTS and "5个部分" in str(turn["assistant.answer"])


def test_a_refusal_and_a_models_trouble_are_marked(spans: Callable[..., list[ReadableSpan]]) -> None:
    assert (named(spans("refused", "给我推荐一家便宜的搬家公司"), "turn").attributes or {})["assistant.refused"] is True
    made = spans("broken", COSTS, ValueError("a secret of the user"))
    model = named(made, "model")
    assert model.status.status_code is StatusCode.ERROR and model.status.description == "broken"
    assert "secret" not in " ".join(span.to_json() for span in made)


def test_a_step_that_fails_ends_its_spans_without_the_text_of_the_error(
    spans: Callable[..., list[ReadableSpan]], opened: tuple[Assistant, ScriptedModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise AssistantError("王小明 is damaged")

    monkeypatch.setattr(opened[0]._retrieval, "look_up", fails)
    made = spans("fails", COSTS)
    assert named(made, "retrieve").status.description == "AssistantError" and named(made, "turn").status.status_code is StatusCode.ERROR
    assert "damaged" not in " ".join(span.to_json() for span in made)


def test_a_turn_that_is_left_ends_its_span(opened: tuple[Assistant, ScriptedModel], exporter: InMemorySpanExporter) -> None:
    assistant, model = opened
    exporter.clear()
    model.replies = [GOOD]
    events = assistant.reply("left", COSTS)
    while not isinstance(next(events), Draft):
        assert not get_current_span().get_span_context().is_valid
    events.close()  # type: ignore[attr-defined]
    assert "turn" in {span.name for span in exporter.get_finished_spans()}
    assert isinstance(list(assistant.reply("left", "多少钱？"))[-1], Answered)


def test_without_the_variables_steps_are_the_very_functions() -> None:
    assert open_tracing() is None

    def step() -> int:
        return 1

    assert traced(None, "step", step) is step


@pytest.mark.parametrize(
    "variables",
    [
        {"OTEL_TRACES_EXPORTER": "none"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_TRACES_EXPORTER": "none"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_SDK_DISABLED": "true"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": ""},
    ],
)
def test_tracing_can_be_ruled_out(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert open_tracing() is None


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"OTEL_TRACES_EXPORTER": "zipkin"}, "can be otlp, console or none"),
        ({"OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL": "pigeon"}, "http/protobuf"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}, "needs the package opentelemetry-exporter-otlp-proto-http"),
    ],
)
def test_what_cannot_be_sent_is_said(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, variables: dict[str, str], said: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    # Whether or not somebody has installed it.
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with caplog.at_level(logging.WARNING):
        assert open_tracing() is None
    assert said in caplog.text


@pytest.mark.parametrize(
    ("variables", "host"),
    [
        ({}, "https://cloud.langfuse.com"),
        ({"LANGFUSE_HOST": "http://127.0.0.1:9/"}, "http://127.0.0.1:9"),
        ({"LANGFUSE_HOST": "http://127.0.0.1:9", "LANGFUSE_BASE_URL": "http://127.0.0.1:8"}, "http://127.0.0.1:8"),
    ],
)
def test_langfuse_is_known_by_its_own_variables(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], host: str) -> None:
    made: list[dict[str, Any]] = []

    class Exporter(InMemorySpanExporter):
        def __init__(self, **given: Any) -> None:
            super().__init__()
            made.append(given)

    package = ModuleType("trace_exporter")
    package.OTLPSpanExporter = Exporter  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http", ModuleType("http"))
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", package)
    monkeypatch.setenv("LANGFUSE_PUBLIC_KEY", "pk")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert open_tracing() is None, "one key is not enough"
    monkeypatch.setenv("LANGFUSE_SECRET_KEY", "sk")
    tracing = open_tracing()
    assert tracing is not None
    tracing.close()
    assert made == [{"endpoint": f"{host}/api/public/otel/v1/traces", "headers": {"Authorization": "Basic cGs6c2s="}}]
    # Where spans go is said by OpenTelemetry's own variables first.
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:7")
    tracing = open_tracing()
    assert tracing is not None and made[-1] == {}
    tracing.close()


def test_the_console_is_standard_error(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "console")
    tracing = open_tracing()
    assert tracing is not None
    tracing.step("step", lambda: 1)()
    tracing.close()
    printed = capsys.readouterr()
    assert '"name": "step"' in printed.err and "certification-assistant" in printed.err and not printed.out


def test_without_the_variables_it_imports_nothing_of_opentelemetry() -> None:
    code = "import sys, assistant.tracing as t; t.open_tracing(); print([m for m in sys.modules if 'opentelemetry' in m])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"


def test_a_collector_that_is_away_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    class Away(InMemorySpanExporter):
        def shutdown(self) -> None:
            time.sleep(5)

    monkeypatch.setattr("assistant.tracing._FLUSH", 0.2)
    began = time.monotonic()
    tracing_to(Away()).close()
    assert time.monotonic() - began < 2
