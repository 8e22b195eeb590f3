"""The tokens of all passages, for late interaction: how well each word of a question is met, wherever it stands.

tokens/
  vectors.npy    (n_tokens, token_dim) int8, passage after passage; mapped into memory, read where it is needed
  ids.npy        (n_tokens,) int32
  starts.npy     (n_passages + 1,) int64: the tokens of passage i are starts[i] to starts[i + 1]
  frequency.npy  (2, n_ids) int32: a token's id, ascending, and how many passages hold it
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from rag.index.encoder import TOKEN_SCALE, Tokens
from rag.index.one_core import one_core

__all__ = ["TokenIndex"]

_VECTORS, _IDS, _STARTS, _FREQUENCY = "vectors.npy", "ids.npy", "starts.npy", "frequency.npy"


class TokenIndex:
    """Token vectors by passage; a collection whose encoder offers none has passages without tokens."""

    def __init__(
        self,
        *,
        vectors: NDArray[np.int8],
        ids: NDArray[np.int32],
        starts: NDArray[np.int64],
        frequency: NDArray[np.int32],
    ) -> None:
        self._vectors = vectors
        self._ids = ids
        self._starts = starts
        self._frequency = frequency

    def __len__(self) -> int:
        return len(self._starts) - 1

    @classmethod
    def build(cls, passages: Sequence[Tokens], *, dim: int) -> Self:
        """The index of the tokens of each passage, row i for passages[i]; vectors of `dim` int8."""
        present, counts = np.unique(
            np.concatenate([np.unique(passage.ids) for passage in passages] or [np.empty(0, np.int32)]),
            return_counts=True,
        )
        return cls(
            vectors=np.concatenate([passage.vectors for passage in passages] or [np.empty((0, dim), np.int8)]),
            ids=np.concatenate([passage.ids for passage in passages] or [np.empty(0, np.int32)]),
            starts=np.cumsum([0, *(len(passage.ids) for passage in passages)], dtype=np.int64),
            frequency=np.stack([present, counts]).astype(np.int32),
        )

    def save(self, folder: Path) -> None:
        """Write the index into the new folder `folder`."""
        folder.mkdir()
        np.save(folder / _VECTORS, self._vectors)
        np.save(folder / _IDS, self._ids)
        np.save(folder / _STARTS, self._starts)
        np.save(folder / _FREQUENCY, self._frequency)

    @classmethod
    def load(cls, folder: Path, *, size: int, dim: int) -> Self:
        """The index that `save` wrote, of `size` passages with vectors of `dim`.

        Raises:
            OSError: a file cannot be read.
            ValueError: a file is no array, or the arrays do not fit each other.
        """
        vectors = np.load(folder / _VECTORS, mmap_mode="r", allow_pickle=False)
        ids = np.load(folder / _IDS, mmap_mode="r", allow_pickle=False)
        starts = np.load(folder / _STARTS, allow_pickle=False)
        frequency = np.load(folder / _FREQUENCY, allow_pickle=False)
        found = [(array.dtype.str, array.shape) for array in (vectors, ids, starts, frequency)]
        fitting = [
            ("|i1", (len(ids), dim)),
            ("<i4", (len(ids),)),
            ("<i8", (size + 1,)),
            ("<i4", (2, frequency.size // 2)),
        ]
        if found != fitting or starts[0] != 0 or starts[-1] != len(ids) or (np.diff(starts) < 0).any():
            raise ValueError(f"{folder.name}: {found} ≠ {fitting}")
        return cls(vectors=vectors, ids=ids, starts=starts, frequency=frequency)

    def tokens(self, passage: int) -> Tokens:
        """The tokens of one passage, copied."""
        own = slice(int(self._starts[passage]), int(self._starts[passage + 1]))
        return Tokens(np.array(self._ids[own]), np.array(self._vectors[own]))

    def idf(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """ln(1 + (N − df + ½) / (df + ½)) of each token, > 0, N and df counted in passages."""
        present, counts = self._frequency
        places = np.searchsorted(present, ids)
        found = np.append(present, -1)[places] == ids
        frequency = np.where(found, np.append(counts, 0)[places], 0)
        weights: NDArray[np.float32] = np.log1p((len(self) - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        return weights

    def interaction(self, query: Tokens, passages: NDArray[np.int64]) -> NDArray[np.float32]:
        """How well the question's tokens are met in each passage: (len(passages),) float32, in [-1, 1].

        Σ_t idf(t) · max_s cos(t, s) / Σ_t idf(t), t over the tokens of the question and s over those of the
        passage: the MaxSim of Khattab & Zaharia, "ColBERT", SIGIR 2020, here with an encoder that was not
        trained for it, which the idf makes up for. 0 for a passage without tokens.
        """
        met = np.zeros(len(passages), np.float32)
        lengths = self._starts[passages + 1] - self._starts[passages]
        rows = np.flatnonzero(lengths)
        if not len(rows) or not len(query.ids):
            return met
        spans = ((int(self._starts[passage]), int(self._starts[passage + 1])) for passage in passages[rows])
        held = np.concatenate([self._vectors[start:end] for start, end in spans]).astype(np.float32)
        with one_core():
            similarities = held @ (query.vectors.astype(np.float32).T * TOKEN_SCALE**2)
        first = np.cumsum(lengths[rows]) - lengths[rows]
        weights = self.idf(query.ids)
        met[rows] = np.maximum.reduceat(similarities, first, axis=0) @ (weights / weights.sum())
        return met
