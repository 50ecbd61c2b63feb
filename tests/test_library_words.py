"""The words of the library: kept, spliced and cut as if everything were read anew."""

import logging
from pathlib import Path

import jieba
import numpy as np
import pytest

from assistant.library.analysis import Analyzer
from assistant.library.encoding import RUN, SAVED, paced
from assistant.library.keywords import KeywordIndex, Postings, Row, gathered, spliced
from assistant.library.segmenting import Segmenter

WORDS = ["认证服务费", "差距分析"]
ANALYZER = Analyzer(WORDS)
KEY = "one analysis"


def passages(document: str, revision: str, texts: list[str]) -> list[tuple[Row, str, list[str]]]:
    return [
        (Row(f"{document}-{revision}-{number}", document, revision, None, 1, 1), text, [f"{text}多少"]) for number, text in enumerate(texts)
    ]


A, B = passages("a", "1", ["认证费用由申请费组成", "审核周期为三个月"]), passages("b", "1", ["认证服务费可选"])
NEWER_B = passages("b", "2", ["差距分析报告", "认证证书有效期三年"])
C = passages("c", "1", ["咨询费用另计"])


def assert_same(one: Postings, other: Postings) -> None:
    assert list(one.rows) == list(other.rows)
    mine, theirs = KeywordIndex(one), KeywordIndex(other)
    assert set(one.vocabulary) == set(other.vocabulary)
    for term in one.vocabulary:
        np.testing.assert_array_equal(mine.scores([term]), theirs.scores([term]))


@pytest.mark.parametrize(
    ("live", "new", "whole"),
    [
        ({"a": "1", "b": "2"}, NEWER_B, [*A, *NEWER_B]),
        ({"a": "1", "b": "1", "c": "1"}, C, [*A, *B, *C]),
        ({"b": "1"}, [], B),
        ({}, [], []),
    ],
)
def test_words_of_unchanged_documents_are_taken_over(
    live: dict[str, str], new: list[tuple[Row, str, list[str]]], whole: list[tuple[Row, str, list[str]]]
) -> None:
    assert_same(spliced(gathered([*A, *B], ANALYZER), live, gathered(new, ANALYZER)), gathered(whole, ANALYZER))


def test_what_was_kept_comes_back_unless_it_is_of_another_analysis_or_damaged(tmp_path: Path) -> None:
    file = tmp_path / "zh.npz"
    held = {"a": "1", "b": "1"}
    kept = gathered([*A, *B], ANALYZER)
    kept.save(file, KEY, held)
    found, documents = Postings.load(file, KEY)
    assert documents == held
    assert_same(found, kept)
    assert Postings.load(file, "another")[1] == {}
    file.write_bytes(file.read_bytes()[:-100])
    damaged, documents = Postings.load(file, KEY)
    assert (len(damaged.rows), documents) == (0, {})


def test_a_dictionary_read_in_parts_cuts_as_the_whole(tmp_path: Path) -> None:
    jieba.setLogLevel(logging.CRITICAL)
    whole = jieba.Tokenizer()
    whole.tmp_dir = str(tmp_path)
    for word in WORDS:
        whole.add_word(word)
    page = Path(__file__).parent.parent / "corpus" / "source" / "iso20000-page.zh.md"
    lines = [*page.read_text(encoding="utf-8").splitlines(), "𠀀𠀁", "认", ""]
    for segmenter in (Segmenter(WORDS, tmp_path), Segmenter(WORDS, tmp_path)):
        assert [segmenter.cut(line) for line in lines] == [list(whole.cut_for_search(line)) for line in lines]
    file = next(tmp_path.glob("words.*"))
    file.write_bytes(file.read_bytes()[:1000])
    assert Segmenter(WORDS, tmp_path).cut("认证服务费可选") == list(whole.cut_for_search("认证服务费可选"))


@pytest.mark.parametrize("count", [1, 30, RUN, RUN + 1, SAVED, SAVED + 1, 33_333, 100_000, 1_000_003])
def test_the_graph_is_saved_after_the_last_run(count: int) -> None:
    size, saved = paced(count)
    assert 1 <= size <= RUN and 1 <= saved <= SAVED
    waiting = 0
    for start in range(0, count, size):
        waiting += min(size, count - start)
        if waiting >= saved:
            waiting = 0
    assert waiting == 0
