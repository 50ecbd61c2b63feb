"""The vectors shipped with the corpus: looked up before anything is encoded, kept up to date, never believed when damaged."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assistant.encoder import Encoder
from assistant.library import open_library
from ingest import files
from ingest.run import ingest, questions_of, read
from ingest.vectors import FOLDER, ShippedVectors, refresh, texts_of
from tests.conftest import BigramEmbeddings
from tests.documents import write
from tests.shelves import document
from tests.summaries import Summary, ambiguous, summary, written

QUIET = lambda done, total: None  # noqa: E731
PAGE = "documents:\n  - {id: page.zh, path: page.md, title: 简介, language: zh}\n"


class Arrays(BigramEmbeddings):
    """Hands out arrays, as the real encoder does."""

    def encode_passages(self, texts: list[str]) -> np.ndarray:
        return np.asarray(self.embed_documents(texts), dtype=np.float32)


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Writes summaries and takes them for the project's corpus."""

    def make(*summaries: Summary, **more: str) -> Path:
        folder = written(tmp_path / "corpus", *summaries, **more)
        monkeypatch.setattr(files, "CORPUS", folder)
        return folder

    return make


def vectors(embedder: BigramEmbeddings, *texts: str) -> np.ndarray:
    return np.asarray([embedder._vector(text) for text in texts], dtype=np.float32)


def cosines(one: np.ndarray, other: np.ndarray) -> list[float]:
    lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    return [float(value) for value in (one * other).sum(axis=1) / lengths]


TEXTS = ["ALPHA 71001认证", "A certificate of ALPHA 71001 is valid for 3 years.", "ALPHA 71001证书有效期3年。"]


def test_what_is_shipped_is_not_encoded_again(tmp_path: Path, corpus: Callable[..., Path], embedder: BigramEmbeddings) -> None:
    corpus(summary())
    folder = tmp_path / "vectors"
    assert refresh(embedder, QUIET, folder) == ["alpha-1.npz"]
    newcomer = BigramEmbeddings()
    shipped = ShippedVectors(newcomer, folder)
    found = shipped.encode_passages(TEXTS[1:])
    assert newcomer.encoded == 0 and found.shape == (2, 256) and found.dtype == np.float32
    assert min(cosines(found, vectors(embedder, *TEXTS[1:]))) > 0.9999
    assert shipped.holds(TEXTS[1]) and not shipped.holds(TEXTS[1] + " ")


@pytest.mark.parametrize("kind", [BigramEmbeddings, Arrays])
def test_what_is_not_shipped_is_encoded_in_its_place(tmp_path: Path, corpus: Callable[..., Path], kind: type[BigramEmbeddings]) -> None:
    corpus(summary())
    refresh(kind(), QUIET, tmp_path / "vectors")
    encoder = kind()
    shipped = ShippedVectors(encoder, tmp_path / "vectors")
    mixed = [TEXTS[1], "nobody knows this", TEXTS[2], "新写的一句。", "nobody knows this"]
    assert min(cosines(shipped.encode_passages(mixed), vectors(encoder, *mixed))) > 0.9999
    assert 2 <= encoder.encoded <= 3
    assert np.allclose(shipped.embed_documents(mixed), shipped.encode_passages(mixed))
    assert shipped.embed_documents([]) == []
    assert shipped.name == "bigrams"


def test_a_question_is_always_encoded(tmp_path: Path, corpus: Callable[..., Path]) -> None:
    class Asking(BigramEmbeddings):
        def embed_query(self, text: str) -> list[float]:
            return self._vector(f"query: {text}")

    corpus(summary())
    refresh(Asking(), QUIET, tmp_path / "vectors")
    assert ShippedVectors(Asking(), tmp_path / "vectors").embed_query(TEXTS[1]) == Asking()._vector(f"query: {TEXTS[1]}")


