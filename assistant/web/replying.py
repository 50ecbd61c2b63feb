"""Turns for programs: their events by name as JSON lines, those of a session one after another, so many at a time.

This is an outermost edge: whatever goes wrong behind it becomes a sentence for the reader and a log entry for us.
"""

import logging
import threading
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import asynccontextmanager
from typing import Literal, TypeVar
from weakref import WeakValueDictionary

import anyio

from assistant.cli_lines import as_line, record
from assistant.domain import Answered, Draft, Failed, Progress
from assistant.errors import AssistantError
from assistant.web.door import Door
from assistant.web.texts import word
from assistant.web.turns import CONCURRENT_REPLIES

Named = tuple[Literal["progress", "draft", "answered", "failed"], str]
"""What an event is, and its data as one line of JSON."""
T = TypeVar("T")

_log = logging.getLogger(__name__)


class Replies:
    """The turns of one server. A waiting turn holds no thread: what waits must not keep from running what it waits for."""

    def __init__(self, assistant: Door, at_a_time: int = CONCURRENT_REPLIES) -> None:
        """`at_a_time`: turns that run at the same time; more wait, first come, first served."""
        self._assistant = assistant
        self._running = anyio.CapacityLimiter(at_a_time)
        # Threads of their own: those of the page stay free for the page.
        self._threads = anyio.CapacityLimiter(at_a_time)
        self._sessions: WeakValueDictionary[str, anyio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, session: str, message: str) -> AsyncIterator[AsyncIterator[Named]]:
        """The events of a turn, the last of them `answered` or `failed`.

        Whoever leaves before that ends the turn, and the session is as it was. Entering waits for its place.
        """
        async with self._sessions.setdefault(session, anyio.Lock()), self._running:
            steps = _Steps(named_events(self._assistant, session, message))
            try:
                yield self._in_threads(steps)
            finally:
                with anyio.CancelScope(shield=True):
                    await self._in_thread(steps.close)

    async def _in_threads(self, steps: "_Steps") -> AsyncIterator[Named]:
        while (event := await self._in_thread(steps.next)) is not None:
            yield event

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await anyio.to_thread.run_sync(work, limiter=self._threads)


class _Steps:
    """A turn that is worked on in one thread after another; to end it waits for the step that has begun."""

    def __init__(self, events: Generator[Named, None, None]) -> None:
        self._events = events
        self._lock = threading.Lock()

    def next(self) -> Named | None:
        with self._lock:
            return next(self._events, None)

    def close(self) -> None:
        with self._lock:
            self._events.close()


def named_events(assistant: Door, session: str, message: str) -> Generator[Named, None, None]:
    """The events of a turn by name; `answered` is what `batch` prints. The pieces of a checked answer are left out: it follows whole."""
    events = assistant.reply(session, message)
    try:
        for event in events:
            match event:
                case Progress(step):
                    yield "progress", as_line({"step": step})
                case Draft(text):
                    yield "draft", as_line({"text": text, "checked": False})
                case Answered():
                    # The turn has not been let go of yet, so the case is the one that it left.
                    yield "answered", as_line(record(event, assistant.case(session)))
                    return
                case Failed(reason):
                    yield "failed", as_line({"error": reason})
                    return
    except AssistantError as error:
        yield "failed", as_line({"error": str(error)})
        return
    except Exception:  # outermost edge
        _log.exception("A reply failed")
    finally:
        if isinstance(events, Generator):
            events.close()
    yield "failed", as_line({"error": word("api_failed", "en")})
