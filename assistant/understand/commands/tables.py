"""RACI tables typed or pasted as one's own words: lines with bars or tabs, headed by letters or by roles."""

import re
from collections.abc import Iterator, Sequence

from assistant.case.values import LETTERS, LONGEST_NAME
from assistant.domain import Command
from assistant.terms import fold

_BAR = re.compile(r"\s*[|｜\t]\s*")
_RULE = re.compile(r"^[\s|｜:\-–—+=]+$")
_NAMES = re.compile(r"\s*(?:[、,，;；/]|\band\b|和|及)\s*")
_LETTERS = re.compile(r"^[racipb](?:\s*[/,、+&]?\s*[racipb])*$")
_NOBODY = re.compile(r"^(?:[-–—/\\.。无×x]*|n/?a|none|nobody|没有)$")
_OF_ACTIVITY = re.compile(r"活动|工作|事项|任务|流程|过程|条目|项目|activit|task|process|item|work|row|step")
MOST_LINES = 120


def tables_in(text: str) -> tuple[str, tuple[Command, ...]]:
    """The text without its RACI tables, and the commands that these stand for, in their order."""
    lines = text.split("\n")
    kept: list[str] = []
    commands: list[Command] = []
    at = 0
    while at < len(lines):
        head = _cells(lines[at])
        end = at + 1
        while end < len(lines) and end - at < MOST_LINES and len(_cells(lines[end])) > 1:
            end += 1
        read = list(_read(head, [_cells(line) for line in lines[at + 1 : end] if not _RULE.match(line)])) if end > at + 1 else []
        if read:
            commands += read
            at = end
        else:
            kept.append(lines[at])
            at += 1
    return "\n".join(kept), tuple(commands)


def _cells(line: str) -> list[str]:
    cells = [cell.strip() for cell in _BAR.split(line.strip())]
    while cells and not cells[0]:
        cells.pop(0)
    return cells if len(cells) > 1 else []


def _read(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Command]:
    if len(head) < 2:
        return
    if all(_LETTERS.match(fold(cell)) for cell in head[1:] if cell):
        yield from _by_letter([fold(cell) for cell in head[1:]], rows)
    elif _OF_ACTIVITY.search(fold(head[0])) and all(_marks(cell) is not None for row in rows for cell in row[1:]):
        yield from _by_role(head[1:], rows)


def _by_letter(letters: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Command]:
    """A column a letter, names in the cells."""
    for row in rows:
        given: dict[str, str] = {}
        for letter, cell in zip(letters, row[1:], strict=False):
            for name in _names(cell):
                given[name] = given.get(name, "") + letter
        yield from _of_row(row[0], given)


def _by_role(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Command]:
    """A column a role, letters in the cells."""
    for row in rows:
        yield from _of_row(row[0], {name: _marks(cell) or "" for name, cell in zip(names, row[1:], strict=False) if name and _marks(cell)})


def _of_row(activity: str, given: dict[str, str]) -> Iterator[Command]:
    if not activity or len(activity) > LONGEST_NAME:
        return
    for name, said in given.items():
        chosen = [letter for letter in LETTERS if letter.lower() in said]
        if chosen and len(name) <= LONGEST_NAME:
            letters = chosen
            yield Command("assign_raci", {"activity": activity, "role": name, "letters": letters}, f"{activity} | {name}")
        for mark, field in (("p", "primary"), ("b", "backup")):
            if mark in said and len(name) <= LONGEST_NAME:
                yield Command("set_responsibility", {"item": activity, field: name}, f"{activity} | {name}")


def _names(cell: str) -> list[str]:
    return [] if _NOBODY.match(fold(cell)) else [name for name in _NAMES.split(cell) if name and not _NOBODY.match(fold(name))]


def _marks(cell: str) -> str | None:
    """The letters of a cell, "" for an empty one; None for anything else."""
    text = fold(cell).strip()
    if _NOBODY.match(text):
        return ""
    return re.sub(r"[^racipb]", "", text) if _LETTERS.match(text) else None
