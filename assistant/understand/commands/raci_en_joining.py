"""Which words and names of a sentence belong together as one name."""

import re
from dataclasses import replace
from itertools import pairwise

from assistant.understand.commands.raci_en_names import TOKEN, Names
from assistant.understand.commands.raci_en_piece import Piece, name_of
from assistant.understand.commands.raci_en_sentences import Sentence
from assistant.understand.commands.raci_en_wordings import WORDING

_WITHIN_NAMES = ("to", "for", "from", "with", "at", "on", "in", "of", "by", "into", "between")
_GERUND = re.compile(r"[a-z]{2,}ing\b", re.IGNORECASE)


def joined(pieces: list[Piece], sentence: Sentence, names: Names) -> list[Piece]:
    """The pieces as they belong together: a heading with a preposition or an “and” in it is one name, a pronoun may be none."""
    pieces = _completed([piece for piece in pieces if not _resumes(piece, pieces) and not _takes_up(piece, pieces, names)], names)
    made: list[Piece] = []
    for place, piece in enumerate(pieces):
        last = made[-1] if made else None
        if piece.kind == "rows" and place + 1 < len(pieces) and _only_counts(piece, pieces[place + 1], names):
            continue
        if last is not None and piece.under == "from" and not piece.lead and WORDING["people_from"].match(last.text.lower()):
            made[-1] = replace(piece, lead=last.lead, under=last.under, opens=last.opens, old=last.old, determiner="the")
        elif (
            last is not None and last.start == _beginning(made) and (_goes_on(last, piece, names) or _is_one(last, piece, sentence, names))
        ):
            text = sentence.text[last.start : piece.end]
            made[-1] = replace(last, text=text, end=piece.end, followed=piece.followed)
        else:
            made.append(piece)
    return made


def _only_counts(piece: Piece, following: Piece, names: Names) -> bool:
    """“Second one: contract signing” refers to no row: it announces a new one."""
    if following.kind != "name" or names.is_role(following.text) or names.leaning(following.text) == "role":
        return False
    return piece.followed and names.is_activity(following.text) if names.rows else True


def _completed(pieces: list[Piece], names: Names) -> list[Piece]:
    """Names that share their last word: *incident* and problem management."""
    for place in range(len(pieces) - 2, -1, -1):
        one, other = pieces[place], pieces[place + 1]
        shared = other.text.split()[-1] if other.kind == "name" and other.lead in ("and", ",") and " " in other.text else ""
        if shared and one.kind == "name" and not names.is_role(one.text) and names.is_activity(f"{one.text} {shared}"):
            pieces[place] = replace(one, text=f"{one.text} {shared}")
    return pieces


def _beginning(made: list[Piece]) -> int:
    """Where the first name stands that may be a heading."""
    return next((piece.start for piece in made if piece.kind == "name"), -1)


def _goes_on(last: Piece, piece: Piece, names: Names) -> bool:
    """Whether a name goes on behind a preposition, an article or an “and”."""
    if last.kind != "name" or piece.kind != "name" or last.followed or piece.old or last.old or last.opens:
        return False
    if WORDING["kind_alone"].match(last.text.lower()):
        return False
    if not piece.lead and _GERUND.match(last.text):
        return piece.under in _WITHIN_NAMES or piece.determiner in ("the", "our", "a", "an", "all")
    role = names.is_role(last.text) or names.leaning(last.text) == "role"
    if not piece.lead:
        return piece.under in _WITHIN_NAMES and not role and piece.followed and not names.is_activity(last.text)
    if piece.lead != "and" or piece.under or " " in last.text or " " not in piece.text or names.is_activity(last.text) or role:
        return False
    return names.leaning(piece.text) == "role" or piece.followed


def _is_one(last: Piece, piece: Piece, sentence: Sentence, names: Names) -> bool:
    """Two names before a colon that are spoken of as one thing: monitoring and alerting: the NOC does it."""
    if last.kind != "name" or piece.kind != "name" or piece.lead != "and" or piece.under or not piece.followed or last.old:
        return False
    known = [names.is_activity(each.text) or names.is_role(each.text) for each in (last, piece)]
    behind = sentence.low[piece.end :]
    return not all(known) and re.search(r"\bit\b", behind) is not None and not re.search(r"\b(?:them|both|these)\b", behind)


def parted(sentence: Sentence, start: int, end: int, names: Names) -> list[tuple[int, int]]:
    """Where the names begin and end that stand side by side without a word between them; usually it is one."""
    text = sentence.text[start:end]
    if names.is_role(text) or names.is_activity(text):
        return [(start, end)]
    found = _known_side_by_side(text, names)
    if found is None and not sentence.low[:start].strip(" ,:"):
        found = _where_a_role_begins(text, names)
    if found is None and "/" in text and " " not in text.strip():
        found = _halves(text, names)
    return [(start + begin, start + stop) for begin, stop in found or [(0, end - start)]]


def _known_side_by_side(text: str, names: Names) -> list[tuple[int, int]] | None:
    """A known activity and behind it a role: internal audit | QA lead."""
    matches = list(TOKEN.finditer(text))
    words = [match.group().lower() for match in matches]
    count = names.known_at(words, 0)
    if not 0 < count < len(words):
        return None
    head, tail = (0, matches[count - 1].end()), (matches[count].start(), len(text))
    first, rest = text[slice(*head)], text[slice(*tail)]
    if not names.is_activity(first):
        return None
    if names.known_at(words, count) == len(words) - count:
        return [head, tail] if names.is_role(rest) and not names.is_activity(rest) else None
    single = " " not in rest and not WORDING["department"].search(rest.lower())
    alone = names.is_role(first) or single or WORDING["role_head"].search(words[count])
    return None if alone or names.leaning(rest) != "role" else [head, tail]


def _where_a_role_begins(text: str, names: Names) -> list[tuple[int, int]] | None:
    """In a sentence that begins with both without a comma: patch deployment | release engineer."""
    matches = list(TOKEN.finditer(text))
    for before, match in reversed(list(pairwise(matches[:-1]))):
        head, tail = text[: before.end()], text[match.start() :]
        if " " not in head and not names.is_activity(head):
            continue
        if names.leaning(head) == "activity" and names.leaning(tail) == "role" and not WORDING["role_head"].search(match.group().lower()):
            return [(0, before.end()), (match.start(), len(text))]
    return None


def _halves(text: str, names: Names) -> list[tuple[int, int]] | None:
    """Roles with a stroke between them: legal/finance."""
    places, at = [], 0
    for half in text.split("/"):
        if not names.is_role(half) and names.leaning(half) != "role":
            return None
        places.append((at, at + len(half)))
        at += len(half) + 1
    return places


def _resumes(piece: Piece, pieces: list[Piece]) -> bool:
    """A pronoun that only takes up the name before it: the boss he approves."""
    place = pieces.index(piece)
    if piece.kind not in ("person", "persons") or piece.lead or piece.under or not place:
        return False
    return pieces[place - 1].kind == "name" and name_of(pieces[place - 1]) != ""


def _takes_up(piece: Piece, pieces: list[Piece], names: Names) -> bool:
    """A reference that only repeats the activity before it: the supplier review, that one is done by QA."""
    if piece.kind != "current" or piece.lead not in ("", ",") or piece.under or piece is not pieces[min(1, len(pieces) - 1)]:
        return False
    first = pieces[0]
    return first.kind == "name" and not first.old and not names.is_role(first.text) and _is_called_activity(first.text, names)


def _is_called_activity(name: str, names: Names) -> bool:
    return names.is_activity(name) or names.leaning(name) == "activity"
