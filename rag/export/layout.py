"""Answer or comparison → what a reader of the exported file sees, for every format that is laid out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rag.answer.results import Answer, Citation, Comparison, ComparisonRow, Hit, Source, Statement
from rag.answer.text import follows_text, outside_role, place_text, reasons_text
from rag.messages import render

__all__ = ["Layout", "Line", "Note", "Table", "lay_out", "printable", "squeezed"]

# Every control character but tab and newline, lone surrogates, and what is no character: XML 1.0 allows none of them.
_UNPRINTABLE = re.compile("[\0-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Line:
    """A statement, and the numbers of the notes that follow it; before it stand words that are struck out."""

    text: str
    notes: tuple[int, ...] = ()
    struck: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """The footnote of citation `n`: where it stands, and the quotation, as `rag.export.reading` finds them again."""

    n: int
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Cases against what they say: the first column names the case, each further one is a role; a cell is its lines."""

    head: tuple[str, ...]
    rows: tuple[tuple[tuple[Line, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands in the file, from top to bottom.

    Attributes:
        title: the question.
        lines: the statements, and what was struck from a draft; of a refusal what is said instead, and the nearest
            passages.
        table: of a comparison, else None.
        notes: by the number of their citation.
        exported: the line that says when.
        sources_title: above the table of sources.
        sources_head: its three columns.
        sources: name, encoding and SHA-256 of each document.
        record: the result's JSON in ASCII, for `anwen verify`.
    """

    title: str
    lines: tuple[Line, ...]
    table: Table | None
    notes: dict[int, Note]
    exported: str
    sources_title: str
    sources_head: tuple[str, str, str]
    sources: tuple[Source, ...]
    record: str


def lay_out(result: Answer | Comparison, *, language: str, at: datetime) -> Layout:
    """The layout of `result` as it is exported at the time `at`."""
    parts: Sequence[Answer | ComparisonRow] = result.rows if isinstance(result, Comparison) else (result,)
    citations = [citation for part in parts for citation in part.citations]
    return Layout(
        title=printable(result.question),
        lines=() if isinstance(result, Comparison) else tuple(_answer_lines(result, language)),
        table=_table(result.rows, language) if isinstance(result, Comparison) else None,
        notes={citation.n: _note(citation, language) for citation in citations},
        exported=render("export-at", language, at=at.isoformat(sep=" ", timespec="minutes")),
        sources_title=render("sources", language),
        sources_head=(render("export-document", language), render("export-encoding", language), "SHA-256"),
        sources=tuple(Source(printable(row.name), row.sha256, row.encoding) for row in result.documents),
        record=json.dumps(result.to_dict(), separators=(",", ":"), allow_nan=False),
    )


def printable(text: str) -> str:
    """`text` with U+FFFD for every character that a file of XML or Markdown cannot hold."""
    return _UNPRINTABLE.sub("\ufffd", text)


def squeezed(text: str) -> str:
    """`text` as it looks: what cannot be printed replaced, each run of white space one space, none at the ends."""
    return " ".join(printable(text).split())


def _note(citation: Citation, language: str) -> Note:
    return Note(citation.n, printable(_noted(citation, citation.quote, language)))


def _noted(cited: Citation | Hit, quote: str, language: str) -> str:
    return render("export-note", language, place=place_text(cited, language), quote=quote)


def _answer_lines(answer: Answer, language: str) -> Iterable[Line]:
    if answer.follows is not None:
        yield Line(printable(follows_text(answer, language)))
    if answer.status == "refused":
        yield Line(render("refused", language))
        for hit in answer.nearest:
            yield Line(printable(_noted(hit, hit.text, language)))
    yield from _lines(answer.statements)
    if answer.draft is not None and answer.draft.used:
        yield Line(printable(render("draft-wording", language, model=answer.draft.model)))
    struck = answer.draft.struck if answer.draft is not None else ()
    if struck:
        yield Line(render("draft-struck", language, n=len(struck)))
    for one in struck:
        reasons = render("bracketed", language, text=reasons_text(one, language))
        yield Line(printable(reasons), struck=printable(one.text))


def _lines(statements: Iterable[Statement]) -> Iterable[Line]:
    return (Line(printable(statement.text), statement.citations) for statement in statements)


def _table(rows: Sequence[ComparisonRow], language: str) -> Table:
    """One row per case and one column per role; a single column where rows have no role."""
    roles = tuple(dict.fromkeys(row.role for row in rows)) or (None,)
    cells: dict[tuple[str, int | None, str], dict[str | None, list[Line]]] = {}
    for row in rows:
        lines = list(_lines(row.statements)) or [Line(render("case-silent", language))]
        if outside_role(row):
            lines.append(Line(render("role-outside", language)))  # after a note: a statement is a line of its own
        case = cells.setdefault((row.document, row.case, row.heading), {})
        case.setdefault(row.role, []).extend(lines)
    heads = (render("export-statements" if role is None else f"role-{role}", language) for role in roles)
    return Table(
        head=(render("export-case", language), *heads),
        rows=tuple(
            (
                (Line(printable(" › ".join(filter(None, (document, heading))))),),
                *(tuple(by_role.get(role, ())) for role in roles),
            )
            for (document, _, heading), by_role in cells.items()
        ),
    )
