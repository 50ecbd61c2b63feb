"""Why a category fits and what speaks against it, as it is told."""

from collections.abc import Iterable, Mapping

from assistant.case.categories import Fitted, categories
from assistant.case.fitting_clauses import Described
from assistant.case.fitting_signs import Hit
from assistant.case.fitting_weighing import Weighed
from assistant.domain import Language
from assistant.texts import say

REASONS = 4
"""Reasons of a kind that are told."""
_LONGEST_QUOTE = 40
_WORTH_DENYING = 2
"""Weight of a sign from which it is worth saying that it is not theirs."""


def fitted(weighed: Weighed, described: Described, others: Mapping[str, Weighed], chosen: Iterable[str], language: Language) -> Fitted:
    """A category with its reasons; `others`: all categories, of which the denied ones are told as what is left out."""
    why = [_told(hit, language) for hit in _in_language(weighed.found or weighed.left_open, language)]
    against = [_told(hit, language) for hit in _in_language(weighed.against, language)]
    left_out = _left_out(described, others, {weighed.category, *chosen}, language)
    return Fitted(
        category=weighed.category,
        score=round(weighed.score, 3),
        why=tuple(dict.fromkeys(why))[:REASONS] or (say("fits_by_likeness", language),),
        why_not=tuple(dict.fromkeys([*against, *left_out]))[:REASONS],
    )


def _told(hit: Hit, language: Language) -> str:
    words = " ".join(hit.words.split())
    # What a sign of the other language is called would be a foreign word in the reason.
    named = hit.language == language and hit.sign.say != words
    return say("fits_by_sign", language, sign=hit.sign.say, words=words) if named else words


def _in_language(hits: Iterable[Hit], language: Language) -> list[Hit]:
    """Those of the message's language; of a message in both, the others after them."""
    return sorted(hits, key=lambda hit: hit.language != language)


def _left_out(described: Described, others: Mapping[str, Weighed], chosen: set[str], language: Language) -> list[str]:
    known = categories()
    told = []
    for id, weighed in others.items():
        heavy = [hit for hit in weighed.denied if hit.sign.weight >= _WORTH_DENYING]
        if heavy and id not in chosen:
            clause = described.clauses[heavy[0].clause]
            words = " ".join(described.text[clause.start : clause.end].split())
            quote = words if len(words) <= _LONGEST_QUOTE else words[:_LONGEST_QUOTE] + "…"
            told.append(say("fits_not_theirs", language, category=known[id].name.of(language), words=quote))
    return told
