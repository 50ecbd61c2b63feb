"""What texts are searched by."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.library.analysis import Analyzer

ANALYZER = Analyzer(["认证服务费", "差距分析", "gap analysis"])


@pytest.mark.parametrize("text", ["ISO20000", "iso 20000", "ISO/IEC 20000-1", "ＩＳＯ２００００", "ISO20000证书", "ISO-20000"])
def test_however_a_standard_is_written_it_shares_name_and_number(text: str) -> None:
    assert {"iso", "20000"} <= set(ANALYZER.terms(text))


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("GB/T 24405.1", {"gb", "24405", "24405.1"}),
        ("GJB9001C", {"gjb", "9001", "gjb9001c"}),
        ("TS16949", {"ts", "16949"}),
        ("CMMI5级", {"cmmi", "5"}),
        ("Organisations' audits", {"organis", "audit"}),
        ("P与B", {"p", "b"}),
    ],
)
def test_terms(text: str, terms: set[str]) -> None:
    assert terms <= set(ANALYZER.terms(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [("認證費用", "认证费用"), ("Ｓｅｒｖｉｃｅ", "service"), ("Certifications", "certification"), ("監督審核", "监督审核")],
)
def test_forms_of_one_word_come_to_the_same_terms(one: str, other: str) -> None:
    assert ANALYZER.terms(one) == ANALYZER.terms(other) != []


def test_words_of_the_domain_are_kept_whole_and_in_parts() -> None:
    assert {"认证服务费", "认证", "服务"} <= set(ANALYZER.terms("认证服务费可选吗"))
    assert "认证服务费" not in Analyzer().terms("认证服务费可选吗")


@pytest.mark.parametrize("text", ["", "的吗呢", "what is the", "。，！？", "\u200b"])
def test_particles_and_marks_are_no_terms(text: str) -> None:
    assert ANALYZER.terms(text) == []


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_borne(text: str) -> None:
    terms = ANALYZER.terms(text)
    assert all(term and not term.isspace() for term in terms)
    assert terms == ANALYZER.terms(text)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="iso IEC/-.20000认证費用证書ＡＢ１２", max_size=60))
def test_terms_of_like_text_are_in_lower_case(text: str) -> None:
    assert all(term == term.lower() for term in ANALYZER.terms(text))
