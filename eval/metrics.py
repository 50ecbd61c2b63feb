"""What is measured of one answer, and the figures over many. Code only: no model judges."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from assistant.domain import Answer, Evidence, Language, Passage
from eval.cases import Case
from eval.support import is_supported, statements_of
from eval.wording import is_in_script, spaced, squeezed, verdict_of

Original = Callable[[Passage], str | None]
"""Gives the text of the section that a translated passage renders, None for a passage that renders nothing."""
Group = Literal["zh", "en", "both"]


@dataclass(frozen=True)
class Row:
    """One case and what became of it. None stands for: not measured in this case."""

    pair: str
    language: Language
    split: str
    kind: str
    question: str
    answer: str
    refused: bool
    failed: bool
    """There was no answer but an error."""
    refuse: bool
    found: bool | None
    """All supporting sentences are among the first five passages."""
    found_across: bool | None
    """The same when only passages of the other language are searched."""
    missing: tuple[str, ...]
    """First wordings of the key facts that the answer lacks."""
    facts: int
    """Number of key facts asked for; 0 where the answer is a refusal by right."""
    forbidden: tuple[str, ...]
    """Strings the answer must not hold, but does."""
    forbids: bool
    statements: int
    unsupported: tuple[str, ...]
    language_right: bool
    verdict_right: bool | None
    anchors: frozenset[str] = field(default_factory=frozenset)
    """Sections cited."""
    ms: float = 0.0

    @property
    def fact_share(self) -> float | None:
        """Share of the key facts that the answer holds."""
        return None if not self.facts else 1 - len(self.missing) / self.facts

    @property
    def right(self) -> bool:
        """Nothing is wrong with this row."""
        judged = (self.found, self.found_across, self.verdict_right, self.language_right)
        flaws = (self.missing, self.forbidden, self.unsupported)
        return False not in judged and not any(flaws) and not self.failed and self.refused == self.refuse


@dataclass(frozen=True)
class Figure:
    """A measured share and the number of things it was measured on; None without any."""

    value: float | None
    n: int


@dataclass(frozen=True)
class Metric:
    """A figure of a group of rows: the sum of `parts` over the sum of `wholes`, over the rows where it applies."""

    name: str
    label: str
    of: Callable[[Row], tuple[float, int] | None]
    """Part and whole of one row; None where it does not apply."""
    higher_is_better: bool = True


def _whether(value: bool | None) -> tuple[float, int] | None:
    return None if value is None else (float(value), 1)


def _facts(row: Row) -> tuple[float, int] | None:
    share = row.fact_share
    return None if share is None else (share, 1)


METRICS = (
    Metric("recall_at_5", "recall@5 of supporting sentences", lambda row: _whether(row.found)),
    Metric("recall_at_5_across", "recall@5 across languages", lambda row: _whether(row.found_across)),
    Metric("key_facts", "key facts found, mean share", _facts),
    Metric("key_facts_all", "answers with all key facts", lambda row: _whether(not row.missing) if row.facts else None),
    Metric(
        "nothing_forbidden",
        "free of forbidden strings",
        lambda row: _whether(not row.forbidden) if row.forbids else None,
    ),
    Metric(
        "citations_support",
        "statements that their citation supports",
        lambda row: (row.statements - len(row.unsupported), row.statements) if row.statements else None,
    ),
    Metric(
        "refusal_right",
        "refused, of what cannot be answered",
        lambda row: _whether(row.refused) if row.refuse else None,
    ),
    Metric(
        "false_refusals",
        "refused, of what can be answered",
        lambda row: None if row.refuse else _whether(row.refused),
        higher_is_better=False,
    ),
    Metric("language_right", "in the language of the question", lambda row: _whether(row.language_right)),
    Metric("verdict_right", "right yes or no first", lambda row: _whether(row.verdict_right)),
    Metric("failed", "turns that ended in an error", lambda row: _whether(row.failed), higher_is_better=False),
)
PARITY = Metric("parity", "pairs alike in zh and en", lambda row: None)
"""Measured on pairs of rows, by `parity_of`."""


def figures_of(rows: Sequence[Row]) -> dict[Group, dict[str, Figure]]:
    """All figures by group and metric. A group without rows is left out; `both` needs rows in both languages."""
    languages: list[Group] = [language for language in ("zh", "en") if any(row.language == language for row in rows)]
    groups: dict[Group, Sequence[Row]] = {g: [row for row in rows if row.language == g] for g in languages}
    if len(languages) == 2:
        groups["both"] = rows
    figures = {group: {metric.name: _figure(metric, chosen) for metric in METRICS} for group, chosen in groups.items()}
    if "both" in figures:
        figures["both"][PARITY.name] = parity_of(rows)
    return figures


def parity_of(rows: Iterable[Row]) -> Figure:
    """Share of pairs with the same refusal, the same outcome on key facts, and a section that both cite.

    Pairs of which one language is missing are left out. Where neither cites anything, nothing need be shared.
    """
    pairs: dict[str, list[Row]] = {}
    for row in rows:
        pairs.setdefault(row.pair, []).append(row)
    alike = [_alike(*pair) for pair in pairs.values() if len(pair) == 2]
    return Figure(sum(alike) / len(alike) if alike else None, len(alike))


def _alike(one: Row, other: Row) -> bool:
    shared = bool(one.anchors & other.anchors) or not (one.anchors or other.anchors)
    return one.refused == other.refused and bool(one.missing) == bool(other.missing) and shared


def _figure(metric: Metric, rows: Sequence[Row]) -> Figure:
    measured = [found for row in rows if (found := metric.of(row)) is not None]
    whole = sum(whole for _, whole in measured)
    return Figure(round(sum(part for part, _ in measured) / whole, 4) if whole else None, whole)


def holds_support(snippets: Sequence[str], language: Language, evidence: Sequence[Evidence], original: Original, k: int = 5) -> bool | None:
    """Whether every snippet stands in one of the first k passages, or in the section such a passage renders.

    Compared as `squeezed`. None without snippets.
    """
    if not snippets:
        return None
    texts = [text for found in evidence[:k] for text in _texts_of(found.passage, language, original)]
    return all(any(squeezed(snippet) in text for text in texts) for snippet in snippets)


def _texts_of(passage: Passage, language: Language, original: Original) -> list[str]:
    if passage.document.language == language:
        return [squeezed(passage.text)]
    rendered = original(passage)
    return [] if rendered is None else [squeezed(rendered)]


def missing_facts(answer: str, facts: Iterable[Sequence[str]], language: Language) -> tuple[str, ...]:
    """The first wording of every key fact of which the answer has no wording."""
    folded = squeezed if language == "zh" else spaced
    text = folded(answer)
    return tuple(fact[0] for fact in facts if not any(folded(wording) in text for wording in fact))


def in_language(answer: Answer, language: Language) -> bool:
    """The answer is declared to be in the language, and its script agrees."""
    return answer.language == language and is_in_script(answer.text, language)


def judge(
    case: Case,
    answer: Answer | None,
    *,
    found: bool | None,
    found_across: bool | None,
    anchors: Iterable[str] = (),
    ms: float = 0.0,
) -> Row:
    """Measure one answer, None if the turn failed."""
    text = answer.text if answer else ""
    refused = bool(answer and answer.refused)
    statements = statements_of(answer) if answer and not refused else []
    folded = squeezed(text)
    return Row(
        pair=case.pair,
        language=case.language,
        split=case.split,
        kind=case.kind,
        question=case.question,
        answer=text,
        refused=refused,
        failed=answer is None,
        refuse=case.refuse,
        found=None if case.refuse else found,
        found_across=None if case.refuse else found_across,
        missing=() if case.refuse else missing_facts("" if refused else text, case.facts, case.language),
        facts=0 if case.refuse else len(case.facts),
        forbidden=tuple(each for each in case.forbid if squeezed(each) in folded),
        forbids=bool(case.forbid),
        statements=len(statements),
        unsupported=tuple(each.text for each in statements if answer and not is_supported(each, answer.citations)),
        language_right=answer is not None and in_language(answer, case.language),
        verdict_right=_verdict_right(case, answer),
        anchors=frozenset(anchors),
        ms=round(ms, 2),
    )


def _verdict_right(case: Case, answer: Answer | None) -> bool | None:
    if case.verdict is None:
        return None
    return answer is not None and not answer.refused and verdict_of(answer.text, case.language) == case.verdict
