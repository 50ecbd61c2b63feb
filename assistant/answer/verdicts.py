"""Whether the chosen words say yes or no to a yes-or-no question, and in which word that is said."""

import math
import re
from collections.abc import Sequence
from typing import Literal

from assistant.answer.piece import Piece
from assistant.answer.selection import subject_is_shared
from assistant.answer.wordings import WORDING
from assistant.domain import Language, Lead, Understanding, Verdict
from assistant.sentences import units
from assistant.terms import fold, overlap, terms

Polarity = Literal["necessary", "dispensable", "plain", "negated"]

_A_NOT_A = re.compile(
    r"(.)[不没]\1|有没有|是否|不是(?=.{2,}吗)|[不没][？?。]*$"
    r"|^(?:isn't|aren't|doesn't|don't|didn't|can't|won't|shouldn't)\b|\bor not\b|(?:isn't it|doesn't it|don't we)\s*\?*$",
    re.IGNORECASE,
)
_DISPENSABLE = WORDING["dispensable"]
_NECESSARY = WORDING["necessary"]
_NEGATED = WORDING["negated"]
_ASKS_OF_DUTY, _IN_PART = WORDING["asks_of_duty"], WORDING["in_part"]
_IS_VOLUNTARY, _IS_COMPULSORY = WORDING["is_voluntary"], WORDING["is_compulsory"]
_HAS_NONE = WORDING["has_none"]
_OPTIONAL_MARK = WORDING["optional_mark"]
_DENIAL = WORDING["denial"]
_CONDITIONAL = WORDING["conditional"]
_UNDECIDED, _CONFIRMING, _ENDED = WORDING["undecided"], WORDING["confirming"], WORDING["ended"]

NEAR = 0.03
"""Cosine by which a key question with a verdict may lie farther than the nearest key question."""

WARMTH = 0.015
"""Cosine over which the vote of a key question falls to about a third."""
MAJORITY = 1.5
"""How much more one side has to weigh than the other."""
_OPPOSED: tuple[set[Polarity], ...] = ({"necessary", "dispensable"}, {"plain", "negated"})
SAME_WORDS = 0.6
"""Share of the question's words that a statement must have to answer it by itself."""

# How the question is put decides the word that answers it: first match wins.
_WORDS: dict[Language, tuple[tuple[str, str, str], ...]] = {
    "zh": (
        (r"可以不|能不(?!能)|省|可不可以|可以", "可以。", "不可以。"),
        (r"要.{1,12}了[吗么]", "是的。", "还没有。"),
        (r"必须|必需|一定|强制|非得|要不要|需不需要|需要|用不用|得请|得交|要[^求点素]*[吗么]", "需要。", "不是必须的。"),
        (r"有效[吗么不没]", "有效。", "无效。"),
        (r"有没有|(?<!没)有(?!效|关)(?!.*能).*[吗么]", "有。", "没有。"),
        (r"在不在|(?<![现正存])在.*[吗么]", "在。", "不在。"),
        (r"能不能|能.*[吗么]", "能。", "不能。"),
        (r"包[括含].*", "包括。", "不包括。"),
        (r"对[吗么吧不]", "对。", "不对。"),
        (r"", "是。", "不是。"),
    ),
    "en": ((r"", "Yes.", "No."),),
}


def polarity(question: str) -> Polarity:
    """Whether a question asks if something must be, may be left out, is, or is not."""
    bare = _A_NOT_A.sub(" ", fold(question))
    if _DISPENSABLE.search(bare):
        return "dispensable"
    if _NECESSARY.search(fold(question)):
        return "necessary"
    return "negated" if _NEGATED.search(bare) else "plain"


def verdict(understanding: Understanding, piece: Piece, rivals: Sequence[Piece] = ()) -> Verdict | None:
    """Yes or no where the words settle it and no rival says otherwise, else nothing: a quotation alone is better than a guess."""
    if understanding.shape != "yes_no":
        return None
    if _UNDECIDED.search(piece.text) and not _CONFIRMING.search(understanding.question):
        return None
    settled = _settled(understanding, piece)
    if settled and any(_settled(understanding, rival) == _turned(settled) for rival in rivals):
        return None
    return settled


def _settled(understanding: Understanding, piece: Piece) -> Verdict | None:
    asked = polarity(predicate(understanding))
    return (
        _by_optional_marks(understanding, piece, asked)
        or _by_key(understanding, piece, asked)
        or _by_duty(understanding, piece, asked)
        or _by_words(understanding, piece, asked)
    )


def predicate(understanding: Understanding) -> str:
    """The question less the list item that a follow-up stands for, whose own words ask nothing."""
    return understanding.question.replace(understanding.focus, " ") if understanding.focus else understanding.question


