"""What one verb of a sentence asks for, and in what manner: denied, doubted, long past, besides or instead."""

import re
from dataclasses import dataclass, field

from assistant.case.values import Phase
from assistant.understand.commands.raci_en_names import Names
from assistant.understand.commands.raci_en_piece import Piece
from assistant.understand.commands.raci_en_shares import role_like
from assistant.understand.commands.raci_en_verb import Verb
from assistant.understand.commands.raci_en_wordings import WORDING

_LEADING_TO = frozenset(
    ["has", "have", "need", "needs", "want", "wants", "ought", "going", "is", "are", "supposed", "like", "likes", "get", "gets", "be"]
)
"""With these before it, “to” does not hang on a verb that is not of the matrix: the certifier *offers to* write it."""
_WORD = re.compile(r"\s*([\w']+)\s*$")


@dataclass
class Event:
    """What one verb asks for."""

    verb: Verb
    number: int
    """Of its clause."""
    said: str
    pieces: list[Piece] = field(default_factory=list)
    """Where its roles stand."""
    roles: tuple[str, ...] = ()
    olds: tuple[str, ...] = ()
    """Roles that leave: “not QA”, “instead of the COO”."""
    targets: tuple[str, ...] = ()
    named: bool = False
    """The activity is named in the message."""
    own: bool = False
    """It is named beside the verb itself."""
    headed: bool = False
    """It stands at the head of the sentence."""
    add: bool = False
    change: bool = False
    negated: bool = False
    corrects: bool = False
    orders: bool = False
    """Said as a command: keep, make, inform."""
    past: bool = False
    uncertain: bool = False
    everywhere: bool = False
    astray: bool = False
    """Its object is no activity: “handles 500 calls”."""
    told_by: str = ""
    """Of “inform” and the like: whoever is said to do it; then it is no order."""
    lost: bool = False
    """It names a row that there is not."""
    unnamed: bool = False
    """Somebody is meant who is not named."""
    rows: tuple[str, ...] = ()
    """Of a removal: rows that go."""
    holders: str = ""
    """Of a removal: the letter whose holder goes."""
    phase: Phase | None = None
    touched: set[int] = field(default_factory=set)
    """Numbers of the clauses that it rests on."""


def note_manner(event: Event, low: str, start: int, peeled: set[str], pieces: list[Piece], names: Names) -> None:
    """Note what the words before a verb, from `start` on, say of it; `peeled`: those that are no name, `pieces`: those that are."""
    before, verb = low[start : event.verb.start], low[event.verb.start : event.verb.end]
    zone = re.split(r",|:", before)[-1]
    event.negated = _is_denied(event, before.rstrip()[-40:], verb, peeled)
    event.astray = (
        _hangs_on_another(event, before, peeled, pieces, names)
        or WORDING["asked_within"].search(zone) is not None
        or (event.verb.left == "activity" and any(piece.kind == "speaker" for piece in pieces[-1:]))
    )
    done = re.match(r"\w+ed\b|told\b|done\b", verb) is not None and bool(peeled & {"have", "has"}) and not peeled & {"to", "be"}
    event.past = done or WORDING["past"].search(" ".join(peeled)) is not None
    event.uncertain = WORDING["maybe"].search(low) is not None and WORDING["polite_doubt"].search(low) is None
    note_adverbs(event, f"{zone} {' '.join(peeled)} {verb}")
    event.change = event.change or event.verb.changes or WORDING["changed_hands"].search(low) is not None


def note_adverbs(event: Event, zone: str) -> None:
    """Note whether a stretch says “also”, or “now” and “instead”."""
    event.add = event.add or WORDING["also"].search(zone) is not None
    event.change = event.change or WORDING["change"].search(zone) is not None


def _is_denied(event: Event, before: str, verb: str, peeled: set[str]) -> bool:
    if WORDING["never"].search(before) and not re.search(r"[,;:]\s*no$", before):
        return True
    if peeled & {"not", "never"} or any(word.endswith("n't") for word in peeled) or verb.startswith("out of"):
        return True
    return event.verb.letter and re.search(r"n't|\bnot\b|no longer", verb) is not None


def _hangs_on_another(event: Event, before: str, peeled: set[str], pieces: list[Piece], names: Names) -> bool:
    """The certifier offers *to write* it: the verb hangs on one that is none of the matrix."""
    if event.verb.left == "" or "to" not in peeled or peeled & _LEADING_TO or WORDING["leads_to"].search(before):
        return False
    return not any(role_like(piece, names) for piece in pieces)


def peeled_off(low: str, start: int, end: int) -> tuple[int, set[str]]:
    """Where a stretch ends without the auxiliaries and adverbs before a verb, and which those were."""
    words: set[str] = set()
    while match := _WORD.search(low, max(start, end - 24), end):
        word = match.group(1)
        if match.start() < start or not WORDING["peel"].fullmatch(word) or (word == "no" and not words & {"longer", "need"}):
            break
        words.add(word)
        end = match.start()
    return end, words


def end_of_clause(low: str, start: int, end: int) -> bool:
    """Whether a clause ends between two places."""
    return re.search(r"[,;:]|\b(?:and|but|please|then)\b", low[start:end]) is not None
