"""From Markdown that others wrote to HTML that is safe on our page. Pure functions.

Raw HTML in the Markdown is shown as text, pictures are dropped, and what is left passes an allow-list; only then are
our own markers and highlights put in, so nothing that was written outside can forge them.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from html import escape, unescape

import markdown
import nh3

from assistant.domain import Citation, Language
from assistant.web.texts import word

MARKER = re.compile(r"[ \u00a0\u202f]*\[(\d{1,2})\]")
_OPEN, _CLOSE = "\ue000", "\ue001"
_SENTINEL = re.compile(f"{_OPEN}(\\d{{1,2}}){_CLOSE}")
_HALF_MARKER = re.compile(r"\s*\[\d{0,2}\Z")
# Control characters, zero-width and direction overrides show nothing or deceive; the private ones are our sentinels.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ue000\ue001]")
_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,3}\.)\s+\S")
_TAG = re.compile(r"<(?:[^<>\"]|\"[^\"]*\")*>")
_SPACE = re.compile(r"\s+")
_BLOCKS = ("p", "ul", "ol", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr", "br")
_TABLES = ("table", "thead", "tbody", "tr", "th", "td")
_INLINE = ("a", "strong", "em", "code", "del", "sup", "sub")
_CLEANER = nh3.Cleaner(
    tags={*_BLOCKS, *_TABLES, *_INLINE},
    attributes={"a": {"href"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto", "tel"},
    url_relative="deny",
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}},
)


def seen(text: str) -> str:
    """The text without the characters that cannot be seen: controls, zero-width ones, direction overrides."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


@lru_cache(maxsize=512)
def markdown_html(text: str) -> str:
    """Markdown as safe HTML, with no markers put in."""
    return _clean(seen(text))


@lru_cache(maxsize=512)
def answer_html(text: str, citations: tuple[Citation, ...], turn: int) -> str:
    """A finished answer: each `[n]` that has a citation opens it, any other stays as it was written."""
    by_number = {citation.n: citation for citation in citations}
    marked = MARKER.sub(lambda found: _sentinel(found, by_number), seen(text))
    return _in_text(_clean(marked), lambda piece: _SENTINEL.sub(lambda m: marker(by_number[int(m[1])], turn), piece))


def stream_html(text: str) -> str:
    """An answer still arriving: markers lead nowhere yet, and half a marker at the end is held back."""
    marked = MARKER.sub(lambda found: f"{_OPEN}{found[1]}{_CLOSE}", seen(_HALF_MARKER.sub("", text)))
    inert = '\u202f<span class="cite">[\\1]</span>'
    return _in_text(_clean(marked), lambda piece: _SENTINEL.sub(inert, piece))


def marker(citation: Citation, turn: int) -> str:
    """The link that opens a citation; resting on it shows the first line of the passage."""
    label = f"{citation.n}: {citation.section or citation.title}"
    return (
        f'\u202f<a class="cite" href="#source" role="button" data-cite="{citation.n}" data-turn="{turn}"'
        f' title="{escape(first_line(citation.quote))}" aria-label="{escape(label)}">[{citation.n}]</a>'
    )


def highlighted_html(text: str, highlights: Iterable[str]) -> str:
    """A passage as safe HTML with every place of the supporting words in `<mark>`, across inline mark-up too."""
    html = markdown_html(text)
    pieces = list(_pieces(html))
    shown = "".join(unescape(piece) for piece, is_text in pieces if is_text)
    wanted = _covered(shown, highlights)
    out: list[str] = []
    offset = 0
    for piece, is_text in pieces:
        if not is_text:
            out.append(piece)
            continue
        plain = unescape(piece)
        out.append(_marked(plain, wanted[offset : offset + len(plain)]))
        offset += len(plain)
    return "".join(out)


def plain_text(text: str) -> str:
    """What a reader sees of a piece of Markdown, without mark-up."""
    return "".join(unescape(piece) for piece, is_text in _pieces(markdown_html(text)) if is_text).strip()


def first_line(text: str, limit: int = 120) -> str:
    """The first line of a passage as plain text, cut at `limit` characters."""
    line = next((line.strip() for line in plain_text(text).splitlines() if line.strip()), "")
    return line if len(line) <= limit else line[: limit - 1] + "…"


def edition_and_status(citation: Citation, language: Language) -> str:
    """`2012 · 现行`; empty where neither is known."""
    status = word(citation.status, language) if citation.status else None
    return " · ".join(part for part in (citation.edition, status) if part)


def web_address(url: str | None) -> str | None:
    """The address when it is one to open in a browser, else None."""
    return url if url and re.match(r"https?://[^\s\"'<>]+\Z", url) else None


def _sentinel(found: re.Match[str], known: dict[int, Citation]) -> str:
    return f"{_OPEN}{int(found[1])}{_CLOSE}" if int(found[1]) in known else found[0]


def _clean(text: str) -> str:
    reader = markdown.Markdown(extensions=["tables", "sane_lists", "nl2br"])
    reader.preprocessors.deregister("html_block")
    for block in ("code", "reference"):  # an indented line is no program; `[1]: …` is no definition
        reader.parser.blockprocessors.deregister(block)
    for inline in ("html", "entity", "image_link", "image_reference", "short_image_ref"):
        reader.inlinePatterns.deregister(inline)
    return _CLEANER.clean(reader.convert(_apart(text)))


def _apart(text: str) -> str:
    """A list needs a blank line before it, which people and models leave out."""
    lines: list[str] = []
    for line in text.split("\n"):
        if _ITEM.match(line) and lines and lines[-1].strip() and not _ITEM.match(lines[-1]) and lines[-1][:1] != " ":
            lines.append("")
        lines.append(line)
    return "\n".join(lines)


def _pieces(html: str) -> Iterator[tuple[str, bool]]:
    """Tags and the text between them, in order; True marks text (still with entities)."""
    position = 0
    for tag in _TAG.finditer(html):
        if tag.start() > position:
            yield html[position : tag.start()], True
        yield tag[0], False
        position = tag.end()
    if position < len(html):
        yield html[position:], True


def _in_text(html: str, change: Callable[[str], str]) -> str:
    """Change the text; a sentinel that ended up inside a tag goes back to the words it stood for."""
    return "".join(change(piece) if is_text else _SENTINEL.sub(r"[\1]", piece) for piece, is_text in _pieces(html))


def _covered(shown: str, highlights: Iterable[str]) -> list[bool]:
    """For each character of the shown text, whether it belongs to a highlight; white space does not count."""
    places = [index for index, character in enumerate(shown) if not character.isspace()]
    squeezed = "".join(shown[index] for index in places)
    covered = [False] * len(shown)
    for highlight in highlights:
        wanted = _SPACE.sub("", plain_text(highlight))
        start = squeezed.find(wanted) if wanted else -1
        while start >= 0:
            end = start + len(wanted)
            first, last = places[start], places[end - 1]
            covered[first : last + 1] = [True] * (last + 1 - first)
            start = squeezed.find(wanted, end)
    return covered


def _marked(plain: str, covered: list[bool]) -> str:
    out: list[str] = []
    start = 0
    for index in range(1, len(plain) + 1):
        if index == len(plain) or covered[index] != covered[start]:
            run = escape(plain[start:index], quote=False)
            out.append(f"<mark>{run}</mark>" if covered[start] and run.strip() else run)
            start = index
    return "".join(out)
