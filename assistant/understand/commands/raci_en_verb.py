"""A word that gives a letter or takes one away, and what the letters and nouns for them are."""

import re
from dataclasses import dataclass
from typing import Literal

from assistant.case.values import LETTERS

Side = Literal["", "role", "activity"]
Act = Literal["give", "remove", "place"]


@dataclass(frozen=True)
class Verb:
    """One of them."""

    start: int
    end: int
    letters: str
    left: Side
    right: Side
    act: Act = "give"
    flips: bool = False
    """Without a role before it, the role stands behind: “responsible: QA”."""
    changes: bool = False
    """It says that another role has had the letter so far."""
    letter: bool = False
    """A letter is said as such."""
    about: bool = False
    """It ends in the preposition of its activity: responsible for, consulted on."""
    bare: bool = False
    """The letter stands beside the role without a word between them."""
    again: bool = False
    """It corrects the letter that the role before has been given."""
    hands: bool = False
    """An activity is only handed to a role: “give the calibration to the lab”."""
    old: tuple[int, int] | None = None
    """Where the role stands from which the letter is taken."""
    where: tuple[int, int] | None = None
    """Where the activity stands within the verb."""


_NOUNS = {
    **{stem: "A" for stem in ("approv", "sign", "account", "owner")},
    **{stem: "R" for stem in ("respons", "doer", "execut", "lead")},
    **{stem: "C" for stem in ("input", "advice", "consult")},
    **{stem: "I" for stem in ("info", "fyi")},
    **{stem: "P" for stem in ("primary",)},
    **{stem: "B" for stem in ("back", "second", "deputy")},
}
"""Beginnings of the nouns that stand for a letter."""


def letters_in(text: str) -> str:
    """`RA` of “R/A” or “A and R”, `A` of “approver”: each letter once, in the order R, A, C, I; P and B stand alone."""
    low = text.lower()
    noun = next((letter for stem, letter in _NOUNS.items() if low.startswith(stem)), "")
    joined = "".join(set(re.findall(r"\b[racipb]+\b", low.replace("and", " ")))).upper()
    if noun or (joined and set(joined) <= {"P", "B"}):
        return noun or joined[0]
    return "".join(letter for letter in LETTERS if letter in joined)


def same_clause(low: str, one: Verb, other: Verb) -> bool:
    """Whether no comma or colon parts two verbs."""
    first, last = min(one.start, other.start), max(one.end, other.end)
    return not any(mark in low[first:last] for mark in ",;:")


def clause_before(low: str, at: int) -> str:
    """The words of a clause before a place in it, from the last comma or colon."""
    return re.split(r"[,;:]", low[max(0, at - 120) : at])[-1]
