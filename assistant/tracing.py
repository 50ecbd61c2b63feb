"""OpenTelemetry spans of the steps of a turn: `turn` with `understand`, `act`, `retrieve`, `answer` and `model` in it.

Off, and without importing OpenTelemetry, unless OTEL_EXPORTER_OTLP_ENDPOINT or OTEL_TRACES_EXPORTER is set, or else Langfuse's
LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY (and LANGFUSE_BASE_URL or LANGFUSE_HOST), whose OTLP address they are sent to. Spans hold the
language, the intent, whether it was refused, and tokens; what people write and what is answered only with ASSISTANT_TRACE_TEXT=1.

LangSmith (LANGSMITH_TRACING, LANGSMITH_API_KEY) needs nothing of ours: the chat model and the graph are LangChain's and heed its variables.
It is sent whole prompts; ASSISTANT_TRACE_TEXT does not rule it.
"""

import base64
import logging
import os
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import wraps
from importlib import import_module
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from assistant.acting import Acted
from assistant.domain import Answer, Answered, Failed, Retrieved, Understanding
from assistant.recording import ModelCall, Recorder

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Span

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")
Attributes = Mapping[str, str | bool | int | float]

_ON = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_TRACES_EXPORTER")
_PACKAGES = {"grpc": "opentelemetry.exporter.otlp.proto.grpc", "http/protobuf": "opentelemetry.exporter.otlp.proto.http"}
"""By OTEL_EXPORTER_OTLP_PROTOCOL."""
_LANGFUSE = "https://cloud.langfuse.com"
_FLUSH = 2.0
"""Seconds that closing waits for spans that were not sent yet."""


class Tracing:
    """Makes the spans. Thread-safe."""

    def __init__(self, provider: "TracerProvider", with_text: bool = False) -> None:
        """`with_text`: also what people write and what they are answered."""
        from assistant import __name__ as name

        self._provider, self._with_text = provider, with_text
        self._tracer = provider.get_tracer(name)

    def begin(self, message: str) -> "Span":
        """The span of a turn, which the spans of this context become part of."""
        from opentelemetry.context import attach
        from opentelemetry.trace import set_span_in_context

        span = self._tracer.start_span("turn")
        if self._with_text:
            span.set_attribute("assistant.message", message)
        attach(set_span_in_context(span))
        return span

    def end(self, span: "Span", last: Answered | Failed | None, recorder: Recorder) -> None:
        """The turn is over; `last`: None when nobody waited for its end."""
        if isinstance(last, Answered):
            span.set_attributes({**_of_understanding(last.understanding), **_of_answer(last.answer)})
            if self._with_text:
                span.set_attribute("assistant.answer", last.answer.text)
        elif isinstance(last, Failed):
            _failed(span, "Failed")
        if recorder.calls:
            span.set_attributes(
                {
                    "gen_ai.usage.input_tokens": sum(call.prompt for call in recorder.calls),
                    "gen_ai.usage.output_tokens": sum(call.answer for call in recorder.calls),
                }
            )
        span.end()

    def step(self, name: str, function: Callable[P, R]) -> Callable[P, R]:
        """The function in a span of its own, with attributes from what it returns."""

        @wraps(function)
        def traced(*args: P.args, **kwargs: P.kwargs) -> R:
            # The text of an error may hold what somebody wrote.
            with self._tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False) as span:
                try:
                    result = function(*args, **kwargs)
                except Exception as error:
                    _failed(span, type(error).__name__)
                    raise
                span.set_attributes(_told(result))
                if self._with_text and isinstance(result, Understanding):
                    span.set_attribute("assistant.question", result.question)
                return result

        return traced

    def model(self, call: ModelCall) -> None:
        """A request to a model that has just ended, as part of the step that sent it."""
        now = time.time_ns()
        span = self._tracer.start_span("model", start_time=now - int(call.ms * 1e6))
        span.set_attributes(
            {
                "gen_ai.request.model": call.model,
                "gen_ai.usage.input_tokens": call.prompt,
                "gen_ai.usage.output_tokens": call.answer,
                "assistant.tokens_estimated": call.estimated,
                "assistant.streamed": call.streamed,
            }
        )
        if call.trouble:
            _failed(span, call.trouble)
        span.end(now)

    def close(self) -> None:
        """Send what is left, if that can be done in time; later spans are lost."""
        # A collector that is away would be tried for many seconds.
        sending = threading.Thread(target=self._provider.shutdown, name="send spans", daemon=True)
        sending.start()
        sending.join(_FLUSH)


