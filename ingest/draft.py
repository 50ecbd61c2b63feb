"""What every format is read into before it is cleaned and described."""

from dataclasses import dataclass

from assistant.errors import DocumentError

MAX_CHARACTERS = 2_000_000
"""Characters of text in one document."""


@dataclass(frozen=True)
class Draft:
    """A document's text as Markdown, as read, with the title its file states."""

    body: str
    title: str | None = None
    """Title in the file's metadata; a heading in the text goes before it."""
    headed: bool = True
    """Whether the first heading names the document; the first sheet of a workbook doesn't."""


class Lines:
    """Collects Markdown lines and stops a document that yields more text than one may."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._characters = 0

    def add(self, line: str) -> None:
        """One line; DocumentError beyond the limit."""
        self._characters += len(line) + 1
        if self._characters > MAX_CHARACTERS:
            raise DocumentError(f"oversized: more than {MAX_CHARACTERS:,} characters of text")
        self._lines.append(line)

    def paragraph(self, text: str) -> None:
        """A paragraph with a blank line behind it; an empty one is left out."""
        if text.strip():
            self.add(escaped(text.strip()))
            self.add("")

    def heading(self, level: int, text: str, anchor: str | None = None) -> None:
        """A heading between blank lines, with `{#anchor}` behind it if it has one."""
        title = " ".join(text.split())
        if title:
            self.add("")
            self.add(f"{'#' * min(max(level, 1), 6)} {title}{f' {{#{anchor}}}' if anchor else ''}")
            self.add("")

    def table(self, rows: list[list[str]]) -> None:
        """A Markdown table with the first row as its header; empty rows and columns are left out."""
        filled = [row for row in rows if any(cell.strip() for cell in row)]
        width = max((len(row) for row in filled), default=0)
        padded = [row + [""] * (width - len(row)) for row in filled]
        used = [column for column in range(width) if any(row[column].strip() for row in padded)]
        if not used:
            return
        self.add("")
        for number, row in enumerate(padded):
            self.add(f"| {' | '.join(_cell(row[column]) for column in used)} |")
            if number == 0:
                self.add(f"|{'---|' * len(used)}")
        self.add("")

    def text(self) -> str:
        """Everything added, as one text."""
        return "\n".join(self._lines)


def escaped(text: str) -> str:
    """A paragraph of a format that isn't Markdown, so that its first character doesn't make it a heading."""
    return f"\\{text}" if text.startswith("#") else text


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
