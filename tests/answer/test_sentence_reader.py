"""The reader: its features by hand, its scores by loops in double precision, and whom it believes."""

from __future__ import annotations

import math
from importlib.resources import files
from io import BytesIO

import numpy as np
import pytest
from scipy.special import logsumexp, softmax

from rag import Library
from rag.answer.query import Query
from rag.answer.sentence_reader import (
    _BLOCK,
    ALONE,
    ATTENTION,
    FEATURES,
    KINDS,
    REACH_TOKENS,
    TOKEN_FEATURES,
    FoundPassage,
    Reader,
    Reading,
    _log_sum_exp,
    _reaching,
    read_passages,
)
from rag.index.encoder import TOKEN_SCALE, Tokens

DIM = 96
HALF = 127  # steps of TOKEN_SCALE: four halves make a unit vector

EAST = [HALF] * 4 + [0] * 4
NORTH = [0] * 4 + [HALF] * 4
BETWEEN = [HALF, HALF, 0, 0] * 2  # its similarity with either is ½
NOWHERE = [0] * 8


def tokens(*pairs: tuple[int, list[int]]) -> Tokens:
    """Tokens of the given ids and vectors."""
    return Tokens(
        np.array([token_id for token_id, _ in pairs], np.int32),
        np.array([vector for _, vector in pairs], np.int8).reshape(-1, 8),
    )


def asked(held: Tokens) -> Query:
    """A question of which only the tokens matter."""
    return Query("?", (), np.zeros(2, np.float32), held)


QUERY = asked(tokens((1, EAST), (2, NORTH)))
IDF = np.array([3.0, 1.0], np.float32)  # shares ¾ and ¼
WEIGHTS = {("党",): 0.5, ("课",): 0.3, ("会",): 0.2}

PASSAGE = FoundPassage(
    texts=["黨費。", "上课。", "散會了。"],
    cosines=np.array([0.9, 0.8, 0.7], np.float32),
    headings=[True, False, False],
    score=0.60,
    tokens=tokens((9, NORTH), (1, EAST), (8, BETWEEN), (7, NOWHERE), (2, BETWEEN)),
    ends=np.array([7, 11, 13, 14, 16]),
    sentence_of=np.array([-1, 0, 0, 1, 1]),
)
BEST = FoundPassage(
    texts=["開會。"],
    cosines=np.array([0.5], np.float32),
    headings=[False],
    score=0.65,
    tokens=tokens((2, NORTH)),
    ends=np.array([3]),
    sentence_of=np.array([0]),
)


@pytest.fixture
def reading() -> Reading:
    """The better passage, then the one with three sentences."""
    return read_passages(QUERY, WEIGHTS, IDF, [BEST, PASSAGE])


def by_name(names: tuple[str, ...], row: np.ndarray) -> dict[str, float]:
    """A row of features."""
    return dict(zip(names, row.tolist(), strict=True))


def test_features_of_sentences_by_hand(reading):
    """Similarities with the two tokens of the question: heading [0 1]; [1 0], [½ ½]; [0 0], [½ ½]; third: no tokens.

    Interaction: ¾ · 1 + ¼ · ½ = .875 and ¾ · ½ + ¼ · ½ = .5. Nearest: the first token is met best in the first
    sentence (¾), the second one in the heading above the passage, so nowhere here. Overlaps .5, .3, .2 of 1. The
    passage is .05 behind. The better passage has one token and one sentence, and so what is nearest is all in it.
    """
    expected = [
        (0.5, 0.2, 0.0, 0.25, 1.0, 0.0, 0.0, 0, math.log(3)),
        (0.9, 0.5, 0.05, 0.875, 0.75, 0.3, 0.5, 1, math.log(3)),
        (0.8, 0.3, 0.05, 0.5, 0.0, 0.5, 0.7, 0, math.log(3)),
        (0.7, 0.2, 0.05, 0.0, 0.0, 0.3, 0.8, 0, math.log(4)),
    ]
    assert reading.features.dtype == np.float32
    for found, row in zip(reading.features, expected, strict=True):
        assert by_name(FEATURES, found) == pytest.approx(dict(zip(FEATURES, row, strict=True)), abs=1e-6)


