"""Questions lead to the passage and the words that answer; what does not fit the text is named."""

from pathlib import Path

import pytest

from assistant.domain import Document, Key, Passage
from assistant.errors import CorpusError
from ingest.keys import keys_of, read_questions
from ingest.sources import read_sources
from ingest.split import split
from tests.documents import write

DOCUMENT = Document("page.zh", "标题", "zh")
BODY = """# 标题

## 费用 {#costs}

费用包含以下两部分：

1. 认证服务费
2. 培训费用（可选）

具体费用不同。越成熟，费用越少。

## 长节 {#long}

""" + "\n\n".join(f"第{n}段。" + "认证机构检查管理体系。" * 40 for n in range(4))


def questions(tmp_path: Path, asks: str) -> Path:
    text = f"document: {{zh: page.zh, en: page.en}}\nsections:\n{asks}"
    return write(tmp_path / "corpus", {"questions/page.yaml": text})


def ask(answer: str, anchor: str = "costs", more: str = "") -> str:
    return f"""
  - anchor: {anchor}
    asks:
      - answer: {{zh: {answer}, en: []}}
        {more}
        zh: [要多少钱, 贵不贵]
        en: []
"""


def keys(folder: Path) -> tuple[tuple[Key, ...], dict[str, Passage]]:
    passages = split(DOCUMENT, BODY)
    found = keys_of(read_questions(folder).of("page.zh"), passages)
    return found, {passage.id: passage for passage in passages}


def answers(folder: Path) -> list[str]:
    found, passages = keys(folder)
    return [passages[found[0].passage].text[start:end] for start, end in found[0].spans]


def test_a_key_leads_to_the_sentences_that_answer(tmp_path: Path) -> None:
    folder = questions(tmp_path, ask('["越成熟，费用越少。", "具体费用不同。"]'))
    found, passages = keys(folder)
    assert [(key.text, key.language, passages[key.passage].anchor) for key in found] == [
        ("要多少钱", "zh", "costs"),
        ("贵不贵", "zh", "costs"),
    ]
    assert answers(folder) == ["具体费用不同。", "越成熟，费用越少。"]


WHOLE = "费用包含以下两部分：\n\n1. 认证服务费\n2. 培训费用（可选）"


@pytest.mark.parametrize(
    ("answer", "more"),
    [('["培训费用（可选）"]', "list: true"), ('["费用包含以下两部分："]', "list: true"), ("[list]", "list: false")],
)
def test_a_list_answers_whole_with_its_lead_in(tmp_path: Path, answer: str, more: str) -> None:
    assert answers(questions(tmp_path, ask(answer, more=more))) == [WHOLE]


def test_an_item_alone_answers_where_the_list_is_not_asked_for(tmp_path: Path) -> None:
    assert answers(questions(tmp_path, ask('["培训费用（可选）"]'))) == ["培训费用（可选）"]


def test_in_a_divided_section_the_passage_with_the_first_piece_counts(tmp_path: Path) -> None:
    folder = questions(tmp_path, ask('["第3段。", "第0段。"]', anchor="long"))
    found, passages = keys(folder)
    assert "第3段。" in passages[found[0].passage].text
    assert answers(folder) == ["第3段。"]


def test_without_pieces_the_whole_passage_answers(tmp_path: Path) -> None:
    found, passages = keys(questions(tmp_path, ask("[]")))
    assert found[0].spans == ()
    assert passages[found[0].passage].anchor == "costs"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (ask('["具体费用相同。"]'), r"corpus/questions/page.yaml.*'costs'.*page.zh.*'具体费用相同。'"),
        (ask('["具体费用不同。", "没有的话"]'), "'没有的话'"),
        (ask('["具体费用不同。"]', anchor="nowhere"), "corpus/questions/page.yaml.*no section 'nowhere'"),
        (ask('["具体费用不同。"]', more="verdict: maybe"), "verdict is 'maybe'"),
        (ask('["具体费用不同。", 3]'), "3 is no text"),
        (ask("word"), "a list is expected, not 'word'"),
        ("  - costs", "section.*a mapping is expected"),
    ],
)
def test_what_does_not_fit_the_text_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(CorpusError, match=named):
        keys(questions(tmp_path, text))


def test_yaml_may_read_a_verdict_as_a_truth_value(tmp_path: Path) -> None:
    for verdict in ("yes", "no", '"no"', "null"):
        assert keys(questions(tmp_path, ask('["具体费用不同。"]', more=f"verdict: {verdict}")))[0]


def test_gaps_are_checked_and_lead_to_no_passage_of_a_text(tmp_path: Path) -> None:
    gaps = "gaps:\n  - {nearest: costs, lacks: {zh: 价格, en: a price}, zh: [多少钱], en: [how much]}\n"
    folder = write(tmp_path / "corpus", {"questions/gaps.yaml": gaps})
    found = read_questions(folder)
    assert found.asks == {}
    assert [(gap.nearest, gap.lacks["en"], gap.questions["zh"]) for gap in found.gaps] == [("costs", "a price", ("多少钱",))]
    for wrong, named in {"en: a price": "lacks.*en", "zh: [多少钱]": "zh"}.items():
        write(folder, {"questions/gaps.yaml": gaps.replace(wrong, wrong.split(":")[0] + ": ")})
        with pytest.raises(CorpusError, match=f"gap 1.*{named}"):
            read_questions(folder)


SOURCE = "documents:\n  - {id: a, path: a.md, title: A, language: zh, date: 2026-11-22, edition: 2018}\n"


def test_sources_are_read_as_text(tmp_path: Path) -> None:
    listed = read_sources(write(tmp_path, {"sources.yaml": SOURCE}))
    assert listed is not None
    assert listed[0].description == Document("a", "A", "zh", date="2026-11-22", edition="2018")
    assert read_sources(tmp_path / "elsewhere") is None


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        (("language: zh", "language: fr"), "document 1 .a.*language is 'fr'"),
        (("title: A, ", ""), "title missing"),
        (("title: A", "title: A, colour: red"), "unknown field colour"),
        (("a.md", "../a.md"), "leaves the folder"),
        (("documents:", "papers:"), "list `documents`"),
        (("title: A", "title: A, renders: b"), "renders 'b'"),
        (("title: A", "status: old, title: A"), "current, superseded, abolished"),
        (("{id", "{id: [1"), "cannot be read"),
    ],
)
def test_a_broken_list_of_sources_says_what_is_wrong(tmp_path: Path, changed: tuple[str, str], named: str) -> None:
    with pytest.raises(CorpusError, match=named):
        read_sources(write(tmp_path, {"sources.yaml": SOURCE.replace(*changed)}))


def test_an_id_may_stand_only_once(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="the id 'a' stands there more than once"):
        read_sources(write(tmp_path, {"sources.yaml": SOURCE + SOURCE.split("\n")[1].replace("a.md", "b.md")}))
