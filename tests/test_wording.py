"""Wordings kept as data: how they are read, and that each of the shipped ones can be used and is."""

import re
import time
from pathlib import Path

import pytest

from assistant.settings import ROOT
from assistant.wording import load_wording


def _code(folder: Path) -> str:
    return "\n".join(source.read_text(encoding="utf-8") for source in folder.glob("*.py"))


def _is_wording(file: Path) -> bool:
    named = re.findall(r'load_(?:wording|patterns)\(Path\(__file__\)\.with_name\("([\w-]+\.yaml)"', _code(file.parent))
    own = file.with_suffix(".py")
    return file.name in named or (own.is_file() and "load_wording(Path(__file__).with_suffix" in own.read_text(encoding="utf-8"))


ALL = sorted(file for file in (ROOT / "assistant").rglob("*.yaml") if _is_wording(file))
FILES = [ROOT / "assistant" / "understand" / "wording.yaml", ROOT / "assistant" / "answer" / "wording.yaml"]


def test_alternatives_are_tried_in_their_order_without_regard_to_case(tmp_path: Path) -> None:
    file = tmp_path / "wording.yaml"
    file.write_text("price: ['how much', '多少钱']\nopening: {before: '^(?:', any: ['ok', 'okay'], after: ')[,，]'}\n", encoding="utf-8")
    found = load_wording(file)
    assert set(found) == {"price", "opening"}
    assert found["price"].search("HOW MUCH is it") and found["price"].search("要多少钱") and not found["price"].search("how many")
    assert found["opening"].match("Okay, go on") and not found["opening"].match("well, okay, go on")


@pytest.mark.parametrize(
    "row", ["price: 5", "price: how much", "price: ['(']", "price: {before: x, after: y}", "price: {any: [a]}", "price: [1]"]
)
def test_what_cannot_be_used_is_named_with_its_file(tmp_path: Path, row: str) -> None:
    file = tmp_path / "wording.yaml"
    file.write_text(row + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"wording\.yaml: the pattern 'price'"):
        load_wording(file)["price"].search("")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_every_shipped_pattern_has_meaning_and_a_reader(file: Path) -> None:
    patterns = load_wording(file)
    code = _code(file.parent)
    unused = [name for name in patterns if f'WORDING["{name}"]' not in code and not _asked_for_by_prefix(name, code)]
    assert unused == []
    # One that matches nothing at all would match everywhere.
    assert [name for name, pattern in patterns.items() if pattern.search("")] == []


def _asked_for_by_prefix(name: str, code: str) -> bool:
    return any(name.startswith(prefix) for prefix in re.findall(r'WORDING\[f"(\w+_)\{', code))


@pytest.mark.parametrize("file", ALL, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_every_shipped_pattern_can_be_used_and_takes_no_time_for_a_long_message(file: Path) -> None:
    texts = ("费用" * 1000, "费用。" * 666, "not " * 500, "what does it cost " * 111, "a" * 2000, "？" * 2000, "1" * 2000)
    # Runs of spaces do not come this far: a message is read with one between two words.
    for name, pattern in load_wording(file).items():
        for text in texts:
            pattern.search("x")
            began = time.thread_time()
            for found in pattern.finditer(text):
                assert found
            assert time.thread_time() - began < 0.1, (name, text[:8])
