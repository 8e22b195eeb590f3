"""Lines: the pieces of a text between newlines that are not blank."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["FENCE", "Line", "fenced_lines", "lines_of"]

FENCE = re.compile(r"\s{0,3}(```|~~~)")
"""A line that opens or closes a block of code in Markdown."""


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


def fenced_lines(text: str, lines: list[Line]) -> set[int]:
    """The positions in `lines` of all lines of Markdown's code blocks; a fence that never closes opens none."""
    found: set[int] = set()
    opened: tuple[int, str] | None = None
    for index, line in enumerate(lines):
        fence = FENCE.match(text, line.start, min(line.end, line.start + 8))
        if fence is None:
            continue
        if opened is None:
            opened = index, fence[1]
        elif fence[1] == opened[1]:
            found.update(range(opened[0], index + 1))
            opened = None
    return found
