"""Chinese clauses read one after another for what they move in the RACI matrix."""

from collections.abc import Callable, Sequence

from assistant.case.values import LETTERS, Letter
from assistant.domain import Command
from assistant.texts import say
from assistant.understand.commands.raci_zh_moves import Assign, Drop, Whole, names_in
from assistant.understand.commands.raci_zh_names import WORDS as NAME_WORDS
from assistant.understand.commands.raci_zh_names import plausible, role_like
from assistant.understand.commands.raci_zh_phrases import phrases_of
from assistant.understand.commands.raci_zh_places import activity_of, phase_in, rows_at
from assistant.understand.commands.raci_zh_state import Clause, State
from assistant.understand.commands.raci_zh_tokens import NOUNS, VERBS, Token
from assistant.understand.commands.stretches import Stretch

_ENOUGH = ("就行", "就好", "就够", "就可以", "即可", "就成", "只")
"""Said with letters that are all that is meant."""
_HANDS_OVER = ("归", "交给", "交由", "由", "派")
_PASSED = ("between", "filler", "to", "by", "tag", "also")
_PREDICATES = (*VERBS, "letter", "becomes", "deletes", "negates", "vague", "opinion")


def read_clause(state: State, stretch: Stretch) -> bool:
    """Whether the clause is about the matrix; what it moves, or whom it names for the next clause, is kept in the state."""
    tokens = phrases_of(stretch.folded, state.names, governed=bool(state.rows))
    clause = Clause(stretch.numbers[0], stretch.text, stretch.text, tokens, len(state.moves), asking=stretch.asks)
    kept = (state.targets, list(state.earlier), state.phase)
    if not state.closed:
        state.waiting += state.subjects
    state.subjects, state.closed = [], False
    for at, token in enumerate(tokens):
        clause.at = at
        if at not in clause.skipped:
            _READ.get(token.kind, _nothing)(state, clause, token)
    _end(state, clause)
    moved = len(state.moves) > clause.first_move
    if clause.stray and _heading(state, clause):
        return True
    if clause.stray:
        kinds = {token.kind for token in tokens}
        if kinds & set(VERBS) and "role" in kinds and not clause.we:
            state.missed.append(stretch.text)
        state.lost = state.lost or "activity" in kinds
        del state.moves[clause.first_move :]
        state.targets, state.earlier, state.phase = kept
        we = state.we
        state.sentence()
        state.we = we
    return not clause.stray and (moved or bool(tokens))


def end_sentence(state: State) -> None:
    """Roles for whom no verb has come: handed an activity, put right, or unclear."""
    pending = [*state.waiting, *([] if state.closed else state.subjects)]
    last = next((move for move in reversed(state.moves) if isinstance(move, Assign) and len(move.roles) == 1), None)
    clause = state.clause
    dropped = state.moves[-1] if state.moves and isinstance(state.moves[-1], Drop) else None
    if pending and clause:
        if state.old:
            _exchange_all(state, clause, pending)
        elif state.fixing and last:
            last.roles = [pending[0]]
        elif dropped and (state.changing or clause.served or state.handed) and (letters := _freed(state, dropped)):
            clause.change = True
            state.give(clause, pending, letters)
        elif state.changing and state.rows:
            state.unclear.append(_asked_whom(state, pending[0]))
        elif state.handed and all(role_like(name) or state.is_role(name) for name in pending):
            state.give(clause, pending, ("R",))
        elif clause.add and state.rows:
            state.unclear.append(say("raci_ask_letter", "zh", activity=state.rows[0], role=pending[0]))
    if state.named:
        for move in state.moves:
            move.activities = move.activities or (state.targets if isinstance(move, (Assign, Drop)) else ())
    state.sentence()


def _freed(state: State, dropped: Drop) -> tuple[Letter, ...]:
    return dropped.letters or (state.letters_in_row(dropped.roles[0]) if dropped.roles else ())


def _asked_whom(state: State, role: str) -> str:
    row = state.matrix.row(state.rows[0])
    holders = names_in(row) if row else []
    if not holders:
        return say("raci_ask_letter", "zh", activity=state.rows[0], role=role)
    return say("raci_ask_whom", "zh", activity=state.rows[0], holders="、".join(holders), role=role, one=holders[0])


