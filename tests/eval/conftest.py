"""Small sets and libraries whose numbers can be computed by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from rag.answer.library import Library
from rag.answer.results import Answer, Citation
from rag.corpus.reader import text_document
from rag.eval.collection import open_collection
from rag.eval.questions import Alternative, Question, QuestionSet
from rag.eval.run import Asked, Retrieved, Run
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Bench:
    """A library over given texts, with the makers of what a run of it holds."""

    question_set: QuestionSet
    library: Library

    def found(self, *names: str, score: float | None = None) -> tuple[Retrieved, ...]:
        """The first passage of each named document, in this order; scores fall unless one is given for all."""
        first = {}
        for passage in self.library.passages:
            first.setdefault(passage.document, passage)
        return tuple(
            Retrieved(
                name,
                first[name].span.start,
                first[name].span.end,
                1.0 - place / 100 if score is None else score,
                first[name].text,
            )
            for place, name in enumerate(names)
        )

    def asked(
        self,
        question: Question,
        *names: str,
        quotes: tuple[tuple[str, str], ...] = (),
        confidence: float = 0.9,
        score: float | None = None,
    ) -> Asked:
        """The question with a ranking of documents, and an answer that cites (document, quote); refused without."""
        texts = {document.name: document.text for document in self.library.documents}
        citations = tuple(
            Citation(n, name, None, (), 1, texts[name].index(quote), texts[name].index(quote) + len(quote), quote)
            for n, (name, quote) in enumerate(quotes, start=1)
        )
        answer = Answer(
            question=question.text,
            searched=question.text,
            follows=None,
            status="answered" if quotes else "refused",
            confidence=confidence,
            statements=(),
            citations=citations,
            nearest=(),
            documents=(),
        )
        return Asked(
            question=question, retrieved=self.found(*names, score=score), answer=answer, search_ms=4.0, ask_ms=8.0
        )

    def run(self, *asked: Asked) -> Run:
        """A run of these questions."""
        return Run(question_set=self.question_set, library=self.library, asked=asked)


@pytest.fixture
def bench(tmp_path: Path, bag_encoder) -> Callable[..., Bench]:
    """Make a bench from texts by document name and the questions about them; each short text is one passage."""

    def make(texts: dict[str, str], *questions: Question) -> Bench:
        question_set = QuestionSet(
            name="small",
            source=tmp_path / "small.jsonl",
            sha256="0" * 64,
            questions=questions,
            documents=tuple(text_document(text, name=name) for name, text in texts.items()),
        )
        settings = Settings(cache_dir=tmp_path / "cache")
        collection = open_collection(question_set, settings, encoder=bag_encoder)
        return Bench(collection.question_set, collection.library)

    return make


@pytest.fixture
def span() -> Callable[[dict[str, str], str, str], Alternative]:
    """Make the alternative that a quote is, at its first place in a document."""

    def make(texts: dict[str, str], document: str, quote: str) -> Alternative:
        start = texts[document].index(quote)
        return Alternative(document, start, start + len(quote), quote)

    return make
