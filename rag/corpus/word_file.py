"""Word files: .docx → the text that Word shows, numbers of lists and headings included, and its heading styles.

Read straight from the XML (ECMA-376) with lxml: python-docx, docx2python and mammoth leave out the numbers 一、
and （一） that Word itself writes, by which these texts are cited and by which their headings are known.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import re
import struct
import unicodedata
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from lxml import etree

from rag.corpus.ordinals import bullet, ordinal
from rag.corpus.styled_text import TITLE, StyledLine, StyledText, row_lines, styled_text
from rag.errors import DocumentError

__all__ = ["ZIP", "is_word", "old_office_problem", "word_text"]

ZIP = b"PK\x03\x04"
"""How an archive begins, and with it every .docx."""

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB]: Office up to 2003, and everything with a password

_DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, MemoryError, ValueError,
    LookupError, NotImplementedError, RuntimeError, etree.XMLSyntaxError,
)  # fmt: skip
"""What zipfile, the decompressors and the parser raise for bytes that are not as they should be."""

Element = Any  # an element of lxml, which has no types


def is_word(data: bytes) -> bool:
    """Whether `data` is a zip archive, whole or not, with the parts of a Word file."""
    return data.startswith(ZIP) and b"word/" in data


def old_office_problem(data: bytes) -> str | None:
    """The key of the message that says why a Word file of the old kind is not read; None if `data` is none."""
    if not data.startswith(_COMPOUND):
        return None
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "document-encrypted"
    return "document-word-97" if "WordDocument".encode("utf-16-le") in data else None


def word_text(data: bytes, *, name: str, max_bytes: int) -> StyledText:
    """The text of the Word file `data` in the order of its body, as Word shows it without mark-up.

    Tracked insertions count and deletions do not; hidden text, field codes, the generated table of contents,
    comments, headers and footers are left out. Text boxes and notes follow the paragraph they hang on.

    Args:
        data: the bytes of a .docx.
        name: the file's name, for the message of an error.
        max_bytes: more than this in the parts that are read, unpacked, is refused.

    Raises:
        DocumentError: the file is damaged, is no Word file, declares entities, or unpacks to too much.
    """
    with _unpacking(name):
        archive = zipfile.ZipFile(io.BytesIO(data))
    package = _Package(archive, name, max_bytes)
    try:
        reader = _Reader(package)
        lines = list(reader.lines())
        if reader.fields:  # one that never ends would hide all that follows it
            lines = list(_Reader(package, with_fields=False).lines())
    except RecursionError as error:
        raise DocumentError("document-damaged", name=name, kind="Word") from error
    return styled_text(lines)


@contextmanager
def _unpacking(name: str) -> Iterator[None]:
    """Around what touches the bytes of the file `name`, and nothing else: our own mistakes are not its damage."""
    try:
        yield
    except _DAMAGE as error:
        raise DocumentError("document-damaged", name=name, kind="Word") from error


def _local(element: Element) -> str:
    """The name of an element without its namespace; transitional and strict files differ only in that."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _child(element: Element | None, *path: str) -> Element | None:
    """The first descendant at `path`, or None."""
    for name in path:
        element = next((child for child in element if _local(child) == name), None) if element is not None else None
    return element


def _get(element: Element | None, name: str = "val") -> str | None:
    """The attribute `name` without regard to its namespace, or None."""
    if element is None:
        return None
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), None)


def _int(value: str | None) -> int | None:
    return int(value) if value is not None and re.fullmatch(r"-?\d{1,9}", value) else None


def _is_on(properties: Element | None, name: str) -> bool | None:
    """Whether the switch `name` is on or off in `properties`; None if it is not there."""
    switch = _child(properties, name)
    return None if switch is None else _get(switch) not in ("0", "false", "off")


