"""Where conversations are kept: one SQLite file, the last state of every session in it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite import SqliteSaver

from assistant import domain
from assistant.errors import SettingsError

_KEPT_TYPES = [
    (domain.__name__, kind.__name__)
    for kind in (domain.Answered, domain.Answer, domain.Citation, domain.Understanding, domain.Timings, domain.Retrieved)
]


@contextmanager
def open_sessions(url: str) -> Iterator[BaseCheckpointSaver[str]]:
    """The checkpointer of the conversations at a URL such as `sqlite:///data/sessions.db`; `sqlite://` keeps them in memory.

    SettingsError when the URL names something else or a file that cannot be opened.
    """
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
    with closing(connection):
        saver = SqliteSaver(connection, serde=JsonPlusSerializer(allowed_msgpack_modules=_KEPT_TYPES))
        saver.setup()
        yield saver


def keep_only_latest(saver: BaseCheckpointSaver[str], session: str) -> None:
    """Drop a session's earlier states: each holds the whole conversation again."""
    if isinstance(saver, SqliteSaver):
        with saver.cursor() as cursor:
            for table in ("checkpoints", "writes"):
                latest = "SELECT MAX(checkpoint_id) FROM checkpoints WHERE thread_id = ?"
                cursor.execute(f"DELETE FROM {table} WHERE thread_id = ? AND checkpoint_id < ({latest})", (session, session))
