"""The index on disk: one folder per build, checked on opening, replaced by one atomic pointer.

    index/
      current                 the generation that serves and its manifest's SHA-256; replaced in one rename
      .lock, .builder.json    held while a build runs, and by whom
      <generation>/           written whole under another name, fsynced, then renamed
        manifest.json         schema, encoder, splitter, fold, corpus; size and SHA-256 of every file
        documents.jsonl       text and outline of every document
        passages.jsonl        spans of every passage and its sentences
        passages.faiss, sentences.faiss
        lexical/              bm25s
        tokens/               token vectors of the passages

Opening reads and never writes. The previous generation is kept, older ones are removed. No pickle anywhere.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rag.corpus.document import Document, Encoding, Section, Span
from rag.corpus.reader import UnreadFile
from rag.errors import BuildLockedError, IndexStoreError
from rag.index.lexical import LexicalIndex
from rag.index.passages import Passage
from rag.index.tokens import TokenIndex
from rag.index.vectors import DenseIndex
from rag.messages import render

__all__ = [
    "SCHEMA",
    "Generation",
    "Unread",
    "build_lock",
    "open_generation",
    "read_manifest",
    "remove_old_generations",
    "unread_files",
    "unread_row",
    "write_generation",
]

SCHEMA = 2
_POINTER = "current"
_MAPPED = "tokens/"
"""The largest files: checked piece by piece, then mapped, so that opening does not hold them."""
_NAME = r"\d{8}T\d{6}Z-[0-9a-f]{8}"
_OURS = re.compile(rf"(\.building-)?{_NAME}")


@dataclass(frozen=True, slots=True)
class Generation:
    """One built index, in memory but for the token vectors, which are mapped.

    Attributes:
        manifest: what it was built from and with.
        documents: by name.
        passages: row i of `dense`, `lexical` and `tokens` is passages[i].
        dense: the passages' vectors.
        sentences: the vectors of all sentences, those of passages[0] first, in the passages' order.
        lexical: BM25 over the passages.
        tokens: the passages' token vectors.
    """

    manifest: dict[str, Any]
    documents: dict[str, Document]
    passages: tuple[Passage, ...]
    dense: DenseIndex
    sentences: DenseIndex
    lexical: LexicalIndex
    tokens: TokenIndex


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that a build could not read, as the manifest tells of it.

    Attributes:
        name: as in `UnreadFile`, like `bytes` and `sha256`.
        said: why, in Traditional Chinese, as it was said then.
        key: of the message that says it; empty in manifests that do not tell.
        values: of the message.
        bytes: None in manifests that do not tell.
        sha256: None in manifests that do not tell.
    """

    name: str
    said: str
    key: str
    values: dict[str, Any]
    bytes: int | None
    sha256: str | None

    def reason(self, language: str) -> str:
        """Why, in `language`; as it was said then if the message is not known any more."""
        values = {name: OSError(*value) if isinstance(value, list) else value for name, value in self.values.items()}
        try:
            return render(self.key, language, **values)
        except KeyError:
            return self.said


def unread_files(manifest: dict[str, Any]) -> list[Unread]:
    """The files that the build of this manifest could not read."""
    return [
        Unread(
            name=row["name"],
            said=row["reason"],
            key=row.get("key", ""),
            values=row.get("values", {}),
            bytes=row.get("bytes"),
            sha256=row.get("sha256"),
        )
        for row in manifest["warnings"]
    ]


def unread_row(file: UnreadFile) -> dict[str, Any]:
    """What a manifest tells of a file that could not be read; an OSError is its number and the system's words."""
    return {
        "name": file.name,
        "reason": file.error.text(),
        "key": file.error.key,
        "values": {
            name: [value.errno, value.strerror or str(value)] if isinstance(value, OSError) else value
            for name, value in file.error.values.items()
        },
        "bytes": file.bytes,
        "sha256": file.sha256,
    }


