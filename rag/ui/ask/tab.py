"""Asking: a question box, the answer with its turns before, the source beside it."""

from __future__ import annotations

import json
from typing import Any

import gradio as gr

from rag.ui.ask.examples import example_questions
from rag.ui.ask.history_view import history_html
from rag.ui.ask.judging import Judging
from rag.ui.ask.reader import Reader
from rag.ui.ask.turns import Conversation
from rag.ui.assets import script
from rag.ui.context import AT_ONCE, QUIET, Context
from rag.ui.downloads import Downloads
from rag.ui.markup import element
from rag.ui.preferences import Preferences
from rag.ui.scope import add_scope
from rag.ui.views import notice, open_from, source_pane, view

__all__ = ["add_ask"]


def add_ask(context: Context, preferences: Preferences, page: gr.Blocks) -> None:
    """The room of questions and answers, into the tab that is open; `page` opens what its address links to."""
    reader = Reader(context)
    conversation = gr.State(Conversation())
    with gr.Column(elem_id="ask"):
        with gr.Row(elem_id="asking", elem_classes="asking"):
            question = gr.Textbox(
                label=context.text("page-question"),
                placeholder=context.text("page-placeholder"),
                show_label=False,
                container=False,
                lines=1,
                max_lines=6,
                autofocus=True,
                scale=1,
                elem_id="question",
            )
            send = gr.Button(context.text("page-ask"), variant="primary", scale=0, elem_id="send")
        with gr.Row(elem_id="quiet", elem_classes="quiet"):
            add_scope(context, preferences.cases, preferences.passages, elem_id="options")
            _add_history(context, question, page)
        preferences.use_model.render()
        with gr.Row(elem_id="examples"):
            examples = [
                gr.Button(example, variant="secondary", size="sm", scale=0)
                for example in example_questions(context.library.documents, context.language)
            ]
        _add_seeking(context)
        said = notice("notice")
        with gr.Row(elem_id="panes", elem_classes="panes"):
            with gr.Column(elem_classes="told"):
                answer = view("answer", scripts=("pane", "answer"), polite=True)
                with gr.Row(elem_id="tools", elem_classes="tools"):
                    stop = gr.Button(context.text("page-stop"), size="sm", scale=0, elem_id="stop")
                    _add_copy(context)
                    downloads = Downloads(context, prefix="download")
                    new = gr.Button(context.text("page-new"), size="sm", scale=0, elem_id="new")
                judging = Judging(context, preferences, conversation)
                earlier = view("earlier")
            source = source_pane("source")

    drafts: list[Any] = []

    def export_after(event: Any) -> None:
        judging.after(event)
        downloads.after(event, conversation, lambda held: held.turns[-1].answer if held.turns else None)

    def answer_after(asked: Any) -> None:
        asked.then(None, js="() => window.anwenAnswered()", **QUIET)
        if context.model is None:
            export_after(asked)
            return
        draft = asked.then(
            reader.draft,
            [conversation, preferences.script],
            [answer, source, conversation],
            concurrency_limit=None,  # who has no draft due must not wait for those who have
            trigger_mode="multiple",  # "once" would take the one that was interrupted for one at work
            **QUIET,
        )
        export_after(draft)
        drafts.append(draft)

    asking: dict[str, Any] = {
        "fn": reader.ask,
        "inputs": [
            question,
            preferences.use_model,
            preferences.cases,
            preferences.passages,
            preferences.script,
            conversation,
        ],
        "outputs": [said, answer, earlier, conversation, source, preferences.cases, *downloads.buttons],
        "js": "(...given) => { window.anwenAsked(); return given; }",
        **AT_ONCE,
    }
    answer_after(gr.on([question.submit, send.click], **asking))
    for example in examples:
        filled = example.click(lambda text: text, example, question, **AT_ONCE)
        answer_after(filled.then(**asking))
    export_after(stop.click(reader.stop, [conversation, preferences.script], [answer, conversation], **AT_ONCE))
    export_after(
        new.click(
            lambda: ("", "", "", "", "", Conversation()),
            None,
            [question, said, answer, source, earlier, conversation],
            js="() => document.querySelector('#question textarea').focus()",
            **AT_ONCE,
        )
    )
    # Whatever is asked or stopped, no draft of before may go on writing over it.
    interrupting = [question.submit, send.click, stop.click, new.click, *(example.click for example in examples)]
    if drafts:
        gr.on(interrupting, None, None, None, cancels=drafts)
    open_from(context, views=[answer, judging.view, earlier], into=source, notices=said, script=preferences.script)
    preferences.script.change(
        reader.show,
        [conversation, preferences.script],
        [answer, earlier],
        js="(...given) => { dispatchEvent(new Event('anwen-script')); return given; }",
        **AT_ONCE,
    )
    page.load(reader.linked, preferences.script, [said, source], **AT_ONCE)


def _add_history(context: Context, question: gr.Textbox, page: gr.Blocks) -> None:
    """The questions that the reader's own browser remembers, and the one that was being typed."""
    html = history_html(context.language)
    gr.HTML(html, elem_id="history", apply_default_css=False, js_on_load=script("history"))
    typed = "(typed) => typed || (sessionStorage.getItem('anwen-typed') ?? '')"  # script/history.js keeps it
    page.load(None, question, question, js=typed, **QUIET)


def _add_seeking(context: Context) -> None:
    """Where `script/answer.js` says that an answer takes its time."""
    html = element("p", role="status", data_text=context.text("page-seeking"))
    gr.HTML(html, elem_id="waiting", apply_default_css=False, js_on_load=None)


def _add_copy(context: Context) -> None:
    """A button that copies the answer and its sources as text."""
    copied, failed = (json.dumps(context.text(key)) for key in ("page-copied", "page-copy-failed"))
    gr.Button(context.text("page-copy"), size="sm", scale=0, elem_id="copy").click(
        None,
        js="() => window.anwenCopy(document.querySelector('#answer .answer').dataset.text,"
        f" document.querySelector('#copy'), {copied}, {failed})",
        **QUIET,
    )
