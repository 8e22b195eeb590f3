"""NumPy's products on one core: for work too small to share.

OpenBLAS wakes a thread per core even for a product of a fraction of a millisecond, and the threads then wait busily for
the next one, on the cores that the encoder needs: a question took 18 ms to encode instead of 5.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

__all__ = ["one_core"]


@contextmanager
def one_core() -> Iterator[None]:
    """While it lasts, BLAS uses one thread in this process."""
    with _controller().limit(limits=1, user_api="blas"):
        yield


@cache
def _controller() -> Any:
    import threadpoolctl  # noqa: PLC0415 -- only when something is multiplied

    return threadpoolctl.ThreadpoolController()
