"""What the case says when it is asked: who does what, what is missing, what it comes to."""

from typing import Any

from assistant.case.case import Case
from assistant.case.categories import categories
from assistant.case.changes import SchemeName, told
from assistant.case.costs import CostChecklist
from assistant.case.lexicon import roles
from assistant.case.profile import Profile
from assistant.case.raci import RaciMatrix, Row
from assistant.case.values import LETTERS, money_said
from assistant.domain import Asked, Language
from assistant.texts import say


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


def row_told(row: Row, language: Language) -> str:
    """`R 内审员；A 管理者代表；C 法务`."""
    comma, stop = ("、", "；") if language == "zh" else (", ", "; ")
    parts = [f"{letter} {comma.join(row.of(letter))}" for letter in LETTERS if row.of(letter)]
    parts += [f"{say(f'row_{field}', language)} {getattr(row, field)}" for field in ("primary", "backup") if getattr(row, field)]
    return stop.join(parts) or say("row_empty", language)


def sums_told(costs: CostChecklist, language: Language) -> str:
    """`68,000元`, with ranges and each currency by itself; "" without any amount."""
    parts = []
    for currency, (low, high) in costs.totals.items():
        one = money_said(low, currency, language)
        parts.append(one if low == high else f"{one}–{money_said(high, currency, language)}")
    return (" + " if language == "en" else "，另 ").join(parts)


def _of_raci(kind: str, args: dict[str, Any], matrix: RaciMatrix, language: Language) -> str:
    if not matrix.rows:
        return say("raci_empty", language)
    if kind == "who":
        return _who(args, matrix, language)
    if kind == "gaps":
        lacking = [row for row in matrix.rows if row.missing]
        lines = [say("row_lacks", language, activity=row.activity, letters="、".join(row.missing)) for row in lacking]
        return "\n".join(f"- {line}" for line in lines) if lines else say("all_complete", language, count=len(matrix.rows))
    if kind == "overload":
        held = matrix.overloaded()
        lines = [say("overloaded", language, role=role, count=sum(role in row.of("A") for row in matrix.rows)) for role in held]
        return "\n".join(lines) or say("no_overload", language)
    return "\n".join(f"- {_pair(row.activity, row_told(row, language), language)}" for row in matrix.rows)


def _who(args: dict[str, Any], matrix: RaciMatrix, language: Language) -> str:
    activity, letter, role = args.get("activity"), args.get("letter"), args.get("role")
    if activity is None and role:
        key = roles().key(role)
        rows = [row for row in matrix.rows if row.letters(role) or key in [roles().key(name) for name in (row.primary, row.backup) if name]]
        lines = [f"- {_pair(row.activity, '/'.join(row.letters(role)) or row_told(row, language), language)}" for row in rows]
        return "\n".join(lines) or say("role_has_nothing", language, role=role)
    row = matrix.row(activity) if activity else matrix.rows[-1]
    if row is None:
        return say("no_such_row", language, activity=activity, held="、".join(each.activity for each in matrix.rows[:8]))
    if letter in ("primary", "backup"):
        name = getattr(row, letter)
        return _pair(row.activity, f"{say(f'row_{letter}', language)} {name or say('nobody_yet', language)}", language)
    if letter not in LETTERS:
        return _pair(row.activity, row_told(row, language), language)
    names = ("、" if language == "zh" else ", ").join(row.of(letter))
    return _pair(row.activity, f"{letter} {names or say('nobody_yet', language)}", language)


def _of_costs(kind: str, args: dict[str, Any], costs: CostChecklist, language: Language) -> str:
    if not costs.items and costs.budget is None:
        return say("costs_empty", language)
    if kind == "item":
        item = costs.item(args.get("part"), args.get("label"))
        return (
            _pair(item.name(language), item.said(language), language) if item else say("no_such_item", language, item=args.get("label", ""))
        )
    if kind == "later":
        return "\n".join(
            f"- {_pair(say(which, language), say(f'later_{state}', language), language)}" for which, state in costs.later().items()
        )
    if kind == "open":
        lines = costs.open(language)
        return "\n".join(f"- {line}" for line in lines) or say("nothing_open", language)
    if kind == "costs":
        lines = [f"- {_pair(item.name(language), item.said(language), language)}" for item in costs.items]
        return "\n".join([*lines, "", sums_line(costs, language)]).strip()
    return sums_line(costs, language)


def sums_line(costs: CostChecklist, language: Language) -> str:
    """Total, what is left of the budget, what is over it, and how many items have no amount yet."""
    total = sums_told(costs, language)
    space = "" if language == "zh" else " "
    parts = []
    if costs.remaining is not None and costs.budget is not None:
        best = costs.remaining[0]
        if best >= 0:
            left = money_said(best, costs.budget.currency, language)
            parts.append(say("total_remaining" if total else "budget_untouched", language, total=total, remaining=left))
        elif total:
            parts.append(say("total_said", language, total=total))
    elif total:
        parts.append(say("total_said", language, total=total))
    parts += [f"{warning}{'。' if language == 'zh' else '.'}".capitalize() for warning in costs.warnings(language)]
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
        why = ("、" if language == "zh" else ", ").join(each.why)
        lines.append(
            f"- {known[each.category].name.of(language)}" + (f"（{why}）" if why and language == "zh" else f" ({why})" if why else "")
        )
    return "\n".join(lines)


def _of_profile(profile: Profile, language: Language, scheme_name: SchemeName) -> str:
    fields = [field for field in type(profile).model_fields if getattr(profile, field) not in (None, ())]
    return "\n".join(
        f"- {_pair(say(f'profile_{field}', language), told(field, profile, language, scheme_name), language)}" for field in fields
    )


def _pair(name: str, text: str, language: Language) -> str:
    return f"{name}：{text}" if language == "zh" else f"{name}: {text}"
