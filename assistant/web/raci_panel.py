"""The tab of the RACI matrix: roles as columns, phases as groups, and the list of responsibilities beneath. Pure functions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from assistant.case.lexicon import activities, roles
from assistant.case.raci import RaciMatrix, Row
from assistant.case.values import LETTERS, Letter, Phase
from assistant.domain import Language
from assistant.texts import say
from assistant.web.shown import Shown, classes, gone, mark, panel, stale, teaching, text, told_mark
from assistant.web.texts import word

PHASES: tuple[Phase | None, ...] = (*get_args(Phase), None)


@dataclass(frozen=True)
class Line:
    """A row with its number, by which people speak of it, and the row it was before the last turn."""

    number: int
    row: Row
    was: Row | None


def raci_html(shown: Shown) -> str:
    """The whole tab."""
    matrix, before = shown.case.raci, shown.before.raci
    lines = list(_lines(matrix, before))
    lettered = [line for line in lines if line.row.assignments or not (line.row.primary or line.row.backup)]
    covered = [line for line in lines if line.row.primary or line.row.backup]
    held = {id(line.was) for line in lines}
    removed = gone([row.activity for row in before.rows if id(row) not in held], shown)
    if not lines:
        return panel("raci", stale("raci", shown) + removed + teaching("raci", shown.language, template=True), shown)
    body = stale("raci", shown) + (_head(matrix, lettered, shown) + _matrix(matrix, lettered, shown) if lettered else "")
    body += _responsibilities(covered, shown) if covered else ""
    return panel("raci", body + removed, shown)


def _lines(matrix: RaciMatrix, before: RaciMatrix) -> Iterator[Line]:
    """A row under another name is told by its place and letters."""
    old = {activities().key(row.activity): row for row in before.rows}
    keys = [activities().key(row.activity) for row in matrix.rows]
    for place, (key, row) in enumerate(zip(keys, matrix.rows, strict=True)):
        was = old.get(key)
        if was is None and place < len(before.rows):
            there = before.rows[place]
            if there.assignments == row.assignments and activities().key(there.activity) not in keys:
                was = there
        yield Line(place + 1, row, was)


def _head(matrix: RaciMatrix, lines: list[Line], shown: Shown) -> str:
    """How many rows there are and lack something, who has too many A, and what the letters mean."""
    language = shown.language
    lacking = sum(bool(line.row.missing) for line in lines)
    count = word("row", language) if len(lines) == 1 else word("rows", language).format(count=len(lines))
    state = word("rows_lacking", language).format(count=lacking) if lacking else word("rows_complete", language)
    over = [say("overloaded", language, role=role, count=sum(role in row.of("A") for row in matrix.rows)) for role in matrix.overloaded()]
    told = "".join(f'<p class="caveat">{text(line)}</p>' for line in over)
    meanings = "".join(f"<span>{_chip(letter)} {word(f'meaning_{letter}', language)}</span>" for letter in LETTERS)
    return (
        f'<div class="over"><p class="sum">{count}<span{classes("lack" if lacking else "")}>{state}</span></p>{told}'
        f'<p class="legend">{meanings}</p></div>'
    )


def _matrix(matrix: RaciMatrix, lines: list[Line], shown: Shown) -> str:
    keys = {roles().key(role): role for role in matrix.roles}
    phases = [phase for phase in PHASES if any(line.row.phase == phase for line in lines)]
    groups = []
    for phase in phases:
        heading = _phase(phase, len(keys), shown.language) if phases != [None] else ""
        rows = "".join(_row(line, keys, shown) for line in lines if line.row.phase == phase)
        groups.append(f"<tbody>{heading}{rows}</tbody>")
    return (
        f'<table class="grid matrix"><thead><tr><th scope="col">{word("activity", shown.language)}</th>'
        f"{_columns(matrix, shown.language)}</tr></thead>{''.join(groups)}</table>"
    )


def _columns(matrix: RaciMatrix, language: Language) -> str:
    """The roles, each with the number of rows it is accountable in."""
    heavy = matrix.overloaded()
    cells = []
    for role in matrix.roles:
        times = sum(role in row.of("A") for row in matrix.rows)
        said = word("accountable_in", language).format(count=times) if times else ""
        too_many = f" {word('too_many', language)}" if role in heavy else ""
        kind = classes("heavy" if role in heavy else "")
        cells.append(f'<th scope="col"{kind}><span>{text(role)}</span><small>{said}{too_many}</small></th>')
    return "".join(cells)


def _phase(phase: Phase | None, columns: int, language: Language) -> str:
    name = say(f"phase_{phase}", language) if phase else word("no_phase", language)
    return f'<tr class="phase"><th scope="rowgroup" colspan="{columns + 1}"><span>{name}</span></th></tr>'


def _row(line: Line, keys: dict[str, str], shown: Shown) -> str:
    row, was = line.row, line.was
    new = was is None
    renamed = was is not None and was.activity != row.activity
    moved = was is not None and was.phase != row.phase
    now, old = _letters(row), _letters(was)
    cells = "".join(_cell(now.get(key, ()), now.get(key, ()) if new else old.get(key, ()), shown) for key in keys)
    name_changed = renamed or moved
    return (
        f'<tr{classes(mark(new, shown))}><th scope="row"{classes(mark(name_changed, shown))}><span class="no">{line.number}</span>'
        f"<span>{text(row.activity)}{told_mark(new or name_changed, shown)}{_lacks(row, shown.language)}</span></th>{cells}</tr>"
    )


def _letters(row: Row | None) -> dict[str, tuple[Letter, ...]]:
    return {roles().key(each.role): each.letters for each in row.assignments} if row else {}


def _cell(letters: tuple[Letter, ...], was: tuple[Letter, ...], shown: Shown) -> str:
    """The letters of a role in a row; where the last turn changed them, what they were on resting there."""
    changed = letters != was
    old = f' title="{word("was", shown.language).format(old="".join(was))}"' if changed and was else ""
    chips = "".join(_chip(letter) for letter in letters)
    left = "" if letters or not changed else f'<del class="was">{"".join(was)}</del>'
    return f"<td{classes(mark(changed, shown))}{old}>{chips}{left}{told_mark(changed, shown)}</td>"


def _chip(letter: Letter) -> str:
    return f'<b class="chip {letter.lower()}">{letter}</b>'


def _lacks(row: Row, language: Language) -> str:
    if not row.missing:
        return ""
    letters = ("、" if language == "zh" else ", ").join(row.missing)
    return f'<em class="lack">{word("lacks", language).format(letters=letters)}</em>'


def _responsibilities(lines: list[Line], shown: Shown) -> str:
    language = shown.language
    groups = list(dict.fromkeys(line.row.group for line in lines))
    bodies = []
    for group in groups:
        heading = f'<tr class="phase"><th scope="rowgroup" colspan="3"><span>{text(group)}</span></th></tr>' if group else ""
        rows = "".join(_responsibility(line, shown) for line in lines if line.row.group == group)
        bodies.append(f"<tbody>{heading}{rows}</tbody>")
    head = "".join(f'<th scope="col">{word(name, language)}</th>' for name in ("item_of_work", "primary", "backup"))
    return f'<h3>{word("responsibilities", language)}</h3><table class="grid cover"><thead><tr>{head}</tr></thead>{"".join(bodies)}</table>'


def _responsibility(line: Line, shown: Shown) -> str:
    row, was = line.row, line.was
    new = was is None or not (was.primary or was.backup)
    cells = []
    for field in ("primary", "backup"):
        name: str | None = getattr(row, field)
        changed = not new and name != getattr(was, field)
        said = text(name) if name else f'<em class="blank">{word("nobody", shown.language)}</em>'
        cells.append(f"<td{classes(mark(changed, shown))}>{said}{told_mark(changed, shown)}</td>")
    return (
        f'<tr{classes(mark(new, shown))}><th scope="row"><span class="no">{line.number}</span>'
        f"<span>{text(row.activity)}{told_mark(new, shown)}</span></th>{''.join(cells)}</tr>"
    )
