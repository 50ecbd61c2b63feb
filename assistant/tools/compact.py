"""The commands as a chat model is shown them: as few tokens as tell which arguments there are and what they mean."""

from collections.abc import Iterable
from inspect import cleandoc
from typing import Any

from assistant.tools.base import Tool

_KEPT = ("type", "enum", "format", "items", "description")
"""What a model needs of a property. Limits are not shown: a value beyond them is refused with the reason, which goes back to the model."""
_LONG_CHOICE = 6
"""Values of a choice from which on it is written out once in a tool."""


def compact(kinds: Iterable[type[Tool]]) -> list[dict[str, Any]]:
    """Commands in the form in which OpenAI's protocol takes functions, to be shown together: what describes an argument is said once."""
    told: set[str] = set()
    return [_function(kind, told) for kind in kinds]


def _function(kind: type[Tool], told: set[str]) -> dict[str, Any]:
    schema = kind.model_json_schema()
    definitions = schema.get("$defs", {})
    listed: dict[str, str] = {}
    properties = {}
    for name, row in schema.get("properties", {}).items():
        lean = _once(name, _lean(row, definitions), listed)
        if lean.get("description") in told:
            del lean["description"]
        told.add(lean.get("description", ""))
        properties[name] = lean
    parameters: dict[str, Any] = {"type": "object", "properties": properties}
    if schema.get("required"):
        parameters["required"] = schema["required"]
    description = " ".join(cleandoc(kind.__doc__ or "").split())
    return {"type": "function", "function": {"name": kind.name, "description": description, "parameters": parameters}}


def _once(name: str, lean: dict[str, Any], listed: dict[str, str]) -> dict[str, Any]:
    """The property, without a long choice that is in `listed` already: the property which it was written out for, by its values."""
    choice = lean.get("items", {}).get("enum", ())
    if len(choice) < _LONG_CHOICE:
        return lean
    first = listed.setdefault(str(choice), name)
    return lean if first == name else {"type": "array", "items": {"type": "string"}, "description": f"as in {first}"}


def _lean(row: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """A property without titles, defaults and limits; what may be left out is not said to take null as well."""
    row = {**definitions.get(row.get("$ref", "").rpartition("/")[2], {}), **row}
    choices = [choice for choice in row.get("anyOf", ()) if choice.get("type") != "null"]
    if len(choices) == 1:
        row = {**_lean(choices[0], definitions), **row}
    lean = {key: row[key] for key in _KEPT if key in row}
    if "items" in lean:
        lean["items"] = {key: value for key, value in _lean(lean["items"], definitions).items() if key != "description"}
    return lean
