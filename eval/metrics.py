"""The figures over many judged answers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from eval.judging import Row
from eval.verdicts import Verdict

Group = Literal["zh", "en", "both"]
_NAMES = ("alias", "obsolete-name")
"""Themes of the cases that call a scheme by another name than the documents do."""


@dataclass(frozen=True)
class Figure:
    """A measured share, or number, and how many it was measured on; None without any."""

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
    counted: bool = False
    """The figure is the sum of parts itself."""


def _whether(value: bool | None) -> tuple[float, int] | None:
    return None if value is None else (float(value), 1)


def _facts(row: Row) -> tuple[float, int] | None:
    share = row.fact_share
    return None if share is None else (share, 1)


METRICS = (
    Metric("recall_at_5", "recall@5 of supporting sentences", lambda row: _whether(row.found)),
    Metric("recall_at_5_across", "recall@5 across languages", lambda row: _whether(row.found_across)),
    Metric("scheme_found", "cites a scheme that is meant", lambda row: _whether(row.scheme_found)),
    Metric(
        "scheme_found_by_name",
        "the same, of other and former names",
        lambda row: _whether(row.scheme_found) if row.theme in _NAMES else None,
    ),
    Metric("key_facts", "key facts found, mean share", _facts),
    Metric("key_facts_all", "answers with all key facts", lambda row: _whether(not row.missing) if row.facts else None),
    Metric(
        "nothing_forbidden",
        "free of forbidden strings",
        lambda row: _whether(not row.forbidden) if row.forbids else None,
    ),
    Metric(
        "abolished_as_obtainable",
        "abolished, but not said to be",
        lambda row: None if row.called_over is None else _whether(not row.called_over),
        higher_is_better=False,
        counted=True,
    ),
    Metric(
        "citations_support",
        "statements that their citation supports",
        lambda row: (row.statements - len(row.unsupported), row.statements) if row.statements else None,
    ),
    Metric("asked_back", "asked which one is meant", lambda row: _whether(row.asked_back)),
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


def _share_judged(verdict: Verdict) -> Callable[[Row], tuple[float, int] | None]:
    return lambda row: (sum(each.verdict == verdict for each in row.judged), len(row.judged)) if row.judged else None


JUDGED = (
    Metric("judged_supported", "judge: sentence is supported", _share_judged("supported")),
    Metric("judged_partly", "judge: partly", _share_judged("partly"), higher_is_better=False),
    Metric("judged_not_supported", "judge: not supported", _share_judged("not supported"), higher_is_better=False),
    Metric("judged_without_verdict", "judge: no verdict", _share_judged("no verdict"), higher_is_better=False),
)
"""Shares of all sentences of the answers that a judge was asked about; together 1. Measured only where there was a judge."""
PARITY = Metric("parity", "pairs alike in zh and en", lambda row: None)
"""Measured on pairs of rows, by `parity_of`."""
SHOWN = (*METRICS, PARITY, *JUDGED)
"""All, in the order of the tables."""


def figures_of(rows: Sequence[Row]) -> dict[Group, dict[str, Figure]]:
    """All figures by group and metric. A group without rows is left out; `both` needs rows in both languages."""
    languages: list[Group] = [language for language in ("zh", "en") if any(row.language == language for row in rows)]
    groups: dict[Group, Sequence[Row]] = {g: [row for row in rows if row.language == g] for g in languages}
    if len(languages) == 2:
        groups["both"] = rows
    metrics = (*METRICS, *JUDGED) if any(row.judged for row in rows) else METRICS
    figures = {group: {metric.name: figure_of(metric, chosen) for metric in metrics} for group, chosen in groups.items()}
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


def figure_of(metric: Metric, rows: Iterable[Row]) -> Figure:
    """The figure of the rows to which the metric applies."""
    measured = [found for row in rows if (found := metric.of(row)) is not None]
    whole = sum(whole for _, whole in measured)
    part = sum(part for part, _ in measured)
    return Figure((part if metric.counted else round(part / whole, 4)) if whole else None, whole)
