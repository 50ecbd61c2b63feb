"""The proposals: the RACI matrix of an ISO/IEC 20000 project by phase, and a list of responsibilities."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistant.case.lexicon import activities, roles
from assistant.case.raci import Assignment, Row
from assistant.case.values import LETTERS, Letter
from assistant.domain import Language
from assistant.errors import CorpusError
from assistant.settings import ROOT

RACI = ROOT / "corpus" / "reference" / "raci-templates.yaml"
RESPONSIBILITIES = ROOT / "corpus" / "reference" / "responsibilities.yaml"


@cache
def raci_rows(language: Language) -> tuple[Row, ...]:
    """The rows of the four phases in order, in a language; each has one A and at least one R."""
    return tuple(_row(row, block["phase"], language) for block in _load(RACI) for row in block["rows"])


@cache
def responsibility_rows(language: Language) -> tuple[Row, ...]:
    """The work items with their group, primary and backup."""
    return tuple(
        Row(
            activity=item[language],
            group=block["group"][language],
            primary=roles().entry(item["primary"]).of(language),
            backup=roles().entry(item["backup"]).of(language),
        )
        for block in _load(RESPONSIBILITIES)
        for item in block["items"]
    )


def _row(row: dict[str, Any], phase: Any, language: Language) -> Row:
    letters: dict[str, set[Letter]] = {}
    for letter in LETTERS:
        named = row.get(letter) or []
        for role in [named] if isinstance(named, str) else named:
            letters.setdefault(role, set()).add(letter)
    made = tuple(
        Assignment(role=roles().entry(role).of(language), letters=tuple(letter for letter in LETTERS if letter in held))
        for role, held in letters.items()
    )
    return Row(activity=activities().entry(row["activity"]).of(language), phase=phase, assignments=made)


def _load(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (OSError, yaml.YAMLError) as error:
        raise CorpusError(f"{path.name}: {' '.join(str(error).split())}") from error
