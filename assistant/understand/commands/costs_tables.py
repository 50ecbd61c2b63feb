"""Rows of a table that is typed or pasted with bars: `consulting | 58,000 | quoted | group` under `item | amount | status | paid by`."""

import re
from collections.abc import Sequence

from assistant.understand.commands.costs_patterns import COST_WORDING

_HAN = re.compile("[\u4e00-\u9fff]")


def cells_of(text: str) -> list[str]:
    """The cells of a row; empty for what is none."""
    return [cell.strip() for cell in text.split("|")] if "|" in text else []


def is_heading(cells: Sequence[str]) -> bool:
    """Whether a row names columns: at least two of them, and no figure."""
    named = sum(bool(COST_WORDING["heading"].search(cell.lower())) for cell in cells)
    return named >= 2 and not any(character.isdigit() for cell in cells for character in cell)


def row_said(cells: Sequence[str], heading: Sequence[str]) -> str:
    """The row as one would say it, with who pays told by the heading of the column."""
    said: list[str] = []
    for n, cell in enumerate(cells):
        pays = n < len(heading) and COST_WORDING["heading_payer"].search(heading[n].lower())
        if cell and pays:
            said.append(f"由{cell}出" if _HAN.search(cell) else f"paid by {cell}")
        elif cell:
            said.append(cell)
    return ", ".join(said)
