"""Whole conversations: is the case exactly right after every message?

A dialogue carries the expected case forward: a message without effects must leave it as it was. Names of roles and activities are equal
when the lexicon makes them so; `a|b` in a dialogue takes either. Every third dialogue of a file is held back from tuning.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import yaml

from assistant.acting import act
from assistant.ambiguous import read_ambiguous, read_not_held
from assistant.case import Case, CaseFile
from assistant.domain import Answered, Understanding
from assistant.errors import CorpusError
from assistant.ledger_reading import LEDGER, read_ledger
from assistant.names import NameIndex
from assistant.tools import Setting, Similar
from assistant.tools.base import no_similarity
from assistant.understand.commands import read_commands
from assistant.understand.language import language_of
from eval.expected import EFFECTS, Expected

if TYPE_CHECKING:
    from eval.run import Door

FOLDER = Path(__file__).with_name("dialogues")
TODAY = dt.date(2026, 11, 26)
"""The day on which the dialogues take place."""
HELD = 3
"""One dialogue in so many is held back."""
OPENED = ("raci-en-03",)
"""Dialogues that were held back and have been looked at since: they count as tuned on."""
Part = Literal["tune", "held"]
_KEYS = {"say", "question", "asks", "rejected", *EFFECTS}


@dataclass(frozen=True)
class Dialogue:
    """One conversation with what each message does."""

    id: str
    file: str
    turns: tuple[dict[str, Any], ...]
    held: bool


@dataclass(frozen=True)
class Turned:
    """What became of one message."""

    case: Case
    asks: bool
    rejected: bool
    reply: str
    done: tuple[str, ...]
    """The commands, for a reader."""
    ms: float = 0.0


@dataclass(frozen=True)
class Judged:
    """One turn against what was expected."""

    dialogue: str
    language: str
    said: str
    exact: bool
    asks_right: bool | None
    rejected_right: bool | None
    commands: bool
    """The message was to change something."""
    wrong: tuple[str, ...]
    turned: Turned


Speak = Callable[[str, str], Turned]
"""Says a message in a session and gives what became of it."""


@dataclass
class Quick:
    """Understanding and acting alone, without documents: what the case depends on."""

    names: NameIndex
    similar: Similar
    files: dict[str, CaseFile] = field(default_factory=dict)

    def __call__(self, session: str, message: str) -> Turned:
        """One message of a session."""
        file = self.files.get(session, CaseFile())
        language = language_of(message, "en" if "-en-" in session else "zh")
        read = read_commands(message, language, file, self.names, TODAY)
        understanding = Understanding(
            language, "command", commands=read.commands, asked=tuple(read.asked), unclear=tuple(read.unclear), declined=read.declined
        )
        acted = act(understanding, file, Setting(language, TODAY, self.similar), lambda scheme, _: scheme)
        self.files[session] = acted.file
        done = tuple(f"{command.tool} {command.args}" for command in read.commands)
        rejected = any(action.status == "rejected" for action in acted.actions)
        return Turned(acted.file.case, bool(acted.asks) or rejected, rejected, acted.said, done)


@contextmanager
def speaker(*, whole: bool) -> Iterator[Speak]:
    """Says messages to the whole assistant, or to understanding and acting alone."""
    if whole:
        from eval.run import open_door

        with open_door() as door:
            yield lambda session, message: _through(door, session, message)
        return
    yield Quick(NameIndex(read_ledger(cache=LEDGER), read_ambiguous(), read_not_held()), _similarity())


def _through(door: "Door", session: str, message: str) -> Turned:
    events = list(door.reply(session, message))
    last = events[-1]
    if not isinstance(last, Answered):
        return Turned(door.case(session), False, False, getattr(last, "text", ""), ())
    actions = tuple(f"{action.tool} {action.args}" for action in last.actions)
    rejected = any(action.status == "rejected" for action in last.actions)
    return Turned(door.case(session), bool(last.answer.asks) or rejected, rejected, last.answer.text, actions, last.timings.total)


def _similarity() -> Similar:
    try:
        from assistant.exemplars import Exemplars
    except ImportError:
        return no_similarity
    from assistant.models import build_embedder
    from assistant.settings import Settings

    return Exemplars(build_embedder(Settings()))


def load_dialogues(parts: Iterable[Part], names: Iterable[str] = (), folder: Path = FOLDER) -> list[Dialogue]:
    """The dialogues of some parts, of the files of these names or of all. CorpusError says what is wrong with one."""
    wanted, chosen = set(parts), set(names)
    found: list[Dialogue] = []
    for path in sorted(folder.glob("*.yaml")):
        if chosen and path.stem not in chosen:
            continue
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
        for number, row in enumerate(rows):
            held = number % HELD == HELD - 1 and row["id"] not in OPENED
            for turn in row["turns"]:
                if unknown := set(turn) - _KEYS:
                    raise CorpusError(f"{path.name}, {row['id']}: unknown {', '.join(sorted(unknown))}")
            if ("held" if held else "tune") in wanted:
                found.append(Dialogue(row["id"], path.stem, tuple(row["turns"]), held))
    return found


def run(dialogues: Sequence[Dialogue], speak: Speak) -> Iterator[Judged]:
    """Every turn judged."""
    for dialogue in dialogues:
        expected = Expected()
        for turn in dialogue.turns:
            expected.after(turn)
            turned = speak(dialogue.id, turn["say"])
            wrong = tuple(expected.differences(turned.case))
            yield Judged(
                dialogue.id,
                "en" if "-en-" in dialogue.id else "zh",
                turn["say"],
                not wrong,
                turned.asks if turn.get("asks") else None,
                turned.rejected if turn.get("rejected") else None,
                bool(EFFECTS & set(turn)),
                wrong,
                turned,
            )
            if wrong:
                # A slip counts once: the conversation goes on from what the case is now.
                expected.take_over(turned.case)


def as_text(judged: Sequence[Judged], failures: bool) -> str:
    """Failures if wanted, then the shares by language."""
    lines: list[str] = []
    if failures:
        for each in judged:
            missed = [word for word, right in (("asks", each.asks_right), ("rejects", each.rejected_right)) if right is False]
            if each.wrong or missed:
                lines += [f"{each.dialogue}  {each.said!r}", *(f"    ! {wrong}" for wrong in each.wrong)]
                lines += [f"    ! does not: {', '.join(missed)}"] if missed else []
                lines += [f"    > {done}" for done in each.turned.done] + [f"    = {each.turned.reply[:300]!r}"]
    for language in ("zh", "en"):
        rows = [each for each in judged if each.language == language]
        if not rows:
            continue
        changing = [each for each in rows if each.commands]
        lines.append(
            f"{language}: exact {_share(each.exact for each in rows)}, of messages with effects {_share(each.exact for each in changing)}, "
            f"without {_share(each.exact for each in rows if not each.commands)}; asks {_share(each.asks_right for each in rows)}, "
            f"rejects {_share(each.rejected_right for each in rows)}"
        )
    lines.append(f"together: exact {_share(each.exact for each in judged)}")
    if any(each.turned.ms for each in judged):
        times = sorted(each.turned.ms for each in judged if each.commands)
        lines.append(f"turns with effects: p50 {times[len(times) // 2]:.0f} ms, p95 {times[int(len(times) * 0.95)]:.0f} ms")
    return "\n".join(lines)


def _share(values: Iterable[bool | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{sum(known) / len(known):.3f} ({len(known)})" if known else "–"
