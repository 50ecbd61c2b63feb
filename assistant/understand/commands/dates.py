"""The day that is meant by “明年6月”, “by end of May 2027” or “半年内”.

What is longer than a day counts to its last day: a month, a quarter, a year. Its middle is the 15th of a month and 30 June of a year,
its beginning the 10th of a month and 31 January of a year. A month without a year is the next one to come.
"""

import calendar
import datetime as dt
from collections.abc import Callable
from pathlib import Path

from assistant.terms import fold
from assistant.understand.commands.counts import whole_number
from assistant.wording import load_wording

_WORDING = load_wording(Path(__file__).with_name("dates.yaml"))
READ_AT_MOST = 300
"""Characters of a text in which a date is looked for."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEARS_ON = {"去年": -1, "明年": 1, "来年": 1, "次年": 1, "后年": 2, "next year": 1, "coming year": 1, "next": 1, "coming": 1}
_YEARS_ON |= {"the year after next": 2, "year after next": 2}
_ORDINAL = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": 4}
_HOLIDAYS = {
    "元旦": (1, 1),
    "五一": (5, 1),
    "六一": (6, 1),
    "十一": (10, 1),
    "国庆": (10, 1),
    "圣诞": (12, 25),
    "christmas": (12, 25),
    "new year": (1, 1),
    "national day": (10, 1),
    "labour day": (5, 1),
    "labor day": (5, 1),
}
_SPRING_FESTIVALS = {
    2026: (2, 17),
    2027: (2, 6),
    2028: (1, 26),
    2029: (2, 13),
    2030: (2, 3),
    2031: (1, 23),
    2032: (2, 11),
    2033: (1, 31),
    2034: (2, 19),
    2035: (2, 8),
}
_DAYS_OF = {"天": 1, "日": 1, "day": 1, "周": 7, "星期": 7, "礼拜": 7, "week": 7}
_MONTHS_OF = {"月": 1, "month": 1, "季度": 3, "quarter": 3, "年": 12, "year": 12}
_MIDDLE, _EARLY = 15, 10
"""Days of the month."""


def target_date(text: str, today: dt.date) -> dt.date | None:
    """The date that a text names, counted from today where it says so; None without one, or for a day that no calendar has."""
    found = date_in(text, today)
    return found[0] if found else None


def date_in(text: str, today: dt.date) -> tuple[dt.date, int, int] | None:
    """The date that a text names, and from where to where in the folded text it does."""
    folded = fold(text)[:READ_AT_MOST]
    for form, read in _FORMS:
        match = _WORDING[form].search(folded)
        if match is None:
            continue
        try:
            day = read({name: value for name, value in match.groupdict().items() if value}, today)
        except ValueError:
            return None
        return (day, match.start(), match.end()) if day else None
    return None


Groups = dict[str, str]


def _day(groups: Groups, today: dt.date) -> dt.date:
    """A day or a month, with or without its year."""
    month = _month(groups["m"])
    if "d" in groups or "d2" in groups:
        number = _number(groups.get("d") or groups["d2"])
        year = _year(groups, today)
        if year is None:
            year = today.year + ((month, number) < (today.month, today.day))
        return dt.date(year, month, number)
    year = _year(groups, today)
    if year is None:
        year = today.year + (month < today.month)
    return _within(year, month, groups.get("part", ""))


def _day_first(groups: Groups, today: dt.date) -> dt.date | None:
    """31/12/2027, or 12/31/2027; with a slash and both up to twelve nobody can tell."""
    day, month = int(groups["d"]), int(groups["m"])
    if groups["sep"] == "/" and day <= 12 and month <= 12 and day != month:
        return None
    return dt.date(int(groups["y"]), *((day, month) if month > 12 else (month, day)))


def _quarter(groups: Groups, today: dt.date) -> dt.date:
    said = groups.get("q") or groups.get("nth") or groups["z"]
    quarter = _ORDINAL.get(said) or _number(said)
    year = _year(groups, today)
    if year is None:
        year = today.year + (3 * quarter < today.month)
    return _last_of(year, 3 * quarter)


def _half(groups: Groups, today: dt.date) -> dt.date:
    said = groups.get("q") or groups.get("h") or {"上半年": "1", "下半年": "2"}[groups["part"]]
    month = 6 * (_ORDINAL.get(said) or int(said))
    year = _year(groups, today)
    if year is None:
        year = today.year + (month < today.month)
    return _last_of(year, month)


def _of_year(groups: Groups, today: dt.date) -> dt.date:
    """The end of a year, its middle or its beginning."""
    year = _year(groups, today)
    year = today.year if year is None else year - ("before" in groups)
    part = groups.get("part", "").lstrip("年")
    if part in ("上半年", "中") or part.startswith("mid"):
        return dt.date(year, 6, 30)
    if part in ("初", "beginning", "start", "early"):
        return dt.date(year if year > today.year or today.month == 1 else year + 1, 1, 31)
    return dt.date(year, 12, 31)


def _month_on(groups: Groups, today: dt.date) -> dt.date:
    """This month or the next: 下个月底, 月底."""
    on = {"下": 1, "下下": 2}.get(groups.get("next") or groups.get("only") or "", 0)
    year, month = _months_on(today, on)
    return _within(year, month, groups.get("part", ""))


def _next(groups: Groups, today: dt.date) -> dt.date:
    unit, on = groups["u"], groups["which"] == "next"
    part = groups.get("part", "")
    if unit == "year":
        return _of_year({"y": str(today.year + on), "part": part}, today)
    if unit == "quarter":
        year, month = _months_on(today, 3 * on)
        return _last_of(year, (month + 2) // 3 * 3)
    year, month = _months_on(today, int(on))
    return _within(year, month, part)


def _holiday(groups: Groups, today: dt.date) -> dt.date:
    """The day itself; “国庆前” is the day before."""
    month, day = _HOLIDAYS[groups["name"]]
    year = _year(groups, today)
    date = dt.date(year if year is not None else today.year, month, day)
    if year is None and date < today:
        date = date.replace(year=date.year + 1)
    return date - dt.timedelta(days="before" in groups)


def _spring(groups: Groups, today: dt.date) -> dt.date | None:
    """The Spring Festival, which goes by the moon."""
    year = _year(groups, today)
    days = [dt.date(at, *when) for at, when in _SPRING_FESTIVALS.items()]
    date = next((day for day in days if (day.year == year if year is not None else day >= today)), None)
    return date - dt.timedelta(days="before" in groups) if date else None


def _span(groups: Groups, today: dt.date) -> dt.date | None:
    """So long from today."""
    said, unit = groups.get("n") or groups["n2"], (groups.get("u") or groups["u2"]).rstrip("s")
    number = 0.5 if said.startswith(("半", "half")) else _number({"a": "one", "an": "one"}.get(said, said))
    if unit in _DAYS_OF:
        return today + dt.timedelta(days=int(number * _DAYS_OF[unit]))
    months = (number + 0.5 * bool({"half", "more"} & groups.keys())) * _MONTHS_OF[unit]
    year, month = _months_on(today, int(months))
    date = dt.date(year, month, min(today.day, calendar.monthrange(year, month)[1]))
    return date + dt.timedelta(days=15 * (months != int(months)))


def _year(groups: Groups, today: dt.date) -> int | None:
    said = groups.get("y") or groups.get("y2") or groups.get("s")
    if said:
        number = _number(said.replace("两", "二").replace("〇", "零"))
        return number if number > 99 else 2000 + number
    if "r" in groups:
        return today.year + _YEARS_ON.get(groups["r"], 0)
    return None


def _number(said: str) -> int:
    value = whole_number(said)
    if value is None:
        raise ValueError(said)
    return value


def _month(said: str) -> int:
    return _MONTHS.index(said[:3]) + 1 if said[:1].isalpha() and said.isascii() else _number(said)


def _within(year: int, month: int, part: str) -> dt.date:
    if part.startswith(("中", "mid")):
        return dt.date(year, month, _MIDDLE)
    if part.startswith(("初", "头", "上旬", "early")):
        return dt.date(year, month, _EARLY)
    if part in ("beginning", "start"):
        return dt.date(year, month, 1)
    return _last_of(year, month)


def _last_of(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _months_on(today: dt.date, months: int) -> tuple[int, int]:
    number = today.month - 1 + months
    return today.year + number // 12, number % 12 + 1


_FORMS: tuple[tuple[str, Callable[[Groups, dt.date], dt.date | None]], ...] = (
    ("iso", _day),
    ("iso_month", _day),
    ("day_first", _day_first),
    ("month_first", _day),
    ("zh_month", _day),
    ("zh_span", _span),
    ("zh_span_limit", _span),
    ("zh_quarter", _quarter),
    ("zh_year", _of_year),
    ("zh_next_year", _of_year),
    ("zh_half", _half),
    ("zh_next_month", _month_on),
    ("zh_holiday", _holiday),
    ("zh_spring", _spring),
    ("en_day", _day),
    ("en_day_after", _day),
    ("en_month", _day),
    ("en_quarter", _quarter),
    ("en_quarter_word", _quarter),
    ("en_half", _half),
    ("en_year_end", _of_year),
    ("en_span", _span),
    ("en_next", _next),
    ("en_holiday", _holiday),
    ("en_year", _of_year),
)
