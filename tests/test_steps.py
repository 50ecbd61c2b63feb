"""Steps back and forward, and yes and no: only what is clearly meant so."""

import datetime as dt
from decimal import Decimal

import pytest

from assistant.case import Case, CaseFile, Pending
from assistant.domain import Language
from assistant.understand.commands import steps
from assistant.understand.commands.clauses import clauses_of
from assistant.understand.commands.reading import Context, Reading

FIRST = Case()
SECOND = FIRST.changed(raci=FIRST.raci.assign("内部审核", "管理者代表", ["A"]))
THIRD = SECOND.changed(costs=SECOND.costs.set("training", amount=Decimal(10000)))
FOURTH = THIRD.changed(raci=THIRD.raci.assign("管理评审", "总经理", ["A"]))
FILE = CaseFile((FIRST, SECOND, THIRD, FOURTH), at=2)
"""The training has been set last, and the management review has been taken back."""
OFFER = Pending(kind="confirm", tool="assign_raci", args={"activity": "内审", "role": "厂长", "letters": ["A"], "replace": True})


def read(message: str, pending: Pending | None = None) -> Reading:
    language: Language = "en" if message.isascii() else "zh"
    reading = Reading(clauses_of(message))
    steps.read(reading, Context(language, FILE.with_talk(FILE.talk.changed(pending=pending)), None, dt.date(2026, 11, 26)))
    return reading


@pytest.mark.parametrize(
    ("message", "step"),
    [
        *(
            (message, ("undo", 1))
            for message in ("撤销", "撤銷", "撤销一下刚才的", "把刚才那条撤掉", "退一步", "诶不对，退一步吧", "还是撤销吧，谢谢")
        ),
        *(
            (message, ("undo", 1))
            for message in ("上一句当我没说", "上一句不算", "刚才说的不算", "取消刚才那个", "回到上一步", "改回去", "撤销 that")
        ),
        *(
            (message, ("undo", 1))
            for message in ("undo", "Undo.", "undo that please", "ugh no undo", "Please undo my last entry.", "scratch that")
        ),
        *(
            (message, ("undo", 1))
            for message in (
                "Oops, wrong row, undo that",
                "that's not confirmed, undo",
                "can you undo that?",
                "能帮我撤销一下吗？",
                "take that back",
            )
        ),
        *(
            (message, ("undo", 2))
            for message in ("退两步", "往回退二步", "撤销最近两个改动", "undo the last two", "two steps back", "go back two", "undo twice")
        ),
        *((message, ("undo", 3)) for message in ("往回退三步", "undo 3", "revert the last three changes", "ok please go back 3 steps")),
        *((message, ("undo", 1)) for message in ("Forget that last bit, undo it.", "刚才说的不算，撤销", "undo, please undo that")),
        *((message, ("undo", 2)) for message in ("back two steps", "刚才不算，退两步")),
        ("退十二步", ("undo", 12)),
        ("undo 1000 steps", ("undo", 100)),
        *(
            (message, ("redo", 1))
            for message in ("重做", "恢复", "恢复一下", "恢复刚才撤销的", "取消撤销", "redo", "no it was right, redo", "bring it back")
        ),
        *((message, ("redo", 2)) for message in ("恢复两步", "redo two steps", "redo twice")),
        # Named, and indeed what the step is about.
        *((message, ("undo", 1)) for message in ("撤销培训那个", "undo the training cost", "撤销培训费用的改动")),
        *((message, ("redo", 1)) for message in ("恢复管评那条", "redo the management review")),
    ],
)
def test_a_step_is_made(message: str, step: tuple[str, int]) -> None:
    assert [(command.tool, command.args["steps"]) for command in read(message).commands] == [step]


@pytest.mark.parametrize(
    "message",
    [
        "撤销证书要多久？",
        "证书被撤销了",
        "数据还原由运维做",
        "业务恢复由运维部负责",
        "恢复演练每年一次",
        "内审要重做",
        "变更回退由运维负责",
        "撤销内审那条",
        "撤销刚才那四万二",
        "别撤销",
        "怎么撤销",
        "可以撤销吗？",
        "请问证书恢复要多久",
        "undo the internal audit",
        "undo the 42,000 quote",
        "don't forget that QA signs off",
        "do not undo",
        "take the proposal back to the client",
        "we need to step back and look",
        "the release is rolled back by ops",
        "go back to the first question",
        "客户发了句「撤销」",
        "how do I undo?",
        "内审由内审员做",
    ],
)
def test_other_things_are_no_steps(message: str) -> None:
    assert read(message).commands == ()


@pytest.mark.parametrize("message", ["撤销，再撤销", "撤销。撤销", "undo, and undo again", "undo. undo"])
def test_a_step_that_is_asked_for_again_is_another_one(message: str) -> None:
    assert [command.tool for command in read(message).commands] == ["undo", "undo"]


@pytest.mark.parametrize("undone", [CaseFile(), CaseFile((FIRST, SECOND), at=0)])
def test_what_is_named_is_compared_with_the_step_there_is(undone: CaseFile) -> None:
    reading = Reading(clauses_of("撤销培训那个"))
    steps.read(reading, Context("zh", undone, None, dt.date(2026, 11, 26)))
    assert reading.commands == ()


YES = [
    "是",
    "是的",
    "好",
    "嗯好",
    "嗯，换吧",
    "那就换吧",
    "对",
    "好的谢谢",
    "换成厂长吧",
    "厂长",
    "还是厂长吧",
    "要",
    "就这样吧",
    "没问题",
    "等一下，好",
]
YES += [
    "好，内审再加个法务给意见",
    "對",
    "yes please",
    "Yeah, go ahead",
    "ok",
    "sure, do it",
    "yes replace him",
    "fine with me",
    "the plant manager",
]
NO = [
    "不",
    "不换了",
    "算了",
    "先不换",
    "不用",
    "不行",
    "还是管代吧",
    "管理者代表",
    "保持不变",
    "no",
    "No thanks.",
    "leave it",
    "keep it as it is",
]
NO += ["don't change it", "keep the management representative", "no, leave it as it was", "never mind"]
NEITHER = [
    "对了，培训多少",
    "是吗？",
    "不用培训了",
    "改成6万",
    "培训不要了",
    "right now QA does it",
    "correct the fee to 5000",
    "no QA does it",
]
NEITHER += ["内审由质量部做，好", "如果换的话会怎样？", "好多钱", "ok?", "总经理"]


@pytest.mark.parametrize(
    ("message", "meant"), [*((each, "yes") for each in YES), *((each, "no") for each in NO), *((each, "") for each in NEITHER)]
)
def test_an_offer_is_taken_or_declined(message: str, meant: str) -> None:
    reading = read(message, OFFER)
    taken = [(command.tool, command.args) for command in reading.commands]
    assert taken == ([(OFFER.tool, OFFER.args)] if meant == "yes" else [])
    assert reading.declined == (meant == "no")


LET_BE = ("不换了", "算了", "leave it", "never mind")
"""Say by themselves that nothing is wanted."""


@pytest.mark.parametrize("message", [*YES, *NO])
def test_without_an_offer_they_answer_nothing(message: str) -> None:
    for pending in (None, Pending(kind="later"), Pending(kind="category")):
        reading = read(message, pending)
        assert reading.commands == () and reading.declined == (message in LET_BE)


def test_a_step_back_is_no_answer_to_the_offer() -> None:
    reading = read("No. Undo that.", OFFER)
    assert [command.tool for command in reading.commands] == ["undo"] and not reading.declined
