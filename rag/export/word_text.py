"""Word file → what its reader sees, and the record; nothing is unpacked that is not needed, nothing is expanded."""

from __future__ import annotations

import io
import zipfile
import zlib
from xml.parsers import expat

from rag.export.visible import Paragraph, Visible

__all__ = ["RECORD_NAMESPACE", "word_record", "word_visible"]

RECORD_NAMESPACE = "urn:anwen:answer"
"""Of the element `answer` that holds the record."""

_BODY, _NOTES = "word/document.xml", "word/footnotes.xml"
_HIDDEN = {"del", "moveFrom", "Fallback"}  # what tracked changes took away, and what is there twice for old programs
_SHOWN_AS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def word_record(data: bytes, *, max_bytes: int) -> str:
    """The JSON of the record in the Word file `data`.

    Args:
        data: the file.
        max_bytes: that it may have when unpacked.

    Raises:
        ValueError: it is no Word file, a part is damaged or it is too large, or there is not exactly one record.
    """
    found = []
    with _opened(data, max_bytes) as archive:
        for name in archive.namelist():
            if name.startswith("customXml/item") and name.endswith(".xml"):
                data_part = _DataPart()
                _parse(_part(archive, name), name, data_part)
                if data_part.root == f"{RECORD_NAMESPACE} answer":
                    found.append("".join(data_part.text))
    if len(found) != 1:
        raise ValueError(f"{len(found)} data parts {RECORD_NAMESPACE}, not 1")
    return found[0]


def word_visible(data: bytes, *, max_bytes: int) -> Visible:
    """What a reader of the Word file `data` sees, tracked changes accepted.

    Args:
        data: the file.
        max_bytes: that it may have when unpacked.

    Raises:
        ValueError: it is no Word file, or a part is damaged or it is too large.
    """
    with _opened(data, max_bytes) as archive:
        body, notes = _TextPart(), _TextPart()
        _parse(_part(archive, _BODY), _BODY, body)
        if _NOTES in archive.namelist():
            _parse(_part(archive, _NOTES), _NOTES, notes)
    called = {label for paragraph in body.paragraphs[None] for label in paragraph.labels}
    texts = {
        label: "\n".join(paragraph.text for paragraph in paragraphs)
        for label, paragraphs in notes.paragraphs.items()
        if label in called
    }
    return Visible(tuple(body.paragraphs[None]), tuple(texts.items()))


def _opened(data: bytes, max_bytes: int) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        raise ValueError(f"zip: {error}") from error
    unpacked = sum(info.file_size for info in archive.infolist())  # `zipfile` reads no more of a part than it says
    if unpacked > max_bytes:
        raise ValueError(f"{unpacked:,} bytes when unpacked, more than {max_bytes:,}")
    return archive


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except (KeyError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise ValueError(f"{name}: {error}") from error


class _DataPart:
    """The root of a part of data, and its text."""

    def __init__(self) -> None:
        self.root = ""
        self.text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002
        self.root = self.root or name

    def end(self, name: str) -> None:
        pass

    def characters(self, text: str) -> None:
        self.text.append(text)


class _TextPart:
    """The paragraphs of a part of text, by the id of the footnote they stand in; None is the body.

    Elements are known by their local names: the strict and the transitional form of the standard differ in namespaces.
    """

    def __init__(self) -> None:
        self.paragraphs: dict[str | None, list[Paragraph]] = {None: []}
        self._footnote: str | None = None
        self._open: list[tuple[list[str], list[str]]] = []  # text and labels; a text box is a paragraph in a paragraph
        self._hidden = 0
        self._in_hidden_run = False
        self._in_text = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        identity = next((value for key, value in attributes.items() if key.rpartition(" ")[2] == "id"), "")
        self._hidden += local in _HIDDEN
        if local in {"r", "vanish"}:
            value = next((value for key, value in attributes.items() if key.rpartition(" ")[2] == "val"), "true")
            self._in_hidden_run = local == "vanish" and value not in {"0", "false", "off"}
        if local == "footnote":
            self._footnote = identity
        elif local == "p":
            self._open.append(([], []))
        elif self._open and not (self._hidden or self._in_hidden_run):
            self._in_text = local == "t"
            self._open[-1][0].append(_SHOWN_AS.get(local, ""))
            if local == "footnoteReference":
                self._open[-1][1].append(identity)

    def end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        self._hidden -= local in _HIDDEN
        self._in_text = False
        if local == "r":
            self._in_hidden_run = False
        if local == "footnote":
            self._footnote = None
        elif local == "p" and self._open:
            text, labels = self._open.pop()
            self.paragraphs.setdefault(self._footnote, []).append(Paragraph("".join(text), tuple(labels)))

    def characters(self, text: str) -> None:
        if self._in_text:
            self._open[-1][0].append(text)


def _parse(data: bytes, name: str, into: _DataPart | _TextPart) -> None:
    """Hand the elements of the part `name` to `into`.

    Raises:
        ValueError: it is no well-formed XML, or it defines a document type, which the standard forbids and which is
            what entities that expand without end need.
    """

    def refuse(*_: object) -> None:
        raise ValueError(f"{name}: <!DOCTYPE>")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler = into.start, into.end
    parser.CharacterDataHandler = into.characters
    try:
        parser.Parse(data, True)  # noqa: FBT003 -- positional in C
    except expat.ExpatError as error:
        raise ValueError(f"{name}: {error}") from error
