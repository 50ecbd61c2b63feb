"""The description of work in a message: told apart from everything else and taken as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understand.commands.profile_wordings import WORDING as FACTS
from assistant.understand.commands.reading import Context
from assistant.understand.commands.services_wordings import WORDING
from assistant.understand.commands.stretches import Stretch, sentences_of
from assistant.understand.commands.wordings import WORDING as COMMON
from assistant.understand.commands.work import CLEAR, names_activity, opens_with_trade, speaks_of_case, told_of_work


@dataclass(frozen=True)
class Description:
    """The stretches of a message that tell of work, in order."""

    stretches: tuple[Stretch, ...]


def description_in(
    stretches: Sequence[Stretch], context: Context, *, asking: bool = False, alone: bool = False, wanted: bool = False
) -> Description | None:
    """What of a message tells of the client's work; None without.

    `asking`: the message asks something, so that only what is plain counts. `alone`: it does nothing else, so that the mere name of a
    trade counts. `wanted`: it asks which category fits, so that whatever tells of work counts, also what leads up to the question.
    """
    spoken_of = not asking and _spoken_of(context)
    sentences = [sentence for sentence in sentences_of(stretches) if wanted or _states(sentence)]
    telling = [_tells(sentence, spoken_of=spoken_of, asking=asking, alone=alone and not asking, wanted=wanted) for sentence in sentences]
    if not any(telling):
        return None
    kept = [each for sentence, tells in zip(sentences, telling, strict=True) for each in sentence if _belongs(each, tells)]
    return Description(tuple(kept))


def _states(sentence: Sequence[Stretch]) -> bool:
    """Whether a sentence is a statement: its end asks nothing, though words like 什么 may stand before it (要什么系统我们就写什么)."""
    if not sentence[0].asks:
        return True
    if WORDING["states_after_all"].search(sentence[0].folded):
        return True
    words = [bool(COMMON["asks"].search(each.folded)) for each in sentence]
    return any(words) and not words[-1] and sentence[-1].last


def _tells(sentence: Sequence[Stretch], *, spoken_of: bool, asking: bool, alone: bool, wanted: bool) -> bool:
    """Whether a sentence tells of work, by itself or in a conversation about it."""
    own = [each for each in sentence if not WORDING["small_talk"].search(each.folded) and not speaks_of_case(each.folded)]
    text = ",".join(each.folded for each in own)
    told = told_of_work(text)
    if not own or (names_activity(text) and not (WORDING["scope_said"].search(text) and told.points >= CLEAR)):
        return False
    if asking and len(own) == 1 and any(FACTS[name].search(text) for name in ("maturity_plain_zh", "maturity_plain_en")):
        return False
    if asking or sentence[0].asks:
        plenty = (told.verb and told.points >= CLEAR) or told.points >= 2 * CLEAR
        return told.something if wanted else (told.subject or told.vague) and plenty
    if len(own) < len(sentence) and any(speaks_of_case(each.folded) for each in sentence):
        # Something else is spoken of in the sentence: only clear signs make it a description all the same.
        return told.subject and told.points >= CLEAR
    if told.plain or told.by_itself or (wanted and told.something):
        return True
    if alone and told.trade and opens_with_trade(text):
        return True
    return spoken_of and told.something and (told.verb or told.subject)


def _belongs(stretch: Stretch, tells: bool) -> bool:
    """Whether a stretch goes with the description: beside telling ones in the sentence, or one of a sentence about nothing else."""
    text = stretch.folded
    if WORDING["small_talk"].search(text) or WORDING["other_matter"].search(text):
        return False
    return tells or not speaks_of_case(text)


def _spoken_of(context: Context) -> bool:
    """Whether the conversation is about the work, or has been until now."""
    talk, fit = context.file.talk, context.file.case.fit
    return talk.subject == "categories" or bool(talk.pending and talk.pending.kind == "category") or bool(fit.described)
