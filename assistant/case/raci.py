"""Who does what: rows of activity by role with R, A, C, I, and with a primary and a backup for each work item.

R does the work, A is accountable, C is consulted, I is informed. A row has one A at most; with one A and at least one R it is complete.
P (primary) and B (backup) are those of the firm's page, in its list of staff roles and responsibilities.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from assistant.case.lexicon import activities, roles
from assistant.case.rows import Assignment, Row, by_key, same_role
from assistant.case.values import Letter, Phase, Rejected, Value

__all__ = ["Assignment", "RaciMatrix", "Row"]

MANY_A, SHARE_OF_A = 3, 0.5
"""A role is overloaded that is accountable in more rows than this, and in more than this share of them."""
MOST_ROWS = 300


class RaciMatrix(Value):
    """The rows in the order of their entry; every change gives a new matrix, or raises Rejected."""

    rows: Annotated[tuple[Row, ...], Field(max_length=MOST_ROWS)] = ()

    @model_validator(mode="after")
    def _no_row_twice(self) -> Self:
        keys = [activities().key(row.activity) for row in self.rows]
        if len(set(keys)) < len(keys):
            raise ValueError("an activity stands twice")
        return self

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles with letters, in the order in which they first appear, each as it is written there."""
        return tuple(by_key(each.role for row in self.rows for each in row.assignments).values())

    @property
    def named(self) -> dict[str, str]:
        """Every role, those that are primary or backup only as well, by its key as it is written here."""
        covering = (name for row in self.rows for name in (row.primary, row.backup) if name)
        return by_key((*self.roles, *covering))

    def row(self, activity: str) -> Row | None:
        """The row of an activity, by any of its names."""
        key = activities().key(activity)
        return next((row for row in self.rows if activities().key(row.activity) == key), None)

    def needed(self, activity: str) -> Row:
        """The same; Rejected names the rows there are."""
        found = self.row(activity)
        if found is None:
            held = tuple(row.activity for row in self.rows[:8])
            raise Rejected("no_such_row" if held else "no_rows", activity=activity, held=held)
        return found

    def overloaded(self) -> tuple[str, ...]:
        """Roles that are accountable in too many rows."""
        held = self._accountable()
        return tuple(role for role in self.roles if MANY_A < held[roles().key(role)] > SHARE_OF_A * held.total())

    def accountable_in(self, role: str) -> int:
        """Number of rows in which a role has the A."""
        return self._accountable()[roles().key(role)]

    def _accountable(self) -> Counter[str]:
        return Counter(roles().key(role) for row in self.rows for role in row.of("A"))

    def assign(
        self,
        activity: str,
        role: str,
        letters: Iterable[Letter],
        *,
        phase: Phase | None = None,
        add: bool = False,
        replace: bool = False,
    ) -> "RaciMatrix":
        """The letters given to a role in a row, which is made if there is none.

        `add`: beside the letters it has, else in their place. `replace`: an A goes from whoever has it to this role;
        without, a second A is Rejected with the offer to replace.
        """
        row = self.row(activity) or Row(activity=activity, phase=phase)
        chosen = {*letters, *(row.letters(role) if add else ())}
        holder = next((other for other in row.of("A") if roles().key(other) != roles().key(role)), None)
        if "A" in chosen and holder:
            if not replace:
                raise Rejected("second_accountable", offer={"replace": True}, activity=row.activity, holder=holder, role=role)
            row = row.with_letters(holder, set(row.letters(holder)) - {"A"})
        if phase:
            row = row.changed(phase=phase)
        return self._with(row.with_letters(role, chosen))

    def unassign(self, activity: str | None, role: str) -> "RaciMatrix":
        """A role taken out of a row, or with None of every row; a row that this empties stays, for its other columns."""
        touched = self._with_role(role, activity)
        return self._instead({row.activity: row.without(role) for row in touched})

    def remove(self, activity: str) -> "RaciMatrix":
        """A row taken out."""
        gone = self.needed(activity)
        return self.changed(rows=tuple(row for row in self.rows if row is not gone))

    def rename(self, activity: str, new: str) -> "RaciMatrix":
        """A row under another name; Rejected when that is another row's."""
        row, other = self.needed(activity), self.row(new)
        if other and other is not row:
            raise Rejected("row_exists", activity=other.activity)
        return self.changed(rows=tuple(each.changed(activity=new) if each is row else each for each in self.rows))

    def place(self, activity: str, *, phase: Phase | None = None, before: str | None = None, at: int | None = None) -> "RaciMatrix":
        """A row moved to another phase, before another row, or to the place `at`, from 1."""
        row = self.needed(activity)
        moved = row.changed(phase=phase) if phase else row
        rest = [each for each in self.rows if each is not row]
        place = self.rows.index(row)
        if before is not None:
            place = rest.index(self.needed(before)) if not _same_activity(before, activity) else place
        elif at is not None:
            if not 1 <= at <= len(self.rows):
                raise Rejected("no_such_place", number=at, count=len(self.rows))
            place = at - 1
        return self.changed(rows=(*rest[:place], moved, *rest[place:]))

    def replace_role(self, old: str, new: str, activity: str | None = None) -> "RaciMatrix":
        """One role in place of another, in one row or in all that have it; letters that the new one has already are joined."""
        return self._instead({row.activity: row.with_role_replaced(old, new) for row in self._with_role(old, activity)})

    def swap(self, activity: str, one: str, other: str) -> "RaciMatrix":
        """The letters of two roles of a row exchanged, and their places as primary and backup."""
        row = self.needed(activity)
        for role in (one, other):
            self._with_role(role, activity)
        one, other = (self.named[roles().key(role)] for role in (one, other))
        order = {roles().key(each.role): n for n, each in enumerate(row.assignments)}
        turned = {roles().key(one): other, roles().key(other): one}
        # All at once: for a moment there must not be two with an A.
        swapped = [each.changed(role=turned.get(roles().key(each.role), each.role)) for each in row.assignments]
        swapped.sort(key=lambda each: order.get(roles().key(each.role), len(order)))
        primary, backup = (turned.get(roles().key(name), name) if name else None for name in (row.primary, row.backup))
        return self._with(row.changed(assignments=tuple(swapped), primary=primary, backup=backup))

    def copy_row(self, source: str, target: str, *, phase: Phase | None = None) -> "RaciMatrix":
        """The letters of one row given to another, which is made, in a phase, if there is none; primary and backup too if there are any."""
        row = self.needed(source)
        into = self.row(target) or Row(activity=target, phase=phase)
        covered = row if row.primary or row.backup else into
        return self._with(into.changed(assignments=row.assignments, primary=covered.primary, backup=covered.backup))

    def cover(self, item: str, *, primary: str | None = None, backup: str | None = None, group: str | None = None) -> "RaciMatrix":
        """Primary and backup of a work item, whichever is given; the row is made if there is none."""
        row = self.row(item) or Row(activity=item)
        first, second = primary or row.primary, backup or row.backup
        if backup and same_role(backup, first):
            raise Rejected("same_backup", activity=row.activity, role=backup)
        if same_role(first or "", second):
            # The backup has become the primary.
            second = None
        return self._with(row.changed(primary=first, backup=second, group=group or row.group))

    def with_rows(self, rows: Iterable[Row]) -> "RaciMatrix":
        """Rows of a proposal taken over, their roles written as they are here; rows there are already stay as they are."""
        named = self.named
        taken = {activities().key(row.activity): row for row in self.rows}
        for row in rows:
            taken.setdefault(activities().key(row.activity), row.spelled(named))
        if len(taken) > MOST_ROWS:
            raise Rejected("too_many_rows", most=MOST_ROWS)
        return self.changed(rows=tuple(taken.values()))

    def _with_role(self, role: str, activity: str | None) -> list[Row]:
        """The rows, or the one row, in which a role has a part; Rejected when there is none."""
        rows = [self.needed(activity)] if activity else self.rows
        held = [row for row in rows if row.has(role)]
        if not held:
            raise Rejected("not_in_row", activity=rows[0].activity, role=role) if activity else Rejected("no_such_role", role=role)
        return held

    def _with(self, row: Row) -> "RaciMatrix":
        old = self.row(row.activity)
        if old is not None:
            return self._instead({old.activity: row})
        if len(self.rows) >= MOST_ROWS:
            raise Rejected("too_many_rows", most=MOST_ROWS)
        return self.changed(rows=(*self.rows, row))

    def _instead(self, new: Mapping[str, Row]) -> "RaciMatrix":
        """Rows put in the places of those with these names."""
        return self.changed(rows=tuple(new.get(row.activity, row) for row in self.rows))

    def as_json(self) -> dict[str, Any]:
        """As the command line's contract has it."""
        if not self.rows:
            return {}
        named = self.named
        return {
            "roles": list(self.roles),
            "rows": [
                {
                    "phase": row.phase,
                    "activity": row.activity,
                    "group": row.group,
                    "assignments": {named[roles().key(each.role)]: list(each.letters) for each in row.assignments},
                    "primary": row.primary,
                    "backup": row.backup,
                    "missing": list(row.missing),
                }
                for row in self.rows
            ],
            "overloaded": list(self.overloaded()),
        }


def _same_activity(one: str, other: str) -> bool:
    return activities().key(one) == activities().key(other)
