"""The answer as files for the page's download buttons, in a folder of their own that goes when it is not needed."""

from __future__ import annotations

import re
import shutil
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp

from rag.answer.results import Answer, Comparison
from rag.export.exporting import SUFFIXES, export_answer
from rag.messages import render

__all__ = ["remove_downloads", "write_downloads"]

_QUESTION_CHARS = 40
_UNSAFE = re.compile(r"[^\w-]+")


def write_downloads(result: Answer | Comparison, files: Path, *, language: str, at: datetime) -> dict[str, Path]:
    """The files of `result` by suffix, in a new folder inside `files` that nobody else can guess or read."""
    folder = Path(mkdtemp(dir=files))
    paths = {suffix: folder / f"{_stem(result.question, language)}{suffix}" for suffix in SUFFIXES}
    for path in paths.values():
        export_answer(result, path, language=language, at=at)
    return paths


def remove_downloads(paths: dict[str, Path]) -> None:
    """Take the folder of `paths` away; files that are gone already are no matter."""
    for folder in {path.parent for path in paths.values()}:
        shutil.rmtree(folder, ignore_errors=True)


def _stem(question: str, language: str) -> str:
    """A name that every file system takes: letters, digits and "_", never one that Windows reserves."""
    asked = _UNSAFE.sub("_", question)[:_QUESTION_CHARS].strip("_")
    return f"{render('page-title', language)}_{asked}"
