"""Names of activities with one character mistyped (管里评审), put right place for place."""

from functools import cache
from pathlib import Path

import yaml

from assistant.case.lexicon import activities, roles

_ALIKE = Path(__file__).with_name("raci_zh_spelling.yaml")
SHORTEST, LONGEST = 4, 10
"""Characters of a name that may be mistyped; a shorter one is too easily another word."""


def spelt_right(text: str, folded: str) -> tuple[str, str]:
    """A clause and its folded form with the known activities that sound like what is written; both stay as long as they were."""
    wrong = _mistyped()
    firsts = _firsts()
    at = 0
    while at < len(folded) - SHORTEST + 1:
        end = at
        if folded[at] in firsts:
            for length in range(min(LONGEST, len(folded) - at), SHORTEST - 1, -1):
                right = wrong.get(folded[at : at + length])
                if right:
                    end = at + length
                    text, folded = text[:at] + right + text[end:], folded[:at] + right + folded[end:]
                    break
        at = max(end, at + 1)
    return text, folded


@cache
def _mistyped() -> dict[str, str]:
    """The right name by each that has one character replaced by one that sounds alike."""
    alike: dict[str, str] = yaml.safe_load(_ALIKE.read_text(encoding="utf-8"))
    known = {*activities().names, *roles().names}
    found: dict[str, str] = {}
    for name in activities().names:
        if SHORTEST <= len(name) <= LONGEST and not name.isascii():
            for at, character in enumerate(name):
                for other in alike.get(character, ""):
                    wrong = name[:at] + other + name[at + 1 :]
                    if wrong not in known:
                        found.setdefault(wrong, name)
    return found


@cache
def _firsts() -> frozenset[str]:
    return frozenset(wrong[0] for wrong in _mistyped())
