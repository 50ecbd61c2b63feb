"""Chinese clauses read one after another for what they move in the RACI matrix."""

from collections.abc import Sequence

from assistant.case.lexicon import activities
from assistant.case.values import Letter
from assistant.texts import say
from assistant.understand.commands import raci_zh_changes, raci_zh_nouns, raci_zh_verbs
from assistant.understand.commands.raci_zh_moves import Assign, Drop, names_in
from assistant.understand.commands.raci_zh_names import WORDS, plausible, role_like
from assistant.understand.commands.raci_zh_phrases import phrases_of
from assistant.understand.commands.raci_zh_state import Clause, Reader, State
from assistant.understand.commands.raci_zh_tokens import VERBS
from assistant.understand.commands.stretches import Stretch

_READERS: dict[str, Reader] = {**raci_zh_nouns.READERS, **raci_zh_verbs.READERS, **raci_zh_changes.READERS}


def read_clause(state: State, stretch: Stretch) -> bool:
    """Whether the clause is about the matrix; what it moves, or whom it names for the next clause, is kept in the state."""
    tokens = phrases_of(stretch.folded, state.names, governed=bool(state.rows))
    clause = Clause(stretch.numbers[0], stretch.text, tokens, len(state.moves), asking=stretch.asks)
    kept = (state.targets, list(state.earlier), state.phase)
    unclear = len(state.unclear)
    if not state.closed:
        state.waiting += state.subjects
    state.subjects, state.closed = [], False
    for at, token in enumerate(tokens):
        clause.at = at
        read = _READERS.get(token.kind)
        if read and at not in clause.skipped:
            read(state, clause, token)
    _end(state, clause)
    if not clause.stray:
        for move in state.moves[clause.first_move :]:
            state.learn(move)
        return bool(tokens)
    if _heading(state, clause):
        return True
    _give_back(state, clause)
    state.targets, state.earlier, state.phase = kept
    return len(state.unclear) > unclear


def _give_back(state: State, clause: Clause) -> None:
    """A clause that has not been understood moves nothing, and what waited before it waits no longer."""
    kinds = {token.kind for token in clause.tokens}
    if kinds & set(VERBS) and "role" in kinds and not clause.we:
        state.missed.append(clause.said)
    state.lost = state.lost or "activity" in kinds
    del state.moves[clause.first_move :]
    we = state.we
    state.sentence()
    state.we = we


def end_sentence(state: State) -> None:
    """Roles for whom no verb has come: handed an activity, put right, or unclear."""
    pending = [*state.waiting, *([] if state.closed else state.subjects)]
    if pending and state.clause:
        _settle(state, state.clause, pending)
    if state.named:
        for move in state.moves:
            move.activities = move.activities or (state.targets if isinstance(move, (Assign, Drop)) else ())
    state.sentence()


def _settle(state: State, clause: Clause, pending: Sequence[str]) -> None:
    last = next((move for move in reversed(state.moves) if isinstance(move, Assign) and len(move.roles) == 1), None)
    dropped = state.moves[-1] if state.moves and isinstance(state.moves[-1], Drop) else None
    if state.old:
        state.exchange_all(clause, pending)
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


def end_message(state: State) -> None:
    """An activity that is named only after all that is said of it: R是内审员，A是管代，就内审这一行."""
    if state.unnamed:
        example = state.unnamed[0][0].said.strip()
        state.unclear.append(say("raci_ask_self", "zh", activity=next(iter(state.rows), "内部审核"), said=example))
    clause = state.clause
    if clause is None or not clause.named or len(state.moves) > clause.first_move:
        return
    loose = [move for move in state.moves if isinstance(move, (Assign, Drop)) and not move.named]
    if len(loose) == len(state.moves):
        for move in loose:
            move.activities = state.targets


def _freed(state: State, dropped: Drop) -> tuple[Letter, ...]:
    return dropped.letters or (state.letters_in_row(dropped.roles[0]) if dropped.roles else ())


def _asked_whom(state: State, role: str) -> str:
    row = state.matrix.row(state.rows[0])
    holders = names_in(row) if row else []
    if not holders:
        return say("raci_ask_letter", "zh", activity=state.rows[0], role=role)
    return say("raci_ask_whom", "zh", activity=state.rows[0], holders="、".join(holders), role=role, one=holders[0])


def _heading(state: State, clause: Clause) -> bool:
    """Whether the clause is nothing but a name that may be an activity if something is said of it: 双十一大促，…"""
    names = [token for token in clause.tokens if token.kind not in ("filler", "between", "tag", "is", "also", "adds")]
    if len(names) != 1 or names[0].noun is None or len(state.moves) > clause.first_move:
        return False
    text = names[0].text
    if not plausible(text) or len(text) < 3 or WORDS["not_an_activity"].search(text):
        return False
    state.heading = state.names.spelt(names[0].noun, clause.said)
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
        state.exchange_all(clause, state.subjects)
        state.closed = True
    if clause.negated and state.subjects and not state.closed and not state.open and not clause.loose:
        # 别管代了
        state.take_out(clause, state.subjects)
        state.closed = True
    moved = len(state.moves) > clause.first_move
    if moved and ((clause.loose and not _sure(state, clause)) or (clause.asking and not _of_known_rows(state, clause))):
        clause.stray = True
    if state.fixing and clause.named and not moved and not state.subjects and any(isinstance(move, Assign) for move in state.moves):
        state.retarget(state.targets[-1])
    if clause.phase and clause.named:
        _end_phase(state, clause, moved)
    state.changing = clause.change and not moved
    state.open, state.opened = (state.open, None) if state.open and state.opened is None else ((), None)


def _of_known_rows(state: State, clause: Clause) -> bool:
    named = {activity for move in state.moves[clause.first_move :] for activity in move.activities}
    return all(activities().find(activity) or state.matrix.row(activity) for activity in named)


def _sure(state: State, clause: Clause) -> bool:
    """Whether a role by an unknown name may be believed: all the rest has to be plain."""
    names = [token.text for token in clause.tokens if token.kind == "role" and token.noun and not token.noun.known]
    plain = all(role_like(name) or WORDS["loose_role"].search(name) for name in names)
    us = clause.we or (state.we and not state.row_is_known)
    about = clause.named or clause.first_move > 0 or bool(state.targets) or state.talk.subject == "raci"
    said = all(not token.verb or len(token.text) > 1 for token in clause.tokens)
    return plain and about and said and not us and not state.speaker and not clause.asking


def _end_drop(state: State, clause: Clause, drop: Drop) -> None:
    if drop.roles:
        drop.activities = state.rows
        drop.everywhere = clause.everywhere and not clause.named
        state.moves.append(drop)
    elif clause.named:
        state.remove_rows(clause)
    else:
        clause.stray = True


def _end_phase(state: State, clause: Clause, moved: bool) -> None:
    for activity in state.targets:
        row = state.matrix.row(activity)
        if row and row.phase != clause.phase and not moved:
            state.command(clause, "move_row", {"activity": activity, "phase": clause.phase})
