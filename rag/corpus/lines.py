"""Lines: the pieces of a text between newlines that are not blank."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Line", "lines_of"]


@dataclass(slots=True)
class Line:
    """A line that is not blank: [start, end) without its newline."""

    start: int
    end: int


def lines_of(text: str) -> list[Line]:
    """The lines of `text` that are not blank, in order."""
    found = []
    start = 0
    while start < len(text):
        newline = text.find("\n", start)
        end = len(text) if newline < 0 else newline
        if not text[start:end].isspace() and end > start:
            found.append(Line(start, end))
        start = end + 1
    return found
