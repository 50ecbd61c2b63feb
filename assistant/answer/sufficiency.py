"""Whether what was chosen suffices for an answer: enough evidence, and in it what the question cannot do without."""

from collections.abc import Sequence

from assistant.answer.evidence import calibration, model_for, signals
from assistant.answer.knowledge import Knowledge
from assistant.answer.piece import Piece
from assistant.answer.sections import introduced, is_own
from assistant.answer.selection import has_figure
from assistant.answer.subjects import asked_only, left_out, needed_told, untold
from assistant.answer.wordings import WORDING
from assistant.domain import Retrieved, Understanding
from assistant.names import schemes_of
from assistant.terms import fold, names, overlap, terms

_COMPARED = WORDING["compared"]
HALF = 0.5
"""Share of the words of what a scheme is compared with that an answer has to have."""
ON_THE_ITEM = 0.6
"""Share of the words of the list item a follow-up means that make a piece of the passage cited before its answer."""
TOLD = 0.2
"""Surplus of evidence that tells of the one thing the question is about."""


def missing(understanding: Understanding, pieces: list[Piece], knowledge: Knowledge) -> str:
    """Why the pieces do not answer, whatever evidence there is for them; "" where they do."""
    if not _names_are_held(understanding, pieces[0], knowledge):
        return "a standard, scheme or year of the question is not in the nearest passage"
    if missed := left_out(understanding, told([piece for piece in pieces if is_own(piece, understanding, knowledge)])):
        return f"the question is about one thing that the nearest passage does not tell of: {missed}"
    if _differs_from(understanding, pieces[0]):
        return "it is compared with something that the nearest passage does not tell of"
    return "" if _has_figure(understanding, pieces) else "a figure is asked for and the nearest passage has none"


def has_what_is_asked(understanding: Understanding, pieces: list[Piece]) -> bool:
    """Whether the pieces, which are of the section asked for, hold the figure and tell of the one thing that the question is about."""
    words = told(pieces)
    return _has_figure(understanding, pieces) and not (untold(understanding, words) or left_out(understanding, words))


def told(pieces: Sequence[Piece]) -> str:
    """The words of the pieces, a list with what stands over it."""
    return " ".join(f"{introduced(piece)} {piece.text}" for piece in pieces)


def surplus(understanding: Understanding, pieces: list[Piece], retrieved: Retrieved) -> float:
    """By how much the evidence is more than enough; below 0 it does not suffice."""
    if pieces[0].evidence.passage.id in understanding.about and overlap(understanding.focus, pieces[0].text) >= ON_THE_ITEM:
        return 1.0
    model = calibration(model_for(pieces[0], elsewhere=retrieved.elsewhere))
    more = TOLD if needed_told(understanding, pieces[0].text) else 0.0
    return model.probability(signals(understanding, pieces[0], retrieved)) - model.threshold + more


def _differs_from(understanding: Understanding, piece: Piece) -> bool:
    """Whether the one scheme of the question is compared with something else, and the piece does not tell of that."""
    other = _COMPARED.search(understanding.bare) if len(schemes_of(understanding.mentions)) == 1 else None
    # Nothing is left of a name that belongs to the scheme, such as that of what it is confused with.
    said = next(filter(None, other.groups()), "") if other else ""
    return bool(terms(said)) and overlap(said, piece.text) < HALF


def _names_are_held(understanding: Understanding, piece: Piece, knowledge: Knowledge) -> bool:
    """A standard, scheme or year that the question names has to stand in the passage, its headings, title or near key questions."""
    found = piece.evidence
    leads = (lead.text for lead in found.leads if lead.kind == "question" and lead.spans and _covers_some(lead.spans, piece))
    held = fold(" ".join([found.passage.text, *found.passage.section, found.passage.document.title, *leads]))
    # Names of schemes have chosen the documents; in a document of no scheme they have to stand as well.
    asked = understanding.bare if understanding.mentions and found.passage.document.scheme else understanding.question
    known = frozenset[str]().union(*(scheme.figures for scheme in knowledge.schemes(understanding.mentions)))
    return all(name in held or name in known for name in names(asked))


def _covers_some(spans: Sequence[tuple[int, int]], piece: Piece) -> bool:
    return any(start < unit.end and unit.start < end for start, end in spans for unit in piece.units)


def _has_figure(understanding: Understanding, pieces: list[Piece]) -> bool:
    """A question for an amount, a time or a number is answered only by words that hold one."""
    if understanding.shape == "count" and any(piece.is_list for piece in pieces):
        return True
    if asked_only(understanding) == "notice":
        # “Before it expires” says when.
        return True
    return has_figure(understanding.shape, " ".join(piece.text for piece in pieces)) is not False
