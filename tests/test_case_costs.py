"""The checklist: every amount is the user's, blank stays blank, currencies stay apart."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from assistant.case import Rejected
from assistant.case.costs import CostChecklist, CostItem, Money
from assistant.case.values import PARTS, Part
from assistant.domain import Language


def amount(text: str | int) -> Decimal:
    return Decimal(text)


def state(costs: CostChecklist, part: Part | None, label: str | None = None) -> tuple[Any, ...]:
    item = costs.item(part, label)
    assert item is not None
    return item.status, item.amount, item.amount_high, item.currency


QUOTED = CostChecklist().set("certification", status="quoted", amount=amount(42000))


def test_a_list_has_the_parts_of_the_page_in_its_order_then_what_was_added() -> None:
    costs = CostChecklist().set("tools", label="差旅费", amount=amount(3000)).set("training", amount=amount(10000))
    assert [(item.part, item.label) for item in costs.items] == [*((part, None) for part in PARTS), ("tools", "差旅费")]
    assert [item.name("zh") for item in costs.items][:2] == ["认证咨询服务费", "认证服务费"]
    assert [item.optional for item in costs.items] == [True, False, True, True, True, True]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"amount": amount(50000)}, ("quoted", 50000, None, "CNY")),
        ({"amount": amount(50000), "status": "estimated"}, ("estimated", 50000, None, "CNY")),
        ({"amount": amount(40000), "amount_high": amount(50000)}, ("quoted", 40000, 50000, "CNY")),
        ({"amount_high": amount(50000)}, ("quoted", 42000, 50000, "CNY")),
        ({"status": "estimated"}, ("estimated", 42000, None, "CNY")),
        ({"status": "to_be_quoted"}, ("to_be_quoted", None, None, "CNY")),
        ({"status": "excluded"}, ("excluded", None, None, "CNY")),
        ({"currency": "USD"}, ("quoted", 42000, None, "USD")),
        ({"amount": amount("0.125")}, ("quoted", amount("0.13"), None, "CNY")),
        ({"amount": amount(0)}, ("quoted", 0, None, "CNY")),
        ({"payer": "集团"}, ("quoted", 42000, None, "CNY")),
    ],
)
def test_what_is_said_of_a_line_is_changed_and_no_more(fields: dict[str, Any], expected: tuple[Any, ...]) -> None:
    assert state(QUOTED.set("certification", **fields), "certification") == expected


def test_an_amount_without_a_word_is_an_estimate() -> None:
    assert state(CostChecklist().set("training", amount=amount(9)), "training") == ("estimated", 9, None, "CNY")


def test_an_amount_takes_the_place_of_range_and_formula() -> None:
    costs = CostChecklist().set("training", amount=amount(100), amount_high=amount(200)).adjust("training", factor=amount("0.9"))
    item = costs.set("training", amount=amount(150)).item("training")
    assert item and (item.amount_high, item.formula) == (None, "")


def test_a_currency_stays_with_the_line_until_its_amount_is_gone() -> None:
    costs = CostChecklist().set("tools", amount=amount(100), currency="USD").set("tools", amount=amount(120))
    assert state(costs, "tools") == ("estimated", 120, None, "USD")
    again = costs.set("tools", status="excluded").set("tools", amount=amount(120))
    assert state(again, "tools") == ("estimated", 120, None, "CNY")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda: QUOTED.set("training", status="quoted"), "“培训费用”还没有金额，请说一个数，或者记为待报价。"),
        (lambda: QUOTED.set("training", currency="USD"), "“培训费用”还没有金额，请说一个数，或者记为待报价。"),
        (lambda: QUOTED.set("training", amount_high=amount(5)), "“培训费用”还没有金额，请说一个数，或者记为待报价。"),
        (lambda: QUOTED.set("training", amount=amount(5), amount_high=amount(5)), "区间的上限（5）要大于下限（5），没有记。"),
        (
            lambda: QUOTED.set("training", amount=amount(50000), amount_high=amount("1.5")),
            "区间的上限（1.50）要大于下限（50,000），没有记。",
        ),
        (lambda: QUOTED.set("training", amount=amount("1e13")), "金额10,000,000,000,000太大了，没有记。请核对单位。"),
        (lambda: QUOTED.adjust("training", factor=amount("0.9")), "“培训费用”还没有金额，算不了。请先说金额。"),
        (lambda: QUOTED.adjust("certification", delta=amount(-42001)), "这样“认证服务费”就成负数了，没有改动。"),
        (lambda: QUOTED.adjust(None, label="差旅费", factor=amount("0.9")), "费用清单里没有“差旅费”这一项。"),
        (lambda: QUOTED.convert("certification", amount("7.1"), "CNY"), "“认证服务费”已经是CNY，没有换算。"),
        (lambda: QUOTED.without(None, "差旅费"), "费用清单里没有“差旅费”这一项。"),
    ],
)
def test_what_cannot_be_noted_says_what_would_be_valid(change: Callable[[], CostChecklist], said: str) -> None:
    with pytest.raises(Rejected) as refused:
        change()
    assert refused.value.said("zh") == said


def test_a_list_does_not_grow_without_end() -> None:
    costs = CostChecklist()
    for number in range(55):
        costs = costs.set("tools", label=f"项目{number}", amount=amount(1))
    with pytest.raises(Rejected, match="60 items at most"):
        costs.set("tools", label="再一项", amount=amount(1))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"status": "to_be_quoted", "amount": 5}, "has no amount"),
        ({"status": "excluded", "amount_high": 5}, "has no amount"),
        ({"status": "quoted"}, "needs an amount"),
        ({"status": "quoted", "amount": 5, "amount_high": 5}, "above the lower one"),
        ({"status": "quoted", "amount": -1}, "greater than or equal to 0"),
        ({"status": "quoted", "amount": "NaN"}, "finite"),
        ({"label": ""}, "at least 1 character"),
        ({"currency": "yuan"}, "match pattern"),
    ],
)
def test_no_line_can_be_made_that_breaks_a_rule(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        CostItem.model_validate({"part": "training", **fields})


@pytest.mark.parametrize("labels", [("差旅费", "差旅 费"), ("Translation", "translation"), ("ＶＰＮ", "vpn"), (None, None)])
def test_no_list_has_a_line_twice(labels: tuple[str | None, str | None]) -> None:
    with pytest.raises(ValidationError, match="stands twice"):
        CostChecklist(items=tuple(CostItem(part="tools", label=label) for label in labels))


def test_a_line_is_found_however_its_label_is_written_and_under_whatever_part() -> None:
    costs = CostChecklist().set("tools", label="差旅费", amount=amount(1)).set("training", label="差旅 费", amount=amount(2))
    assert [item.label for item in costs.items if item.label] == ["差旅费"] and state(costs, None, "差旅费")[1] == 2


@pytest.mark.parametrize("label", ["培训费用", "Training cost", "training  cost"])
def test_a_label_that_is_the_name_of_a_part_is_that_part(label: str) -> None:
    costs = CostChecklist().set("tools", label=label, amount=amount(10000))
    assert state(costs, "training")[1] == 10000 and all(item.label is None for item in costs.items)
    assert costs.without(None, label).item("training") == CostItem(part="training", status="excluded")


@pytest.mark.parametrize(
    ("start", "change", "expected", "formula"),
    [
        ({"amount": 42000}, {"factor": "0.9"}, (37800, None), "42,000 × 0.9"),
        ({"amount": 42000}, {"factor": "1.06", "delta": "500"}, (45020, None), "42,000 × 1.06 + 500"),
        ({"amount": 42000}, {"delta": "-2000"}, (40000, None), "42,000 − 2,000"),
        ({"amount": 10000, "amount_high": 20000}, {"factor": "0.8"}, (8000, 16000), "10,000–20,000 × 0.8"),
        ({"amount": "0.05"}, {"factor": "0.5"}, ("0.03", None), "0.05 × 0.5"),
    ],
)
def test_an_amount_is_computed_anew_with_its_formula(
    start: dict[str, Any], change: dict[str, str], expected: tuple[Any, Any], formula: str
) -> None:
    costs = CostChecklist().set("training", **{name: Decimal(value) for name, value in start.items()})
    item = costs.adjust("training", **{name: Decimal(value) for name, value in change.items()}).item("training")
    assert item and (item.amount, item.amount_high) == tuple(None if end is None else Decimal(end) for end in expected)
    assert item.formula == formula and item.status == "estimated"


def test_an_amount_is_converted_at_the_users_rate() -> None:
    costs = CostChecklist().set("tools", amount=amount(1000), amount_high=amount(2000), currency="USD", status="quoted")
    item = costs.convert("tools", amount("7.1"), "CNY").item("tools")
    assert item == CostItem(part="tools", status="quoted", amount=amount(7100), amount_high=amount(14200), formula="USD 1,000–2,000 × 7.1")


MIXED = (
    CostChecklist()
    .set("certification", status="quoted", amount=amount(42000))
    .set("training", amount=amount(10000), amount_high=amount(20000))
    .set("tools", amount=amount(1200), currency="USD")
    .set("materials", status="excluded")
)


def test_currencies_are_never_added_up() -> None:
    assert MIXED.totals == {"CNY": (52000, 62000), "USD": (1200, 1200)}
    assert QUOTED.totals == {"CNY": (42000, 42000)} and CostChecklist().totals == {}


@pytest.mark.parametrize(
    ("budget", "remaining", "warnings"),
    [
        (None, None, []),
        (Money(amount=amount(70000)), (18000, 8000), ["另有USD的金额，未与预算相加减"]),
        (Money(amount=amount(60000)), (8000, -2000), ["按区间上限会超出预算2,000元", "另有USD的金额，未与预算相加减"]),
        (Money(amount=amount(50000)), (-2000, -12000), ["超出预算2,000–12,000元", "另有USD的金额，未与预算相加减"]),
        (Money(amount=amount(1000), currency="USD"), (-200, -200), ["超出预算USD 200", "另有CNY的金额，未与预算相加减"]),
        (Money(amount=amount(1000), currency="EUR"), (1000, 1000), ["另有CNY、USD的金额，未与预算相加减"]),
    ],
)
def test_what_is_left_of_the_budget(budget: Money | None, remaining: tuple[int, int] | None, warnings: list[str]) -> None:
    costs = MIXED.with_budget(budget)
    assert costs.remaining == remaining and costs.warnings("zh") == warnings


def test_a_budget_is_kept_in_cents() -> None:
    assert CostChecklist().with_budget(Money(amount=amount("80000.005"))).budget == Money(amount=amount("80000.01"))


def test_what_is_open() -> None:
    assert CostChecklist().open("zh") == []
    assert QUOTED.with_later("surveillance", "included").open("zh") == [
        "认证咨询服务费待报价",
        "培训费用待报价",
        "认证相关参考资料、宣传费用待报价",
        "工具软件费用待报价",
        "认证服务费是否含再认证（复评）",
        "认证服务费是否含证书管理费",
    ]


@pytest.mark.parametrize(
    ("fields", "zh", "en"),
    [
        ({"status": "quoted", "amount": 42000}, "42,000元（报价）", "CNY 42,000 (quoted)"),
        ({"status": "estimated", "amount": "0.5"}, "0.50元（估算）", "CNY 0.50 (estimate)"),
        ({"status": "estimated", "amount": 1000, "amount_high": "2000.5"}, "1,000–2,000.50元（估算）", "CNY 1,000–2,000.50 (estimate)"),
        ({"status": "quoted", "amount": 1200, "currency": "USD"}, "USD 1,200（报价）", "USD 1,200 (quoted)"),
        ({"status": "to_be_quoted"}, "待报价", "to be quoted"),
        ({"status": "excluded"}, "不做", "excluded"),
    ],
)
def test_a_line_is_said(fields: dict[str, Any], zh: str, en: str) -> None:
    item = CostItem.model_validate({"part": "training", **fields})
    assert (item.said("zh"), item.said("en")) == (zh, en)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_contract_of_the_command_line(language: Language) -> None:
    shown = MIXED.with_budget(Money(amount=amount(60000))).as_json(language)
    assert shown["total"] == {"CNY": "52000.00", "USD": "1200.00"} and shown["total_high"] == {"CNY": "62000.00", "USD": "1200.00"}
    assert shown["remaining"] == {"CNY": "8000.00"} and shown["budget"] == {"amount": "60000.00", "currency": "CNY"}
    assert shown["included_later"] == dict.fromkeys(["surveillance", "recertification", "certificate_management"], "unknown")
    by_part = {item["part"]: item for item in shown["items"]}
    assert by_part["certification"]["amount"] == "42000.00" and by_part["certification"]["optional"] is False
    assert by_part["materials"]["amount"] is None and by_part["training"]["amount_high"] == "20000.00"
    assert CostChecklist().as_json(language) == {}


def test_a_list_comes_back_from_json() -> None:
    costs = MIXED.adjust("training", factor=amount("0.9")).with_budget(Money(amount=amount("1e5"))).with_later("surveillance", "included")
    assert CostChecklist.model_validate_json(costs.model_dump_json()) == costs
