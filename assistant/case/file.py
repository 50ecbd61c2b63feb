"""The case with its history: every change can be undone, and what the conversation has just been about is remembered."""

from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal

from pydantic import Field

from assistant.case.case import Case
from assistant.case.values import Part, Rejected, Value

STEPS_KEPT = 100
"""States of a case that are kept behind the present one."""


class Pending(Value):
    """What the assistant has asked and the next message may answer."""

    kind: Literal["confirm", "category", "later", "proposal"]
    tool: str = ""
    """Of `confirm` and `proposal`: the command that a yes runs, with its arguments."""
    args: dict[str, Any] = Field(default_factory=dict)
    between: tuple[str, ...] = ()
    """Of `category`: the candidates."""


class Talk(Value):
    """What was spoken of last, for “that row” and “the one before”; most recent first."""

    activities: Annotated[tuple[str, ...], Field(max_length=8)] = ()
    roles: Annotated[tuple[str, ...], Field(max_length=8)] = ()
    costs: Annotated[tuple[tuple[Part, str | None], ...], Field(max_length=8)] = ()
    subject: Literal["", "raci", "costs", "profile", "categories"] = ""
    pending: Pending | None = None


@dataclass(frozen=True)
class CaseFile:
    """The states of a case in order, and which of them holds now."""

    states: tuple[Case, ...] = (Case(),)
    at: int = 0
    base: int = 0
    """Number of the first state kept; earlier ones have been let go."""
    talk: Talk = field(default_factory=Talk)

    @property
    def case(self) -> Case:
        """The present state."""
        return self.states[self.at]

    def with_case(self, case: Case) -> "CaseFile":
        """A change made: one step, whatever had been undone is gone. The same case is no change."""
        if case == self.case:
            return self
        states = (*self.states[: self.at + 1], case)
        surplus = max(0, len(states) - STEPS_KEPT - 1)
        return replace(self, states=states[surplus:], at=len(states) - 1 - surplus, base=self.base + surplus)

    def with_talk(self, talk: Talk) -> "CaseFile":
        """What was spoken of."""
        return replace(self, talk=talk)

    def undone(self, steps: int = 1) -> "CaseFile":
        """Some steps back, as many as there are; Rejected when there are none."""
        if self.at == 0:
            raise Rejected("nothing_to_undo")
        return replace(self, at=max(0, self.at - steps))

    def redone(self, steps: int = 1) -> "CaseFile":
        """Steps that were undone made again; Rejected when there are none."""
        if self.at == len(self.states) - 1:
            raise Rejected("nothing_to_redo")
        return replace(self, at=min(len(self.states) - 1, self.at + steps))
