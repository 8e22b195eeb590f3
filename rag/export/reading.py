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

from rag.answer.results import SCHEMA, Answer, Part
from rag.errors import AnswerFileError
from rag.export.layout import squeezed
from rag.export.markdown import markdown_record, markdown_visible
from rag.export.visible import Paragraph, Visible
from rag.export.word_text import word_record, word_visible

__all__ = ["Exported", "Foreign", "InFile", "Quoted", "Stated", "read_answer", "read_export"]

_ZIP = b"PK\x03\x04"
_PLACE = re.compile(r"\[(\d{1,18}):(\d{1,18})\]\s*[：:]\s*([「“])")
_CLOSING = {"「": "」", "“": "”"}
"""What ends the quotation of a note, by what opens it: the message `export-note` in each language."""

_MALFORMED = (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError)
"""What reading a record raises that has another form than an export's."""

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
class Foreign(Part):
    """A paragraph that is no statement of the answer and calls footnotes of it, those of `citations`."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """What an exported file claims.

    Attributes:
        quotations: in the answer's order.
        statements: in the answer's order.
        drafted: whether a language model worded the statements; otherwise each is what it cites.
        sha256_by_name: of the documents cited, as they were.
        other_notes: how many footnotes of the file are not of the export.
        foreign: what the file shows as quoted and the export has not, in the file's order.
    """

    quotations: tuple[Quoted, ...]
    statements: tuple[Stated, ...]
    drafted: bool
    sha256_by_name: Mapping[str, str]
    other_notes: int = 0
    foreign: tuple[Foreign, ...] = ()


def read_export(path: Path, *, max_bytes: int) -> Exported:
    """What the exported answer or comparison in the file `path` claims; its content tells the format.

    Args:
        path: a file that `anwen ask` or `anwen compare` wrote; people may have edited it since.
        max_bytes: a larger file is refused, and so is one that unpacks to more.

    Raises:
        AnswerFileError: the file cannot be read or is no exported answer.
    """
    exported, visible = _read(path, max_bytes)
    try:
        claimed = _claimed(exported)
    except _MALFORMED as error:
        raise _malformed(path, error) from error
    if not claimed.drafted:
        quotes = {quoted.n: quoted.quote for quoted in claimed.quotations}
        for statement in claimed.statements:
            if statement.text != "".join(quotes[n] for n in statement.citations):
                raise AnswerFileError("answer-altered", path=path, n=statement.place)
    return claimed if visible is None else _as_shown(claimed, visible)


def read_answer(path: Path, *, max_bytes: int) -> Answer:
    """The answer in the file `path` as it was exported, whatever was made of it since; its content tells the format.

    Args:
        path: a file that `anwen ask` wrote.
        max_bytes: a larger file is refused, and so is one that unpacks to more.

    Raises:
        AnswerFileError: the file cannot be read, or is a comparison or no exported answer.
    """
    exported, _ = _read(path, max_bytes)
    if "rows" in exported:
        raise AnswerFileError("answer-comparison", path=path)
    try:
        return Answer.from_dict(exported)
    except _MALFORMED as error:
        raise _malformed(path, error) from error


def _read(path: Path, max_bytes: int) -> tuple[dict[str, Any], Visible | None]:
    """The record of the exported file `path`, and what the reader sees besides, as `_record_and_visible` gives it.

    Raises:
        AnswerFileError: the file cannot be read, is no export or one of another schema.
    """
    try:
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise AnswerFileError("answer-unreadable", path=path, reason=error) from error
    if len(data) > max_bytes:
        raise AnswerFileError("answer-too-large", path=path, limit=f"{max_bytes:,}")
    try:
        record, visible = _record_and_visible(data, max_bytes)
        exported = json.loads(record)
        found = exported["schema"]
    except _MALFORMED as error:
        raise _malformed(path, error) from error
    if found != SCHEMA:
        raise AnswerFileError("answer-schema", path=path, found=found, expected=SCHEMA)
    return exported, visible


def _malformed(path: Path, error: Exception) -> AnswerFileError:
    return AnswerFileError("answer-malformed", path=path, reason=f"{type(error).__name__}: {error}")


def _record_and_visible(data: bytes, max_bytes: int) -> tuple[str, Visible | None]:
    """The record's JSON, and what the reader sees besides; None where that is the JSON itself.

    Raises:
        ValueError: the content is none of an export.
    """
    if data.startswith(_ZIP):
        return word_record(data, max_bytes=max_bytes), word_visible(data, max_bytes=max_bytes)
    text = data.decode("utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig")
    if text.lstrip().startswith("{"):
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
    notes: dict[int, list[str | None]] = {}  # citation → quotation as edited, or None, of each of its footnotes
    cited: dict[str, list[int]] = {}  # label → citations whose footnote it is
    for label, text in visible.notes:
        match = _matched(text, claimed.quotations)
        if match is not None:
            cited[label] = match[0]
            for n in match[0]:
                notes.setdefault(n, []).append(match[1])
    statements, foreign = _statements_shown(claimed.statements, visible.paragraphs, cited)
    return replace(
        claimed,
        quotations=tuple(_quotation_shown(quoted, notes.get(quoted.n, [])) for quoted in claimed.quotations),
        statements=statements,
        other_notes=len(visible.notes) - len(cited),
        foreign=foreign,
    )


def _matched(note: str, quotations: Iterable[Quoted]) -> tuple[list[int], str | None] | None:
    """The citations whose footnote this is, and the words in place of the quotation if they are others; or None."""
    edited = None
    for found in _PLACE.finditer(note):
        shown, _, after = note[found.end() :].rpartition(_CLOSING[found[3]])
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
    squeezed_note = squeezed(note)
    whole = [
        quoted.n
        for quoted in quotations
        if any(f"{opening}{squeezed(quoted.quote)}{closing}" in squeezed_note for opening, closing in _CLOSING.items())
    ]
    return (whole, None) if whole else None


def _quotation_shown(quoted: Quoted, notes: Sequence[str | None]) -> Quoted:
    edited = [shown for shown in notes if shown is not None]
    if edited:
        return replace(quoted, in_file="edited", shown=edited[0])
    return quoted if notes else replace(quoted, in_file="removed")


@dataclass(frozen=True, slots=True)
class _Calling:
    """A paragraph that calls footnotes of ours, and the citations that these are of."""

    text: str
    citations: tuple[int, ...]

    def calls(self, statement: Stated) -> bool:
        """Whether a footnote that it calls is one of the statement's."""
        return not set(self.citations).isdisjoint(statement.citations)


