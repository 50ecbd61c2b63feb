"""Lists among what answers: given whole, or only the item that is meant."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.answer.piece import Piece
from assistant.answer.subjects import needed, tells
from assistant.answer.wordings import WORDING
from assistant.domain import Understanding
from assistant.sentences import Unit, spans_of_sentences, units
from assistant.terms import overlap, similarity

NAME = {"zh": 24, "en": 64}
"""Characters up to which a list item only names something; longer ones state something."""
SHORT_LIST = 6
_TIME = WORDING["figure_of_time"]


def completed(piece: Piece) -> Piece:
    """Several items of a short list bring the rest of it along: half a list misleads."""
    if not piece.is_list:
        return piece
    every = units(piece.evidence.passage.text)
    group = next(unit.group for unit in piece.units if unit.kind == "item")
    items = [unit for unit in every if unit.group == group]
    return _with_list(piece, every, group, None) if len(items) <= SHORT_LIST else piece


def of_the_subject(understanding: Understanding, piece: Piece) -> Piece:
    """Of a list, the items that tell of the one thing without which there is no answer."""
    if not piece.is_list or not needed(understanding):
        return piece
    text = piece.evidence.passage.text
    telling = tuple(unit for unit in piece.units if unit.kind == "item" and tells(understanding, text[unit.start : unit.end], None))
    return replace(piece, units=telling, lead=None) if telling and 2 * len(telling) < len(piece.units) else piece


def whole(understanding: Understanding, piece: Piece) -> Piece:
    """A list that was asked for, or whose introduction was chosen, comes whole and with its introduction."""
    every = units(piece.evidence.passage.text)
    first = piece.units[0]
    if understanding.shape == "yes_no" and piece.is_list:
        return _item_asked_about(understanding, piece)
    if (
        understanding.shape == "time"
        and piece.is_list
        and not needed(understanding)
        and (timed := _item_with_time(understanding, piece)) is not None
    ):
        return timed
    wants_list = understanding.shape in ("list", "count")
    introduced = next((unit for unit in piece.units if unit.introduces), None)
    if introduced and not any(unit.kind == "item" for unit in piece.units):
        return _with_list(piece, every, introduced.group + 1, introduced)
    names_something = is_name(piece, first)
    unnamed = names_something and not overlap(piece.text, understanding.question)
    if (wants_list or unnamed) and piece.lead is None and names_something and len(piece.units) == 1:
        return _with_list(piece, every, first.group, None)
    if first.kind == "item" and len(piece.units) > 1 and len({unit.group for unit in piece.units}) == 1:
        introduction = _introduction(every, first.group)
        complete = [unit for unit in every if unit.group == first.group]
        if introduction and len(complete) == len(piece.units):
            return replace(piece, units=(introduction, *piece.units))
    return piece


def is_name(piece: Piece, unit: Unit) -> bool:
    return unit.kind == "item" and unit.end - unit.start <= NAME[piece.evidence.passage.document.language]


def item_named(understanding: Understanding, piece: Piece) -> Piece:
    """Instead of an item that only names something, its sibling when the question has more of that one's words."""
    unit = piece.units[0]
    if len(piece.units) > 1 or not is_name(piece, unit):
        return piece
    text = piece.evidence.passage.text
    if needed(understanding) and tells(understanding, piece.text, None):
        # What it tells of was asked for.
        return piece
    asked = understanding.focus or understanding.question
    shares = {other: overlap(text[other.start : other.end], asked) for other in units(text) if other.group == unit.group}
    best = max(shares.values())
    named = [other for other, share in shares.items() if share == best]
    return replace(piece, units=(named[0],), lead=None) if best > shares[unit] and len(named) == 1 else piece


def _item_asked_about(understanding: Understanding, piece: Piece) -> Piece:
    """Of a list, the one item that a yes-or-no question names; the list when it names none, or several."""
    text = piece.evidence.passage.text
    asked = understanding.focus or understanding.question
    shares = [(similarity(asked, text[unit.start : unit.end]), unit) for unit in piece.units if unit.kind == "item"]
    best = max(share for share, _ in shares)
    named = [unit for share, unit in shares if share == best]
    return replace(piece, units=(named[0],), lead=None) if best > 0 and len(named) == 1 else piece


def _item_with_time(understanding: Understanding, piece: Piece) -> Piece | None:
    """Of a list, the one item that says how long what is asked about takes; None where none does, or several do so alike."""
    text = piece.evidence.passage.text
    asked = understanding.bare or understanding.question
    said = [(unit, text[unit.start : unit.end]) for unit in piece.units if unit.kind == "item"]
    shares = {unit: similarity(asked, words) for unit, words in said if _TIME.search(words)}
    best = max(shares.values(), default=0.0)
    named = [unit for unit, share in shares.items() if share == best]
    return replace(piece, units=(named[0],), lead=None) if best > 0 and len(named) == 1 else None


def narrowed(understanding: Understanding, piece: Piece) -> Piece:
    """Of a single item that holds several sentences, those that share most with what was asked."""
    unit = piece.units[0]
    text = piece.evidence.passage.text
    spans = spans_of_sentences(text[unit.start : unit.end])
    if len(piece.units) > 1 or unit.kind != "item" or len(spans) < 2:
        return piece
    asked = f"{understanding.question} {piece.lead.text if piece.lead else ''}"
    sentences = [Unit(unit.start + start, unit.start + end, "sentence", unit.group) for start, end in spans]
    shares = [overlap(asked, text[sentence.start : sentence.end]) for sentence in sentences]
    if max(shares) == 0:
        return replace(piece, units=tuple(sentences))
    return replace(piece, units=tuple(one for one, share in zip(sentences, shares, strict=True) if share >= 0.5 * max(shares)))


def _with_list(piece: Piece, every: Sequence[Unit], group: int, introduction: Unit | None) -> Piece:
    items = [unit for unit in every if unit.group == group and unit.kind in ("item", "row")]
    before = introduction or _introduction(every, group)
    kept = [unit for unit in piece.units if unit.kind == "sentence" and unit != before and unit.group < group]
    return replace(piece, units=tuple([*kept, *([before] if before else []), *items]))


def _introduction(every: Sequence[Unit], group: int) -> Unit | None:
    return next((unit for unit in reversed(every) if unit.group == group - 1 and unit.introduces), None)
