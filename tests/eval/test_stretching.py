"""A quote grows and shrinks at sentences and clauses, inside its own heading or body."""

from __future__ import annotations

import pytest

from rag.corpus.document import Span
from rag.corpus.reader import text_document
from rag.eval.stretching import best_sentence, stretched

TEXT = (
    "【案例一】会议\n一、做法\n三方會議每月召開,由政工部門主持，三方參加。問題逐一分析！\n責任到人；按期反馈。\n"
    "二、成效\n大家滿意。\n"
)
DOCUMENT = text_document(TEXT, name="案例.txt")


def span(quote: str) -> Span:
    """Where the quote stands."""
    return Span(TEXT.index(quote), TEXT.index(quote) + len(quote))


@pytest.mark.parametrize(
    ("quote", "end", "longer", "becomes"),
    [
        ("由政工部門主持", "end", True, "由政工部門主持，三方參加。"),
        ("由政工部門主持", "start", True, "三方會議每月召開,由政工部門主持"),
        ("問題逐一分析！", "end", True, "問題逐一分析！\n責任到人；"),
        ("問題逐一分析！", "start", True, "三方會議每月召開,由政工部門主持，三方參加。問題逐一分析！"),
        ("按期反馈。", "end", True, "按期反馈。"),  # a heading follows
        ("三方會議每月召開,由政工部門主持，三方參加。", "start", True, "三方會議每月召開,由政工部門主持，三方參加。"),
        ("問題逐一分析！\n責任到人；按期反馈。", "end", False, "問題逐一分析！\n責任到人；"),
        ("問題逐一分析！\n責任到人；", "start", False, "責任到人；"),
        ("三方會議每月召開,由政工部門主持，三方參加。", "end", False, "三方會議每月召開,由政工部門主持"),
        ("三方會議每月召開,由政工部門主持，三方參加。", "start", False, "由政工部門主持，三方參加。"),
        ("三方參加。", "start", False, "三方參加。"),  # a single clause is as short as it gets
    ],
)
def test_one_step(quote, end, longer, becomes):
    """Each button moves one end one step, or nothing."""
    assert stretched(DOCUMENT, span(quote), end=end, longer=longer).of(TEXT) == becomes


def test_every_step_of_growing_can_be_taken_back():
    """From a sentence to the whole body and back to it, never empty."""
    now = span("問題逐一分析！")
    for _ in range(9):
        now = stretched(DOCUMENT, stretched(DOCUMENT, now, end="end", longer=True), end="start", longer=True)
    assert now.of(TEXT) == "三方會議每月召開,由政工部門主持，三方參加。問題逐一分析！\n責任到人；按期反馈。"
    for _ in range(9):
        now = stretched(DOCUMENT, now, end="end", longer=False)
        assert len(now) > 0
    assert now.of(TEXT) == "三方會議每月召開"


def test_the_best_sentence_of_a_passage_holds_most_of_what_matched():
    """Of a passage that is judged right, what is suggested as evidence; the first where nothing matched."""
    passage = span("三方會議每月召開,由政工部門主持，三方參加。問題逐一分析！\n責任到人；按期反馈。")
    matched = span("責任")
    assert best_sentence(DOCUMENT, passage, ((matched.start, matched.end),)).of(TEXT) == "責任到人；"
    assert best_sentence(DOCUMENT, passage, ()).of(TEXT) == "三方會議每月召開,由政工部門主持，三方參加。"
