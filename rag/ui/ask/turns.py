"""What one reader has asked and been told; the page keeps it for the session, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from rag.answer.results import Answer
from rag.answer.scope import CaseName
from rag.corpus.document import Document, Span
from rag.ui.source.permalinks import Permalink

__all__ = ["Conversation", "Turn"]

_TURNS_KEPT = 20


@dataclass(frozen=True, slots=True)
class Turn:
    """One answer and what belongs to it on the page.

    Attributes:
        answer: to the question.
        among: the only cases it was looked for in; empty: all.
        links: to each citation, by its number; none to one whose document is no longer as it was.
    """

    answer: Answer
    among: tuple[CaseName, ...] = ()
    links: Mapping[int, Permalink] = field(default_factory=dict)

    @classmethod
    def of(cls, answer: Answer, documents: Sequence[Document], *, among: tuple[CaseName, ...] = ()) -> Self:
        """The turn of an answer from `documents`."""
        named = {document.name: document for document in documents}
        links = {}
        for cited in answer.citations:
            document, span = named.get(cited.document), Span(cited.start, cited.end)
            if document is not None and span.of(document.text) == cited.quote:
                links[cited.n] = Permalink.of(document, span)
        return cls(answer, among, links)


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns of a session.

    Attributes:
        turns: oldest first; the last `_TURNS_KEPT`.
        due: whether a language model is still to draft the last one.
    """

    turns: tuple[Turn, ...] = ()
    due: bool = False

    @property
    def referent(self) -> Answer | None:
        """What a follow-up refers to: the last answer whose question was understood."""
        answers = (turn.answer for turn in reversed(self.turns))
        return next((one for one in answers if one.follows is None or one.follows.problem is None), None)

    def with_turn(self, turn: Turn, *, due: bool) -> Self:
        """After a further question."""
        return type(self)((*self.turns, turn)[-_TURNS_KEPT:], due)

    def drafted(self, turn: Turn) -> Self:
        """With the last turn as a language model's draft left it."""
        return type(self)((*self.turns[:-1], turn))

    def unchanged(self) -> Self:
        """After a question that could not be asked: nothing is to be drafted."""
        return replace(self, due=False)
