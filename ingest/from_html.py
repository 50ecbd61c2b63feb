"""A web page as Markdown: its headings, paragraphs, lists and tables, without what surrounds them."""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from ingest.draft import Draft, Lines
from ingest.sniff import decode

_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_CHINESE = ("gb2312", "gbk", "gb18030", "x-gbk", "gb_2312-80", "chinese")
_AROUND = frozenset(
    re.findall(
        r"\w+",
        """script style noscript template nav header footer aside button select input textarea svg canvas iframe object
        embed audio video map dialog menu""",
    )
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """address article blockquote body center dd details div dl dt fieldset figcaption figure form hr html li main ol p
        pre section summary table tbody td tfoot th thead tr ul""",
    )
) | set(_HEADINGS)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "menu"})
_DEEPEST = 200
"""Elements within elements; deeper ones are read as plain text, since real pages don't go there."""


def read_html(data: bytes) -> Draft:
    """A page in the encoding it states, or in one that `decode` knows."""
    soup = BeautifulSoup(_text(data), "lxml")
    title = soup.title.get_text(" ", strip=True) if soup.title else None
    root = soup.body or soup
    for tag in list(root.find_all(True)):
        if not tag.decomposed and _is_around(tag):
            _remove(tag)
    lines = Lines()
    _Writer(lines).block(root, 0)
    return Draft(lines.text(), title or None)


def _text(data: bytes) -> str:
    stated = _CHARSET.search(data[:4096])
    name = stated.group(1).decode("ascii").lower() if stated else ""
    if name and not name.startswith("utf-16"):
        try:
            return data.decode("gb18030" if name in _CHINESE else name)
        except (UnicodeDecodeError, LookupError):
            # Pages often state another encoding than theirs.
            return decode(data)
    return decode(data)


def _is_around(tag: Tag) -> bool:
    if tag.name in _AROUND or tag.has_attr("hidden") or tag.get("aria-hidden") == "true":
        return True
    return tag.get("role") in _ROLES or bool(_HIDDEN.search(str(tag.get("style", ""))))


def _remove(tag: Tag) -> None:
    """Take the element out; the headings of an article's own `header` stay, for they name it."""
    if tag.name == "header" and tag.find_parent(["article", "main", "section"]):
        for heading in tag.find_all(list(_HEADINGS)):
            tag.insert_before(heading.extract())
    tag.decompose()


class _Writer:
    """Walks the elements in order and writes their blocks."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def block(self, tag: Tag, depth: int) -> None:
        """Everything in a block element: runs of inline content become paragraphs."""
        inline: list[str] = []
        for child in tag.children:
            if isinstance(child, Tag) and _has_blocks(child) and depth < _DEEPEST:
                self._paragraphs(inline)
                inline = []
                self._element(child, depth + 1)
            else:
                inline.append(_inline(child))
        self._paragraphs(inline)

    def _element(self, tag: Tag, depth: int) -> None:
        if tag.name in _HEADINGS:
            anchor = str(tag.get("id", ""))
            self._lines.heading(_HEADINGS[tag.name], _inline(tag), anchor if re.fullmatch(r"[\w.-]+", anchor) else None)
        elif tag.name in ("ul", "ol"):
            self._list(tag, "", depth)
            self._lines.add("")
        elif tag.name == "pre":
            for line in tag.get_text().splitlines():
                self._lines.paragraph(line)
        elif tag.name == "dl":
            self._definitions(tag)
        elif tag.name == "table" and not _is_layout(tag):
            self._lines.table([[_inline(cell) for cell in _cells(row)] for row in tag.find_all("tr")])
        else:
            self.block(tag, depth)

    def _paragraphs(self, inline: list[str]) -> None:
        for paragraph in "".join(inline).split("\n"):
            self._lines.paragraph(" ".join(paragraph.split()))

    def _list(self, tag: Tag, indent: str, depth: int) -> None:
        start = str(tag.get("start", ""))
        number = int(start) if start.isdecimal() else 1
        for item in tag.find_all("li", recursive=False):
            inner = list(_lists_in(item))
            for child in inner:
                child.extract()
            text = " ".join(_inline(item).split())
            if text:
                self._lines.add(f"{indent}{f'{number}.' if tag.name == 'ol' else '-'} {text}")
                number += 1
            for child in inner if depth < _DEEPEST else []:
                self._list(child, f"{indent}  ", depth + 1)

    def _definitions(self, tag: Tag) -> None:
        term = ""
        for child in tag.find_all(["dt", "dd"]):
            text = " ".join(_inline(child).split())
            if child.name == "dt":
                term = text
            elif text:
                self._lines.add(f"- {term}: {text}" if term else f"- {text}")
        self._lines.add("")


def _lists_in(item: Tag) -> Iterator[Tag]:
    """The outermost lists in a list item, however wrapped."""
    for child in item.find_all(True, recursive=False):
        if child.name in ("ul", "ol"):
            yield child
        elif child.name != "li":
            yield from _lists_in(child)


def _has_blocks(tag: Tag) -> bool:
    return tag.name in _BLOCKS or tag.find(list(_BLOCKS)) is not None


def _is_layout(table: Tag) -> bool:
    """Whether a table only arranges the page: it holds tables, whole texts, or a single column."""
    if table.find("table") or all(len(_cells(row)) < 2 for row in table.find_all("tr")):
        return True
    blocks = [len(cell.find_all(["p", "ul", "ol", *_HEADINGS])) for cell in table.find_all("td")]
    return table.find("th") is None and max(blocks, default=0) > 1


def _cells(row: Tag) -> list[Tag]:
    return row.find_all(["td", "th"], recursive=False)


def _inline(node: PageElement) -> str:
    """The text of inline content; a line break in it stays one, other white space becomes a space."""
    return "".join(_pieces(node))


def _pieces(root: PageElement) -> Iterator[str]:
    pending: list[PageElement | None] = [root]
    while pending:
        node = pending.pop()
        if node is None:
            yield " "
        elif isinstance(node, NavigableString):
            if not isinstance(node, PreformattedString):
                yield re.sub(r"\s+", " ", node)
        elif isinstance(node, Tag):
            if node.name == "br":
                yield "\n"
            elif node.name in _BLOCKS and node is not root:
                pending += [None, *reversed(list(node.children)), None]
            else:
                pending += reversed(list(node.children))
