"""Reading: files → documents; what cannot be read is named with its reason, and the rest is read."""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
import stat
from dataclasses import dataclass, replace
from pathlib import Path

from rag.corpus.decoding import decode
from rag.corpus.document import Document, Encoding
from rag.corpus.outline import outline
from rag.corpus.sentences import says_something
from rag.corpus.styled_text import StyledText
from rag.errors import CorpusError, DocumentError

__all__ = [
    "SUFFIXES",
    "Corpus",
    "UnreadFile",
    "corpus_files",
    "document_name",
    "parse_document",
    "read_corpus",
    "read_document",
    "text_document",
]

SUFFIXES = (".txt", ".md", ".docx", ".html", ".htm", ".xhtml")
"""The types of files that are read, by suffix in lower case."""

_WEB_SUFFIXES = (".html", ".htm", ".xhtml")

_INFLATION = 3  # what is unpacked from a Word file may be so many times the limit: a zip bomb is refused

_NAMES_SHOWN = 5

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class UnreadFile:
    """A file, or a folder, that could not be read.

    Attributes:
        name: as of a document; of a folder with "/" at its end.
        error: why.
        bytes: how large it is; 0 when even that cannot be told.
        sha256: of its bytes; empty when they are more than are read, or cannot be.
    """

    name: str
    error: DocumentError
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """What a folder of documents holds.

    Attributes:
        documents: sorted by name; files with identical bytes are one document with aliases.
        unread: the folders and files that could not be read.
    """

    documents: tuple[Document, ...]
    unread: tuple[UnreadFile, ...]

    @property
    def warnings(self) -> tuple[tuple[str, DocumentError], ...]:
        """Name and reason of all that could not be read."""
        return tuple((file.name, file.error) for file in self.unread)


def read_document(path: Path, *, name: str, max_file_bytes: int, encoding: str | None = None) -> Document:
    """The document in the file `path`, called `name`.

    Args:
        path: an ordinary file.
        name: what the document is called in citations: its path relative to the corpus folder.
        max_file_bytes: larger files are refused unread.
        encoding: decode with this codec instead of detecting it.

    Raises:
        DocumentError: the file is missing, not permitted, too large, binary, undecodable or empty.
    """
    data = _read_bytes(path, name=name, max_file_bytes=max_file_bytes)
    return parse_document(data, name=name, max_file_bytes=max_file_bytes, encoding=encoding)


def parse_document(data: bytes, *, name: str, max_file_bytes: int, encoding: str | None = None) -> Document:
    """The document that a file with the bytes `data` would be.

    A Word file or web page whose name says something else is read as what it is.

    Args:
        data: the bytes of a file, whose name ends in one of `SUFFIXES`.
        name: what the document is called in citations: its path relative to the corpus folder.
        max_file_bytes: more bytes are refused, and a Word file that unpacks to three times as many.
        encoding: decode with this codec instead of detecting it; Word files say their own.

    Raises:
        DocumentError: the bytes are too many, damaged, encrypted, binary, undecodable or empty.
    """
    if len(data) > max_file_bytes:
        raise _too_large(name, len(data), max_file_bytes)
    styled, chosen = _extract(data, name=name, max_file_bytes=max_file_bytes, encoding=encoding)
    return _outlined(styled, name=name, sha256=hashlib.sha256(data).hexdigest(), encoding=chosen)


def text_document(text: str, *, name: str) -> Document:
    r"""The document that a file with `text` would be, whose newlines are "\n" already.

    Raises:
        DocumentError: the text has neither a letter nor a digit, or half of a surrogate pair.
    """
    sha256 = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
    return _outlined(StyledText(text, {}), name=name, sha256=sha256, encoding=Encoding("utf-8", 1.0))


def read_corpus(folder: Path, *, max_file_bytes: int, encoding: str | None = None) -> Corpus:
    """The documents in `folder` and the folders below it, hidden ones left out.

    Args:
        folder: the corpus folder.
        max_file_bytes: larger files are named in a warning and not read.
        encoding: decode every file with this codec instead of detecting it.

    Raises:
        CorpusError: the folder is missing, is a file, cannot be listed, or holds nothing that can be read.
    """
    readable, others, unread = _list(folder)
    documents: dict[str, Document] = {}  # by sha256
    for name, path in readable:
        sha256 = ""
        try:
            data = _read_bytes(path, name=name, max_file_bytes=max_file_bytes)
            sha256 = hashlib.sha256(data).hexdigest()
            if sha256 in documents:
                first = documents[sha256]
                documents[sha256] = replace(first, aliases=(*first.aliases, name))
            else:
                documents[sha256] = parse_document(data, name=name, max_file_bytes=max_file_bytes, encoding=encoding)
        except DocumentError as error:
            unread.append(UnreadFile(name, error, _size(path), sha256))
    if not documents:
        raise _nothing_readable(folder, unread, others)
    return Corpus(tuple(documents.values()), tuple(unread))


