"""What happens in a turn, noted on the way for whoever wants to know: `--explain`, the counting of tokens, spans.

A turn that nobody wants to know of has no recorder: noting then costs one look at a context variable.
"""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TypeVar

from assistant.domain import Retrieved, Understanding

T = TypeVar("T")


@dataclass(frozen=True)
class ModelCall:
    """One request to a chat model, however it ended."""

    model: str
    prompt: int
    """Tokens sent."""
    answer: int
    """Tokens received."""
    estimated: bool
    """The provider gave no numbers: they are counted from the text."""
    sent: float
    """When the request was sent, in seconds of `time.perf_counter`."""
    ms: float
    """Milliseconds until it ended."""
    streamed: bool
    """An answer to be shown while it arrives; the others are read whole."""
    trouble: str = ""
    """Why there was no whole answer; "" when there was."""


@dataclass(frozen=True)
class LookedUp:
    """One attempt to answer from evidence."""

    understanding: Understanding
    """The question as it was looked up; a model may have put it anew."""
    retrieved: Retrieved
    refused: bool = False


@dataclass
class Recorder:
    """The notes of one turn; written by the thread that works on it, read when it has ended."""

    explaining: bool = False
    """Also note what takes time to find out: the clauses that no reader of commands took."""
    began: float = 0.0
    """When the turn began, in seconds of `time.perf_counter`."""
    understood: Understanding | None = None
    unread: tuple[str, ...] = ()
    """Clauses of a message with commands that no reader of commands took."""
    looked_up: list[LookedUp] = field(default_factory=list)
    lacks: list[str] = field(default_factory=list)
    """Why the evidence did not answer, attempt by attempt."""
    dropped: list[str] = field(default_factory=list)
    """Commands that the model proposed and that were not taken over, with the reason."""
    removed: list[str] = field(default_factory=list)
    """Sentences of the model that were taken out, with the reason in front."""
    quoted: list[str] = field(default_factory=list)
    """Sentences of the model in whose place the passage's own words stand, likewise."""
    fallback: str = ""
    """Why the quotation stands though a model was asked for words."""
    worded: str = ""
    """What was left of the model's words, without notes on what was taken out; "" when the quotation stands."""
    calls: list[ModelCall] = field(default_factory=list)
    on_call: Callable[[ModelCall], None] | None = None
    """Told of every call when it has ended."""

    def called(self, call: ModelCall) -> None:
        """A request to a model has ended."""
        self.calls.append(call)
        if self.on_call:
            self.on_call(call)


_RECORDER: ContextVar[Recorder | None] = ContextVar("recorder of the turn", default=None)


def recorder() -> Recorder | None:
    """The recorder of the turn that this thread works on; None for a turn that is not recorded, and outside of turns."""
    return _RECORDER.get()


def record_with(recorder: Recorder | None) -> None:
    """Note what happens from here on, in this context and in copies of it, with this recorder."""
    _RECORDER.set(recorder)


def lacking(reason: str) -> T | None:
    """Note why evidence does not answer. Gives None, which stands for an answer that there is not."""
    noted = _RECORDER.get()
    if noted:
        noted.lacks.append(reason)
    return None
