"""A message taken apart into clauses, without what is only quoted or pasted in it."""

import re
from dataclasses import dataclass

from assistant.terms import fold
from assistant.understand.commands.wordings import WORDING

_QUOTED = re.compile(r"「([^」\n]*)」|『([^』\n]*)』|“([^”\n]*)”|\"([^\"\n]*)\"|《([^》\n]*)》")
_BLANKS = re.compile(r"[^\S\n]+")
_PASTED_LINE = re.compile(r"^[ \t]*[>＞|].*$", re.MULTILINE)
_FENCE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_ENDS = re.compile(r"[。！!；;\n]+|[？?]+|\.(?=\s|$)|(?<=\w)\s+full stop\b\.?", re.IGNORECASE)
_COMMAS = re.compile(r"[，,、](?!\d{3})|\s+comma\b|——|…+| [-–—] ", re.IGNORECASE)
NAME_AT_MOST = 16
"""Characters of a quotation that may be a name rather than somebody's words."""


@dataclass(frozen=True)
class Clause:
    """A piece of a sentence between commas."""

    text: str
    sentence: int
    """Number of its sentence, from 0."""
    asks: bool
    """It belongs to a question."""
    mark: str = ""
    """The separator before it within its sentence: `、` joins it to the clause before."""

    @property
    def folded(self) -> str:
        """In lower case, half width and simplified characters."""
        return fold(self.text)


def own_words(message: str) -> str:
    """The message less what is pasted or quoted in it: others' words are data. Quotation marks around a mere name are taken off."""
    text = _FENCE.sub(" ", _BLANKS.sub(" ", message))
    pasted = WORDING["pasted_below"].search(text)
    if pasted:
        text = text[: pasted.start()]
    text = _PASTED_LINE.sub(" ", text)
    return _QUOTED.sub(_name_only, text)


def clauses_of(message: str) -> tuple[Clause, ...]:
    """The clauses of the speaker's own words, in order."""
    text = own_words(message)
    found: list[Clause] = []
    start, number = 0, 0
    stops = [*_ENDS.finditer(text), None]
    for stop in stops:
        end = stop.start() if stop else len(text)
        sentence = text[start:end]
        asks = bool(stop and stop.group()[0] in "？?") or bool(WORDING["asks"].search(fold(sentence)))
        begin, mark = 0, ""
        for comma in [*_COMMAS.finditer(sentence), None]:
            piece = sentence[begin : comma.start() if comma else len(sentence)].strip()
            if piece:
                found.append(Clause(piece, number, asks, mark))
            begin, mark = (comma.end(), comma.group().strip()) if comma else (begin, mark)
        number += bool(sentence.strip())
        start = stop.end() if stop else end
    return tuple(found)


def _name_only(match: re.Match[str]) -> str:
    inside = next(group for group in match.groups() if group is not None)
    told = WORDING["tells"].search(match.string[: match.start()])
    if told or len(inside) > NAME_AT_MOST or re.search(r"[，,。；;!！]", inside):
        return " "
    return inside
