"""From evidence to words: what is chosen, how it is said, cited and checked."""

from dataclasses import replace

import pytest

from assistant.answer import Contact, Knowledge, answer
from assistant.answer.checks import checked
from assistant.answer.citations import resolve
from assistant.answer.evidence import Calibration, Signals
from assistant.answer.verdicts import polarity, word_for
from assistant.domain import FOREIGN, Citation, Document, Evidence, Language, Lead, Passage, Retrieved, Shape, Understanding, Verdict
from assistant.sentences import units

CONTACT = Contact("13983086348", {"zh": "罗老师", "en": "Mr/Ms Luo"})
COSTS = (
    "费用方面，通常认证实施项目包含以下5个部分：\n\n1) 认证咨询服务费（咨询合作方，可选）\n2) 认证服务费（审核机构）\n"
    "3) 培训费用（可选）\n\n"
    "具体费用根据组织规模而有所不同。因此，应确认认证服务费用是否包含后续年度的复审。"
)
COSTS_EN = (
    "As to costs, a certification project usually consists of these five parts:\n\n1) consulting service fee (optional)\n"
    "2) certification service fee (certification body)\n3) training fee (optional)\n\n"
    "The actual amounts depend on the size of the organisation."
)
TEXTS: dict[Language, str] = {"zh": COSTS, "en": COSTS_EN}


def _evidence(
    text: str = COSTS, *, near: str = "", cosine: float = 0.9, key: str = "", spans: str = "", verdict: Verdict | None = None,
    language: Language = "zh", n: int = 1, anchor: str | None = "costs", gaps: bool = False,
) -> Evidence:  # fmt: skip
    document = Document(
        f"page.{language}{n}", "题目", language, status="current", renders="page.zh1" if language == "en" else None, gaps=gaps
    )
    passage = Passage(f"p{n}", document, ("资源与费用", "费用"), anchor, 0, text)
    leads = [
        Lead("sentence", words, ((unit.start, unit.end),), cosine if near and near in words else cosine - 0.1)
        for unit in units(text)
        if (words := text[unit.start : unit.end])
    ]
    if key:
        start = text.index(spans) if spans else 0
        leads.append(Lead("question", key, ((start, start + len(spans)),) if spans else (), cosine + 0.05, verdict))
    ordered = tuple(sorted(leads, key=lambda lead: -lead.cosine))
    return Evidence(f"S{n}", passage, cosine, cosine, 0.6 if near or key else 0.05, ordered)


def _ask(question: str, *evidence: Evidence, shape: Shape = "fact", language: Language = "zh", gaps: tuple[Evidence, ...] = ()):  # type: ignore[no-untyped-def]
    asked = Understanding(language, "question", question, shape)
    return answer(asked, Retrieved(evidence, gaps), Knowledge(CONTACT, lambda passage: COSTS if passage.document.renders else None))


def test_a_fact_is_the_sentence_that_answers_with_its_marker_before_the_stop() -> None:
    found = _ask("具体费用和什么有关？", _evidence(near="具体费用", key="费用多少取决于什么", spans="具体费用根据组织规模而有所不同。"))
    assert found.text == "具体费用根据组织规模而有所不同[1]。"
    assert found.citations[0].quote == COSTS
    assert found.citations[0].highlights == ("具体费用根据组织规模而有所不同。",)


def test_a_list_that_was_asked_for_comes_whole_in_order_with_its_introduction() -> None:
    found = _ask("费用有哪几块", _evidence(near="培训费用"), shape="list")
    assert found.text == (
        "费用方面，通常认证实施项目包含以下5个部分[1]：\n\n1. 认证咨询服务费（咨询合作方，可选）\n2. 认证服务费（审核机构）\n"
        "3. 培训费用（可选）"
    )


def test_in_english_the_marker_stands_before_the_stop_and_the_original_beside_the_quote() -> None:
    sentence = "The actual amounts depend on the size of the organisation."
    held = _evidence(COSTS_EN, near="The actual", key="What do the amounts depend on?", spans=sentence, language="en")
    found = _ask("What does it depend on?", held, language="en")
    assert found.text == "The actual amounts depend on the size of the organisation [1]."
    assert found.citations[0].original == COSTS


