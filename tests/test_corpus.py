"""The corpus against the page as captured: nothing lost, nothing added, and the two languages in step."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.domain import Document
from assistant.sentences import units

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
CAPTURED = (Path(__file__).parent / "data" / "page.zh.txt").read_text(encoding="utf-8")
LANGUAGES = ("zh", "en")
PATHS = {language: CORPUS / "source" / f"iso20000-page.{language}.md" for language in LANGUAGES}
EDITORS_NOTE = {"zh": "（原文至此中断）", "en": "(the original text breaks off here)"}
HAN = re.compile("[\u3400-\u9fff]")
HEADING = re.compile(r"(#+) (.+?)(?: \{#([a-z0-9-]+)\})?")
KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

# What of the page is no text of it: the bar and menu above, the encyclopaedia's table of contents and appeal.
MENU_TITLE = "认证咨询项目"
FURNITURE = ("设为首页 | 加入收藏", MENU_TITLE, "食品医药能源认证专栏 当前您的位置", "本词条缺少概述图", "目录", "★")
CONTENTS = re.compile(r"\d (?:认证准备|认证的范围|认证实施效益)")


@dataclass(frozen=True)
class Section:
    level: int
    heading: str
    anchor: str | None
    text: str


def read_sections(language: str) -> list[Section]:
    sections: list[Section] = []
    lines: list[str] = []
    for line in [*PATHS[language].read_text(encoding="utf-8").splitlines(), "# end"]:
        match = HEADING.fullmatch(line)
        if not match:
            lines.append(line)
            continue
        if sections:
            last = sections.pop()
            sections.append(Section(last.level, last.heading, last.anchor, "\n".join(lines).strip()))
        sections.append(Section(len(match[1]), match[2], match[3], ""))
        lines = []
    return sections[:-1]


SECTIONS = {language: read_sections(language) for language in LANGUAGES}
TEXTS = {language: {s.anchor: s.text for s in SECTIONS[language] if s.anchor} for language in LANGUAGES}
ANCHORS = list(TEXTS["zh"])


def load(name: str) -> Any:
    return yaml.safe_load((CORPUS / name).read_text(encoding="utf-8"))


def fold(text: str) -> str:
    """Width and white space made equal; colons go, for the page's fact box has gaps in their place."""
    return re.sub(r"[\s:]+", "", unicodedata.normalize("NFKC", text))


def unit_texts(language: str, anchor: str) -> list[str]:
    text = TEXTS[language][anchor]
    return [text[unit.start : unit.end].replace(EDITORS_NOTE[language], "") for unit in units(text)]


def items(language: str, anchor: str) -> list[str]:
    text = TEXTS[language][anchor]
    return [text[unit.start : unit.end] for unit in units(text) if unit.kind == "item"]


def text_lines() -> list[str]:
    lines = [re.sub(r"\[\d\]", "", line).strip() for line in CAPTURED.splitlines()]
    menu = lines.index(MENU_TITLE) + 1
    kept = lines[:menu] + lines[menu + 1 :]
    return [line for line in kept if line and not line.startswith(FURNITURE) and not CONTENTS.fullmatch(line)]


PAGE = fold("".join(text_lines()))
QUESTIONS = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((CORPUS / "questions").glob("*.yaml"))]
ASKS = [
    (section["anchor"], ask)
    for file in QUESTIONS
    if file.get("document") == {language: PATHS[language].stem for language in LANGUAGES}
    for section in file["sections"]
    for ask in section["asks"]
]
GAPS = [gap for file in QUESTIONS for gap in file.get("gaps") or []]
MENU = CAPTURED.splitlines()[CAPTURED.splitlines().index(MENU_TITLE) + 1].split()


def test_every_sentence_is_on_the_page_and_in_its_order() -> None:
    place = 0
    for anchor in ANCHORS:
        for unit in unit_texts("zh", anchor):
            found = PAGE.find(fold(unit), place)
            assert found >= 0, f"{anchor}: not on the page, or not here: {unit}"
            place = found


