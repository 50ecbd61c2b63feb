"""Chinese clauses about whole rows: one like another, renamed, moved, swapped, taken from the template, all of them cleared."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from assistant.case.lexicon import activities, roles
from assistant.case.values import Letter
from assistant.domain import Command
from assistant.texts import say
from assistant.understand.commands.raci_zh_moves import Whole
from assistant.understand.commands.raci_zh_names import activity_like, plausible
from assistant.understand.commands.raci_zh_phrases import phrases_of
from assistant.understand.commands.raci_zh_places import WORDS, activity_of, number_in, partly_named, phase_in, phases_in, rows_at
from assistant.understand.commands.raci_zh_state import State
from assistant.understand.commands.raci_zh_tokens import Token
from assistant.understand.commands.reading import Reading
from assistant.understand.commands.stretches import Stretch

_Found = tuple[str, dict[str, Any]]
LONGEST = 70
"""Characters of a clause about whole rows."""


LONGEST_PHASES = 14
"""Characters of a clause that only names phases."""


def read_rows(state: State, stretch: Stretch) -> bool:
    """Whether the clause is about whole rows; the command is kept in the state."""
    folded = stretch.folded.strip()
    if len(folded) > LONGEST:
        return False
    unclear = len(state.unclear)
    for reader in _READERS:
        found = reader(state, folded)
        if len(state.unclear) > unclear:
            return True
        if found:
            found = [(tool, {name: _as_written(value, stretch) for name, value in args.items()}) for tool, args in found]
            for tool, args in found:
                state.moves.append(Whole(stretch.numbers[0], stretch.text, command=Command(tool, args, stretch.text)))
            named = found[-1][1].get("target") or found[-1][1].get("new") or found[-1][1].get("activity")
            if isinstance(named, str) and found[-1][0] != "swap_roles":
                state.turn_to(named)
            return True
    return False


def _as_written(value: Any, stretch: Stretch) -> Any:
    """A name in the letters in which the clause has it."""
    at = stretch.folded.find(value) if isinstance(value, str) else -1
    return stretch.text[at : at + len(value)] if at >= 0 else value


def _cleared(state: State, folded: str) -> list[_Found]:
    return [("clear_raci", {})] if WORDS["clears"].search(folded) and state.matrix.rows else []


def _template(state: State, folded: str) -> list[_Found]:
    if not WORDS["template"].search(folded) or WORDS["template_not"].search(folded):
        return []
    args: dict[str, Any] = {}
    if WORDS["responsibilities"].search(folded) and "raci" not in folded:
        args["kind"] = "responsibilities"
    if phases := phases_in(folded):
        args["phases"] = list(phases)
    else:
        named = [token for token in phrases_of(folded, state.names, governed=True) if token.kind == "activity" and token.noun]
        chosen = [token.text for token in named if activities().find(token.text) and "职责" not in token.text and "矩阵" not in token.text]
        if chosen and "kind" not in args:
            args["activities"] = chosen
    return [("use_template", args)]


def with_phases(reading: Reading) -> None:
    """“用模板，差距分析阶段的”: phases said in the clause behind belong to the template."""
    for place, (number, command) in enumerate(reading.found):
        behind = reading.clauses[number + 1] if number + 1 < len(reading.clauses) else None
        if command.tool != "use_template" or behind is None or command.args.get("phases") or len(behind.folded) > LONGEST_PHASES:
            continue
        if phases := phases_in(behind.folded):
            reading.used.add(number + 1)
            reading.found[place] = (number, Command(command.tool, {**command.args, "phases": list(phases)}, command.said))


def _copied(state: State, folded: str) -> list[_Found]:
    if WORDS["unlike"].search(folded):
        return []
    present = next(iter(state.rows), None)
    for name in ("copies_like", "copies_as", "copies_first", "copies_taken", "copies_follow"):
        match = WORDS[name].search(folded)
        if match:
            target = _activity(state, match["target"]) if match["target"] else present
            if found := _copy(state, _activity(state, match["source"]), target):
                return found
    last = WORDS["copies_last"].search(folded)
    targets = [_activity(state, part) for part in re.split(r"[、和与及]", last["target"]) if part] if last else []
    found = [each for target in targets for each in _copy(state, present, target)]
    return found if len(found) == len(targets) else []


def _copy(state: State, source: str | None, target: str | None) -> list[_Found]:
    if not source or not target or activities().key(source) == activities().key(target) or not state.matrix_or_moved(source):
        return []
    return [("copy_row", {"source": source, "target": target})]


def _renamed(state: State, folded: str) -> list[_Found]:
    match = WORDS["renames"].search(folded)
    old = _row(state, match["old"]) if match else None
    if match is None or old is None:
        return []
    new = match["new"].strip(" “”\"'")
    return [("rename_row", {"activity": old, "new": new})] if plausible(new) else []


def _moved(state: State, folded: str) -> list[_Found]:
    match = WORDS["moves"].search(folded)
    if not match:
        return []
    name, place = match["name"], match["place"].strip()
    activity = _activity(state, name) if name else (state.rows[0] if state.rows else None)
    if activity is None:
        return []
    phase = phase_in(place)
    if phase and not state.matrix.row(activity):
        state.turn_to(activity)
        state.phase = phase
        return []
    if phase:
        return [("move_row", {"activity": activity, "phase": phase})]
    known = state.matrix.row(activity)
    if not known and activities().find(activity) and (WORDS["place_first"].search(place) or WORDS["place_last"].search(place)):
        # The refusal names the rows that there are.
        return [("move_row", {"activity": activity, "at": 1})]
    return [("move_row", {"activity": known.activity, **at})] if known and (at := _place(state, known.activity, place)) else []


def _place(state: State, activity: str, place: str) -> dict[str, Any]:
    """Where a row is to stand; nothing when the words name no place."""
    rows = [row.activity for row in state.matrix.rows]
    for before in (True, False):
        match = WORDS["place_before" if before else "place_after"].search(place)
        other = _row(state, match["other"]) if match else None
        if other and other != activity:
            rest = [name for name in rows if name != activity]
            return {"before": other} if before else {"at": rest.index(other) + 2}
    if WORDS["place_first"].search(place):
        return {"at": 1}
    if WORDS["place_last"].search(place):
        return {"at": len(rows)}
    numbered = WORDS["place_row"].search(place)
    number = number_in(numbered.group()) if numbered else None
    return {"at": number} if number else {}


def _swapped(state: State, folded: str) -> list[_Found]:
    match = WORDS["swaps"].search(folded)
    if not match:
        return []
    one, other = _tokens(state, match["one"]), _tokens(state, match["other"])
    if not one or not other:
        return []
    named = [token for token in one if token.kind == "activity"]
    activity = _spelt(state, named[0], match["one"]) if named else (state.rows[0] if state.rows else None)
    first, second = one[-1], other[-1]
    if first.kind == second.kind == "activity":
        upper, lower = _row(state, match["one"]), _row(state, match["other"])
        if upper and lower:
            return list(_rows_swapped(state, upper, lower))
        lacking = first.text if not upper else second.text
        return [("move_row", {"activity": lacking, "at": 1})]
    if activity is None:
        return []
    names = [_holder(state, activity, token, text) for token, text in ((first, match["one"]), (second, match["other"]))]
    if not names[0] or not names[1] or roles().key(names[0]) == roles().key(names[1]):
        state.unclear.append(say("raci_ask_swap", "zh", activity=activity))
        return []
    return [("swap_roles", {"activity": activity, "one": names[0], "other": names[1]})]


def _rows_swapped(state: State, one: str, other: str) -> Iterator[_Found]:
    rows = [row.activity for row in state.matrix.rows]
    first, second = sorted((one, other), key=rows.index)
    places = rows.index(first) + 1, rows.index(second) + 1
    yield "move_row", {"activity": second, "at": places[0]}
    if places[1] - places[0] > 1:
        yield "move_row", {"activity": first, "at": places[1]}


def _holder(state: State, activity: str, token: Token, text: str) -> str | None:
    """The role that is named, or that has the letter that is."""
    if token.kind == "role":
        return _spelt(state, token, text)
    row = state.matrix.row(activity)
    letter: Letter | None = next(iter(token.letters), None)
    return next(iter(row.of(letter)), None) if row and letter else None


def _pair_swapped(state: State, folded: str) -> list[_Found]:
    match = WORDS["swaps_pair"].search(folded)
    item = (_activity(state, match["item"]) if match["item"] else next(iter(state.rows), None)) if match else None
    row = state.matrix.row(item) if item else None
    if row is None or not row.primary or not row.backup:
        return []
    return [("swap_roles", {"activity": row.activity, "one": row.primary, "other": row.backup})]


def _row(state: State, text: str) -> str | None:
    """The row there is that a text names."""
    name = _activity(state, text)
    row = state.matrix.row(name) if name else None
    return row.activity if row else None


def _activity(state: State, text: str) -> str | None:
    """The activity that a text names, wholly or by a part of the name of a row, by number, or as the one spoken of."""
    tokens = [
        token for token in phrases_of(text, state.names, governed=True) if token.kind not in ("filler", "between", "take", "of", "is")
    ]
    if any(token.kind == "unknown" for token in tokens) and len(tokens) > 2:
        return None
    for token in tokens:
        if token.kind == "row":
            return next(iter(rows_at(token.text, state.matrix)), None)
        if token.kind == "activity" and token.noun:
            return activity_of(state.names.spelt(token.noun, text), "", state.matrix)
    if tokens and tokens[0].kind in ("ref", "tag"):
        return state.rows[0] if state.rows else None
    if len(tokens) in (1, 2) and tokens[0].noun:
        name = tokens[0].text
        found = partly_named(name, [row.activity for row in state.matrix.rows]) or activity_of(name, "条", state.matrix)
        return found if state.matrix.row(found) or activities().find(found) or activity_like(found) else None
    return None


def _tokens(state: State, text: str) -> list[Token]:
    return [
        token for token in phrases_of(text, state.names, governed=True) if token.kind in ("activity", "role", "letter") or token.letters
    ]


def _spelt(state: State, token: Token, text: str) -> str:
    return state.names.spelt(token.noun, text) if token.noun else re.sub(r"\s+", " ", token.text)


_READERS: tuple[Callable[[State, str], list[_Found]], ...] = (
    _cleared,
    _template,
    _pair_swapped,
    _swapped,
    _renamed,
    _copied,
    _moved,
)
