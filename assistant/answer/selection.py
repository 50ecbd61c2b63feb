"""Which sentences, list items or whole lists of the evidence answer a question."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.answer.lists import NAME, completed, is_name, item_named, narrowed, of_the_subject, whole
from assistant.answer.piece import Piece
from assistant.answer.subjects import asked_of_one, tells
from assistant.answer.wordings import WORDING
from assistant.domain import Evidence, Lead, Shape, Understanding
from assistant.sentences import Unit, units
from assistant.terms import HAN, overlap, similarity, terms

_FOR_WHOM = "who-needs-it"
"""The section that names trades and things, of which a question names one."""
_LONG = 5
"""Letters from which an English word may name a thing."""
_HAN = re.compile(f"[{HAN}]{{3,}}")
_DEFINES, _HEDGED = WORDING["defines"], WORDING["hedged"]
_FIGURE = {shape: WORDING[f"figure_of_{shape}"] for shape in ("price", "time", "count")}
"""What an answer to such a question has to hold."""


@dataclass(frozen=True)
class Weights:
    """What makes one unit better than another; found on the tuning half of the cases."""

    best_key: float = 0.6
    """The nearest key question's cosine; the rest is the mean of the three nearest that lead to the same words."""
    key_offset: float = -0.02
    """Questions resemble questions more than sentences do."""
    figure: float = 0.03
    """The unit holds the figure that the question asks for, or defines what it asks the meaning of."""
    named: float = 0.05
    """Share of the words of a list item, if it only names something, that are in the question."""
    words_alone: float = 0.10
    """The same where no key questions lead to the passage."""
    words: float = 0.03
    """Share of the question's words in the unit."""
    subject: float = 0.10
    """The unit tells of the one thing that the question is about."""
    telling: float = 0.06
    """Share of the question's words that tell the units apart in the unit."""
    focus: float = 0.20
    """Share of a follow-up's own words in the unit."""
    passage: float = 0.8
    """How far the unit's passage lies behind the best one."""
    continuity: float = 0.06
    """The unit's passage was cited in the turn that the question goes on from."""
    certain: float = 0.97
    """Cosine of a key question from which its words alone answer."""
    near: float = 0.02
    """Units this close to the best one are said too."""
    rival: float = 0.02
    """A piece of another passage this close to the best one may contradict its yes or no."""
    redundant: float = 0.55
    """Units that share more of their words say the same."""


WEIGHTS = Weights()
ALIKE = {"zh": 0.91, "en": 0.885}
"""Cosine from which two questions are taken to be about the same thing, whatever words they share."""
BUDGET = {"zh": 300, "en": 1200}
"""Characters of an answer that is no list: about 300 Chinese characters or 200 English words."""


def rivals(understanding: Understanding, evidence: Sequence[Evidence], best: Piece, weights: Weights = WEIGHTS) -> list[Piece]:
    """What other passages would have answered nearly as well."""
    return [
        piece
        for piece in _ranked(understanding, evidence, weights)
        if piece.score > best.score - weights.rival and piece.evidence.passage.id != best.evidence.passage.id
    ]


def _ranked(understanding: Understanding, evidence: Sequence[Evidence], weights: Weights) -> list[Piece]:
    pieces = [piece for found in evidence for piece in _pieces(understanding, found, evidence[0].score, weights)]
    if understanding.topic != _FOR_WHOM:
        return sorted(pieces, key=lambda piece: piece.score, reverse=True)
    weigh = _telling_words(understanding, pieces)
    weighed = (replace(piece, score=piece.score + weights.telling * weigh(piece.text)) for piece in pieces)
    return sorted(weighed, key=lambda piece: piece.score, reverse=True)


