"""What a browser remembers of its user between visits. It comes back from the browser, so none of it is trusted."""

import re
import secrets
from typing import TypedDict

from assistant.domain import Language

_SESSION = re.compile(r"[A-Za-z0-9_-]{20,64}")


class Visitor(TypedDict):
    """The session is the only key to a conversation, hence unguessable and never shown."""

    session: str
    previous: str
    """The conversation before this one; empty when there is none."""
    language: Language
    """Of the page's own words."""


def known_visitor(stored: object, accepted: str = "") -> Visitor:
    """The visitor a browser stored; what is missing or malformed begins afresh.

    `accepted` is the browser's Accept-Language, for somebody who has not chosen a language yet.
    """
    kept = stored if isinstance(stored, dict) else {}
    language = kept.get("language")
    return Visitor(
        session=_session(kept.get("session")) or new_session(),
        previous=_session(kept.get("previous")),
        language=language if language in ("zh", "en") else preferred(accepted),
    )


def new_session() -> str:
    """An id that cannot be guessed: 192 random bits."""
    return secrets.token_urlsafe(24)


def preferred(accepted: str) -> Language:
    """Chinese unless the browser asks for something else first and for no Chinese at all."""
    tags = [tag.split(";")[0].strip().lower() for tag in accepted.split(",") if tag.strip()]
    return "zh" if not tags or any(tag.startswith("zh") for tag in tags) else "en"


def _session(value: object) -> str:
    return value if isinstance(value, str) and _SESSION.fullmatch(value) else ""
