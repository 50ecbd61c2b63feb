"""Which section of a scheme's summary a question is about, by the words it is put in."""

from assistant.understand.wordings import WORDING

_TOPICS = [(name.split("_", 2)[2], pattern) for name, pattern in sorted(WORDING.items()) if name.startswith("topic_")]


def topic_of(question: str) -> str:
    """The anchor of the section, e.g. `validity`; "" when no words tell."""
    return next((anchor for anchor, pattern in _TOPICS if pattern.search(question)), "")