def corpus_files(folder: Path) -> list[tuple[str, Path]]:
    """Name and path of each file that `read_corpus` would read, by name.

    Raises:
        CorpusError: the folder is missing, is a file, or cannot be listed.
    """
    return _list(folder)[0]


def _extract(data: bytes, *, name: str, max_file_bytes: int, encoding: str | None) -> tuple[StyledText, Encoding]:
    """The text of a file with its heading styles, and how it was decoded.

    What the bytes are decides, where it is certain: people and office programs give files the wrong suffix.
    """
    from rag.corpus.web_page import is_web_page, web_page_text  # noqa: PLC0415  (these two load lxml)
    from rag.corpus.word_file import ZIP, is_word, old_office_problem, word_text  # noqa: PLC0415

    suffix = posixpath.splitext(name)[1].lower()
    problem = old_office_problem(data)
    if problem is not None:
        raise DocumentError(problem, name=name)
    if is_word(data) or (suffix == ".docx" and data.startswith(ZIP)):
        return word_text(data, name=name, max_bytes=_INFLATION * max_file_bytes), Encoding("docx", 1.0)
    source, chosen = decode(data, encoding=encoding, name=name)
    if suffix in _WEB_SUFFIXES or (suffix == ".docx" and is_web_page(source)):
        return web_page_text(source, name=name), chosen
    if suffix == ".docx" and says_something(source):
        raise DocumentError("document-not-word", name=name)
    return StyledText(source, {}), chosen


def _outlined(styled: StyledText, *, name: str, sha256: str, encoding: Encoding) -> Document:
    if _SURROGATE.search(styled.text):  # half a character, which no file can be written with
        raise DocumentError("document-damaged", name=name, kind="Unicode")
    if not says_something(styled.text):
        raise DocumentError("document-empty", name=name)
    front, cases, tail = outline(styled.text, styled.levels)
    return Document(name, sha256, styled.text, encoding, front, cases, tail)


def _read_bytes(path: Path, *, name: str, max_file_bytes: int) -> bytes:
    """The bytes of an ordinary file, never more than `max_file_bytes` (a pipe would never end)."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise DocumentError("document-not-a-file", name=name)
        with path.open("rb") as file:
            data = file.read(min(max_file_bytes, status.st_size) + 1)
    except OSError as error:
        raise DocumentError("document-unreadable", name=name, reason=error) from error
    if len(data) > max_file_bytes:
        raise _too_large(name, max(status.st_size, len(data)), max_file_bytes)
    return data


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _too_large(name: str, size: int, limit: int) -> DocumentError:
    return DocumentError("document-too-large", name=name, size=f"{size:,}", limit=f"{limit:,}")


def _list(folder: Path) -> tuple[list[tuple[str, Path]], list[str], list[UnreadFile]]:
    """The files of a type that is read, by name; the names of the others; the folders that cannot be listed.

    Linked folders are followed, each folder once; what is hidden is left out.
    """
    if not folder.is_dir():
        raise CorpusError("corpus-not-a-folder" if folder.exists() else "corpus-missing", folder=folder)
    readable: list[tuple[str, Path]] = []
    others: list[str] = []
    unread: list[UnreadFile] = []

    def fail(error: OSError) -> None:
        if Path(error.filename) == folder:
            raise CorpusError("corpus-unreadable", folder=folder, reason=error) from error
        name = document_name(Path(error.filename), folder) + "/"
        unread.append(UnreadFile(name, DocumentError("document-unreadable", name=name, reason=error), 0, ""))

    seen: set[tuple[int, int]] = set()
    for parent, folders, names in os.walk(folder, followlinks=True, onerror=fail):
        status = Path(parent).stat()
        if (status.st_dev, status.st_ino) in seen:
            folders.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (Path(parent, name) for name in names if not name.startswith(".")):
            if path.suffix.lower() in SUFFIXES:
                readable.append((document_name(path, folder), path))
            else:
                others.append(document_name(path, folder))
    return sorted(readable), sorted(others), sorted(unread, key=lambda one: one.name)


def document_name(path: Path, folder: Path) -> str:
    r"""The path relative to `folder`, with bytes that are no UTF-8 as \xNN, so that it can be printed and stored."""
    # A backslash of the name itself is doubled, so that no two names become one.
    raw = os.fsencode(path.relative_to(folder).as_posix()).replace(b"\\", b"\\\\")
    return raw.decode("utf-8", "backslashreplace")


def _nothing_readable(folder: Path, unread: list[UnreadFile], others: list[str]) -> CorpusError:
    """Why the corpus holds nothing: every file failed, there are only other types, or it is empty."""
    types = " ".join(SUFFIXES)
    if unread:
        reasons = "\n".join(f"- {file.error.text().splitlines()[0]}" for file in unread[:_NAMES_SHOWN])
        return CorpusError("corpus-all-failed", folder=folder, n=len(unread), reasons=reasons)
    if others:
        names = "、".join(others[:_NAMES_SHOWN]) + ("…" if len(others) > _NAMES_SHOWN else "")
        return CorpusError("corpus-other-types", folder=folder, names=names, types=types)
    return CorpusError("corpus-empty", folder=folder, types=types)