def end_message(state: State) -> None:
    """An activity that is named only after all that is said of it: R是内审员，A是管代，就内审这一行."""
    if state.unnamed:
        example = state.unnamed[0][0].said.strip()
        state.unclear.append(say("raci_ask_self", "zh", activity=next(iter(state.rows), "内部审核"), said=example))
    clause = state.clause
    if clause is None or not clause.named or len(state.moves) > clause.first_move or not state.moves:
        return
    loose = [move for move in state.moves if isinstance(move, (Assign, Drop)) and not move.named]
    if len(loose) == len(state.moves):
        for move in loose:
            move.activities = state.targets


def _heading(state: State, clause: Clause) -> bool:
    """Whether the clause is nothing but a name that may be an activity if something is said of it: 双十一大促，…"""
    names = [token for token in clause.tokens if token.kind not in ("filler", "between", "tag", "is")]
    if len(names) != 1 or names[0].noun is None or len(state.moves) > clause.first_move:
        return False
    text = names[0].text
    if not plausible(text) or len(text) < 3 or NAME_WORDS["not_an_activity"].search(text):
        return False
    state.heading = state.names.spelt(names[0].noun, clause.text)
    return True


def _end(state: State, clause: Clause) -> None:
    state.clause = clause
    if clause.drop is not None:
        _end_drop(state, clause, clause.drop)
    if clause.former and not clause.change:
        del state.moves[clause.first_move :]
        state.subjects, state.waiting, state.closed, state.open = [], [], False, ()
        return
    if state.old and state.subjects and not state.closed and not clause.not_but:
        _exchange_all(state, clause, state.subjects)
        state.closed = True
    moved = len(state.moves) > clause.first_move
    if moved and clause.loose and not _sure(state, clause):
        clause.stray = True
    if state.fixing and clause.named and not moved and not state.subjects and any(isinstance(move, Assign) for move in state.moves):
        state.retarget(state.targets[-1])
    if clause.phase and clause.named:
        _end_phase(state, clause, moved)
    state.changing = clause.change and not moved
    state.open, state.opened = (state.open, None) if state.open and state.opened is None else ((), None)


def _sure(state: State, clause: Clause) -> bool:
    """Whether a role by an unknown name may be believed: all the rest has to be plain."""
    names = [token.text for token in clause.tokens if token.kind == "role" and token.noun and not token.noun.known]
    plain = all(role_like(name) or NAME_WORDS["loose_role"].search(name) for name in names)
    about = clause.named or clause.first_move > 0 or bool(state.targets) or state.talk.subject == "raci"
    said = all(not token.verb or len(token.text) > 1 for token in clause.tokens)
    return plain and about and said and not clause.we and not state.speaker and not clause.asking


def _end_drop(state: State, clause: Clause, drop: Drop) -> None:
    if drop.roles:
        drop.activities = state.rows
        drop.everywhere = clause.everywhere and not clause.named
        state.moves.append(drop)
    elif clause.named:
        _remove_rows(state, clause)
    else:
        clause.stray = True


def _end_phase(state: State, clause: Clause, moved: bool) -> None:
    for activity in state.targets:
        row = state.matrix.row(activity)
        if row and row.phase != clause.phase and not moved:
            args = {"activity": activity, "phase": clause.phase}
            state.moves.append(Whole(clause.number, clause.said, command=Command("move_row", args, clause.said)))


def _exchange_all(state: State, clause: Clause, new: Sequence[str]) -> None:
    for old in state.old:
        state.exchange(clause, old, new[0])
    for role in new[1:]:
        state.give(clause, [role], state.letters_in_row(state.old[0]) or ("R",))
    state.old = []


def _remove_rows(state: State, clause: Clause) -> None:
    said = any(token.kind in ("tag", "ref", "row", "both") for token in clause.tokens)
    known = [activity for activity in state.targets if state.matrix.row(activity)]
    if not known and not said:
        clause.stray = True
    for activity in known or (state.targets if said else ()):
        state.moves.append(Whole(clause.number, clause.said, command=Command("remove_row", {"activity": activity}, clause.said)))


