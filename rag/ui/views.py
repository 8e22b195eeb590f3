"""What every part of the page shows: our own HTML, notices, and the source beside it with its citations' places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import gradio as gr

from rag.corpus.document import Document
from rag.corpus.fold import Script
from rag.errors import AnwenError, UsageError
from rag.messages import render
from rag.ui import assets
from rag.ui.context import AT_ONCE, Context
from rag.ui.markup import element
from rag.ui.source.permalinks import Permalink, resolve
from rag.ui.source.places import Place
from rag.ui.source.source_view import source_html

__all__ = ["linked", "notice", "notice_html", "open_from", "source_pane", "view"]


def view(
    elem_id: str, value: str = "", *, classes: str = "", scripts: tuple[str, ...] = ("pane",), polite: bool = False
) -> gr.HTML:
    """A place for HTML of `rag.ui.markup`, whose buttons with `data-open` report the place they open by `.open`.

    Args:
        elem_id: of the element.
        value: what it shows at first.
        classes: further ones, with spaces between.
        scripts: by name; "pane" first.
        polite: whether a screen reader is to be told when it changes.
    """
    return gr.HTML(
        value,
        html_template='<div aria-live="polite">${value}</div>' if polite else "${value}",
        elem_id=elem_id,
        elem_classes=["view", *classes.split()],
        apply_default_css=False,
        js_on_load=assets.script(*scripts),
    )


def source_pane(elem_id: str) -> gr.HTML:
    """Where sources open, beside what stands in the same element of class "panes"."""
    return view(elem_id, classes="source-pane")


def notice(elem_id: str) -> gr.HTML:
    """Where messages are shown."""
    return gr.HTML(elem_id=elem_id, elem_classes="notices", apply_default_css=False, js_on_load=None)


def notice_html(text: str, *, urgent: bool = True) -> str:
    """A message of `rag.messages`: what is the matter, and what to do; or, not urgent, what was done."""
    what, *hints = text.splitlines()
    return element(
        "div",
        element("p", what),
        *(element("p", hint, class_="hint") for hint in hints),
        class_="notice",
        role="alert" if urgent else "status",
    )


def _document_of(context: Context, place: Place) -> Document:
    """The document of a place that somebody wants to see.

    Raises:
        UsageError: it is gone, in the words of the page and not of the command line.
    """
    try:
        return context.library.document(place.document)
    except UsageError as error:
        raise UsageError("document-unknown-here", name=place.document) from error


def open_from(
    context: Context,
    *,
    views: Sequence[gr.HTML],
    into: gr.HTML,
    notices: gr.HTML,
    script: gr.Radio,
    book: bool = False,
) -> None:
    """Have the places that buttons in `views` and in the pane `into` carry opened in that pane.

    Args:
        context: of the page.
        views: with buttons.
        into: where sources open.
        notices: where it is said that a place is gone.
        script: where a reader sets the script of texts.
        book: whether sections follow each other, as in a book.
    """

    def opened(shown: Script, event: gr.EventData) -> tuple[Any, Any]:
        try:
            place = Place.from_json(event._data)
            return "", source_html(_document_of(context, place), place, context.language, script=shown, book=book)
        except AnwenError as error:
            return notice_html(error.text(context.language)), gr.skip()

    for one in (*views, into):
        one.open(opened, script, [notices, into], **AT_ONCE)


def linked(context: Context, parameters: Mapping[str, str], script: Script) -> tuple[str, str]:
    """Notice and source for the page whose address has these parameters: what a permalink opens; else both empty."""
    language = context.language
    if "document" not in parameters:
        return "", ""
    library = context.library
    try:
        link = Permalink.parse(parameters)
        found = resolve(link, library.documents)
        if found.place is None:
            return notice_html(render(f"permalink-{found.status}", language, document=link.document)), ""
        document = library.document(found.place.document)
        source = source_html(document, found.place, language, script=script)
    except AnwenError as error:
        return notice_html(error.text(language)), ""
    moved = render("permalink-moved", language, document=document.name)
    return notice_html(moved) if found.status == "moved" else "", source
