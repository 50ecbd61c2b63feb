"""Changes of an amount by a share: 九折, 八五折, 10% off, 加6%的税, plus VAT 6%, up by 50%, halve it."""

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from assistant.understand.commands.money import before, behind
from assistant.understand.commands.numerals import numbers_in
from assistant.understand.commands.patterns import load_patterns

FACTOR_WORDING = load_patterns(Path(__file__).with_name("factors.yaml"))
_ZH_DIGIT = {character: n for n, character in enumerate("零一二三四五六七八九")}
_PERCENT_WORDS = {"five": 5, "six": 6, "ten": 10, "thirteen": 13, "fifteen": 15, "twenty": 20, "twenty-five": 25}
_PERCENT_WORDS |= {"thirty": 30, "forty": 40, "fifty": 50}
_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Factor:
    """What an amount is multiplied with: 0.9 for 九折, 1.06 for a tax of 6% on top. Places are those in the folded, simplified text."""

    value: Decimal
    start: int
    end: int


def factors_in(text: str) -> tuple[Factor, ...]:
    """The discounts, surcharges and taxes in a text, in order; a share that goes neither up nor down (首付30%) is none."""
    found = [Factor(_folded(match["n"]), match.start(), match.end()) for match in FACTOR_WORDING["fold"].finditer(text)]
    for name, value in (("half", "0.5"), ("double", "2")):
        found += [Factor(Decimal(value), match.start(), match.end()) for match in FACTOR_WORDING[name].finditer(text)]
    for match in FACTOR_WORDING["share"].finditer(text):
        percent, way = _percent(match), _way(text, match.start(), match.end())
        if way and 0 < percent <= _HUNDRED * 5 and not (way < 0 and percent >= _HUNDRED):
            found.append(Factor((_HUNDRED + way * percent) / _HUNDRED, match.start(), match.end()))
    apart: list[Factor] = []
    for each in sorted(found, key=lambda each: each.start):
        if not apart or each.start >= apart[-1].end:
            apart.append(each)
    return tuple(apart)


def _folded(said: str) -> Decimal:
    digits = "".join(str(_ZH_DIGIT.get(character, character)) for character in said).replace(".", "")
    return Decimal(f"0.{digits}")


def _percent(match: re.Match[str]) -> Decimal:
    if match["percent"]:
        return Decimal(match["percent"])
    if match["word"]:
        return Decimal(_PERCENT_WORDS[match["word"]])
    number = next(numbers_in(match["hundredth"] or match["points"] or match["tenths"]), None)
    return (number.low if number else Decimal(0)) * (10 if match["tenths"] else 1)


def _way(text: str, start: int, end: int) -> int:
    """1 for more, -1 for less, 0 for neither: contained already, or a mere share."""
    ahead, after = before(text, start), behind(text, end)
    words = FACTOR_WORDING
    if words["contained"].search(ahead):
        return 0
    taxed = words["tax_before"].search(ahead) or words["tax_behind"].search(after)
    if taxed:
        return int(bool(words["added_before"].search(ahead) or words["added_behind"].search(after) or words["more_before"].search(ahead)))
    if words["less_before"].search(ahead) or words["less_behind"].search(after):
        return -1
    return int(bool(words["more_before"].search(ahead) or words["more_behind"].search(after)))
