"""The case beside the chat in a real Chromium: tables follow the talk, tabs tell what is new, files come down, a phone has a sheet."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
from playwright.sync_api import Page, expect

from assistant.case import CaseFile
from assistant.web.texts import WORDS
from tests.browsing import served
from tests.case_talk import FakeTalk, full_case

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror=alert(1)>${alert(2)}{{x}}"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


def audit(file: CaseFile) -> CaseFile:
    matrix = file.case.raci.assign("内部审核", "内审员", ["R"]).assign("内部审核", "管理者代表", ["A"], replace=True)
    return file.with_case(file.case.changed(raci=matrix))


def consult(file: CaseFile) -> CaseFile:
    return file.with_case(file.case.changed(raci=file.case.raci.assign("内部审核", "法务", ["C"])))


def hostile(file: CaseFile) -> CaseFile:
    return file.with_case(file.case.changed(raci=file.case.raci.assign(HOSTILE, HOSTILE, ["R"])))


@pytest.fixture(scope="module")
def assistant() -> FakeTalk:
    meaning = {WORDS["say_raci"]["zh"]: audit, "法务给意见": consult, "坏名字": hostile}
    return FakeTalk({**meaning, "满": lambda file: file.with_case(full_case()), "full": lambda file: file.with_case(full_case("en"))})


@pytest.fixture(scope="module")
def address(assistant: FakeTalk) -> Iterator[str]:
    with served(assistant) as found:
        yield found


def dots(page: Page) -> list[str]:
    return [tab.inner_text() for tab in page.locator("#tabs [role=tab][data-new]").all()]


def test_the_tables_follow_the_talk_and_a_dot_stays_until_it_is_seen(visit: Any) -> None:
    visitor = visit()
    page = visitor.page
    visitor.ask("满")
    expect(page.locator("#tab-raci")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#case-raci .matrix tbody tr.changed").first).to_be_visible()
    assert dots(page) == ["类别", "费用", "客户"]
    assert page.get_attribute("#tab-costs", "aria-label") == "费用，有新改动"
    page.click("#tab-costs")
    expect(page.locator("#case-costs .items")).to_be_visible()
    assert dots(page) == ["类别", "客户"]
    page.click("#tab-raci")
    visitor.ask("法务给意见")
    cell = page.locator("#case-raci td.changed")
    expect(cell).to_have_count(1)
    expect(cell).to_be_in_viewport()
    assert cell.inner_text().startswith("C")
    expect(page.locator("#case-raci .flash")).to_have_count(0, timeout=5000)
    visitor.ask("费用？")
    expect(page.locator("#case-raci .changed")).to_have_count(0)
    assert dots(page) == ["类别", "客户"]
    page.reload()
    expect(page.locator("#case-raci .matrix")).to_have_count(1)
    assert dots(page) == []


def test_undo_and_redo_go_through_the_talk(visit: Any, assistant: FakeTalk) -> None:
    visitor = visit()
    page = visitor.page
    page.click("#tab-raci")
    page.locator("#case-raci .example").click()
    expect(page.locator("#case-raci .matrix tbody tr")).to_have_count(1)
    expect(page.locator(".bubble")).to_have_text(WORDS["say_raci"]["zh"])
    visitor.ask("法务给意见")
    page.locator("#tools").get_by_role("button", name="撤销").click()
    expect(page.locator("#case-raci thead th")).to_have_count(3)
    expect(page.locator(".bubble").last).to_have_text("撤销")
    page.locator("#past .actions").get_by_role("button", name="恢复").click()
    expect(page.locator("#case-raci thead th")).to_have_count(4)
    assert [message for _, message in assistant.heard[-2:]] == ["撤销", "恢复"]


def test_the_case_comes_down_as_a_file_of_this_browser_only(visit: Any, assistant: FakeTalk, address: str, tmp_path: Path) -> None:
    mine, other = visit(), visit()
    mine.ask("满")
    other.ask("法务给意见")
    links = {}
    for each in (mine, other):
        each.page.click("#tab-raci")
        links[each] = each.page.locator("#tools a", has_text="Excel").get_attribute("href")
    assert links[mine] != links[other]
    with mine.page.expect_download() as download:
        mine.page.locator("#tools a", has_text="Excel").click()
    download.value.save_as(tmp_path / "case.xlsx")
    assert download.value.suggested_filename == "某某信息公司.xlsx"
    assert "RACI" in openpyxl.load_workbook(tmp_path / "case.xlsx").sheetnames
    answer = httpx.get(f"{address}{links[other]}".replace("/xlsx", "/md"), trust_env=False)
    assert answer.headers["cache-control"] == "no-store" and "法务" in answer.text and "某某" not in answer.text
    session = next(session for session, message in reversed(assistant.heard) if message == "满")
    gone = httpx.get(f"{address}case/{session}/xlsx", trust_env=False)
    assert gone.status_code == 404 and session not in mine.page.content()


def test_a_marker_goes_before_the_case_and_the_case_is_still_there(visit: Any) -> None:
    visitor = visit()
    page = visitor.page
    visitor.ask("满")
    visitor.ask("费用？")
    expect(page.locator("#case-raci .matrix")).to_be_visible()
    page.locator("a.cite").first.click()
    expect(page.locator(".source h2")).to_be_visible()
    expect(page.locator("#tab-source")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#tools a").first).to_be_hidden()
    visitor.ask("法务给意见")
    expect(page.locator(".source h2")).to_be_visible()
    assert dots(page)[-1:] == ["客户"] and "RACI" in dots(page)


def test_the_first_column_and_the_roles_stay_in_view(visit: Any) -> None:
    visitor = visit()
    page = visitor.page
    visitor.ask("满")
    pane, first = page.locator("#case-raci"), page.locator("#case-raci tbody th[scope=row]").nth(9)
    role = page.locator("#case-raci thead th").nth(3)
    pane.evaluate("pane => { pane.scrollTop = 200 }")
    before = first.bounding_box()
    pane.evaluate("pane => { pane.scrollLeft = 200; pane.scrollTop = 240 }")
    after, head, area = first.bounding_box(), role.bounding_box(), pane.bounding_box()
    assert before and after and head and area
    assert after["x"] == before["x"] == area["x"] and after["y"] == before["y"] - 40 and abs(head["y"] - area["y"]) < 2


def test_the_keyboard_reaches_every_tab(visit: Any) -> None:
    page = visit().page
    page.focus("#tab-source")
    for name in ("categories", "raci", "costs", "client", "source"):
        page.keyboard.press("ArrowRight")
        expect(page.locator(f"#tab-{name}")).to_be_focused()
        expect(page.locator(f"#pane-{name}")).to_be_visible()
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    expect(page.locator("#pane-client")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".bubble")).to_have_text(WORDS["say_client"]["zh"])


def test_the_tables_change_their_words_with_the_page_and_keep_the_mark(visit: Any) -> None:
    visitor = visit()
    page = visitor.page
    visitor.ask("满")
    visitor.ask("法务给意见")
    page.click("#tab-costs")
    page.click("#language")
    expect(page.locator("#tab-costs")).to_have_text("Costs")
    expect(page.locator("#tab-costs")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#case-costs")).to_contain_text("to be quoted")
    expect(page.locator("#case-raci td.changed")).to_have_count(1)
    assert dots(page) == ["Categories", "Client"]


def test_names_do_the_page_no_harm(visit: Any) -> None:
    visitor = visit()
    visitor.ask("坏名字")
    expect(visitor.page.locator("#case-raci tbody th")).to_contain_text(HOSTILE)
    assert visitor.page.locator("#panel img, #casebar img").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_a_bar_tells_the_last_change_and_opens_the_case(visit: Any, scheme: str) -> None:
    visitor = visit(color_scheme=scheme, **PHONE)
    page = visitor.page
    bar = page.locator(".casebar")
    expect(bar).to_contain_text("都还没有")
    visitor.ask("满")
    visitor.ask("法务给意见")
    expect(bar).to_contain_text("内部审核：法务 → C")
    expect(page.locator("#panel")).to_be_hidden()
    bar.tap()
    expect(page.locator("#case-raci td.changed")).to_be_in_viewport()
    expect(page.locator("#tab-raci")).to_be_focused()
    expect(bar).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    expect(bar).to_be_focused()
    bar.tap()
    page.locator("#tools").get_by_role("button", name="撤销").tap()
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator(".bubble").last).to_have_text("撤销")
    assert page.evaluate("[document.documentElement, document.querySelector('#scroller')].every(e => e.scrollWidth <= e.clientWidth)")


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_the_first_screen_begins_a_case(visit: Any, locale: str) -> None:
    language = "zh" if locale == "zh-CN" else "en"
    page = visit(locale=locale).page
    expect(page.locator(".door").nth(1)).to_contain_text(WORDS["ask_categories"][language])
    page.locator(".start .example").first.click()
    expect(page.locator(".bubble")).to_have_text(WORDS["say_raci"][language])
