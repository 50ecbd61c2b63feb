"""The tokens of a Chinese clause with its names judged: which are activities, which roles, and what stays unknown."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.understand.commands.raci_zh_names import WORDS as NAME_WORDS
from assistant.understand.commands.raci_zh_names import Names, Noun, Slot, activity_like, nouns, plausible, role_like
from assistant.understand.commands.raci_zh_tokens import WORDS, Token, tokens_of

_SAID_OF_A_ROLE = ("vague", "letter", "deletes", "becomes", "negates", "takes_over", "does", "does_weak", "signs", "consulted", "informed")
_CALLS_FOR_A_ROLE = ("by", "to", "asks_opinion", "becomes", "changes", "takes_over", "not_but", "adds", "is", "informed", "letter")
_SAID_OF_AN_ACTIVITY = ("by", "tag", "inside", "at")
_PASSED_OVER = ("between", "filler", "besides", "meant")


def phrases_of(folded: str, names: Names, *, governed: bool) -> list[Token]:
    """Names come out with kind `activity`, `role` or `unknown`, the rest as it was. `governed`: an activity is known already."""
    tokens = _unfold_weak(tokens_of(folded, names))
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        if tokens[at].noun is None:
            found.append(tokens[at])
            at += 1
            continue
        end = at
        while end < len(tokens) and tokens[end].noun is not None:
            end += 1
        pieces = [token.noun for token in tokens[at:end] if token.noun is not None]
        plural = any(token.plural for token in tokens[end : end + 2])
        headed = governed and _headed(tokens, end, found)
        judged = nouns(pieces, _slot(tokens, at, end), plural=plural, governed=governed, headed=headed)
        found += [Token(noun.kind, noun.start, noun.end, noun.text, noun=noun) for noun in judged]
        at = end
    return _with_of(found)


def _headed(tokens: Sequence[Token], end: int, before: Sequence[Token]) -> bool:
    """Whether names are of roles only: the clause has its activity, or goes on with what nobody begins a row with."""
    after = next((token for token in tokens[end:] if token.kind not in _PASSED_OVER), None)
    return any(token.kind == "activity" for token in before) or bool(after and after.kind in ("signs", "consulted", "informed"))


def _slot(tokens: Sequence[Token], start: int, end: int) -> Slot:
    after = next((token for token in tokens[end:] if token.kind not in _PASSED_OVER), None)
    before = next((token for token in reversed(tokens[:start]) if token.kind not in _PASSED_OVER), None)
    following = tokens[tokens.index(after) + 1 :] if after else []
    if after and (after.kind in _SAID_OF_A_ROLE or (after.kind == "is" and following and following[0].kind == "letter")):
        return "subject"
    if before and before.kind in _CALLS_FOR_A_ROLE:
        return "object"
    if after and (after.kind in _SAID_OF_AN_ACTIVITY) and not after.text.endswith(("那边", "这边", "那儿", "那里")):
        return "activity"
    return "free"


def _unfold_weak(tokens: Sequence[Token]) -> list[Token]:
    """A verb that is as well the head of a noun belongs to the name before it, unless a role stands there: 报销|审批."""
    found: list[Token] = []
    for at, token in enumerate(tokens):
        weak = token.kind == "does_weak" or ((token.verb or token.kind == "vague") and WORDS["weak"].search(token.text))
        before = found[-1] if found else None
        if not weak or before is None or before.noun is None or before.end != token.start:
            found.append(token)
            continue
        called = len(found) > 1 and found[-2].kind in ("by", "is", "becomes", "changes", "letter")
        unknown = before.noun.kind == "unknown" and not role_like(_adjoining(found)) and not called
        stands_for_one = at + 1 < len(tokens) and tokens[at + 1].kind in ("becomes", "changes", "deletes", "is")
        heads = before.noun.kind == "activity" and not token.adds and not stands_for_one
        if unknown or heads:
            text = before.text + token.text
            noun = Noun("unknown" if unknown else "activity", before.start, token.end, text, False)
            found[-1] = Token("name", before.start, token.end, text, noun=noun)
        else:
            found.append(token)
    return found


def _adjoining(tokens: Sequence[Token]) -> str:
    """The text of the names that end the tokens without anything between them."""
    text, start = "", tokens[-1].end
    for token in reversed(tokens):
        if token.noun is None or token.end != start:
            break
        text, start = token.text + text, token.start
    return text


def _with_of(tokens: Sequence[Token]) -> list[Token]:
    """的 within the name of an activity: 机房的日常巡检; elsewhere it only stands between."""
    found: list[Token] = []
    for token in tokens:
        noun = token.noun
        if (
            noun
            and len(found) > 1
            and found[-1].kind == "of"
            and found[-2].noun
            and token.kind in ("unknown", "activity")
            and not noun.known
        ):
            left = found[-2].noun
            text = f"{left.text}的{noun.text}"
            if left.kind != "activity" and not (left.kind == "role" and left.known) and plausible_with_of(left.text, noun.text):
                joined = Noun("activity", left.start, noun.end, text, False)
                found[-2:] = [Token("activity", joined.start, joined.end, text, noun=joined)]
                continue
        found.append(replace(token))
    return found


def plausible_with_of(left: str, right: str) -> bool:
    """Whether two stretches with 的 between them name one activity."""
    return plausible(left) and activity_like(right) and not NAME_WORDS["not_a_role"].search(right)
