"""The case as a workbook and as Markdown: what stands where, and that the workbook goes on computing."""

import datetime as dt
import io
import re
import subprocess
import sys
import zipfile

import pytest
from openpyxl import load_workbook

from assistant.case import Case
from assistant.case.categories import Fit, categories
from assistant.case.costs import CostChecklist
from assistant.case.raci import Assignment, RaciMatrix, Row
from assistant.domain import Language
from assistant.export.labels import label, labels
from assistant.export.plain import width
from assistant.settings import ROOT
from tests.exporting import LANGUAGES, NAMES, a_case, line_of, made, opened, tables_in, text_of, values


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_part_has_its_sheet_in_the_language(language: Language) -> None:
    assert tuple(opened(a_case(), language).sheetnames) == NAMES[language]


def test_names_of_sheets_are_allowed_and_labels_are_in_both_languages() -> None:
    for row, said in labels().items():
        assert set(said) == {"zh", "en"} and all(isinstance(text, str) and text for text in said.values()), row
        if row.startswith("part_"):
            assert all(len(text) <= 31 and not re.search(r"[\\/*?:\[\]']", text) for text in said.values())
    # What stands in a list to choose from, or in a formula between quotes.
    assert not any(re.search('[",]', said["zh"] + said["en"]) for row, said in labels().items() if re.match("lacks|several", row))


def test_there_is_no_sheet_of_responsibilities_without_any() -> None:
    case = a_case()
    bare = case.changed(raci=RaciMatrix(rows=case.raci.rows[:3]))
    assert opened(bare).sheetnames == ["概况", "业务类别", "RACI", "费用"]


def test_the_profile_keeps_numbers_and_dates_and_leaves_blank_what_nobody_said() -> None:
    sheet = opened(a_case())["概况"]
    held = {row[0]: row[1] for row in values(sheet)}
    assert held["单位"] == "山城软件有限公司" and held["人数"] == 85 and held["场所"] == "渝北\n成都"
    assert held["目标日期"] == dt.datetime(2027, 6, 30) and held["日期"] == dt.datetime(2026, 11, 26)
    assert held["目标认证"] == "ISO-20000-1"
    assert held["联系人"] is None and held["管理基础"] is None
    assert "认证案例" not in held


def test_a_case_without_a_company_goes_by_the_title() -> None:
    sheet = load_workbook(io.BytesIO(made(Case(), title="第一次访谈").content))["概况"]
    assert line_of(sheet, "认证案例")[1] == "第一次访谈" and line_of(sheet, "单位")[1] is None


