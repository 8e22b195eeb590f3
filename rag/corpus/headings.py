"""Headings: what the marker at the start of a line says, and where its heading ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rag.corpus.sentences import CLOSERS

__all__ = [
    "MAX_HEADING_CHARS",
    "CaseMark",
    "Extent",
    "Marker",
    "case_mark",
    "extent",
    "marker",
    "parse_number",
]

MAX_HEADING_CHARS = 50
"""A run-in heading longer than this is numbered text without a heading."""

_MAX_TITLE_CHARS = 80
"""A line longer than this is no title and no case mark."""

_SPACE = r"[\s\u200b\ufeff]"
_CHINESE = "〇零一二三四五六七八九十百千两兩廿卅"
_FORMAL = "壹贰貳弍叁叄參肆伍陆陸柒捌玖拾佰"
_ARABIC = "0-9０-９"
_NUMBER = rf"[{_CHINESE}{_FORMAL}{_ARABIC}]"

# Style → rank by convention: what usually stands above what. Only used where the document itself has not
# shown an order yet.
_UNITS = {"編": 0, "编": 0, "篇": 0, "部分": 1, "章": 2, "節": 3, "节": 3, "條": 4, "条": 4}
_UNIT_STYLES = ("第編", "第部分", "第章", "第節", "第條")
_CLAUSE = _UNIT_STYLES.index("第條")
_RANKS = {style: rank for rank, style in enumerate(_UNIT_STYLES)}
_RANKS |= {"壹、": 5, "一、": 6, "(一)": 7, "一)": 7, "1、": 8, "1.": 8, "1)": 9, "(1)": 10, "①": 11}

# Styles that continue each other when typing is careless ("1、" by "2.").
_FAMILIES = {"1、": "1", "1.": "1", "(一)": "(一", "一)": "(一"}

_DIGITS = {
    char: value
    for value, chars in enumerate(
        (
            "〇零0０",
            "一壹1１",
            "二贰貳弍两兩2２",
            "三叁叄參3３",
            "四肆4４",
            "五伍5５",
            "六陆陸6６",
            "七柒7７",
            "八捌8８",
            "九玖9９",
        )
    )
    for char in chars
}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000}

# One character that is a whole marker: first character of a run of consecutive code points → style.
_RUNS = (
    ("\u2460", 20, "①"),  # ①..⑳
    ("\u3251", 15, "①"),  # ㉑..㉟ count from 21
    ("\u2776", 10, "①"),  # ❶..❿
    ("\u2780", 10, "①"),  # ➀..➉
    ("\u3220", 10, "(一)"),  # ㈠..㈩
    ("\u2474", 20, "(1)"),  # ⑴..⒇
    ("\u2488", 20, "1."),  # ⒈..⒛
    ("\u3280", 10, "①"),  # ㊀..㊉
)
_SINGLE = {
    chr(ord(first) + index): (style, index + (21 if first == "\u3251" else 1))
    for first, count, style in _RUNS
    for index in range(count)
}

_DECORATION = rf"(?P<hashes>\#{{1,6}}(?=[^#]))?{_SPACE}*(?P<bold>\*\*|__)?{_SPACE}*"
_MARKER = re.compile(
    rf"""{_SPACE}*{_DECORATION}(?:
      (?P<ordinal>第{_SPACE}*(?P<n1>{_NUMBER}+(?:{_SPACE}+{_NUMBER}+)*)(?:[-－–—]{_NUMBER}+)?
         {_SPACE}*(?P<unit>部{_SPACE}*分|[編编篇章節节條条])(?:[之-]{_SPACE}*{_NUMBER}+)?)
      (?P<gap>(?:\*\*|__)?(?:{_SPACE}|$)|(?=[（(:：、【〔]))?
    | (?P<open>[（(]){_SPACE}*(?P<n2>[{_CHINESE}]{{1,5}}|[{_ARABIC}]{{1,3}}){_SPACE}*[）)]
    | (?P<n3>[{_CHINESE}]{{1,5}}|[{_FORMAL}]{{1,3}}|[{_ARABIC}]{{1,3}}){_SPACE}*
      (?P<delimiter>[、）)．.])
      (?:(?<=[.．])(?![{_ARABIC}])|(?<=[.．])(?=(?:19|20)[0-9x]{{2}}年)|(?<=[、）)]))
    | (?P<single>[{"".join(_SINGLE)}])
    )?""",
    re.VERBOSE,
)
# What a marker can begin with; most lines begin with something else, and this is quick to see.
_OPENING = re.compile(rf"{_SPACE}*[#*_第（({_CHINESE}{_FORMAL}{_ARABIC}{''.join(_SINGLE)}]")


@dataclass(frozen=True, slots=True)
class Marker:
    """What stands at the start of a line.

    Attributes:
        style: what it looks like, with all widths and scripts made one: "第章", "一、", "(1)", "#2" …
        family: markers of one family may continue each other; usually the style itself.
        rank: the conventional depth of the style, smaller is higher.
        number: the ordinal it says, or None (an unnumbered "## …").
        hashes: how many "#" open the line, 0 for none; a heading by style of level 2 counts as "##".
        start: where the printed heading begins in the line, after white space, "#" and "**".
        end: where the text after the marker begins.
        printed: the numbered marker that follows the "#", or None.
        sure: the marker cannot be anything else ("第三條 …"), so gaps in the sequence are no doubt.
    """

    style: str
    family: str
    rank: int
    number: int | None
    hashes: int
    start: int
    end: int
    sure: bool
    printed: Marker | None = None


@dataclass(frozen=True, slots=True)
class CaseMark:
    """A line that opens a case: 【…】一, 案例二：…, or "# …".

    Attributes:
        number: the ordinal it says, or None.
        hashes: how many "#" open the line.
        end: where the mark ends and the title, if it has one, begins; an offset in the line.
    """

    number: int | None
    hashes: int
    end: int


@dataclass(frozen=True, slots=True)
class Extent:
    """How far the heading of a numbered line reaches, as offsets in the line.

    Attributes:
        form: "title": the whole line, without a final stop; "sentence": the whole line up to its final stop;
            "run-in": a heading up to a stop with text after it; "text": numbered text without a heading.
        start: where the printed heading begins.
        end: where it ends (a run-in heading ends before its stop; of numbered text, the marker).
        body: where the body begins; the line's length when the line is all heading.
    """

    form: Literal["title", "sentence", "run-in", "text"]
    start: int
    end: int
    body: int


def parse_number(digits: str) -> int | None:
    """The value of a Chinese, formal or Arabic numeral (二十三, 一〇二, 拾貳, １２), or None."""
    digits = re.sub(_SPACE, "", digits).replace("廿", "二十").replace("卅", "三十")
    if not any(char in _TENS for char in digits):
        value = 0
        for char in digits:
            if char not in _DIGITS:
                return None
            value = value * 10 + _DIGITS[char]
        return value if digits else None
    total, digit = 0, 0
    for char in digits:
        if char in _TENS:
            total += (digit or 1) * _TENS[char]
            digit = 0
        elif char in _DIGITS:
            digit = _DIGITS[char]
        else:
            return None
    return total + digit


def marker(line: str, hashes: int = 0) -> Marker | None:
    """The marker that opens `line`, or None. Whether it is a heading depends on the sequence it stands in.

    Args:
        line: without its newline.
        hashes: how many "#" the style of the line counts as; 0 for none.
    """
    if not hashes and not _OPENING.match(line):
        return None
    match = _MARKER.match(line)
    assert match is not None  # every part is optional
    hashes = hashes or _hashes(line, match)
    start = match.end("bold") if match["bold"] else match.end("hashes") if match["hashes"] else 0
    start += len(line[start:]) - len(line[start:].lstrip())
    found = _numbered(line, match, start)
    if hashes and (found is None or not found.style.startswith("第")):
        printed = None if found is None or found.number is None else found
        number = None if printed is None else printed.number
        if not line[start:].strip("#*_ \t"):
            return None
        end = start if found is None else found.end
        return Marker(f"#{hashes}", "#", -1, number, hashes, start, end, sure=True, printed=printed)
    if found is None or found.number is None:
        return None
    return Marker(found.style, found.family, found.rank, found.number, hashes, found.start, found.end, found.sure)


def _numbered(line: str, match: re.Match[str], start: int) -> Marker | None:
    """The numbered marker in `match`, without regard to "#"."""
    if match["ordinal"]:
        style = _UNIT_STYLES[_UNITS[re.sub(_SPACE, "", match["unit"])]]
        rank = _RANKS[style]
        if match["gap"] is None and (rank >= _CLAUSE or not _looks_like_title(line)):
            return None  # 第三條規定的情形… is text
        end = match.end("ordinal")
        return Marker(style, style, rank, parse_number(match["n1"]), 0, start, end, sure=True)
    if match["n2"]:
        style = "(1)" if match["n2"][0] not in _CHINESE else "(一)"
        number = parse_number(match["n2"])
    elif match["n3"]:
        kind = "1" if match["n3"][0] in "0123456789０１２３４５６７８９" else "一"
        if match["n3"][0] in _FORMAL:
            kind = "壹"
        delimiter = {"．": ".", "）": ")"}.get(match["delimiter"], match["delimiter"])
        if kind != "1" and delimiter == ".":
            delimiter = "、"
        style = "壹、" if kind == "壹" else kind + delimiter
        number = parse_number(match["n3"])
    elif match["single"]:
        style, number = _SINGLE[match["single"]]
    else:
        return None
    family = _FAMILIES.get(style, style)
    return Marker(style, family, _RANKS[style], number, 0, start, match.end(), sure=False)


def _hashes(line: str, match: re.Match[str]) -> int:
    """How many "#" make `line` a Markdown heading; one "#" needs a space after it (#話題# is none)."""
    if not match["hashes"]:
        return 0
    count = len(match["hashes"])
    follows = line[match.end("hashes") : match.end("hashes") + 1]
    return count if count > 1 or follows.isspace() else 0


def _looks_like_title(line: str) -> bool:
    stripped = line.strip()
    return len(stripped) <= MAX_HEADING_CHARS and not re.search(r"[。；;，,！!？?：:]", stripped)


_CASE = re.compile(
    rf"""{_SPACE}*{_DECORATION}(?:
      【[^】]*】{_SPACE}*(?:之{_SPACE}*)?(?P<n1>{_NUMBER}+)
    | 【[^】]*?(?:案例|範文|范文|篇|例){_SPACE}*(?:之{_SPACE}*)?(?P<n2>{_NUMBER}+){_SPACE}*】
    | (?:[^\s，。：:【】]{{0,12}})(?:案例|範文|范文|個案|个案){_SPACE}*(?:之{_SPACE}*)?(?P<n3>{_NUMBER}+)
    | 篇{_SPACE}*(?P<n4>{_NUMBER}+)(?={_SPACE}*[:：])
    )(?P<after>{_SPACE}*(?:\*\*|__)?{_SPACE}*(?:[:：、.．—－-]|$)|{_SPACE}+|(?<=】))""",
    re.VERBOSE,
)


def case_mark(line: str, hashes: int = 0) -> CaseMark | None:
    """The case mark that `line` is, or None: 【…】一, 【案例一】…, 案例二：…, 篇三：…, or a "# …" heading.

    Args:
        line: without its newline.
        hashes: how many "#" the style of the line counts as; 0 for none.
    """
    if len(line) > _MAX_TITLE_CHARS + MAX_HEADING_CHARS:
        return None
    stripped = line.strip().strip("*_")
    match = _CASE.match(line)
    if match and len(stripped) <= _MAX_TITLE_CHARS and not stripped.endswith(tuple("。；;，,")):
        digits = match["n1"] or match["n2"] or match["n3"] or match["n4"]
        return CaseMark(parse_number(digits), hashes or len(match["hashes"] or ""), match.end())
    found = marker(line, hashes)
    if found is not None and found.hashes == 1:
        return CaseMark(found.number, 1, found.end)
    return None


_OPEN = "“‘「『（(《〈【["
_CLOSE = "”’」』）)》〉】]"


def extent(line: str, found: Marker) -> Extent:
    """How far the heading of `line` reaches, whose marker is `found`.

    A run-in heading ends at the first 。 or ： outside quotes and brackets (？ and ！ end one too, and stay
    in it), at most `MAX_HEADING_CHARS` from its marker. "#" headings and those of 編 篇 章 節 are whole
    lines; the heading of a 條 is its marker with the bracketed title that may follow.
    """
    length = len(line.rstrip())
    if found.hashes or (found.style.startswith("第") and found.rank < _CLAUSE):
        return Extent("title", found.start, printed_end(line, found.start, length), length)
    if found.rank == _CLAUSE:
        return _clause_extent(line, found, length)
    return _bold_extent(line, found) or _numbered_extent(line, found, length)


def _bold_extent(line: str, found: Marker) -> Extent | None:
    """The heading of 「**一、背景** 正文」, which ends with its bold type, or None."""
    start = found.start
    mark = line[max(0, start - 2) : start]
    if mark not in ("**", "__"):
        return None
    close = line.find(mark, start, start + MAX_HEADING_CHARS + 2)
    if close < 0 or not line[close + 2 :].strip():
        return None
    return Extent("run-in", start, printed_end(line, start, close), _skip_space(line, close + 2))


def _numbered_extent(line: str, found: Marker, length: int) -> Extent:
    start = found.start
    stop = _first_stop(line, found.end, min(length, start + MAX_HEADING_CHARS + 1))
    if stop is None:
        if length - start <= MAX_HEADING_CHARS and line[length - 1] not in "。；;，,":
            return Extent("title", start, printed_end(line, start, length), length)
        return Extent("text", start, found.end, _skip_space(line, found.end))
    body = stop + 1
    while body < length and line[body] in CLOSERS:
        body += 1
    if not line[body:].strip("*_ \t\u3000"):
        return Extent("sentence", start, printed_end(line, start, length), length)
    end = stop + 1 if line[stop] in "？?！!" else stop
    return Extent("run-in", start, printed_end(line, start, end), _skip_space(line, body))


def _clause_extent(line: str, found: Marker, length: int) -> Extent:
    """第X條, with the bracketed title that may follow; the rest of the line is its body."""
    end = found.end
    titled = re.compile(r"\s*(?:[（(【〔][^）)】〕]{1,40}[）)】〕])").match(line, end)
    if titled:
        end = titled.end()
    body = end
    while body < length and line[body] in "*_:： 　\t、":
        body += 1
    if body >= length:
        return Extent("title", found.start, end, length)
    return Extent("run-in", found.start, end, body)


def _first_stop(line: str, start: int, end: int) -> int | None:
    """Where the first stop outside quotes and brackets stands in line[start:end]; 9:30 is none."""
    depth = 0
    for index in range(start, end):
        char = line[index]
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0 and char in "。：:？?！!":
            if char in ":?!" and line[index - 1 : index].isdigit() and line[index + 1 : index + 2].isdigit():
                continue
            return index
    return None


def _skip_space(line: str, start: int) -> int:
    while start < len(line) and line[start].isspace():
        start += 1
    return start


def printed_end(line: str, start: int, end: int) -> int:
    """The end of the printed heading line[start:end], without white space and the mark-up it opened with."""
    printed = line[start:end].rstrip()
    if line.lstrip().startswith("#"):
        printed = printed.rstrip("#").rstrip()
    if line[max(0, start - 2) : start] in ("**", "__"):
        printed = printed.removesuffix(line[start - 2 : start]).rstrip()
    return start + (len(printed) or len(line[start:end].rstrip()))
