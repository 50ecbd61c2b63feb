"""The left panel: what was asked and answered, as HTML. Pure functions."""

import re
from dataclasses import dataclass
from html import escape
from typing import Literal

from assistant.domain import Answer, Answered, Citation, Language
from assistant.web import render
from assistant.web.texts import word

SHOWN_OF_A_MESSAGE = 1000
"""Characters of a user's message that the page shows; the assistant reads all of it."""
DOORS = ("learn", "categories", "costs")
STARTS = ("raci", "costs")
"""Sentences that begin a table of the case; the same ones stand in its empty tabs."""

_KEYS = re.compile(r"\s?[\[【［]\s*S\d[^\]】］\n]{0,40}(?:[\]】］]|\Z)|\s?[\[【［]\s*S?\Z", re.IGNORECASE)
"""Keys of a draft mean nothing to a reader yet, nor does half a key at its end."""

Step = Literal["understand", "retrieve", "answer"]


@dataclass(frozen=True)
class Unfinished:
    """A question whose answer is still arriving, was stopped, or failed."""

    message: str
    text: str = ""
    step: Step | None = None
    drafted: bool = False
    """The text is a model's draft: the checked answer takes its place."""
    note: str = ""
    """A line to show in place of the rest of the answer; empty while it is arriving."""

    def broken_off(self, note: str) -> "Unfinished":
        """What stays on the page of it: a draft does not, for nobody has checked it."""
        return Unfinished(self.message, "" if self.drafted else self.text, note=note)


Turn = Answered | Unfinished


def conversation_html(turns: tuple[Turn, ...], language: Language) -> str:
    """All turns, oldest first; `language` is that of the page's own words."""
    return "".join(turn_html(turn, index, language, is_last=index == len(turns) - 1) for index, turn in enumerate(turns))


def turn_html(turn: Turn, index: int, language: Language, *, is_last: bool = False) -> str:
    """One question with its answer; `index` is its place in the conversation, by which it is asked again.

    What the last one changed in the case can be taken back there.
    """
    if isinstance(turn, Unfinished):
        return f'<article class="turn" data-index="{index}">{_asked(turn.message, language)}{_unfinished(turn, index, language)}</article>'
    answer = turn.answer
    return (
        f'<article class="turn">{_asked(turn.message, language)}'
        f'<div class="answered" lang="{answer.language}">'
        f'<div class="words">{render.answer_html(answer.text, answer.citations, turn.turn)}{_asks(answer)}</div>'
        f"{_references(turn, language)}{_actions(turn, index, language, _back(turn, language) if is_last else '')}</div></article>"
    )


def welcome_html(language: Language, *, can_go_back: bool, note: str = "") -> str:
    """The first screen: what this is, three questions and two commands to begin with, and a way back to the conversation before."""
    doors = "".join(
        f'<button type="button" class="door" data-ask="{escape(word(f"ask_{door}", language))}">'
        f"<small>{word(f'door_{door}', language)}</small><span>{word(f'ask_{door}', language)}</span></button>"
        for door in DOORS
    )
    starts = "".join(
        f'<button type="button" class="example" data-ask="{escape(word(f"say_{table}", language))}">'
        f"{escape(word(f'say_{table}', language))}</button>"
        for table in STARTS
    )
    ability = word("ask_ability", language)
    back = f'<button type="button" class="quiet" data-back="1">{word("back", language)}</button>' if can_go_back else ""
    return (
        f'<section class="welcome" lang="{language}">{_note(note)}<h1>{word("welcome", language)}</h1>'
        f'<p>{word("promise", language)}</p><div class="doors">{doors}</div>'
        f'<p class="start">{word("start", language)}<span>{starts}</span></p>'
        f'<p class="more"><button type="button" class="quiet" data-ask="{ability}">{ability}</button>{back}</p></section>'
    )


def copied_text(answer: Answer) -> str:
    """What is copied: the answer's Markdown and the list of its references, both in the language of the answer."""
    if not answer.citations:
        return answer.text
    lines = "\n".join(_reference_line(citation, answer.language) for citation in answer.citations)
    return f"{answer.text}\n\n{word('references', answer.language)}\n{lines}\n"


def _reference_line(citation: Citation, language: Language) -> str:
    title = f"《{citation.title}》" if language == "zh" else citation.title
    about = render.edition_and_status(citation, language)
    parts = [f"[{citation.n}] {title}", citation.section, about, render.web_address(citation.url)]
    return (", " if language == "en" else "，").join(part for part in parts if part)


def _asked(message: str, language: Language) -> str:
    text = render.seen(message).strip()
    cut = ""
    if len(text) > SHOWN_OF_A_MESSAGE:
        count = f"{len(message):,}"
        text = text[:SHOWN_OF_A_MESSAGE] + "…"
        cut = f'<small class="cut">{word("cut", language).format(count=count)}</small>'
    hidden = f'<span class="unseen">{word("you", language)}</span>'
    return f'<div class="asked">{hidden}<div class="bubble" dir="auto">{escape(text)}</div>{cut}</div>'


def _unfinished(turn: Unfinished, index: int, language: Language) -> str:
    shown = _KEYS.sub("", turn.text) if turn.drafted else turn.text
    text = f'<div class="words">{render.stream_html(shown)}</div>' if shown else ""
    if turn.note:
        again = _retry(index, language)
        return f'<div class="answered">{text}{_note(turn.note)}<div class="actions">{again}</div></div>'
    step = "checking" if turn.drafted else turn.step if not turn.text else None
    doing = f'<p class="step" role="status">{word(step, language)}</p>' if step else ""
    return f'<div class="answered arriving" aria-busy="true">{text}{doing}</div>'


def _asks(answer: Answer) -> str:
    """Questions back to the user that the text does not hold already."""
    return "".join(render.markdown_html(ask) for ask in answer.asks if ask not in answer.text)


def _references(turn: Answered, language: Language) -> str:
    if not turn.answer.citations:
        return ""
    rows = "".join(
        f'<li><a href="#source" role="button" data-cite="{citation.n}" data-turn="{turn.turn}">'
        f"<b>[{citation.n}]</b> {escape(citation.section or citation.title)}"
        f"{_small(render.edition_and_status(citation, language))}</a></li>"
        for citation in turn.answer.citations
    )
    return f'<ul class="references" aria-label="{word("references", language)}">{rows}</ul>'


def _back(turn: Answered, language: Language) -> str:
    """Takes back what a turn changed; what was taken back is made again."""
    if not turn.changes:
        return ""
    step = "redo" if any(action.tool == "undo" for action in turn.actions) else "undo"
    return f'<button type="button" class="quiet" data-ask="{word(f"say_{step}", language)}">{word(step, language)}</button>'


def _actions(turn: Answered, index: int, language: Language, back: str) -> str:
    copied, failed = word("copied", language), word("copy_failed", language)
    return (
        f'<div class="actions" lang="{language}">{back}<button type="button" class="quiet"'
        f' data-copy="{escape(copied_text(turn.answer))}" data-copied="{copied}" data-failed="{failed}">'
        f"{word('copy', language)}</button>{_retry(index, language)}</div>"
    )


def _retry(index: int, language: Language) -> str:
    return f'<button type="button" class="quiet" data-retry="{index}">{word("retry", language)}</button>'


def _note(text: str) -> str:
    return f'<p class="note" role="status">{escape(text)}</p>' if text else ""


def _small(text: str) -> str:
    return f" <small>{escape(text)}</small>" if text else ""
