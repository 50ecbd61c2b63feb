"""From a message and the conversation before it to what is asked for."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.domain import Answered, Language, Understanding
from assistant.glossary import in_chinese, in_english
from assistant.names import NameIndex
from assistant.understand.followup import resolve
from assistant.understand.language import language_of
from assistant.understand.messages import LONGEST, cleaned, intent_of, without_opening
from assistant.understand.shape import shape_of
from assistant.understand.subject import with_subject
from assistant.understand.topic import topic_of

__all__ = ["LONGEST", "understand"]

_CLAUSE = re.compile(r"[，,；;？?]|\band\b|\bor\b", re.IGNORECASE)


def understand(message: str, history: Sequence[Answered] = (), names: NameIndex | None = None) -> Understanding:
    """Language, intent, and for a question its standalone form, its shape and the schemes it is about.

    Never fails, whatever the message holds. `names`: the names of schemes to look for; without, none are found.
    """
    text = cleaned(message)
    before: Language = history[-1].understanding.language if history else "zh"
    language = language_of(text[:LONGEST], before)
    intent = intent_of(text)
    named = text
    if intent == "question":
        text = named = without_opening(text)
        text = in_english(text) if language == "en" else in_chinese(text)
        intent = intent_of(text)
    if intent != "question":
        return Understanding(language, intent)
    found = resolve(text, language, history)
    understood = Understanding(found.language, "question", found.question, found.shape, found.said, found.focus, found.about)
    if names:
        understood = with_subject(replace(understood, bare=found.question), named, history, names)
    understood = replace(understood, topic=topic_of(understood.bare or understood.question))
    return replace(understood, parts=_parts(understood)) if understood.mentions and understood.aim == "answer" else understood


def _parts(understood: Understanding) -> tuple[Understanding, ...]:
    """The clauses of a question that are about different sections, if there are two of them."""
    clauses = [clause.strip() for clause in _CLAUSE.split(understood.question) if clause.strip()]
    topics = [topic_of(clause) for clause in clauses]
    if len(clauses) != 2 or not all(topics) or topics[0] == topics[1]:
        return ()
    return tuple(
        replace(understood, question=clause, bare=clause, shape=shape_of(clause), topic=topic)
        for clause, topic in zip(clauses, topics, strict=True)
    )
