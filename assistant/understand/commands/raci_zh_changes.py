"""What the words of change in a Chinese clause do: instead, out, besides, no, and whose words they are."""

from assistant.understand.commands.raci_zh_moves import Drop
from assistant.understand.commands.raci_zh_names import WORDS, role_like
from assistant.understand.commands.raci_zh_state import PASSED, Clause, Reader, State
from assistant.understand.commands.raci_zh_tokens import VERBS, Token

_HANDS_OVER = ("归", "交给", "交由", "由", "派", "by")


def _becomes(state: State, clause: Clause, token: Token) -> None:
    clause.not_but = False
    # A role under another name is so in every row.
    clause.everywhere = clause.everywhere or any(word in token.text for word in "叫称名")
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
    after = clause.following(*PASSED, "take", "every", "of")
    if given:
        last = clause.following(*PASSED) is None
        if all(state.holds(name) or (last and (role_like(name) or state.is_role(name))) for name in given):
            state.take_out(clause, given, state.open, everywhere=clause.everywhere and not clause.named)
            state.done_with(given)
            state.wait_for_roles(())
        else:
            clause.stray = True
    elif state.open and state.opened is None:
        state.take_out(clause, (), state.open)
        state.wait_for_roles(())
    elif after and after.kind in ("role", "activity", "unknown", "ref", "row"):
        clause.drop = Drop(clause.number, clause.said, named=bool(state.targets))
    elif clause.named:
        state.remove_rows(clause)
    else:
        clause.stray = True


def _negates(state: State, clause: Clause, token: Token) -> None:
    clause.negated = True


def _adds(state: State, clause: Clause, token: Token) -> None:
    clause.add = True


def _also(state: State, clause: Clause, token: Token) -> None:
    clause.add = clause.add or token.adds


def _fixes(state: State, clause: Clause, token: Token) -> None:
    state.fixing = True
    state.subjects, state.waiting, state.open, state.opened, state.old = [], [], (), None, []


def _meant(state: State, clause: Clause, token: Token) -> None:
    """应该是, 以后: what is said takes the place of what was."""
    clause.change = True


def _not_but(state: State, clause: Clause, token: Token) -> None:
    after = clause.following(*PASSED)
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
    if WORDS["doing"].search(name) and not state.subjects:
        state.turn_to(name)
        clause.named = True
    else:
        clause.stray = True


def _says(state: State, clause: Clause, token: Token) -> None:
    if not state.closed:
        state.subjects, state.waiting = [], []


def _speaker(state: State, clause: Clause, token: Token) -> None:
    state.speaker = True


def _we(state: State, clause: Clause, token: Token) -> None:
    clause.we = state.we = True
    after = clause.following()
    if clause.before == "to" and state.subjects and not (after and after.kind == "role"):
        clause.stray = True  # 机构给我们发副本


def _asks(state: State, clause: Clause, token: Token) -> None:
    clause.stray = clause.we = True


def _formerly(state: State, clause: Clause, token: Token) -> None:
    clause.former = True


READERS: dict[str, Reader] = {
    "becomes": _becomes,
    "changes": _becomes,
    "takes_over": _takes_over,
    "steps_in": _steps_in,
    "deletes": _deletes,
    "negates": _negates,
    "adds": _adds,
    "also": _also,
    "fixes": _fixes,
    "meant": _meant,
    "henceforth": _meant,
    "not_but": _not_but,
    "is": _is,
    "by": _by,
    "says": _says,
    "speaker": _speaker,
    "we": _we,
    "who": _asks,
    "somebody": _asks,
    "formerly": _formerly,
}
