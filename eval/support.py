"""Is every statement of an answer borne out by the passage that it cites?

An answer is taken apart into sentences, list items and table rows. Each is one statement; its markers say what it
cites. A list item without a marker cites what the lead-in of its list cites, a table row what the sentence above its table
cites. A statement is supported when the cited quotes, with the names of their sections, contain at least `ENOUGH` of its
content (pairs of Chinese characters, stems of English content words) and all of its numbers.
A marker without a citation, and a statement without a marker, are not supported.

Not counted: a bare yes or no, a question, a lead-in without a marker whose list has markers, the assistant's own
remarks about what it holds, and text without content.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from assistant.domain import Answer, Citation
from assistant.sentences import Unit, spans_of_sentences, units
from assistant.texts import TEXTS
from eval.wording import MARKER, content_of, numbers_of, squeezed, without_verdict

ENOUGH = 0.6
"""Share of a statement's content that the cited quote must contain."""
_REMARK = 6
"""Characters that a sentence of the assistant's own must have besides its blanks."""


@dataclass(frozen=True)
class Statement:
    """One sentence, list item or table row of an answer."""

    text: str
    """As written, without markers."""
    cites: frozenset[int]
    """Numbers of the citations that it, or the lead-in of its list, refers to."""


def statements_of(answer: Answer) -> list[Statement]:
    """The statements that need support, in order."""
    pieces = _pieces(answer.text)
    found = []
    for index, (unit, text, cites) in enumerate(pieces):
        inherited = cites
        if not cites and unit.kind != "sentence":
            inherited = _of_lead_in(pieces, index)
        if _needs_support(text) and (cites or not (_is_remark(text) or _is_lead_in_of_marked(pieces, index))):
            found.append(Statement(text.strip(), inherited))
    return found


def is_supported(statement: Statement, citations: Collection[Citation]) -> bool:
    """True when the citations that the statement refers to bear it out together, and none of them is missing."""
    cited = {citation.n: citation for citation in citations if citation.n in statement.cites}
    if not cited or set(cited) != statement.cites:
        return False
    return bears_out("\n".join(f"{citation.section}\n{citation.quote}" for citation in cited.values()), statement.text)


def bears_out(quote: str, statement: str) -> bool:
    """True when the quote contains enough of the statement's content, and all of its numbers."""
    said = content_of(without_verdict(statement))
    claimed = numbers_of(statement, everywhere=False)
    if not claimed <= numbers_of(quote, everywhere=True):
        return False
    return not said or len(said & content_of(quote)) >= ENOUGH * len(said)


_Piece = tuple[Unit, str, frozenset[int]]


def _pieces(text: str) -> list[_Piece]:
    """Units of the answer with their text, without markers, and the citations that the markers name.

    Markers at the start of a sentence (`It is so. [1] Next …`) belong to the one before it.
    """
    pieces: list[_Piece] = []
    for unit in units(text):
        rest = text[unit.start : unit.end]
        while (marker := MARKER.match(rest.lstrip())) and pieces and unit.kind == "sentence":
            previous = pieces[-1]
            pieces[-1] = (previous[0], previous[1], previous[2] | _numbers(marker.group(1)))
            rest = rest.lstrip()[marker.end() :]
        if rest.strip(" .。；;"):
            cites = frozenset[int]().union(*(_numbers(found) for found in MARKER.findall(rest)))
            pieces.append((unit, MARKER.sub("", rest), cites))
    return pieces


def _numbers(inside: str) -> frozenset[int]:
    return frozenset(int(number) for number in inside.replace("，", ",").replace("、", ",").split(","))


def _of_lead_in(pieces: list[_Piece], index: int) -> frozenset[int]:
    """What the sentence cites that introduces the list of this item, or stands above the table of this row."""
    unit = pieces[index][0]
    group = unit.group
    first = next(i for i, (unit, _, _) in enumerate(pieces) if unit.group == group)
    before = pieces[first - 1] if first else None
    leads = before is not None and (before[0].introduces or (unit.kind == "row" and before[0].kind == "sentence"))
    return before[2] if before is not None and leads else frozenset()


def _is_lead_in_of_marked(pieces: list[_Piece], index: int) -> bool:
    if not pieces[index][0].introduces or index + 1 == len(pieces):
        return False
    group = pieces[index + 1][0].group
    return any(cites for unit, _, cites in pieces if unit.group == group)


def _needs_support(text: str) -> bool:
    is_question = text.rstrip(" \"'”’」）)").endswith(("?", "？"))
    return not is_question and bool(_content(text))


def _content(text: str) -> frozenset[str]:
    said = without_verdict(text)
    return content_of(said) | numbers_of(said, everywhere=False)


def _is_remark(text: str) -> bool:
    squeezed_text = squeezed(text)
    return any(remark.fullmatch(squeezed_text) for remark in _remarks())


@cache
def _remarks() -> tuple[re.Pattern[str], ...]:
    """Every sentence of the assistant's own, with anything in its blanks.

    A sentence that is little more than a blank is none: every statement would pass for it.
    """
    rows = [text for row in TEXTS.values() for text in row.values()]
    sentences = {text[start:end] for text in rows for start, end in spans_of_sentences(text)}
    fixed = {sentence: [squeezed(part) for part in re.split(r"\{\w+\}", sentence)] for sentence in sentences}
    return tuple(re.compile(".+".join(re.escape(part) for part in parts)) for parts in fixed.values() if len("".join(parts)) >= _REMARK)
