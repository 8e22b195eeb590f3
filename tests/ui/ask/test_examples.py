"""The examples fit the collection at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.corpus.document import Document, Encoding, Section, Span
from rag.ui.ask.examples import example_questions


def _document(text: str, *headings: str) -> Document:
    sections = tuple(Section("section", None, heading, 1, Span(0, 0), (), (), Span(0, 0)) for heading in headings)
    case = Section("case", 1, "案例一", 0, Span(0, 0), (Span(0, len(text)),), sections, Span(0, len(text)))
    return Document("a.txt", "0" * 64, text, Encoding("utf-8", 1.0), None, (case,), None)


def test_questions_about_the_five_cases_need_the_five_cases(five_cases_path: Path):
    """They show when their evidence is in the collection, the unanswerable one last."""
    text = five_cases_path.read_text(encoding="utf-8-sig")
    questions = example_questions([_document("別的。"), _document(text)], "zh-Hant")
    assert "三方會議由哪些人參加？" in questions
    assert len(questions) == 5


@pytest.mark.parametrize("language", ["zh-Hant", "en"])
def test_another_collection_is_asked_about_its_own_headings(language: str):
    """At most four, spread over the collection; too short and too long headings ask nothing sensible."""
    headings = [f"第{n}章人才培養辦法" for n in range(8)]
    questions = example_questions([_document("文。", "短", *headings, "長" * 40)], language)
    assert len(questions) == 4
    assert [any(heading in question for question in questions) for heading in headings] == [True, False] * 4


def test_a_collection_without_headings_has_no_examples():
    """Nothing is better than a question about something else."""
    assert example_questions([_document("只有正文。")], "zh-Hant") == []