def _by_key(understanding: Understanding, piece: Piece, asked: Polarity) -> Verdict | None:
    """As most of the near key questions with a verdict say that lead to the chosen words, ask in the same way, and of the same thing."""
    nearest = max((lead.cosine for lead in piece.evidence.leads if lead.kind == "question"), default=0.0)
    votes: dict[Verdict, float] = {"yes": 0.0, "no": 0.0}
    for lead in piece.evidence.leads:
        if not lead.verdict or lead.cosine <= nearest - NEAR:
            continue
        says = _carried_over(lead.verdict, polarity(lead.text), asked)
        if says and _leads_to(lead, piece) and subject_is_shared(understanding.question, lead, piece, _named(understanding)):
            votes[says] += math.exp((lead.cosine - nearest) / WARMTH)
    ahead: Verdict = "yes" if votes["yes"] >= votes["no"] else "no"
    return ahead if votes[ahead] > MAJORITY * votes[_turned(ahead)] else None


def _named(understanding: Understanding) -> str:
    return " ".join(mention.said for mention in understanding.mentions)


def _carried_over(known: Verdict, known_polarity: Polarity, asked: Polarity) -> Verdict | None:
    """What the answer to one question says of another that is put in another way."""
    if asked == known_polarity:
        return known
    if {asked, known_polarity} in _OPPOSED:
        return _turned(known)
    # What must be, is; the reverse does not hold.
    return "yes" if known == "yes" and (known_polarity, asked) == ("necessary", "plain") else None


def _by_duty(understanding: Understanding, piece: Piece, asked: Polarity) -> Verdict | None:
    """Whether a scheme is a duty, where the words say so or that it is voluntary."""
    if asked not in ("necessary", "dispensable") or not _ASKS_OF_DUTY.search(understanding.bare or understanding.question):
        return None
    rest = terms(_ASKS_OF_DUTY.sub(" ", understanding.bare)) if understanding.mentions else frozenset()
    if rest and not rest & terms(piece.text):
        # What is a duty for some things is none for another that the words do not tell of.
        return None
    voluntary, compulsory = _IS_VOLUNTARY.search(piece.text), _IS_COMPULSORY.search(piece.text)
    if not (voluntary or compulsory) or _IN_PART.search(piece.text):
        return None
    return "no" if bool(voluntary) == (asked == "necessary") else "yes"


def _by_words(understanding: Understanding, piece: Piece, asked: Polarity) -> Verdict | None:
    """An item stands in its list, and a statement that has the question's own words holds, unless something in it is denied."""
    if asked == "necessary" and _is_asked_for(understanding, piece):
        return "yes"
    none = _HAS_NONE.search(piece.text)
    if asked != "plain" or (_DENIAL.search(piece.text) and not none) or _CONDITIONAL.search(piece.text):
        return None
    if _ENDED.search(piece.text) and not _ENDED.search(understanding.question):
        # What is no more does not bear out that something is.
        return None
    # The name of a scheme stands in every sentence of its documents: it bears nothing out.
    text = understanding.focus or (understanding.bare if understanding.mentions else understanding.question)
    item = len(piece.units) == 1 and piece.units[0].kind == "item"
    same = overlap(piece.text, text) if item else overlap(text, piece.text)
    if same < SAME_WORDS:
        return None
    return "no" if none else "yes"


def _is_asked_for(understanding: Understanding, piece: Piece) -> bool:
    """Whether what is asked about is itself an item of what a scheme asks for."""
    item = len(piece.units) == 1 and piece.units[0].kind == "item"
    needed = piece.evidence.passage.anchor in ("documents", "conditions") and not _OPTIONAL_MARK.search(piece.text)
    return item and needed and overlap(piece.text, understanding.bare or understanding.question) >= SAME_WORDS


def _leads_to(lead: Lead, piece: Piece) -> bool:
    """Whether the key question is answered by the chosen words: one that leads to a whole list says nothing of an item of it."""
    led = [unit for unit in units(piece.evidence.passage.text) if any(start < unit.end and unit.start < end for start, end in lead.spans)]
    chosen = [(unit.start, unit.end) for unit in piece.units]
    inside = [unit for unit in led if any(start <= unit.start < end or unit.start <= start < unit.end for start, end in chosen)]
    return bool(inside) and (len(inside) == len(led) or all(unit.kind == "sentence" for unit in led))


def word_for(answer: Verdict, question: str, language: Language) -> str:
    """The word that answers, in the verb of the question."""
    for pattern, yes, no in _WORDS[language]:
        if re.search(pattern, question):
            return yes if answer == "yes" else no
    raise AssertionError("the last pattern matches everything")


def _by_optional_marks(understanding: Understanding, piece: Piece, asked: Polarity) -> Verdict | None:
    """In a list that marks what is optional, an item without the mark is not."""
    if asked not in ("necessary", "dispensable") or any(unit.kind != "item" for unit in piece.units):
        return None
    text = piece.evidence.passage.text
    siblings = [unit for unit in units(text) if unit.group == piece.units[0].group]
    if not any(_OPTIONAL_MARK.search(text[unit.start : unit.end]) for unit in siblings):
        return None
    optional = [bool(_OPTIONAL_MARK.search(text[unit.start : unit.end])) for unit in piece.units]
    if len(set(optional)) != 1 or overlap(piece.text, understanding.question) == 0:
        return None
    return "yes" if optional[0] == (asked == "dispensable") else "no"


def _turned(answer: Verdict) -> Verdict:
    return "no" if answer == "yes" else "yes"
