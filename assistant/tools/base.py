"""What every command is: typed arguments, and a pure change of the case."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.case import Case, Rejected
from assistant.domain import Language

Similar = Callable[[str], Mapping[str, float]]
"""Gives how near a description lies to the exemplars of each category, 0 to 1, by the category's id."""
Name = Annotated[str, Field(min_length=1, max_length=60)]


def no_similarity(_: str) -> Mapping[str, float]:
    """Where there is no encoder, the words alone decide."""
    return {}


@dataclass(frozen=True)
class Setting:
    """What a command may look at besides the case."""

    language: Language = "zh"
    today: dt.date = dt.date.min
    similar: Similar = no_similarity


class Tool(BaseModel):
    """A command. Its docstring and the descriptions of its fields are what a model reads."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
    name: ClassVar[str]

    def apply(self, case: Case, setting: Setting) -> Case:
        """The case with the change; Rejected when a rule forbids it."""
        raise NotImplementedError


def made(kind: type[Tool], args: dict[str, Any]) -> Tool:
    """The command with its arguments checked; Rejected says which one is wrong."""
    try:
        return kind.model_validate(args)
    except ValidationError as error:
        raise wrong(error) from error


def applied(command: Tool, case: Case, setting: Setting) -> Case:
    """The case with the change; what would make a wrong value is Rejected as well."""
    try:
        return command.apply(case, setting)
    except ValidationError as error:
        raise wrong(error) from error


def wrong(error: ValidationError) -> Rejected:
    """What is the matter with an argument, in words for the one who gave it."""
    first = error.errors()[0]
    bounds, said = first.get("ctx", {}), str(first["input"])
    if first["type"] == "string_too_long":
        return Rejected("too_long_text", text=f"{said[:20]}…", most=bounds["max_length"])
    if first["type"] in ("less_than_equal", "less_than"):
        return Rejected("too_large", number=said[:30], most=f"{Decimal(bounds.get('le', bounds.get('lt', 0))):,f}")
    if first["type"] in ("greater_than_equal", "greater_than"):
        return Rejected("too_small", number=said[:30])
    place = ".".join(str(part) for part in first["loc"])
    reason = first["msg"].removeprefix("Value error, ")
    return Rejected("bad_arguments", reason=f"{place}: {reason}" if place else reason)
