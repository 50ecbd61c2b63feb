"""Whether a passage bears out a sentence that a model has written: its words, its figures, and which way it puts them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from assistant.answer.wordings import WORDING
from assistant.domain import Evidence
from assistant.figures import covered, figures
from assistant.quantities import quantities
from assistant.sentences import spans_of_sentences
from assistant.terms import fold, overlap, terms

BORNE_OUT = 0.6
"""Share of a sentence's words that the passages it cites have to hold."""
ALONE = 0.8
"""The same for a passage that the sentence does not cite: it has to hold all the more."""
A_CLAUSE, CLAUSE_BORNE_OUT = 2, 0.4
"""Words that make a clause, and the share of them that the passages have to hold."""
LIKE, NEARLY = 0.4, 0.9
"""Share of a clause's words that make a clause of the passage its counterpart, and the share of the best that makes another one."""
_CLAUSE = re.compile(r"[，,；;：:（）()—]")
_PART = re.compile(r"[，,；;：:（）()—|\n]")
_NOT = WORDING["not"]
_CLAIMED = (WORDING["duty"], WORDING["option"], WORDING["only"], WORDING["at_most"], WORDING["at_least"], WORDING["above"])
"""What a sentence may say only if its passage says it there, too."""
_HEDGE, _CONDITION = WORDING["hedge"], WORDING["condition"]


def unsupported(sentence: str, cited: Sequence[Evidence], allowed: frozenset[str], needed: float = BORNE_OUT) -> str:
    """Why the passages do not bear out a sentence without its keys; "" if they do.

    `allowed`: figures that may be printed besides theirs; `needed`: share of its words that they have to hold.
    """
    held = "\n".join(f"{one.passage.text}\n{' '.join(one.passage.section)}\n{one.passage.document.title}" for one in cited)
    if not covered(figures(sentence), figures(held) | allowed):
        return "figure"
    # Three months are not borne out by level 3.
    if any(one[0] not in allowed for one in quantities(sentence) - quantities(held)):
        return "figure"
    if overlap(sentence, held) < needed:
        return "support"
    # What is hung on behind the key, or woven in between commas, has to stand by itself.
    clauses = [clause for clause in _CLAUSE.split(sentence) if len(terms(clause)) >= A_CLAUSE]
    if any(overlap(clause, held) < CLAUSE_BORNE_OUT for clause in clauses):
        return "clause"
    return "turned" if turned(sentence, [one.passage.text for one in cited]) else ""


def turned(sentence: str, passages: Iterable[str]) -> bool:
    """Whether a sentence says the opposite of what its words say in the passages, or says it more firmly.

    A negation is there in both or in neither; a duty, a choice, a limit has to stand in the passage's clause as well; a figure
    that is hedged there stays hedged, and what holds there on a condition keeps one.
    """
    parts = [part for passage in passages for part in _parts(passage)]
    for clause in _PART.split(sentence):
        wanted = terms(clause)
        if len(wanted) < A_CLAUSE:
            continue
        alike = [(len(wanted & terms(part)) / len(wanted), part, whole) for part, whole in parts]
        best = max((share for share, _, _ in alike), default=0.0)
        if best < LIKE:
            continue
        near = [(part, whole) for share, part, whole in alike if share >= best * NEARLY]
        if not any(_same_way(clause, sentence, part, whole) for part, whole in near):
            return True
    return False


def bearer(sentence: str, evidence: Sequence[Evidence], allowed: frozenset[str]) -> Evidence | None:
    """The passage that bears out a sentence which cites none, or a wrong one; None when there is none."""
    able = [one for one in evidence if not unsupported(sentence, [one], allowed, ALONE)]
    return max(able, key=lambda one: overlap(sentence, one.passage.text), default=None)


def _same_way(clause: str, sentence: str, part: str, whole: str) -> bool:
    if bool(_NOT.search(fold(clause))) != bool(_NOT.search(fold(part))):
        return False
    folded, held = fold(clause), fold(part)
    if any(pattern.search(folded) and not pattern.search(held) for pattern in _CLAIMED):
        return False
    if _CONDITION.search(fold(whole)) and not _CONDITION.search(fold(sentence)):
        return False
    shared = figures(clause) & figures(part)
    return not shared or not _HEDGE.search(held) or bool(_HEDGE.search(fold(sentence)))


@lru_cache(maxsize=512)
def _parts(passage: str) -> tuple[tuple[str, str], ...]:
    """The clauses of a passage, each with the sentence it stands in."""
    return tuple(_clauses(passage))


def _clauses(passage: str) -> Iterator[tuple[str, str]]:
    for line in passage.split("\n"):
        for start, end in spans_of_sentences(line) or ([(0, len(line))] if line.strip() else []):
            whole = line[start:end]
            yield from ((part, whole) for part in _PART.split(whole) if terms(part))
            if len(_PART.split(whole)) > 1:
                yield whole, whole
