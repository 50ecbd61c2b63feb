"""The ledger: what is held to be true of every certification scheme, machine-readable, from the front matter of `corpus/standards/`.

Each Chinese summary begins with its scheme's ledger; names, editions, dates and numbers in an answer are held against it.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.domain import Language, Status
from assistant.figures import figures

Confidence = Literal["high", "medium", "low"]
Family = Literal[
    "it", "quality", "environment-safety", "automotive-rail-aero", "energy-marine", "military", "laboratory", "metrology", "product",
    "licence", "food", "medical", "rules",
]  # fmt: skip
Kind = Literal[
    "management-system", "licence", "accreditation", "product-certification", "service-qualification", "capability-evaluation", "filing",
    "rules",
]  # fmt: skip
AliasState = Literal["current", "obsolete", "misnomer", "confusable"]
EditionState = Literal["current", "superseded", "transition", "planned"]
Relation = Literal["prerequisite", "base", "combined", "successor", "predecessor", "alternative", "confusable", "part", "see"]
Tag = Literal[
    "legal-entity", "operation-period", "internal-audit", "management-review", "management-system", "other-certificate",
    "qualified-staff", "premises-equipment", "product-test", "no-penalty", "no-foreign-capital", "secrecy", "business-scope",
    "track-record", "funds", "site", "documents", "other",
]  # fmt: skip


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Said(_Row):
    """One thing in both languages."""

    zh: str
    en: str

    def of(self, language: Language) -> str:
        """In one of them."""
        return self.zh if language == "zh" else self.en


class Alias(_Row):
    """A name that people use for the scheme."""

    name: str = Field(min_length=2)
    state: AliasState
    since: str | None = None
    """When the name ended, if it is dead: 2018, 2018-09 or 2018-09-14."""
    note: Said | None = None
    """For a name that is not current: whole sentences that say today's name, since when, and what to do now."""


class Edition(_Row):
    """A document that the scheme rests or rested on. Dates: 2018, 2018-09 or 2018-09-14."""

    number: str
    state: EditionState
    """As of the ledger's `as_of`; `transition`: old, but valid until `transition_end`."""
    published: str | None = None
    in_force: str | None = None
    ended: str | None = None
    transition_end: str | None = None
    confidence: Confidence
    source: tuple[str, ...]

    def state_on(self, day: str) -> EditionState:
        """The state on a day (ISO 8601): a transition that has run out leaves the edition superseded."""
        over = self.transition_end or self.ended
        if self.state in ("transition", "current") and over is not None and day > _last_day(over):
            return "superseded"
        if self.state == "planned" and self.in_force and self.confidence != "low" and day >= _first_day(self.in_force):
            return "current"
        return self.state


class Validity(_Row):
    """How long a certificate holds and what keeps it up."""

    certificate_months: int | None
    surveillance_months: int | None
    certificate: Said
    surveillance: Said
    renewal: Said
    confidence: Confidence
    source: tuple[str, ...]


class Cell(Said):
    """A short statement for a table that compares schemes."""

    at: str
    """Anchor of the section that says it."""


class Card(_Row):
    """The scheme in eight cells."""

    object: Cell
    nature: Cell
    basis: Cell
    authority: Cell
    applicants: Cell
    validity: Cell
    surveillance: Cell
    result: Cell

    def of(self, row: str) -> Cell:
        """The cell of one of `CARD_ROWS`."""
        cell = getattr(self, row)
        assert isinstance(cell, Cell)
        return cell


CARD_ROWS = tuple(Card.model_fields)


class Condition(Said):
    """What an applicant must meet; the tag tells which conditions two schemes share."""

    tag: Tag


class Related(Said):
    """How the scheme stands to another one."""

    id: str
    kind: Relation


class Fact(Said):
    """One statement with where it is printed and how sure it is."""

    at: str
    confidence: Confidence
    as_of: str
    source: tuple[str, ...]
    review_by: str | None = None
    """Overrules the ledger's; `never` for history."""


class Source(_Row):
    """Where a fact comes from. `url` only for hosts that may be linked."""

    title: str
    number: str | None = None
    url: str | None = None
    date: str | None = None


class Replacement(Said):
    """What an applicant turns to instead."""

    scheme: str | None = None


class Scheme(_Row):
    """The ledger of one scheme."""

    id: str
    language: Literal["zh"]
    title: str
    title_en: str = ""
    """From the front matter of the English summary."""
    short: Said
    family: Family
    kind: Kind
    classified: bool = False
    """Dealing with it may touch state secrets."""
    status: Literal["current", "renamed", "merged", "abolished"]
    """Of the scheme under the name that is on the firm's menu."""
    status_since: str | None
    replaced_by: Replacement | None
    obtainable: bool
    """Whether anyone can apply for it today, if under another name."""
    as_of: str
    review_by: str
    """From this day on its facts are told with their date and a word to verify."""
    aliases: tuple[Alias, ...]
    editions: tuple[Edition, ...]
    validity: Validity
    card: Card
    conditions: tuple[Condition, ...]
    related: tuple[Related, ...]
    facts: tuple[Fact, ...]
    sources: dict[str, Source]

    @cached_property
    def figures(self) -> frozenset[str]:
        """Every number and date that an answer about the scheme may print."""
        return figures(" ; ".join(_texts(self.model_dump())))

    @property
    def document_status(self) -> Status:
        """How a citation of the summary is marked."""
        return "abolished" if self.status == "abolished" or not self.obtainable else "current"

    def edition_on(self, day: str) -> Edition | None:
        """The first edition in force on a day."""
        return next((one for one in self.editions if one.state_on(day) == "current"), None)

    def stale(self, anchor: str, day: str) -> list[Fact]:
        """Facts of a section that should have been looked at again by a day, the oldest first."""
        due = [one for one in self.facts if one.at == anchor and _due(one.review_by or self.review_by, day)]
        return sorted(due, key=lambda one: one.as_of)


class Ledger:
    """All schemes, by id."""

    def __init__(self, schemes: Iterable[Scheme] = ()) -> None:
        self.schemes = {scheme.id: scheme for scheme in schemes}

    def __iter__(self) -> Iterator[Scheme]:
        return iter(self.schemes.values())

    def get(self, id: str | None) -> Scheme | None:
        """The scheme of an id; None if there is none."""
        return self.schemes.get(id or "")


def _texts(value: Any, name: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _texts(one, str(key))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one, name)
    elif isinstance(value, str | int) and not isinstance(value, bool) and name not in ("url", "as_of", "review_by"):
        yield str(value)


def _last_day(date: str) -> str:
    return date + "-12-31"[3 * (date.count("-")) :] if len(date) < 10 else date


def _first_day(date: str) -> str:
    return {4: f"{date}-01-01", 7: f"{date}-01"}.get(len(date), date)


def _due(review_by: str, day: str) -> bool:
    return review_by != "never" and day >= review_by
