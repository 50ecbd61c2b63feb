"""What a raw message is before it is read: cleaned of what cannot be seen, and told apart from what is no question at all."""

import re
import unicodedata

from assistant.domain import Intent
from assistant.terms import HAN
from assistant.understand.language import is_other_language
from assistant.understand.topic import topic_of
from assistant.understand.wordings import WORDING
from assistant.wording import Wording

LONGEST = 2_000
"""Characters of a message that are read as a question; more is a document, not a question."""

_TAG = re.compile(r"<[/!]?[A-Za-z][^<>]{0,200}(?:>|$)|<!--.*?-->", re.DOTALL)
_WORDY = re.compile(rf"[{HAN}]|[A-Za-z]{{2,}}|\b[PBRACI]\b")
_CODE = WORDING["code"]
_LETTERS_ONLY = WORDING["letters_only"]
_GREETING = WORDING["greeting"]
_THANKS = WORDING["thanks"]
_FAREWELL = WORDING["farewell"]
_IDENTITY = WORDING["identity"]
_ABILITY = WORDING["ability"]
_OPENING = WORDING["opening"]
_FRAMING = WORDING["framing"]
_REPORTED, _PROMISED, _DOUBTED = WORDING["reported"], WORDING["promised"], WORDING["doubted"]
_MARK, _PASTE, _MATTER = WORDING["classified_mark"], WORDING["classified_paste"], WORDING["classified_matter"]


def cleaned(message: str) -> str:
    """The message without control and zero-width characters and mark-up, its white space folded."""
    text = "".join(
        " " if c in "\t\r\n\u2028\u2029" else c
        for c in message
        if c in "\t\r\n" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs", "Cn")
    )
    return re.sub(r"\s+", " ", _TAG.sub(" ", text)).strip()


def without_opening(text: str) -> str:
    """The message less a greeting or thanks before its question."""
    return _OPENING.sub("", text).strip() or text


def without_framing(text: str) -> str:
    """The question that somebody asked, less who asked it and how to answer him."""
    own = _FRAMING.sub(" ", text).strip()
    return own if own != text and topic_of(own) else text


def without_reports(text: str) -> str:
    """The message less what others are reported to promise, word for word, where it asks of something else."""
    own = _REPORTED.sub(lambda said: " " if _PROMISED.search(said.group()) else said.group(), text).strip()
    return own if own != text and topic_of(own) and not _DOUBTED.search(own) else text


def intent_of(text: str) -> Intent:
    """What a cleaned message is. Anything that may be a question is one."""
    if not text:
        return "empty"
    if _MARK.search(text):
        return "classified_refused"
    if len(text) > LONGEST:
        return "too_long"
    if _PASTE.search(text) and _MATTER.search(text):
        return "classified"
    for intent, pattern in _SMALL_TALK:
        if pattern.match(text):
            return intent
    if is_other_language(text):
        return "other_language"
    if not _WORDY.search(text) or _CODE.match(text) or _LETTERS_ONLY.match(text):
        return "not_words"
    return "question"


_SMALL_TALK: tuple[tuple[Intent, Wording], ...] = (
    ("greeting", _GREETING),
    ("thanks", _THANKS),
    ("farewell", _FAREWELL),
    ("identity", _IDENTITY),
    ("ability", _ABILITY),
)