def read_manifest(index_dir: Path) -> dict[str, Any]:
    """The manifest of the generation that serves, nothing else read or checked.

    Raises:
        IndexStoreError: there is no index, it has another schema, or it cannot be read.
    """
    return _read_manifest(_serving(index_dir))


def open_generation(index_dir: Path) -> Generation:
    """The generation that serves, every file checked against the manifest's size and SHA-256.

    Raises:
        IndexStoreError: there is no index, it has another schema, or a file is missing, cut or altered.
    """
    serving = _serving(index_dir)
    manifest = _read_manifest(serving)
    folder = index_dir / serving.name
    files = {}
    try:
        for name, facts in manifest["files"].items():
            if name.startswith(_MAPPED):
                _check_unread(folder / name, facts)
            else:
                files[name] = _checked(folder / name, facts)
        documents = [_document_from(row) for row in _rows(files["documents.jsonl"])]
        by_name = {document.name: document for document in documents}
        passages = tuple(_passage_from(row, by_name) for row in _rows(files["passages.jsonl"]))
        return Generation(
            manifest=manifest,
            documents=by_name,
            passages=passages,
            dense=DenseIndex.load(files["passages.faiss"]),
            sentences=DenseIndex.load(files["sentences.faiss"]),
            lexical=LexicalIndex.load(folder / "lexical", size=len(passages)),
            tokens=TokenIndex.load(folder / "tokens", size=len(passages), dim=manifest["encoder"]["token_dim"]),
        )
    except (KeyError, ValueError, TypeError, RuntimeError, OSError) as error:
        raise IndexStoreError("index-damaged", path=folder, reason=error) from error


def write_generation(
    index_dir: Path,
    *,
    facts: dict[str, Any],
    documents: Iterable[Document],
    passages: Iterable[Passage],
    dense: DenseIndex,
    sentences: DenseIndex,
    lexical: LexicalIndex,
    tokens: TokenIndex,
) -> None:
    """Write a whole generation, then let it serve; call under `build_lock`.

    Until the last rename the former generation serves, whatever happens: a full disk, a kill, a power cut.

    Args:
        index_dir: the index folder, made if it is missing.
        facts: the manifest without "schema", "generation", "previous" and "files".
        documents: as in `Generation`, like the rest.
        passages: row i of `dense`, `lexical` and `tokens` is passages[i].
        dense: the passages' vectors.
        sentences: the vectors of all sentences.
        lexical: BM25 over the passages.
        tokens: the passages' token vectors.

    Raises:
        IndexStoreError: the folder cannot be written; the former index is unchanged.
    """
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex[:8]}"
    building = index_dir / f".building-{name}"
    try:
        previous = _previous(index_dir)
        building.mkdir(parents=True)
        _write_rows(building / "documents.jsonl", map(_document_row, documents))
        _write_rows(building / "passages.jsonl", map(_passage_row, passages))
        dense.save(building / "passages.faiss")
        sentences.save(building / "sentences.faiss")
        lexical.save(building / "lexical")
        tokens.save(building / "tokens")
        files = sorted(path for path in building.rglob("*") if path.is_file())
        manifest = {
            "schema": SCHEMA,
            "generation": name,
            "previous": previous,
            **facts,
            "files": {path.relative_to(building).as_posix(): _facts(path) for path in files},
        }
        manifest_bytes = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        (building / "manifest.json").write_bytes(manifest_bytes)
        for path in [*files, building / "manifest.json", building / "lexical", building / "tokens", building]:
            _fsync(path)
        building.rename(index_dir / name)
        _fsync(index_dir)
        _point_to(index_dir, name, hashlib.sha256(manifest_bytes).hexdigest())
    except OSError as error:
        raise IndexStoreError("index-not-writable", path=index_dir, reason=error) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)


