"""The main part: what a web page says, without the navigation and the other furniture around it.

What reads as prose stays, wherever it stands; what goes is known by its element (nav, aside, footer), by a telling
class or id, or by being little but links around the part that holds most of the prose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

__all__ = ["keep_main_part"]

Element = Any  # an element of lxml, which has no types

_NEVER_SHOWN = {
    "applet", "audio", "button", "canvas", "datalist", "embed", "frame", "head", "iframe", "input", "link", "map",
    "meta", "meter", "noscript", "object", "progress", "rp", "rt", "script", "select", "style", "svg", "template",
    "textarea", "video",
}  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_FURNITURE_TAGS = ("nav", "aside", "footer", "header", "menu", "dialog")
_FURNITURE_ROLES = ("navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar", "dialog")
_FURNITURE_NAMES = {
    "ad", "ads", "advert", "advertisement", "aside", "banner", "breadcrumb", "breadcrumbs", "comment", "comments",
    "cookie", "copyright", "crumb", "crumbs", "foot", "footer", "hot", "login", "menu", "modal", "nav", "navbar",
    "navigation", "newsletter", "next", "pager", "pagination", "pinglun", "popup", "prev", "qrcode", "rank",
    "ranking", "recommend", "recommended", "relate", "related", "relevant", "search", "share", "sharing", "side",
    "sidebar", "skip", "social", "subscribe", "tag", "tags", "toolbar",
}  # fmt: skip
"""Words of a class or id that say what an element is for."""
_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_PROSE = re.compile(r"[。！？；，：,;]")
_MIN_PROSE_CHARS = 20  # a text without punctuation is prose from this length on
_MIN_KEPT_CHARS = 40  # of prose, for a block beside the main part to be kept
_MIN_TITLE_CHARS = 4
_MAIN_SHARE = 0.8
_MAX_FURNITURE_SHARE = 0.2
_MAX_MARKED_CHARS = 200  # of prose in a nav, aside or footer of a short page


@dataclass(slots=True)
class _Weight:
    """How much an element holds: characters without white space, in all, in links and of prose; links; elements."""

    chars: int = 0
    linked: int = 0
    prose: int = 0
    links: int = 0
    elements: int = 1

    @property
    def is_links(self) -> bool:
        """Whether a third or more of it is links, as of 「當前位置：首頁 > 黨建 > 正文」."""
        return self.links > 0 and 3 * self.linked >= self.chars and self.prose < max(_MIN_KEPT_CHARS, self.linked)


def keep_main_part(body: Element, title: str) -> Element:
    """`body`, from which everything but its main part has been removed; all that is visible if none can be told.

    Args:
        body: of the page; it is changed.
        title: what the page is called in its head, to know the line that shows it.
    """
    _drop(body, [e for e in body.iter() if e is not body and (e.tag in _NEVER_SHOWN or _is_hidden(e))])
    page = _Page(body, title)
    page.drop_furniture()
    if page.weights[body].prose < _MIN_KEPT_CHARS:
        return body
    core = page.core()
    page.trim_around(core)
    page.trim_inside(core)
    return body


def _is_hidden(element: Element) -> bool:
    return element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")) is not None


def _drop(body: Element, elements: list[Element]) -> None:
    """Remove `elements` with all they hold; the text behind them stays."""
    dropped = {element for element in elements if element is not body}
    # All of one parent at once: lxml's drop_tree() copies the text before an element for each that goes.
    for parent in {element.getparent() for element in dropped} - {None}:
        before, texts = None, [parent.text or ""]
        for child in list(parent):
            if child in dropped:
                texts.append(child.tail or "")
                parent.remove(child)
                continue
            _set_text(parent, before, texts)
            before, texts = child, [child.tail or ""]
        _set_text(parent, before, texts)


def _set_text(parent: Element, before: Element | None, texts: list[str]) -> None:
    """Let the text behind the child `before`, or at the beginning of `parent`, be `texts`."""
    if before is None:
        parent.text = "".join(texts)
    else:
        before.tail = "".join(texts)


class _Page:
    """A page that is being cut down to its main part."""

    def __init__(self, body: Element, title: str) -> None:
        self.body = body
        self.title = _squeezed(title)
        self.weights = _weights(body)
        self.has_h1 = any(self._is_text(element) for element in body.iter("h1"))

    def drop_furniture(self) -> None:
        """Remove what its element, role, class or id says to be furniture, unless it holds much of the prose."""
        total = self.weights[self.body].prose
        found = [
            element
            for element in self.body.iter()
            if self.weights[element].prose <= _most_prose(element, total) and self._title_in(element) is None
        ]
        _drop(self.body, found)
        self.weights = _weights(self.body)

    def core(self) -> Element:
        """The smallest element of several blocks that holds most of the prose; a <main> or <article> is not divided."""
        core = self.body
        total = self.weights[core].prose
        while core.tag not in ("main", "article") and core.get("role") != "main":
            best = max(core, key=lambda child: self.weights[child].prose, default=None)
            if best is None or self.weights[best].prose < _MAIN_SHARE * total or not _has_blocks(best):
                break
            core = best
        return core

    def trim_around(self, core: Element) -> None:
        """Remove what stands around the core: everything above the title and links below it, but no prose.

        Beside the core, and beside what contains it among others of its kind, all that is not links stays.
        """
        seeks_title = self._title_in(core) is None
        has_title = not seeks_title or self._title_in(self.body) is not None
        inner = core
        while inner is not self.body:
            parent = inner.getparent()
            at = parent.index(inner)
            before, after = parent[:at], parent[at + 1 :]
            dropped = []
            for element in reversed(before):
                self._trim_tail(element, keep=seeks_title)
                title = self._title_in(element) if seeks_title and has_title else None
                if title is not None:
                    seeks_title = False
                    if self.weights[element].is_links:
                        _keep_only(element, title)
                elif not self._stays(element, is_near=seeks_title and (has_title or _alike(element, inner, core))):
                    dropped.append(element)
            if not (seeks_title or _prose_chars(parent.text)):
                parent.text = None
            self._trim_tail(inner, keep=inner is core)
            for element in after:
                self._trim_tail(element, keep=inner is core)
                if not self._stays(element, is_near=_alike(element, inner, core)):
                    dropped.append(element)
            _drop(self.body, dropped)
            inner = parent

    def _stays(self, element: Element, *, is_near: bool) -> bool:
        """Whether `element` is no block of links, and is near enough to the core or prose."""
        weight = self.weights[element]
        return not weight.is_links and (is_near or weight.prose >= _MIN_KEPT_CHARS)

    def _trim_tail(self, element: Element, *, keep: bool) -> None:
        """Remove the text behind `element` unless it is to be kept or prose."""
        if not (keep or _prose_chars(element.tail)):
            element.tail = None

    def trim_inside(self, core: Element) -> None:
        """Remove blocks of links at the beginning and the end of the core."""
        self.weights = _weights(self.body)
        elements = list(core.iter())
        prose = [at for at, element in enumerate(elements) if self._own_prose(element)]
        if not prose:
            return
        dropped = []
        for at, element in enumerate(elements):
            weight = self.weights[element]
            at_an_end = at + weight.elements <= prose[0] or prose[-1] < at
            if at_an_end and weight.links > 1 and weight.is_links and element.tag in _BLOCKS:
                dropped.append(element)
        _drop(self.body, dropped)

    def _own_prose(self, element: Element) -> bool:
        """Whether the text that stands in `element` itself, or behind it, is prose."""
        if element.tag == "a":
            return False
        texts = [element.text, *(child.tail for child in element)]
        return any(_prose_chars(text) for text in texts)

    def _title_in(self, element: Element) -> Element | None:
        """The element inside that shows the page's title, or None: an h1; without any, what its head names."""
        if self.has_h1:
            return next(filter(self._is_text, element.iter("h1")), None)
        return next(filter(self._is_named_in_head, element.iter()), None)

    def _is_text(self, element: Element) -> bool:
        """Whether it is more than a few characters, or the link of a logo."""
        weight = self.weights[element]
        return weight.chars >= _MIN_TITLE_CHARS and 2 * weight.linked <= weight.chars

    def _is_named_in_head(self, element: Element) -> bool:
        fits = self._is_text(element) and self.weights[element].chars <= len(self.title)
        return fits and _squeezed(element.text_content()) in self.title


