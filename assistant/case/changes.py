"""What differs between two cases, a line a change: “内部审核：A 管理者代表 → 总经理”."""

from collections.abc import Callable, Iterator

from assistant.case.case import Case
from assistant.case.categories import categories
from assistant.case.changes_raci import arrow, line, raci_changes, row_told
from assistant.case.costs import CostChecklist, CostItem
from assistant.case.profile import Profile
from assistant.case.values import PARTS, listed
from assistant.domain import Language
from assistant.texts import date_said, say

__all__ = ["SchemeName", "changes", "row_told", "told"]

SchemeName = Callable[[str, Language], str]
"""Gives the short name of a scheme by its id."""
_LONGEST = 40
"""Characters of a description of services that are repeated."""


def _by_id(scheme: str, _: Language) -> str:
    return scheme


def changes(before: Case, after: Case, language: Language, scheme_name: SchemeName = _by_id) -> list[str]:
    """The changes in the order of the tabs: profile, categories, RACI, costs; empty for equal cases."""
    return [
        *_of_profile(before.profile, after.profile, language, scheme_name),
        *_of_categories(before, after, language),
        *raci_changes(before.raci, after.raci, language),
        *_of_costs(before.costs, after.costs, language),
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
        return listed(value, language)
    return str(value)


def _of_profile(before: Profile, after: Profile, language: Language, scheme_name: SchemeName) -> Iterator[str]:
    for field in type(after).model_fields:
        if getattr(before, field) == getattr(after, field):
            continue
        if field == "services":
            text = _services(before.services, after.services, language)
        else:
            old, new = (told(field, profile, language, scheme_name) for profile in (before, after))
            text = arrow(old, new, language)
        yield line(say(f"profile_{field}", language), text, language)


def _services(before: tuple[str, ...], after: tuple[str, ...], language: Language) -> str:
    """What is new of the descriptions, or what is left of them."""
    shown = [each for each in after if each not in before] or after
    short = [each if len(each) <= _LONGEST else f"{each[:_LONGEST]}…" for each in shown]
    return ("；" if language == "zh" else "; ").join(short) or say("nothing", language)


def _of_categories(before: Case, after: Case, language: Language) -> Iterator[str]:
    known = categories()
    names = {id: known[id].name.of(language) for id in (*before.fit.ids, *after.fit.ids)}
    signs = [f"+{names[id]}" for id in after.fit.ids if id not in before.fit.ids]
    signs += [f"−{names[id]}" for id in before.fit.ids if id not in after.fit.ids]
    if signs:
        yield line(say("tab_categories", language), ("，" if language == "zh" else ", ").join(signs), language)


def _of_costs(before: CostChecklist, after: CostChecklist, language: Language) -> Iterator[str]:
    # A part that nobody has spoken of is still to be quoted, whether its line is there or not.
    blank = {item.key: item for item in (CostItem(part=part) for part in PARTS)}
    old, new = (blank | {item.key: item for item in costs.items} for costs in (before, after))
    for key, item in new.items():
        was = old.get(key)
        if was != item:
            yield _of_item(None if was == blank.get(key) else was, item, language)
    for key, item in old.items():
        if key not in new:
            yield line(item.name(language), say("row_removed", language), language)
    for which, state in after.later().items():
        if before.later()[which] != state:
            yield line(say(which, language), say(f"later_{state}", language), language)
    if before.budget != after.budget:
        old_sum, new_sum = (budget.said(language) if budget else "" for budget in (before.budget, after.budget))
        yield line(say("budget", language), arrow(old_sum, new_sum, language), language)


def _of_item(was: CostItem | None, item: CostItem, language: Language) -> str:
    old, new = (was.said(language) if was else ""), item.said(language)
    text = arrow(old, new, language) if old != new else new
    if item.formula and (was is None or was.formula != item.formula):
        text += f" = {item.formula}"
    if item.payer and (was is None or was.payer != item.payer):
        text += say("paid_by", language, payer=item.payer)
    if item.note and (was is None or was.note != item.note):
        text += f"（{item.note}）" if language == "zh" else f" ({item.note})"
    return line(item.name(language), text, language)
