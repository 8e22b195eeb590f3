"""What every part of the page shows: our own HTML, notices, and the source beside it with its citations' places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from rag.errors import AnwenError
from rag.ui.assets import script
from rag.ui.context import AT_ONCE, Context
from rag.ui.markup import element
from rag.ui.places import Place
from rag.ui.source_view import source_html

__all__ = ["notice", "notice_html", "open_from", "source_pane", "view"]


def view(elem_id: str, *, classes: str = "", scripts: tuple[str, ...] = ("pane",), polite: bool = False) -> gr.HTML:
    """A place for HTML of `rag.ui.markup`, whose buttons with `data-open` report the place they open by `.open`.

    Args:
        elem_id: of the element.
        classes: further ones, with spaces between.
        scripts: by name; "pane" first.
        polite: whether a screen reader is to be told when it changes.
    """
    return gr.HTML(
        html_template='<div aria-live="polite">${value}</div>' if polite else "${value}",
        elem_id=elem_id,
        elem_classes=["view", *classes.split()],
        apply_default_css=False,
        js_on_load=script(*scripts),
    )


def source_pane(elem_id: str) -> gr.HTML:
    """Where sources open, beside what stands in the same element of class "panes"."""
    return view(elem_id, classes="source-pane")


def notice(elem_id: str) -> gr.HTML:
    """Where messages are shown."""
    return gr.HTML(elem_id=elem_id, elem_classes="notices", apply_default_css=False, js_on_load=None)


def notice_html(text: str) -> str:
    """A message of `rag.messages`: what is the matter, and what to do."""
    what, *hints = text.splitlines()
    return element(
        "div",
        element("p", what),
        *(element("p", hint, class_="hint") for hint in hints),
        class_="notice",
        role="alert",
    )


def open_from(context: Context, *, views: Sequence[gr.HTML], into: gr.HTML, notices: gr.HTML) -> None:
    """Have the places that buttons in `views` and in the pane `into` carry opened in that pane."""

    def opened(event: gr.EventData) -> tuple[Any, Any]:
        try:
            place = Place.from_json(event._data)
            return "", source_html(context.library.document(place.document), place, context.language)
        except AnwenError as error:
            return notice_html(error.text(context.language)), gr.skip()

    for one in (*views, into):
        one.open(opened, None, [notices, into], **AT_ONCE)
