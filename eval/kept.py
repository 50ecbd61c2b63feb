"""Results of models that are kept, one file a model, so that they can be laid side by side."""

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.errors import CorpusError, SettingsError
from assistant.prompts import hashes
from eval.cases import Case
from eval.groundedness import PROMPT as JUDGES_PROMPT
from eval.judging import Row
from eval.metrics import SHOWN, Figure, Group
from eval.modelled import ModelTurn, summary, summary_lines
from eval.report import Figures, cell, percentile, table

FOLDER = Path(__file__).with_name("models")
_LONGEST = 80
"""Characters of a file's name."""


@dataclass(frozen=True)
class Measured:
    """One run of cases by quoting and with a model, as it is kept."""

    cases: Sequence[Case]
    rows: tuple[list[Row], list[Row]]
    """Of quoting and of the model."""
    figures: tuple[Figures, Figures]
    turns: Sequence[ModelTurn]
    circumstances: Mapping[str, Any]
    """As `eval.run.circumstances`, with the hash of the cases."""
    judge: Mapping[str, Any] | None = None
    """As `eval.groundedness.told`."""


def place_of(name: str, folder: Path | None = None) -> Path:
    """The file of a model.

    Raises:
        SettingsError: the name has neither letter nor digit, or another model's result has that file.
    """
    slug = re.sub(r"\W+", "-", name.casefold()).strip("-_")[:_LONGEST]
    if not slug:
        raise SettingsError(f"{name!r} makes no name of a file: give --name a label with letters or digits")
    path = (FOLDER if folder is None else folder) / f"{slug}.json"
    if path.exists() and (held := _read(path)["name"]) != name:
        raise SettingsError(f"{path} holds the result of {held!r}: give --name another label")
    return path


def result(name: str, model: str, measured: Measured) -> dict[str, Any]:
    """What is kept: no text of any answer. `name`: how the model is to be called; `model`: how its endpoint calls it."""
    figures = {
        how: {part: {group: {metric: asdict(each) for metric, each in named.items() if each.n} for group, named in groups.items()}
              for part, groups in held.items()}
        for how, held in zip(("quoted", "model"), measured.figures, strict=True)
    }  # fmt: skip
    return {
        "name": name,
        "model": model,
        "measured": dt.date.today().isoformat(),
        **measured.circumstances,
        "prompts": hashes(),
        "splits": sorted({case.split for case in measured.cases}),
        "whole": list(measured.figures[0])[-1],
        "ids": _ids(measured.cases),
        "figures": figures,
        "latency_ms": {
            how: {"p50": round(percentile([row.ms for row in rows], 0.5), 2), "p95": round(percentile([row.ms for row in rows], 0.95), 2)}
            for how, rows in zip(("quoted", "model"), measured.rows, strict=True)
        },
        "summary": summary(measured.turns),
        "judge": measured.judge,
    }


def keep(path: Path, kept: Mapping[str, Any]) -> None:
    """Write a result, a line for each of its entries."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in kept.items())
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def kept_results(folder: Path | None = None) -> list[dict[str, Any]]:
    """All results that are kept, by name.

    Raises:
        CorpusError: there is none, or one cannot be read.
    """
    place = FOLDER if folder is None else folder
    found = sorted((_read(path) for path in place.glob("*.json")), key=lambda each: str(each["name"]).casefold())
    if not found:
        raise CorpusError(f"{place}: no results are kept; python -m eval run --model NAME --keep keeps one")
    return found


def side_by_side(results: Sequence[Mapping[str, Any]], present: Mapping[str, Any]) -> str:
    """A table of all results: for each model what quoting makes of the same cases, and what the model does.

    `present`: corpus and cases as they are now (`corpus`, `cases`). Figures are of all cases of a run, in both languages if it had both.
    """
    groups = [_groups(each) for each in results]
    lines = [
        ["cases", *(text for each in results for text in (" + ".join(each["splits"]), str(_count(each))))],
        ["measured", *(text for each in results for text in ("", each["measured"]))],
    ]
    for metric in SHOWN:
        figures = [group[how].get(metric.name) for group in groups for how in ("quoted", "model")]
        if any(figures):
            lines.append([metric.label, *(cell(Figure(**each) if each else None, metric) for each in figures)])
    for share in ("p50", "p95"):
        times = (f"{each['latency_ms'][how][share]:.1f}" for each in results for how in ("quoted", "model"))
        lines.append([f"latency {share}, ms", *times])
    told = [dict(summary_lines(each["summary"])) for each in results]
    lines += [[label, *(text for each in told for text in ("", each[label]))] for label in told[0]]
    lines.append(["judged by", *(text for each in results for text in ("", each["judge"]["name"] if each["judge"] else "–"))])
    headings = [text for each in results for text in ("quoted on the same cases", each["name"])]
    return "\n".join([table(["(n)", *headings], lines), *_remarks(results, present)])


def _remarks(results: Iterable[Mapping[str, Any]], present: Mapping[str, Any]) -> list[str]:
    """Why figures may not be comparable with those of a run of today."""
    now = hashes()
    found = []
    for each in results:
        changed = sorted(name for name in {*now, *each["prompts"]} - {JUDGES_PROMPT} if each["prompts"].get(name) != now.get(name))
        if changed:
            found.append(f"{each['name']}: measured with other prompts ({', '.join(changed)})")
        if each["judge"] and each["judge"]["prompt"] != now.get(JUDGES_PROMPT):
            found.append(f"{each['name']}: judged with another prompt")
        found += [f"{each['name']}: measured with other {what}" for what, key in (("cases", "cases"), ("documents", "corpus"))
                  if each[key] != present[key]]  # fmt: skip
    return found


def _groups(kept: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The figures of all cases of a run, of both languages together or of the only one."""
    of_all = {how: kept["figures"][how][kept["whole"]] for how in ("quoted", "model")}
    wanted: Group | str = "both" if "both" in of_all["quoted"] else next(iter(of_all["quoted"]))
    return {how: groups.get(wanted, {}) for how, groups in of_all.items()}


def _ids(cases: Iterable[Case]) -> dict[str, list[str]]:
    """The ids of the cases, those in both languages named once."""
    languages: dict[str, list[str]] = {}
    for case in cases:
        languages.setdefault(case.pair, []).append(case.language)
    held: dict[str, list[str]] = {}
    for pair, said in languages.items():
        held.setdefault("both" if len(said) > 1 else said[0], []).append(pair)
    return held


def _count(kept: Mapping[str, Any]) -> int:
    return sum(len(ids) * (2 if group == "both" else 1) for group, ids in kept["ids"].items())


def _read(path: Path) -> dict[str, Any]:
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CorpusError(f"{path}: no result of a model can be read there; measure it anew with --keep") from error
    needed = {"name", "measured", "prompts", "splits", "whole", "ids", "figures", "latency_ms", "summary", "judge", "cases", "corpus"}
    if not isinstance(loaded, dict) or needed - set(loaded):
        raise CorpusError(f"{path}: this is no result of a model; measure it anew with --keep")
    return loaded
