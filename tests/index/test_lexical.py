"""BM25 over folded unigrams and bigrams, against hand-computed numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from rag.index.lexical import LexicalIndex, Term, in_text, terms


def single(text: str) -> list[Term]:
    """The terms of `text`, each its only alternative."""
    return [(term,) for term in terms(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ERP數據98%", ["erp", "数", "据", "数据", "98"]),
        ("4.04億元", ["4.04", "亿", "元", "亿元"]),
        ("黨,課", ["党", "课"]),  # no pair across punctuation
        ("ＰＤＭ組", ["pdm", "组"]),  # full width
        ("año Übung can't", ["año", "übung", "can't"]),
        ("20xx年", ["20xx", "年"]),
        ("二○一年", ["二", "〇", "一", "年", "二〇", "〇一", "一年"]),  # the circle that people type for a nought
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
    Lengths: 党课 → 党, 课, 党课 = 3; 党 → 1; mean 2. Denominator of the first: 1 + 1·(0.25 + 0.75·3/2).
    """
    index = LexicalIndex.build(["黨課", "黨"])
    common, rare = math.log(1.2), math.log(2.0)
    first = (common + 2 * rare) / (1 + 0.25 + 0.75 * 1.5)
    second = common / (1 + 0.25 + 0.75 * 0.5)
    np.testing.assert_allclose(index.scores(single("党课")), [first, second], rtol=1e-5)
    assert index.ceiling(single("党课")) == pytest.approx(common + 2 * rare)


def test_the_ceiling_counts_absent_terms_and_repeats():
    """A term that no passage holds has df = 0: ln(1 + 2.5/0.5) = ln 6; asked twice it counts twice."""
    index = LexicalIndex.build(["黨課", "黨"])
    assert index.ceiling([("zebra",), ("zebra",)]) == pytest.approx(2 * math.log(6))
    assert index.document_frequency(("zebra",)) == 0


def test_repeated_question_terms_count_again():
    """Score and ceiling treat repeats alike, so their ratio stays in [0, 1]."""
    index = LexicalIndex.build(["黨課", "黨"])
    np.testing.assert_allclose(index.scores([("党",), ("党",)]), 2 * index.scores([("党",)]), rtol=1e-6)


@pytest.mark.parametrize("texts", [[], ["？？"], ["黨課"]])
@pytest.mark.parametrize("query", ["", "？", "zebra"])
def test_nothing_to_match_scores_zero(texts: list[str], query: str):
    """Empty collections, empty questions and unknown words: zeros, no error."""
    assert LexicalIndex.build(texts).scores(single(query)).tolist() == [0.0] * len(texts)


@pytest.mark.parametrize("texts", [[], ["黨課基礎是能力", "黨員", "ERP"]])
def test_saved_and_loaded_is_the_same(tmp_path, texts: list[str]):
    """Scores, frequencies and ceiling survive the disk."""
    built = LexicalIndex.build(texts)
    built.save(tmp_path / "lexical")
    loaded = LexicalIndex.load(tmp_path / "lexical", size=len(texts))
    query = [*single("黨課 ERP zebra"), ("party lecture", "党课", "党员")]
    assert loaded.scores(query).tolist() == built.scores(query).tolist()
    assert loaded.ceiling(query) == built.ceiling(query)


def test_alternatives_are_one_term():
    """Staff = 员工 or 职工, by hand.

    N = 3, each passage 员, 工, 员工 (or 职, 工, 职工; or 党, 课, 党课): 3 terms, the mean. Two of three hold an
    alternative: idf = ln(1 + 1.5/2.5) = ln 1.6, where 员工 alone (df 1) would have ln(1 + 2.5/1.5). In each the
    fraction is 1 / (1 + 1·(0.25 + 0.75·3/3)) = ½.
    """
    index = LexicalIndex.build(["員工", "職工", "黨課"])
    staff = ("staff", "员工", "职工")
    assert index.document_frequency(staff) == 2
    assert index.idf(staff) == pytest.approx(math.log(1.6))
    np.testing.assert_allclose(index.scores([staff]), [math.log(1.6) / 2, math.log(1.6) / 2, 0], rtol=1e-5)
    assert index.ceiling([staff, ("党课",)]) == pytest.approx(math.log(1.6) + math.log(1 + 2.5 / 1.5))


def test_a_passage_with_several_alternatives_counts_the_best():
    """员工员工职工: 员工 twice, 职工 once: the larger fraction, that of two, and not their sum.

    One passage of 6 characters and 5 pairs, so |p| = mean |p|: 2 / (2 + 1). df = 1 of 1: idf = ln(1 + 0.5/1.5).
    """
    index = LexicalIndex.build(["員工員工職工"])
    assert index.scores([("员工", "职工")])[0] == pytest.approx(math.log(1 + 0.5 / 1.5) * 2 / 3)


def test_a_longer_alternative_needs_all_its_pairs():
    """示范岗 is met by 示范 and 范岗 together, as often as the rarer of them; a phrase by all its words."""
    index = LexicalIndex.build(["示範崗，示範", "示範，崗位", "Super Bowl", "super"])
    assert index.document_frequency(("示范岗",)) == 1
    assert index.scores([("示范岗",)])[0] == pytest.approx(
        index.idf(("示范岗",)) * index.scores([("范岗",)])[0] / index.idf(("范岗",)), rel=1e-5
    )
    assert np.flatnonzero(index.scores([("super bowl",)])).tolist() == [2]


def test_a_term_without_alternatives_only_counts_in_the_ceiling():
    """() is a word that no passage is asked for: df = 0, ln(1 + 2.5/0.5)."""
    index = LexicalIndex.build(["黨課", "黨"])
    assert index.scores([()]).tolist() == [0, 0]
    assert index.ceiling([()]) == pytest.approx(math.log(6))


def test_what_of_a_term_a_text_holds():
    """Those alternatives whose terms are all there; characters only where they are the whole alternative."""
    assert in_text(("staff", "员工", "职工", "工"), set(terms("職工的活動"))) == ("职工", "工")
    assert in_text(("12000", "1.2万"), set(terms("1.2萬元"))) == ("1.2万",)
    assert in_text((), set(terms("職工"))) == ()
    assert in_text(("%", "□"), set(terms("職工"))) == ()  # CC-CEDICT has such "words"; they stand nowhere
