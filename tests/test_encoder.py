"""The embedded encoder against stored vectors of the unpruned float32 model, in rankings, and with awkward input."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import yaml
from langchain_core.embeddings import Embeddings

from assistant.encoder import Encoder
from assistant.encoder.onnx import FOLDER
from assistant.errors import ModelUnavailable
from tests.encoder_reference import DATA, VECTORS, reference_texts

TOLERANCE = 0.99
"""Cosine of a text's vectors from two runs: activations are quantised over the whole of a run."""

AWKWARD = {
    "empty": "",
    "blank": " \t\r\n ",
    "control": "认证\x00费用\x07\x1b[31m\x7f",
    "zero width": "ISO\u200b20000\u200d\ufeff证书",
    "half a surrogate pair": "证书\ud83d有效期",
    "emoji": "👍🏽🚀",
    "punctuation": "？！…——",
    "markup": "<script>alert('x')</script>",
    "marks of the model": "</s><pad><mask><unk>",
    "other scripts": "شهادة сертификат प्रमाणपत्र",
}


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


@pytest.fixture(scope="module")
def references() -> np.ndarray:
    with np.load(VECTORS) as stored:
        vectors = stored["vectors"].astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _cosines(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    return (left * right).sum(axis=1)


def _encoded(encoder: Encoder, lines: list[str]) -> np.ndarray:
    vectors = np.zeros((len(lines), encoder.dimension), np.float32)
    for kind, encode in (("query", encoder.encode_queries), ("passage", encoder.encode_passages)):
        rows = [row for row, line in enumerate(lines) if line.startswith(f"{kind}: ")]
        vectors[rows] = encode([lines[row].removeprefix(f"{kind}: ") for row in rows])
    return vectors


def test_every_reference_text_is_near_the_full_model(encoder: Encoder, references: np.ndarray) -> None:
    lines = reference_texts()
    assert len(set(lines)) == len(references) == 100
    together = _cosines(_encoded(encoder, lines), references)
    fresh = Encoder(remembered=0)
    alone = _cosines(np.concatenate([_encoded(fresh, [line]) for line in lines]), references)
    far = {line: (a, b) for line, a, b in zip(lines, together, alone, strict=True) if min(a, b) < 0.98}
    assert far == {}


def _found_first(encoder: Encoder, put: str, asked: str, written: str) -> int:
    """Number of the questions put so, in one language, for which the right passage in the other comes first."""
    cases = yaml.safe_load((DATA / "encoder_ranking.yaml").read_text(encoding="utf-8"))
    assert len(cases) == 20
    questions = encoder.encode_queries([case[asked][put] for case in cases])
    passages = encoder.encode_passages([case[written]["passage"] for case in cases])
    return int(((questions @ passages.T).argmax(axis=1) == np.arange(len(cases))).sum())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_plain_questions_find_their_passage_within_a_language(encoder: Encoder, language: str) -> None:
    assert _found_first(encoder, "plain", language, language) >= 18


@pytest.mark.parametrize(("asked", "written"), [("zh", "en"), ("en", "zh")])
def test_plain_questions_find_their_passage_across_languages(encoder: Encoder, asked: str, written: str) -> None:
    assert _found_first(encoder, "plain", asked, written) >= 16  # the float32 model: 18


def test_indirect_questions_rank_about_as_with_the_full_model(encoder: Encoder) -> None:
    directions = [("zh", "zh"), ("zh", "en"), ("en", "zh"), ("en", "en")]
    assert sum(_found_first(encoder, "indirect", *direction) for direction in directions) >= 67 - 5  # float32: 67


def test_an_answer_in_the_other_language_beats_a_stranger_in_the_same(encoder: Encoder) -> None:
    question = encoder.encode_queries(["证书有效期多长？"])
    passages = encoder.encode_passages(["A certificate is valid for three years.", "孩子们在草地上放风筝。"])
    assert (question @ passages.T).argmax() == 0


def test_vectors_are_normalised_floats_in_the_order_of_the_texts(encoder: Encoder) -> None:
    texts = ["认证" * length for length in (90, 1, 40, 3, 200)]
    vectors = encoder.encode_passages(texts)
    assert vectors.shape == (5, encoder.dimension) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    alone = np.concatenate([encoder.encode_passages([text]) for text in texts])
    assert (vectors @ alone.T).argmax(axis=1).tolist() == [0, 1, 2, 3, 4]


def test_batches_and_single_texts_agree(encoder: Encoder) -> None:
    texts = [line.partition(": ")[2] for line in reference_texts()]
    alone = np.concatenate([encoder.encode_passages([text]) for text in texts])
    assert _cosines(encoder.encode_passages(texts), alone).min() >= TOLERANCE
    assert _cosines(encoder.encode_passages(texts[::-1])[::-1], alone).min() >= TOLERANCE


def test_the_same_call_gives_the_same_vectors(encoder: Encoder) -> None:
    texts = ["认证费用", "certification fee", "认证fee"]
    assert np.array_equal(encoder.encode_passages(texts), encoder.encode_passages(texts))
    assert np.array_equal(Encoder().encode_passages(texts), encoder.encode_passages(texts))


def test_it_is_a_langchain_embedding(encoder: Encoder) -> None:
    assert isinstance(encoder, Embeddings)
    query, documents = encoder.embed_query("有效期"), encoder.embed_documents(["三年", "three years"])
    assert [len(vector) for vector in (query, *documents)] == [encoder.dimension] * 3
    assert type(query[0]) is float and type(documents[0][0]) is float
    assert encoder.embed_documents([]) == []


def test_queries_and_passages_are_told_apart(encoder: Encoder) -> None:
    text = ["管理评审多久做一次"]
    cosine = _cosines(encoder.encode_queries(text), encoder.encode_passages(text))[0]
    assert cosine < 0.99


def test_no_texts_yield_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode_queries([]).shape == encoder.encode_passages([]).shape == (0, encoder.dimension)


@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD.keys())
def test_awkward_text_yields_a_finite_vector(encoder: Encoder, text: str) -> None:
    for vectors in (encoder.encode_queries([text]), encoder.encode_passages([text, "三年"])):
        assert np.isfinite(vectors).all()
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_invisible_characters_and_width_make_no_difference(encoder: Encoder) -> None:
    plain = encoder.encode_passages(["ISO20000 证书 ABC"])
    for variant in ("ISO20000\u3000证书\u00a0ＡＢＣ", "  ISO20000 \x07 证书\tABC\n"):
        assert _cosines(encoder.encode_passages([variant]), plain)[0] > 0.999


