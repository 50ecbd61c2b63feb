"""Where the cases are kept: every state of a case with its history, in the database of the conversations."""

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass

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


@dataclass(frozen=True)
class _Kept:
    """A case as it is held, and the states of it that the database has, by their numbers."""

    file: CaseFile
    written: Mapping[int, Case]


class CaseStore:
    """The cases by session. Thread-safe; the turns of one session follow one another."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._held: OrderedDict[str, _Kept] = OrderedDict()
        with self._lock, self._connection:
            for table in _TABLES:
                self._connection.execute(table)

    def load(self, session: str) -> CaseFile:
        """The case with its history; an empty one for an unknown session. SettingsError when what is kept cannot be read."""
        with self._lock:
            return self._kept(session).file

    def known(self, session: str) -> bool:
        """Whether anything is kept of the session's case."""
        with self._lock:
            return self._connection.execute("SELECT 1 FROM case_heads WHERE session = ?", (session,)).fetchone() is not None

    def save(self, session: str, file: CaseFile) -> None:
        """Keep it: only the states that are new are written."""
        with self._lock:
            kept = self._kept(session)
            if file == kept.file:
                return
            wanted = _by_step(file)
            gone = [(session, step) for step, state in kept.written.items() if wanted.get(step) is not state]
            new = [(session, step, state.model_dump_json()) for step, state in wanted.items() if kept.written.get(step) is not state]
            with self._connection:
                self._connection.executemany("DELETE FROM case_steps WHERE session = ? AND step = ?", gone)
                self._connection.executemany("INSERT OR REPLACE INTO case_steps VALUES (?, ?, ?)", new)
                self._connection.execute(_HEAD, (session, file.base + file.at, file.talk.model_dump_json()))
            self._held[session] = _Kept(file, wanted)

    def forget(self, session: str) -> None:
        """Delete a case with its history."""
        with self._lock, self._connection:
            self._held.pop(session, None)
            for table in ("case_steps", "case_heads"):
                self._connection.execute(f"DELETE FROM {table} WHERE session = ?", (session,))

    def _kept(self, session: str) -> "_Kept":
        if session not in self._held:
            self._held[session] = self._read(session)
            while len(self._held) > HELD:
                self._held.popitem(last=False)
        self._held.move_to_end(session)
        return self._held[session]

    def _read(self, session: str) -> "_Kept":
        try:
            head = self._connection.execute("SELECT step, talk FROM case_heads WHERE session = ?", (session,)).fetchone()
            rows = self._connection.execute("SELECT step, state FROM case_steps WHERE session = ? ORDER BY step", (session,)).fetchall()
            return _restored(head, rows)
        except (sqlite3.Error, ValidationError, ValueError, TypeError) as error:
            reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else error
            raise SettingsError(
                f"The case of the session {session!r} cannot be read ({reason}). It is damaged or was kept by another version; "
                "start a new session, or move the database away (ASSISTANT_SESSIONS)."
            ) from error


def _by_step(file: CaseFile) -> dict[int, Case]:
    return {file.base + n: state for n, state in enumerate(file.states)}


def _restored(head: tuple[int, str] | None, rows: list[tuple[int, str]]) -> _Kept:
    """The case with its history; an empty one where nothing is kept. ValueError when a state is missing or is none."""
    if head is None and not rows:
        return _Kept(CaseFile(), {})
    steps = [step for step, _ in rows]
    if head is None or not steps or steps != list(range(steps[0], steps[0] + len(steps))) or head[0] not in steps:
        raise ValueError("a state is missing")
    states = tuple(Case.model_validate_json(state) for _, state in rows)
    file = CaseFile(states, head[0] - steps[0], steps[0], Talk.model_validate_json(head[1]))
    return _Kept(file, _by_step(file))


@contextmanager
def open_cases(url: str) -> Iterator[CaseStore]:
    """The store in the database of the conversations. SettingsError as `open_sessions`."""
    with closing(connect(url)) as connection:
        yield CaseStore(connection)
