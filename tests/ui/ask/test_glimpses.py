"""A writer and somebody who looks at it now and then."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator

import pytest

from rag.ui.ask.glimpses import glimpses

QUICK_S = 0.02


def test_a_fast_writer_is_seen_now_and_then_and_at_the_end():
    """Order is kept, much is passed over, the last step is not; it takes no longer than the writing."""
    seen = list(glimpses((n for n in range(10_000)), every_s=QUICK_S))
    assert seen == sorted(set(seen))
    assert seen[-1] == 9_999
    assert len(seen) < 1_000


@pytest.mark.parametrize("steps", [[], ["一"], ["一", "二"]])
def test_a_short_writer(steps: list[str]):
    """Nothing, or at least the end."""
    seen = list(glimpses((step for step in steps), every_s=QUICK_S))
    assert seen[-1:] == steps[-1:]


def test_what_came_before_a_pause_is_seen_in_it():
    """The writer stops until its last word was looked at."""
    looked_at = threading.Event()

    def writer() -> Generator[str]:
        yield "一"
        yield "二"
        assert looked_at.wait(10)
        yield "三"

    seen = []
    for step in glimpses(writer(), every_s=QUICK_S):
        seen.append(step)
        if step == "二":
            looked_at.set()
    assert seen[-2:] == ["二", "三"]


def test_an_end_that_comes_while_somebody_looks_is_seen():
    """The writer writes its last word and is gone before the next look."""
    looked_at, gone = threading.Event(), threading.Event()

    def writer() -> Generator[str]:
        yield "一"
        assert looked_at.wait(10)
        yield "二"
        gone.set()

    looking = glimpses(writer(), every_s=QUICK_S)
    assert next(looking) == "一"
    looked_at.set()
    assert gone.wait(10)
    time.sleep(QUICK_S)  # until its thread has ended, too
    assert list(looking) == ["二"]


def test_a_writer_that_fails_is_heard():
    """What was written is seen first."""

    def writer() -> Generator[str]:
        yield "一"
        raise ValueError("墨水沒了")

    looking = glimpses(writer(), every_s=QUICK_S)
    assert next(looking) == "一"
    with pytest.raises(ValueError, match="墨水沒了"):
        list(looking)


def test_a_writer_is_closed_when_nobody_looks():
    """At its next step, in its own thread."""
    closed = threading.Event()

    def writer() -> Generator[int]:
        try:
            while True:
                yield 1
                time.sleep(QUICK_S)
        finally:
            closed.set()

    looking = glimpses(writer(), every_s=QUICK_S)
    next(looking)
    looking.close()
    assert closed.wait(10)