# --- One function for each kind of token


def _nothing(state: State, clause: Clause, token: Token) -> None:
    """A word that only holds the others together."""


def _activity(state: State, clause: Clause, token: Token) -> None:
    assert token.noun is not None
    before = clause.tokens[clause.at - 1].kind if clause.at else ""
    after = clause.following()
    name = activity_of(state.names.spelt(token.noun, clause.text), after.text if after and after.kind == "tag" else "", state.matrix)
    made = [move for move in state.moves[clause.first_move :] if isinstance(move, (Assign, Drop))]
    predicate = clause.following(*_PASSED, "activity", "and")
    acts = NAME_WORDS["action_name"].search(token.text) and not (predicate and predicate.kind in _PREDICATES)
    if before in ("becomes", "changes") and clause.named and not state.subjects:
        args = {"activity": state.targets[-1], "new": name}
        state.moves.append(Whole(clause.number, clause.said, command=Command("rename_row", args, clause.said)))
        return
    with_it = before == "to" and clause.at > 1 and clause.tokens[clause.at - 2].kind == "activity"
    joined = (before == "and" or with_it) and clause.named
    told = [move for move in made if not clause.named or move.activities == state.targets] if joined or not clause.named else []
    if told and not clause.named and not token.noun.known:
        clause.stray = clause.stray or clause.we or state.named
    state.turn_to(name, joined=joined)
    state.phase = clause.phase
    clause.named = True
    for move in told:
        move.activities, move.named = state.targets, True
    if acts and state.subjects and not state.closed and not clause.drop:
        state.give(clause, state.subjects, ("R",))
        state.closed = True


def _role(state: State, clause: Clause, token: Token) -> None:
    assert token.noun is not None
    name = state.names.spelt(token.noun, clause.text)
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
    elif state.open and clause.negated:
        state.moves.append(Drop(clause.number, clause.said, state.rows, [name], letters=state.open, named=bool(state.targets)))
    elif state.open and state.opened is None:
        state.opened = state.give(clause, [name], state.open, add=clause.add)
    elif state.open and state.opened is not None:
        state.opened.roles.append(name)
        state.names.learn(name, "role")
    else:
        if state.closed:
            state.subjects, state.closed = [], False
        state.subjects.append(name)
        if clause.at and clause.tokens[clause.at - 1].kind == "to":
            clause.served.append(name)


def _unknown(state: State, clause: Clause, token: Token) -> None:
    """Noise in front of a known activity does no harm; anywhere else something has not been understood."""
    rest = clause.tokens[clause.at + 1 :]
    known = any(each.kind == "activity" and each.noun and each.noun.known for each in rest)
    if state.subjects or len(state.moves) > clause.first_move or not known:
        clause.stray = True


def _verb(state: State, clause: Clause, token: Token) -> None:
    if clause.drop is not None:
        clause.drop.letters = token.letters
    elif clause.not_but:
        clause.not_but, clause.change = False, True
    elif clause.negated:
        _negated(state, clause, token)
    elif _has_object(clause, token):
        state.subjects, state.open, state.opened = [], token.letters, None
    elif given := _who(state, token):
        _given(state, clause, token, given)
    elif state.closed and state.last:
        _again(state, clause, token)
    else:
        _for_nobody(state, clause, token)


