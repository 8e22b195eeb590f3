"""Where the tokens of a passage stand in its document."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rag.index.encoder import Encoder, encoded_text
from rag.index.store import Generation

__all__ = ["TokenPlaces"]

PASSAGES_KEPT = 4_096
"""Passages whose tokens are known to the character, kept for the next question."""


class TokenPlaces:
    """Finds the tokens of the passages of one generation in their documents; remembers the last ones it found."""

    def __init__(self, generation: Generation, encoder: Encoder) -> None:
        self._generation = generation
        self._encoder = encoder
        self.ends = lru_cache(maxsize=PASSAGES_KEPT)(self._ends)

    def _ends(self, row: int) -> NDArray[np.int64]:
        """(n_tokens,) where each token of a passage ends in its document; those of the headings before it: earlier."""
        passage = self._generation.passages[row]
        text = encoded_text(passage.indexed_text)
        lead = len(text) - len(text.lstrip())
        # What is indexed is the headings that lead to the passage, then its own text.
        ends: NDArray[np.int64] = self._encoder.token_ends(text) + lead - (len(text) - len(passage.text))
        return ends + passage.span.start
