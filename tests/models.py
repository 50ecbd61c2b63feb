"""Tiny sentence-transformers models with random weights, made on the spot: big enough to pass through the real loaders."""

from pathlib import Path

_WORDS = ["audit", "scope", "service", "desk", "cost", "plan", "certificate", "query", "passage"]
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_PROMPTS = {"query": "query ", "document": "passage "}


def tiny_embedder(folder: Path, *, prompts: dict[str, str] | None = None, seed: int = 1) -> Path:
    """A BERT of two layers with mean pooling, 32 dimensions, saved where `SentenceTransformer(folder)` finds it."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    bert = folder.parent / f"{folder.name}-bert"
    _save_bert(bert, seed, labels=None)
    words = Transformer(str(bert), max_seq_length=64)
    model = SentenceTransformer(modules=[words, Pooling(32, "mean")], prompts=_PROMPTS if prompts is None else prompts, device="cpu")
    model.save(str(folder), create_model_card=False)
    return folder


def tiny_cross_encoder(folder: Path, *, seed: int = 1) -> Path:
    """A BERT of two layers with one output, saved where `CrossEncoder(folder)` finds it."""
    _save_bert(folder, seed, labels=1)
    return folder


def _save_bert(folder: Path, seed: int, labels: int | None) -> None:
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertModel, BertTokenizerFast

    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *_WORDS, *_LETTERS, *(f"##{x}" for x in _LETTERS)]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        num_labels=labels or 2,
    )
    model = BertForSequenceClassification(config) if labels else BertModel(config)
    model.save_pretrained(folder)
    BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder)
