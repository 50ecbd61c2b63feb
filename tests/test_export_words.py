"""Hostile words in an exported file stay words, and the name of a file stays in its folder."""

from decimal import Decimal
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from markdown import markdown as rendered

from assistant.case import Case
from assistant.case.categories import Fit, Fitted
from assistant.case.costs import CostChecklist
from assistant.case.profile import Profile
from assistant.case.raci import Assignment, RaciMatrix, Row
from assistant.cli_export import FORMATS
from assistant.domain import Language
from assistant.export.plain import LONGEST, cleaned, defused, file_name
from tests.exporting import DANGEROUS, LANGUAGES, NAMES, line_of, made, opened, tables_in, text_of, texts_in

HOSTILE = [
    '=HYPERLINK("http://example.org","x")', "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "　=1", "＝1+1", "－1",
    "=cmd|' /C calc'!A0",
    "#N/A", "#REF!", "TRUE", "1e5", "a\x00b\x07c\x1b[31m", "\ufffe\uffff", "_x003D_1", "{=1}", "</t></is></c><c><f>1+1</f></c>", "&amp;<b>",
    "'=1",
    '","=1+1', "\u202e=1", "😀" * 20, "a|b", "a\u2028b\x85c", "`x` *y* _z_ \\", "[x](javascript:alert(1)) ![](http://example.org/a.png)",
    "<script>alert(1)</script>", "| --- |", "\\|", "%s {0} {x}",
]  # fmt: skip


def everywhere(text: str) -> Case:
    """A case with the same words wherever the user's words can stand."""
    rows = (
        Row(activity=text, group=text, assignments=(Assignment(role=text, letters=("R",)),), primary=text, backup=f"{text}2"),
        Row(activity=f"{text}2", assignments=(Assignment(role=f"{text}2", letters=("A",)),)),
    )
    return Case(
        profile=Profile(
            company=text, sites=(text,), services=(text, text), certificates=(text,), target=(text,), maturity=text, contacts=(text,)
        ),
        fit=Fit(fitted=(Fitted(category="data-processing", score=0.5, why=(text,), why_not=(text,)),)),
        raci=RaciMatrix(rows=rows),
        costs=CostChecklist().set("tools", label=text, amount=Decimal(1), payer=text, note=text, formula=text),
    )


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_the_user_never_become_a_formula(text: str, language: Language) -> None:
    case = everywhere(text)
    book, plain = opened(case, language), opened(everywhere("甲"), language)
    formulas = [[cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] for sheet in book]
    assert formulas == [[cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] for sheet in plain]
    assert [value for value in texts_in(book) if value.lstrip(" \u3000").startswith(DANGEROUS) or value.startswith(DANGEROUS)] == []
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d", "f"}
    if cleaned(text).strip():
        shown = line_of(book[NAMES[language][4]], defused(text))
        assert [shown[n] for n in (0, 7, 8, 9)] == [defused(text)] * 4


@pytest.mark.parametrize("text", HOSTILE)
def test_words_of_the_user_stay_words_in_markdown(text: str) -> None:
    markdown = text_of(everywhere(text), title=text)
    tables = tables_in(markdown)
    assert len(tables) == 7 and all(len({len(row) for row in table}) == 1 for table in tables)
    page = BeautifulSoup(rendered(markdown, extensions=["tables"]), "lxml")
    assert page.find(["script", "a", "img", "em", "strong", "code", "b"]) is None
    lines = [" ".join(line.split()) for line in cleaned(text).split("\n")]
    if "".join(lines):
        note = tables[4][-1][-1]
        assert " ".join(note.split()) == " ".join(" ".join(lines).split())


def test_markdown_keeps_a_leading_sign_as_text() -> None:
    assert "| =1+1 |" in text_of(everywhere("=1+1")) and "\n# =1+1\n" in f"\n{text_of(everywhere('=1+1'))}"


def test_a_title_with_half_a_character_can_be_written() -> None:
    for format in FORMATS:
        assert made(Case(), format, title="a\ud800b").name == f"ab.{format}"
    assert "\n| 认证案例 | ab |" in text_of(Case(), title="a\ud800b")


@given(st.text(max_size=60))
def test_no_text_is_left_that_a_spreadsheet_computes(text: str) -> None:
    safe = defused(text)
    assert not safe.startswith(DANGEROUS) and not safe.strip().startswith(DANGEROUS)
    assert defused(safe) == safe and cleaned(safe) == safe
    safe.encode()


def test_a_very_long_text_fits_into_a_cell() -> None:
    case = Case(fit=Fit(fitted=(Fitted(category="data-processing", score=1, why=("很长" * 200_000,)),)))
    cell = opened(case)["业务类别"]["C2"].value
    assert len(cell) == LONGEST and cell.endswith("…")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("山城软件有限公司", "s1"), "山城软件有限公司.xlsx"),
        ((None, "s1"), "s1.xlsx"),
        (("", ""), "case.xlsx"),
        (("../../etc/passwd",), "etc passwd.xlsx"),
        (("..\\..\\x",), "x.xlsx"),
        (("/", "client"), "client.xlsx"),
        (("C:\\x",), "C x.xlsx"),
        (("..",), "case.xlsx"),
        ((".hidden",), "hidden.xlsx"),
        (("-rf",), "rf.xlsx"),
        (("CON",), "CON_.xlsx"),
        (("nul.txt",), "nul.txt_.xlsx"),
        (("a\x00b\nc",), "ab c.xlsx"),
        (("\u202egpj.exe",), "gpj.exe.xlsx"),
        (("a%2e%2e%2fb",), "a 2e 2e 2fb.xlsx"),
        (('<>:"|?*',), "case.xlsx"),
        (("\ud800",), "case.xlsx"),
        (("name. ",), "name.xlsx"),
    ],
)
def test_names_of_files_stay_in_their_folder(names: tuple[str | None, ...], expected: str, tmp_path: Path) -> None:
    name = file_name(names, "xlsx")
    assert name == expected
    assert (tmp_path / name).resolve().parent == tmp_path.resolve()


@given(st.text(max_size=300))
def test_any_name_gives_a_file_name_that_systems_hold(text: str) -> None:
    name = file_name((text,), "md")
    assert Path(name).name == name and len(name.encode()) < 200 and name.endswith(".md") and name[0] not in ".- "
