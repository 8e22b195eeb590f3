"""The button that copies a permalink, as HTML."""

from __future__ import annotations

from rag.messages import render
from rag.ui.markup import Html, element
from rag.ui.source.permalinks import Permalink

__all__ = ["copy_link_html"]


def copy_link_html(link: Permalink, language: str, *, name: str | None = None) -> Html:
    """A button that copies the link as a whole address, and says so; `name` tells it from others of its kind."""
    return element(
        "button",
        render("page-copy-link", language),
        type="button",
        class_="copy-link",
        aria_label=name,
        data_copy_link=link.query(),
        data_copied=render("page-copied", language),
        data_failed=render("page-copy-failed", language),
    )
