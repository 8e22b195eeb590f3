"""One thread for BLAS inside, and the former number afterwards, whoever else was inside."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import threadpoolctl

from rag.index.one_core import one_core


def threads() -> list[int]:
    """Of NumPy's BLAS."""
    return [library["num_threads"] for library in threadpoolctl.threadpool_info() if "numpy" in library["filepath"]]


def test_one_inside_and_as_before_afterwards():
    """Entered and left by many threads at once, and left by an error too."""
    before = threads()
    assert before
    rows = np.ones((200, 96), np.float32)

    def product(_):
        with one_core():
            assert threads() == [1] * len(before)
            return (rows @ rows.T).sum()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(product, range(200))) == {200 * 200 * 96.0}
    assert threads() == before
    with pytest.raises(ValueError, match="inside"), one_core():
        raise ValueError("inside")
    assert threads() == before