def remove_old_generations(index_dir: Path) -> None:
    """Keep the generation that serves and the one before it; remove older and unfinished ones.

    Call under `build_lock`. A folder that cannot be removed is left for the next build.
    """
    serving = _serving(index_dir)
    keep = {serving.name, _read_manifest(serving)["previous"]}
    for path in index_dir.iterdir():
        if path.name not in keep and _OURS.fullmatch(path.name):
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def build_lock(index_dir: Path, *, wait_s: float, on_wait: Callable[[str], None] | None = None) -> Iterator[None]:
    """Hold the right to build `index_dir`; a process that dies gives it back by itself.

    Args:
        index_dir: the index folder, made if it is missing.
        wait_s: seconds to wait for another build.
        on_wait: called once with the holder's description when there is one.

    Raises:
        BuildLockedError: another build went on for longer than `wait_s`.
        IndexStoreError: the folder cannot be written.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 -- only builds lock

    note = index_dir / ".builder.json"
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(index_dir / ".lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            holder = _holder(note)
            if on_wait is not None:
                on_wait(holder)
            try:
                lock.acquire(timeout=wait_s)
            except Timeout:
                raise BuildLockedError("build-locked", holder=_holder(note), waited_s=wait_s) from None
    except OSError as error:
        raise IndexStoreError("index-not-writable", path=index_dir, reason=error) from error
    try:
        with suppress(OSError):  # who holds it is good to know, and no more
            note.write_text(json.dumps({"pid": os.getpid(), "since": datetime.now(UTC).isoformat("T", "seconds")}))
        yield
    finally:
        with suppress(OSError):
            note.unlink(missing_ok=True)
        lock.release()


def _holder(note: Path) -> str:
    try:
        facts = json.loads(note.read_text())
        return f"PID {facts['pid']}, {facts['since']}"
    except (OSError, ValueError, KeyError):
        return "PID ?"


@dataclass(frozen=True, slots=True)
class _Serving:
    """What the pointer says: the generation's name, its folder and the SHA-256 of its manifest."""

    name: str
    folder: Path
    sha256: str


def _serving(index_dir: Path) -> _Serving:
    pointer = index_dir / _POINTER
    try:
        said = pointer.read_bytes().decode("ascii")
    except (FileNotFoundError, NotADirectoryError):
        raise IndexStoreError("index-missing", path=index_dir) from None
    except OSError as error:
        raise IndexStoreError("index-not-readable", path=index_dir, reason=error) from error
    except UnicodeDecodeError as error:
        raise IndexStoreError("index-damaged", path=pointer, reason=error) from error
    found = re.fullmatch(rf"({_NAME}) ([0-9a-f]{{64}})\n", said)
    if found is None or not (index_dir / found[1]).is_dir():
        raise IndexStoreError("index-damaged", path=pointer, reason=repr(said[:80]))
    return _Serving(found[1], index_dir / found[1], found[2])


def _previous(index_dir: Path) -> str | None:
    """The generation that serves before a new one does; None when there is none that can be told."""
    try:
        return _serving(index_dir).name
    except IndexStoreError:
        return None


def _read_manifest(serving: _Serving) -> dict[str, Any]:
    path = serving.folder / "manifest.json"
    data = _bytes(path)
    try:
        manifest = json.loads(data)
    except (ValueError, RecursionError):
        manifest = None
    if isinstance(manifest, dict) and isinstance(manifest.get("schema"), int) and manifest["schema"] != SCHEMA:
        raise IndexStoreError("index-schema", found=manifest["schema"], expected=SCHEMA)
    if not isinstance(manifest, dict) or hashlib.sha256(data).hexdigest() != serving.sha256:
        raise IndexStoreError("index-damaged", path=path, reason=f"SHA-256 ≠ {_POINTER}")
    return manifest


