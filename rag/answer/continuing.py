"""A quotation that only repeats the question, such as a heading, goes on with what is said under it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.extraction import Quote
from rag.corpus.document import Span
from rag.corpus.fold import fold
from rag.index.passages import Passage
from rag.index.store import Generation

__all__ = ["continued"]

_MARKER = re.compile(r"^\W*(?:第?[\d一二三四五六七八九十]{1,3}(?:是|[、.):]))?")


def continued(question: str, quotes: Sequence[Quote], generation: Generation, *, max_chars: int) -> list[Quote]:
    """The quotations, or a lone one that says no more than `question` with the sentence after it.

    Args:
        question: as searched.
        quotes: what was chosen to answer it.
        generation: that they are from.
        max_chars: longest answer, in quoted characters.
    """
    chosen = list(quotes)
    if len(chosen) != 1:
        return chosen
    quote = chosen[0]
    said = fold(quote.span.of(generation.documents[quote.document].text))
    bare = re.sub(r"\W", "", said[_end(said) :])
    if not bare or bare not in re.sub(r"\W", "", fold(question)):
        return chosen
    after = _sentence_after(quote, generation.passages)
    if after is not None and len(quote.span) + len(after) <= max_chars:
        chosen.append(Quote(quote.document, quote.path, after, quote.score))
    return chosen


def _end(said: str) -> int:
    marker = _MARKER.match(said)
    return marker.end() if marker else 0


def _sentence_after(quote: Quote, passages: Sequence[Passage]) -> Span | None:
    """The next sentence of the same section, or None."""
    return min(
        (
            span
            for passage in passages
            if (passage.document, passage.path) == (quote.document, quote.path)
            for span in passage.sentences
            if span.start >= quote.span.end
        ),
        default=None,
    )
