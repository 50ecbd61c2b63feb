"""`python -m eval`: how well the assistant answers, how fast, and how well it finds."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import get_args

from assistant.domain import Language
from assistant.errors import AssistantError, SettingsError
from eval.cases import CASES, Case, Part, Split, load_cases

_EXAMPLES = """examples:
  python -m eval run                          every case, against the committed baseline
  python -m eval run --split tune --failures  what fails, of the cases that may be looked at
  python -m eval run --groups schemes         the cases on the certification schemes, by theme; page: those on the firm's page
  python -m eval run --write-baseline         keep the figures as the ones not to fall below
  python -m eval run --model NAME             with a chat model behind the door, beside quoting; --limit-cases 50: some of them
  python -m eval bench                        latency, memory, cold start, rate of ingest
  python -m eval bench --passages 100000      search among that many synthetic passages, too
  python -m eval retrieval DIR --plain        XQuAD-shaped questions, beside a plain LangChain chain
  python -m eval dialogues --failures         whole conversations, the case after every message
  python -m eval descriptions --failures      business categories from what clients say they do
  python -m eval calibrate                    fit anew when evidence counts as enough
  python -m eval yardstick                    the cases' supporting sentences through that chain
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 well, 1 below the baseline, 2 could not be measured."""
    chosen = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = chosen.command
    try:
        return command(chosen)
    except AssistantError as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m eval",
        description=__doc__,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="run | bench | retrieval | dialogues | descriptions | yardstick | calibrate")
    _add_run(commands)
    bench = commands.add_parser("bench", help="latency per step, memory, cold start, rate of ingest")
    _add_cases(bench)
    bench.add_argument("--passages", type=int, metavar="N", help="also search a library of N synthetic passages")
    bench.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    bench.set_defaults(command=_bench)
    retrieval = commands.add_parser("retrieval", help="paragraphs of a folder of XQuAD-shaped files, by question")
    retrieval.add_argument("folder", type=Path, metavar="DIR", help="holds *.en.json and *.zh.json")
    retrieval.add_argument("--plain", action="store_true", help="also through a plain LangChain chain")
    retrieval.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    retrieval.set_defaults(command=_retrieval)
    yardstick = commands.add_parser("yardstick", help="the cases' supporting sentences through a plain LangChain chain")
    _add_cases(yardstick)
    yardstick.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    yardstick.set_defaults(command=_yardstick)
    dialogues = commands.add_parser("dialogues", help="whole conversations: is the case exactly right after every message")
    dialogues.add_argument("--split", choices=("tune", "held", "all"), default="tune", help="held: only totals may be looked at")
    dialogues.add_argument("--files", nargs="+", default=[], metavar="NAME", help="raci-zh, costs-en, …")
    dialogues.add_argument("--door", action="store_true", help="the whole turn with documents, timed, instead of understanding and acting")
    dialogues.add_argument("--failures", action="store_true", help="list what is wrong, turn by turn")
    dialogues.set_defaults(command=_dialogues)
    descriptions = commands.add_parser("descriptions", help="which business categories come of what clients say they do")
    descriptions.add_argument("--held", action="store_true", help="the part held back from tuning: totals only")
    descriptions.add_argument("--failures", action="store_true", help="list what is wrong, of the part that may be looked at")
    descriptions.set_defaults(command=_descriptions)
    calibrate = commands.add_parser("calibrate", help="fit anew when evidence counts as enough, on the tune half and the key questions")
    calibrate.set_defaults(command=_calibrate)
    return parser


def _add_run(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    run = commands.add_parser(
        "run", help="every case through the assistant", description="Every case through the assistant, judged by code."
    )
    _add_cases(run)
    run.add_argument("--against", type=Path, metavar="FILE", help="baseline not to fall below (eval/baseline.json)")
    run.add_argument("--write-baseline", action="store_true", help="keep the figures as the baseline; compare nothing")
    run.add_argument("--out", type=Path, metavar="FILE", help="write everything measured as JSON")
    run.add_argument("--groups", choices=get_args(Part), help="only the cases on the firm's page, or on the schemes, by theme")
    run.add_argument("--failures", action="store_true", help="list what is wrong, case by case")
    run.add_argument("--model", metavar="NAME", help="also with this chat model (as ASSISTANT_MODEL), beside quoting; no baseline")
    run.add_argument("--base-url", metavar="URL", help="OpenAI-compatible endpoint of the model (default: ASSISTANT_MODEL_BASE_URL)")
    run.add_argument("--limit-cases", type=_at_least_one, metavar="N", help="only so many cases, spread evenly; no baseline")
    run.set_defaults(command=_run)


def _add_cases(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--split", choices=(*get_args(Split), "all"), default="all")
    parser.add_argument("--cases", type=Path, metavar="DIR", default=CASES, help="folder of cases (eval/cases)")
    parser.add_argument("--language", choices=get_args(Language))


def _chosen_cases(chosen: argparse.Namespace, part: Part | None = None) -> list[Case]:
    splits = get_args(Split) if chosen.split == "all" else (chosen.split,)
    return load_cases(chosen.cases, splits=splits, language=chosen.language, part=part)


def _run(chosen: argparse.Namespace) -> int:
    from eval import listing, modelled, report, run
    from eval.metrics import figures_of

    cases = modelled.limited(_chosen_cases(chosen, chosen.groups), chosen.limit_cases)
    if chosen.model:
        return _run_beside(chosen, cases)
    if chosen.base_url:
        raise SettingsError("--base-url is the address of a model: name it with --model")
    with run.open_door() as door:
        rows = run.run_cases(door, cases, _progress)
    circumstances = {"cases": run.hash_of_folder(chosen.cases), **run.circumstances()}
    parts = report.divided(rows, chosen.groups)
    figures = {name: figures_of(held) for name, held in parts.items()}
    if chosen.failures and (failures := listing.failures_text(rows)):
        print(failures, end="\n\n")
    print(listing.theme_table(rows), end="\n\n")
    for name, held in parts.items():
        print(report.figures_table(name, figures[name], held), end="\n\n")
    if chosen.out:
        result = report.result_json(rows, figures, circumstances)
        chosen.out.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
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


def _run_beside(chosen: argparse.Namespace, cases: Sequence[Case]) -> int:
    """The cases by quoting and with a model; 1 when the model's words hold a figure from nowhere."""
    from eval import listing, modelled, report, run
    from eval.metrics import figures_of

    if chosen.against or chosen.write_baseline:
        raise SettingsError("the baseline is of quoting: leave out --model, or --against and --write-baseline")
    chat = modelled.model_named(chosen.model, chosen.base_url)
    with run.open_door() as door:
        quoted = run.run_cases(door, cases, _progress)
    with run.open_model_door(chat) as door:
        rows, turns = modelled.run_with_model(door, cases, _progress)
    parts = [report.divided(held, chosen.groups) for held in (quoted, rows)]
    figures = [{name: figures_of(held) for name, held in part.items()} for part in parts]
    if chosen.failures and (failures := listing.failures_text(rows)):
        print(failures, end="\n\n")
    for name in parts[0]:
        print(modelled.beside(name, figures[0][name], figures[1][name], (parts[0][name], parts[1][name])), end="\n\n")
    print(modelled.summary_text(chat.name, turns))
    if chosen.out:
        circumstances = {"cases": run.hash_of_folder(chosen.cases), **run.circumstances()}
        result = report.result_json(quoted, figures[0], circumstances) | {"model": modelled.result_of(chat.name, rows, figures[1], turns)}
        chosen.out.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return 1 if any(turn.outside for turn in turns) else 0


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return number


