"""How long everything takes, with the encoder's bare figures beside, so that what is added to it shows."""

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args
from unittest.mock import patch

from langchain_core.embeddings import Embeddings

from assistant.domain import Answered, Language
from assistant.errors import AssistantError
from assistant.models import build_embedder
from assistant.settings import ROOT, Settings
from eval.cases import Case
from eval.report import percentile, table, targets
from eval.run import open_door, play
from eval.synthetic import Writer, search_figures

_STEPS = ("understand", "retrieve", "answer", "total")
_COLD_STARTS = 3
_ROUNDS = 7
_DOCUMENTS, _PARAGRAPHS, _SENTENCES = 6, 4, 10
_ENCODING = ("embed_query", "embed_documents", "encode_queries", "encode_passages")


@dataclass
class Encoding:
    """What was encoded while it was watched."""

    ms: float = 0.0
    texts: list[str] = field(default_factory=list)


@contextmanager
def watched(embedder: type[Embeddings]) -> Iterator[Encoding]:
    """Count the time spent, and note the texts, in every embedder of the type; calls within calls count once."""
    seen = Encoding()
    inside = threading.local()

    def watching(method: Callable[..., Any]) -> Callable[..., Any]:
        def call(self: Embeddings, texts: Any, *rest: Any, **named: Any) -> Any:
            if getattr(inside, "busy", False):
                return method(self, texts, *rest, **named)
            inside.busy = True
            began = time.perf_counter()
            try:
                return method(self, texts, *rest, **named)
            finally:
                inside.busy = False
                seen.ms += (time.perf_counter() - began) * 1000
                seen.texts += [texts] if isinstance(texts, str) else list(texts)

        return call

    with ExitStack() as patches:
        for name in _ENCODING:
            if hasattr(embedder, name):
                patches.enter_context(patch.object(embedder, name, watching(getattr(embedder, name))))
        yield seen


def bench(cases: Sequence[Case], *, passages: int | None = None) -> dict[str, Any]:
    """All figures; searching a synthetic library only when a number of passages is given.

    The cold starts come first: while this process has the index open, no other may open it.
    """
    result: dict[str, Any] = {"cold": cold_starts(cases[0].question)}
    result["turns"], result["memory_mb"] = turn_figures(cases)
    result["encoder"] = encoder_figures([case.question for case in cases])
    result["ingest"] = ingest_figures()
    if passages:
        result["search"] = search_figures(passages)
    return result


def cold_starts(question: str) -> dict[str, float]:
    """Seconds of `python -m assistant ask` from start to end of a fresh process."""
    took = []
    for _ in range(_COLD_STARTS):
        began = time.perf_counter()
        command = [sys.executable, "-m", "assistant", "ask", question]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        took.append(time.perf_counter() - began)
        if done.returncode:
            raise AssistantError(f"`python -m assistant ask` failed: {done.stderr.strip()}")
    return {"ask_s": round(percentile(took, 0.5), 2), "ask_worst_s": round(max(took), 2), "n": len(took)}


def turn_figures(cases: Sequence[Case]) -> tuple[dict[str, dict[str, float]], float]:
    """Milliseconds of the cases' last turns, step by step and without the encoding; and memory afterwards, in MB."""
    embedder = type(build_embedder(Settings()))
    took: dict[str, list[float]] = {step: [] for step in (*_STEPS, "wall", "encoding", "without encoding")}
    with open_door() as door:
        play(door, "warm-up", ["ISO 20000?", "体系"])
        for case in cases:
            session = f"{case.pair}.{case.language}"
            if case.turns[:-1]:
                play(door, session, case.turns[:-1])
            with watched(embedder) as seen:
                outcome, ms = play(door, session, case.turns[-1:])
            if isinstance(outcome, Answered):
                for step in _STEPS:
                    took[step].append(getattr(outcome.timings, step))
                took["wall"].append(ms)
                took["encoding"].append(seen.ms)
                took["without encoding"].append(ms - seen.ms)
        memory = memory_mb()
    return {step: _spread(values) for step, values in took.items()}, memory


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {
        "p50": round(percentile(values, 0.5), 2),
        "p95": round(percentile(values, 0.95), 2),
        "n": len(values),
    }


