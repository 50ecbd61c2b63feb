"""Changes of several rows or roles at once, of rows renamed and moved in one breath, and of roles that stand in no row; zh and en."""

import datetime as dt

import pytest

from assistant.acting import Acted, act
from assistant.case import CaseFile
from assistant.domain import Language, Understanding
from assistant.tools import Setting
from assistant.tools.base import no_similarity
from assistant.understand.commands import read_commands

TODAY = dt.date(2026, 11, 26)
EN = (
    "gap analysis: R consultant, A quality manager, C IT, I HR",
    "document control: R admin, A quality manager",
    "management review: R quality manager, A general manager, I HR, I finance",
)
ZH = ("差距分析：R咨询顾问，A质量经理，C IT部，I 人事", "文件控制：R行政，A质量经理", "管理评审：R质量经理，A总经理，I 人事，I 财务")


def said(*messages: str) -> Acted:
    """What a conversation comes to; the value is that of its last message."""
    file, acted = CaseFile(), Acted(CaseFile())
    for message in messages:
        language: Language = "zh" if any("\u4e00" <= letter <= "\u9fff" for letter in message) else "en"
        reading = read_commands(message, language, file, None, TODAY)
        understanding = Understanding(
            language,
            "command",
            commands=reading.commands,
            asked=tuple(reading.asked),
            unclear=tuple(reading.unclear),
            declined=reading.declined,
        )
        acted = act(understanding, file, Setting(language, TODAY, no_similarity), lambda scheme, _: scheme)
        file = acted.file
    return acted


def rows(acted: Acted) -> list[str]:
    """The activities in their order."""
    return [row.activity for row in acted.file.case.raci.rows]


def letters(acted: Acted, place: int) -> dict[str, str]:
    """The roles of a row with their letters."""
    return {each.role: "".join(each.letters) for each in acted.file.case.raci.rows[place].assignments}


@pytest.mark.parametrize(
    "message",
    [
        "everyone but the GM out of the management review",
        "remove everybody except the general manager from the management review",
        "in the management review, drop everyone else except the GM",
        "keep only the GM, remove everyone else",
    ],
)
def test_everybody_but_those_named_leaves_a_row(message: str) -> None:
    assert letters(said(*EN, message), 2) == {"general manager": "A"}


@pytest.mark.parametrize(
    "message", ["管理评审除了总经理，其他人都去掉", "除了总经理别人都去掉", "管理评审只留总经理就行", "除了A其余的都删掉"]
)
def test_everybody_but_those_named_leaves_a_row_in_chinese(message: str) -> None:
    assert letters(said(*ZH, message), 2) == {"总经理": "A"}


@pytest.mark.parametrize(
    "message",
    ["除了张三别人都去掉", "if everyone but the GM left, what would happen?", "everyone but the janitor out of the management review"],
)
def test_nobody_leaves_a_row_for_one_who_is_not_in_it_or_when_it_is_only_supposed(message: str) -> None:
    before = ZH if "\u4e00" <= message[0] <= "\u9fff" else EN
    assert said(*before, message).file.case.raci == said(*before).file.case.raci


@pytest.mark.parametrize(
    "message",
    [
        "the quality manager leaves, give her part to the ops manager",
        "The quality manager has left us, so the operations manager takes over everything",
        "hand all of the quality manager's rows over to the ops manager",
        "move everything the quality manager does to the ops manager",
    ],
)
def test_whoever_leaves_hands_on_every_part(message: str) -> None:
    held = said(*EN, message)
    assert [letters(held, place).get("operations manager") for place in range(3)] == ["A", "A", "R"]
    assert "quality manager" not in held.file.case.raci.roles


@pytest.mark.parametrize(
    "message", ["质量经理离职了，他的活儿都给体系专员", "把质量经理的工作都交给体系专员", "质量经理下个月调走，工作由体系专员接手"]
)
def test_whoever_leaves_hands_on_every_part_in_chinese(message: str) -> None:
    held = said(*ZH, message)
    assert [letters(held, place).get("体系专员") for place in range(3)] == ["A", "A", "R"]
    assert "质量经理" not in held.file.case.raci.roles


@pytest.mark.parametrize(
    ("message", "order"),
    [
        ("move management review up one", "gap analysis, management review, document control"),
        ("please move row 3 up two rows", "management review, gap analysis, document control"),
        ("push the gap analysis down", "document control, gap analysis, management review"),
        ("move row 1 down", "document control, gap analysis, management review"),
        ("move gap analysis up one", "gap analysis, document control, management review"),
        ("swap rows 1 and 3", "management review, document control, gap analysis"),
        ("swap gap analysis and document control", "document control, gap analysis, management review"),
        ("should we move management review up one?", "gap analysis, document control, management review"),
    ],
)
def test_rows_go_up_and_down(message: str, order: str) -> None:
    assert rows(said(*EN, message)) == order.split(", ")


