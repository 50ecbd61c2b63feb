"""What is found in a message while it is read for changes of the case."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.case import CaseFile
from assistant.domain import Asked, Command, Language
from assistant.names import NameIndex
from assistant.understand.commands.clauses import Clause
from assistant.understand.commands.wordings import WORDING


@dataclass(frozen=True)
class Context:
    """What a reader may look at besides the clauses."""

    language: Language
    file: CaseFile
    names: NameIndex | None
    today: dt.date


@dataclass
class Reading:
    """The clauses of a message; each reader takes those that it understands, in turn."""

    clauses: Sequence[Clause]
    used: set[int] = field(default_factory=set)
    found: list[tuple[int, Command]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    """Questions back, ready to be shown."""
    declined: bool = False
    """What the assistant offered was declined."""

    def free(self) -> Iterator[tuple[int, Clause]]:
        """The clauses that no reader has taken, with their numbers."""
        return ((number, clause) for number, clause in enumerate(self.clauses) if number not in self.used)

    def take(self, number: int, *commands: Command) -> None:
        """A clause is understood, as these commands or as nothing to do."""
        self.used.add(number)
        self.found += [(number, command) for command in commands]

    def ask(self, number: int, asked: Asked) -> None:
        """A clause asks something of the case."""
        self.used.add(number)
        self.asked.append(asked)

    def take_over(self, trial: "Reading") -> None:
        """What a trial on the same clauses has understood."""
        self.used |= trial.used
        self.found += trial.found
        self.asked += trial.asked
        self.unclear += trial.unclear
        self.declined = self.declined or trial.declined

    @property
    def commands(self) -> tuple[Command, ...]:
        """In the order of the message."""
        return tuple(command for _, command in sorted(self.found, key=lambda each: each[0]))

    @property
    def understood(self) -> bool:
        """Whether anything in the message is about the case."""
        return bool(self.found or self.asked or self.unclear or self.declined or self.used)

    @property
    def question(self) -> str:
        """What is asked besides, to be answered from the documents; a short clause with the sentence that it stands in."""
        last = {clause.sentence: clause for clause in self.clauses}
        # The question of a sentence is in its last clause, or in one with a question word; the others only lead up to it.
        sentences = {
            clause.sentence
            for _, clause in self.free()
            if clause.asks and (clause is last[clause.sentence] or WORDING["asks"].search(clause.folded))
        }
        if not sentences:
            return ""
        free = [clause for _, clause in self.free() if clause.sentence in sentences]
        mark = "？" if any("\u4e00" <= character <= "\u9fff" for clause in free for character in clause.text) else "?"
        return ("，" if mark == "？" else ", ").join(clause.text for clause in free) + mark
