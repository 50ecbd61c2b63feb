"""Questions about the schemes, through the door: names, editions, several at once, what is asked back, and what is said of age."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant, open_assistant
from assistant.domain import Answered
from assistant.figures import figures, missing
from assistant.ledger_reading import read_ledger
from assistant.settings import Settings
from tests.talking import PHONE, tell


def _schemes(turn: Answered) -> set[str]:
    return {citation.source.rsplit(".", 1)[0] for citation in turn.answer.citations}


@pytest.fixture
def at(index: Path) -> Iterator[Callable[[str], Assistant]]:
    """Opens the assistant on a day of one's own; one at a time, for the index has one owner."""
    opened: list[Assistant] = []

    def on(day: str) -> Assistant:
        while opened:
            opened.pop().close()
        opened.append(open_assistant(Settings(index=str(index), sessions="sqlite://"), lambda: dt.date.fromisoformat(day)))
        return opened[-1]

    yield on
    while opened:
        opened.pop().close()


@pytest.mark.parametrize(
    ("question", "scheme", "said"),
    [
        ("TS16949现在还能做吗？", "iatf-16949", ["IATF 16949", "2018年9月14日"]),
        ("Is ISO/TS 16949 still valid?", "iatf-16949", ["IATF 16949", "14 September 2018"]),
        ("ＴＳ　１６９４９ 还办吗", "iatf-16949", ["IATF 16949"]),
        ("GJB5000A还能做吗", "gjb-5000b", ["GJB 5000B"]),
        ("计量认证还有效吗", "cma-qualification", ["资质认定"]),
        ("QS标志现在还能用吗", "food-production-licence-sc", ["SC"]),
        ("BRC是什么", "brcgs-food-safety", ["BRCGS"]),
        ("URCC认证还有吗", "curc", ["CURC"]),
        ("Can we still get BRC?", "brcgs-food-safety", ["BRCGS"]),
    ],
)
def test_a_dead_name_is_answered_with_todays_name(assistant: Assistant, question: str, scheme: str, said: list[str]) -> None:
    turn = tell(assistant, question)
    assert scheme in _schemes(turn) and not turn.answer.refused
    assert all(words in turn.answer.text for words in said), turn.answer.text


def test_a_dead_name_does_not_keep_the_rest_of_the_question_from_an_answer(assistant: Assistant) -> None:
    turn = tell(assistant, "计量认证有效期多长？")
    assert "旧名" in turn.answer.text and "6年" in turn.answer.text


def test_a_price_of_a_dead_name_is_refused_with_todays_name(assistant: Assistant) -> None:
    turn = tell(assistant, "TS16949多少钱")
    assert turn.answer.refused and "IATF 16949" in turn.answer.text and PHONE in turn.answer.text


@pytest.mark.parametrize(
    ("question", "scheme"),
    [
        ("IATF 16949证书几年有效？", "iatf-16949"),
        ("iso27001 证书有效期", "iso-27001"),
        ("How long is a CMMI rating valid?", "cmmi"),
        ("13485证书管几年", "iso-13485"),
        ("IATF 16994证书管几年", "iatf-16949"),
    ],
)
def test_a_name_however_it_is_put_finds_its_scheme(assistant: Assistant, question: str, scheme: str) -> None:
    turn = tell(assistant, question)
    assert scheme in _schemes(turn), turn.answer.text


def test_a_name_alone_is_answered_with_what_it_is_its_edition_and_how_long_it_holds(assistant: Assistant) -> None:
    turn = tell(assistant, "iso 27001")
    assert {citation.section for citation in turn.answer.citations} >= {"是什么", "依据与现行版本", "有效期与监督"}


@pytest.mark.parametrize(
    "question", ["检测检验机构怎么办", "国防实验室", "CCSR是什么", "特种设备办理", "What do we need for a defence laboratory?"]
)
def test_an_ambiguous_name_is_asked_back_with_choices(assistant: Assistant, question: str) -> None:
    turn = tell(assistant, question)
    assert len(turn.answer.asks) == 1 and not turn.answer.citations
    assert re.search(r"^2\. ", turn.answer.text, re.MULTILINE)


