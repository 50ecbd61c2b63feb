"""Headings and notes of the exported files, one row a label in both languages."""

from functools import cache
from pathlib import Path

import yaml

from assistant.domain import Language

LABELS = Path(__file__).with_name("labels.yaml")


def label(row: str, language: Language, **values: object) -> str:
    """The label of a row in a language, its blanks filled in; KeyError for a row that is none."""
    return labels()[row][language].format(**values)


@cache
def labels() -> dict[str, dict[Language, str]]:
    """All of them by row."""
    loaded: dict[str, dict[Language, str]] = yaml.load(LABELS.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded
