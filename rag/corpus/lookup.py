"""Where characters of a document stand: the sections around them and the paragraph, looked up many times."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from rag.corpus.document import Document, Section
from rag.corpus.paragraphs import paragraphs

__all__ = ["Lookup"]


class Lookup:
    """Looks characters of one document up; what it searches is made when first needed and kept.

    Threads may share one. An offset is in [0, characters of the text]; past the last character is with it.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self._paragraph_starts: dict[int, list[int]] = {}

    def sections_at(self, offset: int) -> tuple[Section, ...]:
        """The sections from the case down to the one whose heading or own body holds the character `offset`."""
        starts, paths = self._parts
        return paths[bisect_right(starts, offset) - 1]

    def paragraph(self, offset: int) -> int:
        """The number of the paragraph of that section that the character stands in; 0 in the heading.

        White space between two paragraphs counts as the one before it.
        """
        section = self.sections_at(offset)[-1]
        if section.heading_span.start <= offset < section.heading_span.end:
            return 0
        starts = self._paragraph_starts.get(id(section))  # hashing a section would walk everything below it
        if starts is None:
            starts = [paragraph.start for paragraph in paragraphs(self.document.text, section)]
            self._paragraph_starts[id(section)] = starts
        return bisect_right(starts, offset)

    @cached_property
    def _parts(self) -> tuple[list[int], list[tuple[Section, ...]]]:
        """Where each heading and range of a body begins, in order, and the sections that it stands in."""
        parts = sorted(
            (
                (part.start, path)
                for path in self.document.walk()
                for part in (path[-1].heading_span, *path[-1].bodies)
                if part
            ),
            key=lambda part: part[0],
        )
        return [start for start, _ in parts], [path for _, path in parts]
