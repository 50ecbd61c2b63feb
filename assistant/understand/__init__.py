"""From a message and the conversation before it to what is asked for."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.case import CaseFile
from assistant.domain import Answered, Command, Language, Understanding
from assistant.glossary import in_chinese, in_english
from assistant.names import NameIndex, schemes_of
from assistant.understand.commands import Reading, read_commands, unread_row
from assistant.understand.followup import resolve
from assistant.understand.language import language_of
from assistant.understand.messages import LONGEST, cleaned, intent_of, without_framing, without_opening, without_reports
from assistant.understand.shape import shape_of
from assistant.understand.subject import with_subject
from assistant.understand.topic import asks_only, says_nothing, topic_of
from assistant.understand.wordings import WORDING

__all__ = ["LONGEST", "understand"]

MOST_PARTS = 3
"""Things that one message may ask at once."""
_MARKS = re.compile(r"[{}\[\]<>$%\\]")
"""Of what programs write, not people."""
_ASKS_ITSELF, _ASKS_NEED, _COMPARE = WORDING["asks_itself"], WORDING["asks_need"], WORDING["compare"]
_TELLS = ("set_profile", "add_to_profile", "describe_services")
"""What is noted of a client, whatever it asks."""
_SENTENCE = re.compile(r"[，,。；;！!]\s*|\.\s+")
_CLAUSE = re.compile(
    r"(?<=[？?])|[，,；;]|(?<=[\u4e00-\u9fff])(?:以及|还有|[和及跟与、]|\s)(?=[\u4e00-\u9fff])"
    r"|(?<=多少钱)(?=\S)|(?<=多久)(?=(?:要|得|大概|需要)*(?:多少钱|费用|什么价))|\band\b|\bor\b",
    re.IGNORECASE,
)


def understand(
    message: str,
    history: Sequence[Answered] = (),
    names: NameIndex | None = None,
    case: CaseFile | None = None,
    today: dt.date = dt.date.min,
) -> Understanding:
    """Language, intent, the changes of the case it asks for, and for a question its standalone form, its shape and its schemes.

    Never fails, whatever the message holds. `names`: the names of schemes to look for; without, none are found.
    `case`: what commands are read against; without, none are. `today`: the day that “next June” counts from.
    """
    text = cleaned(message)
    before: Language = history[-1].understanding.language if history else "zh"
    language = language_of(text[:LONGEST], before)
    intent = intent_of(text)
    named = text
    if intent == "question":
        text = named = without_reports(without_framing(without_opening(text)))
        text = in_english(text) if language == "en" else in_chinese(text)
        intent = intent_of(text)
    if case is not None and intent in _MAY_COMMAND:
        read = read_commands(message, language, case, names, today)
        if read.understood and not _asks_only(read, text, case, names):
            asked = _question_beside(read, text, language, history, names)
            return replace(
                asked,
                commands=read.commands,
                asked=tuple(read.asked),
                unclear=tuple(read.unclear),
                declined=read.declined,
            )
    if intent == "not_words" and names and not _MARKS.search(text) and (names.find(text).mentions or topic_of(text)):
        # A number alone may be the name of a scheme, and a long word alone what is asked of the last one.
        intent = "question"
    if intent != "question":
        return Understanding(language, intent)
    understood = _of_question(text, named, language, history, names)
    return replace(understood, otherwise=unread_row(message, case, language)) if case is not None else understood


_MAY_COMMAND = ("question", "greeting", "thanks", "farewell", "not_words")
"""Intents of messages that may be about the case: “好的，换吧” looks like thanks."""


def _asks_only(read: Reading, text: str, case: CaseFile, names: NameIndex | None) -> bool:
    """Whether what was read as a command is a question: a scheme that is asked about is not wanted yet, and a comparison fills no row."""
    if read.question or read.asked or read.unclear or read.declined or not read.commands:
        return False
    if all(_holds_a_question(command) for command in read.commands):
        return True
    if all(_is_target(command) for command in read.commands):
        return bool((_ASKS_NEED if _wants_several(read) else _ASKS_ITSELF).search(text))
    filled = all(command.tool == "assign_raci" for command in read.commands)
    return filled and bool(_COMPARE.search(text)) and (not case.case.raci.rows or bool(names and names.find(text).mentions))


def _holds_a_question(command: Command) -> bool:
    """Whether what would be noted of the client asks something itself: a site “IATF16949证书会不会失效”."""
    noted = " ".join(map(str, command.args.values()))
    return command.tool in ("set_profile", "add_to_profile") and bool(_ASKS_ITSELF.search(noted))


def _is_target(command: Command) -> bool:
    return command.tool in ("set_profile", "add_to_profile") and bool(command.args.get("target") or _values(command))


def _question_beside(
    read: Reading, message: str, language: Language, history: Sequence[Answered], names: NameIndex | None
) -> Understanding:
    """The question that stands beside commands; a mere command where there is none."""
    text = read.question or (message if _wants_several(read) else _asked_beside(read, message))
    if not text or intent_of(text) != "question":
        # “We want ISO 20000.” has nothing to answer, but is what “how long?” goes on from.
        return Understanding(language, "command", mentions=names.find(message).mentions if names else ())
    named = without_opening(text)
    plain = in_english(named) if language == "en" else in_chinese(named)
    if names and not names.find(named).mentions and len(schemes_of(names.find(message).mentions)) == 1:
        # “我们想办ISO 27001，先问下费用”: what is asked is asked of the scheme that the rest of the message names.
        said = names.find(message).mentions[0].said
        plain, named = f"{said}{'' if language == 'zh' else ' '}{plain}", f"{said} {named}"
    return _of_question(plain, named, language, history, names)


def _asked_beside(read: Reading, message: str) -> str:
    """The clauses of a message that ask, where what was noted of the client only stands in them: “cost of ISO 9001 for 30 people”."""
    told = all(command.tool in _TELLS and not _is_target(command) for command in read.commands)
    if not read.commands or not told or read.asked or read.unclear:
        return ""
    clauses = [clause for clause in _SENTENCE.split(message) if _ASKS_ITSELF.search(clause) or shape_of(clause) == "price"]
    return ", ".join(clauses)


def _wants_several(read: Reading) -> bool:
    """“We want A, B and C” notes the targets, and is answered with their order and what they share."""
    return any(
        command.tool in ("set_profile", "add_to_profile") and len(command.args.get("target") or _values(command)) > 1
        for command in read.commands
    )


def _values(command: Command) -> Sequence[str]:
    return command.args.get("values", ()) if command.args.get("field") == "target" else ()


def _of_question(text: str, named: str, language: Language, history: Sequence[Answered], names: NameIndex | None) -> Understanding:
    found = resolve(text, language, history)
    understood = Understanding(found.language, "question", found.question, found.shape, found.said, found.focus, found.about)
    if names:
        understood = with_subject(replace(understood, bare=found.question), named, history, names)
    asked = understood.bare or understood.question
    topic = topic_of(asked)
    if understood.mentions and not topic and understood.shape == "fact" and says_nothing(understood.bare):
        understood = replace(understood, bare="")
    understood = replace(understood, topic=topic, only_topic=asks_only(asked, topic))
    return replace(understood, parts=_parts(understood, names)) if understood.mentions and understood.aim == "answer" else understood


def _parts(understood: Understanding, names: NameIndex | None) -> tuple[Understanding, ...]:
    """The clauses of a question that are about different sections, if there are several of them."""
    clauses = [(clause.strip(), _bare(clause, names)) for clause in _CLAUSE.split(understood.question) if clause.strip()]
    parts = [_part(understood, clause, bare) for clause, bare in clauses]
    # What only leads up to a question is none of its parts.
    parts = [part for part in parts if part.shape != "fact" or part.only_topic or part.question.endswith(("?", "？"))]
    topics = [part.topic for part in parts]
    return tuple(parts) if 1 < len(parts) <= MOST_PARTS and all(topics) and len({*topics}) == len(topics) else ()


def _part(understood: Understanding, clause: str, bare: str) -> Understanding:
    topic = topic_of(bare)
    return replace(understood, question=clause, bare=bare, shape=shape_of(clause), topic=topic, only_topic=asks_only(bare, topic))


def _bare(clause: str, names: NameIndex | None) -> str:
    return re.sub(r"\s+", " ", names.without_names(clause)).strip() if names else clause.strip()
