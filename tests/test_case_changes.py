"""How a change is told: short, with what it was and what it is."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from assistant.case import Case
from assistant.case.categories import Fit, Fitted
from assistant.case.changes import changes
from assistant.case.costs import CostChecklist, Money
from assistant.case.profile import Profile
from assistant.case.raci import RaciMatrix
from assistant.case.templates import raci_rows

RACI = (
    RaciMatrix()
    .assign("内部审核", "内审员", ["R"])
    .assign("内部审核", "管理者代表", ["A"])
    .assign("内部审核", "法务", ["C"])
    .assign("管理评审", "总经理", ["A"])
)
COSTS = (
    CostChecklist()
    .set("certification", status="quoted", amount=Decimal(42000))
    .set("tools", label="差旅费", amount=Decimal(3000))
    .with_budget(Money(amount=Decimal(80000)))
)


def told(before: Case, after: Case) -> tuple[list[str], list[str]]:
    return changes(before, after, "zh"), changes(before, after, "en")


@pytest.mark.parametrize(
    ("change", "zh", "en"),
    [
        (
            lambda raci: raci.assign("内审", "总经理", ["A"], replace=True).assign("内审", "管理者代表", ["C"]),
            "内部审核：A 管理者代表 → 总经理；管理者代表 → C",
            "内部审核: A 管理者代表 → 总经理; 管理者代表 → C",
        ),
        (
            lambda raci: raci.assign("内审", "管代", ["C"]),
            "内部审核：A 管理者代表 → 无；管理者代表 → C",
            "内部审核: A 管理者代表 → none; 管理者代表 → C",
        ),
        (
            lambda raci: raci.assign("内审", "总经理", ["A"], replace=True),
            "内部审核：A 管理者代表 → 总经理",
            "内部审核: A 管理者代表 → 总经理",
        ),
        (lambda raci: raci.assign("管评", "管理者代表", ["R", "C"]), "管理评审：管理者代表 → RC", "管理评审: 管理者代表 → RC"),
        (lambda raci: raci.assign("内审", "法务", ["I"]), "内部审核：法务 C → I", "内部审核: 法务 C → I"),
        (lambda raci: raci.assign("内审", "法务", ["R"], add=True), "内部审核：法务 C → RC", "内部审核: 法务 C → RC"),
        (lambda raci: raci.unassign("内审", "法务"), "内部审核：法务 C → 无", "内部审核: 法务 C → none"),
        (lambda raci: raci.assign("差距分析", "PM", ["R"]), "差距分析：R PM", "差距分析: R PM"),
        (lambda raci: raci.remove("内审"), "内部审核：已删除", "内部审核: removed"),
        (lambda raci: raci.rename("内审", "二方审核"), "内部审核：改名为“二方审核”", "内部审核: renamed “二方审核”"),
        (lambda raci: raci.rename("内审", "internal audit"), "内部审核：改名为“internal audit”", "内部审核: renamed “internal audit”"),
        (
            lambda raci: raci.replace_role("管代", "management representative"),
            "内部审核：管理者代表 → management representative",
            "内部审核: 管理者代表 → management representative",
        ),
        (lambda raci: raci.place("内审", phase="audit"), "内部审核：阶段 认证审核", "内部审核: phase audit"),
        (lambda raci: raci.place("管评", at=1), "RACI：行的顺序已调整", "RACI: rows moved"),
        (lambda raci: raci.cover("内审", primary="甲", backup="乙"), "内部审核：主要负责人 甲；备份 乙", "内部审核: primary 甲; backup 乙"),
        (lambda raci: raci.cover("内审", group="体系"), "内部审核：大类 体系", "内部审核: group 体系"),
        (lambda raci: raci.cover("受理事件", primary="服务台"), "受理事件：主要负责人 服务台", "受理事件: primary 服务台"),
        (lambda raci: RaciMatrix(), "RACI：2行已清空", "RACI: 2 rows cleared"),
        (lambda raci: raci.with_rows(raci_rows("zh")[:9]), "RACI：新增9行", "RACI: 9 rows added"),
    ],
)
def test_a_change_of_the_matrix(change: Callable[[RaciMatrix], RaciMatrix], zh: str, en: str) -> None:
    assert told(Case(raci=RACI), Case(raci=change(RACI))) == ([zh], [en])


def test_rows_of_which_something_else_is_told_have_a_line_each() -> None:
    changed = RACI.replace_role("管代", "甲").replace_role("总经理", "乙")
    assert told(Case(raci=RACI), Case(raci=changed))[0] == ["内部审核：A 管理者代表 → 甲", "管理评审：A 总经理 → 乙"]


def test_a_renaming_is_told_only_of_a_row_that_is_the_same_in_the_same_place() -> None:
    changed = RACI.remove("内审").copy_row("管评", "归档").assign("归档", "甲", ["R"])
    assert told(Case(raci=RACI), Case(raci=changed))[0] == ["归档：R 甲；A 总经理", "内部审核：已删除"]


def test_rows_of_which_the_same_is_told_share_a_line() -> None:
    few = RaciMatrix()
    for activity in ("甲", "乙", "丙"):
        few = few.assign(activity, "法务", ["C"])
    assert told(Case(raci=few), Case(raci=few.unassign(None, "法务"))) == (["甲、乙、丙：法务 C → 无"], ["甲, 乙, 丙: 法务 C → none"])
    many = few
    for activity in ("丁", "戊", "己", "庚"):
        many = many.assign(activity, "法务", ["C"])
    assert told(Case(raci=many), Case(raci=many.unassign(None, "法务"))) == (
        ["甲、乙、丙等7行：法务 C → 无"],
        ["甲, 乙, 丙 and 4 more rows: 法务 C → none"],
    )
    assert told(Case(raci=many.remove("甲")), Case(raci=RACI))[0] == [
        "内部审核：R 内审员；A 管理者代表；C 法务",
        "管理评审：A 总经理",
        "乙、丙、丁、戊、己、庚：已删除",
    ]


def test_taking_back_the_only_row_names_it() -> None:
    assert told(Case(raci=RACI.remove("管评")), Case())[0] == ["内部审核：已删除"]


@pytest.mark.parametrize(
    ("change", "zh", "en"),
    [
        (
            lambda costs: costs.set("certification", amount=Decimal(50000)),
            "认证服务费：42,000元（报价） → 50,000元（报价）",
            "Certification service fee: CNY 42,000 (quoted) → CNY 50,000 (quoted)",
        ),
        (
            lambda costs: costs.set("training", amount=Decimal(10000), amount_high=Decimal(20000)),
            "培训费用：10,000–20,000元（估算）",
            "Training cost: CNY 10,000–20,000 (estimate)",
        ),
        (
            lambda costs: costs.set("certification", status="to_be_quoted"),
            "认证服务费：42,000元（报价） → 待报价",
            "Certification service fee: CNY 42,000 (quoted) → to be quoted",
        ),
        (lambda costs: costs.set("training", status="excluded"), "培训费用：不做", "Training cost: excluded"),
        (
            lambda costs: costs.adjust("certification", factor=Decimal("0.9")),
            "认证服务费：42,000元（报价） → 37,800元（报价） = 42,000 × 0.9",
            "Certification service fee: CNY 42,000 (quoted) → CNY 37,800 (quoted) = 42,000 × 0.9",
        ),
        (
            lambda costs: costs.set("certification", currency="USD"),
            "认证服务费：42,000元（报价） → USD 42,000（报价）",
            "Certification service fee: CNY 42,000 (quoted) → USD 42,000 (quoted)",
        ),
        (
            lambda costs: costs.set("certification", payer="集团"),
            "认证服务费：42,000元（报价），由集团付",
            "Certification service fee: CNY 42,000 (quoted), paid by 集团",
        ),
        (
            lambda costs: costs.set("certification", note="含税"),
            "认证服务费：42,000元（报价）（含税）",
            "Certification service fee: CNY 42,000 (quoted) (含税)",
        ),
        (lambda costs: costs.set("tools", label="翻译", status="to_be_quoted"), "翻译：待报价", "翻译: to be quoted"),
        (lambda costs: costs.without(None, "差旅费"), "差旅费：已删除", "差旅费: removed"),
        (lambda costs: costs.with_budget(Money(amount=Decimal(90000))), "预算：80,000元 → 90,000元", "Budget: CNY 80,000 → CNY 90,000"),
        (lambda costs: costs.with_budget(None), "预算：80,000元 → 无", "Budget: CNY 80,000 → none"),
        (
            lambda costs: costs.with_later("surveillance", "included"),
            "后续年度的监督审核：已含",
            "Surveillance audits of later years: included",
        ),
    ],
)
def test_a_change_of_the_costs(change: Callable[[CostChecklist], CostChecklist], zh: str, en: str) -> None:
    assert told(Case(costs=COSTS), Case(costs=change(COSTS))) == ([zh], [en])


def test_the_first_cost_is_one_line_and_taking_it_back_too() -> None:
    first = Case(costs=CostChecklist().set("training", amount=Decimal(10000)))
    assert told(Case(), first)[0] == ["培训费用：10,000元（估算）"]
    assert told(first, Case())[0] == ["培训费用：10,000元（估算） → 待报价"]
    assert told(Case(), Case(costs=CostChecklist().started())) == ([], [])


PROFILE = Profile(company="甲公司", headcount=120, sites=("重庆", "成都"), target=("iso-20000-1",), services=("运维",))


@pytest.mark.parametrize(
    ("fields", "zh", "en"),
    [
        ({"company": "乙公司"}, "单位：甲公司 → 乙公司", "Company: 甲公司 → 乙公司"),
        ({"headcount": 300}, "人数：120 → 300", "Head-count: 120 → 300"),
        ({"headcount": None}, "人数：120 → 无", "Head-count: 120 → none"),
        ({"sites": ("重庆",)}, "场所：重庆、成都 → 重庆", "Sites: 重庆, 成都 → 重庆"),
        ({"target_date": dt.date(2027, 6, 30)}, "目标日期：2027年6月30日", "Target date: 30 June 2027"),
        ({"target": ("iso-27001",)}, "目标认证：ISO-20000-1 → ISO-27001", "Target scheme: ISO-20000-1 → ISO-27001"),
        ({"maturity": "刚起步"}, "管理基础：刚起步", "Maturity: 刚起步"),
        ({"contacts": ("办公室",)}, "联系人：办公室", "Contacts: 办公室"),
        ({"services": ("运维", "开发")}, "服务：开发", "Services: 开发"),
        ({"services": ("维" * 50,)}, f"服务：{'维' * 40}…", f"Services: {'维' * 40}…"),
        ({"services": ()}, "服务：无", "Services: none"),
    ],
)
def test_a_change_of_the_profile(fields: dict[str, Any], zh: str, en: str) -> None:
    before, after = Case(profile=PROFILE), Case(profile=PROFILE.changed(**fields))
    assert (changes(before, after, "zh", lambda id, _: id.upper()), changes(before, after, "en", lambda id, _: id.upper())) == ([zh], [en])


def test_a_change_of_the_categories() -> None:
    before = Case(fit=Fit(fitted=(Fitted(category="data-processing", score=1),)))
    after = Case(fit=Fit(fitted=(Fitted(category="system-testing", score=1), Fitted(category="it-consulting", score=1))))
    assert told(before, after) == (
        ["业务类别：+信息系统测试，+信息技术咨询，−数据处理"],
        ["Categories: +Information systems testing, +Information technology consulting, −Data processing"],
    )


def test_changes_come_in_the_order_of_the_tabs_and_none_for_equal_cases() -> None:
    after = Case(profile=PROFILE, raci=RACI, costs=COSTS, fit=Fit(fitted=(Fitted(category="data-processing", score=1),)))
    heads = [line.split("：")[0] for line in changes(Case(), after, "zh")]
    assert heads == ["单位", "场所", "人数", "服务", "目标认证", "业务类别", "内部审核", "管理评审", "认证服务费", "差旅费", "预算"]
    assert changes(after, after, "zh") == []
