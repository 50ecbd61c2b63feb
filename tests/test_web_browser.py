"""The page in a real Chromium, before a fake assistant: what a user sees, and what must not happen."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, expect

from assistant.web.server import build_app, listen
from tests.browsing import served
from tests.fake_assistant import ANSWERS, FakeAssistant

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def assistant() -> FakeAssistant:
    return FakeAssistant(pace=0.01)


@pytest.fixture(scope="module")
def address(assistant: FakeAssistant) -> Iterator[str]:
    with served(assistant) as found:
        yield found


@pytest.mark.parametrize(("locale", "title", "door"), [("zh-CN", "认证的事，直接问", "费用"), ("en-GB", "Ask about certification", "cost")])
def test_the_first_screen_has_three_doors_in_the_readers_language(visit: Any, locale: str, title: str, door: str) -> None:
    page = visit(locale=locale).page
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator(".door")).to_have_count(3)
    page.locator(".door", has_text=door).click()
    expect(page.locator(".references li")).to_have_count(2)
    expect(page.locator("footer")).to_be_hidden()


def test_words_appear_as_they_come_and_markers_open_when_they_are_known(visit: Any) -> None:
    page = visit().page
    page.fill("#box textarea", "慢慢说，费用？")
    page.click("#send")
    expect(page.locator(".arriving .step")).to_have_text("正在检索资料…")
    expect(page.locator(".arriving .words")).to_contain_text("共五部分")
    expect(page.locator("#stop")).to_be_visible()
    assert page.locator(".arriving a.cite").count() == 0 and "工具软件" not in page.inner_text(".arriving")
    expect(page.locator("a.cite")).to_have_count(3, timeout=15_000)
    expect(page.locator("#send")).to_be_visible()


def test_a_marker_opens_the_passage_in_its_place(visit: Any) -> None:
    visitor = visit()
    page = visitor.page
    visitor.ask("费用？")
    assert page.locator("a.cite").first.get_attribute("title") == "费用方面，通常认证实施项目包含以下5个部分："
    page.locator("a.cite").first.click()
    expect(page.locator(".source h2")).to_have_text("[1] 资源与费用 › 费用")
    expect(page.locator(".source .state")).to_have_text("2012 · 现行")
    expect(page.locator(".cited mark").first).to_have_text("通常认证实施项目包含以下5个部分：")
    expect(page.locator(".dimmed")).to_have_count(2)
    expect(page.locator(".source .link a")).to_have_attribute("href", "https://example.org/a")
    page.get_by_role("button", name="下一处").click()
    expect(page.locator(".source h2")).to_have_text("[2] 认证实施计划")
    page.locator("a.cite").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".source h2")).to_contain_text("[1]")


def test_an_english_answer_shows_the_chinese_original(visit: Any) -> None:
    visitor = visit(locale="en-GB")
    visitor.ask("What does it cost?")
    visitor.page.locator("a.cite").first.click()
    expect(visitor.page.locator(".original")).to_contain_text("通常认证实施项目包含以下5个部分")


def test_a_conversation_outlives_a_reload(visit: Any, assistant: FakeAssistant) -> None:
    visitor = visit()
    page = visitor.page
    visitor.ask("第一问")
    visitor.ask("第二问")
    for _ in range(3):
        page.reload()
        expect(page.locator(".turn")).to_have_count(2)
    page.locator("a.cite").last.click()
    expect(page.locator(".source h2")).to_contain_text("[2]")
    visitor.ask("第三问")
    sessions = {session for session, message in assistant.heard if message in ("第一问", "第二问", "第三问")}
    assert len(sessions) == 1 and len(sessions.pop()) == 32


def test_a_conversation_outlives_the_server(browser: Browser) -> None:
    assistant = FakeAssistant()
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    for start in range(2):
        server = uvicorn.Server(uvicorn.Config(build_app(assistant), port=port, log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        page.goto(f"http://127.0.0.1:{port}/")
        if start == 0:
            page.wait_for_selector(".welcome")
            page.fill("#box textarea", "费用？")
            page.press("#box textarea", "Enter")
        expect(page.locator(".references")).to_have_count(1, timeout=15_000)
        page.goto("about:blank")
        server.should_exit = True
        thread.join(10)
    context.close()


def test_each_browser_has_a_conversation_of_its_own(visit: Any, assistant: FakeAssistant) -> None:
    one, other = visit(), visit()
    one.ask("甲的问题")
    other.ask("乙的问题")
    assert "甲的问题" not in other.page.inner_text("#talk")
    assert len({session for session, message in assistant.heard if message in ("甲的问题", "乙的问题")}) == 2


def test_a_new_conversation_and_the_way_back(visit: Any) -> None:
    visitor = visit()
    page = visitor.page
    visitor.ask("旧问题")
    page.click("#new")
    expect(page.locator(".welcome")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="返回上一个对话").click()
    expect(page.locator(".bubble")).to_have_text("旧问题")


def test_stopping_ends_the_reply_and_keeps_what_arrived(visit: Any, assistant: FakeAssistant) -> None:
    visitor = visit()
    page = visitor.page
    visitor.ask("先问一个")
    assistant.closed.clear()
    visitor.say("慢慢说")
    expect(page.locator(".arriving .words")).to_contain_text("共五部分")
    page.click("#stop")
    expect(page.locator(".note")).to_have_text("已停止。")
    assert assistant.closed.wait(5)
    expect(page.locator(".turn")).to_have_count(2)
    assert "工具软件" not in page.locator(".turn").last.inner_text()
    visitor.ask("再问一个")
    expect(page.locator(".turn")).to_have_count(3)
    page.locator("[data-retry='0']").click()
    expect(page.locator(".bubble").last).to_have_text("先问一个")


def test_one_slow_answer_holds_up_nobody(visit: Any) -> None:
    slow, quick = visit(), visit()
    slow.say("慢慢说")
    expect(slow.page.locator(".arriving .words")).to_contain_text("共五部分")
    quick.ask("快问")
    assert slow.page.locator(".arriving").count() == 1
    expect(slow.page.locator(".references")).to_have_count(1, timeout=15_000)


def test_a_message_is_text_whatever_it_holds(visit: Any) -> None:
    visitor = visit()
    message = "<img src=x onerror=alert(1)><script>alert(2)</script>${alert(3)} {{constructor}} `${1+1}` </div>"
    visitor.ask(message)
    expect(visitor.page.locator(".bubble")).to_have_text(message)
    assert visitor.page.locator("#past img, #past script").count() == 0


def test_fifty_thousand_characters(visit: Any, assistant: FakeAssistant) -> None:
    visitor = visit()
    visitor.ask("长" * 50_000)
    expect(visitor.page.locator(".cut")).to_contain_text("50,000")
    assert len(assistant.heard[-1][1]) == 50_000


@pytest.mark.parametrize(("message", "line"), [("坏", "这次没能答完"), ("拒", "资料库正在更新")])
def test_a_failure_is_a_quiet_line(visit: Any, message: str, line: str) -> None:
    visitor = visit()
    visitor.ask(message)
    expect(visitor.page.locator(".note")).to_contain_text(line)
    assert "geheim" not in visitor.page.content() and visitor.page.locator(".toast-body").count() == 0
    visitor.ask("费用？")
    expect(visitor.page.locator(".references")).to_have_count(1)


def test_an_empty_message_is_not_sent(visit: Any, assistant: FakeAssistant) -> None:
    visitor = visit()
    before = len(assistant.heard)
    visitor.say("   ")
    visitor.page.wait_for_timeout(400)
    assert len(assistant.heard) == before and visitor.page.locator(".welcome").is_visible()


def test_enter_that_ends_a_composition_does_not_send(visit: Any, assistant: FakeAssistant) -> None:
    page = visit().page
    before = len(assistant.heard)
    page.fill("#box textarea", "ren zheng")
    page.eval_on_selector(
        "#box textarea",
        "box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))",
    )
    page.wait_for_timeout(400)
    assert len(assistant.heard) == before and page.input_value("#box textarea") == "ren zheng"


def test_the_page_changes_its_language_and_remembers(visit: Any) -> None:
    visitor = visit()
    page = visitor.page
    visitor.ask("费用？")
    page.locator("a.cite").first.click()
    expect(page.locator(".source .state")).to_have_text("2012 · 现行")
    page.click("#language")
    expect(page.locator(".brand")).to_have_text("Certification Assistant")
    expect(page.locator(".source .state")).to_have_text("2012 · current")
    expect(page.locator("#panel [role=tab]").first).to_have_text("Sources")
    expect(page.locator(".actions")).to_contain_text("Copy with sources")
    expect(page.locator(".words").first).to_contain_text("共五部分")
    assert page.get_attribute("html", "lang") == "en"
    assert page.get_attribute("#box textarea", "placeholder") == "Ask, or say what to note down…"
    page.reload()
    expect(page.locator("#send")).to_have_text("Send")


def test_copying_takes_the_sources_along(visit: Any) -> None:
    visitor = visit(permissions=["clipboard-read", "clipboard-write"])
    page = visitor.page
    visitor.ask("费用？")
    page.click("[data-copy]")
    expect(page.locator("[data-copy]")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert (
        copied.startswith(ANSWERS["zh"])
        and "[1] 《ISO20000信息技术认证简介》，资源与费用 › 费用，2012 · 现行，https://example.org/a" in copied
    )
    expect(page.locator("[data-copy]")).to_have_text("复制（含出处）")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_the_source_is_a_sheet(visit: Any, scheme: str) -> None:
    visitor = visit(viewport={"width": 390, "height": 844}, color_scheme=scheme, has_touch=True)
    page = visitor.page
    visitor.ask("费用？")
    expect(page.locator("#panel")).to_be_hidden()
    page.locator("a.cite").first.tap()
    expect(page.locator(".source h2")).to_be_visible()
    page.get_by_role("button", name="下一处").tap()
    expect(page.locator(".source h2")).to_contain_text("[2]")
    page.get_by_role("button", name="关闭").tap()
    expect(page.locator("#panel")).to_be_hidden()
    page.locator(".references a").first.tap()
    expect(page.locator(".source h2")).to_contain_text("[1]")
    page.touchscreen.tap(200, 100)
    expect(page.locator("#panel")).to_be_hidden()
    assert page.evaluate("[document.documentElement, document.querySelector('#scroller')].every(e => e.scrollWidth <= e.clientWidth)")


def test_health_and_headers(address: str) -> None:
    answer = httpx.get(f"{address}health", trust_env=False)
    assert answer.json() == {"status": "ok"}
    page = httpx.get(address, trust_env=False)
    assert "default-src 'self'" in page.headers["content-security-policy"] and page.headers["x-content-type-options"] == "nosniff"
    assert httpx.get(f"{address}docs", trust_env=False).headers["content-type"].startswith(("text/html", "application/json"))
