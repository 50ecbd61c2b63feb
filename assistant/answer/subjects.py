"""The one thing that a question is about, and whether words tell of it: who asks for a subsidy is not told who needs the scheme."""

import re
from functools import lru_cache

from assistant.answer.wordings import WORDING
from assistant.domain import Understanding

_RULES = "cross-cutting-certification-rules"
"""What holds for every scheme."""
_TELLING = ("failure", "lateness", "transfer", "consultant", "stages", "looking_up")
"""Subjects that so few texts tell of that one which does is meant."""


def _subjects(prefix: str) -> list[str]:
    return [name.removeprefix(prefix) for name in WORDING if name.startswith(prefix)]


_PREFERRED = {subject: WORDING[f"asks_of_{subject}"] for subject in _subjects("asks_of_")}
_NEEDED = {subject: WORDING[f"asks_only_of_{subject}"] for subject in _subjects("asks_only_of_")}
_ASKED = _PREFERRED | _NEEDED
_TOLD = {subject: WORDING[f"tells_of_{subject}"] for subject in _subjects("tells_of_")}
_TWO = re.compile(r"(?<=[\u4e00-\u9fff，,])(?<!级)[、和跟及与](?=[\u4e00-\u9fff])")
_JOINS = re.compile(r"[，,、；;和跟及与]|\band\b", re.IGNORECASE)


@lru_cache(maxsize=512)
def _asks(asked: str) -> tuple[str, ...]:
    """The subjects that the words of a question name. Every piece of the evidence is held against them."""
    return tuple(subject for subject, pattern in _ASKED.items() if pattern.search(asked))


@lru_cache(maxsize=512)
def _needs(asked: str) -> tuple[str, ...]:
    """Those without which there is no answer."""
    return tuple(subject for subject, pattern in _NEEDED.items() if pattern.search(asked))


def tells(understanding: Understanding, text: str, scheme: str | None) -> float:
    """How much the text tells of what the question is about, 0 to 1, as far as its words name one thing; a kindred scheme's, half."""
    asked = _asked(understanding)
    own = not understanding.mentions or scheme in (None, _RULES, *(mention.scheme for mention in understanding.mentions))
    # Where two things are asked, what tells of one of them is not all that is wanted.
    subjects = _needs(asked) if _TWO.search(asked) else _asks(asked)
    told = [bool(_TOLD[subject].search(text)) for subject in subjects]
    return sum(told) / len(told) * (1.0 if own else 0.5) if told else 0.0


def needed_told(understanding: Understanding, text: str) -> bool:
    """Whether the question is about one thing that few texts tell of, and this one does."""
    plain = understanding.shape not in ("count", "price")
    asks = _asks(_asked(understanding))
    return plain and any(subject in asks and _TOLD[subject].search(text) for subject in _TELLING)


def asked_of_one(understanding: Understanding) -> bool:
    """Whether the words of the question name one thing, and nothing beside it."""
    asked = _asked(understanding)
    return not _JOINS.search(asked) and bool(_asks(asked))


def needed(understanding: Understanding) -> bool:
    """Whether the question is about one thing without which there is no answer."""
    return bool(asked_only(understanding))


def left_out(understanding: Understanding, text: str) -> str:
    """The subject without which there is no answer and that the text does not tell of; "" where nothing is left out."""
    return next((subject for subject in _needs(_asked(understanding)) if not _TOLD[subject].search(text)), "")


def untold(understanding: Understanding, text: str) -> bool:
    """Whether the question is about one thing, be it needed or preferred, and the text tells of none such."""
    told = [bool(_TOLD[subject].search(text)) for subject in _asks(_asked(understanding))]
    return bool(told) and not any(told)


def asked_only(understanding: Understanding) -> str:
    """The subject that the question is about, if without it there is no answer; "" for any other question."""
    own = _needs(understanding.said) if understanding.said else ()
    return next(iter(own or _needs(_asked(understanding))), "")


def is_about(subject: str, question: str) -> bool:
    """Whether another question is about this subject, too."""
    return bool(_NEEDED[subject].search(question))


def _asked(understanding: Understanding) -> str:
    """What is asked, without the names of schemes."""
    return understanding.bare or understanding.question
