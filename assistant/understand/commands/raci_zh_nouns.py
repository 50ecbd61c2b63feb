"""What the names in a Chinese clause do, and the words that point at rows: which row is spoken of, who waits for a verb."""

from collections.abc import Sequence

from assistant.texts import say
from assistant.understand.commands.raci_zh_moves import Assign, Drop
from assistant.understand.commands.raci_zh_names import WORDS, role_like
from assistant.understand.commands.raci_zh_places import activity_of, phase_in, rows_at
from assistant.understand.commands.raci_zh_state import PASSED, Clause, Reader, State
from assistant.understand.commands.raci_zh_tokens import Token
from assistant.understand.commands.raci_zh_verbs import PREDICATES


def _activity(state: State, clause: Clause, token: Token) -> None:
    assert token.noun is not None
    after = clause.following()
    name = activity_of(state.names.spelt(token.noun, clause.said), after.text if after and after.kind == "tag" else "", state.matrix)
    if clause.before in ("becomes", "changes") and clause.named and not state.subjects:
        state.command(clause, "rename_row", {"activity": state.targets[-1], "new": name})
        return
    with_it = clause.before == "to" and clause.at > 1 and clause.tokens[clause.at - 2].kind == "activity"
    joined = (clause.before == "and" or with_it) and clause.named
    if _ours(clause):
        state.subjects = []
    told = _told_of(state, clause, token, joined=joined)
    state.turn_to(name, joined=joined)
    state.phase = clause.phase
    clause.named = True
    for move in told:
        move.activities, move.named = state.targets, True
    if _acts(clause, token) and state.subjects and not state.closed and not clause.drop:
        state.give(clause, state.subjects, ("R",))
        state.closed = True


def _ours(clause: Clause) -> bool:
    """Whether a role before the activity only says whose it is: 我们车间的设备校准, 我们医院这边那个应急演练."""
    before = [token for token in clause.tokens[: clause.at] if token.kind not in ("filler", "between")]
    return [token.kind for token in before] in (["we", "role", "of"], ["we", "role", "tag"])


def _told_of(state: State, clause: Clause, token: Token, *, joined: bool) -> list[Assign | Drop]:
    """What the clause has said already and is about the activity behind it: 质量部负责内审."""
    made = [move for move in state.moves[clause.first_move :] if isinstance(move, (Assign, Drop))]
    if not clause.named:
        if made and token.noun and not token.noun.known:
            clause.stray = clause.stray or clause.we or state.named
        return made
    return [move for move in made if move.activities == state.targets] if joined else []


def _acts(clause: Clause, token: Token) -> bool:
    """Whether the activity is named by its action and no other verb follows: 法务签合同."""
    predicate = clause.following(*PASSED, "activity", "and")
    return bool(WORDS["action_name"].search(token.text)) and not (predicate and predicate.kind in PREDICATES)


def _role(state: State, clause: Clause, token: Token) -> None:
    assert token.noun is not None
    name = state.names.spelt(token.noun, clause.said)
    clause.loose = clause.loose or not (token.noun.known or role_like(token.text))
    if state.unnamed and clause.at > 1 and [each.kind for each in clause.tokens[clause.at - 2 : clause.at]] == ["speaker", "is"]:
        for said, letters in state.unnamed:
            state.give(said, [name], letters)
        state.unnamed = []
    elif clause.drop is not None:
        clause.drop.roles.append(name)
    elif clause.not_but:
        state.old.append(name)
    elif clause.heirs:
        state.exchange(clause, name, clause.heirs[0])
        clause.heirs, state.closed = [], True
    elif state.open:
        _given_open(state, clause, name)
    else:
        _waits(state, clause, name)


def _given_open(state: State, clause: Clause, name: str) -> None:
    """The role comes behind its letters: 知会车间, A是管代."""
    if clause.negated:
        state.take_out(clause, [name], state.open)
    elif state.opened is None:
        state.opened = state.give(clause, [name], state.open, add=clause.add)
    else:
        state.opened.roles.append(name)
        state.names.learn(name, "role")


def _waits(state: State, clause: Clause, name: str) -> None:
    if state.closed:
        state.subjects, state.closed = [], False
    state.subjects.append(name)
    if clause.before == "to":
        clause.served.append(name)


def _unknown(state: State, clause: Clause, token: Token) -> None:
    """Noise in front of a known activity does no harm; anywhere else something has not been understood."""
    rest = clause.tokens[clause.at + 1 :]
    known = any(each.kind == "activity" and each.noun and each.noun.known for each in rest)
    if state.subjects or len(state.moves) > clause.first_move or not known:
        clause.stray = True


def _at(state: State, clause: Clause, token: Token) -> None:
    """在 is followed by an activity, or by a place that is of no importance."""
    rest = clause.tokens[clause.at + 1 :]
    if rest and rest[0].kind in ("role", "unknown"):
        clause.skipped = (clause.at + 1,)
        clause.stray = clause.stray or not (len(rest) > 1 and rest[1].kind == "inside")


def _ref(state: State, clause: Clause, token: Token) -> None:
    upward = token.text.startswith(("上", "前")) and bool(state.earlier)
    name = state.before_last() if upward else (state.rows[0] if state.rows else None)
    _point_at(state, clause, (name,) if name else ())


def _before_last(state: State, clause: Clause, token: Token) -> None:
    name = state.before_last()
    _point_at(state, clause, (name,) if name else ())


def _both_rows(state: State, clause: Clause, token: Token) -> None:
    if token.text.startswith("前") and len(state.matrix.rows) > 1:
        _point_at(state, clause, tuple(row.activity for row in state.matrix.rows[:2]))
        return
    one, other = (state.earlier or state.rows)[-1:], state.before_last()
    _point_at(state, clause, (*one, other) if one and other else ())


def _every(state: State, clause: Clause, token: Token) -> None:
    if token.text == "都" and len(state.subjects) != 1:
        return
    clause.everywhere = True
    if any(word in token.text for word in ("行", "条", "活动", "地方", "工作", "表")):
        _point_at(state, clause, tuple(row.activity for row in state.matrix.rows))


def _row(state: State, clause: Clause, token: Token) -> None:
    found = rows_at(token.text, state.matrix)
    if not found:
        state.unclear.append(say("no_such_place", "zh", number=token.text.strip("第行条的"), count=len(state.matrix.rows)))
    _point_at(state, clause, found)


def _point_at(state: State, clause: Clause, found: Sequence[str]) -> None:
    if not found:
        clause.stray = True
        return
    for n, name in enumerate(found):
        state.turn_to(name, joined=n > 0 or (clause.named and clause.tokens[clause.at - 1].kind == "and"))
    clause.named = True
    state.phase = None


def _phase(state: State, clause: Clause, token: Token) -> None:
    clause.phase = phase_in(token.text)
    if clause.named:
        state.phase = clause.phase


READERS: dict[str, Reader] = {
    "activity": _activity,
    "role": _role,
    "unknown": _unknown,
    "at": _at,
    "ref": _ref,
    "before_last": _before_last,
    "both": _both_rows,
    "every": _every,
    "row": _row,
    "phase": _phase,
}
