"""One row of the matrix: the letters of each role, and who is primary and backup."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator

from assistant.case.lexicon import roles
from assistant.case.values import LETTERS, LONGEST_NAME, Letter, Phase, Rejected, Value

Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]


class Assignment(Value):
    """The letters of one role in one row, in the order R, A, C, I."""

    role: Name
    letters: tuple[Letter, ...]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.letters or tuple(letter for letter in LETTERS if letter in self.letters) != self.letters:
            raise ValueError("letters have to be some of R, A, C, I, each once and in this order")
        return self


class Row(Value):
    """One activity or work item."""

    activity: Name
    phase: Phase | None = None
    group: Name | None = None
    """The upper level of the work content, in the list of responsibilities."""
    assignments: tuple[Assignment, ...] = ()
    primary: Name | None = None
    backup: Name | None = None

    @model_validator(mode="after")
    def _checked(self) -> Self:
        keys = [roles().key(each.role) for each in self.assignments]
        if len(set(keys)) < len(keys):
            raise ValueError(f"a role stands twice in the row {self.activity}")
        if len(self.of("A")) > 1:
            raise ValueError(f"the row {self.activity} has more than one A")
        if self.primary and self.backup and roles().key(self.primary) == roles().key(self.backup):
            raise ValueError(f"primary and backup of {self.activity} are the same")
        return self

    def of(self, letter: Letter) -> tuple[str, ...]:
        """The roles with a letter."""
        return tuple(each.role for each in self.assignments if letter in each.letters)

    def letters(self, role: str) -> tuple[Letter, ...]:
        """The letters of a role, none if it has no part in the row."""
        key = roles().key(role)
        return next((each.letters for each in self.assignments if roles().key(each.role) == key), ())

    @property
    def missing(self) -> tuple[Letter, ...]:
        """What the row lacks to be complete: R, A, or nothing. A work item with a primary only needs no letters."""
        if not self.assignments and (self.primary or self.backup):
            return ()
        wanted: tuple[Letter, ...] = ("R", "A")
        return tuple(letter for letter in wanted if not self.of(letter))

    def with_letters(self, role: str, letters: Iterable[Letter]) -> "Row":
        """The row with these letters for a role, in place of what it had; without letters the role leaves the row."""
        key, chosen = roles().key(role), set(letters)
        ordered = tuple(letter for letter in LETTERS if letter in chosen)
        kept = [each for each in self.assignments if roles().key(each.role) != key]
        place = next((n for n, each in enumerate(self.assignments) if roles().key(each.role) == key), len(kept))
        name = next((each.role for each in self.assignments if roles().key(each.role) == key), role)
        if ordered:
            kept.insert(place, Assignment(role=name, letters=ordered))
        return self.changed(assignments=tuple(kept))

    def has(self, role: str) -> bool:
        """Whether a role has any part in the row, as primary or backup at the least."""
        return bool(self.letters(role)) or same_role(role, self.primary) or same_role(role, self.backup)

    def without(self, role: str) -> "Row":
        """The row with the role in none of its columns."""
        primary, backup = (None if same_role(role, name) else name for name in (self.primary, self.backup))
        return self.with_letters(role, ()).changed(primary=primary, backup=backup)

    def with_role_replaced(self, old: str, new: str) -> "Row":
        """The new role in the place of the old one, with the letters of both; Rejected when it would be its own backup."""
        letters = self.letters(old)
        primary, backup = (new if same_role(old, name) else name for name in (self.primary, self.backup))
        if primary and same_role(primary, backup):
            raise Rejected("same_backup", activity=self.activity, role=new)
        row = self.with_letters(old, ()).changed(primary=primary, backup=backup)
        if row.letters(new):
            return row.with_letters(new, {*letters, *row.letters(new)})
        if not letters:
            return row
        place = next(n for n, each in enumerate(self.assignments) if same_role(old, each.role))
        made = Assignment(role=new, letters=letters)
        return row.changed(assignments=(*row.assignments[:place], made, *row.assignments[place:]))

    def spelled(self, named: Mapping[str, str]) -> "Row":
        """The row with its roles written as in `named`, which has them by key."""
        assignments = tuple(each.changed(role=named.get(roles().key(each.role), each.role)) for each in self.assignments)
        primary, backup = (named.get(roles().key(name), name) if name else None for name in (self.primary, self.backup))
        return self.changed(assignments=assignments, primary=primary, backup=backup)


def by_key(names: Iterable[str]) -> dict[str, str]:
    """Names of roles by key, each as it is written first."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(roles().key(name), name)
    return found


def same_role(role: str, other: str | None) -> bool:
    """Whether two names mean the same role."""
    return other is not None and roles().key(role) == roles().key(other)
