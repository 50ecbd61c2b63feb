"""How much of what a sentence says stands in a text, word for word, in whatever order and with whatever words between."""

import re
from functools import lru_cache
from pathlib import Path

from assistant.terms import HAN, fold, stems, without_question_words
from assistant.wording import load_wording

_RUN = re.compile(f"[{HAN}]+")
_FILLER = load_wording(Path(__file__).with_name("bearing.yaml"))["filler"]
_WORD_WEIGHT = 2
"""Han characters that an English word counts for."""


@lru_cache(maxsize=256)
def content(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a sentence claims: runs of Han characters and English stems, without the words that only join or turn it."""
    bare = _FILLER.sub(" ", fold(text))
    return tuple(_RUN.findall(without_question_words(bare))), tuple(stems(bare))


def weight(text: str) -> int:
    """How much a text claims, in Han characters."""
    runs, words = content(text)
    return sum(map(len, runs)) + _WORD_WEIGHT * len(words)


def coverage(text: str, held: str) -> float:
    """Share of what a text claims that another holds, 0 to 1; 1 for a text that claims nothing.

    A Han character counts with one of its neighbours: pairs across a word that was put in between would count against a sentence
    that leaves out or adds no more than that.
    """
    runs, words = content(text)
    whole = sum(map(len, runs)) + _WORD_WEIGHT * len(words)
    if not whole:
        return 1.0
    pairs, characters, known = _held(held)
    covered = _WORD_WEIGHT * sum(word in known for word in words)
    for run in runs:
        if len(run) == 1:
            covered += run in characters
        else:
            there = [run[at : at + 2] in pairs for at in range(len(run) - 1)]
            covered += sum(before or after for before, after in zip([False, *there], [*there, False], strict=True))
    return covered / whole


@lru_cache(maxsize=512)
def _held(text: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    folded = fold(text)
    runs = _RUN.findall(folded)
    pairs = {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
    return frozenset(pairs), frozenset("".join(runs)), frozenset(stems(folded))
