"""The section of a summary that a question's words point to, for when the search alone does not settle what answers."""

import re
from collections.abc import Sequence

from assistant.answer.knowledge import Knowledge
from assistant.answer.piece import Piece
from assistant.answer.selection import has_figure
from assistant.domain import Evidence, Understanding
from assistant.ledger import Scheme
from assistant.names import schemes_of
from assistant.sentences import Unit, units

STAGES, ROLES = "audit-stages", "roles"
_OF_ANY = "iso-20000-1"
"""The scheme that is meant where none is named, whose summary tells of the audit stages by themselves."""
_STAGE = re.compile(r"\bstages?[ -](1|2|one|two)\b|\b(first|second)[ -]stage\b|\band (2|two)\b|([一二12])阶段", re.IGNORECASE)
_NUMBER = {"1": "1", "one": "1", "first": "1", "一": "1", "2": "2", "two": "2", "second": "2", "二": "2"}


def introduced(piece: Piece) -> str:
    """What stands over a list that was chosen, which says what its items are."""
    return " ".join(piece.evidence.passage.section[-1:]) if any(unit.kind == "item" for unit in piece.units) else ""


def is_own(piece: Piece, understanding: Understanding, knowledge: Knowledge) -> bool:
    """Whether a piece is of a scheme in question, of the rules for all, or of no scheme; not of one akin to it."""
    scheme = knowledge.ledger.get(piece.evidence.passage.document.scheme)
    if not understanding.mentions:
        return scheme is None or scheme.kind == "rules" or scheme.id == _OF_ANY
    return scheme is None or scheme.kind == "rules" or scheme.id in schemes_of(understanding.mentions)


def section_meant(understanding: Understanding, knowledge: Knowledge) -> list[Piece]:
    """Of the scheme that the question names, what the section that its words point to begins with: a list whole, or two sentences.

    Of the audit stages, only what is said of the one that is asked about; they are much the same whatever the scheme.
    """
    scheme = _scheme(understanding, knowledge)
    if scheme is None or not understanding.topic or understanding.shape == "price":
        return []
    of_stages = understanding.topic == STAGES
    for anchor in (understanding.topic, "steps") if of_stages else (understanding.topic,):
        for passage in knowledge.section(scheme, anchor, understanding.language)[:1]:
            every = units(passage.text)
            listed = [unit for unit in every if unit.kind == "item"]
            first = [unit for unit in every if unit.kind == "sentence"][: 1 if listed else 2]
            chosen = _of_stages(understanding.question, passage.text, listed) if of_stages else [*first, *listed]
            piece = Piece(Evidence("S1", passage, 1.0, 1.0, 0.0), tuple(chosen), 1.0)
            if chosen and not (of_stages and has_figure(understanding.shape, piece.text) is False):
                return [piece]
    return []


def _scheme(understanding: Understanding, knowledge: Knowledge) -> Scheme | None:
    schemes = knowledge.schemes(understanding.mentions)
    if not understanding.mentions and understanding.topic == STAGES:
        return knowledge.ledger.get(_OF_ANY)
    return schemes[0] if len(schemes) == 1 else None


def _of_stages(question: str, text: str, listed: Sequence[Unit]) -> list[Unit]:
    asked = _stages(question)
    return [unit for unit in listed if (_told_of(text[unit.start : unit.end]) or _stages(text[unit.start : unit.end])) & asked]


def _told_of(item: str) -> frozenset[str]:
    """The stage that an item begins with and explains, whatever other it mentions."""
    name, colon, _ = item.replace("：", ":").partition(":")
    return _stages(name) if colon else frozenset()


def _stages(text: str) -> frozenset[str]:
    return frozenset(_NUMBER[next(filter(None, match.groups())).lower()] for match in _STAGE.finditer(text))