_BLOCKS = ("blockquote", "center", "div", "dl", "ol", "p", "section", "table", "td", "tr", "ul")


def _most_prose(element: Element, total: int) -> float:
    """How much prose `element` may hold, of `total` on the page, to be taken for furniture; below 0 if it is none.

    An element that says so is believed more than a class; the header of an article is part of it.
    """
    if element.tag in ("body", "html", "main", "article"):
        return -1
    if element.tag in _FURNITURE_TAGS or element.get("role") in _FURNITURE_ROLES:
        if element.tag == "header" and any(above.tag in ("article", "main") for above in element.iterancestors()):
            return -1
        return max(_MAX_FURNITURE_SHARE * total, _MAX_MARKED_CHARS)
    names = _NAME.findall(f"{element.get('class', '')} {element.get('id', '')}") if element.tag in _BLOCKS else ()
    return _MAX_FURNITURE_SHARE * total if any(name.lower() in _FURNITURE_NAMES for name in names) else -1


def _weights(body: Element) -> dict[Element, _Weight]:
    """The weight of every element from `body` down."""
    elements = list(body.iter())
    weights = {element: _Weight() for element in elements}
    for element in reversed(elements):  # children before their parents
        own = weights[element]
        _add(own, element.text)
        if element.tag == "a":
            own.linked, own.links, own.prose = own.chars, own.links + 1, 0
        if element is not body:
            above = weights[element.getparent()]
            above.chars += own.chars
            above.linked += own.linked
            above.prose += own.prose
            above.links += own.links
            above.elements += own.elements
            _add(above, element.tail)
    return weights


def _add(weight: _Weight, text: str | None) -> None:
    if text:
        weight.chars += len(_squeezed(text))
        weight.prose += _prose_chars(text)


def _prose_chars(text: str | None) -> int:
    """The characters of `text` if it reads as prose, else 0."""
    squeezed = _squeezed(text or "")
    return len(squeezed) if len(squeezed) >= _MIN_PROSE_CHARS or _PROSE.search(squeezed) else 0


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _keep_only(element: Element, inner: Element) -> None:
    """Remove everything in `element` but `inner`."""
    while inner is not element:
        parent = inner.getparent()
        for child in list(parent):
            if child is not inner:
                parent.remove(child)
        parent.text = inner.tail = None
        inner = parent


def _has_blocks(element: Element) -> bool:
    """Whether `element` is more than a paragraph."""
    return any(inner.tag in _BLOCKS or inner.tag == "br" for inner in element.iter() if inner is not element)


def _alike(element: Element, inner: Element, core: Element) -> bool:
    """Whether `element` stands beside the core, or is of one kind with `inner`, which contains it."""
    return inner is core or (element.tag, element.get("class")) == (inner.tag, inner.get("class"))
