"""Passages: slices of one section, whole sentences, nothing lost and nothing twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.corpus.document import Document, Encoding
from rag.corpus.outline import outline
from rag.corpus.reader import read_corpus, read_document
from rag.index.passages import Passage, split_document

LINES = st.sampled_from(
    [
        "【典型案例】一",
        "【典型案例】二",
        "一、背景",
        "二、做法",
        "(一)強化引領。全公司上下一條心。",
        "（二）民主管理",
        "1、制定流程，确保有序",
        "　　每月召開一次會議,由三方參加。會後反饋；並且公示!",
        "他說：“先看問題。”然後解決……再總結？",
        "———",
        "",
        "很長的一句話，" * 90,
        "短句。" * 150,
    ]
)


def _document(text: str) -> Document:
    parts = outline(text)
    return Document("a.txt", "0" * 64, text, Encoding("utf-8", 1.0), parts.front, parts.cases, parts.tail)


def _check(document: Document, passages: list[Passage], *, max_chars: int) -> None:
    seen = [False] * len(document.text)
    for passage in passages:
        assert passage.text == document.text[passage.span.start : passage.span.end] == passage.text.strip()
        assert 0 < len(passage.text) <= max_chars
        assert passage.sentences
        section = document.sections_at(passage.path)[-1]
        own = [section.heading_span, *section.bodies]
        for at in range(passage.span.start, passage.span.end):
            assert not seen[at], "a character in two passages"
            seen[at] = True
            assert document.text[at].isspace() or any(span.start <= at < span.end for span in own)
    for path in document.walk():
        section = path[-1]
        if section.kind in {"front", "tail"}:
            assert not any(seen[section.span.start : section.span.end])
            continue
        for body in section.bodies:
            for at in range(body.start, body.end):
                assert seen[at] or not document.text[at].isalnum(), "a character in no passage"


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=14), st.sampled_from([60, 300]))
def test_every_character_of_a_body_is_in_one_passage(lines: list[str], chunk_chars: int):
    """Whatever the text: slices of their own section, inside the limit, without gap or overlap."""
    document = _document("\n".join(lines))
    passages = split_document(document, chunk_chars=chunk_chars, max_passage_chars=400)
    _check(document, passages, max_chars=400)


def test_the_five_cases(five_cases_path: Path):
    """No passage above the limit, a heading opens its section's first passage, later ones know it as context."""
    document = read_document(five_cases_path, name="five.txt", max_file_bytes=10**7)
    passages = split_document(document, chunk_chars=300, max_passage_chars=400)
    _check(document, passages, max_chars=400)
    (meeting,) = (passage for passage in passages if passage.text.startswith("(1)召開“三方會議”。每月"))
    assert meeting.context.splitlines() == [
        "二、主要做法",
        "(二)思政工作問題管理“1234”工作法",
        "4、實行“四位一體”管控模式,確保解決問題閉環管理",
    ]
    assert meeting.paragraph == 0
    later = next(passage for passage in passages if passage.breadcrumb[-1].startswith("(三)設立") and passage.paragraph)
    assert later.context.splitlines()[-1] == later.breadcrumb[-1]


def test_closing_quotes_stay_with_their_sentence():
    """A stop inside quotation marks does not strand the mark at the head of the next passage."""
    text = "一、甲\n" + "他說：“先看問題。”" * 60
    for passage in split_document(_document(text), chunk_chars=60, max_passage_chars=400):
        assert passage.text[0] != "”"
        assert passage.text.endswith("。”")


@pytest.mark.parametrize("folder", ["party-central", "state-council", "tw-regulations", "court-cases"])
def test_real_documents(data_dir: Path, folder: str):
    """The measuring documents: nothing lost, nothing twice, nothing above the limit."""
    for document in read_corpus(data_dir / "docs" / folder, max_file_bytes=10**7).documents:
        passages = split_document(document, chunk_chars=300, max_passage_chars=400)
        _check(document, passages, max_chars=400)
