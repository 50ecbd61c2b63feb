"""RACI commands of Chinese messages: the rows as they are afterwards, what is asked, what is left alone, what is asked back."""

import datetime as dt
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.acting import act
from assistant.case import CaseFile
from assistant.case.lexicon import activities, roles
from assistant.domain import Understanding
from assistant.terms import simplified
from assistant.tools import Setting
from assistant.understand.commands import raci_zh, read_commands
from assistant.understand.commands.clauses import clauses_of
from assistant.understand.commands.raci_zh_spelling import spelt_right
from assistant.understand.commands.reading import Context, Reading

DATA = yaml.safe_load(Path(__file__).with_name("data").joinpath("commands-raci-zh.yaml").read_text(encoding="utf-8"))
ONE, TWO = DATA["one"], DATA["two"]
Rows = dict[str, dict[str, str] | None]


def read(message: str, file: CaseFile | None = None) -> Reading:
    """The message read by this reader alone."""
    reading = Reading(clauses_of(message))
    raci_zh.read(reading, Context("zh", file or CaseFile(), None, dt.date(2026, 11, 26)))
    return reading


def rest(reading: Reading) -> str:
    """What is left for the other readers and for the documents."""
    return " ".join(clause.text for _, clause in reading.free())


def after(*messages: str) -> CaseFile:
    """The case after some messages, each done as a turn does it."""
    file = CaseFile()
    for message in messages:
        reading = read(message, file)
        understood = Understanding("zh", "question", message, commands=reading.commands, unclear=tuple(reading.unclear))
        file = act(understood, file, Setting("zh"), lambda scheme, _: scheme).file
    return file


def rows_of(file: CaseFile) -> Rows:
    """Letters by role by activity, under the ids of what is known."""
    return {
        activities().key(row.activity): {roles().key(each.role): "".join(each.letters) for each in row.assignments}
        for row in file.case.raci.rows
    }


def expected(before: Rows, rows: Rows) -> Rows:
    """The rows before with those that change."""
    changed: Rows = {
        activities().key(activity): {roles().key(role): letters for role, letters in row.items()} if row is not None else None
        for activity, row in rows.items()
    }
    return {activity: row for activity, row in (before | changed).items() if row is not None}


def cases(group: str) -> list[Any]:
    """The messages of a group with their rows."""
    return [pytest.param(case["say"], case["rows"], id=case["say"]) for case in DATA[group]]


@pytest.mark.parametrize(("message", "rows"), cases("new"))
def test_rows_are_made(message: str, rows: Rows) -> None:
    assert rows_of(after(message)) == expected({}, rows)


@pytest.mark.parametrize(("message", "rows"), cases("on_one"))
def test_a_row_is_changed(message: str, rows: Rows) -> None:
    assert rows_of(after(ONE, message)) == expected(rows_of(after(ONE)), rows)


@pytest.mark.parametrize(("message", "rows"), cases("on_two"))
def test_the_right_row_of_two_is_changed(message: str, rows: Rows) -> None:
    assert rows_of(after(TWO, message)) == expected(rows_of(after(TWO)), rows)


@pytest.mark.parametrize(("messages", "rows"), [pytest.param(each["say"], each["rows"], id=each["say"][-1]) for each in DATA["talks"]])
def test_a_talk_of_several_messages(messages: list[str], rows: Rows) -> None:
    assert rows_of(after(*messages)) == expected({}, rows)


@pytest.mark.parametrize("message", DATA["incomplete"])
def test_half_a_command_is_asked_back(message: str) -> None:
    reading = read(message, after(ONE))
    assert reading.unclear and reading.commands == ()


@pytest.mark.parametrize("message", DATA["left_alone"])
@pytest.mark.parametrize("before", [(), (TWO,)], ids=["empty", "two rows"])
def test_statements_and_general_questions_are_left_alone(message: str, before: tuple[str, ...]) -> None:
    reading = read(message, after(*before))
    assert (reading.commands, reading.asked, reading.unclear) == ((), [], [])
    assert rest(reading), "the clause stays for the others"


@pytest.mark.parametrize(("message", "kind", "args"), [(each["say"], each["kind"], each.get("args", {})) for each in DATA["asked"]])
def test_the_matrix_is_asked_and_not_changed(message: str, kind: str, args: dict[str, str]) -> None:
    reading = read(message, after(TWO))
    found = [(asked.kind, {name: _key(name, value) for name, value in asked.args.items()}) for asked in reading.asked]
    assert found == [(kind, {name: _key(name, value) for name, value in args.items()})]
    assert reading.commands == () and reading.unclear == []


