"""Web pages: HTML → the text of their main part as a browser shows it, and its headings h1 to h6."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree, html

from rag.corpus.headings import marker
from rag.corpus.main_part import keep_main_part
from rag.corpus.ordinals import ordinal
from rag.corpus.styled_text import StyledLine, StyledText, row_lines, styled_text
from rag.errors import DocumentError

__all__ = ["is_web_page", "web_page_text"]

Element = Any  # an element of lxml, which has no types

_PAGE = re.compile(
    # *+ never goes back into what it has passed: comments without end would take for ever otherwise.
    r"\ufeff?\s*+(?:(?:<\?xml[^>]*>|<!--.*?-->)\s*)*+<(?:!doctype\s+html|html[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<(?:/?[a-z][a-z0-9]*[\s/>]|!--)", re.IGNORECASE)


def is_web_page(text: str) -> bool:
    """Whether `text` begins as a page of HTML does."""
    return _PAGE.match(text) is not None


def web_page_text(source: str, *, name: str) -> StyledText:
    """The main text of a page, without navigation, scripts, hidden elements and pictures.

    Paragraphs, <br>, list items and rows of tables are lines, white space is collapsed, and items have the number
    or bullet that a browser gives them, unless they bring one of their own. Text without any tag is its own text.

    Args:
        source: the HTML; nothing it refers to is fetched.
        name: the file's name, for the message of an error.

    Raises:
        DocumentError: the parser cannot read it.
    """
    if _TAG.search(source) is None:
        return StyledText(source, {})
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        page = html.document_fromstring(source.encode(), parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise DocumentError("document-damaged", name=name, kind="HTML") from error
    if any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log):  # it stopped: nested too deep
        raise DocumentError("document-damaged", name=name, kind="HTML")
    body = next(page.iter("body"), page)
    title = " ".join("".join(element.text or "" for element in page.iter("title")).split())
    return styled_text(_Renderer().lines(keep_main_part(body, title)))


_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = {
    *_HEADINGS, "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "html",
    "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "ul",
}  # fmt: skip
_LISTS = ("ol", "ul", "menu", "dir")
_BULLETS = "•◦▪"

_TYPES = {"1": "decimal", "a": "lowerAlphabetic", "A": "upperAlphabetic", "i": "lowerRoman", "I": "upperRoman"}
_CSS_TYPES = {
    "decimal": "decimal",
    "decimal-leading-zero": "decimalZero",
    "lower-alpha": "lowerAlphabetic",
    "lower-latin": "lowerAlphabetic",
    "upper-alpha": "upperAlphabetic",
    "upper-latin": "upperAlphabetic",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "cjk-ideographic": "chineseCountingThousand",
    "simp-chinese-informal": "chineseCountingThousand",
    "trad-chinese-informal": "chineseCountingThousand",
    "simp-chinese-formal": "chineseLegalSimplified",
    "trad-chinese-formal": "ideographLegalTraditional",
    "cjk-decimal": "ideographDigital",
    "cjk-heavenly-stem": "ideographTraditional",
    "cjk-earthly-branch": "ideographZodiac",
}
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.IGNORECASE)


@dataclass(slots=True)
class _List:
    """A list that is open: what stands before its next item."""

    style: str
    number: int
    step: int

    def label(self, value: str | None) -> str:
        """The label of the next item, whose number may be given."""
        if value is not None and re.fullmatch(r"-?\d{1,9}", value.strip()):
            self.number = int(value)
        number = self.number
        self.number += self.step
        if self.style == "none":
            return ""
        if self.style in _BULLETS:
            return self.style + " "
        return ordinal(number, self.style) + ("、" if self.style in _CJK_STYLES else ". ")


_CJK_STYLES = {style for css, style in _CSS_TYPES.items() if "cjk" in css or "chinese" in css}


class _Pre(str):
    """Text whose white space is shown as it is."""

    __slots__ = ()


@dataclass(slots=True)
class _Renderer:
    """Turns elements into lines; `sinks` are the body and the table cells that are open, innermost last."""

    sinks: list[list[StyledLine]] = field(default_factory=lambda: [[]])
    rows: list[list[list[StyledLine]]] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    level: int | None = None
    preformatted: int = 0
    label: str = ""

    def lines(self, body: Element) -> list[StyledLine]:
        """The lines of everything in `body`."""
        self._text(body.text)
        for event, element in _events(body):
            if event == "start":
                self._start(element)
                self._text(element.text)
            else:
                self._end(element)
                self._text(element.tail)
        self._flush()
        return self.sinks[0]

    def _text(self, text: str | None) -> None:
        if text:
            self.line.append(_Pre(text) if self.preformatted else text)

    def _start(self, element: Element) -> None:
        tag = element.tag
        if tag == "br":
            if self.level is None:
                self._flush()
            else:
                self.line.append(" ")  # a heading is one line
        if tag not in _BLOCKS:
            return
        self._flush()
        if tag in _HEADINGS:
            self.level = _HEADINGS[tag]
        elif tag == "pre":
            self.preformatted += 1
        elif tag in _LISTS:
            self.lists.append(_list(element, sum(one.style in _BULLETS for one in self.lists)))
        elif tag == "li" and self.lists:
            self.label = self.lists[-1].label(element.get("value"))
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.sinks.append([])

    def _end(self, element: Element) -> None:
        tag = element.tag
        if tag not in _BLOCKS:
            return
        self._flush()
        if tag in _HEADINGS:
            self.level = None
        elif tag == "pre":
            self.preformatted -= 1
        elif tag in _LISTS:
            self.lists.pop()
        elif tag == "li":
            self.label = ""
        elif tag == "tr":
            self.sinks[-1].extend(row_lines(self.rows.pop()))
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append(self.sinks.pop())

    def _flush(self) -> None:
        """End the line."""
        for text in _shown(self.line).split("\n"):
            if not text.strip():
                continue
            label = "" if self.label and marker(text) is not None else self.label  # 一、 brings its own
            self.sinks[-1].append(StyledLine(label + text, self.level))
            self.label = ""
        self.line.clear()


def _events(body: Element) -> Iterator[tuple[str, Element]]:
    """Start and end of every element below `body`, in order."""
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element is not body and isinstance(element.tag, str):
            yield event, element


def _list(element: Element, depth: int) -> _List:
    """The list `element`, in `depth` others with bullets."""
    css = _LIST_STYLE.search(element.get("style", ""))
    named = css[1].lower() if css else ""
    if named == "none":
        return _List("none", 0, 1)
    if element.tag != "ol":
        return _List(_CSS_TYPES.get(named, _BULLETS[min(depth, 2)]), 1, 1)
    style = _CSS_TYPES.get(named) or _TYPES.get(element.get("type", "1"), "decimal")
    is_reversed = element.get("reversed") is not None
    start = element.get("start", "")
    first = sum(child.tag == "li" for child in element) if is_reversed else 1
    if re.fullmatch(r"\s*-?\d{1,9}\s*", start):
        first = int(start)
    return _List(style, first, -1 if is_reversed else 1)


_WHITE = re.compile(r"[ \t\n\r\f]+")
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\U00020000-\U0003ffff]")


def _shown(line: list[str]) -> str:
    """The text of a line with its white space collapsed, as CSS Text 3 (4.1) has it.

    A newline between two wide characters is how a long line of Chinese source is wrapped: nothing is shown for it.
    """
    if any(isinstance(text, _Pre) for text in line):
        return "".join(line).replace("\r", "\n")
    text = "".join(line).strip(" \t\n\r\f")

    def space(match: re.Match[str]) -> str:
        around = text[match.start() - 1] + text[match.end()]
        return "" if "\n" in match[0] and all(_WIDE.match(char) for char in around) else " "

    return _WHITE.sub(space, text)
