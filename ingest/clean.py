"""Takes out of a text what carries no content: stray characters, banners, repeated sections, line breaks of a page's width."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from assistant.sentences import ITEM, ROW, RULE

BANNER_LENGTH = 12
"""Characters from which on a line that returns counts as a banner."""
BANNER_TIMES = 3
"""A line that is nothing but the rule below a table's header, or across the page."""

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACE = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_SPACES = re.compile(r"(?<=\S) {2,}")
_INDENT = re.compile(r"^ {16,}", re.MULTILINE)
_DECORATION = re.compile(r"^[ :|-]{200,}(?=[^ :|\n-])", re.MULTILINE)
_WIDE = re.compile("[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003fffd]")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FENCE = re.compile(r"\s*(?:```|~~~)")
_HEADING = re.compile(r"#{1,6}(?:\s|$)")
_CLOSED = re.compile(r"[。！？…!?.；;：:][\"'”’)）\]」』】]*$")
_WIDEST = 130
"""Columns up to which lines may have been broken by a page's width rather than by a writer."""
_REPEATED_PARAGRAPH = 80


def clean(body: str) -> str:
    """The Markdown body with its content only: comments, banners and repeated sections gone, one line a paragraph."""
    lines = characters(without_comments(body)).split("\n")
    return "\n".join(_squeezed(unwrapped(without_repeats(without_banners(lines)))))


def characters(text: str) -> str:
    """The text without control and zero-width characters, with plain spaces and line feeds; no line ends in a space."""
    text = _BREAK.sub("\n", text)
    text = _SPACE.sub(" ", _CONTROL.sub("", _INVISIBLE.sub("", text)))
    text = "\n".join(_SPACES.sub(" ", line.rstrip()) for line in text.split("\n"))
    # No writer means these, and expressions that look for markers would try them in every combination.
    return _DECORATION.sub("", _INDENT.sub(" " * 16, text))


def without_comments(text: str) -> str:
    """The text without HTML comments."""
    return _COMMENT.sub("", text)


def without_banners(lines: list[str]) -> list[str]:
    """The lines without those that return like a banner.

    A line that returns and is a sentence stays where it stands first; list items, table rows and headings may return,
    since a list without one of its items would be wrong.
    """
    times = Counter(line.strip() for line in lines if _may_be_banner(line))
    kept: list[str] = []
    seen: set[str] = set()
    for line in lines:
        text = line.strip()
        if times[text] >= BANNER_TIMES and (text in seen or not _CLOSED.search(text)):
            continue
        seen.add(text)
        kept.append(line)
    return kept


def _may_be_banner(line: str) -> bool:
    text = line.strip()
    structured = _HEADING.match(text) or ITEM.match(text) or ROW.match(text) or RULE.match(text) or _FENCE.match(text)
    return len(text) >= BANNER_LENGTH and not structured


def without_repeats(lines: list[str]) -> list[str]:
    """The lines with each section (a heading and what stands beneath it) once; without headings, each long paragraph once."""
    sections = _sections(lines)
    seen: set[tuple[str, ...]] = set()
    kept: list[str] = []
    for section in sections:
        content = tuple(text for line in section if (text := line.strip()))
        if len(content) > 1 and content in seen and _HEADING.match(content[0]):
            continue
        seen.add(content)
        kept += section
    return kept if len(sections) > 2 else list(_long_lines_once(kept))


def _sections(lines: list[str]) -> list[list[str]]:
    sections: list[list[str]] = [[]]
    fenced = False
    for line in lines:
        fenced ^= bool(_FENCE.match(line))
        if not fenced and _HEADING.match(line):
            sections.append([])
        sections[-1].append(line)
    return sections


def _long_lines_once(lines: Iterable[str]) -> Iterable[str]:
    seen: set[str] = set()
    for line in lines:
        text = line.strip()
        if len(text) >= _REPEATED_PARAGRAPH and text in seen and not ROW.match(text):
            continue
        seen.add(text)
        yield line


def unwrapped(lines: list[str]) -> list[str]:
    """The lines with paragraphs joined that were broken at a page's width; lines of a writer's own length stay apart."""
    width = _width_of_page(lines)
    if width is None:
        return lines
    joined: list[str] = []
    open_ended = False
    for line in lines:
        if open_ended and line.strip() and not _structured(line):
            joined[-1] = join(joined[-1], line.strip())
        else:
            joined.append(line)
        open_ended = _is_open(line, width) and not _HEADING.match(line) and not ROW.match(line)
    return joined


def join(first: str, second: str) -> str:
    """Two pieces of one paragraph: no space between Chinese characters, one between words."""
    return f"{first}{second}" if _is_wide(first[-1:]) and _is_wide(second[:1]) else f"{first} {second}"


def _width_of_page(lines: list[str]) -> int | None:
    """Columns at which the lines were broken, or None where they were not."""
    broken = sorted(columns(line) for line, following in pairwise(lines) if _is_prose(line) and _is_prose(following))
    if len(broken) < 3:
        return None
    width = broken[int(len(broken) * 0.9)]
    alike = sum(0.6 * width <= columns for columns in broken)
    return width if 30 <= width <= _WIDEST and alike >= 0.7 * len(broken) else None


def _is_open(line: str, width: int) -> bool:
    return bool(line.strip()) and columns(line) >= 0.6 * width and not _CLOSED.search(line.rstrip())


def _is_prose(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("  ") and not _structured(line)


def _structured(line: str) -> bool:
    return bool(_HEADING.match(line) or ITEM.match(line) or ROW.match(line) or RULE.match(line) or _FENCE.match(line))


def columns(text: str) -> int:
    """Width of a text in columns: a Chinese character takes two."""
    return len(text) + len(_WIDE.findall(text))


def _is_wide(character: str) -> bool:
    return bool(_WIDE.match(character))


def _squeezed(lines: list[str]) -> list[str]:
    """At most one blank line at a time, none at the ends."""
    kept: list[str] = []
    for line in lines:
        if line.strip() or (kept and kept[-1]):
            kept.append(line if line.strip() else "")
    while kept and not kept[-1]:
        kept.pop()
    return kept
