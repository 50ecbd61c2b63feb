"""The line for the firm's own people: how the model does and what a conversation has used of it, and on no other page."""

import re
from decimal import Decimal
from html import unescape
from typing import Any, get_args, get_type_hints

import pytest
from playwright.sync_api import Browser, expect

from assistant.chat import Health, Trouble
from assistant.domain import Language
from assistant.usage import Price, Use
from assistant.web.staff import Staff, staff_html
from assistant.web.texts import WORDS
from tests.browsing import Visit, served
from tests.fake_assistant import FakeAssistant, FakeModel

PRICE = Price(Decimal(2), Decimal(8), "CNY")
WELL = Health("qwen<b>", "well", None, 812.4)


def shown(health: Health | None, language: Language = "zh", *, turns: int = 0, price: Price | None = None, assistant: Any = None) -> str:
    assistant = assistant or FakeAssistant(chat=FakeModel(health) if health else None)
    for _ in range(turns):
        list(assistant.reply("s", "费用？"))
    html = staff_html(assistant, "s", Staff(price), language)
    assert "<b>" not in html and f'lang="{language}"' in html
    return unescape(re.sub("<.*?>", "", html))


def test_without_a_model_the_line_says_so() -> None:
    assert shown(None, turns=1, price=PRICE) == "没有配置模型：答案为引文"
    assert shown(None, "en") == "No model: answers are quotations"


def test_the_line_has_state_speed_and_what_was_used() -> None:
    assert shown(Health("m")) == "m · 未试过 · 本对话未用模型"
    assert shown(WELL, turns=2, price=PRICE) == "qwen<b> · 正常 · 首字812毫秒 · 本对话：2次请求 · token发送1,400、接收60 · 费用0.0033元"
    assert shown(WELL, "en", turns=1, price=PRICE) == (
        "qwen<b> · working · first token after 812 ms · this conversation: 1 request · 700 tokens sent, 30 received · CNY 0.0016"
    )
    assert shown(WELL, turns=1).endswith("接收30")


@pytest.mark.parametrize("trouble", get_args(Trouble))
@pytest.mark.parametrize("state", get_args(get_type_hints(Health)["state"]))
def test_every_state_and_every_trouble_has_words(state: Any, trouble: Trouble) -> None:
    for language in ("zh", "en"):
        line = shown(Health("m", state, trouble), language)
        assert WORDS[f"model_{state}"][language] in line and WORDS[f"trouble_{trouble}"][language] in line
    assert shown(Health("m", "failing", "slow")).startswith("m · 出错（超时） · ")


def test_the_cost_is_that_of_the_model_whose_price_is_set() -> None:
    class Changed(FakeAssistant):
        def used(self, session: str) -> list[Use]:
            return [Use("s", "m", "", "", 1, 500_000, 0), Use("s", "other", "", "", 1, 10, 10)]

    assert shown(None, price=PRICE, assistant=Changed(chat=FakeModel(Health("m")))).endswith("费用1.0000元（不含其他模型）")


def test_what_cannot_be_read_is_a_quiet_word() -> None:
    class Broken(FakeAssistant):
        def used(self, session: str) -> list[Use]:
            raise ZeroDivisionError("geheim")

    assert shown(None, assistant=Broken(chat=FakeModel(Health("m")))) == "m · 未试过 · 用量暂时读不出来"


@pytest.mark.browser
def test_the_line_follows_the_conversation(browser: Browser) -> None:
    with served(FakeAssistant(chat=FakeModel(WELL)), Staff(PRICE)) as address:
        visitor = Visit(browser, address)
        line = visitor.page.locator("#talk .staff")
        expect(line).to_have_text("qwen<b> · 正常 · 首字812毫秒 · 本对话未用模型")
        visitor.ask("费用？")
        expect(line).to_contain_text("本对话：1次请求 · token发送700、接收30 · 费用0.0016元")
        visitor.ask("费用？")
        expect(line).to_contain_text("2次请求")
        visitor.page.click("#language")
        expect(line).to_contain_text("working · first token after 812 ms · this conversation: 2 requests")
        visitor.page.reload()
        expect(line).to_contain_text("2 requests")
        visitor.page.click("#new")
        expect(line).to_contain_text("not used in this conversation")
        visitor.page.locator("[data-back]").click()
        expect(line).to_contain_text("2 requests")
        visitor.context.close()
    assert visitor.errors == [] and visitor.elsewhere == []


@pytest.mark.browser
def test_no_other_page_tells_of_the_model(browser: Browser) -> None:
    with served(FakeAssistant(chat=FakeModel(WELL))) as address:
        visitor = Visit(browser, address)
        visitor.ask("费用？")
        assert visitor.page.locator(".staff, #staff").count() == 0 and "qwen" not in visitor.page.content()
        visitor.context.close()
