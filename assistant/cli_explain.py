"""The option `--explain`: why a turn came out as it did, as text behind the answer or as a key of its JSON."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from assistant.cli_lines import counted_calls
from assistant.domain import Answered
from assistant.explaining import Explained, explained
from assistant.recording import Recorder


def add_explain(parser: argparse.ArgumentParser) -> None:
    """Add the option to a command whose turns can be explained."""
    parser.add_argument("--explain", action="store_true", help="also what was understood, found, dropped and why, and what it took")


def recorder_for(options: argparse.Namespace) -> Recorder | None:
    """What to hand to the turn: None when no explanation is wanted."""
    return Recorder(explaining=True) if options.explain else None


def explanation(recorder: Recorder | None, answered: Answered) -> dict[str, Any]:
    """The key `explain` of a turn's JSON; nothing without a recorder."""
    return {"explain": as_json(explained(recorder, answered))} if recorder else {}


def as_json(turn: Explained) -> dict[str, Any]:
    """Fit for `json.dumps`; times in milliseconds."""
    prompt, answer = turn.tokens
    asked = [asdict(one) for one in turn.asked]
    return {
        "understood": {
            **{name: getattr(turn, name) for name in ("language", "intent", "question")},
            "schemes": list(turn.schemes),
            **{name: getattr(turn, name) for name in ("topic", "shape")},
            "commands": [_plain(asdict(command)) for command in turn.commands],
            "asked": [_plain(one) for one in asked],
            "unclear": list(turn.unclear),
            "unread": list(turn.unread),
        },
        "retrieved": [asdict(one) for one in turn.passages],
        "dropped": {
            "refusal": turn.refusal or None,
            "proposals": list(turn.proposals_dropped),
            "sentences": list(turn.removed),
            "quoted_instead": list(turn.quoted),
            "fallback": turn.fallback or None,
        },
        "model": {
            "name": turn.model,
            "worded": turn.worded,
            "calls": [
                {
                    "streamed": call.streamed,
                    "prompt": call.prompt,
                    "answer": call.answer,
                    "ms": round(call.ms, 2),
                    "trouble": call.trouble or None,
                }
                for call in turn.calls
            ],
            "tokens": {"prompt": prompt, "answer": answer, "estimated": turn.estimated},
        },
        "ms": {name: round(value, 2) for name, value in asdict(turn.timings).items()},
    }


def as_text(recorder: Recorder | None, answered: Answered) -> str:
    """For a reader at a terminal; "" without a recorder."""
    return "\n".join(["", *_lines(explained(recorder, answered))]) if recorder else ""


def _lines(turn: Explained) -> Iterator[str]:
    yield "understood"
    yield f"  language {turn.language} · intent {turn.intent}" + (f" · shape {turn.shape}" if turn.question else "")
    yield from _named("question", [turn.question])
    yield from _named("schemes", [", ".join(turn.schemes)])
    yield from _named("topic", [turn.topic])
    yield from _named("command", [f"{one.tool} {one.args}" for one in turn.commands])
    yield from _named("asked of the case", [f"{one.kind} {one.args or ''}".strip() for one in turn.asked])
    yield from _named("unclear", turn.unclear)
    yield from _named("not read as a command", turn.unread)
    yield f"retrieved: {len(turn.passages)}"
    for one in turn.passages:
        yield f"  {one.key:<4}{one.score:.3f}  cosine {one.cosine:.3f}  keyword {one.keyword:.3f}  {one.source}  {one.section}"
    yield from _dropped(turn)
    yield from _model(turn)
    spent = turn.timings
    yield (f"milliseconds: {spent.total:.1f} (understand {spent.understand:.1f}, retrieve {spent.retrieve:.1f}, answer {spent.answer:.1f})")


def _dropped(turn: Explained) -> Iterator[str]:
    lines = [
        *_named("refused", [turn.refusal]),
        *_named("proposal", turn.proposals_dropped),
        *_named("sentence", turn.removed),
        *_named("quoted instead", turn.quoted),
        *_named("model's answer", [turn.fallback]),
    ]
    yield "dropped" if lines else "dropped: nothing"
    yield from lines


def _model(turn: Explained) -> Iterator[str]:
    if turn.model is None:
        yield "model: none was called"
        return
    prompt, answer = turn.tokens
    words = "its words, checked" if turn.worded else "quoted"
    about = "about " if turn.estimated else ""
    yield f"model: {turn.model}, {counted_calls(len(turn.calls))}, {about}{prompt} tokens sent and {answer} received; the answer is {words}"
    yield from _named("trouble", [call.trouble for call in turn.calls])


def _named(name: str, values: Sequence[str]) -> list[str]:
    return [f"  {name}: {value}" for value in values if value]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Arguments may hold amounts and dates, of which JSON knows nothing."""
    return {**row, "args": {name: value if _is_plain(value) else str(value) for name, value in row["args"].items()}}


def _is_plain(value: object) -> bool:
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, str | bool | int | float)
