"""A chat model held at arm's length: time limits, retries where they help, a circuit breaker, and what it has used."""

import json
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from assistant.failures import ModelFailed, Trouble, failure
from assistant.recording import ModelCall, recorder
from assistant.tokens import tokens

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

log = logging.getLogger(__name__)

__all__ = ["BACKOFF", "FAILURES", "REST", "Chat", "Health", "ModelFailed", "Trouble", "Usage", "text_of"]

FAILURES = 3
"""Failures in a row after which the model is left alone."""
REST, LONGEST_REST = 30.0, 300.0
"""Seconds for which it is, doubled each time up to the longest."""
BACKOFF = (0.4, 1.2)
"""Seconds before a second and a third attempt, or more if the provider says so, each only while nothing has arrived and time is left."""
_WORTHWHILE: tuple[Trouble, ...] = ("busy", "unreachable")
_NO_FAULT_OF_ITS_OWN: tuple[Trouble, ...] = ("resting", "too_long")
"""Troubles that tell nothing of how the model does: another prompt is not too long for it."""


@dataclass(frozen=True)
class Usage:
    """Tokens of prompts and answers, as the provider counts them, or estimated where it does not."""

    prompt: int = 0
    answer: int = 0
    calls: int = 0

    def plus(self, other: "Usage") -> "Usage":
        """Both together."""
        return Usage(self.prompt + other.prompt, self.answer + other.answer, self.calls + other.calls)


@dataclass(frozen=True)
class Health:
    """How the model has been doing."""

    name: str
    state: Literal["untried", "well", "failing", "resting"] = "untried"
    trouble: Trouble | None = None
    first_token_ms: float | None = None
    """Of the last answer."""


@dataclass
class _Tally:
    """What one request sends and receives, counted while it goes on."""

    messages: Sequence["BaseMessage"]
    tools: Sequence[dict[str, Any]] = ()
    streamed: bool = False
    sent: float = field(default_factory=time.perf_counter)
    said: Usage = field(default_factory=Usage)
    """What the provider says."""
    pieces: list[str] = field(default_factory=list)
    trouble: str = ""

    def add(self, message: Any) -> None:
        """A message has arrived, or a piece of one; a provider may put the numbers into any piece."""
        numbers = getattr(message, "usage_metadata", None) or {}
        self.said = self.said.plus(Usage(int(numbers.get("input_tokens") or 0), int(numbers.get("output_tokens") or 0)))
        self.pieces.append(_text_of(message))
        called = getattr(message, "tool_calls", None)
        if called:
            self.pieces.append(str(called))

    def ended(self, model: str) -> ModelCall:
        """The request as it ended. What was turned away unread counts for nothing."""
        prompt, answer, estimated = self.said.prompt, self.said.answer, False
        if not (prompt or answer):
            read = bool(self.pieces) or self.trouble in ("", "slow")
            estimated = read
            prompt = sum(tokens(_text_of(message)) for message in self.messages) + self._of_tools() if read else 0
            answer = tokens("".join(self.pieces)) if self.pieces else 0
        ms = (time.perf_counter() - self.sent) * 1000
        return ModelCall(model, prompt, answer, estimated, self.sent, ms, self.streamed, self.trouble)

    def _of_tools(self) -> int:
        return tokens(json.dumps(self.tools, ensure_ascii=False, default=str)) if self.tools else 0


