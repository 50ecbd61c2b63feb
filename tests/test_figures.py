"""Numbers, dates and standard numbers: one form for both languages, so that texts can be held against each other."""

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.figures import covered, designations, figures, missing

DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("2018年9月14日", "2018 年 9 月 14 日", "14 September 2018", "September 14, 2018", "14 Sept 2018", "2018-09-14"), {"2018-09-14"}),
        (("２０１８年９月１４日", "2018年09月14日", "14 SEPTEMBER 2018"), {"2018-09-14"}),
        (("2024年4月", "April 2024", "Apr. 2024", "2024-04"), {"2024-04"}),
        (("9月14日", "14 September", "14 Sep"), {"09-14"}),
        (("2018年", "in 2018", "2018版"), {"2018"}),
        (("3.5万", "35,000", "35000", "3.5 万元", "CNY 35,000"), {"35000"}),
        (("1.2亿", "120,000,000", "12000万"), {"120000000"}),
        (("20世纪90年代", "in the 1990 s"), {"1990"}),
        (("3年", "3 years", "３年", "3-year"), {"3"}),
        (("GB/T 24405.1-2009", "gb/t24405.1-2009"), {"24405.1", "2009"}),
        (("IATF于2026年7月30日通报（SC-2026-005）", "announced on 30 July 2026 (SC-2026-005)"), {"2026-07-30", "2026", "005"}),
        (("20至90天", "20 to 90 days", "20–90"), {"20", "90"}),
        (("没有数字", "no number", ""), set()),
    ],
)
def test_the_same_figures_however_they_are_written(texts: tuple[str, ...], expected: set[str]) -> None:
    assert {text: figures(text) for text in texts} == dict.fromkeys(texts, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A number is no part of a longer one, and no date is made of what is none.
        ("ISO 9001:2015", {"9001", "2015"}),
        ("ISO/IEC 20000-1:2018", {"20000", "1", "2018"}),
        ("SC-2026-005", {"2026", "005"}),
        ("2010-13-31", {"2010", "13", "31"}),
        ("12,34", {"12", "34"}),
        ("1234,567", {"1234", "567"}),
        ("9.1.2条", {"9.1.2"}),
        # A Chinese comma is no thousands separator.
        ("由EN 15085-2:2007取代，2007版", {"15085", "2", "2007"}),
        ("EN 15085-2:2007，2007版", {"15085", "2", "2007"}),
        ("等级3，200人", {"3", "200"}),
        # The verb is no month.
        ("class 2 may apply", {"2"}),
        ("those of level 3 march on", {"3"}),
        ("2 May and 3 March", {"05-02", "03-03"}),
    ],
)
def test_what_stands_side_by_side_stays_apart(text: str, expected: set[str]) -> None:
    assert figures(text) == expected


def test_the_numbers_of_a_list_count_for_nothing() -> None:
    assert figures("步骤：\n1. 申请\n2. 在20天内审核\n10. 发证") == {"20"}
    assert figures("级别为\n1.5万") == {"15000"}


@given(DAYS)
def test_any_day_is_the_same_in_every_dress(day: dt.date) -> None:
    month = calendar.month_name[day.month]
    dresses = [
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{day.day} {month[:3]} {day.year}",
        day.isoformat(),
    ]
    assert {figures(f"on {dress}.") for dress in dresses} == {frozenset({day.isoformat()})}


@given(st.integers(1, 10**9))
def test_any_number_is_the_same_with_and_without_separators(number: int) -> None:
    assert figures(f"{number:,}") == figures(f"共{number}项") == {str(number)}


@given(st.integers(1, 99_999))
def test_ten_thousands_are_counted_out(number: int) -> None:
    assert figures(f"{number}万元") == figures(f"CNY {number * 10_000:,}")


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    assert all(one and not one.isspace() for one in figures(text) | designations(text))
    assert covered(figures(text), figures(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ISO/IEC 20000-1:2018与GB/T 24405.1-2009", {"iso/iec20000-1:2018", "gb/t24405.1-2009"}),
        ("ISO 9001:2015.", {"iso9001:2015"}),
        ("ＩＳＯ９００１：２０１５", {"iso9001:2015"}),
        ("CNCA-QMS-01:2025, CNAS-CL01:2018", {"cnca-qms-01:2025", "cnas-cl01:2018"}),
        ("GJB 9001C-2017 replaced GJB 9001B-2009", {"gjb9001c-2017", "gjb9001b-2009"}),
        ("GJB/Z 9004", {"gjb/z9004"}),
        ("AS9100D and AS 9120", {"as9100d", "as9120"}),
        ("as 12 months, such as 9001", set()),
        ("每3年一次，按公告2012年第8号", set()),
        ("Paris 2024", set()),
    ],
)
def test_standards_are_known_by_their_numbers(text: str, expected: set[str]) -> None:
    assert designations(text) == expected


def test_a_standard_is_the_same_with_and_without_a_space() -> None:
    assert designations("按ISO9001:2015认证") == designations("certified to ISO 9001:2015") != designations("ISO 9001:2026")


@pytest.mark.parametrize(
    ("wanted", "held", "lacking"),
    [
        ({"2018"}, {"2018-09-14"}, []),
        ({"2018-09"}, {"2018-09-14"}, []),
        ({"2018-09-14"}, {"2018-09"}, ["2018-09-14"]),
        ({"2018-08"}, {"2018-09-14"}, ["2018-08"]),
        ({"12"}, {"12-31"}, ["12"]),
        ({"201"}, {"2018-09-14"}, ["201"]),
        ({"3", "12"}, {"3", "36"}, ["12"]),
        (set(), set(), []),
    ],
)
def test_a_year_is_held_by_a_date_in_it_and_nothing_by_a_longer_number(wanted: set[str], held: set[str], lacking: list[str]) -> None:
    assert missing(wanted, frozenset(held)) == lacking
    assert covered(wanted, frozenset(held)) == (not lacking)


def test_what_is_missing_is_told_in_order() -> None:
    assert missing(["90", "20", "2018"], frozenset({"20"})) == ["2018", "90"]
