"""Paragraphs by question, the plain chain, the benchmark: what they compute, without any model."""

import json
import time
from pathlib import Path

import pytest
from langchain_core.embeddings import Embeddings

from assistant.domain import Language
from assistant.errors import CorpusError
from eval import bench, plain, retrieval, synthetic
from eval.report import percentile, table
from eval.retrieval import Question, figures_of_ranks, load_folder, measure, rank_of


def squad(*contexts: str) -> str:
    paragraphs = [{"context": each, "qas": [{"question": f"{each}?", "id": "1", "answers": []}]} for each in contexts]
    return json.dumps({"data": [{"title": "T", "paragraphs": paragraphs}]}, ensure_ascii=False)


def test_parallel_files_are_aligned(tmp_path: Path) -> None:
    (tmp_path / "x.en.json").write_text(squad("one", "two"), encoding="utf-8")
    (tmp_path / "x.zh.json").write_text(squad("一", "二"), encoding="utf-8")
    paragraphs, questions = load_folder(tmp_path)
    assert {(each.language, each.number): each.text for each in paragraphs}[("zh", 1)] == "二"
    assert Question("en", "two?", 1) in questions


@pytest.mark.parametrize("content", ["{", "[]", '{"data": [{"paragraphs": [{}]}]}'])
def test_other_shapes_are_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.en.json").write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"x\.en\.json"):
        load_folder(tmp_path)


def test_a_folder_without_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"\*\.en\.json"):
        load_folder(tmp_path)


def test_ranks_and_their_figures() -> None:
    ranks = [rank_of(7, found) for found in ([7, 1], [1, 7], [1, 2, 3, 4, 5, 7], list(range(8, 20)), [*range(20, 30), 7])]
    assert ranks == [1, 2, 6, None, None]
    assert figures_of_ranks(ranks) == {"r1": 0.2, "r5": 0.4, "mrr10": round((1 + 1 / 2 + 1 / 6) / 5, 4), "n": 5}


def test_every_direction_is_measured() -> None:
    def only_english(question: Question, target: Language) -> list[int]:
        return [question.paragraph] if target == "en" else []

    measured = measure([Question("en", "a", 0), Question("zh", "b", 1)], {"zh", "en"}, only_english)
    assert {direction: each["r1"] for direction, each in measured.items()} == {
        "en-en": 1.0,
        "en-zh": 0.0,
        "zh-zh": 0.0,
        "zh-en": 1.0,
    }
    assert "zh → en  ours" in retrieval.as_table({"ours": measured})


def test_lines_keep_section_ordinal_and_offsets() -> None:
    text = "# 题 {#top}\n\n第一。\n\n<!-- 注 -->\n- 甲\n- 乙\n\n## 二 {#two}\n末。\n"
    lines = plain.lines_of(text)
    assert [(each.section, each.ordinal, each.text) for each in lines] == [
        ("top", 0, "第一。"),
        ("top", 1, "- 甲"),
        ("top", 2, "- 乙"),
        ("two", 0, "末。"),
    ]
    assert all(text[each.start : each.end] == each.text for each in lines)


def test_chunks_know_where_they_begin() -> None:
    text = "\n\n".join(f"{number} " + "word " * 60 for number in range(12))
    chunks = plain.chunks_of([text], [{"number": 3}])
    assert len(chunks) > 2
    assert all(len(chunk.page_content) <= plain.SIZE and chunk.metadata["number"] == 3 for chunk in chunks)
    assert all(text[chunk.metadata["start_index"] :].startswith(chunk.page_content) for chunk in chunks)


@pytest.mark.parametrize(("values", "share", "expected"), [([], 0.5, 0.0), ([3.0], 0.95, 3.0), ([4.0, 1.0, 3.0, 2.0], 0.5, 3.0)])
def test_percentiles(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


def test_table_is_aligned() -> None:
    assert table(["a", "b"], [["long", "1"]]).splitlines() == ["a     b", "----  -", "long  1"]


class Slow(Embeddings):
    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        time.sleep(0.01)
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return [1.0]


def test_encoding_is_watched_once_and_only_inside() -> None:
    embedder = Slow()
    with bench.watched(Slow) as seen:
        embedder.embed_documents(["a", "b"])
        embedder.embed_query("c")
    embedder.embed_query("d")
    assert seen.texts == ["a", "b", "c"]
    assert 10 <= seen.ms < 1000


def test_memory_is_that_of_a_python_process() -> None:
    assert 10 < bench.memory_mb() < 20_000


def test_generated_text_is_the_same_every_time() -> None:
    one, other = synthetic.Writer(), synthetic.Writer()
    assert one.paragraph("zh", 3) == other.paragraph("zh", 3)
    assert one.paragraph("en", 4).count(".") == 4


def test_synthetic_library_is_searched() -> None:
    figures = synthetic.search_figures(250)
    assert (figures["passages"], figures["n"]) == (250, 200)
    assert 0 < figures["search_p50_ms"] <= figures["search_p95_ms"]
