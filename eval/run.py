"""Runs every case through the assistant's door and judges what comes back."""

import datetime as dt
import hashlib
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.case import Case as ClientCase
from assistant.chat import Chat
from assistant.domain import Answer, Answered, Event, Evidence, Failed, Language, Passage, Retrieved, Understanding
from assistant.library import Filters
from assistant.settings import ROOT, Settings
from eval.cases import Case
from eval.judging import Row, holds_support, judge

if TYPE_CHECKING:
    from assistant.assistant import Assistant

K = 5
"""Passages among which the supporting sentences must be."""
_GAPS = 3
"""Searched for besides: lists of what the corpus does not say, which are no evidence, may be among what is found."""
DAY = dt.date(2026, 11, 26)
"""The day that every run speaks of, so that transitions and reviews stand in all runs as they stood then."""
WARM_UP = "warm-up"
"""Session of the turn before the cases."""
Heard = Callable[[Case, Answer | None], None]
"""Is told of the answer to a case; None when the turn ended in an error."""
_OTHER: dict[Language, Language] = {"zh": "en", "en": "zh"}


class Shelf(Protocol):
    """What is used of `assistant.library.Library`."""

    def search(self, query: str, *, language: Language | None = None, k: int = 5, filters: Filters | None = None) -> list[Evidence]: ...

    def section(self, document_id: str, anchor: str) -> list[Passage]: ...

    def passage(self, passage_id: str) -> Passage | None: ...


class Door(Protocol):
    """What is used of `assistant.assistant.Assistant`."""

    @property
    def library(self) -> Shelf: ...

    def reply(self, session: str, message: str) -> Iterator[Event]: ...

    def case(self, session: str) -> ClientCase: ...

    def retrieve(self, understanding: Understanding) -> list[Evidence]: ...

    def look_up(self, understanding: Understanding, elsewhere: bool = False) -> Retrieved: ...


@contextmanager
def open_door() -> Iterator[Door]:
    """The assistant on the configured index and the fixed day, with a sessions database of its own that is deleted afterwards.

    It quotes, whatever model the settings name: figures of quoting and of a model are not to be mixed.
    """
    from assistant.assistant import open_assistant

    with _own_sessions() as settings, open_assistant(settings) as assistant:
        yield assistant


@contextmanager
def open_model_door(chat: Chat) -> Iterator["Assistant"]:
    """The same with a chat model behind it."""
    from assistant.assistant import open_assistant

    with _own_sessions() as settings, open_assistant(settings, chat=chat) as assistant:
        yield assistant


@contextmanager
def _own_sessions() -> Iterator[Settings]:
    with tempfile.TemporaryDirectory(prefix="eval-") as folder:
        yield Settings(sessions=f"sqlite:///{Path(folder) / 'sessions.db'}", today=DAY, model=None)


def run_cases(
    door: Door,
    cases: Sequence[Case],
    progress: Callable[[int, int], None] = lambda done, total: None,
    heard: Heard = lambda case, answer: None,
) -> list[Row]:
    """One row a case, in their order. Every case is a conversation of its own; a turn before them all warms up.

    `heard`: told of every answer that is measured.
    """
    play(door, WARM_UP, ["ISO 20000?"])
    rows = []
    for done, case in enumerate(cases, start=1):
        rows.append(run_case(door, case, heard))
        progress(done, len(cases))
    return rows


def run_case(door: Door, case: Case, heard: Heard = lambda case, answer: None) -> Row:
    """Play the conversation, search for its last question as the door understood it, and judge."""
    outcome, ms = play(door, f"{case.pair}.{case.language}", case.turns)
    heard(case, None if isinstance(outcome, Failed) else outcome.answer)
    if isinstance(outcome, Failed):
        none = None if not case.support else False
        return judge(case, None, found=none, found_across=none, ms=ms)
    understanding = outcome.understanding
    found = holds_support(case.support, case.support_language, _retrieved(door, understanding), lambda each: original_of(door, each), K)
    across = holds_support(case.original_support, "zh", _across(door, understanding, case), lambda each: original_of(door, each), K)
    return judge(
        case,
        outcome.answer,
        found=found,
        found_across=across,
        anchors=_anchors(door, outcome),
        ms=ms,
    )


def play(door: Door, session: str, turns: Sequence[str]) -> tuple[Answered | Failed, float]:
    """What the last turn of a conversation came to, and the milliseconds from its message to its finished answer."""
    last: Answered | Failed = Failed("")
    ms = 0.0
    for turn in turns:
        last = Failed("")
        began = time.perf_counter()
        for event in door.reply(session, turn):
            if isinstance(event, Answered | Failed):
                last = event
                ms = (time.perf_counter() - began) * 1000
    return last, ms


def original_of(door: Door, passage: Passage) -> str | None:
    """The text of the section that a translated passage renders; None for a passage that renders nothing."""
    renders = passage.document.renders
    if renders is None or passage.anchor is None:
        return None
    return "\n".join(each.text for each in door.library.section(renders, passage.anchor))


def _retrieved(door: Door, understanding: Understanding) -> list[Evidence]:
    """What the door finds; nothing for a message that it took for no question."""
    return door.retrieve(understanding) if understanding.question else []


def _across(door: Door, understanding: Understanding, case: Case) -> list[Evidence]:
    if not understanding.question:
        return []
    other = Filters(language=_OTHER[case.language])
    found = door.library.search(understanding.question, k=K + _GAPS, filters=other)
    return [each for each in found if not each.passage.document.gaps]


def _anchors(door: Door, outcome: Answered) -> set[str]:
    cited = (door.library.passage(citation.passage) for citation in outcome.answer.citations)
    return {_section(passage) for passage in cited if passage is not None and passage.anchor is not None}


def _section(passage: Passage) -> str:
    """Names a section in the same way in both languages; a scheme's documents have theirs in common."""
    document = passage.document
    return f"{document.scheme or document.renders or document.id}#{passage.anchor}"


def circumstances() -> dict[str, str | None]:
    """What the figures depend on besides the cases: settings that name models, hash of the corpus, commit."""
    settings = Settings()
    return {
        "index": _within(settings.index),
        "embedding": settings.embedding,
        "reranker": settings.reranker,
        "day": DAY.isoformat(),
        "corpus": hash_of_folder(ROOT / "corpus"),
        "commit": _commit(),
    }


def hash_of_folder(folder: Path) -> str:
    """Hash of the names and contents of all files below a folder, leaving out hidden ones."""
    digest = hashlib.sha256()
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        name = path.relative_to(folder)
        if not any(part.startswith(".") for part in name.parts):
            content = path.read_bytes()
            digest.update(f"{name.as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:16]


def _within(location: str) -> str:
    """A location inside the project as a relative path, so that results are alike on every machine."""
    path = Path(location)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else location


def _commit() -> str | None:
    """Short hash of the commit, with `+` when tracked files differ from it; None outside git."""
    try:
        commit = _git("rev-parse", "--short", "HEAD")
        return commit + ("+" if _git("status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.CalledProcessError):
        return None


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", "--no-optional-locks", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()
