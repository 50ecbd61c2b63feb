"""The business categories that a text names, by what they are called or by what they stand for."""

from collections.abc import Collection

from assistant.case.categories import categories
from assistant.case.fitting_clauses import read_description
from assistant.case.fitting_signs import hits_of
from assistant.terms import fold
from assistant.understand.commands.services_wordings import WORDING

_LOOSE = ("maintenance", "supervision", "testing", "consulting", "development")
TELLS = 2
"""Weight of signs from which a word speaks of a category."""
DECIDES = 3
"""Weight of a sign that nearly decides."""


def categories_named(folded: str) -> tuple[str, ...]:
    """Those that are called by their names or the usual short ones, in the order of the text; of overlapping names the longest."""
    found: list[tuple[int, int, str]] = []
    for id, category in categories().items():
        for name in (category.name.zh, category.name.en):
            at = folded.find(fold(name))
            if at >= 0:
                found.append((at, at + len(name), id))
        found += [(match.start(), match.end(), id) for match in WORDING[f"name_{id}"].finditer(folded)]
    longest = [one for one in found if not any(_within(one, other) for other in found)]
    return tuple(dict.fromkeys(id for _, _, id in sorted(longest)))


def called_in_full(folded: str) -> bool:
    """Whether a category is called by its name as the announcement has it."""
    return any(fold(name) in folded for each in categories().values() for name in (each.name.zh, each.name.en))


def category_meant(folded: str, among: Collection[str]) -> tuple[str, ...]:
    """Those of a choice that a text names, else the one that its words speak for most."""
    named = tuple(id for id in categories_named(folded) if id in among)
    if named:
        return named
    points: dict[str, int] = {}
    for hit in hits_of(read_description(folded)):
        if hit.side == "for" and hit.category in among:
            points[hit.category] = points.get(hit.category, 0) + hit.sign.weight
    best = sorted(points, key=lambda id: -points[id])
    if best and points[best[0]] >= TELLS and (len(best) == 1 or points[best[0]] > points[best[1]]):
        return (best[0],)
    loose = {id for kind in _LOOSE if WORDING[f"loose_{kind}"].search(folded) for id in among if kind in id}
    return tuple(loose) if len(loose) == 1 else ()


def category_denied(folded: str, among: Collection[str]) -> tuple[str, ...]:
    """Those of a choice that a text which only says what is not done speaks of."""
    named = tuple(id for id in categories_named(folded) if id in among)
    hits = hits_of(read_description(folded))
    return named or tuple(
        dict.fromkeys(hit.category for hit in hits if hit.denied and hit.sign.weight == DECIDES and hit.category in among)
    )


def without_names(folded: str) -> str:
    """A text less the names of categories."""
    for id, category in categories().items():
        for name in (category.name.zh, category.name.en):
            folded = folded.replace(fold(name), " ")
        folded = WORDING[f"name_{id}"].sub(" ", folded)
    return folded


def _within(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    longer = other[1] - other[0] > one[1] - one[0]
    return longer and other[0] <= one[0] and one[1] <= other[1] and one[2] != other[2]