def test_the_answer_to_what_was_asked_back_answers_the_first_question(assistant: Assistant) -> None:
    picked = tell(assistant, "检测检验机构证书几年有效", "第一个")
    assert "cma-qualification" in _schemes(picked) and "6年" in picked.answer.text
    named = tell(assistant, "特种设备办理", "做检验的机构")
    assert "inspection-body-accreditation" in _schemes(named)


def test_a_follow_up_keeps_the_scheme_and_another_name_keeps_the_question(assistant: Assistant) -> None:
    kept = tell(assistant, "IATF 16949证书几年有效？", "监督审核多久一次？")
    assert _schemes(kept) == {"iatf-16949"} and "12个月" in kept.answer.text
    turned = tell(assistant, "IATF 16949证书几年有效？", "那27001呢？")
    assert "iso-27001" in _schemes(turned) and "3年" in turned.answer.text
    english = tell(assistant, "How long is an IATF 16949 certificate valid?", "and CMA?")
    assert "cma-qualification" in _schemes(english) and "6 years" in english.answer.text


def test_what_was_spoken_of_does_not_keep_the_firm_out_of_reach(assistant: Assistant) -> None:
    turn = tell(assistant, "IATF 16949证书几年有效？", "你们电话多少？")
    assert PHONE in turn.answer.text


@pytest.mark.parametrize(
    ("question", "schemes"),
    [
        ("ISO20000和ITSS有什么区别", {"iso-20000-1", "itss"}),
        ("What is the difference between CMMI and GJB 5000B?", {"cmmi", "gjb-5000b"}),
        ("CMA跟CNAS是一回事吗", {"cma-qualification", "cnas-lab-accreditation"}),
    ],
)
def test_schemes_are_compared_in_a_table_whose_cells_are_cited(assistant: Assistant, question: str, schemes: set[str]) -> None:
    turn = tell(assistant, question)
    assert _schemes(turn) == schemes
    rows = [line for line in turn.answer.text.splitlines() if line.startswith("|")]
    assert len(rows) == 10
    assert all(len(re.findall(r"\[\d+\]", row)) == 2 for row in rows[2:]), rows


def test_what_one_scheme_adds_to_those_that_are_held(assistant: Assistant) -> None:
    turn = tell(assistant, "we have 9001 and 27001, what does 20000 add?")
    assert turn.understanding.held == ("iso-9001", "iso-27001")
    assert "ISO 20000 can build on what is there" in turn.answer.text and "internal audit" in turn.answer.text
    assert "ISO 20000 asks for besides" in turn.answer.text


def test_several_schemes_at_once_are_put_in_order_with_what_they_share(assistant: Assistant) -> None:
    turn = tell(assistant, "我们想同时办装备承制单位资格、保密资质和GJB 9001C，先做哪个？")
    first = turn.answer.text.splitlines()[0]
    assert first.index("GJB 9001C") < first.index("装备承制"), first
    together = tell(assistant, "9001、14001、45001想一起做")
    assert "共同的前提" in together.answer.text and "内部审核" in together.answer.text


def test_the_same_question_of_two_schemes_is_answered_for_each(assistant: Assistant) -> None:
    turn = tell(assistant, "ISO 9001和CMA证书分别几年有效？")
    assert {"iso-9001", "cma-qualification"} <= _schemes(turn) and {"3", "6"} <= figures(turn.answer.text)


def test_a_transition_is_named_with_its_end_until_it_is_over(at: Callable[[str], Assistant]) -> None:
    running = tell(at("2026-11-26"), "ISO 14001现行版本是哪一版？")
    assert "ISO 14001:2026" in running.answer.text and "2029年4月30日" in running.answer.text
    over = tell(at("2029-06-01"), "ISO 14001现行版本是哪一版？")
    assert "过渡期已于2029年4月30日结束" in over.answer.text


