"""Chinese questions that the RACI matrix itself answers: who has a letter in a row, what is missing, who has too much."""

from collections.abc import Sequence
from pathlib import Path

from assistant.case.lexicon import activities
from assistant.case.values import Letter
from assistant.domain import Asked
from assistant.understand.commands.raci_zh_phrases import phrases_of
from assistant.understand.commands.raci_zh_places import WORDS as PLACES
from assistant.understand.commands.raci_zh_places import activity_of, rows_at
from assistant.understand.commands.raci_zh_state import State
from assistant.understand.commands.raci_zh_tokens import NOUNS, VERBS, Token
from assistant.understand.commands.stretches import Stretch
from assistant.wording import load_wording

WORDS = load_wording(Path(__file__).with_name("raci_zh_questions.yaml"))
LONGEST = 120
"""Characters of a question that are looked at."""


def asks(stretch: Stretch) -> bool:
    """Whether the clause itself asks; a request in the form of a question does not."""
    folded = stretch.folded.strip()
    return bool(WORDS["asks"].search(folded)) and not (WORDS["requests"].search(folded) or WORDS["muses"].search(folded))


def hypothetical(sentence: Sequence[Stretch]) -> bool:
    """Whether a sentence only supposes something, or asks whether what it says would do."""
    asking = any(each.asks for each in sentence)
    last = sentence[-1].folded.strip()
    supposes = any(WORDS["hypothetical"].search(each.folded) for each in sentence)
    return supposes or (asking and len(sentence) > 1 and bool(WORDS["tag_question"].search(last)))


def asked_in(state: State, stretch: Stretch, *, alone: bool = True) -> tuple[Asked, ...]:
    """What a clause asks of the matrix; nothing for a question of another kind. `alone`: nothing else is said in its sentence."""
    folded = stretch.folded[:LONGEST]
    present = bool(WORDS["at_present"].search(folded))
    if WORDS["shows"].search(folded) and not WORDS["advice"].search(folded):
        return (Asked("raci", {}),)
    if not (stretch.asks or asks(stretch)) or (WORDS["advice"].search(folded) and not present):
        return ()
    if WORDS["gaps"].search(folded):
        return (Asked("gaps", {}),)
    if WORDS["matrix"].search(folded) and WORDS["overload"].search(folded):
        return (Asked("overload", {}),)
    return _who(state, folded, stretch.text[:LONGEST], present, alone)


def activity_asked_of(state: State, stretch: Stretch) -> str | None:
    """The activity that a question names, which what follows may be about."""
    folded = stretch.folded[:LONGEST]
    name = _activity(state, phrases_of(folded, state.names, governed=True), stretch.text[:LONGEST])
    return name if name and state.matrix.row(name) else None


def reads_out(stretch: Stretch) -> bool:
    """Whether the clause only bids to read something out."""
    return bool(WORDS["reads_out"].search(stretch.folded)) and len(stretch.folded) < 12


def _who(state: State, folded: str, text: str, present: bool, alone: bool) -> tuple[Asked, ...]:
    tokens = phrases_of(folded, state.names, governed=True)
    who = any(token.kind == "who" for token in tokens)
    pair = next((which for which in ("backup", "primary") if PLACES[which].search(folded)), None)
    letters = _letters(tokens)
    activity = _activity(state, tokens, text)
    role = next((state.names.spelt(token.noun, text) for token in tokens if token.kind == "role" and token.noun), None)
    if role and activity is None and not who and WORDS["their_rows"].search(folded) and state.matrix.rows:
        held = any(state.names.at(role.lower(), 0) and row.letters(role) for row in state.matrix.rows)
        return (Asked("who", {"role": role}),) if held or present else ()
    share = bool(WORDS["their_share"].search(folded)) and any(token.kind in ("activity", "ref", "row") for token in tokens)
    if not share and any(token.kind == "unknown" for token in tokens):
        return ()
    if not share and not (who and (letters or pair)):
        return ()
    named = activity is not None
    if activity is None and alone and not any(token.kind in ("we", "role") for token in tokens):
        activity = next(iter(state.rows), None) if state.talk.subject == "raci" or state.targets or present else None
    if activity is None or not (state.matrix.row(activity) or (present and named and activities().find(activity))):
        return ()
    if pair and who:
        return (Asked("who", {"activity": activity, "letter": pair}),)
    if share or not letters:
        return (Asked("who", {"activity": activity}),)
    return tuple(Asked("who", {"activity": activity, "letter": letter}) for letter in letters)


def _letters(tokens: Sequence[Token]) -> tuple[Letter, ...]:
    found: list[Letter] = []
    for token in tokens:
        if token.kind in VERBS or token.kind in NOUNS or token.kind == "letter":
            found += [letter for letter in token.letters if letter not in found]
    return tuple(found)


def _activity(state: State, tokens: Sequence[Token], text: str) -> str | None:
    for at, token in enumerate(tokens):
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        tag = after.text if after and after.kind == "tag" else ""
        if token.kind == "row":
            return next(iter(rows_at(token.text, state.matrix)), None)
        if token.noun and (token.kind == "activity" or (tag and token.kind == "unknown")):
            return activity_of(state.names.spelt(token.noun, text), tag or "条", state.matrix)
        if token.kind == "ref":
            return next(iter(state.rows), None)
        if token.kind == "before_last":
            return state.before_last()
    return None
