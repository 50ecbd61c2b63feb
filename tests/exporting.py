"""A case to export, and how an exported file is read back."""

import datetime as dt
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from bs4 import BeautifulSoup
from markdown import markdown as rendered
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from assistant.case import Case
from assistant.case.categories import Fit, Fitted
from assistant.case.costs import CostChecklist, CostItem, Money
from assistant.case.profile import Profile
from assistant.case.raci import Assignment, RaciMatrix, Row
from assistant.domain import Language
from assistant.export import Exported, exported

LANGUAGES: tuple[Language, ...] = ("zh", "en")
TODAY = dt.date(2026, 11, 26)
NAMES: dict[Language, tuple[str, ...]] = {
    "zh": ("概况", "业务类别", "RACI", "职责分工", "费用"),
    "en": ("Profile", "Categories", "RACI", "Responsibilities", "Costs"),
}
DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")


def a_case() -> Case:
    """A case with something in every part."""
    rows = (
        Row(
            activity="内部审核",
            phase="audit",
            assignments=(Assignment(role="内审员", letters=("R",)), Assignment(role="管理者代表", letters=("A",))),
        ),
        Row(activity="管理评审", assignments=(Assignment(role="总经理", letters=("R", "A")), Assignment(role="法务", letters=("C", "I")))),
        Row(activity="合同评审", assignments=(Assignment(role="法务", letters=("C",)),)),
        Row(activity="受理事件", group="服务台", primary="服务台", backup="运维"),
    )
    items = (
        CostItem(part="consulting"),
        CostItem(part="certification", status="quoted", amount=Decimal("42000.00")),
        CostItem(part="training", status="estimated", amount=Decimal(10000), amount_high=Decimal(20000), payer="总部", note="含教材"),
        CostItem(part="materials"),
        CostItem(part="tools", status="excluded"),
        CostItem(part="training", label="翻译", status="quoted", amount=Decimal("1200.50"), currency="USD", formula="5 × 240.10"),
    )
    return Case(
        profile=Profile(
            company="山城软件有限公司", headcount=85, sites=("渝北", "成都"), target=("iso-20000-1",), target_date=dt.date(2027, 6, 30)
        ),
        fit=Fit(
            fitted=(
                Fitted(category="call-centre-and-service-desk", score=0.876, why=("热线电话", "派单"), why_not=("没有坐席",)),
                Fitted(category="software-operation-and-maintenance", score=0.4),
            )
        ),
        raci=RaciMatrix(rows=rows),
        costs=CostChecklist(items=items, surveillance="included", budget=Money(amount=Decimal(50000))),
    )


def made(case: Case, format: Any = "xlsx", language: Language = "zh", title: str = "s1") -> Exported:
    return exported(case, format, language, title, TODAY, lambda scheme, _: scheme.upper())


def opened(case: Case, language: Language = "zh", *, results: bool = False) -> Workbook:
    return load_workbook(io.BytesIO(made(case, "xlsx", language).content), data_only=results)


def values(sheet: Worksheet) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def line_of(sheet: Worksheet, first: str) -> list[Any]:
    return next(row for row in values(sheet) if row[0] == first)


def texts_in(book: Workbook) -> Iterator[str]:
    yield from (cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "s")


def text_of(case: Case, language: Language = "zh", title: str = "s1") -> str:
    return made(case, "md", language, title).content.decode()


def tables_in(markdown: str) -> list[list[list[str]]]:
    page = BeautifulSoup(rendered(markdown, extensions=["tables"]), "lxml")
    return [
        [[cell.get_text("\n") for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")] for table in page.find_all("table")
    ]