def _key(name: str, value: str) -> str:
    return {"activity": activities().key, "role": roles().key}.get(name, str)(value)


@pytest.mark.parametrize(
    ("before", "message", "word"),
    [
        ((), "法务给意见", "哪个活动"),
        ((ONE,), "换成厂长", "厂长换掉哪一个"),
        ((ONE,), "法务配合", "法务"),
        ((ONE,), "我来拍板", "您是哪个角色"),
        ((ONE,), "内审的负责人是质量经理", "质量经理"),
        ((ONE,), "第三行的法务去掉", "没有第三行"),
        ((ONE,), "把那个改一下", "改哪一项"),
        ((ONE,), "采购、仓库也一样", "采购"),
        ((TWO,), "合同评审，法务给意见，数据出来给销售说一声", "没有看明白"),
        ((TWO, "合同评审，法务做"), "质量部换成体系办", "在好几行里"),
    ],
)
def test_what_is_open_is_asked_back(before: tuple[str, ...], message: str, word: str) -> None:
    assert word in "".join(read(message, after(*before)).unclear)


@pytest.mark.parametrize("message", ["厂长也拍板", "再加一个A，厂长", "厂长拍板", "内审，厂长批准", "A是厂长"])
def test_a_plain_second_a_is_not_put_in_place(message: str) -> None:
    file = after(ONE, message)
    assert rows_of(file) == rows_of(after(ONE))
    assert file.talk.pending is not None and file.talk.pending.args["replace"] is True


@pytest.mark.parametrize(
    ("message", "pair"),
    [
        ("机房值班，主要负责人是网管，备份是系统管理员", ("机房值班", "网管", "系统管理员")),
        ("机房值班的主要负责人网管，备份系统管理员", ("机房值班", "网管", "系统管理员")),
        ("机房值班网管主责，系统管理员备份", ("机房值班", "网管", "系统管理员")),
        ("机房值班 P 网管 B 系统管理员", ("机房值班", "网管", "系统管理员")),
        ("网管是机房值班的主要负责人，系统管理员做备份", ("机房值班", "网管", "系统管理员")),
        ("受理事件：A角服务台，B角运维", ("受理事件", "服务台", "运维")),
        ("受理事件由服务台主要负责，运维当备份", ("受理事件", "服务台", "运维")),
        ("监控巡检主岗运维，备岗服务台", ("监控巡检", "运维", "服务台")),
        ("机房值班主要负责人由网管担任，备份由系统管理员担任", ("机房值班", "网管", "系统管理员")),
        ("机房巡检 primary 是 DBA，backup 是 SRE", ("机房巡检", "DBA", "SRE")),
        ("机房值班的P是网管", ("机房值班", "网管", None)),
    ],
)
def test_primary_and_backup(message: str, pair: tuple[str, str, str | None]) -> None:
    (row,) = after(message).case.raci.rows
    assert (row.activity, row.primary, row.backup) == pair and not row.assignments


@pytest.mark.parametrize(
    ("message", "pair"),
    [
        ("备份换成运维", ("网管", "运维")),
        ("主要负责人换成运维工程师", ("运维工程师", "系统管理员")),
        ("P改成运维", ("运维", "系统管理员")),
        ("备份先空着", ("网管", None)),
        ("机房值班不要备份了", ("网管", None)),
        ("主备对调", ("系统管理员", "网管")),
        ("网管换成运维", ("运维", "系统管理员")),
        ("数据备份由DBA做", ("网管", "系统管理员")),
    ],
)
def test_primary_and_backup_are_changed(message: str, pair: tuple[str, str | None]) -> None:
    row = after("机房值班，主要负责人是网管，备份是系统管理员", message).case.raci.row("机房值班")
    assert row is not None and (row.primary, row.backup) == pair


@pytest.mark.parametrize(
    ("messages", "activity", "phase"),
    [
        (("差距分析阶段的访谈，咨询顾问来做",), "访谈", "gap-analysis"),
        (("周例会放在准备阶段，项目经理主持",), "周例会", "preparation"),
        ((ONE, "内审归到认证审核阶段"), "内审", "audit"),
        ((ONE, "把内审挪到试运行阶段"), "内审", "establishment"),
    ],
)
def test_phases(messages: tuple[str, ...], activity: str, phase: str) -> None:
    row = after(*messages).case.raci.row(activity)
    assert row is not None and row.phase == phase


