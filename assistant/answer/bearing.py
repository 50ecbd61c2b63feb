"""Whether a passage bears out a sentence that a model has written: its words, its figures, and which way it puts them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from assistant.answer.coverage import coverage, weight
from assistant.domain import Evidence, Verdict
from assistant.figures import covered, figures
from assistant.quantities import quantities
from assistant.sentences import ITEM, spans_of_sentences
from assistant.terms import HAN, fold, names, stems, terms
from assistant.wording import load_wording

BORNE_OUT = 0.65
"""Share of what a sentence says that the passages it cites have to hold."""
ALONE = 0.8
"""The same for a passage that the sentence does not cite: it has to hold all the more."""
A_CLAUSE, CLAUSE_BORNE_OUT = 4, 0.5
"""What makes a clause, in Han characters, and the share of it that the passages have to hold more than."""
A_SENTENCE = 16
"""What makes a clause that says or denies something by itself, in Han characters."""
AN_AGENT = 0.6
"""Share of an agent's name that the clause has to hold."""
AN_ENGLISH_SENTENCE = 3
"""Small English words that make one."""
OPENING = 0.25
"""The same share for a clause that only leads to what is said."""
OF_THE_QUESTION = 0.8
"""Share of a clause that the question has to hold for it to be the question's own words."""
LIKE, NEARLY = 0.4, 0.9
"""Share of a clause that makes a clause of the passage its counterpart, and the share of the best that makes another one."""
_WORDING = load_wording(Path(__file__).with_name("bearing.yaml"))
_CLAUSE = re.compile(r"[，,；;：（）()—]|:(?!\d)")
_PART = re.compile(r"[，,；;：（）()—|\n]|:(?!\d)")
_APART, _ASIDE = re.compile(r"[，；。;|\n]|,\s|\.\s"), re.compile(r"（[^（）]*）|\([^()]*\)")
_HAN, _SEMICOLON = re.compile(f"[{HAN}]+"), re.compile("[;；]")
_ENGLISH = re.compile(r"\b(?:the|a|an|is|was|it|its|and|of|to|for|in|by|that|then|as|with)\b", re.IGNORECASE)
_NOT, _EITHER = _WORDING["not"], _WORDING["either"]
_CLAIMED = tuple(_WORDING[name] for name in ("only", "at_most", "at_least", "above"))
"""What a sentence may say only if its passage says it there, too."""
_DUTY, _OPTION, _BINDING, _HEDGE = (_WORDING[name] for name in ("duty", "option", "binding", "hedge"))
_CONDITION, _OPEN, _AGENT, _OPENS = (_WORDING[name] for name in ("condition", "open", "agent", "opening"))
_ALL, _EACH, _BOTH, _DENIED, _COUNTED = (_WORDING[name] for name in ("all", "each", "both", "denied", "counted"))


def unsupported(sentence: str, cited: Sequence[Evidence], allowed: frozenset[str], needed: float = BORNE_OUT) -> str:
    """Why the passages do not bear out a sentence without its keys; "" if they do.

    `allowed`: figures that may be printed besides theirs; `needed`: share of what it says that they have to hold.
    """
    held = "\n".join(f"{one.passage.text}\n{' '.join(one.passage.section)}\n{one.passage.document.title}" for one in cited)
    # How many items a list has may be said.
    items = {str(sum(bool(ITEM.match(line)) for line in one.passage.text.split("\n"))) for one in cited}
    sentence = _COUNTED.sub(lambda said: " " if figures(said.group()) <= items else said.group(), sentence)
    if not covered(figures(sentence), figures(held) | allowed):
        return "figure"
    # Three months are not borne out by level 3.
    if any(one[0] not in allowed for one in quantities(sentence) - quantities(held)):
        return "figure"
    # What is said of a name that the passage does not hold is not said by the passage.
    if coverage(sentence, held) < needed or not _named(sentence) <= names(held) | terms(held):
        return "support"
    # What is hung on behind the key, or woven in between commas, has to stand by itself.
    clauses = [clause for clause in _CLAUSE.split(sentence) if weight(clause) >= A_CLAUSE]
    if any(coverage(clause, held) <= (OPENING if _opens(clause, sentence) else CLAUSE_BORNE_OUT) for clause in clauses):
        return "clause"
    passages = [one.passage.text for one in cited]
    return "turned" if turned(sentence, passages) or _by_another(sentence, passages) else ""


def _named(sentence: str) -> frozenset[str]:
    # In an English sentence a capital is no name for standing beside Chinese ones.
    return names(_HAN.sub(" ", sentence) if len(_ENGLISH.findall(sentence)) >= AN_ENGLISH_SENTENCE else sentence)


def begins(text: str) -> Verdict | None:
    """Whether a text begins as one that answers a question with yes, or with no; None for any other beginning."""
    folded = fold(text.lstrip(' -*"“'))
    return "no" if _WORDING["says_no"].search(folded) else "yes" if _WORDING["says_yes"].search(folded) else None


def without_verdict(sentence: str, question: str) -> str:
    """A sentence less what at its beginning only says yes or no to the question in the question's own words, if enough is left.

    "No, your certificate is not void: ISO 9001:2015 certificates stay valid …"
    """
    if begins(sentence) is None:
        return sentence
    rest = sentence
    while (stop := _PART.search(rest)) and weight(rest[stop.end() :]) >= A_CLAUSE:
        clause = rest[: stop.start()]
        if weight(clause) and coverage(clause, question) < OF_THE_QUESTION:
            break
        rest = rest[stop.end() :].lstrip()
    return rest