def test_what_has_to_be_checked_after_a_change_is_told() -> None:
    case = a_case()
    changed = case.with_profile(case.profile.changed(headcount=120))
    assert any(str(row[0]).startswith("人数改了") for row in values(opened(changed)["概况"]))
    assert "Head-count has changed" in text_of(changed, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_categories_have_reasons_both_statements_of_scope_and_the_hedge(language: Language) -> None:
    known = categories()["call-centre-and-service-desk"]
    sheet = opened(a_case(), language)[NAMES[language][1]]
    row = values(sheet)[1]
    assert row == [known.name.of(language), 0.88, *row[2:4], known.scope.zh, known.scope.en]
    assert all(word in row[2] for word in ("热线电话", "派单")) and row[3] == "没有坐席"
    assert values(sheet)[2][2:4] == [None, None]
    assert label("hedge", language) in [row[0] for row in values(sheet)]
    assert ("认证机构" if language == "zh" else "certification body") in label("hedge", language)


def test_while_it_has_to_be_asked_the_candidates_are_told() -> None:
    case = Case(fit=Fit(between=("system-testing", "software-product-testing")))
    assert any("信息系统测试、软件产品测试" in str(row[0]) for row in values(opened(case)["业务类别"]))
    assert "Information systems testing, Software product testing" in text_of(case, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_matrix_has_a_column_for_each_role(language: Language) -> None:
    sheet = opened(a_case(), language)["RACI"]
    head, audit, review, contract, event = values(sheet)[:5]
    assert head[3:7] == ["内审员", "管理者代表", "总经理", "法务"]
    assert [head[n] for n in (0, 1, 2, 7, 8, 9)] == [
        label(row, language) for row in ("phase", "group", "activity", "missing", "primary", "backup")
    ]
    assert audit[:7] == ["认证审核" if language == "zh" else "audit", None, "内部审核", "R", "A", None, None]
    assert review[3:7] == [None, None, "R/A", "C/I"] and contract[6] == "C"
    assert event[1:3] == ["服务台", "受理事件"] and event[8:] == ["服务台", "运维"]


def test_what_a_row_lacks_is_computed_from_its_letters() -> None:
    sheet, results = opened(a_case())["RACI"], opened(a_case(), results=True)["RACI"]
    for row in range(2, 6):
        formula = sheet.cell(row, 8).value
        assert sheet.cell(row, 8).data_type == "f"
        roles = f"$D{row}:$G{row}"
        assert f'COUNTIF({roles},"*A*")>1' in formula and f'COUNTIF({roles},"*R*")=0' in formula and f'COUNTIF({roles},"*A*")=0' in formula
        assert f'COUNTA({roles})=0,OR($I{row}<>"",$J{row}<>"")' in formula
        assert formula.count("(") == formula.count(")") and formula.count('"') % 2 == 0
    assert [results.cell(row, 8).value for row in range(2, 6)] == [None, None, "缺R 缺A", None]
    assert opened(a_case(), "en", results=True)["RACI"].cell(4, 8).value == "no R no A"


def test_letters_are_chosen_from_a_list_and_coloured() -> None:
    sheet = opened(a_case())["RACI"]
    (rule,) = sheet.data_validations.dataValidation
    assert rule.type == "list" and rule.allow_blank and str(rule.sqref) == "D2:G5"
    assert rule.formula1 == '"R,A,C,I,R/A,C/I"'
    (area,) = sheet.conditional_formatting
    chips = {re.findall('"(.)"', one.formula[0])[0]: one.dxf.fill.bgColor.rgb for one in area.rules}
    assert str(area.sqref) == "D2:G5" and list(chips) == ["A", "R", "C", "I"] and len(set(chips.values())) == 4
    assert all(one.stopIfTrue for one in area.rules)


def test_a_matrix_without_roles_has_a_column_to_fill_in() -> None:
    case = Case(raci=RaciMatrix(rows=(Row(activity="受理事件", primary="服务台"), Row(activity="归档"))))
    sheet = opened(case, results=True)["RACI"]
    assert [cell.value for cell in sheet[1]][3:5] == ["（角色）", "缺项"]
    assert [sheet.cell(row, 5).value for row in (2, 3)] == [None, "缺R 缺A"]


def test_responsibilities_list_work_items_with_primary_and_backup() -> None:
    sheet = opened(a_case())["职责分工"]
    assert values(sheet) == [["工作分组", "工作内容", "主要负责人（P）", "备份（B）"], ["服务台", "受理事件", "服务台", "运维"]]


def test_the_checklist_shows_amounts_as_numbers_and_what_is_open_as_blank() -> None:
    sheet = opened(a_case())["费用"]
    assert line_of(sheet, "认证咨询服务费") == ["认证咨询服务费", None, "是", "待报价", None, None, "CNY", None, None, None]
    assert line_of(sheet, "认证服务费")[2:7] == ["否", "报价", 42000, None, "CNY"]
    assert line_of(sheet, "培训费用")[3:] == ["估算", 10000, 20000, "CNY", "总部", None, "含教材"]
    assert line_of(sheet, "工具软件费用")[3:5] == ["不做", None]
    assert line_of(sheet, "翻译") == ["翻译", "培训费用", "是", "报价", 1200.5, None, "USD", None, "5 × 240.10", None]
    assert sheet["E3"].number_format.startswith("#,##0.00")


@pytest.mark.parametrize("language", LANGUAGES)
def test_states_are_chosen_from_lists(language: Language) -> None:
    sheet = opened(a_case(), language)[NAMES[language][4]]
    items, later = sheet.data_validations.dataValidation
    states = {"zh": '"估算,报价,待报价,不做"', "en": '"estimate,quoted,to be quoted,excluded"'}
    years = {"zh": '"已含,不含,还不清楚"', "en": '"included,not included,unknown"'}
    assert (str(items.sqref), items.formula1) == ("D2:D7", states[language])
    assert later.formula1 == years[language]
    first = int(str(later.sqref).split(":")[0][1:])
    held = [sheet.cell(row, 4).value for row in range(first, first + 3)]
    assert held == (["已含", "还不清楚", "还不清楚"] if language == "zh" else ["included", "unknown", "unknown"])


def test_totals_and_what_remains_are_formulas_over_what_is_not_excluded() -> None:
    book, results = opened(a_case()), opened(a_case(), results=True)
    sheet = book["费用"]
    totals = [row for row in sheet.iter_rows() if str(row[0].value).startswith("合计（")]
    assert [row[6].value for row in totals] == ["CNY", "USD"]
    for row in totals:
        these = f'G$2:G$7,G{row[0].row},D$2:D$7,"<>不做"'
        assert f"SUMIFS(E$2:E$7,{these})" in row[4].value and f"SUMIFS(F$2:F$7,{these})" in row[5].value
    budget = next(row for row in sheet.iter_rows() if row[0].value == "预算")
    remaining = next(row for row in sheet.iter_rows() if row[0].value == "预算还剩")
    assert budget[4].value == 50000 and remaining[4].value.startswith(f'=IF(E{budget[0].row}="","",E{budget[0].row}-SUMIFS(E$2:E$7')
    shown = [row[4:7] for row in values(results["费用"]) if str(row[0]).startswith(("合计（", "预算"))]
    assert shown == [[52000, 62000, "CNY"], [1200.5, None, "USD"], [50000, None, "CNY"], [-2000, -12000, "CNY"]]


def test_without_amounts_and_budget_nothing_is_made_up() -> None:
    sheet = opened(Case(), results=True)["费用"]
    assert [row[3:6] for row in values(sheet)[1:6]] == [["待报价", None, None]] * 5
    assert not [cell for row in values(sheet) for cell in row if isinstance(cell, int | float)]
    assert opened(Case())["费用"]["E10"].value.startswith("=IF(COUNTIFS(")


@pytest.mark.parametrize("language", LANGUAGES)
def test_below_the_costs_stands_what_is_open(language: Language) -> None:
    case = a_case()
    first = [row[0] for row in values(opened(case, language)[NAMES[language][4]])]
    lines = [*case.costs.open(language), *case.costs.warnings(language)]
    assert len(lines) == 6 and [line for line in lines if line[:1].upper() + line[1:] not in first] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheets_are_frozen_and_ready_to_print(language: Language) -> None:
    book = opened(a_case(), language)
    assert [sheet.freeze_panes for sheet in book] == ["B2", "B2", "D2", "C2", "B2"]
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape" and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == "$1:$1"


def test_columns_are_as_wide_as_what_they_hold_and_rows_as_high() -> None:
    assert width("内部审核 ab") == 11 and width("a\n审核") == 4 and width("") == 0 and width("e\u0301") == 1
    note = "按合同约定分两次支付，含教材和差旅，不含住宿。" * 4
    case = Case(costs=CostChecklist().set("tools", label="x", note=note).set("tools", label="监控平台年度授权费"))
    sheet = opened(case)["费用"]
    assert sheet.column_dimensions["A"].width >= width("监控平台年度授权费") and sheet.column_dimensions["G"].width < 12
    assert sheet.column_dimensions["J"].width <= 60 and sheet["J7"].alignment.wrap_text
    assert sheet.row_dimensions[7].height >= 4 * 15 and sheet.row_dimensions[8].height is None


def test_the_same_case_gives_the_same_bytes_and_a_valid_archive() -> None:
    first, second = made(a_case()), made(a_case())
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first.content)) as archive:
        assert archive.testzip() is None
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert b"openpyxl" not in archive.read("docProps/core.xml") and b"2026-11-26" in archive.read("docProps/core.xml")


