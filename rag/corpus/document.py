"""The plain data that reading produces: Document → cases → sections, all as spans of one text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["Document", "Encoding", "Section", "Span"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range [start, end) of characters in `Document.text`."""

    start: int
    end: int

    def __len__(self) -> int:
        """The number of characters."""
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters of `text` that this span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Encoding:
    r"""How the bytes of a file were decoded.

    Attributes:
        name: Python's codec name, so that `bytes.decode(name)` gives the text back (before newlines are
            made "\n"), or of a web page its source; "docx" for a Word file.
        confidence: in [0, 1]; 1.0 for a byte order mark, strict UTF-8, an explicit choice or a Word file.
    """

    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its own body and its subsections; a case, the front and the tail are sections too.

    The heading spans and bodies of all sections of a document partition its text.

    Attributes:
        kind: "front", "case", "section" or "tail".
        number: the ordinal its marker says (三 → 3), or None.
        heading: as printed, without surrounding white space; of a run-in heading the text before its stop.
        level: 0 for front, case and tail; subsections count from 1.
        heading_span: the heading's characters from the line's start, marker included, up to where the body
            begins; empty when there is no heading.
        bodies: the ranges of the own body in document order, without heading and subsections.
        sections: the subsections in document order.
        span: everything from the heading to the end of the last subsection or body.
    """

    kind: Literal["front", "case", "section", "tail"]
    number: int | None
    heading: str
    level: int
    heading_span: Span
    bodies: tuple[Span, ...]
    sections: tuple[Section, ...]
    span: Span

    def walk(self, above: tuple[Section, ...] = ()) -> Iterator[tuple[Section, ...]]:
        """Every path from this section down to each section in it, itself first, in document order."""
        path = (*above, self)
        yield path
        for section in self.sections:
            yield from section.walk(path)


@dataclass(frozen=True, slots=True)
class Document:
    r"""One source file as text with its outline.

    Attributes:
        name: path relative to the corpus folder, with "/".
        sha256: of the file's bytes, hexadecimal.
        text: the decoded text, newlines "\n", otherwise untouched; of Word files and web pages what is extracted.
        encoding: how it was decoded.
        front: what stands before the first case, or None.
        cases: at least one; a document without case marks is one case with number None.
        tail: page furniture after the last case, or None.
        aliases: names of further files with identical bytes.
    """

    name: str
    sha256: str
    text: str
    encoding: Encoding
    front: Section | None
    cases: tuple[Section, ...]
    tail: Section | None
    aliases: tuple[str, ...] = ()

    def sections_at(self, path: Sequence[int]) -> tuple[Section, ...]:
        """The sections from the case down, by their positions in `cases` and in each other's `sections`."""
        section = self.cases[path[0]]
        found = [section]
        for position in path[1:]:
            section = section.sections[position]
            found.append(section)
        return tuple(found)

    def printed_heading(self, section: Section) -> Span:
        """The characters of `section.heading`, without indentation, Markdown's marks and the stop around it."""
        start = self.text.index(section.heading, section.heading_span.start)
        return Span(start, start + len(section.heading))

    def walk(self) -> Iterator[tuple[Section, ...]]:
        """Every path (case, section, subsection …) of the document in order; front and tail included."""
        for top in (self.front, *self.cases, self.tail):
            if top is not None:
                yield from top.walk()
