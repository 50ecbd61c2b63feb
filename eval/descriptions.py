"""What clients do, as they describe it: do the right categories come out, and is it asked when it cannot be decided?

Every third description of a file is held back from tuning: of these, only the totals may be looked at.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.case.categories import Fit
from assistant.case.fitting import Similar, fit, fit_between
from assistant.domain import Language
from assistant.errors import CorpusError
from eval.report import table

FOLDER = Path(__file__).with_name("descriptions")
HELD = 3
"""One description in so many is held back."""


class Description(BaseModel):
    """A description with the categories that it says. With `ask` it cannot be decided before the answer is given."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    text: str = Field(min_length=1)
    expect: tuple[str, ...] = Field(min_length=1)
    ask: tuple[str, ...] = ()
    answer: str = ""
    language: Language
    held: bool

    @property
    def to_be_asked(self) -> bool:
        """Whether the text leaves it open."""
        return bool(self.ask)


@dataclass(frozen=True)
class Judged:
    """What came of a description."""

    description: Description
    found: Fit
    answered: Fit | None
    """After the answer, if it was asked and there is one."""

    @property
    def asked(self) -> bool:
        """Whether the question was put."""
        return not self.found.fitted

    @property
    def first_right(self) -> bool:
        """Whether the best category is one of those expected."""
        return bool(self.found.fitted) and self.found.ids[0] in self.description.expect

    @property
    def exact(self) -> bool:
        """Whether the categories are those expected and no others."""
        return set(self.found.ids) == set(self.description.expect)

    @property
    def answer_right(self) -> bool:
        """Whether the categories after the answer are those expected."""
        return self.answered is not None and set(self.answered.ids) == set(self.description.expect)


def load_descriptions(*, held: bool, folder: Path = FOLDER) -> list[Description]:
    """The descriptions of one part, zh before en. CorpusError says what is wrong with one."""
    found: list[Description] = []
    for language in get_args(Language):
        path = folder / f"{language}.yaml"
        try:
            rows = yaml.safe_load(path.read_text(encoding="utf-8"))
            for number, row in enumerate(rows):
                found.append(Description(**row, language=language, held=number % HELD == HELD - 1))
        except (OSError, yaml.YAMLError, TypeError, ValidationError) as error:
            raise CorpusError(f"{path.name}: {' '.join(str(error).split())}") from error
    return [each for each in found if each.held == held]


def judge(descriptions: Iterable[Description], similar: Similar) -> list[Judged]:
    """Every description through the fitting, and its answer if it is asked."""
    return [_judged(each, similar) for each in descriptions]


def _judged(description: Description, similar: Similar) -> Judged:
    found = fit(description.text, description.language, similar)
    answered = None
    if description.answer and not found.fitted:
        answered = fit_between(description.answer, description.language, similar, found)
    return Judged(description, found, answered)


def figures_table(judged: Sequence[Judged]) -> str:
    """The shares, together and by language."""
    parts = {"all": list(judged)}
    parts |= {language: [each for each in judged if each.description.language == language] for language in get_args(Language)}
    lines = []
    for name, measure in _MEASURES.items():
        lines.append([name, *(_share(*measure(part)) for part in parts.values())])
    return table(["", *parts], lines)


def failures_text(judged: Iterable[Judged]) -> str:
    """Every description that came out wrong: text, what was expected, what was found and why."""
    return "\n\n".join(_failure(each) for each in judged if _wrong(each))


def _wrong(one: Judged) -> bool:
    if one.description.to_be_asked:
        return not one.asked or (one.answered is not None and not one.answer_right)
    return not one.exact


def _failure(one: Judged) -> str:
    expected = one.description.expect
    lines = [f"{one.description.id}  {' '.join(one.description.text.split())}"]
    if one.description.to_be_asked:
        lines.append(f"to be asked: {', '.join(one.description.ask)}")
    last = one.answered or one.found
    lines += [f"answer: {one.description.answer}"] if one.answered else []
    lines.append(f"expected: {', '.join(expected)}")
    lines.append(f"found: {', '.join(last.ids) or 'asks between ' + ', '.join(last.between)}")
    lines += [f"{each.category} {each.score:.2f}: {'; '.join(each.why)} | not: {'; '.join(each.why_not)}" for each in last.fitted]
    return "\n  ".join(lines)


def _share(right: int, of: int) -> str:
    return f"{right / of:.3f} ({right}/{of})" if of else "–"


def _among(wanted: Callable[[Judged], bool], right: Callable[[Judged], bool]) -> Callable[[Sequence[Judged]], tuple[int, int]]:
    def counted(judged: Sequence[Judged]) -> tuple[int, int]:
        chosen = [each for each in judged if wanted(each)]
        return sum(map(right, chosen)), len(chosen)

    return counted


def _decidable(one: Judged) -> bool:
    return not one.description.to_be_asked


def _several(one: Judged) -> bool:
    return _decidable(one) and len(one.description.expect) > 1


_MEASURES = {
    "first right, of what can be decided": _among(_decidable, lambda one: one.first_right),
    "all right and no others": _among(_decidable, lambda one: one.exact),
    "… where it is several": _among(_several, lambda one: one.exact),
    "asked without need": _among(_decidable, lambda one: one.asked),
    "asked when it should": _among(lambda one: one.description.to_be_asked, lambda one: one.asked),
    "right after the answer": _among(lambda one: one.answered is not None, lambda one: one.answer_right),
}
