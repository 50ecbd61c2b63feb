"""What an exported file holds, whatever its format: tables of plain values, in the language of the reader."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from assistant.case.case import Case
from assistant.case.categories import Fit, categories
from assistant.case.changes import SchemeName, told
from assistant.case.costs import CostChecklist, CostItem
from assistant.case.profile import Profile
from assistant.case.raci import RaciMatrix, Row
from assistant.case.values import LETTERS
from assistant.domain import Language
from assistant.export.labels import label
from assistant.texts import say

Cell = str | int | float | Decimal | dt.date | None
"""None is a blank. Text is the user's as it was said: each format makes it safe in its own way."""


@dataclass(frozen=True)
class Table:
    """Rows under their headings, with what has to be said below them."""

    name: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Costs:
    """The checklist with what is computed from it, and what is still to be known."""

    items: Table
    """Item, under, optional, state, amount, upper end, currency, payer, formula, note."""
    sums: Table
    """Label, amount, upper end, currency: a total for each currency, then the budget and what remains of it."""
    later: Table
    """Label and state."""
    open: tuple[str, ...]
    warnings: tuple[str, ...]


def heading(case: Case, title: str, language: Language) -> str:
    """What the file is about: the company, else the title of the conversation."""
    return case.profile.company or title.strip() or label("case", language)


def profile_table(case: Case, title: str, today: dt.date, language: Language, scheme_name: SchemeName) -> Table:
    """Every field of the profile, blank where nothing was said; below it, what has to be checked since a field was changed."""
    rows: list[tuple[Cell, ...]] = [] if case.profile.company else [(label("case", language), heading(case, title, language))]
    rows.append((label("as_of", language), today))
    rows += [(say(f"profile_{field}", language), _of_profile(field, case.profile, language, scheme_name)) for field in Profile.model_fields]
    stale = tuple(
        say("stale_area", language, because=say(f"profile_{each.because}", language), area=say(f"area_{each.area}", language))
        for each in case.stale
    )
    return Table(label("part_profile", language), (label("field", language), label("value", language)), tuple(rows), stale)


def categories_table(fit: Fit, language: Language) -> Table:
    """The categories that fit, best first, with the hedge that belongs to them."""
    known = categories()
    rows = tuple(
        (
            known[each.category].name.of(language),
            round(each.score, 2),
            _joined(each.why, language),
            _joined(each.why_not, language),
            known[each.category].scope.zh,
            known[each.category].scope.en,
        )
        for each in fit.fitted
    )
    names = ("、" if language == "zh" else ", ").join(known[id].name.of(language) for id in fit.between if id in known)
    notes = (label("between", language, names=names),) if names else () if rows else (label("nothing", language),)
    return Table(
        label("part_categories", language),
        tuple(label(row, language) for row in ("category", "score", "why", "why_not", "scope_zh", "scope_en")),
        rows,
        (*notes, label("hedge", language)),
    )


def raci_table(matrix: RaciMatrix, language: Language) -> Table:
    """Phase, group, activity, a column for each role (an empty one where there is none yet), what is missing, primary, backup."""
    columns = matrix.roles or ("",)
    rows = tuple(
        (
            say(f"phase_{row.phase}", language) if row.phase else None,
            row.group,
            row.activity,
            *("/".join(row.letters(role)) or None for role in columns),
            missing(row, language) or None,
            row.primary,
            row.backup,
        )
        for row in matrix.rows
    )
    before, after = ("phase", "group", "activity"), ("missing", "primary", "backup")
    headers = (
        *(label(name, language) for name in before),
        *(role or label("role", language) for role in columns),
        *(label(name, language) for name in after),
    )
    notes = (label("legend", language),) if rows else (label("nothing", language), label("legend", language))
    return Table(label("part_raci", language), headers, rows, notes)


def missing(row: Row, language: Language) -> str:
    """What keeps a row from being complete, as its formula in a workbook says it; "" for nothing."""
    return " ".join(label(f"lacks_{letter}", language) for letter in LETTERS if letter in row.missing)


def responsibilities_table(matrix: RaciMatrix, language: Language) -> Table | None:
    """The work items with a primary or a backup; None without any."""
    rows = tuple((row.group, row.activity, row.primary, row.backup) for row in matrix.rows if row.primary or row.backup)
    if not rows:
        return None
    headers = tuple(label(name, language) for name in ("group", "item_of_work", "primary", "backup"))
    return Table(label("part_responsibilities", language), headers, rows)


def costs_of(checklist: CostChecklist, language: Language) -> Costs:
    """The five parts and what was added, to be quoted where nothing was said."""
    costs = checklist.started()
    names = ("cost_item", "cost_under", "optional", "state", "amount", "amount_high", "currency", "payer", "formula", "note")
    items = Table(
        label("part_costs", language),
        tuple(label(name, language) for name in names),
        tuple(_of_item(item, language) for item in costs.items),
        (label("no_price_of_ours", language),),
    )
    later = tuple((say(which, language), say(f"later_{state}", language)) for which, state in costs.later().items())
    return Costs(
        items,
        _sums(costs, language),
        Table(label("later", language), (label("cost_item", language), label("state", language)), later),
        tuple(line[:1].upper() + line[1:] for line in costs.open(language)),
        tuple(line[:1].upper() + line[1:] for line in costs.warnings(language)),
    )


def _of_profile(field: str, profile: Profile, language: Language, scheme_name: SchemeName) -> Cell:
    if field in ("headcount", "target_date"):
        value: Cell = getattr(profile, field)
        return value
    if field in ("services", "contacts", "sites"):
        return "\n".join(getattr(profile, field)) or None
    return told(field, profile, language, scheme_name) or None


def _of_item(item: CostItem, language: Language) -> tuple[Cell, ...]:
    return (
        item.name(language),
        CostItem(part=item.part).name(language) if item.label is not None else None,
        label("yes" if item.optional else "no", language),
        say(f"cost_{item.status}", language),
        item.amount,
        item.amount_high,
        item.currency,
        item.payer or None,
        item.formula or None,
        item.note or None,
    )


def _sums(costs: CostChecklist, language: Language) -> Table:
    totals, budget, remaining = costs.totals, costs.budget, costs.remaining
    # What is still to be quoted will need a total in its currency as well.
    currencies = dict.fromkeys([*(item.currency for item in costs.items), *([budget.currency] if budget else [])])
    rows: list[tuple[Cell, ...]] = []
    for currency in currencies:
        low, high = totals.get(currency, (None, None))
        rows.append((label("total", language), low, None if low == high else high, currency))
    of_budget = budget.currency if budget else next(iter(currencies))
    rows.append((say("budget", language), budget.amount if budget else None, None, of_budget))
    best, worst = remaining or (None, None)
    rows.append((label("remaining", language), best, None if best == worst else worst, of_budget))
    headers = tuple(label(name, language) for name in ("cost_item", "amount", "amount_high", "currency"))
    return Table(label("sums", language), headers, tuple(rows))


def _joined(texts: Iterable[str], language: Language) -> str | None:
    return ("；" if language == "zh" else "; ").join(texts) or None
