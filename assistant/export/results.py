"""The results of formulas, put beside them in a finished workbook: openpyxl writes none, and previews on a phone compute none."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from xml.etree import ElementTree

from assistant.export.content import Cell

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_CHANGED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def with_results(content: bytes, results: Sequence[Mapping[str, Cell]], day: dt.datetime) -> bytes:
    """The workbook with the result of each formula, by sheet and coordinate, and without the time of its making: changed on `day`."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if sheet := _SHEET.fullmatch(name):
                part = _filled(part, results[int(sheet[1]) - 1])
            elif name == "docProps/core.xml":
                part = _CHANGED.sub(rb"\g<1>" + day.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), part)
            # An entry without a date of its own has always the same one.
            new.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _filled(part: bytes, results: Mapping[str, Cell]) -> bytes:
    if not results:
        return part
    ElementTree.register_namespace("", _MAIN)
    root = ElementTree.fromstring(part)
    for cell in root.iter(f"{{{_MAIN}}}c"):
        value = cell.find(f"{{{_MAIN}}}v")
        if cell.find(f"{{{_MAIN}}}f") is None or value is None:
            continue
        result = results[cell.attrib["r"]]
        if not isinstance(result, int | float | Decimal):
            cell.set("t", "str")
        value.text = "" if result is None else str(result)
    filled: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return filled
