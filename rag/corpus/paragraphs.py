"""Paragraphs: the numbered lines of a section's own body."""

from __future__ import annotations

from rag.corpus.document import Section, Span

__all__ = ["paragraphs"]


def paragraphs(text: str, section: Section) -> list[Span]:
    """The paragraphs of `section` in order, without surrounding white space; the first one is number 1.

    A paragraph is the non-blank part of one line inside one range of the own body, so the rest of the line
    after a run-in heading is paragraph 1.
    """
    found: list[Span] = []
    for body in section.bodies:
        start = body.start
        while start < body.end:
            newline = text.find("\n", start, body.end)
            end = body.end if newline < 0 else newline
            piece = text[start:end]
            stripped = piece.strip()
            if stripped:
                first = start + len(piece) - len(piece.lstrip())
                found.append(Span(first, first + len(stripped)))
            start = end + 1
    return found
