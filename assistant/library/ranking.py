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
    about: tuple[str, ...] = ()
    """Schemes that a question is about: documents of other schemes are left out, those of no scheme stay."""


@dataclass(frozen=True)
class Weights:
    """How much each sign counts. The score of a passage is the larger of

    own words:  blend · cos(passage) + (1 - blend) · max(cos(passage), max cos(sentence))
    key:        key_blend · cos(passage) + (1 - key_blend) · question · max cos(question)

    + keyword · BM25 share - outdated (when a newer edition has replaced it).
    """

    blend: float = 0.6
    key_blend: float = 0.2
    question: float = 0.97
    """Below 1: questions lie nearer to each other than a question and its answer, whether or not they ask the same."""
    keyword: float = 0.15
    outdated: float = 0.05


WEIGHTS = Weights()
