"""The same cases with a chat model behind the door, beside those of quoting: what the model worded, and what code had to take out."""

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from assistant.case import Case as ClientCase
from assistant.chat import Chat
from assistant.domain import Draft, Event, Evidence, Retrieved, Understanding
from assistant.figures import figures, missing
from assistant.ledger import Ledger
from assistant.ledger_reading import LEDGER, read_ledger
from assistant.models import build_chat
from assistant.prompts import hashes
from assistant.recording import Recorder
from assistant.settings import Settings
from eval.cases import Case
from eval.judging import Row
from eval.metrics import SHOWN, Figure, Group
from eval.report import cell, percentile, result_json, table
from eval.run import WARM_UP, Heard, Shelf, run_cases

Figures = Mapping[Group, Mapping[str, Figure]]
_MARKER = re.compile(r"\[\d+\]")


class RecordedDoor(Protocol):
    """What is used of `assistant.assistant.Assistant`."""

    @property
    def library(self) -> Shelf: ...

    def reply(self, session: str, message: str, recorder: Recorder | None = None) -> Iterator[Event]: ...

    def case(self, session: str) -> ClientCase: ...

    def retrieve(self, understanding: Understanding) -> list[Evidence]: ...

    def look_up(self, understanding: Understanding, elsewhere: bool = False) -> Retrieved: ...


@dataclass(frozen=True)
class ModelTurn:
    """What a model had to do with one turn."""

    session: str
    asked: bool
    """The model was asked for an answer in its words."""
    worded: bool
    """The answer is in its words."""
    removed: tuple[str, ...]
    """Its sentences that were taken out, with the reason in front."""
    quoted: tuple[str, ...]
    """Its sentences in whose place the passage's own words stand, likewise."""
    fallback: str
    """Why the quotation stands instead."""
    outside: tuple[str, ...]
    """Figures in its words that are in none of the passages, the ledger and the case."""
    overhead_ms: float | None
    """From the question to the request for the answer; None when there was none. A bare model would have been asked at once."""
    prompt: int
    answer: int
    """Tokens, of all requests of the turn."""
    first_ms: float | None = None
    """From the question to the first piece of the model's words that a reader is shown; None when there was none."""


@dataclass
class ModelDoor:
    """A door that records what the model does behind it; for the rest, the door itself."""

    door: RecordedDoor
    ledger: Ledger = field(default_factory=lambda: read_ledger(cache=LEDGER))
    turns: list[ModelTurn] = field(default_factory=list)

    @property
    def library(self) -> Shelf:
        """The door's own."""
        return self.door.library

    def reply(self, session: str, message: str) -> Iterator[Event]:
        """The events of a turn, which is then added to `turns`."""
        recorder = Recorder()
        first: float | None = None
        for event in self.door.reply(session, message, recorder):
            if first is None and isinstance(event, Draft):
                first = time.perf_counter()
            yield event
        held = self._held(recorder) | figures(json.dumps(self.case(session).as_json(), ensure_ascii=False))
        self.turns.append(model_turn(session, recorder, held, first))

    def case(self, session: str) -> ClientCase:
        """The door's own."""
        return self.door.case(session)

    def retrieve(self, understanding: Understanding) -> list[Evidence]:
        """The door's own."""
        return self.door.retrieve(understanding)

    def look_up(self, understanding: Understanding, elsewhere: bool = False) -> Retrieved:
        """The door's own."""
        return self.door.look_up(understanding, elsewhere)

    def _held(self, recorder: Recorder) -> frozenset[str]:
        """The figures of the passages looked up, and of the ledger's entries on their schemes."""
        passages = [one.passage for attempt in recorder.looked_up for one in attempt.retrieved.evidence]
        said = [f"{one.text} ; {' ; '.join(one.section)} ; {one.document.title}" for one in passages]
        schemes = [scheme for one in passages if (scheme := self.ledger.get(one.document.scheme))]
        return figures(" ; ".join(said)).union(*(scheme.figures for scheme in schemes))


def model_turn(session: str, recorder: Recorder, held: frozenset[str], first: float | None = None) -> ModelTurn:
    """What a recorder noted, with the figures of the model's words that are not among those `held`.

    `first`: when the first piece of its words arrived, in seconds of `time.perf_counter`.
    """
    sent = next((call.sent for call in recorder.calls if call.streamed), None)
    return ModelTurn(
        session=session,
        asked=bool(recorder.worded or recorder.fallback),
        worded=bool(recorder.worded),
        removed=tuple(recorder.removed),
        quoted=tuple(recorder.quoted),
        fallback=recorder.fallback,
        outside=tuple(missing(figures(_MARKER.sub(" ", recorder.worded)), held)),
        overhead_ms=None if sent is None else (sent - recorder.began) * 1000,
        prompt=sum(call.prompt for call in recorder.calls),
        answer=sum(call.answer for call in recorder.calls),
        first_ms=None if first is None else (first - recorder.began) * 1000,
    )


def model_named(name: str, base_url: str | None) -> Chat:
    """The model, with the key and the limit that the settings give. ModelUnavailable when it cannot be built."""
    chat = build_chat(Settings().model_copy(update={"model": name, **({"model_base_url": base_url} if base_url else {})}))
    assert chat is not None, "it was named"
    return chat


