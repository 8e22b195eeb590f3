"""Ranked passages → the few sentences that answer, or a whole list: verbatim, in source order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from rag.answer.lists import ListFinder
from rag.answer.query import Query
from rag.answer.quote import Quote
from rag.answer.ranking import Ranker, Ranking
from rag.index.encoder import Encoder
from rag.index.lexical import Term, in_text, terms
from rag.index.store import Generation

__all__ = ["Extractor", "Quote"]

SENTENCES = 6
"""Sentences an answer quotes at most."""

OVERLAP_WEIGHT = 0.3
"""Share of the words of question and sentence in a sentence's score, as λ in a passage's."""

PASSAGE_WEIGHT = 0.75
"""Share of the passage's score in that of its sentences."""

MARGIN = 0.04
"""How far behind the best sentence another one may stand and still be quoted."""

HEADING_PENALTY = 0.1
"""What a heading loses: it names what its section says and seldom says it."""


class Extractor:
    """Chooses quotations from the passages of one generation; holds no state between questions."""

    def __init__(self, generation: Generation, ranker: Ranker, encoder: Encoder, *, max_quote_chars: int) -> None:
        self._generation = generation
        self._ranker = ranker
        self._max_quote_chars = max_quote_chars
        self._lists = ListFinder(generation, ranker, max_quote_chars=max_quote_chars)

    def quotes(self, query: Query, ranking: Ranking, *, passages: int) -> list[Quote]:
        """What answers `query` in the first `passages` of `ranking`: the entries of a list, or sentences."""
        ranked = self._ranked_sentences(query, ranking, passages)
        if not ranked:
            return []
        return self._lists.quotes(query, ranking, passages=passages, ranked=ranked) or self._best(ranked)

    def best_sentence(self, query: Query, ranking: Ranking, *, passages: int) -> list[Quote]:
        """The one sentence of the first `passages` that answers best, or nothing where there is none."""
        ranked = self._ranked_sentences(query, ranking, passages)
        return [quote for quote in ranked if len(quote.span) <= self._max_quote_chars][:1]

    def _weights(self, query: Query) -> dict[Term, float]:
        """Each term of `query` once, with its share of the ceiling."""
        lexical = self._generation.lexical
        ceiling = lexical.ceiling(query.terms)
        return {term: lexical.idf(term) / ceiling for term in dict.fromkeys(query.terms)}

    def _ranked_sentences(self, query: Query, ranking: Ranking, passages: int) -> list[Quote]:
        """The sentences of the first passages, best first."""
        weights = self._weights(query)
        found = []
        for row, score in zip(ranking.ids[:passages].tolist(), ranking.scores[:passages].tolist(), strict=True):
            passage = self._generation.passages[row]
            document = self._generation.documents[passage.document]
            text = document.text
            heading_end = document.sections_at(passage.path)[-1].heading_span.end if not passage.paragraph else 0
            ids = np.array(self._ranker.sentence_ids(row), dtype=np.int64)
            cosines = self._generation.sentences.similarities_of(query.vector, ids)
            for span, cosine in zip(passage.sentences, cosines.tolist(), strict=True):
                total = _score(weights, span.of(text), cosine, score)
                if span.end <= heading_end:
                    total -= HEADING_PENALTY
                found.append(Quote(passage.document, passage.path, span, total))
        return sorted(found, key=lambda quote: (-quote.score, quote.document, quote.span))

    def _best(self, ranked: Sequence[Quote]) -> list[Quote]:
        """The best sentences within the limits, in source order."""
        chosen: list[Quote] = []
        room = self._max_quote_chars
        for quote in ranked:
            if len(chosen) == SENTENCES or quote.score < ranked[0].score - MARGIN:
                break
            if len(quote.span) <= room:
                chosen.append(quote)
                room -= len(quote.span)
        return _in_source_order(chosen)


def _score(weights: Mapping[Term, float], text: str, cosine: float, passage: float) -> float:
    """cos(q, s) + 0.3 · (Σ idf of the terms of q in s / ceiling(q)) + ¾ · score of its passage."""
    present = set(terms(text))
    overlap = sum(weight for term, weight in weights.items() if in_text(term, present))
    return cosine + OVERLAP_WEIGHT * overlap + PASSAGE_WEIGHT * passage


def _in_source_order(quotes: Iterable[Quote]) -> list[Quote]:
    return sorted(quotes, key=lambda quote: (quote.document, quote.span))
