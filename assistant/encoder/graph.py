"""The network as an ONNX graph, written node by node from the blob's tensors. Used by the build only.

Inputs `input_ids` and `attention_mask`, int64 (batch, length), mask 1 for tokens and 0 for padding at the end; output
`last_hidden_state`, float32 (batch, length, hidden). The table of word vectors keeps the blob's four-bit blocks as they
are; the matrices of the layers become int8 with one scale a column, and what is multiplied with them is quantised to
uint8 as it comes.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.encoder.blob import BLOCK, Blob, Blocks, Floats

_EXTENDED = "com.microsoft"
_OPSET, _FORMAT = 21, 10

_LARGEST = 64
"""Of an int8 weight. CPUs without VNNI add two products in 16 bits: 2 * 255 * 64 fits, 2 * 255 * 127 saturates."""


class _Quantised(NamedTuple):
    """Names of the parts of a quantised tensor: value = (numbers - zero) * scale."""

    numbers: str
    scale: str
    zero: str


class _Graph:
    """Nodes and constants in the order in which they are added; a result is called after its node."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, array: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, operator: str, inputs: list[str], name: str, *results: str, domain: str = "", **options: Any) -> str:
        from onnx import helper

        made = helper.make_node(operator, inputs, list(results) or [name], name=name, domain=domain, **options)
        self.nodes.append(made)
        return name

    def quantise(self, values: str) -> _Quantised:
        parts = _Quantised(f"{values}.numbers", f"{values}.scale", f"{values}.zero")
        self.node("DynamicQuantizeLinear", [values], f"{values}.quantise", *parts)
        return parts

    def weights(self, name: str, matrix: Floats) -> _Quantised:
        """A matrix (inputs, outputs) as int8, one scale an output."""
        scale = np.abs(matrix).max(axis=0) / np.float32(_LARGEST)
        numbers = np.rint(matrix / scale).astype(np.int8)
        return _Quantised(
            self.constant(f"{name}.weight", numbers),
            self.constant(f"{name}.weight.scale", scale.astype(np.float32)),
            self.constant(f"{name}.weight.zero", np.zeros(scale.shape, np.int8)),
        )

    def rows(self, name: str, table: Blocks, index: str) -> str:
        """Rows of a four-bit table, as floats."""
        from onnx import TensorProto, helper

        signed = table.numbers ^ 8  # number - 8 as a signed four-bit number
        packed = signed[:, 0::2] | signed[:, 1::2] << 4
        name_of_table = f"{name}.table"
        tensor = helper.make_tensor(name_of_table, TensorProto.INT4, table.numbers.shape, packed.tobytes(), raw=True)
        self.constants.append(tensor)
        inputs = [name_of_table, index, self.constant(f"{name}.scales", table.scales)]
        options = {"gather_axis": 0, "quantize_axis": 1, "block_size": BLOCK}
        return self.node("GatherBlockQuantized", inputs, name, domain=_EXTENDED, **options)


def network(blob: Blob, kept: list[int]) -> bytes:
    """The serialised model over the pieces with the given ids."""
    from onnx import TensorProto, helper

    graph = _Graph()
    hidden = _embeddings(graph, blob, kept)
    lengths = _lengths(graph)
    for layer in range(blob.sizes.layers):
        last = layer == blob.sizes.layers - 1
        hidden = _layer(graph, blob, layer, hidden, lengths, "last_hidden_state" if last else f"hidden.{layer + 1}")
    shape = ["batch", "length"]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in ("input_ids", "attention_mask")]
    output = helper.make_tensor_value_info(hidden, TensorProto.FLOAT, [*shape, blob.sizes.hidden])
    model = helper.make_model(
        helper.make_graph(graph.nodes, "encoder", inputs, [output], graph.constants),
        opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_EXTENDED, 1)],
        ir_version=_FORMAT,
    )
    serialised: bytes = model.SerializeToString(deterministic=True)
    return serialised


