"""What a Chinese message moves in the RACI matrix, and the commands that this comes to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.case.lexicon import activities, roles
from assistant.case.raci import RaciMatrix, Row
from assistant.case.values import LETTERS, Letter, Phase, Rejected
from assistant.domain import Command
from assistant.texts import say


@dataclass
class Move:
    """One change as it was said: roles given letters, taken out, or put in another's place."""

    number: int
    """Of the clause that says it."""
    said: str
    activities: tuple[str, ...] = ()
    """The rows; none when nothing tells which."""
    roles: list[str] = field(default_factory=list)
    named: bool = False
    """Its clause names the activity."""


@dataclass
class Assign(Move):
    """Letters given to roles."""

    letters: tuple[Letter, ...] = ()
    add: bool = False
    change: bool = False
    """With a word of change: whoever had the letter gives it up."""
    own: bool = False
    """It only changes what the roles themselves have: 法务改成知会."""
    phase: Phase | None = None
    gives_way: tuple[str, ...] = ()
    """Roles that the same message gives another part; if one of them has the A, it is free."""


@dataclass
class Drop(Move):
    """Roles, or some letters of theirs, taken out; without roles, whoever has the letters."""

    letters: tuple[Letter, ...] = ()
    everywhere: bool = False


@dataclass
class Exchange(Move):
    """The first role replaced by the second."""

    everywhere: bool = False


@dataclass
class Whole(Move):
    """A command on whole rows."""

    command: Command | None = None


