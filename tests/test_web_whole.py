"""The page before the real assistant: a question goes in, a cited answer with its source comes out, and it is there after a reload."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from assistant.assistant import Assistant
from tests.browsing import Visit, served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(assistant: Assistant) -> Iterator[str]:
    with served(assistant) as found:
        yield found


@pytest.mark.parametrize(
    ("locale", "question", "item", "follow_up", "source", "original"),
    [
        ("zh-CN", "认证费用由哪几部分组成？", "认证服务费（审核机构）", "第三项是什么意思？", "培训费用（可选）", None),
        (
            "en-GB",
            "What does certification cost consist of?",
            "Certification service fee (certification body)",
            "what does the third one mean?",
            "Training cost (optional)",
            "培训费用（可选）",
        ),
    ],
)
def test_a_question_is_answered_with_its_source(
    browser: Browser, address: str, locale: str, question: str, item: str, follow_up: str, source: str, original: str | None
) -> None:
    visitor = Visit(browser, address, locale=locale)
    page = visitor.page
    visitor.ask(question)
    answer = page.locator(".turn").last
    expect(answer.locator("ol > li")).to_have_count(5)
    expect(answer.locator("ol > li").nth(1)).to_contain_text(item)
    visitor.ask(follow_up)
    expect(page.locator(".turn").last).to_contain_text(source)
    page.locator("a.cite").last.click()
    expect(page.locator(".cited")).to_contain_text(source)
    expect(page.locator(".cited mark").first).to_be_visible()
    if original:
        expect(page.locator(".original")).to_contain_text(original)
    page.reload()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn").first).to_contain_text(item)
    visitor.context.close()
    assert visitor.elsewhere == [] and visitor.errors == []


@pytest.mark.parametrize("message", ["<img src=x onerror=alert(1)>", "\u202e认证费用有哪些？\u202c", "费用" * 25_000])
def test_rubbish_does_the_page_no_harm(browser: Browser, address: str, message: str) -> None:
    visitor = Visit(browser, address)
    visitor.ask(message)
    assert visitor.page.locator(".turn img, .turn script").count() == 0
    visitor.ask("你好")
    expect(visitor.page.locator(".turn").last).to_contain_text("您好")
    visitor.context.close()
    assert visitor.elsewhere == [] and visitor.errors == []
