"""What each event of the page does. A handler gives new values for the parts that change, and only for those."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.case import Case
from assistant.domain import Language
from assistant.web import source
from assistant.web.case_panel import TABS, bar_html, failed_html, tabs_html, tools_html
from assistant.web.conversation import Turn, Unfinished, conversation_html, turn_html, welcome_html
from assistant.web.door import Door
from assistant.web.downloads import Downloads
from assistant.web.shown import Shown
from assistant.web.staff import Staff, staff_html
from assistant.web.texts import word
from assistant.web.turns import growing_turn, kept_case, kept_turns, opened_source
from assistant.web.visitor import Visitor, known_visitor, new_session

Updates = dict[Any, Any]
Opened = tuple[int, int] | None
"""Turn and number of the citation in the source panel."""


@dataclass(frozen=True)
class Parts:
    """The components that handlers read and write."""

    visitor: gr.BrowserState
    turns: gr.State
    pending: gr.State
    """The turn that is arriving, an Unfinished; None in between."""
    opened: gr.State
    before: gr.State
    """The case before the last turn; None when it is not known, and then nothing counts as changed."""
    brand: gr.HTML
    language: gr.Button
    new: gr.Button
    past: gr.HTML
    live: gr.HTML
    box: gr.Textbox
    send: gr.Button
    stop: gr.Button
    hint: gr.HTML
    tabs: gr.HTML
    source: gr.HTML
    case: dict[str, gr.HTML]
    """By the name of the tab."""
    tools: gr.HTML
    bar: gr.HTML
    staff: gr.HTML | None
    """How the model does; None on a page that does not tell."""


class Handlers:
    """The events of one page; all of them run in worker threads, several at a time."""

    def __init__(self, assistant: Door, downloads: Downloads, parts: Parts, staff: Staff | None = None) -> None:
        self.assistant = assistant
        self.downloads = downloads
        self.parts = parts
        self.staff = staff

    def arrive(self, stored: object, request: gr.Request) -> Updates:
        """A browser opens the page: its conversation is read again, or a new one begins."""
        visitor = known_visitor(stored, request.headers.get("accept-language", ""))
        return self._conversation(visitor) | self._words(visitor["language"])

    def ask(self, typed: str, stored: object, turns: tuple[Turn, ...], event: gr.EventData) -> Iterator[Updates]:
        """A question, typed or chosen on the page: its answer as it arrives, then the finished turn."""
        parts, visitor = self.parts, known_visitor(stored)
        language = visitor["language"]
        turns = turns or kept_turns(self.assistant, visitor["session"], language)[0]
        chosen = _chosen(event, turns)
        message = typed if chosen is None else chosen
        if not message.strip():
            yield {parts.box: ""}  # to yield nothing at all would empty every part
            return
        turn: Turn = Unfinished(message)
        before = kept_case(self.assistant, visitor["session"])
        begun = {parts.past: conversation_html(turns, language), parts.visitor: visitor, parts.before: before}
        begun |= self._controls(busy=True)
        yield begun | self._arriving(turns, turn, language) | ({parts.box: ""} if chosen is None else {})
        for turn in growing_turn(self.assistant, visitor["session"], message, language):
            if isinstance(turn, Unfinished) and not turn.note:
                yield self._arriving(turns, turn, language)
        yield self._ended((*turns, turn), visitor, before)

    def stop(self, stored: object, turns: tuple[Turn, ...], pending: Unfinished | None, before: Case | None) -> Updates:
        """The user stops an answer: what has arrived stays on the page, marked as stopped, and so does what it changed."""
        visitor = known_visitor(stored)
        if pending is None:
            return self._controls(busy=False)
        stopped = pending.broken_off(word("stopped_unchecked" if pending.drafted else "stopped", visitor["language"]))
        return self._ended((*turns, stopped), visitor, before)

    def open(self, stored: object, turns: tuple[Turn, ...], event: gr.EventData) -> Updates:
        """A marker is chosen: its passage opens in the source panel."""
        visitor = known_visitor(stored)
        language = visitor["language"]
        turns = turns or kept_turns(self.assistant, visitor["session"], language)[0]
        turn, n = _number(event, "turn"), _number(event, "cite")
        wanted = None if turn is None or n is None else (turn, n)
        return {
            self.parts.source: opened_source(self.assistant, turns, wanted, language),
            self.parts.opened: wanted,
        }

    def begin(self, stored: object) -> Updates:
        """A new conversation; the one before can be called back."""
        old = known_visitor(stored)
        return self._conversation(Visitor(session=new_session(), previous=old["session"], language=old["language"]), is_new=True)

    def go_back(self, stored: object) -> Updates:
        """Back to the conversation before this one."""
        old = known_visitor(stored)
        return self._conversation(Visitor(session=old["previous"] or old["session"], previous="", language=old["language"]))

    def switch(self, stored: object, turns: tuple[Turn, ...], opened: Opened, before: Case | None) -> Updates:
        """The page's own words in the other language; what was said stays as it was said."""
        old = known_visitor(stored)
        language: Language = "en" if old["language"] == "zh" else "zh"
        visitor = Visitor(session=old["session"], previous=old["previous"], language=language)
        shown = {
            self.parts.visitor: visitor,
            self.parts.past: _past(turns, visitor),
            self.parts.source: opened_source(self.assistant, turns, opened, language),
        }
        return shown | self._words(language) | self._case(visitor, before, len(turns)) | self._staff(visitor)

    def _conversation(self, visitor: Visitor, *, is_new: bool = False) -> Updates:
        """All that shows a conversation, with no source opened yet."""
        parts, language = self.parts, visitor["language"]
        turns, note = ((), "") if is_new else kept_turns(self.assistant, visitor["session"], language)
        return {
            parts.visitor: visitor,
            parts.turns: turns,
            parts.pending: None,
            parts.past: _past(turns, visitor, note),
            parts.live: "",
            parts.opened: None,
            parts.source: source.empty_html(language),
            parts.before: None,
        } | (self._controls(busy=False) | self._case(visitor, None, len(turns)) | self._staff(visitor))

    def _arriving(self, turns: tuple[Turn, ...], turn: Turn, language: Language) -> Updates:
        return {self.parts.pending: turn, self.parts.live: turn_html(turn, len(turns), language)}

    def _ended(self, turns: tuple[Turn, ...], visitor: Visitor, before: Case | None) -> Updates:
        parts = self.parts
        shown = {parts.turns: turns, parts.pending: None, parts.past: conversation_html(turns, visitor["language"]), parts.live: ""}
        return shown | self._controls(busy=False) | self._case(visitor, before, len(turns), flash=True) | self._staff(visitor)

    def _case(self, visitor: Visitor, before: Case | None, turn: int, *, flash: bool = False) -> Updates:
        """The case as it stands in every tab, with what is new since `before`."""
        parts, language, session = self.parts, visitor["language"], visitor["session"]
        case = kept_case(self.assistant, session)
        if case is None:
            return {part: failed_html(name, language) for name, part in parts.case.items()} | {parts.tools: "", parts.bar: ""}
        shown = Shown(case, before or case, language, self.assistant.scheme_name, turn, flash)
        tabs = {part: TABS[name](shown) for name, part in parts.case.items()}
        return tabs | {parts.tools: tools_html(shown, self.downloads.key(session)), parts.bar: bar_html(shown)}

    def _staff(self, visitor: Visitor) -> Updates:
        if not self.staff or not self.parts.staff:
            return {}
        return {self.parts.staff: staff_html(self.assistant, visitor["session"], self.staff, visitor["language"])}

    def _controls(self, *, busy: bool) -> Updates:
        """While an answer arrives it can be stopped; nothing else may change the conversation under it."""
        parts = self.parts
        return {
            parts.send: gr.update(visible=not busy),
            parts.stop: gr.update(visible=busy),
            parts.language: gr.update(interactive=not busy),
            parts.new: gr.update(interactive=not busy),
        }

    def _words(self, language: Language) -> Updates:
        parts = self.parts
        return {
            parts.brand: brand_html(language),
            parts.language: gr.update(value=word("other_language", language)),
            parts.new: gr.update(value=word("new", language)),
            parts.box: gr.update(placeholder=word("placeholder", language)),
            parts.send: gr.update(value=word("send", language)),
            parts.stop: gr.update(value=word("stop", language)),
            parts.hint: hint_html(language),
            parts.tabs: tabs_html(language),
        }


