"""Which questions of a set are asked, and which of its documents are there to answer them."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence

from rag.errors import EvaluationError
from rag.eval.questions import Question, QuestionSet

__all__ = ["SEED", "sample", "split_of", "withhold"]

SEED = 20_240_601
"""Of every random choice in evaluating, so that samples and intervals are the same on every machine."""


def split_of(question_set: QuestionSet, split: str) -> QuestionSet:
    """The set with only the questions of one split ("dev" or "test").

    Raises:
        EvaluationError: it has none.
    """
    chosen = tuple(question for question in question_set.questions if question.split == split)
    if not chosen:
        found = ", ".join(sorted({question.split for question in question_set.questions} - {""})) or "–"
        raise EvaluationError("set-split-empty", set=question_set.name, split=split, found=found)
    return dataclasses.replace(question_set, questions=chosen)


def sample(question_set: QuestionSet, size: int) -> QuestionSet:
    """The set with `size` of its questions, drawn with a fixed seed, in their order; all when it has no more."""
    questions = question_set.questions
    if size >= len(questions):
        return question_set
    places = sorted(random.Random(SEED).sample(range(len(questions)), size))  # noqa: S311 -- no secret
    return dataclasses.replace(question_set, questions=tuple(questions[place] for place in places))


def withhold(question_set: QuestionSet, share: float) -> QuestionSet:
    """The set without the documents that answer about `share` of its questions, which so become unanswerable.

    Questions that share a document are kept or withheld together: a question that is kept has all of its
    documents, one that is withheld has none. Groups are drawn with a fixed seed and taken as long as they fit.

    Raises:
        EvaluationError: the set has no documents of its own, or no group of questions fits into the share.
    """
    if question_set.documents is None:
        raise EvaluationError("set-withhold-corpus", set=question_set.name)
    answerable = [question for question in question_set.questions if question.answerable]
    groups = _groups(answerable)
    random.Random(SEED).shuffle(groups)  # noqa: S311 -- no secret
    room = round(share * len(answerable))
    gone: set[str] = set()
    without: set[str] = set()
    for group in groups:
        if len(group) <= room:
            room -= len(group)
            gone.update(question.id for question in group)
            without.update(name for question in group for name in _answering(question))
    if not gone:
        raise EvaluationError("set-withhold-none", set=question_set.name, share=share)
    return dataclasses.replace(
        question_set,
        questions=tuple(_emptied(question) if question.id in gone else question for question in question_set.questions),
        documents=tuple(document for document in question_set.documents if document.name not in without),
    )


def _answering(question: Question) -> tuple[str, ...]:
    """The names of the documents that answer the question."""
    graded = [name for name, grade in question.relevant.items() if grade > 0]
    return tuple(dict.fromkeys([*(one.document for one in question.alternatives), *graded]))


def _emptied(question: Question) -> Question:
    return dataclasses.replace(question, kind="unanswerable-near", evidence=(), relevant={}, answers=(), rejected=())


def _groups(questions: Sequence[Question]) -> list[list[Question]]:
    """The questions in groups that share no document with each other, in order of their first question."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    for question in questions:
        first, *others = _answering(question)
        for other in others:
            parent[root(other)] = root(first)
    groups: dict[str, list[Question]] = {}
    for question in questions:
        groups.setdefault(root(_answering(question)[0]), []).append(question)
    return list(groups.values())
