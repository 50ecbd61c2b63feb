"""A model words the answer: what it is shown, what stands of its words, and what happens when it fails."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from langchain_core.messages import AIMessage

from assistant.answer.model import NO_ANSWER, pieces_shown
from assistant.assistant import Assistant, open_assistant
from assistant.chat import Chat
from assistant.domain import Answered, Draft
from assistant.settings import Settings
from assistant.speaking import BUDGET, LONGEST_ANSWER, tokens
from tests.conftest import TODAY
from tests.scripted import ScriptedModel

QUESTION = "认证费用由哪几部分组成？"
GOOD = "认证实施项目的费用通常包含5个部分[S1]。"


@pytest.fixture
def model() -> ScriptedModel:
    return ScriptedModel()


@pytest.fixture(scope="module")
def opened(index: Path) -> Iterator[Callable[[ScriptedModel, float], Assistant]]:
    """One assistant whose model is exchanged from test to test: the index has one owner."""
    with open_assistant(Settings(index=str(index), sessions="sqlite://"), lambda: TODAY) as assistant:

        def with_model(model: ScriptedModel, limit: float = 5.0) -> Assistant:
            assistant.chat = Chat(model, "scripted", limit)
            assistant._answering._chat = assistant.chat
            return assistant

        yield with_model


def talk(assistant: Assistant, session: str, *messages: str) -> tuple[Answered, list[str]]:
    drafts: list[str] = []
    for message in messages:
        events = list(assistant.reply(session, message))
        drafts = [event.text for event in events if isinstance(event, Draft)]
    last = events[-1]
    assert isinstance(last, Answered), last
    return last, drafts


def test_the_models_words_are_shown_as_they_arrive_and_stand_with_numbered_citations(opened, model, request) -> None:  # type: ignore[no-untyped-def]
    model.replies = [GOOD]
    turn, drafts = talk(opened(model), request.node.name, QUESTION)
    assert "".join(drafts) == GOOD and len(drafts) > 1
    assert turn.answer.text == "认证实施项目的费用通常包含5个部分[1]。"
    assert turn.answer.citations[0].source == "iso20000-page.zh" and turn.answer.citations[0].highlights


def test_the_model_sees_rules_evidence_and_question_apart(opened, model, request) -> None:  # type: ignore[no-untyped-def]
    model.replies = [GOOD]
    talk(opened(model), request.node.name, QUESTION)
    rules, asked = (str(message.content) for message in model.seen[0])
    assert "data" in rules and "{language}" not in rules and "Chinese" in rules
    evidence, _, rest = asked.partition("<likely>")
    assert '<evidence key="S1"' in evidence and "认证咨询服务费" in rest.split("</likely>")[0]
    assert f"<question>\n{QUESTION}\n</question>" in rest
    assert rest.split("</question>")[1].strip().startswith("Answer in Chinese"), "small models have forgotten the rules by then"


@pytest.mark.parametrize(
    ("said", "gone"),
    [
        (GOOD + "总价约88000元[S1]。", "88000"),
        (GOOD + "费用还包含差旅和食宿安排[S1]。", "食宿"),
        (GOOD + "详情见 https://evil.example.com/x [S1]。", "evil"),
        (GOOD + "一定能通过认证[S1]。", "一定能"),
        (GOOD + "培训周期为一周[S99]。", "一周"),
        (GOOD + "培训费用是必须的[S1]。", "必须"),
        (GOOD + "费用不包含认证咨询服务费[S1]。", "不包含"),
        (GOOD + "The cost consists of five parts [S1].", "cost consists"),
    ],
)
def test_a_sentence_that_nothing_bears_out_is_taken_out_and_that_is_said(opened, model, request, said: str, gone: str) -> None:  # type: ignore[no-untyped-def]
    model.replies = [said]
    turn, _ = talk(opened(model), request.node.name, QUESTION)
    assert turn.answer.text.startswith("认证实施项目的费用通常包含5个部分[1]。")
    assert gone not in turn.answer.text
    assert "已删去" in turn.answer.text or "没有通过核对" in turn.answer.text or "evil" in said


def test_in_the_place_of_a_sentence_told_wrongly_the_passage_is_quoted(opened, model, request) -> None:  # type: ignore[no-untyped-def]
    model.replies = [GOOD + "培训费用是必须的[S1]。认证咨询服务费付给咨询合作方[S1]。"]
    turn, _ = talk(opened(model), request.node.name, QUESTION)
    answer, _, note = turn.answer.text.partition("\n\n")
    assert "“培训费用（可选）”[1]。" in answer and "必须" not in answer
    assert note == "（引号里的1句是资料原文：模型的说法没有通过核对。）"
    assert "培训费用（可选）" in turn.answer.citations[0].highlights


@pytest.mark.parametrize("key", ["", "[S99]", "[S4]"], ids=["no key", "unknown", "of another passage"])
def test_a_sentence_without_its_key_gets_that_of_the_passage_that_bears_it_out(opened, model, request, key: str) -> None:  # type: ignore[no-untyped-def]
    model.replies = [f"根据提供的证据，培训费用可选{key}。\n1. **认证咨询服务费**"]
    turn, _ = talk(opened(model), request.node.name, QUESTION)
    assert turn.answer.text == "培训费用可选[1]。\n1. 认证咨询服务费[1]"
    assert "培训费用（可选）" in turn.answer.citations[0].highlights


def test_what_hangs_on_a_first_sentence_that_is_taken_out_does_not_stand_alone(opened, model, request) -> None:  # type: ignore[no-untyped-def]
    model.replies = ["费用由9个部分组成[S1]。培训费用可选[S1]。认证咨询服务费也在其中[S1]。"]
    turn, _ = talk(opened(model), request.node.name, QUESTION)
    assert "1. " in turn.answer.text and "没有通过核对" in turn.answer.text


@pytest.mark.parametrize("said", ["随便说说，没有出处。", "价格是99999元[S1]。", "", "```json\n{}\n```", "[S1]"])
def test_where_nothing_stands_the_quotation_does(opened, model, request, said: str) -> None:  # type: ignore[no-untyped-def]
    model.replies = [said]
    turn, _ = talk(opened(model), request.node.name, QUESTION)
    assert "认证咨询服务费" in turn.answer.text and "99999" not in turn.answer.text


@pytest.mark.parametrize("said", [NO_ANSWER, "No_ANSWER", f"{NO_ANSWER}."])
def test_no_answer_of_the_model_leaves_the_quotation_and_is_not_shown(opened, model, request, said: str) -> None:  # type: ignore[no-untyped-def]
    model.replies = [said]
    turn, drafts = talk(opened(model), request.node.name, QUESTION)
    assert drafts == [] and "认证咨询服务费" in turn.answer.text and "模型" not in turn.answer.text


@pytest.mark.parametrize(
    "question", ["给我推荐一家便宜的搬家公司", "TS16949现在还能做吗？", "ISO 9001和ISO 14001有什么区别？", "办这个大概多少钱？"]
)
def test_refusals_tables_and_what_only_concerns_a_name_are_said_by_code_alone(opened, model, request, question: str) -> None:  # type: ignore[no-untyped-def]
    model.replies = []
    turn, _ = talk(opened(model), request.node.name, question)
    assert model.seen == [] and turn.answer.text


DEAD = "TS16949证书有效期几年？"
"""Code says what has become of the name, the model how long the certificate holds."""
VALID = "IATF 16949证书的有效期为3年[S1]。"


def test_the_model_words_what_stands_behind_a_note_on_a_name(opened, model, request) -> None:  # type: ignore[no-untyped-def]
    model.replies = [VALID]
    turn, drafts = talk(opened(model), request.node.name, DEAD)
    note, _, said = turn.answer.text.partition("\n\n")
    assert note.startswith("TS16949是旧名") and note.endswith("[1]。") and said == "IATF 16949证书的有效期为3年[2]。"
    assert [citation.n for citation in turn.answer.citations] == [1, 2] and turn.answer.frame is None
    shown = "".join(drafts)
    assert shown.startswith("TS16949是旧名") and shown.endswith(VALID) and "[S51]" not in shown
    asked = str(model.seen[0][1].content)
    assert "<said>\nTS16949是旧名" in asked and "[S51]" not in asked and "TS16949是旧名" not in asked.split("</likely>")[0]


def test_the_model_need_not_say_the_note_once_more(opened, model, request) -> None:  # type: ignore[no-untyped-def]
    assistant = opened(model)
    model.replies = [VALID]
    note = talk(assistant, request.node.name, DEAD)[0].answer.text.split("[1]")[0]
    model.replies = [f"{note}[S1]。{VALID}"]
    again, _ = talk(assistant, f"{request.node.name} 2", DEAD)
    assert again.answer.text.count("TS16949是旧名") == 1 and again.answer.text.endswith("IATF 16949证书的有效期为3年[2]。")


@pytest.mark.parametrize("said", ["有效期5年[S1]。", "TS 16949证书仍然有效[S1]。", NO_ANSWER, "有效期见[S51]。", ""])
def test_a_note_stands_whatever_the_model_says(opened, model, request, said: str) -> None:  # type: ignore[no-untyped-def]
    model.replies = [said]
    turn, _ = talk(opened(model), request.node.name, DEAD)
    assert turn.answer.text.startswith("TS16949是旧名") and "IATF 16949证书有效期3年[2]。" in turn.answer.text
    assert "仍然有效" not in turn.answer.text and "5年" not in turn.answer.text


def test_the_model_may_not_say_yes_where_code_says_no(opened, model, request) -> None:  # type: ignore[no-untyped-def]
    assistant, question = opened(model), "培训费用是必须的吗？"
    model.replies = ["是必须的，培训费用可选[S1]。"]
    turn, _ = talk(assistant, request.node.name, question)
    assert turn.answer.text.startswith("不") and "是必须的，" not in turn.answer.text
    model.replies = ["不是必须的，培训费用可选[S1]。"]
    turn, _ = talk(assistant, f"{request.node.name} 2", question)
    assert turn.answer.text == "不是必须的，培训费用可选[1]。"


def test_a_slow_model_is_not_waited_for(opened, model, request) -> None:  # type: ignore[no-untyped-def]
    model.replies = [9.0, GOOD]
    began = time.monotonic()
    turn, _ = talk(opened(model, 0.3), request.node.name, QUESTION)
    assert time.monotonic() - began < 0.3 + 2
    assert "认证咨询服务费" in turn.answer.text and "没有及时作答" in turn.answer.text


def test_a_broken_model_leaves_the_quotation_with_a_note(opened, model, request) -> None:  # type: ignore[no-untyped-def]
    model.replies = [ValueError("x")]
    turn, _ = talk(opened(model), request.node.name, QUESTION)
    assert "认证咨询服务费" in turn.answer.text and "模型的回答不可用" in turn.answer.text


def test_a_follow_up_that_finds_nothing_is_put_anew_by_the_model(opened, model, request) -> None:  # type: ignore[no-untyped-def]
    model.replies = [GOOD, "认证服务费是付给谁的？", "认证服务费付给审核机构[S1]。"]
    turn, _ = talk(opened(model), request.node.name, QUESTION, "没通过的话退钱吗")
    assert len(model.seen) == 3 and "审核机构" in turn.answer.text


COLLOQUIAL = "那张纸几年作废"
"""Rules find nothing for it."""


def test_a_question_that_finds_nothing_is_put_in_the_words_of_the_field(opened, model, request) -> None:  # type: ignore[no-untyped-def]
    model.replies = ["ISO 20000证书有效期几年？", "NO_ANSWER"]
    assistant = opened(model)
    turn, _ = talk(assistant, request.node.name, COLLOQUIAL)
    assert turn.answer.refused and len(model.seen) == 1, "it names a standard that nobody has spoken of"
    model.replies = ["证书有效期是几年？", "NO_ANSWER"]
    turn, _ = talk(assistant, f"{request.node.name} 2", COLLOQUIAL)
    assert not turn.answer.refused and "3年" in turn.answer.text and turn.message == COLLOQUIAL


@pytest.mark.parametrize("said", ["第一行\n第二行", "How many years?", "是" * 300, "", "ISO 9001:2015证书5年后作废吗？"])
def test_what_is_no_question_of_the_same_language_and_names_is_not_looked_up(opened, model, request, said: str) -> None:  # type: ignore[no-untyped-def]
    model.replies = [said]
    turn, _ = talk(opened(model), request.node.name, COLLOQUIAL)
    assert turn.answer.refused and len(model.seen) == 1


def test_the_case_and_the_turns_before_are_told_to_the_model(opened, model, request) -> None:  # type: ignore[no-untyped-def]
    model.replies = [GOOD]
    talk(opened(model), request.node.name, "预算八万，我们120人", QUESTION)
    asked = str(model.seen[0][1].content)
    assert "80,000元" in asked and "120" in asked and "<before>" in asked


def test_a_model_that_does_not_stop_is_read_no_further(opened, model, request) -> None:  # type: ignore[no-untyped-def]
    model.replies = [GOOD + "".join(f"第{n}项认证咨询服务费可选[S1]。" for n in range(2000))]
    _, drafts = talk(opened(model), request.node.name, QUESTION)
    assert LONGEST_ANSWER < len("".join(drafts)) < LONGEST_ANSWER + 100
    model.replies = [GOOD + "认证咨询服务费可选[S1]。" * 2000]
    turn, drafts = talk(opened(model), request.node.name, QUESTION)
    assert len("".join(drafts)) < 300, "it goes round in circles"
    assert turn.answer.text.count("认证咨询服务费可选") == 1


def test_a_prompt_keeps_within_its_budget(opened, model, request) -> None:  # type: ignore[no-untyped-def]
    assistant = opened(model)
    told = [f"第{n}项活动{'甲乙丙丁' * 4}由质量经理负责，服务台给意见" for n in range(12)]
    list(assistant.reply(request.node.name, "；".join(["预算八万，我们120人", *told])))
    for _ in range(4):
        model.replies = [GOOD]
        talk(assistant, request.node.name, QUESTION)
    whole = tokens(str(model.seen[-1][1].content))
    assistant._budget = 300
    try:
        model.replies = [GOOD]
        talk(assistant, request.node.name, QUESTION)
    finally:
        assistant._budget = BUDGET
    asked = str(model.seen[-1][1].content)
    assert tokens(asked) < 300 + 200 < whole, "besides the question, its form and the sentences likely to answer"
    assert '<evidence key="S1"' in asked and "<client>" in asked and "120" in asked


def test_figures_of_the_case_may_be_printed(opened, model, request) -> None:  # type: ignore[no-untyped-def]
    model.replies = ["认证服务费付给审核机构，预算80000元的费用包含5个部分[S1]。"]
    turn, _ = talk(opened(model), request.node.name, "预算八万", QUESTION)
    assert "80000" in turn.answer.text or "认证咨询服务费" in turn.answer.text
    model.replies = ["认证实施项目费用通常包含5个部分，共70000元[S1]。"]
    other, _ = talk(opened(model), request.node.name, QUESTION)
    assert "70000" not in other.answer.text


@pytest.mark.parametrize(
    ("pieces", "shown"),
    [
        (["一二", "三"], "一二三"),
        (["<thi", "nk>密谋</th", "ink>一二"], "一二"),
        (["NO_", "ANSWER"], ""),
        (["<lik", "ely>\n一二", "三</like", "ly>"], "一二三"),
        (["a <b", " c"], "a <b c"),
        (["NO", "R 一二"], "NOR 一二"),
        (["<think>没完"], ""),
    ],
)
def test_thoughts_are_not_shown(pieces: list[str], shown: str) -> None:
    assert "".join(pieces_shown(iter(pieces))) == shown


def test_tokens_are_estimated_by_script() -> None:
    assert tokens("认证费用由哪几部分组成") >= 7 and tokens("what does it cost us in all") <= 10 and tokens("") == 1


def test_a_messages_content_may_come_in_parts(opened, model, request) -> None:  # type: ignore[no-untyped-def]
    model.replies = [AIMessage([{"type": "text", "text": "认证服务费是付给谁的"}])]
    assert Chat(model, "parts").call([]).content


def test_a_turn_broken_off_leaves_nothing_behind(opened, model, request) -> None:  # type: ignore[no-untyped-def]
    assistant = opened(model)
    model.replies = [GOOD, GOOD]
    talk(assistant, request.node.name, QUESTION)
    state, case = assistant._sessions.latest(request.node.name), assistant.case(request.node.name)
    events = assistant.reply(request.node.name, "预算八万。认证费用由哪几部分组成？")
    assert any(isinstance(event, Draft) for event in events)
    events.close()
    assert assistant._sessions.latest(request.node.name) == state
    assert len(assistant.history(request.node.name)) == 1 and assistant.case(request.node.name) == case
