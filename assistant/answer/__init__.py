"""From evidence to an answer: chosen, said, cited and checked, or refused."""

import re
from collections.abc import Callable

from assistant.answer.checks import checked
from assistant.answer.citations import resolve
from assistant.answer.evidence import calibration, signals
from assistant.answer.quoting import other_language_note, quote
from assistant.answer.refusal import Contact, refusal
from assistant.answer.selection import Piece, select
from assistant.answer.smalltalk import small_talk
from assistant.domain import Answer, Evidence, Passage, Retrieved, Understanding

__all__ = ["Contact", "Originals", "answer", "small_talk"]

Originals = Callable[[Passage], str | None]
"""Gives the original text of a translated passage."""

_FIGURE = {
    "price": re.compile(
        r"[\d一二三四五六七八九十百千]+\s*(?:万|千|百)?\s*(?:元|块钱|美元|人民币)|(?:CNY|RMB|USD|EUR|[$¥€£])\s*\d|\d\s*(?:yuan|dollars|euros)",
        re.IGNORECASE,
    ),
    "time": re.compile(
        r"(?:[\d一二两三四五六七八九十半]+|每)\s*(?:个)?(?:工作日|小时|天|日|周|星期|月|季度|年)|(?:\d+|one|two|three|four|five|six|twelve|every|each|an?|per|once)\s+(?:working\s+|calendar\s+)?"
        r"(?:hours?|days?|weeks?|months?|quarters?|years?)|annual|yearly|\b(?:19|20)\d{2}\b",
        re.IGNORECASE,
    ),
    "count": re.compile(
        r"\d|[一二两三四五六七八九十百]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty|both)\b",
        re.IGNORECASE,
    ),
}


def answer(understanding: Understanding, retrieved: Retrieved, originals: Originals, contact: Contact) -> Answer:
    """An answer from the evidence, or a refusal when nothing in it answers."""
    pieces = select(understanding, retrieved.evidence)
    gap = _gap(pieces, retrieved)
    if gap is None and pieces and _has_figure(understanding, pieces) and _suffices(understanding, pieces, retrieved):
        drafted = quote(understanding, pieces)
        if retrieved.elsewhere:
            drafted = other_language_note(drafted, understanding.language)
        finished = _finished(understanding, drafted, pieces, originals, contact)
        if finished.text and finished.citations:
            return finished
    return _refused(understanding, pieces, retrieved, gap, originals, contact)


def _suffices(understanding: Understanding, pieces: list[Piece], retrieved: Retrieved) -> bool:
    model = calibration(elsewhere=retrieved.elsewhere)
    return model.probability(signals(understanding, pieces[0], retrieved.gaps)) >= model.threshold


def _gap(pieces: list[Piece], retrieved: Retrieved) -> Evidence | None:
    """The known gap the question falls into: it is nearer than anything that answers."""
    if not retrieved.gaps:
        return None
    nearest = retrieved.gaps[0]
    gap = max((lead.cosine for lead in nearest.leads if lead.kind == "question"), default=0.0)
    best = max((lead.cosine for piece in pieces for lead in piece.evidence.leads if lead.kind == "question"), default=0.0)
    return nearest if gap > best else None


def _has_figure(understanding: Understanding, pieces: list[Piece]) -> bool:
    """A question for an amount, a time or a number is answered only by words that hold one."""
    wanted = _FIGURE.get(understanding.shape)
    said = " ".join(piece.text for piece in pieces)
    return wanted is None or bool(wanted.search(said)) or (understanding.shape == "count" and any(piece.is_list for piece in pieces))


def _finished(understanding: Understanding, drafted: str, pieces: list[Piece], originals: Originals, contact: Contact) -> Answer:
    supports = {piece.evidence.key: tuple(piece.text.split("\n")) for piece in pieces}
    text, citations = resolve(drafted, [piece.evidence for piece in pieces], supports, originals)
    return Answer(checked(text, citations, (contact.phone,)), understanding.language, citations=citations)


def _refused(
    understanding: Understanding, pieces: list[Piece], retrieved: Retrieved, gap: Evidence | None, originals: Originals, contact: Contact
) -> Answer:
    nearest = _nearest(retrieved, gap)
    fact: list[Piece] = []
    if understanding.shape == "price" and nearest and not retrieved.elsewhere:
        fact = [piece for piece in select(understanding, [nearest]) if not piece.is_list][:1]
    said = quote(Understanding(understanding.language, "question"), fact) if fact else ""
    text = refusal(understanding, nearest, gap, contact, said)
    finished = _finished(understanding, text, fact, originals, contact)
    return Answer(finished.text, understanding.language, refused=True, citations=finished.citations)


def _nearest(retrieved: Retrieved, gap: Evidence | None) -> Evidence | None:
    if gap is not None:
        return next((found for found in retrieved.evidence if found.passage.anchor == gap.passage.anchor), None) or (
            retrieved.evidence[0] if retrieved.evidence and gap.passage.anchor else None
        )
    return retrieved.evidence[0] if retrieved.evidence else None
