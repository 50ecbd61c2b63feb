"""The terms of the field in two languages, and that the library keeps them whole."""

import re
from pathlib import Path

import pytest
import yaml

from assistant.glossary import domain_terms, in_chinese
from assistant.library.analysis import Analyzer
from assistant.settings import ROOT

ROWS = yaml.safe_load((ROOT / "corpus" / "glossary.yaml").read_text(encoding="utf-8"))


def test_every_term_of_both_languages_is_given() -> None:
    terms = domain_terms()
    assert {"监督审核", "差距分析", "surveillance audit", "gap analysis", "服务台", "service desk"} <= set(terms)
    assert len(terms) == sum(len(row[language]) for row in ROWS for language in ("zh", "en"))


def test_a_glossary_of_ones_own_may_stand_below_a_heading(tmp_path: Path) -> None:
    file = tmp_path / "glossary.yaml"
    file.write_text("terms:\n- {zh: [甲方, 客户], en: [client]}\n", encoding="utf-8")
    assert domain_terms(file) == ("甲方", "客户", "client")


def test_rows_are_pairs_and_a_preferred_term_has_one_row() -> None:
    assert len(ROWS) >= 80
    for row in ROWS:
        assert set(row) == {"zh", "en"} and row["zh"] and row["en"]
        assert all(re.search("[\u4e00-\u9fff]", term) or term.isupper() for term in row["zh"]), row
        assert not any(re.search("[\u4e00-\u9fff]", term) for term in row["en"]), row
        assert all(term == term.strip() for language in row.values() for term in language)
    preferred = [row["zh"][0] for row in ROWS]
    assert len(preferred) == len(set(preferred))


@pytest.mark.parametrize("term", ["监督审核", "差距分析", "认证服务费"])
def test_the_words_of_a_search_keep_a_term_whole(term: str) -> None:
    analyzer = Analyzer((*domain_terms(), term))
    assert term in analyzer.terms(f"请问{term}怎么做")


@pytest.mark.parametrize(
    ("question", "chinese"),
    [
        ("拿证之后surveillance audit隔多久来查一回？", "拿证之后监督审核隔多久来查一回？"),
        ("先写 feasibility plan 吗", "先写可行性方案吗"),
        ("ISO 20000和ITIL什么关系", "ISO 20000和ITIL什么关系"),
        ("费用多少", "费用多少"),
    ],
)
def test_english_terms_in_a_chinese_question_are_put_into_chinese(question: str, chinese: str) -> None:
    assert in_chinese(question) == chinese
