"""Exported answer → is every quotation still in its source, character for character?"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Literal

from rag.answer.results import SCHEMA, Part, Whole
from rag.corpus.document import Document
from rag.corpus.fold import fold
from rag.corpus.reader import read_corpus
from rag.errors import AnswerFileError
from rag.settings import Settings

__all__ = ["Quoted", "Verification", "Verified", "nearest", "verify", "verify_file"]

_GRAM_CHARS = 4
_LIKENESS = 0.6
"""Share of characters that an altered quotation must keep, in order, to count as changed and not gone."""


@dataclass(frozen=True, slots=True)
class Verified(Part):
    """What became of one quotation.

    Attributes:
        n: the citation's number.
        status: "same" at the same place; "moved", word for word at another place or in another document;
            "changed", a text like it is there; "gone".
        document: where it was found now; of a gone one, where it was cited from.
        start: first character now, or None when gone.
        end: one past the last, or None.
    """

    n: int
    status: Literal["same", "moved", "changed", "gone"]
    document: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Verification(Whole):
    """One result per quotation, in the answer's order."""

    results: tuple[Verified, ...]

    @property
    def holds(self) -> bool:
        """Whether every quotation is still there, word for word."""
        return all(result.status in {"same", "moved"} for result in self.results)


def verify_file(path: Path, settings: Settings) -> Verification:
    """Check the answer or comparison that was exported to the JSON file `path` against the corpus.

    Raises:
        AnswerFileError: the file cannot be read or is no exported answer.
        CorpusError: nothing readable is in the corpus folder.
    """
    try:
        exported = json.loads(path.read_bytes())
        if exported["schema"] != SCHEMA:
            raise AnswerFileError("answer-schema", path=path, found=exported["schema"], expected=SCHEMA)
        parts = exported.get("rows", [exported])
        citations = [_quoted(row) for part in parts for row in part["citations"]]
        sha256_by_name = {row["name"]: row["sha256"] for row in exported["documents"]}
        altered = _altered_statement(parts, {quoted.n: quoted.quote for quoted in citations})
    except OSError as error:
        raise AnswerFileError("answer-unreadable", path=path, reason=error.strerror) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise AnswerFileError("answer-malformed", path=path, reason=f"{type(error).__name__}: {error}") from error
    if altered is not None:
        raise AnswerFileError("answer-altered", path=path, n=altered)
    corpus = read_corpus(
        settings.corpus_dir, max_file_bytes=settings.max_file_bytes, encoding=settings.encoding or None
    )
    return Verification(
        tuple(
            verify(quoted, documents=corpus.documents, sha256=sha256_by_name.get(quoted.document))
            for quoted in citations
        )
    )


@dataclass(frozen=True, slots=True)
class Quoted:
    """What an exported citation claims: the characters [start, end) of the document are `quote`."""

    n: int
    document: str
    start: int
    end: int
    quote: str


def _quoted(row: dict[str, Any]) -> Quoted:
    """One citation of the file.

    Raises:
        KeyError: a field is missing.
        TypeError: a field is not of its type, or nothing is quoted.
    """
    for name, kind in (("n", int), ("document", str), ("start", int), ("end", int), ("quote", str)):
        if type(row[name]) is not kind:
            raise TypeError(f"{name}: {row[name]!r}")
    if not row["quote"].strip():
        raise TypeError("quote: ''")
    return Quoted(row["n"], row["document"], row["start"], row["end"], row["quote"])


def _altered_statement(parts: list[dict[str, Any]], quotes: dict[int, str]) -> int | None:
    """The place, from 1, of the first statement that is not the quotations it cites; None if all are."""
    statements = [statement for part in parts for statement in part["statements"]]
    for place, statement in enumerate(statements, start=1):
        if statement["text"] != "".join(quotes[n] for n in statement["citations"]):
            return place
    return None


def verify(quoted: Quoted, *, documents: tuple[Document, ...], sha256: str | None) -> Verified:
    """What became of a quotation from a document whose bytes had `sha256` then."""
    n, name, start, end, quote = quoted.n, quoted.document, quoted.start, quoted.end, quoted.quote
    own = [document for document in documents if name == document.name or name in document.aliases]
    renamed = [document for document in documents if document.sha256 == sha256]
    for document in own:
        if start >= 0 and document.text[start:end] == quote:
            return Verified(n, "same", document.name, start, end)
    for document in (*own, *renamed, *documents):
        found = nearest(quote, document.text, max(0, start))
        if found is not None:
            return Verified(n, "moved", document.name, found, found + len(quote))
    for document in (*own, *renamed):
        place = _likeness(quote, document.text)
        if place is not None:
            return Verified(n, "changed", document.name, *place)
    return Verified(n, "gone", name, None, None)


def nearest(quote: str, text: str, start: int) -> int | None:
    """Where `quote` stands in `text`, nearest to `start`."""
    before = text.rfind(quote, 0, start + len(quote))
    after = text.find(quote, start)
    places = [place for place in (before, after) if place >= 0]
    return min(places, key=lambda place: abs(place - start)) if places else None


def _likeness(quote: str, text: str) -> tuple[int, int] | None:
    """The stretch of `text` most like `quote` through the fold, or None when nothing is like it.

    Shared runs of four characters vote for where the quotation begins; the winner is then compared in full.
    """
    folded_quote, folded_text = fold(quote), fold(text)
    size = min(_GRAM_CHARS, len(quote))
    votes: Counter[int] = Counter()
    for offset in range(len(quote) - size + 1):
        place = folded_text.find(folded_quote[offset : offset + size])
        while place >= 0:
            votes[place - offset] += 1
            place = folded_text.find(folded_quote[offset : offset + size], place + 1)
    if not votes:
        return None
    begin = max(votes, key=lambda at: (sum(votes[at + slip] for slip in range(-8, 9)), -at))
    margin = len(quote) // 2
    low = max(0, begin - margin)
    window = folded_text[low : begin + len(quote) + margin]
    blocks = [
        block
        for block in SequenceMatcher(None, window, folded_quote, autojunk=False).get_matching_blocks()
        if block.size
    ]
    if sum(block.size for block in blocks) < _LIKENESS * len(quote):
        return None
    return low + blocks[0].a, low + blocks[-1].a + blocks[-1].size