def test_every_line_of_the_page_is_in_the_document() -> None:
    body = "".join(fold(re.sub(r"^(?:-|\d\.) ", "", line)) for s in SECTIONS["zh"] for line in s.text.splitlines())
    headings = {fold(section.heading) for section in SECTIONS["zh"]}
    for line in text_lines():
        words = re.sub(r"^(?:\d[.)]|—|·)\s*", "", line)
        for sentence in re.findall(r"[^。]+。?", words):
            assert fold(sentence) in headings or fold(sentence) in body, sentence


def test_nothing_is_said_twice_and_no_furniture_is_left() -> None:
    for language in LANGUAGES:
        said = Counter(unit for anchor in ANCHORS for unit in unit_texts(language, anchor))
        assert [unit for unit, times in said.items() if times > 1] == []
        whole = PATHS[language].read_text(encoding="utf-8")
        assert not re.search(r"★|词条|>>|收藏|\[\d\]|<!--|�", whole)


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_the_page_breaks_off_it_says_so(language: str) -> None:
    broken = [anchor for anchor in ANCHORS if EDITORS_NOTE[language] in TEXTS[language][anchor]]
    assert broken == ["primary-and-backup", "principles"]


def test_chinese_commas_colons_and_brackets_are_full_width() -> None:
    for anchor in ANCHORS:
        assert not re.search(r"[\u3400-\u9fff][,:(]|[,:)][\u3400-\u9fff]", TEXTS["zh"][anchor]), anchor


def test_the_rendering_has_the_same_sections() -> None:
    outlines = [[(s.level, s.anchor) for s in SECTIONS[language]] for language in LANGUAGES]
    assert outlines[0] == outlines[1]
    assert len(ANCHORS) == len([s for s in SECTIONS["zh"] if s.anchor]), "an anchor is used twice"
    for language in LANGUAGES:
        assert all(bool(s.anchor) == bool(s.text) for s in SECTIONS[language]), "anchors are for headings with text"


@pytest.mark.parametrize("anchor", ANCHORS)
def test_the_rendering_keeps_step(anchor: str) -> None:
    shapes = [[(unit.kind, unit.group, unit.introduces) for unit in units(TEXTS[language][anchor])] for language in LANGUAGES]
    assert shapes[0] == shapes[1], "paragraphs, list items and sentences differ"
    numbers = [sorted(re.findall(r"\d+", TEXTS[language][anchor])) for language in LANGUAGES]
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize("anchor", ANCHORS)
def test_a_section_is_one_passage(anchor: str) -> None:
    is_list = all(unit.kind == "item" for unit in units(TEXTS["zh"][anchor]))
    assert len(TEXTS["zh"][anchor]) <= (600 if is_list else 450)
    assert len(TEXTS["en"][anchor]) <= 1600


def test_the_rendering_is_english() -> None:
    left = {anchor: HAN.findall(TEXTS["en"][anchor]) for anchor in ANCHORS}
    assert {anchor: "".join(han) for anchor, han in left.items() if han} == {"basic-facts": "认证"}


def test_every_document_is_described() -> None:
    entries = load("sources.yaml")["documents"]
    documents = {entry["path"]: Document(**{k: v for k, v in entry.items() if k != "path"}) for entry in entries}
    assert set(documents) == {path.relative_to(CORPUS).as_posix() for path in (CORPUS / "source").glob("*.md")}
    original, rendering = (documents[f"source/{PATHS[language].name}"] for language in LANGUAGES)
    assert (rendering.renders, original.renders) == (original.id, None)
    for language, document in zip(LANGUAGES, (original, rendering), strict=True):
        assert (document.language, document.title) == (language, SECTIONS[language][0].heading)
        assert document.issuer and document.licence and re.fullmatch(r"\d{4}-\d\d-\d\d", document.date or "")


def test_the_menu_has_its_fifty_entries() -> None:
    schemes = load("reference/schemes.yaml")["schemes"]
    assert [scheme["name_zh"] for scheme in schemes] == MENU
    assert len(MENU) == 50
    for field in ("id", "scheme"):
        named = [scheme[field] for scheme in schemes if scheme[field] is not None]
        assert len(set(named)) == len(named)
        assert all(KEBAB.fullmatch(name) for name in named)
    assert all(scheme["name_en"] and not HAN.search(scheme["name_en"]) for scheme in schemes)


