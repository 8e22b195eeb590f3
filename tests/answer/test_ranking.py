"""The one scoring formula, against arithmetic done by hand."""

from __future__ import annotations

import numpy as np
import pytest

from rag.answer import ranking as ranking_module
from rag.answer.query import make_query
from rag.answer.ranking import Ranker
from rag.answer.refusal import confidence
from rag.errors import UsageError
from rag.index.builder import build_index
from rag.index.store import Generation, open_generation
from rag.settings import Settings

TEXT = """一、背景

黨課是黨員的必修課。聽課者滿意。

二、做法

主題開放。內容開放。

三、成效

開展活動30餘次。參與黨員1500人。
"""


@pytest.fixture
def generation(tmp_path, bag_encoder) -> Generation:
    """Three sections, one passage each."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "one.txt").write_text(TEXT, encoding="utf-8")
    settings = Settings(corpus_dir=tmp_path / "corpus", index_dir=tmp_path / "index", cache_dir=tmp_path)
    build_index(settings, encoder=bag_encoder)
    return open_generation(settings.index_dir)


def test_score_is_the_formula(generation, bag_encoder):
    """½·cos(q, p) + ½·best cos(q, sentence) + λ·BM25/ceiling + μ·interaction, recomputed from what is stored."""
    query = make_query("有多少黨員參與?", bag_encoder, max_chars=100)
    ranking = Ranker(generation, sentence_weight=0.5, lexical_weight=0.2, interaction_weight=0.3).rank(query)
    dense, sentences = generation.dense.vectors(), generation.sentences.vectors()
    owners = np.repeat(np.arange(len(generation.passages)), [len(p.sentences) for p in generation.passages])
    bm25 = generation.lexical.scores(query.terms) / generation.lexical.ceiling(query.terms)
    rows = np.arange(len(generation.passages))
    met = generation.tokens.interaction(query.tokens, rows)
    assert met.max() > met.min() > 0
    expected = [
        0.5 * dense[row] @ query.vector
        + 0.5 * max(sentences[owners == row] @ query.vector)
        + 0.2 * bm25[row]
        + 0.3 * met[row]
        for row in rows
    ]
    np.testing.assert_allclose(ranking.scores, sorted(expected, reverse=True), rtol=1e-5)
    assert ranking.ids.tolist() == np.argsort(-np.array(expected), kind="stable").tolist()


def test_beyond_the_rescored_the_order_is_that_of_the_rest_of_the_score(generation, bag_encoder, monkeypatch):
    """Two of three rescored: the third keeps its place behind them, with the worse of their interactions."""
    query = make_query("有多少黨員參與?", bag_encoder, max_chars=100)
    plain = Ranker(generation, sentence_weight=0.5, lexical_weight=0.2, interaction_weight=0).rank(query)
    monkeypatch.setattr(ranking_module, "RESCORED", 2)
    some = Ranker(generation, sentence_weight=0.5, lexical_weight=0.2, interaction_weight=0.3).rank(query)
    met = generation.tokens.interaction(query.tokens, plain.ids)
    assert set(some.ids[:2]) == set(plain.ids[:2])
    assert some.ids[2] == plain.ids[2]
    assert met[2] not in met[:2]
    assert some.interaction[2] == met[:2].min()


def test_groups_are_ranked_apart(generation, bag_encoder, monkeypatch):
    """Each group's own best is rescored although only one passage is; what is usual is so in the whole collection."""
    query = make_query("有多少黨員參與?", bag_encoder, max_chars=100)
    ranker = Ranker(generation, sentence_weight=0.5, lexical_weight=0.2, interaction_weight=0.3)
    usual = ranker.rank(query).usual
    monkeypatch.setattr(ranking_module, "RESCORED", 1)
    apart = ranker.rank_apart(query, [[0], [2], []])
    assert [ranking.ids.tolist() for ranking in apart] == [[0], [2], []]
    for ranking in apart[:2]:
        assert ranking.interaction.tolist() == generation.tokens.interaction(query.tokens, ranking.ids).tolist()
        assert ranking.usual == usual


def test_the_lexical_part_is_a_share(generation, bag_encoder):
    """A passage that is the question scores at most 1; words nobody has fade it to 0."""
    query = make_query("主題開放", bag_encoder, max_chars=100)
    ranker = Ranker(generation, sentence_weight=0.5, lexical_weight=0.2, interaction_weight=0.3)
    assert 0 < ranker.rank(query).lexical[0] <= 1
    assert ranker.rank(make_query("zebra xylophone", bag_encoder, max_chars=100)).lexical.tolist() == [0, 0, 0]


def test_above_the_exact_limit_best_and_confidence_are_the_same(generation, bag_encoder, monkeypatch):
    """The union of the parts' best ranks first what the exact path does, and what is usual stays what it is."""
    query = make_query("開放", bag_encoder, max_chars=100)
    ranker = Ranker(generation, sentence_weight=0.5, lexical_weight=0.2, interaction_weight=0.3)
    exact = ranker.rank(query)
    monkeypatch.setattr(ranking_module, "EXACT_UP_TO", 0)
    monkeypatch.setattr(ranking_module, "CANDIDATES", 1)
    monkeypatch.setattr(ranking_module, "SAMPLE", 3)
    some = ranker.rank(query)
    assert len(some.ids) < len(exact.ids)
    assert (some.ids[0], some.scores[0], some.usual) == (exact.ids[0], exact.scores[0], exact.usual)
    assert confidence(query, some) == confidence(query, exact)


def test_ranking_among_some_passages(generation, bag_encoder):
    """Only those are ranked, with the scores they have among all; none gives an empty ranking."""
    query = make_query("開放", bag_encoder, max_chars=100)
    ranker = Ranker(generation, sentence_weight=0.5, lexical_weight=0.2, interaction_weight=0.3)
    everything = ranker.rank(query)
    among, nothing = ranker.rank_apart(query, [[2, 0], []])
    of_all = dict(zip(everything.ids.tolist(), everything.scores.tolist(), strict=True))
    assert {row: of_all[row] for row in among.ids.tolist()} == dict(
        zip(among.ids.tolist(), among.scores.tolist(), strict=True)
    )
    assert sorted(among.ids.tolist()) == [0, 2]
    assert len(nothing.ids) == len(nothing.scores) == 0
    assert confidence(query, nothing) == 0


@pytest.mark.parametrize("question", ["", "   ", "？？？", "……！", "\x00", "\n\n"])
def test_a_question_without_a_word_is_refused(bag_encoder, question):
    """Nothing to look for: usage error, not an arbitrary answer."""
    with pytest.raises(UsageError) as caught:
        make_query(question, bag_encoder, max_chars=100)
    assert caught.value.key == "question-empty"


def test_an_over_long_question_names_the_limit(bag_encoder):
    """The limit and the setting that raises it stand in the message; at the limit it is answered."""
    assert make_query("黨" * 100, bag_encoder, max_chars=100)
    with pytest.raises(UsageError, match=r"101 個字元，上限是 100"):
        make_query("黨" * 101, bag_encoder, max_chars=100)


def test_both_scripts_are_one_query(bag_encoder):
    """Terms and vector of a question do not depend on the script it is asked in."""
    one, other = (make_query(q, bag_encoder, max_chars=100) for q in ("開放式黨課的考覈", "开放式党课的考核"))
    assert one.terms == other.terms
    assert np.array_equal(one.vector, other.vector)
