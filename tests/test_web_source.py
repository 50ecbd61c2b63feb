"""What a section of a summary rests on: from the ledger to the reference, and into the panel of the source."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.answer.citations import resolve
from assistant.answer.knowledge import Knowledge, References
from assistant.answer.refusal import Contact
from assistant.domain import Basis, Document, Evidence, Language, Passage
from assistant.ledger import Ledger
from assistant.ledger_reading import read_ledger
from assistant.texts import TEXTS
from assistant.web import source
from assistant.web.texts import WORDS
from tests.fake_assistant import CITATION, FakeLibrary, answered
from tests.summaries import Summary, edition, fact, summary, written
from tests.test_web_render import ATTACKS, harmless

CONTACT = Contact("1", {"zh": "罗", "en": "Luo"})
SOURCES = {
    "rule": {"title": "认证规则", "number": "R-1", "url": "https://rules.example/1?a=1&b=2", "date": "2025-02-03"},
    "law": {"title": "条例（R-2）", "number": "R-2", "date": "2024-04"},
    "background": {"title": "行业背景知识，未逐条核对"},
}
RULE = "R-1 认证规则 · 2025年2月3日 · 可靠"


def knowledge(folder: Path, made: Summary) -> Knowledge:
    made.ledger["sources"] = SOURCES
    return Knowledge(CONTACT, ledger=read_ledger(written(folder, made) / "standards"), sections=sections_of(made))


def sections_of(made: Summary) -> Any:
    """Gives the passages of a section, two where its text has two sentences."""

    def section(document: str, anchor: str) -> list[Passage]:
        texts = getattr(made, document.rsplit(".", 1)[1])
        sentences = re.findall(r"[^。.]+[。.]", texts.get(anchor, "")) if document.startswith(f"{made.id}.") else []
        return [passage(anchor, "zh", text=text) for text in sentences]

    return section


def passage(anchor: str, language: Language = "zh", scheme: str | None = "alpha-1", *, id: str = "", text: str = "内容。") -> Passage:
    about = Document(id or f"alpha-1.{language}", "ALPHA 71001认证", language, status="current", scheme=scheme)
    return Passage(f"p-{anchor}-{text}", about, ("小节",), anchor, 0, text)


def with_facts(*facts: dict[str, Any], **ledger: Any) -> Summary:
    return summary(facts=list(facts), **ledger)


def test_a_section_rests_on_the_sources_of_its_facts_in_their_order_each_once(tmp_path: Path) -> None:
    held = knowledge(
        tmp_path,
        with_facts(
            fact("costs", "甲", "a", source=["background", "rule"], confidence="medium"),
            fact("time", "乙", "b", source=["law"]),
            fact("costs", "丙", "c", source=["rule", "law"], confidence="low"),
        ),
    )
    assert held.basis(passage("costs")) == (
        # Of what is known without a document there is nothing to be sure of.
        Basis("行业背景知识，未逐条核对"),
        Basis("R-1 认证规则 · 2025年2月3日 · 较可靠", "https://rules.example/1?a=1&b=2"),
        Basis("条例（R-2） · 2024年4月 · 待核实"),
    )
    assert [one.text for one in held.basis(passage("time"))] == ["条例（R-2） · 2024年4月 · 可靠"]
    assert held.basis(passage("documents")) == ()


def test_it_is_told_in_the_language_of_the_section(tmp_path: Path) -> None:
    held = knowledge(tmp_path, with_facts(fact("costs", "甲", "a", confidence="low")))
    assert [one.text for one in held.basis(passage("costs", "en"))] == ["R-1 认证规则 · 3 February 2025 · to be verified"]
    held = knowledge(tmp_path, with_facts(fact("costs", "甲", "a", source=["background"])))
    assert [one.text for one in held.basis(passage("costs", "en"))] == [TEXTS["background"]["en"]]


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [
        ("validity", ["条例（R-2） · 2024年4月 · 较可靠"]),
        ("basis", [RULE]),
        ("replaced", [RULE]),
        ("costs", []),
    ],
)
def test_validity_and_editions_bring_their_own_sources(tmp_path: Path, anchor: str, expected: list[str]) -> None:
    made = with_facts(editions=[edition("X:2016")])
    made.ledger["validity"] |= {"source": ["law"], "confidence": "medium"}
    assert [one.text for one in knowledge(tmp_path, made).basis(passage(anchor))] == expected


@pytest.mark.parametrize(
    "other",
    [
        passage("costs", scheme=None),
        passage("costs", scheme="beta-2"),
        passage("costs", id="page.zh"),
        passage("costs", id="alpha-1.en"),
        passage("q1"),
    ],
)
def test_any_other_document_rests_on_itself(tmp_path: Path, other: Passage) -> None:
    held = knowledge(tmp_path, with_facts(fact("costs", "甲", "a")))
    assert held.basis(passage("costs")) != () == held.basis(other)
    assert Knowledge(CONTACT).basis(passage("costs")) == ()


def test_a_source_that_is_not_described_is_left_out(tmp_path: Path) -> None:
    held = knowledge(tmp_path, with_facts(fact("costs", "甲", "a", source=["nowhere", "rule"])))
    assert [one.text for one in held.basis(passage("costs"))] == [RULE]


def cited(document: Document, *basis: Basis) -> Any:
    evidence = Evidence("S1", replace(passage("costs"), document=document), 1.0, 1.0, 0.0)
    return resolve("内容 [S1]。", [evidence], {}, lambda _: None, lambda _: basis)[1][0]


def test_a_reference_carries_its_basis_and_the_first_address_in_it() -> None:
    plain, linked = Basis("背景"), Basis("规则", "https://rules.example/1")
    document = passage("costs").document
    assert (cited(document, plain, linked).basis, cited(document, plain, linked).url) == ((plain, linked), "https://rules.example/1")
    assert cited(document, plain).url is None and cited(document).basis == ()
    # The document's own address goes before those of its sources.
    assert cited(replace(document, url="https://own.example/"), linked).url == "https://own.example/"


def panel(*basis: Basis, language: Language = "zh", **about: Any) -> str:
    citation = replace(CITATION, basis=basis, **about)
    return source.source_html(answered("x [1]", citation), citation, FakeLibrary(), language)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_panel_lists_the_basis_and_links_what_may_be_linked(language: Language) -> None:
    html = panel(Basis("规则 A & B", "https://rules.example/1?a=1&b=2"), Basis("背景 <未核对>"), language=language)
    assert f'<section class="basis"><p class="where">{WORDS["basis"][language]}</p>' in html
    items = re.findall(r"<li>(.*?)</li>", html)
    link = '<a href="https://rules.example/1?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">规则 A &amp; B</a>'
    assert items == [link, "背景 &lt;未核对&gt;"]
    # One way out is enough: the address of the reference is that of a source.
    assert 'class="link"' not in html


def test_without_a_basis_the_panel_links_the_document() -> None:
    html = panel()
    assert 'class="basis"' not in html and html.count('class="link"') == 1
    assert 'class="link"' not in panel(url=None)


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_in_a_basis_becomes_active(attack: str) -> None:
    assert harmless(panel(Basis(attack, attack), Basis(attack), language="en"))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "//rules.example", "rules.example", "", None])
def test_an_address_that_is_none_is_text(address: str | None) -> None:
    html = panel(Basis("规则", address), url=None)
    assert "<li>规则</li>" in html


def test_a_statement_put_together_by_code_is_marked_with_its_section(tmp_path: Path) -> None:
    made = summary()
    held = knowledge(tmp_path, made)
    scheme = held.ledger.schemes["alpha-1"]
    references = References(held, "zh")
    words = "ALPHA 71001每12个月监督一次。"
    assert references.marked("每12个月监督一次。", scheme, "validity", words) == "每12个月监督一次[S51]。"
    assert references.marked("证书3年", scheme, "validity") == "证书3年[S51]"
    assert references.marked("费用。", scheme, "costs") == "费用[S52]。"
    # Without the section nothing is cited, and what it does not say is not highlighted.
    assert references.marked("没有。", scheme, "nowhere") == "没有。"
    assert references.key(scheme, "costs", "别处的话") == "S52"
    assert references.supports == {"S51": (words,)}
    assert [(one.key, one.passage.text) for one in references.evidence] == [("S51", words), ("S52", made.zh["costs"])]
    assert References(held, "en").marked("Costs.", scheme, "costs") == "Costs [S51]."


@pytest.mark.parametrize(
    ("text", "anchors", "expected"),
    [
        ("管36个月。", ["time", "validity"], "管36个月[S51]。"),
        ("费用分3部分。", ["time", "costs"], "费用分3部分[S51]。"),
        # One that holds every figure goes before one that only shares the words.
        ("ALPHA 71001的这一节2016年10月1日发布。", ["documents", "basis"], "ALPHA 71001的这一节2016年10月1日发布[S51]。"),
        # Where no one section holds all figures, a second one is named.
        ("2016年发布，有效期3年，每12个月监督。", ["basis", "validity"], "2016年发布，有效期3年，每12个月监督[S51][S52]。"),
        ("2016年发布，9999元。", ["costs", "basis"], "2016年发布，9999元[S51]。"),
        ("没有。", ["nowhere"], "没有。"),
        ("没有。", [], "没有。"),
    ],
)
def test_a_statement_is_marked_with_the_section_that_holds_it(tmp_path: Path, text: str, anchors: list[str], expected: str) -> None:
    made = summary()
    made.zh |= {"time": "ALPHA 71001通常要36个月。", "costs": "费用分3部分。", "documents": "ALPHA 71001的这一节说的是材料。"}
    held = knowledge(tmp_path, made)
    references = References(held, "zh")
    assert references.marked_best(text, held.ledger.schemes["alpha-1"], anchors) == expected
    if "S51" in expected:
        best = {"管": "time", "费": "costs", "A": "basis", "2": "validity" if "监督" in text else "basis"}[text[0]]
        assert references.evidence[0].passage.anchor == best


def test_every_section_of_the_corpus_that_tells_a_fact_has_a_basis() -> None:
    held = Knowledge(CONTACT, ledger=read_ledger())
    assert isinstance(held.ledger, Ledger) and list(held.ledger)
    for scheme in held.ledger:
        for anchor in {one.at for one in scheme.facts} | {"validity", "basis"}:
            about = Document(f"{scheme.id}.zh", scheme.title, "zh", scheme=scheme.id)
            assert held.basis(replace(passage(anchor), document=about)), (scheme.id, anchor)