@pytest.mark.parametrize(
    ("message", "order"),
    [
        ("管理评审上移一行", "差距分析、管理评审、文件控制"),
        ("把差距分析往下挪两行", "文件控制、管理评审、差距分析"),
        ("第三行往上提", "差距分析、管理评审、文件控制"),
        ("这行再往前移一下", "差距分析、管理评审、文件控制"),
    ],
)
def test_rows_go_up_and_down_in_chinese(message: str, order: str) -> None:
    assert rows(said(*ZH, message)) == order.split("、")


@pytest.mark.parametrize(
    ("messages", "left"),
    [
        ((*EN, "remove all rows of the gap analysis phase"), ["document control", "management review"]),
        ((*EN, "delete the establishment phase rows"), ["gap analysis"]),
        ((*ZH, "建立阶段的行都删了"), ["差距分析"]),
        ((*ZH, "删掉差距分析阶段的所有行"), ["文件控制", "管理评审"]),
    ],
)
def test_the_rows_of_a_phase_are_deleted_and_no_others(messages: tuple[str, ...], left: list[str]) -> None:
    assert rows(said(*messages)) == left


def test_rows_of_a_phase_without_any_leave_fees_and_matrix_alone() -> None:
    held = said(*EN, "remove all rows of the certification phase")
    assert rows(held) == rows(said(*EN)) and not held.file.case.costs.items


@pytest.mark.parametrize("message", ["replace PM with QA", "swap the PM for QA", "把PM换成QA"])
def test_a_role_that_stands_nowhere_is_not_replaced_and_makes_no_service(message: str) -> None:
    held = said(message)
    assert not held.changes and not held.file.case.profile.services
    assert held.said


def test_a_new_name_ends_where_another_wish_begins() -> None:
    held = said(*EN, "rename management review to top review and move it to the top")
    assert rows(held) == ["top review", "gap analysis", "document control"]
    assert "people team" in said(*EN, "rename HR to people team everywhere").file.case.raci.roles


def test_a_role_dropped_down_to_a_letter_keeps_that_one() -> None:
    assert letters(said(EN[0], "drop the quality manager to consulted"), 0)["quality manager"] == "C"
    assert letters(said(EN[0], "drop HR down to informed"), 0)["human resources"] == "I"
    assert "human resources" not in letters(said(EN[0], "drop HR"), 0)


def test_a_letter_that_is_now_somebody_elses_is_taken_from_whoever_had_it() -> None:
    assert letters(said(EN[0], "row 1: C now finance"), 0) == {
        "consultant": "R",
        "quality manager": "A",
        "human resources": "I",
        "finance": "C",
    }
    assert letters(said(EN[0], "finance is now consulted too"), 0)["IT"] == "C"


def test_whoever_helps_does_it_too() -> None:
    held = said("internal audit: A general manager", "the quality manager does it with the auditors")
    assert letters(held, 0) == {"general manager": "A", "quality manager": "R", "auditors": "R"}


def test_what_is_stated_before_a_question_is_noted_unless_the_question_is_about_it() -> None:
    stated = "The internal auditor does the internal audit and the quality manager signs off"
    assert letters(said(f"{stated}, may the auditor audit his own department?"), 0) == {"internal auditor": "R", "quality manager": "A"}
    assert rows(said(f"{stated}, is that allowed?")) == []


@pytest.mark.parametrize(
    ("message", "holder"),
    [
        ("the A goes to the CIO", "CIO"),
        ("the A moves over to the CIO", "CIO"),
        ("A: now the CIO", "CIO"),
        ("row 1: A goes over to the CIO", "CIO"),
    ],
)
def test_a_letter_that_goes_to_somebody_is_taken_from_whoever_had_it(message: str, holder: str) -> None:
    held = letters(said(EN[0], message), 0)
    assert held[holder] == "A" and "quality manager" not in held


def test_those_two_change_places_and_back() -> None:
    swapped = said("training: R HR, A quality manager", "oops, swap those two")
    assert letters(swapped, 0) == {"quality manager": "R", "human resources": "A"}
    back = said("training: R HR, A quality manager", "oops, swap those two", "no, put it back the way it was")
    assert letters(back, 0) == {"human resources": "R", "quality manager": "A"}


