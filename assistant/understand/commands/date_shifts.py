"""A date moved by so much: “往后推一个月”, “two weeks earlier”."""

import calendar
import datetime as dt
from pathlib import Path

from assistant.understand.commands.counts import whole_number
from assistant.wording import load_wording

_WORDING = load_wording(Path(__file__).with_name("dates.yaml"))
_DAYS = {"天": 1, "day": 1, "周": 7, "星期": 7, "礼拜": 7, "week": 7}
_MONTHS = {"月": 1, "month": 1, "季度": 3, "quarter": 3, "年": 12, "year": 12}
_EARLIER = ("提前", "早", "往前", "earlier", "forward", "sooner")


def shifted(day: dt.date, folded: str) -> dt.date | None:
    """The date that a folded text moves another one to; None where it names no distance. The last day of a month stays one."""
    match = next((found for name in ("zh_shift", "en_shift", "en_shift_by") if (found := _WORDING[name].search(folded))), None)
    if match is None:
        return None
    said, unit = match["n"], match["u"].rstrip("s")
    half = said.startswith(("半", "half"))
    number = 1 if said in ("a", "an", "another", "one more") else whole_number(said.removesuffix(" more")) or 0
    sign = -1 if any(word in match.group() for word in _EARLIER) else 1
    try:
        if unit in _DAYS:
            return day + dt.timedelta(days=sign * number * _DAYS[unit])
        months = _MONTHS[unit] // 2 if half else number * _MONTHS[unit]
        return _months_on(day, sign * months) if months else None
    except (OverflowError, ValueError):
        return None


def _months_on(day: dt.date, months: int) -> dt.date:
    number = day.month - 1 + months
    year, month = day.year + number // 12, number % 12 + 1
    last = calendar.monthrange(year, month)[1]
    at_end = day.day == calendar.monthrange(day.year, day.month)[1]
    return dt.date(year, month, last if at_end else min(day.day, last))
