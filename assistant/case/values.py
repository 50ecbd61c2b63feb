"""What the values of a case are made of: frozen, checked when they are made, so that a wrong one cannot exist."""

from decimal import Decimal
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict

from assistant.domain import Language
from assistant.errors import AssistantError
from assistant.texts import say

Letter = Literal["R", "A", "C", "I"]
LETTERS: tuple[Letter, ...] = ("R", "A", "C", "I")
Phase = Literal["preparation", "gap-analysis", "establishment", "audit"]
Part = Literal["consulting", "certification", "training", "materials", "tools"]
PARTS: tuple[Part, ...] = ("consulting", "certification", "training", "materials", "tools")
CostStatus = Literal["estimated", "quoted", "to_be_quoted", "excluded"]
Later = Literal["surveillance", "recertification", "certificate_management"]
LATER: tuple[Later, ...] = ("surveillance", "recertification", "certificate_management")
LaterState = Literal["included", "not_included", "unknown"]
LONGEST_NAME = 60
"""Characters of a name of a role or an activity."""


class Value(BaseModel):
    """A part of a case. Equal values are equal whatever way they came about."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def changed(self, **fields: Any) -> Self:
        """The value with some fields changed, checked anew; ValueError (pydantic) when it would be wrong."""
        return type(self).model_validate({**{name: getattr(self, name) for name in type(self).model_fields}, **fields})


class Rejected(AssistantError):
    """A command that would break a rule of the case. Nothing has changed; the text says what would be valid."""

    def __init__(self, row: str, *, offer: dict[str, Any] | None = None, **fields: object) -> None:
        """`row`: the sentence in `texts`; `fields`: its blanks, names of amounts and roles as they are.

        `offer`: changed arguments of the same command with which it would be accepted if the user says yes.
        """
        super().__init__(say(row, "en", **fields))
        self.row, self.fields, self.offer = row, fields, offer

    def said(self, language: Language) -> str:
        """The reason in a language."""
        return say(self.row, language, **self.fields)


def money_said(amount: Decimal, currency: str, language: Language) -> str:
    """`42,000元`, `CNY 42,000`, `USD 12,000.50`: with thousands apart, cents only where there are any."""
    digits = f"{amount:,.2f}".removesuffix(".00")
    return f"{digits}元" if language == "zh" and currency == "CNY" else f"{currency} {digits}"
