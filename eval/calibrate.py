"""Fits when evidence counts as enough: a logistic model over the signals of an answer, on questions whose verdict is known.

Two sources: the tuning half of the cases, and the key questions, each asked as if it were not among the keys itself.
"""

import json
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml
from scipy.optimize import minimize

from assistant.ambiguous import read_ambiguous
from assistant.answer.evidence import CALIBRATION, Model, Signals, signals
from assistant.answer.selection import select
from assistant.domain import Evidence, Language, Lead, Retrieved, Understanding
from assistant.ledger_reading import read_ledger
from assistant.names import NameIndex, schemes_of
from assistant.settings import ROOT
from assistant.terms import similarity
from assistant.understand import understand
from eval.cases import Case
from eval.run import Door

LANGUAGES: tuple[Language, ...] = ("zh", "en")
CASE_WEIGHT = 4.0
"""Cases are put as people put things, keys by the hand that also wrote their neighbours: a case counts for more."""
SAMPLE = 400
"""Key questions drawn of each language, and as many of the gaps."""
TOLERATED = 0.02
"""Share of answerable questions that may be refused."""
FIXED: dict[Model, float] = {"unkeyed": 0.5, "unkeyed_elsewhere": 0.44}
RIDGE = 0.01

Sample = tuple[Signals, bool, float]
"""Signals, whether the evidence answers, and how much it counts."""
Vector = npt.NDArray[np.float64]
MODELS: dict[Model, tuple[tuple[str, ...], bool]] = {
    "keyed": (("vote", "margin", "questions", "gaps"), False),
    "unkeyed": (("sentence", "passage", "words"), False),
    "unkeyed_elsewhere": (("sentence", "passage"), True),
}
"""The signals that each model weighs, and whether its evidence is in the other language."""
LookUp = Callable[[Understanding, bool], Retrieved]


def calibrate(door: Door, cases: Sequence[Case], path: Path = CALIBRATION) -> str:
    """Fit the models, write them, and say how well each tells the tuning cases apart."""
    names = NameIndex(read_ledger(ROOT / "corpus" / "standards"), read_ambiguous(ROOT / "corpus" / "reference" / "ambiguous.yaml"))
    asked = [(understanding, not case.refuse) for case in cases if (understanding := _understood(case, names))]
    keys, gaps = _questions(names)
    lines, fitted = [], {}
    for name, (weighed, elsewhere) in MODELS.items():
        from_cases = list(_samples(door.look_up, asked, elsewhere, CASE_WEIGHT))
        from_keys = list(_samples(door.look_up, [*keys, *gaps], elsewhere, 1.0))
        model = _fit([*from_cases, *from_keys], weighed)
        threshold, report = _threshold(model, from_cases, weighed)
        # Documents without keys have no known gaps either: what is asked of them in vain lies farther off than ours.
        threshold = FIXED.get(name, threshold)
        weights = dict(zip(weighed, map(_short, model[:-1]), strict=True))
        fitted[name] = {"weights": weights, "bias": _short(model[-1]), "threshold": _short(threshold)}
        lines.append(f"{name}: {report}, {len(from_cases)} cases, {len(from_keys)} keys")
    path.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")
    return "\n".join([*lines, f"written to {path.name}"])


def _understood(case: Case, names: NameIndex) -> Understanding | None:
    """None for a follow-up, whose reading would hang on answers given by an earlier calibration."""
    understanding = understand(case.question, (), names)
    return understanding if len(case.turns) == 1 and _teaches(understanding) else None


def _teaches(understanding: Understanding) -> bool:
    """Amounts are refused by rule when no figure is there, and what is ambiguous is asked back: neither asks the model."""
    return understanding.intent == "question" and understanding.shape != "price" and not understanding.ambiguous


