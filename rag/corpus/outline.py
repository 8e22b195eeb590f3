"""The outline: text → front, cases with their sections, and tail, as a partition of its characters.

The text is cut into pieces, one for each heading and one for each paragraph; every piece belongs to exactly
one section and reaches to the start of the next, so that nothing can be left out or counted twice.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, NamedTuple

from rag.corpus.cases import MAX_TITLE_CHARS, case_starts, hashes_by_style, tail_start
from rag.corpus.document import Section, Span
from rag.corpus.headings import Extent, Marker, extent, marker
from rag.corpus.lines import Line, fenced_lines, lines_of

__all__ = ["Outline", "outline"]


class Outline(NamedTuple):
    """The sections of a text; together they hold every character exactly once."""

    front: Section | None
    cases: tuple[Section, ...]
    tail: Section | None


def outline(text: str, levels: Mapping[int, int] = MappingProxyType({})) -> Outline:
    r"""The front, the cases and the tail of `text`.

    Without case marks the whole text is one case with number None, whose heading is its title line if it has
    one. Linear in the length of the text; sections nest at most as deep as there are styles of markers.

    Args:
        text: with newlines as "\n".
        levels: start of a line → the level of heading that its style gives it, as in `StyledText`; such headings
            count as Markdown's do, beside those known by their numbers.
    """
    lines = lines_of(text)
    tail_at = tail_start(text, lines)
    hashes = hashes_by_style(text, lines[:tail_at], levels)
    starts = case_starts(text, lines[:tail_at], hashes)
    pieces = _Pieces(text, lines)
    front = None
    if starts[0].line > 0:
        front = _Node("front")
        for index in range(starts[0].line):
            pieces.add(index, front)
    cases = []
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        end = tail_at if following is None else following.line
        case = _Node("case", number=start.number)
        cases.append(case)
        first = start.line
        if start.heading:
            pieces.add_heading(first, case, start.heading)
            first += 1
        _CaseReader(text, lines, hashes, pieces, case).read(first, end)
    if not lines and text:
        pieces.add_blank(cases[0])
    tail = None
    if tail_at < len(lines):
        tail = _Node("tail")
        for index in range(tail_at, len(lines)):
            pieces.add(index, tail)
    pieces.settle()
    return Outline(
        None if front is None else _section(front, text, 0),
        tuple(_section(case, text, 0) for case in cases),
        None if tail is None else _section(tail, text, 0),
    )


# -- nodes and pieces ---------------------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class _Run:
    """Numbered siblings that count on from one another.

    Attributes:
        single: no member has a paragraph below its first line, or a subsection.
        headless: no member has a heading with text after it in the same line, or a title without a stop.
    """

    members: list[_Node] = field(default_factory=list)
    single: bool = True
    headless: bool = True


@dataclass(slots=True, eq=False)
class _Node:
    """A section being built.

    Attributes:
        single: it is one paragraph so far: no paragraph below its first line and no subsection.
        run: the numbered siblings it counts with.
        ranges: its pieces as [start, end, is it the heading], in order.
    """

    kind: Literal["front", "case", "section", "tail"]
    number: int | None = None
    marker: Marker | None = None
    form: str = ""
    one_sentence: bool = False
    parent: _Node | None = None
    run: _Run = field(default_factory=_Run)
    children: list[_Node] = field(default_factory=list)
    heading: Span | None = None
    single: bool = True
    dissolved: bool = False
    ranges: list[tuple[int, int, bool]] = field(default_factory=list)

    def grow(self) -> None:
        """Note that something stands below the first line."""
        self.single = self.run.single = False


@dataclass(slots=True)
class _Piece:
    start: int
    owner: _Node
    is_heading: bool


class _Pieces:
    """The pieces of the text in order, and who owns them."""

    def __init__(self, text: str, lines: list[Line]) -> None:
        self.text = text
        self.lines = lines
        self.pieces: list[_Piece] = []
        self.runs: list[_Run] = []

    def add_blank(self, owner: _Node) -> None:
        """A text without a single line that is not blank."""
        self.pieces.append(_Piece(0, owner, is_heading=False))

    def add(self, line: int, owner: _Node) -> None:
        """A paragraph."""
        self.pieces.append(_Piece(self.lines[line].start, owner, is_heading=False))

    def add_heading(self, line: int, owner: _Node, found: Extent) -> None:
        """A heading line; the rest of the line, if any, is the first piece of the body."""
        at = self.lines[line]
        owner.heading = Span(at.start + found.start, at.start + found.end)
        self.pieces.append(_Piece(at.start, owner, is_heading=True))
        if not _is_blank(self.text, at.start + found.body, at.end):
            self.pieces.append(_Piece(at.start + found.body, owner, is_heading=False))

    def settle(self) -> None:
        """Give every piece to its owner, as ranges that partition the text."""
        for run in self.runs:
            if _is_list_of_items(run):
                for node in run.members:
                    node.dissolved = True
        end = len(self.text)
        for piece in reversed(self.pieces):
            owner = piece.owner
            is_heading = piece.is_heading
            if owner.dissolved:
                assert owner.parent is not None  # only sections are dissolved
                owner, is_heading = owner.parent, False
            start = 0 if piece is self.pieces[0] else piece.start
            if owner.ranges and owner.ranges[-1][0] == end and owner.ranges[-1][2] == is_heading:
                owner.ranges[-1] = (start, owner.ranges[-1][1], is_heading)
            else:
                owner.ranges.append((start, end, is_heading))
            end = start


def _is_list_of_items(run: _Run) -> bool:
    """Whether a run of numbered lines is a list inside the parent's text rather than sections.

    「（一）…；（二）…；（三）…。」: every member is one sentence with nothing below it, and at least one has
    no heading (it ends with ；, or is too long for one): then none of them is a heading.
    """
    members = run.members
    first = members[0].marker
    if len(members) < 2 or not run.single or first is None or first.sure:
        return False
    forms = {node.form for node in members[:-1]}
    last = members[-1].form
    return (
        "text" in forms | {last}
        and forms <= {"text", "sentence"}
        and last != "run-in"
        and all(node.one_sentence for node in members)
    )


def _section(node: _Node, text: str, level: int) -> Section:
    """The finished section of `node`."""
    sections = tuple(_section(child, text, level + 1) for child in node.children if not child.dissolved)
    ranges = node.ranges[::-1]
    headings = [Span(start, end) for start, end, is_heading in ranges if is_heading]
    bodies = tuple(Span(start, end) for start, end, is_heading in ranges if not is_heading)
    spans = [*headings, *bodies, *(section.span for section in sections)]
    start = min((span.start for span in spans), default=0)
    end = max((span.end for span in spans), default=0)
    return Section(
        kind=node.kind,
        number=node.number,
        heading="" if node.heading is None else node.heading.of(text),
        level=level,
        heading_span=headings[0] if headings else Span(start, start),
        bodies=bodies,
        sections=sections,
        span=Span(start, end),
    )


def _is_blank(text: str, start: int, end: int) -> bool:
    return start >= end or text[start:end].isspace()


# -- sections -----------------------------------------------------------------------------------------------

_DATE = re.compile(r"\s*(?:[0-9０-９]{4}|[0-9]{2}[x×]{2}|[〇○零一二三四五六七八九]{4})\s*年[^。，]{2,8}[日号號]\s*$")
_ORGAN_ENDS = "院部委廳厅局室府會会處处司團团心校社署"
_ANNEX = re.compile(r"\s*附(?:件|錄|录)\s*[0-9０-９一二三四五六七八九十]*\s*(?:[:：]|$)")
_MARKER_CHARS = 160  # enough of a line to recognise a marker and the end of its heading
_MAX_CLOSING_CHARS = 60  # signatures and annex lines are short
_TITLE_BEFORE_RESTART = 8  # paragraphs to look back for the title of a second document in the file
_MAX_GAP = 3


class _CaseReader:
    """Reads the lines of one case into sections below its node."""

    def __init__(self, text: str, lines: list[Line], hashes: Mapping[int, int], pieces: _Pieces, case: _Node) -> None:
        self.text = text
        self.lines = lines
        self.hashes = hashes
        self.pieces = pieces
        self.case = case
        self.stack = [case]
        self.candidates: dict[int, Marker] = {}
        self.places: dict[str, list[int]] = defaultdict(list)  # style, family or "sure" → lines, ascending
        self.above: set[tuple[str, str]] = set()  # (style, style nested below it), as this case shows them
        self.last: dict[str, int] = {}  # family → the last number used
        self.last_heading_piece = 0

    def read(self, first: int, end: int) -> None:
        """Read the lines [first, end)."""
        self._find_candidates(first, end)
        for line in range(first, end):
            found = self.candidates.get(line)
            if found is None or not (self._add_section(line, found) or self._add_styled(line, found)):
                self._add_paragraph(line, end)

    def _head(self, line: int) -> str:
        at = self.lines[line]
        return self.text[at.start : min(at.end, at.start + _MARKER_CHARS)]

    def _find_candidates(self, first: int, end: int) -> None:
        fenced = fenced_lines(self.text, self.lines[first:end])
        for line in range(first, end):
            hashes = self.hashes.get(self.lines[line].start, 0)
            found = None if line - first in fenced else marker(self._head(line), hashes)
            if found is None:
                continue
            self.candidates[line] = found
            keys = {found.style, found.family, *(("sure",) if found.sure else ())}
            if found.printed is not None:
                keys |= {found.printed.style, found.printed.family}
            for key in keys:
                self.places[key].append(line)

    # -- sequences --

    def _next(self, key: str, line: int) -> int | None:
        """The next line after `line` with a marker of this style or family."""
        places = self.places[key]
        at = bisect_right(places, line)
        return places[at] if at < len(places) else None

    def _followed_by(self, found: Marker, line: int) -> bool:
        """Whether the next marker of its style, or of its family, counts on from `found`."""
        assert found.number is not None  # numbered markers only
        following = (self._next(key, line) for key in {found.style, found.family})
        return any(n is not None and self.candidates[n].number == found.number + 1 for n in following)

    def _goes_on(self, node: _Node, line: int) -> bool:
        """Whether the run of `node` has a next member after `line`, before anything above it goes on."""
        found = node.marker
        if found is None or found.number is None or not self._followed_by(found, line):
            return False
        ahead = [n for key in {found.style, found.family} if (n := self._next(key, line)) is not None]
        member = min(n for n in ahead if self.candidates[n].number == found.number + 1)
        if not found.sure and (sure := self._next("sure", line)) is not None and sure < member:
            return False
        for upper in self.stack[1 : self.stack.index(node)]:
            if upper.marker is None or upper.marker.number is None:
                continue
            after = self._next(upper.marker.family, line)
            if after is not None and after < member and self.candidates[after].number == upper.marker.number + 1:
                return False
        return True

    # -- headings --

    def _add_section(self, line: int, found: Marker) -> bool:
        """Open the section that the marker of this line announces; False if it is not a heading."""
        reach = extent(self._head(line), found)
        run: _Run | None = None
        if found.style.startswith("#"):
            self._close_hashes(found)
        else:
            sibling = self._open_sibling(found)
            if sibling is None:
                if not self._may_start(line, found, reach):
                    return False
                self._close_for(line, found)
            else:
                assert sibling.number is not None and found.number is not None
                if self._continues(line, found, reach, sibling):
                    run = sibling.run
                elif found.number != 1 or not (found.sure or self._followed_by(found, line)):
                    return False
                else:
                    self._move_title(sibling)
                del self.stack[self.stack.index(sibling) :]
        self._open(line, found, reach, run)
        return True

    def _add_styled(self, line: int, found: Marker) -> bool:
        """Open a section whose number is out of place, if its style says that it is a heading all the same."""
        if self.lines[line].start not in self.hashes:
            return False
        self._close_hashes(found)
        self._open(line, found, extent(self._head(line), found), None)
        return True

    def _open_sibling(self, found: Marker) -> _Node | None:
        """The open section that `found` stands beside, by style, or by family when it counts on from it."""
        for node in reversed(self.stack[1:]):
            assert node.marker is not None  # sections have markers
            printed = node.marker.printed  # 二、 counts on from ## 一、
            if node.marker.style == found.style:
                return node
            if printed is not None and printed.style == found.style and found.number == (node.number or 0) + 1:
                return node
        for node in reversed(self.stack[1:]):
            if node.marker is not None and node.marker.family == found.family and node.number is not None:
                return node if found.number == node.number + 1 else None
        return None

    def _continues(self, line: int, found: Marker, reach: Extent, sibling: _Node) -> bool:
        """Whether `found` counts on from `sibling`, be it with a small gap."""
        assert sibling.number is not None and found.number is not None
        step = found.number - sibling.number
        if step == 1:
            return True
        if found.sure:
            return step >= 0 or (found.number != 1 and self._followed_by(found, line))
        return 1 < step <= _MAX_GAP and (reach.form == "title" or self._followed_by(found, line))

    def _may_start(self, line: int, found: Marker, reach: Extent) -> bool:
        """Whether `found` may open a run: it starts or continues a count, and is no stray number."""
        assert found.number is not None
        if found.sure:
            last = self.last.get(found.family, 0)
            return found.number >= last or found.number == 1 or self._followed_by(found, line)
        if found.number == self.last.get(found.family, 0) + 1 and found.number > 1:
            return True
        if self._followed_by(found, line):
            return True
        return found.number == 1 and reach.form in ("title", "run-in") and found.style[-2:] in _CHINESE_STYLES

    def _close_hashes(self, found: Marker) -> None:
        """Close what a "#" heading ends: "#" headings of its level, and what is numbered and not above its number.

        「### （一）」 below a plain 「一、」 is its child.
        """
        while any(node.marker is not None and node.marker.hashes >= found.hashes for node in self.stack):
            self.stack.pop()
        while len(self.stack) > 1:
            top = self.stack[-1].marker
            assert top is not None  # sections have markers
            if top.hashes or (found.printed is not None and self._stands_above(top, found.printed)):
                break
            self.stack.pop()

    def _stands_above(self, upper: Marker, lower: Marker) -> bool:
        """Whether sections numbered like `upper` hold those like `lower`, as this case shows it, or by convention."""
        if (upper.style, lower.style) in self.above or (lower.style, upper.style) in self.above:
            return (upper.style, lower.style) in self.above
        return upper.rank < lower.rank

    def _close_for(self, line: int, found: Marker) -> None:
        """Close the open sections that do not stand above a new run of this style.

        The order this case has shown decides; then convention, unless the open run goes on after this line.
        """
        while len(self.stack) > 1:
            node = self.stack[-1]
            top = node.marker
            assert top is not None  # sections have markers
            if top.hashes and found.hashes and top.hashes >= found.hashes and found.rank <= top.rank:
                self.stack.pop()
                continue
            if (top.style, found.style) in self.above or top.style.startswith("#"):
                return
            if (found.style, top.style) not in self.above and (found.rank > top.rank or self._goes_on(node, line)):
                return
            self.stack.pop()

    def _open(self, line: int, found: Marker, reach: Extent, run: _Run | None) -> None:
        parent = self.stack[-1]
        at = self.lines[line]
        if run is None:
            run = _Run()
            self.pieces.runs.append(run)
        node = _Node(
            "section",
            number=found.number,
            marker=found,
            form=reach.form,
            one_sentence=reach.form != "run-in" and _is_one_sentence(self.text, at),
            parent=parent,
            run=run,
        )
        run.members.append(node)
        run.headless &= reach.form in ("sentence", "text")
        parent.children.append(node)
        parent.grow()
        for upper in self.stack[1:]:
            if upper.marker is not None and (found.style, upper.marker.style) not in self.above:
                self.above.add((upper.marker.style, found.style))
        if found.number is not None:
            self.last[found.family] = found.number
        self.stack.append(node)
        self.last_heading_piece = len(self.pieces.pieces)
        whole = len(self._head(line)) < at.end - at.start and reach.body >= len(self._head(line).rstrip())
        if whole:  # a very long line that is all heading, such as "# …"
            reach = Extent(reach.form, reach.start, at.end - at.start, at.end - at.start)
        self.pieces.add_heading(line, node, reach)

    def _move_title(self, sibling: _Node) -> None:
        """Give the title of a second document in the file, and what follows it, to the parent of the old run.

        When a count starts again, the last short line without a stop since the last heading is such a title.
        """
        assert sibling.parent is not None
        pieces = self.pieces.pieces
        first = max(self.last_heading_piece + 1, len(pieces) - _TITLE_BEFORE_RESTART)
        for index in range(len(pieces) - 1, first, -1):
            start = pieces[index].start
            end = self.text.find("\n", start)
            end = len(self.text) if end < 0 else end
            printed = self.text[start:end].strip()
            if len(printed) <= MAX_TITLE_CHARS // 2 and not re.search(r"[。；;，,：:]", printed):
                for piece in pieces[index:]:
                    piece.owner = sibling.parent
                return

    # -- paragraphs --

    def _add_paragraph(self, line: int, end: int) -> None:
        """Give an unnumbered paragraph to the section it belongs to."""
        if self._closes_case(line, end):
            del self.stack[1:]
        else:
            self._leave_runs(line)
        owner = self.stack[-1]
        owner.grow()
        self.pieces.add(line, owner)

    def _leave_runs(self, line: int) -> None:
        """Close the run of one-paragraph sections that this paragraph follows, if the run ends here.

        「從以上8個問題可以看出…」 after 1、…8、 belongs to what stands above them, and in a statute the
        paragraphs after a list belong to the article.
        """
        clause = next((i for i, node in enumerate(self.stack) if _is_style(node, "第條")), None)
        if clause is not None:
            while len(self.stack) > clause + 1:
                top = self.stack[-1]
                if _is_style(top, "#") or (top.form == "title" and top.single) or self._goes_on(top, line):
                    return
                self.stack.pop()
            return
        node = self.stack[-1]
        if (
            node.marker is not None
            and not node.marker.sure
            and len(node.run.members) > 1
            and node.run.single
            and (node.form in ("run-in", "text") or node.run.headless)
            and not self._goes_on(node, line)
        ):
            self.stack.pop()

    def _closes_case(self, line: int, end: int) -> bool:
        """Whether this paragraph is a signature, its date, or an annex, which belong to no section."""
        head = self._head(line)
        if len(head) > _MAX_CLOSING_CHARS:
            return False
        if _ANNEX.match(head):
            return True
        if line + 1 >= end or head.rstrip()[-1] not in _ORGAN_ENDS:
            return False
        return _DATE.match(self._head(line + 1)) is not None


_CHINESE_STYLES = ("壹、", "一、", "(一)", "一)", "一)"[-2:], "(一)"[-2:])


def _is_style(node: _Node, style: str) -> bool:
    return node.marker is not None and node.marker.style.startswith(style)


def _is_one_sentence(text: str, line: Line) -> bool:
    """Whether the line has no full stop but at its end."""
    return re.search(r"[。！？!?]", text[line.start : line.end].rstrip()[:-1]) is None
