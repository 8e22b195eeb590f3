"""Document → passages: runs of whole sentences of one section, the unit that is ranked."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.corpus.document import Document, Section, Span
from rag.corpus.paragraphs import paragraphs
from rag.corpus.sentences import CLOSERS, says_something, sentences

__all__ = ["Passage", "split_document"]

# Tried in this order; a piece keeps its separator at its end, closing quotes and brackets with it.
_CLOSE = f"[{re.escape(CLOSERS)}]*"
_SENTENCE_ENDS = (r"\n+", rf"[。！？!?]+{_CLOSE}", rf"[；;]+{_CLOSE}")
_CLAUSE_ENDS = (*_SENTENCE_ENDS, r"(?:[，,、](?!\d)|(?<!\d)[，,、])", "")  # not inside 1,250,000


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one section.

    Attributes:
        document: name of its document.
        path: positions (case, section, subsection …) in `Document.cases` and `Section.sections`.
        case: the case's number as printed, or None.
        breadcrumb: the headings from case to section, as printed.
        paragraph: number of the paragraph it begins in, from 1 in the section's own body; 0 is the heading.
        span: its characters in the document's text, without surrounding white space.
        text: those characters.
        context: the headings that lead to it inside its case, one a line, without one that opens the text;
            indexed before the text.
        sentences: the spans of its sentences in the document's text, without those of punctuation only.
    """

    document: str
    path: tuple[int, ...]
    case: int | None
    breadcrumb: tuple[str, ...]
    paragraph: int
    span: Span
    text: str
    context: str
    sentences: tuple[Span, ...]

    @property
    def indexed_text(self) -> str:
        """What is encoded and counted: the text, after the headings that lead to it."""
        return f"{self.context}\n{self.text}" if self.context else self.text


def split_document(document: Document, *, chunk_chars: int, max_passage_chars: int) -> list[Passage]:
    """The passages of all cases of `document`, in document order; front and tail give none.

    A passage aims at `chunk_chars` characters and never exceeds `max_passage_chars`: only a single sentence
    longer than that is cut, at commas.
    """
    passages: list[Passage] = []
    for number, case in enumerate(document.cases):
        for path, sections in _walk(case, (number,)):
            passages.extend(
                _split_section(document, path, sections, chunk_chars=chunk_chars, max_passage_chars=max_passage_chars)
            )
    return sorted(passages, key=lambda passage: passage.span)


def _walk(
    section: Section, path: tuple[int, ...], above: tuple[Section, ...] = ()
) -> Iterator[tuple[tuple[int, ...], tuple[Section, ...]]]:
    here = (*above, section)
    yield path, here
    for number, child in enumerate(section.sections):
        yield from _walk(child, (*path, number), here)


def _split_section(
    document: Document,
    path: tuple[int, ...],
    sections: tuple[Section, ...],
    *,
    chunk_chars: int,
    max_passage_chars: int,
) -> Iterator[Passage]:
    section = sections[-1]
    paragraph_starts = [paragraph.start for paragraph in paragraphs(document.text, section)]
    for own in _own_ranges(section):
        spans = list(_pieces(own, document.text, chunk_chars=chunk_chars, max_chars=max_passage_chars))
        if len(spans) > 1 and spans[0].end <= section.heading_span.end:
            # The splitter left the heading alone because a long paragraph follows; it opens that one's first piece.
            joined = Span(spans[0].start, spans[1].end)
            if len(joined) <= max_passage_chars:
                spans[:2] = [joined]
        for span in spans:
            text = span.of(document.text)
            spoken = tuple(s for s in sentences(document.text, span) if says_something(s.of(document.text)))
            if not spoken:
                continue
            opens_with_heading = span.start < section.heading_span.end
            # The case's own heading ("案例三") names it and says nothing about what stands in it.
            above_it = sections[1:-1] if opens_with_heading else sections[1:]
            yield Passage(
                document=document.name,
                path=path,
                case=sections[0].number,
                breadcrumb=tuple(above.heading for above in sections if above.heading),
                paragraph=0 if opens_with_heading else bisect_right(paragraph_starts, span.start),
                span=span,
                text=text,
                context="\n".join(above.heading for above in above_it if above.heading),
                sentences=spoken,
            )


def _own_ranges(section: Section) -> list[Span]:
    """The section's own text: its heading runs on into the body that follows it.

    A heading that stands alone above subsections says nothing they do not say better: it is no passage.
    """
    heading, bodies = section.heading_span, list(section.bodies)
    if bodies and bodies[0].start == heading.end:
        return [Span(heading.start, bodies[0].end), *bodies[1:]]
    if heading and not section.sections:
        return [heading, *bodies]
    return bodies


def _pieces(own: Span, text: str, *, chunk_chars: int, max_chars: int) -> Iterator[Span]:
    """Cut one range into trimmed spans; the pieces join back to the range, so offsets are a running sum."""
    start = own.start
    for piece in _split(own.of(text), _SENTENCE_ENDS, chunk_chars):
        parts = [piece] if len(piece.strip()) <= max_chars else _split(piece, _CLAUSE_ENDS, chunk_chars)
        for part in parts:
            end = start + len(part)
            stripped = part.strip()
            if stripped:
                left = start + len(part) - len(part.lstrip())
                yield Span(left, left + len(stripped))
            start = end
    assert start == own.end, "the splitter must return every character"


def _split(text: str, separators: Sequence[str], chunk_chars: int) -> list[str]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # noqa: PLC0415 -- takes 0.8 s

    splitter = RecursiveCharacterTextSplitter(
        separators=list(separators),
        is_separator_regex=True,
        keep_separator="end",
        strip_whitespace=False,
        chunk_size=chunk_chars,
        chunk_overlap=0,
    )
    return splitter.split_text(text)