def _telling_words(understanding: Understanding, pieces: Sequence[Piece]) -> Callable[[str], float]:
    """How much of what the question's words tell apart among the pieces a text has, 0 to 1: a word that most have tells nothing."""
    # A Chinese name of a scheme may itself be the thing: 灭火器厂家.
    read, asked = (_runs, understanding.question) if understanding.language == "zh" else (_nouns, _asked(understanding))
    held = [read(piece.text) for piece in pieces if piece.lead is None]
    counts = {word: sum(word in words for words in held) for word in read(asked)}
    worth = {word: math.log(len(held) / count) for word, count in counts.items() if count}
    whole = sum(worth.values())
    return lambda text: sum(worth[word] for word in worth.keys() & read(text)) / whole if whole else 0.0


@lru_cache(maxsize=4096)
def _runs(text: str) -> frozenset[str]:
    """Three neighbouring Chinese characters: two go together in too many words."""
    return frozenset(run[at : at + 3] for run in _HAN.findall(text) for at in range(len(run) - 2))


@lru_cache(maxsize=4096)
def _nouns(text: str) -> frozenset[str]:
    """The longer English words, among which things are."""
    return frozenset(word for word in terms(text) if len(word) >= _LONG)


def select(understanding: Understanding, evidence: Sequence[Evidence], weights: Weights = WEIGHTS) -> list[Piece]:
    """The pieces that answer, best first; empty when the evidence has no unit at all."""
    ranked = _ranked(understanding, evidence, weights)
    if not ranked:
        return []
    best = narrowed(understanding, whole(understanding, item_named(understanding, ranked[0])))
    best = of_the_subject(understanding, best)
    chosen = [best]
    room = BUDGET[understanding.language] - len(best.text)
    settled = best.lead is not None and (understanding.shape in ("yes_no", "price") or best.lead.cosine >= weights.certain)
    if settled or best.is_list:
        return chosen
    for piece in ranked[1:]:
        if len(chosen) == 3 or ranked[0].score - piece.score > weights.near:
            break
        if _settles(understanding, best) and piece.evidence.passage.anchor != understanding.topic:
            continue
        same = any(_overlaps(piece, other) or similarity(piece.text, other.text) > weights.redundant for other in chosen)
        if not same and len(piece.text) <= room and _goes_with(piece, best) and _keeps_to_the_subject(understanding, piece, best):
            chosen.append(piece)
            room -= len(piece.text)
    return [completed(piece) for piece in _joined(chosen)]


def _settles(understanding: Understanding, best: Piece) -> bool:
    """Whether the best piece is of the section that the question points to: what others say as well is beside the point."""
    figure = has_figure(understanding.shape, best.text)
    return bool(understanding.mentions) and best.evidence.passage.anchor == understanding.topic and figure is not False


def _keeps_to_the_subject(understanding: Understanding, piece: Piece, best: Piece) -> bool:
    """Whether a piece tells of the one thing asked about as well, if the best one does."""
    return not asked_of_one(understanding) or bool(tells(understanding, piece.text, None)) or not tells(understanding, best.text, None)


def _goes_with(piece: Piece, best: Piece) -> bool:
    """Sentences go with anything; a list item only with items of the same list."""
    if any(unit.introduces for unit in piece.units):
        return False
    ours, theirs = ({(one.evidence.passage.id, unit.group, unit.kind) for unit in one.units} for one in (piece, best))
    return all(kind == "sentence" for _, _, kind in ours) or ours == theirs


