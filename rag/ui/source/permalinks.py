"""A link to a quotation that finds its very words again, also when the document has changed meanwhile, or nothing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Self
from urllib.parse import urlencode

from rag.corpus.document import Document, Span
from rag.errors import UsageError
from rag.ui.source.places import Place, Quote

__all__ = ["Found", "LinkStatus", "Permalink", "resolve"]

LinkStatus = Literal["same", "moved", "changed", "gone"]

_HEX_DIGITS = 16
_BEGINS_CHARS = 6
_AROUND_CHARS = 16
_SIGNS = 2
"""What is before and what is after."""

_MOST_CHARS = 4_000
"""Of a link's quotation and of its document's name: what is longer was made by nobody here."""

_NUMBER = re.compile(r"[0-9]{1,9}")
_HASH = re.compile(rf"[0-9a-f]{{{_HEX_DIGITS}}}")


@dataclass(frozen=True, slots=True)
class Permalink:
    """Where a quotation stood, and what tells it from all others without saying it.

    Attributes:
        document: the name of its document.
        start: its first character there.
        end: one past its last.
        begins: its first `_BEGINS_CHARS` characters.
        quote: hash of it.
        before: hash of the `_AROUND_CHARS` characters before it, for words that stand in several places.
        after: hash of as many after it.
        source: the beginning of the SHA-256 of the document's bytes.
    """

    document: str
    start: int
    end: int
    begins: str
    quote: str
    before: str
    after: str
    source: str

    @classmethod
    def of(cls, document: Document, span: Span) -> Self:
        """The link to the characters `span` of the document."""
        span = Span(span.start, min(span.end, span.start + _MOST_CHARS))
        quote = span.of(document.text)
        return cls(
            document=document.name,
            start=span.start,
            end=span.end,
            begins=quote[:_BEGINS_CHARS],
            quote=_hash(quote),
            before=_before(document.text, span),
            after=_after(document.text, span),
            source=document.sha256[:_HEX_DIGITS],
        )

    def query(self) -> str:
        """The link, relative to the page: "?document=…&start=…"."""
        named = {name: getattr(self, name) for name in self.__slots__}
        return "?" + urlencode(named, errors="surrogatepass")

    @classmethod
    def parse(cls, parameters: Mapping[str, str]) -> Self:
        """The link with these parameters.

        Raises:
            UsageError: they are no such link.
        """
        try:
            texts = {name: parameters[name] for name in cls.__slots__}
        except KeyError:
            raise UsageError("permalink-broken") from None
        numbers = [texts["start"], texts["end"]]
        hashes = [texts[name] for name in ("quote", "before", "after", "source")]
        if not (all(map(_NUMBER.fullmatch, numbers)) and all(map(_HASH.fullmatch, hashes))):
            raise UsageError("permalink-broken")
        start, end = map(int, numbers)
        length = end - start
        whole = len(texts["begins"]) == min(_BEGINS_CHARS, length)
        if not (whole and 0 < length <= _MOST_CHARS and 0 < len(texts["document"]) <= _MOST_CHARS):
            raise UsageError("permalink-broken")
        return cls(texts["document"], start, end, texts["begins"], *hashes)

    def within(self, text: str) -> Iterator[Span]:
        """Where in `text` the very words of the quotation stand, in order."""
        length = self.end - self.start
        start = text.find(self.begins)
        while start >= 0:
            span = Span(start, start + length)
            if _hash(span.of(text)) == self.quote:
                yield span
            start = text.find(self.begins, start + 1)


@dataclass(frozen=True, slots=True)
class Found:
    """What became of a linked quotation.

    Attributes:
        place: to open; None where opening anything could be opening something else.
        status: "same"; "moved": the same words elsewhere; "changed": the document no longer has them, or in several
            places of which none is surely the one; "gone": nor is there such a document.
    """

    place: Place | None
    status: LinkStatus


def resolve(link: Permalink, documents: Sequence[Document]) -> Found:
    """Where the quotation stands now.

    Words that stand in several places are known by what is before and after them; so are any in a document that has
    neither the name nor the bytes of the link's.
    """
    named = [document for document in documents if link.document in (document.name, *document.aliases)]
    own = [*named, *(one for one in documents if one.sha256.startswith(link.source) and one not in named)]
    for document in (*own, *(one for one in documents if one not in own)):
        span = _surely(link, document.text, own=document in own)
        if span is not None:
            here = document in named and span.start == link.start
            return Found(_place(document, span), "same" if here else "moved")
    return Found(None, "changed" if own else "gone")


def _surely(link: Permalink, text: str, *, own: bool) -> Span | None:
    """Where the quotation stands in `text`, or None: nowhere, or nobody knows in which of several places.

    Args:
        link: to the quotation.
        text: of a document.
        own: whether it is the link's; in any other one the words are not enough.
    """
    spans = list(link.within(text))
    signs = [(_before(text, span) == link.before) + (_after(text, span) == link.after) for span in spans]
    best = max(signs, default=0)
    likely = [span for span, found in zip(spans, signs, strict=True) if found == best]
    if own and best and Span(link.start, link.end) in likely:
        return Span(link.start, link.end)
    sure = best == _SIGNS or (own and (best or len(spans) == 1))
    return likely[0] if sure and len(likely) == 1 else None


def _place(document: Document, span: Span) -> Place:
    quote = Quote(0, span)
    return Place(document.name, None, quote, (quote,))


def _before(text: str, span: Span) -> str:
    return _hash(text[max(0, span.start - _AROUND_CHARS) : span.start])


def _after(text: str, span: Span) -> str:
    return _hash(text[span.end : span.end + _AROUND_CHARS])


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:_HEX_DIGITS]
