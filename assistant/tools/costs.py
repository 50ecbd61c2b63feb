"""Commands on the cost checklist."""

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from assistant.case import Case, Rejected
from assistant.case.costs import CostChecklist, Money
from assistant.case.values import LATER, CostStatus, Later, LaterState, Part
from assistant.tools.base import Setting, Tool

Label = Annotated[str | None, Field(description="of an item that is none of the five parts itself: 差旅费, translation", max_length=60)]
Sum = Annotated[Decimal, Field(ge=0, le=Decimal("1e12"))]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217: CNY, USD, EUR, HKD")]


class SetCost(Tool):
    """Note an item of the checklist: its amount as the user said it (never one of your own), or its state."""

    name: ClassVar[str] = "set_cost"
    part: Part
    label: Label = None
    status: CostStatus | None = None
    amount: Sum | None = None
    amount_high: Annotated[Sum | None, Field(description="upper end, when a range was said")] = None
    currency: Currency | None = None
    payer: Annotated[str | None, Field(max_length=60)] = None
    note: Annotated[str | None, Field(max_length=300)] = None
    formula: Annotated[str | None, Field(description="how the amount was computed: 5 × 3,000", max_length=200)] = None

    def apply(self, case: Case, setting: Setting) -> Case:
        """See `CostChecklist.set`."""
        fields = self.model_dump(exclude={"part"}, exclude_none=True)
        return _with(case, case.costs.set(self.part, **fields))


class AdjustCost(Tool):
    """Compute an amount anew from the one there is: a discount (factor 0.9), a tax (1.06), so much more or less (delta)."""

    name: ClassVar[str] = "adjust_cost"
    part: Annotated[Part | None, Field(description="None: every item that has an amount")] = None
    label: Label = None
    factor: Annotated[Decimal | None, Field(gt=0, le=100)] = None
    delta: Annotated[Decimal | None, Field(ge=Decimal("-1e12"), le=Decimal("1e12"))] = None

    def apply(self, case: Case, setting: Setting) -> Case:
        """See `CostChecklist.adjust`."""
        costs = case.costs
        items = [(self.part, self.label)] if self.part else [(item.part, item.label) for item in costs.items if item.amount is not None]
        if not items:
            raise Rejected("nothing_to_adjust", item="费用", item_en="The checklist")
        for part, label in items:
            costs = costs.adjust(part, label=label, factor=self.factor, delta=self.delta)
        return _with(case, costs)


class ConvertCost(Tool):
    """Put an amount into another currency at the rate the user gives."""

    name: ClassVar[str] = "convert_cost"
    part: Part
    rate: Annotated[Decimal, Field(gt=0, le=Decimal("1e6"))]
    currency: Currency = "CNY"
    label: Label = None

    def apply(self, case: Case, setting: Setting) -> Case:
        """See `CostChecklist.convert`."""
        return _with(case, case.costs.convert(self.part, self.rate, self.currency, label=self.label))


class RemoveCost(Tool):
    """Take an added item off the checklist; one of the five parts is excluded."""

    name: ClassVar[str] = "remove_cost"
    part: Part | None = None
    label: Label = None

    def apply(self, case: Case, setting: Setting) -> Case:
        """See `CostChecklist.without`."""
        return _with(case, case.costs.without(self.part, self.label))


class SetLater(Tool):
    """Note whether the certification fee contains what comes in later years."""

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
    """Note the budget, raise or lower it (delta), or take it away (amount and delta left out)."""

    name: ClassVar[str] = "set_budget"
    amount: Sum | None = None
    delta: Annotated[Decimal | None, Field(ge=Decimal("-1e12"), le=Decimal("1e12"))] = None
    currency: Currency | None = None

    def apply(self, case: Case, setting: Setting) -> Case:
        """See `CostChecklist.with_budget`."""
        old = case.costs.budget
        if self.delta is not None:
            if old is None:
                raise Rejected("no_budget")
            if old.amount + self.delta < 0:
                raise Rejected("below_zero", item="预算", item_en="the budget")
            return _with(case, case.costs.with_budget(Money(amount=old.amount + self.delta, currency=old.currency)))
        if self.amount is None:
            return _with(case, case.costs.with_budget(None))
        currency = self.currency or (old.currency if old else "CNY")
        return _with(case, case.costs.with_budget(Money(amount=self.amount, currency=currency)))


def _with(case: Case, costs: CostChecklist) -> Case:
    return case.changed(costs=costs).fresh("costs") if costs != case.costs else case
