"""One process owns an embedded index: Chroma in two processes on one folder hangs or loses data.

The lock is the operating system's, so that it falls with its process however that ends.
"""

import contextlib
import os
from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout

from assistant.errors import IndexBusy

_ADVICE = (
    "Stop it, or let a server own the folder: run `chroma run --path {folder} --port 8000` and set "
    "ASSISTANT_INDEX=http://127.0.0.1:8000 for every process."
)


class Ownership:
    """The right to use a folder, held until `release`. A context manager."""

    def __init__(self, folder: Path, advice: str = _ADVICE, what: str | None = None) -> None:
        """Take it at once, or raise IndexBusy with `what` (the folder) is owned and the owner's process id."""
        self._note = folder / "owner.pid"
        self._lock = FileLock(folder / "owner.lock", timeout=0)
        try:
            self._lock.acquire()
        except Timeout:
            owner = _owner(self._note)
            raise IndexBusy(f"The index {what or folder} is in use by {owner}. {advice.format(folder=folder)}") from None
        self._note.write_text(str(os.getpid()), encoding="ascii")

    def release(self) -> None:
        """Give it up; a second call does nothing."""
        if self._lock.is_locked:
            with contextlib.suppress(OSError):
                self._note.unlink(missing_ok=True)
            self._lock.release()

    def __enter__(self) -> "Ownership":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.release()


def _owner(note: Path) -> str:
    try:
        return f"process {int(note.read_text(encoding='ascii'))}"
    except (OSError, ValueError):
        return "another process"
