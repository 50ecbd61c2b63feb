"""Divides a page into passages: by its headings, and where a section is too long between paragraphs, sentences, items or rows."""

import hashlib
import re
from dataclasses import dataclass

from assistant.domain import Document, Passage
from assistant.sentences import RULE, Unit, units
from ingest.clean import columns

SPLITTER = "1"
"""Version of what makes passages of a file: reading, cleaning, splitting. Another one means that an index must be rebuilt."""

WIDE = 600
"""Chinese characters in a passage at most. About 400 tokens; the encoder reads 512."""
NARROW = 1600
"""Latin characters in a passage at most. Mixed text is measured in shares of both."""

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*$")
_ANCHOR = re.compile(r"\s*\{#([\w.-]+)\}$")
# What it costs to begin a passage there, in passages: rather one passage more than a paragraph divided.
_PARAGRAPH, _ITEM, _SENTENCE, _CLAUSE_BREAK, _LEAD_IN = 0.0, 1.9, 2.0, 5.0, 20.0
_WIDEST_HEADER = 0.5
_MOST = 120
"""Sentences, items or rows in a passage that is part of a section: bounds the search for the best cuts."""

_CLAUSE = re.compile(r"[；;，,、：:]+[\"'”’)）\]」』】]*\s*")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Section:
    """What stands beneath one heading, up to the next."""

    path: tuple[str, ...]
    """Headings from the outermost inwards; never empty."""
    anchor: str | None
    text: str


@dataclass(frozen=True)
class Piece:
    """What a passage is put together of: a sentence, list item or table row, or a part of an overlong sentence."""

    start: int
    """Offset in the section, in front of a list marker."""
    end: int
    weight: float
    """Share of a passage's limit, with what leads up to it from the piece before."""
    breaks: float
    """What it costs to begin a passage with this piece."""
    header: str = ""
    """Header of the table that it is a further row of, to be repeated where a passage begins with it."""
    repeated: float = 0.0
    """Weight of that header."""


def split(description: Document, body: str) -> tuple[Passage, ...]:
    """The passages of a cleaned page in reading order. A section that fits is one; equal ones of one section appear once."""
    passages: dict[str, Passage] = {}
    for section in sections(body, description.title):
        for text in divided(section.text):
            id = passage_id(description.id, section.path, text)
            passages.setdefault(id, Passage(id, description, section.path, section.anchor, len(passages), text))
    return tuple(passages.values())


def passage_id(document: str, path: tuple[str, ...], text: str) -> str:
    """The same document, section and text always get the same id."""
    return hashlib.sha256("\0".join([document, *path, "", text]).encode()).hexdigest()[:24]


def sections(body: str, title: str) -> list[Section]:
    """The sections that hold text. A first heading equal to the title is left out of the paths, unless it is all there is."""
    found: list[Section] = []
    path: list[tuple[int, str]] = []
    anchor: str | None = None
    lines: list[str] = []

    def close() -> None:
        text = "\n".join(lines).strip("\n")
        if any(line.strip() and not RULE.fullmatch(line) for line in lines):
            names = [name for _, name in path]
            found.append(Section(tuple(names[1:] if names[:1] == [title] and names[1:] else names or [title]), anchor, text))

    for line in body.split("\n"):
        heading = _HEADING.match(line)
        if heading is None:
            lines.append(line)
            continue
        close()
        level = len(heading.group(1))
        named = _ANCHOR.search(heading.group(2))
        anchor = named.group(1) if named else None
        path = [one for one in path if one[0] < level]
        path.append((level, _ANCHOR.sub("", heading.group(2)).strip()))
        lines = []
    close()
    return found


def weight(text: str) -> float:
    """Share of a passage's limit that the text takes up."""
    wide = columns(text) - len(text)
    return wide / WIDE + (len(text) - wide) / NARROW


