"""Changing the corpus folder: safe names for what is added, whole files or none, nothing destroyed."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rag.corpus.reader import corpus_files, document_name
from rag.errors import CorpusError, DocumentError
from rag.writing import replace_bytes

__all__ = ["Folder", "RemovedFile", "StoredFile", "name_key", "numbered_name", "safe_name"]

_ASIDE = ".removed"
"""Below the corpus folder; hidden folders are not read."""

_STAMP = "%Y%m%dT%H%M%SZ"
_MAX_NAME_BYTES = 200
"""Most file systems take 255; a number or an ending may still be added."""

_MAX_SUFFIX_CHARS = 16
_NAMELESS = "文件"
_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}
_FORBIDDEN = str.maketrans('<>:"|?*', "＜＞：＂｜？＊")
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def safe_name(given: str) -> str:
    r"""A file name as close to `given` as every system takes, of a file that is not hidden.

    Only what follows the last slash or backslash counts. What cannot be seen is left out, what Windows forbids becomes
    its full-width form, and the name is brought to Unicode's normal form C, as keyboards write it.

    >>> safe_name('..\\範文/<案例>:一?.txt')
    '＜案例＞：一？.txt'
    """
    last = re.split(r"[/\\]", given)[-1]
    seen = "".join(" " if character.isspace() else character for character in last)
    seen = "".join(character for character in seen if unicodedata.category(character) not in _UNSEEN)
    plain = " ".join(unicodedata.normalize("NFC", seen).translate(_FORBIDDEN).split())
    stem, dot, ending = plain.rpartition(".")
    suffix = dot + ending.strip()
    if not dot or not 1 < len(suffix) <= _MAX_SUFFIX_CHARS:
        stem, suffix = plain, ""
    stem = stem.strip(" .") or _NAMELESS
    if stem.partition(".")[0].upper() in _RESERVED:
        stem = f"_{stem}"
    room = _MAX_NAME_BYTES - len(suffix.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(" .") + suffix


def name_key(name: str) -> str:
    """What two names share that some file system takes for the same: case and normal form."""
    return unicodedata.normalize("NFC", name).casefold()


def numbered_name(name: str, taken: set[str]) -> str:
    """`name`, or the first of "name (2)", "name (3)" … whose `name_key` is not in `taken`."""
    path = Path(name)
    numbered = re.fullmatch(r"(.*) \((\d{1,4})\)", path.stem)
    stem, number = (numbered[1], int(numbered[2])) if numbered else (path.stem, 1)
    while name_key(name) in taken:
        number += 1
        name = path.with_name(f"{stem} ({number}){path.suffix}").as_posix()
    return name


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the corpus folder, of a type that is read.

    Attributes:
        name: what its document is called.
        path: where it lies.
        bytes: how large it is.
        sha256: of its bytes; empty when they are more than are read, or cannot be.
    """

    name: str
    path: Path
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class RemovedFile:
    """A file that was put aside.

    Attributes:
        key: names it among all that were.
        name: of its document, before.
        path: where it lies now.
        bytes: how large it is; of a link what it says, for it may lead nowhere from there.
        removed_at: when it was put aside.
    """

    key: str
    name: str
    path: Path
    bytes: int
    removed_at: datetime


