"""Commands on the RACI matrix and on the list of responsibilities."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from assistant.case import Case, Rejected
from assistant.case.lexicon import activities, roles
from assistant.case.raci import MOST_ROWS, RaciMatrix
from assistant.case.templates import raci_rows, responsibility_rows
from assistant.case.values import Letter, Phase
from assistant.tools.base import Name, Setting, Tool

Activity = Annotated[Name, Field(description="name of an activity, i.e. of a row: 内部审核, internal audit")]
Role = Annotated[Name, Field(description="a role or department, never a person: 管理者代表, service desk")]


class AssignRaci(Tool):
    """Give a role its letters in the row of an activity: R does it, A is accountable, C is consulted, I is informed."""

    name: ClassVar[str] = "assign_raci"
    activity: Activity
    role: Role
    letters: Annotated[list[Letter], Field(min_length=1, max_length=4)]
    phase: Phase | None = None
    add: Annotated[bool, Field(description="beside the letters it has in the row")] = False
    replace: Annotated[bool, Field(description="take the A from whoever has it")] = False

    def apply(self, case: Case, setting: Setting) -> Case:
        """See `RaciMatrix.assign`."""
        activity, role = _activity(self.activity, case, setting), _role(self.role, case, setting)
        phase = self.phase or _phase(activity, case)
        return _with(case, case.raci.assign(activity, role, self.letters, phase=phase, add=self.add, replace=self.replace))


class RemoveRole(Tool):
    """Take a role out of a row or, without activity, of every row."""

    name: ClassVar[str] = "remove_role"
    role: Role
    activity: Activity | None = None

    def apply(self, case: Case, setting: Setting) -> Case:
        """See `RaciMatrix.unassign`."""
        return _with(case, case.raci.unassign(self.activity, self.role))


class ReplaceRole(Tool):
    """Put one role in place of another, in a row or, without activity, in all."""

    name: ClassVar[str] = "replace_role"
    old: Role
    new: Role
    activity: Activity | None = None

    def apply(self, case: Case, setting: Setting) -> Case:
        """See `RaciMatrix.replace_role`."""
        return _with(case, case.raci.replace_role(self.old, _role(self.new, case, setting), self.activity))


class SwapRoles(Tool):
    """Exchange the letters of two roles in a row."""

    name: ClassVar[str] = "swap_roles"
    activity: Activity
    one: Role
    other: Role

    def apply(self, case: Case, setting: Setting) -> Case:
        """See `RaciMatrix.swap`."""
        return _with(case, case.raci.swap(self.activity, self.one, self.other))


class CopyRow(Tool):
    """Give a row the letters that another one has."""

    name: ClassVar[str] = "copy_row"
    source: Activity
    target: Activity

    def apply(self, case: Case, setting: Setting) -> Case:
        """See `RaciMatrix.copy_row`."""
        target = _activity(self.target, case, setting)
        return _with(case, case.raci.copy_row(self.source, target, phase=_phase(target, case)))


class RemoveRow(Tool):
    """Delete the row of an activity."""

    name: ClassVar[str] = "remove_row"
    activity: Activity

    def apply(self, case: Case, setting: Setting) -> Case:
        """See `RaciMatrix.remove`."""
        return _with(case, case.raci.remove(self.activity))


class RenameRow(Tool):
    """Give a row another name."""

    name: ClassVar[str] = "rename_row"
    activity: Activity
    new: Activity

    def apply(self, case: Case, setting: Setting) -> Case:
        """See `RaciMatrix.rename`."""
        return _with(case, case.raci.rename(self.activity, activities().standard(self.new, setting.language)))


class MoveRow(Tool):
    """Move a row to a phase, before another row, or to a place counted from 1."""

    name: ClassVar[str] = "move_row"
    activity: Activity
    phase: Phase | None = None
    before: Activity | None = None
    at: Annotated[int | None, Field(ge=1, le=MOST_ROWS)] = None

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if self.phase is None and self.before is None and self.at is None:
            raise ValueError("phase, before or at is needed")
        return self

    def apply(self, case: Case, setting: Setting) -> Case:
        """See `RaciMatrix.place`."""
        return _with(case, case.raci.place(self.activity, phase=self.phase, before=self.before, at=self.at))


class ClearRaci(Tool):
    """Delete every row of the matrix."""

    name: ClassVar[str] = "clear_raci"

    def apply(self, case: Case, setting: Setting) -> Case:
        """An empty matrix; Rejected when it is."""
        if not case.raci.rows:
            raise Rejected("raci_empty")
        return _with(case, RaciMatrix())


class SetResponsibility(Tool):
    """Say who is primarily responsible (P) for a work item and who is the backup (B)."""

    name: ClassVar[str] = "set_responsibility"
    item: Activity
    primary: Role | None = None
    backup: Role | None = None
    group: Annotated[Name | None, Field(description="heading above the item")] = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.primary or self.backup or self.group):
            raise ValueError("primary, backup or group is needed")
        return self

    def apply(self, case: Case, setting: Setting) -> Case:
        """See `RaciMatrix.cover`."""
        primary, backup = (_role(name, case, setting) if name else None for name in (self.primary, self.backup))
        item = _activity(self.item, case, setting)
        return _with(case, case.raci.cover(item, primary=primary, backup=backup, group=self.group))


class UseTemplate(Tool):
    """Take over the rows proposed for an ISO/IEC 20000 project: all, or those of some phases or activities."""

    name: ClassVar[str] = "use_template"
    kind: Literal["raci", "responsibilities"] = "raci"
    phases: Annotated[tuple[Phase, ...], Field(max_length=4)] = ()
    activities: Annotated[tuple[Activity, ...], Field(max_length=MOST_ROWS)] = ()

    def apply(self, case: Case, setting: Setting) -> Case:
        """Rows that are there already stay as they are; Rejected when nothing is left to add, or one that is named is not proposed.

        The list of responsibilities has no phases.
        """
        rows = responsibility_rows(setting.language) if self.kind == "responsibilities" else raci_rows(setting.language)
        chosen = [row for row in rows if not self.phases or row.phase in self.phases or self.kind == "responsibilities"]
        if self.activities:
            proposed = {activities().key(row.activity): row for row in chosen}
            lacking = tuple(name for name in self.activities if activities().key(name) not in proposed)
            if lacking:
                raise Rejected("not_proposed", names=lacking)
            chosen = [proposed[key] for key in dict.fromkeys(map(activities().key, self.activities))]
        matrix = case.raci.with_rows(chosen)
        if matrix == case.raci:
            raise Rejected("nothing_left_to_propose")
        return _with(case, matrix)


def _with(case: Case, matrix: RaciMatrix) -> Case:
    return case.changed(raci=matrix).fresh("raci") if matrix != case.raci else case


def _activity(name: str, case: Case, setting: Setting) -> str:
    """The name of the row there is, or how the name is kept."""
    row = case.raci.row(name)
    return row.activity if row else activities().standard(name, setting.language)


def _phase(activity: str, case: Case) -> Phase | None:
    """The phase in which a new row usually lies; a row there is keeps its own."""
    found = activities().find(activity)
    return found.phase if found and case.raci.row(activity) is None else None


def _role(name: str, case: Case, setting: Setting) -> str:
    """The name of the role there is, or how the name is kept."""
    return case.raci.named.get(roles().key(name)) or roles().standard(name, setting.language)
