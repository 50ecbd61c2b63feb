"""What differs between two matrices: “内部审核：A 管理者代表 → 总经理”."""

from collections.abc import Iterator

from assistant.case.lexicon import activities, roles
from assistant.case.raci import RaciMatrix, Row
from assistant.case.values import LETTERS, listed
from assistant.domain import Language
from assistant.texts import say

_MANY = 6
"""Rows of which the same is told that are named one by one."""
_NAMED = 3
"""Of more rows, those that are named."""


def raci_changes(before: RaciMatrix, after: RaciMatrix, language: Language) -> Iterator[str]:
    """A line a change; rows of which the same is to be told share one."""
    if len(before.rows) > 1 and not after.rows:
        yield say("raci_cleared", language, count=len(before.rows))
        return
    key = activities().key
    old, new = ({key(row.activity): row for row in matrix.rows} for matrix in (before, after))
    added = [row for name, row in new.items() if name not in old]
    gone = [row for name, row in old.items() if name not in new]
    if len(added) == len(gone) == 1 and _renamed(before, gone[0], after, added[0]):
        yield line(gone[0].activity, say("renamed_to", language, name=added[0].activity), language)
        added = gone = []
    if len(added) > _MANY:
        yield say("rows_added", language, count=len(added))
        added = []
    told = [(row.activity, row_told(row, language)) for row in added]
    told += [(row.activity, say("row_removed", language)) for row in gone]
    told += [(old[name].activity, _row_change(old[name], row, language)) for name, row in new.items() if name in old and old[name] != row]
    yield from _lines(told, language)
    if [name for name in old if name in new] != [name for name in new if name in old]:
        yield say("rows_moved", language)


def row_told(row: Row, language: Language) -> str:
    """`R 内审员；A 管理者代表；C 法务`."""
    parts = [f"{letter} {listed(row.of(letter), language)}" for letter in LETTERS if row.of(letter)]
    parts += [f"{say(f'row_{field}', language)} {getattr(row, field)}" for field in ("primary", "backup") if getattr(row, field)]
    return ("；" if language == "zh" else "; ").join(parts) or say("row_empty", language)


def line(name: str, text: str, language: Language) -> str:
    """`内部审核：已删除`, `internal audit: removed`."""
    return f"{name}：{text}" if language == "zh" else f"{name}: {text}"


def arrow(old: str, new: str, language: Language) -> str:
    """`法务 → 车间`; what there was not before stands alone, what is gone has become “none”."""
    return f"{old} → {new or say('nothing', language)}" if old else new


def _renamed(before: RaciMatrix, gone: Row, after: RaciMatrix, added: Row) -> bool:
    """Whether the new row is the old one under another name, in its place."""
    filled = gone.assignments or gone.primary or gone.backup
    same_place = before.rows.index(gone) == after.rows.index(added)
    return bool(filled) and same_place and gone.changed(activity=added.activity) == added


def _lines(told: list[tuple[str, str]], language: Language) -> Iterator[str]:
    rows: dict[str, list[str]] = {}
    for activity, text in told:
        rows.setdefault(text, []).append(activity)
    for text, named in rows.items():
        names = listed(named, language)
        if len(named) > _MANY:
            names = say("and_more_rows", language, names=listed(named[:_NAMED], language), count=len(named), more=len(named) - _NAMED)
        yield line(names, text, language)


def _row_change(old: Row, new: Row, language: Language) -> str:
    parts: list[str] = []
    if _keys(old.of("A")) != _keys(new.of("A")):
        parts.append(f"A {arrow(listed(old.of('A'), language), listed(new.of('A'), language), language)}")
    names = {roles().key(each.role): each.role for each in (*new.assignments, *old.assignments)}
    for role in names.values():
        before, after = ("".join(letter for letter in row.letters(role) if letter != "A") for row in (old, new))
        if before != after:
            parts.append(f"{role} {arrow(before, after, language)}" if before else f"{role} → {after}")
    spelled = {roles().key(each.role): each.role for each in new.assignments}
    for key, role in names.items():
        if spelled.get(key, role) != role:
            parts.append(f"{role} → {spelled[key]}")
    for field in ("primary", "backup", "phase", "group"):
        one, other = getattr(old, field), getattr(new, field)
        if one != other:
            if field == "phase":
                one, other = (say(f"phase_{value}", language) if value else None for value in (one, other))
            parts.append(f"{say(f'row_{field}', language)} {arrow(one or '', other or '', language)}")
    if old.activity != new.activity:
        parts.append(say("renamed_to", language, name=new.activity))
    return ("；" if language == "zh" else "; ").join(parts) or row_told(new, language)


def _keys(names: tuple[str, ...]) -> list[str]:
    return [roles().key(name) for name in names]
