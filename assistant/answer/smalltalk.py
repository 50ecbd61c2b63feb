"""Short human replies to what is no question, and helpful ones to what cannot be read."""

from collections.abc import Sequence

from assistant.domain import Answer, Understanding
from assistant.texts import say


def small_talk(understanding: Understanding, length: int, limit: int, examples: Sequence[str]) -> Answer:
    """The reply to a message that is no question.

    `examples`: questions that can be answered, in the reader's language; `length` and `limit` in characters.
    """
    language = understanding.language
    listed = "\n".join(f"- {example}" for example in examples)
    first = say("example", language, question=examples[0]) if examples else ""
    text = say(understanding.intent, language, examples=listed, example=first, length=f"{length:,}", limit=f"{limit:,}")
    return Answer(text.strip(), language)
