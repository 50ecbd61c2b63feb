"""The case as a file to send: made in memory from the case alone, the same bytes for the same case."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from assistant.case.case import Case
from assistant.case.changes import SchemeName
from assistant.domain import Language
from assistant.export.markdown import markdown
from assistant.export.plain import file_name
from assistant.export.xlsx import workbook

Format = Literal["xlsx", "md"]


@dataclass(frozen=True)
class Exported:
    """A file that is not written yet."""

    name: str
    """With its ending, without a folder, allowed on every system."""
    content: bytes


def exported(case: Case, format: Format, language: Language, title: str, today: dt.date, scheme_name: SchemeName) -> Exported:
    """The case in a format and a language.

    `title`: the name of the conversation, which stands for the company's where that is not known; `today`: the date in the file;
    `scheme_name`: the short name of a scheme by its id.
    """
    name = file_name((case.profile.company, title), format)
    if format == "xlsx":
        return Exported(name, workbook(case, language, title, today, scheme_name))
    return Exported(name, markdown(case, language, title, today, scheme_name).encode())


__all__ = ["Exported", "Format", "exported"]
