"""The tab of the cost checklist: its items, the sums beneath, what later years include, and what is open. Pure functions."""

from decimal import Decimal
from html import escape

from assistant.case.costs import CostChecklist, CostItem
from assistant.case.values import money_said
from assistant.domain import Language
from assistant.texts import say
from assistant.web.shown import Shown, classes, gone, mark, panel, stale, teaching, text, told_mark
from assistant.web.texts import word

Cell = tuple[str, bool, str]
"""HTML, whether the last turn changed it, and a class."""


def costs_html(shown: Shown) -> str:
    """The whole tab."""
    costs, before = shown.case.costs, shown.before.costs
    body = stale("costs", shown) + (_items(costs, shown) if costs.items else "")
    removed = [item.name(shown.language) for item in before.items if costs.item(item.part, item.label) is None]
    body += gone(removed, shown)
    if costs.items or costs.budget:
        body += _sums(shown)
    if costs.items:
        body += _later(shown) + _open(costs, shown.language)
    else:
        body += teaching("costs", shown.language)
    return panel("costs", body, shown)


def sum_said(low: Decimal, high: Decimal, currency: str, language: Language) -> str:
    """`42,000元`, `10,000–12,000元`, `CNY 10,000–12,000`."""
    one, other = money_said(low, currency, language), money_said(high, currency, language)
    return one if low == high else f"{one.removesuffix('元')}–{other.removeprefix(f'{currency} ')}"


def _items(costs: CostChecklist, shown: Shown) -> str:
    """A column that no item has anything in is left out, but for amount, state and whether it is optional."""
    language = shown.language
    names = ["amount", "state", "necessity"]
    names += [name for name in ("payer", "formula") if any(getattr(item, name) for item in costs.items)]
    head = "".join(f'<th scope="col"{classes("money" if name == "amount" else "")}>{word(name, language)}</th>' for name in names)
    rows = "".join(_row(item, names, shown) for item in costs.items)
    first = f'<th scope="col">{word("cost", language)}</th>'
    return f'<table class="grid items"><thead><tr>{first}{head}</tr></thead><tbody>{rows}</tbody></table>'


def _row(item: CostItem, names: list[str], shown: Shown) -> str:
    language = shown.language
    blank = CostItem(part=item.part, label=item.label)
    was = shown.before.costs.item(item.part, item.label)
    new = was is None and item.label is not None
    old = item if new else was or blank
    cells = {
        "amount": (_amount(item, language), _sum_of(item) != _sum_of(old), "money"),
        "state": (f'<span class="state {item.status}">{say(f"cost_{item.status}", language)}</span>', item.status != old.status, ""),
        "necessity": (word("optional" if item.optional else "required", language), False, ""),
        "payer": (text(item.payer), item.payer != old.payer, "payer"),
        "formula": (text(item.formula), item.formula != old.formula, "formula"),
    }
    noted = item.note != old.note
    note = f"<small{classes(mark(noted, shown))}>{text(item.note)}</small>" if item.note else ""
    return (
        f'<tr{classes("out" if item.status == "excluded" else "", mark(new, shown))}><th scope="row">'
        f"<span>{text(item.name(language))}{told_mark(new, shown)}{note}</span></th>"
        f"{''.join(_cell(cells[name], shown) for name in names)}</tr>"
    )


def _cell(cell: Cell, shown: Shown) -> str:
    html, changed, kind = cell
    return f"<td{classes(kind, mark(changed, shown))}>{html}{told_mark(changed, shown)}</td>"


def _sum_of(item: CostItem) -> tuple[Decimal | None, Decimal | None, str]:
    return item.amount, item.amount_high, item.currency if item.amount is not None else ""


def _amount(item: CostItem, language: Language) -> str:
    """Blank where there is none: the state says why."""
    if item.amount is None:
        return ""
    high = item.amount_high if item.amount_high is not None else item.amount
    return sum_said(item.amount, high, item.currency, language)


def _sums(shown: Shown) -> str:
    """A total for each currency, the budget, what is left of it, and what is the matter with it."""
    costs, before, language = shown.case.costs, shown.before.costs, shown.language
    rows = [
        _pair(word("total", language), sum_said(low, high, currency, language), before.totals.get(currency) != (low, high), shown)
        for currency, (low, high) in costs.totals.items()
    ]
    if costs.budget:
        rows.append(_pair(word("budget", language), costs.budget.said(language), costs.budget != before.budget, shown))
    if costs.budget and costs.remaining is not None:
        best, worst = costs.remaining
        said = _between(worst, best, costs.budget.currency, language)
        rows.append(_pair(word("remaining", language), said, costs.remaining != before.remaining, shown, kind="minus" if best < 0 else ""))
    warnings = "".join(f'<p class="caveat">{escape(_sentence(line))}</p>' for line in costs.warnings(language))
    return f'<dl class="sums">{"".join(rows)}</dl>{warnings}'


def _between(low: Decimal, high: Decimal, currency: str, language: Language) -> str:
    """What is left may be less than nothing, so that a dash between two amounts would mislead."""
    ends = [money_said(end, currency, language).replace("-", "−") for end in dict.fromkeys((low, high))]
    return ("至" if language == "zh" else " to ").join(ends)


def _later(shown: Shown) -> str:
    language, was = shown.language, shown.before.costs.later()
    rows = [
        _pair(say(which, language), say(f"later_{state}", language), was[which] != state, shown, kind=state)
        for which, state in shown.case.costs.later().items()
    ]
    return f'<h3>{word("later", language)}</h3><dl class="facts">{"".join(rows)}</dl>'


def _open(costs: CostChecklist, language: Language) -> str:
    lines = "".join(f"<li>{text(_sentence(line))}</li>" for line in costs.open(language))
    return f'<h3>{word("still_open", language)}</h3><ul class="open">{lines}</ul>' if lines else ""


def _pair(name: str, value: str, changed: bool, shown: Shown, *, kind: str = "") -> str:
    return f"<dt>{escape(name)}</dt><dd{classes(kind, mark(changed, shown))}>{escape(value)}{told_mark(changed, shown)}</dd>"


def _sentence(line: str) -> str:
    return line[:1].upper() + line[1:]