def memory_mb() -> float:
    """Resident memory of this process in MB; where only the highest so far is known, that."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS:"))
        return round(int(line.split()[1]) / 1024, 1)
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1024**2, 1)


def encoder_figures(questions: Sequence[str]) -> dict[str, float]:
    """The bare encoder: milliseconds of a single question, and passages of about 300 Chinese characters a second."""
    embedder = build_embedder(Settings())
    embedder.embed_query("warm-up")
    took = []
    for question in dict.fromkeys(questions):
        began = time.perf_counter()
        embedder.embed_query(question)
        took.append((time.perf_counter() - began) * 1000)
    writer = Writer()
    passages = [writer.words("zh", 150) for _ in range(64)]
    seconds = raw_seconds(embedder, passages)
    spread = _spread(took)
    return {
        "query_p50_ms": spread["p50"],
        "query_p95_ms": spread["p95"],
        "n": spread["n"],
        "passages_per_s": round(len(passages) / seconds, 1),
    }


def raw_seconds(embedder: Embeddings, texts: Sequence[str]) -> float:
    """Seconds that the encoder needs for the texts when it gets all of them at once."""
    encode = getattr(embedder, "encode_passages", embedder.embed_documents)
    began = time.perf_counter()
    encode(list(texts))
    return time.perf_counter() - began


def ingest_figures() -> dict[str, Any]:
    """Ingest of generated documents beside the bare encoder on the very texts that ingest had encoded.

    In short rounds, each of which compares the two within seconds: on a machine that does other things besides, two long
    runs one after the other differ by more than what is to be measured. The rate is the median of the rounds; `lowest`
    and `highest` say how far it can be trusted.
    """
    embedder = build_embedder(Settings())
    embedder.embed_query("warm-up")
    _ingest_round(embedder, _ROUNDS)  # imports and caches are paid for here
    rounds = [_ingest_round(embedder, seed) for seed in range(_ROUNDS)]
    ratios = [each.raw_seconds / each.seconds for each in rounds]
    texts, seconds = sum(each.texts for each in rounds), sum(each.seconds for each in rounds)
    raw = sum(each.raw_seconds for each in rounds)
    return {
        "rounds": _ROUNDS,
        "texts": texts,
        "texts_per_s": round(texts / seconds, 1),
        "raw_texts_per_s": round(texts / raw, 1),
        "of_raw_rate": round(percentile(ratios, 0.5), 3),
        "lowest": round(min(ratios), 3),
        "highest": round(max(ratios), 3),
        "share_spent_encoding": round(sum(each.encoding_seconds for each in rounds) / seconds, 3),
    }


@dataclass(frozen=True)
class _Round:
    texts: int
    seconds: float
    encoding_seconds: float
    raw_seconds: float


def _ingest_round(embedder: Embeddings, seed: int) -> _Round:
    from ingest.run import ingest

    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        documents = Path(folder) / "documents"
        _write_documents(documents, seed)
        with watched(type(embedder)) as seen:
            began = time.perf_counter()
            done = ingest([documents], str(Path(folder) / "index"), embedder)
            seconds = time.perf_counter() - began
    if done.failed:
        raise AssistantError(f"the generated documents could not be indexed: {done.skipped}")
    return _Round(len(seen.texts), seconds, seen.ms / 1000, raw_seconds(embedder, seen.texts))


def _write_documents(folder: Path, seed: int) -> None:
    writer = Writer(seed)
    folder.mkdir(parents=True)
    for number in range(_DOCUMENTS):
        language: Language = get_args(Language)[number % 2]
        parts = [writer.paragraph(language, _SENTENCES) for _ in range(_PARAGRAPHS)]
        sections = [f"## {writer.words(language, 2)}\n\n{part}" for part in parts]
        path = folder / f"{number:03}.{language}.md"
        path.write_text(f"# {writer.words(language, 3)}\n\n" + "\n\n".join(sections) + "\n", encoding="utf-8")


def as_table(result: Mapping[str, Any]) -> str:
    """Figures with what is to be reached; `<` marks what falls short."""
    goals = targets()["bench"]
    turns = result["turns"]
    lines = [
        _line(f"turn, {step}, p50 / p95 ms", f"{spread['p50']:.1f} / {spread['p95']:.1f}", spread["n"]) for step, spread in turns.items()
    ]
    measured = [
        ("turn from message to answer, p50 ms", turns["wall"]["p50"], "turn_p50_ms"),
        ("turn from message to answer, p95 ms", turns["wall"]["p95"], "turn_p95_ms"),
        ("turn without encoding, p50 ms", turns["without encoding"]["p50"], "turn_without_encoding_p50_ms"),
        ("`ask` in a fresh process, s", result["cold"]["ask_s"], "cold_ask_s"),
        ("ingest of the raw encoder's rate", result["ingest"]["of_raw_rate"], "ingest_of_raw_rate"),
        ("resident memory after the turns, MB", result["memory_mb"], "memory_mb"),
    ]
    if "search" in result:
        measured.append((f"search among {result['search']['passages']}, p95 ms", result["search"]["search_p95_ms"], "search_p95_ms"))
    for label, value, goal in measured:
        least = goal == "ingest_of_raw_rate"
        short = value < goals[goal] if least else value > goals[goal]
        lines.append(_line(label, f"{value}", "", f"{'≥' if least else '≤'} {goals[goal]}", "<" if short else ""))
    for part in ("encoder", "ingest", "search"):
        lines += [_line(f"{part}: {name.replace('_', ' ')}", json.dumps(value)) for name, value in result.get(part, {}).items()]
    return table(["measured", "", "n", "to reach", ""], lines)


def _line(label: str, value: str, n: object = "", goal: str = "", mark: str = "") -> list[str]:
    return [label, value, str(n), goal, mark]
