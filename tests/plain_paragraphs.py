"""The number of a paragraph by plain counting, which the product's lookup is held to."""

from __future__ import annotations

from rag.corpus.document import Section
from rag.corpus.paragraphs import paragraphs


def paragraph_number(text: str, section: Section, offset: int) -> int:
    """The number of the paragraph of `section` that character `offset` stands in; 0 in the heading."""
    if section.heading_span.start <= offset < section.heading_span.end:
        return 0
    return sum(1 for paragraph in paragraphs(text, section) if paragraph.start <= offset)
