"""The source beside the answer: breadcrumb, the section's text with quotations marked, section tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from rag.corpus.document import Document, Section, Span
from rag.corpus.fold import to_simplified
from rag.messages import render
from rag.ui.markup import Html, element, join
from rag.ui.places import Place, Quote

__all__ = ["source_html"]

_SAMPLE_CHARS = 4_000
_MIN_HAN_SHARE = 0.1
_MIN_TRADITIONAL_SHARE = 0.01


def source_html(document: Document, place: Place, language: str) -> str:
    """The section at `place`, with every quotation marked and the chosen one emphasised.

    Args:
        document: the one that `place` names.
        place: what to open.
        language: of the labels; the text is the document's own, character by character.

    Raises:
        UsageError: the document has no such place.
    """
    order = {id(path[-1]): position for position, path in enumerate(document.walk())}
    return _View(document, place, place.path(document), order, language).whole()


@dataclass(frozen=True, slots=True)
class _View:
    """What the parts of one source pane share; `order` is a section's place in `Document.walk()`, by id()."""

    document: Document
    place: Place
    path: tuple[Section, ...]
    order: dict[int, int]
    language: str

    def whole(self) -> Html:
        chosen = self.place.chosen
        reading = element(
            "article",
            *self.blocks(),
            class_="reading",
            lang=_language_of(self.document.text),
            tabindex="0",
            aria_label=render("page-source-of", self.language, heading=self.label(self.path[-1])),
            data_n=chosen.n if chosen else None,
            data_place=self.place.name,
        )
        back = element("button", render("page-back", self.language), type="button", class_="back")
        return element("div", element("header", self.crumbs(), back), reading, self.tree(), class_="source")

    def label(self, section: Section) -> str:
        return section.heading or render("page-untitled", self.language)

    def button(self, section: Section, **attributes: object) -> Html:
        """A button that opens the section, with the same quotations marked."""
        place = self.place.at_section(self.order[id(section)]).to_json()
        return element("button", self.label(section), type="button", data_open=place, **attributes)

    def crumbs(self) -> Html:
        """Document › case › … › section; all but the first and the last can be opened."""
        steps = [element("li", self.document.name)]
        steps += [element("li", self.button(section)) for section in self.path[:-1]]
        steps += [element("li", self.label(self.path[-1]), aria_current="location")]
        return element(
            "nav", element("ol", *steps), class_="crumbs", aria_label=render("page-breadcrumb", self.language)
        )

    def tree(self) -> Html:
        """The case's sections, open along the path; opening another one moves the path."""
        title = render("page-tree", self.language)
        return element(
            "nav",
            element("div", title, class_="label", aria_hidden="true"),
            element("ul", self.node(self.path[0])),
            class_="tree",
            aria_label=title,
        )

    def node(self, section: Section) -> Html:
        on_path = any(section is step for step in self.path)
        return element(
            "li",
            self.button(
                section,
                aria_current="location" if section is self.path[-1] else None,
                aria_expanded=str(on_path).lower() if section.sections else None,
            ),
            element("ul", *map(self.node, section.sections)) if on_path and section.sections else Html(),
        )

    def blocks(self) -> Iterator[Html]:
        """The section's heading and own body, with a button for each subsection where that one stands."""
        section = self.path[-1]
        own = [span for span in (section.heading_span, *section.bodies) if len(span)]
        parts: list[tuple[int, Span | Section]] = [(span.start, span) for span in _joined(own)]
        parts += [(child.span.start, child) for child in section.sections]
        children: list[Html] = []
        for _, part in sorted(parts, key=lambda found: found[0]):
            if isinstance(part, Section):
                children.append(element("li", self.button(part)))
                continue
            if children:
                yield element("ul", *children, class_="subsections")
                children = []
            yield from self.paragraphs(part, section.heading_span)
        if children:
            yield element("ul", *children, class_="subsections")

    def paragraphs(self, span: Span, heading: Span) -> Iterator[Html]:
        """One element per line; their text, newlines included, is the document's in `span`."""
        start = span.start
        for line in span.of(self.document.text).splitlines(keepends=True):
            end = start + len(line)
            head = Span(start, max(start, min(end, heading.end)))
            rest = Span(head.end, end)
            if not line.strip():
                yield element("p", self.marked(Span(start, end)), class_="blank")
            elif not rest.of(self.document.text).strip():
                yield element("h3", self.marked(Span(start, end)))
            elif len(head):
                yield element("p", element("strong", self.marked(head)), self.marked(rest))
            else:
                yield element("p", self.marked(rest))
            start = end

    def marked(self, span: Span) -> Html:
        """The text of `span`, escaped, its quoted parts in <mark>; overlapping quotations share a mark."""
        chosen = self.place.chosen
        quotes = self.place.quotes
        if chosen is not None and chosen not in quotes:
            quotes = (*quotes, chosen)
        inside = [quote for quote in quotes if quote.span.start < span.end and span.start < quote.span.end]
        cuts = {span.start, span.end}
        cuts.update(place for quote in inside for place in (quote.span.start, quote.span.end))
        edges = sorted(cut for cut in cuts if span.start <= cut <= span.end)
        pieces = (Span(*pair) for pair in pairwise(edges))
        return join(_piece(self.document.text, piece, inside, chosen) for piece in pieces)


def _piece(text: str, piece: Span, quotes: list[Quote], chosen: Quote | None) -> str:
    over = [quote for quote in quotes if quote.span.start <= piece.start and piece.end <= quote.span.end]
    if not over:
        return piece.of(text)
    return element(
        "mark",
        piece.of(text),
        class_="chosen" if chosen in over else None,
        data_n=" ".join(str(quote.n) for quote in over),
        data_label=" ".join(str(quote.n) for quote in over if quote.n and quote.span.start == piece.start) or None,
    )


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].end == span.start:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def _language_of(text: str) -> str | None:
    """The script the document is mostly in, so that the browser picks the right shapes of its characters."""
    sample = text[:_SAMPLE_CHARS]
    han = sum("\u3400" <= character <= "\u9fff" for character in sample)
    if han < _MIN_HAN_SHARE * len(sample):
        return None
    simpler = sum(a != b for a, b in zip(sample, to_simplified(sample), strict=False))
    return "zh-Hant" if simpler > _MIN_TRADITIONAL_SHARE * len(sample) else "zh-Hans"
