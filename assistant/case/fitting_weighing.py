"""How much a description speaks for each category: signs for it, less what speaks against it, with its nearness to exemplars."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from assistant.case.categories import categories
from assistant.case.fitting_clauses import Clause, Described, length_of
from assistant.case.fitting_open import Open
from assistant.case.fitting_signs import Hit

Similar = Callable[[str], Mapping[str, float]]

# Fitted by logistic regression on the tuning part of eval/descriptions together with the exemplars (each left out of its own
# neighbours), then rounded. A sum of 0 is even odds.
_SIGN = 1.6
"""For each point of a sign's weight."""
_SIGNS_AT_MOST = {3: 3, 2: 3, 1: 2}
"""Signs of a weight that count: the tenth says nothing that the third did not."""
_AGAINST = -2.5
"""For each point of what speaks against."""
_AGAINST_ELSEWHERE = -1.2
"""Likewise, in another clause than every sign for the category: that may be about other work. What nearly decides counts in full."""
_AGAINST_AT_MOST = 4
_DECIDES = 3
_WHOLE = 6.5
"""For the similarity of the whole description, above its mean over the categories."""
_PART = 5.0
"""For the best similarity of one of its clauses, likewise."""
_EVEN = -6.0
_EVEN_BY_WORDS = -3.0
"""Without an encoder there is no similarity to come up to: one sign that nearly decides is enough."""
_CLAUSES_COMPARED = 12
_SHORTEST = 4
"""Characters of a clause worth comparing."""
# On the tuning part, a clause like this names a right category in 98 of 100 cases.
_TELLING = 7
"""Length (see `length_of`) from which a clause may name a category by its likeness alone."""
_LIKE = 0.35
"""Similarity above the mean that it takes."""
_AHEAD = 0.15
"""And above that of the next category."""


@dataclass(frozen=True)
class Weighed:
    """What speaks for and against one category."""

    category: str
    strength: float
    """Logarithm of the odds that it fits; 0 is even."""
    found: tuple[Hit, ...] = ()
    """Signs for it, heaviest first, each once."""
    left_open: tuple[Hit, ...] = ()
    """Signs for it in words that leave open what the work is."""
    against: tuple[Hit, ...] = ()
    denied: tuple[Hit, ...] = ()
    """Signs for it about work that others do."""
    told: bool = False
    """A clause is so much like what those of the category say that it needs no sign."""

    @property
    def points(self) -> int:
        """Sum of the weights of the signs that count for it."""
        return _points(self.found)

    @property
    def score(self) -> float:
        """0 to 1."""
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.strength))))


@dataclass(frozen=True)
class _Nearness:
    """Similarity above the mean: of the whole, of the clause that is nearest; and what clauses name by likeness alone."""

    whole: Mapping[str, float]
    part: Mapping[str, float]
    told: frozenset[str]


def weigh(described: Described, hits: list[Hit], left_open: Open, similar: Similar) -> dict[str, Weighed]:
    """Every category with what speaks for and against it, strongest first."""
    near = _nearness(described, left_open, similar)
    weighed = [_weighed(id, hits, left_open, near) for id in categories()]
    return {each.category: each for each in sorted(weighed, key=lambda each: -each.strength)}


def _weighed(category: str, hits: list[Hit], left_open: Open, near: _Nearness) -> Weighed:
    own = [hit for hit in hits if hit.category == category]
    signs = [hit for hit in own if hit.side == "for" and not hit.denied]
    unsaid = [hit for hit in signs if left_open.holds(hit.start, hit.end)]
    open_words = {hit.words for hit in unsaid}
    found = _once(hit for hit in signs if hit.words not in open_words)
    against = _once(hit for hit in own if hit.side == "against" and not hit.denied)
    alike = _WHOLE * near.whole.get(category, 0.0) + _PART * near.part.get(category, 0.0)
    strength = alike + (_EVEN if near.whole else _EVEN_BY_WORDS) + _SIGN * _points(found) + _objection(found, against)
    denied = _once(hit for hit in own if hit.side == "for" and hit.denied)
    return Weighed(category, strength, found, _once(unsaid), against, denied, category in near.told)


def _once(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Each sign once and each stretch of text once, the heaviest first, then the one with most words."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (-hit.sign.weight, hit.start - hit.end)):
        if not any((hit.language, hit.place) == (one.language, one.place) or (hit.start < one.end and one.start < hit.end) for one in kept):
            kept.append(hit)
    return tuple(kept)


def _objection(found: tuple[Hit, ...], against: tuple[Hit, ...]) -> float:
    clauses = {hit.clause for hit in found}
    beside = [hit.sign.weight for hit in against if hit.sign.weight >= _DECIDES or hit.clause in clauses]
    elsewhere = sum(hit.sign.weight for hit in against) - sum(beside)
    return _AGAINST * min(2 * _DECIDES, sum(beside)) + _AGAINST_ELSEWHERE * min(_AGAINST_AT_MOST, elsewhere)


def _points(hits: tuple[Hit, ...]) -> int:
    return sum(weight * min(most, sum(hit.sign.weight == weight for hit in hits)) for weight, most in _SIGNS_AT_MOST.items())


def _nearness(described: Described, left_open: Open, similar: Similar) -> _Nearness:
    whole = _centred(similar(described.text))
    if not whole:
        return _Nearness({}, {}, frozenset())
    own = [clause for clause in described.clauses if len(clause.own(described.text)) >= _SHORTEST][:_CLAUSES_COMPARED]
    parts = [_centred(similar(clause.own(described.text))) for clause in own]
    part = {id: max((each.get(id, 0.0) for each in parts), default=value) for id, value in whole.items()}
    plain = [near for clause, near in zip(own, parts, strict=True) if _plain(clause, described.text, left_open)]
    return _Nearness(whole, part, frozenset(id for near in plain if (id := _told(near))))


def _plain(clause: Clause, text: str, left_open: Open) -> bool:
    """Whether a clause is long enough, and neither denies nor leaves open anything."""
    return not clause.denied and not left_open.touches(clause.start, clause.end) and length_of(clause.own(text)) >= _TELLING


def _told(near: Mapping[str, float]) -> str:
    """The category that a clause names by its likeness; "" for none."""
    if len(near) < 2:
        return ""
    best, second = sorted(near, key=lambda id: -near[id])[:2]
    return best if near[best] >= _LIKE and near[best] - near[second] >= _AHEAD else ""


def _centred(values: Mapping[str, float]) -> dict[str, float]:
    mean = sum(values.values()) / len(values) if values else 0.0
    return {id: value - mean for id, value in values.items()}
