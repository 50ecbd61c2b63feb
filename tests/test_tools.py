"""The commands: checked arguments, names kept as they are known, and reasons instead of errors."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest

from assistant.case import Case, CaseFile, Rejected
from assistant.case.categories import categories
from assistant.case.templates import raci_rows, responsibility_rows
from assistant.domain import Language
from assistant.tools import TOOLS, Redo, Setting, Undo, applied, done, made

Steps = list[tuple[str, dict[str, Any]]]


def after(*steps: tuple[str, dict[str, Any]], language: Language = "zh", case: Case | None = None) -> Case:
    """The case after some commands, none of which may be refused."""
    case = case or Case()
    for name, args in steps:
        case = applied(made(TOOLS[name], args), case, Setting(language))
    return case


def reason(name: str, args: dict[str, Any], case: Case | None = None, language: Language = "zh") -> str:
    """Why a command is refused."""
    with pytest.raises(Rejected) as refused:
        applied(made(TOOLS[name], args), case or Case(), Setting(language))
    return refused.value.said(language)


def give(activity: str, role: str, letters: str, **options: Any) -> tuple[str, dict[str, Any]]:
    return "assign_raci", {"activity": activity, "role": role, "letters": list(letters), **options}


def rows(case: Case) -> dict[str, dict[str, str]]:
    return {row.activity: {each.role: "".join(each.letters) for each in row.assignments} for row in case.raci.rows}


def test_names_are_kept_as_they_are_known() -> None:
    case = after(
        give("内审", "管代", "A"), give("internal audit", "management representative", "R", add=True), give("内审", "机房值班员", "C")
    )
    assert rows(case) == {"内部审核": {"管理者代表": "RA", "机房值班员": "C"}}
    assert case.raci.rows[0].phase == "establishment"
    english = after(give("internal audit", "GM", "A"), language="en")
    assert rows(english) == {"internal audit": {"general manager": "A"}}


def test_a_role_has_one_spelling_in_the_whole_case() -> None:
    case = after(("set_responsibility", {"item": "受理事件", "primary": "managing director"}), give("管评", "general manager", "A"))
    assert rows(case)["管理评审"] == {"managing director": "A"}
    case = after(give("管评", "managing director", "A"), ("replace_role", {"old": "GM", "new": "总经理"}))
    assert rows(case)["管理评审"] == {"managing director": "A"}


def test_a_new_row_lies_in_its_usual_phase_and_one_there_keeps_its_own() -> None:
    case = after(give("内审", "甲", "R", phase="preparation"), give("内审", "乙", "A"), ("copy_row", {"source": "内审", "target": "管评"}))
    assert [(row.activity, row.phase) for row in case.raci.rows] == [("内部审核", "preparation"), ("管理评审", "establishment")]


@pytest.mark.parametrize(
    ("args", "names"),
    [
        ({}, [row.activity for row in raci_rows("zh")]),
        ({"phases": ["audit"]}, [row.activity for row in raci_rows("zh") if row.phase == "audit"]),
        ({"activities": ["管理评审", "internal audit", "内审"]}, ["管理评审", "内部审核"]),
        ({"kind": "responsibilities"}, [row.activity for row in responsibility_rows("zh")]),
        ({"kind": "responsibilities", "phases": ["audit"]}, [row.activity for row in responsibility_rows("zh")]),
    ],
)
def test_a_template_is_taken_over(args: dict[str, Any], names: list[str]) -> None:
    case = after(("use_template", args))
    assert [*rows(case)] == names
    assert reason("use_template", args, case) == "模板里的这些行都已经有了。"


def test_a_template_does_not_pretend_to_have_what_it_has_not() -> None:
    assert reason("use_template", {"activities": ["内审", "打扫卫生"]}) == "模板里没有“打扫卫生”，没有改动。"
    assert reason("use_template", {"activities": ["内审"], "phases": ["preparation"]}) == "模板里没有“内审”，没有改动。"


@pytest.mark.parametrize(
    ("name", "args", "said"),
    [
        ("assign_raci", {"activity": "x" * 61, "role": "甲", "letters": ["R"]}, "“xxxxxxxxxxxxxxxxxxxx…”太长了，最多60个字，没有记。"),
        ("assign_raci", {"activity": " ", "role": "甲", "letters": ["R"]}, "这条没有记：activity: String should have at least 1 character"),
        (
            "assign_raci",
            {"activity": "内审", "role": "甲", "letters": []},
            "这条没有记：letters: List should have at least 1 item after validation, not 0",
        ),
        ("clear_raci", {}, "还没有RACI。说一句即可，例如：内审由内审员做，管理者代表拍板。"),
        ("move_row", {"activity": "内审"}, "这条没有记：phase, before or at is needed"),
        ("set_responsibility", {"item": "内审"}, "这条没有记：primary, backup or group is needed"),
        ("set_cost", {"part": "training", "amount": -5}, "-5太小了，没有记。"),
        ("set_cost", {"part": "training", "amount": "1e13"}, "1e13太大了，最多1,000,000,000,000，没有记。"),
        ("set_cost", {"part": "training", "amount": 5, "status": "excluded"}, "这条没有记：what is to be quoted or excluded has no amount"),
        (
            "set_cost",
            {"part": "training", "amount_high": 5, "status": "to_be_quoted"},
            "这条没有记：what is to be quoted or excluded has no amount",
        ),
        ("adjust_cost", {"part": "training"}, "这条没有记：factor or delta is needed"),
        ("adjust_cost", {"factor": "0.9"}, "“费用”还没有金额，算不了。请先说金额。"),
        ("remove_cost", {}, "这条没有记：part or label is needed"),
        ("set_budget", {"delta": 5}, "还没有预算，请先说预算是多少。"),
        ("set_budget", {"currency": "USD"}, "还没有预算，请先说预算是多少。"),
        ("set_budget", {"delta": 5, "amount": 5}, "这条没有记：amount and delta exclude one another"),
        ("set_profile", {"headcount": 0}, "0太小了，没有记。"),
        ("set_profile", {"headcount": 10**8}, "100000000太大了，最多10,000,000，没有记。"),
        ("remove_from_profile", {"field": "sites", "values": ["重庆", "成都"]}, "“重庆、成都”不在场所里，没有改动。"),
        ("choose_categories", {"add": ["gardening"]}, "公告里的十四个业务类别中没有“gardening”。"),
        ("choose_categories", {"remove": ["data-processing"]}, "案例里没有“数据处理”这个类别，没有改动。"),
        ("undo", {"steps": 0}, "0太小了，没有记。"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_raised_else(name: str, args: dict[str, Any], said: str) -> None:
    assert reason(name, args) == said


@pytest.mark.parametrize("name", sorted(TOOLS))
@pytest.mark.parametrize(
    "args", [{"nonsense": 1}, {"part": None}, {"steps": "x"}, {"activity": ["内审"]}, {"amount": "NaN"}, {"values": 3}]
)
def test_arguments_that_nobody_knows_are_refused(name: str, args: dict[str, Any]) -> None:
    with pytest.raises(Rejected):
        made(TOOLS[name], args)


def costs(*steps: tuple[str, dict[str, Any]], case: Case | None = None) -> dict[str, tuple[str, Any]]:
    return {item.label or item.part: (item.status, item.amount) for item in after(*steps, case=case).costs.items}


QUOTED = after(
    ("set_cost", {"part": "certification", "status": "quoted", "amount": 42000}),
    ("set_cost", {"part": "tools", "label": "差旅费", "amount": 3000}),
    ("set_budget", {"amount": 80000}),
)


def test_a_discount_is_on_what_is_named_or_on_everything() -> None:
    on_one = costs(("adjust_cost", {"label": "差旅费", "factor": 0.9}), case=QUOTED)
    assert (on_one["差旅费"], on_one["certification"]) == (("estimated", 2700), ("quoted", 42000))
    on_part = costs(("adjust_cost", {"part": "certification", "factor": "0.9"}), case=QUOTED)
    assert (on_part["差旅费"], on_part["certification"]) == (("estimated", 3000), ("quoted", 37800))
    on_all = costs(("adjust_cost", {"factor": "0.9"}), case=QUOTED)
    assert (on_all["差旅费"], on_all["certification"]) == (("estimated", 2700), ("quoted", 37800))


def test_one_amount_that_cannot_be_lowered_keeps_all_as_they_are() -> None:
    assert reason("adjust_cost", {"delta": -5000}, QUOTED) == "这样“差旅费”就成负数了，没有改动。"


def test_a_conversion_is_made_once() -> None:
    dollars = after(("set_cost", {"part": "tools", "amount": 1000, "currency": "USD"}))
    converted = after(("convert_cost", {"part": "tools", "rate": "7.1"}), case=dollars)
    item = converted.costs.item("tools")
    assert item and (item.amount, item.currency) == (7100, "CNY")
    assert reason("convert_cost", {"part": "tools", "rate": "7.1"}, converted) == "“工具软件费用”已经是CNY，没有换算。"


@pytest.mark.parametrize(
    ("args", "budget"),
    [
        ({"amount": 90000}, (90000, "CNY")),
        ({"amount": 90000, "currency": "USD"}, (90000, "USD")),
        ({"delta": -5000}, (75000, "CNY")),
        ({"delta": "0.005", "currency": "CNY"}, (Decimal("80000.01"), "CNY")),
        ({"currency": "USD"}, (80000, "USD")),
        ({}, None),
    ],
)
def test_the_budget(args: dict[str, Any], budget: tuple[Any, str] | None) -> None:
    held = after(("set_budget", args), case=QUOTED).costs.budget
    assert (held and (held.amount, held.currency)) == budget


def test_no_dollars_are_added_to_a_budget_in_yuan() -> None:
    assert reason("set_budget", {"delta": 1000, "currency": "USD"}, QUOTED) == "预算是按CNY记的，不能直接加减USD。请说一个新的预算数。"
    assert reason("set_budget", {"delta": -80001}, QUOTED) == "这样“预算”就成负数了，没有改动。"


def test_an_empty_label_is_none() -> None:
    assert costs(("set_cost", {"part": "training", "label": "", "amount": 5}))["training"] == ("estimated", 5)
    assert costs(("remove_cost", {"part": "training", "label": None}))["training"] == ("excluded", None)


def test_lists_of_the_profile() -> None:
    case = after(
        ("set_profile", {"sites": ["重庆", "Berlin"], "headcount": 120, "target_date": "2027-06-30"}),
        ("add_to_profile", {"field": "sites", "values": ["berlin", "成都"]}),
        ("remove_from_profile", {"field": "sites", "values": ["BERLIN", "巫山"]}),
    )
    assert case.profile.sites == ("重庆", "成都") and case.profile.target_date == dt.date(2027, 6, 30)
    emptied = after(
        ("remove_from_profile", {"field": "sites"}), ("remove_from_profile", {"field": "headcount", "values": ["120"]}), case=case
    )
    assert (emptied.profile.sites, emptied.profile.headcount) == ((), None)


def test_services_are_kept_as_described_however_long() -> None:
    long = "我们给客户维护别家开发的软件，排故障、打补丁。" * 40
    case = after(("describe_services", {"text": long}), ("describe_services", {"text": "另外守机房", "add": True}))
    assert case.profile.services == (long, "另外守机房")
    assert after(("describe_services", {"text": "守机房"}), case=case).profile.services == ("守机房",)


def test_categories_are_chosen_and_taken_out() -> None:
    case = after(("choose_categories", {"add": ["data-processing", "system-testing", "data-processing"]}))
    assert case.fit.ids == ("data-processing", "system-testing") and case.fit.fitted[0].why == ("按您的选择",)
    less = after(("choose_categories", {"remove": ["data-processing"]}), case=case)
    assert less.fit.ids == ("system-testing",) and less.fit.removed == ("data-processing",)
    assert after(("choose_categories", {"add": ["data-processing"]}), case=less).fit.removed == ()


def test_what_was_stale_is_fresh_once_it_is_gone_through() -> None:
    case = after(("set_profile", {"headcount": 120}), ("set_profile", {"headcount": 300}), case=QUOTED)
    assert [each.area for each in case.stale] == ["costs"]
    assert after(("set_cost", {"part": "certification", "amount": 42000}), case=case).stale == case.stale
    assert after(("set_cost", {"part": "certification", "amount": 43000}), case=case).stale == ()


def test_steps_are_made_on_the_history() -> None:
    file = CaseFile()
    for count in (1, 2, 3):
        file = done(made(TOOLS["set_profile"], {"headcount": count}), file, Setting())
    assert done(Undo(steps=2), file, Setting()).case.profile.headcount == 1
    assert done(Redo(), done(Undo(), file, Setting()), Setting()) == file


@pytest.mark.parametrize("name", sorted(TOOLS))
def test_every_tool_tells_a_model_what_it_does(name: str) -> None:
    tool = TOOLS[name]
    schema = tool.model_json_schema()
    assert tool.name == name and tool.__doc__ and tool.__doc__.strip().endswith(".")
    text = json.dumps(schema)
    assert schema["additionalProperties"] is False and "(?" not in text, "no pattern that an endpoint may not know"


def test_the_schema_names_the_categories() -> None:
    schema = TOOLS["choose_categories"].model_json_schema()
    assert schema["properties"]["add"]["items"]["enum"] == [*categories()]
