"""Choosing a set and running it: its progress for everybody, and the run whose results are shown."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import gradio as gr

from rag.answer.library import Library
from rag.errors import AnwenError, EvaluationError
from rag.eval.evaluation import Asking, Evaluated, Stages, evaluate, known_sets
from rag.eval.formats import read_set
from rag.eval.growing import Growing
from rag.eval.rows import read_bytes
from rag.eval.selection import split_of
from rag.messages import render
from rag.ui.context import AT_ONCE, Context
from rag.ui.evaluate.runner import Job
from rag.ui.evaluate.runs import list_runs, run_label
from rag.ui.markup import Html, element
from rag.ui.views import notice, notice_html

__all__ = ["add_running"]

_GLANCE_S = 0.5
"""How often the progress of a run is shown."""


def add_running(context: Context, tab: gr.Tab) -> tuple[gr.Dropdown, gr.HTML]:
    """What a set is chosen and run with; gives the dropdown of the run that is shown, and where messages are.

    Args:
        context: of the page.
        tab: the room; its lists are read when a reader comes to it.
    """
    running = _Running(context)
    text = context.text
    may_change = not context.settings.read_only
    watched = gr.State(0)
    timer = gr.Timer(_GLANCE_S, active=False)
    with gr.Column(elem_id="measuring"):
        with gr.Row(elem_id="running"):
            name = gr.Dropdown(label=text("report-set"), elem_id="set", scale=3)
            split = gr.Radio(
                [(text(f"page-split-{split or 'all'}"), split) for split in ("dev", "test", "")],
                value="dev",
                label=text("page-split"),
                info=text("page-split-info"),
                elem_id="split",
                scale=4,
            )
            size = gr.Number(
                value=0, precision=0, minimum=0, label=text("page-sample"), elem_id="sample", scale=1, min_width=110
            )
            with gr.Column(elem_id="run-buttons", scale=0, min_width=120):
                start = gr.Button(text("page-run"), variant="primary", elem_id="run")
                cancel = gr.Button(text("page-run-cancel"), elem_id="run-cancel")
                upload = gr.UploadButton(
                    text("page-set-upload"),
                    file_types=[".jsonl"],
                    size="sm",
                    visible=may_change,
                    elem_id="set-upload",
                )
        said = notice("evaluate-notice")
        job = gr.HTML(elem_id="job", apply_default_css=False, js_on_load=None)
        picked = gr.Dropdown(label=text("page-run-shown"), elem_id="run-shown")
    start.click(running.start, [name, split, size], [said, job, timer], **AT_ONCE)
    cancel.click(running.cancel, None, None, **AT_ONCE)
    timer.tick(running.look, watched, [said, job, timer, watched, picked], **AT_ONCE)
    tab.select(running.enter, [name, picked], [name, picked, job, timer, watched], **AT_ONCE)
    if may_change:
        upload.upload(running.upload, upload, [said, name], **AT_ONCE)
    return picked, said


class _Running:
    """What running does for one reader at a time, without the components."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._settings = context.settings
        self._language = context.language
        self._runner = context.shelf.runner

    def enter(self, name: str | None, picked: str | None) -> tuple[Any, ...]:
        """Set, run, what is going on, timer, and the number of the last run that ended: as they are now."""
        job = self._runner.job
        going_on = job is not None and job.state == "running"
        ended = 0 if job is None else job.number - going_on
        sets = list(known_sets())
        names = gr.update(choices=sets, value=name if name in sets else next(iter(sets), None))
        return names, self._runs(picked), _job_html(job, self._language), gr.Timer(active=going_on), ended

    def start(self, name: str | None, split: str, size: float | None) -> tuple[Any, Any, Any]:
        """Notice, what is going on, timer: after a run was begun, or could not be."""
        library = self._context.library
        asking = Asking(split=split or "", sample=int(size or 0))
        said = ""
        try:
            path = known_sets().get(name or "")
            if path is None:
                raise EvaluationError("page-set-none")
            self._runner.start(str(name), lambda stages: self._evaluate(path, asking, library, stages))
        except AnwenError as error:
            said = notice_html(error.text(self._language))
        return said, _job_html(self._runner.job, self._language), gr.Timer(active=True)

    def _evaluate(self, path: Path, asking: Asking, library: Library, stages: Stages) -> Evaluated:
        with stages(self._context.text("page-run-reading", set=path.name)):
            question_set = read_set(path)
            if not any(question.split for question in question_set.questions):
                asking = Asking(sample=asking.sample)  # a set that is not split
            elif asking.split:
                split_of(question_set, asking.split)
        return evaluate(question_set, self._settings, asking=asking, encoder=library.encoder, stages=stages)

    def cancel(self) -> None:
        """The run that is going on is to end."""
        self._runner.cancel()

    def look(self, watched: int) -> tuple[Any, ...]:
        """Notice, what is going on, timer, the number of the last run that ended, and the run to show."""
        job = self._runner.job
        shown = _job_html(job, self._language)
        if job is None or (job.state != "running" and job.number <= watched):
            return gr.skip(), shown, gr.Timer(active=False), gr.skip(), gr.skip()
        if job.state == "running":
            return gr.skip(), shown, gr.skip(), gr.skip(), gr.skip()
        said = gr.skip() if job.error is None else notice_html(job.error.text(self._language))
        runs = gr.skip() if job.folder is None else self._runs(job.folder.name)
        return said, shown, gr.Timer(active=False), job.number, runs

    def upload(self, uploaded: str) -> tuple[Any, Any]:
        """Notice and set: a file that was uploaded, if it is a set, becomes one of those that are listed."""
        file = Path(uploaded)
        try:
            growing = Growing.named(file.stem)
            growing.take(read_bytes(file))
        except AnwenError as error:
            return notice_html(error.text(self._language)), gr.skip()
        finally:
            with suppress(OSError):
                file.unlink()
                file.parent.rmdir()
        return "", gr.update(choices=list(known_sets()), value=growing.name)

    def _runs(self, picked: str | None) -> Any:
        """The runs to pick from, with this one picked or else the newest."""
        runs = list_runs()
        names = [run.name for run in runs]
        choices = [(run_label(run, self._settings, self._language), run.name) for run in runs]
        return gr.update(choices=choices, value=picked if picked in names else next(iter(names), None))


def _job_html(job: Job | None, language: str) -> str:
    """The stages of a run that is going on; one line on how the last one ended, but nothing on one that is done."""
    if job is None or job.state == "done":
        return ""
    if job.state == "cancelled":
        return element("p", render("page-run-cancelled", language, set=job.name), class_="job")
    if job.state == "failed":
        return ""
    rows = (
        _stage(label=one.label, done=one.done, total=one.total, over=n < len(job.stages), language=language)
        for n, one in enumerate(job.stages, start=1)
    )
    title = element("p", render("page-run-going-on", language, set=job.name), class_="label")
    return element("section", title, element("ol", *rows), class_="job")


def _stage(*, label: str, done: int, total: int, over: bool, language: str) -> Html:
    said = "✓" if over else f"{done} / {total}" if total else "…"
    bar = {"value": total or 1, "max": total or 1} if over else {"value": done, "max": total} if total else {}
    return element(
        "li",
        element("span", label, class_="stage"),
        element("progress", aria_label=render("page-run-stage", language, label=label), **bar),
        element("span", said, class_="value"),
        class_="over" if over else None,
    )
