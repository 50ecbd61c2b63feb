"""Where units begin and end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.sentences import units


def _units(text: str) -> list[tuple[str, str]]:
    return [(unit.kind, text[unit.start : unit.end]) for unit in units(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一句。两句！三句？", ["一句。", "两句！", "三句？"]),
        ("他说：“好。”然后走了。", ["他说：“好。”", "然后走了。"]),
        ("It costs 1.5 days. See e.g. No. 8 of 2012. Done!", ["It costs 1.5 days.", "See e.g. No. 8 of 2012.", "Done!"]),
        ("ISO/IEC 20000-1:2018 is in force. 现行。", ["ISO/IEC 20000-1:2018 is in force.", "现行。"]),
        ("没有句号", ["没有句号"]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, expected: list[str]) -> None:
    assert [words for _, words in _units(text)] == expected


def test_a_list_item_is_one_unit_without_its_marker() -> None:
    text = "包含两部分：\n\n1) 管理体系。很重要。\n2) 流程\n   续行\n\n- 另一个列表"
    assert _units(text) == [
        ("sentence", "包含两部分："),
        ("item", "管理体系。很重要。"),
        ("item", "流程\n   续行"),
        ("item", "另一个列表"),
    ]


def test_items_of_one_list_share_a_group_and_its_introduction_stands_before() -> None:
    found = units("前言。费用包括：\n\n1) 咨询\n2) 审核\n\n后话。")
    assert [unit.introduces for unit in found] == [False, True, False, False, False]
    assert found[2].group == found[3].group == found[1].group + 1
    assert found[4].group == found[3].group + 1


def test_a_table_is_one_group_across_its_rule() -> None:
    rows = [unit for unit in units("| a | b |\n|---|---|\n| c | d |") if unit.kind == "row"]
    assert len(rows) == 2
    assert rows[0].group == rows[1].group


@given(st.text(alphabet=st.sampled_from("一二。！？.!? \n-1)|：:a“”"), max_size=200))
def test_units_never_overlap_and_stay_inside(text: str) -> None:
    end = 0
    for unit in units(text):
        assert end <= unit.start < unit.end <= len(text)
        end = unit.end
