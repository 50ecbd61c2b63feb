"""Every format is read in its order with its structure."""

import datetime as dt
from typing import Any

import pytest

from ingest.load import language_of
from tests.documents import HTML, docx_bytes, locked_pdf_bytes, page, pdf_bytes, refused, replaced_part, word, xlsx_bytes

ZH = "认证服务费由审核机构收取。其余四项费用可以选择。"


# Plain text and Markdown


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-mark", "utf-16-be-mark", "gb18030", "gbk", "gb2312"])
def test_text_is_read_in_the_encodings_of_chinese_offices(encoding: str) -> None:
    marks = {"utf-16-le-mark": b"\xff\xfe", "utf-16-be-mark": b"\xfe\xff"}
    data = marks.get(encoding, b"") + ZH.encode(encoding.removesuffix("-mark"))
    read = page("费用.txt", data)
    assert read.body == ZH
    assert (read.description.language, read.description.title) == ("zh", "费用")


@pytest.mark.parametrize("text", ["認證服務費由審核機構收取，其餘費用可以選擇。", "人员𠮷田负责审核，费用四万二。"])
def test_gb18030_beyond_gb2312_is_read(text: str) -> None:
    assert page("a.txt", text.encode("gb18030")).body == text


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "koi8-r", "shift-jis"])
def test_other_encodings_are_refused_rather_than_read_as_chinese(encoding: str) -> None:
    texts = {
        "cp1252": "The auditor said “yes” and “no”. It’s “fine”.",
        "latin-1": "Prüfung für Qualität und Größe",
        "koi8-r": "Стандарт управления услугами и процессами",
        "shift-jis": "サービスマネジメントの規格についてのカタカナ説明です",
    }
    assert "neither in UTF-8, UTF-16 nor GB 18030" in refused("a.txt", texts[encoding].encode(encoding))


def test_markdown_keeps_headings_lists_and_tables_and_loses_front_matter_rules_and_comments() -> None:
    read = page(
        "guide.md",
        """---
title: "Guide to the audit"
---
Scope
=====
<!-- a note
of the editor -->
The audit covers the service desk.

***

Costs {#costs}
-----
Part | Optional
---|---
consulting | yes
audit | no

- one
  - two
""",
    )
    assert read.body.split("\n") == [
        "# Scope",
        "",
        "The audit covers the service desk.",
        "",
        "## Costs {#costs}",
        "| Part | Optional |",
        "| ---|--- |",
        "| consulting | yes |",
        "| audit | no |",
        "",
        "- one",
        "  - two",
    ]
    assert read.description.title == "Scope"


def test_the_title_is_the_first_heading_else_that_of_the_file_else_its_name() -> None:
    assert page("a/guide.md", "---\ntitle: Stated\n---\ntext").description.title == "Stated"
    assert page("a/guide.md", "---\ntitle: Stated\n---\n# Headed {#x}\ntext").description.title == "Headed"
    assert page("a/guide.md", "text").description.title == "guide"


def test_numbered_chapters_of_a_text_become_headings() -> None:
    read = page("rules.txt", "第一章 总则\n第一条 本规则适用于认证机构。\n第二章 审核\n1.2 范围\n审核分两个阶段。\n")
    assert [line for line in read.body.split("\n") if line.startswith("#")] == ["# 第一章 总则", "# 第二章 审核", "## 1.2 范围"]


def test_a_hash_in_code_is_no_heading() -> None:
    assert not any(line.startswith("#") for line in page("a.md", "text\n\n```\n# comment\n```\n").body.split("\n"))


# HTML


def test_a_web_page_is_its_content_in_order() -> None:
    read = page("costs.html", HTML)
    assert read.body.split("\n") == [
        "# Costs of certification {#costs}",
        "",
        "Five parts.",
        "",
        "Four are optional.",
        "",
        "Loose text goes on",
        "",
        "3. Training",
        "  - Internal",
        "4. Tools",
        "",
        "| Part | Optional |",
        "|---|---|",
        "| Audit | no \\| never |",
    ]
    assert read.description.title == "Costs of certification"


def test_a_page_states_its_encoding_or_has_it_found_out() -> None:
    html = f"<html><head><meta charset=gb2312></head><body><p>{ZH}镕</p></body></html>"
    assert page("a.htm", html.encode("gb18030")).body == f"{ZH}镕"
    assert page("a.htm", html.encode("utf-8")).body == f"{ZH}镕"
    assert page("a.htm", f"<p>{ZH}</p>".encode("gb18030")).body == ZH


def test_tables_that_only_arrange_a_page_are_read_as_text() -> None:
    layout = "<table><tr><td><p>First.</p><p>Second.</p></td><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>"
    assert page("a.html", f"<html><body><form>{layout}</form></body></html>").body.split("\n") == [
        "First.",
        "",
        "Second.",
        "",
        "| a | b |",
        "|---|---|",
    ]


def test_text_that_looks_like_a_heading_stays_text() -> None:
    assert page("a.html", "<p># 1 on the list</p>").body == "\\# 1 on the list"


