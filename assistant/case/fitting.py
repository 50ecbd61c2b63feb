"""Which of the fourteen categories fit what a client does."""

from collections.abc import Callable, Mapping

from assistant.case.categories import Fit
from assistant.domain import Language

Similar = Callable[[str], Mapping[str, float]]


def fit(text: str, language: Language, similar: Similar, before: Fit | None = None) -> Fit:
    """The categories that fit a description."""
    return Fit(described=(text,))


def fit_between(text: str, language: Language, similar: Similar, asked: Fit) -> Fit:
    """The categories that fit now that the question between candidates is answered."""
    return asked


def question_between(ids: tuple[str, ...], language: Language) -> str:
    """The question that tells candidates apart."""
    return " / ".join(ids)
