"""Ways of putting things, kept as data: a file of patterns, each a list of alternatives."""

import re
from pathlib import Path

import yaml


def load_wording(path: Path) -> dict[str, re.Pattern[str]]:
    """The patterns of a YAML file by name, compiled without regard to case.

    A pattern is a list of alternatives, or `{before, any, after}` with the alternatives under `any`.
    ValueError names a pattern that is neither.
    """
    loaded = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return {name: _compiled(path, name, row) for name, row in loaded.items()}


def _compiled(path: Path, name: str, row: object) -> re.Pattern[str]:
    try:
        if isinstance(row, dict):
            source = f"{row['before']}{'|'.join(row['any'])}{row['after']}"
        elif isinstance(row, list):
            source = "|".join(row)
        else:
            raise TypeError("neither a list nor a mapping")
        return re.compile(source, re.IGNORECASE)
    except (KeyError, TypeError, re.error) as error:
        raise ValueError(f"{path.name}: the pattern {name!r} cannot be used ({error})") from error
