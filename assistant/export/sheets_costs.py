"""The cost checklist as a sheet that adds itself up."""

from typing import get_args

from assistant.case.costs import CostChecklist
from assistant.case.values import CostStatus, LaterState
from assistant.domain import Language
from assistant.export.content import Table, costs_of
from assistant.export.labels import label
from assistant.export.sheets import Book, Formula, Sheet
from assistant.texts import say

STATE, AMOUNT, HIGH, CURRENCY = "D", "E", "F", "G"
"""Columns of the checklist; what stands below keeps to them."""


def costs_sheet(book: Book, checklist: CostChecklist, language: Language) -> None:
    """Items with totals, budget and what remains as formulas; then later years, and what is open."""
    costs = costs_of(checklist, language)
    sheet = book.sheet(costs.items.name)
    items = sheet.table(costs.items)
    prompt = label("from_list", language)
    sheet.choices(f"{STATE}{items[0]}:{STATE}{items[-1]}", [say(f"cost_{state}", language) for state in get_args(CostStatus)], prompt)
    sheet.notes(costs.items.notes)
    _sums(sheet, costs.sums, items, language)
    sheet.title(costs.later.name)
    first = sheet.row + 1
    for name, state in costs.later.rows:
        sheet.line((name, None, None, state))
    sheet.choices(f"{STATE}{first}:{STATE}{sheet.row}", [say(f"later_{state}", language) for state in get_args(LaterState)], prompt)
    for row, lines in (("open", costs.open), ("warnings", costs.warnings)):
        if lines:
            sheet.title(label(row, language))
            sheet.notes(lines)
    sheet.finish(freeze="B2")


def _sums(sheet: Sheet, sums: Table, items: range, language: Language) -> None:
    sheet.title(sums.name)
    *totals, (budget, held, _, currency), (remaining, best, worst, _) = sums.rows
    for name, low, high, of in totals:
        counts = _Counted(items, sheet.row + 1, say("cost_excluded", language))
        amount = Formula(f'=IF({counts.amounts}=0,"",{counts.low})', low, money=True)
        upper = Formula(f'=IF({counts.ranges}=0,"",{counts.high})', high, money=True)
        sheet.line((name, None, None, None, amount, upper, of))
    sheet.line((budget, None, None, None, held, None, currency))
    counts, sum_held = _Counted(items, sheet.row, say("cost_excluded", language)), f"{AMOUNT}{sheet.row}"
    left = Formula(f'=IF({sum_held}="","",{sum_held}-{counts.low})', best, money=True)
    at_worst = Formula(f'=IF(OR({sum_held}="",{counts.ranges}=0),"",{sum_held}-({counts.high}))', worst, money=True)
    sheet.line((remaining, None, None, None, left, at_worst, currency))


class _Counted:
    """Formulas over the items that are not excluded and are in the currency that stands in a row."""

    def __init__(self, items: range, row: int, excluded: str) -> None:
        def column(name: str) -> str:
            return f"{name}${items[0]}:{name}${items[-1]}"

        amount, upper = column(AMOUNT), column(HIGH)
        these = f'{column(CURRENCY)},{CURRENCY}{row},{column(STATE)},"<>{excluded}"'
        self.amounts = f'COUNTIFS({amount},"<>",{these})'
        self.ranges = f'COUNTIFS({upper},"<>",{these})'
        self.low = f"SUMIFS({amount},{these})"
        # Where there is an upper end it counts, elsewhere the amount.
        self.high = f'{self.low}+SUMIFS({upper},{these})-SUMIFS({amount},{these},{upper},"<>")'