def test_a_question_about_an_old_edition_is_answered_as_history(at: Callable[[str], Assistant]) -> None:
    turn = tell(at("2026-11-26"), "ISO/IEC 20000-1:2011还能申请吗？")
    assert "ISO/IEC 20000-1:2018" in turn.answer.text and "2021年9月29日" in turn.answer.text and "能。" not in turn.answer.text


def test_a_fact_past_its_review_is_told_with_its_date_and_a_word_to_verify(at: Callable[[str], Assistant]) -> None:
    question = "IATF 16949监督审核多久一次？"
    assert "复核期" not in tell(at("2026-11-26"), question).answer.text
    aged = tell(at("2028-01-10"), question)
    assert "复核期" in aged.answer.text and "2026年11月" in aged.answer.text


@pytest.mark.parametrize("scheme", ["la-mark-ppe", "classified-consulting-filing"])
@pytest.mark.parametrize("question", ["{}怎么办理？", "{}要什么条件？", "{}证书几年有效"])
def test_an_abolished_scheme_is_never_offered(assistant: Assistant, scheme: str, question: str) -> None:
    held = read_ledger().get(scheme)
    assert held and not held.obtainable
    turn = tell(assistant, question.format(held.short.zh))
    assert re.search("废止|取消|停止|不再|终止|改为|不能", turn.answer.text), turn.answer.text


def test_every_figure_of_an_answer_stands_in_what_it_cites_or_in_the_ledger(assistant: Assistant) -> None:
    ledger = read_ledger()
    for scheme in ledger:
        for question in (
            f"{scheme.short.zh}有效期和监督怎么规定？",
            f"What is the basis of {scheme.short.en} and which edition is in force?",
        ):
            turn = tell(assistant, question)
            quoted = " ; ".join(f"{one.quote} ; {one.section} ; {one.title}" for one in turn.answer.citations)
            stated = re.sub(r"\[\d+\]|“[^”]*”", " ", turn.answer.text)
            lacking = missing(figures(stated), figures(quoted) | scheme.figures | figures(PHONE))
            assert not lacking or turn.answer.refused, (question, lacking, turn.answer.text)


def test_a_dead_name_is_told_in_a_comparison_too(assistant: Assistant) -> None:
    turn = tell(assistant, "TS16949和ISO 9001有什么区别？")
    assert turn.answer.text.startswith("TS16949是旧名") and "| 项目 |" in turn.answer.text


def test_an_abolished_scheme_is_called_so_in_a_comparison(assistant: Assistant) -> None:
    turn = tell(assistant, "劳保用品LA标志和CCC有什么区别？")
    assert re.search("废止|取消|不再", turn.answer.text.split("|")[0]), turn.answer.text


def test_schemes_without_an_order_are_not_shown_in_one(assistant: Assistant) -> None:
    assert "→" not in tell(assistant, "9001、14001、45001想一起做").answer.text


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("TS16949现在还能做吗？", "不能按旧名办了。"),
        ("Can we still get BRC?", "No, not under that name."),
        ("GB 17405-1998还可以当依据吗", "不能按旧版办了。"),
        ("TS16949取消了吗？", "是的。"),
        ("Has ISO/TS 16949 been replaced?", "Yes."),
    ],
)
def test_whether_what_is_dead_can_still_be_had_is_answered_first(assistant: Assistant, question: str, first: str) -> None:
    assert tell(assistant, question).answer.text.startswith(first), tell(assistant, question).answer.text


def test_a_note_of_the_ledger_is_cited_as_it_stands(assistant: Assistant) -> None:
    turn = tell(assistant, "ISO20001是什么认证？")
    cited = turn.answer.citations[0]
    assert "没有叫ISO20001的认证" in cited.quote and cited.section == "名称与现行办法" and cited.passage == ""
    assert cited.source == "iso-20000-1.zh"