def _opens(clause: str, sentence: str) -> bool:
    """Whether a short clause only leads to what a sentence says: it narrows that, and adds nothing."""
    short = weight(clause) < A_SENTENCE and not figures(clause)
    return short and not sentence.rstrip().endswith(clause) and bool(_OPENS.search(fold(clause).strip()))


def turned(sentence: str, passages: Iterable[str]) -> bool:
    """Whether a sentence says the opposite of what its words say in the passages, or says it more firmly.

    A negation is there in both or in neither; a duty, a choice, a limit has to stand in the passage's sentence as well; a figure
    that is hedged there stays hedged, and what holds there on a condition keeps one.
    """
    parts = [part for passage in passages for part in _parts(passage)]
    for clause in _PART.split(sentence):
        if weight(clause) < A_CLAUSE:
            continue
        alike = [(coverage(clause, part), part, whole) for part, whole in parts]
        best = max((share for share, _, _ in alike), default=0.0)
        if best < LIKE:
            continue
        near = [(part, whole) for share, part, whole in alike if share >= best * NEARLY]
        if not any(_same_way(clause, sentence, part, whole) for part, whole in near):
            return True
    return False


def _by_another(sentence: str, passages: Sequence[str]) -> bool:
    """Whether something is done by somebody of whom no passage says so, although one says who does it."""
    clauses = [fold(clause) for passage in passages for clause in _APART.split(_ASIDE.sub("", passage))]
    for match in _AGENT.finditer(fold(sentence)):
        who, act = match["who"] or match["whom"], match["act"] or match["acted"]
        doing = [clause for clause in clauses if coverage(act, clause) == 1.0]
        if doing and weight(who) and max(coverage(who, clause) for clause in doing) < AN_AGENT:
            return True
    return False


def bearer(sentence: str, evidence: Sequence[Evidence], allowed: frozenset[str]) -> Evidence | None:
    """The passage that bears out a sentence which cites none, or a wrong one; None when there is none."""
    # What introduces a list says little; its items are looked at one by one.
    needed = BORNE_OUT if sentence.endswith((":", "：")) else ALONE
    able = [one for one in evidence if not unsupported(sentence, [one], allowed, needed)]
    return max(able, key=lambda one: coverage(sentence, one.passage.text), default=None)


def _same_way(clause: str, sentence: str, part: str, whole: str) -> bool:
    folded, said, held = fold(clause), fold(sentence), fold(whole)
    # A short clause is a piece of a sentence that denies something elsewhere.
    near = fold(part) if weight(clause) >= A_SENTENCE else held
    around = folded if weight(clause) >= A_SENTENCE and part != whole else said
    if (_denies(folded) and not _denies(near)) or (_denies(fold(part)) and not _denies(around)):
        return False
    if _turns_a_word(folded, held) or _turns_a_word(fold(part), said):
        return False
    if _OPEN.search(fold(part)) and not _OPEN.search(said):
        return False
    if any(pattern.search(folded) and not pattern.search(held) for pattern in _CLAIMED):
        return False
    if any(pattern.search(folded) and not (pattern.search(held) or _BINDING.search(held)) for pattern in (_DUTY, _OPTION)):
        return False
    if _ALL.search(_BOTH.sub(" ", folded)) and not (_ALL.search(held) or _EACH.search(held)):
        return False
    if _CONDITION.search(held) and not _CONDITION.search(said):
        return False
    shared = figures(clause) & figures(part)
    return not shared or not _HEDGE.search(fold(part)) or bool(_HEDGE.search(said))


def _turns_a_word(one: str, other: str) -> bool:
    """Whether one text denies what the other says with the same word, and nowhere denies."""
    theirs = _denied(other)
    return any(word not in theirs and _says(word, other) for word in _denied(one))


def _denied(text: str) -> frozenset[str]:
    return frozenset(match["zh"] or "".join(stems(match["en"])) for match in _DENIED.finditer(_EITHER.sub(" ", text))) - {""}


def _says(word: str, text: str) -> bool:
    return word in (stems(text) if word.isascii() else text)


def _denies(text: str) -> bool:
    return bool(_NOT.search(_EITHER.sub(" ", text)))


@lru_cache(maxsize=512)
def _parts(passage: str) -> tuple[tuple[str, str], ...]:
    """The clauses of a passage, each with the sentence it stands in; that of an item is its list's introduction with it."""
    return tuple(_clauses(passage))


def _clauses(passage: str) -> Iterator[tuple[str, str]]:
    introduction = ""
    for line in filter(str.strip, passage.split("\n")):
        item = bool(ITEM.match(line))
        for start, end in spans_of_sentences(line) or [(0, len(line))]:
            # Behind a semicolon stands another statement.
            for sentence in filter(str.strip, _SEMICOLON.split(line[start:end])):
                whole = f"{introduction} {sentence}" if item else sentence
                yield from ((part, whole) for part in _PART.split(sentence) if weight(part))
                if len(_PART.split(sentence)) > 1:
                    yield sentence, whole
        if not item:
            introduction = line if line.rstrip().endswith((":", "：")) else ""
