"""A quote made longer or shorter at one end: by whole sentences, and inside a sentence by its clauses."""

from __future__ import annotations

import re
from typing import Literal

from rag.corpus.document import Document, Span
from rag.corpus.sentences import sentences

__all__ = ["best_sentence", "stretched"]

_CLAUSE_END = re.compile(r"[，,、：:]")


def stretched(document: Document, span: Span, *, end: Literal["start", "end"], longer: bool) -> Span:
    """The span with one end moved to the next place that makes sense; as it is where there is none.

    Longer: to the edge of the sentence, then of the one beyond, never out of the heading or body it stands in.
    Shorter: by a sentence while it holds several, then by a clause.
    """
    part = _part(document, span.start)
    around = [one for one in sentences(document.text, part) if one.end > span.start or end == "start"]
    inside = [one for one in around if span.start < one.end and one.start < span.end]
    if longer:
        edges = [one.start if end == "start" else one.end for one in around]
    elif len(inside) > 1:
        edges = [one.start if end == "start" else one.end for one in inside]
    else:
        commas = _CLAUSE_END.finditer(document.text, span.start, span.end)
        edges = [comma.end() if end == "start" else comma.start() for comma in commas]
    if end == "start":
        fitting = [edge for edge in edges if (edge < span.start if longer else span.start < edge < span.end)]
        return Span((max if longer else min)(fitting, default=span.start), span.end)
    fitting = [edge for edge in edges if (edge > span.end if longer else span.start < edge < span.end)]
    return Span(span.start, (min if longer else max)(fitting, default=span.end))


def best_sentence(document: Document, span: Span, matches: tuple[tuple[int, int], ...]) -> Span:
    """The sentence of a passage with the most characters in `matches`, the first among equals."""
    inside = sentences(document.text, span)
    if not inside:
        return span
    return max(inside, key=lambda one: sum(max(0, min(one.end, end) - max(one.start, start)) for start, end in matches))


def _part(document: Document, offset: int) -> Span:
    """The heading or the range of a body that holds the character."""
    for path in document.walk():
        for part in (path[-1].heading_span, *path[-1].bodies):
            if part.start <= offset < part.end:
                return part
    return Span(0, len(document.text))
