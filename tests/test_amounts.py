"""Amounts of money, products and changes by a share in spoken messages; and figures that are no money."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.terms import fold, simplified
from assistant.understand.commands.amounts import Amount, amounts_in
from assistant.understand.commands.factors import factors_in
from assistant.understand.commands.money import plain


def read(text: str) -> tuple[Amount, ...]:
    return amounts_in(simplified(fold(text)))


def told(text: str) -> list[str]:
    """`42,000`, `10,000–20,000`, `USD 12,000`, with `~` before an approximation."""
    found = []
    for amount in read(text):
        said = plain(amount.low) if amount.high is None else f"{plain(amount.low)}–{plain(amount.high)}"
        found.append(("~" if amount.about else "") + (f"{amount.currency} " if amount.currency else "") + said)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("四万二", "42,000"),
        ("三十五万", "350,000"),
        ("两千八", "2,800"),
        ("一万零五百", "10,500"),
        ("十万零五千", "105,000"),
        ("五万八千八百八十八", "58,888"),
        ("一亿三千万", "130,000,000"),
        ("三点五万", "35,000"),
        ("肆万捌仟元整", "CNY 48,000"),
        ("4.2w", "42,000"),
        ("4w2", "42,000"),
        ("4万2", "42,000"),
        ("12万5千", "125,000"),
        ("4.2万", "42,000"),
        ("４２，０００", "42,000"),
        ("4.2萬", "42,000"),
        ("3k5", "3,500"),
        ("12k USD", "USD 12,000"),
        ("12kUSD", "USD 12,000"),
        ("USD 12k", "USD 12,000"),
        ("42000rmb", "CNY 42,000"),
        ("报价USD 5,800", "USD 5,800"),
        ("38 000 RMB", "CNY 38,000"),
        ("1,200.50", "1,200.5"),
        ("12.000,50 €", "EUR 12,000.5"),
        ("HK$30,000", "HKD 30,000"),
        ("$9,500", "USD 9,500"),
        ("6500刀", "USD 6,500"),
        ("6500美元", "USD 6,500"),
        ("1.5万欧元", "EUR 15,000"),
        ("三万港币", "HKD 30,000"),
        ("40万日元", "JPY 400,000"),
        ("两百英镑", "GBP 200"),
        ("150 grand", "150,000"),
        ("ninety thousand", "90,000"),
        ("thirty-five thousand five hundred", "35,500"),
        ("a hundred and fifty thousand", "150,000"),
        ("fifteen hundred", "1,500"),
        ("three and a half grand", "3,500"),
        ("three point six k", "3,600"),
        ("half a million", "500,000"),
        ("¥0", "CNY 0"),
    ],
)
def test_an_amount_however_it_is_written(text: str, expected: str) -> None:
    assert told(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一万出头", "~10,000"),
        ("大概三万五", "~35,000"),
        ("五千多块", "~CNY 5,000"),
        ("万把块", "~CNY 10,000"),
        ("十来万", "~100,000"),
        ("about 40k", "~40,000"),
        ("40k or so", "~40,000"),
        ("42kish", "~42,000"),
        ("一两万", "10,000–20,000"),
        ("三五万", "30,000–50,000"),
        ("七八千", "7,000–8,000"),
        ("十二三万", "120,000–130,000"),
        ("四万五六", "45,000–46,000"),
        ("3到5万", "30,000–50,000"),
        ("六万到七万", "60,000–70,000"),
        ("八百到一千二", "800–1,200"),
        ("10-12k", "10,000–12,000"),
        ("$10-12k", "USD 10,000–12,000"),
        ("5000-6000元", "CNY 5,000–6,000"),
        ("between 3 and 4 thousand", "3,000–4,000"),
        ("thirty to thirty-four thousand", "30,000–34,000"),
    ],
)
def test_approximations_and_ranges(text: str, expected: str) -> None:
    assert told(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected", "formula"),
    [
        ("5人日×3000", 15000, "5 × 3,000"),
        ("20个人日，每人日2800", 56000, "20 × 2,800"),
        ("每天三千做5天", 15000, "5 × 3,000"),
        ("3000元/天×5天", 15000, "3,000 × 5"),
        ("人均800共20人", 16000, "20 × 800"),
        ("15个人，一人600", 9000, "15 × 600"),
        ("20人，2天，每人每天400", 16000, "20 × 2 × 400"),
        ("软件授权5个，每个6400", 32000, "5 × 6,400"),
        ("20 people at 800 each", 16000, "20 × 800"),
        ("800 per head for 20 people", 16000, "20 × 800"),
        ("5 days at 3k a day", 15000, "5 × 3,000"),
        ("12 man-days @ 2,500", 30000, "12 × 2,500"),
        ("two days of training at 4,000", 8000, "2 × 4,000"),
        ("42000 × 0.9", 37800, "42,000 × 0.9"),
    ],
)
def test_a_product_is_computed_with_its_formula(text: str, expected: int, formula: str) -> None:
    (amount,) = read(text)
    assert (amount.low, amount.formula) == (expected, formula)


@pytest.mark.parametrize(
    "text",
    [
        "2027年6月前要拿证",
        "by May 2027",
        "2026-11-26",
        "27001和20000都要做",
        "ISO 20000-1:2018",
        "GB/T 24405.1-2009",
        "EN 15085认证",
        "paperwork for the 15085 audit",
        "我们120人",
        "50来号人",
        "3000多人",
        "640 people at two sites",
        "headcount 210",
        "a software house of 200",
        "三年",
        "30 days",
        "24x365",
        "7×24小时",
        "第三行",
        "row 300",
        "v2.0",
        "CMMI 3",
        "13983086348",
        "500台服务器",
        "200 racks",
        "首付30%",
        "30/40/30",
        "万一不行",
        "几万块",
        "一块是规划",
        "an audit of one process",
        "99999999999999999999",
    ],
)
def test_what_is_no_money_is_not_taken(text: str) -> None:
    # Bare figures without a word of money may be found as unsure; nobody notes those by themselves.
    assert [amount for amount in read(text) if amount.sure] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("审核费20000", 20000), ("费用是2026", 2026), ("budget of 20000", 20000), ("20000元", 20000)],
)
def test_a_number_that_could_be_a_standard_or_a_year_is_money_behind_a_price_word(text: str, expected: int) -> None:
    assert [amount.low for amount in read(text)] == [expected]


def test_an_amount_says_where_it_stands() -> None:
    text = simplified(fold("审核那边报了四万二，培训一万出头"))
    assert [text[amount.start : amount.end] for amount in amounts_in(text)] == ["四万二", "一万出头"]


def test_from_and_to_of_a_change_are_two_amounts() -> None:
    assert told("cut from 40k to 35k") == ["40,000", "35,000"]
    assert told("raised from 40k to 45k") == ["40,000", "45,000"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("打九折", "0.9"),
        ("八五折", "0.85"),
        ("85折", "0.85"),
        ("8.5折", "0.85"),
        ("半价", "0.5"),
        ("优惠5%", "0.95"),
        ("下浮百分之三", "0.97"),
        ("让两个点", "0.98"),
        ("便宜两成", "0.8"),
        ("10% off", "0.9"),
        ("a 15% discount", "0.85"),
        ("reduce the consulting fee by 5 percent", "0.95"),
        ("halve it", "0.5"),
        ("加6%的税", "1.06"),
        ("税6%另加", "1.06"),
        ("6个点的税另算", "1.06"),
        ("plus VAT 6%", "1.06"),
        ("+6% tax", "1.06"),
        ("up by 50%", "1.5"),
        ("上浮10%", "1.1"),
        ("翻倍", "2"),
    ],
)
def test_a_discount_or_a_tax_is_a_factor(text: str, expected: str) -> None:
    assert [factor.value for factor in factors_in(simplified(fold(text)))] == [Decimal(expected)]


@pytest.mark.parametrize("text", ["含6%的税", "incl. 6% VAT", "首付30%尾款70%", "按汇率7.2折成人民币", "20个点名", "税率6%"])
def test_a_share_that_changes_nothing_is_no_factor(text: str) -> None:
    assert factors_in(simplified(fold(text))) == ()


@given(st.text(alphabet="0123456789,. 万千百十一二两三五k w$¥元人天每×-到约折%税perday", max_size=60))
def test_any_text_is_read(text: str) -> None:
    folded = simplified(fold(text))
    places = [(amount.start, amount.end) for amount in amounts_in(folded)]
    assert all(0 <= start < end <= len(folded) for start, end in places)
    assert all(one[1] <= other[0] for one, other in pairwise(places))
    factors_in(folded)
