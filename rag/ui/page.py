"""The page: a question box, the answer, the source beside it."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import gradio as gr
from gradio.events import api

from rag.answer.library import Library
from rag.answer.results import SCHEMA
from rag.corpus.document import Span
from rag.errors import AnwenError
from rag.messages import render
from rag.ui.answer_view import answer_html, notice_html
from rag.ui.examples import example_questions
from rag.ui.markup import element
from rag.ui.places import Place, Quote
from rag.ui.source_view import source_html

__all__ = ["build_page", "look"]

_FONTS = ["system-ui", "sans-serif"]  # plain names: Gradio's own themes ask Google for theirs
_PARALLEL_QUESTIONS = 4


def build_page(library: Library) -> gr.Blocks:
    """The page over `library`; whoever opens it shares nothing with others but the library."""
    language = library.settings.language
    pane = _asset("pane.js")

    def ask(question: str) -> tuple[Any, Any, Any]:
        try:
            answer = library.ask(question or "")
            source = ""
            if answer.citations:
                place = Place.of_citation(answer.citations[0], answer.citations)
                source = source_html(library.document(place.document), place, language)
        except AnwenError as error:
            return notice_html(error.text(language)), gr.skip(), gr.skip()
        return "", answer_html(answer, language), source

    def ask_example(question: str) -> tuple[Any, Any, Any, Any]:
        return (question, *ask(question))

    def open_place(event: gr.EventData) -> tuple[Any, Any]:
        try:
            place = Place.from_json(event._data)
            return "", source_html(library.document(place.document), place, language)
        except AnwenError as error:
            return notice_html(error.text(language)), gr.skip()

    page = gr.Blocks(title=render("page-title", language), analytics_enabled=False, fill_width=True)
    with page:
        _add_api(library)  # first: the page's own events must not take its names
        gr.HTML(_header(library), elem_id="masthead", apply_default_css=False, js_on_load=None)
        with gr.Row(elem_id="asking"):
            question = gr.Textbox(
                label=render("page-question", language),
                placeholder=render("page-placeholder", language),
                show_label=False,
                container=False,
                lines=1,
                max_lines=6,
                autofocus=True,
                scale=1,
                elem_id="question",
            )
            send = gr.Button(render("page-ask", language), variant="primary", scale=0, elem_id="send")
        with gr.Row(elem_id="examples"):
            examples = [
                gr.Button(example, variant="secondary", size="sm", scale=0)
                for example in example_questions(library.documents, language)
            ]
        notice = gr.HTML(elem_id="notice", apply_default_css=False, js_on_load=None)
        with gr.Row(elem_id="panes"):
            answer = gr.HTML(
                html_template='<div aria-live="polite">${value}</div>',
                elem_id="answer",
                apply_default_css=False,
                js_on_load=pane,
            )
            source = gr.HTML(elem_id="source", apply_default_css=False, js_on_load=pane)

        events: dict[str, Any] = {
            "show_progress": "hidden",
            "concurrency_limit": _PARALLEL_QUESTIONS,
            "api_visibility": "private",
        }
        gr.on([question.submit, send.click], ask, question, [notice, answer, source], **events)
        for example in examples:
            example.click(ask_example, example, [question, notice, answer, source], **events)
        for opened in (answer.open, source.open):
            opened(open_place, None, [notice, source], **events)
    return page


def look(language: str) -> dict[str, Any]:
    """Theme, style and script, as `Blocks.launch` takes them; nothing in them names another machine."""
    return {
        "theme": gr.themes.Base(font=_FONTS, font_mono=["monospace"]),
        # Not as `css`: Gradio would repeat every rule under a selector that outranks media queries.
        "head": f"<style>{_asset('style.css')}</style>",
        "js": f"() => {{ const language = {language!r};\n{_asset('page.js')} }}",
    }


def _add_api(library: Library) -> None:
    """The same for programs: `/ask` and `/open_section` of Gradio's API."""
    language = library.settings.language

    def ask(question: str) -> dict[str, Any]:
        """The answer to a question, as `anwen ask --json` prints it."""
        try:
            return library.ask(question).to_dict()
        except AnwenError as error:
            raise gr.Error(error.text(language)) from error

    def open_section(document: str, start: int, end: int) -> dict[str, Any]:
        """The section in which the characters [start, end) of a document begin."""
        try:
            found = library.document(document)
            section = Place(found.name, None, Quote(0, Span(start, end))).path(found)
        except AnwenError as error:
            raise gr.Error(error.text(language)) from error
        return {
            "schema": SCHEMA,
            "document": found.name,
            "breadcrumb": [step.heading for step in section],
            "start": section[-1].span.start,
            "end": section[-1].span.end,
            "text": section[-1].span.of(found.text),
            "quote": found.text[start:end],
        }

    api(ask, api_name="ask", concurrency_limit=_PARALLEL_QUESTIONS)
    api(open_section, api_name="open_section", concurrency_limit=_PARALLEL_QUESTIONS)


def _header(library: Library) -> str:
    language = library.settings.language
    documents = library.documents
    counts = render(
        "page-collection",
        language,
        documents=len(documents),
        cases=sum(len(document.cases) for document in documents),
    )
    return element(
        "header",
        element("h1", render("page-title", language)),
        element("p", render("page-tagline", language), element("span", counts, class_="counts")),
        class_="masthead",
    )


def _asset(name: str) -> str:
    return files("rag.ui").joinpath(name).read_text(encoding="utf-8")
