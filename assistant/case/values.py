"""What the values of a case are made of: frozen, checked when they are made, so that a wrong one cannot exist."""

from collections.abc import Iterable
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
        """`row`: the sentence in `texts`; `fields`: its blanks, names of roles as they are, several of them as a tuple.

        `offer`: changed arguments of the same command with which it would be accepted if the user says yes.
        """
        self.row, self.fields, self.offer = row, fields, offer
        super().__init__(self.said("en"))

    def said(self, language: Language) -> str:
        """The reason in a language."""
        blanks = {name: listed(value, language) if isinstance(value, tuple) else value for name, value in self.fields.items()}
        return say(self.row, language, **blanks)


def listed(names: Iterable[str], language: Language) -> str:
    """`法务、车间`, `legal, workshop`."""
    return ("、" if language == "zh" else ", ").join(names)


def digits_said(amount: Decimal) -> str:
    """`42,000`, `12,000.50`: with thousands apart, cents only where there are any."""
    return f"{amount:,.2f}".removesuffix(".00")


def money_said(amount: Decimal, currency: str, language: Language) -> str:
    """`42,000元`, `CNY 42,000`, `USD 12,000.50`."""
    return range_said(amount, amount, currency, language)


def range_said(low: Decimal, high: Decimal, currency: str, language: Language) -> str:
    """`10,000–20,000元`, `CNY 10,000–20,000`; a single amount when both ends are the same."""
    digits = digits_said(low) if low == high else f"{digits_said(low)}–{digits_said(high)}"
    return f"{digits}元" if language == "zh" and currency == "CNY" else f"{currency} {digits}"
