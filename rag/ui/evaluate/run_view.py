"""A run that is going on, as HTML: its stages, and how far each is."""

from __future__ import annotations

from rag.messages import render
from rag.ui.evaluate.runner import Job
from rag.ui.markup import Html, element

__all__ = ["job_html"]


def job_html(job: Job | None, language: str) -> str:
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
