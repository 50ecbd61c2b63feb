"""The list of what was asked and could not be answered: ranked, without anything personal, and nothing else in it."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Answer, Intent, Language, Mention, Understanding
from assistant.errors import SettingsError
from assistant.missing import LONGEST, Missing, MissingKnowledge, impersonal, open_missing
from assistant.sessions import open_sessions

DAY = "2026-11-26"


@pytest.fixture
def missing() -> Iterator[MissingKnowledge]:
    with open_missing("sqlite://") as opened:
        yield opened


def asked(question: str, *schemes: str, language: Language = "zh", intent: Intent = "question") -> Understanding:
    return Understanding(language, intent, question, mentions=tuple(Mention(one, one, "current") for one in schemes))


def answer(**how: Any) -> Answer:
    return Answer("答。", "zh", **how)


REFUSED, WEAK, GOOD = answer(refused=True), answer(weak=True), answer()


def rows(missing: MissingKnowledge) -> list[tuple[str, str, str, int, str]]:
    return [(one.question, one.scheme, one.why, one.times, one.last) for one in missing.ranked()]


def test_what_is_refused_or_weak_is_noted_with_its_scheme_and_day(missing: MissingKnowledge) -> None:
    missing.note(asked("收费标准是多少？", "haccp", "iso-22000"), REFUSED, DAY)
    missing.note(asked("How is the audit rated?", language="en"), WEAK, DAY)
    assert missing.ranked() == [
        Missing("收费标准是多少？", "haccp", "zh", "refused", 1, DAY),
        Missing("How is the audit rated?", "", "en", "weak", 1, DAY),
    ]


@pytest.mark.parametrize(
    ("understanding", "given_answer"),
    [
        (asked("费用有哪些"), GOOD),
        (asked("今天天气怎么样"), answer(refused=True, foreign=True)),
        (asked("", intent="greeting"), REFUSED),
        (asked("涉密合同", intent="classified"), REFUSED),
        (asked("机密★", intent="classified_refused"), REFUSED),
        (asked("月球有证吗", intent="too_long"), WEAK),
        (asked("什么？"), REFUSED),
        (asked("13983086348"), REFUSED),
        (asked(""), REFUSED),
    ],
)
def test_what_is_answered_or_no_question_of_the_field_is_not_noted(
    missing: MissingKnowledge, understanding: Understanding, given_answer: Answer
) -> None:
    missing.note(understanding, given_answer, DAY)
    assert missing.ranked() == []


def test_the_same_in_other_words_of_no_weight_counts_again(missing: MissingKnowledge) -> None:
    for day, question in (("2026-11-24", "请问收费标准是什么？"), ("2026-11-26", "收费标准呢"), ("2026-11-25", "ＨＡＣＣＰ收费标准")):
        missing.note(asked(question, "haccp"), WEAK, day)
    assert rows(missing) == [
        ("请问收费标准是什么？", "haccp", "weak", 2, "2026-11-26"),
        ("ＨＡＣＣＰ收费标准", "haccp", "weak", 1, "2026-11-25"),
    ]


def test_another_scheme_or_language_is_another_row(missing: MissingKnowledge) -> None:
    missing.note(asked("HACCP price", "haccp", language="en"), REFUSED, DAY)
    missing.note(asked("HACCP price", "haccp", language="zh"), REFUSED, DAY)
    missing.note(asked("HACCP price", "iso-22000", language="en"), REFUSED, DAY)
    assert [one.times for one in missing.ranked()] == [1, 1, 1]


@pytest.mark.parametrize("answers", [(WEAK, REFUSED), (REFUSED, WEAK)])
def test_what_was_refused_once_counts_as_refused(missing: MissingKnowledge, answers: tuple[Answer, Answer]) -> None:
    for one in answers:
        missing.note(asked("收费标准"), one, DAY)
    assert rows(missing) == [("收费标准", "", "refused", 2, DAY)]


def test_asked_most_comes_first_then_refused_then_the_latest(missing: MissingKnowledge) -> None:
    for question, result, day, times in (
        ("甲种证书", WEAK, "2026-11-26", 1),
        ("乙种证书", REFUSED, "2026-11-24", 1),
        ("丙种证书", REFUSED, "2026-11-25", 1),
        ("丁种证书", WEAK, "2026-11-01", 3),
        ("戊种证书", WEAK, "2026-11-26", 1),
    ):
        for _ in range(times):
            missing.note(asked(question), result, day)
    expected = ["丁种证书", "丙种证书", "乙种证书", "戊种证书", "甲种证书"]
    assert [one.question for one in missing.ranked()] == expected
    assert [one.question for one in missing.ranked(2)] == expected[:2]


def test_a_long_question_is_cut(missing: MissingKnowledge) -> None:
    missing.note(asked("认证" + "很长的问题" * 100), REFUSED, DAY)
    assert len(missing.ranked()[0].question) == LONGEST


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("请打13983086348告诉我费用", "请打…告诉我费用"),
        ("电话139 8308 6348", "电话…"),
        ("+86 139-8308-6348找我", "…找我"),
        ("座机023-68123456问费用", "座机…问费用"),
        ("身份证50010119900101123X能注册吗", "身份证…能注册吗"),
        ("写信到zhang.san+iso@mail.example.com.cn", "写信到…"),
        ("见https://firm.example/a?b=c的费用", "见…的费用"),
        ("微信zhang888，9001费用", "…，9001费用"),
        ("微信号：zhangsan", "…"),
        ("QQ 123456说一下", "…说一下"),
        ("wechat id: zhangsan please", "…please"),
        ("Tel: 68123456 for the fee", "…for the fee"),
        ("我叫王小明，想做9001", "我叫…，想做9001"),
        ("我姓王，想做9001", "我姓…，想做9001"),
        ("联系人：李四", "联系人…"),
        ("张经理说要做CMA", "…说要做CMA"),
        ("王总，CMA多少钱", "…，CMA多少钱"),
        ("李女士问CMA", "…问CMA"),
        ("重庆某某电子有限公司能做CMA吗", "…能做CMA吗"),
        ("天地集团的证书", "…的证书"),
        ("My name is john smith and we need CMA", "…and we need CMA"),
        ("I am John Smith, what about CMA?", "…, what about CMA?"),
        ("I'm Peter O'Brien. CMA?", "…. CMA?"),
        ("Dr. Wang wants CMA", "…wants CMA"),
        ("Does Acme Testing Ltd. need CMA?", "…need CMA?"),
    ],
)
def test_who_asked_cannot_be_told(text: str, kept: str) -> None:
    assert impersonal(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "GB/T 19001-2016什么时候换版",
        "GB 17405-2025怎么审",
        "TS16949证书2018-09-14之后还有效吗",
        "ISO/IEC 20000-1:2018有哪些条款",
        "电话销售公司需要什么认证",
        "手机生产企业怎么做CCC认证",
        "项目经理需要什么证书",
        "总经理要签字吗",
        "hotel certification cost",
        "telecom operators and intelligent meters",
        "WeChat mini program certification",
        "I am looking for the price of ISO 9001",
        "I'm ISO certified, what next?",
        "This is mandatory or not?",
        "公司要有多少人才能申请",
    ],
)
def test_what_was_asked_stays_readable(text: str) -> None:
    assert impersonal(text) == text


@given(st.text(max_size=200), st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text(max_size=50))
def test_no_mobile_number_survives_in_any_text(before: str, number: str, after: str) -> None:
    assert number not in impersonal(f"{before}请打{number}，{after}")


def test_nothing_personal_reaches_the_file(tmp_path: Path) -> None:
    file = tmp_path / "sessions.db"
    with open_missing(f"sqlite:///{file}") as missing:
        missing.note(asked("我叫王小明，电话13983086348，微信wxm1999，重庆某某电子有限公司做CMA多少钱"), REFUSED, DAY)
        assert "CMA多少钱" in missing.ranked()[0].question
        held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert "多少钱".encode() in held
    assert not [word for word in ("王小明", "13983086348", "wxm1999", "某某电子") if word.encode() in held]


def test_the_list_outlives_the_process_and_shares_the_file_with_the_conversations(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'deep' / 'sessions.db'}"
    with open_missing(url) as missing, open_sessions(url):
        missing.note(asked("收费标准"), WEAK, DAY)
    with open_sessions(url), open_missing(url) as missing:
        missing.note(asked("收费标准"), WEAK, DAY)
        assert rows(missing) == [("收费标准", "", "weak", 2, DAY)]
    with closing(sqlite3.connect(tmp_path / "deep" / "sessions.db")) as connection:
        columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(missing)")]
    assert columns == ["topic", "question", "scheme", "language", "why", "times", "last"]


def test_many_threads_may_note_at_once(missing: MissingKnowledge) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: missing.note(asked(f"第{n % 4}类证书"), REFUSED, DAY), range(200)))
    assert [one.times for one in missing.ranked()] == [50, 50, 50, 50]


def test_a_place_that_cannot_be_used_is_refused() -> None:
    with pytest.raises(SettingsError, match="ASSISTANT_SESSIONS"), open_missing("postgresql://host/db"):
        pass
