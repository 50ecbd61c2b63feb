"""Which section of a scheme's summary a question is about, by the words it is put in."""

from assistant.understand.wordings import WORDING

_PREFIX = "topic_"
_TOPICS = {name.removeprefix(_PREFIX): pattern for name, pattern in WORDING.items() if name.startswith(_PREFIX)}


def topic_of(question: str) -> str:
    """The anchor of the section, e.g. `validity`; "" when no words tell."""
    return next((anchor for anchor, pattern in _TOPICS.items() if pattern.search(question)), "")
