"""The one thing that a question is about, and whether words tell of it: who asks for a subsidy is not told who needs the scheme."""

import re

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
_TOLD = {subject: WORDING[f"tells_of_{subject}"] for subject in _subjects("tells_of_")}
_TWO = re.compile(r"(?<=[\u4e00-\u9fff，,])(?<!级)[、和跟及与](?=[\u4e00-\u9fff])")
_JOINS = re.compile(r"[，,、；;和跟及与]|\band\b", re.IGNORECASE)


def tells(understanding: Understanding, text: str, scheme: str | None) -> float:
    """How much the text tells of what the question is about, 0 to 1, as far as its words name one thing; a kindred scheme's, half."""
    asked = _asked(understanding)
    own = not understanding.mentions or scheme in (None, _RULES, *(mention.scheme for mention in understanding.mentions))
    # Where two things are asked, what tells of one of them is not all that is wanted.
    subjects = _NEEDED if _TWO.search(asked) else _PREFERRED | _NEEDED
    told = [bool(_TOLD[subject].search(text)) for subject, pattern in subjects.items() if pattern.search(asked)]
    return sum(told) / len(told) * (1.0 if own else 0.5) if told else 0.0


def needed_told(understanding: Understanding, text: str) -> bool:
    """Whether the question is about one thing that few texts tell of, and this one does."""
    asked = _asked(understanding)
    plain = understanding.shape not in ("count", "price")
    asks = _PREFERRED | _NEEDED
    return plain and any(asks[subject].search(asked) and _TOLD[subject].search(text) for subject in _TELLING)


def asked_of_one(understanding: Understanding) -> bool:
    """Whether the words of the question name one thing, and nothing beside it."""
    asked = _asked(understanding)
    return not _JOINS.search(asked) and any(pattern.search(asked) for pattern in (_PREFERRED | _NEEDED).values())


def needed(understanding: Understanding) -> bool:
    """Whether the question is about one thing without which there is no answer."""
    return bool(asked_only(understanding))


def left_out(understanding: Understanding, text: str) -> str:
    """The subject without which there is no answer and that the text does not tell of; "" where nothing is left out."""
    asked = _asked(understanding)
    missed = (subject for subject, pattern in _NEEDED.items() if pattern.search(asked) and not _TOLD[subject].search(text))
    return next(missed, "")


def untold(understanding: Understanding, text: str) -> bool:
    """Whether the question is about one thing, be it needed or preferred, and the text tells of none such."""
    asked = _asked(understanding)
    told = [bool(_TOLD[subject].search(text)) for subject, pattern in (_PREFERRED | _NEEDED).items() if pattern.search(asked)]
    return bool(told) and not any(told)


def asked_only(understanding: Understanding) -> str:
    """The subject that the question is about, if without it there is no answer; "" for any other question."""
    asked = _asked(understanding)
    return next((subject for subject, pattern in _NEEDED.items() if pattern.search(asked)), "")


def is_about(subject: str, question: str) -> bool:
    """Whether another question is about this subject, too."""
    return bool(_NEEDED[subject].search(question))


def _asked(understanding: Understanding) -> str:
    """What is asked, without the names of schemes."""
    return understanding.bare or understanding.question
