"""Which certification schemes a message is about: those it names, the one it picks, or those spoken of before."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.domain import Aim, Answered, Mention, Understanding
from assistant.names import NameIndex, schemes_of
from assistant.terms import overlap, terms
from assistant.understand.followup import ordinal_of
from assistant.understand.shape import shape_of
from assistant.understand.topic import asks_only, topic_of
from assistant.understand.wordings import WORDING

_COMPARE, _ADD, _ORDER, _EACH = WORDING["compare"], WORDING["add"], WORDING["order"], WORDING["each"]
_COMPARE_WITH, _ON_TOP_OF = WORDING["compare_with"], WORDING["on_top_of"]
_HELD = WORDING["held"]
_TO_BID = WORDING["to_bid"]
_WHICH_OF_THEM = WORDING["which_of_them"]
_SWITCH, _PREDICATE, _ANY_SYSTEM = WORDING["switch"], WORDING["predicate_names"], WORDING["any_system"]
_OF_ANY = ("time", "validity", "authority")
"""What is much the same for every management system."""
_RULES = "cross-cutting-certification-rules"
"""What holds for every management system."""
_OF_ONE = ("time", "costs", "validity", "authority")
"""What is asked of a scheme that is wanted, whatever is held already."""
_PREDICATE_SAID = re.compile("(?:国家|中国)?强制(?:性)?(?:产品)?认证")
_BY_OLD_NAME = ("obsolete", "misnomer", "typo")


def with_subject(understood: Understanding, message: str, history: Sequence[Answered], names: NameIndex) -> Understanding:
    """The understanding with the schemes that the message is about, and what is wanted of them."""
    found = names.find(message)
    if len(schemes_of(found.mentions)) > 1 and any(_PREDICATE.search(one.said) for one in found.mentions):
        # “HACCP强制认证吗” is not about CCC.
        message, understood = _less_predicates(message), replace(understood, question=_less_predicates(understood.question))
        found = names.find(message)
    asked = [turn for turn in history if turn.understanding.intent == "question" or turn.understanding.mentions]
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
        return _carried(understood, message, last, names)
    if last and (last.mentions or topic_of(last.question) or last.shape == "price") and _switches(message, names):
        return _same_of_another(understood, last, found.mentions, names)
    mentions = found.mentions
    if last and len(schemes_of(mentions)) == 1 and _COMPARE_WITH.search(message):
        # "跟27001有什么区别？" compares with what was spoken of.
        mentions = (*(one for one in last.mentions if one.scheme != mentions[0].scheme), *mentions)
    return _asked(understood, message, mentions, names)


def _less_predicates(text: str) -> str:
    return _PREDICATE_SAID.sub("强制", text)


def _carried(understood: Understanding, message: str, last: Understanding, names: NameIndex) -> Understanding:
    """What is asked of the schemes spoken of before; words that say by themselves what they ask leave the last question behind."""
    if len(schemes_of(last.mentions)) > 1 and _WHICH_OF_THEM.search(message):
        return _which_of_them(understood, message, last)
    aim = _aim(message, last.mentions)
    alone = asks_only(message, topic_of(message))
    leans = understood.question.endswith(message) and (alone or understood.question != message)
    anew = (understood.said == message or leans) and (topic_of(message) or shape_of(message) == "price")
    if anew and aim == "answer":
        one = last.mentions[0].said if len(schemes_of(last.mentions)) == 1 else ""
        question = f"{one}{'' if understood.language == 'zh' else ' '}{message}".strip()
        # What has other words as well may turn to another subject; it is looked for without the scheme, too.
        said = "" if alone else message
        own = replace(understood, question=question, said=said, shape=shape_of(message), focus="", about=())
        aim = last.aim if last.aim == "each" else aim
        return replace(own, mentions=last.mentions, carried=True, bare=message, aim=aim)
    return replace(understood, mentions=last.mentions, carried=True, bare=_bare(understood, names), aim=aim)


def _which_of_them(understood: Understanding, message: str, last: Understanding) -> Understanding:
    """“哪个快？” after a comparison: asked of each of them, and of nothing else."""
    mentions = tuple(dict.fromkeys(replace(mention, state="current") for mention in last.mentions))
    aim: Aim = "each" if topic_of(message) or shape_of(message) == "price" else "compare"
    own = replace(understood, question=message, said="", shape=shape_of(message), focus="", about=())
    return replace(own, mentions=mentions, bare=message, aim=aim)


def _of_ambiguous(understood: Understanding, message: str, name: str, last: Understanding | None, names: NameIndex) -> Understanding:
    """One of its readings where other words or the conversation tell which, all of them where all are asked about, else a question back."""
    row = names.ambiguous(name)
    readings = [choice.scheme for choice in row.choices] if row else []
    every = tuple(Mention(scheme, name, "current") for scheme in readings)
    if row and row.together and (_ORDER.search(message) or _COMPARE.search(message)):
        return _asked(understood, message, every, names)
    if row and row.together and (topic_of(names.without_names(message)) or understood.shape == "price"):
        return replace(_asked(understood, message, every, names), aim="each")
    if _ANY_SYSTEM.search(name.replace(" ", "")) and topic_of(names.without_names(message)) in _OF_ANY:
        return _asked(understood, message, (Mention(_RULES, name, "current"),), names)
    general = tuple(one for one in names.spoken_of(message) if one.scheme == _RULES)
    if general:
        # “怎么查ISO证书真假” is asked of none of them.
        return _asked(understood, message, general, names)
    told = _told_apart(message, name, names) or _told_by_trade(message, readings, names)
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
    clauses = re.split(r"[，,。;；？?！!]|\.(?=\s)|\bhow (?:long|much)\b|\bwhat (?:does|would|do|is)\b|\bdo we\b|再|还", message)
    return tuple(dict.fromkeys(scheme for clause in clauses if _HELD.search(clause) for scheme in schemes_of(names.find(clause).mentions)))


def _asked(understood: Understanding, message: str, mentions: tuple[Mention, ...], names: NameIndex) -> Understanding:
    question, said = understood.question, understood.said
    if any(mention.state in _BY_OLD_NAME for mention in mentions):
        # The texts speak of the scheme by today's name; what was said is searched for beside it.
        said = said or question
        question = names.renamed(question, understood.language)
    held, aim = _held(message, names), _aim(message, mentions)
    if aim == "answer" and _of_one(message) and set(held) < set(schemes_of(mentions)):
        # “有9001了，再做14001要多久” asks that of the one that is wanted.
        mentions = tuple(one for one in mentions if one.scheme not in held)
    changed = replace(understood, mentions=mentions, question=question, said=said, aim=aim, held=held)
    return replace(changed, bare=_bare(changed, names))


def _of_one(message: str) -> bool:
    """Whether it is asked of the scheme that is wanted alone."""
    return topic_of(message) in _OF_ONE or bool(_TO_BID.search(message))


def _aim(message: str, mentions: Sequence[Mention]) -> Aim:
    if len(schemes_of(mentions)) < 2:
        return "answer"
    if _COMPARE.search(message):
        return "compare"
    if _HELD.search(message) and _ADD.search(message) and not _of_one(message):
        return "add"
    if _ORDER.search(message):
        # How long several take together is told of each.
        return "order" if shape_of(message) != "time" else "each"
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
    if not (terms(asked) or topic_of(asked)) or last.aim != "answer":
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


def _told_by_trade(message: str, readings: Sequence[str], names: NameIndex) -> str | None:
    """The one reading that words for a trade or a thing speak of: “药厂的GMP”."""
    spoken = [one for one in schemes_of(names.spoken_of(names.without_names(message))) if one in readings]
    return spoken[0] if len(spoken) == 1 else None


def _answering(last: Understanding, scheme: str, understood: Understanding, names: NameIndex) -> Understanding:
    """The question that was asked back, now that it is known what it is about."""
    ambiguous = names.ambiguous(last.ambiguous)
    label = next((choice.label.of(last.language) for choice in ambiguous.choices if choice.scheme == scheme), "") if ambiguous else ""
    mention = Mention(scheme, label, "current")
    question = re.sub(re.escape(last.ambiguous), label, last.question, flags=re.IGNORECASE)
    return Understanding(
        understood.language, "question", question, shape_of(last.question), mentions=(mention,), bare=names.without_names(last.question)
    )
