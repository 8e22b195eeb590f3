"""Sentences: the units that are quoted."""

from __future__ import annotations

import re

from rag.corpus.document import Span

__all__ = ["CLOSERS", "ENDERS", "says_something", "sentences"]

ENDERS = "。！？!?；;"
"""What ends a sentence; "." and ":" never do."""

CLOSERS = "”’」』）)】》]"
"""Closing quotes and brackets that still belong to the sentence they follow."""

# A run such as 。”？ ends one sentence, not two.
_END = re.compile(rf"(?:[{ENDERS}]+[{re.escape(CLOSERS)}]*)+|\n")

_LETTER_OR_DIGIT = re.compile(r"[^\W_]")


def says_something(text: str) -> bool:
    """Whether `text` has a letter or digit: a line of dashes or stops says nothing and answers nothing."""
    return _LETTER_OR_DIGIT.search(text) is not None


def sentences(text: str, span: Span) -> list[Span]:
    """The sentences of `text` inside `span`, in order, without surrounding white space and never empty.

    A newline always ends a sentence. Together they hold every character of the span that is not white space.
    """
    found: list[Span] = []
    start = span.start
    for end in _END.finditer(text, span.start, span.end):
        _add(found, text, start, end.end())
        start = end.end()
    _add(found, text, start, span.end)
    return found


def _add(found: list[Span], text: str, start: int, end: int) -> None:
    """Append [start, end) without surrounding white space, if anything is left."""
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        start += len(piece) - len(piece.lstrip())
        found.append(Span(start, start + len(stripped)))
