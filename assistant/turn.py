"""One turn while it is worked on: what its steps bring, how long they take, and who records it."""

import time
from collections.abc import Generator, Iterator
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from assistant.acting import Acted
from assistant.domain import Answered, Draft, Event, Failed, Progress, Timings
from assistant.recording import Recorder, record_with
from assistant.tracing import Tracing

if TYPE_CHECKING:
    from opentelemetry.trace import Span

_NEXT: dict[str, Literal["retrieve", "answer"]] = {"act": "retrieve", "retrieve": "answer"}
_ANSWERING = ("answer", "elsewhere", "small_talk")
T = TypeVar("T")


@dataclass
class Turn:
    """Begins when it is made."""

    message: str
    recorder: Recorder | None
    tracing: Tracing | None = None
    answered: Answered | None = None
    acted: Acted | None = None
    began: float = field(default_factory=time.perf_counter)
    spent: dict[str, float] = field(default_factory=dict)
    """Milliseconds by step."""
    _context: Context = field(default_factory=copy_context)
    """Of its steps: what is set for a turn must not be seen by its caller, who is free to go on in another thread between two events."""
    _span: "Span | None" = None

    def __post_init__(self) -> None:
        if self.recorder:
            self.recorder.began = self.began
        self._context.run(record_with, self.recorder)
        if self.tracing and self.recorder:
            self._span = self._context.run(self.tracing.begin, self.message)
            self.recorder.on_call = self.tracing.model

    def events(self, stream: Iterator[Any]) -> Iterator[Event]:
        """The events of the steps of a graph that streams `custom` and `updates`; the turn is filled in on the way."""
        before = self.began
        for mode, update in self._within(stream):
            if mode == "custom":
                yield Draft(str(update))
                continue
            changes = cast("dict[str, Any]", update)
            for step, change in changes.items():
                now = time.perf_counter()
                self.spent[step] = self.spent.get(step, 0.0) + (now - before) * 1000
                before = now
                if change and "turns" in change:
                    self.answered = change["turns"][-1]
                elif step in _NEXT:
                    yield Progress(_NEXT[step])
                if step == "act":
                    self.acted = change["acted"]

    def ended(self, last: Answered | Failed | None) -> None:
        """Nothing more is recorded; `last`: its last event, None when nobody waited for it."""
        if self.tracing and self._span and self.recorder:
            self.tracing.end(self._span, last, self.recorder)

    def timings(self) -> Timings:
        """What it took until now."""
        answering = sum(self.spent.get(step, 0.0) for step in _ANSWERING)
        total = (time.perf_counter() - self.began) * 1000
        return Timings(total, self.spent.get("understand", 0.0), self.spent.get("retrieve", 0.0), answering)

    def _within(self, stream: Iterator[T]) -> Iterator[T]:
        nothing = object()
        try:
            while (one := self._context.run(next, stream, nothing)) is not nothing:
                yield cast("T", one)
        finally:
            if isinstance(stream, Generator):
                self._context.run(stream.close)
