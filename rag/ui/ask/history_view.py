"""The list of recent questions as HTML; `script/history.js` fills it with what the reader's own browser keeps."""

from __future__ import annotations

from rag.messages import render
from rag.ui.markup import Html, element

__all__ = ["history_html"]


def history_html(language: str) -> Html:
    """Folded away: the questions, each to be asked again, whether to keep them, and a button that forgets them."""
    keep = element("label", element("input", type="checkbox", checked=True), render("page-history-keep", language))
    clear = element("button", render("page-history-clear", language), type="button", class_="clear")
    return element(
        "details",
        element("summary", render("page-history", language)),
        element("ol"),
        element("p", keep, clear),
        class_="history",
        hidden=True,
    )
