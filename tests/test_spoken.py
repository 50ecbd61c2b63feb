"""Schemes spoken of without a name: by trade, thing or purpose."""

from pathlib import Path

import pytest
import yaml

from assistant.ambiguous import read_ambiguous, read_not_held
from assistant.errors import CorpusError
from assistant.ledger_reading import read_ledger
from assistant.names import NameIndex, schemes_of
from assistant.spoken import SPOKEN, Spoken, read_spoken
from assistant.understand import understand
from tests.documents import write

LEDGER = read_ledger()
NAMES = NameIndex(LEDGER, read_ambiguous(), read_not_held(), read_spoken())
ROWS = yaml.safe_load(SPOKEN.read_text(encoding="utf-8"))


def _file(folder: Path, text: str) -> Path:
    return write(folder, {"spoken.yaml": text}) / "spoken.yaml"


@pytest.mark.parametrize(
    ("question", "scheme"),
    [
        ("Our lab tests blood samples. Which accreditation fits?", "medical-laboratory-iso15189"),
        ("汽车那套体系多久审一次", "iatf-16949"),
        ("And the environmental one, how long is that certificate valid?", "iso-14001"),
        ("验血的实验室要办什么", "medical-laboratory-iso15189"),
        ("种有机蔬菜要转换几年", "organic-food"),
    ],
)
def test_a_question_without_a_name_is_about_the_scheme_it_speaks_of(question: str, scheme: str) -> None:
    assert scheme in schemes_of(understand(question, (), NAMES).mentions)


@pytest.mark.parametrize(
    "question", ["认证服务费包括什么？", "Who takes part in the survey?", "软件运行维护属于哪一类", "运维外包怎么认证"]
)
def test_what_is_asked_of_the_firms_page_is_about_no_other_scheme(question: str) -> None:
    assert schemes_of(understand(question, (), NAMES).mentions) in ((), ("iso-20000-1",))


def test_a_name_comes_before_what_is_spoken_of() -> None:
    assert schemes_of(understand("做汽车零件的厂，ISO 14001有效期几年", (), NAMES).mentions) == ("iso-14001",)


def test_the_longest_words_decide(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "- {say: {zh: [食品], en: []}, schemes: [haccp]}\n- {say: {zh: [保健食品厂]}, schemes: [health-food-gmp]}\n",
    )
    index = NameIndex(LEDGER, spoken=read_spoken(path))
    assert schemes_of(index.spoken_of("我们是保健食品厂")) == ("health-food-gmp",)
    assert schemes_of(index.spoken_of("我们做食品")) == ("haccp",)
    assert index.spoken_of("我们做软件") == ()


@pytest.mark.parametrize("text", ["- {say: 1, schemes: [haccp]}", "- {schemes: [haccp]}", "{", "3"])
def test_a_wrong_file_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(CorpusError, match=r"spoken\.yaml"):
        read_spoken(_file(tmp_path, text))


def test_without_the_file_nothing_is_spoken_of(tmp_path: Path) -> None:
    assert read_spoken(tmp_path / "spoken.yaml").find("汽车那套体系") == ("", ())


def test_english_words_are_found_from_the_start_of_a_word_and_chinese_ones_anywhere() -> None:
    spoken = Spoken({"car parts": ("iatf-16949",), "零件": ("iso-9001",)})
    assert spoken.find("We make CAR PARTS.") == ("car parts", ("iatf-16949",))
    assert spoken.find("We sell oscar parts.") == spoken.find("snake_car parts") == ("", ())
    assert spoken.find("汽车零件厂") == ("零件", ("iso-9001",))


def test_every_row_speaks_of_schemes_that_are_held_and_every_scheme_is_spoken_of() -> None:
    named = {scheme for row in ROWS for scheme in row["schemes"]}
    assert named == {scheme.id for scheme in LEDGER}


def test_no_words_stand_in_two_rows_or_are_a_name_already() -> None:
    said = [(language, word) for row in ROWS for language, words in row["say"].items() for word in words]
    assert len(said) == len(set(said))
    assert [word for _, word in said if any(word == alias.name for scheme in LEDGER for alias in scheme.aliases)] == []
