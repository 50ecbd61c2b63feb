"""What others wrote, as HTML: safe whatever it holds, with markers and highlights in the right places."""

import re
import threading
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web import conversation, render, source
from assistant.web.conversation import Unfinished
from tests.fake_assistant import CITATION, FakeLibrary, answered

ATTACKS = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "[看](javascript:alert(1))",
    "[看](JaVaScRiPt&#58;alert(1))",
    "[看](data:text/html,<script>alert(1)</script>)",
    "<javascript:alert(1)>",
    "![x](https://evil.example/x.png)",
    '[a](https://a.example "onmouseover=alert(1)")',
    "<svg/onload=alert(1)>",
    '<a href="#" onclick="alert(1)" data-ask="x" class="cite">',
    "`<iframe src=//evil.example>`",
    "| <b onclick=alert(1)> | x |\n| --- | --- |\n| <style>*{display:none}</style> | y |",
    "[1]: javascript:alert(1)\n\n[1]",
    "&lt;img src=x onerror=alert(1)&gt;",
    "\ue0001\ue001 \x02wzxhzdk:0\x03 {{constructor}} ${alert(1)}",
    '<form action="https://evil.example"><input autofocus onfocus=alert(1)>',
]


class Tags(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def harmless(html: str) -> bool:
    """Only tags that carry text, no handler, no address but http, https, mailto, tel and our own anchor."""
    known = {
        *render._BLOCKS,
        *render._TABLES,
        *render._INLINE,
        "mark",
        "span",
        "article",
        "div",
        "button",
        "small",
        "b",
        "section",
        "header",
        "nav",
    }
    for tag, attributes in Tags(html).found:
        if tag not in known or any(name.startswith("on") or name in ("style", "src", "action") for name in attributes):
            return False
        address = attributes.get("href")
        if address is not None and not re.match(r"(https?://|mailto:|tel:|#source\Z)", address):
            return False
    return True


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_in_markdown_becomes_active(attack: str) -> None:
    citation = replace(
        CITATION, title=attack, section=attack, quote=attack, original=attack, edition=attack, highlights=(attack,), url=attack
    )
    turn = answered(f"{attack} [1]\n\n{attack}", citation, message=attack)
    shown = [
        render.answer_html(attack, (citation,), 1),
        render.stream_html(attack),
        render.highlighted_html(attack, (attack, "a", "<")),
        conversation.turn_html(turn, 0, "zh"),
        conversation.turn_html(Unfinished(attack, attack, note=attack), 0, "en"),
        source.source_html(turn, citation, FakeLibrary(), "zh"),
    ]
    assert [html for html in shown if not harmless(html)] == []


def test_the_watchman_himself_sees_an_attack() -> None:
    assert not harmless("<img src=x onerror=alert(1)>") and not harmless('<a href="javascript:alert(1)">x</a>') and not harmless("<script>")


def test_raw_html_is_shown_as_text() -> None:
    assert "&lt;img src=x onerror=alert(1)&gt;" in render.markdown_html("<img src=x onerror=alert(1)>")


@given(st.text(max_size=200))
def test_any_text_can_be_rendered(text: str) -> None:
    assert harmless(render.answer_html(text, (CITATION,), 3)) and harmless(render.highlighted_html(text, (text,)))


def test_a_marker_opens_its_citation_and_shows_the_first_line() -> None:
    html = render.answer_html("共五部分 [1]。", (CITATION,), 7)
    (attributes,) = [found for tag, found in Tags(html).found if tag == "a"]
    assert attributes["data-cite"] == "1" and attributes["data-turn"] == "7" and attributes["title"] == "费用包含5个部分。"
    assert "五部分\u202f<a" in html and "</a>。" in html


def test_a_marker_without_a_citation_stays_text() -> None:
    assert "[2]" in render.answer_html("没有 [2]。", (CITATION,), 1) and "data-cite" not in render.answer_html("没有 [2]。", (CITATION,), 1)


def test_a_marker_before_a_bracket_is_no_link() -> None:
    html = render.answer_html("见 [1](https://evil.example)", (CITATION,), 1)
    assert html.count("<a ") == 1 and 'href="#source"' in html and "(https://evil.example)" in html


@pytest.mark.parametrize("tail", ["", " ", " [", " [1", "["])
def test_half_a_marker_is_held_back_while_the_answer_arrives(tail: str) -> None:
    assert render.plain_text(f"三年{tail}").startswith("三年") and "[" not in render.stream_html(f"三年{tail}")


def test_a_list_behind_a_line_is_a_list_and_keeps_its_numbers() -> None:
    html = render.markdown_html("五部分：\n1. 咨询\n2. 认证\n\n正文\n3. 培训")
    assert [tag for tag, _ in Tags(html).found if tag == "ol"] == ["ol", "ol"] and '<ol start="3">' in html


@pytest.mark.parametrize(
    ("text", "highlight", "marked"),
    [
        ("费用**随规模**而不同。别的。", "费用随规模而不同。", ["费用", "随规模", "而不同。"]),
        ("1. 咨询（可选）\n2. 认证", "1. 咨询（可选）", ["咨询（可选）"]),
        ("A & B < C", "A & B", ["A &amp; B"]),
        ("一行\n两行", "一行 两行", ["一行", "两行"]),
        ("没有", "别处", []),
        ("没有", "", []),
    ],
)
def test_supporting_words_are_marked_across_markup(text: str, highlight: str, marked: list[str]) -> None:
    html = render.highlighted_html(text, (highlight,))
    assert [found.strip() for found in re.findall(r"<mark>(.*?)</mark>", html, re.DOTALL)] == marked


def test_marking_changes_no_word() -> None:
    passage = FakeLibrary().order["zh"][1].text
    html = render.highlighted_html(passage, ("通常认证实施项目包含以下5个部分：", "费用"))
    assert re.sub(r"</?mark>", "", html) == render.markdown_html(passage)


def test_two_threads_may_render_at_once() -> None:
    texts = [f"**{number}** [1]" for number in range(200)]
    wrong: list[str] = []

    def work() -> None:
        wrong.extend(text for text in texts if text.split("**")[1] not in render.answer_html(text, (CITATION,), threading.get_ident()))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
