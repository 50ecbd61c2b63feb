"""Questions to the matrix itself: who has a letter in a row, what is missing, who is accountable too often."""

from dataclasses import replace

from assistant.case.lexicon import activities
from assistant.domain import Asked
from assistant.understand.commands.raci_en_names import Names
from assistant.understand.commands.raci_en_piece import Piece
from assistant.understand.commands.raci_en_pieces import cut
from assistant.understand.commands.raci_en_sentences import Sentence
from assistant.understand.commands.raci_en_spoken import Spoken
from assistant.understand.commands.raci_en_verb import Verb
from assistant.understand.commands.raci_en_verbs import verbs_of
from assistant.understand.commands.raci_en_wordings import WORDING

_LETTERS = {"P": "primary", "B": "backup"}


def asked_of(sentence: Sentence, spoken: Spoken, names: Names) -> Asked | None:
    """What a sentence asks of the matrix; None for a question of the trade."""
    low = sentence.low
    if not names.rows and not WORDING["matrix_named"].search(low):
        return _of_a_lost_row(sentence, spoken, names)
    if WORDING["of_words"].search(low) or (WORDING["general"].search(low) and not WORDING["matrix_named"].search(low)):
        return None
    for kind in ("gaps", "overload"):
        if WORDING[kind].search(low):
            return Asked("gaps" if kind == "gaps" else "overload", {})
    verbs = [verb for verb in verbs_of(sentence, names) if verb.act == "give"]
    pieces = cut(_without(sentence, verbs), 0, len(low), names)[0]
    row = _row(pieces, spoken, names)
    if WORDING["which_phase"].search(low) and row:
        return Asked("raci", {"activity": row})
    if WORDING["shown"].search(low):
        return Asked("who", {"activity": row}) if row else Asked("raci", {})
    verb = next(iter(verbs), None)
    asks_who = WORDING["who"].search(low) is not None
    role = next((piece.text for piece in pieces if piece.kind == "name" and _is_role(piece, names)), "")
    if asks_who or WORDING["holds"].search(low):
        return _who(low, pieces, row, verb, role, spoken, asks_who=asks_who)
    if WORDING["duties"].search(low) and role and (verb or row or WORDING["matrix_named"].search(low)):
        return Asked("who", {"activity": row} if row else {"role": names.role(role)})
    return None


def _who(low: str, pieces: list[Piece], row: str, verb: Verb | None, role: str, spoken: Spoken, *, asks_who: bool) -> Asked | None:
    others = [piece for piece in pieces if piece.kind in ("speaker", "unnamed") or (piece.kind == "name" and piece.text != role)]
    target = row or (next(iter(spoken.current), "") if not others else "")
    if not target or WORDING["general"].search(low):
        return None
    if verb is None and not (WORDING["matrix_named"].search(low) or WORDING["there"].search(low)):
        return None
    if not asks_who and not role:
        return None
    letter = verb.letters[:1] if verb and asks_who and not WORDING["who_what"].search(low) else ""
    args = {"activity": target} | ({"letter": _LETTERS.get(letter, letter)} if letter else {})
    return Asked("who", args)


def _row(pieces: list[Piece], spoken: Spoken, names: Names) -> str:
    """The row that a question names."""
    for piece in pieces:
        if piece.kind in ("rows", "before"):
            found = spoken.rows(piece)
            if found:
                return found[0]
        if piece.kind == "name" and not names.is_role(piece.text):
            found = spoken.rows(piece)
            like = names.row_like(piece.text) if not found or not names.row(found[0]) else None
            if found and names.row(found[0]):
                return found[0]
            if like:
                return like
    return ""


def _of_a_lost_row(sentence: Sentence, spoken: Spoken, names: Names) -> Asked | None:
    """A question about a row that has been spoken of and is gone again."""
    spoken_of = {activities().key(name): name for name in spoken.file.talk.activities}
    for piece in cut(sentence, 0, len(sentence.low), names)[0]:
        name = spoken_of.get(activities().key(piece.text))
        if name and WORDING["who"].search(sentence.low) and not WORDING["general"].search(sentence.low):
            return Asked("who", {"activity": name})
    return None


def _is_role(piece: Piece, names: Names) -> bool:
    return names.role(piece.text) in names.held or (names.is_role(piece.text) and not names.is_activity(piece.text))


def _without(sentence: Sentence, verbs: list[Verb]) -> Sentence:
    for verb in verbs:
        gap = " " * (verb.end - verb.start)
        text, low = (each[: verb.start] + gap + each[verb.end :] for each in (sentence.text, sentence.low))
        sentence = replace(sentence, text=text, low=low)
    return sentence
