"""Sentences: the units that are quoted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.corpus.document import Span
from rag.corpus.sentences import sentences


def split(text: str) -> list[str]:
    """The sentences of the whole text, as strings."""
    return [span.of(text) for span in sentences(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲。乙！丙？丁；戊", ["甲。", "乙！", "丙？", "丁；", "戊"]),
        ("What? Yes! No; end.", ["What?", "Yes!", "No;", "end."]),
        ("他說：“好。”然後走了。", ["他說：“好。”", "然後走了。"]),
        ("（見附件。）下文。", ["（見附件。）", "下文。"]),
        ("「真的？！」她問。", ["「真的？！」", "她問。"]),
        ("真的嗎？！不……是。", ["真的嗎？！", "不……是。"]),
        ("“甲。”；“乙。”。丙", ["“甲。”；", "“乙。”。", "丙"]),
        ("12.5億元：甲,乙", ["12.5億元：甲,乙"]),
        ("一行\n二行\n\n　三行　\n", ["一行", "二行", "三行"]),
        ("(3)強化“督辦和反饋”。政工部門", ["(3)強化“督辦和反饋”。", "政工部門"]),
        ("一是主題開放。除了", ["一是主題開放。", "除了"]),
        ("", []),
        (" \n\u3000\n", []),
        ("。。。", ["。。。"]),
    ],
)
def test_where_sentences_end(text, expected):
    """At 。！？!?；; with the closing marks that follow, and at newlines; never at . or :."""
    assert split(text) == expected


def test_only_the_span_counts():
    """A span may begin and end inside a sentence."""
    text = "甲乙。丙丁。戊己。"
    assert [span.of(text) for span in sentences(text, Span(1, 5))] == ["乙。", "丙丁"]


@given(st.text(alphabet="甲a。！？!?；;…”’」）)]“（ \n\u3000.:", max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_sentences_hold_everything_but_white_space(text, a, b):
    """In order, inside the span, trimmed, never empty, and nothing else is lost."""
    span = Span(min(a, b, len(text)), min(max(a, b), len(text)))
    found = sentences(text, span)
    assert found == sorted(found)
    for sentence in found:
        assert span.start <= sentence.start < sentence.end <= span.end
        assert sentence.of(text) == sentence.of(text).strip()
        assert "\n" not in sentence.of(text)
    between = [span.start, *(edge for s in found for edge in (s.start, s.end)), span.end]
    outside = "".join(text[between[i] : between[i + 1]] for i in range(0, len(between), 2))
    assert not outside.strip()
