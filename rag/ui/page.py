"""The page: its rooms (ask, compare, library, evaluate, settings) under one head."""

from __future__ import annotations

import json
from typing import Any

import gradio as gr

from rag.messages import render
from rag.ui.ask.tab import add_ask
from rag.ui.assets import script, style
from rag.ui.compare.tab import add_compare
from rag.ui.context import QUIET, Context
from rag.ui.evaluate.tab import add_evaluate
from rag.ui.library.tab import add_library
from rag.ui.markup import element
from rag.ui.preferences import Preferences
from rag.ui.serving.api import Endpoints, add_api
from rag.ui.settings_tab import add_settings
from rag.ui.theme import theme

__all__ = ["build_page", "head", "look"]

_IDLE_S = 0.02
"""How often the queue looks for work; Gradio's own 0.001 costs a tenth of a core for three pages that nobody uses."""

_SCRIPTS = ("page", "trouble", "copy", "card")


def build_page(context: Context) -> gr.Blocks:
    """The page in the context's language; whoever opens it shares nothing with others but the library."""
    page = Endpoints(title=context.text("page-title"), analytics_enabled=False, fill_width=True)
    page.language, page.uploads = context.language, context.files
    with page:
        add_api(context)  # first: the page's own events must not take its names
        preferences = Preferences.make(context)
        masthead = gr.HTML(_header(context), elem_id="masthead", apply_default_css=False, js_on_load=None)
        page.load(lambda: _header(context), None, masthead, **QUIET)
        with gr.Tabs(elem_id="rooms"):
            with gr.Tab(context.text("page-room-ask"), id="ask"):
                add_ask(context, preferences, page)
            with gr.Tab(context.text("page-room-compare"), id="compare"):
                add_compare(context, preferences)
            with gr.Tab(context.text("page-room-library"), id="library"):
                add_library(context, preferences)
            with gr.Tab(context.text("page-room-evaluate"), id="evaluate", elem_id="room-evaluate") as evaluating:
                add_evaluate(context, preferences, evaluating)
            with gr.Tab(context.text("page-room-settings"), id="settings"):
                add_settings(context, preferences, page)
        preferences.keep(page, context)
    page._queue.sleep_when_free = _IDLE_S
    return page


def head() -> str:
    """What has to be there before Gradio is."""
    return f"<script>{script('rest')}</script>"


def look(language: str) -> dict[str, Any]:
    """Theme, style and script, as Gradio takes them; nothing in them names another machine."""
    trouble = {name: render(f"page-{name}", language) for name in ("trouble", "lost", "failed")}
    return {
        "theme": theme(),
        # Not as `css`: Gradio would repeat every rule under a selector that outranks media queries. Its `head` is put
        # in after its own style, which would win otherwise.
        "head": f"<style>{style()}</style>",
        "js": f"() => {{ const language = {language!r}, trouble = {json.dumps(trouble)};\n{script(*_SCRIPTS)} }}",
    }


def _header(context: Context) -> str:
    documents = context.library.documents
    counts = context.text(
        "page-collection",
        documents=len(documents),
        cases=sum(len(document.cases) for document in documents),
    )
    return element(
        "header",
        element("h1", context.text("page-title")),
        element("p", context.text("page-tagline"), element("span", counts, class_="counts")),
        class_="masthead",
    )
