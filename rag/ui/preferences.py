"""What a reader has set: the components that hold it, kept in the reader's own browser."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import gradio as gr

from rag.answer.library import ANSWER_PASSAGES, Library
from rag.answer.scope import CaseName
from rag.ui.context import QUIET, Context

__all__ = ["SCRIPTS", "Preferences", "case_choices", "chosen_cases"]

SCRIPTS = ("original", "zh-Hant", "zh-Hans")
"""How texts can be shown; quotations are always in the original."""

_MOST_PASSAGES = 20
_GROWN = "my-questions"
_KEY = "anwen"
_NOT_SECRET = "anwen"  # noqa: S105 -- Gradio encrypts what it keeps in the browser; there is nothing to hide in it


@dataclass(frozen=True, slots=True)
class Preferences:
    """Components, to be rendered where they belong and given to the events that read them.

    Attributes:
        script: one of `SCRIPTS`.
        cases: to ask about, values of `case_choices`; none chosen means all.
        compared: the same of the cases to compare.
        passages: how many an answer is looked for in.
        use_model: whether a language model may draft; hidden where none is configured.
        grown: name of the set that judged questions go into.
        kept: what the browser keeps of them.
    """

    script: gr.Radio
    cases: gr.Dropdown
    compared: gr.Dropdown
    passages: gr.Slider
    use_model: gr.Checkbox
    grown: gr.Dropdown
    kept: gr.BrowserState

    @classmethod
    def make(cls, context: Context) -> Preferences:
        """The components, not rendered yet but for `kept`."""
        return cls(
            script=gr.Radio(
                [(context.text(f"page-script-{script}"), script) for script in SCRIPTS],
                value=SCRIPTS[0],
                label=context.text("page-script"),
                info=context.text("page-script-info"),
                elem_id="script",
                render=False,
            ),
            cases=_cases(context, "cases"),
            compared=_cases(context, "compare-cases"),
            passages=gr.Slider(
                1,
                _MOST_PASSAGES,
                value=ANSWER_PASSAGES,
                step=1,
                label=context.text("page-passages"),
                info=context.text("page-passages-info"),
                elem_id="passages",
                render=False,
            ),
            use_model=_switch(context),
            grown=gr.Dropdown(
                value=_GROWN,
                label=context.text("page-grown"),
                info=context.text("page-grown-info"),
                allow_custom_value=True,
                elem_id="grown",
                render=False,
            ),
            kept=gr.BrowserState({}, storage_key=_KEY, secret=_NOT_SECRET),
        )

    def keep(self, page: gr.Blocks, context: Context) -> None:
        """Have them taken from the browser when the page opens, and put there when they change.

        The cases to choose from are those of the collection as it is when the page opens.
        """
        page.load(
            lambda: [gr.update(choices=case_choices(context.library))] * 2, None, [self.cases, self.compared], **QUIET
        )
        parts: list[Any] = [self.script, self.passages, self.use_model, self.grown]
        names = ["script", "passages", "use_model", "grown"]
        # By the browser itself: before the server could answer, somebody may have asked or chosen something else.
        recall = f"(kept, ...now) => {json.dumps(names)}.map((name, n) => kept?.[name] ?? now[n])"
        page.load(None, [self.kept, *parts], parts, js=recall, **QUIET)
        gr.on(
            [part.input for part in parts],
            lambda *values: dict(zip(names, values, strict=True)),
            parts,
            self.kept,
            **QUIET,
        )


def _cases(context: Context, elem_id: str) -> gr.Dropdown:
    return gr.Dropdown(
        label=context.text("page-cases"),
        info=context.text("page-cases-info"),
        multiselect=True,
        elem_id=elem_id,
        render=False,
    )


def _switch(context: Context) -> gr.Checkbox:
    if context.model is None:
        return gr.Checkbox(value=False, visible=False, render=False)
    host = urlsplit(context.settings.llm_url).netloc
    return gr.Checkbox(
        value=context.settings.llm,
        label=context.text("page-llm", model=context.model.name),
        info=context.text("page-llm-sent", host=host),
        container=False,
        elem_id="model",
        render=False,
    )


def case_choices(library: Library) -> list[tuple[str, str]]:
    """Label and value of each case that a reader can choose, in the order of the collection."""
    several = len(library.documents) > 1

    def label(case: CaseName) -> str:
        return f"{case.document} › {case.heading}" if several and case.heading else case.heading or case.document

    return [(label(case), _value(case)) for case in library.cases()]


def chosen_cases(values: Sequence[str]) -> tuple[CaseName, ...]:
    """The cases of these values; one that the collection no longer has is for `Library.ask` to complain of."""
    return tuple(CaseName(*json.loads(value)) for value in values)


def _value(case: CaseName) -> str:
    return json.dumps([case.document, case.heading], ensure_ascii=False)