def divided(text: str) -> list[str]:
    """The text of a section as passages: one if it fits, else cut where it costs least."""
    if weight(text) <= 1:
        return [text.strip("\n")]
    pieces = _pieces(text)
    return [_passage(text, pieces[first:last]) for first, last in _cuts(pieces)]


def _passage(text: str, pieces: list[Piece]) -> str:
    return pieces[0].header + text[pieces[0].start : pieces[-1].end]


def _cuts(pieces: list[Piece]) -> list[tuple[int, int]]:
    """Ranges of pieces, each within the limit or a single piece, so that few passages, good breaks and even sizes result."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(pieces) + 1):
        choices: list[tuple[float, int]] = []
        load = 0.0
        for start in range(end - 1, max(end - _MOST, 0) - 1, -1):
            load += pieces[start].weight
            total = load + pieces[start].repeated
            if load > 1 and start < end - 1:
                break
            if total > 1 and start < end - 1:
                continue
            cost = 1 + (1 - min(total, 1.0)) ** 2 + (pieces[start].breaks if start else 0.0)
            choices.append((best[start][0] + cost, start))
        best.append(min(choices))
    ranges: list[tuple[int, int]] = []
    end = len(pieces)
    while end:
        start = best[end][1]
        ranges.append((start, end))
        end = start
    return ranges[::-1]


def _pieces(text: str) -> list[Piece]:
    pieces: list[Piece] = []
    previous: Unit | None = None
    head = (0, 0)
    for unit in units(text):
        if unit.kind == "row" and (previous is None or previous.group != unit.group):
            head = _table_head(text, unit)
        header = text[head[0] : head[1]] if unit.kind == "row" and unit.start >= head[1] else ""
        # A header that would fill half of every passage isn't repeated.
        repeated = weight(header) if header else 0.0
        breaks = _break_before(previous, unit)
        for start, end in _parts(text, _start_of(text, unit), unit):
            share = weight(text[pieces[-1].end if pieces else start : end])
            kept = header if repeated <= _WIDEST_HEADER else ""
            pieces.append(Piece(start, end, share, breaks, kept, repeated if kept else 0.0))
            breaks = _CLAUSE_BREAK
        previous = unit
    return pieces


def _break_before(previous: Unit | None, unit: Unit) -> float:
    if previous is None:
        return 0.0
    if previous.introduces:
        return _LEAD_IN
    if previous.group != unit.group:
        return _PARAGRAPH
    return _SENTENCE if unit.kind == "sentence" else _ITEM


def _start_of(text: str, unit: Unit) -> int:
    """Items and rows begin with their line: the marker belongs to them."""
    return unit.start if unit.kind == "sentence" else text.rfind("\n", 0, unit.start) + 1


def _table_head(text: str, first: Unit) -> tuple[int, int]:
    """Where the header row and the rule below it begin and end; both equal for a table without a rule."""
    start = text.rfind("\n", 0, first.start) + 1
    below = text.find("\n", first.end) + 1
    after = text.find("\n", below) + 1
    if not below or not after or not RULE.fullmatch(text[below : after - 1]):
        return start, start
    return start, after


def _parts(text: str, start: int, unit: Unit) -> list[tuple[int, int]]:
    """The unit as it is; an overlong sentence in parts, cut behind its clauses, else between words, else anywhere."""
    if unit.kind != "sentence" or weight(text[start : unit.end]) <= 1:
        return [(start, unit.end)]
    parts: list[tuple[int, int]] = []
    while start < unit.end:
        end = min(_furthest(text, start), unit.end)
        if end < unit.end:
            window = text[start:end]
            cut = max((m.end() for m in _CLAUSE.finditer(window)), default=0)
            cut = cut or max((m.end() for m in _SPACE.finditer(window)), default=0)
            end = start + (cut or len(window))
        parts.append((start, end))
        start = end
    return parts


def _furthest(text: str, start: int) -> int:
    """The end of the longest stretch from there that fits into a passage."""
    low, high = start + 1, min(start + NARROW, len(text))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if weight(text[start:middle]) <= 1 else (low, middle - 1)
    return low
