"""Rows by what they are about, and each one that is not right."""

from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

from assistant.domain import Language
from eval.cases import Theme
from eval.judging import Row
from eval.metrics import METRICS, figure_of
from eval.report import table

_SHOWN = 300
"""Characters of an answer that a listing shows."""
_COLUMNS: Mapping[str, str] = {"key_facts": "facts right", "scheme_found": "scheme found", "refused": "refused"}


def theme_table(rows: Sequence[Row]) -> str:
    """Facts right, scheme found and share refused by theme and language; a case of the page goes by its kind."""
    languages = [language for language in get_args(Language) if any(row.language == language for row in rows)]
    named = {row.theme or f"page: {row.kind}" for row in rows}
    order = [*(theme for theme in get_args(Theme) if theme in named), *sorted(named - set(get_args(Theme)))]
    lines = []
    for name in [*order, "together"]:
        held = [row for row in rows if name in ("together", row.theme or f"page: {row.kind}")]
        lines.append([name, *(cell for language in languages for cell in _cells(held, language))])
    headings = [f"{language} {column}" for language in languages for column in ("n", *_COLUMNS.values())]
    return table(["theme", *headings], lines)


def _cells(rows: Iterable[Row], language: Language) -> list[str]:
    own = [row for row in rows if row.language == language]
    refused = f"{sum(row.refused for row in own) / len(own):.3f}" if own else "–"
    measures = [metric for metric in METRICS if metric.name in _COLUMNS]
    values = {metric.name: figure_of(metric, own).value for metric in measures}
    shown = {name: "–" if value is None else f"{value:.3f}" for name, value in values.items()} | {"refused": refused}
    return [str(len(own)), *(shown[name] for name in _COLUMNS)]


def failures_text(rows: Iterable[Row]) -> str:
    """Every row that is not right: questions, what is the matter, the answer and its citations."""
    return "\n\n".join(_failure(row) for row in rows if not row.right)


def _failure(row: Row) -> str:
    about = ", ".join(each for each in (row.split, row.theme, row.kind) if each)
    answer = " ".join(row.answer.split())
    lines = [
        *(f"Q  {turn}" for turn in row.turns),
        *(f"!  {fault}" for fault in _faults(row)),
        f"A  {answer if len(answer) <= _SHOWN else answer[:_SHOWN] + '…'}",
        *(f"C  {citation}" for citation in row.citations),
    ]
    return "\n  ".join([f"{row.pair} {row.language} [{about}]", *lines])


def _faults(row: Row) -> Iterable[str]:
    refusal = "refused, though it can be answered" if row.refused else "answered, though it cannot be"
    faults = {
        "ended in an error": row.failed,
        refusal: row.refused != row.refuse,
        "does not ask which one is meant": row.asked_back is False,
        f"cites none of: {' · '.join(row.schemes)}": row.scheme_found is False,
        "supporting sentences are not among the first five passages": row.found is False,
        "supporting sentences are not among the first five passages of the other language": row.found_across is False,
        f"lacks: {' · '.join(row.missing)}": row.missing,
        f"must not hold: {' · '.join(row.forbidden)}": row.forbidden,
        "does not say that it is abolished or replaced": row.called_over is False and not row.forbidden,
        f"not supported by what it cites: {' · '.join(row.unsupported)}": row.unsupported,
        "in the wrong language": not row.language_right,
        "does not begin with the right yes or no": row.verdict_right is False,
    }
    return (fault for fault, found in faults.items() if found)
