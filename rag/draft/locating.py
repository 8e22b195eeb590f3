"""Where a quotation stands in the sources, however it was copied: other script, width, punctuation, line breaks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rag.corpus.document import Document, Span
from rag.corpus.fold import fold
from rag.corpus.sentences import CLOSERS, ENDERS

__all__ = ["MAX_ELIDED_CHARS", "MIN_QUOTE_CHARS", "NUMERALS", "Located", "Locator", "denials", "plain"]

MIN_QUOTE_CHARS = 4
"""Letters and digits that a quotation needs: 黨員 or 98% alone stands in too many places to prove anything."""

MAX_ELIDED_CHARS = 400
"""Most characters that an elision may leave out: the length of the longest passage. It never leaves the case."""

NUMERALS = "〇零一二两三四五六七八九十百千万亿几半"
"""Chinese numerals, folded."""

_MIN_PART_CHARS = 2
_MAX_PARTS = 8
_MIN_TERM_CHARS = 3
_TERM = re.compile(r"[“「『《‘]([^“”「」『』《》‘’\n]{3,20})[”」』》’]")
_LOOK_BACK_CHARS = 12

# The marks kept in their plain form are full-width: none of them comes out of the fold, so that what is ASCII in plain
# text is part of a number.
_PAUSE, _STOP, _DASH = "，", "。", "—"
_PLAIN = str.maketrans(
    dict.fromkeys(",;:、､﹐﹑", _PAUSE)
    | dict.fromkeys(".!?｡", _STOP)
    | dict.fromkeys("-‐‑‒–—―─﹣−", _DASH)
    | dict.fromkeys("~∼〜", "～")
    | dict.fromkeys("·‧•∙・", "·")
    | {"〈": "《", "〉": "》", "[": "(", "]": ")", "〔": "(", "〕": ")", "【": "(", "】": ")"}
)
# 1.5, 1,234, 8:30, 1、2級, 1/2, and the sign of -5: there a mark is content.
_NUMERIC_MARK = re.compile(r"(?<=\d)[.,:;、](?=\d)|(?<![\d-])-(?=\d)")

_WORD = f"0-9a-z{NUMERALS}"
_QUOTE_MARKS = "\"'`´“”„‟‘’‚‛«»‹›〝〞〟"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
# Left out; but 5 10 stays apart, or it would be 510.
_IGNORED = re.compile(
    rf"(?P<gap>(?<=[{_WORD}])[\s*{_QUOTE_MARKS}{_INVISIBLE}]+(?=[{_WORD}]))"
    rf"|[\s*{_QUOTE_MARKS}{_INVISIBLE}]+|(?<={_DASH}){_DASH}+"
)
_ELIDED = "…"
_ELISION_MARK = re.compile(rf"\(?(?:[…⋯]+|{_STOP}{{3,}}|·{{3,}})\)?")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_WRAPPED = re.compile(rf"(?<=[{_WORD}.,:;、])\s*\n\s*(?=[{_WORD}.,:;、%])")

# 不斷, 非常, 未來 deny nothing.
_NO_DENIAL = (
    "不[断仅但光只单少同久论管懈禁惜愧妨畏负时等一]|不得不|不能不|不可不|不约而同|不外乎|无[论疑私锡线数限比非]|无微不至|无人机|莫非|莫大|莫过|莫斯科|"
    "非[常凡但公遗典洲]|除非|若非|南非|是非|未来|没[收落]|[沉淹埋出]没|要不要|是不是|能不能|会不会"
)
_DENIAL = re.compile(
    rf"{_NO_DENIAL}|(?P<denial>没有|[不没未无非勿莫]|难以|拒绝|停止|禁止|严禁|缺乏|缺少|避免|防止|杜绝|取消|反对|否认|否定)"
)
# Where a clause begins; 、 does not part what one 沒有 denies.
_CLAUSE_BREAK = re.compile(r"[\n，,;；:：。.!！?？()（）]")


@dataclass(frozen=True, slots=True)
class Located:
    """Where a quotation, or one part of an elided one, stands: `document.text[span]` reads as it."""

    document: str
    span: Span


class Locator:
    """Finds quotations in documents, each made plain on first use."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = {document.name: document for document in documents}
        self._pages: dict[str, _Page] = {}

    def locate(self, quote: str, *, among: Sequence[tuple[str, Span]] = ()) -> tuple[Located, ...] | None:
        """Where `quote` stands: one place, or one per part of an elided one; None when it stands nowhere.

        Script, width, letter case, kind of quotation mark, bracket, pause and dash, white space and line breaks may
        differ, and marks around the whole. Letters, digits and their order may not, nor may the marks inside a number:
        1,234 is not 1234, and 1.5 never 15. A quotation that cuts a number or a Latin word (5個 of 15個, 24 of
        24.22億), or cuts off what denies it (完成任務 of 沒有按期完成任務), stands nowhere.

        Args:
            quote: as someone copied it; "……" and "..." stand for what was left out. The parts stand in one case of
                one document, in order, at most `MAX_ELIDED_CHARS` apart.
            among: passages (document name, span) to be preferred, the best first.
        """
        quote = quote.strip().strip("…⋯")
        for form in dict.fromkeys((plain(quote), plain(_WRAPPED.sub("", fold(quote))))):
            parts = [_core(part) for part in form.split(_ELIDED) if _core(part)]
            sizes = [len(_LETTER_OR_DIGIT.findall(part)) for part in parts]
            if len(parts) > _MAX_PARTS or sum(sizes) < MIN_QUOTE_CHARS or min(sizes) < _MIN_PART_CHARS:
                continue
            in_vain: set[tuple[str, int, int]] = set()
            for page, start in self._starts(parts[0], among):
                chain = page.chain(parts, start, in_vain)
                if chain is not None:
                    spans = [page.span(*place) for place in chain]
                    spans[-1] = page.with_stop(spans[-1], quote)
                    return tuple(Located(page.name, span) for span in spans)
        return None

    @cached_property
    def terms(self) -> frozenset[str]:
        """The terms, made plain, that the documents set in quotation marks or 《》, of three characters or more."""
        found = (plain(m[1]) for document in self._documents.values() for m in _TERM.finditer(document.text))
        return frozenset(term for term in found if len(term) >= _MIN_TERM_CHARS)

    def holds(self, text: str) -> bool:
        """Whether a text of any length stands somewhere in the documents, made plain."""
        wanted = plain(text)
        return any(wanted in self._page(name).plain for name in self._documents)

    def _page(self, name: str) -> _Page:
        if name not in self._pages:
            self._pages[name] = _Page(self._documents[name])
        return self._pages[name]

    def _starts(self, part: str, among: Sequence[tuple[str, Span]]) -> Iterator[tuple[_Page, int]]:
        """Every place of `part`: first inside a preferred passage, then across its border, then anywhere."""
        passages = [(self._page(name), span) for name, span in among if name in self._documents]
        ranges = [(page, page.plain_offset(span.start), page.plain_offset(span.end)) for page, span in passages]
        for page, low, high in ranges:
            yield from ((page, start) for start in page.places(part, low, high))
        for page, low, high in ranges:
            size = len(part) - 1
            yield from ((page, start) for start in page.places(part, max(0, low - size), high + size))
        for name in self._documents:
            page = self._page(name)
            yield from ((page, start) for start in page.places(part, 0, len(page.plain)))


