"""Which of the fourteen categories fit what a client does: clear ones, or the candidates that it has to be asked about."""

from collections.abc import Iterable, Sequence

from assistant.case.categories import Fit, Fitted
from assistant.case.fitting_answers import chosen_by_number, question_between, words_answered
from assistant.case.fitting_clauses import Described, read_description
from assistant.case.fitting_open import Open, open_words
from assistant.case.fitting_reasons import fitted
from assistant.case.fitting_scope import scope_statement
from assistant.case.fitting_signs import hits_of
from assistant.case.fitting_weighing import Similar, Weighed, weigh
from assistant.domain import Language

__all__ = ["Similar", "fit", "fit_between", "question_between", "scope_statement"]

POINTS = 3
"""Weight of the signs from which one nearly decides."""
FITS = ((-0.6, POINTS), (0.5, 2), (2.5, 1))
"""Strength (logarithm of the odds) and weight of its signs from which a category fits."""
TOLD = -2.5
"""Strength from which it fits when a clause is just what others of the category say."""
EVEN = -0.5
"""Strength from which a category without decisive signs is as likely as not."""
HINTS = 2
"""Weight of the signs by which an answer names a candidate, whatever else it names."""
CANDIDATES = 4
NEAR_BEST = 2.0
"""Strength by which a candidate may be behind the best one."""
CLEAR = 1.0
"""Strength by which the best of a description without decisive signs has to be ahead."""
LIKE = -3.0
"""Strength from which likeness alone is worth anything."""
TELLING = 14
"""Length, beside open words, from which a description names more than the trade (see `length_of`)."""
WORD = 1.5
"""Strength of a word that the question's answer was expected in."""
WORDS_AT_MOST = 3
ANSWERED = -2.6
"""Strength from which a candidate is what the answer means."""
BEHIND = 6.0
"""Strength by which it may be behind the one that the answer means most clearly."""


def fit(text: str, language: Language, similar: Similar, before: Fit | None = None) -> Fit:
    """The categories that fit a description; when it cannot be decided, the candidates in `between`, best first.

    `before`: what was found until now, if this is said in addition: it stays, and what was taken out stays out.
    """
    before = before or Fit()
    described, left_open, weighed = _read(text, similar)
    new = {id: each for id, each in weighed.items() if id not in before.removed}
    chosen = _settled(described, left_open, new)
    between = () if chosen else _candidates(left_open, new, before.ids)
    return _found(before, text, described, weighed, chosen, between, language)


def fit_between(text: str, language: Language, similar: Similar, asked: Fit) -> Fit:
    """The categories that an answer to `question_between` means. An answer that decides nothing is asked about once more, then left."""
    if not asked.between:
        return fit(text, language, similar, before=asked)
    described, _, weighed = _read(text, similar)
    new = {id: each for id, each in weighed.items() if id not in asked.removed}
    picked = chosen_by_number(described, asked.between, language)
    chosen = [new[id] for id in picked if id in new] or _answered(described, new, asked.between)
    between = () if chosen or asked.again else asked.between
    found = _found(asked, text, described, weighed, chosen, between, language)
    return found.changed(again=bool(between))


def _read(text: str, similar: Similar) -> tuple[Described, Open, dict[str, Weighed]]:
    described = read_description(text)
    left_open = open_words(described.text)
    return described, left_open, weigh(described, hits_of(described), left_open, similar)


def _settled(described: Described, left_open: Open, weighed: dict[str, Weighed]) -> list[Weighed]:
    """The categories that clearly fit, strongest first; none if that cannot be decided."""
    clear = [each for each in weighed.values() if _fits(each)]
    if clear or not weighed:
        return clear
    best, *others = weighed.values()
    ahead = best.strength - others[0].strength if others else 0.0
    if not left_open.between:
        enough = best.points > 0 or described.own_length >= TELLING
        return [best] if enough and ahead >= CLEAR and best.strength >= LIKE else []
    hinted = best.points > 0 and best.category in left_open.between
    told = hinted or described.own_length - left_open.length(described.text) >= TELLING
    return [best] if told and ahead >= 2 * CLEAR and best.strength >= EVEN else []


def _fits(weighed: Weighed) -> bool:
    if weighed.told and weighed.strength >= TOLD:
        return True
    if any(hit.sign.decides for hit in weighed.found) and not weighed.against:
        return True
    return any(weighed.strength >= least and weighed.points >= points for least, points in FITS)


def _candidates(left_open: Open, weighed: dict[str, Weighed], held: Sequence[str]) -> tuple[str, ...]:
    """Two to four categories to ask about, best first; none when all that it can be is known already."""
    named = [id for id in left_open.between if id in weighed]
    likely = [each for each in weighed.values() if each.category in named[:CANDIDATES]]
    if not likely:
        best = next(iter(weighed.values()), None)
        likely = [each for each in weighed.values() if best and each.strength >= best.strength - NEAR_BEST][:CANDIDATES]
        likely = likely if len(likely) > 1 else [*weighed.values()][:2]
    theirs = [each for each in likely if each.found or not each.denied]
    ids = tuple(each.category for each in (theirs if len(theirs) > 1 else likely) if each.category not in held)
    return ids if len(ids) > 1 else ()


def _answered(described: Described, weighed: dict[str, Weighed], between: Sequence[str]) -> list[Weighed]:
    words = words_answered(described, between)
    strength = {id: each.strength + WORD * max(-WORDS_AT_MOST, min(WORDS_AT_MOST, words.get(id, 0))) for id, each in weighed.items()}
    best = max((strength[id] for id in between if id in strength), default=ANSWERED)
    least = max(ANSWERED, best - BEHIND)
    meant = [each for id, each in weighed.items() if id in between and (strength[id] >= least or _said(each))]
    meant = meant or [each for each in weighed.values() if each.strength >= 0 and each.points >= POINTS]
    if meant:
        return sorted(meant, key=lambda each: -strength[each.category])
    ranked = sorted((id for id in between if id in weighed), key=lambda id: -strength[id])
    if len(ranked) > 1 and strength[ranked[0]] - strength[ranked[1]] >= CLEAR and strength[ranked[0]] >= LIKE:
        return [weighed[ranked[0]]]
    return []


def _said(weighed: Weighed) -> bool:
    """Whether a candidate, asked about, is named by signs of its own."""
    return weighed.points >= HINTS and weighed.strength >= EVEN


def _found(
    before: Fit,
    text: str,
    described: Described,
    weighed: dict[str, Weighed],
    chosen: Iterable[Weighed],
    between: tuple[str, ...],
    language: Language,
) -> Fit:
    ids = [each.category for each in chosen]
    new: list[Fitted] = [fitted(each, described, weighed, ids, language) for each in chosen if each.category not in before.ids]
    said = (*before.described, text)[-40:]
    return before.changed(described=said, fitted=(*before.fitted, *new), between=between, again=False)
