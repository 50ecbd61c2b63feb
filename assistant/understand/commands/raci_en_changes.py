"""From the events of a message to commands, with an eye on who holds which letter in the matrix now."""

from dataclasses import dataclass
from typing import Any

from assistant.case import CaseFile
from assistant.case.lexicon import activities, roles
from assistant.case.values import LETTERS, Letter, Phase
from assistant.domain import Command
from assistant.understand.commands.raci_en_event import Event
from assistant.understand.commands.raci_en_spoken import Spoken

_LETTERS_OF_PAGE = {"P": "primary", "B": "backup"}


@dataclass
class _Held:
    """The letters of a row as they become, command by command."""

    letters: dict[str, set[str]]
    names: dict[str, str]
    given: set[str]
    """Roles that this message has given something."""

    def of(self, letter: str, but: str) -> list[str]:
        """Roles with a letter, other than one."""
        return [role for role, held in self.letters.items() if letter in held and role != but]


class Changes:
    """Collects the commands of a message in their order."""

    def __init__(self, file: CaseFile, spoken: Spoken) -> None:
        self.file, self.spoken = file, spoken
        self.commands: list[tuple[int, Command]] = []
        self._rows: dict[str, _Held] = {}
        self._given: dict[tuple[str, str], dict[str, Any]] = {}
        self._covered: dict[str, dict[str, Any]] = {}
        self._phases: dict[str, Phase] = {}
        self.copied: dict[str, str] = {}
        """Rows that this message makes like another one, by the activity's key: what is said of them besides is changed in them."""

    def all_of(self, events: list[Event], phases: dict[str, Phase]) -> None:
        """The commands of the events; what a later event corrects is left out first. `phases`: those said, by the activity's key."""
        self._phases = phases
        kept = _uncorrected(events)
        for place, event in enumerate(kept):
            if event.verb.act == "remove":
                self._take_out(event)
                continue
            for target in event.targets:
                if event.negated:
                    self._take_letter(event, target, kept[place + 1 :])
                else:
                    self._give(event, self._row_with(event, target, event.olds) if event.olds else target, kept)

    def _give(self, event: Event, target: str, events: list[Event]) -> None:
        for letter in [letter for letter in event.verb.letters if letter in _LETTERS_OF_PAGE]:
            for role in event.roles[:1]:
                self._cover(event, target, letter, role)
        letters = [letter for letter in event.verb.letters if letter in LETTERS]
        if not letters:
            return
        for role in event.roles:
            leaving = self._leaving(event, target, role, letters, events)
            if leaving is None:
                return
            self._assign(event, target, role, letters, leaving, events)

    def _leaving(self, event: Event, target: str, role: str, letters: list[Letter], events: list[Event]) -> list[tuple[str, str]] | None:
        """Which roles lose which letter to this one; None when that has to be asked."""
        held, key = self._row(target), roles().key(role)
        olds = {roles().key(old) for old in event.olds}
        olds |= {roles().key(old) for other in events if other is not event and _set_against(other, event) for old in other.roles}
        found: list[tuple[str, str]] = []
        for letter in letters:
            holders = [holder for holder in held.of(letter, key) if holder not in held.given]
            if olds:
                found += [(holder, letter) for holder in holders if holder in olds]
            elif event.change or event.corrects or activities().key(target) in self.copied:
                if len(holders) > 1 and letter != "A" and not (letter == "R" and not event.add):
                    if event.verb.changes or "instead" in event.said.lower():
                        names = " / ".join(held.names[holder] for holder in holders)
                        self.spoken.ask("raci_ask_whom", activity=target, role=role, holders=names, one=held.names[holders[0]])
                        return None
                elif letter in "RA" or event.verb.changes or self._corrects_last(event, holders) or "instead" in event.said.lower():
                    found += [] if event.add else [(holder, letter) for holder in holders]
        return found

    def _corrects_last(self, event: Event, holders: list[str]) -> bool:
        """Whether a word of correction goes for the role that was spoken of last."""
        last = next(iter(self.file.talk.roles), "")
        return event.corrects and bool(last) and roles().key(last) in holders

    def _assign(
        self, event: Event, target: str, role: str, letters: list[Letter], leaving: list[tuple[str, str]], events: list[Event]
    ) -> None:
        held, key = self._row(target), roles().key(role)
        for holder, letter in leaving:
            if letter == "A":
                held.letters[holder].discard("A")
                continue
            self._lose(event, target, holder, {letter})
        moved = {roles().key(name) for other in events if target in other.targets and _gives_up_the_a(other) for name in other.roles}
        replace = "A" in letters and (any(letter == "A" for _, letter in leaving) or any(h in moved for h in held.of("A", key)))
        for holder in held.of("A", key) if replace else ():
            held.letters[holder].discard("A")
        earlier = self._given.get((activities().key(target), key))
        if earlier is not None:
            chosen = {*earlier["letters"], *letters}
            earlier["letters"] = [letter for letter in LETTERS if letter in chosen]
            earlier.update({"replace": True} if replace else {})
        else:
            args: dict[str, Any] = {"activity": target, "role": role, "letters": letters}
            phase = self._phases.get(activities().key(target)) or (event.phase if event.named else None)
            args |= {"phase": phase} if phase else {}
            args |= {"add": True} if event.add else {}
            args |= {"replace": True} if replace else {}
            self._given[(activities().key(target), key)] = args
            self.commands.append((event.number, Command("assign_raci", args, event.said)))
        held.letters[key] = {*letters, *(held.letters.get(key, set()) if event.add or earlier else set())}
        held.names.setdefault(key, role)
        held.given.add(key)

    def _cover(self, event: Event, target: str, letter: str, role: str) -> None:
        args = self._covered.get(activities().key(target))
        if args is None:
            args = {"item": target}
            self._covered[activities().key(target)] = args
            self.commands.append((event.number, Command("set_responsibility", args, event.said)))
        args[_LETTERS_OF_PAGE[letter]] = role

    def _take_letter(self, event: Event, target: str, later: list[Event]) -> None:
        """“Legal needn't be consulted”: the letter goes, and with the last letter the role."""
        target = self._row_with(event, target, event.roles)
        for role in event.roles:
            key = roles().key(role)
            again = any(key in map(roles().key, other.roles) and not other.negated and target in other.targets for other in later)
            instead = any(_set_against(event, other) and target in other.targets for other in later)
            given = any(target in other.targets and not other.negated for other in later)
            if not again and not instead and (self.file.case.raci.row(target) or not given):
                self._lose(event, target, key, set(event.verb.letters), role)

    def _row_with(self, event: Event, target: str, held: tuple[str, ...]) -> str:
        """The row that is meant when the one spoken of has none of some roles and one other has them all."""
        keys = set(map(roles().key, held))
        if event.named or keys & set(self._row(target).letters):
            return target
        having = [row.activity for row in self.file.case.raci.rows if keys <= {roles().key(each.role) for each in row.assignments}]
        return having[0] if len(having) == 1 else target

    def _lose(self, event: Event, target: str, key: str, letters: set[str], role: str = "") -> None:
        held = self._row(target)
        name = held.names.get(key, role)
        rest = [letter for letter in LETTERS if letter in held.letters.get(key, set()) - letters]
        if rest:
            args: dict[str, Any] = {"activity": target, "role": name, "letters": rest}
            self.commands.append((event.number, Command("assign_raci", args, event.said)))
            held.letters[key] = set(rest)
        else:
            self.commands.append((event.number, Command("remove_role", {"role": name, "activity": target}, event.said)))
            held.letters.pop(key, None)

    def _take_out(self, event: Event) -> None:
        for row in event.rows:
            self._once(event, "remove_row", {"activity": row})
        for target in event.targets if event.holders else ():
            row_held = self.file.case.raci.row(target)
            page = {"P": row_held.primary, "B": row_held.backup} if row_held else {}
            names: list[str | None] = [page[event.holders]] if event.holders in page else [*self._row(target).of(event.holders, "")]
            for held in names:
                if held:
                    self._once(event, "remove_role", {"role": self._row(target).names.get(held, held), "activity": target})
        for role in event.roles:
            for place in (None,) if event.everywhere else self._rows_with(event, role):
                if place and self._row(place).letters.get(roles().key(role)) == set():
                    # Another role has just taken its only letter.
                    continue
                self._once(event, "remove_role", {"role": role} | ({"activity": place} if place else {}))

    def _rows_with(self, event: Event, role: str) -> tuple[str | None, ...]:
        """The rows out of which a role is to be taken: those named, else the current one, else the only one it is in."""
        if event.own:
            return event.targets
        having = [row.activity for row in self.file.case.raci.rows if row.letters(role) or role in (row.primary, row.backup)]
        keys = {activities().key(target) for target in event.targets}
        current = tuple(row for row in having if activities().key(row) in keys)
        if current or len(having) == 1 or not having:
            return current or tuple(having) or event.targets[:1] or (None,)
        self.spoken.ask("raci_ask_row", role=role, rows=", ".join(having), one=having[0])
        return ()

    def _once(self, event: Event, tool: str, args: dict[str, Any]) -> None:
        if all((tool, args) != (other.tool, other.args) for _, other in self.commands):
            self.commands.append((event.number, Command(tool, args, event.said)))

    def _row(self, target: str) -> _Held:
        key = activities().key(target)
        if key not in self._rows:
            row = self.file.case.raci.row(self.copied.get(key, target))
            assigned = row.assignments if row else ()
            self._rows[key] = _Held(
                {roles().key(each.role): set(each.letters) for each in assigned},
                {roles().key(each.role): each.role for each in assigned},
                set(),
            )
        return self._rows[key]