def plain(text: str) -> str:
    """`text` as quotations are compared: folded, without white space and quotation marks, one mark of each kind."""
    return _ELISION_MARK.sub(_ELIDED, _without_ignored(_marked(text)))


def denials(folded: str) -> list[Span]:
    """The words that deny something: 沒有, 不, 未, 無, 難以; not the 不 of 不斷."""
    return [Span(*match.span()) for match in _DENIAL.finditer(folded) if match["denial"]]


class _Page:
    """One document's plain text and the way back to its own characters."""

    def __init__(self, document: Document) -> None:
        self.name = document.name
        self._text = document.text
        tops = (document.front, *document.cases, document.tail)
        self._tops = [top.span for top in tops if top is not None]
        marked = _marked(document.text)
        pieces: list[str] = []
        self._plain_starts: list[int] = []
        self._text_starts: list[int] = []
        size = 0
        for start, piece in _kept(marked):
            self._plain_starts.append(size)
            self._text_starts.append(start)
            pieces.append(piece)
            size += len(piece)
        self.plain = "".join(pieces)

    def places(self, part: str, low: int, high: int, *, since: int = 0) -> Iterator[int]:
        """Where `part` stands in plain[low:high] without a number or, from `since` on, a denial cut off."""
        start = self.plain.find(part, low, high)
        while start >= 0:
            end = start + len(part)
            if not (_cuts(self.plain, start) or _cuts(self.plain, end) or self._denied(since, start, part)):
                yield start
            start = self.plain.find(part, start + 1, high)

    def chain(
        self, parts: Sequence[str], start: int, in_vain: set[tuple[str, int, int]]
    ) -> list[tuple[int, int]] | None:
        """The places of `parts` from `start` on, in one case and near each other.

        `in_vain` remembers from where how many parts were looked for: what repeats itself would be tried without end.
        """
        if (self.name, len(parts), start) in in_vain:
            return None
        end = start + len(parts[0])
        if len(parts) == 1:
            return [(start, end)]
        offset = self._text_offset(end - 1)
        case_end = next((top.end for top in self._tops if top.start <= offset < top.end), len(self._text))
        high = min(end + MAX_ELIDED_CHARS + len(parts[1]), self.plain_offset(case_end))
        for following in self.places(parts[1], end, high, since=end):
            rest = self.chain(parts[1:], following, in_vain)
            if rest is not None:
                return [(start, end), *rest]
        in_vain.add((self.name, len(parts), start))
        return None

    def span(self, start: int, end: int) -> Span:
        """The document's characters of plain[start:end], and the other half of a pair of marks begun in it."""
        first, last = self._text_offset(start), self._text_offset(end - 1) + 1
        for opening, closing in _PAIRS:
            inside = self._text[first:last]
            excess = inside.count(opening) - inside.count(closing)
            if opening != closing and excess == 1 and self._text[last : last + 1] == closing:
                last += 1
            elif opening != closing and excess == -1 and self._text[first - 1 : first] == opening:
                first -= 1
        return Span(first, last)

    def with_stop(self, span: Span, quote: str) -> Span:
        """`span` with the stop that follows it, if the quotation has one too."""
        has_stop = quote.rstrip(_QUOTE_MARKS + CLOSERS)[-1:] in f"{ENDERS}."
        return Span(span.start, span.end + 1) if has_stop and self._text[span.end : span.end + 1] in ENDERS else span

    def plain_offset(self, offset: int) -> int:
        """The place in the plain text of the first kept character from `offset` of the document on."""
        run = bisect_right(self._text_starts, offset) - 1
        if run < 0:
            return 0
        following = self._plain_starts[run + 1] if run + 1 < len(self._plain_starts) else len(self.plain)
        return min(self._plain_starts[run] + offset - self._text_starts[run], following)

    def _text_offset(self, offset: int) -> int:
        run = bisect_right(self._plain_starts, offset) - 1
        return self._text_starts[run] + offset - self._plain_starts[run]

    def _denied(self, since: int, start: int, part: str) -> bool:
        """Whether the clause says between the two places that what follows is not so, and the part does not."""
        if any(span.start == 0 for span in denials(part)):
            return False
        offset = self._text_offset(start)
        low = max(offset - _LOOK_BACK_CHARS, self._text_offset(since), 0)
        before = self._text[low:offset]
        return bool(denials(fold(_CLAUSE_BREAK.split(before)[-1])))


