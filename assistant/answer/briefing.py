"""What a chat model is told when it is to word an answer: rules, evidence fenced as data, what was said before, the question."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.domain import Evidence, Language, Understanding
from assistant.prompts import prompt
from assistant.tokens import tokens

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

MOST_EVIDENCE = 6
"""Passages that a prompt holds."""
LONGEST_PASSAGE = 1600
"""Characters of one passage in a prompt."""
LANGUAGE_NAMES: dict[Language, str] = {"zh": "Chinese (简体中文)", "en": "English"}


@dataclass(frozen=True)
class Beside:
    """What a prompt holds beside evidence and question."""

    likely: Sequence[tuple[str, str]] = ()
    """Sentences of the evidence that code holds for the answer, each with its key."""
    history: Sequence[tuple[str, str]] = ()
    """The last questions with their answers."""
    client: str = ""
    """What is known of the client."""
    said: str = ""
    """What code says of names and editions before the answer."""


def messages(understanding: Understanding, evidence: Sequence[Evidence], beside: Beside, budget: int = 4000) -> "list[BaseMessage]":
    """The prompt: rules, then evidence fenced as data, what was said before, and the question.

    `budget`: tokens of evidence, of which the first passage is always shown.
    """
    from langchain_core.messages import HumanMessage, SystemMessage

    language = LANGUAGE_NAMES[understanding.language]
    rules = prompt("answer").format(language=language, house_style=prompt("house-style"))
    fenced = "\n".join(_fenced(evidence, budget))
    found = "\n".join(f"- {_data(sentence)} [{key}]" for key, sentence in beside.likely)
    nearest = f"<likely>\n{found}\n</likely>\n" if found else ""
    before = "".join(f"<before>\nQ: {_data(question)}\nA: {_data(answer)}\n</before>\n" for question, answer in beside.history)
    client = f"<client>\n{_data(beside.client)}\n</client>\n" if beside.client else ""
    said = f"<said>\n{_data(beside.said)}\n</said>\n" if beside.said else ""
    asked = f"{fenced}\n{nearest}{before}{client}{said}<question>\n{_data(understanding.question)}\n</question>"
    # Small models have forgotten the rules by now.
    return [SystemMessage(rules), HumanMessage(f"{asked}\n{prompt('answer-form').format(language=language)}")]


def _fenced(evidence: Sequence[Evidence], budget: int) -> Iterator[str]:
    for place, one in enumerate(evidence[:MOST_EVIDENCE]):
        text = one.passage.text[:LONGEST_PASSAGE]
        budget -= tokens(text)
        if budget < 0 and place:
            return
        title, section = _data(one.passage.document.title), _data(" › ".join(one.passage.section))
        yield f'<evidence key="{one.key}" title="{title}" section="{section}">\n{_data(text)}\n</evidence>'


def _data(text: str) -> str:
    """Text that cannot end the fence it stands in."""
    return text.replace("<", "‹").replace(">", "›").replace('"', "”")