def _given(state: State, clause: Clause, token: Token, given: Sequence[str]) -> None:
    short = len(token.text.rstrip("的了吧")) < 2
    offhand = token.kind in ("does", "does_weak") and not clause.named and (clause.we or (state.we and short))
    described = token.kind == "does_weak" and token.text.endswith("的") and not any(each.kind == "is" for each in clause.tokens)
    offhand = offhand or described
    if offhand or (token.kind in ("does", "does_weak") and set(given) <= set(clause.served)):
        clause.stray = True
        return
    if state.handed and state.waiting and state.clause and not set(given) & set(state.waiting):
        state.give(state.clause, state.waiting, ("R",))
    if state.old and state.old != given:
        _exchange_all(state, clause, given)
        clause.change = True
    after = clause.following("of", "between")
    if after and after.kind == "deletes":
        state.moves.append(Drop(clause.number, clause.said, state.rows, list(given), named=bool(state.targets), letters=token.letters))
        state.subjects, state.waiting, state.closed = list(given), [], True
        clause.skipped = tuple(range(clause.at + 1, len(clause.tokens)))
        return
    own = bool(state.old)
    state.old = []
    state.give(clause, given, token.letters, add=token.adds or clause.add).own = own
    state.subjects, state.waiting, state.closed = list(given), [], True
    state.open, state.opened = (), None


def _again(state: State, clause: Clause, token: Token) -> None:
    """Another verb of the same roles."""
    assert state.last is not None
    if state.fixing or clause.change or (any(word in token.text for word in _ENOUGH) and not token.adds):
        state.last.letters = token.letters
        state.last.change = state.last.change or clause.change
        if state.last not in state.moves:
            state.moves.append(state.last)
    else:
        state.last.letters = _both(state.last.letters, token.letters)


def _for_nobody(state: State, clause: Clause, token: Token) -> None:
    after = clause.following("filler", "between", "of", "to", "inside")
    told = ("role", "unknown") if token.kind not in ("does", "does_weak", "signs") else ()
    if after and after.kind in (*told, "becomes", "changes", "is", "deletes", "adds"):
        state.open, state.opened = token.letters, None
        return
    before = next((move for move in reversed(state.moves) if isinstance(move, (Assign, Drop)) and move.roles), None)
    enough = any(word in token.text for word in _ENOUGH)
    last = clause.at == len(clause.tokens) - 1 or clause.tokens[clause.at + 1].kind == "speaker"
    if state.speaker and token.kind != "informed" and last and state.rows:
        state.unnamed.append((clause, token.letters))
    elif before and (state.fixing or isinstance(before, Drop) or enough or token.adds) and not clause.we:
        if isinstance(before, Drop) and before.letters:
            state.moves.remove(before)
            clause.first_move = min(clause.first_move, len(state.moves))
            state.give(clause, before.roles, token.letters)
        elif isinstance(before, Assign):
            state.last = before
            _again(state, clause, token)
    elif state.talk.roles and (clause.change or enough) and not clause.we and not clause.named and token.kind not in ("does", "does_weak"):
        state.give(clause, state.talk.roles[:1], token.letters)
    else:
        clause.stray = True


def _negated(state: State, clause: Clause, token: Token) -> None:
    clause.negated = False
    following = clause.following(*_PASSED)
    if following and following.kind in ("role", "unknown", "activity") and token.kind in ("does", "does_weak"):
        clause.stray = True
        return
    if following and following.kind == "role" and not (state.subjects and not state.closed):
        clause.negated, state.open, state.opened = True, token.letters, None
        return
    given = _who(state, token) or (state.subjects if state.closed else [])
    if not given and clause.named and token.letters == ("R",):
        _remove_rows(state, clause)
        return
    given = given or list(state.talk.roles[:1])
    if given:
        state.moves.append(Drop(clause.number, clause.said, state.rows, list(given), letters=token.letters, named=bool(state.targets)))
        state.subjects, state.waiting, state.closed = list(given), [], True
    else:
        clause.stray = True


def _has_object(clause: Clause, token: Token) -> bool:
    """Whether whoever follows is told or asked, rather than the subject of what comes next."""
    if token.kind not in ("informed", "asks_opinion"):
        return False
    rest = [each for each in clause.tokens[clause.at + 1 :] if each.kind not in (*_PASSED, "and", "of")]
    others = [each for each in rest if each.kind not in ("role", "unknown")]
    return bool(rest and rest[0].kind == "role" and (not others or others[0].kind not in _PREDICATES or others[0].kind == "opinion"))


def _who(state: State, token: Token) -> list[str]:
    """The roles that a verb is said of, those of earlier clauses as well where it is said of several."""
    if state.closed:
        return []
    given = [*state.waiting, *state.subjects] if token.plural or not state.subjects else list(state.subjects)
    return given or list(state.old)


