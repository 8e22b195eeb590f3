"""Hidden states of multilingual-e5-small → token vectors small enough to keep.

A token's vector is the sum of its unit states in the ninth and the last layer: the middle layers know which words
say the same in two languages, the last one which belong to the same matter. A few dimensions are large for every
token ("rogue dimensions", Timkey & van Schijndel 2021); what exceeds `_CLIP` is cut off, which also makes
similarities better. The rest is projected onto the 96 directions in which tokens differ most and rounded to
int8: 96 bytes a token.

The directions are the principal components of the tokens of the five cases in `corpus/`, computed once by
`benchmarks/token_projection.py`; they serve other texts as well (docs/decisions/011-late-interaction.md).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from rag.index.encoder import TOKEN_SCALE, FloatMatrix
from rag.index.one_core import one_core

__all__ = ["TOKEN_DIM", "TOKEN_FORMAT", "blend", "token_vectors"]

TOKEN_DIM = 96
TOKEN_FORMAT = 1
"""Goes up whenever the same hidden states give other token vectors; part of the encoders' identities."""

_CLIP = 0.25


def token_vectors(middle: FloatMatrix, last: FloatMatrix) -> NDArray[np.int8]:
    """The vectors of a text's tokens: (n, TOKEN_DIM) int8 in steps of `TOKEN_SCALE`.

    Args:
        middle: (n, 384) float32, hidden states of the ninth layer.
        last: (n, 384) float32, hidden states of the last layer.
    """
    with one_core():
        projected = _unit(blend(middle, last) @ _projection())
    steps: NDArray[np.int8] = np.clip(np.rint(projected / TOKEN_SCALE), -127, 127).astype(np.int8)
    return steps


def blend(middle: FloatMatrix, last: FloatMatrix) -> FloatMatrix:
    """What is projected: (n, 384) float32, both layers in one vector, large values cut off."""
    rows: FloatMatrix = np.clip(_unit(_unit(middle) + _unit(last)), -_CLIP, _CLIP)
    return rows


def _unit(rows: FloatMatrix) -> FloatMatrix:
    unit: FloatMatrix = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    return unit


@cache
def _projection() -> FloatMatrix:
    """(384, TOKEN_DIM) float32, orthonormal columns."""
    data = files("rag.index").joinpath("e5_projection.npy").read_bytes()
    directions: FloatMatrix = np.load(BytesIO(data), allow_pickle=False).astype(np.float32)
    return directions
