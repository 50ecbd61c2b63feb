"""What the commands of a message come to: done in order, told once, and asked back where needed."""

import time
from typing import Any

import pytest

from assistant.acting import ASKS_AT_MOST, Acted, act
from assistant.case import Case, CaseFile, Pending, Talk
from assistant.case.raci import Assignment, RaciMatrix, Row
from assistant.case.values import Letter
from assistant.domain import Asked, Command, Language, Understanding
from assistant.tools import Setting

Commands = list[tuple[str, dict[str, Any]]]


def say(file: CaseFile, *commands: tuple[str, dict[str, Any]], language: Language = "zh", **understood: Any) -> Acted:
    """One message with these commands."""
    made = tuple(Command(tool, args) for tool, args in commands)
    understanding = Understanding(language, "command", commands=made, **understood)
    return act(understanding, file, Setting(language), lambda scheme, _: scheme.upper())


def talked(*messages: Commands, language: Language = "zh") -> Acted:
    """Messages one after another; what the last one came to."""
    acted = Acted(CaseFile())
    for commands in messages:
        acted = say(acted.file, *commands, language=language)
    return acted


def give(activity: str, role: str, letters: str, **options: Any) -> tuple[str, dict[str, Any]]:
    return "assign_raci", {"activity": activity, "role": role, "letters": list(letters), **options}


AUDIT: Commands = [give("内审", "内审员", "R"), give("内审", "管代", "A")]
FEE = ("set_cost", {"part": "certification", "status": "quoted", "amount": 42000})
LATER = "认证服务费里含不含后续年度的监督审核、再认证（复评）和证书管理费？可以答：都含 / 都不含 / 还不清楚。"


@pytest.mark.parametrize(
    ("messages", "language", "said"),
    [
        ([AUDIT], "zh", "已记：内部审核：R 内审员；A 管理者代表。\n\n“内部审核”R、A齐全。"),
        (
            [AUDIT, [give("内审", "GM", "A", replace=True), give("内审", "管代", "C")]],
            "zh",
            "已记：内部审核：A 管理者代表 → 总经理；管理者代表 → C。\n\n“内部审核”R、A齐全。",
        ),
        ([[give("内审", "管代", "A")]], "zh", "已记：内部审核：A 管理者代表。\n\n“内部审核”还缺R。"),
        ([[give("internal audit", "QA", "A")]], "en", "Noted: internal audit: A QA.\n\n“internal audit” still lacks R."),
        ([AUDIT, AUDIT], "zh", "已经是这样：内部审核：R 内审员；A 管理者代表。"),
        ([[("set_cost", {"part": "consulting", "status": "to_be_quoted"})]], "zh", "已经是这样：认证咨询服务费：待报价。"),
        ([[("set_budget", {})]], "zh", "没有改动。"),
        ([AUDIT, [("undo", {})]], "zh", "已撤销：内部审核：已删除。"),
        ([AUDIT, [("undo", {})], [("redo", {})]], "zh", "已恢复：内部审核：R 内审员；A 管理者代表。\n\n“内部审核”R、A齐全。"),
        ([[("set_cost", {"part": "consulting", "status": "to_be_quoted"})], [("undo", {})]], "zh", "已撤销。"),
        ([[("undo", {})]], "zh", "没有可以撤销的改动。"),
        ([[("undo", {})]], "en", "There is nothing to undo."),
        (
            [[("set_budget", {"amount": 50000}), ("set_cost", {"part": "training", "amount": 60000})]],
            "en",
            "Noted:\n\n- Training cost: CNY 60,000 (estimate)\n- Budget: CNY 50,000\n\n"
            "Total CNY 60,000. Over the budget by CNY 10,000. 4 items are to be quoted.",
        ),
        (
            [[("set_cost", {"part": "training", "amount": 5}), ("set_profile", {"headcount": 1})], [("set_profile", {"headcount": 2})]],
            "zh",
            "已记：人数：1 → 2。\n\n人数改了，费用是按原来的情况填的，请核对。",
        ),
    ],
)
def test_what_is_said(messages: list[Commands], language: Language, said: str) -> None:
    assert talked(*messages, language=language).said == said


def test_what_was_so_already_is_told_with_what_is_new() -> None:
    acted = talked([FEE, ("set_cost", {"part": "consulting", "status": "to_be_quoted"})])
    assert acted.said.split("\n\n")[:2] == ["已记：", "- 认证服务费：42,000元（报价）\n- 认证咨询服务费：待报价"]
    assert acted.changes == ("认证服务费：42,000元（报价）",)
    assert [action.message for action in acted.actions] == ["认证服务费：42,000元（报价）", "认证咨询服务费：待报价"]


def test_one_that_is_refused_changes_nothing_and_the_others_go_on() -> None:
    acted = talked(
        AUDIT, [give("内审", "总经理", "A"), ("remove_row", {"activity": "归档"}), ("set_profile", {"headcount": 5}), ("no_such_tool", {})]
    )
    assert [action.status for action in acted.actions] == ["rejected", "rejected", "applied", "rejected"]
    assert acted.changes == ("人数：5",)
    assert acted.said.split("\n\n") == [
        "已记：人数：5。",
        "RACI里没有“归档”这一行。现有：内部审核。",
        "这条没有记：no_such_tool",
        "“内部审核”已有A（管理者代表），一行只能有一个A。要换成总经理吗？（是 / 否）",
    ]


