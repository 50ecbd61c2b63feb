"""What the verbs and letters of a Chinese clause do: who is given which part, and who is no longer."""

from collections.abc import Sequence

from assistant.case.lexicon import roles
from assistant.case.values import LETTERS, Letter
from assistant.texts import say
from assistant.understand.commands.raci_zh_moves import Assign, Drop
from assistant.understand.commands.raci_zh_names import role_like
from assistant.understand.commands.raci_zh_state import PASSED, Clause, Reader, State
from assistant.understand.commands.raci_zh_tokens import NOUNS, VERBS, Token

_ENOUGH = ("就行", "就好", "就够", "就可以", "即可", "就成", "只")
"""Said with letters that are all that is meant."""
_DOES = ("does", "does_weak")
PREDICATES = (*VERBS, "letter", "becomes", "deletes", "negates", "vague", "opinion")
"""Kinds of words that say something of a role."""


def _verb(state: State, clause: Clause, token: Token) -> None:
    if clause.drop is not None:
        clause.drop.letters = token.letters
    elif clause.not_but:
        clause.not_but, clause.change = False, True
    elif clause.negated:
        _negated(state, clause, token)
    elif _has_object(clause, token):
        state.subjects = []
        state.wait_for_roles(token.letters)
    elif given := _who(state, token):
        _given(state, clause, token, given)
    elif state.closed and state.last:
        _again(state, clause, token)
    else:
        _for_nobody(state, clause, token)


def _given(state: State, clause: Clause, token: Token, given: Sequence[str]) -> None:
    """A verb or a letter is said of roles."""
    if token.kind in _DOES and (_offhand(state, clause, token, given) or set(given) <= set(clause.served)):
        clause.stray = True
        return
    if state.handed and state.waiting and state.clause and not set(given) & set(state.waiting):
        state.give(state.clause, state.waiting, ("R",))
    if state.old and state.old != given:
        state.exchange_all(clause, given)
        clause.change = True
    after = clause.following("of", "between")
    if after and after.kind == "deletes":
        state.take_out(clause, given, token.letters)
        clause.skipped = tuple(range(clause.at + 1, len(clause.tokens)))
    else:
        own, state.old = bool(state.old), []
        state.give(clause, given, token.letters, add=token.adds or clause.add).own = own
        state.wait_for_roles(())
    state.done_with(given)


def _offhand(state: State, clause: Clause, token: Token, given: Sequence[str]) -> bool:
    """Whether a company tells what it does rather than who has a part in a row: 我们是做监理的."""
    short = len(token.text.rstrip("的了吧")) < 2
    plain = state.row_is_known or (state.named and all(role_like(name.lower()) for name in given))
    if not clause.named and (clause.we or (state.we and short and not plain)):
        return True
    return token.kind == "does_weak" and token.text.endswith("的") and not any(each.kind == "is" for each in clause.tokens)


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
    """A verb without anyone: its roles follow, or are those of whom was spoken before."""
    after = clause.following("filler", "between", "of", "to", "inside", "also")
    told = ("role", "unknown") if token.kind not in (*_DOES, "signs") else ("by",)
    if after and after.kind == "role" and clause.tokens[clause.at + 1].kind == "of":
        told = ("role",)  # 拍板的还是厂长
    last = clause.at == len(clause.tokens) - 1 or clause.tokens[clause.at + 1].kind == "speaker"
    if after and after.kind in (*told, "becomes", "changes", "is", "deletes", "adds"):
        state.wait_for_roles(token.letters)
    elif state.speaker and token.kind != "informed" and last and state.rows:
        state.unnamed.append((clause, token.letters))
    elif clause.we or not _of_the_last(state, clause, token):
        clause.stray = True


def _of_the_last(state: State, clause: Clause, token: Token) -> bool:
    """Whether the verb can be meant of the roles of this message, or of the conversation, that were spoken of last."""
    enough = any(word in token.text for word in _ENOUGH)
    before = state.last_said
    if before and (state.fixing or isinstance(before, Drop) or enough or token.adds):
        if isinstance(before, Assign):
            state.last = before
            _again(state, clause, token)
        elif before.letters:
            state.moves.remove(before)
            clause.first_move = min(clause.first_move, len(state.moves))
            state.give(clause, before.roles, token.letters)
        return True
    if state.talk.roles and (clause.change or enough) and not clause.named and token.kind not in _DOES:
        state.give(clause, state.talk.roles[:1], token.letters)
        return True
    return False


def _negated(state: State, clause: Clause, token: Token) -> None:
    clause.negated = False
    following = clause.following(*PASSED)
    given = _who(state, token) or (state.subjects if state.closed else [])
    if following and following.kind in ("role", "unknown", "activity") and token.kind in _DOES:
        clause.stray = True
    elif following and following.kind == "role" and not (state.subjects and not state.closed):
        clause.negated = True
        state.wait_for_roles(token.letters)
    elif not given and clause.named and token.letters == ("R",):
        state.remove_rows(clause)
    elif given := given or ([] if clause.we else _holder(state, token)):
        state.take_out(clause, given, token.letters)
        state.done_with(given)
    else:
        clause.stray = True


