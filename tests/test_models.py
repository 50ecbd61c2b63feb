"""Models are built by setting: the embedded encoder without torch, any sentence-transformers model through the seam."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.errors import ModelUnavailable
from assistant.models import CrossEncoderReranker, SentenceTransformerEmbeddings, build_embedder, build_reranker
from assistant.settings import Settings
from tests.models import tiny_cross_encoder, tiny_embedder

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


@pytest.fixture(scope="module")
def embedder_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_embedder(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def reranker_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_cross_encoder(tmp_path_factory.mktemp("models") / "cross")


def test_the_default_path_loads_neither_torch_nor_sentence_transformers() -> None:
    program = """
import json, sys
from assistant.models import build_embedder, build_reranker
from assistant.settings import Settings
settings = Settings(embedding=None, reranker=None)
embedder = build_embedder(settings)
vectors = [*embedder.embed_documents(["证书有效期三年。"]), embedder.embed_query("validity")]
print(json.dumps({
    "heavy": sorted({"torch", "sentence_transformers", "transformers"} & set(sys.modules)),
    "sizes": [len(vector) for vector in vectors], "name": embedder.name, "reranker": build_reranker(settings),
}))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    seen = json.loads(done.stdout)
    assert seen["heavy"] == []
    assert seen["sizes"] == [384, 384]
    assert seen["name"]
    assert seen["reranker"] is None


def test_building_a_named_model_loads_nothing_before_the_first_text(embedder_folder: Path) -> None:
    program = f"""
import sys
from assistant.models import build_embedder, build_reranker
from assistant.settings import Settings
settings = Settings(embedding={str(embedder_folder)!r}, reranker={str(embedder_folder)!r})
build_embedder(settings).embed_documents([])
build_reranker(settings).predict([])
sys.exit("torch" in sys.modules or "sentence_transformers" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode == 0


def test_a_folder_with_a_sentence_transformers_model_becomes_the_embedder(embedder_folder: Path) -> None:
    embedder = build_embedder(Settings(embedding=str(embedder_folder)))
    passages = embedder.embed_documents(["audit scope", "service desk"])
    assert [len(vector) for vector in passages] == [32, 32]
    assert sum(value * value for value in passages[0]) == pytest.approx(1, abs=1e-5)
    assert embedder.embed_documents(["service desk"])[0] == pytest.approx(passages[1], abs=1e-5)


def test_the_prompts_of_the_model_tell_queries_from_documents(embedder_folder: Path, tmp_path: Path) -> None:
    plain = tiny_embedder(tmp_path / "plain", prompts={})
    with_prompts = SentenceTransformerEmbeddings(str(embedder_folder))
    without = SentenceTransformerEmbeddings(str(plain))
    assert with_prompts.embed_query("audit") != pytest.approx(with_prompts.embed_documents(["audit"])[0], abs=1e-4)
    assert with_prompts.embed_query("audit") == pytest.approx(without.embed_query("query audit"), abs=1e-4)
    assert without.embed_query("audit") == pytest.approx(without.embed_documents(["audit"])[0], abs=1e-5)


def test_the_name_of_an_embedder_follows_its_weights_and_not_its_place(embedder_folder: Path, tmp_path: Path) -> None:
    same = tiny_embedder(tmp_path / "elsewhere" / "tiny")
    other = tiny_embedder(tmp_path / "other" / "tiny", seed=2)
    name = SentenceTransformerEmbeddings(str(embedder_folder)).name
    assert SentenceTransformerEmbeddings(str(same)).name == name
    assert SentenceTransformerEmbeddings(str(other)).name != name
    assert SentenceTransformerEmbeddings("organisation/model").name == "organisation/model"


def test_a_folder_with_a_cross_encoder_becomes_the_reranker(reranker_folder: Path) -> None:
    reranker = build_reranker(Settings(reranker=str(reranker_folder)))
    assert isinstance(reranker, CrossEncoderReranker)
    scores = reranker.predict([("audit", "audit scope"), ("audit", "service desk")])
    assert len(scores) == 2
    assert all(isinstance(score, float) for score in scores)
    assert scores[0] != scores[1]


def test_threads_share_one_model(embedder_folder: Path) -> None:
    embedder = SentenceTransformerEmbeddings(str(embedder_folder))
    texts = [f"audit {'scope ' * (n % 7)}" for n in range(24)]
    alone = [embedder.embed_query(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(SentenceTransformerEmbeddings(str(embedder_folder)).embed_query, texts))
    for one, other in zip(alone, together, strict=True):
        assert other == pytest.approx(one, abs=1e-5)


@pytest.mark.parametrize("variable", ["embedding", "reranker"])
def test_a_folder_that_does_not_exist_is_said_at_once(variable: str, tmp_path: Path) -> None:
    settings = Settings.model_validate({variable: str(tmp_path / "nowhere")})
    with pytest.raises(ModelUnavailable, match=f"nowhere.*ASSISTANT_{variable.upper()}.*no such folder"):
        build_reranker(settings) if variable == "reranker" else build_embedder(settings)


@pytest.mark.parametrize("damage", ["empty folder", "cut weights", "broken description"])
def test_a_damaged_model_is_reported_with_its_name_and_advice(damage: str, tmp_path: Path) -> None:
    folder = tmp_path / "damaged"
    if damage == "empty folder":
        folder.mkdir()
    else:
        tiny_embedder(folder)
        broken = next(folder.rglob("*.safetensors" if damage == "cut weights" else "config.json"))
        broken.write_bytes(broken.read_bytes()[:40])
    with pytest.raises(ModelUnavailable, match=r"damaged.*ASSISTANT_EMBEDDING.*unset") as caught:
        SentenceTransformerEmbeddings(str(folder)).embed_query("audit")
    assert "\n" not in str(caught.value)


def test_a_hub_that_cannot_be_reached_is_reported_with_the_name_of_the_model() -> None:
    program = """
from assistant.errors import ModelUnavailable
from assistant.models import SentenceTransformerEmbeddings
try:
    SentenceTransformerEmbeddings("organisation/model").embed_query("audit")
except ModelUnavailable as error:
    print(error)
"""
    closed = {"HF_ENDPOINT": "http://127.0.0.1:9", "HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_OFFLINE": "1"}
    environment = {"PATH": "", **closed}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120, env=environment)
    assert "organisation/model" in done.stdout
    assert "ASSISTANT_EMBEDDING" in done.stdout
