"""The commands: what a message, a model or another program can do to a case, each a class with typed arguments.

`undo` and `redo` work on the case with its history; every other tool is a pure change of one case into another.
"""

from typing import Annotated, ClassVar

from pydantic import Field

from assistant.case import Case, CaseFile
from assistant.tools.base import Setting, Similar, Tool, applied, made
from assistant.tools.categories import AnswerCategoryQuestion, ChooseCategories, DescribeServices
from assistant.tools.costs import AdjustCost, ConvertCost, RemoveCost, SetBudget, SetCost, SetLater
from assistant.tools.profile import AddToProfile, RemoveFromProfile, SetProfile
from assistant.tools.raci import (
    AssignRaci,
    ClearRaci,
    CopyRow,
    MoveRow,
    RemoveRole,
    RemoveRow,
    RenameRow,
    ReplaceRole,
    SetResponsibility,
    SwapRoles,
    UseTemplate,
)


class _Step(Tool):
    steps: Annotated[int, Field(ge=1, le=100)] = 1

    def apply(self, case: Case, setting: Setting) -> Case:
        """The case by itself has no history; whoever holds the history makes the step."""
        return case


class Undo(_Step):
    """Take back the last changes, one step for each message that made some."""

    name: ClassVar[str] = "undo"


class Redo(_Step):
    """Make changes again that were taken back."""

    name: ClassVar[str] = "redo"


TOOLS: dict[str, type[Tool]] = {
    tool.name: tool
    for tool in (
        SetProfile,
        AddToProfile,
        RemoveFromProfile,
        DescribeServices,
        AnswerCategoryQuestion,
        ChooseCategories,
        AssignRaci,
        RemoveRole,
        ReplaceRole,
        SwapRoles,
        CopyRow,
        RemoveRow,
        RenameRow,
        MoveRow,
        ClearRaci,
        SetResponsibility,
        UseTemplate,
        SetCost,
        AdjustCost,
        ConvertCost,
        RemoveCost,
        SetLater,
        SetBudget,
        Undo,
        Redo,
    )
}


def done(command: Tool, file: CaseFile, setting: Setting) -> CaseFile:
    """The case with its history after a command: `undo` and `redo` go back and forward in it, any other makes a step.

    Rejected as `applied`, and when there is nothing to go back or forward to.
    """
    if isinstance(command, Undo):
        return file.undone(command.steps)
    if isinstance(command, Redo):
        return file.redone(command.steps)
    return file.with_case(applied(command, file.case, setting))


__all__ = ["TOOLS", "Redo", "Setting", "Similar", "Tool", "Undo", "applied", "done", "made"]
