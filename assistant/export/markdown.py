"""The case as Markdown: headed tables, in which the words of the user stay words."""

import datetime as dt
import html
import re
from collections.abc import Iterable
from decimal import Decimal

from assistant.case.case import Case
from assistant.case.changes import SchemeName
from assistant.domain import Language
from assistant.export.content import (
    Cell,
    Table,
    categories_table,
    costs_of,
    heading,
    profile_table,
    raci_table,
    responsibilities_table,
)
from assistant.export.labels import label
from assistant.export.plain import cleaned
from assistant.texts import date_said

_MARKS = re.compile(r"([\\`*\[\]|]|(?<!\w)_|_(?!\w))")
"""What Markdown would read as markup; an underscore within a word is none."""


def markdown(case: Case, language: Language, title: str, today: dt.date, scheme_name: SchemeName) -> str:
    """The whole case: profile, categories, RACI matrix, responsibilities where there are any, costs."""
    costs = costs_of(case.costs, language)
    parts = [f"# {_words(heading(case, title, language), language)}"]
    for table in (
        profile_table(case, title, today, language, scheme_name),
        categories_table(case.fit, language),
        raci_table(case.raci, language),
        responsibilities_table(case.raci, language),
        costs.items,
    ):
        if table is not None:
            parts += [f"## {table.name}", *_table(table, language)]
    for table in (costs.sums, costs.later):
        parts += [f"### {table.name}", *_table(table, language)]
    for row, lines in (("open", costs.open), ("warnings", costs.warnings)):
        if lines:
            parts += [f"### {label(row, language)}", "\n".join(f"- {_words(line, language)}" for line in lines)]
    return "\n\n".join(parts) + "\n"


def _table(table: Table, language: Language) -> Iterable[str]:
    if table.rows:
        # A column of numbers only is set flush right.
        numbers = [
            any(column) and all(isinstance(cell, Decimal | float | None) for cell in column) for column in zip(*table.rows, strict=True)
        ]
        lines = [_line(table.headers, language), "|" + "|".join(" ---: " if right else " --- " for right in numbers) + "|"]
        yield "\n".join([*lines, *(_line(row, language) for row in table.rows)])
    for note in table.notes:
        yield _words(note, language)


def _line(cells: Iterable[Cell], language: Language) -> str:
    return f"| {' | '.join(_words(cell, language) for cell in cells)} |"


def _words(cell: Cell, language: Language) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return date_said(cell.isoformat(), language)
    if isinstance(cell, Decimal | float):
        return f"{cell:,.2f}"
    text = html.escape(cleaned(str(cell)), quote=False)
    return _MARKS.sub(r"\\\1", text).replace("\t", " ").strip().replace("\n", "<br>")
