"""Where the reader looks: a section of a document and the quotations marked in it, as a button carries it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self
from zlib import crc32

from rag.answer.results import Citation, Hit, LeftOut
from rag.corpus.document import Document, Section, Span
from rag.errors import UsageError

__all__ = ["Place", "Quote"]


@dataclass(frozen=True, slots=True)
class Quote:
    """A marked range; `n` is the citation's number, 0 for a passage that was found but not cited."""

    n: int
    span: Span


@dataclass(frozen=True, slots=True)
class Place:
    """What to open. The page keeps no state on the server: each button carries its whole place.

    Attributes:
        document: its name.
        section: position of the section in `Document.walk()`, or None: the one `chosen` begins in.
        chosen: the quotation to bring into view, or None.
        quotes: all quotations to mark in this document.
        page: of what is shown in pages, counted from 0, or None: the one with what is to be opened.
        check: of the words of all `quotes`, so that a page left open over a rebuild marks no others; or nothing.
    """

    document: str
    section: int | None
    chosen: Quote | None
    quotes: tuple[Quote, ...] = ()
    page: int | None = None
    check: str = ""

    @classmethod
    def of_citation(cls, citation: Citation, among: Sequence[Citation]) -> Self:
        """The citation's place, with the answer's other citations of the same document marked too."""
        cited = [item for item in among if item.document == citation.document]
        quotes = tuple(_quote(item) for item in cited)
        return cls(citation.document, None, _quote(citation), quotes, check=_check(item.quote for item in cited))

    @classmethod
    def of_found(cls, found: Hit | LeftOut) -> Self:
        """The place of a passage that was found, or of a sentence in one that is not quoted."""
        return cls.of_words(found.document, Quote(0, Span(found.start, found.end)), found.text)

    @classmethod
    def of_words(cls, document: str, quote: Quote, words: str) -> Self:
        """The place of a quotation that is to have these words, marked alone."""
        return cls(document, None, quote, (quote,), check=_check([words]))

    @property
    def name(self) -> str | None:
        """The chosen quotation's place as one word, the same in every turn; None when none is chosen."""
        if self.chosen is None:
            return None
        return f"{self.document}:{self.chosen.span.start}-{self.chosen.span.end}"

    def at_section(self, section: int) -> Self:
        """The same document and quotations, opened at another section."""
        return replace(self, section=section, chosen=None, page=None)

    def to_json(self) -> dict[str, Any]:
        """The form in which a button carries it."""
        place: dict[str, Any] = {
            "document": self.document,
            "section": self.section,
            "chosen": self.chosen and _row(self.chosen),
            "quotes": [_row(quote) for quote in self.quotes],
        }
        further = {"page": self.page, "check": self.check or None}
        return place | {key: value for key, value in further.items() if value is not None}

    @classmethod
    def from_json(cls, value: object) -> Self:
        """The place a button carried.

        Raises:
            UsageError: it is no place, as from a page of another version.
        """
        match value:
            case {
                "document": str(name),
                "section": int() | None as section,
                "chosen": chosen,
                "quotes": list(rows),
                **further,
            }:
                page, check = further.get("page"), further.get("check")
                return cls(
                    name,
                    section,
                    None if chosen is None else _read(chosen),
                    tuple(_read(row) for row in rows),
                    page if isinstance(page, int) else None,
                    check if isinstance(check, str) else "",
                )
        raise UsageError("place-unknown")

    def path(self, document: Document) -> tuple[Section, ...]:
        """The sections from the case down to the one to open.

        Raises:
            UsageError: the document has no such place (any longer).
        """
        if self.check and self.check != _check(quote.span.of(document.text) for quote in self.quotes):
            raise UsageError("place-unknown")
        paths = list(document.walk())
        if self.section is not None:
            if 0 <= self.section < len(paths):
                return paths[self.section]
        elif self.chosen is not None:
            start = self.chosen.span.start
            for path in paths:
                if any(own.start <= start < own.end for own in (path[-1].heading_span, *path[-1].bodies)):
                    return path
        raise UsageError("place-unknown")


def _quote(cited: Citation) -> Quote:
    return Quote(cited.n, Span(cited.start, cited.end))


def _check(quoted: Iterable[str]) -> str:
    return f"{crc32(chr(0).join(quoted).encode()):08x}"


def _row(quote: Quote) -> list[int]:
    return [quote.n, quote.span.start, quote.span.end]


def _read(row: object) -> Quote:
    match row:
        case [int(n), int(start), int(end)] if 0 <= start <= end:
            return Quote(n, Span(start, end))
    raise UsageError("place-unknown")
