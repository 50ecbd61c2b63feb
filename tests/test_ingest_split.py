"""Passages follow the structure, keep to the limit, divide no item or row, and together hold every sentence."""

import re

from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Document
from assistant.sentences import units
from ingest.split import divided, sections, split, weight

DOCUMENT = Document("doc", "标题", "zh")


def test_headings_become_paths_and_anchors_leave_them() -> None:
    body = "# 标题\n\n引言。\n\n## 费用 {#costs}\n\n五部分。\n\n### 首年 {#first-year} ##\n\n首年。\n\n## 周期\n\n三年。"
    found = [(section.path, section.anchor, section.text) for section in sections(body, "标题")]
    assert found == [
        (("标题",), None, "引言。"),
        (("费用",), "costs", "五部分。"),
        (("费用", "首年"), "first-year", "首年。"),
        (("周期",), None, "三年。"),
    ]


def test_a_first_heading_that_is_not_the_title_stays_in_the_path() -> None:
    assert sections("# 其他\n## 费用\n五部分。", "标题")[0].path == ("其他", "费用")
    assert sections("没有标题的正文。", "标题")[0].path == ("标题",)


def test_a_section_that_fits_is_one_passage_word_for_word() -> None:
    text = "费用包含：\n\n1. 咨询\n2. 审核\n\n" + "具体费用不同。" * 60
    passages = split(DOCUMENT, f"# 标题\n\n## 费用 {{#costs}}\n\n{text}\n")
    assert [(p.text, p.anchor, p.ordinal, p.document) for p in passages] == [(text, "costs", 0, DOCUMENT)]


def test_ids_follow_document_section_and_text_only() -> None:
    one, two = split(DOCUMENT, "## a\n\nx\n\n## b\n\nx")
    assert one.id != two.id
    moved = split(DOCUMENT, "## new\n\ny\n\n## b\n\nx\n\n## a {#anchor}\n\nx")
    assert {one.id, two.id} <= {passage.id for passage in moved}
    assert split(Document("other", "标题", "zh"), "## a\n\nx")[0].id != one.id


def test_equal_passages_of_one_section_appear_once() -> None:
    assert len(split(DOCUMENT, "## a\n\nx\n\n## a\n\nx\n\n## a\n\ny")) == 2


def test_a_long_section_is_cut_between_paragraphs_into_like_parts() -> None:
    paragraphs = [f"第{n}段。" + "认证机构检查管理体系。" * 20 for n in range(5)]
    parts = divided("\n\n".join(paragraphs))
    assert sorted(len(part.split("\n\n")) for part in parts) == [1, 2, 2]
    assert "\n\n".join(parts).split("\n\n") == paragraphs


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    text = "".join(f"认证机构检查管理体系的第{n}个流程是否符合标准。" for n in range(60))
    parts = divided(text)
    assert "".join(parts) == text
    assert all(part.endswith("。") and weight(part) <= 1 for part in parts)
    english = " ".join(f"The audit looks at process {n} of the e.g. service desk." for n in range(60))
    assert all(part.endswith("desk.") and weight(part) <= 1 for part in divided(english))


def test_a_divided_list_keeps_its_lead_in_with_its_first_part() -> None:
    lead = "实施带来的效益包括以下内容："
    items = [f"- 第{n}项效益，" + "持续改进服务交付的能力，" * 5 for n in range(20)]
    before = "认证机构检查管理体系。" * 50
    parts = divided("\n\n".join([before, lead, "\n".join(items)]))
    assert len(parts) > 2
    first = next(part for part in parts if lead in part)
    assert f"{lead}\n\n{items[0]}" in first
    assert [line for part in parts for line in part.split("\n") if line.startswith("- ")] == items


def test_a_divided_table_repeats_its_header() -> None:
    head = "| 流程 | 负责人 |\n|---|---|"
    rows = [f"| 第{n}个流程 | {'质量经理、' * 8}服务台 |" for n in range(40)]
    parts = divided("角色如下：\n\n" + "\n".join([head, *rows]) + "\n\n表后的话。")
    assert len(parts) > 2
    assert parts[0].startswith(f"角色如下：\n\n{head}\n{rows[0]}")
    assert all(part.startswith(f"{head}\n| 第") and weight(part) <= 1 for part in parts[1:])
    assert [line for part in parts for line in part.split("\n") if line.startswith("| 第")] == rows


def test_a_header_as_long_as_a_passage_is_not_repeated() -> None:
    head = f"| {'很长的表头' * 80} | 负责人 |\n|---|---|"
    parts = divided("\n".join([head, *(f"| 流程{n} | {'经理' * 40} |" for n in range(20))]))
    assert sum("很长的表头" in part for part in parts) == 1


def test_an_overlong_sentence_is_cut_behind_a_clause_and_else_between_words() -> None:
    clauses = "认证机构检查管理体系的流程，" * 100 + "完。"
    parts = divided(clauses)
    assert "".join(parts) == clauses
    assert all(part.endswith(("，", "。")) and weight(part) <= 1 for part in parts)
    words = "certification " * 300
    assert all(part.strip().endswith("certification") and weight(part.strip()) <= 1 for part in divided(words))
    assert all(weight(part) <= 1 for part in divided("认" * 2000))


def test_a_list_item_is_whole_however_long() -> None:
    item = "- " + "认证机构检查管理体系。" * 100
    assert item in divided(f"引言：\n\n{item}\n- 第二项\n\n后记。" + "说明。" * 100)


SENTENCES = st.builds(
    lambda words, end: words + end,
    st.text("认证机构检查管理体系的流程abc ", min_size=1, max_size=400).filter(lambda text: text.strip() == text),
    st.sampled_from(["。", "！", "；", ": "]),
)
BLOCKS = st.one_of(
    st.lists(SENTENCES, min_size=1, max_size=12).map("".join),
    st.lists(SENTENCES, min_size=1, max_size=12).map(lambda found: "\n".join(f"- {one}" for one in found)),
    st.lists(SENTENCES, min_size=1, max_size=12).map(
        lambda found: "\n".join(["| a | b |", "|---|---|", *(f"| {n} | {one} |" for n, one in enumerate(found))])
    ),
)
BODIES = st.lists(BLOCKS, min_size=1, max_size=8).map(lambda blocks: "\n\n".join(blocks).strip())


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(BODIES)
def test_no_passage_is_over_the_limit_unless_it_is_a_single_unit(body: str) -> None:
    for part in divided(body):
        found = [unit for unit in units(part) if part[unit.start : unit.end] != "a | b |"]
        assert weight(part) <= 1 or len([unit for unit in found if unit.kind != "row"]) <= 1


@given(BODIES)
def test_the_passages_together_hold_the_whole_text_in_order(body: str) -> None:
    header = "|a|b||---|---|"
    joined = "".join(_squeezed(part) for part in divided(body))
    assert joined.replace(header, "") == _squeezed(body).replace(header, "")


@given(BODIES)
def test_no_item_and_no_row_is_divided(body: str) -> None:
    parts = divided(body)
    for line in body.split("\n"):
        if line.startswith(("- ", "| ")):
            assert any(line.rstrip() in [each.rstrip() for each in part.split("\n")] for part in parts)


@given(st.text(max_size=300))
def test_any_text_can_be_split(body: str) -> None:
    for passage in split(DOCUMENT, body):
        assert passage.text.strip()
        assert passage.section
