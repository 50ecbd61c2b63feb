"""The commands of a message folded over the case: what was done, what was refused and why, and what has to be asked."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from assistant.case import Case, CaseFile, Pending, Rejected, Talk
from assistant.case.changes import SchemeName, changes
from assistant.case.consequences import category_question, consequences, later_question, standing
from assistant.case.lexicon import activities, roles
from assistant.case.telling import tell
from assistant.case.values import PARTS
from assistant.domain import Action, Answer, Command, Language, Understanding
from assistant.texts import say
from assistant.tools import TOOLS, Redo, Setting, Undo, done, made

T = TypeVar("T")
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


@dataclass
class _Doing:
    """The commands of a message while they are done one after another."""

    file: CaseFile
    setting: Setting
    scheme_name: SchemeName
    actions: list[Action] = field(default_factory=list)
    offers: list[tuple[str, Pending]] = field(default_factory=list)
    """What would be accepted if the user says yes, with the question."""
    standing: list[str] = field(default_factory=list)
    """Lines about which a command said what they were already."""
    changed: bool = False
    """Something was changed by other means than a step back or forward."""

    def do(self, command: Command) -> None:
        """One that a rule forbids changes nothing, and says why."""
        was, language = self.file.case, self.setting.language
        try:
            self.file = _done(command, self.file, self.setting)
            lines = changes(was, self.file.case, language, self.scheme_name)
            stands = "" if lines else standing(command, self.file.case, language)
            message = ("；" if language == "zh" else "; ").join(lines) or stands or say("unchanged", language)
            self.actions.append(_action(command, "applied", message))
            self.changed = self.changed or (self.file.case != was and not _is_step(command))
            self.standing += [stands] if stands else []
        except Rejected as rejected:
            reason = rejected.said(language)
            self.actions.append(_action(command, "rejected", reason))
            if rejected.offer is not None:
                self.offers.append((reason, Pending(kind="confirm", tool=command.tool, args={**command.args, **rejected.offer})))
        self.file = self.file.with_talk(_spoken_of(command, self.file))


def act(understanding: Understanding, file: CaseFile, setting: Setting, scheme_name: SchemeName) -> Acted:
    """Every command in its order; one that a rule forbids changes nothing and the others go on."""
    language, before = setting.language, file.case
    doing = _Doing(file, setting, scheme_name)
    for command in understanding.commands:
        doing.do(command)
    after = _as_one_step(file, doing)
    lines = changes(before, after.case, language, scheme_name)
    later = later_question(before, after.case, language) if any(map(_sets_a_cost, understanding.commands)) else ""
    questions = [
        *(question for question, _ in doing.offers),
        *understanding.unclear,
        category_question(before, after.case, language) if any(map(_describes, understanding.commands)) else "",
        later,
    ]
    asks = tuple(dict.fromkeys(question for question in questions if question))[:ASKS_AT_MOST]
    refused = dict.fromkeys(action.message for action in doing.actions if action.status == "rejected")
    parts = [
        _told(lines, doing, language),
        *(reason for reason in refused if reason not in asks),
        *consequences(before, after.case, language),
        *(tell(asked, after.case, language, scheme_name) for asked in understanding.asked),
        say("kept", language) if understanding.declined and not lines else "",
        *asks,
    ]
    pending = _pending(doing, understanding, before, after, bool(later) and later in asks)
    said = "\n\n".join(part for part in parts if part)
    return Acted(after.with_talk(after.talk.changed(pending=pending)), language, tuple(doing.actions), tuple(lines), said, asks)


def joined(acted: Acted, answered: Answer | None) -> Answer:
    """What was done to the case and the answer to the question beside it, as one reply.

    A question that finds no answer is refused only when nothing else was to be said.
    """
    if answered is None:
        language = acted.language
        return Answer(acted.said, language, asks=acted.asks)
    if not acted.said:
        return answered
    asks = (*acted.asks, *answered.asks)[:ASKS_AT_MOST]
    refused = answered.refused and not acted.changes
    return replace(answered, text=f"{acted.said}\n\n{answered.text}", asks=asks, refused=refused)


def _done(command: Command, file: CaseFile, setting: Setting) -> CaseFile:
    kind = TOOLS.get(command.tool)
    if kind is None:
        raise Rejected("bad_arguments", reason=command.tool)
    return done(made(kind, command.args), file, setting)


def _is_step(command: Command) -> bool:
    return command.tool in (Undo.name, Redo.name)


def _sets_a_cost(command: Command) -> bool:
    return command.tool == "set_cost"


def _describes(command: Command) -> bool:
    return command.tool in ("describe_services", "answer_category_question")


def _as_one_step(start: CaseFile, doing: _Doing) -> CaseFile:
    """The changes of one message made one step, so that one step back takes all of them back; mere steps stay what they are."""
    return start.with_case(doing.file.case).with_talk(doing.file.talk) if doing.changed else doing.file


def _told(lines: Sequence[str], doing: _Doing, language: Language) -> str:
    steps = {action.tool for action in doing.actions if action.status == "applied"}
    if not steps:
        return ""
    head = {frozenset({Undo.name}): "undone", frozenset({Redo.name}): "redone"}.get(frozenset(steps), "noted")
    shown = list(dict.fromkeys([*lines, *doing.standing]))
    if not lines and head == "noted":
        if not shown:
            return say("unchanged", language)
        head = "stands"
    stop = "。" if language == "zh" else "."
    if not shown:
        return say(head, language).rstrip("：:") + stop
    if len(shown) == 1:
        return f"{say(head, language)}{'' if language == 'zh' else ' '}{shown[0]}{stop}"
    return "\n".join([say(head, language), "", *(f"- {line}" for line in shown)])


def _pending(doing: _Doing, understanding: Understanding, before: Case, after: CaseFile, asks_later: bool) -> Pending | None:
    """What the next message may answer. A question in between leaves it standing."""
    between = after.case.fit.between
    category = Pending(kind="category", between=between) if between else None
    if doing.offers:
        return doing.offers[-1][1]
    if category and after.case.fit != before.fit:
        return category
    if asks_later:
        return Pending(kind="later")
    old = after.talk.pending
    if old and old.kind != "category" and not (understanding.commands or understanding.declined):
        return old
    return category


_SUBJECTS = {
    "raci": (
        *("assign_raci", "remove_role", "replace_role", "swap_roles", "copy_row", "remove_row", "rename_row", "move_row", "clear_raci"),
        *("set_responsibility", "use_template"),
    ),
    "costs": ("set_cost", "adjust_cost", "convert_cost", "remove_cost", "set_later", "set_budget"),
    "profile": ("set_profile", "add_to_profile", "remove_from_profile"),
    "categories": ("describe_services", "answer_category_question", "choose_categories"),
}
_SUBJECT = {tool: subject for subject, tools in _SUBJECTS.items() for tool in tools}


def _spoken_of(command: Command, file: CaseFile) -> Talk:
    """The talk with what a command is about in front; what was refused has been spoken of as well."""
    talk, args = file.talk, command.args
    if command.tool in _SUBJECT:
        talk = talk.changed(subject=_SUBJECT[command.tool])
    if _SUBJECT.get(command.tool) == "raci":
        renamed = command.tool == "rename_row"
        named = args.get("new") if renamed else args.get("activity") or args.get("item") or args.get("target")
        if isinstance(named, str) and named:
            row = file.case.raci.row(named)
            talk = talk.changed(activities=_in_front(row.activity if row else named, talk.activities, activities().key))
        for name in ("other", "one", "backup", "primary", *(() if renamed else ("new",)), "role"):
            if isinstance(args.get(name), str) and args[name]:
                talk = talk.changed(roles=_in_front(args[name], talk.roles, roles().key))
    part, label = args.get("part"), args.get("label")
    if _SUBJECT.get(command.tool) == "costs" and part in PARTS and (label is None or isinstance(label, str)):
        talk = talk.changed(costs=_in_front((part, label or None), talk.costs, lambda each: each))
    return talk


def _in_front(one: T, others: tuple[T, ...], key: Callable[[T], object]) -> tuple[T, ...]:
    return (one, *(other for other in others if key(other) != key(one)))[:8]


def _action(command: Command, status: Any, message: str) -> Action:
    plain = json.loads(json.dumps(command.args, ensure_ascii=False, default=str))
    return Action(command.tool, plain, status, message)
