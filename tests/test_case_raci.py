"""The matrix: one A a row, one row an activity, and what each change leaves as it was."""

from collections.abc import Callable

import pytest
from pydantic import ValidationError

from assistant.case import Rejected
from assistant.case.lexicon import activities, roles
from assistant.case.raci import MOST_ROWS, Assignment, RaciMatrix, Row
from assistant.case.templates import raci_rows, responsibility_rows
from assistant.case.values import Letter
from assistant.domain import Language

Cells = dict[str, str]


def matrix(**rows: Cells) -> RaciMatrix:
    """`matrix(内部审核={"内审员": "R"})`."""
    made = [
        Row(activity=activity, assignments=tuple(Assignment(role=role, letters=_letters(letters)) for role, letters in cells.items()))
        for activity, cells in rows.items()
    ]
    return RaciMatrix(rows=tuple(made))


def cells(found: RaciMatrix, activity: str) -> Cells:
    """A row as `{"内审员": "R"}`, in its order."""
    row = found.row(activity)
    assert row is not None, activity
    return {each.role: "".join(each.letters) for each in row.assignments}


def covered(found: RaciMatrix, activity: str) -> tuple[str | None, str | None]:
    row = found.row(activity)
    assert row is not None, activity
    return row.primary, row.backup


def _letters(text: str) -> tuple[Letter, ...]:
    return tuple(letter for letter in ("R", "A", "C", "I") if letter in text)


AUDIT = matrix(内部审核={"内审员": "R", "管理者代表": "A", "法务": "C"})


@pytest.mark.parametrize(
    ("start", "role", "letters", "options", "expected"),
    [
        (AUDIT, "车间", "I", {}, {"内审员": "R", "管理者代表": "A", "法务": "C", "车间": "I"}),
        (AUDIT, "法务", "I", {}, {"内审员": "R", "管理者代表": "A", "法务": "I"}),
        (AUDIT, "法务", "R", {"add": True}, {"内审员": "R", "管理者代表": "A", "法务": "RC"}),
        (AUDIT, "管代", "RA", {}, {"内审员": "R", "管理者代表": "RA", "法务": "C"}),
        (AUDIT, "管代", "C", {}, {"内审员": "R", "管理者代表": "C", "法务": "C"}),
        (AUDIT, "总经理", "A", {"replace": True}, {"内审员": "R", "法务": "C", "总经理": "A"}),
        (AUDIT, "内审员", "A", {"replace": True, "add": True}, {"内审员": "RA", "法务": "C"}),
        (matrix(内部审核={"管理者代表": "RA"}), "总经理", "A", {"replace": True}, {"管理者代表": "R", "总经理": "A"}),
        (RaciMatrix(), "总经理", "IRRA", {}, {"总经理": "RAI"}),
    ],
)
def test_letters_are_given_in_place_of_others_or_beside_them(
    start: RaciMatrix, role: str, letters: str, options: dict[str, bool], expected: Cells
) -> None:
    assert cells(start.assign("内审", role, letters, **options), "internal audit") == expected  # type: ignore[arg-type]


def test_a_second_a_is_refused_with_the_offer_to_replace() -> None:
    with pytest.raises(Rejected) as refused:
        AUDIT.assign("内审", "总经理", ["A"])
    assert refused.value.offer == {"replace": True}
    assert refused.value.said("zh") == "“内部审核”已有A（管理者代表），一行只能有一个A。要换成总经理吗？（是 / 否）"


