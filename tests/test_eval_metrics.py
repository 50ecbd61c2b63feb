"""What is measured of one answer: every metric with answers that pass and answers that must not."""

from dataclasses import replace

import pytest

from assistant.domain import Answer, Citation, Document, Evidence, Language, Passage
from eval.cases import Case
from eval.judging import Row, holds_support, in_language, judge, missing_facts
from eval.metrics import figures_of, parity_of
from eval.support import bears_out, is_supported, statements_of

ZH = Document("page.zh", "简介", "zh")
EN = Document("page.en", "Introduction", "en", renders="page.zh")
COSTS_ZH = "费用方面，通常认证实施项目包含以下5个部分：\n\n- 认证咨询服务费（咨询合作方，可选）\n- 认证服务费（认证机构）"
COSTS_EN = "On cost, a project has the following five parts:\n\n- the consulting fee (optional)\n- the certification fee"


def passage(document: Document, text: str, anchor: str = "costs") -> Passage:
    return Passage(f"{document.id}-{anchor}", document, ("Costs",), anchor, 0, text)


def evidence(*passages: Passage) -> list[Evidence]:
    return [Evidence(f"S{n}", each, 0.9, 0.9, 0.0) for n, each in enumerate(passages, start=1)]


def citation(n: int, quote: str, source: str = "page.zh") -> Citation:
    return Citation(n, f"p{n}", source, "简介", "费用", quote, None, None, None, None)


def answer(text: str, *quotes: str, language: Language = "zh", refused: bool = False) -> Answer:
    return Answer(text, language, refused, tuple(citation(n, quote) for n, quote in enumerate(quotes, start=1)))


def case(language: Language = "zh", **changed: object) -> Case:
    given: dict[str, object] = {
        "pair": "costs",
        "language": language,
        "split": "tune",
        "kind": "fact",
        "turns": ("费用有几块？",),
        "refuse": False,
        "verdict": None,
        "support": ("包含以下5个部分",),
        "support_language": "zh",
        "original_support": ("包含以下5个部分",),
        "facts": (("5", "五"), ("可选", "不是必须")),
        "forbid": ("万元",),
    }
    return Case(**{**given, **changed})  # type: ignore[arg-type]


def row(case: Case, given: Answer | None) -> Row:
    return judge(case, given, found=True, found_across=True, anchors={"costs"})


@pytest.mark.parametrize(
    ("text", "language", "missing"),
    [
        ("分五个部分，其中四个可选 [1]。", "zh", ()),
        ("分 5 个 部分，四个**可** [1]选 [1]。", "zh", ()),
        ("分五个部分 [1]。", "zh", ("可选",)),
        ("", "zh", ("5", "可选")),
    ],
)
def test_facts_in_chinese(text: str, language: Language, missing: tuple[str, ...]) -> None:
    assert missing_facts(text, (("5", "五"), ("可选", "不是必须")), language) == missing


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("The consulting\n fee is OPTIONAL [1].", ()),
        ("The consulting fee isn’t required [1].", ()),
        ("The consulting fee must be paid [1].", ("optional",)),
    ],
)
def test_facts_in_english(text: str, missing: tuple[str, ...]) -> None:
    assert missing_facts(text, (("consulting fee",), ("optional", "isn't required")), "en") == missing


@pytest.mark.parametrize(
    ("quote", "statement", "expected"),
    [
        ("认证咨询服务费可选，共5个部分。", "咨询服务费可选，共五个部分", True),
        ("认证咨询服务费可选，共5个部分。", "咨询服务费可选，共三个部分", False),
        ("具体费用根据组织规模而有所不同。", "费用因规模不同，约6万元", False),
        ("具体费用根据组织规模而有所不同。", "证书到期以后应当重新申请审核", False),
        ("The amounts depend on the size of the organisation.", "Amounts depend on the organisation's size", True),
        ("The amounts depend on the size of the organisation.", "Amounts depend on 3 sites of the organisation", False),
        ("The amounts depend on the size of the organisation.", "Certificates expire and must be renewed", False),
    ],
)
def test_quote_bears_out(quote: str, statement: str, expected: bool) -> None:
    assert bears_out(quote, statement) is expected


@pytest.mark.parametrize(
    ("text", "supported"),
    [
        ("费用包含5个部分 [1]。", [True]),
        ("费用包含5个部分。[1]", [True]),
        ("费用包含5个部分。", [False]),
        ("费用包含5个部分 [2]。", [False]),
        ("费用包含5个部分 [1][2]。", [False]),
        ("费用包含6个部分 [1]。", [False]),
        ("是。费用包含5个部分 [1]。", [True]),
        ("不是必须的。费用包含5个部分 [1]。", [True]),
        ("不是审核员定的。费用包含5个部分 [1]。", [False, True]),
        ("费用包含5个部分 [1]。其余由审核员现场裁定。", [True, False]),
        ("费用包含5个部分 [1]。您的规模有多大？", [True]),
        ("费用包含以下5个部分 [1]：\n\n1. 认证咨询服务费（可选）\n2. 认证服务费", [True, True, True]),
        ("费用包含以下5个部分：\n\n- 认证咨询服务费 [1]\n- 认证服务费 [1]", [True, True]),
        ("费用包含以下5个部分：\n\n- 认证咨询服务费\n- 认证服务费", [False, False, False]),
        ("费用包含以下5个部分 [1]：\n\n- 认证咨询服务费\n- 差旅住宿补贴", [True, True, False]),
        ("费用包含5个部分 [1]。\n\n| 咨询服务费 | 可选 |\n|---|---|\n| 差旅住宿补贴 | 必须 |", [True, True, False]),
        ("费用包含5个部分 [1]。\n\n- 认证咨询服务费", [True, False]),
    ],
)
def test_statements(text: str, supported: list[bool]) -> None:
    given = answer(text, COSTS_ZH)
    assert [is_supported(each, given.citations) for each in statements_of(given)] == supported


