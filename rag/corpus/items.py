"""Items: lists inside the text of a section (一是…二是…; 首先…其次…; (一)…(二)…; •…•…), which are no sections."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from rag.corpus.document import Section, Span
from rag.corpus.headings import parse_number
from rag.corpus.paragraphs import paragraphs
from rag.corpus.sentences import CLOSERS, ENDERS, sentences

__all__ = ["Item", "ItemList", "item_lists"]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list.

    Attributes:
        number: its place in the list, from 1.
        span: from its marker to before the next item; the last one ends with its paragraph.
        lead: the marker with the clause that says it in short, up to and with the first 。；：！ or ？ of its line.
    """

    number: int
    span: Span
    lead: Span


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list of at least two items that count on from the first.

    Attributes:
        items: in order.
        intro: what announces the list ("…重點做到“五個開放”:"), or None: the sentence before it, if it ends
            with a colon or names a number of things; the section's heading when the list opens the section.
    """

    items: tuple[Item, ...]
    intro: Span | None


_NUMBER = "[一二三四五六七八九十]{1,3}"
_LAST = 10_000  # 最後 closes any list it stands in

# Style → pattern; the group holds the number. A marker stands at the head of a paragraph or after a stop.
_STYLES = {
    "一是": re.compile(rf"({_NUMBER})[是要]"),
    "第一，": re.compile(rf"第({_NUMBER}|\d{{1,2}})(?=[，,、：:]|個?是)"),
    "首先": re.compile(r"(首先|其次|再次|再者|然後|然后|最後|最后)"),
    "其一": re.compile(rf"其({_NUMBER})(?=[，,、：:是])"),
    "一、": re.compile(rf"({_NUMBER})、"),
    "(一)": re.compile(rf"[（(]\s*({_NUMBER})\s*[）)]"),
    "(1)": re.compile(r"[（(]\s*(\d{1,2})\s*[）)]"),
    "1.": re.compile(r"(\d{1,2})\s*(?:[.．](?!\d)|、(?!\d)|[）)])"),
    "①": re.compile("([\u2460-\u2473])"),
}
_MARKERS = re.compile("|".join(f"(?P<s{i}>{pattern.pattern})" for i, pattern in enumerate(_STYLES.values())))
_BEFORE = re.compile(rf"[{ENDERS}：:，,]\s*[{re.escape(CLOSERS)}]*\s*$")
_BULLET = re.compile(r"([•◦▪‣●○◆◇■□▲△★☆✓✔☑✧➢➤·・]|[-*+–](?=\s))(?=\s*[^\s*-])")
_ORDER = {"首先": 1, "最後": _LAST, "最后": _LAST}

_LEAD_END = re.compile(rf"[{ENDERS}：:][{re.escape(CLOSERS)}]*|(?=\n)")
_ANNOUNCES = re.compile(
    r"[：:]$|(?:[一二三四五六七八九十兩两几幾]|\d)(?:個|个|項|项|點|点|條|条|種|种|大|類|类|方面)|以下|如下|下列"
    r"|[“「][兩两二三四五六七八九十][^“”「」]{1,4}[”」]"
)
_CONTEXT_CHARS = 8


def item_lists(document_text: str, section: Section) -> list[ItemList]:
    """The lists in the own body of `section`, inside one paragraph or opening several, in order."""
    pieces = paragraphs(document_text, section)
    open_lists: dict[str, list[tuple[int, int]]] = {}  # style → (number, offset) so far
    finished: list[tuple[list[tuple[int, int]], int]] = []  # with the paragraph the last item stands in
    last_paragraph: dict[str, int] = {}
    bulleted = -1

    def finish(style: str) -> None:
        starts = open_lists.pop(style, [])
        if len(starts) > 1:
            finished.append((starts, last_paragraph[style]))

    for index, piece in enumerate(pieces):
        bullet = _BULLET.match(document_text, piece.start, piece.end)
        if bullet:
            for other in _interrupted(open_lists, bullet[1], goes_on=bulleted == index - 1):
                finish(other)
            starts = open_lists.setdefault(bullet[1], [])
            starts.append((len(starts) + 1, piece.start))
            last_paragraph[bullet[1]] = bulleted = index
        for style, number, offset in _markers(document_text, piece):
            starts = open_lists.get(style, [])
            if number == 1:
                finish(style)
                open_lists[style] = [(1, offset)]
            elif not starts or not _counts_on(starts[-1][0], number, style):
                continue
            else:
                starts.append((number, offset))
            last_paragraph[style] = index
    for style in list(open_lists):
        finish(style)
    finished.sort(key=lambda found: found[0][0][1])
    return [_item_list(document_text, section, pieces, starts, last) for starts, last in finished]


def _interrupted(open_lists: dict[str, list[tuple[int, int]]], bullet: str, *, goes_on: bool) -> list[str]:
    """The bullets whose lists end before the paragraph with `bullet`; it `goes_on` right after another with one.

    Those below the item before end with it; after other text all do.
    """
    bullets = [style for style in open_lists if style not in _STYLES]
    if not goes_on:
        return bullets
    last = open_lists[bullet][-1][1] if bullet in open_lists else math.inf
    return [style for style in bullets if open_lists[style][0][1] > last]


def _markers(text: str, paragraph: Span) -> Iterator[tuple[str, int, int]]:
    """(style, number, offset) of every list marker in `paragraph`."""
    styles = list(_STYLES)
    for match in _MARKERS.finditer(text, paragraph.start, paragraph.end):
        at = match.start()
        before = text[max(paragraph.start, at - _CONTEXT_CHARS) : at]
        if at > paragraph.start and not _BEFORE.search(before):
            continue
        style = next(style for i, style in enumerate(styles) if match[f"s{i}"])
        number = _number(style, match[0])
        if number is not None:
            yield style, number, at


def _number(style: str, printed: str) -> int | None:
    if style == "首先":
        return _ORDER.get(printed, 0)
    if style == "①":
        return ord(printed) - 0x245F
    digits = re.search(rf"{_NUMBER}|\d+", printed)
    return parse_number(digits[0]) if digits else None


def _counts_on(last: int, number: int, style: str) -> bool:
    """Whether `number` follows `last`; 其次 and 再次 (0) follow anything but 最後."""
    return last != _LAST if style == "首先" else number == last + 1


def _item_list(text: str, section: Section, pieces: list[Span], starts: list[tuple[int, int]], last: int) -> ItemList:
    offsets = [offset for _, offset in starts]
    ends = [*offsets[1:], pieces[last].end]
    items = []
    for number, (start, end) in enumerate(zip(offsets, ends, strict=True), start=1):
        span = Span(start, start + len(text[start:end].rstrip()))
        items.append(Item(number, span, _lead(text, span)))
    return ItemList(tuple(items), _intro(text, section, pieces, offsets[0]))


def _lead(text: str, span: Span) -> Span:
    end = _LEAD_END.search(text, span.start, span.end)
    return Span(span.start, end.end() if end else span.end)


def _intro(text: str, section: Section, pieces: list[Span], start: int) -> Span | None:
    """The sentence, or the part of one, that stands before `start` and announces the list."""
    index = bisect_right(pieces, start, key=lambda piece: piece.start) - 1
    before = sentences(text, Span(pieces[index].start, start))
    if not before and index > 0:
        before = sentences(text, pieces[index - 1])
    if before:
        return before[-1] if _ANNOUNCES.search(before[-1].of(text)) else None
    heading = sentences(text, section.heading_span)
    return heading[-1] if heading else None
