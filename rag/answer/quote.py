"""A quotation: the characters of a document that an answer shows."""

from __future__ import annotations

from dataclasses import dataclass

from rag.corpus.document import Span

__all__ = ["Quote"]


@dataclass(frozen=True, slots=True)
class Quote:
    """Characters of a document chosen for an answer, with the positions of the section that holds them."""

    document: str
    path: tuple[int, ...]
    span: Span
    score: float
