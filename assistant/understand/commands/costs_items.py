"""What a message speaks of: the five parts under all their names, items of their own, and the budget."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.case.costs import CostChecklist
from assistant.case.values import LONGEST_NAME, PARTS, Part
from assistant.terms import fold, simplified
from assistant.understand.commands.costs_lines import Line
from assistant.understand.commands.costs_patterns import COST_WORDING

Strength = Literal["strong", "weak", "fee"]
"""`strong` is a name by itself; `weak` needs an amount or a price word beside it, `fee` (任何…费) an amount right behind it."""


@dataclass(frozen=True)
class Item:
    """A line of the checklist that is spoken of, or the budget."""

    part: Part | None
    """None for the budget."""
    label: str | None = None
    strength: Strength = "strong"
    every: bool = False
    """All items that have an amount."""

    @property
    def key(self) -> tuple[str, str]:
        """Equal for the same line."""
        return ("", self.label.casefold()) if self.label else (self.part or "budget", "")


@dataclass(frozen=True)
class Spoken:
    """An item with its place in the line."""

    item: Item
    start: int
    end: int


_PLACES = {
    word: n for row in ("一二三四五六七八九十", ("first", "second", "third", "fourth", "fifth", "sixth")) for n, word in enumerate(row, 1)
}
_ITEM_OF_ITS_OWN: Part = "consulting"
"""Where an item stands whose kind is not known."""


def items_in(line: Line, costs: CostChecklist, masked: Sequence[tuple[int, int]]) -> list[Spoken]:
    """The items that a line names, in order and without overlaps; nothing in the masked places."""
    found = _with_fees([*_parts(line), *_labels(line, costs), *_added(line), *_numbered(line, costs), *_budget(line)], _fees(line))
    order = {"strong": 0, "weak": 1, "fee": 2}
    found.sort(key=lambda each: (order[each.item.strength] == 2, each.start - each.end, order[each.item.strength], each.start))
    kept: list[Spoken] = []
    for each in found:
        clear = all(each.end <= start or end <= each.start for start, end in masked)
        if clear and all(each.end <= other.start or other.end <= each.start for other in kept):
            kept.append(each)
    if any(each.item.part for each in kept):
        kept = [each for each in kept if each.item.part or each.item.strength == "strong"]
    return _heads(sorted(kept, key=lambda each: each.start), line)


def _parts(line: Line) -> list[Spoken]:
    strengths: tuple[Strength, ...] = ("strong", "weak")
    return [
        Spoken(Item(part, None, strength), match.start(), match.end())
        for part in PARTS
        for strength in strengths
        if f"{part}_{strength}" in COST_WORDING
        for match in COST_WORDING[f"{part}_{strength}"].finditer(line.text)
        if match.group()
    ]


def _labels(line: Line, costs: CostChecklist) -> list[Spoken]:
    held = {_stem(item.label): item for item in costs.items if item.label}
    found = [
        Spoken(Item(item.part, item.label), match.start(), match.end())
        for stem, item in held.items()
        for match in re.finditer(rf"(?<![a-z]){re.escape(stem)}(?![a-z])(?:费用?)?", line.text)
        if stem
    ]
    for part in PARTS:
        for match in COST_WORDING[f"labels_{part}"].finditer(line.text):
            known = held.get(_stem(match.group()))
            label = known.label if known else line.said(match.start(), match.end())
            found.append(Spoken(Item(known.part if known else part, label), match.start(), match.end()))
    return found


def _with_fees(found: list[Spoken], fees: Sequence[Spoken]) -> list[Spoken]:
    """Names that end in 费 and are none of those known: 审核加急费 is a fee of its own, not the 审核 in it."""
    for fee in fees:
        over = [each for each in found if each.start < fee.end and fee.start < each.end]
        if all(fee.start <= each.start and each.end < fee.end for each in over):
            found = [*(each for each in found if each not in over), fee]
    return found


def _fees(line: Line) -> list[Spoken]:
    found = []
    for match in COST_WORDING["fee"].finditer(line.text):
        opening = COST_WORDING["fee_opening"].match(match.group())
        start = match.start() + (opening.end() if opening else 0)
        label = line.text[start : match.end()]
        if 2 <= len(label) <= 7 and not COST_WORDING["no_fee"].search(label):
            found.append(Spoken(Item(_ITEM_OF_ITS_OWN, line.said(start, match.end()), "fee"), start, match.end()))
    return found


def _added(line: Line) -> list[Spoken]:
    found = []
    for match in COST_WORDING["add_named"].finditer(line.text):
        start, end = match.span("zh" if match["zh"] else "en")
        if not re.search(r"税|\b(?:tax|vat|gst|to)\b", line.text[start:end]):
            label = line.said(start, end)[:LONGEST_NAME]
            found.append(Spoken(Item(_ITEM_OF_ITS_OWN, label, "fee"), start, end))
    return found


def _numbered(line: Line, costs: CostChecklist) -> list[Spoken]:
    """第二项, the third item: by its place in the checklist."""
    found = []
    for match in COST_WORDING["numbered"].finditer(line.text):
        said = match["zh"] or match["en"] or match["number"]
        number = int(said) if said.isdigit() else _PLACES.get(said, 0)
        if 1 <= number <= len(costs.items):
            item = costs.items[number - 1]
            found.append(Spoken(Item(item.part, item.label), match.start(), match.end()))
    return found


def _budget(line: Line) -> list[Spoken]:
    strong = [Spoken(Item(None), match.start(), match.end()) for match in COST_WORDING["budget_strong"].finditer(line.text)]
    weak = [Spoken(Item(None, None, "weak"), match.start(), match.end()) for match in COST_WORDING["budget_weak"].finditer(line.text)]
    return strong or weak


def _heads(found: list[Spoken], line: Line) -> list[Spoken]:
    """Of two names in a row the last one is meant (培训场地费), but a part's own budget is the part (咨询预算五万)."""
    heads: list[Spoken] = []
    for each in found:
        last = heads[-1] if heads else None
        if last is None or line.text[last.end : each.start].strip(" 的") or _listed(line, each):
            heads.append(each)
        elif each.item.part is None and last.item.strength == "strong":
            heads[-1] = Spoken(last.item, last.start, each.end)
        else:
            heads[-1] = each
    return heads


def _listed(line: Line, each: Spoken) -> bool:
    return bool(re.match(r"\s?(?:各|都|均|分别)", line.text[each.end : each.end + 4]))


def _stem(label: str) -> str:
    return COST_WORDING["label_ending"].sub("", simplified(fold(label))).strip()