def _statements_shown(
    statements: Sequence[Stated], paragraphs: Iterable[Paragraph], cited: Mapping[str, Iterable[int]]
) -> tuple[tuple[Stated, ...], tuple[Foreign, ...]]:
    """The statements as the file shows them, and what else calls a footnote of ours.

    An intact one is a whole paragraph, which calls a footnote of its own or, where the calls were taken out, none of
    ours. Of the paragraphs left that call one of its own, the likest is what an edited one has become.
    """
    calling: list[_Calling] = []
    uncalled: set[str] = set()
    for paragraph in paragraphs:
        text = squeezed(paragraph.text)
        citations = {n for label in paragraph.labels for n in cited.get(label, ())}
        if citations:
            calling.append(_Calling(text, tuple(sorted(citations))))
        else:
            uncalled.add(text)
    by_text: dict[str, list[_Calling]] = {}
    for one in calling:
        by_text.setdefault(one.text, []).append(one)
    known: set[_Calling] = set()
    intact: set[Stated] = set()
    for statement in statements:
        text = squeezed(statement.text)
        own = [one for one in by_text.get(text, ()) if one.calls(statement)]
        known.update(own)
        if own or text in uncalled:
            intact.add(statement)
    lost = [statement for statement in statements if statement not in intact]
    edited = _edited(lost, [one for one in calling if one not in known])
    known.update(edited.values())
    shown = (
        statement
        if statement in intact
        else replace(statement, in_file="edited", shown=edited[statement].text)
        if statement in edited
        else replace(statement, in_file="removed")
        for statement in statements
    )
    return tuple(shown), tuple(Foreign(one.text, one.citations) for one in calling if one not in known)


def _edited(lost: Iterable[Stated], calling: Sequence[_Calling]) -> dict[Stated, _Calling]:
    """Which of the paragraphs a lost statement has become: the likest pairs first, no paragraph for two."""
    pairs = [
        (SequenceMatcher(None, squeezed(statement.text), one.text).quick_ratio(), statement, one)
        for statement in lost
        for one in calling
        if one.calls(statement)
    ]
    edited: dict[Stated, _Calling] = {}
    taken: set[_Calling] = set()
    for _, statement, one in sorted(pairs, key=lambda pair: -pair[0]):
        if statement not in edited and one not in taken:
            edited[statement] = one
            taken.add(one)
    return edited
