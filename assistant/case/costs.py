"""What it costs: the five parts of the firm's page and what is added to them, what later years include, and the budget.

Every amount is the user's. What is unknown stays blank, currencies are never added up with one another.
"""

from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Self

import yaml
from pydantic import Field, model_validator

from assistant.case.values import LATER, PARTS, CostStatus, Later, LaterState, Part, Rejected, Value, money_said
from assistant.domain import Language
from assistant.ledger import Said
from assistant.settings import ROOT
from assistant.texts import say

COSTS = ROOT / "corpus" / "reference" / "costs.yaml"
LARGEST = Decimal("1e12")
CENT = Decimal("0.01")
MOST_ITEMS = 60
Amount = Annotated[Decimal, Field(ge=0, le=LARGEST)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class Money(Value):
    """An amount with its currency."""

    amount: Amount
    currency: Currency = "CNY"

    def said(self, language: Language) -> str:
        """`80,000元`, `USD 1,200`."""
        return money_said(self.amount, self.currency, language)


class CostItem(Value):
    """One line of the checklist: a part of the page, or something of its own under one of the parts."""

    part: Part
    label: Annotated[str, Field(max_length=60)] | None = None
    """Of an item that is none of the five parts itself; None for the part."""
    status: CostStatus = "to_be_quoted"
    amount: Amount | None = None
    amount_high: Amount | None = None
    """The upper end of a range."""
    currency: Currency = "CNY"
    payer: Annotated[str, Field(max_length=60)] = ""
    note: Annotated[str, Field(max_length=300)] = ""
    formula: Annotated[str, Field(max_length=200)] = ""
    """How the amount was computed: `5 × 3,000`."""

    @model_validator(mode="after")
    def _checked(self) -> Self:
        if self.status in ("to_be_quoted", "excluded") and (self.amount is not None or self.amount_high is not None):
            raise ValueError("what is to be quoted or excluded has no amount")
        if self.status in ("estimated", "quoted") and self.amount is None:
            raise ValueError("what is estimated or quoted needs an amount")
        if self.amount_high is not None and (self.amount is None or self.amount_high <= self.amount):
            raise ValueError("the upper end of a range has to be above the lower one")
        return self

    def name(self, language: Language) -> str:
        """What the line is called."""
        return self.label or labels()[self.part].of(language)

    @property
    def optional(self) -> bool:
        """Whether the page calls the part optional; what is added is."""
        return self.label is not None or self.part != "certification"

    def said(self, language: Language) -> str:
        """`42,000元（报价）`, `待报价`, `CNY 10,000–20,000 (estimate)`."""
        state = say(f"cost_{self.status}", language)
        if self.amount is None:
            return state
        amount = money_said(self.amount, self.currency, language)
        if self.amount_high is not None:
            amount = f"{money_said(self.amount, self.currency, language).removesuffix('元')}–{_digits(self.amount_high)}"
            amount += "元" if language == "zh" and self.currency == "CNY" else ""
        return f"{amount}（{state}）" if language == "zh" else f"{amount} ({state})"


class CostChecklist(Value):
    """The items in the page's order, then what was added; empty until the first cost is spoken of."""

    items: Annotated[tuple[CostItem, ...], Field(max_length=MOST_ITEMS)] = ()
    surveillance: LaterState = "unknown"
    recertification: LaterState = "unknown"
    certificate_management: LaterState = "unknown"
    budget: Money | None = None

    @model_validator(mode="after")
    def _no_item_twice(self) -> Self:
        keys = [(item.part if item.label is None else "", (item.label or "").casefold()) for item in self.items]
        if len(set(keys)) < len(keys):
            raise ValueError("an item stands twice")
        return self

    def item(self, part: Part | None, label: str | None = None) -> CostItem | None:
        """The line of a part, or one of its own by its label."""
        if label is not None:
            return next((item for item in self.items if item.label and item.label.casefold() == label.casefold()), None)
        return next((item for item in self.items if item.label is None and item.part == part), None)

    @property
    def totals(self) -> dict[str, tuple[Decimal, Decimal]]:
        """By currency the sum of what has an amount, with the lower and the upper ends of ranges."""
        sums: dict[str, tuple[Decimal, Decimal]] = {}
        for item in self.items:
            if item.amount is not None:
                low, high = sums.get(item.currency, (Decimal(0), Decimal(0)))
                sums[item.currency] = (low + item.amount, high + (item.amount_high if item.amount_high is not None else item.amount))
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
        unless the line was quoted. Rejected when there is no amount for what is called quoted or estimated.
        """
        started = self.started()
        old = started.item(part, label) or CostItem(part=part, label=label)
        fields: dict[str, Any] = {}
        if amount is not None:
            low, high = amount.quantize(CENT), amount_high.quantize(CENT) if amount_high is not None else None
            if high is not None and high <= low:
                raise Rejected("range_upside_down", low=low, high=high)
            if low > LARGEST or (high or low) > LARGEST:
                raise Rejected("amount_too_large", amount=f"{high or low:,}")
            kept = status if status in ("quoted", "estimated") else old.status if old.status == "quoted" else "estimated"
            fields = {"amount": low, "amount_high": high, "status": kept, "formula": formula or ""}
            fields["currency"] = currency or (old.currency if old.amount is not None else "CNY")
        elif status in ("to_be_quoted", "excluded"):
            fields = {"status": status, "amount": None, "amount_high": None, "formula": ""}
        elif status is not None:
            if old.amount is None:
                raise Rejected("needs_amount", item=old.name("zh"), item_en=old.name("en"))
            fields = {"status": status}
        if amount is None and currency and old.amount is not None:
            fields["currency"] = currency
        if payer is not None:
            fields["payer"] = payer
        if note is not None:
            fields["note"] = note
        return started._with(old.changed(**fields))

    def adjust(
        self, part: Part, *, label: str | None = None, factor: Decimal | None = None, delta: Decimal | None = None
    ) -> "CostChecklist":
        """An amount multiplied (a discount 0.9, a tax 1.06) and then raised or lowered; the formula is kept beside it."""
        old = self.item(part, label)
        if old is None or old.amount is None:
            name = old or CostItem(part=part, label=label)
            raise Rejected("nothing_to_adjust", item=name.name("zh"), item_en=name.name("en"))
        ends: list[Decimal | None] = []
        for end in (old.amount, old.amount_high):
            ends.append(None if end is None else ((end * (factor if factor is not None else 1)) + (delta or 0)).quantize(CENT))
        if ends[0] is None or ends[0] < 0:
            raise Rejected("below_zero", item=old.name("zh"), item_en=old.name("en"))
        formula = _digits(old.amount)
        if factor is not None:
            formula += f" × {_digits(factor)}"
        if delta:
            formula += f" {'+' if delta > 0 else '−'} {_digits(abs(delta))}"
        return self.set(part, label=label, amount=ends[0], amount_high=ends[1], currency=old.currency, formula=formula)

    def convert(self, part: Part, rate: Decimal, currency: str, *, label: str | None = None) -> "CostChecklist":
        """An amount put into another currency at the user's own rate."""
        old = self.item(part, label)
        if old is None or old.amount is None:
            name = old or CostItem(part=part, label=label)
            raise Rejected("nothing_to_adjust", item=name.name("zh"), item_en=name.name("en"))
        high = old.amount_high * rate if old.amount_high is not None else None
        formula = f"{old.currency} {_digits(old.amount)} × {_digits(rate)}"
        return self.set(part, label=label, amount=old.amount * rate, amount_high=high, currency=currency, formula=formula)

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
        """The money there is."""
        return self.changed(budget=budget)

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
            lines.append(say("over_budget", language, amount=money_said(-best, self.budget.currency, language)))
        elif worst < 0:
            lines.append(say("over_budget_at_worst", language, amount=money_said(-worst, self.budget.currency, language)))
        others = [currency for currency in self.totals if currency != self.budget.currency]
        if others:
            lines.append(say("other_currencies", language, currencies=", ".join(others)))
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

    def _with(self, item: CostItem) -> "CostChecklist":
        old = self.item(item.part, item.label)
        items: Iterable[CostItem] = (item if each is old else each for each in self.items) if old else (*self.items, item)
        chosen = tuple(items)
        if len(chosen) > MOST_ITEMS:
            raise Rejected("too_many_items", most=MOST_ITEMS)
        return self.changed(items=chosen)


@cache
def labels() -> dict[Part, Said]:
    """What the page calls the five parts."""
    rows = yaml.load(COSTS.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))["parts"]
    return {row["id"]: Said(**row["label"]) for row in rows}


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _digits(number: Decimal) -> str:
    text = f"{number.normalize():,f}"
    return text