def run_with_model(
    door: RecordedDoor, cases: Sequence[Case], progress: Callable[[int, int], None], heard: Heard = lambda case, answer: None
) -> tuple[list[Row], list[ModelTurn]]:
    """One row a case, in their order, and every turn that was played for them."""
    recorded = ModelDoor(door)
    rows = run_cases(recorded, cases, progress, heard)
    return rows, [turn for turn in recorded.turns if turn.session != WARM_UP]


def summary(turns: Sequence[ModelTurn]) -> dict[str, Any]:
    """Over all turns; times in milliseconds. `worded_share` is of the turns for which the model was asked; None without any."""
    asked, worded = sum(turn.asked for turn in turns), sum(turn.worded for turn in turns)
    return {
        "turns": len(turns),
        "asked": asked,
        "worded": worded,
        "worded_share": round(worded / asked, 4) if asked else None,
        "sentences_removed": sum(len(turn.removed) for turn in turns),
        "removed": dict(Counter(removed.partition(":")[0] for turn in turns for removed in turn.removed)),
        "quoted_instead": dict(Counter(quoted.partition(":")[0] for turn in turns for quoted in turn.quoted)),
        "fallbacks": dict(Counter(turn.fallback for turn in turns if turn.fallback)),
        "figures_outside": sum(len(turn.outside) for turn in turns),
        "overhead_ms": _waited(turn.overhead_ms for turn in turns),
        "first_ms": _waited(turn.first_ms for turn in turns),
        "tokens": {"prompt": sum(turn.prompt for turn in turns), "answer": sum(turn.answer for turn in turns)},
    }


def _waited(times: Iterable[float | None]) -> dict[str, float]:
    held = [each for each in times if each is not None]
    return {"p50": round(percentile(held, 0.5), 1), "p95": round(percentile(held, 0.95), 1), "n": len(held)}


def summary_lines(told: Mapping[str, Any]) -> list[list[str]]:
    """A summary for a reader: what is told, and the figures."""
    share = told["worded_share"]
    return [
        ["turns", str(told["turns"])],
        ["the model was asked for words", str(told["asked"])],
        ["answers in its words", f"{told['worded']}{'' if share is None else f' ({share:.1%} of those)'}"],
        ["sentences taken out", _by_reason(told["removed"])],
        ["sentences quoted instead", _by_reason(told.get("quoted_instead", {}))],
        ["fallbacks to the quotation", _by_reason(told["fallbacks"])],
        ["figures outside evidence, ledger and case (must be 0)", str(told["figures_outside"])],
        ["from the question to the request, ms", _times(told["overhead_ms"])],
        ["from the question to the first piece of its words, ms", _times(told["first_ms"])],
        ["tokens sent and received", f"{told['tokens']['prompt']} + {told['tokens']['answer']}"],
    ]


def _by_reason(counted: Mapping[str, int]) -> str:
    why = ", ".join(f"{reason} {times}" for reason, times in sorted(counted.items()))
    return f"{sum(counted.values())}{f' ({why})' if why else ''}"


def _times(waited: Mapping[str, float]) -> str:
    return f"p50 {waited['p50']:.1f}, p95 {waited['p95']:.1f} ({waited['n']})" if waited["n"] else "–"


def summary_text(name: str, turns: Sequence[ModelTurn]) -> str:
    """The summary of all turns, with every figure from nowhere."""
    outside = [f"{turn.session}: {', '.join(turn.outside)}" for turn in turns if turn.outside]
    return "\n".join([table([name, ""], summary_lines(summary(turns))), *outside])


def beside(
    title: str,
    quoted: Mapping[Group, Mapping[str, Figure]],
    modelled: Mapping[Group, Mapping[str, Figure]],
    rows: tuple[list[Row], list[Row]],
) -> str:
    """Figures of quoting and of the model in columns side by side, with latencies. `rows`: of both, in this order."""
    groups = list(quoted)
    lines = []
    for metric in SHOWN:
        pairs = [(quoted[group].get(metric.name), modelled.get(group, {}).get(metric.name)) for group in groups]
        if any(figure and figure.n for pair in pairs for figure in pair):
            lines.append([metric.label, *(cell(figure, metric) for pair in pairs for figure in pair)])
    for name, share in (("p50", 0.5), ("p95", 0.95)):
        timed = [[row.ms for row in held if group in ("both", row.language)] for group in groups for held in rows]
        lines.append([f"latency {name}, ms", *(f"{percentile(values, share):.1f} ({len(values)})" for values in timed)])
    return table([f"{title} (n)", *(f"{group} {how}" for group in groups for how in ("quoted", "model"))], lines)


def result_of(name: str, rows: Sequence[Row], figures_of_model: Mapping[str, Any], turns: Sequence[ModelTurn]) -> dict[str, Any]:
    """The model's part of what is written as JSON: with the prompts, without which its figures cannot be compared."""
    whole = result_json(rows, figures_of_model, {"name": name, "prompts": hashes()})
    return {**whole, "summary": summary(turns), "turns": [asdict(turn) for turn in turns]}
