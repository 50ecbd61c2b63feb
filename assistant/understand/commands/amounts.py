"""Amounts of money in a message: 四万二, 12k USD, 3到5万, 20 people at 800 each. Years, standards, head-counts and durations are none."""

import re
from dataclasses import replace
from decimal import Decimal

from assistant.understand.commands.money import AMOUNT_WORDING, NEAR, SMALLEST_BARE, Amount, before, behind, priced
from assistant.understand.commands.numerals import numbers_in
from assistant.understand.commands.products import multiplied

__all__ = ["Amount", "amounts_in"]

_SMALLEST_YUAN = 10
_LARGEST = Decimal("1e15")


def amounts_in(text: str) -> tuple[Amount, ...]:
    """The amounts in a folded, simplified text, in order and without overlaps."""
    priced_ones: list[Amount] = []
    for number in numbers_in(text):
        if number.low < _LARGEST:
            priced_ones.append(priced(number, text, priced_ones[-1].end if priced_ones else 0))
    found = _ranged(priced_ones, text)
    products, rest = multiplied(found, text)
    return tuple(sorted((*products, *_money(rest, text)), key=lambda amount: amount.start))


def _ranged(found: list[Amount], text: str) -> list[Amount]:
    """Two numbers that are the ends of a range made one: 3到5万, between 3 and 4 thousand."""
    made: list[Amount] = []
    for each in found:
        joined = _joined(made[-1], each, text) if made else None
        if joined:
            made[-1] = joined
        else:
            made.append(each)
    return made


def _joined(one: Amount, other: Amount, text: str) -> Amount | None:
    between = text[one.end : other.start]
    if len(between) > NEAR or one.high is not None or other.high is not None:
        return None
    linked = AMOUNT_WORDING["range_link"].search(between) or (
        AMOUNT_WORDING["between_link"].search(between) and AMOUNT_WORDING["between_before"].search(before(text, one.start))
    )
    if not linked or AMOUNT_WORDING["changes_before"].search(before(text, one.start)):
        return None
    if one.currency and other.currency and one.currency != other.currency:
        return None
    # 3到5万: the magnitude is said once.
    low = one.low * other.unit if one.unit < SMALLEST_BARE <= other.unit and one.low * other.unit < other.low else one.low
    if low >= other.low or _names_a_standard(one, text) or (low == one.low and _names_years(one, other)):
        return None
    return replace(
        other,
        low=low,
        high=other.low,
        start=one.start,
        currency=one.currency or other.currency,
        about=one.about or other.about,
        sure=other.sure or one.sure,
    )


def _names_years(one: Amount, other: Amount) -> bool:
    return all(1990 < end.low < 2100 and end.currency is None for end in (one, other))


def _names_a_standard(amount: Amount, text: str) -> bool:
    plain_number = amount.currency is None and amount.unit < SMALLEST_BARE and not amount.grouped
    return plain_number and bool(
        AMOUNT_WORDING["standard"].search(str(amount.low)) and not AMOUNT_WORDING["priced_before"].search(before(text, amount.start))
    )


def _money(found: list[Amount], text: str) -> list[Amount]:
    """Those that are money."""
    return [replace(each, sure=_is_sure(each)) for each in found if _is_money(each, text)]


def _is_sure(amount: Amount) -> bool:
    return amount.currency is not None or amount.unit >= SMALLEST_BARE or amount.grouped


def _is_money(amount: Amount, text: str) -> bool:
    if amount.currency:
        # 一块 is a piece.
        return amount.low == 0 or amount.low >= _SMALLEST_YUAN or amount.currency != "CNY"
    ahead, after = before(text, amount.start), behind(text, amount.end)
    if re.search(r"[a-z_]$|\d[-/.:]$|[a-z]-$", ahead) or re.match(r"[a-z_]|[-/.:]\d", after):
        return False
    if AMOUNT_WORDING["counter"].search(behind(text, amount.end)) or AMOUNT_WORDING["names_before"].search(ahead):
        return False
    if amount.low < SMALLEST_BARE:
        return False
    return _is_sure(amount) or amount.high is not None or _bare_is_money(amount, text, ahead)


def _bare_is_money(amount: Amount, text: str, ahead: str) -> bool:
    """Of a number in plain digits: whether it is no year, standard, date or telephone number."""
    said = text[amount.start : amount.end].strip()
    digits = re.match(r"\d+", said)
    if digits is None or digits.group().startswith("0") or AMOUNT_WORDING["phone"].search(digits.group()):
        return False
    if AMOUNT_WORDING["designated_before"].search(ahead):
        return False
    if AMOUNT_WORDING["priced_before"].search(ahead):
        return True
    if AMOUNT_WORDING["followed_before"].search(ahead):
        return False
    if AMOUNT_WORDING["designated_behind"].search(behind(text, amount.end)):
        return False
    if AMOUNT_WORDING["standard"].search(digits.group()) or re.fullmatch(r"20\d{6}", digits.group()):
        return False
    year = 1950 < amount.low < 2100
    return not (year and (amount.low % 100 != 0 or AMOUNT_WORDING["dated_before"].search(ahead)))
