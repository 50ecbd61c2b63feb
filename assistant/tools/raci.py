"""Commands on the RACI matrix and on the list of responsibilities."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from assistant.case import Case, Rejected
from assistant.case.lexicon import activities, roles
from assistant.case.raci import RaciMatrix
from assistant.case.templates import raci_rows, responsibility_rows
from assistant.case.values import Letter, Phase
from assistant.tools.base import Name, Setting, Tool

Activity = Annotated[Name, Field(description="Name of an activity, i.e. of a row: 内部审核, internal audit")]
Role = Annotated[Name, Field(description="Name of a role or department, never of a person: 管理者代表, service desk")]


class AssignRaci(Tool):
    """Give a role its letters in the row of an activity. R does the work, A is accountable, C is consulted, I is informed."""

    name: ClassVar[str] = "assign_raci"
    activity: Activity
    role: Role
    letters: Annotated[list[Letter], Field(min_length=1, max_length=4)]
    phase: Phase | None = None
    add: Annotated[bool, Field(description="beside the letters the role has in the row, instead of in their place")] = False
    replace: Annotated[bool, Field(description="take the A from whoever has it; a row can have one A only")] = False

    def apply(self, case: Case, setting: Setting) -> Case:
        """See `RaciMatrix.assign`."""
        activity, role = _activity(self.activity, case, setting), _role(self.role, case, setting)
        found = activities().find(activity)
        phase = self.phase or (found.phase if found and case.raci.row(activity) is None else None)
        return _with(case, case.raci.assign(activity, role, self.letters, phase=phase, add=self.add, replace=self.replace))


class RemoveRole(Tool):
    """Take a role out of one row, or out of every row when no activity is given."""

    name: ClassVar[str] = "remove_role"
    role: Role
    activity: Activity | None = None

    def apply(self, case: Case, setting: Setting) -> Case:
        """See `RaciMatrix.unassign`."""
        if self.activity:
            return _with(case, case.raci.unassign(self.activity, self.role))
        key = roles().key(self.role)
        matrix = case.raci
        for row in case.raci.rows:
            if row.letters(self.role) or key in {roles().key(name) for name in (row.primary, row.backup) if name}:
                matrix = matrix.unassign(row.activity, self.role)
        if matrix == case.raci:
            raise Rejected("no_such_role", role=self.role)
        return _with(case, matrix)


class ReplaceRole(Tool):
    """Put one role in place of another, in one row or, without an activity, in all of them."""

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
    """Give the row of an activity the same letters as another one has."""

    name: ClassVar[str] = "copy_row"
    source: Activity
    target: Activity

    def apply(self, case: Case, setting: Setting) -> Case:
        """See `RaciMatrix.copy_row`."""
        return _with(case, case.raci.copy_row(self.source, _activity(self.target, case, setting)))


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
    """Move a row to another phase, before another row, or to a place counted from 1."""

    name: ClassVar[str] = "move_row"
    activity: Activity
    phase: Phase | None = None
    before: Activity | None = None
    at: int | None = None

    def apply(self, case: Case, setting: Setting) -> Case:
        """See `RaciMatrix.place`."""
        return _with(case, case.raci.place(self.activity, phase=self.phase, before=self.before, at=self.at))


class ClearRaci(Tool):
    """Delete every row of the matrix."""

    name: ClassVar[str] = "clear_raci"

    def apply(self, case: Case, setting: Setting) -> Case:
        """An empty matrix; Rejected when it is."""
        if not case.raci.rows:
            raise Rejected("no_such_role", role="RACI")
        return _with(case, RaciMatrix())


class SetResponsibility(Tool):
    """Say who is primarily responsible (P) for a work item and who is the backup (B): the list of roles and responsibilities."""

    name: ClassVar[str] = "set_responsibility"
    item: Activity
    primary: Role | None = None
    backup: Role | None = None
    group: Annotated[str | None, Field(description="the upper level of the work content", max_length=60)] = None

    def apply(self, case: Case, setting: Setting) -> Case:
        """See `RaciMatrix.cover`."""
        primary, backup = (_role(name, case, setting) if name else None for name in (self.primary, self.backup))
        item = _activity(self.item, case, setting)
        return _with(case, case.raci.cover(item, primary=primary, backup=backup, group=self.group))


class UseTemplate(Tool):
    """Take over rows of the proposal for an ISO/IEC 20000 project: all, those of some phases, or some activities."""

    name: ClassVar[str] = "use_template"
    kind: Literal["raci", "responsibilities"] = "raci"
    phases: tuple[Phase, ...] = ()
    activities: tuple[Activity, ...] = ()

    def apply(self, case: Case, setting: Setting) -> Case:
        """Rows that are there already stay as they are; Rejected when nothing is left to add."""
        rows = responsibility_rows(setting.language) if self.kind == "responsibilities" else raci_rows(setting.language)
        keys = {activities().key(name) for name in self.activities}
        chosen = [row for row in rows if not self.phases or row.phase in self.phases]
        chosen = [row for row in chosen if not keys or activities().key(row.activity) in keys]
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


def _role(name: str, case: Case, setting: Setting) -> str:
    key = roles().key(name)
    held = next((role for role in case.raci.roles if roles().key(role) == key), None)
    return held or roles().standard(name, setting.language)
