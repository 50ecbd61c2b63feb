"""The eval cases: their form, their mixture, and that they rest on the documents without copying them or the keys."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from eval.cases import Case, Kind, Theme, load_cases
from eval.wording import holds

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "tests" / "data" / "page.zh.txt"
SOURCE = ROOT / "corpus" / "source"
STANDARDS = ROOT / "corpus" / "standards"
AMBIGUOUS = ROOT / "corpus" / "reference" / "ambiguous.yaml"
QUESTIONS = ROOT / "corpus" / "questions"

CASES = load_cases()
ANSWERABLE = [case for case in CASES if not case.refuse]
ON_THE_PAGE = [case for case in ANSWERABLE if case.part == "page"]
ON_SCHEMES = [case for case in ANSWERABLE if case.part == "schemes"]
PAIRS = [case for case in CASES if case.language == "zh"]

COPIED_ZH = 10
"""Neighbouring Chinese characters that no question may share with the page."""
COPIED_EN = 6
"""The same for English words."""


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text).lower())


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKC", text).lower())


def sections(language: str) -> dict[str, str]:
    """Text by anchor of the page in one language, one space between its words."""
    text = (SOURCE / f"iso20000-page.{language}.md").read_text(encoding="utf-8")
    pieces = re.split(r"(?m)^#+ .*?(?:\{#([\w-]+)\})?$", text)
    named = zip(pieces[1::2], pieces[2::2], strict=True)
    return {anchor: " ".join(unicodedata.normalize("NFKC", body).lower().split()) for anchor, body in named if anchor}


SECTIONS = {language: sections(language) for language in ("zh", "en")}


def anchors_of(case: Case) -> set[str]:
    """Sections that hold a supporting sentence of the case."""
    wanted = [squeezed(snippet) for snippet in case.original_support]
    return {a for a, text in SECTIONS["zh"].items() if any(snippet in squeezed(text) for snippet in wanted)}


@cache
def summary(scheme: str, language: str) -> str:
    """What a scheme's documents say in a language, with the ledger, which is in both."""
    files = [STANDARDS / f"{scheme}.zh.md", STANDARDS / f"{scheme}.{language}.md"]
    if scheme == "iso-20000-1":
        files.append(SOURCE / f"iso20000-page.{language}.md")
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def documents_of(case: Case) -> str:
    """What the answer to a case may be drawn from; for an ambiguous name the choices it leaves."""
    if case.kind == "ambiguous":
        return AMBIGUOUS.read_text(encoding="utf-8")
    return "\n".join(summary(scheme, case.language) for scheme in case.schemes)


def key_questions(node: Any) -> Iterator[str]:
    """Every question in a file of keys, at whatever depth; the pieces under `answer` and `lacks` are none."""
    if isinstance(node, list):
        for each in node:
            yield from key_questions(each)
    elif isinstance(node, dict):
        for name, value in node.items():
            if name in ("zh", "en") and isinstance(value, list):
                yield from (question for question in value if isinstance(question, str))
            elif name not in ("answer", "lacks", "document"):
                yield from key_questions(value)


def by_pair(case: Case) -> str:
    return f"{case.pair}-{case.language}"


def test_every_pair_asks_in_both_languages() -> None:
    asked = Counter(case.pair for case in CASES)
    assert set(asked.values()) == {2}
    turns = {case.pair: len(case.turns) for case in PAIRS}
    assert all(len(case.turns) == turns[case.pair] for case in CASES)