def test_features_of_tokens_by_hand(reading):
    """Squares of similarities [0 1]; [1 0], [¼ ¼]; [0 0], [¼ ¼], each worth d = e^−0.1 less with every step.

    Before: [0 d]; [d d²]; [d² d³]; [d³ d⁴]. After: [d/4 d/4]; [d²/4 d²/4]; [d/4 d/4]; none. Around: the larger of both.
    """
    d = math.exp(-1 / REACH_TOKENS)
    expected = [
        (1.0, 0.25, 1, 0.0, 0.0, 0.0),  # the only one of its passage
        (1.0, 0.75, 1, d / 4, d / 4, 0.75 * d / 4 + 0.25 * d),
        (0.5, 0.25, 0, 0.75 * d + 0.25 * d**2, d**2 / 4, 0.75 * d + 0.25 * d**2),
        (0.0, 0.0, 0, 0.75 * d**2 + 0.25 * d**3, d / 4, 0.75 * d**2 + 0.25 * d**3),
        (0.5, 0.25, 1, 0.75 * d**3 + 0.25 * d**4, 0.0, 0.75 * d**3 + 0.25 * d**4),
    ]
    for found, row in zip(reading.token_features, expected, strict=True):
        assert by_name(TOKEN_FEATURES, found) == pytest.approx(dict(zip(TOKEN_FEATURES, row, strict=True)), abs=1e-6)


def test_tokens_outside_all_sentences_are_not_read(reading):
    """The heading above the passage is none of its sentences; sentences are numbered through all passages."""
    assert reading.ends.tolist() == [3, 11, 13, 14, 16]
    assert reading.sentence_of.tolist() == [0, 1, 1, 2, 2]
    np.testing.assert_allclose(reading.token_vectors[1], np.array(EAST) / 254)


def test_a_character_is_a_token_of_the_little_encoder(bag_encoder):
    """Every character of the question stands in the second sentence, 黨 in the first one too: 1 against ⅓."""
    texts = ["黨在。", "上黨課。"]
    (held,) = bag_encoder.encode_tokens(["".join(texts)], query=False)[1]
    passage = FoundPassage(
        texts=texts,
        cosines=np.zeros(2, np.float32),
        headings=[False, False],
        score=0.0,
        tokens=held,
        ends=bag_encoder.token_ends("".join(texts)),
        sentence_of=np.array([0, 0, 0, 1, 1, 1, 1]),
    )
    query = asked(bag_encoder.tokens("上黨課"))
    found = read_passages(query, {("上",): 1.0}, np.ones(3, np.float32), [passage])
    columns = [FEATURES.index(name) for name in ("overlap", "interaction", "nearest")]
    np.testing.assert_allclose(found.features[:, columns], [[0, 1 / 3, 1 / 3], [1, 1, 1]], atol=1e-6)


@pytest.mark.parametrize("length", [0, 1, 7, _BLOCK, _BLOCK + 1, 2 * _BLOCK + 300])
def test_what_is_met_before_a_token_however_long_the_passage(length):
    """max over k < j of s_k · e^((k − j) / 10), each j by itself, also from one block into the next."""
    sharp = np.random.default_rng(length).random((length, 2), dtype=np.float32) ** 40  # few are large
    expected = np.zeros((length, 2))
    for j in range(1, length):
        worth = np.exp((np.arange(j) - j) / REACH_TOKENS)
        expected[j] = (sharp[:j] * worth[:, None]).max(axis=0)
    np.testing.assert_allclose(_reaching(sharp), expected, rtol=1e-5, atol=1e-30)


def test_a_match_fades_over_the_border_of_a_block():
    """One full match at the end of the first block: 300 tokens later e^−30 of it is left."""
    sharp = np.zeros((_BLOCK + 300, 1), np.float32)
    sharp[_BLOCK - 1] = 1
    found = _reaching(sharp)[:, 0]
    assert found[:_BLOCK].max() == 0
    np.testing.assert_allclose(found[_BLOCK:], np.exp(-np.arange(1, 301) / REACH_TOKENS), rtol=1e-5)


