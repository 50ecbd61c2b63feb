"""Is there any evidence? A calibrated answer from what the search and the choice of words showed."""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from assistant.answer.piece import Piece
from assistant.domain import Evidence, Retrieved, Understanding
from assistant.terms import overlap, terms

CALIBRATION = Path(__file__).with_name("calibration.json")


NEIGHBOURS = 3
FAR = 0.8
"""Cosine of questions that have nothing to do with each other."""
WARMTH = 0.02
"""Cosine over which a question's vote falls to about a third."""
Model = Literal["keyed", "unkeyed", "unkeyed_elsewhere"]


@dataclass(frozen=True)
class Signals:
    """What speaks for and against the evidence answering the question, each about 0 to 1."""

    vote: float
    """Share of the nearest known questions, weighed by nearness, that can be answered; the rest are known gaps."""
    margin: float
    """Cosine of the nearest key question less that of the nearest known gap."""
    questions: float
    """Mean cosine of the nearest key questions of all the evidence."""
    gaps: float
    """Mean cosine of the nearest questions known to be beyond the corpus."""
    sentence: float
    """Cosine of the nearest sentence of the chosen passage."""
    passage: float
    """Cosine of the chosen passage."""
    words: float
    """Share of the question's words in the chosen passage and its headings."""


@dataclass(frozen=True)
class Calibration:
    """A logistic model over the signals, fitted by `python -m eval calibrate`."""

    weights: dict[str, float]
    bias: float
    threshold: float

    def probability(self, signals: Signals) -> float:
        """That the evidence answers the question."""
        z = self.bias + sum(self.weights.get(name, 0.0) * value for name, value in asdict(signals).items())
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, z))))


@cache
def calibration(model: Model) -> Calibration:
    """The shipped one."""
    return Calibration(**json.loads(CALIBRATION.read_text(encoding="utf-8"))[model])


def model_for(piece: Piece, *, elsewhere: bool) -> Model:
    """Passages with key questions are judged by these; others by their words, which say nothing across languages."""
    if any(lead.kind == "question" for lead in piece.evidence.leads):
        return "keyed"
    return "unkeyed_elsewhere" if elsewhere else "unkeyed"


def signals(understanding: Understanding, piece: Piece, retrieved: Retrieved) -> Signals:
    """The signals of the best piece."""
    found = piece.evidence
    questions, gaps = _cosines(retrieved.evidence), _cosines(retrieved.gaps)
    best = max([*questions, *gaps], default=0.0)
    for_, against = (sum(math.exp((cosine - best) / WARMTH) for cosine in group) for group in (questions, gaps))
    asked = understanding.focus if len(terms(understanding.focus)) > 1 else understanding.question
    return Signals(
        vote=for_ / (for_ + against) if questions or gaps else 0.0,
        margin=max(questions, default=FAR) - max(gaps, default=FAR),
        questions=_mean(questions),
        gaps=_mean(gaps),
        sentence=max((lead.cosine for lead in found.leads if lead.kind == "sentence"), default=0.0),
        passage=found.cosine,
        words=overlap(asked, " ".join([found.passage.text, *found.passage.section, found.passage.document.title])),
    )


def _cosines(found: Sequence[Evidence]) -> list[float]:
    return sorted((lead.cosine for one in found for lead in one.leads if lead.kind == "question"), reverse=True)


def _mean(cosines: Sequence[float]) -> float:
    return sum(cosines[:NEIGHBOURS]) / len(cosines[:NEIGHBOURS]) if cosines else 0.0


def nearest_question(found: Sequence[Evidence]) -> float:
    """Cosine of the key question that lies nearest; 0 where none leads to the evidence."""
    return max(_cosines(found), default=0.0)
