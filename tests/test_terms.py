"""What words a text is about, and how much two texts share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.terms import fold, overlap, similarity, terms, without_empty_words


def test_chinese_counts_by_pairs_english_by_stems_and_numbers_whole() -> None:
    assert terms("差距分析") == {"差距", "距分", "分析"}
    assert terms("Auditors' audits, auditing") == {"auditor", "audit"}
    assert terms("13个流程") == {"13", "个流", "流程"}
    assert terms("CNY 60,000.50") == {"cni", "60,000.50"}


@pytest.mark.parametrize(
    ("one", "other"),
    [("ＩＳＯ２００００", "iso20000"), ("Certified", "certifying"), ("the cost's parts", "cost part"), ("培训费用是什么？", "培训费用")],
)
def test_what_differs_in_dress_only_has_the_same_terms(one: str, other: str) -> None:
    assert terms(one) == terms(other) != frozenset()


@pytest.mark.parametrize("text", ["", "什么", "请问是什么意思呢？", "what is it about?", "…！？", "the of and"])
def test_question_words_and_marks_are_about_nothing(text: str) -> None:
    assert terms(text) == frozenset()
    assert overlap(text, "认证费用 certification cost") == 0.0
    assert similarity(text, text) == 0.0


def test_overlap_is_the_share_of_the_questions_terms() -> None:
    assert overlap("培训费用", "费用方面，包含培训费用（可选）") == 1.0
    assert overlap("training cost", "the training") == 0.5
    assert overlap("天气", "培训费用") == 0.0
    # The longer text does not count against itself, as it does for the likeness of two.
    assert similarity("training cost", "training cost of the tools") == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("请问认证费用是什么？", "认证费用"),
        ("What is a gap analysis?", "gap analysis"),
        ("ＩＳＯ20000", "ISO20000"),
        ("", ""),
        ("什么？", ""),
    ],
)
def test_what_is_left_of_a_question_is_its_subject(question: str, subject: str) -> None:
    assert without_empty_words(question) == subject


@given(st.text(max_size=200), st.text(max_size=200))
def test_measures_stay_in_bounds_whatever_the_texts(one: str, other: str) -> None:
    assert 0.0 <= overlap(one, other) <= 1.0
    assert 0.0 <= similarity(one, other) == similarity(other, one) <= 1.0
    assert overlap(one, one) == similarity(one, one) == (1.0 if terms(one) else 0.0)


@pytest.mark.parametrize("text", ["ＩＳＯ／ＩＥＣ２００００", "㈠①", "Ａudit"])
def test_folding_leaves_no_full_width(text: str) -> None:
    assert fold(text) == fold(fold(text)) and not any("\uff01" <= c <= "\uff5e" for c in fold(text))
