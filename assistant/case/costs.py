"""What it costs: the five parts of the firm's page and what is added to them, what later years include, and the budget.

Every amount is the user's. What is unknown stays blank, currencies are never added up with one another.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from assistant.case.cost_items import LARGEST, CostItem, Currency, Money, cents, labels, own_label
from assistant.case.values import LATER, PARTS, CostStatus, Later, LaterState, Part, Rejected, Value, digits_said, listed, range_said
from assistant.domain import Language
from assistant.texts import say

__all__ = ["CostChecklist", "CostItem", "Currency", "Money", "labels"]

MOST_ITEMS = 60


class CostChecklist(Value):
    """The items in the page's order, then what was added; empty until the first cost is spoken of."""

    items: Annotated[tuple[CostItem, ...], Field(max_length=MOST_ITEMS)] = ()
    surveillance: LaterState = "unknown"
    recertification: LaterState = "unknown"
    certificate_management: LaterState = "unknown"
    budget: Money | None = None

    @model_validator(mode="after")
    def _no_item_twice(self) -> Self:
        if len({item.key for item in self.items}) < len(self.items):
            raise ValueError("an item stands twice")
        return self

    def item(self, part: Part | None, label: str | None = None) -> CostItem | None:
        """The line of a part, or one of its own by its label."""
        part, label = own_label(part, label)
        if part is None and label is None:
            return None
        key = CostItem(part=part or PARTS[0], label=label).key
        return next((item for item in self.items if item.key == key), None)

    @property
    def totals(self) -> dict[str, tuple[Decimal, Decimal]]:
        """By currency the sum of what has an amount, with the lower and the upper ends of ranges."""
        sums: dict[str, tuple[Decimal, Decimal]] = {}
        for item in self.items:
            if item.amount is not None and item.high is not None:
                low, high = sums.get(item.currency, (Decimal(0), Decimal(0)))
                sums[item.currency] = (low + item.amount, high + item.high)
        return sums

    @property
    def remaining(self) -> tuple[Decimal, Decimal] | None:
        """Of the budget, less the sum in its currency: at most and at least. None without a budget."""
        if self.budget is None:
            return None
        low, high = self.totals.get(self.budget.currency, (Decimal(0), Decimal(0)))
        return self.budget.amount - low, self.budget.amount - high

    def set(
        self,
        part: Part,
        *,
        label: str | None = None,
        status: CostStatus | None = None,
        amount: Decimal | None = None,
        amount_high: Decimal | None = None,
        currency: str | None = None,
        payer: str | None = None,
        note: str | None = None,
        formula: str | None = None,
    ) -> "CostChecklist":
        """A line with what is given changed. An amount takes the place of amount, range and formula; without a status it is an estimate
        unless the line was quoted. Rejected when there is no amount for what is called quoted or estimated, or given a currency.
        """
        started = self.started()
        place, label = own_label(part, label)
        old = started.item(place, label) or CostItem(part=place or part, label=label)
        fields: dict[str, Any] = {name: value for name, value in (("payer", payer), ("note", note)) if value is not None}
        if amount is None and amount_high is not None:
            # Only the upper end was said: the lower one is what there is.
            amount = old.amount
        if amount is not None:
            fields |= _ends(amount, amount_high) | {"formula": formula or ""}
            fields["status"] = status or ("quoted" if old.status == "quoted" else "estimated")
            fields["currency"] = currency or old.currency
        elif status in ("to_be_quoted", "excluded"):
            fields |= {"status": status, "amount": None, "amount_high": amount_high, "formula": "", "currency": "CNY"}
        elif status or currency or amount_high is not None:
            if old.amount is None:
                raise _needing(old, "needs_amount")
            fields |= {"status": status or old.status, "currency": currency or old.currency}
        return started._with(old.changed(**fields))

    def adjust(
        self, part: Part | None, *, label: str | None = None, factor: Decimal | None = None, delta: Decimal | None = None
    ) -> "CostChecklist":
        """An amount multiplied (a discount 0.9, a tax 1.06) and then raised or lowered; the formula is kept beside it."""
        old = self._with_amount(part, label)
        times, more = (1 if factor is None else factor), delta or 0
        low, high = (None if end is None else end * times + more for end in (old.amount, old.amount_high))
        if low is None or cents(low) < 0:
            raise _needing(old, "below_zero")
        formula = old.digits
        if factor is not None:
            formula += f" × {_plain(factor)}"
        if delta:
            formula += f" {'+' if delta > 0 else '−'} {digits_said(abs(delta))}"
        return self.set(old.part, label=old.label, amount=low, amount_high=high, formula=formula)

    def convert(self, part: Part, rate: Decimal, currency: str, *, label: str | None = None) -> "CostChecklist":
        """An amount put into another currency at the user's own rate; Rejected when it is in that currency already."""
        old = self._with_amount(part, label)
        if old.amount is None or old.currency == currency:
            raise Rejected("same_currency", item=old.name("zh"), item_en=old.name("en"), currency=currency)
        high = old.amount_high * rate if old.amount_high is not None else None
        formula = f"{old.currency} {old.digits} × {_plain(rate)}"
        return self.set(old.part, label=old.label, amount=old.amount * rate, amount_high=high, currency=currency, formula=formula)

    def without(self, part: Part | None, label: str | None = None) -> "CostChecklist":
        """An added item taken off; one of the five parts is excluded instead, its line stays."""
        old = self.started().item(part, label)
        if old is None:
            raise Rejected("no_such_item", item=label or "")
        if old.label is None:
            return self.set(old.part, status="excluded")
        return self.changed(items=tuple(item for item in self.items if item is not old))

    def with_later(self, which: Later, state: LaterState) -> "CostChecklist":
        """Whether the certification fee contains what comes in later years."""
        return self.started().changed(**{which: state})

    def with_budget(self, budget: Money | None) -> "CostChecklist":
        """The money there is; None takes it away."""
        return self.changed(budget=budget and budget.changed(amount=cents(budget.amount)))

    def started(self) -> "CostChecklist":
        """With the lines of the five parts."""
        lacking = [part for part in PARTS if self.item(part) is None]
        if not lacking:
            return self
        made = {part: self.item(part) or CostItem(part=part) for part in PARTS}
        return self.changed(items=(*made.values(), *(item for item in self.items if item.label is not None)))

    def later(self) -> dict[Later, LaterState]:
        """What is known of later years."""
        return {which: getattr(self, which) for which in LATER}

    def open(self, language: Language) -> list[str]:
        """What is still to be quoted or asked."""
        lines = [say("to_quote", language, item=item.name(language)) for item in self.items if item.status == "to_be_quoted"]
        certification = self.item("certification")
        if certification and certification.amount is not None:
            lines += [
                say("to_ask_later", language, later=say(which, language)) for which, state in self.later().items() if state == "unknown"
            ]
        return lines

    def warnings(self, language: Language) -> list[str]:
        """Over the budget, surely or at the upper end of ranges; amounts that no budget covers."""
        if self.budget is None or self.remaining is None:
            return []
        lines: list[str] = []
        best, worst = self.remaining
        if best < 0:
            lines.append(say("over_budget", language, amount=range_said(-best, -worst, self.budget.currency, language)))
        elif worst < 0:
            lines.append(say("over_budget_at_worst", language, amount=range_said(-worst, -worst, self.budget.currency, language)))
        others = [currency for currency in self.totals if currency != self.budget.currency]
        if others:
            lines.append(say("other_currencies", language, currencies=listed(others, language)))
        return lines

    def as_json(self, language: Language) -> dict[str, Any]:
        """As the command line's contract has it."""
        if not self.items and self.budget is None:
            return {}
        totals = self.totals
        ranged = any(low != high for low, high in totals.values())
        return {
            "items": [
                {
                    "part": item.part,
                    "label": item.name(language),
                    "optional": item.optional,
                    "status": item.status,
                    "amount": _money(item.amount),
                    "amount_high": _money(item.amount_high),
                    "currency": item.currency,
                    "note": item.note,
                    "payer": item.payer,
                    "formula": item.formula,
                }
                for item in self.items
            ],
            "included_later": dict(self.later()),
            "budget": {"amount": _money(self.budget.amount), "currency": self.budget.currency} if self.budget else None,
            "total": {currency: _money(low) for currency, (low, _) in totals.items()},
            "total_high": {currency: _money(high) for currency, (_, high) in totals.items()} if ranged else {},
            "remaining": {self.budget.currency: _money(self.remaining[0])} if self.budget and self.remaining else {},
            "open": self.open(language),
            "warnings": self.warnings(language),
        }

    def _with_amount(self, part: Part | None, label: str | None) -> CostItem:
        old = self.item(part, label)
        if old is None and part is None:
            raise Rejected("no_such_item", item=label or "")
        if old is None or old.amount is None:
            raise _needing(old or CostItem(part=part or PARTS[0], label=label), "nothing_to_adjust")
        return old

    def _with(self, item: CostItem) -> "CostChecklist":
        old = self.item(item.part, item.label)
        if old is None and len(self.items) >= MOST_ITEMS:
            raise Rejected("too_many_items", most=MOST_ITEMS)
        items: Iterable[CostItem] = (item if each is old else each for each in self.items) if old else (*self.items, item)
        return self.changed(items=tuple(items))


def _ends(amount: Decimal, amount_high: Decimal | None) -> dict[str, Decimal | None]:
    """The amount or the ends of a range in cents; Rejected when they cannot be."""
    largest = amount if amount_high is None else max(amount, amount_high)
    if largest > LARGEST:
        raise Rejected("amount_too_large", amount=digits_said(largest))
    low, high = cents(amount), None if amount_high is None else cents(amount_high)
    if high is not None and high <= low:
        raise Rejected("range_upside_down", low=digits_said(low), high=digits_said(high))
    return {"amount": low, "amount_high": high}


def _needing(old: CostItem, row: str) -> Rejected:
    return Rejected(row, item=old.name("zh"), item_en=old.name("en"))


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():,f}"
