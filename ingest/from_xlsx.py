"""An Excel workbook as Markdown: each visible sheet a section, its rows a table under the sheet's first full row."""

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

from assistant.errors import DocumentError
from ingest.draft import Draft, Lines

MAX_CELLS = 2_000_000
"""Cells, also empty ones, that are looked at in one workbook: a few bytes can claim a sheet of 17 thousand million."""


def read_xlsx(data: bytes) -> Draft:
    """The values of the visible sheets as Excel last computed them."""
    from openpyxl import load_workbook

    workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    lines = Lines()
    budget = MAX_CELLS
    try:
        for sheet in workbook.worksheets:
            if sheet.sheet_state == "visible":
                budget = _write_sheet(sheet, lines, budget)
        return Draft(lines.text(), workbook.properties.title or None, headed=False)
    finally:
        workbook.close()


def _write_sheet(sheet: Any, lines: Lines, budget: int) -> int:
    rows: list[list[str]] = []
    for row, cells in _rows(sheet):
        budget -= cells
        if budget < 0:
            raise DocumentError(f"oversized: more than {MAX_CELLS:,} cells")
        if any(row):
            rows.append(row)
    if not rows:
        return budget
    lines.heading(2, sheet.title)
    # Rows of one value above the table are its title and notes; a sheet of nothing else is a text.
    head = next((number for number, row in enumerate(rows) if sum(map(bool, row)) > 1), len(rows))
    for row in rows[:head]:
        lines.paragraph(next(filter(None, row)))
    lines.table(rows[head:])
    return budget


def _rows(sheet: Any) -> Iterator[tuple[list[str], int]]:
    """The rows as texts, without empty cells at their ends, each with the number of cells it claims."""
    # The dimension that a file states may be far beyond its content.
    sheet.reset_dimensions()
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows()
    for row in rows:
        values = [_shown(cell) for cell in row]
        while values and not values[-1]:
            values.pop()
        yield values, len(row) + 1


def _shown(cell: Any) -> str:
    """A value roughly as the sheet shows it."""
    value = cell.value
    if value is None or (isinstance(value, str) and value.startswith("#") and value.endswith(("!", "?", "/A"))):
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        if "%" in (cell.number_format or ""):
            return f"{format(value * 100, '.10g')}%"
        return format(value, ".15g")
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    return " ".join(str(value).split())