def test_the_cell_of_a_role_goes_to_another_in_the_row_that_is_spoken_of() -> None:
    held = said(*ZH, "总经理那一格给副总")
    assert letters(held, 2)["副总经理"] == "A" and letters(held, 0)["质量经理"] == "A"


@pytest.mark.parametrize(
    "messages",
    [
        ("管理评审上移一行",),
        ("把差距分析挪到最后",),
        ("内部审核：R内审员，A质量经理", "内部审核和管理评审换个位置"),
        ("内部审核：R内审员，A质量经理", "采购总监走了，换新来的供应链经理"),
        ("internal audit: R auditors", "the sales director left, give his part to the CIO"),
    ],
)
def test_rows_and_roles_that_are_not_there_are_refused_by_name(messages: tuple[str, ...]) -> None:
    held = said(*messages)
    assert not held.changes and [action.status for action in held.actions] == ["rejected"]


@pytest.mark.parametrize(
    "message",
    [
        "take the consultant off and put the vendor team in",
        "remove the consultant and add the vendor team",
        "drop the consultant, bring the vendor team in",
    ],
)
def test_one_goes_out_and_another_comes_in(message: str) -> None:
    assert letters(said(EN[0], message), 0) == {"vendor team": "R", "quality manager": "A", "IT": "C", "human resources": "I"}


def test_nobody_goes_for_one_who_is_not_there() -> None:
    held = said(EN[0], "remove finance and add HR")
    assert not held.changes and "human resources" in letters(held, 0)


@pytest.mark.parametrize(
    ("messages", "left"),
    [
        ((*EN, "remove the last two rows"), ["gap analysis"]),
        ((*EN, "delete the first two rows please"), ["management review"]),
        ((*ZH, "最后两行都删了"), ["差距分析"]),
        ((*ZH, "最后五行都删了"), ["差距分析", "文件控制", "管理评审"]),
    ],
)
def test_rows_are_deleted_by_their_number_from_an_end(messages: tuple[str, ...], left: list[str]) -> None:
    assert rows(said(*messages)) == left


@pytest.mark.parametrize("message", ["the CFO delegated this to the controller", "the CFO has delegated it to the controller"])
def test_what_is_delegated_goes_to_the_other(message: str) -> None:
    assert letters(said("supplier audit: R procurement, A CFO", message), 0)["controller"] == "A"


def test_whoever_should_know_is_informed() -> None:
    assert letters(said("supplier audit: R procurement, A CFO", "warehouse should also know"), 0)["warehouse"] == "I"


def test_who_takes_part_in_the_talks_and_who_hears_afterwards() -> None:
    held = letters(said("变更评审：变更经理组织，IT总监批准，开发、测试参加讨论，服务台事后通知"), 0)
    assert held == {"变更经理": "R", "IT总监": "A", "开发": "C", "测试": "C", "服务台": "I"}


def test_what_was_just_given_is_taken_back_from_one() -> None:
    before = ("incident management: service desk R, head of ops A", "I'd like HR and legal informed as well")
    assert letters(said(*before, "actually not HR"), 0) == {"service desk": "R", "head of ops": "A", "legal": "I"}
    assert letters(said(*before, "actually not finance"), 0) == letters(said(*before), 0)


def test_whoever_signs_and_whoever_does_it_change_places() -> None:
    assert letters(said("内部审核：内审员干，质量总监拍板", "把拍板的和干活的对调"), 0) == {"质量总监": "R", "内审员": "A"}


def test_whoever_guides_is_consulted() -> None:
    assert letters(said("文件编写：各部门写，管代批，顾问指导"), 0)["咨询顾问"] == "C"


def test_what_was_just_given_is_scratched() -> None:
    assert "project office" not in letters(
        said("capacity planning: R infra lead", "tell the project office about it too", "scratch the project office"), 0
    )
    assert "项目管理办公室" not in letters(said("能力规划：R基础架构组", "再告诉项目办一声", "项目办算了"), 0)


@pytest.mark.parametrize(
    ("messages", "backup"),
    [
        (
            ("service reporting - P is the account manager and B the service desk", "service desk can't do it, use the ops analyst"),
            "ops analyst",
        ),
        (("报表：主责客户经理，备份服务台", "服务台顶不了，换运维分析员"), "运维分析员"),
    ],
)
def test_one_who_cannot_makes_way_for_another(messages: tuple[str, ...], backup: str) -> None:
    assert said(*messages).file.case.raci.rows[0].backup == backup


def test_a_row_is_deleted_as_a_whole() -> None:
    assert rows(said("报表：主责客户经理，备份服务台", "把报表这项整个删掉")) == []