class Folder:
    """The corpus folder of one process, whose threads change it one at a time."""

    def __init__(self, path: Path, *, max_file_bytes: int) -> None:
        self._path = path
        self._max_file_bytes = max_file_bytes
        self._changing = threading.RLock()
        self._hashes: dict[Path, tuple[tuple[int, int, int], str]] = {}

    @property
    def path(self) -> Path:
        """Where it is."""
        return self._path

    def files(self) -> dict[str, StoredFile]:
        """The files that a build would read, by name; each is hashed once, until it changes.

        Raises:
            CorpusError: the folder is missing, is a file, or cannot be listed.
        """
        found = (self._stored(name, path) for name, path in corpus_files(self._path))
        return {file.name: file for file in found if file is not None}

    def add(self, name: str, data: bytes, *, replacing: str | None = None) -> str:
        """Write a new file, whole or not at all; the result is the name it got.

        Args:
            name: by `safe_name`; numbered where a file has it, unless that is to be replaced.
            data: its bytes.
            replacing: SHA-256 of the file of this name that is to be put aside, or None.

        Raises:
            DocumentError: a file has these bytes already, or the one to replace is not as it was.
            CorpusError: the folder is missing or cannot be written.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        with self._change():
            files = self.files()
            for file in files.values():
                if file.sha256 == sha256:
                    raise DocumentError("file-identical", name=name, other=file.name)
            if replacing is None:
                taken = {name_key(one) for one in files}
                taken.update(name_key(path.name) for path in self._path.iterdir())
                free = numbered_name(name, taken)
                replace_bytes(self._path / free, data)
                return free
            old = next((file for file in files.values() if name_key(file.name) == name_key(name)), None)
            if old is None or old.sha256 != replacing:
                raise DocumentError("file-changed", name=name)
            aside = self._aside(old)
            try:
                shutil.copy2(old.path, aside)
                replace_bytes(old.path, data)
            except OSError:
                aside.unlink(missing_ok=True)
                self._clear(aside)
                raise
            return old.name

    def remove(self, names: Mapping[str, str]) -> None:
        """Put files aside, so that a build does not read them any more.

        Args:
            names: of the files, each with its SHA-256 as it was when somebody agreed.

        Raises:
            DocumentError: one is gone or not as it was; none is put aside.
            CorpusError: nothing would be left, or the folder is missing or cannot be written.
        """
        with self._change():
            files = self.files()
            for name, sha256 in names.items():
                if name not in files or files[name].sha256 != sha256:
                    raise DocumentError("file-changed", name=name)
            if len(files) == len(names):
                raise CorpusError("corpus-last-document", folder=self._path)
            for name in names:
                shutil.move(files[name].path, self._aside(files[name]))

    def removed(self) -> list[RemovedFile]:
        """What was put aside, the latest first."""
        found = []
        for folder in (self._path / _ASIDE).glob("*"):
            with suppress(ValueError, OSError):  # what others have put there is none of ours
                removed_at = datetime.strptime(folder.name.partition("-")[0], _STAMP).replace(tzinfo=UTC)
                for path in sorted(path for path in folder.rglob("*") if path.is_file() or path.is_symlink()):
                    name = document_name(path, folder)
                    found.append(RemovedFile(f"{folder.name}/{name}", name, path, path.lstat().st_size, removed_at))
        return sorted(found, key=lambda file: file.removed_at, reverse=True)

    def restore(self, key: str) -> str:
        """Bring a file back that was put aside; the result is the name it has now: another has its own by then.

        Raises:
            DocumentError: it is not there any more.
            CorpusError: the folder is missing or cannot be written.
        """
        with self._change():
            file = next((one for one in self.removed() if one.key == key), None)
            if file is None:
                raise DocumentError("file-not-aside", name=key.partition("/")[2])
            before = file.path.relative_to(self._path / _ASIDE / key.partition("/")[0]).as_posix()
            taken = {name_key(one.path.relative_to(self._path).as_posix()) for one in self.files().values()}
            place = self._path / numbered_name(before, taken)
            while os.path.lexists(place):
                taken.add(name_key(place.relative_to(self._path).as_posix()))
                place = self._path / numbered_name(before, taken)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(file.path, place)
            self._clear(file.path)
            return document_name(place, self._path)

    @contextmanager
    def _change(self) -> Iterator[None]:
        with self._changing:
            try:
                yield
            except OSError as error:
                raise CorpusError("corpus-not-writable", folder=self._path, reason=error) from error

    def _aside(self, file: StoredFile) -> Path:
        """A new place for the file, aside."""
        stamp = datetime.now(UTC).strftime(_STAMP)
        place = self._path / _ASIDE / f"{stamp}-{secrets.token_hex(4)}" / file.path.relative_to(self._path)
        place.parent.mkdir(parents=True)
        return place

    def _clear(self, place: Path) -> None:
        """Remove what a place aside leaves empty."""
        with suppress(OSError):  # others lie there still
            for folder in place.parents:
                if folder == self._path:
                    break
                folder.rmdir()

    def _stored(self, name: str, path: Path) -> StoredFile | None:
        """The file, or None when it has just gone."""
        size = 0
        try:
            status = path.stat()
            size = status.st_size
            facts = (status.st_size, status.st_mtime_ns, status.st_ino)
            known = self._hashes.get(path)
            if known is None or known[0] != facts:
                known = self._hashes[path] = (facts, self._sha256(path, size))
        except FileNotFoundError:
            return None
        except OSError:
            return StoredFile(name, path, size, "")  # a build says why it cannot be read
        return StoredFile(name, path, size, known[1])

    def _sha256(self, path: Path, size: int) -> str:
        if size > self._max_file_bytes or not path.is_file():
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
