"""Commands that a chat model proposes where the rules did not understand: read in whatever form they come, checked against the case."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.case import Case, CaseFile, Rejected
from assistant.case.lexicon import activities, roles, squeezed
from assistant.case.telling import tell
from assistant.chat import Chat, ModelFailed, text_of
from assistant.domain import Asked, Command, Understanding
from assistant.figures import covered, figures
from assistant.offering import NEVER, offered, schemas
from assistant.prompts import prompt
from assistant.terms import fold, simplified
from assistant.tools import TOOLS, Setting, applied, made
from assistant.understand.commands.clauses import clauses_of, own_words

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

MOST_COMMANDS = 12
"""Commands that one message may hold."""
LONGEST_TEXT = 20_000
"""Characters of a model's text that are looked through for calls."""
SHARE = 0.4
"""Of the time that the model may take for an answer, for reading a message, correction included: an answer is still to be written after."""
_FENCE = re.compile(r"```(?:json|tool_call|python)?|</?tool_calls?>|</?tools?>", re.IGNORECASE)
_TRAILING_COMMA = re.compile(r",\s*([}\]])")


@dataclass(frozen=True)
class Proposed:
    """What is left of a model's proposals."""

    commands: tuple[Command, ...] = ()
    dropped: tuple[str, ...] = ()
    """Proposals that were not taken over, with the reason."""
    failed: str = ""
    """Why the model gave none, or did not correct what was dropped: the trouble."""


def proposed(chat: Chat, message: str, file: CaseFile, setting: Setting) -> Proposed:
    """The commands in a message as the model reads them. A wrong one goes back once with the reason; what is wrong again is dropped.

    The model sees the speaker's own words only: what is quoted or pasted is not shown to it. Both rounds together take no longer than
    their share of the model's time; what was right at once stands even when the correction does not come.
    """
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

    said = own_words(message)
    if not said.strip():
        return Proposed()
    until = time.monotonic() + SHARE * chat.limit
    tools = schemas(offered(said, file.case))
    known = tell(Asked("case", {}), file.case, setting.language, lambda scheme, _: scheme)
    prompted: list[BaseMessage] = [SystemMessage(prompt("commands").format(case=known)), HumanMessage(said)]
    good: list[Command] = []
    wrong: list[str] = []
    failure = ""
    try:
        answer = chat.call(prompted, tools, SHARE * chat.limit)
        good, wrong = _sorted(answer, said, file.case, setting)
        left = until - time.monotonic()
        if wrong and left > 0:
            reasons = "\n".join(wrong)
            prompted += [
                AIMessage(text_of(answer) or "[]"),
                HumanMessage(f"Not accepted:\n{reasons}\nCorrect these or leave them out."),
            ]
            more, wrong = _sorted(chat.call(prompted, tools, left), said, file.case, setting)
            good += [command for command in more if command not in good]
    except ModelFailed as failed:
        failure = failed.trouble
    return Proposed(tuple(good[:MOST_COMMANDS]), tuple(wrong), failure)


def may_command(understood: Understanding, message: str) -> bool:
    """Whether what the rules made nothing of may still want the case changed: a statement that speaks of roles, activities or money."""
    from assistant.understand.commands.amounts import amounts_in

    clauses = clauses_of(message)
    if understood.intent != "question" or not clauses or any(clause.asks for clause in clauses):
        return False
    text = " ".join(clause.folded for clause in clauses)[:LONGEST_TEXT]
    packed = squeezed(text)
    named = sum(name in packed for lexicon in (roles(), activities()) for name in lexicon.names if len(name) > 1)
    return named >= 2 or bool(named and len(text) > 12) or bool(amounts_in(simplified(text)))


def calls_in(message: Any) -> list[tuple[str, dict[str, Any]]]:
    """Tool calls of a model's message, each once: its own, those it failed to close, and those written as JSON into the text."""
    found: list[tuple[str, Any]] = [(call["name"], call["args"]) for call in getattr(message, "tool_calls", None) or ()]
    found += [(call.get("name") or "", call.get("args")) for call in getattr(message, "invalid_tool_calls", None) or ()]
    found += _in_text(text_of(message))
    calls: list[tuple[str, dict[str, Any]]] = []
    for name, args in found:
        read = _arguments(args)
        if isinstance(name, str) and read is not None and (name, read) not in calls:
            calls.append((name, read))
    return calls


