"""A sentence that only repeats the question, such as a heading, goes on with what is said under it."""

from __future__ import annotations

import re
from itertools import takewhile

from rag.answer.quote import Quote
from rag.corpus.fold import fold
from rag.index.store import Generation

__all__ = ["continuation"]

_MARKER = re.compile(r"^\W*(?:第?[\d一二三四五六七八九十]{1,3}(?:是|[、.):]))?")


def continuation(question: str, quote: Quote, generation: Generation) -> list[Quote]:
    """The sentences of its section after `quote`, where that says no more than `question`; else none.

    Args:
        question: as searched.
        quote: what answers it best.
        generation: that it is from.
    """
    said = fold(quote.span.of(generation.documents[quote.document].text))
    bare = re.sub(r"\W", "", said[_end(said) :])
    if not bare or bare not in re.sub(r"\W", "", fold(question)):
        return []
    after = {
        span
        for passage in generation.passages
        if (passage.document, passage.path) == (quote.document, quote.path)
        for span in passage.sentences
        if span.start >= quote.span.end
    }
    text = generation.documents[quote.document].text
    told = takewhile(lambda span: not span.of(text).endswith(("？", "?")), sorted(after))  # up to the next question
    return [Quote(quote.document, quote.path, span, quote.score) for span in told]


def _end(said: str) -> int:
    marker = _MARKER.match(said)
    return marker.end() if marker else 0
