"""From evidence to an answer: chosen, said, cited and checked, or refused."""

from collections.abc import Callable, Sequence

from assistant.answer.checks import checked
from assistant.answer.citations import resolve
from assistant.answer.evidence import calibration, model_for, signals
from assistant.answer.quoting import other_language_note, quote
from assistant.answer.refusal import Contact, refusal
from assistant.answer.selection import Piece, has_figure, rivals, select
from assistant.answer.smalltalk import small_talk
from assistant.answer.wordings import WORDING
from assistant.domain import Answer, Evidence, Passage, Retrieved, Understanding
from assistant.sentences import units
from assistant.terms import fold, names, overlap

__all__ = ["Contact", "Originals", "answer", "small_talk"]

_PRICE, _DEPENDS = WORDING["of_price"], WORDING["depends"]
ON_THE_ITEM = 0.6
"""Share of the words of the list item a follow-up means that make a piece of the passage cited before its answer."""
NEAR_GAP = 0.015
"""Cosine by which a known gap may lie farther from a refused question than what is held, and still be named."""
Originals = Callable[[Passage], str | None]
"""Gives the original text of a translated passage."""


def answer(understanding: Understanding, retrieved: Retrieved, originals: Originals, contact: Contact) -> Answer:
    """An answer from the evidence, or a refusal when nothing in it answers."""
    pieces = select(understanding, retrieved.evidence)
    if (
        pieces
        and _names_are_held(understanding, pieces[0])
        and _has_figure(understanding, pieces)
        and _suffices(understanding, pieces, retrieved)
    ):
        drafted = quote(understanding, pieces, rivals(understanding, retrieved.evidence, pieces[0]))
        if retrieved.elsewhere:
            drafted = other_language_note(drafted, understanding.language)
        finished = _finished(understanding, drafted, pieces, originals, (contact.phone,))
        if finished.text and finished.citations:
            return finished
    return _refused(understanding, retrieved, _gap(pieces, retrieved), originals, contact)


def _names_are_held(understanding: Understanding, piece: Piece) -> bool:
    """A standard, scheme or year that the question names has to stand in the passage, its headings, title or near key questions."""
    found = piece.evidence
    leads = (lead.text for lead in found.leads if lead.kind == "question" and lead.spans and _covers_some(lead.spans, piece))
    held = fold(" ".join([found.passage.text, *found.passage.section, found.passage.document.title, *leads]))
    return all(name in held for name in names(understanding.question))


def _suffices(understanding: Understanding, pieces: list[Piece], retrieved: Retrieved) -> bool:
    if pieces[0].evidence.passage.id in understanding.about and overlap(understanding.focus, pieces[0].text) >= ON_THE_ITEM:
        return True
    model = calibration(model_for(pieces[0], elsewhere=retrieved.elsewhere))
    return model.probability(signals(understanding, pieces[0], retrieved)) >= model.threshold


def _covers_some(spans: Sequence[tuple[int, int]], piece: Piece) -> bool:
    return any(start < unit.end and unit.start < end for start, end in spans for unit in piece.units)


def _gap(pieces: list[Piece], retrieved: Retrieved) -> Evidence | None:
    """The known gap that a refused question falls into, if one lies about as near as what the corpus holds."""
    if not retrieved.gaps:
        return None
    nearest = retrieved.gaps[0]
    return nearest if _nearest_question([nearest]) > _nearest_question([piece.evidence for piece in pieces]) - NEAR_GAP else None


def _nearest_question(found: Sequence[Evidence]) -> float:
    return max((lead.cosine for one in found for lead in one.leads if lead.kind == "question"), default=0.0)


def _has_figure(understanding: Understanding, pieces: list[Piece]) -> bool:
    """A question for an amount, a time or a number is answered only by words that hold one."""
    if understanding.shape == "count" and any(piece.is_list for piece in pieces):
        return True
    return has_figure(understanding.shape, " ".join(piece.text for piece in pieces)) is not False


def _finished(understanding: Understanding, drafted: str, pieces: list[Piece], originals: Originals, allowed: Sequence[str]) -> Answer:
    supports = {piece.evidence.key: tuple(piece.text.split("\n")) for piece in pieces}
    text, citations = resolve(drafted, [piece.evidence for piece in pieces], supports, originals)
    return Answer(checked(text, citations, allowed), understanding.language, citations=citations)


def _refused(understanding: Understanding, retrieved: Retrieved, gap: Evidence | None, originals: Originals, contact: Contact) -> Answer:
    nearest = _nearest(retrieved, gap)
    fact = _what_the_price_depends_on(retrieved) if understanding.shape == "price" and not retrieved.elsewhere else []
    drafted = quote(Understanding(understanding.language, "question"), fact) if fact else ""
    said = _finished(understanding, drafted, fact, originals, ())
    # The rest of a refusal is the assistant's own words about its own corpus; the check of answers would read them as claims.
    text = refusal(understanding, nearest, gap, contact, said.text)
    return Answer(text, understanding.language, refused=True, citations=said.citations)


def _what_the_price_depends_on(retrieved: Retrieved) -> list[Piece]:
    """The first sentence of the evidence that says so, if one does."""
    for found in retrieved.evidence:
        text = found.passage.text
        for unit in units(text):
            words = text[unit.start : unit.end]
            if unit.kind == "sentence" and _PRICE.search(words) and _DEPENDS.search(words):
                return [Piece(found, (unit,), found.score)]
    return []


def _nearest(retrieved: Retrieved, gap: Evidence | None) -> Evidence | None:
    if gap is not None:
        return next((found for found in retrieved.evidence if found.passage.anchor == gap.passage.anchor), None) or (
            retrieved.evidence[0] if retrieved.evidence and gap.passage.anchor else None
        )
    return retrieved.evidence[0] if retrieved.evidence else None
