"""The case as a workbook that goes on computing: lists to choose from, totals and missing letters by formula."""

import datetime as dt

from assistant.case.case import Case
from assistant.case.changes import SchemeName
from assistant.domain import Language


def workbook(case: Case, language: Language, title: str, today: dt.date, scheme_name: SchemeName) -> bytes:
    """A sheet each for profile, categories, RACI matrix, responsibilities (where there are any) and costs.

    Nothing of the user's becomes a formula. The formulas come with the results they have for this case, so that a viewer that
    computes nothing shows them too.
    """
    # Here, for openpyxl is needed by nothing else of a turn.
    from assistant.export.content import categories_table, heading, profile_table
    from assistant.export.sheets import Book
    from assistant.export.sheets_costs import costs_sheet
    from assistant.export.sheets_raci import raci_sheet, responsibilities_sheet

    book = Book(heading(case, title, language), today)
    profile = profile_table(case, title, today, language, scheme_name)
    sheet = book.sheet(profile.name)
    fields = sheet.table(profile)
    sheet.align(f"B{fields[0]}:B{fields[-1]}", "left")
    sheet.notes(profile.notes)
    sheet.finish(freeze="B2")
    fitting = categories_table(case.fit, language)
    sheet = book.sheet(fitting.name)
    sheet.table(fitting)
    sheet.notes(fitting.notes)
    sheet.finish(freeze="B2")
    raci_sheet(book, case.raci, language)
    responsibilities_sheet(book, case.raci, language)
    costs_sheet(book, case.costs, language)
    return book.content()
