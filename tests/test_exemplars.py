"""Similarity of a description to the exemplars of each category, with an embedder that needs no model."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import yaml

from assistant.case.categories import categories
from assistant.errors import CorpusError
from assistant.exemplars import EXEMPLARS, MEAN, Exemplars
from tests.conftest import BigramEmbeddings

PRINTERS = {
    "zh": ["修打印机的", "打印机坏了上门修", "给学校修打印机", "修打印机和复印机"],
    "en": ["we repair printers", "printer repair for schools"] * 2,
}
CALLS = {
    "zh": ["接客服电话的", "客服电话外包", "接用户打来的电话", "电话客服团队"],
    "en": ["we answer phone calls", "phone calls of customers"] * 2,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "exemplars"
    made.mkdir()
    for name, texts in {"printers": PRINTERS, "calls": CALLS}.items():
        (made / f"{name}.yaml").write_text(yaml.safe_dump(texts, allow_unicode=True), encoding="utf-8")
    return made


class Counting(BigramEmbeddings):
    """Counts the queries; refuses to embed documents, since exemplars are descriptions like the one they are compared with."""

    def __init__(self, name: str = "bigrams") -> None:
        super().__init__(name)
        self.queries: list[str] = []

    def embed_query(self, text: str) -> list[float]:
        self.queries.append(text)
        return super().embed_query(text)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        raise AssertionError("exemplars are no passages")


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("我们修打印机", "printers"),
        ("客服电话都是我们接", "calls"),
        ("we repair broken printers", "printers"),
        ("answering calls by phone", "calls"),
    ],
)
def test_the_category_with_like_exemplars_is_nearest(folder: Path, text: str, nearest: str) -> None:
    found = Exemplars(BigramEmbeddings(), folder, cache=None)(text)
    assert max(found, key=lambda id: found[id]) == nearest
    assert all(0 <= value <= 1 for value in found.values())


def test_the_nearest_three_are_averaged_not_the_nearest_alone(tmp_path: Path) -> None:
    """A single exemplar that is the very text does not outweigh three that are like it."""
    lone = {"zh": ["修理铁路信号灯", "唱歌", "跳舞", "画画"], "en": ["singing", "dancing", "drawing"]}
    many = {"zh": ["修理铁路信号灯组", "修理铁路信号灯杆", "修理铁路信号灯箱"], "en": ["rail signals", "signal lamps", "rail lamps"]}
    for name, texts in {"lone": lone, "many": many}.items():
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(texts, allow_unicode=True), encoding="utf-8")
    found = Exemplars(BigramEmbeddings(), tmp_path, cache=None)("修理铁路信号灯")
    assert found["many"] > found["lone"]


@pytest.mark.parametrize("text", ["修", "修打印机和复印机，再接客服电话", "we answer phone calls"])
def test_what_is_nearer_than_the_mean_lies_above_it(folder: Path, text: str) -> None:
    found = Exemplars(BigramEmbeddings(), folder, cache=None)(text)
    assert max(found.values()) >= MEAN >= min(found.values())
    assert max(found.values()) < 1


@pytest.mark.parametrize("text", ["", "   ", "12345 678", "😀😀", "。。。！！"])
def test_text_without_letters_is_like_nothing(folder: Path, text: str) -> None:
    assert Exemplars(BigramEmbeddings(), folder, cache=None)(text) == {}


def test_a_very_long_text_is_cut(folder: Path) -> None:
    embedder = Counting()
    Exemplars(embedder, folder, cache=None)("修打印机" * 50_000)
    assert len(embedder.queries[-1]) <= 2000


def test_exemplars_are_encoded_once_and_nothing_before_the_first_text(folder: Path) -> None:
    embedder = Counting()
    similar = Exemplars(embedder, folder, cache=None)
    assert embedder.queries == []
    similar("修打印机")
    similar("接电话")
    assert len(embedder.queries) == 16 + 2


def test_vectors_are_taken_from_the_cache(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "made" / "exemplars.npz"
    first = Exemplars(Counting(), folder, cache)("修打印机")
    again = Counting()
    assert Exemplars(again, folder, cache)("修打印机") == pytest.approx(first)
    assert again.queries == ["修打印机"]


@pytest.mark.parametrize("spoil", ["encoder", "text", "damage", "no archive"])
def test_a_cache_that_does_not_fit_is_made_anew(folder: Path, tmp_path: Path, spoil: str) -> None:
    cache = tmp_path / "exemplars.npz"
    Exemplars(Counting(), folder, cache).warm()
    name = "bigrams"
    if spoil == "encoder":
        name = "another"
    elif spoil == "text":
        (folder / "calls.yaml").write_text(yaml.safe_dump({**CALLS, "zh": ["外呼的"] * 4}, allow_unicode=True), encoding="utf-8")
    elif spoil == "damage":
        cache.write_bytes(cache.read_bytes()[:200])
    else:
        cache.write_bytes(b"not an archive")
    embedder = Counting(name)
    Exemplars(embedder, folder, cache).warm()
    assert len(embedder.queries) == 16
    with np.load(cache) as held:
        assert str(held["stamp"]).startswith(name)


def test_without_a_place_to_write_it_works_all_the_same(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert Exemplars(Counting(), folder, tmp_path / "file" / "exemplars.npz")("修打印机")["printers"] > 0


def test_many_threads_encode_the_exemplars_once(folder: Path) -> None:
    embedder = Counting()
    similar = Exemplars(embedder, folder, cache=None)
    found: list[float] = []
    threads = [threading.Thread(target=lambda: found.append(similar("修打印机")["printers"])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(embedder.queries) == 16 + 8
    assert len(set(found)) == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: [path.unlink() for path in folder.iterdir()],
        lambda folder: (folder / "calls.yaml").write_text("zh: [only, one, language]", encoding="utf-8"),
        lambda folder: (folder / "calls.yaml").write_text("zh: [never closed", encoding="utf-8"),
    ],
    ids=["none", "one language", "no YAML"],
)
def test_unusable_exemplars_are_named(folder: Path, spoil: Callable[[Path], object]) -> None:
    spoil(folder)
    with pytest.raises(CorpusError, match=r"exemplars|calls\.yaml"):
        Exemplars(BigramEmbeddings(), folder, cache=None)("修打印机")


def test_the_corpus_has_exemplars_of_every_category_in_both_languages() -> None:
    held = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in EXEMPLARS.glob("*.yaml")}
    assert set(held) == set(categories())
    assert all(len(set(texts[language])) >= 12 for texts in held.values() for language in ("zh", "en"))
