"""The documents as a reader looks after them: what the index holds beside what lies in the folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from weakref import WeakKeyDictionary

from rag.answer.library import Library
from rag.corpus.document import Document
from rag.corpus.fold import fold
from rag.corpus.folder import StoredFile
from rag.index.store import Unread

__all__ = ["PENDING", "Entry", "catalogue", "matching"]

State = Literal["indexed", "changed", "new", "gone", "unread"]

PENDING: tuple[State, ...] = ("new", "changed", "gone")
"""What a build would bring in line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document of the index, or a file that is none yet.

    Attributes:
        name: of the document or file.
        state: whether the index holds the file as it is ("indexed") or as it was ("changed"), not ("new"), though it
            is no more ("gone"), or not because it could not be read ("unread").
        document: as the index holds it, or None.
        sections: how many it has, cases not counted.
        passages: how many it makes.
        file: as it lies in the folder, or None.
        reason: why it could not be read.
    """

    name: str
    state: State
    document: Document | None
    sections: int
    passages: int
    file: StoredFile | None
    reason: str


def catalogue(library: Library, files: Mapping[str, StoredFile] | None, language: str) -> list[Entry]:
    """All documents and files, by name.

    Args:
        library: that is served.
        files: of the corpus folder, by name; None when it cannot be listed: then the index is all there is.
        language: of the reasons why files could not be read.
    """
    if library not in _sizes:
        _sizes[library] = _counted(library)
    sizes = _sizes[library]
    entries = []
    unread = library.unread
    known: set[str] = set()
    for document in library.documents:
        names = {document.name, *document.aliases}
        known |= names
        file = files.get(document.name) if files is not None else None
        if files is None or {files[name].sha256 if name in files else "" for name in names} == {document.sha256}:
            state: State = "indexed"
        else:
            state = "changed" if names & files.keys() else "gone"
        sections, passages = sizes[document.name]
        entries.append(Entry(document.name, state, document, sections, passages, file, ""))
    for name, file in (files or {}).items():
        if name not in known:
            left_out = unread.get(name)
            if left_out is not None and _is_still(left_out, file):
                entries.append(Entry(name, "unread", None, 0, 0, file, left_out.reason(language)))
            else:
                entries.append(Entry(name, "new", None, 0, 0, file, ""))
    return sorted(entries, key=lambda entry: entry.name)


def matching(entries: Iterable[Entry], words: str) -> list[Entry]:
    """The entries whose name, or a case of which, has every word, in either script."""
    wanted = fold(words).split()
    return [entry for entry in entries if all(word in _said(entry) for word in wanted)]


def _is_still(left_out: Unread, file: StoredFile) -> bool:
    """Whether the file is as it was when it could not be read, as far as the index can tell."""
    return left_out.sha256 is None or (left_out.bytes, left_out.sha256) == (file.bytes, file.sha256)


def _said(entry: Entry) -> str:
    document = entry.document
    names = (entry.name,) if document is None else (entry.name, *document.aliases, *(c.heading for c in document.cases))
    return fold("\n".join(names))


_sizes: WeakKeyDictionary[Library, dict[str, tuple[int, int]]] = WeakKeyDictionary()
"""As `_counted`, once for each library and as long as it serves."""


def _counted(library: Library) -> dict[str, tuple[int, int]]:
    """How many sections and passages each document has, by name."""
    passages = Counter(passage.document for passage in library.passages)
    return {
        document.name: (sum(path[-1].kind == "section" for path in document.walk()), passages[document.name])
        for document in library.documents
    }
