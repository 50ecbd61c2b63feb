"""The right panel: one citation in its place, as HTML. Pure but for the two questions it puts to the library."""

from html import escape

from assistant.domain import Answered, Citation, Language, Passage
from assistant.web import render
from assistant.web.door import Passages
from assistant.web.texts import word

_TAB = 'id="pane-source" role="tabpanel" aria-labelledby="tab-source"'


def empty_html(language: Language) -> str:
    """What the panel says before a source is chosen."""
    return _line("source_empty", language)


def failed_html(language: Language) -> str:
    """What the panel says when the source could not be read."""
    return _line("source_failed", language)


def source_html(turn: Answered, citation: Citation, passages: Passages, language: Language) -> str:
    """The cited passage between its neighbours, with title, edition and status above and the original beneath."""
    passage = passages.passage(citation.passage) if citation.passage else None
    before, after = passages.neighbours(citation.passage) if passage else (None, None)
    # A note of the ledger is cited as it stands and has no place among the passages.
    changed = "" if passage or not citation.passage else f'<p class="note">{word("changed", language)}</p>'
    lang = passage.document.language if passage else turn.answer.language
    return (
        f'<div class="source" {_TAB} lang="{language}" data-open="{turn.turn}-{citation.n}">'
        f"{_head(turn, citation, language)}{changed}"
        f'<div class="context" lang="{lang}">{_dimmed(before, "before", language)}'
        f'<div class="cited words">{render.highlighted_html(citation.quote, citation.highlights)}</div>'
        f"{_original(citation, language)}{_dimmed(after, 'after', language)}</div>"
        f"{_basis(citation, language)}{_link(citation, language)}</div>"
    )


def _line(key: str, language: Language) -> str:
    return f'<div class="source empty" {_TAB} lang="{language}"><p>{word(key, language)}</p></div>'


def _head(turn: Answered, citation: Citation, language: Language) -> str:
    about = render.edition_and_status(citation, language)
    state = f'<span class="state {citation.status or ""}">{escape(about)}</span>' if about else ""
    return (
        f'<header><p class="crumbs">{escape(citation.title)}</p>'
        f'<h2 tabindex="-1"><span class="n">[{citation.n}]</span> {escape(citation.section or citation.title)}</h2>'
        f"{state}{_steps(turn, citation, language)}</header>"
    )


def _steps(turn: Answered, citation: Citation, language: Language) -> str:
    """Buttons to the citation before and after this one in the same answer."""
    numbers = [each.n for each in turn.answer.citations]
    if len(numbers) < 2:
        return ""
    place = numbers.index(citation.n)
    said = word("place", language).format(n=place + 1, total=len(numbers))
    return (
        f'<nav class="steps">{_step(turn, numbers, place - 1, "previous", language)}<span>{said}</span>'
        f"{_step(turn, numbers, place + 1, 'next', language)}</nav>"
    )


def _step(turn: Answered, numbers: list[int], place: int, key: str, language: Language) -> str:
    if not 0 <= place < len(numbers):
        return f'<button type="button" class="quiet" disabled>{word(key, language)}</button>'
    return f'<button type="button" class="quiet" data-cite="{numbers[place]}" data-turn="{turn.turn}">{word(key, language)}</button>'


def _dimmed(passage: Passage | None, key: str, language: Language) -> str:
    if passage is None:
        return ""
    heading = escape(passage.section[-1]) if passage.section else ""
    return (
        f'<section class="dimmed {key}"><p class="where"><span lang="{language}">{word(key, language)}</span>'
        f' {heading}</p><div class="words">{render.markdown_html(passage.text)}</div></section>'
    )


def _original(citation: Citation, language: Language) -> str:
    if not citation.original:
        return ""
    return (
        f'<section class="original"><p class="where" lang="{language}">{word("original", language)}</p>'
        f'<div class="words" lang="zh">{render.markdown_html(citation.original)}</div></section>'
    )


def _basis(citation: Citation, language: Language) -> str:
    """What a section of a summary rests on, each with its date, linked where it may be."""
    if not citation.basis:
        return ""
    rows = []
    for one in citation.basis:
        address = render.web_address(one.url)
        text = escape(one.text)
        rows.append(
            f'<li><a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{text}</a></li>' if address else f"<li>{text}</li>"
        )
    return f'<section class="basis"><p class="where">{word("basis", language)}</p><ul>{"".join(rows)}</ul></section>'


def _link(citation: Citation, language: Language) -> str:
    address = render.web_address(citation.url)
    if address is None or citation.basis:
        return ""
    return f'<p class="link"><a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{word("open_link", language)}</a></p>'
