"""Some of the cases, or of their answers, when all of them would take a model too long."""

from collections.abc import Sequence
from typing import TypeVar

from eval.cases import Case

T = TypeVar("T")
ROOM = 1.5
"""Pairs to a kind from which on even the rarest kind has one: with fewer, rare kinds would crowd out the common ones."""
_Kind = tuple[str, str, str]


def limited(cases: Sequence[Case], most: int | None) -> list[Case]:
    """At most so many cases, in their order; the languages of a case stay together.

    Every kind of question of either split and part has a share near its own, and one pair at least where there is room for all kinds
    (60 cases of a split); within a kind, the themes are taken evenly.
    """
    if most is None or most >= len(cases):
        return list(cases)
    pairs: dict[str, list[Case]] = {}
    for case in cases:
        pairs.setdefault(case.pair, []).append(case)
    kinds: dict[_Kind, list[list[Case]]] = {}
    for pair in pairs.values():
        kinds.setdefault((pair[0].split, pair[0].part, pair[0].kind), []).append(pair)
    wanted = max(1, round(most * len(pairs) / len(cases)))
    seats = _seats({kind: len(held) for kind, held in kinds.items()}, wanted)
    chosen = {
        pair[0].pair
        for kind, held in kinds.items()
        for pair in spread(sorted(held, key=lambda pair: (pair[0].theme or "", pair[0].refuse)), seats[kind])
    }
    return [case for case in cases if case.pair in chosen][:most]


def spread(held: Sequence[T], most: int | None) -> list[T]:
    """At most so many, at even distances; all of them without a limit."""
    if most is None or most >= len(held):
        return list(held)
    return [held[(2 * place + 1) * len(held) // (2 * most)] for place in range(most)]


def _seats(sizes: dict[_Kind, int], wanted: int) -> dict[_Kind, int]:
    """Shares of so many in proportion (Sainte-Laguë's divisors); each kind has one before any has two if that leaves a third over."""
    seats = dict.fromkeys(sizes, 0)
    each_has_one = ROOM * len(sizes) <= wanted
    for _ in range(min(wanted, sum(sizes.values()))):
        left = [kind for kind in sizes if seats[kind] < sizes[kind]]
        seats[max(left, key=lambda kind: (each_has_one and not seats[kind], sizes[kind] / (2 * seats[kind] + 1)))] += 1
    return seats
