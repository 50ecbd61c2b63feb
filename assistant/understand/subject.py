"""Which certification schemes a message is about: those it names, the one it picks, or those spoken of before."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.domain import Aim, Answered, Mention, Understanding
from assistant.names import NameIndex, schemes_of
from assistant.terms import overlap, terms
from assistant.understand.followup import ordinal_of
from assistant.understand.shape import shape_of
from assistant.understand.wordings import WORDING

_COMPARE, _ADD, _ORDER, _EACH = WORDING["compare"], WORDING["add"], WORDING["order"], WORDING["each"]
_COMPARE_WITH, _ON_TOP_OF = WORDING["compare_with"], WORDING["on_top_of"]
_HELD = WORDING["held"]
_SWITCH = WORDING["switch"]
_BY_OLD_NAME = ("obsolete", "misnomer", "typo")


def with_subject(understood: Understanding, message: str, history: Sequence[Answered], names: NameIndex) -> Understanding:
    """The understanding with the schemes that the message is about, and what is wanted of them."""
    found = names.find(message)
    asked = [turn for turn in history if turn.understanding.intent == "question"]
    last = asked[-1].understanding if asked else None
    if last and last.ambiguous and not (found.ambiguous and not found.mentions):
        picked = _picked(message, last.ambiguous, found.mentions, names)
        if picked:
            return _answering(last, picked, understood, names)
    if found.ambiguous and not found.mentions:
        return _of_ambiguous(understood, message, found.ambiguous[0], last, names)
    if not found.mentions:
        spoken = names.spoken_of(message)
        if spoken and names.not_held(message) is None:
            return _asked(understood, message, spoken, names)
        if last is None or not last.mentions:
            return understood
        aim = _aim(message, last.mentions)
        return replace(understood, mentions=last.mentions, carried=True, bare=_bare(understood, names), aim=aim)
    if last and last.mentions and _switches(message, names):
        return _same_of_another(understood, last, found.mentions, names)
    mentions = found.mentions
    if last and len(schemes_of(mentions)) == 1 and _COMPARE_WITH.search(message):
        # "跟27001有什么区别？" compares with what was spoken of.
        mentions = (*(one for one in last.mentions if one.scheme != mentions[0].scheme), *mentions)
    return _asked(understood, message, mentions, names)


def _of_ambiguous(understood: Understanding, message: str, name: str, last: Understanding | None, names: NameIndex) -> Understanding:
    """One of its readings where other words or the conversation tell which, all of them where all are asked about, else a question back."""
    row = names.ambiguous(name)
    readings = [choice.scheme for choice in row.choices] if row else []
    if row and row.together and (_ORDER.search(message) or _COMPARE.search(message)):
        return _asked(understood, message, tuple(Mention(scheme, name, "current") for scheme in readings), names)
    told = _told_apart(message, name, names)
    before = tuple(one for one in (last.mentions if last else ()) if one.scheme in readings)
    meant = (Mention(told, name, "current"),) if told else before
    if not meant:
        return replace(understood, ambiguous=name, bare=_bare(understood, names))
    return replace(understood, mentions=meant, carried=told is None, bare=_bare(understood, names))


def _held(message: str, names: NameIndex) -> tuple[str, ...]:
    """Schemes that the speaker says to have."""
    base = _ON_TOP_OF.search(message)
    if base:
        return schemes_of(names.find(base["zh"] or base["en"]).mentions)
    clauses = re.split(r"[，,。;；？?！!]|\bwhat (?:does|would|do|is)\b|\bdo we\b|再|还", message)
    return tuple(dict.fromkeys(scheme for clause in clauses if _HELD.search(clause) for scheme in schemes_of(names.find(clause).mentions)))


def _asked(understood: Understanding, message: str, mentions: tuple[Mention, ...], names: NameIndex) -> Understanding:
    question, said = understood.question, understood.said
    if any(mention.state in _BY_OLD_NAME for mention in mentions):
        # The texts speak of the scheme by today's name; what was said is searched for beside it.
        said = said or question
        question = names.renamed(question, understood.language)
    changed = replace(understood, mentions=mentions, question=question, said=said, aim=_aim(message, mentions), held=_held(message, names))
    return replace(changed, bare=_bare(changed, names))


def _aim(message: str, mentions: Sequence[Mention]) -> Aim:
    if len(schemes_of(mentions)) < 2:
        return "answer"
    if _COMPARE.search(message):
        return "compare"
    if _HELD.search(message) and _ADD.search(message):
        return "add"
    if _ORDER.search(message):
        return "order"
    return "each" if _EACH.search(message) else "answer"


def _bare(understood: Understanding, names: NameIndex) -> str:
    return re.sub(r"\s+", " ", names.without_names(understood.question)).strip()


def _switches(message: str, names: NameIndex) -> bool:
    """Whether nothing is said but another name: “那27001呢？”, "and ISO 27001?"."""
    rest = names.without_names(message)
    return not re.search(r"\w", _SWITCH.sub(" ", rest))


def _same_of_another(understood: Understanding, last: Understanding, mentions: tuple[Mention, ...], names: NameIndex) -> Understanding:
    """What was asked last, of the scheme named now. After a comparison or a question without a subject, the scheme itself is meant."""
    asked = names.without_names(last.question).strip()
    if not terms(asked) or last.aim != "answer":
        return _asked(understood, understood.question, mentions, names)
    said = mentions[0].said
    question = f"{said}{'' if understood.language == 'zh' else ' '}{asked}"
    changed = replace(understood, question=question, shape=last.shape, said="", focus="", about=())
    return _asked(changed, question, mentions, names)


def _picked(message: str, name: str, mentions: Sequence[Mention], names: NameIndex) -> str | None:
    """The reading that an answer to “which one?” chooses: by its number, its name or its words."""
    ambiguous = names.ambiguous(name)
    if ambiguous is None:
        return None
    choices = ambiguous.choices
    named = [choice.scheme for choice in choices if choice.scheme in schemes_of(mentions)]
    if named:
        return named[0]
    place = ordinal_of(message, len(choices))
    if place is not None:
        return choices[place - 1].scheme
    shares = [(overlap(message, f"{choice.label.zh} {choice.label.en}"), choice.scheme) for choice in choices]
    best, scheme = max(shares)
    alone = [share for share, _ in shares if share == best]
    return scheme if best >= 0.5 and len(alone) == 1 else None


def _told_apart(message: str, name: str, names: NameIndex) -> str | None:
    """The one reading that other words of the message name: “军工四证里管质量的那张”."""
    ambiguous = names.ambiguous(name)
    rest = terms(names.without_names(message))
    if ambiguous is None or not rest:
        return None
    labels = [(choice.scheme, terms(f"{choice.label.zh} {choice.label.en}")) for choice in ambiguous.choices]
    own = [(len(rest & words.difference(*(other for id, other in labels if id != scheme))), scheme) for scheme, words in labels]
    most = max(count for count, _ in own)
    named = [scheme for count, scheme in own if count == most]
    return named[0] if most and len(named) == 1 else None


def _answering(last: Understanding, scheme: str, understood: Understanding, names: NameIndex) -> Understanding:
    """The question that was asked back, now that it is known what it is about."""
    ambiguous = names.ambiguous(last.ambiguous)
    label = next((choice.label.of(last.language) for choice in ambiguous.choices if choice.scheme == scheme), "") if ambiguous else ""
    mention = Mention(scheme, label, "current")
    question = re.sub(re.escape(last.ambiguous), label, last.question, flags=re.IGNORECASE)
    return Understanding(
        understood.language, "question", question, shape_of(last.question), mentions=(mention,), bare=names.without_names(last.question)
    )
