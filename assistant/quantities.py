"""The quantities of a text: a number with what it counts, in one form for Chinese and English.

`3年`, `3 years`, `三年` and `three years` are one; `3 months` and `level 3` are others. Both ends of a range carry its unit.
"""

import re
from pathlib import Path

import yaml

from assistant.terms import fold

Quantity = tuple[str, str]
"""A number in plain digits, and the unit's name."""
_DATA = yaml.load(Path(__file__).with_name("quantities.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
_WORDS: dict[str, str] = {word: str(number) for number, words in _DATA["numbers"].items() for word in words.split()}
_WORD = "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True))
_NUMBER = rf"(?:\d[\d,]*(?:\.\d+)?|(?<![a-z])(?:{_WORD})(?![a-z]))"
_JOIN = r"\s*(?:-|–|—|~|至|到|或|、|to|or|and)\s*"
_UNITS: dict[str, re.Pattern[str]] = {
    # The unit may stand behind the first number of a range as well: 3年或5年, 3个月至6个月.
    name: re.compile(rf"({_NUMBER})(?:\s*(?:{row['behind']})?{_JOIN}({_NUMBER}))?[\s-]*(?:{row['behind']})")
    for name, row in _DATA["units"].items()
    if "behind" in row
}
_BEFORE: dict[str, re.Pattern[str]] = {
    name: re.compile(rf"(?:{row['before']})\s*({_NUMBER})(?:{_JOIN}({_NUMBER}))?(?![\d.])")
    for name, row in _DATA["units"].items()
    if "before" in row
}


def quantities(text: str) -> frozenset[Quantity]:
    """Every number of the text that has a unit, with the unit. A lone `一` or `one` is too common to count as a number."""
    folded = fold(text)
    found: set[Quantity] = set()
    for patterns in (_UNITS, _BEFORE):
        for name, pattern in patterns.items():
            for match in pattern.finditer(folded):
                found.update((_plain(number), name) for number in match.groups() if number)
    return frozenset(found)


def _plain(number: str) -> str:
    plain = _WORDS.get(number, number).replace(",", "")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
