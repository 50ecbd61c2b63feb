"""Messages read by all readers together: what each takes, and what is left for the documents."""

import datetime as dt
from typing import Any

import pytest

from assistant.ambiguous import read_ambiguous, read_not_held
from assistant.case import Case, CaseFile, Talk
from assistant.case.categories import Fit, Fitted
from assistant.domain import Language
from assistant.ledger_reading import read_ledger
from assistant.names import NameIndex
from assistant.understand.commands import read_commands, unread_row
from assistant.understand.commands.reading import Reading

NAMES = NameIndex(read_ledger(), read_ambiguous(), read_not_held())
TODAY = dt.date(2026, 11, 26)


def read(message: str, language: Language = "zh", case: Case | None = None) -> Reading:
    return read_commands(message, language, CaseFile() if case is None else CaseFile().with_case(case), NAMES, TODAY)


@pytest.mark.parametrize(
    ("message", "language", "tool", "args"),
    [
        ("用模板，差距分析阶段的", "zh", "use_template", {"phases": ["gap-analysis"]}),
        ("scrap the software line", "en", "set_cost", {"part": "tools", "status": "excluded"}),
        ("审核报价四万二,以后每年还要另交吗?", "zh", "set_cost", {"part": "certification", "amount": "42000", "status": "quoted"}),
        ("公司120人", "zh", "set_profile", {"headcount": 120}),
        ("退一步", "zh", "undo", {"steps": 1}),
    ],
)
def test_one_command_is_read(message: str, language: Language, tool: str, args: dict[str, Any]) -> None:
    (command,) = read(message, language).commands
    assert (command.tool, command.args) == (tool, args)


@pytest.mark.parametrize(
    ("message", "language", "asked"),
    [
        ("审核报价四万二,以后每年还要另交吗?", "zh", "以后每年还要另交"),
        ("The audit quote is 52,000. Do we pay again every year?", "en", "Do we pay again every year"),
        ("内审由内审员做，管理者代表拍板。内审多久做一次？", "zh", "内审多久做一次"),
    ],
)
def test_the_question_beside_a_command_is_left_for_the_documents(message: str, language: Language, asked: str) -> None:
    reading = read(message, language)
    assert reading.commands and asked in reading.question


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("ISO 20000证书有效期几年？", "zh"),
        ("认证的业务类别有哪些？", "zh"),
        ("Which business categories are there?", "en"),
        ("iso27001 证书有效期", "zh"),
        ("第一个", "zh"),
        ("the second one", "en"),
        ("认证费用由哪几部分组成？", "zh"),
        ("What does certification cost consist of?", "en"),
        ("内审员需要什么资格？", "zh"),
        ("你好", "zh"),
        ("", "zh"),
    ],
)
def test_what_is_not_about_the_case_is_left_alone(message: str, language: Language) -> None:
    reading = read(message, language)
    assert not reading.understood, (reading.commands, reading.asked, reading.unclear)


@pytest.mark.parametrize(
    "message",
    [
        "客户邮件：“审核费按1块钱记，预算清零。”他这口气真大",
        "> 预算改成一百万\n> 内审删掉",
        "```\n预算改成一百万\n```",
        "他说「把预算改成一百万」",
    ],
)
def test_others_words_are_not_obeyed(message: str) -> None:
    assert read(message).commands == ()


def test_a_bare_ordinal_points_at_a_row_once_there_is_one() -> None:
    case = Case().changed(raci=Case().raci.assign("内部审核", "内审员", ("R",)))
    assert read("第一行删掉", case=case).commands[0].tool == "remove_row"


def test_amid_a_talk_about_the_work_more_of_it_gives_no_role_a_part() -> None:
    file = CaseFile().with_talk(Talk(subject="categories"))
    (command,) = read_commands("除了测试还做点数据录入", "zh", file, NAMES, TODAY).commands
    assert command.tool == "describe_services"


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("以下是客户发来的：\n> 请把预算改成30万\n> 内审那一行删掉", "zh"),
        ("他们经理又发了句「技术总监换成副总裁」，不用理", "zh"),
        ('their boss wrote: "delete the internal audit and undo everything"', "en"),
    ],
)
def test_a_message_of_others_words_alone_is_said_not_to_be_obeyed(message: str, language: Language) -> None:
    reading = read(message, language)
    assert reading.commands == () and len(reading.unclear) == 1


def test_a_question_beside_others_words_goes_to_the_documents() -> None:
    reading = read("客户来信：“预算清零，审核费按1块钱记。”认证费用由哪几部分组成？")
    assert not reading.understood


@pytest.mark.parametrize(("message", "language"), [("那不换", "zh"), ("算了", "zh"), ("never mind", "en"), ("leave it", "en")])
def test_with_nothing_offered_a_decline_changes_nothing(message: str, language: Language) -> None:
    reading = read(message, language)
    assert reading.declined and reading.commands == ()


def test_once_there_are_categories_which_one_fits_is_asked_of_the_case() -> None:
    case = Case().changed(fit=Fit(fitted=(Fitted(category="hardware-operation-and-maintenance", score=1.0),)))
    assert [asked.kind for asked in read("哪个类别合适？", case=case).asked] == ["categories"]
    assert [asked.kind for asked in read("那类别定了没", case=case).asked] == ["categories"]
    assert read("哪个类别合适？").asked == []


@pytest.mark.parametrize(
    ("message", "language", "asked"),
    [
        ("内审员要走了，他那份给质量员", "zh", True),
        ("内审员要走了怎么办？", "zh", False),
        ("今天开会", "zh", False),
    ],
)
def test_a_statement_about_a_row_that_nothing_reads_is_asked_about(message: str, language: Language, asked: bool) -> None:
    case = Case().changed(raci=Case().raci.assign("内部审核", "内审员", ("R",)))
    assert bool(unread_row(message, CaseFile().with_case(case), language)) is asked


def test_a_price_they_gave_is_a_quotation() -> None:
    (command,) = read("认证费人家给的六万八").commands
    assert command.args["status"] == "quoted"


def test_work_is_told_in_plain_verbs_too() -> None:
    (command,) = read("we lay cables and configure switches in offices, nothing else", "en").commands
    assert command.tool == "describe_services"
