"""Late interaction against arithmetic done by hand, and token vectors on disk."""

from __future__ import annotations

import math

import numpy as np
import pytest

from rag.index.encoder import TOKEN_SCALE, Tokens
from rag.index.tokens import TokenIndex

EAST, NORTH = [254, 0], [0, 254]  # unit vectors in steps of TOKEN_SCALE; too long for int8, so halves are stored


def tokens(*pairs: tuple[int, list[int]]) -> Tokens:
    """Tokens of the given ids, each half as long as a unit vector."""
    return Tokens(
        np.array([pair[0] for pair in pairs], np.int32),
        np.array([[value // 2 for value in pair[1]] for pair in pairs], np.int8).reshape(-1, 2),
    )


@pytest.fixture
def index() -> TokenIndex:
    """Three passages: tokens 7 and 8 east and north; token 7 east; none."""
    return TokenIndex.build([tokens((7, EAST), (8, NORTH)), tokens((7, EAST)), tokens()], dim=2)


def test_each_token_of_the_question_counts_by_its_best_match(index):
    """One token east, unknown, one north in passage 0 of 3: both are met there, in passage 1 only the one east.

    Halves meet with similarity ¼. idf of an unknown token: ln(1 + 3.5 / .5) = ln 8; of token 8, which one of three
    passages holds: ln(1 + 2.5 / 1.5) = ln (8/3). Passage 1: ¼ · ln 8 / (ln 8 + ln (8/3)); without tokens: 0.
    """
    query = tokens((1, EAST), (8, NORTH))
    share = math.log(8) / (math.log(8) + math.log(8 / 3))
    found = index.interaction(query, np.array([2, 1, 0]))
    np.testing.assert_allclose(found, [0, share / 4, 1 / 4], rtol=1e-6)


def test_idf_counts_passages_not_occurrences(index):
    """Token 7 stands in two of three passages, 9 in none: ln(1 + 1.5 / 2.5) and ln 8."""
    np.testing.assert_allclose(index.idf(np.array([7, 9], np.int32)), [math.log(1.6), math.log(8)], rtol=1e-6)
    doubled = TokenIndex.build([tokens((7, EAST), (7, NORTH))], dim=2)
    np.testing.assert_allclose(doubled.idf(np.array([7], np.int32)), [math.log(1 + 0.5 / 1.5)], rtol=1e-6)


@pytest.mark.parametrize("rows", [[0, 1, 2], [2, 0], [1], [2, 2], []], ids=str)
def test_any_choice_of_passages_gives_what_each_gives_alone(index, rows):
    """In the order asked for; passages without tokens, doubled ones and none at all."""
    query = tokens((7, EAST), (9, NORTH))
    alone = [index.interaction(query, np.array([row]))[0] for row in rows]
    np.testing.assert_allclose(index.interaction(query, np.array(rows, np.int64)), np.array(alone, np.float32))


def test_nothing_meets_nothing(index):
    """A question without tokens, a collection without passages, an encoder without tokens: 0, never an error."""
    assert index.interaction(tokens(), np.array([0, 1])).tolist() == [0, 0]
    empty = TokenIndex.build([], dim=2)
    assert (len(empty), empty.interaction(tokens((7, EAST)), np.array([], np.int64)).tolist()) == (0, [])
    none = TokenIndex.build([Tokens(np.empty(0, np.int32), np.empty((0, 0), np.int8))] * 2, dim=0)
    assert none.interaction(Tokens(np.empty(0, np.int32), np.empty((0, 0), np.int8)), np.array([0, 1])).tolist() == [
        0,
        0,
    ]


def test_what_is_saved_is_loaded(index, tmp_path):
    """Every passage's tokens and every number; the vectors are mapped, not read."""
    index.save(tmp_path / "tokens")
    loaded = TokenIndex.load(tmp_path / "tokens", size=3, dim=2)
    assert len(loaded) == 3
    for row in range(3):
        assert loaded.tokens(row).ids.tolist() == index.tokens(row).ids.tolist()
        assert loaded.tokens(row).vectors.tolist() == index.tokens(row).vectors.tolist()
    query = tokens((7, EAST), (8, NORTH))
    rows = np.arange(3)
    assert loaded.interaction(query, rows).tolist() == index.interaction(query, rows).tolist()
    assert isinstance(loaded._vectors, np.memmap)


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("vectors", np.zeros((3, 3), np.int8)),
        ("vectors", np.zeros((3, 2), np.float32)),
        ("ids", np.zeros(2, np.int32)),
        ("ids", np.zeros(3, np.int64)),
        ("starts", np.array([0, 2, 3])),
        ("starts", np.array([0, 3, 2, 3])),
        ("starts", np.array([1, 2, 3, 3])),
        ("frequency", np.zeros(2, np.int32)),
    ],
    ids=str,
)
def test_arrays_that_do_not_fit_are_refused(index, tmp_path, name, array):
    """When loaded, not when first asked: another width, type, number of passages or order."""
    index.save(tmp_path / "tokens")
    np.save(tmp_path / "tokens" / f"{name}.npy", array)
    with pytest.raises(ValueError, match="tokens"):
        TokenIndex.load(tmp_path / "tokens", size=3, dim=2)


def test_similarity_is_near_brute_force(e5, sentences):
    """Real tokens: the same as float64 dot products of the stored steps, summed in a loop."""
    texts = sentences[:12]
    _, passages = e5.encode_tokens(texts, query=False)
    _, (query,) = e5.encode_tokens(["三方會議由哪些人參加？"], query=True)
    index = TokenIndex.build(passages, dim=e5.token_dim)
    weights = index.idf(query.ids).astype(float)
    expected = []
    for passage in passages:
        products = query.vectors.astype(float) @ passage.vectors.astype(float).T * TOKEN_SCALE**2
        expected.append(sum(w * max(row) for w, row in zip(weights, products, strict=True)) / sum(weights))
    np.testing.assert_allclose(index.interaction(query, np.arange(12)), expected, atol=1e-5)
