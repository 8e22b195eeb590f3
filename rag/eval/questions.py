"""Questions with judgements: what a set asks, and which places or documents answer it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rag.corpus.document import Document
from rag.errors import EvaluationError

__all__ = ["ANSWERABLE", "LISTS", "SPLITS", "UNANSWERABLE", "Alternative", "Question", "QuestionSet"]

LISTS = ("list", "list-inline")
"""Kinds that ask for a list, each entry a required item; of the second all entries stand in one sentence."""

ANSWERABLE = ("fact", *LISTS, "who", "how-many", "why", "how", "compare")
"""Kinds of questions that the documents answer."""

UNANSWERABLE = ("unanswerable-far", "unanswerable-near")
"""Kinds that they do not: about other matters, or about theirs but something the text does not say."""

SPLITS = ("dev", "test")
"""The part of a set for fitting settings and thresholds, and the part for reporting only."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One place that answers: characters [start, end) of the document are `quote`.

    A set may name only the span; `quote` is "" then until `check_documents` or `anchor` has seen the document.
    """

    document: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a set with its judgements.

    Attributes:
        id: unique in its set.
        text: the question itself (JSON key "question").
        language: zh-Hant, zh-Hans, en, …; "" when the set does not say.
        kind: one of `ANSWERABLE` or `UNANSWERABLE`; "" when the set does not say.
        split: the part of the set that it is in, in our own sets one of `SPLITS`; "" when the set does not say.
        evidence: required items, each a tuple of alternatives; an answer is complete with one of every item.
        relevant: grade ≥ 0 by document name, for sets that judge whole documents (BEIR, TREC).
        answers: gold answer strings, where the set has them.
        rejected: places that somebody judged not to answer it.
    """

    id: str
    text: str
    language: str = ""
    kind: str = ""
    split: str = ""
    evidence: tuple[tuple[Alternative, ...], ...] = ()
    relevant: Mapping[str, int] = field(default_factory=dict)
    answers: tuple[str, ...] = ()
    rejected: tuple[Alternative, ...] = ()

    @property
    def answerable(self) -> bool:
        """Whether some place or document is judged to answer it."""
        return bool(self.evidence) or any(grade > 0 for grade in self.relevant.values())

    @property
    def alternatives(self) -> Iterator[Alternative]:
        """Every alternative of every item."""
        return (alternative for item in self.evidence for alternative in item)

    @property
    def named_documents(self) -> tuple[str, ...]:
        """The names of the documents that its judgements name, each once, in their order."""
        return tuple(dict.fromkeys([*(one.document for one in self.alternatives), *self.relevant]))


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSet:
    """The questions of one file or folder.

    Attributes:
        name: stem of the file or folder.
        source: the file or folder.
        sha256: of the bytes of everything that was read (questions, qrels, the set's own documents).
        questions: in file order, each with a judgement.
        documents: the set's own documents; None when it judges those of the corpus folder.
        silent: names of own documents without a single letter or digit; they cannot be indexed, but those that
            are judged relevant stay in the ideal ranking as never found.
        warnings: what was left out, as errors that were not raised.
    """

    name: str
    source: Path
    sha256: str
    questions: tuple[Question, ...]
    documents: tuple[Document, ...] | None
    silent: frozenset[str] = frozenset()
    warnings: tuple[EvaluationError, ...] = field(default=(), compare=False)

    @property
    def judges_spans(self) -> bool:
        """Whether its judgements are places in the text; else they are whole documents."""
        return any(question.evidence for question in self.questions)