@pytest.mark.parametrize(
    ("question", "item", "word"),
    [
        ("培训费必须交吗", "培训费用（可选）", "不是必须的。"),
        ("培训可以不做吗", "培训费用（可选）", "可以。"),
        ("认证服务费必须交吗", "认证服务费（审核机构）", "需要。"),
        ("认证服务费能省吗", "认证服务费（审核机构）", "不可以。"),
    ],
)
def test_what_a_list_marks_optional_answers_yes_or_no(question: str, item: str, word: str) -> None:
    found = _ask(question, _evidence(key=question, spans=item), shape="yes_no")
    assert found.text.startswith(word)
    assert item in found.text


@pytest.mark.parametrize(
    ("question", "verdict", "word"),
    [("费用固定吗", "no", "不是。"), ("费用是不是固定的", "no", "不是。"), ("费用不固定吗", "no", "是。")],
)
def test_a_verdict_turns_with_the_question(question: str, verdict: Verdict, word: str) -> None:
    held = _evidence(key="费用是固定的吗", spans="具体费用根据组织规模而有所不同。", verdict=verdict)
    assert _ask(question, held, shape="yes_no").text.startswith(word)


def test_without_a_verdict_nothing_is_claimed() -> None:
    found = _ask(
        "费用和规模有关吗", _evidence(near="具体费用", key="费用和规模什么关系", spans="具体费用根据组织规模而有所不同。"), shape="yes_no"
    )
    assert found.text == "具体费用根据组织规模而有所不同[1]。"


def test_a_price_that_nobody_quoted_is_refused_with_what_it_depends_on() -> None:
    found = _ask("一共多少钱？", _evidence(near="具体费用", key="大概多少钱", spans="具体费用根据组织规模而有所不同。"), shape="price")
    assert found.refused
    assert "13983086348" in found.text
    assert "具体费用根据组织规模而有所不同[1]" in found.text


def test_a_known_gap_is_named() -> None:
    gap = _evidence("审核员人数", key="你们有多少审核员", cosine=0.93, n=2, gaps=True)
    found = _ask("贵司审核员有几位？", _evidence(cosine=0.8), shape="count", gaps=(gap,))
    assert found.refused
    assert found.text.startswith("资料里没有审核员人数。")
    assert "费用" in found.text


def test_weak_evidence_is_refused_with_the_contact_and_without_a_topic_that_is_far() -> None:
    found = _ask("你们公司哪年成立的", _evidence(cosine=0.55), shape="fact")
    assert found.refused
    assert "费用" not in found.text
    assert "13983086348" in found.text
    assert found.citations == ()


def test_no_evidence_at_all_is_refused() -> None:
    assert _ask("随便什么").refused


def test_two_sources_that_say_the_same_are_said_once() -> None:
    sentence = "具体费用根据组织规模而有所不同。"
    one = _evidence(sentence, near="具体", key="费用看什么", spans=sentence)
    two = _evidence(sentence, near="具体", key="费用看什么", spans=sentence, n=2)
    assert _ask("费用看什么", one, two).text.count("组织规模") == 1


def test_markers_of_every_make_are_numbered_and_unknown_ones_dropped() -> None:
    text, citations = resolve("甲[S2]。乙【S1】。丙［S2、S9］。丁[S7]。", [_evidence(n=1), _evidence(n=2)], {}, lambda _: None)
    assert text == "甲[1]。乙[2]。丙[1]。丁。"
    assert [(one.n, one.passage) for one in citations] == [(1, "p2"), (2, "p1")]