def test_vectors_of_another_encoder_are_passed_over(tmp_path: Path, corpus: Callable[..., Path], embedder: BigramEmbeddings) -> None:
    corpus(summary())
    refresh(embedder, QUIET, tmp_path / "vectors")
    other = BigramEmbeddings("another", dimension=16)
    shipped = ShippedVectors(other, tmp_path / "vectors")
    assert not shipped.holds(TEXTS[1]) and shipped.encode_passages(TEXTS).shape == (3, 16)
    # They are replaced when these are brought up to date for the other one.
    assert refresh(other, QUIET, tmp_path / "vectors") == ["alpha-1.npz"]
    assert ShippedVectors(other, tmp_path / "vectors").holds(TEXTS[1])


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path, embedder: BigramEmbeddings) -> None:
    shipped = ShippedVectors(embedder, tmp_path / "nowhere")
    assert not shipped.holds("x") and len(shipped.encode_passages(["x"])) == 1


def test_each_scheme_has_a_file_and_only_what_has_changed_is_written(
    tmp_path: Path, corpus: Callable[..., Path], embedder: BigramEmbeddings
) -> None:
    folder = tmp_path / "vectors"
    beta = summary("beta-2", "BETA 82002")
    corpus(summary(), beta, **{"sources.yaml": PAGE, "page.md": "# 简介\n\n一页纸。\n"})
    told: list[tuple[int, int]] = []
    assert refresh(embedder, lambda done, total: told.append((done, total)), folder) == ["alpha-1.npz", "beta-2.npz", "page.npz"]
    assert told == sorted(told) and told[-1][0] == told[-1][1] == embedder.encoded
    before, encoded = {file.name: file.read_bytes() for file in folder.iterdir()}, embedder.encoded
    assert refresh(embedder, QUIET, folder) == []
    assert embedder.encoded == encoded and before == {file.name: file.read_bytes() for file in folder.iterdir()}
    beta.zh["time"] = "BETA 82002要36个月。"
    beta.asks.pop("time")
    corpus(summary(), beta)
    assert refresh(embedder, QUIET, folder) == ["beta-2.npz", "page.npz"]
    assert sorted(file.name for file in folder.iterdir()) == ["alpha-1.npz", "beta-2.npz"]
    # Of the changed file, only what is new was encoded: the passage and its sentence.
    assert embedder.encoded == encoded + 2
    assert ShippedVectors(embedder, folder).holds("BETA 82002要36个月。")
    assert not ShippedVectors(embedder, folder).holds("BETA 82002的这一节说的是办理时间。")


def test_a_text_that_was_taken_out_leaves_the_file(tmp_path: Path, corpus: Callable[..., Path], embedder: BigramEmbeddings) -> None:
    made = summary()
    question = made.asks["costs"]["zh"][0]
    corpus(made)
    refresh(embedder, QUIET, tmp_path / "vectors")
    assert ShippedVectors(embedder, tmp_path / "vectors").holds(question)
    made.asks.pop("costs")
    corpus(made)
    assert refresh(embedder, QUIET, tmp_path / "vectors") == ["alpha-1.npz"]
    assert not ShippedVectors(embedder, tmp_path / "vectors").holds(question)


def test_a_file_is_small_and_says_whose_it_is(tmp_path: Path, corpus: Callable[..., Path], embedder: BigramEmbeddings) -> None:
    corpus(summary())
    refresh(embedder, QUIET, tmp_path / "vectors")
    with np.load(tmp_path / "vectors" / "alpha-1.npz", allow_pickle=False) as saved:
        assert json.loads(saved["about"].tobytes()) == {"encoder": "bigrams"}
        assert saved["steps"].dtype == np.int8 and saved["steps"].shape[1] == 256
        assert len(saved["hashes"]) == len(saved["scales"]) == len(saved["steps"]) == len(set(saved["hashes"].tolist()))


