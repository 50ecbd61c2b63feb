"""Is there any evidence? A calibrated answer from what the search and the choice of words showed."""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from assistant.answer.selection import Piece
from assistant.domain import Evidence, Understanding
from assistant.terms import overlap, terms

CALIBRATION = Path(__file__).with_name("calibration.json")


@dataclass(frozen=True)
class Signals:
    """What speaks for and against the evidence answering the question, each about 0 to 1."""

    question: float
    """Cosine of the nearest key question that leads to the chosen passage; 0 without one."""
    sentence: float
    """Cosine of the nearest sentence of the chosen passage."""
    passage: float
    """Cosine of the chosen passage."""
    gap: float
    """Cosine of the nearest question known to be beyond the corpus."""
    keyword: float
    """BM25 share of the chosen passage."""
    words: float
    """Share of the question's words in the chosen passage, its headings and its nearest key question."""


@dataclass(frozen=True)
class Calibration:
    """A logistic model over the signals, fitted by `python -m eval calibrate`."""

    weights: dict[str, float]
    bias: float
    threshold: float

    def probability(self, signals: Signals) -> float:
        """That the evidence answers the question."""
        z = self.bias + sum(self.weights[name] * value for name, value in asdict(signals).items())
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, z))))


@cache
def calibration(*, elsewhere: bool = False) -> Calibration:
    """The shipped one: for evidence in the question's language, or in the other one, where words count for nothing."""
    shipped = json.loads(CALIBRATION.read_text(encoding="utf-8"))
    return Calibration(**shipped["elsewhere" if elsewhere else "same"])


def signals(understanding: Understanding, piece: Piece, gaps: Sequence[Evidence]) -> Signals:
    """The signals of the best piece."""
    found = piece.evidence
    questions = [lead for lead in found.leads if lead.kind == "question"]
    nearest = max(questions, key=lambda lead: lead.cosine, default=None)
    known = " ".join([found.passage.text, *found.passage.section, found.passage.document.title, nearest.text if nearest else ""])
    asked = understanding.focus if len(terms(understanding.focus)) > 1 else understanding.question
    return Signals(
        question=nearest.cosine if nearest else 0.0,
        sentence=max((lead.cosine for lead in found.leads if lead.kind == "sentence"), default=0.0),
        passage=found.cosine,
        gap=max((lead.cosine for gap in gaps for lead in gap.leads if lead.kind == "question"), default=0.0),
        keyword=found.keyword,
        words=overlap(asked, known),
    )
