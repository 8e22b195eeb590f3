"""Building the index while the page goes on answering: one build at a time, whose progress everybody sees."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from rag.errors import AnwenError, DocumentError, IndexStoreError
from rag.index.builder import BuildReport, Stage
from rag.index.encoder import Progress

__all__ = ["Build", "Builds", "Outcome"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build has made: its report without the documents, which the library holds.

    Attributes:
        changed: whether a new index was written.
        warnings: the files that could not be read, with the reason.
    """

    changed: bool
    warnings: tuple[tuple[str, DocumentError], ...]


@dataclass(frozen=True, slots=True)
class Build:
    """A build as it is at one moment.

    Attributes:
        number: of the builds of this process, from 1.
        stage: what it is at, or how it ended.
        done: texts that are encoded.
        total: texts to encode.
        holder: who else builds this index, while it waits.
        outcome: of one that is done.
        error: why it failed.
    """

    number: int
    stage: Stage | Literal["done", "failed"] = "reading"
    done: int = 0
    total: int = 0
    holder: str = ""
    outcome: Outcome | None = None
    error: AnwenError | None = None

    @property
    def going_on(self) -> bool:
        """Whether it has not ended yet."""
        return self.stage not in ("done", "failed")


class _BuildAgain(Protocol):
    def __call__(self, *, progress: Progress, on_stage: Callable[[Stage, str], None]) -> BuildReport: ...


class Builds:
    """Runs builds one after the other, each in the background; readers of all pages share it."""

    def __init__(self, build: _BuildAgain, *, after: Callable[[], object]) -> None:
        """Nothing is built yet.

        Args:
            build: brings the index in line with the corpus folder.
            after: called when it has, before the build counts as done.
        """
        self._build = build
        self._after = after
        self._changing = threading.Lock()
        self._latest: Build | None = None
        self._again = False

    @property
    def latest(self) -> Build | None:
        """The build that goes on, or the last one."""
        return self._latest

    def request(self) -> None:
        """See to a build that begins from now on: what somebody has just added is not missed by one that goes on."""
        with self._changing:
            if self._latest is not None and self._latest.going_on:
                self._again = True
                return
            self._begin()

    def _begin(self) -> None:
        self._latest = Build(self._latest.number + 1 if self._latest else 1)
        self._again = False
        threading.Thread(target=self._run, args=(self._latest,), daemon=True, name="anwen-build").start()

    def _run(self, build: Build) -> None:
        def on_stage(stage: Stage, holder: str) -> None:
            nonlocal build
            self._latest = build = replace(build, stage=stage, holder=holder)

        def progress(done: int, total: int) -> None:
            nonlocal build
            self._latest = build = replace(build, done=done, total=total)

        try:
            report = self._build(progress=progress, on_stage=on_stage)
            self._after()
            ended = replace(build, stage="done", outcome=Outcome(report.changed, report.corpus.warnings))
        except AnwenError as error:
            ended = replace(build, stage="failed", error=error)
        except Exception as error:  # noqa: BLE001 -- whatever happens in this thread, readers must hear of it
            _log.exception("build")
            ended = replace(build, stage="failed", error=IndexStoreError("build-failed", reason=error))
        with self._changing:
            self._latest = ended
            if self._again:
                self._begin()
