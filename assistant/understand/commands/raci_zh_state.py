"""What stands at a point of a Chinese message: the row spoken of, the roles that wait for a verb, what has been moved so far."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.case import Talk
from assistant.case.lexicon import activities, roles
from assistant.case.raci import RaciMatrix
from assistant.case.values import Letter, Phase
from assistant.domain import Command
from assistant.understand.commands.raci_zh_moves import Assign, Drop, Exchange, Move, Whole, corrected, names_in
from assistant.understand.commands.raci_zh_names import Kind, Names, role_like
from assistant.understand.commands.raci_zh_tokens import Token

PASSED = ("between", "filler", "to", "by", "tag", "also")
"""Kinds of words that only stand between others."""


@dataclass
class Clause:
    """The clause that is being read."""

    number: int
    said: str
    """In half width as it was written, place for place with the tokens."""
    tokens: Sequence[Token]
    first_move: int
    asking: bool = False
    """Its sentence asks."""
    at: int = 0
    change: bool = False
    add: bool = False
    negated: bool = False
    not_but: bool = False
    everywhere: bool = False
    named: bool = False
    """It names an activity."""
    drop: Drop | None = None
    heirs: list[str] = field(default_factory=list)
    """Roles that take over from the one named next."""
    phase: Phase | None = None
    skipped: tuple[int, ...] = ()
    """Places of tokens that are of no importance."""
    served: list[str] = field(default_factory=list)
    """Roles for whom something is done: 给甲方做."""
    former: bool = False
    """It tells how things were."""
    loose: bool = False
    """A role in it is known by nothing but its place."""
    we: bool = False
    stray: bool = False
    """Something in it is not understood."""

    @property
    def before(self) -> str:
        """Kind of the token before the present one."""
        return self.tokens[self.at - 1].kind if self.at else ""

    def following(self, *passed: str) -> Token | None:
        """The next token of none of these kinds."""
        return next((token for token in self.tokens[self.at + 1 :] if token.kind not in passed), None)


class State:
    """What carries over from clause to clause; `sentence` lets go of what does not outlive one."""

    def __init__(self, matrix: RaciMatrix, talk: Talk) -> None:
        self.matrix, self.talk = matrix, talk
        spoken: list[tuple[str, Kind]] = [(name, "activity") for name in talk.activities]
        self.names = Names(matrix, [*spoken, *((name, "role") for name in talk.roles)])
        self.moves: list[Move] = []
        self.unclear: list[str] = []
        self.missed: list[str] = []
        """Clauses that seem to give somebody a part and are not understood."""
        self.targets: tuple[str, ...] = ()
        self.earlier: list[str] = []
        """The activities named in the message so far, the latest last."""
        self.phase: Phase | None = None
        self.clause: Clause | None = None
        """The one read last."""
        self.heading = ""
        """A name by itself that may be an activity."""
        self.lost = False
        """An activity was named in a clause that has not been understood; who comes next may belong to it."""
        self.unnamed: list[tuple[Clause, tuple[Letter, ...]]] = []
        """Parts that the speaker takes without saying who that is."""
        self.sentence()

    def sentence(self) -> None:
        """A new sentence begins."""
        self.subjects: list[str] = []
        self.waiting: list[str] = []
        """Roles of earlier clauses that no verb has followed yet."""
        self.closed = False
        self.open: tuple[Letter, ...] = ()
        """Letters that the next roles are given."""
        self.opened: Assign | None = None
        self.old: list[str] = []
        """Roles that are to be replaced."""
        self.last: Assign | None = None
        self.fixing = self.handed = self.speaker = self.changing = self.named = self.we = False

    @property
    def rows(self) -> tuple[str, ...]:
        """The activities that a clause without one of its own is about."""
        return self.targets or (() if self.lost else self.talk.activities[:1])

    @property
    def row_is_known(self) -> bool:
        """Whether the message has named an activity that is known or stands in the matrix."""
        return any(activities().find(name) or self.matrix.row(name) for name in self.targets)

    def turn_to(self, activity: str, *, joined: bool = False) -> None:
        """An activity is named, alone or beside the one before."""
        self.heading, self.named, self.lost = "", True, False
        self.targets = (*self.targets, activity) if joined else (activity,)
        self.earlier = [each for each in self.earlier if each != activity] + [activity]
        self.names.learn(activity, "activity")

    def before_last(self) -> str | None:
        """The activity that was spoken of before the present one."""
        spoken = [*reversed(self.earlier), *(each for each in self.talk.activities if each not in self.earlier)]
        return spoken[1] if len(spoken) > 1 else None

    def give(self, clause: Clause, given: Sequence[str], letters: tuple[Letter, ...], *, add: bool = False) -> Assign:
        """Letters given to roles in the present rows; in a correction, instead of what was said before."""
        if self.heading and not clause.named and (letters == ("R",) or not self.rows):
            self.turn_to(self.heading)
            self.heading = ""
        move = Assign(clause.number, clause.said, self.rows, list(given), letters=letters, add=add, change=clause.change)
        move.phase, move.named = self.phase, bool(self.targets)
        if self.fixing and not corrected(self.moves, move):
            move.change = True
        self.moves.append(move)
        if not clause.loose:
            self.learn(move)
        self.last = move
        return move

    def learn(self, move: Move) -> None:
        """The roles of a move are known from now on."""
        for role in move.roles:
            self.names.learn(role, "role")

    def exchange(self, clause: Clause, old: str, new: str) -> None:
        """One role put in another's place, in what this message has said already or in the case."""
        for move in reversed(self.moves):
            if isinstance(move, Assign) and any(roles().key(role) == roles().key(old) for role in move.roles):
                move.roles = [new if roles().key(role) == roles().key(old) else role for role in move.roles]
                return
        if not self.is_role(old) and not role_like(old.lower()):
            clause.stray = True
            return
        rows = self.targets if clause.named or not clause.everywhere else ()
        everywhere = clause.everywhere and not clause.named
        self.moves.append(Exchange(clause.number, clause.said, rows or self.rows, [old, new], everywhere=everywhere))
        self.names.learn(new, "role")

    def letters_in_row(self, role: str) -> tuple[Letter, ...]:
        """What a role has in the first of the present rows, as the case stands."""
        row = self.matrix.row(self.rows[0]) if self.rows else None
        return row.letters(role) if row else ()

    def take_out(
        self,
        clause: Clause,
        given: Sequence[str],
        letters: tuple[Letter, ...] = (),
        *,
        everywhere: bool = False,
        rows: tuple[str, ...] = (),
    ) -> None:
        """Roles, or letters of theirs, taken out of the present rows."""
        drop = Drop(clause.number, clause.said, rows or self.rows, list(given), letters=letters, everywhere=everywhere)
        drop.named = bool(self.targets)
        self.moves.append(drop)

    def remove_rows(self, clause: Clause) -> None:
        """The rows that the clause names deleted; one that is not there only if it is spoken of as a row."""
        said = any(token.kind in ("tag", "ref", "row", "both") for token in clause.tokens)
        known = [activity for activity in self.targets if self.matrix.row(activity)]
        clause.stray = clause.stray or not (known or said)
        for activity in known or (self.targets if said else ()):
            self.command(clause, "remove_row", {"activity": activity})

    def command(self, clause: Clause, tool: str, args: dict[str, Any]) -> None:
        """A command on whole rows."""
        self.moves.append(Whole(clause.number, clause.said, command=Command(tool, args, clause.said)))

    def exchange_all(self, clause: Clause, new: Sequence[str]) -> None:
        """The roles that wait for it replaced by the new ones."""
        for old in self.old:
            self.exchange(clause, old, new[0])
        for role in new[1:]:
            self.give(clause, [role], self.letters_in_row(self.old[0]) or ("R",))
        self.old = []

    def wait_for_roles(self, letters: tuple[Letter, ...]) -> None:
        """The next roles are given these letters."""
        self.open, self.opened = letters, None

    def done_with(self, given: Sequence[str]) -> None:
        """A verb has been said of these roles; another one may follow."""
        self.subjects, self.waiting, self.closed = list(given), [], True

    @property
    def last_said(self) -> Assign | Drop | None:
        """The last that was said of roles."""
        return next((move for move in reversed(self.moves) if isinstance(move, (Assign, Drop)) and move.roles), None)

    def matrix_or_moved(self, activity: str) -> bool:
        """Whether there is a row, or this message makes it."""
        key = activities().key(activity)
        said = (each for move in self.moves for each in move.activities)
        return self.matrix.row(activity) is not None or any(activities().key(each) == key for each in said)

    def holds(self, name: str) -> bool:
        """Whether a role stands in the matrix, or this message puts it there."""
        held = [role for row in self.matrix.rows for role in names_in(row)]
        held += [role for move in self.moves for role in move.roles]
        return any(roles().key(name) == roles().key(each) for each in held)

    def is_role(self, name: str) -> bool:
        """Whether a name is that of a role that is known or stands in the matrix, be it by a part."""
        held = [each for row in self.matrix.rows for each in names_in(row)]
        return roles().find(name) is not None or any(name in each or each in name for each in held)

    def retarget(self, activity: str) -> None:
        """What was said of the last activity is meant of another one."""
        last = next((move.activities for move in reversed(self.moves) if isinstance(move, Assign)), ())
        for move in self.moves:
            if isinstance(move, Assign) and move.activities == last:
                move.activities = (activity,)
        self.earlier = [each for each in self.earlier if activities().key(each) not in map(activities().key, last)]
        self.turn_to(activity)


Reader = Callable[[State, Clause, Token], None]
"""What a kind of word does to the state."""