def test_log_sum_exp_of_each_group():
    """As SciPy's, for values from −30 to 80; a group of none is as unlikely as can be."""
    drawn = np.random.default_rng(0)
    groups = np.sort(drawn.choice([0, 1, 3, 4, 5, 7], 60))
    values = drawn.normal(0, 20, 60).astype(np.float32).clip(-30, 80)
    found = _log_sum_exp(values, groups, 8)
    for group in (0, 1, 3, 4, 5, 7):
        assert found[group] == pytest.approx(logsumexp(values[groups == group].astype(np.float64)), abs=1e-4)
    np.testing.assert_allclose(found[[2, 6]], -30 + math.log(1e-6), rtol=1e-6)


def drawn_weights(kinds: int = 3) -> dict[str, np.ndarray]:
    """Weights of the right shapes, drawn at random."""
    drawn = np.random.default_rng(1)
    shapes = {
        "features": (len(FEATURES),),
        "token_features": (len(TOKEN_FEATURES),),
        "alone": (len(ALONE),),
        "kinds_answer": (DIM, kinds),
        "kinds_question": (DIM, kinds),
        "bias": (DIM,),
        "attention": (DIM,),
        "gain": (),
    }
    return {name: np.asarray(drawn.normal(size=shape), np.float32) for name, shape in shapes.items()}


def drawn_reading(*, dim: int = DIM, count: int = 40) -> Reading:
    """Six sentences, the third without tokens."""
    drawn = np.random.default_rng(2)
    vectors = drawn.normal(size=(count, dim)).astype(np.float32)
    return Reading(
        features=drawn.random((6, len(FEATURES)), np.float32),
        token_features=drawn.random((count, len(TOKEN_FEATURES)), np.float32),
        token_vectors=vectors / np.linalg.norm(vectors, axis=1, keepdims=True),
        ends=np.arange(count),
        sentence_of=np.sort(drawn.choice([0, 1, 3, 4, 5], count)),
    )


def drawn_query(count: int, *, dim: int = DIM) -> Query:
    """A question of so many tokens."""
    vectors = np.random.default_rng(3).integers(-60, 60, (count, dim)).astype(np.int8)
    return asked(Tokens(np.arange(count, dtype=np.int32), vectors))


@pytest.mark.parametrize("committed", [False, True], ids=["drawn", "committed"])
def test_scores_by_loops(committed):
    """w · x + g · ln Σ e^a with a = 10 · (A v) · (B q̄) + b · v + token weights, one number after the other."""
    reader = Reader.load() if committed else Reader(drawn_weights())
    weights = {name: value.astype(np.float64) for name, value in reader._weights.items()}
    query, reading = drawn_query(5), drawn_reading()
    scores, fits = reader.scores(query, reading)
    words = [[int(step) * TOKEN_SCALE for step in row] for row in query.tokens.vectors]
    shares = softmax(
        [ATTENTION * sum(u * v for u, v in zip(weights["attention"], word, strict=True)) for word in words]
    )
    asking = [sum(share * word[i] for share, word in zip(shares, words, strict=True)) for i in range(DIM)]
    expected = []
    for vector, features in zip(reading.token_vectors.tolist(), reading.token_features.tolist(), strict=True):
        fit = sum(w * x for w, x in zip(weights["token_features"], features, strict=True))
        fit += sum(w * x for w, x in zip(weights["bias"], vector, strict=True))
        for kind in range(weights["kinds_answer"].shape[1]):
            answer = sum(weights["kinds_answer"][i, kind] * vector[i] for i in range(DIM))
            question = sum(weights["kinds_question"][i, kind] * asking[i] for i in range(DIM))
            fit += KINDS * answer * question
        expected.append(fit)
    np.testing.assert_allclose(fits, expected, rtol=1e-3, atol=1e-3)
    for sentence, features in enumerate(reading.features.tolist()):
        own = [fit for fit, place in zip(expected, reading.sentence_of, strict=True) if place == sentence]
        total = logsumexp(own) if own else -30 + math.log(1e-6)
        plain = sum(w * x for w, x in zip(weights["features"], features, strict=True))
        assert scores[sentence] == pytest.approx(plain + weights["gain"] * total, rel=1e-3, abs=1e-3)


