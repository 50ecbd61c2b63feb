"""Questions back: about what was said of the matrix but cannot be done as it is."""

from dataclasses import dataclass

from assistant.case import CaseFile
from assistant.understand.commands.raci_en_event import Event
from assistant.understand.commands.raci_en_names import Names
from assistant.understand.commands.raci_en_spoken import Spoken
from assistant.understand.commands.raci_en_weight import asks_for_activity
from assistant.understand.commands.reading import Reading


@dataclass(frozen=True)
class Loose:
    """A role that is named by itself."""

    number: int
    role: str
    turned: bool
    """After a word of correction."""
    also: bool


@dataclass
class Asking:
    """Asks by way of `Spoken.ask`, and takes the clauses that it asks about."""

    reading: Reading
    file: CaseFile
    spoken: Spoken
    names: Names
    events: list[Event]

    def ask(self, meant: list[Event], loose: Loose | None, *, done: bool) -> None:
        """`meant`: the events that are about the matrix; `done`: some of them have become commands."""
        self._ask_whether(meant)
        if self.reading.declined or self.reading.commands:
            return
        self._ask_for_missing(meant)
        if done or self.spoken.unclear:
            return
        bare = asks_for_activity(self.events, self.spoken, self.names)
        if bare:
            self.spoken.ask("raci_ask_activity", said=bare.said)
            self.reading.used |= bare.touched
            return
        for event in self.events:
            self._ask_part(event)
        if not self.events and loose and self.file.talk.subject == "raci" and self.spoken.current:
            self._ask_about(loose)

    def _ask_whether(self, meant: list[Event]) -> None:
        """What was said with a “maybe”."""
        for event in meant:
            if event.uncertain and event.roles:
                letters = event.verb.letters or "–"
                self.spoken.ask("raci_ask_sure", activity=event.targets[0], role=event.roles[0], letters=letters)

    def _ask_for_missing(self, meant: list[Event]) -> None:
        """Rows that there are not, and somebody who is not named beside others who are."""
        if self.spoken.missing and (self.names.rows or any(event.lost and event.verb.letter for event in self.events)):
            self.spoken.ask("no_such_place", number=self.spoken.missing, count=len(self.names.rows))
        for event in self.events:
            beside = any(set(other.targets) & set(event.targets) for other in meant if other is not event)
            if beside and event.unnamed and event.named:
                self.spoken.ask("raci_ask_role", activity=event.targets[0])

    def _ask_part(self, event: Event) -> None:
        """A role without a letter, or a letter without a role."""
        if not event.targets or not (event.own or self.file.talk.subject == "raci"):
            return
        short = event.verb.act == "give" and len(event.said.split()) <= 4 and not event.pieces and not event.own
        if (event.unnamed or short) and not event.lost:
            self.spoken.ask("raci_ask_role", activity=event.targets[0])
            self.reading.used |= event.touched
        elif event.verb.act == "place" and event.roles and all(self.names.is_role(role) for role in event.roles):
            self.spoken.ask("raci_ask_letter", activity=event.targets[0], role=event.roles[0])
            self.reading.used |= event.touched

    def _ask_about(self, loose: Loose) -> None:
        """A role by itself: whom it replaces, or what part it has."""
        activity = self.spoken.current[0]
        row = self.file.case.raci.row(activity)
        if loose.turned and row and row.assignments:
            names = [each.role for each in row.assignments]
            self.spoken.ask("raci_ask_whom", activity=activity, role=loose.role, holders=" / ".join(names), one=names[0])
        elif loose.also and self.names.is_role(loose.role):
            self.spoken.ask("raci_ask_letter", activity=activity, role=loose.role)
        else:
            return
        self.reading.used.add(loose.number)
