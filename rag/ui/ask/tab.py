"""Asking: a question box, the answer with its turns before, the source beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import gradio as gr

from rag.answer.library import Library
from rag.answer.results import Answer
from rag.errors import AnwenError
from rag.export.exporting import SUFFIXES
from rag.ui.ask.answer_view import answer_html, earlier_html
from rag.ui.ask.examples import example_questions
from rag.ui.ask.glimpses import glimpses
from rag.ui.ask.turns import Conversation
from rag.ui.context import AT_ONCE, QUIET, Context
from rag.ui.downloads import remove_downloads, write_downloads
from rag.ui.places import Place
from rag.ui.preferences import Preferences
from rag.ui.source_view import source_html
from rag.ui.views import notice, notice_html, open_from, source_pane, view

__all__ = ["add_ask"]

_GLANCE_S = 0.15
"""How often a growing draft is shown."""

_FORMS = {"markdown": "Markdown", "word": "Word", "json": "JSON"}


def add_ask(context: Context, preferences: Preferences) -> None:
    """The room of questions and answers, into the tab that is open."""
    reader = _Reader(context)
    conversation = gr.State(Conversation())
    paths = gr.State({}, delete_callback=remove_downloads)
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
        with gr.Accordion(context.text("page-options"), open=False, elem_id="options"):
            preferences.cases.render()
            preferences.passages.render()
        preferences.use_model.render()
        with gr.Row(elem_id="examples"):
            examples = [
                gr.Button(example, variant="secondary", size="sm", scale=0)
                for example in example_questions(context.library.documents, context.language)
            ]
        said = notice("notice")
        with gr.Row(elem_id="panes", elem_classes="panes"):
            with gr.Column(elem_classes="told"):
                answer = view("answer", scripts=("pane", "answer"), polite=True)
                with gr.Row(elem_id="tools", elem_classes="tools"):
                    stop = gr.Button(context.text("page-stop"), size="sm", scale=0, elem_id="stop")
                    downloads = [
                        gr.DownloadButton(
                            context.text("page-download", form=_FORMS[form]),
                            size="sm",
                            scale=0,
                            interactive=False,
                            elem_id=f"download-{form}",
                        )
                        for form in SUFFIXES.values()
                    ]
                    new = gr.Button(context.text("page-new"), size="sm", scale=0, elem_id="new")
                earlier = view("earlier")
            source = source_pane("source")

    drafts: list[Any] = []

    def export_after(event: Any) -> None:
        # One at a time: each takes away what the one before wrote.
        event.then(
            reader.downloads,
            [conversation, paths],
            [paths, *downloads],
            concurrency_limit=1,
            concurrency_id="downloads",
            **QUIET,
        )

    def answer_after(asked: Any) -> None:
        if context.model is None:
            export_after(asked)
            return
        draft = asked.then(
            reader.draft,
            conversation,
            [answer, source, conversation],
            concurrency_limit=None,  # who has no draft due must not wait for those who have
            trigger_mode="multiple",  # "once" would take the one that was interrupted for one at work
            **QUIET,
        )
        export_after(draft)
        drafts.append(draft)

    asking: tuple[list[Any], list[Any]] = (
        [question, preferences.use_model, conversation],
        [said, answer, source, earlier, conversation, *downloads],
    )
    answer_after(gr.on([question.submit, send.click], reader.ask, *asking, **AT_ONCE))
    for example in examples:
        filled = example.click(lambda text: text, example, question, **AT_ONCE)
        answer_after(filled.then(reader.ask, *asking, **AT_ONCE))
    export_after(stop.click(reader.stop, conversation, [answer, conversation], **AT_ONCE))
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
    open_from(context, views=[answer, earlier], into=source, notices=said)


class _Reader:
    """What the room does for one reader at a time: from what was asked to what is shown, without the components."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._settings = context.settings
        self._language = context.language

    def ask(self, question: str, use_model: bool, conversation: Conversation) -> tuple[Any, ...]:  # noqa: FBT001
        """Notice, answer, source, earlier turns, conversation, and a button for each download."""
        library = self._context.library
        try:
            answer = library.ask(question or "", after=conversation.referent)
            source = self._source(library, answer)
        except AnwenError as error:
            told = notice_html(error.text(self._language))
            return told, gr.skip(), gr.skip(), gr.skip(), conversation.unchanged(), *(gr.skip() for _ in SUFFIXES)
        due = use_model and self._context.model is not None and answer.status == "answered"
        asked = conversation.with_turn(answer, due=due)
        shown = answer_html(answer, self._settings, unchecked="" if due else None)
        earlier = earlier_html(asked.turns[:-1], self._language)
        return "", shown, source, earlier, asked, *(gr.update(interactive=False) for _ in SUFFIXES)

    def draft(self, conversation: Conversation) -> Iterator[tuple[Any, ...]]:
        """Answer, source, conversation: each state of the draft that is due."""
        library = self._context.library
        drafter = self._context.drafter(library)
        if not conversation.due or drafter is None:
            yield gr.skip(), gr.skip(), gr.skip()
            return
        answer = conversation.turns[-1]
        for step in glimpses(drafter.steps(answer), every_s=_GLANCE_S):
            answer = step.answer
            yield answer_html(answer, self._settings, unchecked=step.unchecked), gr.skip(), gr.skip()
        used = answer.draft is not None and answer.draft.used
        source = self._source(library, answer) if used else gr.skip()
        yield answer_html(answer, self._settings), source, conversation.drafted(answer)

    def stop(self, conversation: Conversation) -> tuple[Any, Any]:
        """Answer, conversation: the quotations, whatever a model had begun to write."""
        return answer_html(conversation.turns[-1], self._settings), conversation.unchanged()

    def downloads(self, conversation: Conversation, before: dict[str, Path]) -> tuple[Any, ...]:
        """The files before go; the paths of the new ones, then a button for each."""
        remove_downloads(before)
        if not conversation.turns or conversation.turns[-1].status == "refused":
            return {}, *(gr.update(value=None, interactive=False) for _ in SUFFIXES)
        paths = write_downloads(
            conversation.turns[-1], self._context.files, language=self._language, at=datetime.now().astimezone()
        )
        return paths, *(gr.update(value=str(paths[suffix]), interactive=True) for suffix in SUFFIXES)

    def _source(self, library: Library, answer: Answer) -> str:
        """The source of the first citation, or nothing."""
        if not answer.citations:
            return ""
        place = Place.of_citation(answer.citations[0], answer.citations)
        return source_html(library.document(place.document), place, self._language)