@pytest.mark.parametrize(
    ("query", "reading"),
    [
        (drawn_query(5, dim=128), drawn_reading(dim=128)),
        (drawn_query(0), drawn_reading()),
        (drawn_query(5), drawn_reading(count=0)),
        (drawn_query(0, dim=0), drawn_reading(count=0, dim=0)),
    ],
    ids=["tokens of another size", "question without tokens", "passages without tokens", "encoder without tokens"],
)
def test_without_tokens_similarities_are_weighed_alone(query, reading):
    """No token fits as an answer, and nothing that would need tokens counts."""
    weights = drawn_weights()
    scores, fits = Reader(weights).scores(query, reading)
    names = [name for name in FEATURES if name not in ("interaction", "nearest")]
    for score, row in zip(scores, reading.features, strict=True):
        known = by_name(FEATURES, row)
        assert score == pytest.approx(sum(w * known[name] for w, name in zip(weights["alone"], names, strict=True)))
    assert fits.tolist() == [0] * len(reading.ends)


@pytest.mark.parametrize("which", ["question", "passage", "both"])
def test_features_without_tokens(which):
    """Interaction and nearest are 0, the other features as ever."""
    none = tokens()
    query = asked(none) if which != "passage" else QUERY
    held = PASSAGE if which == "question" else None
    passage = held or FoundPassage(
        PASSAGE.texts, PASSAGE.cosines, PASSAGE.headings, 0.6, none, np.empty(0, np.int64), np.empty(0, np.int64)
    )
    found = read_passages(query, WEIGHTS, IDF[: len(query.tokens.ids)], [passage])
    with_tokens = read_passages(QUERY, WEIGHTS, IDF, [PASSAGE])
    np.testing.assert_array_equal(found.features[:, ALONE], with_tokens.features[:, ALONE])
    lost = [FEATURES.index(name) for name in ("interaction", "nearest")]
    assert not found.features[:, lost].any()
    assert not found.token_features.any()


def test_the_weights_of_the_package():
    """Shapes and type as documented, 2,512 numbers besides those for encoders without tokens, and no pickle."""
    data = files("rag.answer").joinpath("sentence_reader.npz").read_bytes()
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        weights = {name: arrays[name] for name in arrays.files}
    kinds = weights["kinds_answer"].shape[1]
    assert {name: value.shape for name, value in weights.items()} == {
        name: value.shape for name, value in drawn_weights(kinds).items()
    }
    assert all(value.dtype == np.float32 and np.isfinite(value).all() for value in weights.values())
    assert sum(value.size for name, value in weights.items() if name != "alone") == 2_512
    assert by_name(FEATURES, weights["features"])["heading"] < 0


def likeliest(library: Library, question: str) -> list[str]:
    """Sentences, likeliest first."""
    query = library.query(question)
    ranked = library.extractor.extract(query, library.rank(query), passages=5).ranked
    return [sentence.span.of(library.document(sentence.document).text) for sentence in ranked]


@pytest.mark.parametrize(
    ("question", "said", "repeated"),
    [
        ("誰參加三方會議？", "三方人員參加", "(1)召開“三方會議”。"),
        ("谁参加三方会议？", "三方人員參加", "(1)召開“三方會議”。"),
        ("Who attends the three-party meeting?", "三方人員參加", "(1)召開“三方會議”。"),
        ("三方會議多久召開一次？", "每月召開一次", "(1)召開“三方會議”。"),
        ("三方会议多久召开一次？", "每月召開一次", "(1)召開“三方會議”。"),
        ("How often is the three-party meeting held?", "每月召開一次", "(1)召開“三方會議”。"),
    ],
)
def test_who_says_it_is_likelier_than_the_heading_that_repeats_the_question(five_cases, question, said, repeated):
    """In both scripts and English."""
    first, *others = likeliest(five_cases, question)
    assert said in first
    assert repeated in others


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("信息化中心有多少名職工？", "現有職工190多名"),
        ("信息化中心有多少名职工？", "現有職工190多名"),
        ("How many employees does the information centre have?", "現有職工190多名"),
        ("誰在機房維護ERP數據？", "黨員葛晗琦"),
        ("谁在机房维护ERP数据？", "黨員葛晗琦"),
        ("Who maintained the ERP data?", "黨員葛晗琦"),
        ("為什麼要推行開放式黨課？", "歸根到底是爲了解決"),
        ("为什么要推行开放式党课？", "歸根到底是爲了解決"),
    ],
)
def test_a_sentence_with_what_is_asked_for_is_the_likeliest(five_cases, question, said):
    """A number, a person, a reason, among sentences about the same matter."""
    assert said in likeliest(five_cases, question)[0]
