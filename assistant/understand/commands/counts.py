"""Whole numbers as people and days are counted: 120, 1,200, 两百六十, 一千二, 1.2万, a hundred and twenty, two dozen."""

import re

_ZH_DIGIT = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ZH_UNIT = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "k": 1_000, "w": 10_000}
_EN_SMALL = {
    word: n
    for row, first in (
        ("zero one two three four five six seven eight nine", 0),
        ("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 10),
    )
    for n, word in enumerate(row.split(), start=first)
} | {word: 10 * n for n, word in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2)}
_EN_TIMES = {"dozen": 12, "hundred": 100, "thousand": 1_000}
_EN_LOOSE = {"a": 1, "an": 1, "couple": 2, "half": 0.5}
_EN_WORD = rf"(?:{'|'.join([*_EN_SMALL, *_EN_TIMES])})"
_DIGITS = r"(?:\d{1,3}(?:[, ]\d{3})+(?!\d)|\d{1,8}(?:\.\d{1,3})?)(?:\s?[千百万]|[kw](?![a-z]))?"
_HAN = r"[零〇一二两三四五六七八九十百千万]{1,10}"
_WORDS = rf"\b(?:(?:a|an|half a|a couple of)\s)?{_EN_WORD}s?(?:(?:\s|-|\sand\s|\sa\s){_EN_WORD}){{0,5}}\b"
NUMBER = rf"(?:{_DIGITS}|{_HAN}|{_WORDS})"
"""Source of a pattern that a whole number matches in folded text."""
_DIGITS_ONLY = re.compile(r"([\d, ]+(?:\.\d+)?)\s?([千百万kw]?)")
LARGEST = 10**9
"""Numbers above this are none that anybody says of people or days."""


def whole_number(said: str) -> int | None:
    """The value of a number in folded text, as `NUMBER` finds it; None for what is none, or no whole one."""
    said = said.strip()
    match = _DIGITS_ONLY.fullmatch(said)
    value: float | None
    if match:
        digits = re.sub(r"[ ,]", "", match[1])
        value = float(digits) * (_ZH_UNIT[match[2]] if match[2] else 1) if digits else None
    elif re.fullmatch(_HAN, said):
        value = _of_han(said)
    else:
        value = _of_words(said)
    return int(value) if value is not None and value == int(value) and value <= LARGEST else None


def _of_han(said: str) -> int | None:
    """Place by place; a last digit behind a unit counts a tenth of it: 一千二 is 1200. Two digits in a row (三四十) are none."""
    if len(said) > 1 and not re.search("[十百千万]", said):
        return int("".join(str(_ZH_DIGIT[c]) for c in said)) if len(said) == 4 else None
    total = section = 0
    digit: int | None = None
    last_unit = 1
    for character in said:
        if character in _ZH_UNIT:
            unit = _ZH_UNIT[character]
            if unit == _ZH_UNIT["万"]:
                total, section, digit = (total + section + (digit or 0) or 1) * unit, 0, None
            else:
                section, digit = section + (1 if digit is None else digit) * unit, None
            last_unit = unit
        elif _ZH_DIGIT[character] == 0:
            digit, last_unit = None, 1
        elif digit is not None:
            return None
        else:
            digit = _ZH_DIGIT[character]
    if digit is not None:
        section += digit * (last_unit // 10 if last_unit >= 100 else 1)
    return total + section


def _of_words(said: str) -> float | None:
    total: float = 0
    part: float = 0
    seen = False
    for word in re.findall(r"[a-z]+", said):
        word = word.removesuffix("s") if word.removesuffix("s") in _EN_TIMES else word
        if word in _EN_SMALL:
            part, seen = part + _EN_SMALL[word], True
        elif word in _EN_TIMES:
            part, seen = (part or 1) * _EN_TIMES[word], True
            if word == "thousand":
                total, part = total + part, 0
        elif word in _EN_LOOSE:
            part = _EN_LOOSE[word] if word not in ("a", "an") else part or 1
        elif word not in ("and", "of"):
            return None
    return total + part if seen else None
