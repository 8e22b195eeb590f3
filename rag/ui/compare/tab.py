"""Comparing: a question or section roles, a table of cited cells, the source beside it."""

from __future__ import annotations

from typing import Any

import gradio as gr

from rag.answer.results import Comparison
from rag.corpus.fold import Script
from rag.corpus.roles import ROLES
from rag.errors import AnwenError
from rag.ui.compare.table_view import table_html
from rag.ui.context import AT_ONCE, Context
from rag.ui.downloads import Downloads
from rag.ui.preferences import Preferences
from rag.ui.scope import add_scope, cases_now, still_there
from rag.ui.views import notice, notice_html, open_from, source_pane, view

__all__ = ["add_compare"]


def add_compare(context: Context, preferences: Preferences) -> None:
    """The room of comparisons, into the tab that is open."""
    comparison = gr.State(None)
    with gr.Column(elem_id="compare"):
        with gr.Row(elem_classes="asking"):
            question = gr.Textbox(
                label=context.text("page-compare-question"),
                placeholder=context.text("page-compare-placeholder"),
                show_label=False,
                container=False,
                lines=1,
                max_lines=6,
                scale=1,
                elem_id="compare-question",
            )
            send = gr.Button(context.text("page-compare"), variant="primary", scale=0, elem_id="compare-send")
        roles = gr.CheckboxGroup(
            [(context.text(f"role-{role}"), role) for role in ROLES],
            label=context.text("page-compare-roles"),
            elem_id="roles",
        )
        with gr.Row(elem_classes="quiet"):
            add_scope(context, preferences.compared, elem_id="compare-scope")
        said = notice("compare-notice")
        with gr.Row(elem_classes="panes"):
            with gr.Column(elem_classes="told"):
                table = view("comparison", polite=True)
                with gr.Row(elem_classes="tools", elem_id="compare-tools"):
                    downloads = Downloads(context, prefix="compare-download")
            source = source_pane("compare-source")

    def compare(text: str, chosen: list[str], cases: list[str], script: Script) -> tuple[Any, ...]:
        """Notice, table, source, comparison, choice of cases, and a button for each download."""
        if chosen and not (text or "").strip():
            named = (context.text(f"role-{role}") for role in ROLES if role in chosen)
            text = context.text("page-compare-parts", roles=context.text("list-comma").join(named))
        library = context.library
        among = still_there(cases, library)
        dropped = len(among) < len(cases or ())
        now = cases_now(context, cases) if dropped else gr.skip()
        try:
            found = library.compare(text or "", roles=chosen, among=among)
        except AnwenError as error:
            told = notice_html(error.text(context.language))
            return told, gr.skip(), gr.skip(), gr.skip(), now, *(gr.skip() for _ in downloads.buttons)
        told = notice_html(context.text("page-cases-dropped")) if dropped else ""
        return told, show(found, script), "", found, now, *(gr.update(interactive=False) for _ in downloads.buttons)

    def show(found: Comparison | None, script: Script) -> Any:
        return gr.skip() if found is None else table_html(found, context.language, script=script)

    compared = gr.on(
        [question.submit, send.click],
        compare,
        [question, roles, preferences.compared, preferences.script],
        [said, table, source, comparison, preferences.compared, *downloads.buttons],
        **AT_ONCE,
    )
    downloads.after(compared, comparison, lambda found: found)
    preferences.script.change(show, [comparison, preferences.script], table, **AT_ONCE)
    open_from(context, views=[table], into=source, notices=said, script=preferences.script)
