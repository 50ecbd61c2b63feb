"""How what was found is ordered: the weights, and the filters that narrow a search."""

from dataclasses import dataclass

from assistant.domain import Language, Status


@dataclass(frozen=True)
class Filters:
    """Limits of a search; an empty one limits nothing, values of one field are alternatives."""

    schemes: tuple[str, ...] = ()
    status: tuple[Status, ...] = ()
    language: Language | None = None
    """Search this language's passages only, whatever language the question is in."""
    documents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Weights:
    """How much each sign counts. The score of a passage is

    blend · cos(passage) + (1 - blend) · max(passage · cos(passage), sentence · max cos, question · max cos)
    + keyword · BM25 share - outdated (when a newer edition has replaced it).
    """

    blend: float = 0.4
    passage: float = 1.0
    sentence: float = 1.0
    question: float = 0.975
    """Below 1: questions lie nearer to each other than a question and its answer, whether or not they ask the same."""
    keyword: float = 0.15
    outdated: float = 0.05


WEIGHTS = Weights()
