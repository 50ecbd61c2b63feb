"""The options of `python -m eval` that several commands have, and those of `run`."""

import argparse
import sys
from pathlib import Path
from typing import get_args

from assistant.domain import Language
from assistant.errors import SettingsError
from eval.cases import CASES, Case, Part, Split, load_cases

_NEEDED = {
    "base_url": ("model", "--base-url is the address of a model: name it with --model"),
    "keep": ("model", "--keep keeps the result of a model: name it with --model"),
    "name": ("keep", "--name labels a result that is kept: add --keep"),
    "judge_base_url": ("judge", "--judge-base-url is the address of a judge: name it with --judge"),
    "judge_limit": ("judge", "--judge-limit is of answers that a model judges: name it with --judge"),
}


def add_cases(parser: argparse.ArgumentParser) -> None:
    """Which cases."""
    parser.add_argument("--split", choices=(*get_args(Split), "all"), default="all")
    parser.add_argument("--cases", type=Path, metavar="DIR", default=CASES, help="folder of cases (eval/cases)")
    parser.add_argument("--language", choices=get_args(Language))


def add_run(run: argparse.ArgumentParser) -> None:
    """What `run` takes besides: against which baseline, with which model, judged by which."""
    run.add_argument("--against", type=Path, metavar="FILE", help="baseline not to fall below (eval/baseline.json)")
    run.add_argument("--write-baseline", action="store_true", help="keep the figures as the baseline; compare nothing")
    run.add_argument("--out", type=Path, metavar="FILE", help="write everything measured as JSON")
    run.add_argument("--groups", choices=get_args(Part), help="only the cases on the firm's page, or on the schemes, by theme")
    run.add_argument("--failures", action="store_true", help="list what is wrong, case by case")
    run.add_argument("--limit-cases", type=at_least_one, metavar="N", help="only so many cases, of every kind; no baseline")
    model = run.add_argument_group("with a chat model")
    model.add_argument("--model", metavar="NAME", help="also with this chat model (as ASSISTANT_MODEL), beside quoting; no baseline")
    model.add_argument("--base-url", metavar="URL", help="OpenAI-compatible endpoint of the model (default: ASSISTANT_MODEL_BASE_URL)")
    model.add_argument("--keep", action="store_true", help="keep the result in eval/models, for `python -m eval models`")
    model.add_argument("--name", metavar="LABEL", help="name of the kept result, where the model's own says little")
    judge = run.add_argument_group("with a judge")
    judge.add_argument("--judge", metavar="NAME", help="this chat model says whether the passages cited bear out each sentence")
    judge.add_argument(
        "--judge-base-url",
        metavar="URL",
        help="endpoint of the judge (default: ASSISTANT_MODEL_BASE_URL); key: ASSISTANT_JUDGE_API_KEY, or else the model's",
    )
    judge.add_argument("--judge-limit", type=at_least_one, metavar="N", help="judge at most so many answers, spread evenly")


def check_run(chosen: argparse.Namespace) -> None:
    """SettingsError for options that do not go together."""
    for option, (needed, said) in _NEEDED.items():
        if getattr(chosen, option) and not getattr(chosen, needed):
            raise SettingsError(said)
    if chosen.model and (chosen.against or chosen.write_baseline):
        raise SettingsError("the baseline is of quoting: leave out --model, or --against and --write-baseline")
    if chosen.judge and chosen.write_baseline:
        raise SettingsError("the baseline holds what code measures: leave out --judge, or --write-baseline")


def chosen_cases(chosen: argparse.Namespace, part: Part | None = None) -> list[Case]:
    """The cases that `add_cases` chose."""
    splits = get_args(Split) if chosen.split == "all" else (chosen.split,)
    return load_cases(chosen.cases, splits=splits, language=chosen.language, part=part)


def at_least_one(text: str) -> int:
    """A number for argparse, 1 or more."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return number


def progress(done: int, total: int) -> None:
    """How far it is, on the error output of a terminal."""
    if sys.stderr.isatty():
        print(f"\r{done}/{total}", end="" if done < total else "\n", file=sys.stderr, flush=True)
