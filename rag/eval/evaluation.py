"""Set → run folder: select the questions, open what they are asked of, ask, measure, write."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rag.errors import EvaluationError
from rag.eval.collection import open_collection
from rag.eval.formats import read_set
from rag.eval.measures import measure
from rag.eval.questions import QuestionSet
from rag.eval.run import run_set
from rag.eval.run_folder import run_name, write_run
from rag.eval.selection import sample, split_of, withhold
from rag.index.encoder import Encoder, Progress
from rag.messages import render
from rag.settings import Settings

__all__ = ["OUT", "SETS", "Asking", "Evaluated", "Stages", "evaluate", "find_set", "known_sets", "select", "silent"]

SETS = Path("eval", "sets")
"""Where a set that is given by name is looked for first; then in the folder that ANWEN_DATA names."""

OUT = Path(".anwen", "runs")
"""Where runs go."""

Stages = Callable[[str], AbstractContextManager[Progress | None]]
"""Begins a stage of the work under a label: what it gives is called as the stage proceeds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Which questions of a set are asked.

    Attributes:
        split: only those of this one, "dev" or "test"; "" means all.
        sample: only so many, drawn with a fixed seed; 0 means all.
        withhold: make about this share of them unanswerable by leaving out the documents that answer them.
        titles: put a document's title before its text, in sets that have titles.
    """

    split: str = ""
    sample: int = 0
    withhold: float = 0.0
    titles: bool = False


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A run that was written.

    Attributes:
        folder: where.
        result: what its result.json says.
    """

    folder: Path
    result: dict[str, Any]


@contextmanager
def silent(label: str) -> Iterator[None]:
    """A stage of which nobody is told."""
    del label
    yield None


def find_set(name: str, *, environ: Mapping[str, str] = os.environ) -> Path:
    """Where a set lies: the path itself, or a set of that name in eval/sets or in the folder ANWEN_DATA.

    Raises:
        EvaluationError: nowhere.
    """
    folders = [SETS]
    if environ.get("ANWEN_DATA"):
        folders.append(Path(environ["ANWEN_DATA"]))
    candidates = [Path(name), *(folder / f"{name}{suffix}" for folder in folders for suffix in ("", ".jsonl", ".json"))]
    for candidate in candidates:
        with suppress(OSError):  # such as a name that is too long for any file
            if candidate.exists():
                return candidate
    known = ", ".join(known_sets(environ=environ))
    raise EvaluationError("set-unknown", name=name[:80], folder=SETS, known=known or "–")


def known_sets(*, environ: Mapping[str, str] = os.environ) -> dict[str, Path]:
    """The sets that a name finds, by name: those of eval/sets, then those of the folder ANWEN_DATA."""
    found: dict[str, Path] = {}
    for folder in (SETS, *([Path(environ["ANWEN_DATA"])] if environ.get("ANWEN_DATA") else ())):
        paths = [
            *folder.glob("*.jsonl"),
            *folder.glob("*.json"),
            *(one.parent for one in folder.glob("*/queries.jsonl")),
        ]
        for path in sorted(paths, key=lambda path: path.stem):
            found.setdefault(path.name if path.is_dir() else path.stem, path)
    return found


def select(question_set: QuestionSet, asking: Asking) -> QuestionSet:
    """The set with only the questions and documents that `asking` wants.

    Raises:
        EvaluationError: none is left, or nothing can be withheld.
    """
    if asking.split:
        question_set = split_of(question_set, asking.split)
    if asking.sample:
        question_set = sample(question_set, asking.sample)
    if asking.withhold:
        question_set = withhold(question_set, asking.withhold)
    return question_set


def evaluate(
    source: Path | QuestionSet,
    settings: Settings,
    *,
    out: Path = OUT,
    asking: Asking | None = None,
    encoder: Encoder | None = None,
    stages: Stages = silent,
) -> Evaluated:
    """Ask a set's questions and write the run into a new folder in `out`.

    Args:
        source: the set's file or folder, or a set that was read (then `asking.titles` has had its say already).
        settings: everything that ranking and answering depend on.
        out: folder of run folders.
        asking: which of the questions; None means all.
        encoder: one that is loaded already; None loads what the settings name.
        stages: told what is being done.

    Raises:
        AnwenError: the set, the corpus, the index, the model or the output cannot be used.
    """
    asking = asking or Asking()
    try:
        out.mkdir(parents=True, exist_ok=True)  # before anything is asked that could not be kept
    except OSError as error:
        raise EvaluationError("run-unwritable", path=out, reason=error) from error
    question_set = read_set(source, titles=asking.titles) if isinstance(source, Path) else source
    question_set = select(question_set, asking)
    with stages(render("progress-index", settings.language, set=question_set.name)) as progress:
        collection = open_collection(question_set, settings, encoder=encoder, progress=progress)
    with stages(render("progress-questions", settings.language, set=question_set.name)) as progress:
        run = run_set(collection.question_set, collection.library, progress=progress)
    with stages(render("progress-measures", settings.language, set=question_set.name)):
        measured = measure(run)
        folder = out / run_name(question_set.name, asking.split)
        return Evaluated(folder, write_run(run, measured, folder, options=asdict(asking)))
