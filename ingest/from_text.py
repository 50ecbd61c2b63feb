"""Markdown and plain text, brought to one dialect: ATX headings, tables with outer pipes, no front matter, no rules."""

import re

from assistant.sentences import ITEM, ROW
from ingest.clean import characters, columns
from ingest.draft import Draft

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"^title:[ \t]*[\"']?(.+?)[\"']?[ \t]*$", re.MULTILINE | re.IGNORECASE)
_FENCE = re.compile(r"\s*(?:```|~~~)")
_UNDERLINE = re.compile(r"(=+|-{3,})\s*$")
_LINE = re.compile(r"\s*(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|={3,})$")
_BARE_RULE = re.compile(r"\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+$")
_CHAPTER = re.compile(
    r"(?P<chapter>第[一二三四五六七八九十百零〇\d]{1,4}[章篇部][ 　:：]?|(?:Chapter|Part|Appendix)\s+[\dIVXA-Z]{1,4}\b)"
    r"|(?P<section>第[一二三四五六七八九十百零〇\d]{1,4}节[ 　:：]?|\d{1,2}(?:\.\d{1,2}){1,3}\s+(?=[^\W\d]))"
)
_UNFINISHED = re.compile(r"[。！？!?；;，,、：:…]$|[a-z]\.$")
_HEADING_WIDTH = 60


def read_markdown(text: str) -> Draft:
    """A Markdown file."""
    text = characters(text)
    title = None
    front = _FRONT_MATTER.match(text)
    if front:
        stated = _TITLE.search(front.group(1))
        title = stated.group(1) if stated else None
        text = text[front.end() :]
    return Draft("\n".join(_one_dialect(text.split("\n"))), title)


def read_plain(text: str) -> Draft:
    """A plain text file: Markdown's marks are honoured, and lines that number a chapter or section become headings."""
    return Draft("\n".join(with_headings(_one_dialect(characters(text).split("\n")))))


def with_headings(lines: list[str]) -> list[str]:
    """The lines, those that number a chapter or a section as Markdown headings."""
    return [_as_heading(line) for line in lines]


def _as_heading(line: str) -> str:
    text = line.strip()
    numbered = _CHAPTER.match(text)
    if not numbered or columns(text) > _HEADING_WIDTH or _UNFINISHED.search(text):
        return line
    if numbered.group("chapter"):
        return f"# {text}"
    return f"{'#' * (2 + max(0, numbered.group('section').count('.') - 1))} {text}"


def _one_dialect(lines: list[str]) -> list[str]:
    made: list[str] = []
    fenced = False
    for number, line in enumerate(lines):
        if _FENCE.match(line):
            fenced = not fenced
            continue
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if fenced:
            # Code is content as well, but its # is no heading.
            made.append(f"    {line}")
        elif _underlined(line, following):
            made.append(f"{'#' if following.startswith('=') else '##'} {line.strip()}")
        elif not _LINE.match(line):
            made.append(line)
    return _with_outer_pipes(made)


def _underlined(line: str, following: str) -> bool:
    prose = line.strip() and not (ITEM.match(line) or ROW.match(line) or line.startswith(("#", ">", "  ")) or "|" in line)
    return bool(prose and _UNDERLINE.match(following)) and columns(line) <= 2 * _HEADING_WIDTH


def _with_outer_pipes(lines: list[str]) -> list[str]:
    """Tables written without their outer pipes get them."""
    made = list(lines)
    for number, line in enumerate(lines):
        if not _BARE_RULE.match(line) or number == 0 or "|" not in lines[number - 1] or ROW.match(lines[number - 1]):
            continue
        end = number
        while end < len(lines) and "|" in lines[end]:
            end += 1
        made[number - 1 : end] = [f"| {row.strip()} |" for row in lines[number - 1 : end]]
    return made
