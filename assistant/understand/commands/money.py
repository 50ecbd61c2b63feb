"""An amount of money, and a number with the currency and the “about” on either side of it."""

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from assistant.understand.commands.numerals import Number
from assistant.understand.commands.patterns import load_patterns

AMOUNT_WORDING = load_patterns(Path(__file__).with_name("amounts.yaml"))
_CURRENCIES = ("USD", "HKD", "EUR", "GBP", "JPY", "SGD", "AUD", "CHF", "CAD", "TWD", "INR", "KRW", "CNY", "dollar")
_ANY_CURRENCY = "|".join(f"(?P<{name}>{AMOUNT_WORDING[name].pattern})" for name in _CURRENCIES)
_BEFORE = re.compile(rf"(?:{_ANY_CURRENCY})(?:\s?(?:大概|大约|约|about|around|[:：(]))?\s{{0,2}}$", re.ASCII)
_BEHIND = re.compile(rf"\s?\(?(?:{_ANY_CURRENCY.replace('(?<![a-z])', '')})\)?", re.ASCII)
NEAR = 40
"""Characters on either side of a number that are looked at."""
SMALLEST_BARE = 100
"""A number without currency or magnitude below this is taken for a count, not for money."""


@dataclass(frozen=True)
class Amount:
    """Money as it was said; places are those in the folded, simplified text."""

    low: Decimal
    start: int
    end: int
    high: Decimal | None = None
    """The upper end of a range."""
    currency: str | None = None
    """ISO 4217; None where none was said."""
    about: bool = False
    """左右, about, 出头."""
    formula: str = ""
    """How it was computed: `20 × 800`."""
    per: str = ""
    """Of a price for one where nothing says how many: `person`, `day`, `person_day`, `each`."""
    sure: bool = True
    """False for a bare number that is money only if the words around it speak of money."""
    unit: Decimal = Decimal(1)
    """The last magnitude: 1000 in `12k`."""
    grouped: bool = False


def plain(number: Decimal) -> str:
    """`3,000`, `0.9`."""
    return f"{number.normalize():,f}"


def before(text: str, place: int) -> str:
    """The few characters before a place."""
    return text[max(0, place - NEAR) : place]


def behind(text: str, place: int) -> str:
    """The few characters behind a place."""
    return text[place : place + NEAR]


def priced(number: Number, text: str, since: int = 0) -> Amount:
    """A number with the currency and the “about” on either side of it; nothing before `since`, which belongs to another."""
    start, end, currency, about = number.start, number.end, None, number.vague
    ahead = _BEFORE.search(text[max(since, start - NEAR) : start])
    if ahead:
        currency, start = _name(ahead), start - len(ahead.group())
    for _ in range(2):
        if vague := AMOUNT_WORDING["about_after"].match(behind(text, end)):
            about, end = True, end + vague.end()
        after = _BEHIND.match(text, end, end + NEAR)
        if after and (currency is None or _name(after) == currency):
            currency, end = _name(after), after.end()
    if AMOUNT_WORDING["about_before"].search(before(text, start)):
        about = True
    return Amount(
        number.low, start, end, number.high, currency, about, unit=number.unit, grouped=number.grouped, sure=number.unit >= SMALLEST_BARE
    )


def _name(match: re.Match[str]) -> str:
    name = next(name for name in _CURRENCIES if match[name])
    return "USD" if name == "dollar" else name