def test_a_second_a_is_asked_about_and_waits_for_an_answer() -> None:
    acted = talked(AUDIT, [give("内审", "总经理", "A")])
    assert acted.asks == ("“内部审核”已有A（管理者代表），一行只能有一个A。要换成总经理吗？（是 / 否）",)
    pending = acted.file.talk.pending
    assert pending == Pending(
        kind="confirm", tool="assign_raci", args={"activity": "内审", "role": "总经理", "letters": ["A"], "replace": True}
    )
    between = say(acted.file, asked=(Asked("who", {"activity": "内审", "letter": "A"}),))
    assert between.said == "内部审核：A 管理者代表" and between.file.talk.pending == pending
    done = say(between.file, (pending.tool, pending.args))
    assert done.said.startswith("已记：内部审核：A 管理者代表 → 总经理。") and done.file.talk.pending is None
    kept = say(acted.file, declined=True)
    assert kept.said == "好的，不改。" and kept.file.talk.pending is None and kept.file.case == acted.file.case


def test_an_offer_waits_even_while_categories_are_open() -> None:
    described = talked([("describe_services", {"text": "我们看看"})])
    assert described.file.case.fit.between and described.file.talk.pending and described.file.talk.pending.kind == "category"
    offered = say(say(described.file, *AUDIT).file, give("内审", "总经理", "A"))
    asked = say(offered.file, asked=(Asked("raci", {}),))
    assert asked.file.talk.pending and asked.file.talk.pending.kind == "confirm"
    assert say(asked.file, declined=True).file.talk.pending == Pending(kind="category", between=described.file.case.fit.between)


def test_the_certification_fee_makes_it_ask_about_later_years() -> None:
    acted = talked([FEE])
    assert acted.asks == (LATER,) and acted.said.endswith(LATER) and acted.file.talk.pending == Pending(kind="later")
    some = talked([FEE], [("set_later", {"state": "included", "which": ["surveillance"]})])
    assert some.asks == () and some.file.talk.pending is None
    rest = say(some.file, ("set_cost", {"part": "certification", "amount": 43000}))
    assert rest.asks == ("认证服务费里含不含再认证（复评）、证书管理费？可以答：含 / 不含 / 还不清楚。",)
    known = talked([("set_later", {"state": "not_included"})], [FEE])
    assert known.asks == () and known.file.talk.pending is None


def test_a_question_back_about_something_else_is_not_one_about_later_years() -> None:
    acted = say(CaseFile(), ("set_cost", {"part": "training", "amount": 5}), unclear=("哪一行？",))
    assert acted.asks == ("哪一行？",) and acted.file.talk.pending is None


def test_at_most_two_questions_at_a_time_and_none_twice() -> None:
    acted = say(CaseFile(), FEE, unclear=("甲？", "甲？", "乙？", "丙？"))
    assert acted.asks == ("甲？", "乙？") and len(acted.asks) == ASKS_AT_MOST
    assert acted.file.talk.pending is None, "what was not asked is not waited for"


def test_what_fits_is_told_with_its_reasons_and_a_draft_of_the_scope() -> None:
    acted = talked([("describe_services", {"text": "别家写的系统，我们按工单排故障、打补丁"})])
    assert acted.file.case.fit.ids[:1] == ("software-operation-and-maintenance",)
    assert "软件运行维护。依据：" in acted.said and "范围草案：" in acted.said
    again = say(acted.file, ("undo", {}))
    assert again.said == "已撤销：\n\n- 服务：无\n- 业务类别：" + "，".join(f"−{name}" for name in _names(acted.file))


def _names(file: CaseFile) -> list[str]:
    from assistant.case.categories import categories

    return [categories()[id].name.zh for id in file.case.fit.ids]


def test_a_message_is_one_step_however_much_it_changes() -> None:
    many = [give(f"活动{n}", "甲", "R") for n in range(150)]
    acted = talked([("set_profile", {"headcount": 5})], many, [("undo", {})])
    assert acted.file.case.raci.rows == () and acted.file.case.profile.headcount == 5
    assert len(say(acted.file, ("redo", {})).file.case.raci.rows) == 150


def test_a_message_that_goes_back_and_changes_something_is_one_step_too() -> None:
    first = talked([("set_profile", {"headcount": 5})], [("set_profile", {"headcount": 6})])
    both = say(first.file, ("undo", {}), ("set_profile", {"company": "甲公司"}), ("set_profile", {"maturity": "刚起步"}))
    assert (both.file.case.profile.headcount, both.file.case.profile.company) == (5, "甲公司")
    assert both.said.startswith("已记：")
    back = say(both.file, ("undo", {}))
    assert back.file.case == first.file.case
    assert say(back.file, ("undo", {"steps": 2})).file.case.profile.headcount is None


