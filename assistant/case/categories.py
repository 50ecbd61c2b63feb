"""The fourteen business categories: what each covers in ordinary meaning, and those that fit a client."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import Field, field_validator

from assistant.case.values import Value
from assistant.domain import Language
from assistant.errors import CorpusError
from assistant.ledger import Said
from assistant.settings import ROOT

CATEGORIES = ROOT / "corpus" / "reference" / "categories.yaml"
DETAILS = ROOT / "corpus" / "reference" / "categories"


@dataclass(frozen=True)
class Sign:
    """Words by which a description speaks for a category, or against it."""

    say: str
    """How it is told as a reason."""
    weight: int
    """1, a weak hint, to 3, which nearly decides."""
    words: tuple[str, ...]
    decides: bool = False
    """The words leave no other category."""
    not_before: str = ""
    """What, right behind the words, makes them no such sign; a regular expression on folded text. “We host” before “their servers”."""


@dataclass(frozen=True)
class Reading:
    """One answer to the question that tells two categories apart."""

    category: str
    say: Said
    words: dict[Language, tuple[str, ...]]


@dataclass(frozen=True)
class Neighbour:
    """A category that is easily confused with this one, and the question that tells them apart."""

    category: str
    question: Said
    answers: tuple[Reading, ...]


@dataclass(frozen=True)
class Category:
    """One of the fourteen. What it covers is ordinary meaning: no official definition is known."""

    id: str
    name: Said
    covers: Said
    scope: Said
    """The services in a statement of scope."""
    deliverables: dict[Language, tuple[str, ...]]
    signs: dict[Language, tuple[Sign, ...]]
    against: dict[Language, tuple[Sign, ...]]
    neighbours: tuple[Neighbour, ...]


@cache
def categories() -> dict[str, Category]:
    """By id, in the order of the announcement. CorpusError names what is wrong."""
    path = CATEGORIES
    try:
        rows = _load(path)["categories"]
        found = {}
        for row in rows:
            path = DETAILS / f"{row['id']}.yaml"
            found[row["id"]] = _category(row, _load(path))
        return found
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise CorpusError(f"{path.name}: {' '.join(str(error).split())}") from error


class Fitted(Value):
    """A category that fits what the client does."""

    category: str
    score: Annotated[float, Field(ge=0, le=1)]
    why: tuple[str, ...] = ()
    why_not: tuple[str, ...] = ()

    @field_validator("category")
    @classmethod
    def _is_one_of_the_fourteen(cls, value: str) -> str:
        if value not in categories():
            raise ValueError(f"{value} is none of the categories of the announcement")
        return value


class Fit(Value):
    """What was said of the work, and what fits it. While it still has to be asked, `between` names the candidates, and `fitted` is empty
    or holds what was clear before something was added."""

    described: Annotated[tuple[str, ...], Field(max_length=40)] = ()
    fitted: Annotated[tuple[Fitted, ...], Field(max_length=14)] = ()
    """Best first."""
    between: Annotated[tuple[str, ...], Field(max_length=14)] = ()
    again: bool = False
    """The question between the candidates has been put a second time."""
    removed: Annotated[tuple[str, ...], Field(max_length=14)] = ()
    """Categories the user has taken out: what is said later does not bring them back by itself."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The categories that fit."""
        return tuple(each.category for each in self.fitted)

    def as_json(self) -> list[dict[str, Any]]:
        """As the command line's contract has it, with a statement of scope in both languages."""
        known = categories()
        return [
            {
                "id": each.category,
                "name_zh": known[each.category].name.zh,
                "name_en": known[each.category].name.en,
                "score": round(each.score, 3),
                "why": list(each.why),
                "why_not": list(each.why_not),
                "scope_zh": known[each.category].scope.zh,
                "scope_en": known[each.category].scope.en,
            }
            for each in self.fitted
        ]


def _load(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _category(row: dict[str, Any], details: dict[str, Any]) -> Category:
    return Category(
        row["id"],
        Said(zh=row["name_zh"], en=row["name_en"]),
        Said(**details["covers"]),
        Said(**details["scope"]),
        {language: tuple(map(str, details["deliverables"][language])) for language in ("zh", "en")},
        {language: _signs(details["signs"][language]) for language in ("zh", "en")},
        {language: _signs(details["against"][language]) for language in ("zh", "en")},
        tuple(
            Neighbour(each["id"], Said(**each["question"]), tuple(_reading(answer) for answer in each["answers"]))
            for each in details["neighbours"]
        ),
    )


def _signs(rows: list[dict[str, Any]]) -> tuple[Sign, ...]:
    return tuple(_sign(row) for row in rows)


def _sign(row: dict[str, Any]) -> Sign:
    return Sign(row["say"], row["weight"], tuple(map(str, row["words"])), row.get("decides") is True, row.get("not_before", ""))


def _reading(row: dict[str, Any]) -> Reading:
    return Reading(row["id"], Said(**row["say"]), {language: tuple(map(str, row["words"][language])) for language in ("zh", "en")})
