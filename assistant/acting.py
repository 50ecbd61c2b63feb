"""The commands of a message folded over the case: what was done, what was refused and why, and what has to be asked."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.case import Case, CaseFile, Pending, Rejected, Talk
from assistant.case.changes import SchemeName, changes
from assistant.case.fitting import question_between
from assistant.case.telling import sums_line, tell
from assistant.domain import Action, Command, Language, Understanding
from assistant.texts import say
from assistant.tools import TOOLS, Redo, Setting, Undo, applied, made

ASKS_AT_MOST = 2
"""Questions put to the user at a time."""


@dataclass(frozen=True)
class Acted:
    """What the commands of one message came to."""

    file: CaseFile
    language: Language = "zh"
    actions: tuple[Action, ...] = ()
    changes: tuple[str, ...] = ()
    """A line for each change."""
    said: str = ""
    """The reply, as Markdown; "" when there was nothing to do."""
    asks: tuple[str, ...] = ()


def act(understanding: Understanding, file: CaseFile, setting: Setting, scheme_name: SchemeName) -> Acted:
    """Every command in its order; one that a rule forbids changes nothing and the others go on."""
    language = setting.language
    before, actions, pending, step = file.case, [], None, ""
    for command in understanding.commands:
        was = file.case
        try:
            file = _done(command, file, setting)
            message = "; ".join(changes(was, file.case, language, scheme_name)) or say("unchanged", language)
            actions.append(_action(command, "applied", message))
            step = command.tool if command.tool in (Undo.name, Redo.name) else step
        except Rejected as rejected:
            actions.append(_action(command, "rejected", rejected.said(language)))
            if rejected.offer is not None:
                pending = Pending(kind="confirm", tool=command.tool, args={**command.args, **rejected.offer})
        file = file.with_talk(_spoken_of(command, file))
    file = _as_one_step(file, before, understanding.commands)
    lines = changes(before, file.case, language, scheme_name)
    asks = tuple(dict.fromkeys([*understanding.unclear, *_questions(understanding, before, file.case, language)]))[:ASKS_AT_MOST]
    told = [tell(asked, file.case, language, scheme_name) for asked in understanding.asked]
    parts = [
        _told(lines, step, actions, language),
        *dict.fromkeys(action.message for action in actions if action.status == "rejected"),
        *_consequences(before, file.case, language),
        *told,
        say("kept", language) if understanding.declined and not lines else "",
        *asks,
    ]
    talk = file.talk.changed(pending=_pending(pending, understanding, file, asks))
    return Acted(file.with_talk(talk), language, tuple(actions), tuple(lines), "\n\n".join(part for part in parts if part), asks)


def _done(command: Command, file: CaseFile, setting: Setting) -> CaseFile:
    kind = TOOLS.get(command.tool)
    if kind is None:
        raise Rejected("bad_arguments", reason=command.tool)
    tool = made(kind, command.args)
    if isinstance(tool, Undo):
        return file.undone(tool.steps)
    if isinstance(tool, Redo):
        return file.redone(tool.steps)
    return file.with_case(applied(tool, file.case, setting))


def _as_one_step(file: CaseFile, before: Case, commands: Sequence[Command]) -> CaseFile:
    """The changes of one message made one step, so that one step back takes all of them back."""
    if any(command.tool in (Undo.name, Redo.name) for command in commands):
        return file
    number = next((n for n in range(file.at, -1, -1) if file.states[n] is before), file.at)
    if file.at - number < 2:
        return file
    return replace(file, states=(*file.states[: number + 1], file.case), at=number + 1)


def _told(lines: Sequence[str], step: str, actions: Sequence[Action], language: Language) -> str:
    if not lines:
        return say("unchanged", language) if any(action.status == "applied" for action in actions) else ""
    head = say({Undo.name: "undone", Redo.name: "redone"}.get(step, "noted"), language)
    if len(lines) == 1:
        return f"{head}{'' if language == 'zh' else ' '}{lines[0]}{'。' if language == 'zh' else '.'}"
    return "\n".join([head, "", *(f"- {line}" for line in lines)])


def _consequences(before: Case, after: Case, language: Language) -> Iterator[str]:
    space = "" if language == "zh" else " "
    touched = [row for row in after.raci.rows if row not in before.raci.rows]
    said = [
        say("row_lacks", language, activity=row.activity, letters=("、" if language == "zh" else ", ").join(row.missing))
        if row.missing
        else say("row_complete", language, activity=row.activity)
        for row in touched[:3]
        if row.assignments
    ]
    new = [role for role in after.raci.overloaded() if role not in before.raci.overloaded()]
    said += [say("overloaded", language, role=role, count=sum(role in row.of("A") for row in after.raci.rows)) for role in new]
    if said:
        yield space.join(said)
    if before.costs.items != after.costs.items or before.costs.budget != after.costs.budget:
        yield sums_line(after.costs, language)
    stale = [each for each in after.stale if each not in before.stale]
    for because in dict.fromkeys(each.because for each in stale):
        areas = [say(f"area_{each.area}", language) for each in stale if each.because == because]
        joined = ("、" if language == "zh" else " and ").join(areas)
        yield say("stale_area", language, because=say(f"profile_{because}", language), area=joined)


def _questions(understanding: Understanding, before: Case, after: Case, language: Language) -> Iterator[str]:
    if after.fit.between and after.fit != before.fit:
        yield question_between(after.fit.between, language)
    certification = after.costs.item("certification")
    named = any(command.tool == "set_cost" and command.args.get("part") == "certification" for command in understanding.commands)
    unknown = [which for which, state in after.costs.later().items() if state == "unknown"]
    if named and certification and certification.amount is not None and unknown and before.costs.item("certification") != certification:
        if len(unknown) == len(after.costs.later()):
            yield say("ask_later", language)
        else:
            rest = ("、" if language == "zh" else ", ").join(say(which, language) for which in unknown)
            yield say("ask_later_rest", language, rest=rest)


def _pending(new: Pending | None, understanding: Understanding, file: CaseFile, asks: Sequence[str]) -> Pending | None:
    """What the next message may answer. A question in between leaves it standing."""
    if new is not None:
        return new
    if file.case.fit.between:
        return Pending(kind="category", between=file.case.fit.between)
    if any(command.tool == "set_cost" for command in understanding.commands) and asks:
        return Pending(kind="later")
    old = file.talk.pending
    answered = understanding.commands or understanding.declined
    return None if answered or (old and old.kind == "category") else old


def _spoken_of(command: Command, file: CaseFile) -> Talk:
    """The talk with what a command is about in front; what was refused has been spoken of as well."""
    talk, args = file.talk, command.args
    named = args.get("new") if command.tool == "rename_row" else args.get("activity") or args.get("item") or args.get("target")
    if isinstance(named, str) and named:
        row = file.case.raci.row(named)
        name = row.activity if row else named
        talk = talk.changed(activities=_in_front(name, talk.activities), subject="raci")
    role = args.get("role") or args.get("new")
    if isinstance(role, str) and role and command.tool != "rename_row":
        talk = talk.changed(roles=_in_front(role, talk.roles))
    if command.tool in ("set_cost", "adjust_cost", "convert_cost") and args.get("part"):
        talk = talk.changed(costs=_in_front((args["part"], args.get("label")), talk.costs), subject="costs")
    elif command.tool in ("set_later", "set_budget", "remove_cost"):
        talk = talk.changed(subject="costs")
    elif command.tool in ("set_profile", "add_to_profile", "remove_from_profile"):
        talk = talk.changed(subject="profile")
    elif command.tool in ("describe_services", "answer_category_question", "choose_categories"):
        talk = talk.changed(subject="categories")
    return talk


def _in_front(one: Any, others: tuple[Any, ...]) -> tuple[Any, ...]:
    return (one, *(other for other in others if other != one))[:8]


def _action(command: Command, status: Any, message: str) -> Action:
    plain = json.loads(json.dumps(command.args, ensure_ascii=False, default=str))
    return Action(command.tool, plain, status, message)