def test_several_citations_bear_a_statement_out_together() -> None:
    quotes = ["ISO 9001要有营业执照。", "CMMI要有量化数据。"]
    said = "ISO 9001要有营业执照 [1]；CMMI要有量化数据 [2]。"
    both, one = answer(said, *quotes), answer(said, quotes[0], "别的内容。")
    assert [is_supported(each, given.citations) for given in (both, one) for each in statements_of(given)] == [True, False]


def test_the_name_of_a_cited_section_is_borne_out() -> None:
    given = Answer("认证的范围 [1]：\n\n- 数据处理", "zh", citations=(replace(citation(1, "数据处理"), section="认证的范围"),))
    assert [is_supported(each, given.citations) for each in statements_of(given)] == [True, True]


def test_sentences_of_its_own_need_no_support() -> None:
    given = answer("费用包含5个部分 [1]。具体情况可致电 13983086348（罗老师）。", COSTS_ZH)
    assert [each.text for each in statements_of(given)] == ["费用包含5个部分 。"]


def test_support_is_found_in_the_passage_or_in_what_it_renders() -> None:
    chinese, english = passage(ZH, COSTS_ZH), passage(EN, COSTS_EN)
    originals = {english.id: COSTS_ZH}
    snippets = ["认证实施项目包含以下 5 个部分:", "认证服务费(认证机构)"]

    def found(*passages: Passage) -> bool | None:
        return holds_support(snippets, "zh", evidence(*passages), lambda each: originals.get(each.id))

    assert found(chinese) is True
    assert found(english) is True
    assert found(passage(ZH, "认证服务费（认证机构）")) is False
    assert found(*[passage(ZH, "别的", f"a{n}") for n in range(5)], chinese) is False
    assert holds_support([], "zh", evidence(chinese), lambda each: None) is None
    assert holds_support(["five parts"], "en", evidence(chinese), lambda each: None) is False


def test_language_must_be_declared_and_written() -> None:
    assert in_language(answer("费用", language="zh"), "zh")
    assert not in_language(answer("The costs", language="zh"), "zh")
    assert not in_language(answer("费用", language="en"), "zh")


def test_a_right_answer_is_right() -> None:
    judged = row(case(verdict="yes"), answer("是，费用包含5个部分，咨询服务费可选 [1]。", COSTS_ZH))
    assert judged.right
    assert (judged.missing, judged.unsupported, judged.forbidden, judged.verdict_right) == ((), (), (), True)


@pytest.mark.parametrize(
    "given",
    [
        answer("费用包含5个部分 [1]。", COSTS_ZH),
        answer("费用包含5个部分，咨询服务费可选 [1]，约6万元 [1]。", COSTS_ZH),
        answer("费用包含5个部分，咨询服务费可选。", COSTS_ZH),
        answer("资料里没有费用。", refused=True),
        answer("There are 5 parts, 可选 [1].", COSTS_ZH),
        None,
    ],
)
def test_a_wrong_answer_is_not(given: Answer | None) -> None:
    assert not row(case(), given).right


def test_refusals_count_by_what_was_right() -> None:
    asked = case(refuse=True, kind="unanswerable", facts=(), support=(), original_support=())
    refusal = answer("资料里没有报价。", refused=True)
    invented = answer("6万元 [1]。", COSTS_ZH)
    figures = figures_of([row(asked, refusal), row(asked, invented), row(case(), refusal), row(case(), invented)])["zh"]
    assert (figures["refusal_right"].value, figures["refusal_right"].n) == (0.5, 2)
    assert (figures["false_refusals"].value, figures["false_refusals"].n) == (0.5, 2)
    assert (figures["nothing_forbidden"].value, figures["nothing_forbidden"].n) == (0.5, 4)
    assert (figures["key_facts"].value, figures["key_facts"].n) == (0.0, 2)
    assert (figures["recall_at_5"].value, figures["recall_at_5"].n) == (1.0, 2)
    assert (figures["citations_support"].value, figures["citations_support"].n) == (0.0, 2)


def test_figures_by_language_and_together() -> None:
    good = answer("费用包含5个部分，咨询服务费可选 [1]。", COSTS_ZH)
    half = answer("费用包含5个部分 [1]。", COSTS_ZH)
    figures = figures_of([row(case("zh"), good), row(case("en"), half)])
    assert [figures[group]["key_facts"].value for group in ("zh", "en", "both")] == [1.0, 0.5, 0.75]
    assert [figures[group]["key_facts_all"].value for group in ("zh", "en", "both")] == [1.0, 0.0, 0.5]
    assert set(figures_of([row(case("en"), half)])) == {"en"}


@pytest.mark.parametrize(
    ("english", "anchors", "alike"),
    [
        ("5 可选 [1]", {"costs"}, 1.0),
        ("5 [1]", {"costs"}, 0.0),
        ("5 可选 [1]", {"plan"}, 0.0),
        ("5 可选 [1]", {"plan", "costs"}, 1.0),
        (None, {"costs"}, 0.0),
    ],
)
def test_parity(english: str | None, anchors: set[str], alike: float) -> None:
    chinese = row(case("zh"), answer("5 可选 [1]", COSTS_ZH))
    given = answer("no", refused=True) if english is None else answer(english, COSTS_ZH)
    other = judge(case("en"), given, found=True, found_across=True, anchors=anchors)
    assert parity_of([chinese, other]).value == alike
    assert parity_of([chinese]).value is None
