"""A Word document as Markdown: headings, paragraphs, lists and tables in their order."""

import io
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ingest.draft import Draft, Lines

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = frozenset(
    {
        f"{_W}del",
        f"{_W}moveFrom",
        f"{_W}rPr",
        f"{_W}pPr",
        f"{_W}instrText",
        f"{_W}tbl",
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    }
)
"""Elements in a paragraph whose text isn't the document's: deleted, moved away, of a field, or there twice."""
_BULLETS = frozenset({"bullet", "none", "picture"})
_DEEPEST = 100


def read_docx(data: bytes) -> Draft:
    """The body of the document; headers, footers, notes and deleted text are left out."""
    from docx import Document

    document = Document(io.BytesIO(data))
    lines = Lines()
    _Writer(document, lines).body(document.element.body, 0)
    return Draft(lines.text(), document.core_properties.title or None)


class _Writer:
    """Walks the body in order; content controls are passed through, since much of a form stands in them."""

    def __init__(self, document: "WordDocument", lines: Lines) -> None:
        self._lines = lines
        self._styles = _Styles(document)
        self._numbers: dict[tuple[str, int], int] = defaultdict(int)
        self._in_list = False

    def body(self, parent: Any, depth: int) -> None:
        """The paragraphs and tables beneath an XML element."""
        for element in parent:
            if element.tag == f"{_W}p":
                self._paragraph(element)
            elif element.tag == f"{_W}tbl":
                self._end_list()
                self._table(element, depth)
            elif depth < _DEEPEST and element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}smartTag"):
                self.body(element, depth + 1)

    def _paragraph(self, element: Any) -> None:
        text = _text(element)
        if not text.strip():
            return
        level = self._styles.heading(element)
        mark = None if level else self._styles.list_mark(element)
        if level:
            self._end_list()
            self._lines.heading(level, text)
        elif mark:
            number, depth, ordered = mark
            self._lines.add(f"{'  ' * depth}{self._next(number, depth, ordered)} {' '.join(text.split())}")
            self._in_list = True
        else:
            self._end_list()
            for line in text.split("\n"):
                self._lines.paragraph(line)

    def _next(self, number: str, depth: int, ordered: bool) -> str:
        if not ordered:
            return "-"
        for other in [key for key in self._numbers if key[0] == number and key[1] > depth]:
            del self._numbers[other]
        self._numbers[number, depth] += 1
        return f"{self._numbers[number, depth]}."

    def _end_list(self) -> None:
        if self._in_list:
            self._lines.add("")
            self._in_list = False

    def _table(self, table: Any, depth: int) -> None:
        rows = [[_cell(cell) for cell in _children(row, "tc")] for row in _children(table, "tr")]
        if rows and max(len(row) for row in rows) > 1:
            self._lines.table(rows)
            return
        # A table of one column is a frame round a text.
        for row in _children(table, "tr"):
            for cell in _children(row, "tc"):
                self.body(cell, depth + 1)
        self._end_list()


class _Styles:
    """What the styles and numberings of a document say about a paragraph."""

    def __init__(self, document: "WordDocument") -> None:
        self._styles = {element.get(f"{_W}styleId"): element for element in document.styles.element.iter(f"{_W}style")}
        self._levels: dict[str, dict[int, str]] = {}
        numbering = next((part for part in document.part.package.iter_parts() if str(part.partname) == "/word/numbering.xml"), None)
        if numbering is not None:
            self._read_numbering(numbering.element)

    def _read_numbering(self, root: Any) -> None:
        formats: dict[str, dict[int, str]] = {}
        for abstract in root.iter(f"{_W}abstractNum"):
            formats[abstract.get(f"{_W}abstractNumId")] = {
                int(level.get(f"{_W}ilvl")): _value(level, "numFmt") or "decimal" for level in abstract.iter(f"{_W}lvl")
            }
        for number in root.iter(f"{_W}num"):
            self._levels[number.get(f"{_W}numId")] = formats.get(_value(number, "abstractNumId") or "", {})

    def heading(self, paragraph: Any) -> int | None:
        """1 to 6 for a heading, 1 for the document's title, None for anything else."""
        for properties in self._properties(paragraph):
            outline = _value(properties, "outlineLvl")
            if outline is not None and outline.isdecimal():
                return int(outline) + 1 if int(outline) < 6 else None
        for style in self._chain(paragraph):
            name = (_value(style, "name") or "").lower()
            if name == "title":
                return 1
            if name.startswith("heading ") and name[8:].isdecimal():
                return min(int(name[8:]), 6)
        return None

    def list_mark(self, paragraph: Any) -> tuple[str, int, bool] | None:
        """Id of its list, depth from 0, and whether it is numbered; None outside lists."""
        for properties in self._properties(paragraph):
            numbered = properties.find(f"{_W}numPr")
            if numbered is None:
                continue
            number = _value(numbered, "numId") or "0"
            depth = _value(numbered, "ilvl") or "0"
            if number == "0":
                return None
            level = int(depth) if depth.isdecimal() else 0
            return number, level, self._levels.get(number, {}).get(level, "bullet") not in _BULLETS
        return None

    def _properties(self, paragraph: Any) -> Iterator[Any]:
        """The paragraph's own properties, then those of its style and of the styles that one is based on."""
        for element in [paragraph, *self._chain(paragraph)]:
            properties = element.find(f"{_W}pPr")
            if properties is not None:
                yield properties

    def _chain(self, paragraph: Any) -> Iterator[Any]:
        properties = paragraph.find(f"{_W}pPr")
        name = _value(properties, "pStyle") if properties is not None else None
        seen: set[str] = set()
        while name is not None and name in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[name]
            name = _value(self._styles[name], "basedOn")


def _value(element: Any, name: str) -> str | None:
    child = element.find(f"{_W}{name}")
    return None if child is None else child.get(f"{_W}val")


def _children(parent: Any, name: str) -> Iterator[Any]:
    """Children of that name, also those in content controls."""
    for child in parent:
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins"):
            yield from _children(child, name)


def _cell(cell: Any) -> str:
    """The text of a table's cell; one that continues the cell above it is empty there."""
    return " ".join(_text(paragraph) for paragraph in cell.iter(f"{_W}p"))


def _text(paragraph: Any) -> str:
    """The text that a reader sees; a line break in it is one here."""
    pieces: list[str] = []
    pending = [paragraph]
    while pending:
        element = pending.pop()
        if element.tag == f"{_W}t":
            pieces.append(element.text or "")
        elif element.tag == f"{_W}tab":
            pieces.append(" ")
        elif element.tag in (f"{_W}br", f"{_W}cr"):
            pieces.append("\n")
        elif element.tag == f"{_W}noBreakHyphen":
            pieces.append("-")
        elif element.tag not in _SKIPPED and isinstance(element.tag, str):
            pending += reversed(list(element))
    return "".join(pieces)