def test_the_same_role_by_another_name_is_no_second_a() -> None:
    assert AUDIT.assign("内审", "管代", ["A"]) == AUDIT


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([Row(activity="内审"), Row(activity="internal audit")], "stands twice"),
        ([Row(activity="打扫 卫生"), Row(activity="打扫卫生")], "stands twice"),
        ([Row(activity=str(n)) for n in range(MOST_ROWS + 1)], "at most 300"),
    ],
)
def test_no_matrix_has_a_row_twice_or_too_many(rows: list[Row], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        RaciMatrix(rows=tuple(rows))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"assignments": (Assignment(role="甲", letters=("A",)), Assignment(role="乙", letters=("A",)))}, "more than one A"),
        (
            {"assignments": (Assignment(role="管代", letters=("R",)), Assignment(role="管理者代表", letters=("C",)))},
            "stands twice in the row",
        ),
        ({"primary": "GM", "backup": "总经理"}, "are the same"),
    ],
)
def test_no_row_can_be_made_that_breaks_a_rule(fields: dict[str, object], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        Row.model_validate({"activity": "内审", **fields})


@pytest.mark.parametrize("letters", [(), ("A", "R"), ("R", "R")])
def test_letters_stand_in_order_and_once(letters: tuple[Letter, ...]) -> None:
    with pytest.raises(ValidationError, match="in this order"):
        Assignment(role="甲", letters=letters)


TWO = matrix(内部审核={"内审员": "R", "管理者代表": "A"}, 管理评审={"管代": "R", "总经理": "A"})


def test_a_role_leaves_one_row_or_all() -> None:
    assert cells(TWO.unassign("内审", "管代"), "内审") == {"内审员": "R"}
    assert cells(TWO.unassign("内审", "管代"), "管评") == {"管代": "R", "总经理": "A"}
    gone = TWO.unassign(None, "management representative")
    assert cells(gone, "内审") == {"内审员": "R"} and cells(gone, "管评") == {"总经理": "A"}


def test_a_role_leaves_as_primary_and_backup_too_and_an_emptied_row_stays() -> None:
    start = RaciMatrix().cover("受理事件", primary="服务台", backup="运维")
    assert covered(start.unassign("受理事件", "运维"), "受理事件") == ("服务台", None)
    assert covered(start.unassign(None, "运维").unassign(None, "服务台"), "受理事件") == (None, None)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda: TWO.unassign("内审", "法务"), "“法务”不在“内部审核”这一行里，没有改动。"),
        (lambda: TWO.unassign(None, "法务"), "RACI里没有“法务”这个角色，没有改动。"),
        (lambda: TWO.unassign("归档", "法务"), "RACI里没有“归档”这一行。现有：内部审核、管理评审。"),
        (lambda: RaciMatrix().unassign("归档", "法务"), "RACI里还没有“归档”这一行。先说一句，例如：归档由内审员做，管理者代表拍板。"),
        (lambda: TWO.replace_role("法务", "车间", "内审"), "“法务”不在“内部审核”这一行里，没有改动。"),
        (lambda: TWO.replace_role("法务", "车间"), "RACI里没有“法务”这个角色，没有改动。"),
        (lambda: TWO.rename("内审", "管评"), "已经有“管理评审”这一行了，请换一个名字。"),
        (lambda: TWO.place("内审", at=3), "没有第3行，RACI共2行。"),
        (lambda: TWO.cover("内审", primary="甲", backup="甲"), "“内部审核”的主要负责人和备份不能都是甲，请另选一个。"),
        (lambda: TWO.cover("内审", primary="甲").cover("内审", backup="甲"), "“内部审核”的主要负责人和备份不能都是甲，请另选一个。"),
        (
            lambda: RaciMatrix(rows=tuple(Row(activity=str(n)) for n in range(300))).cover("新", primary="甲"),
            "RACI最多300行，请先删去不用的行。",
        ),
    ],
)
def test_what_cannot_be_done_says_what_there_is(change: Callable[[], RaciMatrix], said: str) -> None:
    with pytest.raises(Rejected) as refused:
        change()
    assert refused.value.said("zh") == said


def test_names_are_listed_as_the_language_does() -> None:
    with pytest.raises(Rejected) as refused:
        TWO.needed("filing")
    assert refused.value.said("en") == "There is no row “filing”. There are: 内部审核, 管理评审."


def test_a_role_is_replaced_in_its_place_everywhere() -> None:
    changed = TWO.replace_role("管代", "质量部")
    assert list(cells(changed, "内审").items()) == [("内审员", "R"), ("质量部", "A")]
    assert list(cells(changed, "管评").items()) == [("质量部", "R"), ("总经理", "A")]