class _Package:
    """The parts of a .docx that are read."""

    def __init__(self, archive: zipfile.ZipFile, name: str, max_bytes: int) -> None:
        self.archive = archive
        self.name = name
        self.max_bytes = max_bytes
        self.unpacked = 0
        self.sizes = {info.filename: info.file_size for info in archive.infolist()}
        self.roots: dict[str, Element] = {}
        main = self._targets("").get("officeDocument", "")
        root = self._part(main)
        if root is None or _local(root) != "document":
            raise DocumentError("document-binary", name=name, kind=self._kind())
        self.document: Element = root
        self.targets = self._targets(main)

    def _kind(self) -> str:
        """What the archive seems to be, if not a Word file."""
        folders = {path.partition("/")[0] for path in self.sizes}
        return "Excel" if "xl" in folders else "PowerPoint" if "ppt" in folders else "ZIP"

    def part(self, kind: str) -> Element | None:
        """The root of the part that the document relates to as `kind`, or None."""
        return self._part(self.targets.get(kind, ""))

    def _part(self, path: str) -> Element | None:
        if path not in self.sizes or path in self.roots:
            return self.roots.get(path)
        self.unpacked += self.sizes[path]  # zipfile gives no more than the size that is declared
        if self.unpacked > self.max_bytes:
            raise DocumentError(
                "document-unpacks-too-large", name=self.name, size=f"{self.unpacked:,}", limit=f"{self.max_bytes:,}"
            )
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
        with _unpacking(self.name):
            root = etree.fromstring(self.archive.read(path), parser)
        if root.getroottree().docinfo.internalDTD is not None:
            raise DocumentError("document-entities", name=self.name)
        self.roots[path] = root
        return root

    def _targets(self, path: str) -> dict[str, str]:
        """Kind of relation → path of the part, of the part at `path`."""
        folder, file = posixpath.split(path)
        relations = self._part(posixpath.join(folder, "_rels", f"{file}.rels"))
        found: dict[str, str] = {}
        for relation in [] if relations is None else relations:
            target = _get(relation, "Target") or ""
            kind = (_get(relation, "Type") or "").rpartition("/")[2]
            found.setdefault(kind, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
        return found


# -- styles -------------------------------------------------------------------------------------------------

_HEADING_STYLE = re.compile(r"(?:heading|標題|标题|見出し)\s*([1-9])$", re.IGNORECASE)
_TITLE_STYLE = re.compile(r"title$|標題$|标题$", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(r"(?:toc|目錄|目录)\s*[1-9]$", re.IGNORECASE)
_BODY_LEVEL = 9  # an outlineLvl of 9 says: body text


@dataclass(frozen=True, slots=True)
class _Style:
    """A style with what it has from those it is based on.

    Attributes:
        level: of headings; None for text.
        number_id: the list that its paragraphs count in; "0" for none.
        number_level: their level in it.
        hidden: its text is not shown.
        contents: its paragraphs are lines of the table of contents.
        chain: the ids of the style and those below it.
    """

    level: int | None = None
    number_id: str | None = None
    number_level: int | None = None
    hidden: bool = False
    contents: bool = False
    chain: tuple[str, ...] = ()


class _Styles:
    """The styles of a document by id."""

    def __init__(self, root: Element | None) -> None:
        self.elements: dict[str, Element] = {}
        self.default = ""
        self.known: dict[str, _Style] = {}
        for element in [] if root is None else root:
            style_id = _get(element, "styleId")
            if _local(element) == "style" and style_id is not None:
                self.elements[style_id] = element
                if _get(element, "type") == "paragraph" and _get(element, "default") in ("1", "true", "on"):
                    self.default = style_id

    def __getitem__(self, style_id: str | None) -> _Style:
        """The style `style_id`; a plain one if there is none."""
        chain: list[str] = []
        while style_id in self.elements and style_id not in self.known and style_id not in chain:
            chain.append(style_id)
            style_id = _get(_child(self.elements[style_id], "basedOn"))
        style = self.known.get(style_id or "", _Style())
        for derived in reversed(chain):
            style = self.known[derived] = self._derived(derived, style)
        return style

    def _derived(self, style_id: str, base: _Style) -> _Style:
        element = self.elements[style_id]
        properties = _child(element, "pPr")
        name = _get(_child(element, "name")) or style_id
        level = _outline_level(properties)
        if level is None:
            named = _HEADING_STYLE.match(name)
            level = int(named[1]) if named else TITLE if _TITLE_STYLE.match(name) else base.level
        number_id, at = _numbering(properties)
        hidden = _is_on(_child(element, "rPr"), "vanish")
        return _Style(
            level=None if level is not None and level > _BODY_LEVEL else level,
            number_id=base.number_id if number_id is None else number_id,
            number_level=base.number_level if at is None else at,
            hidden=base.hidden if hidden is None else hidden,
            contents=base.contents or _CONTENTS_STYLE.match(name) is not None,
            chain=(style_id, *base.chain),
        )


def _outline_level(properties: Element | None) -> int | None:
    """The level of heading that paragraph properties give; above `_BODY_LEVEL` for body text, None if they do not."""
    level = _int(_get(_child(properties, "outlineLvl")))
    return None if level is None else level + 1


def _numbering(properties: Element | None) -> tuple[str | None, int | None]:
    numbered = _child(properties, "numPr")
    return _get(_child(numbered, "numId")), _int(_get(_child(numbered, "ilvl")))


# -- numbering ----------------------------------------------------------------------------------------------

_LEVELS = 9
_FULL_WIDTH_ENDS = "、）．。：】〕》」』，；"


@dataclass(slots=True)
class _Level:
    """One level of a numbering (17.9.6)."""

    start: int = 1
    style: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    legal: bool = False
    restart: int | None = None
    paragraph_style: str | None = None

    @classmethod
    def of(cls, element: Element) -> _Level:
        """The level that a w:lvl defines."""
        style = next((e for e in element.iter() if _local(e) == "numFmt" and _get(e) != "custom"), None)
        start = _int(_get(_child(element, "start")))
        return cls(
            start=0 if start is None else start,
            style=_get(style) or "decimal",
            text=_get(_child(element, "lvlText")) or "",
            suffix=_get(_child(element, "suff")) or "tab",
            legal=bool(_is_on(element, "isLgl")),
            restart=_int(_get(_child(element, "lvlRestart"))),
            paragraph_style=_get(_child(element, "pStyle")),
        )


@dataclass(slots=True, eq=False)
class _Abstract:
    """A definition that several lists may share, and with it the count."""

    levels: dict[int, _Level]
    link: str | None


@dataclass(slots=True, eq=False)
class _List:
    """An instance of a definition; `starts` are where its levels begin when it is first used."""

    number_id: str
    abstract: _Abstract
    starts: dict[int, int]
    levels: dict[int, _Level]


@dataclass(slots=True)
class _Counts:
    """How far the lists of a story (the body, a text box, a note) have counted.

    Attributes:
        numbers: of each definition by level.
        started: the levels of lists that have begun where they say.
    """

    numbers: dict[_Abstract, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    started: set[tuple[str, int]] = field(default_factory=set)


class _Numbering:
    """The lists of a document and how far they have counted."""

    def __init__(self, root: Element | None, styles: _Styles) -> None:
        self.styles = styles
        self.counts = _Counts()
        self.lists: dict[str, _List] = {}
        abstracts: dict[str | None, _Abstract] = {}
        for element in [] if root is None else root:
            if _local(element) == "abstractNum":
                levels = {_int(_get(level, "ilvl")): _Level.of(level) for level in element if _local(level) == "lvl"}
                link = _get(_child(element, "numStyleLink"))
                abstracts[_get(element, "abstractNumId")] = _Abstract(
                    {at: level for at, level in levels.items() if at is not None}, link
                )
        for element in [] if root is None else root:
            abstract = abstracts.get(_get(_child(element, "abstractNumId")))
            if _local(element) == "num" and abstract is not None:
                number_id = _get(element, "numId") or ""
                self.lists[number_id] = self._list(element, number_id, abstract)

    def _list(self, element: Element, number_id: str, abstract: _Abstract) -> _List:
        starts: dict[int, int] = {}
        levels: dict[int, _Level] = {}
        for override in element:
            at = _int(_get(override, "ilvl"))
            if _local(override) != "lvlOverride" or at is None:
                continue
            start = _int(_get(_child(override, "startOverride")))
            if start is not None:
                starts[at] = start
            level = _child(override, "lvl")
            if level is not None:
                levels[at] = _Level.of(level)
        return _List(number_id, abstract, starts, levels)

    def label(self, number_id: str | None, at: int | None, style: _Style) -> str:
        """The number, or bullet, and the space after it that Word prints before the next paragraph of a list.

        Args:
            number_id: of the list, as paragraph or style says; None or "0" for no list.
            at: the level, if it is said.
            style: of the paragraph, which a level may be tied to.
        """
        found = self.lists.get(number_id or "0")
        if found is None:
            return ""
        link = found.abstract.link
        if link is not None and (linked := self.lists.get(self.styles[link].number_id or "")) is not None:
            found = replace(found, abstract=linked.abstract, levels=linked.levels | found.levels)
        levels = found.abstract.levels | found.levels
        if at is None:
            tied = (level for level in levels if levels[level].paragraph_style in style.chain)
            at = next(tied, style.number_level or 0)
        if at not in levels:
            return ""
        self._count(found, levels, at)
        level = levels[at]
        if level.style == "bullet":
            text = bullet(level.text)
        else:
            text = re.sub(r"%([1-9])", lambda match: self._said(found, levels, int(match[1]) - 1, at), level.text)
        return text + _space_after(text, level.suffix)

    def _count(self, found: _List, levels: dict[int, _Level], at: int) -> None:
        """Count a paragraph of the level `at`; levels above it that were skipped count as used."""
        counts = self.counts.numbers[found.abstract]
        for level in range(at + 1):
            begins = level in found.starts and (found.number_id, level) not in self.counts.started
            if level in levels and (level not in counts or (level == at and begins)):
                counts[level] = found.starts[level] if begins else levels[level].start
                self.counts.started.add((found.number_id, level))
            elif level == at:
                counts[level] += 1
        for deeper in range(at + 1, _LEVELS):
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or at < restart:
                counts.pop(deeper, None)

    def _said(self, found: _List, levels: dict[int, _Level], at: int, own: int) -> str:
        """The number of the level `at` as it stands in the label of the level `own`."""
        if at not in levels or levels[at].style == "none":
            return ""
        number = self.counts.numbers[found.abstract].get(at, levels[at].start)
        return ordinal(number, "decimal" if levels[own].legal and at < own else levels[at].style)


def _space_after(label: str, suffix: str) -> str:
    """What stands between label and text: 「一、主要做法」 is cited without the tab that indents it."""
    if not label or suffix == "nothing" or (suffix == "tab" and label[-1] in _FULL_WIDTH_ENDS):
        return ""
    return " "


# -- the body -----------------------------------------------------------------------------------------------

_THROUGH = {"hyperlink", "ins", "moveTo", "smartTag", "customXml", "fldSimple", "dir", "bdo", "sdtContent"}
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
_PLAIN_SPACE = str.maketrans("\r\n\t", "   ")
_NO_CHARACTERS = ("Cc", "Cn", "Cs")  # controls, what is not assigned, halves of surrogate pairs


@dataclass(slots=True)
class _Field:
    """A field that is open: its code, or what Word shows for it."""

    code: str = ""
    in_code: bool = True

    @property
    def is_shown(self) -> bool:
        """Whether what stands here now is shown and written by the author: not the code, nor a table of contents."""
        return not self.in_code and not self.code.lstrip().upper().startswith("TOC")


@dataclass(slots=True)
class _Paragraph:
    """What a paragraph holds: its text, and what hangs on it."""

    text: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


class _Reader:
    """Reads a document from top to bottom."""

    def __init__(self, package: _Package, *, with_fields: bool = True) -> None:
        self.package = package
        self.with_fields = with_fields
        self.styles = _Styles(package.part("styles"))
        self.numbering = _Numbering(package.part("numbering"), self.styles)
        self.fields: list[_Field] = []
        self.joined = ""  # the text of a paragraph whose end is deleted or hidden
        self.notes_seen: dict[str, int] = {"footnotes": 0, "endnotes": 0}

    def lines(self) -> Iterator[StyledLine]:
        """The lines of the body."""
        body = _child(self.package.document, "body")
        yield from self._blocks(body if body is not None else ())
        if self.joined:
            yield StyledLine(self.joined)

    def _blocks(self, container: Any) -> Iterator[StyledLine]:
        for element in _unwrapped(container):
            if _local(element) == "p":
                yield from self._paragraph(element)
            elif _local(element) == "tbl":
                yield from self._table(element)

    def _table(self, table: Element) -> Iterator[StyledLine]:
        for row in _unwrapped(table):
            if _local(row) != "tr" or _child(row, "trPr", "del") is not None:
                continue
            cells = []
            for cell in _unwrapped(row):
                if _local(cell) != "tc":
                    continue
                merged = _child(cell, "tcPr", "vMerge")
                continues = merged is not None and _get(merged) != "restart"
                cells.append([] if continues else self._cell(cell))
            yield from row_lines(cells)

    def _cell(self, cell: Element) -> list[StyledLine]:
        lines = (StyledLine(text, line.level) for line in self._blocks(cell) for text in line.text.split("\n"))
        return [line for line in lines if line.text.strip()]

    def _paragraph(self, element: Element) -> Iterator[StyledLine]:
        properties = _child(element, "pPr")
        style_id = _get(_child(properties, "pStyle"))
        style = self.styles[self.styles.default if style_id is None else style_id]
        found = _Paragraph()
        self._inline(element, found, hidden=style.hidden)
        if style.contents:
            return
        text = "".join(found.text)
        mark = _child(properties, "rPr")
        if _child(mark, "del") is not None:
            self.joined += text
        else:
            text = self._numbered(self.joined + text, properties, style)
            self.joined = ""
            if _is_on(mark, "vanish") or _is_on(mark, "specVanish"):
                self.joined = text
            else:
                yield self._line(text, _outline_level(properties), style)
        body = self.numbering.counts
        for box in found.boxes:
            self.numbering.counts = _Counts()
            yield from self._blocks(box)
        for kind, note_id in found.notes:
            self.numbering.counts = _Counts()
            yield from self._note(kind, note_id)
        self.numbering.counts = body

    def _numbered(self, text: str, properties: Element | None, style: _Style) -> str:
        """The text of a paragraph with its number; one without text has none and does not count."""
        if not text.strip():
            return text
        number_id, at = _numbering(properties)
        return self.numbering.label(style.number_id if number_id is None else number_id, at, style) + text

    def _line(self, text: str, outline_level: int | None, style: _Style) -> StyledLine:
        level = style.level if outline_level is None else outline_level
        if level is None or level > _BODY_LEVEL:
            return StyledLine(text)
        return StyledLine(text.replace("\n", " "), level)  # a heading is one line

    def _inline(self, container: Element, found: _Paragraph, *, hidden: bool) -> None:
        for element in container:
            name = _local(element)
            if name == "r":
                self._run(element, found, hidden=hidden)
            elif name in _THROUGH:
                self._inline(element, found, hidden=hidden)
            elif name == "sdt":
                if _child(element, "sdtPr", "showingPlcHdr") is None:
                    self._inline(_content(element), found, hidden=hidden)
            elif name == "AlternateContent":
                self._inline(_choice(element), found, hidden=hidden)
            elif name in ("oMath", "oMathPara") and self._is_shown(hidden=hidden):
                found.text.extend(part.text or "" for part in element.iter() if _local(part) == "t")

    def _run(self, run: Element, found: _Paragraph, *, hidden: bool) -> None:
        properties = _child(run, "rPr")
        vanish = _is_on(properties, "vanish")
        if vanish is None:
            vanish = hidden or self.styles[_get(_child(properties, "rStyle"))].hidden
        for element in run:
            self._run_content(element, found, hidden=vanish)

    def _run_content(self, element: Element, found: _Paragraph, *, hidden: bool) -> None:
        name = _local(element)
        if name in ("fldChar", "instrText"):
            self._field(element)
        elif not self._is_shown(hidden=hidden):
            return
        elif name == "t":
            found.text.append((element.text or "").translate(_PLAIN_SPACE))
        elif name in _BREAKS and _get(element, "type") not in ("page", "column"):
            found.text.append(_BREAKS[name])
        elif name == "sym":
            found.text.append(_symbol(_get(element, "char")))
        elif name in _NOTES:
            found.notes.append((_NOTES[name], _get(element, "id") or ""))
        elif name == "ruby":
            for base in (child for child in element if _local(child) == "rubyBase"):
                self._inline(base, found, hidden=hidden)
        elif name == "AlternateContent":
            for child in _choice(element):
                self._run_content(child, found, hidden=hidden)
        elif name in ("drawing", "pict", "object"):
            found.boxes.extend(_boxes(element))

    def _field(self, element: Element) -> None:
        """Note where a field begins and ends, and its code."""
        kind = _get(element, "fldCharType")
        if kind == "begin" and self.with_fields:
            self.fields.append(_Field())
        elif not self.fields:
            return
        elif kind is None and self.fields[-1].in_code:
            self.fields[-1].code += element.text or ""
        elif kind == "separate":
            self.fields[-1].in_code = False
        elif kind == "end":
            self.fields.pop()

    def _is_shown(self, *, hidden: bool) -> bool:
        return not hidden and all(field.is_shown for field in self.fields)

    # -- notes --

    @cached_property
    def _notes(self) -> dict[tuple[str, str], Element]:
        found = {}
        for kind in ("footnotes", "endnotes"):
            root = self.package.part(kind)
            for note in [] if root is None else root:
                found[kind, _get(note, "id") or ""] = note
        return found

    def _note(self, kind: str, note_id: str) -> Iterator[StyledLine]:
        """The note's lines, the first with the number it has; in the sentence itself no number is set."""
        self.notes_seen[kind] += 1
        label = f"[{self.notes_seen[kind]}] "
        for line in self._blocks(self._notes.pop((kind, note_id), ())):
            yield StyledLine(label + line.text.lstrip())
            label = ""


def _unwrapped(container: Any) -> Iterator[Element]:
    """The paragraphs, tables, rows or cells in `container`, also those in content controls and insertions."""
    for element in container:
        name = _local(element)
        if name == "sdt":
            gallery = _get(_child(element, "sdtPr", "docPartObj", "docPartGallery"))
            if gallery != "Table of Contents":
                yield from _unwrapped(_content(element))
        elif name in ("ins", "moveTo", "customXml", "smartTag"):
            yield from _unwrapped(element)
        elif name == "AlternateContent":
            yield from _unwrapped(_choice(element))
        else:
            yield element


def _content(control: Element) -> Any:
    content = _child(control, "sdtContent")
    return () if content is None else content


def _choice(alternatives: Element) -> Any:
    """What Word shows of alternatives: the first; the last is for programs that do not know it."""
    return next((child for child in alternatives if _local(child) in ("Choice", "Fallback")), ())


def _boxes(drawing: Element) -> list[Element]:
    """The text boxes in a drawing, outermost only: those inside them are found with their paragraphs."""
    found: list[Element] = []
    waiting = [drawing]
    while waiting:
        element = waiting.pop()
        if _local(element) == "txbxContent":
            found.append(element)
        else:
            waiting.extend(reversed(_choice(element) if _local(element) == "AlternateContent" else element))
    return found


def _symbol(code: str | None) -> str:
    """The character of a w:sym, "" if it is none; fonts of symbols hold theirs at F000 to F0FF."""
    try:
        symbol = chr(int(code or "", 16))
    except (ValueError, OverflowError):
        return ""
    return "" if unicodedata.category(symbol) in _NO_CHARACTERS else bullet(symbol)
