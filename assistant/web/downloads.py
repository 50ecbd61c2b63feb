"""The case as a file: each browser fetches that of its own conversation, under a key that tells nothing of the session."""

import datetime as dt
import secrets
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING
from urllib.parse import quote

from assistant.domain import Language
from assistant.web.door import Door
from assistant.web.texts import word

if TYPE_CHECKING:
    from assistant.export import Exported, Format

MOST_KEYS = 10_000
"""Conversations whose files can be fetched at a time; whoever was seen longest ago gets a new key with the next turn."""
MEDIA_TYPES: "dict[Format, str]" = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "md": "text/markdown; charset=utf-8",
}


class Downloads:
    """Keys and the files behind them. The session itself is the key to a conversation and never stands in an address. Thread-safe."""

    def __init__(self, assistant: Door) -> None:
        self._assistant = assistant
        self._keys: OrderedDict[str, str] = OrderedDict()
        self._sessions: dict[str, str] = {}
        self._lock = threading.Lock()

    def key(self, session: str) -> str:
        """The key of a session's files, good until this process ends or `MOST_KEYS` others were seen since."""
        with self._lock:
            if session not in self._keys:
                self._keys[session] = secrets.token_urlsafe(24)
                self._sessions[self._keys[session]] = session
                while len(self._keys) > MOST_KEYS:
                    _, old = self._keys.popitem(last=False)
                    del self._sessions[old]
            self._keys.move_to_end(session)
            return self._keys[session]

    def file(self, key: str, format: "Format", language: Language) -> "Exported | None":
        """The case behind a key as it stands now; None for a key that is not good."""
        from assistant.export import exported

        with self._lock:
            session = self._sessions.get(key)
        if session is None:
            return None
        assistant = self._assistant
        title = word("case_title", language)
        return exported(assistant.case(session), format, language, title, dt.date.today(), assistant.scheme_name)


def disposition(name: str) -> str:
    """The header that has a browser keep a response as a file of this name, whatever characters it has."""
    ending = name.rpartition(".")[2]
    return f"attachment; filename=\"case.{ending}\"; filename*=UTF-8''{quote(name, safe='')}"
