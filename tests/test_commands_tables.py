"""RACI tables in a message."""

import time

import pytest

from assistant.understand.commands.tables import tables_in


def read(text: str) -> list[tuple[str, str, str]]:
    return [
        (
            command.args.get("activity") or command.args["item"],
            command.args.get("role") or command.args.get("primary") or command.args["backup"],
            "".join(command.args.get("letters", [])) or command.tool,
        )
        for command in tables_in(text)[1]
    ]


@pytest.mark.parametrize(
    "text",
    [
        "活动|R|A|C|I\n立项|生产部|厂长|财务、工艺|-",
        "| 活动 | R | A | C | I |\n|---|---|---|---|---|\n| 立项 | 生产部 | 厂长 | 财务和工艺 | |",
        "活动\tR\tA\tC\tI\n立项\t生产部\t厂长\t财务/工艺\t无",
        "工作项｜生产部｜厂长｜财务｜工艺\n立项｜R｜A｜C｜C",
    ],
)
def test_a_table_is_read_by_letters_or_by_roles(text: str) -> None:
    assert read(text) == [("立项", "生产部", "R"), ("立项", "厂长", "A"), ("立项", "财务", "C"), ("立项", "工艺", "C")]


def test_an_english_table_with_words_around_it() -> None:
    text = "here it is:\nactivity | R | A | C | I\nrisk assessment | HSE and QA | yard director | n/a | union\nthat's all"
    rest, _ = tables_in(text)
    assert read(text) == [
        ("risk assessment", "HSE", "R"),
        ("risk assessment", "QA", "R"),
        ("risk assessment", "yard director", "A"),
        ("risk assessment", "union", "I"),
    ]
    assert rest == "here it is:\nthat's all"


def test_one_role_may_have_two_letters() -> None:
    assert read("task|R|A\naudit|QA|QA") == [("audit", "QA", "RA")]
    assert read("task|QA|HR\naudit|R/A|I") == [("audit", "QA", "RA"), ("audit", "HR", "I")]


def test_primary_and_backup_columns() -> None:
    assert read("工作内容|P|B\n受理事件|服务台|二线") == [
        ("受理事件", "服务台", "set_responsibility"),
        ("受理事件", "二线", "set_responsibility"),
    ]


@pytest.mark.parametrize("text", ["a|b", "价格|数量\n3|4", "活动|R|A|C|I", "x\ny", "", "费用|金额\n培训|1万", "C|I\n|"])
def test_other_tables_and_words_stay(text: str) -> None:
    assert tables_in(text) == (text, ())


def test_a_long_text_is_read_at_once() -> None:
    began = time.process_time()
    tables_in("活动|R|A\n" + "|" * 100_000 + "\n" + "a|b\n" * 20_000)
    assert time.process_time() - began < 2
