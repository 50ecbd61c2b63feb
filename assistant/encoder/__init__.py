"""The embedded encoder: multilingual-e5-small for Chinese and English, run without torch and without a network."""

from assistant.encoder.onnx import Encoder

__all__ = ["Encoder"]
