"""Which section of a scheme's summary a question is about, by the words it is put in."""

from assistant.understand.wordings import WORDING

_PREFIX = "topic_"
_ORDERED = sorted(name.removeprefix(_PREFIX) for name in WORDING if name.startswith(_PREFIX))
_TOPICS = [(name.split("_", 1)[1], WORDING[f"topic_{name}"]) for name in _ORDERED]


def topic_of(question: str) -> str:
    """The anchor of the section, e.g. `validity`; "" when no words tell."""
    return next((anchor for anchor, pattern in _TOPICS if pattern.search(question)), "")
