"""Styled text: what a file with styles says, as lines of plain text, and which of them are headings by style."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["TITLE", "StyledLine", "StyledText", "row_lines", "styled_text"]

TITLE = 0
"""The level of a document's title, which stands above the headings of level 1."""

_MAX_ROW_CELL_CHARS = 100


@dataclass(frozen=True, slots=True)
class StyledLine:
    """A paragraph, list item or row of a table.

    Attributes:
        text: in one line.
        level: what its style says it is: `TITLE`, a heading of level 1 to 9, or None for text.
    """

    text: str
    level: int | None = None


@dataclass(frozen=True, slots=True)
class StyledText:
    r"""The text of a file whose headings have styles.

    Attributes:
        text: its lines, joined by "\n".
        levels: where a heading's line starts → its level, as in `StyledLine`.
    """

    text: str
    levels: Mapping[int, int]


def styled_text(lines: Iterable[StyledLine]) -> StyledText:
    """The text of `lines`, blank ones left out."""
    text: list[str] = []
    levels: dict[int, int] = {}
    start = 0
    for line in lines:
        printed = line.text.rstrip()
        if not printed:
            continue
        if line.level is not None:
            levels[start] = line.level
        text.append(printed + "\n")
        start += len(printed) + 1
    return StyledText("".join(text), levels)


def row_lines(cells: Sequence[Sequence[StyledLine]]) -> list[StyledLine]:
    """A row of a table as one line, its cells separated by tabs, as one gets by copying it from Word or a browser.

    Forms and old web pages lay out whole texts in tables: a row of a single cell, with a heading, or with a cell
    of several lines that are too much for one line is read cell by cell instead, line by line.
    """
    if len(cells) == 1 or any(_is_layout(cell) for cell in cells):
        return [line for cell in cells for line in cell]
    return [StyledLine("\t".join(" ".join(line.text.strip() for line in cell) for cell in cells))]


def _is_layout(cell: Sequence[StyledLine]) -> bool:
    if any(line.level is not None for line in cell):
        return True
    return len(cell) > 1 and sum(len(line.text) for line in cell) > _MAX_ROW_CELL_CHARS
