"""Whether the collection answers a question at all: does it speak of it, and do the quotations say it?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from rag.answer.figures import lacks_figure
from rag.answer.query import Query
from rag.answer.quote import Quote
from rag.answer.ranking import Ranking
from rag.corpus.document import Document

__all__ = ["confidence", "confidence_in_quotes", "sure_quotes"]

INTERCEPT, INTERACTION, CONTRAST, LENGTH = -17.2, 17.0, 63.0, 1.8
"""Of a logistic regression on development questions (docs/decisions/012-refusal.md), the intercept set where 5 % of the
answerable questions about the five cases are refused."""

MOST_TOKENS = 40
"""Different tokens of the longest questions that it was fitted on; to say a thing twice adds none."""

PRIOR_PASSAGES, PRIOR_CONTRAST = 2, 0.06
"""In a collection of one passage nothing can stand out; it is worth no more than two such passages would be."""

CONTRAST_ALONE = -5.7, 150.0
"""Intercept and slope for a model without tokens."""

LACKING = 0.1
"""Confidence, at most, in quotations without the figure that was asked for."""


def confidence(query: Query, ranking: Ranking) -> float:
    """How sure it is that the collection speaks of what is asked: in [0, 1], 0.5 where answering begins.

    1 / (1 + exp(17.2 − 17·interaction − 63·contrast − 1.8·ln tokens)), interaction and contrast of the best
    passage, different tokens of the question. The interaction says how well the question's words are met; the
    contrast, base score − median base score, how far the passage stands out, since the cosines of one question lie
    close together at a level of its own (in a collection of a few passages mixed with what it usually is); and to
    meet many words well is worth more than to meet a few.
    """
    if not len(ranking.ids):
        return 0.0
    n = ranking.population
    contrast = (n * (float(ranking.base[0]) - ranking.usual) + PRIOR_PASSAGES * PRIOR_CONTRAST) / (n + PRIOR_PASSAGES)
    tokens = min(len(set(query.tokens.ids.tolist())), MOST_TOKENS)
    if tokens:
        odds = INTERCEPT + INTERACTION * float(ranking.interaction[0]) + CONTRAST * contrast + LENGTH * math.log(tokens)
    else:
        odds = CONTRAST_ALONE[0] + CONTRAST_ALONE[1] * contrast
    return 1 / (1 + math.exp(-odds))


def confidence_in_quotes(query: Query, quotes: Iterable[str], sure: float) -> float:
    """The same once there are quotations: no more than `LACKING` when they lack the figure that is asked for."""
    return min(sure, LACKING) if lacks_figure(query.text, quotes) else sure


def sure_quotes(
    query: Query,
    ranking: Ranking,
    quotes: Iterable[Quote],
    *,
    documents: Mapping[str, Document],
    min_confidence: float,
) -> tuple[list[Quote], float]:
    """The quotations, or none where the confidence in them, given too, is below `min_confidence`.

    Where even the ranking leaves it below, `quotes` is not read: a generator chooses none. What is asked for must
    stand in the likeliest of them.
    """
    sure = confidence(query, ranking)
    if sure < min_confidence:
        return [], sure
    chosen = list(quotes)
    # A figure in a less likely sentence is most often another one's; the entries of a list are all as likely.
    best = max((quote.score for quote in chosen), default=0.0)
    likeliest = (quote.span.of(documents[quote.document].text) for quote in chosen if quote.score == best)
    sure = confidence_in_quotes(query, likeliest, sure)
    return (chosen if sure >= min_confidence else []), sure
