"""Questions → what the library found and answered, with the time it took."""

from __future__ import annotations

import time
from dataclasses import dataclass

from rag.answer.library import Library
from rag.answer.ranking import Ranking
from rag.answer.results import Answer
from rag.errors import UsageError
from rag.eval.questions import Question, QuestionSet
from rag.index.encoder import Progress

__all__ = ["DEPTH", "Asked", "Retrieved", "Run", "run_set"]

DEPTH = 100
"""How many passages or documents of each ranking a run keeps."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A passage of a ranking, characters [start, end) of its document.

    Where whole documents are judged, each document stands there once, with the best of its passages.
    """

    document: str
    start: int
    end: int
    score: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question and what became of it.

    Attributes:
        question: as the set has it.
        retrieved: best first, at most `DEPTH`.
        answer: None when the question could not be asked at all: too long, or only punctuation.
        search_ms: milliseconds from the question to the ranking.
        ask_ms: milliseconds from the question to the answer, the ranking included.
    """

    question: Question
    retrieved: tuple[Retrieved, ...]
    answer: Answer | None
    search_ms: float
    ask_ms: float

    @property
    def answered(self) -> bool:
        """Whether there is an answer that is no refusal."""
        return self.answer is not None and self.answer.status == "answered"

    @property
    def confidence(self) -> float:
        """That the collection answers the question, in [0, 1]; 0 when it could not be asked."""
        return self.answer.confidence if self.answer is not None else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """All questions of a set, asked of one library.

    Attributes:
        question_set: the questions, as they were asked.
        library: what they were asked of.
        asked: one for each question, in the set's order.
    """

    question_set: QuestionSet
    library: Library
    asked: tuple[Asked, ...]


def run_set(
    question_set: QuestionSet, library: Library, *, depth: int = DEPTH, progress: Progress | None = None
) -> Run:
    """Ask every question of the set.

    The first question is asked once before the clock runs, so that no time holds the loading of tables.

    Args:
        question_set: what is asked.
        library: of which it is asked.
        depth: how many passages (or documents, where the set judges those) of each ranking are kept.
        progress: called after each question.
    """
    questions = question_set.questions
    whole = not question_set.judges_spans
    for question in questions[:1]:
        _ask(question, library, depth=depth, whole=whole)
    asked = []
    for number, question in enumerate(questions, start=1):
        asked.append(_ask(question, library, depth=depth, whole=whole))
        if progress is not None:
            progress(number, len(questions))
    return Run(question_set=question_set, library=library, asked=tuple(asked))


def _ask(question: Question, library: Library, *, depth: int, whole: bool) -> Asked:
    """The question's ranking and answer; neither when it is refused as input."""
    begin = time.perf_counter()
    try:
        query = library.query(question.text)
    except UsageError:
        refused_ms = (time.perf_counter() - begin) * 1000
        return Asked(question=question, retrieved=(), answer=None, search_ms=refused_ms, ask_ms=refused_ms)
    ranking = library.rank(query)
    ranked = time.perf_counter()
    answer = library.answer(query, ranking)
    answered = time.perf_counter()
    return Asked(
        question=question,
        retrieved=_retrieved(ranking, library, depth=depth, whole=whole),
        answer=answer,
        search_ms=(ranked - begin) * 1000,
        ask_ms=(answered - begin) * 1000,
    )


def _retrieved(ranking: Ranking, library: Library, *, depth: int, whole: bool) -> tuple[Retrieved, ...]:
    """The best `depth` passages or, for `whole` documents, the best passage of each of the best documents."""
    found: list[Retrieved] = []
    seen: set[str] = set()
    for row, score in zip(ranking.ids.tolist(), ranking.scores.tolist(), strict=True):
        if len(found) == depth:
            break
        passage = library.passages[row]
        if whole and passage.document in seen:
            continue
        seen.add(passage.document)
        found.append(Retrieved(passage.document, passage.span.start, passage.span.end, score, passage.text))
    return tuple(found)
