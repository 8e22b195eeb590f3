"""Reviewing what was judged: choosing a question, setting its words, kind and places right, approving it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import gradio as gr

from rag.answer.library import Library
from rag.corpus.document import Span
from rag.errors import AnwenError, EvaluationError, UsageError
from rag.eval.anchoring import locate
from rag.eval.growing import (
    Growing,
    Removed,
    joined,
    replaced,
    where_now,
    with_right,
    with_wrong,
    without,
)
from rag.eval.questions import ANSWERABLE, UNANSWERABLE, Alternative, Question
from rag.eval.stretching import stretched
from rag.eval.suggesting import suggested_kind
from rag.ui.context import AT_ONCE, Context
from rag.ui.evaluate.review_view import entries_html, place_in, places_html
from rag.ui.preferences import Preferences
from rag.ui.source.source_view import source_html
from rag.ui.views import notice, notice_html, open_from, source_pane, view

__all__ = ["add_review"]

_LANGUAGES = ("zh-Hant", "zh-Hans", "en")


def add_review(context: Context, preferences: Preferences, tab: gr.Tab) -> None:
    """The part of the room in which judgements become questions of a set, into the tab that is open."""
    review = _Review(context)
    name = preferences.grown
    chosen = gr.State("")
    removed = gr.State(None)
    with gr.Row(elem_id="reviewing-set"):
        name.render()
    said = notice("review-notice")
    with gr.Row(elem_classes="panes"):
        with gr.Column(elem_classes="told"):
            entries = view("entries", scripts=("pane", "act"))
            with gr.Column(visible=False, elem_id="editor") as editor:
                text = gr.Textbox(label=context.text("page-question"), lines=1, max_lines=5, elem_id="review-question")
                with gr.Row():
                    kind = gr.Dropdown(
                        [(f"{context.text(f'kind-{kind}')}　{kind}", kind) for kind in (*ANSWERABLE, *UNANSWERABLE)],
                        label=context.text("page-kind"),
                        elem_id="review-kind",
                    )
                    language = gr.Dropdown(
                        list(_LANGUAGES),
                        label=context.text("page-question-language"),
                        allow_custom_value=True,
                        elem_id="review-language",
                    )
                places = view("places", scripts=("pane", "act"))
                with gr.Row(elem_id="adding"):
                    quote = gr.Textbox(
                        label=context.text("page-add-quote"),
                        placeholder=context.text("page-add-quote-hint"),
                        lines=1,
                        max_lines=4,
                        scale=1,
                        elem_id="review-quote",
                    )
                    add = gr.Button(context.text("page-add"), size="sm", scale=0, elem_id="review-add")
                with gr.Row(elem_id="doing"):
                    approve = gr.Button(context.text("page-approve"), variant="primary", scale=0, elem_id="approve")
                    delete = gr.Button(context.text("page-delete"), scale=0, elem_id="delete")
        source = source_pane("review-source")
    shown: list[Any] = [said, entries, editor, text, kind, language, places, source, chosen, removed]
    tab.select(lambda: gr.update(choices=list(Growing.names())), None, name, **AT_ONCE)
    tab.select(review.open, [name, chosen, removed], shown, **AT_ONCE)
    name.change(review.open, [name, gr.State(""), gr.State(None)], shown, **AT_ONCE)
    for one in (entries, places):
        one.act(review.act, [name, chosen, removed], shown, **AT_ONCE)
    for part, edit in ((text.blur, review.word), (text.submit, review.word), (kind.input, review.kind)):
        part(edit, [name, chosen, removed, text if edit == review.word else kind], shown, **AT_ONCE)
    language.input(review.language, [name, chosen, removed, language], shown, **AT_ONCE)
    gr.on([quote.submit, add.click], review.add, [name, chosen, removed, quote], shown, **AT_ONCE).then(
        lambda said: gr.skip() if said else "", said, quote, **AT_ONCE
    )
    approve.click(review.approve, [name, chosen, text], shown, **AT_ONCE)
    delete.click(review.delete, [name, chosen], shown, **AT_ONCE)
    open_from(context, views=[entries, places], into=source, notices=said, script=preferences.script)


class _Review:
    """What reviewing does for one reader at a time; every method gives what the components are to show."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def open(self, name: str, chosen: str, removed: Removed | None) -> tuple[Any, ...]:
        """The set of this name as it is now."""
        return self._try(lambda: self._shown(Growing.named(name or ""), chosen, removed=removed))

    def act(self, name: str, chosen: str, removed: Removed | None, event: gr.EventData) -> tuple[Any, ...]:
        """What a button asks for."""
        return self._try(lambda: self._act(Growing.named(name or ""), chosen, removed, event._data))

    def approve(self, name: str, chosen: str, text: str) -> tuple[Any, ...]:
        """The question that is open goes into the set, in the words that stand there."""

        def approved() -> tuple[Any, ...]:
            growing = Growing.named(name)
            if text.strip():
                growing.change(chosen, lambda one: replace(one, text=text.strip()))
            growing.approve(chosen, self._context.library.documents)
            n = len(growing.reviewed().questions)
            said = self._context.text("page-approved", path=growing.path, n=n, set=growing.name)
            return self._shown(growing, "", said=said)

        return self._try(approved)

    def delete(self, name: str, chosen: str) -> tuple[Any, ...]:
        """The question that is open is taken out; it can be put back."""

        def deleted() -> tuple[Any, ...]:
            growing = Growing.named(name)
            gone = growing.remove(chosen)
            said = self._context.text("page-deleted", question=gone.question.text)
            return self._shown(growing, "", removed=gone, said=said)

        return self._try(deleted)

    def word(self, name: str, chosen: str, removed: Removed | None, text: str) -> tuple[Any, ...]:
        """Other words of the question; those that it has already change nothing, such as after it was approved."""
        del removed

        def worded() -> tuple[Any, ...]:
            growing, words = Growing.named(name), (text or "").strip()
            found = growing.standing(chosen)
            if found is None or not words or words == found.text:
                return tuple(gr.skip() for _ in range(10))
            return self._edited(growing, chosen, lambda one: replace(one, text=words))

        return self._try(worded)

    def kind(self, name: str, chosen: str, removed: Removed | None, kind: str) -> tuple[Any, ...]:
        """Another kind; the evidence of one that the collection does not answer is kept until it is approved."""
        del removed
        return self._edit(name, chosen, lambda one: replace(one, kind=kind))

    def language(self, name: str, chosen: str, removed: Removed | None, language: str) -> tuple[Any, ...]:
        """Another language of the question."""
        del removed
        return self._edit(name, chosen, lambda one: replace(one, language=language))

    def add(self, name: str, chosen: str, removed: Removed | None, quote: str) -> tuple[Any, ...]:
        """A further place, by its words, as evidence."""
        del removed

        def edited() -> tuple[Any, ...]:
            place = _located((quote or "").strip(), self._context.library)
            return self._edited(
                Growing.named(name), chosen, lambda one: with_right(one, place, kind=suggested_kind(one.text)), place
            )

        return self._try(edited)

    def _act(self, growing: Growing, chosen: str, removed: Removed | None, act: Any) -> tuple[Any, ...]:
        match act:
            case {"do": "choose", "id": str(id_)}:
                return self._shown(growing, id_)
            case {"do": "undo"} if removed is not None:
                growing.restore(removed)
                return self._shown(growing, removed.question.id, said=self._context.text("page-undone"))
        return self._place_act(growing, chosen, act)

    def _place_act(self, growing: Growing, chosen: str, act: Any) -> tuple[Any, ...]:
        match act:
            case {"do": "without", "place": [str(document), int(start), int(end)]}:
                gone = Alternative(document, start, end, "")  # which may be in no document any more
                return self._edited(growing, chosen, lambda one: without(one, gone))
            case {"place": [str(document), int(start), int(end)]}:
                library = self._context.library
                place = _place(document, Span(start, end), library)
            case _:
                raise UsageError("place-unknown")
        match act:
            case {"do": "stretch", "end": "start" | "end" as which, "longer": bool(longer)}:
                span = stretched(library.document(document), Span(start, end), end=which, longer=longer)
                new = _place(document, span, library)
                return self._edited(growing, chosen, lambda one: replaced(one, place, new), new)
            case {"do": "join", "alternative": bool(alternative)}:
                return self._edited(growing, chosen, lambda one: joined(one, place, alternative=alternative), place)
            case {"do": "wrong"}:
                return self._edited(growing, chosen, lambda one: with_wrong(one, place))
        raise UsageError("place-unknown")

    def _edit(self, name: str, chosen: str, edit: Callable[[Question], Question]) -> tuple[Any, ...]:
        return self._try(lambda: self._edited(Growing.named(name), chosen, edit))

    def _edited(
        self, growing: Growing, chosen: str, edit: Callable[[Question], Question], place: Alternative | None = None
    ) -> tuple[Any, ...]:
        """After a change to the question that is open; one that nothing is judged of any more is closed."""
        documents = self._context.library.documents
        left = growing.change(chosen, lambda one: edit(where_now(one, documents)[0]))
        return self._shown(growing, chosen if left else "", place=place)

    def _shown(
        self,
        growing: Growing,
        chosen: str,
        *,
        removed: Removed | None = None,
        said: str = "",
        place: Alternative | None = None,
    ) -> tuple[Any, ...]:
        library, language = self._context.library, self._context.language
        waiting, reviewed = growing.waiting(), growing.reviewed().questions
        unsettled = {}
        for one in (*reviewed, *waiting):
            now, lost = where_now(one, library.documents)
            if lost or now != one:
                unsettled[one.id] = "page-unsettled-lost" if lost else "page-unsettled-moved"
        listed = entries_html(
            growing,
            waiting=waiting,
            reviewed=reviewed,
            unsettled=unsettled,
            chosen=chosen,
            said=said,
            undo=removed is not None,
            language=language,
        )
        found = growing.standing(chosen) if chosen else None
        if found is None:
            hidden = gr.update(visible=False)
            return "", listed, hidden, gr.skip(), gr.skip(), gr.skip(), "", "", "", removed
        found, lost = where_now(found, library.documents)
        where = None if lost else place_in(found, place)
        source = "" if where is None else source_html(library.document(where.document), where, language)
        edited = places_html(found, lost=lost, language=language)
        fields = (found.text, found.kind or None, found.language)
        return "", listed, gr.update(visible=True), *fields, edited, source, found.id, removed

    def _try(self, done: Callable[[], tuple[Any, ...]]) -> tuple[Any, ...]:
        """What is shown after it, or what is the matter and everything else as it was."""
        try:
            return done()
        except AnwenError as error:
            return notice_html(error.text(self._context.language)), *(gr.skip() for _ in range(9))


def _place(document: str, span: Span, library: Library) -> Alternative:
    return Alternative(document, span.start, span.end, span.of(library.document(document).text))


def _located(quote: str, library: Library) -> Alternative:
    """Where the words stand.

    Raises:
        EvaluationError: in no document.
    """
    for document in library.documents if quote else ():
        if found := locate(quote, document, near=0):
            return found
    raise EvaluationError("growing-quote-lost", quote=quote[:60])