_PAIRS = (("“", "”"), ("‘", "’"), ("「", "」"), ("『", "』"), ("《", "》"), ("〈", "〉"), ("(", ")"), ("（", "）"))


def _marked(text: str) -> str:
    """Folded, with one mark for all of a kind except inside numbers; of the same length."""
    folded = fold(text)
    translated = folded.translate(_PLAIN)
    pieces, done = [], 0
    for mark in _NUMERIC_MARK.finditer(folded):
        pieces += [translated[done : mark.start()], mark[0]]
        done = mark.end()
    return "".join([*pieces, translated[done:]])


def _kept(marked: str) -> Iterator[tuple[int, str]]:
    """The runs of characters that are compared, with where they begin."""
    done = 0
    for ignored in _IGNORED.finditer(marked):
        if done < ignored.start():
            yield done, marked[done : ignored.start()]
        if ignored["gap"]:
            yield ignored.start(), " "
        done = ignored.end()
    if done < len(marked):
        yield done, marked[done:]


def _without_ignored(marked: str) -> str:
    return "".join(piece for _, piece in _kept(marked))


def _core(part: str) -> str:
    """Without the marks around it, except those that belong to a number or to a pair inside."""
    core = part.strip(f"{_PAUSE}{_STOP}{_DASH}～· ")
    while core and core[0] in "(《" and core[-1] in ")》" and core.count(core[0]) == 1:
        core = core[1:-1].strip(f"{_PAUSE}{_STOP}{_DASH} ")
    if core[:1] in ")》":
        core = core[1:]
    return core


_WORDS = frozenset("0123456789abcdefghijklmnopqrstuvwxyz" + NUMERALS)


def _cuts(text: str, place: int) -> bool:
    """Whether a cut before text[place] goes through a number or a Latin word."""
    before, after = text[place - 1 : place] if place else "", text[place : place + 1]
    if not before or not after:
        return False
    in_number = {".", ",", ":", ";", "、", "-", "/"}  # plain text has them in numbers only, but for "/"
    return (
        (before in _WORDS and after in _WORDS)
        or (before in in_number and after.isdigit())
        or (before.isdigit() and after in in_number | {"%", "‰"})
        or (after in _WORDS and (before == "第" or text[max(0, place - 2) : place] == "分之"))
    )
