"""FAISS is held to NumPy brute force, on values and on ids."""

from __future__ import annotations

import numpy as np
import pytest

from rag.index.vectors import DenseIndex


def _unit_rows(count: int, dim: int = 16, seed: int = 0) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal((count, dim)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.mark.parametrize("count", [1, 7, 500])
@pytest.mark.parametrize("k", [1, 5, 1000])
def test_search_equals_brute_force(count: int, k: int):
    """The same ids in the same order with the same similarities as a sorted matrix product."""
    rows, query = _unit_rows(count), _unit_rows(1, seed=1)[0]
    ids, similarities = DenseIndex.build(rows).search(query, k=k)
    exact = rows @ query
    order = np.lexsort((np.arange(count), -exact))[:k]
    assert ids.tolist() == order.tolist()
    np.testing.assert_allclose(similarities, exact[order], atol=1e-6)


def test_similarities_come_in_row_order():
    """Scoring every row, or some rows in a given order, equals the matrix product."""
    rows, query = _unit_rows(50), _unit_rows(1, seed=1)[0]
    index = DenseIndex.build(rows)
    np.testing.assert_allclose(index.similarities(query), rows @ query, atol=1e-6)
    some = np.array([7, 3, 49], dtype=np.int64)
    np.testing.assert_allclose(index.similarities_of(query, some), rows[some] @ query, atol=1e-6)


def test_ties_are_broken_by_id():
    """Duplicates of one row come back in row order."""
    row = _unit_rows(1)
    ids, similarities = DenseIndex.build(np.repeat(row, 5, axis=0)).search(row[0], k=3)
    assert ids.tolist() == [0, 1, 2]
    np.testing.assert_allclose(similarities, 1.0, atol=1e-6)


def test_an_empty_index_has_no_neighbours():
    """Nothing indexed, nothing found, no error."""
    index = DenseIndex.build(np.empty((0, 16), dtype=np.float32))
    ids, similarities = index.search(_unit_rows(1)[0], k=3)
    assert len(ids) == len(similarities) == len(index.similarities(_unit_rows(1)[0])) == 0


def test_saved_and_loaded_is_the_same(tmp_path):
    """The file gives back every vector, bit for bit."""
    rows = _unit_rows(20)
    DenseIndex.build(rows).save(tmp_path / "rows.faiss")
    loaded = DenseIndex.load((tmp_path / "rows.faiss").read_bytes())
    assert loaded.dim == 16
    assert np.array_equal(loaded.vectors(), rows)


def test_a_file_that_is_no_index_is_an_error():
    """Damage is an error, never an empty index."""
    with pytest.raises(RuntimeError):
        DenseIndex.load(b"not an index")