def _embeddings(graph: _Graph, blob: Blob, kept: list[int]) -> str:
    """Word vector + position vector + vector of token type 0, normalised."""
    size = blob.sizes.hidden
    words = graph.rows("words", blob.matrix("emb.word", size).rows(kept), "input_ids")
    type_zero = blob.vector("emb.type")[:size]
    table = graph.constant("positions.table", blob.vector("emb.pos").reshape(-1, size) + type_zero)
    start = graph.constant("start", np.zeros(1, np.int64))
    length = graph.node("Shape", ["input_ids"], "length", start=1, end=2)
    positions = graph.node("Slice", [table, start, length, start], "positions")
    total = graph.node("Add", [words, positions], "embeddings")
    norm = _norm(graph, blob, "emb.ln")
    return graph.node("LayerNormalization", [total, *norm], "hidden.0", axis=-1, epsilon=blob.sizes.epsilon)


def _lengths(graph: _Graph) -> str:
    """Number of tokens of each text, int32 (batch)."""
    from onnx import TensorProto

    mask = graph.node("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
    axis = graph.constant("mask.axis", np.ones(1, np.int64))
    return graph.node("ReduceSum", [mask, axis], "lengths", keepdims=0)


def _layer(graph: _Graph, blob: Blob, layer: int, hidden: str, lengths: str, result: str) -> str:
    """One transformer layer: attention, then the feed-forward part, each added to its input and normalised."""
    sizes, prefix = blob.sizes, f"l{layer}"
    attended = _attention(graph, blob, prefix, hidden, lengths)
    projected = _product(graph, blob, f"{prefix}.ao", attended, sizes.hidden)
    middle = _add_and_norm(graph, blob, (f"{prefix}.ao", f"{prefix}.aln"), projected, hidden, f"{prefix}.middle")
    inner = _product(graph, blob, f"{prefix}.fi", middle, sizes.hidden)
    bias = graph.constant(f"{prefix}.fi.bias", blob.vector(f"{prefix}.fi.b"))
    active = graph.node("BiasGelu", [inner, bias], f"{prefix}.active", domain=_EXTENDED)
    outer = _product(graph, blob, f"{prefix}.fo", active, sizes.inner)
    return _add_and_norm(graph, blob, (f"{prefix}.fo", f"{prefix}.oln"), outer, middle, result)


def _attention(graph: _Graph, blob: Blob, prefix: str, hidden: str, lengths: str) -> str:
    names = [f"{prefix}.{part}" for part in "qkv"]
    matrix = np.concatenate([blob.matrix(f"{name}.w", blob.sizes.hidden).floats().T for name in names], axis=1)
    bias = graph.constant(f"{prefix}.qkv.bias", np.concatenate([blob.vector(f"{name}.b") for name in names]))
    x, w = graph.quantise(hidden), graph.weights(f"{prefix}.qkv", matrix)
    inputs = [x.numbers, w.numbers, bias, x.scale, w.scale, lengths, x.zero, w.zero]
    return graph.node("QAttention", inputs, f"{prefix}.attended", domain=_EXTENDED, num_heads=blob.sizes.heads)


def _product(graph: _Graph, blob: Blob, name: str, values: str, columns: int) -> str:
    """Matrix product without the bias, which the node after it adds."""
    x, w = graph.quantise(values), graph.weights(name, blob.matrix(f"{name}.w", columns).floats().T)
    inputs = [x.numbers, w.numbers, x.scale, w.scale, x.zero, w.zero]
    return graph.node("MatMulIntegerToFloat", inputs, f"{name}.product", domain=_EXTENDED)


def _add_and_norm(graph: _Graph, blob: Blob, of: tuple[str, str], values: str, skipped: str, result: str) -> str:
    """Layer norm of values + bias + what skipped the part; `of` names the linear layer and the norm."""
    linear, norm = of
    bias = graph.constant(f"{linear}.bias", blob.vector(f"{linear}.b"))
    inputs = [values, skipped, *_norm(graph, blob, norm), bias]
    return graph.node("SkipLayerNormalization", inputs, result, domain=_EXTENDED, epsilon=blob.sizes.epsilon)


def _norm(graph: _Graph, blob: Blob, name: str) -> list[str]:
    """Factor and offset of a layer norm."""
    return [
        graph.constant(f"{name}.factor", blob.vector(f"{name}.w")),
        graph.constant(f"{name}.offset", blob.vector(f"{name}.b")),
    ]
