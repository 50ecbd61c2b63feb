"""What is said when the evidence does not answer: what is missing, the nearest topic, and how to reach the firm."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.answer.subjects import asked_only, is_about
from assistant.answer.wordings import WORDING
from assistant.domain import FOREIGN, Evidence, Language, Understanding
from assistant.settings import ROOT
from assistant.terms import similarity
from assistant.texts import say

SAME = 0.6
"""Share of words that two questions have in common which ask the same."""
SAME_COSINE = 0.93
"""The same by their vectors."""
NEAR = 0.895
"""Cosine of a key question from which its topic is worth naming to somebody who has named no scheme."""
_ASKS_A_PRICE = WORDING["asks_a_price"]
_SUBJECTS: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("subjects.yaml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Contact:
    """How to reach the firm, as its page gives it."""

    phone: str
    person: dict[Language, str]

    @classmethod
    def load(cls, path: Path = ROOT / "corpus" / "reference" / "contact.yaml") -> "Contact":
        """From the corpus."""
        row = yaml.safe_load(path.read_text(encoding="utf-8"))
        return cls(phone=str(row["phone"]), person=row["person"])


_ASKS_PROMISE, _BEYOND, _ASKS_PERSON = WORDING["asks_promise"], WORDING["beyond"], WORDING["asks_person"]


def asks_promise(question: str) -> bool:
    """Whether it is asked to promise success, which is not ours to promise."""
    return bool(_ASKS_PROMISE.search(question))


def is_beyond(question: str) -> bool:
    """Whether it is about what no document of ours says, however near its words lie."""
    return asks_promise(question) or bool(_BEYOND.search(question) or _ASKS_PERSON.search(question))


def refusal(
    understanding: Understanding, nearest: Evidence | None, gap: Evidence | None, contact: Contact, fact: str = "", lacks: str = ""
) -> str:
    """The words of a refusal.

    `gap`: the known gap that the question falls into; `fact`: a marked sentence that at least says what it depends on;
    `lacks`: a scheme by name that no document is about.
    """
    language = understanding.language
    foreign = gap is not None and gap.passage.section == FOREIGN
    reach = say("contact", language, phone=contact.phone, person=contact.person[language])
    beyond = _beyond(understanding.question, language, lacks)
    if beyond:
        # No near topic would help.
        return ("" if language == "zh" else " ").join([beyond, reach])
    if nearest and (not _is_near(nearest, understanding, gap) or _ASKS_PERSON.search(understanding.question)):
        nearest = None
    parts = [_lacking(understanding, gap, foreign)]
    if fact:
        parts.append(fact)
    elif nearest and not foreign:
        parts.append(
            say("nearest", language, section=nearest.passage.section[-1] if nearest.passage.section else nearest.passage.document.title)
        )
    example = _example(understanding, nearest) if nearest else ""
    if example:
        parts.append(say("ask_instead", language, example=say("example", language, question=example)))
    if not foreign:
        parts.append(reach)
    return ("" if language == "zh" else " ").join(parts)


def _is_near(nearest: Evidence, understanding: Understanding, gap: Evidence | None) -> bool:
    """Whether the nearest passage is worth naming: to somebody who has named no scheme, it may be near nothing."""
    if understanding.mentions or understanding.shape == "price" or (gap and nearest.passage.anchor == gap.passage.anchor):
        return True
    return any(lead.kind == "question" and lead.cosine >= NEAR for lead in nearest.leads)


def _beyond(question: str, language: Language, lacks: str) -> str:
    """What is said of a scheme that is not held, and of success; "" for any other question."""
    if lacks:
        return say("refuse_scheme", language, scheme=lacks)
    return say("refuse_promise", language) if asks_promise(question) else ""


def _lacking(understanding: Understanding, gap: Evidence | None, foreign: bool) -> str:
    language = understanding.language
    if understanding.shape == "price":
        return say("refuse_price", language)
    if foreign:
        return say("refuse_foreign", language)
    person = "person" if _ASKS_PERSON.search(understanding.question) else ""
    subject = _SUBJECTS.get(person or asked_only(understanding))
    if subject or gap:
        return say("refuse_lacks", language, lacks=subject[language] if subject else gap.passage.text if gap else "")
    return say("refuse_record" if _BEYOND.search(understanding.question) else "refuse_plain", language)


def _example(understanding: Understanding, nearest: Evidence) -> str:
    """A key question of the nearest passage: one that can be answered, and that does not ask what has just been refused."""
    asked = [lead for lead in nearest.leads if lead.kind == "question" and lead.language == understanding.language]
    subject = asked_only(understanding)
    other = (
        one.text
        for one in asked
        if not (understanding.shape == "price" and _ASKS_A_PRICE.search(one.text))
        and one.cosine < SAME_COSINE
        and similarity(one.text, understanding.question) < SAME
        and not (subject and is_about(subject, one.text))
    )
    return next((question for question in other if 6 <= len(question) <= 80), "")
