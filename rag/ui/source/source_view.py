"""A document to be read: breadcrumb, text with quotations marked, section tree; one section, or a case as in a book."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.corpus.document import Document, Section, Span
from rag.corpus.fold import Script, shown_in, to_simplified
from rag.messages import render
from rag.ui.markup import Html, element, join
from rag.ui.source.link_view import copy_link_html
from rag.ui.source.permalinks import Permalink
from rag.ui.source.places import Place, Quote

__all__ = ["source_html"]

_SAMPLE_CHARS = 4_000
_MIN_HAN_SHARE = 0.1
_MIN_TRADITIONAL_SHARE = 0.01
_PAGE_CHARS = 20_000
"""What is shown at a time: no browser is sent a document of 20 MB whole."""

_CUT_WITHIN_CHARS = 2_000
"""Where a page ends, a line or a sentence is looked for in so many characters."""

_BUTTON_CHARS = 100
"""What the button of a subsection takes of a page."""

_SIBLINGS = 100
"""Entries that a list of sections shows before and after the one to open."""

_UNFOLDED = 300
"""A case of no more sections is shown in the tree of a book with all of them."""

_LEVELS = 4
"""Deeper sections look like those of this level."""

_LINKED_CHARS = 40
"""What a link leads to in a section without a heading."""

_UNNAMED = {"front": "page-front", "tail": "page-tail"}


def source_html(
    document: Document, place: Place, language: str, *, script: Script = "original", book: bool = False
) -> str:
    """The section at `place`, with every quotation marked and the chosen one emphasised.

    What is longer than some 20,000 characters is shown in pages.

    Args:
        document: the one that `place` names.
        place: what to open.
        language: of the labels.
        script: of the text around the quotations; these, and in "original" the whole text, are the document's own,
            character by character.
        book: show the whole case around the section, beside an outline of the whole document.

    Raises:
        UsageError: the document has no such place.
    """
    sections = tuple(path[-1] for path in document.walk())
    order = {id(section): position for position, section in enumerate(sections)}
    return _View(document, place, place.path(document), sections, order, language, script, book).whole()


@dataclass(frozen=True, slots=True)
class _Part:
    """What pages are made of: a piece of a section's own text, or, without one, the section as a button."""

    section: Section
    span: Span | None

    @property
    def start(self) -> int:
        return self.section.span.start if self.span is None else self.span.start


