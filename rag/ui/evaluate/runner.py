"""Running a set while the page goes on answering: one run at a time, whose progress everybody sees."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from rag.errors import AnwenError, EvaluationError
from rag.eval.evaluation import Evaluated, Stages
from rag.index.encoder import Progress

__all__ = ["Job", "Runner", "Stage"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the work: what it is, and how much of it is done; `total` is 0 as long as nobody knows."""

    label: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A run of a set as it is at one moment.

    Attributes:
        number: of the runs of this process, from 1.
        name: of the set.
        state: "running", or how it ended.
        stages: those that have begun; the last is at work.
        folder: of one that is done: where the run lies.
        error: why it failed.
    """

    number: int
    name: str
    state: Literal["running", "done", "failed", "cancelled"] = "running"
    stages: tuple[Stage, ...] = ()
    folder: Path | None = None
    error: AnwenError | None = None


class _Cancelled(Exception):  # noqa: N818 -- no error: somebody wished it
    """The run is to end."""


class Runner:
    """Runs sets one after the other, each in the background; readers of all pages share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._job: Job | None = None
        self._stop = threading.Event()

    @property
    def job(self) -> Job | None:
        """The run that is going on, or else the last one; None when there was none."""
        return self._job

    def start(self, name: str, work: Callable[[Stages], Evaluated]) -> Job:
        """Begin a run.

        Args:
            name: of the set.
            work: evaluates, and tells its stages.

        Raises:
            EvaluationError: another one is going on.
        """
        with self._lock:
            before = self._job
            if before is not None and before.state == "running":
                raise EvaluationError("run-going-on", set=before.name)
            self._stop.clear()
            job = Job(number=before.number + 1 if before else 1, name=name)
            self._job = job
        threading.Thread(target=self._run, args=(job, work), daemon=True).start()
        return job

    def cancel(self) -> None:
        """Have the run that is going on end at its next step; nothing of it is kept."""
        self._stop.set()

    def _run(self, job: Job, work: Callable[[Stages], Evaluated]) -> None:
        stages: list[Stage] = []

        def tell() -> None:
            if self._stop.is_set():
                raise _Cancelled
            self._job = replace(job, stages=tuple(stages))

        @contextmanager
        def begun(label: str) -> Iterator[Progress]:
            stages.append(Stage(label))
            tell()

            def progress(done: int, total: int) -> None:
                stages[-1] = Stage(label, done, total)
                tell()

            yield progress
            tell()

        try:
            folder = work(begun).folder
            self._job = replace(job, state="done", stages=tuple(stages), folder=folder)
        except _Cancelled:
            self._job = replace(job, state="cancelled", stages=tuple(stages))
        except AnwenError as error:
            self._job = replace(job, state="failed", stages=tuple(stages), error=error)
        except Exception:  # noqa: BLE001 -- the outermost edge of this thread: a run must end, and the page must say so
            _log.exception("evaluation")
            failed = EvaluationError("run-failed", set=job.name)
            self._job = replace(job, state="failed", stages=tuple(stages), error=failed)
