"""What is said when the evidence does not answer: what is missing, the nearest topic, and how to reach the firm."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.answer.wordings import WORDING
from assistant.domain import FOREIGN, Evidence, Language, Understanding
from assistant.settings import ROOT
from assistant.texts import say


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


_ASKS_PROMISE, _BEYOND = WORDING["asks_promise"], WORDING["beyond"]


def asks_promise(question: str) -> bool:
    """Whether it is asked to promise success, which is not ours to promise."""
    return bool(_ASKS_PROMISE.search(question))


def is_beyond(question: str) -> bool:
    """Whether it is about what no document of ours says, however near its words lie."""
    return asks_promise(question) or bool(_BEYOND.search(question))


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
    parts = [_lacking(understanding, gap, foreign)]
    if fact:
        parts.append(fact)
    elif nearest and not foreign:
        parts.append(
            say("nearest", language, section=nearest.passage.section[-1] if nearest.passage.section else nearest.passage.document.title)
        )
    example = _example(nearest, language) if nearest else ""
    if example:
        parts.append(say("ask_instead", language, example=say("example", language, question=example)))
    if not foreign:
        parts.append(reach)
    return ("" if language == "zh" else " ").join(parts)


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
    if gap:
        return say("refuse_lacks", language, lacks=gap.passage.text)
    return say("refuse_record" if _BEYOND.search(understanding.question) else "refuse_plain", language)


def _example(nearest: Evidence, language: Language) -> str:
    """A key question of the nearest passage: one that can be answered."""
    asked = [lead.text for lead in nearest.leads if lead.kind == "question" and lead.language == language]
    return next((question for question in asked if 6 <= len(question) <= 80), "")
