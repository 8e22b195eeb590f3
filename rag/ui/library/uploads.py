"""Files on their way into the corpus folder: what was understood of each, before anybody agrees to it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkdtemp

from rag.corpus.document import Document, Encoding
from rag.corpus.folder import Folder, StoredFile, name_key, numbered_name, safe_name
from rag.corpus.reader import SUFFIXES, parse_document
from rag.errors import AnwenError, DocumentError
from rag.settings import Settings

__all__ = ["MOST_FILES", "SURE", "Arrival", "Understood", "Upload", "add", "arrivals", "discard", "most_bytes", "read"]

SURE = 0.95
"""An encoding that is less sure than this is shown with the first lines, to be looked at."""

MOST_FILES = 200
"""So many wait at a time."""

_LARGEST_FILES = 10
_BYTES_PER_MB = 1_000_000
_LINES = 3
_LINE_CHARS = 60
_HEADINGS = 40
_HEADING_LEVELS = 2
_LONGEST_NAME_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the browser says of a file.

    Attributes:
        given: its name on the reader's computer.
        path: where it was put, or None when it was not sent.
        problem: why it was not: "size", "many", "folder", "failed", or nothing.
        bytes: how large the browser says it is.
    """

    given: str
    path: Path | None
    problem: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Understood:
    """What reading a file gave.

    Attributes:
        encoding: and how sure it is.
        characters: of its text.
        cases: with a mark of their own.
        sections: below them.
        headings: the first ones, each with its level, cases at level 0.
        lines: how it begins.
    """

    encoding: Encoding
    characters: int
    cases: int
    sections: int
    headings: tuple[tuple[int, str], ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that waits for a reader to agree; what has an error is not offered.

    Attributes:
        given: its name on the reader's computer.
        name: that it will get.
        path: where its bytes are, or None.
        bytes: how many they are.
        sha256: of its bytes.
        understood: what reading it gave, or None.
        namesake: a file of the folder with the same name and other bytes, or None.
        error: why it cannot be added, or None.
    """

    given: str
    name: str
    path: Path | None
    bytes: int = 0
    sha256: str = ""
    understood: Understood | None = None
    namesake: StoredFile | None = None
    error: AnwenError | None = None


def most_bytes(settings: Settings) -> int:
    """How many bytes may wait at a time."""
    return _LARGEST_FILES * settings.max_file_bytes


def arrivals(data: object, *, files: Path) -> list[Arrival]:
    """What the browser reports, nothing of it trusted: only files below `files` are touched.

    They are taken over: what lies where it was sent belongs to nobody, and is removed some time.
    """
    match data:
        case {"files": list(rows)}:
            return [_arrival(row, files) for row in rows if isinstance(row, dict)]
    return []


def _arrival(row: dict[str, object], files: Path) -> Arrival:
    given, sent, problem, size = (row.get(key) for key in ("name", "path", "problem", "size"))
    path = _taken_over(sent, files.resolve()) if isinstance(sent, str) and "\0" not in sent else None
    problem = problem if isinstance(problem, str) else ""
    return Arrival(
        given if isinstance(given, str) else "",
        path,
        problem or ("" if path else "failed"),
        size if isinstance(size, int) else 0,
    )


def _taken_over(sent: str, files: Path) -> Path | None:
    """Where the file that was sent lies now, in a folder of its own; None when there is none."""
    path = Path(sent).resolve()
    if not (path.is_relative_to(files) and path.is_file()):
        return None
    folder = Path(mkdtemp(dir=files))
    try:
        return path.rename(folder / "sent")
    except OSError:  # it has just gone
        folder.rmdir()
        return None


def read(
    arrived: Iterable[Arrival], folder: Folder, settings: Settings, *, waiting: Iterable[Upload]
) -> Iterator[Upload]:
    """What each file is, in order; an `Upload` with an error where it cannot be added.

    Args:
        arrived: the files.
        folder: that they are to go into.
        settings: how files are read, and how large they may be.
        waiting: files that arrived before and are not added yet: the same bytes and names are not taken twice.

    Raises:
        CorpusError: the folder cannot be listed.
    """
    stored = folder.files()
    by_key = {name_key(file.name): file for file in stored.values()}
    seen = {file.sha256: file.name for file in stored.values() if file.sha256}
    taken: set[str] = set()
    room = most_bytes(settings)
    for before in waiting:
        if before.error is None:
            room -= before.bytes
            taken.add(name_key(before.name))
            seen.setdefault(before.sha256, before.name)
    for arrival in arrived:
        upload = _read(arrival, settings)
        if upload.error is None and upload.sha256 in seen:
            error = DocumentError("file-identical", name=_shown(upload.given), other=seen[upload.sha256])
            upload = replace(upload, understood=None, error=error)
        if upload.error is None and (len(taken) >= MOST_FILES or upload.bytes > room):
            upload = replace(upload, understood=None, error=_too_many(upload.given, settings))
        if upload.error is not None:
            discard([upload])
            yield replace(upload, path=None)
            continue
        key = name_key(upload.name)
        if key in taken:
            upload = replace(upload, name=numbered_name(upload.name, taken | by_key.keys()))
        else:
            upload = replace(upload, namesake=by_key.get(key))
        taken.add(name_key(upload.name))
        room -= upload.bytes
        seen[upload.sha256] = upload.name
        yield upload


def add(upload: Upload, folder: Folder, *, replacing: bool) -> str:
    """Put the file into the folder, in place of its namesake or beside it; the result is the name it got.

    Raises:
        DocumentError: its bytes are gone or there already, or its namesake is not as it was.
        CorpusError: the folder cannot be written.
    """
    try:
        data = upload.path.read_bytes() if upload.path else b""
    except OSError as error:
        raise DocumentError("upload-failed", name=_shown(upload.given)) from error
    namesake = upload.namesake if replacing else None
    return folder.add(upload.name, data, replacing=namesake.sha256 if namesake else None)


def discard(uploads: Iterable[Arrival | Upload]) -> None:
    """Remove what was sent; what the page holds no longer, nobody would."""
    for upload in uploads:
        if upload.path is not None:
            with suppress(OSError):
                upload.path.unlink(missing_ok=True)
                upload.path.parent.rmdir()


def _read(arrival: Arrival, settings: Settings) -> Upload:
    """What the file is by itself."""
    upload = Upload(arrival.given, safe_name(arrival.given), arrival.path)
    shown = _shown(arrival.given)
    try:
        if arrival.problem == "size":
            limit = f"{settings.max_file_bytes:,}"
            raise DocumentError("document-too-large", name=shown, size=f"{arrival.bytes:,}", limit=limit)
        if arrival.problem == "many":
            raise _too_many(arrival.given, settings)
        if arrival.problem == "folder":
            raise DocumentError("upload-folder", name=shown)
        if Path(upload.name).suffix.lower() not in SUFFIXES:
            raise DocumentError("upload-type", name=shown, types=" ".join(SUFFIXES))
        if arrival.problem or arrival.path is None:
            raise DocumentError("upload-failed", name=shown)
        data = arrival.path.read_bytes()
        document = parse_document(
            data, name=upload.name, max_file_bytes=settings.max_file_bytes, encoding=settings.encoding or None
        )
    except OSError:
        return replace(upload, error=DocumentError("upload-failed", name=shown))
    except DocumentError as error:
        return replace(upload, error=error)
    sha256 = hashlib.sha256(data).hexdigest()
    return replace(upload, bytes=len(data), sha256=sha256, understood=_understood(document))


def _too_many(given: str, settings: Settings) -> DocumentError:
    mb = f"{most_bytes(settings) / _BYTES_PER_MB:g}"
    return DocumentError("upload-many", name=_shown(given), files=MOST_FILES, mb=mb)


def _understood(document: Document) -> Understood:
    paths = [path for path in document.walk() if path[0].kind == "case" and path[-1].heading]
    lines = (line.strip() for line in document.text.splitlines())
    return Understood(
        encoding=document.encoding,
        characters=len(document.text),
        cases=sum(len(path) == 1 for path in paths),
        sections=sum(len(path) > 1 for path in paths),
        headings=tuple((len(path) - 1, path[-1].heading) for path in paths if len(path) <= _HEADING_LEVELS)[:_HEADINGS],
        lines=tuple(line[:_LINE_CHARS] for line in lines if line)[:_LINES],
    )


def _shown(given: str) -> str:
    """A name as it is put into a message."""
    return given if len(given) <= _LONGEST_NAME_SHOWN else given[:_LONGEST_NAME_SHOWN] + "…"
