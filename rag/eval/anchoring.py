"""Anchoring: a set's quotes → where they stand now in documents that have changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from rag.corpus.document import Document
from rag.corpus.fold import fold
from rag.eval.questions import Alternative, Question, QuestionSet
from rag.export.verification import nearest

__all__ = ["Anchored", "Moved", "anchor", "documents_by_name", "locate"]


@dataclass(frozen=True, slots=True)
class Moved:
    """An alternative of a question that stands elsewhere, or in other characters, than the set says."""

    question: str
    old: Alternative
    new: Alternative


@dataclass(frozen=True, slots=True)
class Anchored:
    """A set as its documents are now.

    Attributes:
        set: every span slices to its quote. Lost places are taken out, and questions that have a required item
            without any alternative left.
        moved: what was changed, in the set's order.
        lost: question id and alternative of every quote that no document holds, in the set's order.
        dropped: ids of the questions that were taken out with them.
        unmoved: how many quotes stand where the set says. With those moved and lost they are all that the set had,
            also in questions that are dropped.
    """

    set: QuestionSet
    moved: tuple[Moved, ...]
    lost: tuple[tuple[str, Alternative], ...]
    dropped: tuple[str, ...]
    unmoved: int


def anchor(question_set: QuestionSet, documents: Iterable[Document]) -> Anchored:
    """The set with every quote found again in `documents`.

    A quote that is still at its place is kept. Another is taken where its text, or else its folded text, occurs
    nearest to where it should be: its old place moved by as much as the nearest quote that occurs only once. Quotes
    of a document that is gone are looked for in the document that holds the most of them, if that is at least half.
    """
    named = documents_by_name(documents)
    pages = _pages(question_set, named)
    moved: list[Moved] = []
    lost: list[tuple[str, Alternative]] = []
    kept: list[Question] = []
    dropped: list[str] = []
    unmoved = 0
    for question in question_set.questions:
        items = []
        for item in (*question.evidence, question.rejected):
            found = []
            for old in item:
                new = pages[old.document].place(old) if old.document in pages else None
                if new is None:
                    lost.append((question.id, old))
                    continue
                if new == old:
                    unmoved += 1
                else:
                    moved.append(Moved(question.id, old, new))
                found.append(new)
            items.append(tuple(dict.fromkeys(found)))
        *evidence, rejected = items
        if all(evidence):
            kept.append(replace(question, evidence=tuple(evidence), rejected=rejected))
        else:
            dropped.append(question.id)
    return Anchored(replace(question_set, questions=tuple(kept)), tuple(moved), tuple(lost), tuple(dropped), unmoved)


def locate(quote: str, document: Document, *, near: int) -> Alternative | None:
    """The occurrence of `quote` nearest to the character `near`, by its text or else by its folded text."""
    start = nearest(quote, document.text, near)
    if start is None:
        start = nearest(fold(quote), fold(document.text), near)
    if start is None:
        return None
    end = start + len(quote)
    return Alternative(document.name, start, end, document.text[start:end])


def documents_by_name(documents: Iterable[Document]) -> dict[str, Document]:
    """The documents by their names and by their aliases."""
    found: dict[str, Document] = {}
    for document in documents:
        for name in (document.name, *document.aliases):
            found[name] = document
    return found


@dataclass(frozen=True, slots=True)
class _Page:
    """One document as it is now, with how far the quotes that occur once have moved, by their old places."""

    document: Document
    drift: Mapping[int, int] = field(default_factory=dict)

    def place(self, old: Alternative) -> Alternative | None:
        document = self.document
        if not old.quote and document.text[old.start : old.end]:
            return replace(old, document=document.name, quote=document.text[old.start : old.end])
        if document.text[old.start : old.end] == old.quote and old.start + len(old.quote) == old.end:
            return replace(old, document=document.name)
        sure = min(self.drift, key=lambda start: abs(start - old.start), default=None)
        drift = 0 if sure is None else self.drift[sure]
        return locate(old.quote, document, near=max(0, old.start + drift))


def _pages(question_set: QuestionSet, named: Mapping[str, Document]) -> dict[str, _Page]:
    """The document that each name of the set means now; names that mean none are left out."""
    quoted: dict[str, list[Alternative]] = defaultdict(list)
    for question in question_set.questions:
        for alternative in (*question.alternatives, *question.rejected):
            quoted[alternative.document].append(alternative)
    pages = {}
    for name, alternatives in quoted.items():
        document = named.get(name) or _successor(alternatives, named.values())
        if document is not None:
            pages[name] = _Page(document, _drift(alternatives, document.text))
    return pages


def _successor(alternatives: list[Alternative], documents: Iterable[Document]) -> Document | None:
    """The document that holds the most of the quotes and at least half of them, or None."""
    quotes = {fold(alternative.quote) for alternative in alternatives}
    best, most = None, 0
    for document in documents:
        text = fold(document.text)
        held = sum(quote in text for quote in quotes)
        if held > most and 2 * held >= len(quotes):
            best, most = document, held
    return best


def _drift(alternatives: list[Alternative], text: str) -> dict[int, int]:
    """By old place, how far each quote that the text holds exactly once has moved."""
    return {one.start: text.find(one.quote) - one.start for one in alternatives if text.count(one.quote) == 1}
