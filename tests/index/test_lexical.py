"""BM25 over folded unigrams and bigrams, against hand-computed numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from rag.index.lexical import LexicalIndex, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ERP數據98%", ["erp", "数", "据", "数据", "98"]),
        ("4.04億元", ["4.04", "亿", "元", "亿元"]),
        ("黨,課", ["党", "课"]),  # no pair across punctuation
        ("ＰＤＭ組", ["pdm", "组"]),  # full width
        ("año Übung can't", ["año", "übung", "can't"]),
        ("20xx年", ["20xx", "年"]),
        ("？？！", []),
        ("", []),
    ],
)
def test_terms(text: str, expected: list[str]):
    """Han runs give characters and pairs, Latin words and numbers stay whole, punctuation is nothing."""
    assert terms(text) == expected


@pytest.mark.parametrize(("one", "other"), [("考覈羣衆", "考核群众"), ("好乾部", "好干部"), ("編髮簡報", "编发简报")])
def test_both_scripts_and_the_artefacts_give_the_same_terms(one: str, other: str):
    """What the automatic conversion broke meets what people type."""
    assert terms(one) == terms(other)


def test_scores_equal_the_formula():
    """Two passages, one question, by hand.

    N = 2; "党" is in both (df 2): idf = ln(1 + 0.5/2.5); "课" and "党课" in the first (df 1): ln(1 + 1.5/1.5).
    Lengths: 党课 → 党, 课, 党课 = 3; 党 → 1; mean 2. Denominator of the first: 1 + 1.5·(0.25 + 0.75·3/2).
    """
    index = LexicalIndex.build(["黨課", "黨"])
    common, rare = math.log(1.2), math.log(2.0)
    first = (common + 2 * rare) / (1 + 1.5 * (0.25 + 0.75 * 1.5))
    second = common / (1 + 1.5 * (0.25 + 0.75 * 0.5))
    np.testing.assert_allclose(index.scores(terms("党课")), [first, second], rtol=1e-5)
    assert index.ceiling(terms("党课")) == pytest.approx(common + 2 * rare)


def test_the_ceiling_counts_absent_terms_and_repeats():
    """A term that no passage holds has df = 0: ln(1 + 2.5/0.5) = ln 6; asked twice it counts twice."""
    index = LexicalIndex.build(["黨課", "黨"])
    assert index.ceiling(["zebra", "zebra"]) == pytest.approx(2 * math.log(6))
    assert index.document_frequency("zebra") == 0


def test_repeated_question_terms_count_again():
    """Score and ceiling treat repeats alike, so their ratio stays in [0, 1]."""
    index = LexicalIndex.build(["黨課", "黨"])
    np.testing.assert_allclose(index.scores(["党", "党"]), 2 * index.scores(["党"]), rtol=1e-6)


@pytest.mark.parametrize("texts", [[], ["？？"], ["黨課"]])
@pytest.mark.parametrize("query", ["", "？", "zebra"])
def test_nothing_to_match_scores_zero(texts: list[str], query: str):
    """Empty collections, empty questions and unknown words: zeros, no error."""
    assert LexicalIndex.build(texts).scores(terms(query)).tolist() == [0.0] * len(texts)


@pytest.mark.parametrize("texts", [[], ["黨課基礎是能力", "黨員", "ERP"]])
def test_saved_and_loaded_is_the_same(tmp_path, texts: list[str]):
    """Scores, frequencies and ceiling survive the disk."""
    built = LexicalIndex.build(texts)
    built.save(tmp_path / "lexical")
    loaded = LexicalIndex.load(tmp_path / "lexical", size=len(texts))
    query = terms("黨課 ERP zebra")
    assert loaded.scores(query).tolist() == built.scores(query).tolist()
    assert loaded.ceiling(query) == built.ceiling(query)
