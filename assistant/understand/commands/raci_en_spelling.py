"""Slips of the keyboard in the words that a command hangs on: intrnal audit, consultd, aproves."""

import re
from functools import lru_cache

from assistant.understand.commands.raci_en_wordings import WORDING

_WORD = re.compile(r"[A-Za-z]{5,20}")
_SHORT = tuple((name.removeprefix("means_"), pattern) for name, pattern in WORDING.items() if name.startswith("means_"))
_SHORT += tuple((f" {name.removeprefix('han ')} ", pattern) for name, pattern in WORDING.items() if name.startswith("han "))
_SHORT += tuple((f" {name.removeprefix('contraction_')}", pattern) for name, pattern in WORDING.items() if name.startswith("contraction_"))
LONG = 11
"""Letters of a word in which two slips are forgiven; in a shorter one it is one."""


def spelled(text: str) -> str:
    """The text with such words put right; every other word, right or wrong, stays as it is."""
    for name, pattern in _SHORT:
        text = pattern.sub(name, text)
    text = WORDING["apostrophe"].sub(r"\1n't", text)
    return _WORD.sub(lambda match: _put_right(match.group()), text)


@lru_cache(maxsize=4096)
def _put_right(word: str) -> str:
    low = word.lower()
    if low in _words() or WORDING["spelled_otherwise"].fullmatch(low):
        return word
    for known in _words():
        if known[0] != low[0] or abs(len(known) - len(low)) > 2 or known.startswith(low) or low.startswith(known):
            continue
        if _slips(low, known) <= (2 if len(known) >= LONG else 1):
            return known.upper() if word.isupper() else known.capitalize() if word[0].isupper() else known
    return word


@lru_cache(maxsize=1)
def _words() -> tuple[str, ...]:
    return tuple(WORDING["spelled"].pattern.split("|"))


def _slips(one: str, other: str) -> int:
    """Letters left out, added, mistaken or exchanged with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, known in enumerate(other, start=1):
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != known))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == known:
                least = min(least, earlier[j - 2] + 1)
            row.append(least)
    return row[-1]