def open_tracing(with_text: bool = False) -> Tracing | None:
    """Tracing as the standard variables of OpenTelemetry want it; None, which is the rule, when they want none.

    An exporter whose package is missing is said in the log, and nothing is traced.
    """
    exporter = os.environ.get("OTEL_TRACES_EXPORTER", "").strip().lower()
    by_itself = any(os.environ.get(name) for name in _ON)
    given = {} if by_itself else _langfuse()
    if not (by_itself or given) or exporter == "none" or os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return None
    made = _exporter(exporter or "otlp", given)
    if made is None:
        return None
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    named = {} if os.environ.get("OTEL_SERVICE_NAME") else {"service.name": "certification-assistant"}
    provider = TracerProvider(resource=Resource.create(named), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(made))
    return Tracing(provider, with_text)


def traced(tracing: Tracing | None, name: str, function: Callable[P, R]) -> Callable[P, R]:
    """The function in a span; the very same function without tracing."""
    return tracing.step(name, function) if tracing else function


def _langfuse() -> dict[str, Any]:
    """Where Langfuse takes spans and how it knows whose they are; {} without its keys."""
    keys = [os.environ.get(f"LANGFUSE_{name}_KEY", "").strip() for name in ("PUBLIC", "SECRET")]
    if not all(keys):
        return {}
    host = os.environ.get("LANGFUSE_BASE_URL") or os.environ.get("LANGFUSE_HOST") or _LANGFUSE
    token = base64.b64encode(":".join(keys).encode()).decode()
    return {"endpoint": f"{host.rstrip('/')}/api/public/otel/v1/traces", "headers": {"Authorization": f"Basic {token}"}}


def _exporter(name: str, given: Mapping[str, Any]) -> "SpanExporter | None":
    """`given`: arguments of an OTLP exporter over HTTP that stand in no variable of OpenTelemetry."""
    if name == "console":
        import sys

        from opentelemetry.sdk.trace.export import ConsoleSpanExporter

        # Standard output belongs to the answers.
        return ConsoleSpanExporter(out=sys.stderr)
    protocol = "http/protobuf" if given else os.environ.get("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf").strip().lower()
    package = _PACKAGES.get(protocol)
    if name != "otlp" or package is None:
        log.warning("nothing is traced: OTEL_TRACES_EXPORTER can be otlp, console or none, OTEL_EXPORTER_OTLP_PROTOCOL %s", list(_PACKAGES))
        return None
    with suppress(ImportError):
        exporter: SpanExporter = import_module(f"{package}.trace_exporter").OTLPSpanExporter(**given)
        return exporter
    log.warning("nothing is traced: OTLP over %s needs the package %s", protocol, package.replace(".", "-"))
    return None


def _failed(span: "Span", reason: str) -> None:
    from opentelemetry.trace import StatusCode

    span.set_status(StatusCode.ERROR, reason)


def _told(result: object) -> Attributes:
    match result:
        case Understanding():
            return _of_understanding(result)
        case Acted():
            rejected = sum(action.status == "rejected" for action in result.actions)
            return {"assistant.actions": len(result.actions), "assistant.rejected": rejected}
        case Retrieved():
            return {"assistant.passages": len(result.evidence), "assistant.elsewhere": result.elsewhere}
        case Answer():
            return _of_answer(result)
        case _:
            return {}


def _of_understanding(understanding: Understanding) -> Attributes:
    return {
        "assistant.language": understanding.language,
        "assistant.intent": understanding.intent,
        "assistant.commands": len(understanding.commands),
    }


def _of_answer(answer: Answer) -> Attributes:
    return {"assistant.refused": answer.refused, "assistant.citations": len(answer.citations)}
