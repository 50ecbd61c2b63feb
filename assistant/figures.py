"""The figures of a text: its numbers and dates in one form for Chinese and English, so that texts can be held against each other.

`2018年9月14日`, `14 September 2018` and `2018-09-14` are one figure, as are `3.5万` and `35,000`.
"""

import re
from collections.abc import Iterable

from assistant.terms import fold

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_MONTH = {name[:length]: number for number, name in enumerate(_MONTHS, 1) for length in (3, len(name))} | {"sept": 9}
_NAME = "|".join(sorted(_MONTH, key=len, reverse=True))
_YEAR = r"(?<!\d)(?:19|20)\d{2}"
_DATES = (
    re.compile(rf"(?P<y>{_YEAR})\s*年\s*(?P<m>\d{{1,2}})\s*月(?:\s*(?P<d>\d{{1,2}})\s*日)?"),
    re.compile(rf"(?P<y>{_YEAR})-(?P<m>0[1-9]|1[0-2])(?:-(?P<d>[0-3]\d))?(?![\d-])"),
    re.compile(rf"(?:(?<!\d)(?P<d>\d{{1,2}})\s+)?\b(?P<n>{_NAME})\b\.?,?\s+(?P<y>{_YEAR})"),
    re.compile(rf"\b(?P<n>{_NAME})\.?\s+(?P<d>\d{{1,2}}),\s*(?P<y>{_YEAR})"),
    re.compile(r"(?<!\d)(?<!\d年)(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日"),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})\s+(?P<n>{_NAME})\b"),
)
_DECADE = re.compile(r"(\d{2})世纪(?:(\d0)年代)?")
_NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)*(?:\s*[万亿])?")
_TIMES = {"万": 10_000, "亿": 100_000_000}
_VERB = re.compile(r"\b(?:may|march)\b")
"""In small letters these are no months: class 2 may apply."""
_LIST_NUMBER = re.compile(r"^\s*\d{1,2}\.\s", re.MULTILINE)
_DESIGNATION = re.compile(
    r"(?<![a-z])(?:iso/iec|iso/ts|iso/pas|iso|iec|gb/t|gb|gjb|gjb/z|yy/t|jjf|jjg|tsg|cnas-[a-z]+|cnca-[a-z-]+|cts|en|as(?=\s?91\d\d)|iatf|hj|rb/t|xf/t|xf|ga|aq|tb/t)"
    r"\s?[a-z]?\d[\d.]*(?:[a-z](?![a-z]))?(?:[-—]\d+)*(?::\d{4})?"
)


def figures(text: str) -> frozenset[str]:
    """Dates as `2018-09-14`, `2018-09` or `09-14`, every other number in plain digits; the numbers of list items count for nothing."""
    # A Chinese comma stands between two numbers, never inside one.
    folded = _LIST_NUMBER.sub(" ", fold(_VERB.sub(" ", text.replace("，", "； "))))
    found: set[str] = set()
    folded = _DECADE.sub(lambda match: f" {(int(match[1]) - 1) * 100 + int(match[2] or 0)} ", folded)
    for pattern in _DATES:
        folded = pattern.sub(lambda match: _noted(match, found), folded)
    found.update(_plain(match.group()) for match in _NUMBER.finditer(folded))
    return frozenset(found)


def designations(text: str) -> frozenset[str]:
    """Numbers of standards and rules as they are named, folded and without spaces: `iso/iec20000-1:2018`."""
    return frozenset(re.sub(r"\s", "", found).rstrip(".") for found in _DESIGNATION.findall(fold(text)))


def covered(wanted: Iterable[str], held: frozenset[str]) -> bool:
    """Whether every figure stands among those held; a month or year is covered by a date in it."""
    return not missing(wanted, held)


def missing(wanted: Iterable[str], held: frozenset[str]) -> list[str]:
    """The figures that `covered` asks for and does not find, in order."""
    return sorted(one for one in wanted if one not in held and not (len(one) >= 4 and any(date.startswith(f"{one}-") for date in held)))


def _noted(match: re.Match[str], found: set[str]) -> str:
    parts = match.groupdict()
    month = _MONTH[parts["n"]] if parts.get("n") else int(parts["m"])
    day = parts.get("d")
    date = f"{month:02d}" + (f"-{int(day):02d}" if day else "")
    found.add(f"{parts['y']}-{date}" if parts.get("y") else date)
    return " "


def _plain(number: str) -> str:
    unit = number[-1]
    digits = number.rstrip("万亿 ").replace(",", "")
    if unit in _TIMES and digits.count(".") < 2:
        return f"{float(digits) * _TIMES[unit]:.4f}".rstrip("0").rstrip(".")
    return digits
