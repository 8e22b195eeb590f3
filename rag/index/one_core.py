"""NumPy's products on one core: for work too small to share.

OpenBLAS wakes a thread per core even for a product of a fraction of a millisecond, and the threads then wait busily for
the next one, on the cores that the encoder needs: a question took 18 ms to encode instead of 5.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any

__all__ = ["one_core"]

_lock = Lock()
"""Held inside: limits of two threads that overlap would be given back in the wrong order."""


@contextmanager
def one_core() -> Iterator[None]:
    """While it lasts, BLAS uses one thread in this process; one caller at a time, so only for short work."""
    with _lock, _controller().limit(limits=1, user_api="blas"):
        yield


@cache
def _controller() -> Any:
    import threadpoolctl  # noqa: PLC0415 -- only when something is multiplied

    return threadpoolctl.ThreadpoolController()
