"""Makes `data/encoder_reference.npz`, the vectors that the embedded encoder is held to. Not a test.

    python -m tests.encoder_reference

needs the extra `encoder-build` and torch. The reference is the model before anything was done to it: the whole
vocabulary, weights and arithmetic in float32, transformers' BERT on torch, one text at a time.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np

from assistant.encoder.blob import Blob
from assistant.encoder.build import MODEL_BLOB, read_blob
from assistant.encoder.vocabulary import tokenizer_json

DATA = Path(__file__).parent / "data"
TEXTS = DATA / "encoder_texts.txt"
VECTORS = DATA / "encoder_reference.npz"

_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORM = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


def reference_texts() -> list[str]:
    """The texts with their prefixes, one a line."""
    return TEXTS.read_text(encoding="utf-8").splitlines()


def reference_model(blob: Blob) -> Any:
    """transformers' BERT with the blob's weights."""
    import torch
    from transformers import BertConfig, BertModel

    sizes = blob.sizes
    config = BertConfig(
        vocab_size=len(blob.pieces),
        hidden_size=sizes.hidden,
        num_hidden_layers=sizes.layers,
        num_attention_heads=sizes.heads,
        intermediate_size=sizes.inner,
        max_position_embeddings=sizes.positions,
        layer_norm_eps=sizes.epsilon,
    )
    model: Any = BertModel(config, add_pooling_layer=False)
    model.eval()
    weights = {name: torch.from_numpy(array) for name, array in _weights(blob).items()}
    missing, unexpected = model.load_state_dict(weights, strict=False)
    if unexpected or [name for name in missing if "position_ids" not in name]:
        raise ValueError(f"weights do not fit the model: {missing} {unexpected}")
    return model


def _weights(blob: Blob) -> dict[str, Any]:
    hidden = blob.sizes.hidden
    weights = {
        "embeddings.word_embeddings.weight": blob.matrix("emb.word", hidden).floats()[: len(blob.pieces)],
        "embeddings.position_embeddings.weight": blob.vector("emb.pos").reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": blob.vector("emb.type").reshape(-1, hidden),
        "embeddings.LayerNorm.weight": blob.vector("emb.ln.w"),
        "embeddings.LayerNorm.bias": blob.vector("emb.ln.b"),
    }
    for layer in range(blob.sizes.layers):
        there = f"encoder.layer.{layer}"
        for short, name in _LAYER.items():
            columns = blob.sizes.inner if short == "fo" else hidden
            weights[f"{there}.{name}.weight"] = blob.matrix(f"l{layer}.{short}.w", columns).floats()
            weights[f"{there}.{name}.bias"] = blob.vector(f"l{layer}.{short}.b")
        for short, name in _NORM.items():
            weights[f"{there}.{name}.weight"] = blob.vector(f"l{layer}.{short}.w")
            weights[f"{there}.{name}.bias"] = blob.vector(f"l{layer}.{short}.b")
    return weights


def main() -> None:
    """Encode the texts and write their vectors, float16 (texts, hidden), normalised."""
    import torch
    from tokenizers import Tokenizer

    blob = read_blob(MODEL_BLOB)
    model = reference_model(blob)
    tokenizer = Tokenizer.from_str(tokenizer_json(blob.pieces, blob.scores))
    vectors = []
    for text in reference_texts():
        with torch.inference_mode():
            hidden = model(input_ids=torch.tensor([tokenizer.encode(text).ids])).last_hidden_state
        vector = hidden[0].mean(dim=0).numpy()
        vectors.append(vector / np.linalg.norm(vector))
    np.savez_compressed(VECTORS, vectors=np.stack(vectors).astype(np.float16))
    sys.stdout.write(f"{VECTORS}: {len(vectors)} vectors\n")


if __name__ == "__main__":
    main()