def test_the_categories_are_the_fourteen_of_the_announcement() -> None:
    reference = load("reference/categories.yaml")
    for language in LANGUAGES:
        names = [category[f"name_{language}"] for category in reference["categories"]]
        assert names == items(language, "scope")
        assert len(set(names)) == 14
        assert reference["announcement"][language] in TEXTS[language]["scope"]
        assert reference["announcement"]["issuer"][language] in TEXTS[language]["scope"]


@pytest.mark.parametrize(("language", "optional"), [("zh", "可选"), ("en", "optional")])
def test_four_of_the_five_parts_of_the_cost_are_optional(language: str, optional: str) -> None:
    parts = load("reference/costs.yaml")["parts"]
    assert [part["id"] for part in parts] == ["consulting", "certification", "training", "materials", "tools"]
    assert [part["id"] for part in parts if not part["optional"]] == ["certification"]
    for part, item in zip(parts, items(language, "costs"), strict=True):
        assert item.startswith(part["label"][language])
        assert part["optional"] == (optional in item)
        assert (part["payee"] or {language: ""})[language] in item
        assert bool(part["payee"]) == bool(re.sub(rf"{optional}|[（()）\s]", "", item[len(part["label"][language]) :]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_phases_are_those_of_the_page(language: str) -> None:
    phases = [phase["name"][language] for phase in load("reference/phases.yaml")["phases"]]
    places = [items(language, "plan-differences")[0].find(phase) for phase in phases]
    assert len(places) == 4
    assert -1 not in places and places == sorted(places)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_contact_is_that_of_the_page(language: str) -> None:
    contact = load("reference/contact.yaml")
    address, phone, person = items(language, "contact")
    assert address.endswith(contact["address"][language])
    assert phone.endswith(contact["phone"])
    assert person.endswith(contact["person"][language])
    assert contact["company"]["zh"] in CAPTURED


def test_the_glossary_is_one_to_one() -> None:
    pairs = load("glossary.yaml")
    assert len(pairs) >= 80
    for language in LANGUAGES:
        terms = [term.casefold() for pair in pairs for term in pair[language]]
        assert all(pair[language] for pair in pairs)
        assert [term for term, times in Counter(terms).items() if times > 1] == []
        assert [term for term in terms if bool(HAN.search(term)) != (language == "zh")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answers_of_the_questions_stand_in_their_sections(language: str) -> None:
    for anchor, ask in ASKS:
        assert ask["answer"][language], anchor
        for piece in ask["answer"][language]:
            assert piece.strip() and piece in TEXTS[language][anchor], f"{anchor}: {piece}"
        if ask.get("list"):
            assert len(items(language, anchor)) > 1, f"{anchor} has no list"
        # YAML reads a bare yes or no as a truth value.
        assert ask.get("verdict") in (None, "yes", "no", True, False), anchor


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_has_eight_questions(language: str) -> None:
    asked = Counter({anchor: 0 for anchor in ANCHORS})
    for anchor, ask in ASKS:
        asked[anchor] += len(ask[language])
    assert {anchor: times for anchor, times in asked.items() if times < 8} == {}
    assert set(asked) == set(ANCHORS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_question_is_asked_twice(language: str) -> None:
    asked = [question for _, ask in ASKS for question in ask[language]]
    asked += [question for gap in GAPS for question in gap[language]]
    folded = Counter(re.sub(r"\W+", "", fold(question).casefold()) for question in asked)
    assert [question for question, times in folded.items() if times > 1] == []


def test_gaps_say_what_is_lacking_and_what_is_nearest() -> None:
    assert GAPS
    for gap in GAPS:
        assert gap["nearest"] is None or gap["nearest"] in ANCHORS
        for language in LANGUAGES:
            assert gap["lacks"][language] and gap[language]
            assert bool(HAN.search(gap["lacks"][language])) == (language == "zh")
