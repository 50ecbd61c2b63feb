"""The cases: questions in pairs of languages with what a right answer to them must hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.domain import Language
from assistant.errors import CorpusError

CASES = Path(__file__).parent / "cases"

Split = Literal["tune", "test"]
Kind = Literal[
    "fact", "list", "yes_no", "definition", "how_to", "price", "contact", "follow_up", "unanswerable", "mixed", "compare", "ambiguous"
]
"""What form the question has. `ambiguous`: its name stands for several schemes, and a right reply asks which; `compare`: of two."""
Theme = Literal[
    "alias",
    "obsolete-name",
    "ambiguous",
    "abolished",
    "edition",
    "history",
    "validity",
    "who-needs",
    "conditions",
    "authority",
    "steps",
    "documents",
    "costs",
    "compare",
    "combine",
    "conversation",
    "unknown",
]
"""What a case on the certification schemes is about. A case without one is about the firm's page."""
Part = Literal["page", "schemes"]
"""The two parts of the cases: on the firm's page alone, and on the certification schemes."""
Verdict = Literal["yes", "no"]


@dataclass(frozen=True)
class Case:
    """One conversation in one language, of which the last turn is measured."""

    pair: str
    """Id it shares with the same question in the other language."""
    language: Language
    split: Split
    kind: Kind
    turns: tuple[str, ...]
    refuse: bool
    """The corpus does not answer it: a right reply says so."""
    verdict: Verdict | None
    """What the answer must begin with."""
    support: tuple[str, ...]
    """Verbatim snippets of the sentences that answer it, in the language of `support_language`."""
    support_language: Language
    original_support: tuple[str, ...]
    """The same in Chinese, the language that the corpus was written in."""
    facts: tuple[tuple[str, ...], ...]
    """Key facts; of each, the wordings of which one must be in the answer."""
    forbid: tuple[str, ...]
    theme: Theme | None = None
    schemes: tuple[str, ...] = ()
    """Ids of the certification schemes of which one must be cited."""

    @property
    def part(self) -> Part:
        """The part of the cases that it belongs to."""
        return "page" if self.theme is None else "schemes"

    @property
    def question(self) -> str:
        """The turn that is measured."""
        return self.turns[-1]


class _Texts(BaseModel):
    model_config = ConfigDict(extra="forbid")
    zh: list[str] = Field(default_factory=list)
    en: list[str] = Field(default_factory=list)

    def of(self, language: Language) -> list[str]:
        return self.zh if language == "zh" else self.en


class _Facts(BaseModel):
    model_config = ConfigDict(extra="forbid")
    zh: list[list[str]] = Field(default_factory=list)
    en: list[list[str]] = Field(default_factory=list)

    def of(self, language: Language) -> list[list[str]]:
        return self.zh if language == "zh" else self.en


class _Row(BaseModel):
    """One entry of a file of cases."""

    model_config = ConfigDict(extra="forbid")
    id: str = Field(min_length=1)
    split: Split
    kind: Kind
    zh: list[str] = Field(default_factory=list)
    en: list[str] = Field(default_factory=list)
    refuse: bool
    verdict: Verdict | None = None
    support: _Texts = Field(default_factory=_Texts)
    facts: _Facts = Field(default_factory=_Facts)
    forbid: _Texts = Field(default_factory=_Texts)
    theme: Theme | None = None
    schemes: list[Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _verdict_as_word(cls, row: object) -> object:
        """YAML reads a bare `yes` or `no` as a truth value."""
        if isinstance(row, dict) and isinstance(row.get("verdict"), bool):
            return {**row, "verdict": "yes" if row["verdict"] else "no"}
        return row

    @model_validator(mode="after")
    def _schemes_where_due(self) -> "_Row":
        if self.refuse and self.schemes:
            raise ValueError("a question to refuse has no schemes")
        if self.schemes and not self.theme:
            raise ValueError("a case with schemes needs a theme")
        if self.theme and not (self.schemes or self.refuse or self.kind == "ambiguous"):
            raise ValueError("a case with a theme needs schemes")
        return self

    @model_validator(mode="after")
    def _consistent(self) -> "_Row":
        if not self.zh and not self.en:
            raise ValueError("it asks in neither language")
        if self.kind == "unanswerable" and not self.refuse:
            raise ValueError("kind is unanswerable, but refuse is false")
        if self.refuse and self.verdict:
            raise ValueError("a question to refuse has no verdict")
        if self.kind == "yes_no" and not self.refuse and not self.verdict:
            raise ValueError("a yes_no question needs a verdict")
        for language in get_args(Language):
            turns: list[str] = self.zh if language == "zh" else self.en
            facts = self.facts.of(language)
            if turns and not self.refuse and not facts:
                raise ValueError(f"no key facts in {language}")
            if any(not turn.strip() for turn in turns) or any(not fact for fact in facts):
                raise ValueError(f"an empty turn or fact in {language}")
        return self


def load_cases(
    folder: Path = CASES, *, splits: Iterable[Split] = ("tune", "test"), language: Language | None = None, part: Part | None = None
) -> list[Case]:
    """The cases of all `*.yaml` files in the folder, in the order of the files, zh before en.

    Raises:
        CorpusError: there is no case, or an entry has a field that is missing, unknown or contradicts another one;
            the text names file and case.
    """
    rows: dict[str, _Row] = {}
    for path in sorted(folder.glob("*.yaml")):
        for row in _rows_of(path):
            if row.id in rows:
                raise CorpusError(f"{path.name}: case {row.id}: the id is taken twice")
            rows[row.id] = row
    if not rows:
        raise CorpusError(f"{folder}: there are no cases; write one in {folder / 'page.yaml'}")
    wanted: tuple[Language, ...] = get_args(Language) if language is None else (language,)
    chosen = frozenset(splits)
    cases = [case for row in rows.values() if row.split in chosen for case in _cases_of(row, wanted)]
    return [case for case in cases if part in (None, case.part)]


def _rows_of(path: Path) -> list[_Row]:
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path.name}: this is no YAML in UTF-8: {error}") from error
    entries = loaded.get("cases") if isinstance(loaded, dict) else None
    if not isinstance(entries, list):
        raise CorpusError(f"{path.name}: there is no list under `cases:`")
    return [_row_of(path, entry, place) for place, entry in enumerate(entries, start=1)]


def _row_of(path: Path, entry: object, place: int) -> _Row:
    named = entry.get("id") if isinstance(entry, dict) else None
    try:
        return _Row.model_validate(entry)
    except ValidationError as error:
        problems = "; ".join(" ".join(filter(None, (".".join(str(part) for part in each["loc"]), each["msg"]))) for each in error.errors())
        raise CorpusError(f"{path.name}: case {named or f'number {place}'}: {problems}") from error


def _cases_of(row: _Row, languages: Iterable[Language]) -> list[Case]:
    return [_case_of(row, language) for language in languages if (row.zh if language == "zh" else row.en)]


def _case_of(row: _Row, language: Language) -> Case:
    own = row.support.of(language)
    return Case(
        pair=row.id,
        language=language,
        split=row.split,
        kind=row.kind,
        turns=tuple(row.zh if language == "zh" else row.en),
        refuse=row.refuse,
        verdict=row.verdict,
        support=tuple(own or row.support.zh),
        support_language=language if own else "zh",
        original_support=tuple(row.support.zh),
        facts=tuple(tuple(fact) for fact in row.facts.of(language)),
        forbid=tuple(row.forbid.of(language)),
        theme=row.theme,
        schemes=tuple(row.schemes),
    )
