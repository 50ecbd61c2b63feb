"""What the words of a sentence about costs mean, one by one: items, amounts, states, who pays; in their order."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from assistant.case.costs import CostChecklist
from assistant.case.values import LATER, Later
from assistant.understand.commands.amounts import amounts_in
from assistant.understand.commands.costs_items import Item, items_in
from assistant.understand.commands.costs_lines import Line, Piece
from assistant.understand.commands.costs_patterns import COST_WORDING
from assistant.understand.commands.factors import FACTOR_WORDING, factors_in
from assistant.understand.commands.money import Amount, before, behind
from assistant.understand.commands.numerals import numbers_in

Kind = Literal[
    "item",
    "ref",
    "amount",
    "delta",
    "factor",
    "rate",
    "convert",
    "currency",
    "to_be_quoted",
    "free",
    "excluded",
    "wanted",
    "quoted",
    "estimated",
    "correction",
    "setting",
    "each",
    "payer",
    "note",
    "later",
    "aside",
]
Value = Item | Amount | Decimal | str | int | tuple[Later, ...] | None


@dataclass(frozen=True)
class Mark:
    """A word or a number that says something of a cost."""

    kind: Kind
    start: int
    end: int
    value: Value = None
    said: str = ""
    """As it was written."""
    currency: str = ""
    """Of a difference."""
    former: bool = False
    """Of an amount: it is what was said before and is no more (不是四万二, from 40k)."""
    added: bool = False
    """Of a difference: it is put on top with a mere “add”."""


_STATES: tuple[Kind, ...] = (
    *("to_be_quoted", "free", "excluded", "wanted", "quoted", "estimated", "correction", "setting", "each", "convert"),
)
_HELD: dict[Kind, Kind] = {"to_be_quoted": "item", "excluded": "item", "amount": "item", "payer": "setting"}
"""Kinds of marks, with the kind that may stand within one."""
_NEAR_BARE = 14
"""Characters between an item and a number in plain digits that is its amount."""
_CURRENCIES = ("CNY", "USD", "EUR", "HKD", "GBP", "TWD")


def marks_in(line: Line, pieces: Sequence[Piece], costs: CostChecklist) -> tuple[Mark, ...]:
    """The marks in the open clauses of a line, in order; where two overlap, the one of the kind that is looked for first."""
    found: list[Mark] = []
    _put(found, _asides(line))
    _put(found, _notes(line))
    _put(found, later_marks(line))
    _put(found, _items(line, costs, [(mark.start, mark.end) for mark in found]))
    _put(found, _rates(line))
    _put(found, _factors(line))
    _put(found, _amounts(line, found))
    _put(found, _none_of(line, found))
    _put(found, _references(line))
    _put(found, _states(line))
    _put(found, _payers(line, pieces, found))
    if _of_other_parts(found):
        found = [mark for mark in found if mark.value != LATER]
    opened = {piece.number for piece in pieces}
    chosen = [mark for mark in found if {line.piece(mark.start).number, line.piece(mark.end).number} <= opened]
    return tuple(sorted(chosen, key=lambda mark: (mark.start, mark.end)))


def later_marks(line: Line) -> Iterator[Mark]:
    """What comes in later years, where it is named."""
    for which in LATER:
        for match in COST_WORDING[which].finditer(line.text):
            yield Mark("later", match.start(), match.end(), (which,))
    for match in COST_WORDING["later_all"].finditer(line.text):
        yield Mark("later", match.start(), match.end(), LATER)
    named = {which for which in LATER if COST_WORDING[which].search(line.text)}
    for match in COST_WORDING["certificate_fee"].finditer(line.text):
        if named or COST_WORDING["certification_strong"].search(line.text):
            yield Mark("later", match.start(), match.end(), ("certificate_management",))
    for match in COST_WORDING["later_first_two"].finditer(line.text) if named else ():
        yield Mark("later", match.start(), match.end(), LATER[:2])
    for match in COST_WORDING["later_rest"].finditer(line.text) if named else ():
        yield Mark("later", match.start(), match.end(), tuple(which for which in LATER if which not in named))


def _of_other_parts(found: Sequence[Mark]) -> bool:
    """工具三万,以后每年六千: the later years are not those of the certificate."""
    parts = {mark.value.part for mark in found if isinstance(mark.value, Item)}
    return bool(parts) and "certification" not in parts


def _put(found: list[Mark], marks: Iterable[Mark]) -> None:
    """等机构报价 and 每天2500,咨询做8天 may hold a name of the item; nothing else overlaps."""
    for mark in list(marks):
        clear = (mark.end <= other.start or other.end <= mark.start or _holds(mark, other) for other in found)
        if mark.start < mark.end and all(clear):
            found.append(mark)


def _holds(mark: Mark, other: Mark) -> bool:
    return _HELD.get(mark.kind) == other.kind and mark.start <= other.start and other.end <= mark.end


def _asides(line: Line) -> Iterator[Mark]:
    """What hides words that would be read otherwise: 比预算高了一万 names no budget."""
    for match in COST_WORDING["aside"].finditer(line.text):
        yield Mark("aside", match.start(), match.end())


def _notes(line: Line) -> Iterator[Mark]:
    for match in COST_WORDING["note_said"].finditer(line.text):
        start, end = match.span("zh" if match["zh"] else "en")
        yield Mark("note", match.start(), match.end(), line.said(start, end))
    for match in COST_WORDING["note"].finditer(line.text):
        yield Mark("note", match.start(), match.end(), line.said(match.start(), match.end()))


def _rates(line: Line) -> Iterator[Mark]:
    for match in COST_WORDING["rate"].finditer(line.text):
        name = match.lastgroup or ""
        number = next(numbers_in(match[name]), None)
        if number:
            yield Mark("rate", *match.span(name), number.low)


def _items(line: Line, costs: CostChecklist, masked: Sequence[tuple[int, int]]) -> Iterator[Mark]:
    for spoken in items_in(line, costs, masked):
        yield Mark("item", spoken.start, spoken.end, spoken.item, line.said(spoken.start, spoken.end))


def _states(line: Line) -> Iterator[Mark]:
    for match in COST_WORDING["discount_gone"].finditer(line.text):
        yield Mark("setting", match.start(), match.end())
    for name in _CURRENCIES:
        for match in COST_WORDING[f"currency_{name}"].finditer(line.text):
            former = bool(COST_WORDING["former_before"].search(before(line.text, match.start())))
            yield Mark("currency", match.start(), match.end(), name, former=former)
    for kind in _STATES:
        for match in COST_WORDING[kind].finditer(line.text):
            yield Mark(kind, match.start(), match.end())


def _factors(line: Line) -> Iterator[Mark]:
    done = FACTOR_WORDING["done_already"].search(line.text)
    for factor in factors_in(line.text):
        if not done or line.piece(done.start()) != line.piece(factor.start):
            yield Mark("factor", factor.start, factor.end, factor.value)


def _amounts(line: Line, found: Sequence[Mark]) -> Iterator[Mark]:
    for amount in amounts_in(line.text):
        delta, ahead = _delta(line.text, amount), before(line.text, amount.start)
        said = line.said(amount.start, amount.end)
        if not amount.sure and not _bare_counts(line, amount, found):
            continue
        if delta is not None:
            added = bool(COST_WORDING["add_word"].search(ahead))
            yield Mark("delta", amount.start, amount.end, delta, said, amount.currency or "", added=added)
        else:
            former = bool(COST_WORDING["former_before"].search(ahead))
            yield Mark("amount", amount.start, amount.end, amount, said, former=former)


def _bare_counts(line: Line, amount: Amount, found: Sequence[Mark]) -> bool:
    """Whether a number in plain digits is money here: right behind its item or a price word, or all there is in its clause."""
    piece = line.piece(amount.start)
    ahead = line.text[piece.start : amount.start]
    names = [mark for mark in found if mark.kind in ("item", "later") and piece.start <= mark.start < piece.end]
    if any(0 <= amount.start - mark.end <= _NEAR_BARE for mark in names):
        return True
    if any(
        mark.start >= amount.end and COST_WORDING["forward_link"].search(line.text[amount.end : mark.start].replace(" ", "", 1))
        for mark in names
    ):
        return bool(line.text[amount.end : names[0].start].strip())
    rest = ahead + line.text[amount.end : piece.end]
    return any(COST_WORDING[kind].search(rest) for kind in ("quoted", "estimated", "setting")) or len(rest.strip(" .!吧了的啊")) <= 4


def _delta(text: str, amount: Amount) -> Decimal | None:
    """By how much something is more or less; None for an amount that is one itself."""
    if amount.high is not None:
        return None
    ahead, after = before(text, amount.start), behind(text, amount.end)
    taken_off = COST_WORDING["less_around"].search(ahead) and COST_WORDING["less_off"].search(after)
    if taken_off or COST_WORDING["less_before"].search(ahead) or COST_WORDING["less_behind"].search(after):
        return -amount.low
    if COST_WORDING["more_before"].search(ahead) or COST_WORDING["more_behind"].search(after):
        return amount.low
    return None


def _none_of(line: Line, found: Sequence[Mark]) -> Iterator[Mark]:
    """“No training”."""
    for mark in found:
        match = COST_WORDING["no_before"].search(before(line.text, mark.start)) if mark.kind == "item" else None
        if match and COST_WORDING["no_behind"].search(line.text[mark.end : line.piece(mark.start).end]):
            yield Mark("excluded", mark.start - len(match.group()), mark.start)


def _references(line: Line) -> Iterator[Mark]:
    for match in COST_WORDING["payer_named"].finditer(line.text):
        yield Mark("payer", match.start(), match.end(), line.said(*match.span("who")))
    for match in COST_WORDING["ref_before"].finditer(line.text):
        yield Mark("ref", match.start(), match.end(), 1)
    for match in COST_WORDING["ref"].finditer(line.text):
        if line.written[match.start() : match.end()] == "IT":
            continue
        yield Mark("ref", match.start(), match.end(), 0)


def _payers(line: Line, pieces: Sequence[Piece], found: Sequence[Mark]) -> Iterator[Mark]:
    for piece in pieces:
        for match in COST_WORDING["pays_zh"].finditer(line.text, piece.start, piece.end):
            start = max((mark.end for mark in found if piece.start <= mark.start and mark.end <= match.start()), default=piece.start)
            opening = COST_WORDING["payer_opening"].match(line.text[start : match.start()])
            start += opening.end() if opening else 0
            if _may_pay(line.text[start : match.start()]) and _closes(line, piece, match.end(), found):
                yield Mark("payer", start, match.end(), COST_WORDING["payer_ending"].sub("", line.said(start, match.start())))
        for match in COST_WORDING["paid_by_en"].finditer(piece.text):
            name = match.lastgroup or ""
            start, end = (piece.start + place for place in match.span(name))
            if name == "own" or _may_pay(line.text[start:end]):
                yield Mark("payer", start, piece.start + match.end(), COST_WORDING["payer_ending"].sub("", line.said(start, end)))


def _may_pay(name: str) -> bool:
    words = name.split()
    short = len(words) <= 3 if name.isascii() else len(name) <= 10
    return bool(words) and short and not re.search(r"\d", name) and not COST_WORDING["no_payer"].search(name)


def _closes(line: Line, piece: Piece, place: int, found: Sequence[Mark]) -> bool:
    """Behind 出 comes nothing, or what is paid."""
    rest = line.text[place : piece.end]
    return not rest.strip(" 吧啊呢的了") or rest[0] in "这那" or any(mark.start == place for mark in found if mark.kind == "item")
