"""One line of the cost checklist, and an amount with its currency."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Annotated, Self

import yaml
from pydantic import Field, model_validator

from assistant.case.lexicon import squeezed
from assistant.case.values import CostStatus, Part, Value, digits_said, money_said, range_said
from assistant.domain import Language
from assistant.errors import CorpusError
from assistant.ledger import Said
from assistant.settings import ROOT
from assistant.texts import say

COSTS = ROOT / "corpus" / "reference" / "costs.yaml"
LARGEST = Decimal("1e12")
_CENT = Decimal("0.01")
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
    label: Annotated[str, Field(min_length=1, max_length=60)] | None = None
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

    @property
    def key(self) -> str:
        """What is equal for two lines of the same thing, however a label is written."""
        return self.part if self.label is None else f"={squeezed(self.label)}"

    @property
    def high(self) -> Decimal | None:
        """The most it comes to: the upper end of a range, else the amount."""
        return self.amount if self.amount_high is None else self.amount_high

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
        if self.amount is None or self.high is None:
            return state
        amount = range_said(self.amount, self.high, self.currency, language)
        return f"{amount}（{state}）" if language == "zh" else f"{amount} ({state})"

    @property
    def digits(self) -> str:
        """`42,000`, `10,000–20,000`; "" without an amount."""
        if self.amount is None or self.high is None:
            return ""
        return digits_said(self.amount) if self.amount == self.high else f"{digits_said(self.amount)}–{digits_said(self.high)}"


def cents(amount: Decimal) -> Decimal:
    """Rounded to two places, half a cent upwards."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


@cache
def labels() -> dict[Part, Said]:
    """What the page calls the five parts. CorpusError when the file cannot be used."""
    try:
        rows = yaml.load(COSTS.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))["parts"]
        return {row["id"]: Said(**row["label"]) for row in rows}
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise CorpusError(f"{COSTS.name}: {' '.join(str(error).split())}") from error


def own_label(part: Part | None, label: str | None) -> tuple[Part | None, str | None]:
    """Part and label of a line; a label that is what the page calls a part means that part."""
    if label is None:
        return part, None
    named = next((id for id, said in labels().items() if squeezed(label) in (squeezed(said.zh), squeezed(said.en))), None)
    return (named, None) if named else (part, label)