def _questions(names: NameIndex) -> tuple[list[tuple[Understanding, bool]], list[tuple[Understanding, bool]]]:
    """Of the keys and of the gaps, as many as are drawn."""
    keys: list[tuple[str, str]] = []
    gaps: list[tuple[str, str]] = []
    folder = ROOT / "corpus" / "questions"
    for path in sorted(folder.rglob("*.yaml")):
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        scheme = "" if path.parent == folder else path.stem
        asks = [ask for section in raw.get("sections") or () for ask in section["asks"]]
        keys += [(question, scheme) for ask in asks for language in LANGUAGES for question in ask[language]]
        gaps += [(question, "") for gap in raw.get("gaps") or () for language in LANGUAGES for question in gap[language]]
    draw = random.Random(2012)
    return [(one, True) for one in _drawn(keys, names, draw)], [(one, False) for one in _drawn(gaps, names, draw)]


def _drawn(asked: list[tuple[str, str]], names: NameIndex, draw: random.Random) -> list[Understanding]:
    """Some of the questions that teach anything; one on a scheme has to name it, else it is no question on that scheme."""
    draw.shuffle(asked)
    understood = ((understand(question, (), names), scheme) for question, scheme in asked)
    usable = (one for one, scheme in understood if _teaches(one) and (not scheme or scheme in schemes_of(one.mentions)))
    return list(islice(usable, 2 * SAMPLE))


def _samples(look_up: LookUp, asked: Iterable[tuple[Understanding, bool]], elsewhere: bool, weight: float) -> Iterable[Sample]:
    for understanding, answered in asked:
        found = _without_itself(look_up(understanding, elsewhere), understanding.question)
        pieces = select(understanding, found.evidence)
        if pieces:
            yield signals(understanding, pieces[0], found), answered, weight


def _without_itself(found: Retrieved, question: str) -> Retrieved:
    """The findings as if the question, and any all but like it, were not among the keys."""

    def kept(lead: Lead) -> bool:
        return lead.kind != "question" or (lead.cosine < 0.985 and similarity(lead.text, question) < 0.9)

    def bare(one: Evidence) -> Evidence:
        return replace(one, leads=tuple(lead for lead in one.leads if kept(lead)))

    return replace(found, evidence=tuple(map(bare, found.evidence)), gaps=tuple(map(bare, found.gaps)))


def _fit(samples: Sequence[Sample], weighed: Sequence[str]) -> Vector:
    """Weights in the order of `weighed`, then the bias; both classes count alike."""
    x = np.array([_row(one, weighed) for one, _, _ in samples])
    y = np.array([1.0 if answered else -1.0 for _, answered, _ in samples])
    w = np.array([weight for _, _, weight in samples])
    for side in (1.0, -1.0):
        w[y == side] /= w[y == side].sum()

    def loss(model: Vector) -> float:
        return float((w * np.logaddexp(0, -y * (x @ model))).sum() + RIDGE * (model[:-1] ** 2).sum() / 100)

    return np.asarray(minimize(loss, np.zeros(x.shape[1]), method="L-BFGS-B", options={"maxiter": 2000}).x)


def _threshold(model: Vector, samples: Sequence[Sample], weighed: Sequence[str]) -> tuple[float, str]:
    """The one that refuses most of what cannot be answered while refusing no more than tolerated of what can."""
    scores = [1 / (1 + np.exp(-float(np.dot(_row(one, weighed), model)))) for one, _, _ in samples]
    good = sorted(score for score, (_, answered, _) in zip(scores, samples, strict=True) if answered)
    bad = [score for score, (_, answered, _) in zip(scores, samples, strict=True) if not answered]
    limit = float(good[int(len(good) * TOLERATED)]) if good else 0.5
    refused = sum(score < limit for score in bad) / len(bad) if bad else 1.0
    return limit, f"refuses {refused:.3f} of the unanswerable at {TOLERATED:.2f} of the answerable"


def _row(one: Signals, weighed: Sequence[str]) -> list[float]:
    return [*(getattr(one, name) for name in weighed), 1.0]


def _short(value: float) -> float:
    return round(float(value), 4)
