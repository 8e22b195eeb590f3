"""Vectors in FAISS, searched exactly; the only file that imports faiss."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from rag.index.encoder import FloatMatrix

__all__ = ["DenseIndex"]


class DenseIndex:
    """Unit rows under inner product: cosine similarity in [-1, 1], larger is closer."""

    def __init__(self, index: Any) -> None:
        self._index = index

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        """Length of a row."""
        return int(self._index.d)

    @classmethod
    def build(cls, vectors: FloatMatrix) -> Self:
        """The index of `vectors`: (n, dim) float32, unit rows; row i gets id i."""
        faiss = _engine()
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    def save(self, path: Path) -> None:
        """Write the index to the file `path`."""
        faiss = _engine()
        path.write_bytes(faiss.serialize_index(self._index).tobytes())

    @classmethod
    def load(cls, data: bytes) -> Self:
        """The index whose file `save` wrote and whose bytes these are.

        Raises:
            RuntimeError: the bytes are no FAISS index.
        """
        faiss = _engine()
        return cls(faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8)))

    def vectors(self) -> FloatMatrix:
        """All rows: (n, dim) float32, a copy."""
        if not len(self):
            return np.empty((0, self.dim), dtype=np.float32)
        rows: FloatMatrix = self._index.reconstruct_n(0, len(self))
        return rows

    def search(self, query: FloatMatrix, *, k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Ids and similarities of the `k` rows nearest to `query` (dim,), best first; ties by id.

        Fewer than `k` come back when the index holds fewer.
        """
        k = min(k, len(self))
        if k < 1:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        similarities, ids = self._index.search(query.reshape(1, -1), k)
        order = np.lexsort((ids[0], -similarities[0]))
        return ids[0][order], similarities[0][order]

    def similarities(self, query: FloatMatrix) -> NDArray[np.float32]:
        """Similarity of every row to `query` (dim,): (n,) float32, in row order."""
        return self.similarities_of(query, np.arange(len(self), dtype=np.int64))

    def similarities_of(self, query: FloatMatrix, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Similarity of the rows `ids` to `query` (dim,): (len(ids),) float32, in the order of `ids`."""
        faiss = _engine()
        found = np.empty(len(ids), dtype=np.float32)
        if not len(ids):
            return found
        labels = np.ascontiguousarray(ids.reshape(1, -1), dtype=np.int64)
        row = np.ascontiguousarray(query.reshape(1, -1), dtype=np.float32)
        self._index.compute_distance_subset(
            1, faiss.swig_ptr(row), len(ids), faiss.swig_ptr(found), faiss.swig_ptr(labels)
        )
        return found


def _engine() -> Any:
    """FAISS, set to one thread.

    One question at a time leaves several threads nothing to share, and waking them costs up to 5 ms on a busy
    machine. The number belongs to the calling thread, so it is set at every use.
    """
    import faiss  # noqa: PLC0415 -- takes 0.3 s

    faiss.omp_set_num_threads(1)
    return faiss
