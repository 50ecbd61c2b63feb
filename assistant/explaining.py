"""Why a turn came out as it did: what was understood, found, dropped and spent. Gathered only for who asks (`Recorder.explaining`)."""

import datetime as dt
from dataclasses import dataclass

from assistant.case import CaseFile
from assistant.domain import Answered, Asked, Command, Intent, Language, Shape, Timings, Understanding
from assistant.names import NameIndex, schemes_of
from assistant.recording import LookedUp, ModelCall, Recorder
from assistant.understand.commands import read_commands


@dataclass(frozen=True)
class Found:
    """A passage that the answer could be drawn from."""

    key: str
    source: str
    section: str
    score: float
    cosine: float
    keyword: float


@dataclass(frozen=True)
class Explained:
    """One turn, explained."""

    language: Language
    intent: Intent
    question: str
    """As it was looked up: made to stand alone, by rules or by the model."""
    schemes: tuple[str, ...]
    topic: str
    shape: Shape
    commands: tuple[Command, ...]
    asked: tuple[Asked, ...]
    unclear: tuple[str, ...]
    """Questions back about what was not understood."""
    unread: tuple[str, ...]
    """Clauses of a message with commands that no reader took; what asks in them is the question."""
    passages: tuple[Found, ...]
    """Best first."""
    refusal: str
    """Why the passages did not answer; "" when they did, or nothing was asked of them."""
    proposals_dropped: tuple[str, ...]
    """Commands that the model proposed, with the reason."""
    removed: tuple[str, ...]
    """Sentences of the model that were taken out, with the reason in front."""
    quoted: tuple[str, ...]
    """Sentences of the model in whose place the passage's own words stand, likewise."""
    fallback: str
    """Why the quotation stands though the model was asked for words."""
    model: str | None
    """The one that was called; None when none was."""
    worded: bool
    """The answer is in the model's words."""
    calls: tuple[ModelCall, ...]
    timings: Timings

    @property
    def tokens(self) -> tuple[int, int]:
        """Sent to the model and received from it."""
        return sum(call.prompt for call in self.calls), sum(call.answer for call in self.calls)

    @property
    def estimated(self) -> bool:
        """The provider did not count all of them: some are counted from the text."""
        return any(call.estimated for call in self.calls)


def explained(recorder: Recorder, answered: Answered) -> Explained:
    """What a recorder noted of a turn that has ended."""
    understood = recorder.understood or answered.understanding
    used = _used(recorder.looked_up)
    looked_up = used.understanding if used else understood
    return Explained(
        language=understood.language,
        intent=understood.intent,
        question=looked_up.question,
        schemes=schemes_of(looked_up.mentions),
        topic=looked_up.topic,
        shape=looked_up.shape,
        commands=understood.commands,
        asked=understood.asked,
        unclear=understood.unclear,
        unread=recorder.unread,
        passages=_found(used) if used else (),
        refusal=_refusal(recorder, used),
        proposals_dropped=tuple(recorder.dropped),
        removed=tuple(recorder.removed),
        quoted=tuple(recorder.quoted),
        fallback=recorder.fallback,
        model=recorder.calls[-1].model if recorder.calls else None,
        worded=bool(recorder.worded),
        calls=tuple(recorder.calls),
        timings=answered.timings,
    )


def unread(message: str, understood: Understanding, file: CaseFile, names: NameIndex, today: dt.date) -> tuple[str, ...]:
    """The clauses of a message with commands that no reader of commands took: the message is read once more to find them."""
    if not (understood.commands or understood.asked or understood.unclear):
        return ()
    reading = read_commands(message, understood.language, file, names, today)
    return tuple(clause.text for _, clause in reading.free())


def _used(attempts: list[LookedUp]) -> LookedUp | None:
    """The attempt that answered; the first one when none did."""
    return next((one for one in attempts if not one.refused), attempts[0] if attempts else None)


def _found(used: LookedUp) -> tuple[Found, ...]:
    return tuple(
        Found(
            one.key,
            one.passage.document.id,
            " › ".join(one.passage.section),
            round(one.score, 4),
            round(one.cosine, 4),
            round(one.keyword, 4),
        )
        for one in used.retrieved.evidence
    )


def _refusal(recorder: Recorder, used: LookedUp | None) -> str:
    if used is None or not used.refused:
        return ""
    return recorder.lacks[0] if recorder.lacks else "nothing was left of the answer after the check"
