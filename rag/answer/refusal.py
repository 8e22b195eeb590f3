"""Whether the collection answers a question at all."""

from __future__ import annotations

import math

from rag.answer.ranking import Ranking

__all__ = ["confidence"]

THRESHOLD = 0.038
"""Contrast at which answering and refusing are equally right; measured, see docs/decisions."""

STEEPNESS = 150.0
"""How fast the confidence grows around it; from a logistic regression on the development questions."""

TYPICAL_MEDIAN = 0.80
"""Median score of a passage for a question about something else, for collections too small to tell."""

PRIOR_PASSAGES = 10
"""How many passages of evidence that typical value is worth."""


def confidence(ranking: Ranking) -> float:
    """How sure it is that the best passage answers the question: in [0, 1], 0.5 at the measured threshold.

    confidence = 1 / (1 + exp(−150 · (contrast − 0.033))), contrast = best score − usual score. The cosines of
    one question to all passages lie close together at a level that depends on the question's language, so that
    no fixed score separates; how far the best passage stands out from the usual one does.
    """
    if not len(ranking.ids):
        return 0.0
    prior = PRIOR_PASSAGES * min(ranking.usual, TYPICAL_MEDIAN)
    usual = (ranking.population * ranking.usual + prior) / (ranking.population + PRIOR_PASSAGES)
    contrast = float(ranking.base[0]) - usual
    return 1 / (1 + math.exp(-STEEPNESS * (contrast - THRESHOLD)))
