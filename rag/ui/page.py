"""The page: a question box, the answer with its turns before, the source beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files as resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import gradio as gr
from gradio.events import api

from rag.answer.library import Library
from rag.answer.results import SCHEMA, Answer
from rag.corpus.document import Span
from rag.draft.drafting import Drafter
from rag.draft.language_model import LanguageModel
from rag.errors import AnwenError
from rag.export.exporting import SUFFIXES
from rag.messages import render
from rag.ui.answer_view import answer_html, earlier_html, notice_html
from rag.ui.downloads import remove_downloads, write_downloads
from rag.ui.examples import example_questions
from rag.ui.glimpses import glimpses
from rag.ui.markup import element
from rag.ui.places import Place, Quote
from rag.ui.source_view import source_html
from rag.ui.turns import Conversation

__all__ = ["build_page", "look"]

_FONTS = ["system-ui", "sans-serif"]  # plain names: Gradio's own themes ask Google for theirs
_PARALLEL_QUESTIONS = 4
_GLANCE_S = 0.15
"""How often a growing draft is shown."""

_FORMS = {"markdown": "Markdown", "word": "Word", "json": "JSON"}


class _Reader:
    """What the page does for one reader at a time: from what was asked to what is shown, without the components."""

    def __init__(self, library: Library, drafter: Drafter | None, files: Path) -> None:
        self._library = library
        self._settings = library.settings
        self._language = library.settings.language
        self._drafter = drafter
        self._files = files

    def ask(self, question: str, use_model: bool, conversation: Conversation) -> tuple[Any, ...]:  # noqa: FBT001
        """Notice, answer, source, earlier turns, conversation, and a button for each download."""
        try:
            answer = self._library.ask(question or "", after=conversation.referent)
            source = self._source(answer)
        except AnwenError as error:
            notice = notice_html(error.text(self._language))
            return notice, gr.skip(), gr.skip(), gr.skip(), conversation.unchanged(), *(gr.skip() for _ in SUFFIXES)
        due = use_model and self._drafter is not None and answer.status == "answered"
        asked = conversation.with_turn(answer, due=due)
        shown = answer_html(answer, self._settings, unchecked="" if due else None)
        earlier = earlier_html(asked.turns[:-1], self._language)
        return "", shown, source, earlier, asked, *(gr.update(interactive=False) for _ in SUFFIXES)

    def draft(self, conversation: Conversation) -> Iterator[tuple[Any, ...]]:
        """Answer, source, conversation: each state of the draft that is due."""
        if not conversation.due or self._drafter is None:
            yield gr.skip(), gr.skip(), gr.skip()
            return
        answer = conversation.turns[-1]
        for step in glimpses(self._drafter.steps(answer), every_s=_GLANCE_S):
            answer = step.answer
            yield answer_html(answer, self._settings, unchecked=step.unchecked), gr.skip(), gr.skip()
        source = self._source(answer) if answer.draft is not None and answer.draft.used else gr.skip()
        yield answer_html(answer, self._settings), source, conversation.drafted(answer)

    def stop(self, conversation: Conversation) -> tuple[Any, Any]:
        """Answer, conversation: the quotations, whatever a model had begun to write."""
        return answer_html(conversation.turns[-1], self._settings), conversation.unchanged()

    def open_place(self, event: gr.EventData) -> tuple[Any, Any]:
        """Notice, source."""
        try:
            place = Place.from_json(event._data)
            return "", source_html(self._library.document(place.document), place, self._language)
        except AnwenError as error:
            return notice_html(error.text(self._language)), gr.skip()

    def downloads(self, conversation: Conversation, before: dict[str, Path]) -> tuple[Any, ...]:
        """The files before go; the paths of the new ones, then a button for each."""
        remove_downloads(before)
        if not conversation.turns or conversation.turns[-1].status == "refused":
            return {}, *(gr.update(value=None, interactive=False) for _ in SUFFIXES)
        paths = write_downloads(
            conversation.turns[-1], self._files, language=self._language, at=datetime.now().astimezone()
        )
        return paths, *(gr.update(value=str(paths[suffix]), interactive=True) for suffix in SUFFIXES)

    def _source(self, answer: Answer) -> str:
        """The source of the first citation, or nothing."""
        if not answer.citations:
            return ""
        place = Place.of_citation(answer.citations[0], answer.citations)
        return source_html(self._library.document(place.document), place, self._language)


def build_page(library: Library, model: LanguageModel | None, *, files: Path) -> gr.Blocks:
    """The page over `library`; whoever opens it shares nothing with others but the library.

    Args:
        library: what is asked.
        model: that may draft answers when the reader wishes; None leaves the switch out.
        files: folder for the downloads of all readers.
    """
    language = library.settings.language
    reader = _Reader(library, Drafter(library, model) if model else None, files)
    pane = _asset("pane.js")
    page = gr.Blocks(title=render("page-title", language), analytics_enabled=False, fill_width=True)
    with page:
        _add_api(library)  # first: the page's own events must not take its names
        conversation = gr.State(Conversation())
        paths = gr.State({}, delete_callback=remove_downloads)
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
        use_model = _switch(library, model)
        with gr.Row(elem_id="examples"):
            examples = [
                gr.Button(example, variant="secondary", size="sm", scale=0)
                for example in example_questions(library.documents, language)
            ]
        notice = gr.HTML(elem_id="notice", apply_default_css=False, js_on_load=None)
        with gr.Row(elem_id="panes"):
            with gr.Column(elem_id="told"):
                answer = gr.HTML(
                    html_template='<div aria-live="polite">${value}</div>',
                    elem_id="answer",
                    apply_default_css=False,
                    js_on_load=pane,
                )
                with gr.Row(elem_id="tools"):
                    stop = gr.Button(render("page-stop", language), size="sm", scale=0, elem_id="stop")
                    downloads = [
                        gr.DownloadButton(
                            render("page-download", language, form=_FORMS[form]),
                            size="sm",
                            scale=0,
                            interactive=False,
                            elem_id=f"download-{form}",
                        )
                        for form in SUFFIXES.values()
                    ]
                    new = gr.Button(render("page-new", language), size="sm", scale=0, elem_id="new")
                earlier = gr.HTML(elem_id="earlier", apply_default_css=False, js_on_load=pane)
            source = gr.HTML(elem_id="source", apply_default_css=False, js_on_load=pane)

        events: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        at_once: dict[str, Any] = {**events, "concurrency_limit": _PARALLEL_QUESTIONS}
        drafts: list[Any] = []

        def export_after(event: Any) -> None:
            # One at a time: each takes away what the one before wrote.
            event.then(
                reader.downloads,
                [conversation, paths],
                [paths, *downloads],
                concurrency_limit=1,
                concurrency_id="downloads",
                **events,
            )

        def answer_after(asked: Any) -> None:
            if model is None:
                export_after(asked)
                return
            draft = asked.then(
                reader.draft,
                conversation,
                [answer, source, conversation],
                concurrency_limit=None,  # who has no draft due must not wait for those who have
                trigger_mode="multiple",  # "once" would take the one that was interrupted for one at work
                **events,
            )
            export_after(draft)
            drafts.append(draft)

        asking = ([question, use_model, conversation], [notice, answer, source, earlier, conversation, *downloads])
        answer_after(gr.on([question.submit, send.click], reader.ask, *asking, **at_once))
        for example in examples:
            filled = example.click(lambda text: text, example, question, **at_once)
            answer_after(filled.then(reader.ask, *asking, **at_once))
        export_after(stop.click(reader.stop, conversation, [answer, conversation], **at_once))
        export_after(
            new.click(
                lambda: ("", "", "", "", "", Conversation()),
                None,
                [question, notice, answer, source, earlier, conversation],
                js="() => document.querySelector('#question textarea').focus()",
                **at_once,
            )
        )
        # Whatever is asked or stopped, no draft of before may go on writing over it.
        interrupting = [question.submit, send.click, stop.click, new.click, *(example.click for example in examples)]
        if drafts:
            gr.on(interrupting, None, None, None, cancels=drafts)
        for opened in (answer.open, earlier.open, source.open):
            opened(reader.open_place, None, [notice, source], **at_once)
    return page


def _switch(library: Library, model: LanguageModel | None) -> gr.Checkbox:
    """Whether `model` is to draft answers; not there without one."""
    settings = library.settings
    if model is None:
        return gr.Checkbox(value=False, visible=False)
    host = urlsplit(settings.llm_url).netloc
    return gr.Checkbox(
        value=settings.llm,
        label=render("page-llm", settings.language, model=model.name),
        info=render("page-llm-sent", settings.language, host=host),
        container=False,
        elem_id="model",
    )


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
    return resources("rag.ui").joinpath(name).read_text(encoding="utf-8")
