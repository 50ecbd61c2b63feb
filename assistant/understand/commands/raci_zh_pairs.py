"""Chinese clauses about who is primarily responsible for a work item and who stands in: 主要负责人是网管，备份是系统管理员."""

import re
from collections.abc import Sequence
from typing import Any

from assistant.domain import Command
from assistant.understand.commands.raci_zh_moves import Whole
from assistant.understand.commands.raci_zh_names import WORDS as NAME_WORDS
from assistant.understand.commands.raci_zh_names import plausible, role_like
from assistant.understand.commands.raci_zh_phrases import phrases_of
from assistant.understand.commands.raci_zh_places import WORDS, activity_of
from assistant.understand.commands.raci_zh_state import State
from assistant.understand.commands.raci_zh_tokens import Token
from assistant.understand.commands.stretches import Stretch

_KINDS = ("primary", "backup")
LOOSE = NAME_WORDS["loose_role"]


def speaks_of_pairs(folded: str) -> bool:
    """Whether a message sets a primary or a backup, so that its A角 is one as well."""
    return bool(WORDS["pair_said"].search(folded) or WORDS["backup"].search(folded) or WORDS["primary"].search(folded))


def read_pair(state: State, stretch: Stretch, *, both: bool) -> bool:
    """Whether the clause says who is primary or backup. `both`: the message names a backup somewhere, so that 主要负责 means the primary."""
    labels = _labels(stretch.folded, both)
    if not labels:
        return False
    first = labels[0][1]
    lead = _tokens(state, stretch.folded[:first], stretch.text)
    item = next((name for kind, name in lead if kind == "activity"), None)
    before = [name for kind, name in lead if kind == "role"]
    loose = [name for kind, name in lead if kind == "unknown"]
    args: dict[str, Any] = {}
    for n, (which, start, end) in enumerate(labels):
        following = labels[n + 1][1] if n + 1 < len(labels) else len(stretch.folded)
        text = stretch.folded[end:following]
        if WORDS["pair_empty"].search(text.strip(" ,、的也就")):
            args[which] = None
            continue
        named = _named(state, text, stretch.text[end:following], linked=bool(WORDS["pair_link"].search(text)))
        leading = stretch.folded[labels[n - 1][2] : start] if n else ""
        given = named or (before[-1] if before and n == 0 else None) or (_named(state, leading, leading, linked=True) if n else None)
        if given:
            args[which] = given
    item = item or (loose[0] if loose and (before or not _needs_role(args, loose)) and plausible(loose[0]) else None)
    item = item or next((name for name in state.rows if state.targets or _paired(state, name)), None)
    if not args or item is None:
        return False
    return _kept(state, stretch, item, args)


def _paired(state: State, activity: str) -> bool:
    row = state.matrix.row(activity)
    return row is not None and bool(row.primary or row.backup)


def _needs_role(args: dict[str, Any], loose: Sequence[str]) -> bool:
    return not args and bool(loose)


def _kept(state: State, stretch: Stretch, item: str, args: dict[str, Any]) -> bool:
    state.turn_to(item)
    row = state.matrix.row(item)
    given = {which: name for which, name in args.items() if name}
    commands = [Command("set_responsibility", {"item": item, **given}, stretch.text)] if given else []
    for which in (which for which, name in args.items() if name is None):
        holder = getattr(row, which) if row else None
        if holder:
            commands.append(Command("remove_role", {"role": holder, "activity": item}, stretch.text))
    state.moves += [Whole(stretch.numbers[0], stretch.text, command=command) for command in commands]
    return bool(commands)


def _labels(folded: str, both: bool) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    for which in _KINDS:
        found += [(which, match.start(), match.end()) for match in WORDS[which].finditer(folded)]
    if both and not any(which == "primary" for which, _, _ in found):
        found += [("primary", match.start(), match.end()) for match in WORDS["primary_if_backup"].finditer(folded)]
    return sorted(found, key=lambda label: label[1])


def _named(state: State, folded: str, text: str, *, linked: bool) -> str | None:
    """The role behind a label; without a link it has to be all that stands there."""
    names = [name for kind, name in _tokens(state, re.sub(WORDS["pair_link"], lambda match: " " * len(match.group()), folded), text)]
    if not names or not (linked or len(names) == 1):
        return None
    return names[0] if role_like(names[0].lower()) or state.is_role(names[0]) or (linked and LOOSE.search(names[0].lower())) else None


def _tokens(state: State, folded: str, text: str) -> list[tuple[str, str]]:
    tokens: list[Token] = phrases_of(folded, state.names, governed=True)
    found = []
    for at, token in enumerate(tokens):
        if token.noun is None:
            continue
        name = state.names.spelt(token.noun, text)
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.kind == "activity":
            name = activity_of(name, after.text if after and after.kind == "tag" else "", state.matrix)
        found.append((token.kind, name))
    return found
