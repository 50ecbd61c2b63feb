"""Where the sentences, list items and table rows of a Markdown passage begin and end, in Chinese and English.

A list item or a table row is never divided: it is one unit however many sentences it holds.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

ITEM = re.compile(r"\s*(?:[-*+•·—]|\(?\d{1,2}[.)、）](?!\d)|（\d{1,2}）|[①-⑳])\s*")
ROW = re.compile(r"\s*\|.*\|\s*$")
RULE = re.compile(r"[\s:|]*-[\s:|-]*$")
_END = re.compile(
    r"""
    (?: [。！？…]+ | [!?]+ (?=[\s"'”’)）\]」』]|$|[\u3400-\u9fff]) | \.+ (?=["'”’)\]]*(?:\s|$)) )
    ["'”’)）\]」』】]*
    """,
    re.VERBOSE,
)
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:e\.g|i\.e|etc|vs|cf|No|Nos|Mr|Ms|Mrs|Dr|Co|Ltd|Inc|St|approx|Fig|Sec|Art|[A-Z])$")


@dataclass(frozen=True)
class Unit:
    """One sentence, list item or table row of a passage."""

    start: int
    """Offset of its first character in the passage, behind a list marker."""
    end: int
    kind: Literal["sentence", "item", "row"]
    group: int
    """Ordinal of its paragraph, list or table in the passage; units of one list share it."""
    introduces: bool = False
    """It ends in a colon and a list or table follows at once."""


def units(text: str) -> list[Unit]:
    """The units of a passage in reading order; headings, rules and blank lines belong to none."""
    return list(_units(text))


@lru_cache(maxsize=4096)
def _units(text: str) -> tuple[Unit, ...]:
    found: list[Unit] = []
    group = -1
    previous = ""
    offset = 0
    for line in text.splitlines(keepends=True):
        body = line.rstrip()
        kind = _kind_of(body)
        if kind in ("item", "row"):
            if kind != previous:
                group += 1
            found.append(_whole_line(offset, body, "item" if kind == "item" else "row", group))
        elif kind == "continuation" and found and previous in ("item", "continuation") and found[-1].kind == "item":
            found[-1] = Unit(found[-1].start, offset + len(body), "item", found[-1].group)
        elif kind in ("text", "continuation"):
            group += 1
            found += [Unit(offset + start, offset + end, "sentence", group) for start, end in spans_of_sentences(body)]
        if kind != "blank" and not (kind == "mark" and previous == "row"):
            previous = kind
        offset += len(line)
    return tuple(_with_introductions(text, found))


def spans_of_sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of every sentence of a text without structure; the spans leave out the white space between."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        before = text[start : match.start()]
        if match.group().startswith(".") and _ABBREVIATION.search(before):
            continue
        _add_span(spans, text, start, match.end())
        start = match.end()
    _add_span(spans, text, start, len(text))
    return spans


def _add_span(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    if piece.strip():
        spans.append((start + lead, start + len(piece.rstrip())))


def _kind_of(line: str) -> str:
    if not line.strip():
        return "blank"
    if line.lstrip().startswith("#") or (RULE.match(line) and len(line.strip()) >= 3):
        return "mark"
    if ROW.match(line):
        return "row"
    marker = ITEM.match(line)
    if marker and marker.end() < len(line):
        return "item"
    return "continuation" if line[:2] == "  " else "text"


def _whole_line(offset: int, line: str, kind: Literal["item", "row"], group: int) -> Unit:
    marker = ITEM.match(line) if kind == "item" else None
    start = marker.end() if marker else len(line) - len(line.lstrip())
    return Unit(offset + start, offset + len(line), kind, group)


def _with_introductions(text: str, found: list[Unit]) -> list[Unit]:
    following = [*found[1:], None][: len(found)]
    return [
        replace(unit, introduces=True)
        if unit.kind == "sentence" and after is not None and after.kind != "sentence" and text[unit.end - 1] in ":："
        else unit
        for unit, after in zip(found, following, strict=True)
    ]
