"""Wordings kept as data: how they are read, and that each of the shipped ones can be used and is."""

import re
import time
from pathlib import Path

import pytest

from assistant.settings import ROOT
from assistant.wording import load_wording

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
        load_wording(file)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_every_shipped_pattern_has_meaning_and_a_reader(file: Path) -> None:
    patterns = load_wording(file)
    code = "\n".join(source.read_text(encoding="utf-8") for source in file.parent.glob("*.py"))
    unused = [name for name in patterns if f'WORDING["{name}"]' not in code and not _asked_for_by_prefix(name, code)]
    assert unused == []
    # One that matches nothing at all would match everywhere.
    assert [name for name, pattern in patterns.items() if pattern.search("")] == []


def _asked_for_by_prefix(name: str, code: str) -> bool:
    return any(name.startswith(prefix) for prefix in re.findall(r'WORDING\[f"(\w+_)\{', code))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_no_pattern_takes_long_for_a_long_message(file: Path) -> None:
    for text in ("费用" * 1000, "not " * 500, "a" * 2000, "？" * 2000, " " * 2000, "1" * 2000):
        for name, pattern in load_wording(file).items():
            began = time.thread_time()
            pattern.search(text)
            assert time.thread_time() - began < 0.25, (name, text[:8])
