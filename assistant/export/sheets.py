"""Sheets of a workbook as this project writes them: text that stays text, wrapped columns as wide as they need to be, ready to print."""

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from assistant.export.content import Cell, Table
from assistant.export.plain import cleaned, defused, width
from assistant.export.results import with_results

NARROWEST, WIDEST = 8, 48
"""Columns of a sheet, in characters."""
MONEY = "#,##0.00_);[Red]-#,##0.00_)"
_FORMATS: tuple[tuple[type, str], ...] = ((Decimal, MONEY), (float, "0.00_)"), (int, "#,##0"), (dt.date, "yyyy-mm-dd"))
_HEAD = PatternFill("solid", start_color="FF1F4E79")
_EDGE = Side(style="thin", color="FFD0D7DE")
_BORDER = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_LINE_HEIGHT, _MOST_LINES = 15.0, 25
"""Points of a line, and lines of a row; Excel allows 409 points."""


def lettering(*, bold: bool = False, italic: bool = False, size: float = 11, color: str | None = None) -> Font:
    """The workbook's font in a variant: without its name Excel would take another one."""
    return Font(name="Calibri", family=2, size=size, bold=bold, italic=italic, color=color)


@dataclass(frozen=True)
class Formula:
    """A formula of ours; the words of the user are never part of one."""

    text: str
    """Begins with `=`."""
    result: Cell
    """What it gives for the case as it is written."""
    money: bool = False


class Sheet:
    """One sheet, filled from the top."""

    def __init__(self, worksheet: Worksheet, results: dict[str, Cell]) -> None:
        self.worksheet = worksheet
        self.row = 0
        """The last row written."""
        self._results = results
        self._widths: dict[int, int] = {}
        self._texts: dict[int, list[tuple[int, str]]] = {}
        self._notes: list[tuple[int, str]] = []

    def table(self, table: Table) -> range:
        """Headings and rows; the numbers of the rows."""
        self.header(table.headers)
        first = self.row + 1
        for cells in table.rows:
            self.line(cells)
        return range(first, self.row + 1)

    def header(self, texts: Iterable[str]) -> None:
        """A row of headings."""
        self.row += 1
        for column, text in enumerate(texts, start=1):
            self.put(self.row, column, text)
            cell = self.worksheet.cell(self.row, column)
            cell.font, cell.fill = lettering(bold=True, color="FFFFFFFF"), _HEAD
            cell.alignment = Alignment(wrap_text=True, vertical="center")

    def line(self, cells: Iterable[Cell | Formula]) -> None:
        """A row."""
        self.row += 1
        for column, value in enumerate(cells, start=1):
            self.put(self.row, column, value)

    def put(self, row: int, column: int, value: Cell | Formula) -> None:
        """One cell: a blank, a number, a date, a formula, or text that is defused."""
        cell = self.worksheet.cell(row, column)
        cell.border, cell.alignment = _BORDER, Alignment(wrap_text=True, vertical="top")
        shown = value.result if isinstance(value, Formula) else value
        if isinstance(value, Formula):
            cell.value = value.text
            self._results[cell.coordinate] = value.result
            cell.number_format = MONEY if value.money else "General"
        elif isinstance(value, str):
            cell.value = defused(value) or None
            # A text like #N/A would become an error.
            cell.data_type = "s" if cell.value else "n"
            self._texts.setdefault(row, []).append((column, cleaned(value)))
        elif value is not None:
            cell.value = value
            cell.number_format = next(form for kind, form in _FORMATS if isinstance(value, kind))
        self._widths[column] = max(self._widths.get(column, 0), _width(shown))

    def align(self, cells: str, horizontal: Literal["left", "center"]) -> None:
        """Some cells set flush left or in the middle, whatever they hold."""
        for line in self.worksheet[cells]:
            for cell in line:
                cell.alignment = Alignment(wrap_text=True, horizontal=horizontal, vertical="top")

    def title(self, text: str) -> None:
        """A heading within the sheet, a row below what there is."""
        self.row += 2
        cell = self.worksheet.cell(self.row, 1, defused(text))
        cell.font = lettering(bold=True, size=12)

    def notes(self, texts: Sequence[str]) -> None:
        """Lines below the table, each over the whole width."""
        for text in texts:
            self.row += 1
            cell = self.worksheet.cell(self.row, 1, defused(text))
            cell.data_type = "s"
            cell.alignment, cell.font = Alignment(wrap_text=True, vertical="top"), lettering(italic=True, color="FF57606A")
            self._notes.append((self.row, text))

    def choices(self, cells: str, options: Sequence[str], prompt: str) -> None:
        """A list to choose from in some cells; blank is allowed."""
        rule = DataValidation(type="list", formula1=f'"{",".join(options)}"', allow_blank=True, showErrorMessage=True, error=prompt)
        self.worksheet.add_data_validation(rule)
        rule.add(cells)

    def finish(self, freeze: str, most: dict[int, int] | None = None) -> None:
        """Widths, heights, frozen rows and columns, and how it is printed. `most`: the widest that some columns may become."""
        sheet = self.worksheet
        for column, wanted in self._widths.items():
            chosen = min(max(wanted + 2, NARROWEST), (most or {}).get(column, WIDEST))
            sheet.column_dimensions[get_column_letter(column)].width = chosen
            self._widths[column] = chosen
        for row, texts in self._texts.items():
            self._heighten(row, max(_lines(text, self._widths[column]) for column, text in texts))
        self._spread_notes()
        sheet.freeze_panes = freeze
        sheet.sheet_view.zoomScale = 100
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_title_rows = "1:1"
        sheet.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart(text="&P / &N"))

    def _spread_notes(self) -> None:
        across, last = sum(self._widths.values()), max(self._widths)
        for row, text in self._notes:
            self.worksheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=last)
            self._heighten(row, _lines(cleaned(text), across))

    def _heighten(self, row: int, lines: int) -> None:
        # Not every program does it by itself, and none does for merged cells.
        if lines > 1:
            self.worksheet.row_dimensions[row].height = _LINE_HEIGHT * min(lines, _MOST_LINES)


class Book:
    """The workbook while it is made."""

    def __init__(self, title: str, today: dt.date) -> None:
        self._book = Workbook()
        self._book.remove(self._book.worksheets[0])
        self._results: list[dict[str, Cell]] = []
        day = dt.datetime.combine(today, dt.time())
        properties = self._book.properties
        properties.title, properties.creator, properties.created = cleaned(title), None, day
        self._day = day
        self._book.calculation.fullCalcOnLoad = True

    def sheet(self, name: str) -> Sheet:
        """A new sheet, behind the others."""
        self._results.append({})
        return Sheet(self._book.create_sheet(name), self._results[-1])

    def content(self) -> bytes:
        """The file."""
        written = io.BytesIO()
        self._book.save(written)
        return with_results(written.getvalue(), self._results, self._day)


def _lines(text: str, columns: int) -> int:
    return sum(_wrapped(line, columns) for line in text.split("\n"))


def _wrapped(line: str, columns: int) -> int:
    """Lines that one line becomes: broken between words, and wherever the column ends in Chinese or a word longer than it."""
    lines, at = 1, 0
    for word in line.split(" "):
        wide = width(word)
        if at and at + 1 + wide > columns:
            lines, at = lines + 1, 0
        at += wide + (1 if at else 0)
        lines, at = lines + max(at - 1, 0) // columns, at if at <= columns else (at - 1) % columns + 1
    return lines


def _width(value: Cell) -> int:
    if isinstance(value, Decimal):
        return len(f"{value:,.2f}")
    return width(cleaned(value) if isinstance(value, str) else "" if value is None else str(value))
