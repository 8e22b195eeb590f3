"""What readers set for themselves: script of texts, language of the interface, light or dark."""

from __future__ import annotations

import gradio as gr

from rag.ui.context import QUIET, Context
from rag.ui.markup import element
from rag.ui.preferences import Preferences

__all__ = ["add_settings"]

_OWN_NAMES = {"zh-Hant": "繁體中文", "zh-Hans": "简体中文", "en": "English"}
"""Each language as its readers know it."""

_THEMES = ("system", "light", "dark")


def add_settings(context: Context, preferences: Preferences, page: gr.Blocks) -> None:
    """The room of settings, into the tab that is open; `page` recalls light or dark when it opens."""
    with gr.Column(elem_id="settings"):
        preferences.script.render()
        gr.HTML(_languages(context), elem_id="languages", apply_default_css=False, js_on_load=None)
        theme = gr.Radio(
            [(context.text(f"page-theme-{theme}"), theme) for theme in _THEMES],
            value=_THEMES[0],
            label=context.text("page-theme"),
            elem_id="theme",
        )
    theme.input(None, theme, None, js="(theme) => window.anwenTheme.choose(theme)", **QUIET)
    page.load(None, None, theme, js="() => window.anwenTheme.chosen()", **QUIET)


def _languages(context: Context) -> str:
    """A link to the page in each language; `script/page.js` remembers the one that was followed."""
    label = context.text("page-language")
    links = (
        element(
            "a",
            name,
            href=f"/{language}/",
            lang=language,
            data_language=language,
            aria_current="true" if language == context.language else None,
        )
        for language, name in _OWN_NAMES.items()
    )
    return element("nav", element("p", label), *links, aria_label=label)
