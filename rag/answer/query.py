"""A question, checked and turned into what both halves of retrieval need."""

from __future__ import annotations

from dataclasses import dataclass

from rag.errors import UsageError
from rag.index.encoder import Encoder, FloatMatrix, encoded_text
from rag.index.lexical import terms

__all__ = ["Query", "check_question", "check_top_k", "make_query"]


@dataclass(frozen=True, slots=True)
class Query:
    """A question that can be searched.

    Attributes:
        text: as asked.
        terms: its terms in order, repeats included.
        vector: (dim,) float32, a unit row.
    """

    text: str
    terms: tuple[str, ...]
    vector: FloatMatrix


def check_question(question: str, *, max_chars: int) -> tuple[str, ...]:
    """The terms of a question that can be asked.

    Raises:
        UsageError: it has no letter or digit, or more than `max_chars` characters.
    """
    if len(question) > max_chars:
        raise UsageError("question-too-long", length=len(question), limit=max_chars)
    found = tuple(terms(question))
    if not found:
        raise UsageError("question-empty")
    return found


def check_top_k(top_k: int) -> None:
    """Refuse a number of hits below 1.

    Raises:
        UsageError: it is.
    """
    if top_k < 1:
        raise UsageError("top-too-small", value=top_k)


def make_query(question: str, encoder: Encoder, *, max_chars: int) -> Query:
    """The question as a `Query`.

    Raises:
        UsageError: as `check_question`.
    """
    found = check_question(question, max_chars=max_chars)
    return Query(question, found, encoder.encode_queries([encoded_text(question)])[0])