def brand_html(language: Language) -> str:
    """The name of the assistant; its language is the one of the page."""
    return f'<div class="brand" lang="{language}" data-page-language="{language}">{word("name", language)}</div>'


def hint_html(language: Language) -> str:
    """The quiet line beneath the box; while the server does not answer it says so in place of Gradio's own notices."""
    lost = f'<span class="lost" role="alert">{word("lost", language)}</span>'
    keys = f'<span class="keys">{word("keys", language)}</span>'
    return f'<p class="hint" lang="{language}"><span class="usual">{keys}{word("caution", language)}</span>{lost}</p>'


def _past(turns: tuple[Turn, ...], visitor: Visitor, note: str = "") -> str:
    if turns:
        return conversation_html(turns, visitor["language"])
    return welcome_html(visitor["language"], can_go_back=bool(visitor["previous"]), note=note)


def _chosen(event: gr.EventData, turns: tuple[Turn, ...]) -> str | None:
    """The question of a door or of a turn to be asked again; None when the event came from the box."""
    data = event._data if isinstance(event._data, dict) else {}
    asked = data.get("ask")
    if isinstance(asked, str):
        return asked
    index = _number(event, "retry")
    if index is None or not 0 <= index < len(turns):
        return None if index is None else ""
    return turns[index].message


def _number(event: gr.EventData, key: str) -> int | None:
    """A whole number that the page sent along with an event; None when it sent none or nonsense."""
    value = event._data.get(key) if isinstance(event._data, dict) else None
    text = str(value)
    return int(text) if len(text) <= 6 and text.isascii() and text.isdigit() else None
