"""What a reader of an exported file sees: its paragraphs with the footnotes they call, and the footnotes."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Paragraph", "Visible"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The text of a paragraph without its footnote marks, and the labels of these in order."""

    text: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Visible:
    """What the reader sees, in order.

    Attributes:
        paragraphs: of the body, cells of tables too.
        notes: (label, text) of each footnote; an editor may have given them other labels than they had.
    """

    paragraphs: tuple[Paragraph, ...]
    notes: tuple[tuple[str, str], ...]