def _letter(state: State, clause: Clause, token: Token) -> None:
    before = clause.tokens[clause.at - 1].kind if clause.at else ""
    after = clause.following("of")
    if clause.drop is not None:
        clause.drop.letters = token.letters
    elif clause.not_but:
        clause.not_but, clause.change = False, True
    elif before == "and" and state.open and state.opened is None:
        state.open = _both(state.open, token.letters)
    elif state.closed and state.last and (before == "and" or clause.change):
        state.last.letters = token.letters if clause.change else _both(state.last.letters, token.letters)
        state.last.change = state.last.change or clause.change
    elif (state.subjects or state.old) and not state.closed:
        _given(state, clause, token, _who(state, token))
    elif state.waiting and not (after and after.kind in ("role", "is", "unknown", "by", "becomes")):
        _given(state, clause, token, state.waiting)
    else:
        state.open, state.opened = token.letters, None


def _becomes(state: State, clause: Clause, token: Token) -> None:
    clause.not_but = False
    if state.opened is not None and state.opened.roles:
        state.old = [state.opened.roles.pop()]
        if not state.opened.roles:
            state.moves.remove(state.opened)
        state.open, state.opened = (), None
    elif not state.open and not state.closed and (state.subjects or (state.waiting and not clause.named)):
        state.old, state.subjects, state.waiting = state.subjects or state.waiting, [], []
    clause.change = True


def _takes_over(state: State, clause: Clause, token: Token) -> None:
    clause.heirs, state.subjects, state.waiting = (state.subjects or state.waiting), [], []
    clause.stray = clause.stray or not clause.heirs


def _steps_in(state: State, clause: Clause, token: Token) -> None:
    clause.change = True


def _deletes(state: State, clause: Clause, token: Token) -> None:
    given = [] if state.closed else (state.subjects or ([] if clause.named else state.waiting))
    after = clause.following(*_PASSED, "take", "every", "of")
    if given and not all(role_like(name) or state.is_role(name) for name in given):
        clause.stray = True
    elif given:
        everywhere = clause.everywhere and not clause.named
        state.moves.append(
            Drop(clause.number, clause.said, state.rows, list(given), named=bool(state.targets), everywhere=everywhere, letters=state.open)
        )
        state.subjects, state.waiting, state.closed, state.open = list(given), [], True, ()
    elif state.open and state.opened is None:
        state.moves.append(Drop(clause.number, clause.said, state.rows, [], letters=state.open, named=bool(state.targets)))
        state.open = ()
    elif after and after.kind in ("role", "activity", "unknown", "ref", "row"):
        clause.drop = Drop(clause.number, clause.said, named=bool(state.targets))
    elif clause.named:
        _remove_rows(state, clause)
    else:
        clause.stray = True


def _negates(state: State, clause: Clause, token: Token) -> None:
    clause.negated = True


def _adds(state: State, clause: Clause, token: Token) -> None:
    clause.add = True


def _likewise(state: State, clause: Clause, token: Token) -> None:
    """财务也是: the same as was said last."""
    last = next((move for move in reversed(state.moves) if isinstance(move, (Assign, Drop)) and move.roles), None)
    if state.subjects and not state.closed and last:
        if isinstance(last, Assign):
            state.give(clause, state.subjects, last.letters)
        else:
            state.moves.append(Drop(clause.number, clause.said, last.activities, list(state.subjects), letters=last.letters))
        state.closed = True


def _also(state: State, clause: Clause, token: Token) -> None:
    clause.add = clause.add or token.adds


def _opinion(state: State, clause: Clause, token: Token) -> None:
    if not state.open and state.subjects and not state.closed and clause.drop is None:
        _verb(state, clause, token)


def _fixes(state: State, clause: Clause, token: Token) -> None:
    state.fixing = True
    state.subjects, state.waiting, state.open, state.opened, state.old = [], [], (), None, []


def _meant(state: State, clause: Clause, token: Token) -> None:
    clause.change = True


