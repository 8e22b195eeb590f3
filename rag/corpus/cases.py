"""Cases: where the front ends, every case begins, and the page furniture starts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rag.corpus.fold import fold
from rag.corpus.headings import CaseMark, Extent, case_mark, marker, printed_end
from rag.corpus.lines import FENCE, Line, fenced_lines
from rag.corpus.roles import role_of
from rag.corpus.styled_text import TITLE

__all__ = ["MAX_TITLE_CHARS", "CaseStart", "case_starts", "hashes_by_style", "tail_start"]


@dataclass(frozen=True, slots=True)
class CaseStart:
    """Where a case begins: the index of its first line, its number, and its heading if that line is one."""

    line: int
    number: int | None
    heading: Extent | None


MAX_TITLE_CHARS = 80

_MAX_STYLED_CHARS = 130
"""A longer paragraph with the style of a heading is text that was given it by mistake."""

_MAX_TITLE_LINES = 3
"""Lines above the heading of level 1 that is a document's title: an organ, a number, a date."""


def hashes_by_style(text: str, lines: list[Line], levels: Mapping[int, int]) -> dict[int, int]:
    """Where a heading by style starts → how many "#" it counts as.

    Headings of level 1 are cases, as "# …" is, unless half of them or more are numbered as sections are or named as
    the parts of a case are (一、背景, 主要做法), or there is a single one below a title or other text: then all levels
    count one lower, and the title is the case.

    Args:
        text: of the document.
        lines: its lines that are not blank.
        levels: start of a line → its level by style, as in `StyledText`.
    """
    styled = {
        line.start: levels[line.start]
        for line in lines
        if line.start in levels and line.end - line.start <= _MAX_STYLED_CHARS
    }
    tops = [index for index, line in enumerate(lines) if styled.get(line.start) == 1]
    parts = [lines[index].start for index in tops if _is_part(text[lines[index].start : lines[index].end])]
    is_title_page = not parts and len(tops) == 1 and tops[0] <= _MAX_TITLE_LINES and TITLE not in styled.values()
    if is_title_page or len(tops) > max(1, 2 * len(parts)) or not tops:
        return {start: max(level, 1) for start, level in styled.items() if level != TITLE or not tops}
    first = min(parts, default=0)
    return {
        start: 1 if level == TITLE or (level == 1 and start < first) else level + 1 for start, level in styled.items()
    }


def _is_part(heading: str) -> bool:
    """Whether a heading is numbered as sections are, or named as a part of a case is."""
    return marker(heading) is not None or bool(role_of(heading.strip()))


def case_starts(text: str, lines: list[Line], hashes: Mapping[int, int]) -> list[CaseStart]:
    """Where the cases begin; at least one.

    Args:
        text: of the document.
        lines: those that are not blank, up to the tail.
        hashes: of the headings by style, from `hashes_by_style`.
    """
    marks = _case_marks(text, lines, hashes)
    if marks:
        return [CaseStart(line, mark.number, _whole_line(text, lines[line])) for line, mark in marks]
    if lines:
        first = text[lines[0].start : lines[0].end]
        if len(lines) > 1 and lines[0].start not in hashes and _is_title(first):
            return [CaseStart(0, None, _whole_line(text, lines[0]))]
    return [CaseStart(0, None, None)]


def _case_marks(text: str, lines: list[Line], hashes: Mapping[int, int]) -> list[tuple[int, CaseMark]]:
    """The lines that open cases: numbered marks in sequence, else every "# …" heading.

    Numbered marks that only list what follows (a table of contents) are dropped when the count starts again.
    """
    numbered: list[tuple[int, CaseMark]] = []
    titles: list[tuple[int, CaseMark]] = []
    fenced = fenced_lines(text, lines)
    for index, line in enumerate(lines):
        head = text[line.start : min(line.end, line.start + 2 * MAX_TITLE_CHARS)]
        styled = hashes.get(line.start, 0)
        if index in fenced or not (styled or _MAY_BE_CASE.search(head)):
            continue
        mark = case_mark(head, styled)
        if mark is None:
            continue
        if mark.hashes == 1:
            titles.append((index, mark))
        if "例" in head or "範文" in head or "范文" in head or "篇" in head or "【" in head:
            if marker(head) is not None and mark.hashes == 0:
                continue
            if mark.number == 1 and _is_contents(numbered):
                numbered.clear()
            if mark.number == 1 or _in_sequence(numbered, mark):
                numbered.append((index, mark))
    if not numbered:
        return titles
    if numbered[0][1].hashes == 1:  # then unnumbered titles between and after them open cases too
        return [title for title in titles if title[0] >= numbered[0][0]]
    return numbered


_MAY_BE_CASE = re.compile(r"#|例|範文|范文|篇|【")


def _in_sequence(marks: list[tuple[int, CaseMark]], mark: CaseMark) -> bool:
    if mark.number is None:
        return False
    last = marks[-1][1].number if marks else None
    return last is None or mark.number > last


def _is_contents(marks: list[tuple[int, CaseMark]]) -> bool:
    """Whether these marks stand line by line, with nothing between them."""
    return len(marks) > 1 and marks[-1][0] - marks[0][0] == len(marks) - 1


def _whole_line(text: str, line: Line) -> Extent:
    """The heading of a case: its line without white space and Markdown marks."""
    printed = text[line.start : line.end]
    start = len(printed) - len(re.sub(r"^\s*(?:#{1,6}(?!#))?\s*(?:\*\*|__)?\s*", "", printed))
    if start == len(printed):  # nothing but marks: they are the heading
        start = len(printed) - len(printed.lstrip())
    return Extent("title", start, printed_end(printed, start, len(printed)), len(printed))


def _is_title(line: str) -> bool:
    """Whether the first line of a text is its title rather than its first sentence or heading."""
    stripped = line.strip()
    if len(stripped) > MAX_TITLE_CHARS or stripped.endswith(tuple("。；;，,：:")) or FENCE.match(line):
        return False
    return marker(line) is None


_FURNITURE = re.compile(
    r"热门标签|热门文章|热门推荐|相关文章|相关推荐|相关阅读|相关内容|上一篇|下一篇|猜你喜欢|猜您喜欢|推荐阅读|延伸阅读|"
    r"精彩推荐|标签:|分享到|返回(?:顶部|首页|列表)|版权声明|版权所有|免责声明|责任编辑:|copyright|©"
)
_MAX_TAIL_LINES = 60
_MAX_LINK_CHARS = 60


def tail_start(text: str, lines: list[Line]) -> int:
    """The index of the first line of page furniture at the end, or the number of lines.

    Only what opens with a known label and is followed by nothing but short lines to the end counts.
    """
    found = len(lines)
    for index in range(len(lines) - 1, max(0, len(lines) - _MAX_TAIL_LINES), -1):
        line = text[lines[index].start : min(lines[index].end, lines[index].start + 200)].strip()
        if _FURNITURE.match(fold(line).lstrip("【[#* ")):
            found = index
        elif len(line) > _MAX_LINK_CHARS or line.endswith(("。", "；", "：")) or marker(line) is not None:
            break
    return found
