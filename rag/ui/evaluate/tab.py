"""Evaluating: running sets, what they measured, their worst questions, two runs compared, judgements reviewed."""

from __future__ import annotations

from typing import Any

import gradio as gr

from rag.errors import AnwenError
from rag.eval.comparison import compare, values_by_metric
from rag.eval.measures import MEDIANS
from rag.eval.run_folder import RunFolder, read_run
from rag.ui.context import AT_ONCE, Context
from rag.ui.evaluate.questions_view import changed_html, worst_html
from rag.ui.evaluate.results_view import comparison_html, results_html
from rag.ui.evaluate.review import add_review
from rag.ui.evaluate.running import add_running
from rag.ui.evaluate.runs import comparable, list_runs, run_label
from rag.ui.preferences import Preferences
from rag.ui.views import notice_html, open_from, source_pane, view

__all__ = ["add_evaluate"]


def add_evaluate(context: Context, preferences: Preferences, tab: gr.Tab) -> None:
    """The room of measuring, into the tab that is open."""
    room = _Room(context)
    text = context.text
    with gr.Column(elem_id="evaluate"):
        picked, said = add_running(context, tab)
        with gr.Tabs(elem_id="measured"):
            with gr.Tab(text("page-results"), elem_id="evaluate-results"):
                results = view("results", polite=True)
            with gr.Tab(text("page-worst"), elem_id="evaluate-worst"):
                by = gr.Dropdown(label=text("page-by-metric"), elem_id="worst-metric")
                with gr.Row(elem_classes="panes"):
                    with gr.Column(elem_classes="told"):
                        worst = view("worst")
                    worst_source = source_pane("worst-source")
            with gr.Tab(text("page-compare-runs"), elem_id="evaluate-compare"):
                with gr.Row(elem_id="comparing"):
                    other = gr.Dropdown(label=text("page-run-other"), elem_id="run-other", scale=3)
                    changed_by = gr.Dropdown(label=text("page-by-metric"), elem_id="changed-metric", scale=1)
                differences = view("differences", polite=True)
                with gr.Row(elem_classes="panes"):
                    with gr.Column(elem_classes="told"):
                        changed = view("changed")
                    changed_source = source_pane("changed-source")
            if not context.settings.read_only:
                with gr.Tab(text("page-review"), elem_id="evaluate-review") as review:
                    add_review(context, preferences, review)
        if context.settings.read_only:
            with gr.Column(visible=False):
                preferences.grown.render()

    shown = picked.change(room.show, [picked, by], [said, results, by, worst, worst_source, other], **AT_ONCE)
    by.input(room.worst, [picked, by], [said, worst, worst_source], **AT_ONCE)
    against: tuple[Any, Any, Any] = (
        room.compare,
        [picked, other, changed_by],
        [said, changed_by, differences, changed, changed_source],
    )
    gr.on([other.input, changed_by.input], *against, **AT_ONCE)
    shown.then(*against, **AT_ONCE)
    for one, source in ((worst, worst_source), (changed, changed_source)):
        open_from(context, views=[one], into=source, notices=said, script=preferences.script)


class _Room:
    """What is shown of runs, without the components."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._language = context.language

    def show(self, picked: str | None, metric: str | None) -> tuple[Any, ...]:
        """Notice, results, metric, worst questions, source, and the runs to compare with: of the run that is picked."""
        runs = list_runs()
        summary = next((run for run in runs if run.name == picked), None)
        if summary is None:
            return "", "", gr.update(choices=[], value=None), "", "", gr.update(choices=[], value=None)
        try:
            run = read_run(summary.folder)
        except AnwenError as error:
            return notice_html(error.text(self._language)), *(gr.skip() for _ in range(5))
        metrics = _metrics(run)
        metric = metric if metric in metrics else metrics[0]
        found = worst_html(run, metric, self._context.library, self._language)
        others = [
            (run_label(one, self._context.settings, self._language), one.name) for one in comparable(summary, runs)
        ]
        choices = gr.update(choices=metrics, value=metric)
        other = gr.update(choices=others, value=others[0][1] if others else None)
        return "", results_html(run, self._language), choices, found, "", other

    def worst(self, picked: str | None, metric: str) -> tuple[Any, Any, Any]:
        """Notice, worst questions, source: by this metric."""
        summary = next((run for run in list_runs() if run.name == picked), None)
        try:
            found = (
                ""
                if summary is None
                else worst_html(read_run(summary.folder), metric, self._context.library, self._language)
            )
        except AnwenError as error:
            return notice_html(error.text(self._language)), gr.skip(), gr.skip()
        return "", found, ""

    def compare(self, picked: str | None, other: str | None, metric: str | None) -> tuple[Any, ...]:
        """Notice, metric, differences, changed questions, source: of the run against the other one."""
        runs = {run.name: run for run in list_runs()}
        if picked not in runs or other not in runs:
            none = notice_html(self._context.text("page-compare-none"), urgent=False) if picked else ""
            return gr.skip(), gr.update(choices=[], value=None), none, "", ""
        a, b = runs[other].folder, runs[picked].folder
        try:
            known = {*_metrics(read_run(a))} & {*_metrics(read_run(b))}
            found = compare(a, b, metric=metric if metric in known else None)
        except AnwenError as error:
            return gr.skip(), gr.skip(), notice_html(error.text(self._language)), "", ""
        choices = gr.update(choices=list(found.differences), value=found.metric)
        told = comparison_html(found, self._language)
        return gr.skip(), choices, told, changed_html(found, self._context.library, self._language), ""


def _metrics(run: RunFolder) -> list[str]:
    """The metrics that single questions have and that are means, retrieval first."""
    return [name for name in values_by_metric(run.per_query.values()) if name not in MEDIANS]
