"""Dates as people say them, counted from a given day, and dates moved by so much."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understand.commands.counts import whole_number
from assistant.understand.commands.date_shifts import shifted
from assistant.understand.commands.dates import date_in, target_date

TODAY = dt.date(2026, 11, 26)

CHINESE = [
    ("明年6月要拿证", "2027-06-30"),
    ("明年六月底前", "2027-06-30"),
    ("2027年3月15号", "2027-03-15"),
    ("2027年3月15日之前", "2027-03-15"),
    ("二零二七年九月底之前", "2027-09-30"),
    ("27年6月", "2027-06-30"),
    ("6月30前", "2027-06-30"),
    ("十二月三十一号", "2026-12-31"),
    ("三月", "2027-03-31"),
    ("11月底", "2026-11-30"),
    ("10月", "2027-10-31"),
    ("明年四月中旬", "2027-04-15"),
    ("8月上旬", "2027-08-10"),
    ("年底", "2026-12-31"),
    ("明年年底前", "2027-12-31"),
    ("2027年底", "2027-12-31"),
    ("明年年中", "2027-06-30"),
    ("明年上半年", "2027-06-30"),
    ("下半年", "2026-12-31"),
    ("后年初", "2028-01-31"),
    ("明年内", "2027-12-31"),
    ("2027年", "2027-12-31"),
    ("2028年之前", "2027-12-31"),
    ("下个月底", "2026-12-31"),
    ("下月", "2026-12-31"),
    ("这个月底", "2026-11-30"),
    ("二季度", "2027-06-30"),
    ("明年第三季度末", "2027-09-30"),
    ("明年Q1", "2027-03-31"),
    ("半年内", "2027-05-26"),
    ("3个月内", "2027-02-26"),
    ("一年半之内", "2028-05-26"),
    ("三周内", "2026-12-17"),
    ("45天内", "2027-01-10"),
    ("控制在八个月", "2027-07-26"),
    ("国庆前", "2027-09-30"),
    ("明年五一", "2027-05-01"),
    ("春节前", "2027-02-05"),
    ("2027-03-15", "2027-03-15"),
    ("2027.6.30", "2027-06-30"),
    ("２０２７年６月", "2027-06-30"),
]

ENGLISH = [
    ("by end of May 2027", "2027-05-31"),
    ("mid-June next year", "2027-06-15"),
    ("Q2 2027", "2027-06-30"),
    ("2027 Q3", "2027-09-30"),
    ("in six months", "2027-05-26"),
    ("within 18 months", "2028-05-26"),
    ("in half a year", "2027-05-26"),
    ("in a year and a half", "2028-05-26"),
    ("in two weeks", "2026-12-10"),
    ("six months from now", "2027-05-26"),
    ("15 March 2027", "2027-03-15"),
    ("March 15th, 2027", "2027-03-15"),
    ("the 15th of March", "2027-03-15"),
    ("June next year", "2027-06-30"),
    ("by May", "2027-05-31"),
    ("this December", "2026-12-31"),
    ("early March 2027", "2027-03-10"),
    ("the beginning of June 2027", "2027-06-01"),
    ("end of next month", "2026-12-31"),
    ("end of the year", "2026-12-31"),
    ("by year-end", "2026-12-31"),
    ("end of next year", "2027-12-31"),
    ("second quarter of 2027", "2027-06-30"),
    ("first half of next year", "2027-06-30"),
    ("H2 2027", "2027-12-31"),
    ("before 2028", "2027-12-31"),
    ("before Christmas", "2026-12-25"),
    ("31/12/2027", "2027-12-31"),
    ("30.06.2027", "2027-06-30"),
    ("2027-06", "2027-06-30"),
]

NONE = [
    "三年蓝图",
    "120人",
    "一共两百六十人",
    "20000和27001一起拿",
    "2027年2月30号",
    "13月",
    "第三行",
    "we may need it",
    "they march on",
    "12 months",
    "03/04/2027",
    "ISO 27001:2022",
    "31 February 2027",
    "by spring",
    "",
    "😀",
]


@pytest.mark.parametrize(("text", "date"), [*CHINESE, *ENGLISH])
def test_a_date_is_found_and_counts_to_its_last_day(text: str, date: str) -> None:
    assert target_date(text, TODAY) == dt.date.fromisoformat(date)


@pytest.mark.parametrize("text", NONE)
def test_what_names_no_day_is_none(text: str) -> None:
    assert target_date(text, TODAY) is None


def test_a_month_is_the_next_one_to_come() -> None:
    assert target_date("6月", dt.date(2027, 6, 30)) == dt.date(2027, 6, 30)
    assert target_date("6月", dt.date(2027, 7, 1)) == dt.date(2028, 6, 30)
    assert target_date("by February", dt.date(2028, 1, 2)) == dt.date(2028, 2, 29)


def test_where_the_date_stands() -> None:
    found = date_in("最晚明年6月底拿证", TODAY)
    assert found is not None
    day, start, end = found
    assert (day, "最晚明年6月底拿证"[start:end]) == (dt.date(2027, 6, 30), "明年6月底")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("往后推一个月", "2027-07-31"),
        ("推迟两周", "2027-07-14"),
        ("再晚半年", "2027-12-31"),
        ("提前一个季度", "2027-03-31"),
        ("postpone it by two months", "2027-08-31"),
        ("a month later please", "2027-07-31"),
        ("two weeks earlier", "2027-06-16"),
        ("推迟到9月", None),
        ("明年", None),
        ("move it to May", None),
    ],
)
def test_a_date_is_moved_by_so_much(text: str, date: str | None) -> None:
    assert shifted(dt.date(2027, 6, 30), text) == (dt.date.fromisoformat(date) if date else None)


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("120", 120),
        ("1,200", 1200),
        ("100 000", 100_000),
        ("1.2万", 12_000),
        ("2k", 2000),
        ("两百六十", 260),
        ("两百五", 250),
        ("一千二", 1200),
        ("一千零五十", 1050),
        ("十二万三", 123_000),
        ("a hundred and twenty", 120),
        ("a couple of hundred", 200),
        ("half a dozen", 6),
        ("ninety-five", 95),
        ("two thousand three hundred", 2300),
        ("三四十", None),
        ("1.5", None),
        ("people", None),
    ],
)
def test_whole_numbers(said: str, number: int | None) -> None:
    assert whole_number(said) == number


@given(st.text(alphabet="明后年底月日号季度上下半12360内前 /.-QJuneMarchendofbytwomonths一二三十", max_size=60))
def test_any_text_is_read(text: str) -> None:
    found = target_date(text, TODAY)
    assert found is None or isinstance(found, dt.date)
    shifted(dt.date(9999, 12, 31), text)


def test_a_long_text_is_read_in_time() -> None:
    for piece in ("明年", "1", "二零二七年", "in six ", "2027-"):
        target_date(piece * 50_000, TODAY)
