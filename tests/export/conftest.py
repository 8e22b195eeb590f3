"""What the tests of exports share: a small corpus, and an answer, a comparison and a refusal about it."""

from __future__ import annotations

from pathlib import Path

import pytest
from samples import PATHS, TEXT, answer_of, citation

from rag.answer.results import Answer, Comparison, ComparisonRow, Hit, Source, Statement, Why
from rag.settings import Settings


@pytest.fixture
def corpus(tmp_path) -> Path:
    """A folder with the one document that is quoted."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a|b.txt").write_text(TEXT, encoding="utf-8")
    return folder


@pytest.fixture
def settings(corpus, model_cache) -> Settings:
    """Settings that name the corpus."""
    return Settings(corpus_dir=corpus, cache_dir=model_cache)


@pytest.fixture
def answer() -> Answer:
    """Four statements in both scripts; the last is full of what Markdown and XML take for markup."""
    return answer_of([citation(n) for n in (1, 2, 3, 4)])


@pytest.fixture
def comparison() -> Comparison:
    """Two cases and two roles; the first says nothing of results, the second nothing of what was done."""

    def row(case: int, role: str, *numbers: int) -> ComparisonRow:
        citations = tuple(citation(n) for n in numbers)
        statements = tuple(Statement(cited.quote, (cited.n,)) for cited in citations)
        status = "answered" if numbers else "refused"
        heading = "【案例】一" if case == 1 else "【案例】二"
        return ComparisonRow("a|b.txt", case, heading, role, status, statements, citations)

    rows = (row(1, "approach", 1, 2), row(1, "results"), row(2, "approach"), row(2, "results", 3, 4))
    return Comparison("取得了什麼成效？", rows, (Source("a|b.txt", "0" * 64, "utf-8"),))


@pytest.fixture
def refusal() -> Answer:
    """What the collection does not say, with the nearest passage."""
    hit = Hit(1, 0.5, "a|b.txt", 1, PATHS[0], 1, 0, 5, "每月召開一", Why(0.5, 0.5, 0.5, 0.5, ("會議",)))
    return answer_of([], status="refused", nearest=(hit,), question="股票代號是多少？")
