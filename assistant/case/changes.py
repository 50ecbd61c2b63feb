"""What differs between two cases, a line a change: “内部审核：A 管理者代表 → 总经理”."""

from collections.abc import Callable, Iterator

from assistant.case.case import Case
from assistant.case.categories import categories
from assistant.case.costs import CostItem
from assistant.case.lexicon import activities, roles
from assistant.case.profile import Profile
from assistant.case.raci import Row
from assistant.case.values import LETTERS
from assistant.domain import Language
from assistant.texts import date_said, say

SchemeName = Callable[[str, Language], str]
"""Gives the short name of a scheme by its id."""


def _by_id(scheme: str, _: Language) -> str:
    return scheme


def changes(before: Case, after: Case, language: Language, scheme_name: SchemeName = _by_id) -> list[str]:
    """The changes in the order of the tabs: profile, categories, RACI, costs; empty for equal cases."""
    return [
        *_of_profile(before.profile, after.profile, language, scheme_name),
        *_of_categories(before, after, language),
        *_of_raci(before, after, language),
        *_of_costs(before, after, language),
    ]


def told(field: str, profile: Profile, language: Language, scheme_name: SchemeName = _by_id) -> str:
    """The value of a field of the profile as it is said; "" for none."""
    value = getattr(profile, field)
    if value in (None, ()):
        return ""
    if field == "target_date":
        return date_said(value.isoformat(), language)
    if field in ("certificates", "target"):
        value = tuple(scheme_name(scheme, language) for scheme in value)
    if isinstance(value, tuple):
        return ("、" if language == "zh" else ", ").join(value)
    return str(value)


def _of_profile(before: Profile, after: Profile, language: Language, scheme_name: SchemeName) -> Iterator[str]:
    for field in type(after).model_fields:
        if field == "services" or getattr(before, field) == getattr(after, field):
            continue
        old, new = (told(field, profile, language, scheme_name) for profile in (before, after))
        yield _line(say(f"profile_{field}", language), _arrow(old, new, language), language)


def _of_categories(before: Case, after: Case, language: Language) -> Iterator[str]:
    known = categories()
    names = {id: known[id].name.of(language) for id in (*before.fit.ids, *after.fit.ids)}
    signs = [f"+{names[id]}" for id in after.fit.ids if id not in before.fit.ids]
    signs += [f"−{names[id]}" for id in before.fit.ids if id not in after.fit.ids]
    if signs:
        yield _line(say("tab_categories", language), ("，" if language == "zh" else ", ").join(signs), language)


def _of_raci(before: Case, after: Case, language: Language) -> Iterator[str]:
    key = activities().key
    old = {key(row.activity): row for row in before.raci.rows}
    new = {key(row.activity): row for row in after.raci.rows}
    if before.raci.rows and not after.raci.rows and len(before.raci.rows) > 1:
        yield say("raci_cleared", language, count=len(before.raci.rows))
        return
    added = [row for name, row in new.items() if name not in old]
    gone = [row for name, row in old.items() if name not in new]
    if len(added) == len(gone) == 1 and added[0].assignments == gone[0].assignments and added[0].assignments:
        yield _line(gone[0].activity, say("renamed_to", language, name=added[0].activity), language)
        added = gone = []
    if len(added) > _MANY:
        yield say("rows_added", language, count=len(added))
        added = []
    for row in added:
        yield _line(row.activity, _told_row(row, language), language)
    for row in gone:
        yield _line(row.activity, say("row_removed", language), language)
    for name, row in new.items():
        if name in old and old[name] != row:
            yield from _of_row(old[name], row, language)
    if not added and not gone and [*old] != [*new]:
        yield say("rows_moved", language)


_MANY = 6
"""Rows taken over at once that are told one by one."""


def _of_row(old: Row, new: Row, language: Language) -> Iterator[str]:
    parts: list[str] = []
    if roles_of(old, "A") != roles_of(new, "A"):
        parts.append(f"A {_arrow(_joined(old.of('A'), language), _joined(new.of('A'), language), language)}")
    names = {roles().key(each.role): each.role for each in (*old.assignments, *new.assignments)}
    for role in names.values():
        before, after = ("".join(row.letters(role)) for row in (old, new))
        before, after = before.replace("A", ""), after.replace("A", "")
        if before != after:
            parts.append(f"{role} {_arrow(before, after, language)}" if before else f"{role} → {after}")
    for field in ("primary", "backup", "phase"):
        one, other = getattr(old, field), getattr(new, field)
        if one != other:
            if field == "phase":
                one, other = (say(f"phase_{value}", language) if value else None for value in (one, other))
            parts.append(f"{say(f'row_{field}', language)} {_arrow(one or '', other or '', language)}")
    if old.activity != new.activity:
        parts.append(say("renamed_to", language, name=new.activity))
    if parts:
        yield _line(old.activity, ("；" if language == "zh" else "; ").join(parts), language)


def roles_of(row: Row, letter: str) -> tuple[str, ...]:
    """Keys of the roles with a letter in a row."""
    return tuple(roles().key(each.role) for each in row.assignments if letter in each.letters)


def _told_row(row: Row, language: Language) -> str:
    parts = [f"{letter} {_joined(row.of(letter), language)}" for letter in LETTERS if row.of(letter)]
    for field in ("primary", "backup"):
        if getattr(row, field):
            parts.append(f"{say(f'row_{field}', language)} {getattr(row, field)}")
    return ("；" if language == "zh" else "; ").join(parts) or say("row_empty", language)


def _of_costs(before: Case, after: Case, language: Language) -> Iterator[str]:
    def key(item: CostItem) -> tuple[str, str]:
        return item.part, item.label or ""

    old = {key(item): item for item in before.costs.items}
    new = {key(item): item for item in after.costs.items}
    for place, item in new.items():
        was = old.get(place)
        if was == item or (was is None and item == CostItem(part=item.part, label=item.label) and item.label is None):
            continue
        yield _of_item(was, item, language)
    for place, item in old.items():
        if place not in new and (item.label or item != CostItem(part=item.part)):
            yield _line(item.name(language), say("row_removed", language), language)
    for which, state in after.costs.later().items():
        if before.costs.later()[which] != state:
            yield _line(say(which, language), say(f"later_{state}", language), language)
    if before.costs.budget != after.costs.budget:
        old_sum, new_sum = (budget.said(language) if budget else "" for budget in (before.costs.budget, after.costs.budget))
        yield _line(say("budget", language), _arrow(old_sum, new_sum, language), language)


def _of_item(was: CostItem | None, item: CostItem, language: Language) -> str:
    old, new = (was.said(language) if was and was != CostItem(part=was.part) else ""), item.said(language)
    text = _arrow(old, new, language) if old != new else new
    if item.formula and (was is None or was.formula != item.formula):
        text += f" = {item.formula}"
    if item.payer and (was is None or was.payer != item.payer):
        text += say("paid_by", language, payer=item.payer)
    if item.note and (was is None or was.note != item.note):
        text += f"（{item.note}）" if language == "zh" else f" ({item.note})"
    return _line(item.name(language), text, language)


def _arrow(old: str, new: str, language: Language) -> str:
    if not old:
        return new
    return f"{old} → {new or say('nothing', language)}"


def _joined(names: tuple[str, ...], language: Language) -> str:
    return ("、" if language == "zh" else ", ").join(names)


def _line(name: str, text: str, language: Language) -> str:
    return f"{name}：{text}" if language == "zh" else f"{name}: {text}"
