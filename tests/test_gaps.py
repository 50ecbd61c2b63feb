"""Questions known to be beyond the corpus: kept as documents of their own, found beside the evidence and never among it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain import FOREIGN
from assistant.library import Filters, Library, open_library
from ingest.gaps import TITLES, gap_documents
from ingest.keys import Gap
from ingest.run import ingest
from tests.conftest import BigramEmbeddings
from tests.documents import write

PRICE = Gap(
    "gaps.yaml", "costs", False, {"zh": "具体的价格", "en": "a price"}, {"zh": ("大概多少钱？",), "en": ("How much is it?", "What price?")}
)
WEATHER = Gap("gaps.yaml", None, True, {"zh": "天气信息", "en": "the weather"}, {"zh": ("今天下雨吗？",), "en": ("Will it rain?",)})
CORPUS = {
    "sources.yaml": """
documents:
  - {id: page.zh, path: page.zh.md, title: 简介, language: zh}
  - {id: page.en, path: page.en.md, title: Introduction, language: en, renders: page.zh}
""",
    "page.zh.md": "# 简介\n\n## 费用 {#costs}\n\n费用包含咨询、审核和培训三部分。\n\n## 周期 {#time}\n\n审核分两次进行。\n",
    "page.en.md": "# Introduction\n\n## Costs {#costs}\n\nThe cost has three parts.\n\n## Time {#time}\n\nThere are two audits.\n",
    "questions/gaps.yaml": """
gaps:
  - {nearest: costs, lacks: {zh: 具体的价格, en: a price}, zh: [大概多少钱？, 报个价], en: [How much is it?]}
  - {nearest: null, foreign: true, lacks: {zh: 天气信息, en: the weather}, zh: [今天下雨吗？], en: [Will it rain?]}
""",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write(tmp_path / "corpus", CORPUS)


@pytest.fixture
def library(corpus: Path, tmp_path: Path) -> Iterator[Library]:
    index = str(tmp_path / "index")
    assert not ingest([corpus], index, BigramEmbeddings()).failed
    with open_library(index, BigramEmbeddings()) as opened:
        yield opened


def test_each_language_has_a_document_whose_passages_are_what_is_lacking() -> None:
    zh, en = gap_documents((PRICE, WEATHER), "corpus")
    assert [(one.description.id, one.description.language, one.description.title) for one in (zh, en)] == [
        ("gaps.zh", "zh", TITLES["zh"]),
        ("gaps.en", "en", TITLES["en"]),
    ]
    assert all(one.description.gaps and one.origin == "corpus" for one in (zh, en))
    assert [(p.text, p.anchor, p.section, p.ordinal) for p in zh.passages] == [
        ("具体的价格", "costs", (), 0),
        ("天气信息", None, FOREIGN, 1),
    ]
    assert [p.text for p in en.passages] == ["a price", "the weather"]


def test_questions_of_both_languages_lead_to_the_gap() -> None:
    zh, _ = gap_documents((PRICE, WEATHER), "corpus")
    asked = {passage.text: [(key.language, key.text) for key in zh.keys if key.passage == passage.id] for passage in zh.passages}
    assert asked["具体的价格"] == [("zh", "大概多少钱？"), ("en", "How much is it?"), ("en", "What price?")]
    assert len({passage.id for document in gap_documents((PRICE, WEATHER), "c") for passage in document.passages}) == 4


def test_the_digest_tells_any_change_and_nothing_else() -> None:
    def digest(*gaps: Gap) -> str:
        return gap_documents(gaps, "corpus")[0].digest

    assert digest(PRICE) == digest(PRICE)
    changed = [
        replace(PRICE, nearest="time"),
        replace(PRICE, foreign=True),
        replace(PRICE, lacks={"zh": "报价", "en": "a price"}),
        replace(PRICE, questions={**PRICE.questions, "en": ("What price?",)}),
    ]
    assert len({digest(PRICE), *(digest(one) for one in changed)}) == 5
    assert gap_documents((), "corpus") == ()


def test_gaps_are_found_beside_the_evidence(library: Library) -> None:
    found = library.look_up("这个大概多少钱？", filters=Filters(language="zh"))
    assert found.gaps[0].passage.text == "具体的价格" and found.gaps[0].passage.anchor == "costs"
    assert found.gaps[0].leads[0].text == "大概多少钱？" and found.gaps[0].key == "S1"
    assert found.gaps[0].cosine <= 1 and len(found.gaps) <= 3
    assert [one.key for one in found.evidence] == ["S1", "S2"]
    assert {one.passage.document.id for one in found.evidence} == {"page.zh"}
    foreign = library.look_up("Will it rain today?", filters=Filters(language="en")).gaps[0].passage
    assert (foreign.text, foreign.anchor, foreign.section) == ("the weather", None, FOREIGN)


def test_whoever_only_searches_sees_no_gaps(library: Library) -> None:
    assert {one.passage.document.id for one in library.search("大概多少钱？", k=50)} == {"page.zh", "page.en"}
    assert [document.id for document in library.documents()] == ["page.en", "page.zh"]


def test_a_blank_question_finds_neither(library: Library) -> None:
    for found in (library.look_up("  "), library.look_up("多少钱", k=0)):
        assert found.evidence == [] and found.gaps == []


def test_gaps_that_are_taken_out_are_gone(corpus: Path, tmp_path: Path) -> None:
    index = str(tmp_path / "index")
    ingest([corpus], index, BigramEmbeddings())
    (corpus / "questions" / "gaps.yaml").unlink()
    assert set(ingest([corpus], index, BigramEmbeddings()).changes.removed) == {"gaps.zh", "gaps.en"}
    with open_library(index, BigramEmbeddings()) as library:
        assert library.look_up("大概多少钱？").gaps == []