class Chat:
    """One chat model for all turns. Thread-safe."""

    def __init__(
        self,
        model: "BaseChatModel",
        name: str,
        limit: float = 20.0,
        clock: Callable[[], float] = time.monotonic,
        *,
        secret: str = "",
        timed: bool = False,
    ) -> None:
        """`limit`: seconds that an answer may take, from the request to its last word. `secret`: the key, kept out of every reason.

        `timed`: each of the model's requests takes a `timeout` in seconds, so that a server does not work on for nobody.
        """
        self._model, self.limit, self._clock = model, limit, clock
        self._secret, self._timed = secret, timed
        self._health = Health(name)
        self._failures, self._rest, self._until = 0, REST, 0.0
        self._lock = threading.Lock()
        self.used = Usage()

    @property
    def name(self) -> str:
        """The model's name, as the settings give it."""
        return self._health.name

    @property
    def health(self) -> Health:
        """How it has been doing."""
        with self._lock:
            resting = self._until > self._clock()
            return replace(self._health, state="resting") if resting else self._health

    def stream(self, messages: Sequence["BaseMessage"], limit: float | None = None) -> Iterator[str]:
        """The answer in pieces as they arrive. ModelFailed when it does not come in time, before or amid the pieces."""
        for chunk in self._attempts(
            lambda left: self._model.stream(list(messages), **self._timeout(left)), limit, lambda: _Tally(messages, streamed=True)
        ):
            text = _text_of(chunk)
            if text:
                yield text

    def call(self, messages: Sequence["BaseMessage"], tools: Sequence[dict[str, Any]] = (), limit: float | None = None) -> "BaseMessage":
        """A whole answer, with tool calls if the model makes any. ModelFailed as `stream`."""
        model: Any = self._model
        if tools:
            with suppress(NotImplementedError):
                model = self._model.bind_tools(list(tools))

        def begin(left: float) -> Iterator[Any]:
            return iter([model.invoke(list(messages), **self._timeout(left))])

        found = list(self._attempts(begin, limit, lambda: _Tally(messages, tools)))
        if not found:
            raise ModelFailed("broken", "no answer")
        message: BaseMessage = found[0]
        return message

    def _timeout(self, left: float) -> dict[str, Any]:
        return {"timeout": max(left, 0.001)} if self._timed else {}

    def _attempts(self, begin: Callable[[float], Iterator[Any]], limit: float | None, tally: Callable[[], _Tally]) -> Iterator[Any]:
        deadline = self._clock() + (self.limit if limit is None else limit)
        for pause in (*BACKOFF, None):
            self._ask_leave()
            arrived = False
            try:
                for chunk in self._within(begin, deadline, tally()):
                    arrived = True
                    yield chunk
                self._went_well()
                return
            except ModelFailed as failed:
                pause = max(pause, failed.wait) if pause is not None and not arrived and failed.trouble in _WORTHWHILE else None
                if pause is None or self._clock() + pause >= deadline:
                    self._went_wrong(failed)
                    raise
                time.sleep(pause)

    def _within(self, begin: Callable[[float], Iterator[Any]], deadline: float, tally: _Tally) -> Iterator[Any]:
        """What the model sends, read in a thread of its own: a library that blocks cannot hold the turn up."""
        arrived: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        stopped = threading.Event()
        began = self._clock()

        def read() -> None:
            try:
                for chunk in begin(deadline - began):
                    if stopped.is_set():
                        return
                    arrived.put(("chunk", chunk))
                arrived.put(("end", None))
            except Exception as error:
                arrived.put(("error", error))

        threading.Thread(target=read, name="chat model", daemon=True).start()
        try:
            for value in self._arriving(arrived, deadline):
                if not tally.pieces:
                    with self._lock:
                        self._health = replace(self._health, first_token_ms=(self._clock() - began) * 1000)
                tally.add(value)
                yield value
        except ModelFailed as failed:
            tally.trouble = failed.trouble
            raise
        finally:
            stopped.set()
            self._count(tally)

    def _arriving(self, arrived: "queue.SimpleQueue[tuple[str, Any]]", deadline: float) -> Iterator[Any]:
        while True:
            try:
                kind, value = arrived.get(timeout=max(0.0, deadline - self._clock()))
            except queue.Empty:
                raise ModelFailed("slow") from None
            if kind == "error":
                raise failure(value, self._secret) from value
            if kind == "end":
                return
            yield value

    def _ask_leave(self) -> None:
        with self._lock:
            if self._until > self._clock():
                raise ModelFailed("resting")

    def _went_well(self) -> None:
        with self._lock:
            self._failures, self._rest, self._until = 0, REST, 0.0
            self._health = replace(self._health, state="well", trouble=None)

    def _went_wrong(self, failed: ModelFailed) -> None:
        log.warning("chat model %s: %s", self.name, failed)
        if failed.trouble in _NO_FAULT_OF_ITS_OWN:
            return
        with self._lock:
            self._failures += 1
            self._health = replace(self._health, state="failing", trouble=failed.trouble)
            # A key that is not accepted will not be accepted the next time either.
            if self._failures >= FAILURES or failed.trouble == "refused":
                self._until = self._clock() + self._rest
                self._rest = min(self._rest * 2, LONGEST_REST)

    def _count(self, tally: _Tally) -> None:
        call = tally.ended(self.name)
        with self._lock:
            self.used = self.used.plus(Usage(call.prompt, call.answer, 1))
        noted = recorder()
        if noted:
            noted.called(call)


def _text_of(message: Any) -> str:
    content = getattr(message, "content", message)
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(part if isinstance(part, str) else str(part.get("text", "")) for part in content if isinstance(part, str | dict))
    return ""


def text_of(message: Any) -> str:
    """The words of a model's message, whatever form the provider gives them."""
    return _text_of(message)
