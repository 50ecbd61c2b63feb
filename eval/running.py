"""`python -m eval run`: the cases by quoting, and beside it with a chat model; judged by code, and by a model if one is named."""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.domain import Answer
from eval import groundedness, kept, listing, modelled, report, run
from eval.cases import CASES, Case
from eval.groundedness import Claims, Judge
from eval.judging import Row
from eval.metrics import figures_of
from eval.options import check_run, chosen_cases, progress
from eval.picking import limited


@dataclass
class _Heard:
    """What the answers to the cases say; nothing is noted when nobody judges."""

    judge: Judge | None
    claims: dict[groundedness.Case, Claims] = field(default_factory=dict)

    def __call__(self, case: Case, answer: Answer | None) -> None:
        found = groundedness.claims_of(case.question, answer) if self.judge else None
        if found:
            self.claims[case.pair, case.language] = found


def run_command(chosen: argparse.Namespace) -> int:
    """Exit code: 1 below the baseline, or when a model's words hold a figure from nowhere."""
    check_run(chosen)
    cases = limited(chosen_cases(chosen, chosen.groups), chosen.limit_cases)
    judge = groundedness.judge_named(chosen.judge, chosen.judge_base_url) if chosen.judge else None
    return _run_beside(chosen, cases, judge) if chosen.model else _run_quoting(chosen, cases, judge)


def _run_quoting(chosen: argparse.Namespace, cases: Sequence[Case], judge: Judge | None) -> int:
    heard = _Heard(judge)
    with run.open_door() as door:
        rows = run.run_cases(door, cases, progress, heard)
    (rows,), said = _judged(chosen, judge, [(rows, heard)])
    circumstances = {"cases": run.hash_of_folder(chosen.cases), **run.circumstances()}
    parts = report.divided(rows, chosen.groups)
    figures = {name: figures_of(held) for name, held in parts.items()}
    _print_failures(chosen, rows)
    print(listing.theme_table(rows), end="\n\n")
    for name, held in parts.items():
        print(report.figures_table(name, figures[name], held), end="\n\n")
    _print_judge(said)
    if chosen.out:
        _write(chosen.out, report.result_json(rows, figures, circumstances) | _of_judge(said))
    return _compare(chosen, figures, circumstances)


def _compare(chosen: argparse.Namespace, figures: report.Figures, circumstances: Mapping[str, Any]) -> int:
    baseline = chosen.against or report.BASELINE
    if chosen.write_baseline:
        report.write_baseline(baseline, figures, circumstances)
        print(f"baseline written: {baseline}")
        return 0
    if chosen.against is None and (chosen.cases != CASES or chosen.limit_cases or not baseline.exists()):
        print("compared with no baseline; name one with --against, or write it with --write-baseline")
        return 0
    worse = report.below_baseline(figures, report.read_baseline(baseline))
    print("\n".join([f"below {baseline}:", *worse]) if worse else f"nothing below {baseline}")
    return 1 if worse else 0


def _run_beside(chosen: argparse.Namespace, cases: Sequence[Case], judge: Judge | None) -> int:
    chat = modelled.model_named(chosen.model, chosen.base_url)
    name = chosen.name or chat.name
    place = kept.place_of(name) if chosen.keep else None
    heard = _Heard(judge), _Heard(judge)
    with run.open_door() as door:
        quoted = run.run_cases(door, cases, progress, heard[0])
    with run.open_model_door(chat) as door:
        rows, turns = modelled.run_with_model(door, cases, progress, heard[1])
    (quoted, rows), said = _judged(chosen, judge, [(quoted, heard[0]), (rows, heard[1])])
    parts = [report.divided(held, chosen.groups) for held in (quoted, rows)]
    figures = [{part: figures_of(held) for part, held in divided.items()} for divided in parts]
    _print_failures(chosen, rows)
    for part in parts[0]:
        print(modelled.beside(part, figures[0][part], figures[1][part], (parts[0][part], parts[1][part])), end="\n\n")
    print(modelled.summary_text(name, turns))
    _print_judge(said)
    circumstances = {"cases": run.hash_of_folder(chosen.cases), **run.circumstances()}
    if chosen.out:
        of_model = {"model": modelled.result_of(chat.name, rows, figures[1], turns)}
        _write(chosen.out, report.result_json(quoted, figures[0], circumstances) | of_model | _of_judge(said))
    if place:
        measured = kept.Measured(cases, (quoted, rows), (figures[0], figures[1]), turns, circumstances, said)
        kept.keep(place, kept.result(name, chat.name, measured))
        print(f"kept: {place}")
    return 1 if any(turn.outside for turn in turns) else 0


def _judged(
    chosen: argparse.Namespace, judge: Judge | None, runs: Sequence[tuple[list[Row], _Heard]]
) -> tuple[list[list[Row]], dict[str, Any] | None]:
    """The rows of each run, judged if there is a judge, and how it fared."""
    if judge is None:
        return [rows for rows, _ in runs], None
    judged = groundedness.judge_rows(judge, [(rows, heard.claims) for rows, heard in runs], chosen.judge_limit, progress)
    return judged, groundedness.told(judge, [row for rows in judged for row in rows])


def _print_failures(chosen: argparse.Namespace, rows: Sequence[Row]) -> None:
    if chosen.failures and (failures := listing.failures_text(rows)):
        print(failures, end="\n\n")


def _print_judge(said: Mapping[str, Any] | None) -> None:
    if said:
        print(groundedness.told_text(said))


def _of_judge(said: Mapping[str, Any] | None) -> dict[str, Any]:
    return {"judge": said} if said else {}


def _write(path: Path, result: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def models_command() -> int:
    """All results that are kept, side by side."""
    results = kept.kept_results()
    print(kept.side_by_side(results, {"cases": run.hash_of_folder(CASES), "corpus": run.circumstances()["corpus"]}))
    return 0
