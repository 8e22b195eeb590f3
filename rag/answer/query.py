"""A question, checked and turned into what both halves of retrieval need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rag.answer.dictionary import Dictionary
from rag.answer.wording import question_terms
from rag.errors import UsageError
from rag.index.encoder import Encoder, FloatMatrix, Tokens, encoded_text
from rag.index.lexical import Term, terms

__all__ = ["MOST_ANSWER_PASSAGES", "Query", "check_question", "check_top_k", "make_query"]

MOST_ANSWER_PASSAGES = 50
"""Passages, at most, that an answer is looked for in."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question that can be searched.

    Attributes:
        text: as asked.
        terms: its terms in order, repeats included, each with its alternatives.
        vector: (dim,) float32, a unit row.
        tokens: as the encoder reads it, for late interaction.
    """

    text: str
    terms: tuple[Term, ...]
    vector: FloatMatrix
    tokens: Tokens


def check_question(question: str, *, max_chars: int) -> None:
    """Refuse what cannot be asked.

    Raises:
        UsageError: it has no letter or digit, or more than `max_chars` characters.
    """
    if len(question) > max_chars:
        raise UsageError("question-too-long", length=len(question), limit=max_chars)
    if not terms(question):
        raise UsageError("question-empty")


def check_top_k(top_k: int, *, most: int | None = None) -> None:
    """Refuse a number of hits below 1, or above `most`.

    Raises:
        UsageError: it is.
    """
    if most is not None and not 1 <= top_k <= most:
        raise UsageError("top-out-of-range", value=top_k, most=most)
    if top_k < 1:
        raise UsageError("top-too-small", value=top_k)


def make_query(
    question: str, encoder: Encoder, *, max_chars: int, dictionary: Callable[[], Dictionary] | None = None
) -> Query:
    """The question as a `Query`.

    Args:
        question: as asked.
        encoder: the one that the passages were encoded with.
        max_chars: longest question.
        dictionary: as for `question_terms`.

    Raises:
        UsageError: as `check_question`.
    """
    check_question(question, max_chars=max_chars)
    rows, tokens = encoder.encode_tokens([encoded_text(question)], query=True)
    return Query(question, question_terms(question, dictionary), rows[0], tokens[0])
