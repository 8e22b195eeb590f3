"""What one reader has asked and been told; the page keeps it for the session, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from rag.answer.results import Answer

__all__ = ["Conversation"]

_TURNS_KEPT = 20


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns of a session.

    Attributes:
        turns: the answers, oldest first; the last `_TURNS_KEPT`.
        due: whether a language model is still to draft the last one.
    """

    turns: tuple[Answer, ...] = ()
    due: bool = False

    @property
    def referent(self) -> Answer | None:
        """What a follow-up refers to: the last answer whose question was understood."""
        understood = (turn for turn in reversed(self.turns) if turn.follows is None or turn.follows.problem is None)
        return next(understood, None)

    def with_turn(self, answer: Answer, *, due: bool) -> Self:
        """After a further question."""
        return type(self)((*self.turns, answer)[-_TURNS_KEPT:], due)

    def drafted(self, answer: Answer) -> Self:
        """With the last answer as a language model's draft left it."""
        return type(self)((*self.turns[:-1], answer))

    def unchanged(self) -> Self:
        """After a question that could not be asked: nothing is to be drafted."""
        return type(self)(self.turns)
