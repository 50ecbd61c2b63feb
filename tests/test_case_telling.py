"""What the case answers when it is asked."""

from decimal import Decimal
from typing import Any

import pytest

from assistant.case import Case
from assistant.case.categories import Fit, Fitted
from assistant.case.costs import CostChecklist, Money
from assistant.case.profile import Profile
from assistant.case.raci import RaciMatrix
from assistant.case.telling import sums_line, tell
from assistant.domain import Asked, CaseQuestion, Language

RACI = (
    RaciMatrix()
    .assign("内部审核", "内审员", ["R"], phase="audit")
    .assign("内部审核", "管理者代表", ["R", "A"])
    .assign("内部审核", "法务", ["C"])
    .assign("管理评审", "总经理", ["A"])
    .cover("受理事件", primary="服务台", backup="法务")
)
COSTS = (
    CostChecklist()
    .set("certification", status="quoted", amount=Decimal(42000), payer="集团")
    .set("training", amount=Decimal(10000), amount_high=Decimal(20000))
    .set("tools", label="差旅费", amount=Decimal(300), currency="USD")
    .with_budget(Money(amount=Decimal(80000)))
    .with_later("surveillance", "included")
)
CASE = Case(
    profile=Profile(headcount=120, target=("iso-20000-1",)),
    fit=Fit(fitted=(Fitted(category="data-processing", score=1, why=("按您的选择",)), Fitted(category="it-consulting", score=0.5))),
    raci=RACI,
    costs=COSTS,
)


def told(kind: CaseQuestion, args: dict[str, Any] | None = None, case: Case = CASE, language: Language = "zh") -> str:
    return tell(Asked(kind, args or {}), case, language, lambda scheme, _: scheme.upper())


@pytest.mark.parametrize(
    ("args", "zh", "en"),
    [
        ({"activity": "内审", "letter": "A"}, "内部审核：A 管理者代表", "内部审核: A 管理者代表"),
        ({"activity": "internal audit", "letter": "R"}, "内部审核：R 内审员、管理者代表", "内部审核: R 内审员, 管理者代表"),
        ({"activity": "内审", "letter": "I"}, "内部审核：I 还没有定", "内部审核: I nobody yet"),
        ({"activity": "受理事件", "letter": "backup"}, "受理事件：备份 法务", "受理事件: backup 法务"),
        ({"activity": "内审", "letter": "primary"}, "内部审核：主要负责人 还没有定", "内部审核: primary nobody yet"),
        (
            {"activity": "内审"},
            "内部审核：R 内审员、管理者代表；A 管理者代表；C 法务（认证审核）",
            "内部审核: R 内审员, 管理者代表; A 管理者代表; C 法务 (audit)",
        ),
        ({"activity": "受理事件"}, "受理事件：主要负责人 服务台；备份 法务", "受理事件: primary 服务台; backup 法务"),
        ({"activity": "内审", "role": "管代"}, "内部审核：管代 R/A", "内部审核: 管代 R/A"),
        ({"activity": "管评", "role": "法务"}, "“法务”不在“管理评审”这一行里。", "法务 is not in the row “管理评审”."),
        ({"role": "法务"}, "- 内部审核：C\n- 受理事件：备份", "- 内部审核: C\n- 受理事件: backup"),
        ({"role": "财务部"}, "财务部在RACI里没有任务。", "财务部 has no part in the matrix."),
        (
            {"activity": "归档", "letter": "A"},
            "RACI里没有“归档”这一行。现有：内部审核、管理评审、受理事件。",
            "There is no row “归档”. There are: 内部审核, 管理评审, 受理事件.",
        ),
    ],
)
def test_who(args: dict[str, Any], zh: str, en: str) -> None:
    assert (told("who", args), told("who", args, language="en")) == (zh, en)


def test_what_is_missing_and_who_has_too_much() -> None:
    assert told("gaps") == "- “管理评审”还缺R。"
    assert told("gaps", case=Case(raci=RACI.remove("管评"))) == "2行的R、A都齐全。"
    assert (
        told("gaps", case=Case(raci=RaciMatrix().cover("甲", primary="乙").assign("丙", "丁", ["C"])), language="en")
        == "- “丙” still lacks R, A."
    )
    assert told("overload") == "没有A过多的角色。"
    many = RaciMatrix()
    for activity in "甲乙丙丁戊":
        many = many.assign(activity, "总经理", ["A"])
    assert told("overload", case=Case(raci=many)) == "总经理的A偏多（5行），可以分一些出去。"


