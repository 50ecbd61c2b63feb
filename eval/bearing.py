"""Does code tell what passages bear out from what they do not? Answers worded freely from passages, and sentences beside them.

The answers say what their passages say, in other words: what is taken out of them is lost. The other sentences are wrong in six
ways: what is let through of them would reach a reader. Of the part held back from tuning, only the totals may be looked at.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.answer.scrutiny import Scrutiny, plain_text
from assistant.domain import Document, Evidence, Language, Passage
from assistant.errors import CorpusError
from eval.report import table

FOLDER = Path(__file__).with_name("bearing")
How = Literal["added", "linked", "turned", "firmer", "general", "figure"]
"""How a sentence is wrong: a detail stands nowhere; two facts are linked that have nothing to do with each other; it is turned
round; it is put more firmly or more broadly; it is general knowledge of the field; its figure is another one."""


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Shown(_Row):
    """A passage as a model is shown it."""

    key: str
    title: str
    section: str
    text: str


class Unsupported(_Row):
    """A sentence that the passages do not bear out, with the key that it cites."""

    says: str = Field(min_length=1)
    how: How


class Sample(_Row):
    """A question with passages, an answer that they bear out, if they answer at all, and sentences that they do not."""

    id: str
    language: Language
    held: bool = False
    question: str
    evidence: tuple[Shown, ...] = Field(min_length=1)
    answer: str = ""
    unsupported: tuple[Unsupported, ...] = ()


@dataclass(frozen=True)
class Judged:
    """What code made of a sample."""

    sample: Sample
    sentences: int
    removed: tuple[str, ...]
    """Sentences of the answer that were taken out, with the reason in front."""
    quoted: tuple[str, ...]
    """Sentences of the answer in whose place the passage's own words stand, likewise."""
    stands: bool
    """Whether the answer, or what is left of it, may be shown."""
    let_through: tuple[Unsupported, ...]


def load_samples(folder: Path = FOLDER) -> list[Sample]:
    """All samples, zh before en. CorpusError says what is wrong with one."""
    found: list[Sample] = []
    for language in get_args(Language):
        path = folder / f"{language}.yaml"
        try:
            rows = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
            found += [Sample(language=language, **row) for row in rows]
        except (OSError, yaml.YAMLError, TypeError, ValidationError) as error:
            raise CorpusError(f"{path.name}: {' '.join(str(error).split())}") from error
    return found


def judge(samples: Iterable[Sample]) -> list[Judged]:
    """Every answer and every other sentence through `assistant.answer.scrutiny`."""
    return [_judged(sample) for sample in samples]


def _judged(sample: Sample) -> Judged:
    answer = Scrutiny(sample.language, _evidence(sample), question=sample.question)
    stands = bool(answer.read(plain_text(sample.answer)))
    let = [one for one in sample.unsupported if _is_let_through(sample, one)]
    return Judged(sample, answer.whole, tuple(answer.removed), tuple(answer.quoted), stands, tuple(let))


def _is_let_through(sample: Sample, one: Unsupported) -> bool:
    scrutiny = Scrutiny(sample.language, _evidence(sample))
    scrutiny.read(plain_text(one.says))
    return not (scrutiny.removed or scrutiny.quoted)


def _evidence(sample: Sample) -> dict[str, Evidence]:
    return {
        one.key: Evidence(
            one.key,
            Passage(one.key, Document(one.title, one.title, sample.language), (one.section,), None, 0, one.text),
            1.0,
            1.0,
            0.0,
        )
        for one in sample.evidence
    }


def figures_table(judged: Sequence[Judged]) -> str:
    """The shares by language, and of what was let through, by how it is wrong."""
    parts = {"all": list(judged)}
    parts |= {language: [one for one in judged if one.sample.language == language] for language in get_args(Language)}
    answered = {name: [one for one in part if one.sample.answer] for name, part in parts.items()}
    whole = {name: sum(one.sentences for one in part) for name, part in answered.items()}

    def row(name: str, counted: Callable[[Judged], int], of: dict[str, int]) -> list[str]:
        return [name, *(_share(sum(map(counted, answered[part])), of[part]) for part in parts)]

    number = {name: len(part) for name, part in answered.items()}
    lines = [
        row("answers kept whole", lambda one: not (one.removed or one.quoted), number),
        row("answers that may be shown", lambda one: one.stands, number),
        row("their sentences kept", lambda one: one.sentences - len(one.removed) - len(one.quoted), whole),
        row("… quoted instead", lambda one: len(one.quoted), whole),
        row("… taken out", lambda one: len(one.removed), whole),
    ]
    for how in (None, *get_args(How)):
        name = f"… {how}" if how else "unsupported, let through"
        lines.append([name, *(_share(_let(part, how), _of(part, how)) for part in parts.values())])
    return table(["", *parts], lines)


def failures_text(judged: Iterable[Judged]) -> str:
    """What was taken out of right answers, and what was let through."""
    lines = []
    for one in judged:
        lines += [f"{one.sample.id} taken out, {removed}" for removed in one.removed]
        lines += [f"{one.sample.id} quoted instead, {quoted}" for quoted in one.quoted]
        lines += [f"{one.sample.id} let through, {each.how}: {each.says}" for each in one.let_through]
    return "\n".join(lines)


def _let(part: Sequence[Judged], how: How | None) -> int:
    return sum(how in (None, each.how) for one in part for each in one.let_through)


def _of(part: Sequence[Judged], how: How | None) -> int:
    return sum(how in (None, each.how) for one in part for each in one.sample.unsupported)


def _share(right: int, of: int) -> str:
    return f"{right / of:.3f} ({right}/{of})" if of else "–"
