"""Answer or comparison → a file: JSON, Markdown or Word, by its suffix."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Literal

from rag.answer.results import Answer, Comparison
from rag.errors import UsageError
from rag.export.layout import lay_out
from rag.export.markdown import markdown_text
from rag.export.word import word_bytes
from rag.writing import replace_bytes

__all__ = ["SUFFIXES", "Format", "check_export_path", "export_answer", "export_bytes", "export_format"]

Format = Literal["json", "markdown", "word"]

SUFFIXES: dict[str, Format] = {".md": "markdown", ".docx": "word", ".json": "json"}
"""The formats by the suffix of the file, in lower case."""


def export_format(path: Path) -> Format:
    """The format that the suffix of `path` asks for.

    Raises:
        UsageError: it is none of `SUFFIXES`.
    """
    try:
        return SUFFIXES[path.suffix.lower()]
    except KeyError:
        raise UsageError("export-suffix", path=path, allowed=" ".join(SUFFIXES)) from None


def check_export_path(path: Path) -> None:
    """Say what can be said against `path` before there is anything to write.

    Raises:
        UsageError: the suffix is none of `SUFFIXES`, a folder has this name, or the folder to write to is missing.
    """
    export_format(path)
    if path.is_dir():
        raise UsageError("export-is-folder", path=path)
    if not path.parent.is_dir():
        raise UsageError("export-no-folder", path=path, folder=path.parent)


def export_answer(result: Answer | Comparison, path: Path, *, language: str, at: datetime) -> None:
    """Write `result` to `path`, whole or not at all; a file that is there is replaced.

    Args:
        result: what is exported.
        path: its suffix says in which format.
        language: of headings and places: "zh-Hant", "zh-Hans" or "en".
        at: the time that Markdown and Word files name.

    Raises:
        UsageError: the suffix is none of `SUFFIXES`.
        OSError: it cannot be written; `path` is as it was.
    """
    replace_bytes(path, export_bytes(result, export_format(path), language=language, at=at))


def export_bytes(result: Answer | Comparison, form: Format, *, language: str, at: datetime) -> bytes:
    """The file's content; JSON is what `to_dict` gives and depends on neither `language` nor `at`."""
    if form == "json":
        text = json.dumps(result.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)
        return (text + "\n").encode(errors="backslashreplace")  # a lone surrogate as JSON's own escape
    layout = lay_out(result, language=language, at=at)
    if form == "markdown":
        return markdown_text(layout).encode()
    return word_bytes(layout, language=language, at=at)
