"""Something that grows faster than it can be shown → a look at it a few times a second."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from threading import Event
from typing import TypeVar

__all__ = ["glimpses"]

_Step = TypeVar("_Step")


def glimpses(steps: Iterator[_Step], *, every_s: float) -> Iterator[_Step]:
    """The newest of `steps` at most once in `every_s`, and in any case the last.

    They are taken in a thread of their own: who writes need not wait for who looks, and what came just before a pause
    is seen at once. When nobody looks any longer, the writer is closed at its next step.
    """
    arrived: SimpleQueue[tuple[_Step, ...]] = SimpleQueue()  # of one step each; an empty one ends it
    left = Event()

    def take() -> None:
        try:
            for step in steps:
                if left.is_set():
                    break
                arrived.put((step,))
        finally:
            if isinstance(steps, Generator):
                steps.close()
            arrived.put(())

    pool = ThreadPoolExecutor(max_workers=1)
    taking = pool.submit(take)
    try:
        ended = False
        while not ended:
            newest: tuple[_Step, ...] = ()
            waiting = True
            while waiting:
                step = arrived.get()
                newest = step or newest
                ended = not step
                waiting = not ended and not arrived.empty()
            if newest:
                yield newest[0]
            if not ended:
                time.sleep(every_s)
        taking.result()
    finally:
        left.set()
        pool.shutdown(wait=False)
