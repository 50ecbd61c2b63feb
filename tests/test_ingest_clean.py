"""What carries no content goes; what does stays word for word."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Document
from ingest.clean import characters, clean
from ingest.split import split

BANNER = "★重庆CMMI认证★重庆ISO27001认证★"
WRAPPED = """The certification body examines whether the management system of the
organisation conforms to the standard and whether it is maintained in
daily work, for which it looks at records and talks to people in every
process within the scope.

Surveillance audits follow every year; before the certificate expires a
recertification audit is due."""


def test_invisible_and_control_characters_go_and_spaces_become_plain() -> None:
    assert characters("\ufeff认\u200b证\u00ad\x07　费用\u00a0 一\t览\u202e \r\n二\x0b三\u2028四") == "认证 费用 一 览\n二\n三\n四"


def test_lone_surrogates_go() -> None:
    assert characters("a\ud800b").encode() == b"ab"


@given(st.text())
def test_characters_can_be_cleaned_twice_and_always_encoded(text: str) -> None:
    once = characters(text)
    assert characters(once) == once
    assert once.encode().decode() == once


def test_a_banner_goes_wherever_it_stands() -> None:
    assert clean(f"{BANNER}\n认证准备。\n{BANNER}\n认证范围。\n\n{BANNER}") == "认证准备。\n认证范围。"


def test_a_banner_that_returns_only_twice_stays() -> None:
    assert clean(f"{BANNER}\n\n认证准备。\n\n{BANNER}").count(BANNER) == 2


def test_a_sentence_that_returns_stays_once() -> None:
    sentence = "具体费用以认证机构的报价为准。"
    assert clean("\n\n".join(["一。", sentence, "二。", sentence, "三。", sentence])) == f"一。\n\n{sentence}\n\n二。\n\n三。"


def test_list_items_table_rows_and_headings_may_return() -> None:
    table = "| 信息系统运行维护服务 | 可选 |\n|---|---|\n| 信息系统运行维护 |"
    body = "\n\n".join(f"## 认证前期准备工作的步骤\n\n- 提交认证申请书和附件材料\n\n{table} {n} |" for n in range(4))
    assert clean(body) == body


def test_a_section_that_returns_stays_once() -> None:
    section = "## 费用\n\n费用包含五个部分。\n\n- 咨询\n- 审核"
    other = "## 费用\n\n另一段。"
    assert clean(f"# 标题\n\n{section}\n\n{other}\n\n{section}") == f"# 标题\n\n{section}\n\n{other}"


def test_a_long_paragraph_that_returns_in_a_text_without_headings_stays_once() -> None:
    paragraph = "认证准备阶段的第一步工作就是完成认证可行性方案的编写，" * 4 + "完。"
    assert clean(f"{paragraph}\n短句。\n{paragraph}\n短句。") == f"{paragraph}\n短句。\n短句。"


def test_lines_broken_at_the_width_of_a_page_are_joined() -> None:
    first, second = clean(WRAPPED).split("\n\n")
    assert first.startswith("The certification body examines whether the management system of the organisation conforms")
    assert first.endswith("every process within the scope.")
    assert "\n" not in first + second


def test_broken_chinese_lines_are_joined_without_a_space() -> None:
    lines = [
        "认证机构检查组织的管理体系是否符合标准的要求，以及该体系在日常",
        "工作中是否得到保持，为此审核员要查看记录，并与范围内各个流程的",
        "人员谈话，时间由组织的规模和所处行业的风险来决定，通常需要预约",
        "并在审核前商定。",
    ]
    assert clean("\n".join(lines)) == "".join(lines)


def test_lines_of_a_writers_own_length_stay_apart() -> None:
    body = "公司：智汇源顾问\n电话：13983086348\n地址：重庆\n联系人：罗老师\n业务：认证咨询"
    assert clean(body) == body


def test_wrapped_list_items_are_joined_with_their_continuation_only() -> None:
    item = "- Surveillance audits follow every year and look at the changes in the\n  scope of the certificate"
    assert clean(f"{WRAPPED}\n\n{item}\n- Recertification").endswith("changes in the scope of the certificate\n- Recertification")


def test_comments_and_surplus_blank_lines_go() -> None:
    assert clean("\n\none\n\n\n<!-- note\nof two lines -->\n\ntwo\n<!-- never closed") == "one\n\ntwo"


@pytest.mark.parametrize("run", [" ", "- ", "|", "| -", "#", "<!--", "{#", "。", ".)", "，", "\u200b"])
def test_endless_runs_of_marks_are_read_in_time_that_grows_with_their_length(run: str) -> None:
    text = f"{run * (200_000 // len(run))}认证x"
    started = time.process_time()
    split(Document("doc", "标题", "zh"), clean(text))
    assert time.process_time() - started < 3


def test_a_wide_table_keeps_its_rule() -> None:
    table = "\n".join(["| 流程 " * 60 + "|", "|---" * 60 + "|", "| 一 " * 60 + "|"])
    assert clean(table) == table
