"""The page as Gradio blocks: which parts there are and which event goes to which handler."""

from pathlib import Path
from typing import Any

import gradio as gr

from assistant.domain import Language
from assistant.web import source
from assistant.web.case_panel import TABS, tabs_html
from assistant.web.door import Door
from assistant.web.downloads import Downloads
from assistant.web.handlers import Handlers, Parts, brand_html, hint_html
from assistant.web.staff import Staff
from assistant.web.texts import word
from assistant.web.turns import CONCURRENT_REPLIES

STATIC = Path(__file__).parent / "static"
FIRST_LANGUAGE: Language = "zh"
"""Until the browser has said which one it wants."""
_STORAGE = "certification-assistant"
_CLICKS = """
element.addEventListener('click', (event) => {
  const chosen = event.target.closest('[data-cite], [data-ask], [data-retry], [data-back]');
  if (!chosen || !element.contains(chosen)) return;
  event.preventDefault();
  const data = { ...chosen.dataset };
  if ('cite' in data) trigger('select', data);
  else if (document.querySelector('.arriving')) return;
  else if ('back' in data) trigger('undo', data);
  else trigger('submit', data);
});
"""
"""Of the events that Gradio knows: `select` is a citation, `submit` a question, `undo` the way back."""


def build_page(assistant: Door, downloads: Downloads, staff: Staff | None = None) -> gr.Blocks:
    """The whole page, with a line for the firm's own people if `staff` is given. Nothing is read before a visitor arrives."""
    blocks = gr.Blocks(title="认证顾问助手 · Certification Assistant", fill_width=True, fill_height=True)
    with blocks:
        parts = _lay_out(for_staff=staff is not None)
        _wire(blocks, parts, Handlers(assistant, downloads, parts, staff))
    blocks.queue(default_concurrency_limit=CONCURRENT_REPLIES, api_open=False)
    return blocks


def _lay_out(*, for_staff: bool) -> Parts:
    # A fixed key: the browser's copy must outlive a restart. It hides nothing; the session in it is what matters.
    visitor = gr.BrowserState(None, storage_key=_STORAGE, secret=_STORAGE)
    states: dict[str, Any] = {"visitor": visitor, "turns": gr.State(()), "pending": gr.State(None), "opened": gr.State(None)}
    states["before"] = gr.State(None)
    with gr.Row(elem_id="bar"):
        brand = _html(brand_html(FIRST_LANGUAGE), "brand")
        language = gr.Button(word("other_language", FIRST_LANGUAGE), elem_id="language", size="sm", min_width=0)
        new = gr.Button(word("new", FIRST_LANGUAGE), elem_id="new", size="sm", min_width=0)
    with gr.Row(elem_id="columns"):
        with gr.Column(elem_id="talk", min_width=0):
            with gr.Column(elem_id="scroller", min_width=0):
                past, live = _html("", "past"), _html("", "live")
            with gr.Row(elem_id="composer"):
                box = gr.Textbox(
                    placeholder=word("placeholder", FIRST_LANGUAGE),
                    label="问题 / Question",
                    show_label=False,
                    container=False,
                    lines=1,
                    max_lines=6,
                    autofocus=True,
                    elem_id="box",
                )
                send = gr.Button(word("send", FIRST_LANGUAGE), variant="primary", elem_id="send", min_width=0)
                stop = gr.Button(word("stop", FIRST_LANGUAGE), visible=False, elem_id="stop", min_width=0)
            hint = _html(hint_html(FIRST_LANGUAGE), "hint")
            staff = _html("", "staff") if for_staff else None
            bar = _html("", "casebar")
        panel = _lay_out_panel()
    shown: dict[str, Any] = {"past": past, "live": live, "box": box, "send": send, "stop": stop, "hint": hint, "bar": bar}
    return Parts(**states, **shown, **panel, brand=brand, language=language, new=new, staff=staff)


def _lay_out_panel() -> dict[str, Any]:
    """The right column: the sources and the case, a tab each; on a phone a sheet.

    The tabs are our own: those of Gradio are not on the page until they are chosen, and what changes in one puts a dot on it.
    """
    with gr.Column(elem_id="panel", min_width=0):
        tabs = _html(tabs_html(FIRST_LANGUAGE), "tabs")
        opened = _html(source.empty_html(FIRST_LANGUAGE), "source", "pane")
        case = {name: _html("", f"case-{name}", "pane") for name in TABS}
        tools = _html("", "tools")
    return {"tabs": tabs, "source": opened, "case": case, "tools": tools}


def _html(value: str, elem_id: str, kind: str | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=elem_id, elem_classes=kind, js_on_load=_CLICKS, apply_default_css=False)


def _wire(blocks: gr.Blocks, parts: Parts, handlers: Handlers) -> None:
    talk = [parts.visitor, parts.turns]
    case = [parts.before, *parts.case.values(), parts.tools, parts.bar, *([parts.staff] if parts.staff else [])]
    kept = [*talk, parts.pending, parts.opened, parts.past, parts.live, parts.source, *case]
    controls = [parts.send, parts.stop, parts.language, parts.new]
    words = [parts.brand, parts.box, parts.hint, parts.tabs]
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    blocks.load(handlers.arrive, [parts.visitor], [*kept, *controls, *words], **quiet)
    asking = gr.on(
        [parts.box.submit, parts.send.click, *(part.submit for part in (parts.past, parts.tools, *parts.case.values()))],
        handlers.ask,
        [parts.box, *talk],
        [*kept, *controls, parts.box],
        trigger_mode="once",
        **quiet,
    )
    parts.stop.click(handlers.stop, [*talk, parts.pending, parts.before], [*kept, *controls], cancels=[asking], **quiet)
    gr.on([parts.past.select, parts.source.select], handlers.open, talk, [parts.source, parts.opened], **quiet)
    parts.new.click(handlers.begin, [parts.visitor], [*kept, *controls], **quiet)
    parts.past.undo(handlers.go_back, [parts.visitor], [*kept, *controls], **quiet)
    parts.language.click(handlers.switch, [*talk, parts.opened, parts.before], [*kept, *controls, *words], **quiet)