@dataclass(frozen=True, slots=True)
class _View:
    """What the parts of one source pane share; `order` is a section's place in `sections`, by id()."""

    document: Document
    place: Place
    path: tuple[Section, ...]
    sections: tuple[Section, ...]
    order: dict[int, int]
    language: str
    script: Script
    book: bool

    def whole(self) -> Html:
        chosen = self.place.chosen
        pages = self.pages()
        page = self.page(pages)
        own = _language_of(self.document.text)
        reading = element(
            "article",
            *self.blocks(pages[page]),
            class_="reading",
            lang=self.script if self.converted(own) else own,
            tabindex="0",
            aria_label=render("page-source-of", self.language, heading=self.label(self.path[-1])),
            data_n=chosen.n if chosen else None,
            data_place=self.place.name,
        )
        return element(
            "div",
            element("header", self.crumbs(), element("div", *self.actions(), class_="actions"), *self.note(own)),
            reading,
            self.turning(page, len(pages)),
            self.tree(),
            class_="source book" if self.book else "source",
            data_here=self.place.to_json(),
        )

    def actions(self) -> Iterator[Html]:
        """Back to where one came from, and the sections, where the page is narrow; the link to this place."""
        label = render("page-back-to-library" if self.book else "page-back", self.language)
        yield element("button", label, type="button", class_="back")
        label = render("page-tree", self.language)
        yield element("button", label, type="button", class_="unfold", aria_expanded="false")
        yield copy_link_html(Permalink.of(self.document, self.linked()), self.language)

    def linked(self) -> Span:
        """What a link to this place leads to: the chosen quotation, else the section's heading, else its beginning."""
        if self.place.chosen is not None:
            return self.place.chosen.span
        section = self.path[-1]
        if section.heading:
            return self.document.printed_heading(section)
        return Span(section.span.start, min(section.span.end, section.span.start + _LINKED_CHARS))

    def converted(self, own: str | None) -> bool:
        """Whether the text is shown in another script than its own."""
        return self.script not in ("original", own)

    def note(self, own: str | None) -> Iterator[Html]:
        """That the text around the quotations is shown in another script."""
        if self.converted(own):
            name = render(f"page-script-{self.script}", self.language)
            yield element("p", render("page-shown-script", self.language, script=name), class_="where")

    def label(self, section: Section) -> str:
        return section.heading or render(_UNNAMED.get(section.kind, "page-untitled"), self.language)

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

    def turning(self, page: int, pages: int) -> Html:
        """The sections before and after, in a book; the pages before and after, where there are several."""
        here = self.order[id(self.path[-1])]
        steps = [
            self.page_button("page-page-before", page - 1, pages),
            self.page_button("page-page-after", page + 1, pages),
        ]
        if pages > 1:
            steps.insert(1, element("span", render("page-page", self.language, page=page + 1, pages=pages)))
        if self.book:
            before = self.sections[here - 1] if here else None
            after = self.sections[here + 1] if here + 1 < len(self.sections) else None
            steps = [self.turn("page-section-before", before), *steps, self.turn("page-section-after", after)]
        return element("div", *steps, class_="turning") if any(steps) else Html()

    def turn(self, key: str, section: Section | None) -> Html:
        """A button that opens the section before or after; an empty place where there is none."""
        if section is None:
            return element("span")
        return self.button(section, class_="turn", data_label=render(key, self.language))

    def page_button(self, key: str, page: int, pages: int) -> Html:
        if not 0 <= page < pages:
            return Html()
        place = replace(self.place, section=self.order[id(self.path[-1])], page=page).to_json()
        return element("button", render(key, self.language), type="button", data_open=place)

    def tree(self) -> Html:
        """The case's sections, or a book's cases, open along the path; opening another one moves the path."""
        title = render("page-tree", self.language)
        top = self.path[0]
        tops: tuple[Section, ...] = (top,)
        if self.book:
            tops = tuple(one for one in (self.document.front, *self.document.cases, self.document.tail) if one)
        unfold = self.book and sum(1 for _ in top.walk()) <= _UNFOLDED
        return element(
            "nav",
            element("div", title, class_="label", aria_hidden="true"),
            element("ul", *self.nodes(tops, depth=0, unfold=unfold)),
            class_="tree",
            aria_label=title,
        )

    def nodes(self, sections: Sequence[Section], *, depth: int, unfold: bool) -> Iterator[Html]:
        """A line for each; of very many those around the path, with how many there are before and after."""
        step = self.path[depth] if depth < len(self.path) else None
        at = next((position for position, section in enumerate(sections) if section is step), 0)
        first, last = max(0, at - _SIBLINGS), min(len(sections), at + _SIBLINGS + 1)
        if first:
            yield self.further(sections[first - 1], first)
        for section in sections[first:last]:
            open_ = section is step or (unfold and depth > 0)
            yield element(
                "li",
                self.button(
                    section,
                    aria_current="location" if section is self.path[-1] else None,
                    aria_expanded=str(open_).lower() if section.sections else None,
                    data_section=self.order[id(section)] if self.book else None,
                ),
                element("ul", *self.nodes(section.sections, depth=depth + 1, unfold=unfold))
                if open_ and section.sections
                else Html(),
            )
        if last < len(sections):
            yield self.further(sections[last], len(sections) - last)

    def further(self, section: Section, n: int) -> Html:
        """A line that stands for `n` others, of which it opens the nearest."""
        place = self.place.at_section(self.order[id(section)]).to_json()
        label = render("page-further-sections", self.language, n=f"{n:,}")
        return element("li", element("button", label, type="button", data_open=place))

    def parts(self) -> list[_Part]:
        """The own text of what is shown, in pieces of a page at most, and the buttons of subsections."""
        top = self.path[0] if self.book else self.path[-1]
        shown = [path[-1] for path in top.walk()] if self.book else [top]
        parts = [_Part(section, piece) for section in shown for own in _own(section) for piece in self.pieces(own)]
        if not self.book:
            parts += [_Part(child, None) for child in top.sections]
        return sorted(parts, key=lambda part: part.start)

    def pieces(self, span: Span) -> Iterator[Span]:
        """`span` in pieces that end with a line or a sentence; the chosen quotation is not cut."""
        start, chosen = span.start, self.place.chosen
        while span.end - start > _PAGE_CHARS:
            end = _cut(self.document.text, start + _PAGE_CHARS)
            if chosen is not None and start < chosen.span.start < end < chosen.span.end:
                end = chosen.span.start
            yield Span(start, end)
            start = end
        yield Span(start, span.end)

    def pages(self) -> list[list[_Part]]:
        """The parts in pages, at least one."""
        pages: list[list[_Part]] = [[]]
        room = _PAGE_CHARS
        for part in self.parts():
            size = _BUTTON_CHARS if part.span is None else len(part.span)
            if pages[-1] and size > room:
                pages.append([])
                room = _PAGE_CHARS
            pages[-1].append(part)
            room -= size
        return pages

    def page(self, pages: list[list[_Part]]) -> int:
        """The page to show: the one asked for, or that of the chosen quotation, or where the section begins."""
        if self.place.page is not None:
            return max(0, min(self.place.page, len(pages) - 1))
        chosen = self.place.chosen
        for number, parts in enumerate(pages):
            for part in parts:
                if chosen is None:
                    if part.section is self.path[-1]:
                        return number
                elif part.span is not None and part.span.start <= chosen.span.start < part.span.end:
                    return number
        return 0

    def blocks(self, parts: list[_Part]) -> Iterator[Html]:
        """A page; in a book its sections are set apart, and the one to open is told by its class."""
        children: list[Html] = []
        here = "here"
        for part in parts:
            section = part.section
            if part.span is None:
                children.append(element("li", self.button(section)))
                continue
            if children:
                yield element("ul", *children, class_="subsections")
                children = []
            paragraphs = self.paragraphs(part.span, section.heading_span)
            if not self.book:
                yield from paragraphs
                continue
            is_here = section is self.path[-1]
            classes = f"level-{min(section.level, _LEVELS)}"
            yield element(
                "section",
                *paragraphs,
                class_=f"{classes} {here}".rstrip() if is_here else classes,
                data_section=self.order[id(section)],
            )
            here = "" if is_here else here
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
        return join(self.piece(Span(*pair), inside) for pair in pairwise(edges))

    def piece(self, piece: Span, quotes: list[Quote]) -> str:
        """The text of `piece`: in the script that is wanted, or in <mark> as it is where quotations cover it."""
        text = piece.of(self.document.text)
        over = [quote for quote in quotes if quote.span.start <= piece.start and piece.end <= quote.span.end]
        if not over:
            return shown_in(text, self.script, within=self.document.text)
        return element(
            "mark",
            text,
            class_="chosen" if self.place.chosen in over else None,
            lang=None if self.script == "original" else _language_of(self.document.text),
            data_n=" ".join(str(quote.n) for quote in over),
            data_label=" ".join(str(quote.n) for quote in over if quote.n and quote.span.start == piece.start) or None,
        )


def _cut(text: str, position: int) -> int:
    """The end of the last line, or else of the last sentence, not far before `position`; or that itself."""
    before = text[position - _CUT_WITHIN_CHARS : position]
    for stops in ("\n", "。！？!?；"):
        found = max(before.rfind(stop) for stop in stops)
        if found >= 0:
            return position - len(before) + found + 1
    return position


def _own(section: Section) -> list[Span]:
    """The section's heading and own bodies, those that touch each other as one."""
    joined: list[Span] = []
    for span in (section.heading_span, *section.bodies):
        if not len(span):
            continue
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
