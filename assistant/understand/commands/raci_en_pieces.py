"""A stretch of a sentence between two verbs, cut into the names and references in it."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from assistant.understand.commands.raci_en_names import TOKEN, Names, plausible
from assistant.understand.commands.raci_en_sentences import Sentence
from assistant.understand.commands.raci_en_wordings import WORDING, family

Kind = Literal["name", "rows", "every", "before", "current", "person", "persons", "speaker", "unnamed", "matrix"]
Lead = Literal["", ",", "and", ":", "no"]
_MARKS: tuple[tuple[str, tuple[re.Pattern[str], ...]], ...] = tuple(
    (name, (WORDING[name],) if name in WORDING else family(name))
    for name in (
        "correction",
        "row_number",
        "every_row",
        "before_last",
        "against",
        "noise",
        "current",
        "unnamed",
        "matrix",
        "person",
        "persons",
        "speaker",
        "colon",
        "separator",
        "preposition",
        "determiner",
        "opening",
        "be",
    )
)
_WITHIN_NAMES = ("to", "for", "from", "with", "at", "on", "in", "of", "by", "into", "between")
_GERUND = re.compile(r"[a-z]{2,}ing\b", re.IGNORECASE)
_ARTICLE = re.compile(r"\s+(?:the|our)\b")
_REFERENCES: dict[str, Kind] = {
    "row_number": "rows",
    "every_row": "every",
    "before_last": "before",
    "current": "current",
    "unnamed": "unnamed",
    "matrix": "matrix",
    "person": "person",
    "persons": "persons",
    "speaker": "speaker",
}


@dataclass(frozen=True)
class Piece:
    """A name, or words that stand for one, with what leads up to it."""

    text: str
    start: int
    end: int
    kind: Kind = "name"
    lead: Lead = ""
    """The separator before it; `no` where it corrects what stands before."""
    under: str = ""
    """The preposition before it."""
    old: bool = False
    """It follows “not” or “instead of”."""
    opens: bool = False
    """A verb of command stands before it: keep, make, put."""
    determiner: str = ""
    as_role: bool = False
    """It is the name of an activity, but stands where only a role can: internal audit gets a copy."""
    followed: bool = False
    """A colon follows."""


class _Cutter:
    def __init__(self, sentence: Sentence, names: Names) -> None:
        self.sentence, self.names = sentence, names
        self.pieces: list[Piece] = []
        self.run: tuple[int, int] | None = None
        self.lead: Lead = ""
        self.clear()

    def clear(self) -> None:
        self.under, self.determiner, self.old, self.opens = "", "", False, False

    def add(self, start: int, end: int, kind: Kind = "name") -> None:
        text = self.sentence.text[start:end]
        self.pieces.append(Piece(text, start, end, kind, self.lead, self.under, self.old, self.opens, self.determiner))
        self.lead = ""
        self.clear()

    def flush(self) -> None:
        """The run of plain words so far is one name, or several known ones in a row."""
        if self.run is None:
            return
        start, end = self.run
        self.run = None
        start, end, self.opens = self.without_verb(start, end)
        for begin, stop in _parted(self.sentence, start, end, self.names, self.under):
            self.lead = "and" if begin > start and self.sentence.low[begin - 1] == "/" else self.lead
            self.add(begin, stop)

    def without_verb(self, start: int, end: int) -> tuple[int, int, bool]:
        """A known role less the verb at its side that is no name by itself: *change* legal, legal *moves*."""
        text = self.sentence.text[start:end]
        for match in (WORDING["verb_before"].match(text), WORDING["verb_behind"].search(text)):
            if match and self.names.is_role(match["name"]) and not self.names.is_role(text):
                return start + match.start("name"), start + match.end("name"), self.opens or not match.start("name") == 0
        return start, end, self.opens

    def mark(self, name: str, text: str) -> None:
        """What a word between names does to the name that follows."""
        if name == "colon":
            if self.pieces:
                self.pieces[-1] = replace(self.pieces[-1], followed=True)
            self.lead = "no" if self.lead == "no" else ":"
            self.clear()
        elif name == "correction":
            self.lead = "no"
            self.clear()
        elif name == "separator":
            if self.lead != "no":
                self.lead = "," if text in (",", ";", "–", "—", "(", ")") else ("and" if self.lead != "," else ",")
            self.under, self.determiner, self.old = "along" if text.endswith("with") else "", "", False
        elif name == "against":
            self.old = True
        elif name == "preposition":
            self.under, self.determiner = text, ""
        elif name == "determiner":
            self.determiner = text
        elif name == "opening":
            self.opens = True


def cut(sentence: Sentence, start: int, end: int, names: Names) -> tuple[list[Piece], str]:
    """The pieces of a stretch in order, and the separator at its end."""
    cutter = _Cutter(sentence, names)
    low, at = sentence.low, start
    while at < end:
        if low[at].isspace():
            at += 1
            continue
        at = _step(cutter, low, at, end)
    cutter.flush()
    pieces = [piece for piece in cutter.pieces if not _resumes(piece, cutter.pieces)]
    return _joined(_completed(pieces, names), sentence, names), cutter.lead


def _completed(pieces: list[Piece], names: Names) -> list[Piece]:
    """Names that share their last word: *incident* and problem management."""
    for place in range(len(pieces) - 2, -1, -1):
        one, other = pieces[place], pieces[place + 1]
        shared = other.text.split()[-1] if other.kind == "name" and other.lead in ("and", ",") and " " in other.text else ""
        if shared and one.kind == "name" and not names.is_role(one.text) and names.is_activity(f"{one.text} {shared}"):
            pieces[place] = replace(one, text=f"{one.text} {shared}")
    return pieces


def _joined(pieces: list[Piece], sentence: Sentence, names: Names) -> list[Piece]:
    """A heading with a preposition or an “and” in it is one name: handover to operations, backup and restore test."""
    made: list[Piece] = []
    for piece in pieces:
        last = made[-1] if made else None
        if piece.kind == "rows" and len(pieces) > pieces.index(piece) + 1:
            following = pieces[pieces.index(piece) + 1]
            titles = following.kind == "name" and not names.is_role(following.text) and names.leaning(following.text) != "role"
            if titles and (names.is_activity(following.text) if names.rows else True) and (piece.followed or not names.rows):
                continue  # “Second one: contract signing” counts, it refers to nothing.
        if last is not None and piece.under == "from" and not piece.lead and WORDING["people_from"].match(last.text.lower()):
            made[-1] = replace(piece, lead=last.lead, under=last.under, opens=last.opens, old=last.old, determiner="the")
        elif (
            last is not None and (_goes_on(last, piece, names) or _is_one(last, piece, sentence, names)) and last.start == _beginning(made)
        ):
            text = sentence.text[last.start : piece.end]
            made[-1] = replace(last, text=text, end=piece.end, followed=piece.followed)
        else:
            made.append(piece)
    return made


def _beginning(made: list[Piece]) -> int:
    """Where the first name stands that may be a heading."""
    return next((piece.start for piece in made if piece.kind == "name"), -1)


def _is_one(last: Piece, piece: Piece, sentence: Sentence, names: Names) -> bool:
    """Two names before a colon that are spoken of as one thing: monitoring and alerting: the NOC does it."""
    if last.kind != "name" or piece.kind != "name" or piece.lead != "and" or piece.under or not piece.followed or last.old:
        return False
    known = [names.is_activity(each.text) or names.is_role(each.text) for each in (last, piece)]
    behind = sentence.low[piece.end :]
    return not all(known) and re.search(r"\bit\b", behind) is not None and not re.search(r"\b(?:them|both|these)\b", behind)


def _goes_on(last: Piece, piece: Piece, names: Names) -> bool:
    if WORDING["kind_alone"].match(last.text.lower()):
        return False
    if last.kind != "name" or piece.kind != "name" or last.followed or piece.old or last.old or last.opens:
        return False
    if (
        not piece.lead
        and _GERUND.match(last.text)
        and (piece.under in _WITHIN_NAMES or piece.determiner in ("the", "our", "a", "an", "all"))
    ):
        return True
    role = names.is_role(last.text) or names.leaning(last.text) == "role"
    if piece.lead == "" and piece.under in _WITHIN_NAMES:
        return not role and piece.followed and not names.is_activity(last.text)
    if piece.lead != "and" or piece.under or " " in last.text or names.is_activity(last.text) or names.is_role(last.text):
        return False
    shares_role = names.leaning(piece.text) == "role" and not role
    return " " in piece.text and (shares_role or (piece.followed and names.leaning(last.text) != "role"))


def _step(cutter: _Cutter, low: str, at: int, end: int) -> int:
    known = _known_length(low, at, end, cutter.names)
    if known:
        cutter.run = (cutter.run[0] if cutter.run else at, at + known)
        return at + known
    for name, patterns in _MARKS:
        match = next((found for pattern in patterns if (found := pattern.match(low, at, end)) and found.end() > at), None)
        if match is None:
            continue
        text = match.group().strip()
        if cutter.run and _inside(name, text, low[match.end() : end]):
            article = _ARTICLE.match(low, match.end(), end)
            stop = article.end() if article else match.end()
            cutter.run = (cutter.run[0], stop)
            return stop
        if cutter.run and name in ("speaker", "unnamed"):
            cutter.run = (cutter.run[0], match.end())
            return match.end()
        cutter.flush()
        if name in _REFERENCES:
            cutter.add(at, match.end(), _REFERENCES[name])
        else:
            cutter.mark(name, text)
        return match.end()
    token = TOKEN.match(low, at, end)
    stop = token.end() if token else at + 1
    if token and token.group()[0].isalnum():
        cutter.run = (cutter.run[0] if cutter.run else at, stop)
    else:
        cutter.flush()
    return stop


def _known_length(low: str, at: int, end: int, names: Names) -> int:
    """Characters of a known name of two words or more that begins here."""
    matches = []
    place = at
    while len(matches) < 8 and (match := TOKEN.search(low, place, end)):
        matches.append(match)
        place = match.end()
    count = names.known_at([match.group() for match in matches], 0)
    return matches[count - 1].end() - at if count > 1 else 0


def _inside(name: str, text: str, rest: str) -> bool:
    """A word that goes on a name: head of IT, report of the audit."""
    if name == "preposition":
        if re.match(r"\s+(?:duty|call|shift|charge)\b", rest):
            return text in ("on", "in")
        return (
            text == "of"
            and re.match(r"\s+(?:the\s+|our\s+)?[\w\u3400-\u9fff]", rest) is not None
            and not re.match(r"\s+(?:it|that|this|them|row|all)\b", rest)
        )
    return False


def _parted(sentence: Sentence, start: int, end: int, names: Names, under: str) -> list[tuple[int, int]]:
    text = sentence.text[start:end]
    if names.is_role(text) or names.is_activity(text):
        return [(start, end)]
    matches = list(TOKEN.finditer(text))
    words = [match.group() for match in matches]
    parts: list[tuple[int, int]] = []
    at = 0
    while at < len(words) and (count := names.known_at([word.lower() for word in words], at)):
        parts.append((start + matches[at].start(), start + matches[at + count - 1].end()))
        at += count
    if at == len(words) and len(parts) == 2:
        first, second = (sentence.text[slice(*part)] for part in parts)
        if names.is_activity(first) and names.is_role(second) and not names.is_activity(second):
            return parts
    if parts and at < len(words):
        head, rest = parts[0], text[parts[0][1] - start :].strip()
        first = sentence.text[head[0] : head[1]]
        if (
            names.is_activity(first)
            and not names.is_role(first)
            and names.leaning(rest) == "role"
            and len(rest.split()) > 1
            and not WORDING["role_head"].search(rest.split()[0].lower())
        ):
            return [head, (end - len(rest), end)]
    if not sentence.low[:start].strip(" ,:") and (place := _where_a_role_begins(words, matches, text, names)):
        return [(start, start + place[0]), (start + place[1], end)]
    if "/" in text and " " not in text.strip():
        halves = text.split("/")
        if all(names.is_role(half) or names.leaning(half) == "role" for half in halves):
            places, at = [], start
            for half in halves:
                places.append((at, at + len(half)))
                at += len(half) + 1
            return places
    return [(start, end)]


def _where_a_role_begins(words: list[str], matches: list[re.Match[str]], text: str, names: Names) -> tuple[int, int] | None:
    """In a sentence that begins with both without a comma: patch deployment | release engineer."""
    for place in range(len(words) - 2, 0, -1):
        head, tail = text[: matches[place - 1].end()], text[matches[place].start() :]
        if " " not in head and not names.is_activity(head):
            continue
        if names.leaning(head) == "activity" and names.leaning(tail) == "role" and not WORDING["role_head"].search(words[place].lower()):
            return matches[place - 1].end(), matches[place].start()
    return None


def _resumes(piece: Piece, pieces: list[Piece]) -> bool:
    """A pronoun that only takes up the name before it: the boss he approves."""
    place = pieces.index(piece)
    before = pieces[place - 1] if place else None
    return (
        piece.kind in ("person", "persons")
        and before is not None
        and before.kind == "name"
        and name_of(before) != ""
        and piece.lead == ""
        and not piece.under
    )


def name_of(piece: Piece) -> str:
    """The name less a possessive ending, or "" when it can be none."""
    text = re.sub(r"(?:'s|'|\.)$", "", " ".join(piece.text.split()))
    text = re.sub(r"^(?:the|our|a|an)\s+", "", text, flags=re.IGNORECASE)
    return text if plausible(text) else ""