def _gives_up_the_a(event: Event) -> bool:
    """Whether the roles of an event go, or get another letter for the A that they may have."""
    if event.verb.act == "remove":
        return True
    return event.verb.act == "give" and not event.negated and not event.add and "A" not in event.verb.letters


def _set_against(old: Event, new: Event) -> bool:
    """“X doesn't sign off, Y does”: the role that is denied makes way for the other."""
    return (
        old.negated
        and not new.negated
        and new.verb.act == "give"
        and bool(set(old.verb.letters) & set(new.verb.letters))
        and bool(set(old.targets) & set(new.targets))
        and not set(map(roles().key, old.roles)) & set(map(roles().key, new.roles))
    )


def _uncorrected(events: list[Event]) -> list[Event]:
    """Without what is taken back in the same message: “the manager does it, no, I mean the analyst does it”."""
    kept: list[Event] = []
    for event in events:
        if event.corrects and kept:
            for other in kept:
                if other.verb.act == event.verb.act and set(event.roles) < set(other.roles) and set(event.targets) & set(other.targets):
                    other.roles = tuple(role for role in other.roles if role not in event.roles)
            wrong = next((each for each in reversed(kept) if _corrected(each, event)), None)
            if wrong is not None:
                kept.remove(wrong)
        kept.append(event)
    return kept


def _corrected(old: Event, new: Event) -> bool:
    same_letters = bool(set(old.verb.letters) & set(new.verb.letters))
    same_roles = set(map(roles().key, old.roles)) == set(map(roles().key, new.roles))
    return old.verb.act == new.verb.act and (same_letters or same_roles)
