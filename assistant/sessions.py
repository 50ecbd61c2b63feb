"""Where conversations are kept: one SQLite file, the last state of every session in it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite import SqliteSaver

from assistant import domain
from assistant.errors import SettingsError

_KEPT_TYPES = [
    (domain.__name__, kind.__name__)
    for kind in (
        domain.Answered,
        domain.Answer,
        domain.Citation,
        domain.Understanding,
        domain.Timings,
        domain.Retrieved,
        domain.Mention,
        domain.Basis,
        domain.Action,
        domain.Asked,
        domain.Command,
    )
]


class _Serializer(JsonPlusSerializer):
    """Gives our values back as they were: the format knows no tuples and would leave lists in their places."""

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        return _restored(super().loads_typed(data))


def _restored(value: Any) -> Any:
    """The value with every list that a dataclass of ours holds turned back into a tuple."""
    if isinstance(value, dict):
        return {key: _restored(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_restored(one) for one in value]
    if not is_dataclass(value) or isinstance(value, type) or type(value).__module__ != domain.__name__:
        return value
    restored = {field.name: _restored(getattr(value, field.name)) for field in fields(value)}
    return replace(value, **{name: tuple(one) if isinstance(one, list) else one for name, one in restored.items()})


class Sessions(SqliteSaver):
    """The conversations; of each, the last state is kept."""

    def latest(self, session: str) -> str:
        """The id of a session's last state; "" when it has none."""
        with self.cursor(transaction=False) as cursor:
            cursor.execute("SELECT MAX(checkpoint_id) FROM checkpoints WHERE thread_id = ?", (session,))
            return str(cursor.fetchone()[0] or "")

    def keep_only_latest(self, session: str) -> None:
        """Drop a session's earlier states: each holds the whole conversation again."""
        self._drop(session, "< (SELECT MAX(checkpoint_id) FROM checkpoints WHERE thread_id = ?)", session)

    def drop_later(self, session: str, state: str) -> None:
        """Drop the states after this one: those of a turn that was broken off, with the message that was not kept."""
        self._drop(session, "> ?", state)

    def _drop(self, session: str, which: str, value: str) -> None:
        with self.cursor() as cursor:
            for table in ("checkpoints", "writes"):
                cursor.execute(f"DELETE FROM {table} WHERE thread_id = ? AND checkpoint_id {which}", (session, value))


@contextmanager
def open_sessions(url: str) -> Iterator[Sessions]:
    """The conversations, a checkpointer, at a URL such as `sqlite:///data/sessions.db`; `sqlite://` keeps them in memory.

    SettingsError when the URL names something else or a file that cannot be opened.
    """
    with closing(connect(url)) as connection:
        saver = Sessions(connection, serde=_Serializer(allowed_msgpack_modules=_KEPT_TYPES))
        saver.setup()
        yield saver


def connect(url: str) -> sqlite3.Connection:
    """A connection to the database at a sqlite:// URL, which is made if it is missing; SettingsError as `open_sessions`."""
    kind, separator, rest = url.partition("://")
    if kind != "sqlite" or not separator:
        raise SettingsError(f"ASSISTANT_SESSIONS is {url!r}; it has to be a sqlite:/// URL such as 'sqlite:///data/sessions.db'.")
    path = rest.removeprefix("/")
    try:
        if path:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path or ":memory:", check_same_thread=False, timeout=10)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
    except (OSError, sqlite3.Error) as error:
        raise SettingsError(
            f"The conversations at {url!r} cannot be opened ({error}). Set ASSISTANT_SESSIONS to a writable file."
        ) from error
    return connection
