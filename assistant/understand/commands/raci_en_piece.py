"""A name in a sentence, or words that stand for one."""

import re
from dataclasses import dataclass
from typing import Literal

from assistant.understand.commands.raci_en_names import plausible

Kind = Literal["name", "rows", "every", "before", "current", "person", "persons", "speaker", "unnamed", "matrix"]
Lead = Literal["", ",", "and", ":", "no"]


@dataclass(frozen=True)
class Piece:
    """A name, or words that stand for one, with what leads up to it."""

    text: str
    start: int
    end: int
    kind: Kind = "name"
    lead: Lead = ""
    """The separator before it; `no` where it corrects what stands before."""
    under: str = ""
    """The preposition before it."""
    old: bool = False
    """It follows “not” or “instead of”."""
    opens: bool = False
    """A verb of command stands before it: keep, make, put."""
    determiner: str = ""
    as_role: bool = False
    """It is the name of an activity, but stands where only a role can: internal audit gets a copy."""
    followed: bool = False
    """A colon follows."""


def name_of(piece: Piece) -> str:
    """The name less a possessive ending, or "" when it can be none."""
    text = re.sub(r"(?:'s|'|\.)$", "", " ".join(piece.text.split()))
    text = re.sub(r"^(?:the|our|a|an)\s+", "", text, flags=re.IGNORECASE)
    return text if plausible(text) else ""
