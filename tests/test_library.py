"""What the library finds, and how it takes documents in."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import CorpusError, IndexMismatch, IndexMissing
from assistant.library import Filters, Library, Retriever, Weights, searching
from tests.conftest import BigramEmbeddings
from tests.shelves import SPLITTER, document, opened, texts_found

COSTS_ZH = "具体费用根据组织规模而有所不同：\n\n- 咨询服务费（可选）；\n- 认证服务费。"
VALID_ZH = "ISO20000证书的有效期为三年。期内每年至少一次监督审核。"
COSTS_EN = "The actual costs depend on the size of the organisation."
VALID_EN = "The validity of an ISO/IEC 20000-1 certificate is three years. Surveillance audits are held every year."
ZH = document("page.zh", [COSTS_ZH, VALID_ZH], scheme="iso-20000-1", status="current", keys={0: ["要多少钱", "贵不贵"]})
EN = document("page.en", [COSTS_EN, VALID_EN], language="en", scheme="iso-20000-1", status="current", renders="page.zh")
OTHER = document("cmmi.zh", ["CMMI分为五个成熟度等级，评估由主任评估师主持。"], scheme="cmmi")


@pytest.fixture
def library(tmp_path: Path, embedder: BigramEmbeddings) -> Iterator[Library]:
    with opened(tmp_path / "index", embedder) as library:
        library.synchronise([ZH, EN, OTHER], prune=True)
        yield library


def ids(library: Library) -> list[str]:
    return [found.id for found in library.documents()]


def test_the_first_run_adds_everything_and_the_second_nothing(tmp_path: Path, embedder: BigramEmbeddings) -> None:
    with opened(tmp_path / "index", embedder) as library:
        told: list[tuple[int, int]] = []
        first = library.synchronise([ZH, EN], prune=True, progress=lambda done, total: told.append((done, total)))
        encoded = embedder.encoded
        second = library.synchronise([ZH, EN], prune=True)
    # Passages 2 + 2, units 3 + 2 + 1 + 2, questions 2.
    assert (first.added, first.passages, first.entries, first.encoded) == (("page.zh", "page.en"), 4, 14, 14)
    assert told[-1] == (14, 14)
    assert (second.unchanged, second.added, second.entries, second.encoded) == (("page.zh", "page.en"), (), 0, 0)
    assert embedder.encoded == encoded


def test_a_changed_document_is_replaced_and_its_old_text_is_gone(library: Library) -> None:
    changed = document("page.zh", [COSTS_ZH, VALID_ZH.replace("三年", "五年")], scheme="iso-20000-1", status="current")
    changes = library.synchronise([changed, EN, OTHER], prune=True)
    assert (changes.replaced, changes.unchanged) == (("page.zh",), ("page.en", "cmmi.zh"))
    found = texts_found(library, "证书有效期", language="zh", k=20)
    assert any("五年" in text for text in found)
    assert not any("三年" in text for text in found)


def test_a_change_of_the_questions_alone_counts(library: Library) -> None:
    more = document("cmmi.zh", [OTHER.passages[0].text], scheme="cmmi", keys={0: ["能评几级"]})
    assert library.synchronise([ZH, EN, more], prune=True).replaced == ("cmmi.zh",)
    lead = library.search("能评几级", language="zh", k=1)[0].leads[0]
    assert (lead.kind, lead.text) == ("question", "能评几级")
    assert lead.spans == ((0, len(OTHER.passages[0].text)),)


def test_pruning_keeps_to_the_roots_of_the_run(library: Library) -> None:
    elsewhere = document("note.zh", ["另一个文件夹里的说明。"], origin="notes")
    assert library.synchronise([elsewhere], prune=True).removed == ()
    assert library.synchronise([ZH, EN], prune=False).removed == ()
    assert library.synchronise([ZH, EN], prune=True).removed == ("cmmi.zh",)
    assert ids(library) == ["note.zh", "page.en", "page.zh"]
    assert library.synchronise([], prune=True, origins={"notes"}).removed == ("note.zh",)


def test_what_the_caller_knows_to_be_unchanged_stays_unread(library: Library) -> None:
    assert library.holds("page.zh", ZH.digest)
    assert not library.holds("page.zh", "another")
    changes = library.synchronise([EN], keep=["page.zh", "unknown"], prune=True)
    assert (set(changes.unchanged), changes.removed) == ({"page.en", "page.zh"}, ("cmmi.zh",))
    assert COSTS_ZH in texts_found(library, "费用", language="zh")


def test_a_dry_run_tells_and_does_nothing(library: Library) -> None:
    new = document("new.zh", ["新的文件。"])
    changes = library.synchronise([new, ZH], prune=True, dry_run=True)
    assert (changes.added, changes.removed, changes.unchanged) == (("new.zh",), ("cmmi.zh", "page.en"), ("page.zh",))
    assert ids(library) == ["cmmi.zh", "page.en", "page.zh"]


def test_a_rebuild_encodes_everything_and_holds_what_was_given(library: Library, embedder: BigramEmbeddings) -> None:
    before = embedder.encoded
    changes = library.synchronise([ZH, EN], prune=False, rebuild=True)
    assert (changes.replaced, changes.removed) == (("page.zh", "page.en"), ("cmmi.zh",))
    assert embedder.encoded - before == changes.encoded == changes.entries
    assert COSTS_ZH in texts_found(library, "费用", language="zh")


def test_two_documents_of_one_id_are_refused(library: Library) -> None:
    with pytest.raises(CorpusError, match=r"page\.zh"):
        library.synchronise([ZH, replace(EN, description=ZH.description)], prune=True)


def test_an_empty_document_and_a_repeated_passage_do_no_harm(tmp_path: Path, embedder: BigramEmbeddings) -> None:
    doubled = replace(OTHER, passages=OTHER.passages * 2)
    with opened(tmp_path / "index", embedder) as library:
        changes = library.synchronise([document("empty.zh", []), doubled], prune=True)
        assert changes.passages == 1
        assert library.search("等级", k=5)[0].passage == OTHER.passages[0]
        assert library.search("等级", filters=Filters(documents=("empty.zh",))) == []


@pytest.mark.parametrize(
    ("query", "text"),
    [("费用多少", COSTS_ZH), ("費用多少", COSTS_ZH), ("監督審核", VALID_ZH), ("ＩＳＯ２００００", VALID_ZH)],
)
def test_characters_of_any_make_find_the_same(library: Library, query: str, text: str) -> None:
    found = library.search(query, language="zh", k=1)[0]
    assert found.passage.text == text
    assert found.keyword > 0


def test_a_question_in_two_languages_finds_both(library: Library) -> None:
    found = library.search("ISO20000 证书 validity", k=2)
    assert {one.passage.text for one in found} == {VALID_ZH, VALID_EN}
    assert all(one.keyword > 0 for one in found)


def test_evidence_tells_why(library: Library, embedder: BigramEmbeddings) -> None:
    found = library.search("认证服务费要多少钱", language="zh", k=3)
    assert [one.key for one in found] == ["S1", "S2", "S3"]
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    best = found[0]
    assert best.passage == ZH.passages[0]
    assert {lead.text for lead in best.leads} == {
        "具体费用根据组织规模而有所不同：",
        "咨询服务费（可选）；",
        "认证服务费。",
        "要多少钱",
        "贵不贵",
    }
    assert [lead.cosine for lead in best.leads] == sorted((lead.cosine for lead in best.leads), reverse=True)
    for lead in best.leads:
        expected = _cosine(embedder, "认证服务费要多少钱", lead.text)
        assert lead.cosine == pytest.approx(expected, abs=1e-4)
    assert best.cosine == pytest.approx(_cosine(embedder, "认证服务费要多少钱", f"page.zh > 部分0\n{COSTS_ZH}"), abs=1e-4)
    assert 0 < best.keyword <= 1


def _cosine(embedder: BigramEmbeddings, one: str, other: str) -> float:
    return sum(a * b for a, b in zip(embedder.embed_query(one), embedder.embed_query(other), strict=True))


def test_a_language_is_searched_alone_unless_it_has_nothing(library: Library) -> None:
    assert {one.passage.document.language for one in library.search("certificate", language="zh", k=9)} == {"zh"}
    assert {one.passage.document.language for one in library.search("证书", filters=Filters(language="en"))} == {"en"}
    library.synchronise([EN], prune=True)
    assert {one.passage.document.language for one in library.search("证书", language="zh")} == {"en"}


@pytest.mark.parametrize(
    ("filters", "documents"),
    [
        (Filters(schemes=("cmmi",)), {"cmmi.zh"}),
        (Filters(schemes=("cmmi", "iso-20000-1"), status=("current",)), {"page.zh", "page.en"}),
        (Filters(documents=("page.en",)), {"page.en"}),
        (Filters(schemes=("unknown",)), set()),
        (Filters(), {"page.zh", "page.en", "cmmi.zh"}),
    ],
)
def test_filters(library: Library, filters: Filters, documents: set[str]) -> None:
    assert {one.passage.document.id for one in library.search("认证", k=9, filters=filters)} == documents


@pytest.mark.parametrize("narrow", [0, 400])
def test_a_narrow_filter_finds_its_one_passage_among_many(
    tmp_path: Path, embedder: BigramEmbeddings, monkeypatch: pytest.MonkeyPatch, narrow: int
) -> None:
    monkeypatch.setattr(searching, "NARROW", narrow)
    many = document("many.zh", [f"监督审核第{n}次的安排与费用。" for n in range(400)], scheme="iso-9001")
    far = document("far.zh", ["Zzz"], scheme="cmmi")
    with opened(tmp_path / "index", embedder) as library:
        library.synchronise([many, far], prune=True)
        found = library.search("监督审核第7次", language="zh", filters=Filters(schemes=("cmmi",)))
        assert [one.passage.text for one in found] == ["Zzz"]


def test_what_is_superseded_ranks_below_what_is_current(tmp_path: Path, embedder: BigramEmbeddings) -> None:
    text = "汽车行业的质量管理体系标准。"
    old = document("a.zh", [text], status="superseded", title="标准")
    gone = document("b.zh", [text], status="abolished", title="标准")
    new = document("c.zh", [text], status="current", title="标准")
    with opened(tmp_path / "index", embedder) as library:
        library.synchronise([old, gone, new], prune=True)
        found = library.search("汽车行业的质量管理体系标准", language="zh")
        assert found[0].passage.document.id == "c.zh"
        library.weights = Weights(outdated=0.0)
        scores = {one.passage.document.id: one.score for one in library.search("汽车", language="zh")}
        assert scores["a.zh"] == pytest.approx(scores["c.zh"])


@pytest.mark.parametrize("query", ["", " \n", "？？！", "\u200b\x00", "💡", "x" * 50_000])
def test_any_query_is_borne(library: Library, query: str) -> None:
    assert len(library.search(query, k=3)) <= 3


def test_reading_around_a_passage(library: Library) -> None:
    first, second = ZH.passages
    assert library.passage(first.id) == first
    assert library.passage("unknown") is None
    assert library.neighbours(first.id) == (None, second)
    assert library.neighbours(second.id) == (first, None)
    assert library.neighbours("unknown") == (None, None)
    assert library.section("page.zh", "part-1") == [second]
    assert library.section("page.zh", "part-9") == library.section("unknown", "part-1") == []


def test_a_reranker_has_the_last_word(library: Library) -> None:
    class Longest:
        def predict(self, pairs: list[tuple[str, str]]) -> Sequence[float]:
            return [float(len(text)) for _, text in pairs]

    library.reranker = Longest()
    lengths = [len(text) for text in texts_found(library, "费用", k=9)]
    assert lengths == sorted(lengths, reverse=True)


def test_the_retriever_hands_out_langchain_documents(library: Library) -> None:
    found = Retriever(library=library, language="zh", k=2).invoke("费用多少")
    assert found[0].page_content == COSTS_ZH
    assert len(found) == 2
    assert found[0].id == ZH.passages[0].id
    assert found[0].metadata["source"] == "page.zh"
    assert found[0].metadata["anchor"] == "part-0"


def test_opening_again_finds_the_same_with_or_without_the_cache(tmp_path: Path, embedder: BigramEmbeddings) -> None:
    folder = tmp_path / "index"
    with opened(folder, embedder) as library:
        library.synchronise([ZH, EN, OTHER], prune=True)
        before = library.search("ISO20000 证书 validity", k=5)
    with opened(folder, embedder, create=False) as library:
        assert library.search("ISO20000 证书 validity", k=5) == before
    caches = sorted((folder / "keywords").glob("*.npz"))
    assert [path.name for path in caches] == ["en.npz", "zh.npz"]
    caches[0].unlink()
    caches[1].write_bytes(caches[1].read_bytes()[:200])
    with opened(folder, embedder, create=False) as library:
        assert library.search("ISO20000 证书 validity", k=5) == before


def test_a_missing_index_is_named_with_its_remedy(tmp_path: Path, embedder: BigramEmbeddings) -> None:
    for folder in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(IndexMissing, match="python -m ingest"):
            opened(folder, embedder, create=False)
    assert not (tmp_path / "nowhere").exists()


def test_an_index_of_another_make_is_refused_until_it_is_rebuilt(tmp_path: Path, embedder: BigramEmbeddings) -> None:
    folder = tmp_path / "index"
    with opened(folder, embedder) as library:
        library.synchronise([ZH], prune=True)
    other = BigramEmbeddings("other", dimension=64)
    with pytest.raises(IndexMismatch, match=r"bigrams.*other.*--rebuild"):
        opened(folder, other, create=False)
    with opened(folder, other) as library:
        assert not library.holds("page.zh", ZH.digest)
        with pytest.raises(IndexMismatch):
            library.synchronise([ZH], prune=True)
        with pytest.raises(IndexMismatch):
            library.search("费用")
        assert library.synchronise([ZH], prune=True, rebuild=True).replaced == ("page.zh",)
        assert texts_found(library, "费用", k=1) == [COSTS_ZH]


def test_a_splitter_of_another_version_is_refused(tmp_path: Path, embedder: BigramEmbeddings) -> None:
    from assistant.library import open_library

    folder = tmp_path / "index"
    with opened(folder, embedder) as library:
        library.synchronise([ZH], prune=True)
    with pytest.raises(IndexMismatch, match=SPLITTER):
        open_library(str(folder), embedder, splitter="split-2")
    with open_library(str(folder), embedder) as library:
        assert library.search("费用")


@pytest.mark.parametrize("narrow", [0, 400])
@pytest.mark.parametrize(
    ("filters", "documents"),
    [
        (Filters(about=("cmmi",)), {"cmmi.zh", "notes.zh"}),
        (Filters(about=("iso-20000-1",)), {"page.zh", "page.en", "notes.zh"}),
        (Filters(about=("iso-20000-1", "cmmi")), {"page.zh", "page.en", "cmmi.zh", "notes.zh"}),
        (Filters(about=("iso-20000-1", "cmmi"), language="zh"), {"page.zh", "cmmi.zh", "notes.zh"}),
        (Filters(about=("iso-20000-1",), status=("current",)), {"page.zh", "page.en"}),
        (Filters(about=("cmmi",), schemes=("iso-20000-1",)), set()),
        (Filters(about=("unknown",)), {"notes.zh"}),
        (Filters(about=()), {"page.zh", "page.en", "cmmi.zh", "notes.zh"}),
    ],
)
def test_documents_about_other_schemes_are_left_out_and_those_about_none_stay(
    library: Library, monkeypatch: pytest.MonkeyPatch, filters: Filters, documents: set[str], narrow: int
) -> None:
    monkeypatch.setattr(searching, "NARROW", narrow)
    library.synchronise([ZH, EN, OTHER, document("notes.zh", ["认证的一般说明。"])], prune=True)
    assert {one.passage.document.id for one in library.search("认证 certification", k=9, filters=filters)} == documents


def test_gaps_are_found_whatever_a_question_is_about(library: Library) -> None:
    gap = document("gaps.zh", ["具体的价格"], keys={0: ["大概多少钱"]}, gaps=True)
    library.synchronise([ZH, EN, OTHER, gap], prune=True)
    found = library.look_up("大概多少钱", filters=Filters(about=("cmmi",)))
    assert [one.passage.text for one in found.gaps] == ["具体的价格"]
    assert {one.passage.document.id for one in found.evidence} == {"cmmi.zh"}


def test_the_words_of_what_is_left_out_do_not_count(library: Library) -> None:
    everywhere = library.search("五个成熟度等级", language="zh", k=1)[0]
    assert everywhere.passage.document.id == "cmmi.zh" and everywhere.keyword > 0
    within = library.search("五个成熟度等级", language="zh", k=9, filters=Filters(about=("iso-20000-1",)))
    assert {one.passage.document.id for one in within} == {"page.zh"}
