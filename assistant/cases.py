"""Where the cases are kept: every state of a case with its history, in the database of the conversations."""

import json
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import closing, contextmanager

from pydantic import ValidationError

from assistant.case import Case, CaseFile, Talk
from assistant.errors import SettingsError
from assistant.sessions import connect

_TABLES = (
    """CREATE TABLE IF NOT EXISTS case_steps (
    session TEXT NOT NULL, step INTEGER NOT NULL, state TEXT NOT NULL, PRIMARY KEY (session, step))""",
    "CREATE TABLE IF NOT EXISTS case_heads (session TEXT PRIMARY KEY, step INTEGER NOT NULL, talk TEXT NOT NULL)",
)
_HEAD = "INSERT INTO case_heads VALUES (?, ?, ?) ON CONFLICT (session) DO UPDATE SET step = excluded.step, talk = excluded.talk"
HELD = 128
"""Cases held in memory."""


class CaseStore:
    """The cases by session. Thread-safe; the turns of one session follow one another."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._held: OrderedDict[str, CaseFile] = OrderedDict()
        with self._lock, self._connection:
            for table in _TABLES:
                self._connection.execute(table)

    def load(self, session: str) -> CaseFile:
        """The case with its history; an empty one for an unknown session. SettingsError when what is kept cannot be read."""
        with self._lock:
            if session not in self._held:
                self._remember(session, self._read(session))
            self._held.move_to_end(session)
            return self._held[session]

    def known(self, session: str) -> bool:
        """Whether anything is kept of the session's case."""
        with self._lock:
            return self._connection.execute("SELECT 1 FROM case_heads WHERE session = ?", (session,)).fetchone() is not None

    def save(self, session: str, file: CaseFile) -> None:
        """Keep it: only the states that are new are written."""
        with self._lock:
            before = self._held.get(session) or self._read(session)
            if file == before and session in self._held:
                return
            held = {before.base + n: state for n, state in enumerate(before.states)}
            wanted = {file.base + n: state for n, state in enumerate(file.states)}
            gone = [(session, step) for step, state in held.items() if wanted.get(step) is not state]
            new = [(session, step, state.model_dump_json()) for step, state in wanted.items() if held.get(step) is not state]
            with self._connection:
                self._connection.executemany("DELETE FROM case_steps WHERE session = ? AND step = ?", gone)
                self._connection.executemany("INSERT OR REPLACE INTO case_steps VALUES (?, ?, ?)", new)
                self._connection.execute(_HEAD, (session, file.base + file.at, file.talk.model_dump_json()))
            self._remember(session, file)

    def forget(self, session: str) -> None:
        """Delete a case with its history."""
        with self._lock, self._connection:
            self._held.pop(session, None)
            for table in ("case_steps", "case_heads"):
                self._connection.execute(f"DELETE FROM {table} WHERE session = ?", (session,))

    def _remember(self, session: str, file: CaseFile) -> None:
        self._held[session] = file
        while len(self._held) > HELD:
            self._held.popitem(last=False)

    def _read(self, session: str) -> CaseFile:
        head = self._connection.execute("SELECT step, talk FROM case_heads WHERE session = ?", (session,)).fetchone()
        rows = self._connection.execute("SELECT step, state FROM case_steps WHERE session = ? ORDER BY step", (session,)).fetchall()
        if head is None or not rows:
            return CaseFile()
        try:
            states = tuple(Case.model_validate_json(state) for _, state in rows)
            talk = Talk.model_validate_json(head[1])
        except (ValidationError, json.JSONDecodeError) as error:
            reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else error
            raise SettingsError(
                f"The case of the session {session!r} cannot be read ({reason}). It was kept by another version; "
                "start a new session, or move the database away (ASSISTANT_SESSIONS)."
            ) from error
        base = rows[0][0]
        return CaseFile(states, min(max(head[0] - base, 0), len(states) - 1), base, talk)


@contextmanager
def open_cases(url: str) -> Iterator[CaseStore]:
    """The store in the database of the conversations. SettingsError as `open_sessions`."""
    with closing(connect(url)) as connection:
        yield CaseStore(connection)
