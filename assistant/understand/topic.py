"""Which section of a scheme's summary a question is about, by the words it is put in."""

import re

from assistant.terms import terms
from assistant.understand.wordings import WORDING

_PREFIX = "topic_"
_ORDERED = sorted(name.removeprefix(_PREFIX) for name in WORDING if name.startswith(_PREFIX))
_DEALING = WORDING["dealing"]
_CLAUSE = re.compile(r"[，,。；;！!？?]+")
_TOPICS = [(name.split("_", 1)[1], WORDING[f"topic_{name}"]) for name in _ORDERED]


def topic_of(question: str) -> str:
    """The anchor of the section, e.g. `validity`; "" when no words tell."""
    return next((anchor for anchor, pattern in _TOPICS if pattern.search(question)), "")


def asks_only(question: str, topic: str) -> bool:
    """Whether the clause that has the topic's words has no other ones, and the clauses around it only lead up to it."""
    clauses = [clause for clause in _CLAUSE.split(question) if clause.strip()]
    pointing = [clause for clause in clauses if topic_of(clause)]
    if not topic or len(pointing) != 1 or topic_of(pointing[0]) != topic or pointing[0] != clauses[-1]:
        return False
    rest = pointing[0]
    for anchor, pattern in _TOPICS:
        rest = pattern.sub(" ", rest) if anchor == topic else rest
    return says_nothing(rest)


def says_nothing(text: str) -> bool:
    """Whether nothing is left of a text without the words for getting a certificate: “做9001” names a scheme and asks nothing of it."""
    return not terms(_DEALING.sub(" ", text))
