"""A line that says which cases are looked in, also while the choice of them is folded away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from rag.answer.library import Library
from rag.answer.scope import CaseName
from rag.ui.context import AT_ONCE, QUIET, Context
from rag.ui.preferences import case_choices, chosen_cases

__all__ = ["add_scope", "cases_now", "still_there"]


def add_scope(context: Context, cases: gr.Dropdown, *more: Any, elem_id: str) -> None:
    """The line; it unfolds to `cases` and whatever `more` there is to set."""

    def line(chosen: Sequence[str] | None) -> str:
        names = context.text("list-comma").join(case.heading or case.document for case in chosen_cases(chosen or ()))
        return context.text("page-scope", cases=names or context.text("page-scope-all"))

    with gr.Accordion(line(()), open=False, elem_id=elem_id, elem_classes="scope") as folded:
        for part in (cases, *more):
            part.render()
    cases.change(lambda chosen: gr.update(label=line(chosen)), cases, folded, **AT_ONCE)
    folded.expand(lambda chosen: cases_now(context, chosen), cases, cases, **AT_ONCE)
    unfolded = f"() => document.querySelector('#{elem_id} button').setAttribute('aria-expanded', {{}})"
    folded.expand(None, js=unfolded.format("true"), **QUIET)
    folded.collapse(None, js=unfolded.format("false"), **QUIET)


def still_there(chosen: Sequence[str] | None, library: Library) -> tuple[CaseName, ...]:
    """The chosen cases that the library has, as it is now."""
    return tuple(case for case in chosen_cases(chosen or ()) if case in library.cases())


def cases_now(context: Context, chosen: Sequence[str] | None) -> Any:
    """The choice of cases as the library is now, without those that are gone."""
    choices = case_choices(context.library)
    return gr.update(choices=choices, value=[value for _, value in choices if value in (chosen or ())])
