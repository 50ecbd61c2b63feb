"""Amounts that are a product: 5人日×3000, 每天三千做5天, 人均800共20人, 20 people at 800 each, 42000 × 0.9."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import prod

from assistant.understand.commands.money import AMOUNT_WORDING, Amount, before, behind, plain

_SMALLEST_PRICE = 10
_MOST_FACTORS = 4
_CLASSES = ("person", "day", "person_day")


@dataclass(frozen=True)
class _Factor:
    """A number with what it counts, or what it is the price of."""

    amount: Amount
    start: int
    end: int
    counts: str = ""
    """Class of what it counts."""
    per: str = ""
    per_too: str = ""
    """每人每天: the second."""
    loose: bool = False
    """一套3万: a price for one that need not be multiplied."""


def multiplied(found: Sequence[Amount], text: str) -> tuple[list[Amount], list[Amount]]:
    """The products among the numbers of a text, and the numbers that are part of none; a price for one says so in `per`."""
    # The 一 of 一共 counts nothing.
    factors = [_factor(amount, text) for amount in found if text[amount.start : amount.end + 1] != "一共"]
    factors = [each for each in factors if not any(_inside(each, other) for other in factors)]
    products: list[Amount] = []
    used: set[int] = set()
    for at in range(len(factors)):
        if at in used:
            continue
        members = _chain(factors, at, text) or _counted(factors, at, text, used)
        if members:
            used.update(members)
            products.append(_product([factors[n] for n in members]))
    rest = [each for n, each in enumerate(factors) if n not in used]
    return products, [replace(each.amount, per="" if each.loose else each.per) for each in rest]


def _factor(amount: Amount, text: str) -> _Factor:
    noun = AMOUNT_WORDING["count_noun"].match(behind(text, amount.end)) if amount.currency is None else None
    ahead = AMOUNT_WORDING["per_before"].search(before(text, amount.start))
    after = AMOUNT_WORDING["per_after"].match(behind(text, amount.end))
    if ahead and not (noun and not after):
        start = amount.start - len(ahead.group())
        said = ahead["zh"] or ahead["head"] or ahead["en"] or ""
        per = _class(said) or "each"
        loose = ahead.group().startswith("一") and per not in _CLASSES
        return _Factor(amount, start, amount.end + (after.end() if after else 0), "", per, _class(ahead["zh2"] or ""), loose)
    if after:
        per = _class(after["zh"] or "") or "each"
        loose = per == "each" and not after["each"]
        return _Factor(amount, amount.start, amount.end + after.end(), "", per, _class(after["zh2"] or ""), loose)
    if noun:
        counts = _class(noun["noun"] or "") or ("person" if noun["bare"] else "each")
        return _Factor(amount, amount.start, amount.end + noun.end(), counts)
    return _Factor(amount, amount.start, amount.end)


def _class(noun: str) -> str:
    return next((name for name in _CLASSES if AMOUNT_WORDING[name].match(noun.strip())), "")


def _inside(one: _Factor, other: _Factor) -> bool:
    """一 in 一人600 is no number of its own."""
    return other is not one and bool(other.per) and other.start <= one.amount.start and one.amount.end <= other.end


def _chain(factors: Sequence[_Factor], at: int, text: str) -> list[int]:
    """Numbers with a multiplication sign between them."""
    members, signed = [at], False
    if AMOUNT_WORDING["round_the_clock"].match(text, factors[at].start):
        return []
    for n in range(at + 1, min(len(factors), at + _MOST_FACTORS)):
        link = AMOUNT_WORDING["times_link"].search(text[factors[n - 1].end : factors[n].amount.start])
        if link is None or not (link["sign"] or (factors[n - 1].counts and not factors[n].counts)):
            break
        signed = True
        members.append(n)
    largest = max(factors[n].amount.low for n in members)
    return members if signed and largest >= 50 else []


def _counted(factors: Sequence[_Factor], at: int, text: str, used: set[int]) -> list[int]:
    """A price for one with the head-count or the days beside it."""
    price = factors[at]
    if not price.per or price.amount.low < _SMALLEST_PRICE:
        return []
    near: list[int] = []
    for step in (-1, 1):
        last, n = at, at + step
        while 0 <= n < len(factors) and n not in used and factors[n].counts and len(near) < _MOST_FACTORS:
            first, second = sorted((factors[last], factors[n]), key=lambda each: each.start)
            if not AMOUNT_WORDING["counted_link"].search(text[first.end : second.start]):
                break
            near.append(n)
            last, n = n, n + step
    chosen = _chosen(price, near, factors)
    return [*sorted(chosen), at] if chosen else []


def _chosen(price: _Factor, near: Sequence[int], factors: Sequence[_Factor]) -> list[int]:
    """The counts that the price is for: days for a price a day, people for a price a head."""
    classes = {factors[n].counts: n for n in reversed(near)}
    if price.per_too or (price.per == "person_day" and {"person", "day"} <= classes.keys()):
        return [classes[name] for name in ("person", "day") if name in classes] or [*classes.values()][:1]
    alike = {"day": ("day", "person_day"), "person_day": ("person_day", "day"), "person": ("person",)}
    for name in alike.get(price.per, ("person", "person_day", "each", "day")):
        if name in classes:
            return [classes[name]]
    return []


def _product(factors: Sequence[_Factor]) -> Amount:
    lows = [each.amount.low for each in factors]
    ranged = any(each.amount.high is not None for each in factors)
    high = prod((each.amount.high or each.amount.low for each in factors), start=Decimal(1)) if ranged else None
    price = max(factors, key=lambda each: (each.amount.currency is not None, not each.counts, each.amount.low)).amount
    return replace(
        price,
        low=prod(lows, start=Decimal(1)),
        high=high,
        start=min(each.start for each in factors),
        end=max(each.end for each in factors),
        about=any(each.amount.about for each in factors),
        formula=" × ".join(_said(each.amount) for each in factors),
        sure=any(each.counts or each.per or each.amount.sure for each in factors),
    )


def _said(amount: Amount) -> str:
    return plain(amount.low) if amount.high is None else f"{plain(amount.low)}–{plain(amount.high)}"