def damaged(content: bytes) -> list[bytes]:
    """Cut off, emptied, no archive, and with single bytes changed all over."""
    cut = [content[:length] for length in (0, 1, 100, len(content) // 2, len(content) - 1)]
    changed = [content[:n] + bytes([content[n] ^ bit]) + content[n + 1 :] for n in range(0, len(content), 97) for bit in (0x01, 0x20, 0xFF)]
    # The places of an archive that say how it is read.
    entry = content.index(b"PK\x01\x02")
    changed += [content[:n] + b"\xff" + content[n + 1 :] for n in range(entry, entry + 46)]
    return [*cut, b"no archive", *changed]


def test_a_damaged_file_is_encoded_anew_and_never_half_believed(
    tmp_path: Path, corpus: Callable[..., Path], embedder: BigramEmbeddings
) -> None:
    small = BigramEmbeddings(dimension=4)
    corpus(summary())
    folder = tmp_path / "vectors"
    refresh(small, QUIET, folder)
    sound = (folder / "alpha-1.npz").read_bytes()
    right = vectors(small, *TEXTS)
    for content in damaged(sound):
        (folder / "alpha-1.npz").write_bytes(content)
        assert min(cosines(ShippedVectors(small, folder).encode_passages(TEXTS), right)) > 0.999
    (folder / "alpha-1.npz").write_bytes(sound[:100])
    assert refresh(small, QUIET, folder) == ["alpha-1.npz"]
    assert ShippedVectors(small, folder).holds(TEXTS[1])


def test_an_archive_of_something_else_is_passed_over(tmp_path: Path, embedder: BigramEmbeddings) -> None:
    folder = tmp_path / "vectors"
    write(folder, {"notes.txt": "no vectors"})
    with zipfile.ZipFile(folder / "other.npz", "w") as archive:
        archive.writestr("about.npy", "x")
    np.savez(folder / "partial.npz", about=np.frombuffer(b'{"encoder": "bigrams"}', dtype=np.uint8))
    hashes = np.array([1, 2], dtype=np.uint64)
    about = np.frombuffer(b'{"encoder": "bigrams"}', dtype=np.uint8)
    np.savez(folder / "uneven.npz", about=about, hashes=hashes, steps=np.ones((1, 4), np.int8), scales=np.ones(1, np.float32))
    np.savez(folder / "object.npz", about=np.array([{}], dtype=object))
    assert ShippedVectors(embedder, folder).embed_documents(["x"])[0] == pytest.approx(embedder._vector("x"), abs=1e-6)


def test_the_texts_of_documents_are_told_once_and_in_order() -> None:
    one = document("a.zh", ["第一句。第二句。", "第三段。"], keys={0: ["问什么"], 1: ["问什么", "再问"]})
    texts = texts_of([one, one])
    assert texts == list(dict.fromkeys(texts)) == texts_of([one])
    assert {"第一句。", "第二句。", "问什么", "再问"} <= set(texts)


def test_an_index_is_built_of_shipped_vectors_alone(tmp_path: Path, corpus: Callable[..., Path], embedder: BigramEmbeddings) -> None:
    folder = corpus(summary(), summary("beta-2", "BETA 82002"), **ambiguous(["某证"], "alpha-1", "beta-2"))
    refresh(embedder, QUIET, tmp_path / "vectors")
    newcomer = BigramEmbeddings()
    assert not ingest([folder], str(tmp_path / "index"), ShippedVectors(newcomer, tmp_path / "vectors")).failed
    assert newcomer.encoded == 0
    # The index is that of the encoder itself: it can be opened without the shipped vectors.
    with open_library(str(tmp_path / "index"), BigramEmbeddings()) as library:
        found = library.search("BETA 82002证书有效期", language="zh", k=1)[0]
        assert (found.passage.document.id, found.passage.anchor) == ("beta-2.zh", "validity")


def test_every_text_of_the_project_is_shipped_and_no_file_is_left_over() -> None:
    roots = files.roots_of([])
    documents = read(roots, questions_of(roots), None, lambda step, done, total: None).changed
    shipped = ShippedVectors(BigramEmbeddings(Encoder().name))
    lacking = [text for text in texts_of(documents) if not shipped.holds(text)]
    assert lacking == [], "run `python -m ingest vectors`"
    schemes = {one.description.scheme or one.description.id.split(".")[0] for one in documents}
    assert {file.stem for file in FOLDER.glob("*.npz")} == schemes