def test_a_page_nested_beyond_reason_is_read_or_refused_but_does_not_end_the_run() -> None:
    assert "deep" in page("a.html", "<html><body>" + "<div>" * 5000 + "deep" + "</div>" * 5000).body


# Word


def test_a_word_document_is_read_in_order() -> None:
    read = page("费用.docx", docx_bytes(word))
    assert read.body.split("\n") == [
        "# 认证费用",
        "",
        "# 构成",
        "",
        "费用包含两部分：",
        "",
        "1. 认证服务费",
        "2. 培训费用（可选）",
        "",
        "其他说明。",
        "",
        "| 项目 | 可选 |",
        "|---|---|",
        "| 咨询 | 是 |",
        "",
        "表后的话。",
        "",
        "- 工具",
    ]
    assert (read.description.title, read.description.language) == ("认证费用", "zh")


def test_deleted_text_is_left_out_and_inserted_text_is_read() -> None:
    def revised(document: Any) -> None:
        from docx.oxml import parse_xml

        space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        paragraph = document.add_paragraph("The audit takes ")
        paragraph._p.append(parse_xml(f"<w:del {space}><w:r><w:delText>two</w:delText></w:r></w:del>"))
        paragraph._p.append(parse_xml(f"<w:ins {space}><w:r><w:t>three days.</w:t></w:r></w:ins>"))
        control = f"<w:sdt {space}><w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        document.element.body.insert(1, parse_xml(control))

    assert page("a.docx", docx_bytes(revised)).body == "The audit takes three days.\n\nIn a control."


def test_the_title_of_a_word_file_without_headings_is_the_one_it_states() -> None:
    def body(document: Any) -> None:
        document.add_paragraph("Text.")

    assert page("a.docx", docx_bytes(body, title="Stated")).description.title == "Stated"


# Excel


def test_each_visible_sheet_is_a_section_with_a_table_under_its_header() -> None:
    data = xlsx_bytes(
        {
            "费用": [["费用一览"], [], ["项目", None, "金额"], ["审核", None, 60000], ["培训", None, 0.5], ["合计", None, True]],
            "日期": [["开始", "说明"], [dt.datetime(2027, 1, 4), "第一行\n第二行"]],
            "内部": [["成本", 1]],
            "空": [],
        },
        hidden=("内部",),
    )
    read = page("费用.xlsx", data)
    assert read.body.split("\n") == [
        "## 费用",
        "",
        "费用一览",
        "",
        "| 项目 | 金额 |",
        "|---|---|",
        "| 审核 | 60000 |",
        "| 培训 | 0.5 |",
        "| 合计 | TRUE |",
        "",
        "## 日期",
        "",
        "| 开始 | 说明 |",
        "|---|---|",
        "| 2027-01-04 | 第一行 第二行 |",
    ]
    assert read.description.title == "费用"


def test_a_sheet_that_claims_endless_cells_is_refused_soon() -> None:
    rows = "".join(f'<row r="{n}"><c r="XFD{n}" t="n"><v>1</v></c></row>' for n in range(1, 2000))
    sheet = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
    data = replaced_part(xlsx_bytes({"wide": [["x"]]}), "xl/worksheets/sheet1.xml", sheet.encode())
    assert "oversized" in refused("a.xlsx", data)


# PDF


def test_the_paragraphs_of_a_pdf_are_rebuilt_from_its_lines() -> None:
    first = [
        "Certification guide 2026",
        "1.1 Scope of the audit",
        "The certification body examines whether the management system of the",
        "organisation conforms to the standard, and whether it is main-",
        "tained in daily work. The audit has two stages.",
        "1 of 3",
    ]
    others = [["Certification guide 2026", f"Chapter {n} is about something else entirely.", f"{n} of 3"] for n in (2, 3)]
    read = page("guide.pdf", pdf_bytes([first, *others], title="Stated title"))
    assert read.body.split("\n") == [
        "## 1.1 Scope of the audit",
        "The certification body examines whether the management system of the organisation conforms to the standard, and "
        "whether it is maintained in daily work. The audit has two stages.",
        "Chapter 2 is about something else entirely.",
        "Chapter 3 is about something else entirely.",
    ]
    assert read.description.title == "1.1 Scope of the audit"


def test_the_stated_title_of_a_pdf_is_taken_unless_a_program_wrote_it() -> None:
    assert page("a.pdf", pdf_bytes([["Text."]], title="Stated")).description.title == "Stated"
    assert page("a.pdf", pdf_bytes([["Text."]], title="Microsoft Word - 1.doc")).description.title == "a"


def test_a_pdf_that_opens_without_a_password_is_read() -> None:
    assert page("a.pdf", locked_pdf_bytes(user="", owner="secret")).body == "The audit has two stages."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ISO 20000 certification", "en"),
        ("ISO 20000 认证", "zh"),
        ("The firm 智汇源顾问 advises on ISO 20000 certification of every kind.", "en"),
        ("IT服务管理体系（ITSM）的SLA和Service Catalogue怎么写", "zh"),
        ("12345", "en"),
    ],
)
def test_the_language_is_told_by_the_share_of_han(text: str, language: str) -> None:
    assert language_of(text) == language