@pytest.mark.parametrize(
    ("start", "old", "new", "expected"),
    [
        (matrix(内部审核={"甲": "R", "乙": "A", "丙": "C"}), "甲", "丙", [("乙", "A"), ("丙", "RC")]),
        (matrix(内部审核={"甲": "C", "乙": "A", "丙": "I"}), "乙", "甲", [("甲", "AC"), ("丙", "I")]),
        (matrix(内部审核={"甲": "R", "乙": "A", "丙": "I"}), "乙", "丁", [("甲", "R"), ("丁", "A"), ("丙", "I")]),
        (matrix(内部审核={"管代": "A", "甲": "R"}), "管代", "管理者代表", [("管理者代表", "A"), ("甲", "R")]),
    ],
)
def test_letters_that_the_new_role_has_already_are_joined(start: RaciMatrix, old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert list(cells(start.replace_role(old, new), "内审").items()) == expected


def test_a_replacement_never_makes_somebody_their_own_backup() -> None:
    start = RaciMatrix().cover("受理事件", primary="服务台", backup="运维")
    assert covered(start.replace_role("运维", "二线"), "受理事件") == ("服务台", "二线")
    with pytest.raises(Rejected, match="both primary and backup"):
        start.replace_role("运维", "服务台")


def test_two_roles_change_places_under_the_names_they_have() -> None:
    swapped = AUDIT.swap("内审", "管代", "internal auditor")
    assert list(cells(swapped, "内审").items()) == [("内审员", "A"), ("管理者代表", "R"), ("法务", "C")]
    assert AUDIT.swap("内审", "管代", "管理者代表") == AUDIT
    start = RaciMatrix().cover("受理事件", primary="服务台", backup="运维").assign("受理事件", "服务台", ["R"])
    swapped = start.swap("受理事件", "服务台", "运维")
    assert covered(swapped, "受理事件") == ("运维", "服务台") and cells(swapped, "受理事件") == {"运维": "R"}


def test_a_row_is_copied_with_what_it_has() -> None:
    start = TWO.cover("内审", primary="甲").cover("管评", primary="乙", backup="甲")
    copied = start.copy_row("内审", "管评")
    assert cells(copied, "管评") == cells(start, "内审") and covered(copied, "管评") == ("甲", None)
    assert cells(start.copy_row("内审", "二方审核"), "二方审核") == cells(start, "内审")
    kept = TWO.cover("管评", primary="乙", backup="甲").copy_row("内审", "管评")
    assert covered(kept, "管评") == ("乙", "甲")


@pytest.mark.parametrize(
    ("where", "order"),
    [
        ({"at": 1}, "丙甲乙"),
        ({"at": 2}, "甲丙乙"),
        ({"at": 3}, "甲乙丙"),
        ({"before": "乙"}, "甲丙乙"),
        ({"before": "丙"}, "甲乙丙"),
        ({"phase": "audit"}, "甲乙丙"),
    ],
)
def test_a_row_is_moved(where: dict[str, object], order: str) -> None:
    moved = matrix(甲={}, 乙={}, 丙={}).place("丙", **where)  # type: ignore[arg-type]
    assert "".join(row.activity for row in moved.rows) == order
    assert [row.phase for row in moved.rows if row.activity == "丙"] == [where.get("phase")]


def test_a_new_primary_who_was_the_backup_leaves_that_place() -> None:
    start = RaciMatrix().cover("受理事件", primary="服务台", backup="运维")
    assert covered(start.cover("受理事件", primary="运维"), "受理事件") == ("运维", None)
    assert covered(start.cover("受理事件", primary="运维", backup="服务台"), "受理事件") == ("运维", "服务台")


def test_roles_are_one_column_each_however_they_are_written() -> None:
    assert TWO.roles == ("内审员", "管理者代表", "总经理")
    rows = TWO.as_json()["rows"]
    assert [row["assignments"] for row in rows] == [{"内审员": ["R"], "管理者代表": ["A"]}, {"管理者代表": ["R"], "总经理": ["A"]}]


def test_who_has_too_many_a_is_told_by_any_name() -> None:
    rows = {f"活动{n}": {name: "A"} for n, name in enumerate(["管代", "管理者代表", "management representative", "管代", "总经理"])}
    found = matrix(**rows)
    assert found.overloaded() == ("管代",) and found.accountable_in("管理者代表") == 4
    assert matrix(**{f"活动{n}": {"管代": "A"} for n in range(3)}).overloaded() == ()
    halves = {f"活动{n}": {"管代" if n % 2 else "总经理": "A"} for n in range(10)}
    assert matrix(**halves).overloaded() == ()


@pytest.mark.parametrize(
    ("row", "missing"),
    [({}, "RA"), ({"甲": "R"}, "A"), ({"甲": "A"}, "R"), ({"甲": "RA"}, ""), ({"甲": "C"}, "RA")],
)
def test_what_a_row_lacks(row: Cells, missing: str) -> None:
    assert "".join(matrix(内审=row).rows[0].missing) == missing


def test_a_work_item_needs_no_letters() -> None:
    assert RaciMatrix().cover("受理事件", primary="服务台").rows[0].missing == ()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_templates_are_complete(language: Language) -> None:
    rows = raci_rows(language)
    assert len(rows) > 20 and not [row.activity for row in rows if row.missing]
    assert [*dict.fromkeys(row.phase for row in rows)] == ["preparation", "gap-analysis", "establishment", "audit"]
    items = responsibility_rows(language)
    assert len(items) > 20 and all(item.primary and item.backup and item.group for item in items)


def test_a_proposal_leaves_rows_and_spellings_as_they_are() -> None:
    start = RaciMatrix().assign("内审", "内审员", ["A"]).cover("交接", primary="management representative")
    filled = start.with_rows(raci_rows("zh"))
    assert cells(filled, "内审") == {"内审员": "A"}
    assert "管理者代表" not in filled.roles and "management representative" in filled.roles
    assert filled.with_rows(raci_rows("en")) == filled


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("内审", "內部審核"),
        ("Internal Audit", "内部审核"),
        ("ｉｎｔｅｒｎａｌ　ａｕｄｉｔ", "内审"),
        ("打扫卫生", "打扫 卫生"),
        ("——", "——"),
    ],
)
def test_an_activity_has_one_key_by_all_its_names(one: str, other: str) -> None:
    assert activities().key(one) == activities().key(other)


@pytest.mark.parametrize(("one", "other"), [("——", "()"), ("内审员", "内审组长"), ("", "质量部")])
def test_what_is_not_the_same_has_another_key(one: str, other: str) -> None:
    assert roles().key(one) != roles().key(other)


@pytest.mark.parametrize(
    ("name", "language", "kept"),
    [
        ("管代", "zh", "管理者代表"),
        ("PM", "zh", "项目经理"),
        ("GM", "en", "general manager"),
        ("管代", "en", "管理者代表"),
        ("机房  值班员", "zh", "机房 值班员"),
    ],
)
def test_an_abbreviation_is_written_out(name: str, language: Language, kept: str) -> None:
    assert roles().standard(name, language) == kept