def _not_but(state: State, clause: Clause, token: Token) -> None:
    after = clause.following(*_PASSED)
    if after and after.kind in ("role", "unknown", *VERBS, "letter"):
        clause.not_but = True
    else:
        _fixes(state, clause, token)


def _is(state: State, clause: Clause, token: Token) -> None:
    clause.not_but = False


def _by(state: State, clause: Clause, token: Token) -> None:
    clause.not_but = False
    after = clause.following("between", "filler")
    if after and after.kind in ("role", "unknown") and state.subjects and not state.closed:
        _done_by(state, clause, state.subjects.pop())
    if token.text in _HANDS_OVER and state.targets:
        state.handed = True


def _done_by(state: State, clause: Clause, name: str) -> None:
    """What stands before 由 is done by somebody: 采购由行政部做."""
    if NAME_WORDS["doing"].search(name) and not state.subjects:
        state.turn_to(name)
        clause.named = True
    else:
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


def _says(state: State, clause: Clause, token: Token) -> None:
    if not state.closed:
        state.subjects, state.waiting = [], []


def _speaker(state: State, clause: Clause, token: Token) -> None:
    state.speaker = True


def _we(state: State, clause: Clause, token: Token) -> None:
    clause.we = state.we = True


def _asks(state: State, clause: Clause, token: Token) -> None:
    clause.stray = clause.we = True


def _formerly(state: State, clause: Clause, token: Token) -> None:
    clause.former = True


def _vague_noun(state: State, clause: Clause, token: Token) -> None:
    """负责人 may be who does it or who answers for it."""
    after = clause.following("is", "becomes", "filler", "by")
    if after and after.kind in ("role", "unknown") and after.noun and state.rows:
        role = state.names.spelt(after.noun, clause.text)
        state.unclear.append(say("raci_ask_letter", "zh", activity=state.rows[0], role=role))
        clause.skipped = tuple(range(clause.at + 1, len(clause.tokens)))
    else:
        clause.stray = True


def _phase(state: State, clause: Clause, token: Token) -> None:
    clause.phase = phase_in(token.text)
    if clause.named:
        state.phase = clause.phase


def _vague(state: State, clause: Clause, token: Token) -> None:
    given = _who(state, token)
    spoken_of = state.talk.subject == "raci" or bool(state.moves)
    plain = not clause.loose and not clause.we and not clause.asking and not clause.negated
    after = clause.tokens[clause.at + 1].kind if clause.at + 1 < len(clause.tokens) else "and"
    plain = plain and after == "and"
    held = given and (bool(state.moves) or role_like(given[-1]) or bool(state.letters_in_row(given[-1])))
    if plain and spoken_of and held and state.rows:
        state.unclear.append(say("raci_ask_letter", "zh", activity=state.rows[0], role=given[-1]))
        state.closed = True
    else:
        clause.stray = True


def _both(one: Sequence[Letter], other: Sequence[Letter]) -> tuple[Letter, ...]:
    return tuple(letter for letter in LETTERS if letter in {*one, *other})


_READ: dict[str, Callable[[State, Clause, Token], None]] = {
    **dict.fromkeys(VERBS, _verb),
    **dict.fromkeys(NOUNS, _letter),
    "letter": _letter,
    "asks_opinion": _verb,
    "opinion": _opinion,
    "also": _also,
    "likewise": _likewise,
    "activity": _activity,
    "role": _role,
    "unknown": _unknown,
    "becomes": _becomes,
    "changes": _becomes,
    "takes_over": _takes_over,
    "steps_in": _steps_in,
    "deletes": _deletes,
    "negates": _negates,
    "adds": _adds,
    "fixes": _fixes,
    "meant": _meant,
    "not_but": _not_but,
    "is": _is,
    "by": _by,
    "at": _at,
    "ref": _ref,
    "before_last": _before_last,
    "both": _both_rows,
    "every": _every,
    "row": _row,
    "says": _says,
    "speaker": _speaker,
    "we": _we,
    "who": _asks,
    "formerly": _formerly,
    "vague_noun": _vague_noun,
    "phase": _phase,
    "vague": _vague,
}