def _holder(state: State, token: Token) -> list[str]:
    """Of whom a verb without anyone is denied: the role spoken of last if it has that part, or the only one that has."""
    row = state.matrix.row(state.rows[0]) if state.rows else None
    holders = [role for letter in token.letters for role in row.of(letter)] if row else []
    last = [role for role in state.talk.roles[:1] if role in holders]
    return last or (holders if len(holders) == 1 else [])


def _has_object(clause: Clause, token: Token) -> bool:
    """Whether whoever follows is told or asked, rather than the subject of what comes next."""
    if token.kind in ("does", "signs"):
        # 拍板管代
        return clause.at == 0 and len(token.text) > 1 and [each.kind for each in clause.tokens[1:]] == ["role"]
    if token.kind not in ("informed", "asks_opinion"):
        return False
    rest = [each for each in clause.tokens[clause.at + 1 :] if each.kind not in (*PASSED, "and", "of")]
    others = [each for each in rest if each.kind not in ("role", "unknown")]
    return bool(rest and rest[0].kind == "role" and (not others or others[0].kind not in PREDICATES or others[0].kind == "opinion"))


def _who(state: State, token: Token) -> list[str]:
    """The roles that a verb is said of, those of earlier clauses as well where it is said of several."""
    if state.closed:
        return []
    given = [*state.waiting, *state.subjects] if token.plural or not state.subjects else list(state.subjects)
    return given or list(state.old)


def _letter(state: State, clause: Clause, token: Token) -> None:
    after = clause.following("of")
    if clause.drop is not None:
        clause.drop.letters = token.letters
    elif clause.not_but:
        clause.not_but, clause.change = False, True
    elif clause.before == "and" and state.open and state.opened is None:
        state.open = _both(state.open, token.letters)
    elif state.closed and state.last and (clause.before == "and" or clause.change or clause.add):
        state.last.letters = token.letters if clause.change else _both(state.last.letters, token.letters)
        state.last.change = state.last.change or clause.change
    elif (state.subjects or state.old) and not state.closed:
        _given(state, clause, token, _who(state, token))
    elif state.waiting and not (after and after.kind in ("role", "is", "unknown", "by", "becomes")):
        _given(state, clause, token, state.waiting)
    else:
        state.wait_for_roles(token.letters)


def _likewise(state: State, clause: Clause, token: Token) -> None:
    """财务也是: the same as was said last."""
    last = state.last_said
    if not state.subjects or state.closed:
        return
    if last is None:
        if state.rows:
            state.unclear.append(say("raci_ask_letter", "zh", activity=state.rows[0], role=state.subjects[0]))
    elif isinstance(last, Assign):
        state.give(clause, state.subjects, last.letters)
    else:
        state.take_out(clause, state.subjects, last.letters, rows=last.activities)
    state.closed = True


def _opinion(state: State, clause: Clause, token: Token) -> None:
    if not state.open and state.subjects and not state.closed and clause.drop is None:
        _verb(state, clause, token)


def _vague(state: State, clause: Clause, token: Token) -> None:
    """配合 may be any part: which one is asked, where it is plain that the matrix is spoken of."""
    after = clause.tokens[clause.at + 1].kind if clause.at + 1 < len(clause.tokens) else "and"
    if after in VERBS:
        return  # 列席给意见
    given = _who(state, token)
    plain = after in ("and", "role") and not (clause.stray or clause.loose or clause.we or clause.asking or clause.negated)
    spoken_of = state.talk.subject == "raci" or bool(state.moves)
    held = given and (bool(state.moves) or role_like(given[-1]) or roles().find(given[-1]) or bool(state.letters_in_row(given[-1])))
    if plain and spoken_of and held and state.rows:
        state.unclear.append(say("raci_ask_letter", "zh", activity=state.rows[0], role=given[-1]))
        state.closed = True
    else:
        clause.stray = True


def _vague_noun(state: State, clause: Clause, token: Token) -> None:
    """负责人 may be who does it or who answers for it."""
    after = clause.following("is", "becomes", "filler", "by")
    if after and after.kind in ("role", "unknown") and after.noun and state.rows:
        role = state.names.spelt(after.noun, clause.said)
        state.unclear.append(say("raci_ask_letter", "zh", activity=state.rows[0], role=role))
        clause.skipped = tuple(range(clause.at + 1, len(clause.tokens)))
    else:
        clause.stray = True


def _both(one: Sequence[Letter], other: Sequence[Letter]) -> tuple[Letter, ...]:
    return tuple(letter for letter in LETTERS if letter in {*one, *other})


READERS: dict[str, Reader] = {
    **dict.fromkeys(VERBS, _verb),
    **dict.fromkeys(NOUNS, _letter),
    "letter": _letter,
    "asks_opinion": _verb,
    "opinion": _opinion,
    "likewise": _likewise,
    "vague": _vague,
    "vague_noun": _vague_noun,
}