def test_the_largest_matrix_comes_back_as_it_was() -> None:
    names = [f"角色{n}" for n in range(20)]
    rows = tuple(
        Row(
            activity=f"活动 {n}",
            assignments=(Assignment(role=names[n % 20], letters=("R",)), Assignment(role=names[(n + 1) % 20], letters=("A",))),
            primary=names[n % 20],
        )
        for n in range(300)
    )
    case = Case(raci=RaciMatrix(rows=rows))
    sheet = opened(case)["RACI"]
    head = [cell.value for cell in sheet[1]]
    read = []
    for cells in sheet.iter_rows(min_row=2, max_row=301):
        letters = {head[n]: cells[n].value for n in range(3, len(head) - 3) if cells[n].value}
        read.append((cells[2].value, letters, cells[-2].value))
    assert read == [(row.activity, {each.role: "/".join(each.letters) for each in row.assignments}, row.primary) for row in rows]
    assert str(sheet.data_validations.dataValidation[0].sqref) == "D2:W301"
    assert len(tables_in(text_of(case))[1]) == 301


@pytest.mark.parametrize("language", LANGUAGES)
def test_markdown_holds_what_the_workbook_holds(language: Language) -> None:
    case = a_case()
    markdown = text_of(case, language)
    heads = [line.removeprefix("## ") for line in markdown.splitlines() if line.startswith("## ")]
    assert markdown.startswith("# 山城软件有限公司\n") and tuple(heads) == NAMES[language]
    page = " ".join(" ".join(markdown.replace("<br>", " ").replace(",", "").split()).split("|"))
    for sheet in opened(case, language, results=True):
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    assert " ".join(cell.value.replace(",", "").split()) in page, cell.value
                elif isinstance(cell.value, int | float):
                    assert f"{cell.value:.2f}" in page or f" {cell.value} " in page, cell.value


def test_markdown_in_tables() -> None:
    profile, fitting, raci, responsibilities, items, sums, later = tables_in(text_of(a_case()))
    assert ["目标日期", "2027年6月30日"] in profile and ["联系人", ""] in profile
    assert fitting[1][1] == "0.88"
    assert raci[3] == ["", "", "合同评审", "", "", "", "C", "缺R 缺A", "", ""]
    assert responsibilities[1] == ["服务台", "受理事件", "服务台", "运维"]
    assert items[1][3:6] == ["待报价", "", ""] and items[3][4:6] == ["10,000.00", "20,000.00"]
    assert sums[1:] == [
        [label("total", "zh"), "52,000.00", "62,000.00", "CNY"],
        [label("total", "zh"), "1,200.50", "", "USD"],
        ["预算", "50,000.00", "", "CNY"],
        ["预算还剩", "-2,000.00", "-12,000.00", "CNY"],
    ]
    assert later[1] == ["后续年度的监督审核", "已含"]


def test_nothing_loads_openpyxl_before_a_workbook_is_made() -> None:
    script = "import sys, assistant.export, assistant.export.xlsx, assistant.cli; sys.exit('openpyxl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0