def test_ids_are_lower_case_words() -> None:
    assert [case.pair for case in PAIRS if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", case.pair)] == []


def test_there_are_enough_in_both_parts_and_enough_that_cannot_be_answered() -> None:
    assert Counter(case.part for case in PAIRS)["page"] >= 170
    assert Counter(case.part for case in PAIRS)["schemes"] >= 380
    for split, least in (("tune", 20), ("test", 30)):
        assert sum(case.refuse for case in PAIRS if case.split == split) >= least


def test_both_splits_hold_every_kind_and_theme() -> None:
    for split in ("tune", "test"):
        chosen = [case for case in PAIRS if case.split == split]
        assert {case.kind for case in chosen} == set(get_args(Kind))
        assert {case.theme for case in chosen} == {None, *get_args(Theme)}
        assert 0.10 <= sum(case.refuse for case in chosen) / len(chosen) <= 0.30
    for part in ("page", "schemes"):
        of_part = [case for case in PAIRS if case.part == part]
        tuned = sum(case.split == "tune" for case in of_part) / len(of_part)
        assert 0.33 <= tuned <= 0.50


def test_every_scheme_is_asked_about_and_no_other() -> None:
    held = {file.name.removesuffix(".zh.md") for file in STANDARDS.glob("*.zh.md")}
    assert {scheme for case in ON_SCHEMES for scheme in case.schemes} == held


def test_yes_and_no_are_both_asked_for_in_both_splits() -> None:
    asked = [case for case in PAIRS if case.kind == "yes_no"]
    assert len(asked) >= 12
    assert len({(case.split, case.verdict) for case in asked}) == 4
    assert min(Counter(case.verdict for case in asked).values()) >= 6


def test_dialogues_have_two_or_three_turns_and_other_kinds_one() -> None:
    dialogues = [case for case in PAIRS if case.kind == "follow_up"]
    assert len(dialogues) >= 10
    assert {len(case.turns) for case in dialogues} == {2, 3}
    assert {len(case.turns) for case in PAIRS if case.kind != "follow_up"} == {1}


def test_mixed_questions_hold_both_scripts_in_both_languages() -> None:
    mixed = [case for case in CASES if case.kind == "mixed"]
    assert len(mixed) >= 2 * 14
    terms = {
        case.pair: (bool(re.search("[\u4e00-\u9fff]", case.question)), bool(re.search("[a-z]{3}", case.question)))
        for case in mixed
        if case.language == "en"
    }
    assert [pair for pair, both in terms.items() if not all(both)] == []
    chinese = [case for case in mixed if case.language == "zh"]
    assert [case.pair for case in chinese if not re.search("[A-Za-z]{3}.*[\u4e00-\u9fff]", case.question)] == []


def test_no_question_is_asked_twice() -> None:
    asked = Counter(letters("|".join(case.turns)) for case in CASES)
    assert [question for question, times in asked.items() if times > 1] == []


@pytest.mark.parametrize("case", [case for case in ON_THE_PAGE if case.language == "zh"], ids=by_pair)
def test_support_stands_on_the_page(case: Case) -> None:
    page = squeezed(PAGE.read_text(encoding="utf-8"))
    snippets = [squeezed(snippet) for snippet in case.original_support]
    assert snippets
    assert [snippet for snippet in snippets if snippet not in page] == []
    assert [snippet for snippet in snippets if not 8 <= len(snippet) <= 30] == []


@pytest.mark.parametrize("case", ON_THE_PAGE, ids=by_pair)
def test_an_answer_in_the_words_of_its_sections_has_every_key_fact(case: Case) -> None:
    fold = squeezed if case.language == "zh" else str.lower
    text = fold(" ".join(SECTIONS[case.language][anchor] for anchor in anchors_of(case)))
    assert [fact for fact in case.facts if not any(fold(wording) in text for wording in fact)] == []
    assert [each for each in case.forbid if squeezed(each) in squeezed(text)] == []


@pytest.mark.parametrize("case", ON_SCHEMES, ids=by_pair)
def test_the_documents_of_the_schemes_have_every_key_fact(case: Case) -> None:
    text = documents_of(case)
    assert [fact for fact in case.facts if not any(holds(text, wording, case.language) for wording in fact)] == []
    # A key fact may not be what an answer must not hold.
    assert [fact for fact in case.facts for each in case.forbid if any(squeezed(each) in squeezed(wording) for wording in fact)] == []


def test_every_section_of_the_page_is_asked_about() -> None:
    asked = set().union(*(anchors_of(case) for case in ON_THE_PAGE))
    # The small table of names repeats what the overview says.
    assert set(SECTIONS["zh"]) - asked <= {"basic-facts"}


def test_what_cannot_be_answered_rests_on_nothing() -> None:
    refused = [case for case in CASES if case.refuse]
    assert [case.pair for case in refused if case.original_support or case.facts or case.verdict or case.schemes] == []


def test_no_chinese_question_is_copied_from_the_page() -> None:
    page = letters(PAGE.read_text(encoding="utf-8"))
    copied = []
    for case in PAIRS:
        for run in re.findall("[\u4e00-\u9fff]+", letters(case.question)):
            copied += [run for at in range(len(run) - COPIED_ZH + 1) if run[at : at + COPIED_ZH] in page]
    assert copied == []


def test_no_english_question_is_copied_from_the_rendering() -> None:
    page = " ".join(words(" ".join(SECTIONS["en"].values())))
    copied = []
    for case in CASES:
        said = words(case.question) if case.language == "en" else []
        runs = [" ".join(said[at : at + COPIED_EN]) for at in range(len(said) - COPIED_EN + 1)]
        copied += [run for run in runs if f" {run} " in f" {page} "]
    assert copied == []


def test_no_question_is_a_key_of_the_corpus() -> None:
    keys: set[str] = set()
    for path in sorted(QUESTIONS.rglob("*.yaml")):
        keys |= {letters(question) for question in key_questions(yaml.safe_load(path.read_text(encoding="utf-8")))}
    assert keys, "there are no key questions to compare with"
    asked = {letters(case.question): by_pair(case) for case in CASES if len(case.turns) == 1}
    assert [asked[question] for question in asked.keys() & keys] == []
