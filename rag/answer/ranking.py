"""Question → ranked passages, by the one scoring formula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.answer.query import Query
from rag.index.encoder import FloatMatrix
from rag.index.lexical import Term
from rag.index.store import Generation

__all__ = ["Ranker", "Ranking"]

EXACT_UP_TO = 100_000
"""Passages up to which every one is scored; above, the union of each part's best are."""

CANDIDATES = 200
"""How many of each part's best are scored above that."""

RESCORED = 100
"""Passages, the best without it, whose tokens are compared with the question's."""

SAMPLE = 2_000
"""Passages, evenly spread over the collection, whose scores tell the usual one above that."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Scored passages, best first; ties in passage order.

    Attributes:
        ids: (n,) int64, rows of `Generation.passages`.
        scores: (n,) float32, larger is closer.
        dense: (n,) float32, cosine of question and passage.
        sentence: (n,) float32, best cosine of question and any sentence of the passage.
        lexical: (n,) float32, BM25 / ceiling, in [0, 1].
        interaction: (n,) float32, how well the question's tokens are met, in [-1, 1]; below the first
            `RESCORED` that of the worst of them.
        base: (n,) float32, the score without the interaction.
        usual: the median of `base` in the collection that was ranked.
        population: how many passages that collection has.
    """

    ids: NDArray[np.int64]
    scores: NDArray[np.float32]
    dense: NDArray[np.float32]
    sentence: NDArray[np.float32]
    lexical: NDArray[np.float32]
    interaction: NDArray[np.float32]
    base: NDArray[np.float32]
    usual: float
    population: int


class Ranker:
    """Ranks the passages of one generation; holds no state between questions."""

    def __init__(
        self, generation: Generation, *, sentence_weight: float, lexical_weight: float, interaction_weight: float
    ) -> None:
        self._generation = generation
        self._sentence_weight = np.float32(sentence_weight)
        self._lexical_weight = np.float32(lexical_weight)
        self._interaction_weight = np.float32(interaction_weight)
        counts = [len(passage.sentences) for passage in generation.passages]
        self._first_sentence = np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))

    def sentence_ids(self, passage: int) -> range:
        """The rows of `Generation.sentences` that belong to the passage."""
        return range(int(self._first_sentence[passage]), int(self._first_sentence[passage + 1]))

    def rank(self, query: Query) -> Ranking:
        """Rank the passages against a question.

        score = (1 − σ)·cos(q, p) + σ·max_s cos(q, s) + λ·BM25(q, p) / ceiling(q) + μ·interaction(q, p), s over the
        sentences of p. The lexical part is a share of what the question could reach at all, so it fades by itself
        when the words do not match. The interaction (`TokenIndex.interaction`) is found for the passages that are
        best without it; the others come after them in their own order.
        """
        lexical = self._lexical(query.terms)
        ids = self._candidates(lexical, query.vector)
        sampled = len(ids) < len(self._generation.passages)
        return self._ranked(query, lexical, ids, usual=self._usual(query, lexical) if sampled else None)

    def rank_apart(self, query: Query, groups: Sequence[Sequence[int]]) -> list[Ranking]:
        """Each group of passages ranked by itself, so that its best are rescored whatever is better elsewhere.

        What is usual is so in the whole collection: to answer, a group's best must stand out from everything.
        """
        lexical = self._lexical(query.terms)
        usual = self._usual(query, lexical)
        return [self._ranked(query, lexical, np.asarray(group, dtype=np.int64), usual=usual) for group in groups]

    def _ranked(
        self, query: Query, lexical: NDArray[np.float32], ids: NDArray[np.int64], *, usual: float | None
    ) -> Ranking:
        """The passages `ids` by score; where it is not said what is usual in the collection, they are all of it."""
        dense, sentence, base = self._base(query.vector, lexical, ids)
        population = len(ids) if usual is None else len(self._generation.passages)
        if usual is None:
            usual = float(np.median(base)) if len(ids) else 0.0
        interaction = self._interaction(query, ids, base)
        scores = base + self._interaction_weight * interaction
        order = np.lexsort((ids, -scores))
        return Ranking(
            ids[order],
            scores[order],
            dense[order],
            sentence[order],
            lexical[ids][order],
            interaction[order],
            base[order],
            usual=usual,
            population=population,
        )

    def _usual(self, query: Query, lexical: NDArray[np.float32]) -> float:
        """The median base score of the collection: of every passage, or of an even sample of a large one."""
        size = len(self._generation.passages)
        ids = np.arange(size) if size <= SAMPLE else np.linspace(0, size - 1, SAMPLE, dtype=np.int64)
        return float(np.median(self._base(query.vector, lexical, ids)[2])) if size else 0.0

    def _base(
        self, vector: FloatMatrix, lexical: NDArray[np.float32], ids: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
        """Passage cosine, best sentence cosine and both with BM25, of the passages `ids` in their order."""
        dense = self._generation.dense.similarities_of(vector, ids)
        sentence = self._best_sentence(vector, ids)
        cosines = (1 - self._sentence_weight) * dense + self._sentence_weight * sentence
        return dense, sentence, cosines + self._lexical_weight * lexical[ids]

    def _interaction(self, query: Query, ids: NDArray[np.int64], base: NDArray[np.float32]) -> NDArray[np.float32]:
        """Of the passages `ids` in their order; those beyond the `RESCORED` best get the worst of theirs."""
        if not len(ids):
            return np.empty(0, dtype=np.float32)
        best = np.lexsort((ids, -base))[:RESCORED]
        found = self._generation.tokens.interaction(query.tokens, ids[best])
        interaction = np.full(len(ids), found.min(), dtype=np.float32)
        interaction[best] = found
        return interaction

    def _candidates(self, lexical: NDArray[np.float32], vector: FloatMatrix) -> NDArray[np.int64]:
        size = len(self._generation.passages)
        if size <= EXACT_UP_TO:
            return np.arange(size, dtype=np.int64)
        by_passage, _ = self._generation.dense.search(vector, k=CANDIDATES)
        sentences, _ = self._generation.sentences.search(vector, k=CANDIDATES)
        by_sentence = np.searchsorted(self._first_sentence, sentences, side="right") - 1
        by_words = np.argpartition(-lexical, CANDIDATES)[:CANDIDATES]
        return np.unique(np.concatenate([by_passage, by_sentence, by_words]).astype(np.int64))

    def _lexical(self, query_terms: Sequence[Term]) -> NDArray[np.float32]:
        ceiling = self._generation.lexical.ceiling(query_terms)
        scores = self._generation.lexical.scores(query_terms)
        return scores / np.float32(ceiling) if ceiling > 0 else scores

    def _best_sentence(self, vector: FloatMatrix, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        if not len(ids):
            return np.empty(0, dtype=np.float32)
        first = self._first_sentence[ids]
        counts = self._first_sentence[ids + 1] - first
        starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
        rows = np.repeat(first - starts, counts) + np.arange(counts.sum())
        similarities = self._generation.sentences.similarities_of(vector, rows)
        best: NDArray[np.float32] = np.maximum.reduceat(similarities, starts)
        return best
