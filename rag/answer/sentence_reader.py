"""How likely each sentence of the passages found is to hold the answer: a small reader over what the index has.

Retrieval asks which sentence is about the same matter as the question; a reader asks which one says what is asked
for. score(q, s) = w · x(q, s) + g · ln Σ_t exp(a(q, t)), t over the tokens of s, and the likelihood of a sentence is
the softmax of the scores of all sentences that were looked at.

x are the similarities that ranking knows, of the sentence by itself and beside its neighbours (`FEATURES`). a says
how well a token fits as (part of) the answer: where it stands between words of the question (`TOKEN_FEATURES`), and
whether it is the kind of word that the question asks for, (A v_t) · (B q̄) + b · v_t, with q̄ = Σ softmax(u · v_i) v_i
over the tokens of the question, which attends to its asking words. The shape is that of the readers of Chen et al.,
"Reading Wikipedia to Answer Open-Domain Questions", ACL 2017, over frozen token vectors of the encoder; the 2,512
weights were fitted by `benchmarks/sentence_reader_training.py` on half of the documents of public question sets
(docs/decisions/013-sentence-reader.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Self

import numpy as np
from numpy.typing import NDArray

from rag.answer.query import Query
from rag.index.encoder import TOKEN_SCALE, FloatMatrix, Tokens
from rag.index.lexical import Term, in_text, terms
from rag.index.one_core import one_core

__all__ = [
    "ALONE",
    "ATTENTION",
    "FEATURES",
    "KINDS",
    "TOKEN_FEATURES",
    "FoundPassage",
    "Reader",
    "Reading",
    "read_passages",
]

FEATURES = ("cosine", "overlap", "behind", "interaction", "nearest", "beside", "elsewhere", "heading", "length")
"""Of a sentence: its cosine; the idf share of the question's terms in it; how far its passage is behind the best one;
how well the question's tokens are met by its own; the share of them that are met better nowhere in the passage; the
larger overlap of the sentences beside it; the overlap of the passage that it misses; whether it is (in) the heading;
ln of its characters."""

ALONE = (0, 1, 2, 5, 6, 7, 8)
"""Those that need no tokens, for encoders that offer none."""

TOKEN_FEATURES = ("best", "mean", "asked", "before", "after", "around")
"""Of a token: its best similarity with a token of the question; the mean over them, weighted by idf; whether it stands
in the question itself; the mean of what is met before it, after it, and on the better side, less with each token
between."""

REACH_TOKENS = 10
"""Tokens over which a word of the question that stands beside a token loses all but 1/e of its worth."""

ATTENTION, KINDS = 5.0, 10.0
"""How sharply the question's tokens are attended to, and what the fit of two kinds is multiplied by; fixed, so that the
weights can be small."""


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """One of the passages found, as the reader needs it.

    Attributes:
        texts: its sentences, in order.
        cosines: (n,) of question and each sentence.
        headings: (n,) whether each stands in the section's heading.
        score: of the passage in the ranking.
        tokens: of the passage; none with an encoder that offers none.
        ends: (n_tokens,) int64, where each token ends in the document.
        sentence_of: (n_tokens,) int64, ascending, the sentence each token ends in; -1 for none of them.
    """

    texts: Sequence[str]
    cosines: FloatMatrix
    headings: Sequence[bool]
    score: float
    tokens: Tokens
    ends: NDArray[np.int64]
    sentence_of: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader's weights are applied to; sentences and tokens of all passages in one row.

    Attributes:
        features: (n, len(FEATURES)) float32.
        token_features: (m, len(TOKEN_FEATURES)) float32.
        token_vectors: (m, token_dim) float32.
        ends: (m,) int64, where each token ends in its document.
        sentence_of: (m,) int64, ascending, rows of `features`.
    """

    features: FloatMatrix
    token_features: FloatMatrix
    token_vectors: FloatMatrix
    ends: NDArray[np.int64]
    sentence_of: NDArray[np.int64]


def read_passages(
    query: Query, weights: Mapping[Term, float], idf: FloatMatrix, passages: Sequence[FoundPassage]
) -> Reading:
    """What the reader looks at in `passages`, best first, for a question.

    Args:
        query: the question.
        weights: its terms, each with its share of the ceiling.
        idf: (n_tokens,) of its tokens.
        passages: at least one.
    """
    share = idf / idf.sum() if len(idf) else idf
    question = query.tokens.vectors.astype(np.float32) * TOKEN_SCALE
    rows, token_rows, vectors, ends, places = [], [], [], [], []
    first = 0
    best = max(passage.score for passage in passages)
    for passage in passages:
        held = passage.tokens.vectors.astype(np.float32) * TOKEN_SCALE
        with one_core():
            met = held @ question.T if len(held) and len(question) else np.zeros((len(held), len(question)), np.float32)
        rows.append(_sentence_features(passage, weights, met, share, behind=best - passage.score))
        own = passage.sentence_of >= 0
        token_rows.append(_token_features(query, passage.tokens, met, share)[own])
        vectors.append(held[own])
        ends.append(passage.ends[own])
        places.append(passage.sentence_of[own] + first)
        first += len(passage.texts)
    return Reading(
        features=np.concatenate(rows),
        token_features=np.concatenate(token_rows),
        token_vectors=np.concatenate(vectors),
        ends=np.concatenate(ends),
        sentence_of=np.concatenate(places),
    )


