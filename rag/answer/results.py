"""What the product returns: hits, statements and citations, with the JSON that scripts rely on."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal

__all__ = [
    "SCHEMA",
    "Answer",
    "Citation",
    "Comparison",
    "ComparisonRow",
    "Hit",
    "SearchResult",
    "Source",
    "Statement",
    "Status",
    "Why",
]

SCHEMA = 1
"""Version of every JSON object that the product prints; `rag/schemas/` holds it to its form."""

Status = Literal["answered", "refused"]


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {item.name: _plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


class Part:
    """A dataclass whose JSON has its fields by name, in order."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """This object as JSON values, in the form scripts rely on."""
        plain: dict[str, Any] = _plain(self)
        return plain


class Whole(Part):
    """A part that is printed by itself and so carries the schema's version."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """This object as JSON values, in the form scripts rely on."""
        return {"schema": SCHEMA, **_plain(self)}


@dataclass(frozen=True, slots=True)
class Why(Part):
    """The parts of a hit's score.

    Attributes:
        dense: cosine of question and passage, in [-1, 1].
        sentence: best cosine of question and any sentence of the passage, in [-1, 1].
        lexical: BM25 as a share of the question's ceiling, in [0, 1].
        interaction: how well the question's tokens are met, in [-1, 1]; 0 with a model that offers none.
        terms: what question and passage share, folded; longer terms before their characters.
    """

    dense: float
    sentence: float
    lexical: float
    interaction: float
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit(Part):
    """A passage that was found.

    Attributes:
        rank: from 1.
        score: larger is closer; see `rag.answer.ranking`.
        document: name of its document.
        case: the case's number as printed, or None.
        breadcrumb: the headings from case to section, as printed.
        paragraph: the one it begins in, from 1 in the section's own body; 0 is the heading.
        start: first character in the document's text.
        end: one past the last.
        text: the source's characters [start, end), verbatim.
        why: the parts of the score.
    """

    rank: int
    score: float
    document: str
    case: int | None
    breadcrumb: tuple[str, ...]
    paragraph: int
    start: int
    end: int
    text: str
    why: Why


@dataclass(frozen=True, slots=True)
class SearchResult(Whole):
    """The hits of a question, best first; none means nothing relevant."""

    question: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Citation(Part):
    """A verbatim quotation: the source's characters [start, end) are `quote`; the rest as in `Hit`."""

    n: int
    document: str
    case: int | None
    breadcrumb: tuple[str, ...]
    paragraph: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Statement(Part):
    """One sentence of an answer and the numbers of the citations that carry it."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Source(Part):
    """A document as it was when it was indexed; `sha256` is that of the file's bytes."""

    name: str
    sha256: str
    encoding: str


@dataclass(frozen=True, slots=True)
class Answer(Whole):
    """What the collection says to a question, or that it does not say.

    Attributes:
        question: as asked.
        status: "answered" or "refused".
        confidence: that the collection answers the question, in [0, 1].
        statements: in source order; empty when refused.
        citations: numbered from 1 in the order of the statements.
        nearest: the hits the answer was looked for in; what to read when it is refused.
        documents: the documents cited or, when refused, nearest.
    """

    question: str
    status: Status
    confidence: float
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    nearest: tuple[Hit, ...]
    documents: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class ComparisonRow(Part):
    """What one case says to the question; `citations` are numbered through the whole comparison."""

    document: str
    case: int | None
    heading: str
    status: Status
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Comparison(Whole):
    """One row per case, in the order of the collection."""

    question: str
    rows: tuple[ComparisonRow, ...]
    documents: tuple[Source, ...]