def test_what_is_taken_back_in_the_same_message_is_no_step() -> None:
    first = talked([("set_profile", {"headcount": 5})], [("undo", {})])
    acted = say(first.file, ("set_profile", {"headcount": 6}), ("undo", {}))
    assert acted.file.case == first.file.case and say(acted.file, ("redo", {})).file.case.profile.headcount == 5


@pytest.mark.parametrize(
    ("commands", "talk"),
    [
        (
            [give("内审", "管代", "A"), give("管评", "GM", "A")],
            {"activities": ("管理评审", "内部审核"), "roles": ("GM", "管代"), "subject": "raci"},
        ),
        (
            [give("内审", "管代", "A"), give("internal audit", "管理者代表", "R")],
            {"activities": ("内部审核",), "roles": ("管理者代表",), "subject": "raci"},
        ),
        ([("remove_row", {"activity": "归档"})], {"activities": ("归档",), "subject": "raci"}),
        (
            [give("内审", "甲", "A"), ("rename_row", {"activity": "内审", "new": "二方审核"})],
            {"activities": ("二方审核", "内部审核"), "roles": ("甲",), "subject": "raci"},
        ),
        (
            [("set_responsibility", {"item": "受理事件", "primary": "服务台", "backup": "运维"})],
            {"activities": ("受理事件",), "roles": ("服务台", "运维"), "subject": "raci"},
        ),
        (
            [give("内审", "甲", "A"), ("replace_role", {"old": "甲", "new": "乙"})],
            {"activities": ("内部审核",), "roles": ("乙", "甲"), "subject": "raci"},
        ),
        ([("set_cost", {"part": "tools", "label": "差旅费", "amount": 5})], {"costs": (("tools", "差旅费"),), "subject": "costs"}),
        ([("set_cost", {"part": "rubbish", "label": 7})], {"subject": "costs"}),
        ([("set_budget", {"amount": 5})], {"subject": "costs"}),
        ([("set_profile", {"headcount": 5})], {"subject": "profile"}),
        ([("clear_raci", {})], {"subject": "raci"}),
        ([give("内审", "甲", "A"), ("undo", {})], {"activities": ("内审",), "roles": ("甲",), "subject": "raci"}),
    ],
)
def test_what_was_spoken_of_is_remembered(commands: Commands, talk: dict[str, Any]) -> None:
    remembered = talked(commands).file.talk
    if ("undo", {}) in commands:
        talk = {**talk, "activities": remembered.activities}
    assert remembered == Talk(**talk)


def test_no_more_is_remembered_than_fits() -> None:
    remembered = talked([give(f"活动{n}", f"角色{n}", "R") for n in range(20)]).file.talk
    assert remembered.activities == tuple(f"活动{n}" for n in range(19, 11, -1)) and len(remembered.roles) == 8


def test_too_many_a_are_told_once() -> None:
    acted = talked([give(f"活动{n}", "总经理" if n % 2 else "GM", "RA") for n in range(5)])
    assert acted.said.endswith("总经理的A偏多（5行），可以分一些出去。")
    assert "偏多" not in say(acted.file, give("活动9", "甲", "R")).said


def test_of_many_rows_only_what_is_missing_is_told() -> None:
    assert "齐全" not in talked([("use_template", {})]).said
    acted = talked([give(f"活动{n}", "甲", "R") for n in range(9)])
    assert acted.said.count("还缺A") == 3


def test_the_arguments_of_an_action_are_plain() -> None:
    import datetime as dt
    from decimal import Decimal

    acted = talked([("set_cost", {"part": "training", "amount": Decimal("5.50")}), ("set_profile", {"target_date": dt.date(2027, 6, 30)})])
    assert [action.args for action in acted.actions] == [{"part": "training", "amount": "5.50"}, {"target_date": "2027-06-30"}]


@pytest.mark.parametrize(
    "command",
    [
        give("活动7", "经理", "R"),
        ("remove_role", {"role": "角色3"}),
        ("replace_role", {"old": "角色3", "new": "经理"}),
        ("move_row", {"activity": "活动7", "at": 200}),
        ("use_template", {"activities": ["内审"]}),
        ("set_cost", {"part": "training", "amount": 5}),
        ("undo", {}),
    ],
)
def test_a_command_on_a_large_matrix_takes_no_time_that_is_felt(command: tuple[str, dict[str, Any]]) -> None:
    letters: tuple[Letter, ...] = ("R", "A", "C")
    rows = [
        Row(activity=f"活动{n}", assignments=tuple(Assignment(role=f"角色{(n + k) % 20}", letters=(letters[k],)) for k in range(3)))
        for n in range(295)
    ]
    file = say(CaseFile().with_case(Case(raci=RaciMatrix(rows=tuple(rows)))), give("活动0", "经理", "I")).file
    spent = []
    for _ in range(5):
        started = time.process_time()
        say(file, command)
        spent.append(time.process_time() - started)
    assert min(spent) < 0.02, spent