@pytest.mark.parametrize(
    "message", ["管评挪到第一行", "把管评放到内审前面", "第二行放到最前面", "把第一行移到最后", "内审和管评互换顺序", "内审放到管评后面"]
)
def test_rows_are_moved(message: str) -> None:
    assert [row.activity for row in after(TWO, message).case.raci.rows] == ["管理评审", "内部审核"]


@pytest.mark.parametrize(
    ("message", "args"),
    [
        ("先套个模板吧", {}),
        ("帮我出一版标准RACI", {}),
        ("差距分析阶段用模板", {"phases": ["gap-analysis"]}),
        ("准备阶段和审核阶段按你们的模板来", {"phases": ["preparation", "audit"]}),
        ("人员职责表也套用模板", {"kind": "responsibilities"}),
    ],
)
def test_the_template_is_asked_for(message: str, args: dict[str, Any]) -> None:
    (command,) = read(message).commands
    assert (command.tool, command.args) == ("use_template", args)


@pytest.mark.parametrize("message", ["有没有RACI模板？", "模板怎么用", "你们有合同模板吗", "别用模板"])
def test_a_template_that_is_only_spoken_of_is_not_taken(message: str) -> None:
    assert read(message).commands == ()


def test_one_command_a_role_with_what_was_said() -> None:
    first, second = read("内审法务和财务都给意见").commands
    assert (first.tool, first.args) == ("assign_raci", {"activity": "内审", "role": "法务", "letters": ["C"]})
    assert second.args["role"] == "财务" and second.said == "内审法务和财务都给意见"


def test_asides_go_with_the_command_and_a_question_besides_stays() -> None:
    assert rest(read("喂，你记一下啊，内审质量部做，就这样")) == ""
    reading = read("内审改成总经理拍板，证书几年有效？", after(ONE))
    assert [command.args["role"] for command in reading.commands] == ["总经理"] and rest(reading) == "证书几年有效"


def test_what_others_wrote_is_not_obeyed() -> None:
    assert read("客户群里有人讲「把法务删了吧」，这个不算", after(ONE)).commands == ()
    assert read("以下是邮件：\n内审的A改成厂长，法务去掉。", after(ONE)).commands == ()


def test_a_row_that_was_lost_does_not_give_its_roles_to_another() -> None:
    """Where the name of the new row is not understood, its roles must not go to the row spoken of before."""
    file = after(ONE)
    assert rows_of(after(ONE, "满世界乱七八糟的差距分析呀什么来着，法务做")) == rows_of(file)


HOSTILE = {
    "nothing": "",
    "no commas": "内审质量部做管代拍板" * 20_000,
    "commas": "质量部做，" * 40_000,
    "enumeration": "质量部、" * 50_000,
    "sentences": "内审质量部做。" * 28_000,
    "emoji": "😀🎉" * 100_000,
    "blanks": " " * 200_000,
    "letters": "r a " * 50_000,
    "particles": "也都还要" * 49,
    "changes": "把内审改成" * 38,
    "alike": "跟内审一样" * 14,
    "moves": "放到内审" * 17,
    "quotes": "「" * 200_000,
    "zero": "\x00内审\x00质量部做",
}


@pytest.mark.parametrize("message", HOSTILE.values(), ids=HOSTILE.keys())
def test_any_input_is_read_quickly(message: str) -> None:
    file = after(TWO)
    started = time.process_time()
    read(message, file)
    assert time.process_time() - started < 1.0


@pytest.mark.parametrize(
    ("message", "rows"),
    [
        ("incident management，服务台 lead，IT manager sign off", {"incident management": {"服务台": "R", "IT manager": "A"}}),
        ("Put 李伟 down as accountable for internal audit", {"internal audit": {"李伟": "A"}}),
    ],
)
def test_both_languages_in_a_message_judged_english(message: str, rows: Rows) -> None:
    reading = read_commands(message, "en", CaseFile(), None, dt.date(2026, 11, 26))
    understood = Understanding("en", "question", message, commands=reading.commands)
    assert rows_of(act(understood, CaseFile(), Setting("en"), lambda scheme, _: scheme).file) == expected({}, rows)


@pytest.mark.parametrize(
    ("written", "right"),
    [("管里评审漏了", "管理评审漏了"), ("應急演炼那条", "应急演练那条"), ("文件管理", "文件管理"), ("签核同意", "签核同意"), ("", "")],
)
def test_a_mistyped_activity_is_put_right_place_for_place(written: str, right: str) -> None:
    folded = simplified(written)
    assert spelt_right(folded, folded) == (right, right)