def test_a_very_long_text_is_read_up_to_its_512th_token(encoder: Encoder) -> None:
    long = "监督审核每年一次。" * 6000
    vectors = np.concatenate([encoder.encode_passages([text]) for text in (long, long + "完", long[:20_000])])
    assert np.array_equal(vectors[0], vectors[1]) and np.array_equal(vectors[0], vectors[2])


def test_repeated_queries_are_remembered_and_forgotten() -> None:
    encoder = Encoder(remembered=2)
    vectors = encoder.encode_queries(["甲", "乙", "甲", "丙"])
    assert np.array_equal(vectors[0], vectors[2])
    vectors[3] = 0
    assert np.linalg.norm(encoder.encode_queries(["丙"])) == pytest.approx(1, abs=1e-5)
    assert encoder._queries.get("甲") is None and encoder._queries.get("丙") is not None


def test_threads_get_their_own_answers(encoder: Encoder) -> None:
    texts = [line.partition(": ")[2] for line in reference_texts()][:24]
    expected = [encoder.encode_passages([text]) for text in texts]
    fresh = Encoder(remembered=4)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: fresh.encode_passages([text]), texts * 3))
        list(pool.map(fresh.embed_query, texts * 3))
    assert all(np.allclose(vector, expected[number % len(texts)], atol=1e-5) for number, vector in enumerate(found))


def test_the_name_follows_the_weights(encoder: Encoder, tmp_path: Path) -> None:
    assert encoder.name == Encoder().name and encoder.name.startswith("multilingual-e5-small")
    (tmp_path / "model.onnx").write_bytes(b"other weights")
    (tmp_path / "tokenizer.json").write_bytes((FOLDER / "tokenizer.json").read_bytes())
    assert Encoder(tmp_path).name != encoder.name


@pytest.mark.parametrize("damaged", ["model.onnx", "tokenizer.json"])
@pytest.mark.parametrize("content", [None, b"", b"version https://git-lfs.github.com/spec/v1\n", "half"])
def test_a_missing_or_damaged_file_is_named(tmp_path: Path, damaged: str, content: bytes | str | None) -> None:
    for name in ("model.onnx", "tokenizer.json"):
        whole = (FOLDER / name).read_bytes()
        if name != damaged:
            (tmp_path / name).write_bytes(whole)
        elif content is not None:
            (tmp_path / name).write_bytes(whole[: len(whole) // 2] if isinstance(content, str) else content)
    encoder = Encoder(tmp_path)
    with pytest.raises(ModelUnavailable, match=damaged):
        encoder.embed_query("有效期")


def test_neither_torch_nor_transformers_is_imported_and_nothing_is_loaded_early() -> None:
    program = """
import sys
from assistant.encoder import Encoder
encoder = Encoder()
assert "onnxruntime" not in sys.modules and "tokenizers" not in sys.modules
encoder.embed_query("有效期")
heavy = {"torch", "transformers", "sentence_transformers", "onnx", "chromadb"} & set(sys.modules)
assert not heavy, heavy
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=FOLDER.parent.parent)
    assert ran.returncode == 0, ran.stderr
