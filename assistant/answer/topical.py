"""Answers from the one section of a scheme's summary that the words of a question point to."""

from dataclasses import replace

from assistant.answer.evidence import nearest_question
from assistant.answer.knowledge import Knowledge
from assistant.answer.piece import Piece
from assistant.answer.sections import ROLES, STAGES, section_meant
from assistant.answer.selection import select
from assistant.answer.subjects import asked_of_one
from assistant.domain import Mention, Retrieved, Understanding

ALSO_TELLING = {"who-needs-it": ("what-it-is",)}
"""Sections that may tell what another one is expected to tell: whether a scheme is voluntary, and what it is good for."""
_LISTS = ("documents", "costs", "conditions", "steps")
"""Sections that are a list, which is wanted whole."""
_RULES = "cross-cutting-certification-rules"
_OF_ANY = ("time", "documents", "conditions", "steps", "authority")
"""Sections of what holds for every management system that answer a question which names none."""
_NEAR = 0.93
"""Cosine of a key question from which a passage is meant by a question that names no scheme."""
_OWN = 1000
"""Keys of passages that the search has not found."""
_WHAT_IT_IS = ("definition", "fact")


def section_begun(understanding: Understanding, retrieved: Retrieved, knowledge: Knowledge) -> list[Piece]:
    """What the section begins with, under the key that its passage has in this turn or one of its own."""
    of_any = not understanding.mentions and understanding.only_topic and understanding.topic in _OF_ANY
    if of_any and not asked_of_one(understanding):
        # Without a scheme, what holds for every management system.
        understanding = replace(understanding, mentions=(Mention(_RULES, "", "current"),))
    pieces = section_meant(understanding, knowledge)
    keys = {one.passage.id: one.key for one in retrieved.evidence}
    first = _OWN + 10 * [scheme.id for scheme in knowledge.ledger].index(pieces[0].evidence.passage.document.scheme or "") if pieces else 0
    return [
        replace(piece, evidence=replace(piece.evidence, key=keys.get(piece.evidence.passage.id, f"S{first + number}")))
        for number, piece in enumerate(pieces)
    ]


def section_asked(understanding: Understanding, retrieved: Retrieved, knowledge: Knowledge) -> list[Piece]:
    """What answers a question that has no other words than those for the section; nothing where other words count as well."""
    if understanding.topic == STAGES:
        return section_begun(understanding, retrieved, knowledge)
    if understanding.topic == ROLES and (roles := section_begun(understanding, retrieved, knowledge)):
        return roles
    schemes = knowledge.schemes(understanding.mentions)
    if not understanding.mentions and nearest_question(retrieved.evidence) < _NEAR:
        return section_begun(understanding, retrieved, knowledge)
    if not understanding.only_topic or len(schemes) != 1 or understanding.shape == "price":
        return []
    summary = f"{schemes[0].id}.{understanding.language}"
    if any(one.passage.document.scheme == schemes[0].id and one.passage.document.id != summary for one in retrieved.evidence[:1]):
        # Another document that is about the scheme too says more.
        return []
    plain = understanding.shape not in ("yes_no", "count", "time")
    if understanding.topic in _LISTS and plain and not asked_of_one(understanding):
        return section_begun(understanding, retrieved, knowledge)
    described = understanding.topic == "what-it-is" and understanding.shape in _WHAT_IT_IS
    if described or (understanding.topic == "who-needs-it" and plain and not asked_of_one(understanding)):
        return section_begun(understanding, retrieved, knowledge)
    anchors = (understanding.topic, *ALSO_TELLING.get(understanding.topic, ()))
    own = [one for one in retrieved.evidence if one.passage.document.id == summary and one.passage.anchor in anchors]
    if not own:
        own = [piece.evidence for piece in section_begun(understanding, retrieved, knowledge)]
    return select(replace(understanding, about=()), own)
