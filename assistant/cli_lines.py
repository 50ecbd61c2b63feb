"""JSON lines in and out: what the command line reads and prints, and the HTTP API with it."""

import json
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.case import Case
    from assistant.domain import Answered


def read_line(line: str, fields: Collection[str], noun: str = "line") -> dict[str, Any]:
    """The line's object with these fields, all text, or one with an `error` that says what is wrong with it.

    `noun`: what the error calls it.
    """
    if not line.strip():
        return {"error": f"The {noun} is empty."}
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"error": f"Not a JSON {noun} ({error}): {line.strip()[:80]!r}"}
    if not isinstance(row, dict):
        return {"error": f"A {noun} has to be a JSON object: {line.strip()[:80]!r}"}
    for field in fields:
        if not isinstance(row.get(field), str):
            return {"error": f"The field {field!r} is missing or no text: {line.strip()[:80]!r}"}
    if "session" in fields and _has_surrogate(row["session"]):
        return {"error": f"The name of the session cannot be kept, it has half a character in it: {line.strip()[:80]!r}"}
    return {field: row[field] for field in fields}


def record(answered: "Answered", case: "Case") -> dict[str, Any]:
    """One turn as the contract's JSON object, with the case as it stands after it."""
    answer = answered.answer
    return {
        "session": answered.session,
        "turn": answered.turn,
        "answer": answer.text,
        "language": answer.language,
        "refused": answer.refused,
        "citations": [
            {
                "n": citation.n,
                "source": citation.source,
                "title": citation.title,
                "section": citation.section,
                "quote": citation.quote,
                "original": citation.original,
                "url": citation.url,
                "edition": citation.edition,
                "status": citation.status,
            }
            for citation in answer.citations
        ],
        "actions": [
            {"tool": action.tool, "args": action.args, "status": action.status, "message": action.message} for action in answered.actions
        ],
        "asks": list(answer.asks),
        "case": case.as_json(answer.language),
        "ms": {
            "total": round(answered.timings.total, 2),
            "understand": round(answered.timings.understand, 2),
            "retrieve": round(answered.timings.retrieve, 2),
            "answer": round(answered.timings.answer, 2),
        },
    }


def as_line(row: dict[str, Any]) -> str:
    """The object as one line, in UTF-8 as far as that can hold it."""
    # A lone surrogate cannot be written as UTF-8; JSON's own escape can.
    text = json.dumps(row, ensure_ascii=False)
    return json.dumps(row) if _has_surrogate(text) else text


def counted_calls(number: int) -> str:
    """A number of requests to a model, in words."""
    return f"{number} call{'' if number == 1 else 's'}"


def _has_surrogate(text: str) -> bool:
    return not text.isprintable() and any("\ud800" <= c <= "\udfff" for c in text)
