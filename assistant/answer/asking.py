"""Questions back: which of several schemes a name means."""

from assistant.answer.knowledge import Knowledge
from assistant.domain import Answer, Understanding
from assistant.texts import say


def asked_back(understanding: Understanding, knowledge: Knowledge) -> Answer:
    """Which of several schemes a name means, with the choices numbered."""
    language = understanding.language
    ambiguous = knowledge.names.ambiguous(understanding.ambiguous)
    if ambiguous is None:
        return Answer(say("refuse_plain", language), language, refused=True)
    choices = "\n".join(f"{n}. {choice.label.of(language)}" for n, choice in enumerate(ambiguous.choices, start=1))
    ask = ambiguous.ask.of(language)
    return Answer(f"{ask}\n\n{choices}", language, asks=(ask,))