class Writer:
    """Turns moves into commands, in order, each on the matrix as those before it have left it."""

    def __init__(self, matrix: RaciMatrix) -> None:
        self.matrix = self._before = matrix
        self.unclear: list[str] = []

    def commands(self, move: Move) -> list[Command]:
        """The commands of one move; what cannot be decided is put into `unclear`."""
        found: list[Command] = []
        for tool, args in self._of(move):
            found.append(Command(tool, args, move.said))
            self._follow(tool, args)
        return found

    def _of(self, move: Move) -> Iterator[tuple[str, dict[str, Any]]]:
        if isinstance(move, Whole) and move.command is not None:
            yield move.command.tool, move.command.args
        elif isinstance(move, Assign):
            for activity in move.activities:
                yield from self._assign(move, activity)
        elif isinstance(move, Exchange):
            yield from self._exchange(move)
        elif isinstance(move, Drop):
            yield from self._drop(move)

    def _assign(self, move: Assign, activity: str) -> Iterator[tuple[str, dict[str, Any]]]:
        row = self.matrix.row(activity)
        if row and move.change and not move.own:
            yield from self._give_up(row, move)
        for role in move.roles:
            args: dict[str, Any] = {"activity": activity, "role": role, "letters": list(move.letters)}
            if move.phase:
                args["phase"] = move.phase
            if move.add:
                args["add"] = True
            if "A" in move.letters and (move.change or (row and _any_of(row.of("A"), move.gives_way))):
                args["replace"] = True
            yield "assign_raci", args

    def _give_up(self, row: Row, move: Assign) -> Iterator[tuple[str, dict[str, Any]]]:
        """Whoever had an R alone, or as the only one a C or I, makes room; an A is moved by the command itself."""
        keys = {roles().key(role) for role in move.roles}
        for letter in move.letters:
            holders = [role for role in row.of(letter) if roles().key(role) not in keys]
            held_already = any(letter in row.letters(role) for role in move.roles)
            if letter == "A" or held_already or (letter in "CI" and (len(holders) != 1 or any(row.letters(role) for role in move.roles))):
                continue
            for holder in holders:
                yield from self._without(row, holder, (letter,))

    def _without(self, row: Row, role: str, letters: Sequence[Letter]) -> Iterator[tuple[str, dict[str, Any]]]:
        rest = [letter for letter in row.letters(role) if letter not in letters]
        if rest and letters:
            yield "assign_raci", {"activity": row.activity, "role": role, "letters": rest}
        else:
            yield "remove_role", {"role": role, "activity": row.activity}

    def _drop(self, move: Drop) -> Iterator[tuple[str, dict[str, Any]]]:
        if move.everywhere:
            for role in move.roles:
                yield "remove_role", {"role": self.held(role)}
            return
        for activity in move.activities:
            row = self.matrix.row(activity)
            if not move.roles and row:
                for role in dict.fromkeys(name for letter in move.letters for name in row.of(letter)):
                    yield from self._without(row, role, move.letters)
            for role in move.roles:
                name = self.held(role, row)
                if not move.letters and self._gone(activity, name):
                    continue
                if not move.letters:
                    yield "remove_role", {"role": name, "activity": activity}
                elif row and set(move.letters) & set(row.letters(name)):
                    yield from self._without(row, name, move.letters)

    def _gone(self, activity: str, role: str) -> bool:
        """Whether the message has put somebody else in the role's place already."""
        was, now = self._before.row(activity), self.matrix.row(activity)
        return bool(was and now and was.letters(role) and not now.letters(role))

    def _exchange(self, move: Exchange) -> Iterator[tuple[str, dict[str, Any]]]:
        old, new = move.roles
        if move.everywhere:
            yield "replace_role", {"old": self.held(old), "new": new}
            return
        named = [row for row in map(self.matrix.row, move.activities) if row]
        holding = [row for row in named if self._has(row, old)]
        if not holding:
            holding = [row for row in self.matrix.rows if self._has(row, old)]
            if len(holding) > 1:
                held = "、".join(row.activity for row in holding[:6])
                self.unclear.append(say("raci_ask_where", "zh", role=old, new=new, rows=held, one=holding[0].activity))
                return
        if not holding:
            yield "replace_role", {"old": old, "new": new} | ({"activity": move.activities[0]} if named else {})
        for row in holding:
            yield "replace_role", {"old": self.held(old, row), "new": new, "activity": row.activity}

    def _has(self, row: Row, role: str) -> bool:
        name = self.held(role, row)
        return bool(row.letters(name)) or any(roles().key(name) == roles().key(each) for each in (row.primary, row.backup) if each)

    def held(self, role: str, row: Row | None = None) -> str:
        """The name of a role in the case that is meant by the whole or by the only one that it is a part of: 总监 for IT总监."""
        rows = (row,) if row else self.matrix.rows
        names = list(dict.fromkeys(name for each in rows for name in names_in(each)))
        if any(roles().key(name) == roles().key(role) for name in names):
            return role
        partly = [name for name in names if role in name or name in role] if len(role) > 1 else []
        return partly[0] if len(partly) == 1 else role

    def _follow(self, tool: str, args: dict[str, Any]) -> None:
        """The matrix as the command will leave it; what it will refuse changes nothing."""
        try:
            if tool == "assign_raci":
                kept = {name: args[name] for name in ("phase", "add", "replace") if name in args}
                self.matrix = self.matrix.assign(args["activity"], args["role"], args["letters"], **kept)
            elif tool == "remove_role" and args.get("activity"):
                self.matrix = self.matrix.unassign(args["activity"], args["role"])
            elif tool == "replace_role":
                self.matrix = self.matrix.replace_role(args["old"], args["new"], args.get("activity"))
            elif tool == "remove_row":
                self.matrix = self.matrix.remove(args["activity"])
            elif tool == "copy_row":
                self.matrix = self.matrix.copy_row(args["source"], args["target"])
            elif tool == "set_responsibility":
                self.matrix = self.matrix.cover(args["item"], primary=args.get("primary"), backup=args.get("backup"))
        except (Rejected, ValueError):
            return


def _any_of(names: Sequence[str], others: Sequence[str]) -> bool:
    return bool({roles().key(name) for name in names} & {roles().key(name) for name in others})


def names_in(row: Row) -> list[str]:
    """The roles of a row, whatever their part."""
    return [name for name in (*(each.role for each in row.assignments), row.primary, row.backup) if name]


def corrected(moves: list[Move], new: Assign) -> bool:
    """An assignment that corrects one of the same message takes its place; False when there is none that it could."""
    keys = {roles().key(role) for role in new.roles}
    rows = {activities().key(activity) for activity in new.activities}
    for move in reversed(moves):
        if not isinstance(move, Assign) or not move.roles or {activities().key(activity) for activity in move.activities} != rows:
            continue
        same = [role for role in move.roles if roles().key(role) in keys]
        if same:
            move.roles = [role for role in move.roles if role not in same]
            return True
        if set(move.letters) & set(new.letters):
            move.letters = tuple(letter for letter in LETTERS if letter in set(move.letters) - set(new.letters))
            if not move.letters:
                moves.remove(move)
            return True
    return False
