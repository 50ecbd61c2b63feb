"""Language, intent, shape, and follow-ups."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Answer, Answered, Citation, Intent, Language, Shape, Understanding
from assistant.understand import understand

COSTS = "费用方面，包含以下部分：\n\n1. 认证咨询服务费（可选）\n2. 认证服务费（审核机构）\n3. 培训费用（可选）"


def _turn(question: str, text: str = COSTS, language: Language = "zh", shape: Shape = "list") -> Answered:
    citation = Citation(1, "p1", "page.zh", "题", "费用", COSTS, None, None, None, "current")
    asked = Understanding(language, "question", question, shape)
    return Answered("s", 1, question, asked, Answer(text, language, citations=(citation,)))


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("费用由哪几块组成？", "zh"),
        ("What is 监督审核?", "en"),
        ("ISO20000 证书 validity", "zh"),
        ("How do we explain 服务台 to the client?", "en"),
        ("我们的 scope 怎么写", "zh"),
        ("ISO 20000 benefits", "en"),
        ("SLA和service catalogue是什么", "zh"),
        ("CMMI", "zh"),
        ("iso 27001?", "zh"),
        ("CMMI level 3 price", "en"),
    ],
)
def test_the_frame_of_the_sentence_decides_its_language(message: str, language: Language) -> None:
    assert understand(message).language == language


def test_a_bare_name_is_in_the_language_of_the_conversation() -> None:
    assert understand("CMMI", [_turn("What does it cost?", language="en")]).language == "en"


@pytest.mark.parametrize(
    ("message", "intent"),
    [
        ("", "empty"),
        (" \u200b\x00 ", "empty"),
        ("你好", "greeting"),
        ("Hi there!", "greeting"),
        ("好的，谢谢", "thanks"),
        ("thanks a lot", "thanks"),
        ("拜拜", "farewell"),
        ("你是谁？", "identity"),
        ("are you a robot?", "identity"),
        ("你能做什么", "ability"),
        ("what can you do?", "ability"),
        ("x" * 2001, "too_long"),
        ("？？！", "not_words"),
        ("😀😀", "not_words"),
        ("SELECT * FROM users; DROP TABLE users;", "not_words"),
        ('{"a": [1, 2]}', "not_words"),
        ("이 인증은 얼마입니까", "other_language"),
        ("Сколько стоит сертификация?", "other_language"),
        ("Combien coûte la certification pour une PME ?", "other_language"),
        ("你好，费用有哪几块？", "question"),
        ("Hello, is training mandatory?", "question"),
        ("P是什么意思", "question"),
        ("谢谢，那周期多长？", "question"),
    ],
)
def test_what_is_no_question_is_told_apart(message: str, intent: Intent) -> None:
    assert understand(message).intent == intent


@pytest.mark.parametrize(
    ("question", "shape"),
    [
        ("这个要多少钱？", "price"),
        ("Roughly what does this cost a mid-size hospital?", "price"),
        ("What does certification cost consist of?", "list"),
        ("费用包括哪些部分", "list"),
        ("分成几个部分？", "count"),
        ("How many categories are there?", "count"),
        ("证书管几年？", "time"),
        ("How long does it take?", "time"),
        ("培训费必须交吗", "yes_no"),
        ("Is the consultant optional?", "yes_no"),
        ("So do we have to buy tools?", "yes_no"),
        ("什么是ISO 20000", "definition"),
        ("What does P stand for?", "definition"),
        ("为什么要先做调研", "why"),
        ("怎么填职责矩阵", "how_to"),
        ("How do we fill in the matrix?", "how_to"),
        ("谁来填问卷", "who"),
        ("Can you tell me what the survey covers?", "fact"),
    ],
)
def test_the_shape_of_a_question(question: str, shape: Shape) -> None:
    assert understand(question).shape == shape


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("第二项是什么意思？", "认证服务费（审核机构）"),
        ("what does the second one mean?", "认证服务费（审核机构）"),
        ("最后一个呢", "培训费用（可选）"),
        ("the last one?", "培训费用（可选）"),
    ],
)
def test_an_item_is_named_by_its_number(message: str, expected: str) -> None:
    found = understand(message, [_turn("费用有哪些")])
    assert found.focus == expected
    assert expected in found.question
    assert found.about == ("p1",)


def test_the_rest_of_a_list_is_what_was_not_spoken_of() -> None:
    before = _turn("咨询服务费可以不花吗", "可以。认证咨询服务费（可选）[1]。", shape="yes_no")
    found = understand("另外两类要吗？", [before])
    assert found.focus == "认证服务费（审核机构）、培训费用（可选）"
    assert found.shape == "yes_no"


@pytest.mark.parametrize("message", ["周期多长？", "它有什么好处", "那人员呢？", "what about staff?", "why?", "Who does that?"])
def test_a_question_that_leans_on_the_last_one_brings_its_subject(message: str) -> None:
    found = understand(message, [_turn("ISO20000差距分析怎么做", shape="how_to")])
    assert "差距分析" in found.question
    assert message.strip("？?") in found.question


def test_the_same_in_another_language() -> None:
    found = understand("in English please", [_turn("费用有哪些")])
    assert (found.language, found.question, found.shape) == ("en", "费用有哪些", "list")


@pytest.mark.parametrize("message", ["ISO 27001认证的有效期是几年？", "认证范围里的业务类别具体包括哪些内容呢"])
def test_a_question_that_stands_alone_is_left_alone(message: str) -> None:
    assert understand(message, [_turn("费用有哪些")]).question == message


@given(st.text(max_size=300))
def test_no_message_breaks_it(message: str) -> None:
    assert understand(message, [_turn("费用有哪些")]).language in ("zh", "en")


@pytest.mark.parametrize(("message", "item"), [("那培训呢？", "培训费用（可选）"), ("审核机构的呢", "认证服务费（审核机构）")])
def test_another_item_of_the_list_is_asked_the_same(message: str, item: str) -> None:
    found = understand(message, [_turn("咨询服务费必须交吗", COSTS, shape="yes_no")])
    assert (found.focus, found.shape) == (item, "yes_no")
    assert "必须交" in found.question
