"""Cases are read whole, and what is wrong with one is said by file and case."""

from pathlib import Path

import pytest

from assistant.errors import CorpusError
from eval.cases import load_cases

GOOD = """
cases:
  - id: costs
    split: tune
    kind: yes_no
    zh: ["费用？", "咨询可选吗？"]
    en: ["Is consulting optional?"]
    refuse: false
    verdict: yes
    support: {zh: ["可选"], en: []}
    facts: {zh: [["可选", "不是必须"]], en: [["optional"]]}
    forbid: {zh: ["万元"], en: []}
  - id: price
    split: test
    kind: unanswerable
    zh: ["多少钱？"]
    en: ["How much?"]
    refuse: true
  - id: years
    split: test
    kind: fact
    theme: validity
    schemes: [iso-9001, cross-cutting-certification-rules]
    zh: ["9001管几年？"]
    refuse: false
    facts: {zh: [["3年"]]}
  - id: iso
    split: test
    kind: ambiguous
    theme: ambiguous
    en: ["We want ISO."]
    refuse: false
    facts: {en: [["9001"], ["14001"]]}
"""


def written(folder: Path, text: str, name: str = "page.yaml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_both_languages_with_what_belongs_to_each(tmp_path: Path) -> None:
    chinese, english, *rest = load_cases(written(tmp_path, GOOD))
    assert (chinese.question, chinese.turns[0], english.question) == (
        "咨询可选吗？",
        "费用？",
        "Is consulting optional?",
    )
    assert chinese.verdict == english.verdict == "yes"
    assert (english.support, english.support_language, english.facts) == (("可选",), "zh", (("optional",),))
    assert (chinese.forbid, english.forbid) == (("万元",), ())
    assert [each.refuse for each in rest] == [True, True, False, False]
    assert (chinese.theme, chinese.schemes, chinese.part) == (None, (), "page")
    assert (rest[2].theme, rest[2].schemes, rest[2].part) == ("validity", ("iso-9001", "cross-cutting-certification-rules"), "schemes")
    assert rest[3].part == "schemes"


def test_splits_languages_and_parts_are_chosen(tmp_path: Path) -> None:
    folder = written(tmp_path, GOOD)
    assert [each.pair for each in load_cases(folder, splits=["test"])] == ["price", "price", "years", "iso"]
    assert [each.pair for each in load_cases(folder, splits=["test"], part="page")] == ["price", "price"]
    assert [each.pair for each in load_cases(folder, part="schemes")] == ["years", "iso"]
    assert {each.language for each in load_cases(folder, language="en")} == {"en"}


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("split: tune", "split: train", "costs.*split"),
        ("kind: yes_no", "kind: opinion", "costs.*kind"),
        ("verdict: yes", "verdict: maybe", "costs.*verdict"),
        ("verdict: yes", "verdict: null", "costs.*needs a verdict"),
        ("refuse: true", "refuse: false", "price.*refuse is false"),
        ('en: [["optional"]]}', "en: []}", "costs.*no key facts in en"),
        ('en: [["optional"]]}', "en: [[]]}", "costs.*empty turn or fact in en"),
        ('zh: ["多少钱？"]', 'question: ["多少钱？"]', "price.*question"),
        ("theme: validity", "theme: weather", "years.*theme"),
        ("theme: validity", "theme: null", "years.*needs a theme"),
        ("schemes: [iso-9001, cross", "schemes: [ISO 9001, cross", "years.*schemes"),
        ("schemes: [iso-9001, cross-cutting-certification-rules]", "schemes: []", "years.*needs schemes"),
        ("refuse: true", "refuse: true\n    theme: costs\n    schemes: [cmmi]", "price.*has no schemes"),
        ("id: price", "id: costs", "costs.*twice"),
        ("id: price", "id: ''", "number 2.*id"),
        ("cases:", "questions:", "cases:"),
        ("cases:", "cases: [", "no YAML"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, was: str, becomes: str, said: str) -> None:
    with pytest.raises(CorpusError, match=f"page.yaml.*{said}"):
        load_cases(written(tmp_path, GOOD.replace(was, becomes, 1)))


def test_an_id_is_taken_once_among_all_files(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"second\.yaml: case costs.*twice"):
        load_cases(written(written(tmp_path, GOOD), GOOD, "second.yaml"))


def test_no_cases_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no cases"):
        load_cases(tmp_path)
