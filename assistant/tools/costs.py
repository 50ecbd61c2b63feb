"""Commands on the cost checklist."""

from decimal import Decimal
from typing import Annotated, ClassVar, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from assistant.case import Case, Rejected
from assistant.case.cost_items import LARGEST, Money
from assistant.case.costs import CostChecklist
from assistant.case.values import LATER, CostStatus, Later, LaterState, Part
from assistant.tools.base import Setting, Tool

Label = Annotated[
    Annotated[str, Field(max_length=60)] | None,
    BeforeValidator(lambda label: label or None),
    Field(description="an item beside the five parts: 差旅费, translation"),
]
# As plain numbers: the schema of a Decimal would also offer strings of a pattern that not every model's endpoint takes.
Sum = Annotated[Decimal, Field(ge=0, le=LARGEST), WithJsonSchema({"type": "number", "minimum": 0, "maximum": float(LARGEST)})]
Delta = Annotated[Decimal, Field(ge=-LARGEST, le=LARGEST), WithJsonSchema({"type": "number"})]
Factor = Annotated[Decimal, Field(gt=0, le=100), WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": 100})]
Rate = Annotated[Decimal, Field(gt=0, le=Decimal("1e6")), WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": 1e6})]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217: CNY, USD, EUR, HKD")]


class SetCost(Tool):
    """Note a cost item: its amount as the user said it, never one of your own, or its state."""

    name: ClassVar[str] = "set_cost"
    part: Part
    label: Label = None
    status: CostStatus | None = None
    amount: Sum | None = None
    amount_high: Annotated[Sum | None, Field(description="upper end, when a range was said")] = None
    currency: Currency | None = None
    payer: Annotated[str | None, Field(max_length=60)] = None
    note: Annotated[str | None, Field(max_length=300)] = None
    formula: Annotated[str | None, Field(description="how it was computed: 5 × 3,000", max_length=200)] = None

    def apply(self, case: Case, setting: Setting) -> Case:
        """See `CostChecklist.set`."""
        fields = self.model_dump(exclude={"part"}, exclude_none=True)
        return _with(case, case.costs.set(self.part, **fields))


class AdjustCost(Tool):
    """Change an amount there is: a discount (factor 0.9), a tax (1.06), so much more or less (delta)."""

    name: ClassVar[str] = "adjust_cost"
    part: Annotated[Part | None, Field(description="without part and label: every item")] = None
    label: Label = None
    factor: Factor | None = None
    delta: Annotated[Delta | None, Field(description="below zero to lower it")] = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.factor is None and self.delta is None:
            raise ValueError("factor or delta is needed")
        return self

    def apply(self, case: Case, setting: Setting) -> Case:
        """See `CostChecklist.adjust`; without part and label, one amount that cannot be adjusted keeps all of them as they are."""
        costs = case.costs
        items: list[tuple[Part | None, str | None]] = [(item.part, item.label) for item in costs.items if item.amount is not None]
        if self.part or self.label:
            items = [(self.part, self.label)]
        if not items:
            raise Rejected("nothing_to_adjust", item="费用", item_en="The checklist")
        for part, label in items:
            costs = costs.adjust(part, label=label, factor=self.factor, delta=self.delta)
        return _with(case, costs)


class ConvertCost(Tool):
    """Put an amount into another currency at the user's rate."""

    name: ClassVar[str] = "convert_cost"
    part: Part
    rate: Annotated[Rate, Field(description="one unit of the old currency in the new one")]
    currency: Currency = "CNY"
    label: Label = None

    def apply(self, case: Case, setting: Setting) -> Case:
        """See `CostChecklist.convert`."""
        return _with(case, case.costs.convert(self.part, self.rate, self.currency, label=self.label))


class RemoveCost(Tool):
    """Take an item off the checklist; one of the five parts is excluded."""

    name: ClassVar[str] = "remove_cost"
    part: Part | None = None
    label: Label = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.part or self.label):
            raise ValueError("part or label is needed")
        return self

    def apply(self, case: Case, setting: Setting) -> Case:
        """See `CostChecklist.without`."""
        return _with(case, case.costs.without(self.part, self.label))


class SetLater(Tool):
    """Note whether the certification fee includes later years."""

    name: ClassVar[str] = "set_later"
    state: LaterState
    which: Annotated[tuple[Later, ...], Field(min_length=1, max_length=3)] = LATER

    def apply(self, case: Case, setting: Setting) -> Case:
        """See `CostChecklist.with_later`."""
        costs = case.costs
        for which in self.which:
            costs = costs.with_later(which, self.state)
        return _with(case, costs)


class SetBudget(Tool):
    """Note the budget, raise or lower it (delta), or take it away (no arguments)."""

    name: ClassVar[str] = "set_budget"
    amount: Sum | None = None
    amount_high: Annotated[Sum | None, Field(description="upper end, when a range was said: which figure counts is asked")] = None
    delta: Annotated[Delta | None, Field(description="below zero to lower it; never beside an amount")] = None
    currency: Currency | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if self.amount is not None and self.delta is not None:
            raise ValueError("amount and delta exclude one another")
        return self

    def apply(self, case: Case, setting: Setting) -> Case:
        """See `CostChecklist.with_budget`. A currency by itself corrects that of the budget there is."""
        old = case.costs.budget
        if self.amount is not None:
            currency = self.currency or (old.currency if old else "CNY")
            if self.amount_high is not None and self.amount_high > self.amount:
                high = Money(amount=self.amount_high, currency=currency).said(setting.language)
                raise Rejected("budget_range", offer={"amount": str(self.amount_high), "amount_high": None}, high=high)
            return _with(case, case.costs.with_budget(Money(amount=self.amount, currency=currency)))
        if self.delta is None and self.currency is None:
            return _with(case, case.costs.with_budget(None))
        if old is None:
            raise Rejected("no_budget")
        if self.delta is None:
            return _with(case, case.costs.with_budget(old.changed(currency=self.currency)))
        if self.currency not in (None, old.currency):
            raise Rejected("budget_currency", held=old.currency, currency=self.currency)
        if old.amount + self.delta < 0:
            raise Rejected("below_zero", item="预算", item_en="the budget")
        return _with(case, case.costs.with_budget(old.changed(amount=old.amount + self.delta)))


def _with(case: Case, costs: CostChecklist) -> Case:
    return case.changed(costs=costs).fresh("costs") if costs != case.costs else case