def _bench(chosen: argparse.Namespace) -> int:
    from eval import bench

    result = bench.bench(_chosen_cases(chosen), passages=chosen.passages)
    print(json.dumps(result, ensure_ascii=False, indent=2) if chosen.json else bench.as_table(result))
    return 0


def _retrieval(chosen: argparse.Namespace) -> int:
    from eval import plain, retrieval

    paragraphs, questions = retrieval.load_folder(chosen.folder)
    ours = retrieval.measure_ours(paragraphs, questions)
    measured = {"ours": ours}
    if chosen.plain:
        measured["plain"] = plain.measure_plain(paragraphs, questions)
    print(json.dumps(measured, indent=2) if chosen.json else retrieval.as_table(measured))
    return 0


def _dialogues(chosen: argparse.Namespace) -> int:
    from eval import dialogues

    parts: tuple[dialogues.Part, ...] = ("tune", "held") if chosen.split == "all" else (chosen.split,)
    loaded = dialogues.load_dialogues(parts, chosen.files)
    with dialogues.speaker(whole=chosen.door) as speak:
        judged = list(dialogues.run(loaded, speak))
    print(dialogues.as_text(judged, chosen.failures and chosen.split == "tune"))
    return 0


def _descriptions(chosen: argparse.Namespace) -> int:
    from assistant.exemplars import Exemplars
    from assistant.models import build_embedder
    from assistant.settings import Settings
    from eval import descriptions

    judged = descriptions.judge(descriptions.load_descriptions(held=chosen.held), Exemplars(build_embedder(Settings())))
    if chosen.failures and not chosen.held and (failures := descriptions.failures_text(judged)):
        print(failures, end="\n\n")
    print(descriptions.figures_table(judged))
    return 0


def _calibrate(chosen: argparse.Namespace) -> int:
    from eval.calibrate import calibrate
    from eval.run import open_door

    with open_door() as door:
        print(calibrate(door, load_cases(splits=("tune",))))
    return 0


def _yardstick(chosen: argparse.Namespace) -> int:
    from eval import plain, run

    cases = [case for case in _chosen_cases(chosen) if case.support and not case.refuse]
    with run.open_door() as door:
        rows = run.run_cases(door, cases, _progress)
    result = plain.yardstick(cases, rows)
    print(json.dumps(result, indent=2) if chosen.json else plain.as_table(result))
    return 0


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done}/{total}", end="" if done < total else "\n", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
