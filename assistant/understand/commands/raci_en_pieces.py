"""A stretch of a sentence between two verbs, cut into the names and references in it."""

import re
from dataclasses import replace

from assistant.understand.commands.raci_en_joining import joined, parted
from assistant.understand.commands.raci_en_names import TOKEN, Names
from assistant.understand.commands.raci_en_piece import Kind, Lead, Piece
from assistant.understand.commands.raci_en_sentences import Sentence
from assistant.understand.commands.raci_en_wordings import WORDING, family
from assistant.wording import Wording

_MARKS: tuple[tuple[str, tuple[Wording, ...]], ...] = tuple(
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
        for begin, stop in parted(self.sentence, start, end, self.names):
            self.lead = "and" if begin > start and self.sentence.low[begin - 1] == "/" else self.lead
            self.add(begin, stop)

    def without_verb(self, start: int, end: int) -> tuple[int, int, bool]:
        """A known role less the verb at its side that is no name by itself: *change* legal, legal *moves*."""
        text = self.sentence.text[start:end]
        for match in (WORDING["verb_before"].match(text), WORDING["verb_behind"].search(text)):
            if match and self.names.is_role(match["name"]) and not self.names.is_role(text):
                return start + match.start("name"), start + match.end("name"), self.opens or match.start("name") != 0
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
    return joined(cutter.pieces, sentence, names), cutter.lead


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
    matches: list[re.Match[str]] = []
    place = at
    while len(matches) < 8 and (match := TOKEN.search(low, place, end)):
        matches.append(match)
        place = match.end()
    count = names.known_at([match.group() for match in matches], 0)
    if count > 1 and matches[0].group() == "all" and count < len(matches) and WORDING["role_like"].fullmatch(matches[count].group()):
        # “all department heads” are not all departments
        return 0
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
