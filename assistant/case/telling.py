"""What the case says when it is asked: who does what, what is missing, what it comes to."""

from decimal import Decimal
from typing import Any

from assistant.case.case import Case
from assistant.case.categories import categories
from assistant.case.changes import SchemeName, told
from assistant.case.changes_raci import line, row_told
from assistant.case.costs import CostChecklist, CostItem
from assistant.case.profile import Profile
from assistant.case.raci import RaciMatrix, Row
from assistant.case.rows import same_role
from assistant.case.values import LETTERS, listed, range_said
from assistant.domain import Asked, Language
from assistant.texts import say

__all__ = ["row_told", "sums_line", "sums_told", "tell"]


def tell(asked: Asked, case: Case, language: Language, scheme_name: SchemeName) -> str:
    """The answer from the case, as Markdown."""
    kind, args = asked.kind, asked.args
    if kind in ("who", "gaps", "overload", "raci"):
        return _of_raci(kind, args, case.raci, language)
    if kind in ("total", "remaining", "open", "item", "later", "costs"):
        return _of_costs(kind, args, case.costs, language)
    if kind == "categories":
        return _of_categories(case, language)
    if kind == "profile":
        return _of_profile(case.profile, language, scheme_name) or say("nothing_of_profile", language)
    parts = [
        _of_profile(case.profile, language, scheme_name),
        _of_categories(case, language) if case.fit.fitted else "",
        _of_raci("raci", {}, case.raci, language) if case.raci.rows else "",
        _of_costs("costs", {}, case.costs, language) if case.costs.items or case.costs.budget else "",
    ]
    return "\n\n".join(part for part in parts if part) or say("nothing_in_case", language)


def sums_told(costs: CostChecklist, language: Language) -> str:
    """`68,000元`, with ranges and each currency by itself; "" without any amount."""
    parts = []
    for currency, (low, high) in costs.totals.items():
        parts.append(range_said(low, high, currency, language))
    return (" + " if language == "en" else "，另 ").join(parts)


def _of_raci(kind: str, args: dict[str, Any], matrix: RaciMatrix, language: Language) -> str:
    if not matrix.rows:
        return say("raci_empty", language)
    if kind == "who":
        return _who(args, matrix, language)
    if kind == "gaps":
        lacking = [row for row in matrix.rows if row.missing]
        lines = [say("row_lacks", language, activity=row.activity, letters=listed(row.missing, language)) for row in lacking]
        return "\n".join(f"- {line}" for line in lines) if lines else say("all_complete", language, count=len(matrix.rows))
    if kind == "overload":
        lines = [say("overloaded", language, role=role, count=matrix.accountable_in(role)) for role in matrix.overloaded()]
        return "\n".join(lines) or say("no_overload", language)
    return "\n".join(f"- {line(row.activity, row_told(row, language), language)}" for row in matrix.rows)


def _who(args: dict[str, Any], matrix: RaciMatrix, language: Language) -> str:
    activity, letter, role = args.get("activity"), args.get("letter"), args.get("role")
    if activity is None and role:
        lines = [f"- {line(row.activity, _part_of(role, row, language), language)}" for row in matrix.rows if row.has(role)]
        return "\n".join(lines) or say("role_has_nothing", language, role=role)
    row = matrix.row(activity) if activity else matrix.rows[-1]
    if row is None:
        return say("no_such_row", language, activity=activity, held=listed([each.activity for each in matrix.rows[:8]], language))
    if role and not row.has(role):
        return say("role_not_in_row", language, role=role, activity=row.activity)
    if role:
        return line(row.activity, f"{role} {_part_of(role, row, language)}", language)
    if letter in ("primary", "backup"):
        name = getattr(row, letter)
        return line(row.activity, f"{say(f'row_{letter}', language)} {name or say('nobody_yet', language)}", language)
    if letter not in LETTERS:
        phase = f"（{say(f'phase_{row.phase}', language)}）" if row.phase and language == "zh" else ""
        phase = f" ({say(f'phase_{row.phase}', language)})" if row.phase and language == "en" else phase
        return line(row.activity, row_told(row, language), language) + phase
    return line(row.activity, f"{letter} {listed(row.of(letter), language) or say('nobody_yet', language)}", language)


def _part_of(role: str, row: Row, language: Language) -> str:
    """`R/A；备份`: the letters of a role in a row, and whether it is primary or backup."""
    parts = ["/".join(row.letters(role))] if row.letters(role) else []
    parts += [say(f"row_{field}", language) for field in ("primary", "backup") if same_role(role, getattr(row, field))]
    return ("；" if language == "zh" else "; ").join(parts)


def _of_costs(kind: str, args: dict[str, Any], costs: CostChecklist, language: Language) -> str:
    if not costs.items and costs.budget is None:
        return say("costs_empty", language)
    if kind == "item":
        item = costs.started().item(args.get("part"), args.get("label"))
        if item is None:
            return say("no_such_item", language, item=args.get("label") or "")
        return _item_told(item, language)
    if kind == "later":
        return "\n".join(
            f"- {line(say(which, language), say(f'later_{state}', language), language)}" for which, state in costs.later().items()
        )
    if kind == "open":
        lines = costs.open(language)
        return "\n".join(f"- {line}" for line in lines) or say("nothing_open", language)
    if kind == "costs":
        lines = [f"- {_item_told(item, language)}" for item in costs.items]
        return "\n".join([*lines, "", sums_line(costs, language)]).strip()
    return sums_line(costs, language)


def _item_told(item: CostItem, language: Language) -> str:
    payer = say("paid_by", language, payer=item.payer) if item.payer else ""
    return line(item.name(language), item.said(language) + payer, language)


def sums_line(costs: CostChecklist, language: Language) -> str:
    """Total, what is left of the budget, what is over it, and how many items have no amount yet."""
    total = sums_told(costs, language)
    space = "" if language == "zh" else " "
    parts = []
    if costs.remaining is not None and costs.budget is not None:
        best, worst = costs.remaining
        if best >= 0:
            # What is over the budget at the upper ends is warned of below.
            left = range_said(max(worst, Decimal(0)), best, costs.budget.currency, language)
            parts.append(say("total_remaining" if total else "budget_untouched", language, total=total, remaining=left))
        elif total:
            parts.append(say("total_said", language, total=total))
    elif total:
        parts.append(say("total_said", language, total=total))
    parts += [f"{warning[0].upper()}{warning[1:]}{'。' if language == 'zh' else '.'}" for warning in costs.warnings(language)]
    blank = sum(item.status == "to_be_quoted" for item in costs.items)
    if blank:
        parts.append(say("items_open" if blank > 1 else "item_open", language, count=blank))
    return space.join(parts) or say("no_amounts", language)


def _of_categories(case: Case, language: Language) -> str:
    if not case.fit.fitted:
        return say("categories_empty", language)
    known = categories()
    lines = []
    for each in case.fit.fitted:
        why = listed(each.why, language)
        lines.append(
            f"- {known[each.category].name.of(language)}" + (f"（{why}）" if why and language == "zh" else f" ({why})" if why else "")
        )
    return "\n".join(lines)


def _of_profile(profile: Profile, language: Language, scheme_name: SchemeName) -> str:
    fields = [field for field in type(profile).model_fields if getattr(profile, field) not in (None, ())]
    return "\n".join(
        f"- {line(say(f'profile_{field}', language), told(field, profile, language, scheme_name), language)}" for field in fields
    )
