"""Paragraphs found by question: any folder of XQuAD-shaped files through ingest and search.

Every paragraph becomes a document of its own. A question counts as found when the paragraph it was asked about is
among the first; `en-zh` stands for an English question for which Chinese paragraphs are searched.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from assistant.domain import Language
from assistant.errors import CorpusError
from assistant.library import Filters, open_library
from assistant.models import build_embedder, build_reranker
from assistant.settings import ROOT, Settings
from eval.report import table, targets

DEPTH = 10
"""Paragraphs that are looked at."""
_PASSAGES = 2 * DEPTH
"""Passages searched for, as a paragraph may have been split into several."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; its translation has the same number."""

    number: int
    language: Language
    text: str


@dataclass(frozen=True)
class Question:
    """A question about the paragraph with that number, in whichever language the paragraph is read."""

    language: Language
    text: str
    paragraph: int


Search = Callable[[Question, Language], Sequence[int]]
"""Numbers of the paragraphs in the language, best first, found for a question."""
Measured = dict[str, dict[str, float]]
"""`r1`, `r5`, `mrr10` and `n` by direction: `en-en`, `en-zh`, …"""


def load_folder(folder: Path) -> tuple[list[Paragraph], list[Question]]:
    """Paragraphs and questions of `*.en.json` and `*.zh.json`; parallel files are aligned by the order of paragraphs.

    Raises:
        CorpusError: there is no such file, or one is not shaped like XQuAD.
    """
    paragraphs: list[Paragraph] = []
    questions: list[Question] = []
    for language in get_args(Language):
        number = 0
        for path in sorted(folder.glob(f"*.{language}.json")):
            for context, asked in _contents(path):
                paragraphs.append(Paragraph(number, language, context))
                questions += [Question(language, text, number) for text in asked]
                number += 1
    if not questions:
        raise CorpusError(f"{folder}: there are no questions; files named *.en.json or *.zh.json are looked for")
    return paragraphs, questions


def _contents(path: Path) -> list[tuple[str, list[str]]]:
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
        return [
            (paragraph["context"], [asked["question"] for asked in paragraph["qas"]])
            for article in loaded["data"]
            for paragraph in article["paragraphs"]
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"{path}: this is not shaped like XQuAD (data, paragraphs, context, qas): {error}") from error


def measure_ours(paragraphs: Sequence[Paragraph], questions: Sequence[Question]) -> Measured:
    """Through `python -m ingest` into an index of its own, and the library's search."""
    settings = Settings()
    with tempfile.TemporaryDirectory(prefix="retrieval-") as folder:
        index = str(Path(folder) / "index")
        ingest_paragraphs(paragraphs, Path(folder) / "documents", index)
        with open_library(index, build_embedder(settings), reranker=build_reranker(settings)) as library:

            def search(question: Question, target: Language) -> list[int]:
                found = library.search(question.text, k=_PASSAGES, filters=Filters(language=target))
                return list(dict.fromkeys(_number_of(each.passage.document.id) for each in found))

            return measure(questions, {paragraph.language for paragraph in paragraphs}, search)


def ingest_paragraphs(paragraphs: Sequence[Paragraph], folder: Path, index: str) -> None:
    """Write each paragraph as a Markdown file into the folder, and index them as `python -m ingest` does."""
    for paragraph in paragraphs:
        path = folder / paragraph.language / f"{paragraph.number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(paragraph.text + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "ingest", str(folder), "--index", index, "--quiet"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CorpusError(f"the paragraphs could not be indexed: {done.stderr.strip() or done.stdout.strip()}")


def _number_of(document: str) -> int:
    return int(Path(document).stem)


def measure(questions: Sequence[Question], targets_of: set[Language], search: Search) -> Measured:
    """Figures for every direction that has questions and paragraphs."""
    measured: Measured = {}
    for asked in get_args(Language):
        chosen = [question for question in questions if question.language == asked]
        for target in get_args(Language):
            if chosen and target in targets_of:
                ranks = [rank_of(question.paragraph, search(question, target)) for question in chosen]
                measured[f"{asked}-{target}"] = figures_of_ranks(ranks)
    return measured


def rank_of(right: int, found: Sequence[int]) -> int | None:
    """Place of the right paragraph among the first `DEPTH`, from 1; None when it is not there."""
    first = list(found[:DEPTH])
    return first.index(right) + 1 if right in first else None


def figures_of_ranks(ranks: Sequence[int | None]) -> dict[str, float]:
    """Share at rank 1, share among the first 5, mean of 1/rank among the first 10, and how many."""
    count = len(ranks)
    return {
        "r1": round(sum(rank == 1 for rank in ranks) / count, 4),
        "r5": round(sum(rank is not None and rank <= 5 for rank in ranks) / count, 4),
        "mrr10": round(sum(1 / rank for rank in ranks if rank) / count, 4),
        "n": count,
    }


def as_table(measured: Mapping[str, Measured]) -> str:
    """A line for each way of searching and direction."""
    goals = targets()["retrieval_r1"]
    lines = [
        [
            f"{direction.replace('-', ' → ')}  {way}",
            *(f"{figures[name]:.3f}" for name in ("r1", "r5", "mrr10")),
            f"{figures['n']:.0f}",
            f"≥ {goals[direction]:.2f}" if way == "ours" else "",
            "<" if way == "ours" and figures["r1"] < goals[direction] else "",
        ]
        for way, directions in measured.items()
        for direction, figures in directions.items()
    ]
    return table(["question → paragraphs", "R@1", "R@5", "MRR@10", "n", "R@1 to reach", ""], lines)
