"""What the room of questions does for one reader at a time: from what was asked to what is shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from rag.answer.library import Library
from rag.answer.results import Answer
from rag.corpus.fold import Script
from rag.errors import AnwenError
from rag.export.exporting import SUFFIXES
from rag.ui.ask.answer_view import answer_html, earlier_html
from rag.ui.ask.glimpses import glimpses
from rag.ui.ask.turns import Conversation, Turn
from rag.ui.context import Context
from rag.ui.scope import cases_now, still_there
from rag.ui.source.places import Place
from rag.ui.source.source_view import source_html
from rag.ui.views import linked, notice_html

__all__ = ["Reader"]

_GLANCE_S = 0.15
"""How often a growing draft is shown."""


class Reader:
    """Values of components in, values and updates out; the room says which."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._settings = context.settings
        self._language = context.language

    def ask(  # noqa: PLR0917 -- one for each component
        self,
        question: str,
        use_model: bool,  # noqa: FBT001
        chosen: list[str] | None,
        passages: int,
        script: Script,
        conversation: Conversation,
    ) -> tuple[Any, ...]:
        """Notice, answer, earlier turns, conversation, source, choice of cases, and a button for each download."""
        library = self._context.library
        among = still_there(chosen, library)
        dropped = len(among) < len(chosen or ())
        cases = cases_now(self._context, chosen) if dropped else gr.skip()
        try:
            answer = library.ask(question or "", after=conversation.referent, among=among, top_k=int(passages))
        except AnwenError as error:
            told = notice_html(self._still(error.text(self._language), conversation))
            kept = conversation.unchanged()
            return told, gr.skip(), gr.skip(), kept, gr.skip(), cases, *(gr.skip() for _ in SUFFIXES)
        due = use_model and self._context.model is not None and answer.status == "answered"
        asked = conversation.with_turn(Turn.of(answer, library.documents, among=among), due=due)
        return (
            notice_html(self._context.text("page-cases-dropped")) if dropped else "",
            *self.show(asked, script),
            asked,
            self._source(library, answer, script),
            cases,
            *(gr.update(interactive=False) for _ in SUFFIXES),
        )

    def show(self, conversation: Conversation, script: Script) -> tuple[Any, Any]:
        """Answer, earlier turns; as they are where none was known, for one may have come meanwhile."""
        if not conversation.turns:
            return gr.skip(), gr.skip()
        *before, last = conversation.turns
        unchecked = "" if conversation.due else None
        answer = answer_html(last, self._settings, script=script, unchecked=unchecked)
        return answer, earlier_html(before, self._language, script=script)

    def draft(self, conversation: Conversation, script: Script) -> Iterator[tuple[Any, ...]]:
        """Answer, source, conversation: each state of the draft that is due."""
        library = self._context.library
        drafter = self._context.drafter(library)
        if not conversation.due or drafter is None:
            yield gr.skip(), gr.skip(), gr.skip()
            return
        turn = conversation.turns[-1]
        try:
            for step in glimpses(drafter.steps(turn.answer), every_s=_GLANCE_S):
                turn = Turn.of(step.answer, library.documents, among=turn.among)
                shown = answer_html(turn, self._settings, script=script, unchecked=step.unchecked)
                yield shown, gr.skip(), gr.skip()
        except AnwenError:  # the collection was replaced meanwhile, without a document that is quoted
            yield *self.stop(conversation, script), gr.skip()
            return
        used = turn.answer.draft is not None and turn.answer.draft.used
        source = self._source(library, turn.answer, script) if used else gr.skip()
        yield answer_html(turn, self._settings, script=script), source, conversation.drafted(turn)

    def stop(self, conversation: Conversation, script: Script) -> tuple[Any, Any]:
        """Answer, conversation: the quotations, whatever a model had begun to write."""
        return answer_html(conversation.turns[-1], self._settings, script=script), conversation.unchanged()

    def linked(self, script: Script, request: gr.Request) -> tuple[str, str]:
        """Notice, source: what the permalink in the page's address opens."""
        return linked(self._context, dict(request.query_params), script)

    def _still(self, problem: str, conversation: Conversation) -> str:
        """A problem with a question, over an answer that is not to it."""
        if not conversation.turns:
            return problem
        return f"{problem}\n{self._context.text('page-still', question=conversation.turns[-1].answer.question.strip())}"

    def _source(self, library: Library, answer: Answer, script: Script) -> str:
        """The source of the first citation, or nothing."""
        if not answer.citations:
            return ""
        place = Place.of_citation(answer.citations[0], answer.citations)
        return source_html(library.document(place.document), place, self._language, script=script)
