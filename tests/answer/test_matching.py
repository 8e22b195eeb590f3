"""What matched, and where it stands: folded terms, the source's own characters."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.matching import matched_spans, matched_terms
from rag.corpus.document import Span
from rag.corpus.fold import fold
from rag.index.lexical import Term, terms
from rag.index.passages import Passage


def _passage(text: str, *, start: int = 0, context: str = "") -> Passage:
    span = Span(start, start + len(text))
    return Passage("a.txt", (0,), None, (), 1, span, text, context, (span,))


def _shown(question: list[Term], passage: Passage) -> list[str]:
    matched = matched_terms(question, passage.indexed_text)
    before = passage.span.start
    return [passage.text[start - before : end - before] for start, end in matched_spans(matched, passage)]


def _literal(question: str) -> list[Term]:
    return [(term,) for term in terms(question)]


@pytest.mark.parametrize(
    ("question", "text", "shown"),
    [
        ("考核机制", "本年度考覈機製,已經建立考覈。", ["考覈機製", "考覈"]),
        ("党员", "黨員與黨員,黨的員工", ["黨員", "黨員"]),  # characters alone are held by the pair
        ("三方會議", "三方会议開會,三方", ["三方会议", "三方"]),
        ("ERP數據", "ＥＲＰ的數據;ERPS", ["ＥＲＰ", "數據"]),  # a word is met whole or not at all
        ("目標", "標題與項目", ["標", "目"]),  # no pair is met, so its characters are
    ],
)
def test_the_source_is_shown_where_the_folded_terms_stand(question: str, text: str, shown: list[str]):
    """Other script, other width, other case: what is marked is what is printed."""
    assert _shown(_literal(question), _passage(text)) == shown


def test_any_alternative_matches():
    """A translation or another form of a number; one that is a run is met when its pairs are."""
    question: list[Term] = [("revolution", "工业革命"), ("14", "十四")]
    assert _shown(question, _passage("工業革命持續十四年，14 個城市")) == ["工業革命", "十四", "14"]
    assert _shown(question, _passage("工業與革命")) == []


def test_a_heading_above_the_passage_matches_but_stands_elsewhere():
    """The terms name it; no span points outside the passage."""
    passage = _passage("每月召開一次。", start=100, context="三方會議")
    assert "会议" in matched_terms(_literal("三方會議多久開一次"), passage.indexed_text)
    assert _shown(_literal("三方會議多久開一次"), passage) == ["開一次"]


def _covered(text: str, wanted: set[str]) -> set[int]:
    """The places of `text` that an occurrence of a wanted term covers, by plain search."""
    folded = fold(text)
    return {
        place
        for term in wanted
        for start in range(len(folded))
        if folded.startswith(term, start)
        for place in range(start, start + len(term))
    }


@given(
    st.text("黨党員员會议議的。", max_size=8),
    st.text("黨党員员會议議的。", max_size=30),
    st.text("黨員會的。", max_size=5),
    st.integers(0, 50),
)
def test_spans_hold_every_matched_term_and_nothing_else(asked: str, text: str, context: str, start: int):
    """In order, apart, inside the passage; and exactly the characters that a search for the terms would find."""
    passage = _passage(text, start=start, context=context)
    matched = matched_terms(_literal(asked), passage.indexed_text)
    spans = matched_spans(matched, passage)
    assert all(before[1] < after[0] for before, after in pairwise(spans))
    inside = {place - start for span in spans for place in range(*span)}
    assert inside == _covered(text, set(matched))


@pytest.mark.parametrize(
    "question", ["党员考核机制", "黨員考覈機制", "How did the county reform administrative approval?"]
)
def test_the_five_cases_show_what_they_share_with_a_question(five_cases, question: str):
    """In either script and in English: spans of the file inside each hit, made of nothing but matched terms."""
    hits = five_cases.search(question, 20)
    assert sum(bool(hit.why.matches) for hit in hits) >= 10
    for hit in hits:
        source = five_cases.document(hit.document).text
        for start, end in hit.why.matches:
            assert hit.start <= start < end <= hit.end
            shown = fold(source[start:end])
            assert _covered(
                shown, set(hit.why.terms) | {part for term in hit.why.terms for part in terms(term)}
            ) == set(range(len(shown)))