def _citation(quote: str) -> Citation:
    return Citation(1, "p", "s", "题", "节", quote, None, None, None, None)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("共5个部分[1]。", "共5个部分[1]。"),
        ("共5个部分[1]。费用6万元[1]。", "共5个部分[1]。"),
        ("It has 5 parts [1]. It costs 60,000 [1].", "It has 5 parts [1]."),
        ("共5个部分[1]。我们保证通过。", "共5个部分[1]。"),
        ("We guarantee that you pass. 5 parts [1].", "5 parts [1]."),
        ("共5个部分[2]。", ""),
        ("1. 甲 [1]\n2. 乙 [1]", "1. 甲 [1]\n2. 乙 [1]"),
    ],
)
def test_what_may_not_be_said_is_taken_out(text: str, kept: str) -> None:
    assert checked(text, [_citation("费用包含5个部分 5 parts")]) == kept


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("培训必须做吗", "necessary"),
        ("Is training mandatory?", "necessary"),
        ("要不要请咨询公司", "necessary"),
        ("培训能省吗", "dispensable"),
        ("can we skip the training?", "dispensable"),
        ("是不是国际标准", "plain"),
        ("Isn't it a standard?", "plain"),
        ("费用不固定吗", "negated"),
    ],
)
def test_polarity(question: str, expected: str) -> None:
    assert polarity(question) == expected


def test_yes_and_no_take_the_verb_of_the_question() -> None:
    assert word_for("no", "培训费必须交吗", "zh") == "不是必须的。"
    assert word_for("yes", "呼叫中心在不在里面", "zh") == "在。"
    assert word_for("no", "Is it?", "en") == "No."


def test_the_calibrated_probability_rises_with_the_evidence() -> None:
    model = Calibration({"vote": 5, "questions": 10, "gaps": -5}, -6, 0.5)
    weak, strong = Signals(0.1, -0.1, 0.7, 0.9, 0.9, 0.9, 1), Signals(0.9, 0.1, 0.97, 0.7, 0.7, 0.7, 0)
    assert model.probability(weak) < 0.5 < model.probability(strong)


def test_a_name_that_the_passage_does_not_hold_is_refused() -> None:
    held = _evidence(near="具体费用", key="费用多少取决于什么", spans="具体费用根据组织规模而有所不同。")
    assert not _ask("费用多少取决于什么", held).refused
    assert _ask("CMMI费用多少取决于什么", held).refused
    assert _ask("2018版的费用取决于什么", held).refused


def test_a_question_of_another_field_is_turned_away_without_a_sales_pitch() -> None:
    gap = replace(_evidence("天气信息", key="今天天气怎么样", cosine=0.93, n=2, gaps=True, anchor=None))
    foreign = replace(gap, passage=replace(gap.passage, section=FOREIGN))
    found = _ask("明天天气怎么样", _evidence(cosine=0.7), gaps=(foreign,))
    assert found.refused
    assert "13983086348" not in found.text
    assert "费用" not in found.text


def test_a_list_without_an_introduction_stands_under_its_heading() -> None:
    found = _ask(
        "有哪些类别", _evidence("- 数据处理\n- 软件运营\n", near="数据处理", key="类别有哪些", spans="数据处理\n- 软件运营"), shape="list"
    )
    assert found.text == "费用[1]：\n\n- 数据处理\n- 软件运营"


def test_of_a_long_item_only_the_sentence_asked_for_is_said() -> None:
    text = "区别如下：\n\n1) 过程分为四个阶段。人员分配取决于成熟度。\n2) 需要提前预约审核机构，预留时间。"
    found = _ask("人员分配取决于什么", _evidence(text, key="人员分配看什么", spans="过程分为四个阶段。人员分配取决于成熟度。"))
    assert found.text == "人员分配取决于成熟度[1]。"


def test_half_width_marks_between_characters_are_widened_in_the_answer_and_kept_in_the_quote() -> None:
    text = "首先解决机制问题;其次才是工具,不要颠倒。"
    found = _ask("先解决什么", _evidence(text, near="首先", key="先解决什么问题", spans=text))
    assert found.text == "首先解决机制问题；其次才是工具，不要颠倒[1]。"
    assert found.citations[0].quote == text


def test_a_yes_or_no_question_about_one_item_is_answered_with_that_item_alone() -> None:
    whole = COSTS[: COSTS.index("\n\n具体")]
    found = _ask("培训可以不做吗", _evidence(key="费用都要交吗", spans=whole), shape="yes_no")
    assert found.text == "可以。培训费用（可选）[1]。"
