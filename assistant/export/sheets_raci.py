"""The RACI matrix and the list of responsibilities as sheets."""

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter

from assistant.case.raci import RaciMatrix
from assistant.domain import Language
from assistant.export.content import Cell, raci_table, responsibilities_table
from assistant.export.labels import label
from assistant.export.sheets import Book, Formula, Sheet, lettering

FIRST_ROLE = 4
"""The column after phase, group and activity."""
LETTERS_OFFERED = ("R", "A", "C", "I", "R/A")
WIDEST_NAME, WIDEST_ACTIVITY, WIDEST_ROLE = 22, 36, 14
"""In characters: a matrix with many roles has to stay readable on paper."""
_CHIPS = (("A", "FFF8D7DA", "FF9B1C1C"), ("R", "FFDCE9FB", "FF1D4E89"), ("C", "FFFFEFC6", "FF7A4F01"), ("I", "FFE5E7EB", "FF4B5563"))
"""Letter, ground and writing, the one that counts most first: what is R/A shows as A."""


def raci_sheet(book: Book, matrix: RaciMatrix, language: Language) -> None:
    """The matrix; what a row lacks is a formula, the letters are chosen from a list and coloured."""
    table = raci_table(matrix, language)
    sheet = book.sheet(table.name)
    last_role = len(table.headers) - 3
    sheet.header(table.headers)
    for cells in table.rows:
        row = sheet.row + 1
        sheet.line((*cells[:last_role], Formula(_missing(row, last_role, language), cells[last_role]), *cells[last_role + 1 :]))
    if table.rows:
        _letters(sheet, f"{get_column_letter(FIRST_ROLE)}2:{get_column_letter(last_role)}{sheet.row}", table.rows, last_role, language)
        for row in range(2, sheet.row + 1):
            sheet.worksheet.cell(row, last_role + 1).font = lettering(bold=True, color="FF9B1C1C")
    sheet.notes(table.notes)
    most = dict.fromkeys(range(1, len(table.headers) + 1), WIDEST_NAME) | {3: WIDEST_ACTIVITY}
    most |= dict.fromkeys(range(FIRST_ROLE, last_role + 1), WIDEST_ROLE)
    sheet.finish(freeze=f"{get_column_letter(FIRST_ROLE)}2", most=most)
    sheet.worksheet.print_title_cols = "A:C"


def responsibilities_sheet(book: Book, matrix: RaciMatrix, language: Language) -> None:
    """The work items with primary and backup; no sheet without any."""
    table = responsibilities_table(matrix, language)
    if table is None:
        return
    sheet = book.sheet(table.name)
    sheet.table(table)
    sheet.finish(freeze="C2")


def _missing(row: int, last_role: int, language: Language) -> str:
    """Looks for exactly one A and at least one R; a work item with primary or backup and no letters lacks nothing."""
    roles = f"${get_column_letter(FIRST_ROLE)}{row}:${get_column_letter(last_role)}{row}"
    primary, backup = (f"${get_column_letter(last_role + n)}{row}" for n in (2, 3))
    lacks_r, lacks_a, several_a = (label(name, language) for name in ("lacks_R", "lacks_A", "several_A"))
    r, a = (f'COUNTIF({roles},"*{letter}*")' for letter in "RA")
    return (
        f'=IF(AND(COUNTA({roles})=0,OR({primary}<>"",{backup}<>"")),"",'
        f'TRIM(IF({r}=0,"{lacks_r}","")&IF({a}=0," {lacks_a}",IF({a}>1," {several_a}",""))))'
    )


def _letters(sheet: Sheet, cells: str, rows: tuple[tuple[Cell, ...], ...], last_role: int, language: Language) -> None:
    held = {str(cell) for row in rows for cell in row[FIRST_ROLE - 1 : last_role] if cell}
    offered = (*LETTERS_OFFERED, *sorted(held.difference(LETTERS_OFFERED)))
    sheet.choices(cells, offered, label("letters_only", language, letters=" ".join(offered)))
    sheet.align(cells, "center")
    corner = cells.partition(":")[0]
    for letter, ground, writing in _CHIPS:
        chip = DifferentialStyle(font=Font(bold=True, color=writing), fill=PatternFill("solid", start_color=ground, end_color=ground))
        rule = Rule(type="expression", dxf=chip, formula=[f'ISNUMBER(SEARCH("{letter}",{corner}))'], stopIfTrue=True)
        sheet.worksheet.conditional_formatting.add(cells, rule)
