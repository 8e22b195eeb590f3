"""Exported file → the quotations and statements it claims, as they were exported and as its reader sees them."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Literal

from rag.answer.results import SCHEMA
from rag.errors import AnswerFileError
from rag.export.layout import CLOSE, OPEN, squeezed
from rag.export.markdown import markdown_record, markdown_visible
from rag.export.visible import Visible
from rag.export.word_text import word_record, word_visible

__all__ = ["Exported", "InFile", "Quoted", "Stated", "read_export"]

_ZIP = b"PK\x03\x04"
_PLACE = re.compile(rf"\[(\d{{1,18}}):(\d{{1,18}})\]\s*{OPEN[0]}\s*{OPEN[1]}")

InFile = Literal["intact", "edited", "removed"]


@dataclass(frozen=True, slots=True)
class Quoted:
    """What an exported citation claims: the characters [start, end) of the document are `quote`.

    Attributes:
        n: the citation's number.
        document: name of the document it was cited from.
        start: first character.
        end: one past the last.
        quote: as it was exported.
        in_file: whether the file shows it so, shows other words in its place, or shows its footnote no longer.
        shown: the words that an edited one has now; else the quotation.
    """

    n: int
    document: str
    start: int
    end: int
    quote: str
    in_file: InFile = "intact"
    shown: str = ""

    @property
    def claimed(self) -> str:
        """The words that a reader of the file takes for the source's."""
        return self.shown if self.in_file == "edited" else self.quote


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement of the answer, by its place from 1; `shown` is what stands there now if it was edited."""

    place: int
    text: str
    citations: tuple[int, ...]
    in_file: InFile = "intact"
    shown: str = ""

    @property
    def claimed(self) -> str:
        """The words that stand in the file."""
        return self.shown if self.in_file == "edited" else self.text


@dataclass(frozen=True, slots=True)
class Exported:
    """What an exported file claims.

    Attributes:
        quotations: in the answer's order.
        statements: in the answer's order.
        drafted: whether a language model worded the statements; otherwise each is what it cites.
        sha256_by_name: of the documents cited, as they were.
        other_notes: how many footnotes of the file are not of the export.
    """

    quotations: tuple[Quoted, ...]
    statements: tuple[Stated, ...]
    drafted: bool
    sha256_by_name: Mapping[str, str]
    other_notes: int = 0


def read_export(path: Path, *, max_bytes: int) -> Exported:
    """What the exported answer or comparison in the file `path` claims; its content tells the format.

    Args:
        path: a file that `anwen ask` or `anwen compare` wrote; people may have edited it since.
        max_bytes: a larger file is refused, and so is one that unpacks to more.

    Raises:
        AnswerFileError: the file cannot be read or is no exported answer.
    """
    try:
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise AnswerFileError("answer-unreadable", path=path, reason=error.strerror) from error
    if len(data) > max_bytes:
        raise AnswerFileError("answer-too-large", path=path, limit=f"{max_bytes:,}")
    try:
        record, visible = _record_and_visible(data, max_bytes)
        exported = json.loads(record)
        if exported["schema"] != SCHEMA:
            raise AnswerFileError("answer-schema", path=path, found=exported["schema"], expected=SCHEMA)
        claimed = _claimed(exported)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise AnswerFileError("answer-malformed", path=path, reason=f"{type(error).__name__}: {error}") from error
    if not claimed.drafted:
        quotes = {quoted.n: quoted.quote for quoted in claimed.quotations}
        for statement in claimed.statements:
            if statement.text != "".join(quotes[n] for n in statement.citations):
                raise AnswerFileError("answer-altered", path=path, n=statement.place)
    return claimed if visible is None else _as_shown(claimed, visible)


def _record_and_visible(data: bytes, max_bytes: int) -> tuple[str, Visible | None]:
    """The record's JSON, and what the reader sees besides; None where that is the JSON itself.

    Raises:
        ValueError: the content is none of an export.
    """
    if data.startswith(_ZIP):
        return word_record(data, max_bytes=max_bytes), word_visible(data, max_bytes=max_bytes)
    text = data.decode("utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig")
    if text.lstrip()[:1] in ("{", "[", '"'):
        return text, None
    return markdown_record(text), markdown_visible(text)


def _claimed(exported: dict[str, Any]) -> Exported:
    """What the record says.

    Raises:
        KeyError: a field is missing.
        TypeError: a field is not of its type, or nothing is quoted.
        ValueError: two citations have one number.
    """
    parts = exported.get("rows", [exported])
    quotations = tuple(_quoted(row) for part in parts for row in part["citations"])
    numbers = [quoted.n for quoted in quotations]
    if len(set(numbers)) < len(numbers):
        raise ValueError(f"n: {numbers}")
    statements = [statement for part in parts for statement in part["statements"]]
    draft = exported.get("draft")
    return Exported(
        quotations,
        tuple(_stated(row, place, set(numbers)) for place, row in enumerate(statements, start=1)),
        drafted=draft is not None and draft["used"] is True,
        sha256_by_name={row["name"]: row["sha256"] for row in exported["documents"]},
    )


def _quoted(row: dict[str, Any]) -> Quoted:
    for name, kind in (("n", int), ("document", str), ("start", int), ("end", int), ("quote", str)):
        if type(row[name]) is not kind:
            raise TypeError(f"{name}: {row[name]!r}")
    if not row["quote"].strip():
        raise TypeError("quote: ''")
    return Quoted(row["n"], row["document"], row["start"], row["end"], row["quote"])


def _stated(row: dict[str, Any], place: int, numbers: set[int]) -> Stated:
    text, citations = row["text"], row["citations"]
    if type(text) is not str or not set(citations) <= numbers:
        raise TypeError(f"statement {place}: {text!r} {citations!r}")
    return Stated(place, text, tuple(citations))


def _as_shown(claimed: Exported, visible: Visible) -> Exported:
    """The claims, with what the file shows of each.

    Editors number and name footnotes as they like, so a footnote is known by the place it prints.
    """
    notes: dict[int, list[tuple[str, str | None]]] = {}  # citation → (label, quotation as edited, or None)
    other_notes = 0
    for label, text in visible.notes:
        match = _matched(text, claimed.quotations)
        other_notes += match is None
        if match is not None:
            for n in match[0]:
                notes.setdefault(n, []).append((label, match[1]))
    quotations = tuple(_quotation_shown(quoted, notes.get(quoted.n, [])) for quoted in claimed.quotations)
    statements = []
    for statement in claimed.statements:
        labels = {label for n in statement.citations for label, _ in notes.get(n, [])}
        statements.append(_statement_shown(statement, labels, visible))
    return replace(claimed, quotations=quotations, statements=tuple(statements), other_notes=other_notes)


def _matched(note: str, quotations: Iterable[Quoted]) -> tuple[list[int], str | None] | None:
    """The citations whose footnote this is, and the words in place of the quotation if they are others; or None."""
    edited = None
    for found in _PLACE.finditer(note):
        shown, _, after = note[found.end() :].rpartition(CLOSE)
        shown = shown or after  # the closing mark was taken out
        here = [quoted for quoted in quotations if (quoted.start, quoted.end) == (int(found[1]), int(found[2]))]
        named = [quoted for quoted in here if squeezed(quoted.document) in squeezed(note[: found.start()])] or here
        intact = [quoted.n for quoted in named if squeezed(quoted.quote) == squeezed(shown)]
        if intact:
            return intact, None
        if named and edited is None:
            edited = [quoted.n for quoted in named], shown
    if edited is not None:
        return edited
    # Someone took the place away, or wrote it otherwise; the quotation tells.
    whole = [quoted.n for quoted in quotations if f"{OPEN[1]}{squeezed(quoted.quote)}{CLOSE}" in squeezed(note)]
    return (whole, None) if whole else None


def _quotation_shown(quoted: Quoted, notes: Sequence[tuple[str, str | None]]) -> Quoted:
    edited = [shown for _, shown in notes if shown is not None]
    if edited:
        return replace(quoted, in_file="edited", shown=edited[0])
    return quoted if notes else replace(quoted, in_file="removed")


def _statement_shown(statement: Stated, labels: set[str], visible: Visible) -> Stated:
    """The statement as the paragraph shows it that calls one of its footnotes, or any paragraph that holds it."""
    text = squeezed(statement.text)
    calling = [squeezed(paragraph.text) for paragraph in visible.paragraphs if labels & set(paragraph.labels)]
    anywhere = (squeezed(paragraph.text) for paragraph in visible.paragraphs)
    if any(text in shown for shown in calling or anywhere):
        return statement
    if calling:
        nearest = max(calling, key=lambda shown: SequenceMatcher(None, text, shown).quick_ratio())
        return replace(statement, in_file="edited", shown=nearest)
    return replace(statement, in_file="removed")
