"""What the product returns: hits, statements and citations, with the JSON that scripts rely on."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Any, Literal, Self, Union, cast, get_args, get_origin, get_type_hints

__all__ = [
    "SCHEMA",
    "Answer",
    "Citation",
    "Comparison",
    "ComparisonRow",
    "Draft",
    "Hit",
    "LeftOut",
    "LeftOutReason",
    "Reason",
    "SearchResult",
    "Source",
    "Statement",
    "Status",
    "Struck",
    "Why",
]

SCHEMA = 1
"""Version of every JSON object that the product prints; `rag/schemas/` holds it to its form."""

Status = Literal["answered", "refused"]

LeftOutReason = Literal["behind", "room", "list", "refused"]

Problem = Literal["no-previous", "no-such-entry", "no-topic", "two-referents", "no-ask", "shown-in-full"]
"""Why a follow-up question could not be resolved."""


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {item.name: _plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _read(kind: Any, value: Any) -> Any:
    """The inverse of `_plain`: `value` as the type `kind`, the hint of a field; a field may lack if it has a default.

    Raises:
        KeyError: a field without a default is missing.
        TypeError: a value is not of its type.
    """
    if dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind)
        read = {
            item.name: _read(hints[item.name], value[item.name])
            for item in dataclasses.fields(kind)
            if item.name in value or item.default is dataclasses.MISSING
        }
        return cast("Any", kind)(**read)
    options = get_args(kind)
    if get_origin(kind) is tuple and isinstance(value, list):
        return tuple(_read(options[0], item) for item in value)
    if get_origin(kind) in {Union, UnionType}:
        inner = next(option for option in options if option is not NoneType)
        return None if value is None else _read(inner, value)
    if get_origin(kind) is Literal and value in options:
        return value
    if kind is float and type(value) is int:
        return float(value)
    if kind is not type(value):
        raise TypeError(repr(value))
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
        matches: where they stand in the passage: [start, end) in the document's text, in order, apart.
    """

    dense: float
    sentence: float
    lexical: float
    interaction: float
    terms: tuple[str, ...]
    matches: tuple[tuple[int, int], ...] = ()


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
class LeftOut(Part):
    """A sentence of the passages found that the answer does not quote.

    Attributes:
        document: name of its document.
        start: first character in the document's text.
        end: one past the last.
        text: the source's characters [start, end), verbatim.
        likelihood: that it holds the answer, among the sentences that were looked at, in [0, 1].
        reason: "behind": the quoted ones are likelier by far; "room": the answer is full; "list": a list answers;
            "refused": nothing is quoted.
    """

    document: str
    start: int
    end: int
    text: str
    likelihood: float
    reason: LeftOutReason


@dataclass(frozen=True, slots=True)
class Source(Part):
    """A document as it was when it was indexed; `sha256` is that of the file's bytes."""

    name: str
    sha256: str
    encoding: str


@dataclass(frozen=True, slots=True)
class Reason(Part):
    """Why a drafted statement did not hold.

    Attributes:
        kind: "quote-missing", "quote-not-found", "quote-elsewhere", or the kind of a `rag.draft.faults.Fault`.
        text: the words that fail; empty where nothing was quoted.
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Struck(Part):
    """A statement that a language model drafted and that did not hold; it is no part of the answer."""

    text: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Draft(Part):
    """What became of a language model's draft of an answer.

    Attributes:
        model: its name at the endpoint.
        used: whether the statements are the model's wording; otherwise they are quotations.
        note: key of the message in `rag.messages` that says why it was not used, or "".
        struck: what it drafted and the sources do not bear out, in its order.
    """

    model: str
    used: bool
    note: str
    struck: tuple[Struck, ...]


@dataclass(frozen=True, slots=True)
class Follows(Part):
    """How a follow-up question was read.

    Attributes:
        rule: name of the rule in `rag.answer.conversation`.
        put_in: the words that it put into the question; of two referents, both.
        problem: why it could not be resolved, so that it was searched as it stands; None when it was.
        entries: what an ordinal counted: the next one counts in the same list.
    """

    rule: str
    put_in: str
    problem: Problem | None
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer(Whole):
    """What the collection says to a question, or that it does not say.

    Attributes:
        question: as asked.
        searched: the whole question that was searched: as asked, unless it followed up the one before.
        follows: how a follow-up was read; None for a question of its own.
        status: "answered" or "refused".
        confidence: that the collection answers the question, in [0, 1].
        statements: the entries of a list in source order; of sentences the likeliest first, the others in source
            order; empty when refused.
        citations: numbered from 1 in the order of the statements.
        nearest: the hits the answer was looked for in; what to read when it is refused.
        documents: the documents cited or, when refused, nearest.
        draft: what a language model made of it, or None when none was asked; the statements of a used draft
            are in the model's order.
        left_out: the likeliest sentences that are not quoted, best first.
    """

    question: str
    searched: str
    follows: Follows | None
    status: Status
    confidence: float
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    nearest: tuple[Hit, ...]
    documents: tuple[Source, ...]
    draft: Draft | None = None
    left_out: tuple[LeftOut, ...] = ()

    @classmethod
    def from_dict(cls, exported: dict[str, Any]) -> Self:
        """The answer whose `to_dict` this is; one of before there were follow-ups or drafts has none.

        Raises:
            KeyError: a field is missing.
            TypeError: a value is not of its type.
        """
        answer: Self = _read(cls, {"searched": exported["question"], "follows": None, **exported})
        return answer


@dataclass(frozen=True, slots=True)
class ComparisonRow(Part):
    """What one case says to the question; `citations` are numbered through the whole comparison.

    `role` is what the statements tell of, where the question asks for the parts of a case; else None.
    """

    document: str
    case: int | None
    heading: str
    role: str | None
    status: Status
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Comparison(Whole):
    """One row per case, or per case and role, in the order of the collection."""

    question: str
    rows: tuple[ComparisonRow, ...]
    documents: tuple[Source, ...]