@pytest.mark.parametrize(
    ("kind", "args", "zh", "en"),
    [
        (
            "item",
            {"part": "certification"},
            "认证服务费：42,000元（报价），由集团付",
            "Certification service fee: CNY 42,000 (quoted), paid by 集团",
        ),
        ("item", {"part": "tools", "label": "差旅费"}, "差旅费：USD 300（估算）", "差旅费: USD 300 (estimate)"),
        ("item", {"part": "consulting", "label": None}, "认证咨询服务费：待报价", "Certification consulting service fee: to be quoted"),
        ("item", {"part": None, "label": "翻译费"}, "费用清单里没有“翻译费”这一项。", "There is no item “翻译费” in the checklist."),
        (
            "later",
            {},
            "- 后续年度的监督审核：已含\n- 再认证（复评）：还不清楚\n- 证书管理费：还不清楚",
            "- Surveillance audits of later years: included\n- Recertification: unknown\n- Certificate management: unknown",
        ),
        (
            "total",
            {},
            "合计52,000–62,000元，另 USD 300，预算还剩18,000–28,000元。另有USD的金额，未与预算相加减。3项待报价。",
            "Total CNY 52,000–62,000 + USD 300, CNY 18,000–28,000 left of the budget. "
            "Amounts in USD are not set against the budget. 3 items are to be quoted.",
        ),
    ],
)
def test_the_costs(kind: CaseQuestion, args: dict[str, Any], zh: str, en: str) -> None:
    assert (told(kind, args), told(kind, args, language="en")) == (zh, en)


@pytest.mark.parametrize(
    ("budget", "zh", "en"),
    [
        (None, "合计52,000–62,000元。", "Total CNY 52,000–62,000."),
        (62000, "合计52,000–62,000元，预算还剩0–10,000元。", "Total CNY 52,000–62,000, CNY 0–10,000 left of the budget."),
        (
            60000,
            "合计52,000–62,000元，预算还剩0–8,000元。按区间上限会超出预算2,000元。",
            "Total CNY 52,000–62,000, CNY 0–8,000 left of the budget. Over the budget by CNY 2,000 at the upper end of the ranges.",
        ),
        (50000, "合计52,000–62,000元。超出预算2,000–12,000元。", "Total CNY 52,000–62,000. Over the budget by CNY 2,000–12,000."),
    ],
)
def test_sums_against_the_budget(budget: int | None, zh: str, en: str) -> None:
    costs = COSTS.without(None, "差旅费").with_budget(Money(amount=Decimal(budget)) if budget else None)
    for part in ("consulting", "materials", "tools"):
        costs = costs.set(part, status="excluded")  # type: ignore[arg-type]
    assert (sums_line(costs, "zh"), sums_line(costs, "en")) == (zh, en)


def test_sums_without_amounts() -> None:
    assert sums_line(CostChecklist(), "zh") == "还没有金额。"
    only_budget = CostChecklist().with_budget(Money(amount=Decimal(5)))
    assert sums_line(only_budget, "zh") == "还没有金额，预算还剩5元。"
    assert told("item", {"part": "training"}, case=Case(costs=only_budget)) == "培训费用：待报价"


def test_a_list_that_was_asked_for_comes_whole_and_in_its_order() -> None:
    assert told("raci").splitlines() == [
        "- 内部审核：R 内审员、管理者代表；A 管理者代表；C 法务",
        "- 管理评审：A 总经理",
        "- 受理事件：主要负责人 服务台；备份 法务",
    ]
    assert [line.split("：")[0] for line in told("costs").splitlines()[:6]] == [
        "- 认证咨询服务费",
        "- 认证服务费",
        "- 培训费用",
        "- 认证相关参考资料、宣传费用",
        "- 工具软件费用",
        "- 差旅费",
    ]
    assert told("categories") == "- 数据处理（按您的选择）\n- 信息技术咨询"
    assert told("profile", language="en") == "- Head-count: 120\n- Target scheme: ISO-20000-1"
    assert told("open").splitlines()[-2:] == ["- 认证服务费是否含再认证（复评）", "- 认证服务费是否含证书管理费"]
    whole = told("case")
    assert all(part in whole for part in ("人数：120", "数据处理", "内部审核：R", "认证服务费：42,000元"))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "kind", ["who", "gaps", "overload", "total", "remaining", "open", "item", "later", "categories", "profile", "raci", "costs", "case"]
)
def test_an_empty_case_says_what_to_say(kind: CaseQuestion, language: Language) -> None:
    said = told(kind, {}, Case(), language)
    assert said and "None" not in said and "{" not in said