def _pieces(understanding: Understanding, found: Evidence, best: float, weights: Weights) -> list[Piece]:
    """Every unit of the passage as a piece of its own, and every key question's units as one."""
    text = found.passage.text
    every = [unit for unit in units(text) if unit.kind != "row" or unit.end > unit.start]
    behind = weights.passage * (found.score - best)
    keyed = any(lead.kind == "question" for lead in found.leads)
    if found.passage.id in understanding.about:
        behind += weights.continuity
    pieces = []
    for unit in every:
        own = max((lead.cosine for lead in found.leads if lead.kind == "sentence" and _covers(lead, unit)), default=found.cosine - 0.03)
        words = text[unit.start : unit.end]
        if unit.kind == "item" and len(words) <= NAME[found.passage.document.language]:
            own += weights.named * overlap(words, _asked(understanding))
        own += weights.subject * tells(understanding, words, found.passage.document.scheme)
        pieces.append(Piece(found, (unit,), own + behind + _words(understanding, words, weights, keyed)))
    for asks in _asks(found.leads):
        lead = asks[0]
        led = tuple(unit for unit in every if _covers(lead, unit)) or tuple(every[:3])
        if not led:
            continue
        words = " ".join(text[unit.start : unit.end] for unit in led)
        said = f"{lead.text} {words}"
        near = weights.best_key * lead.cosine + (1 - weights.best_key) * sum(one.cosine for one in asks[:3]) / len(asks[:3])
        score = near + weights.key_offset + behind + _words(understanding, said, weights, keyed)
        score += weights.subject * tells(understanding, words, found.passage.document.scheme)
        pieces.append(Piece(found, led, score, lead))
    return pieces


def _asked(understanding: Understanding) -> str:
    """The question less the names that have chosen the documents."""
    return understanding.bare if understanding.mentions and understanding.bare else understanding.question


def _asks(leads: Sequence[Lead]) -> list[list[Lead]]:
    """Key questions by the spans they lead to, each group best first: several near ones say more than one."""
    groups: dict[tuple[tuple[int, int], ...], list[Lead]] = {}
    for lead in leads:
        if lead.kind == "question":
            groups.setdefault(lead.spans, []).append(lead)
    return list(groups.values())


def _words(understanding: Understanding, text: str, weights: Weights, keyed: bool) -> float:
    bonus = (weights.words if keyed else weights.words_alone) * overlap(_asked(understanding), text)
    if has_figure(understanding.shape, text) is True or (understanding.shape == "definition" and _DEFINES.search(text)):
        bonus += weights.figure
    return bonus + (weights.focus * overlap(understanding.focus, text) if understanding.focus else 0.0)


def has_figure(shape: Shape, text: str) -> bool | None:
    """Whether the text holds the amount, time or number that a question of this shape asks for; None if it asks for none."""
    wanted = _FIGURE.get(shape)
    # That a figure could not be verified is an answer too.
    return None if wanted is None else bool(wanted.search(text) or (shape != "price" and _HEDGED.search(text)))


def _covers(lead: Lead, unit: Unit) -> bool:
    return any(start < unit.end and unit.start < end for start, end in lead.spans)


def _overlaps(piece: Piece, other: Piece) -> bool:
    return piece.evidence.passage.id == other.evidence.passage.id and any(
        one.start < two.end and two.start < one.end for one in piece.units for two in other.units
    )


def _joined(chosen: Sequence[Piece]) -> list[Piece]:
    """Pieces of one passage become one: first the units that answer best, then the others in the order of the text."""
    merged: dict[str, Piece] = {}
    for piece in chosen:
        known = merged.get(piece.evidence.passage.id)
        if known:
            listed = any(unit.kind != "sentence" for unit in (*known.units, *piece.units))
            first = () if listed else chosen[0].units if chosen[0].evidence.passage.id == piece.evidence.passage.id else ()
            others = sorted({*known.units, *piece.units} - {*first}, key=lambda unit: unit.start)
            piece = replace(known, units=(*first, *others))
        merged[piece.evidence.passage.id] = piece
    return list(merged.values())


def subject_is_shared(question: str, lead: Lead, piece: Piece, names: str = "") -> bool:
    """Whether the question is about what the key question is about, not merely put in the same way.

    It matters most for the items of a list, whose key questions differ in nothing but the item.
    `names`: those of the schemes, which every key question of their documents shares.
    """
    subject, own = terms(lead.text) & terms(piece.text), terms(lead.text) - terms(names)
    named = any(is_name(piece, unit) for unit in piece.units)
    enough = 0.95 if named else ALIKE[piece.evidence.passage.document.language]
    shared = bool(subject) and len(subject & terms(question)) * 2 >= len(subject) and bool(own & terms(question))
    return shared or lead.cosine >= enough
