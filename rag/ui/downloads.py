"""What is shown as files to take away: a button for each form; the files go when they are not needed any longer."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import gradio as gr

from rag.answer.results import Answer, Comparison
from rag.export.exporting import SUFFIXES, export_answer
from rag.messages import render
from rag.ui.context import QUIET, Context

__all__ = ["Downloads", "remove_downloads", "write_downloads"]

_FORMS = {"markdown": "Markdown", "word": "Word", "json": "JSON"}

_QUESTION_CHARS = 40
_UNSAFE = re.compile(r"[^\w-]+")


class Downloads:
    """The buttons, into the row that is open, and what they offer to one reader."""

    def __init__(self, context: Context, *, prefix: str) -> None:
        self._context = context
        self._paths = gr.State({}, delete_callback=remove_downloads)
        self.buttons = [
            gr.DownloadButton(
                context.text("page-download", form=_FORMS[form]),
                size="sm",
                scale=0,
                interactive=False,
                elem_id=f"{prefix}-{form}",
            )
            for form in SUFFIXES.values()
        ]

    def after(self, event: Any, shown: gr.State, result: Callable[[Any], Answer | Comparison | None]) -> None:
        """Have the files written after `event`, of the `result` that the state `shown` holds, if it holds one."""

        def write(state: Any, before: dict[str, Path]) -> tuple[Any, ...]:
            remove_downloads(before)
            found = result(state)
            if found is None:
                return {}, *(gr.update(value=None, interactive=False) for _ in SUFFIXES)
            context = self._context
            paths = write_downloads(found, context.files, language=context.language, at=datetime.now().astimezone())
            return paths, *(gr.update(value=str(paths[suffix]), interactive=True) for suffix in SUFFIXES)

        # One at a time: each takes away what the one before wrote.
        event.then(
            write,
            [shown, self._paths],
            [self._paths, *self.buttons],
            concurrency_limit=1,
            concurrency_id="downloads",
            **QUIET,
        )


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
