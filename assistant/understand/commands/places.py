"""Names of places in a text."""

import re
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("places.yaml")


def places_in(folded: str) -> tuple[tuple[int, int], ...]:
    """From where to where known places stand in a folded text; the longest names where they overlap."""
    return tuple(match.span() for match in _pattern().finditer(folded))


@cache
def _pattern() -> re.Pattern[str]:
    """Chinese names anywhere, English ones as whole words."""
    held = yaml.load(_FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)
    ordinary = set(held["not_in_english"])
    rows = [row.strip().split(" ", 1) for row in held["places"].split(",")]
    zh = sorted((row[0] for row in rows), key=len, reverse=True)
    en = sorted({re.escape(row[1].lower()) for row in rows if row[1] not in ordinary}, key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(zh)})|(?<![\w'])(?:{'|'.join(en)})(?![\w'])")