def _sorted(message: Any, said: str, case: Case, setting: Setting) -> tuple[list[Command], list[str]]:
    good: list[Command] = []
    wrong: list[str] = []
    now = case
    for name, args in calls_in(message)[: 2 * MOST_COMMANDS]:
        kind = TOOLS.get(name)
        if kind is None or name in NEVER:
            wrong.append(f"{name}: there is no such tool")
            continue
        args = {key: value for key, value in args.items() if key in kind.model_fields and value is not None}
        invented = _invented(args, said)
        if invented:
            wrong.append(f"{name}: {invented} does not stand in the message")
            continue
        try:
            now = applied(made(kind, args), now, setting)
        except Rejected as rejected:
            if rejected.offer is None:
                wrong.append(f"{name}: {rejected}")
                continue
        good.append(Command(name, args, said))
    return good, wrong


def _invented(args: dict[str, Any], said: str) -> str:
    """A value that does not come from the message: an amount, a date, a name. What is chosen from a list, such as a letter, is none."""
    from assistant.understand.commands.amounts import amounts_in

    held = fold(said)
    sums = {float(end) for one in amounts_in(simplified(fold(said))) for end in (one.low, one.high) if end is not None}
    sums |= {float(number.replace(",", "")) for number in re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", held)}
    for key in ("amount", "amount_high", "headcount", "rate"):
        if key in args and not any(abs(float(args[key]) - one) < 0.01 for one in sums if _number(args[key])):
            return f"{key} {args[key]}"
    for key in ("role", "old", "new", "one", "other", "company", "payer", "primary", "backup", "maturity", "label"):
        value = args.get(key)
        if isinstance(value, str) and not _stands_in(value, held):
            return f"{key} {value!r}"
    for key in ("note", "formula"):
        if isinstance(args.get(key), str) and not covered(figures(args[key]), figures(said)):
            return f"{key} {args[key]!r}"
    return ""


def _number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def _stands_in(name: str, held: str) -> bool:
    """Whether a name is said, or an alias of something that is."""
    squeezed = re.sub(r"\s+", "", fold(name))
    if squeezed in re.sub(r"\s+", "", held):
        return True
    known = roles().find(name)
    return known is not None and any(fold(alias) in held for alias in (known.zh, known.en, *known.aliases))


def _arguments(args: Any) -> dict[str, Any] | None:
    if isinstance(args, dict):
        return args
    return _mended(args) if isinstance(args, str) else None


def _in_text(text: str) -> Iterator[tuple[str, Any]]:
    for value in _values(_FENCE.sub("\n", text[:LONGEST_TEXT])):
        for one in value if isinstance(value, list) else [value]:
            if not isinstance(one, dict):
                continue
            nested = one.get("function")
            inner: dict[str, Any] = nested if isinstance(nested, dict) else one
            name = inner.get("name") or inner.get("tool") or inner.get("tool_name")
            args = next((inner[key] for key in ("arguments", "args", "parameters", "input") if key in inner), None)
            if isinstance(name, str) and args is not None:
                yield name, args


def _values(text: str) -> Iterator[Any]:
    """Every JSON object or list in a text, also one with a comma too many or without its end."""
    decoder = json.JSONDecoder()
    at = 0
    while at < len(text):
        start = min((place for place in (text.find("{", at), text.find("[", at)) if place >= 0), default=-1)
        if start < 0:
            return
        try:
            value, end = decoder.raw_decode(text, start)
            yield value
            at = end
        except ValueError:
            mended = _mended(text[start:])
            if mended is not None:
                yield mended
                return
            at = start + 1
        except RecursionError:
            return


def _mended(text: str) -> dict[str, Any] | None:
    """An object whose end is missing or that has a comma too many; None where that is not what ails it."""
    bare = _TRAILING_COMMA.sub(r"\1", text.strip())
    for ending in ("", "}", "}}", '"}', '"}}', "]}", "]}}"):
        try:
            value = json.loads(bare + ending)
        except (ValueError, RecursionError):
            continue
        return value if isinstance(value, dict) else None
    return None