def _facts(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Around the reading of a file that an index must have."""
    try:
        yield
    except PermissionError as error:
        raise IndexStoreError("index-not-readable", path=path, reason=error) from error
    except OSError as error:
        raise IndexStoreError("index-damaged", path=path, reason=error) from error


def _bytes(path: Path) -> bytes:
    with _reading(path):
        return path.read_bytes()


def _checked(path: Path, facts: dict[str, Any]) -> bytes:
    data = _bytes(path)
    _compare(path, {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}, facts)
    return data


def _check_unread(path: Path, facts: dict[str, Any]) -> None:
    """The same for a file that is not to be held in memory."""
    with _reading(path):
        found = _facts(path)
    _compare(path, found, facts)


def _compare(path: Path, found: dict[str, Any], facts: dict[str, Any]) -> None:
    if found["bytes"] != facts["bytes"]:
        raise IndexStoreError("index-damaged", path=path, reason=f"{found['bytes']} bytes ≠ {facts['bytes']}")
    if found["sha256"] != facts["sha256"]:
        raise IndexStoreError("index-damaged", path=path, reason="SHA-256 ≠ manifest.json")


def _point_to(index_dir: Path, name: str, manifest_sha256: str) -> None:
    new = index_dir / f".{_POINTER}.new"
    new.write_text(f"{name} {manifest_sha256}\n", encoding="ascii")
    _fsync(new)
    new.replace(index_dir / _POINTER)
    _fsync(index_dir)


def _fsync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows has no fsync of folders
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


def _rows(data: bytes) -> Iterator[dict[str, Any]]:
    # Not splitlines(): the texts may hold U+2028 and other line ends that JSON leaves alone.
    return (json.loads(line) for line in data.split(b"\n") if line)


def _section_row(section: Section) -> list[Any]:
    return [
        section.kind,
        section.number,
        section.heading,
        section.level,
        [section.heading_span.start, section.heading_span.end],
        [[body.start, body.end] for body in section.bodies],
        [_section_row(child) for child in section.sections],
        [section.span.start, section.span.end],
    ]


def _section_from(row: list[Any]) -> Section:
    kind, number, heading, level, heading_span, bodies, sections, span = row
    return Section(
        kind=kind,
        number=number,
        heading=heading,
        level=level,
        heading_span=Span(*heading_span),
        bodies=tuple(Span(*body) for body in bodies),
        sections=tuple(map(_section_from, sections)),
        span=Span(*span),
    )


def _document_row(document: Document) -> dict[str, Any]:
    return {
        "name": document.name,
        "aliases": document.aliases,
        "sha256": document.sha256,
        "encoding": [document.encoding.name, document.encoding.confidence],
        "text": document.text,
        "front": document.front and _section_row(document.front),
        "cases": [_section_row(case) for case in document.cases],
        "tail": document.tail and _section_row(document.tail),
    }


def _document_from(row: dict[str, Any]) -> Document:
    return Document(
        name=row["name"],
        sha256=row["sha256"],
        text=row["text"],
        encoding=Encoding(*row["encoding"]),
        front=row["front"] and _section_from(row["front"]),
        cases=tuple(map(_section_from, row["cases"])),
        tail=row["tail"] and _section_from(row["tail"]),
        aliases=tuple(row["aliases"]),
    )


def _passage_row(passage: Passage) -> dict[str, Any]:
    return {
        "document": passage.document,
        "path": passage.path,
        "case": passage.case,
        "breadcrumb": passage.breadcrumb,
        "paragraph": passage.paragraph,
        "span": [passage.span.start, passage.span.end],
        "context": passage.context,
        "sentences": [[span.start, span.end] for span in passage.sentences],
    }


def _passage_from(row: dict[str, Any], documents: dict[str, Document]) -> Passage:
    span = Span(*row["span"])
    return Passage(
        document=row["document"],
        path=tuple(row["path"]),
        case=row["case"],
        breadcrumb=tuple(row["breadcrumb"]),
        paragraph=row["paragraph"],
        span=span,
        text=span.of(documents[row["document"]].text),
        context=row["context"],
        sentences=tuple(Span(*sentence) for sentence in row["sentences"]),
    )
