"""Looking characters up gives what walking through the whole document gives, and at once."""

from __future__ import annotations

import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rag.corpus.document import Document, Section
from rag.corpus.lookup import Lookup
from rag.corpus.reader import read_document, text_document
from rag.corpus.sentences import says_something
from tests.plain_paragraphs import paragraph_number

LINES = st.lists(
    st.sampled_from(
        [
            "案例一",
            "案例二",
            "一、背景",
            "二、做法",
            "（一）黨課",
            "（二）党课。全村清淤。",
            "1.開會",
            "2.开会",
            "",
            "　 ",
            "每月召開一次。",
        ]
    )
    | st.text("甲乙。，\n 　", max_size=8),
    min_size=1,
    max_size=30,
).map("\n".join)


def _around(document: Document, offset: int) -> tuple[Section, ...]:
    """By going through everything: the path to whose own characters hold `offset`."""
    (path,) = [
        path
        for path in document.walk()
        if any(own.start <= offset < own.end for own in (path[-1].heading_span, *path[-1].bodies))
    ]
    return path


def _same_as_by_walking(document: Document, offsets) -> None:
    lookup = Lookup(document)
    every = [path[-1] for path in document.walk()]
    for offset in offsets:
        path = _around(document, offset)
        assert lookup.sections_at(offset) == path
        assert lookup.paragraph(offset) == paragraph_number(document.text, path[-1], offset)
        holding = [section for section in every if section.span.start <= offset < section.span.end]
        assert list(path) == holding  # the sections whose span holds it are those it stands in


@given(LINES)
def test_lookup_is_what_a_walk_finds(text):
    """Every character of any outline, in both scripts: sections and paragraph; past the last one is with it."""
    assume(says_something(text))
    document = text_document(text, name="a.txt")
    _same_as_by_walking(document, range(len(document.text)))
    lookup, end = Lookup(document), len(document.text)
    assert lookup.sections_at(end) == lookup.sections_at(end - 1)


def test_lookup_in_the_five_cases(five_cases_path):
    """Every 7th character of the user's document."""
    document = read_document(five_cases_path, name="a.txt", max_file_bytes=1_000_000)
    _same_as_by_walking(document, range(0, len(document.text), 7))


@pytest.fixture(scope="module")
def long_text() -> Document:
    """15 MB of paragraphs without a heading."""
    line = "每月召开一次专题会议，會議由三方人員參加，制訂問題解決方案，指定一名第一責任人。\n"
    return text_document(line * (15_000_000 // len(line.encode())), name="a.txt")


def test_a_citation_in_a_long_text_takes_no_time(long_text):
    """After the first, each costs under 5 ms (measured: some microseconds), wherever it stands."""
    lookup = Lookup(long_text)
    line = long_text.text.index("\n") + 1
    assert lookup.paragraph(0) == 1
    begun = time.process_time()
    for number in range(1, 101):
        assert lookup.paragraph((number * 1000 - 1) * line) == number * 1000
    assert (time.process_time() - begun) / 100 < 0.005
