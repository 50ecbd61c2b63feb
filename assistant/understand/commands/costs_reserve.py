"""A reserve put on top of the budget: “预算再加15%的预备费”, “put a 15% contingency into the budget”."""

from decimal import Decimal

from assistant.domain import Command
from assistant.understand.commands.costs_patterns import COST_WORDING
from assistant.understand.commands.reading import Context, Reading

LONGEST = 120
"""Characters of a clause that is read for it."""
_CENT = Decimal("0.01")


def read_reserve(reading: Reading, context: Context) -> None:
    """Take the clauses that put a share of the budget on top of it; without a budget the refusal says so."""
    budget = context.file.case.costs.budget
    for number, clause in list(reading.free()):
        if clause.asks or len(clause.folded) > LONGEST or COST_WORDING["hypothetical"].search(clause.folded):
            continue
        match = next((found for name in ("reserve_zh", "reserve_en") if (found := COST_WORDING[name].search(clause.folded))), None)
        if match:
            share = Decimal(next(value for value in match.groups() if value)) / 100
            delta = (budget.amount * share).quantize(_CENT) if budget else Decimal(0)
            reading.take(number, Command("set_budget", {"delta": f"{delta.normalize():f}"}, clause.text))
