"""Figures as a table, as JSON, and against the committed baseline."""

import json
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

import yaml

from assistant.errors import CorpusError
from eval.cases import Part
from eval.judging import Row
from eval.metrics import SHOWN, Figure, Group, Metric

BASELINE = Path(__file__).with_name("baseline.json")
TARGETS = Path(__file__).with_name("targets.yaml")

Figures = Mapping[str, Mapping[Group, Mapping[str, Figure]]]
"""By part (`tune`, `test`, `all`, `test schemes` and so on), group and metric."""
_ROUNDING = 5e-5
"""Baselines are kept to four places."""


def divided(rows: Sequence[Row], part: Part | None = None) -> dict[str, list[Row]]:
    """The rows of each split, and of `all` when there are several; each on the page, on the schemes and together.

    `part`: the rows are of one part only. Where that is so by chance, they go by the split alone.
    """
    splits = sorted({row.split for row in rows})
    whole = {split: [row for row in rows if row.split == split] for split in splits}
    if len(splits) > 1:
        whole["all"] = list(rows)
    if part:
        return {f"{split} {part}": held for split, held in whole.items()}
    found: dict[str, list[Row]] = {}
    for split, held in whole.items():
        halves = {half: [row for row in held if row.part == half] for half in get_args(Part)}
        if all(halves.values()):
            found.update({f"{split} {half}": of_half for half, of_half in halves.items()})
        found[split] = held
    return found


def targets() -> dict[str, Any]:
    """The figures to reach, by metric."""
    loaded: dict[str, Any] = yaml.safe_load(TARGETS.read_text(encoding="utf-8"))
    return loaded


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the values lies (nearest rank); 0 without values."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))] if ranked else 0.0


def table(headings: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Columns aligned by width: the first to the left, the others to the right."""
    body = [list(headings), *([str(cell) for cell in line] for line in lines)]
    widths = [max(len(line[column]) for line in body) for column in range(len(headings))]
    body.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width) for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in body
    )


def figures_table(title: str, figures: Mapping[Group, Mapping[str, Figure]], rows: Sequence[Row]) -> str:
    """The figures of some rows, a line a metric that applies, with what is to be reached; `<` marks what falls short."""
    goals = targets()
    groups = list(figures)
    lines = []
    for metric in SHOWN:
        measured = [figures[group].get(metric.name) for group in groups]
        if not any(figure and figure.n for figure in measured):
            continue
        cells = [cell(figure, metric) for figure in measured]
        goal = goals.get(metric.name)
        sign = "≥" if metric.higher_is_better else "≤"
        form = ".0f" if metric.counted else ".2f"
        reach = "" if goal is None else " / ".join(f"{sign} {value:{form}} {group}" for group, value in goal.items())
        short = goal is not None and any(
            _worse(figures[group].get(metric.name), goal[group], metric.higher_is_better) for group in groups if group in goal
        )
        lines.append([metric.label, *cells, reach, "<" if short else ""])
    for name, share in (("p50", 0.5), ("p95", 0.95)):
        timed = [[row.ms for row in rows if group in ("both", row.language)] for group in groups]
        lines.append([f"latency {name}, ms", *(f"{percentile(values, share):.1f} ({len(values)})" for values in timed), "", ""])
    return table([f"{title} (n)", *groups, "to reach", ""], lines)


def result_json(rows: Sequence[Row], figures: Figures, circumstances: Mapping[str, Any]) -> dict[str, Any]:
    """Everything about a run, fit for `json.dumps`."""
    return {
        **circumstances,
        "figures": {
            split: {group: {name: asdict(figure) for name, figure in named.items()} for group, named in groups.items()}
            for split, groups in figures.items()
        },
        "latency_ms": {
            "p50": round(percentile([row.ms for row in rows], 0.5), 2),
            "p95": round(percentile([row.ms for row in rows], 0.95), 2),
            "mean": round(statistics.fmean(row.ms for row in rows), 2) if rows else 0.0,
        },
        "rows": [{**asdict(row), "anchors": sorted(row.anchors), "cited": sorted(row.cited), "right": row.right} for row in rows],
    }


def write_baseline(path: Path, figures: Figures, circumstances: Mapping[str, Any]) -> None:
    """Keep these figures as the ones not to fall below; splits and groups that were not measured keep theirs."""
    kept = read_baseline(path) if path.exists() else {}
    merged: dict[str, dict[str, dict[str, float | None]]] = dict(kept.get("figures", {}))
    for split, groups in figures.items():
        measured = {str(group): {name: each.value for name, each in named.items()} for group, named in groups.items()}
        merged[split] = {**merged.get(split, {}), **measured}
    text = json.dumps({**circumstances, "figures": merged}, ensure_ascii=False, indent=2, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


def read_baseline(path: Path) -> dict[str, Any]:
    """A baseline as `write_baseline` wrote it.

    Raises:
        CorpusError: there is none at the path, or it cannot be read.
    """
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CorpusError(f"{path}: no baseline can be read there; write one with --write-baseline") from error
    if not isinstance(loaded, dict) or not isinstance(loaded.get("figures"), dict):
        raise CorpusError(f"{path}: this is no baseline; write one with --write-baseline")
    return loaded


def below_baseline(figures: Figures, baseline: Mapping[str, Any]) -> list[str]:
    """One line for every figure that is worse than in the baseline, or that is no longer measured.

    Splits and groups are compared that are in both.
    """
    worse = []
    for split, groups in figures.items():
        for group, named in groups.items():
            kept = baseline["figures"].get(split, {}).get(group, {})
            for metric in SHOWN:
                before = kept.get(metric.name)
                now = named.get(metric.name)
                if before is not None and (now is None or now.value is None or _worse(now, before, metric.higher_is_better)):
                    worse.append(f"{split} {group} {metric.name}: {cell(now, metric)}, was {before:.4f}")
    return worse


def _worse(figure: Figure | None, bound: float, higher_is_better: bool) -> bool:
    if figure is None or figure.value is None:
        return False
    short = bound - figure.value if higher_is_better else figure.value - bound
    return short > _ROUNDING


def cell(figure: Figure | None, metric: Metric) -> str:
    """A figure with the number that it was measured on; a dash without one."""
    if figure is None or figure.value is None:
        return "–"
    return f"{figure.value:.0f} ({figure.n})" if metric.counted else f"{figure.value:.3f} ({figure.n})"
