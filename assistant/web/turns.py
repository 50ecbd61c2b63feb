"""Between the page and the assistant: a turn as it grows, the turns that were kept, a source as it is opened.

This is an outermost edge: whatever goes wrong behind it becomes a quiet line for the reader and a log entry for us.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import replace

from assistant.case import Case
from assistant.domain import Answered, Citation, Draft, Event, Failed, Language, Progress, Token
from assistant.errors import AssistantError
from assistant.web import source
from assistant.web.conversation import Turn, Unfinished
from assistant.web.door import Door
from assistant.web.texts import word

LONGEST_MESSAGE = 100_000
"""Characters; a longer message is turned away before the assistant sees it."""
CONCURRENT_REPLIES = 16
"""Answers of the page that stream at the same time, and as many of the API; more wait."""
SECONDS_BETWEEN_PAINTS = 0.04
"""Tokens that arrive faster are painted together: a paint costs more than a token."""

_log = logging.getLogger(__name__)


def growing_turn(assistant: Door, session: str, message: str, language: Language) -> Iterator[Turn]:
    """The turn each time it is worth painting; the last one is final: Answered, or Unfinished with a note."""
    turn: Turn = Unfinished(message)
    painted = 0.0
    for turn in _every_step(assistant, session, message, language):
        if isinstance(turn, Unfinished) and turn.text and not turn.note:
            if time.monotonic() - painted < SECONDS_BETWEEN_PAINTS:
                continue
            painted = time.monotonic()
        yield turn


def kept_turns(assistant: Door, session: str, language: Language) -> tuple[tuple[Turn, ...], str]:
    """The turns that were kept, and a line to show when they cannot be read."""
    try:
        return tuple(assistant.history(session)), ""
    except Exception:  # outermost edge
        _log.exception("A history could not be read")
        return (), word("history_failed", language)


def kept_case(assistant: Door, session: str) -> Case | None:
    """The case as it stands; None when it cannot be read."""
    try:
        return assistant.case(session)
    except Exception:  # outermost edge
        _log.exception("A case could not be read")
        return None


def opened_source(assistant: Door, turns: tuple[Turn, ...], wanted: tuple[int, int] | None, language: Language) -> str:
    """The source panel for citation `wanted` = (turn, number), or for none."""
    if wanted is None:
        return source.empty_html(language)
    found = _cited(turns, *wanted)
    if found is None:
        return source.failed_html(language)
    try:
        return source.source_html(*found, assistant.library, language)
    except Exception:  # outermost edge
        _log.exception("A source could not be opened")
        return source.failed_html(language)


def _every_step(assistant: Door, session: str, message: str, language: Language) -> Iterator[Turn]:
    if len(message) > LONGEST_MESSAGE:
        yield Unfinished(message, note=word("too_long", language).format(limit=f"{LONGEST_MESSAGE:,}"))
        return
    turn = Unfinished(message)
    try:
        for event in assistant.reply(session, message):
            grown = _grown(turn, event)
            yield grown
            if isinstance(grown, Answered) or grown.note:
                return
            turn = grown
    except AssistantError as error:
        yield turn.broken_off(str(error))
        return
    except Exception:  # outermost edge
        _log.exception("A reply failed")
    yield turn.broken_off(word("failed", language))


def _grown(turn: Unfinished, event: Event) -> Turn:
    match event:
        case Progress(step):
            return replace(turn, step=step)
        case Draft(text):
            return Unfinished(turn.message, turn.text + text, drafted=True)
        case Token(text):
            return Unfinished(turn.message, text if turn.drafted else turn.text + text)
        case Failed(reason):
            return turn.broken_off(reason)
        case Answered():
            return event


def _cited(turns: tuple[Turn, ...], number: int, n: int) -> tuple[Answered, Citation] | None:
    for turn in turns:
        if isinstance(turn, Answered) and turn.turn == number:
            return next(((turn, citation) for citation in turn.answer.citations if citation.n == n), None)
    return None