def _sentence_features(
    passage: FoundPassage, weights: Mapping[Term, float], met: FloatMatrix, share: FloatMatrix, *, behind: float
) -> FloatMatrix:
    present = [set(terms(text)) for text in passage.texts]
    overlap = [_overlap(weights, own) for own in present]
    padded = [0.0, *overlap, 0.0]
    whole = _overlap(weights, set().union(*present))
    everywhere = met.max(axis=0, initial=-1.0)
    rows = np.zeros((len(passage.texts), len(FEATURES)), np.float32)
    for place, text in enumerate(passage.texts):
        here = met[passage.sentence_of == place]
        best = here.max(axis=0) if len(here) else np.zeros(len(share), np.float32)
        rows[place] = (
            passage.cosines[place],
            overlap[place],
            behind,
            best @ share,
            (best >= everywhere) @ share if len(here) else 0.0,
            max(padded[place], padded[place + 2]),
            whole - overlap[place],
            passage.headings[place],
            np.log(len(text)),
        )
    return rows


def _overlap(weights: Mapping[Term, float], present: set[str]) -> float:
    return sum(weight for term, weight in weights.items() if in_text(term, present))


def _token_features(query: Query, tokens: Tokens, met: FloatMatrix, share: FloatMatrix) -> FloatMatrix:
    if not met.size:
        return np.zeros((len(met), len(TOKEN_FEATURES)), np.float32)
    sharp = np.clip(met, 0, 1) ** 2  # what is alike tells more than what is a little alike
    before = _reaching(sharp)
    after = _reaching(sharp[::-1])[::-1]
    asked = np.isin(tokens.ids, query.tokens.ids)
    columns = [met.max(axis=1), sharp @ share, asked, before @ share, after @ share, np.maximum(before, after) @ share]
    return np.stack(columns, axis=1).astype(np.float32)


def _reaching(sharp: FloatMatrix) -> FloatMatrix:
    """Of each token, the best match before it of every token of the question, e^(-distance / REACH_TOKENS) of it.

    max_k<j s_k e^((k − j)/r) = e^(−j/r) · max_k<j s_k e^(k/r), a running maximum; in double precision and in blocks,
    for e^(k/r) would overflow in a long passage.
    """
    reach = np.zeros_like(sharp)
    carried = np.zeros(sharp.shape[1])
    for start in range(0, len(sharp), _BLOCK):
        block = sharp[start : start + _BLOCK].astype(np.float64)
        grown = np.exp(np.arange(1, len(block) + 1) / REACH_TOKENS)[:, None]
        best = np.maximum.accumulate(np.vstack([carried[None, :], block * grown]), axis=0)
        reach[start : start + _BLOCK] = best[:-1] / grown
        carried = best[-1] / grown[-1]
    return reach


_BLOCK = 1_000


class Reader:
    """The weights, applied; holds no state between questions.

    Args:
        weights: by name: "features" and "token_features" of each, "alone" of those for encoders without tokens,
            "kinds_answer" A and "kinds_question" B, (token_dim, r), "bias" b and "attention" u,
            (token_dim,), "gain" g.
    """

    def __init__(self, weights: Mapping[str, FloatMatrix]) -> None:
        self._weights = weights

    @classmethod
    def load(cls) -> Self:
        """The reader that comes with the package."""
        return cls(_committed())

    def scores(self, query: Query, reading: Reading) -> tuple[FloatMatrix, FloatMatrix]:
        """One of each sentence, and of each token how well it fits as an answer.

        The softmax of the first, (n,) float32, is how likely each sentence holds the answer. The second, (m,)
        float32, are all 0 with an encoder that offers no tokens.
        """
        weights = self._weights
        vectors = query.tokens.vectors.astype(np.float32) * TOKEN_SCALE
        if vectors.shape != (len(vectors), len(weights["attention"])) or not len(vectors) or not len(reading.ends):
            return reading.features[:, ALONE] @ weights["alone"], np.zeros(len(reading.ends), np.float32)
        with one_core():
            attended = np.exp(ATTENTION * (vectors @ weights["attention"]))
            asked = attended / attended.sum() @ vectors
            fits = reading.token_vectors @ (weights["kinds_answer"] @ (asked @ weights["kinds_question"]) * KINDS)
            fits += reading.token_vectors @ weights["bias"] + reading.token_features @ weights["token_features"]
            scores = reading.features @ weights["features"]
        return scores + weights["gain"] * _log_sum_exp(fits, reading.sentence_of, len(scores)), fits


def _log_sum_exp(values: FloatMatrix, groups: NDArray[np.int64], count: int) -> FloatMatrix:
    """ln Σ exp of the values of each of `count` groups; of an empty one −30 + ln 10⁻⁶ ≈ −43.8."""
    peaks = np.full(count, -30.0, np.float32)
    np.maximum.at(peaks, groups, values)
    sums = np.zeros(count, np.float32)
    np.add.at(sums, groups, np.exp(values - peaks[groups]))
    found: FloatMatrix = peaks + np.log(np.maximum(sums, 1e-6))
    return found


@cache
def _committed() -> dict[str, FloatMatrix]:
    data = files("rag.answer").joinpath("sentence_reader.npz").read_bytes()
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}
