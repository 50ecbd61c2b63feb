"""A message taken apart into clauses, without what is only quoted or pasted in it."""

import re
from dataclasses import dataclass
from functools import cached_property

from assistant.case.lexicon import activities, roles
from assistant.terms import HAN, fold, simplified
from assistant.understand.commands.wordings import WORDING

# Every kind of quotation stops at the next mark of its own kind, so that marks which nobody closes are passed over once only.
_QUOTED = re.compile(
    r"「([^「」]*)」|『([^『』]*)』|“([^“”]*)”|《([^《》]*)》"
    r'|"((?:[^"\n]|\n(?!\ ?\n))*)"'
    r"|‘((?:[^‘’\n]|(?<=[a-z])’(?=[a-z]))*)’|(?<![a-z0-9])'((?:[^'\n]|(?<=[a-z])'(?=[a-z]))*)'(?![a-z0-9])",
    re.IGNORECASE,
)
READ_AT_MOST = 20_000
"""Characters of a message that are read; so much is a document that was pasted."""
_NESTED = 3
"""Quotations within quotations that are taken off."""
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_BLANKS = re.compile(r"[^\S\n]+")
_PASTED_LINE = re.compile(r"^[ \t]*[>＞|].*$", re.MULTILINE)
_FENCE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_ENDS = re.compile(
    r"[。！!；;\n]+|[？?]+|(?<=\w)\s+full stop\b\.?"
    r"|(?<!\be\.g)(?<!\bi\.e)(?<!\bapprox)(?<!\bincl)(?<!\bmr)(?<!\bms)(?<!\bdr)(?<!\bno(?=\.\s\d))(?<!\bvs)\.(?=\s|$)",
    re.IGNORECASE,
)
# The comma of 42,000 parts no clauses: up to three digits before it and just three behind.
_COMMAS = re.compile(
    r"(?<!\d)[，,]|(?<=\d{4})[，,]|[，,](?!\d{3}(?!\d))|、|(?<!\s)\s+comma\b|——|…+| [-–—] ",
    re.IGNORECASE,
)
_SEPARATES = re.compile(r"[，,。；;!！？?\n]")
NAME_AT_MOST, LATIN_NAME_AT_MOST = 16, 48
"""Characters of a quotation, Chinese or not, that may be a name rather than somebody's words."""
_BEFORE = 24
"""Characters before a quotation that tell whose words it is."""
_HAN = re.compile(f"[{HAN}]")


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

    @cached_property
    def folded(self) -> str:
        """In lower case, half width and simplified characters."""
        return simplified(fold(self.text))


def own_words(message: str) -> str:
    """The message less what is pasted or quoted in it: others' words are data. Quotation marks around a mere name are taken off."""
    text = _FENCE.sub(" ", _BLANKS.sub(" ", _UNSEEN.sub("", message[:READ_AT_MOST])))
    # One character for one, so that places stay what they are.
    pasted = WORDING["pasted_below"].search(simplified(text))
    if pasted:
        text = text[: pasted.start()]
    text = _PASTED_LINE.sub(" ", text)
    for _ in range(_NESTED):
        text, found = _QUOTED.subn(_name_only, text)
        if not found:
            break
    return text


def clauses_of(message: str) -> tuple[Clause, ...]:
    """The clauses of the speaker's own words, in order."""
    return clauses_in(own_words(message))


def clauses_in(text: str) -> tuple[Clause, ...]:
    """The clauses of a text that holds nobody else's words, in order."""
    found: list[Clause] = []
    start, number = 0, 0
    stops = [*_ENDS.finditer(text), None]
    for stop in stops:
        end = stop.start() if stop else len(text)
        sentence = text[start:end]
        asks = _asks(sentence, stop.group() if stop else "")
        begin, mark = 0, ""
        for comma in [*_COMMAS.finditer(sentence), None]:
            piece = sentence[begin : comma.start() if comma else len(sentence)].strip()
            if piece:
                found.append(Clause(piece, number, asks, mark))
            begin, mark = (comma.end(), comma.group().strip()) if comma else (begin, mark)
        number += bool(sentence.strip())
        start = stop.end() if stop else end
    return tuple(found)


def _asks(sentence: str, stop: str) -> bool:
    folded = simplified(fold(sentence))
    if WORDING["only_looks_asked"].search(folded):
        return False
    return stop[:1] in ("？", "?") or bool(WORDING["asks"].search(folded))


def _name_only(match: re.Match[str]) -> str:
    inside = next(group for group in match.groups() if group is not None).strip()
    return inside if _is_name(inside, match.string[max(0, match.start() - _BEFORE) : match.start()]) else " "


def _is_name(inside: str, before: str) -> bool:
    """Whether a quotation is what something is called; somebody's words, however short, want something or are announced as such."""
    if len(inside) > (NAME_AT_MOST if _HAN.search(inside) else LATIN_NAME_AT_MOST):
        return False
    if roles().find(inside) or activities().find(inside) or WORDING["mere_figure"].search(fold(inside)):
        return True
    if _SEPARATES.search(inside) or WORDING["wants"].search(simplified(fold(inside))):
        return False
    return not WORDING["tells"].search(simplified(fold(before)))
