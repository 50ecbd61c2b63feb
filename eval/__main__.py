"""`python -m eval`: how well the assistant answers, how fast, and how well it finds."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.errors import AssistantError
from eval.cases import load_cases
from eval.options import add_cases, add_run, chosen_cases, progress

_RUN = "Every case through the assistant, judged by code; with --judge, by a model as well."

_EXAMPLES = """examples:
  python -m eval run                          every case, against the committed baseline
  python -m eval run --split tune --failures  what fails, of the cases that may be looked at
  python -m eval run --groups schemes         the cases on the certification schemes, by theme; page: those on the firm's page
  python -m eval run --write-baseline         keep the figures as the ones not to fall below
  python -m eval run --model NAME             with a chat model behind the door, beside quoting; --limit-cases 50: some of them
  python -m eval run --model NAME --keep      the same, kept under eval/models; of an endpoint: --base-url URL --name LABEL
  python -m eval run --judge NAME             a model says whether the passages cited bear out each sentence; --judge-limit 50
  python -m eval models                       the kept results of all models, side by side
  python -m eval bench                        latency, memory, cold start, rate of ingest
  python -m eval bench --passages 100000      search among that many synthetic passages, too
  python -m eval retrieval DIR --plain        XQuAD-shaped questions, beside a plain LangChain chain
  python -m eval dialogues --failures         whole conversations, the case after every message
  python -m eval descriptions --failures      business categories from what clients say they do
  python -m eval bearing --failures           what passages bear out of a model's words, and what they do not
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
    names = "run | models | bench | retrieval | dialogues | descriptions | bearing | yardstick | calibrate"
    commands = parser.add_subparsers(required=True, metavar=names)
    run = commands.add_parser("run", help="every case through the assistant", description=_RUN)
    add_cases(run)
    add_run(run)
    run.set_defaults(command=_run)
    models = commands.add_parser("models", help="the kept results of chat models, side by side")
    models.set_defaults(command=_models)
    bench = commands.add_parser("bench", help="latency per step, memory, cold start, rate of ingest")
    add_cases(bench)
    bench.add_argument("--passages", type=int, metavar="N", help="also search a library of N synthetic passages")
    bench.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    bench.set_defaults(command=_bench)
    retrieval = commands.add_parser("retrieval", help="paragraphs of a folder of XQuAD-shaped files, by question")
    retrieval.add_argument("folder", type=Path, metavar="DIR", help="holds *.en.json and *.zh.json")
    retrieval.add_argument("--plain", action="store_true", help="also through a plain LangChain chain")
    retrieval.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    retrieval.set_defaults(command=_retrieval)
    _add_others(commands)
    return parser


def _add_others(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    yardstick = commands.add_parser("yardstick", help="the cases' supporting sentences through a plain LangChain chain")
    add_cases(yardstick)
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
    bearing = commands.add_parser("bearing", help="right answers in other words, and wrong sentences: what code keeps of a model's words")
    bearing.add_argument("--held", action="store_true", help="the part held back from tuning: totals only")
    bearing.add_argument("--failures", action="store_true", help="list what is wrong, of the part that may be looked at")
    bearing.set_defaults(command=_bearing)
    calibrate = commands.add_parser("calibrate", help="fit anew when evidence counts as enough, on the tune half and the key questions")
    calibrate.set_defaults(command=_calibrate)


def _run(chosen: argparse.Namespace) -> int:
    from eval.running import run_command

    return run_command(chosen)


def _models(_: argparse.Namespace) -> int:
    from eval.running import models_command

    return models_command()


def _bench(chosen: argparse.Namespace) -> int:
    from eval import bench

    result = bench.bench(chosen_cases(chosen), passages=chosen.passages)
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


def _bearing(chosen: argparse.Namespace) -> int:
    from eval import bearing

    judged = bearing.judge(one for one in bearing.load_samples() if one.held == chosen.held)
    if chosen.failures and not chosen.held and (failures := bearing.failures_text(judged)):
        print(failures, end="\n\n")
    print(bearing.figures_table(judged))
    return 0


def _calibrate(chosen: argparse.Namespace) -> int:
    from eval.calibrate import calibrate
    from eval.run import open_door

    with open_door() as door:
        print(calibrate(door, load_cases(splits=("tune",))))
    return 0


def _yardstick(chosen: argparse.Namespace) -> int:
    from eval import plain, run

    cases = [case for case in chosen_cases(chosen) if case.support and not case.refuse]
    with run.open_door() as door:
        rows = run.run_cases(door, cases, progress)
    result = plain.yardstick(cases, rows)
    print(json.dumps(result, indent=2) if chosen.json else plain.as_table(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
