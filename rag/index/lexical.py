"""BM25 over folded character unigrams and bigrams; the only file that imports bm25s."""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from rag.corpus.fold import fold

__all__ = ["LexicalIndex", "terms"]

K1 = 1.5
B = 0.75

# Scripts written without spaces give characters and pairs; a word or number of any other stays whole ("4.04").
_UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = rf"[^\W_{_UNSPACED}]+"
_RUNS = re.compile(rf"(?P<word>{_WORD}(?:[.'’]{_WORD})*)|[{_UNSPACED}]+")


def terms(text: str) -> list[str]:
    """The terms of `text` in order, repeats included: folded unigrams and bigrams, Latin words whole.

    >>> terms("ERP數據98%")
    ['erp', '数', '据', '数据', '98']
    """
    found: list[str] = []
    for match in _RUNS.finditer(fold(text)):
        run = match.group()
        if match["word"]:
            found.append(run)
            continue
        found.extend(run)
        found.extend(run[i : i + 2] for i in range(len(run) - 1))
    return found


def _bm25s() -> Any:
    import bm25s  # noqa: PLC0415 -- takes 0.4 s

    logging.getLogger("bm25s").setLevel(logging.WARNING)  # it logs at DEBUG by itself
    return bm25s


class LexicalIndex:
    """BM25 scores of a question against all passages.

    score(q, p) = Σ_t idf(t) · tf / (tf + k1 · (1 − b + b · |p| / mean |p|)), t over the terms of q with repeats,
    idf(t) = ln(1 + (N − df + ½) / (df + ½)); Lucene's form, without the factor (k1 + 1).
    """

    def __init__(self, retriever: Any, document_frequency: dict[str, int], size: int) -> None:
        self._retriever = retriever
        self._document_frequency = document_frequency
        self._size = size

    def __len__(self) -> int:
        return self._size

    @classmethod
    def build(cls, texts: Sequence[str]) -> Self:
        """The index of `texts`, row i for texts[i]; may be empty."""
        bm25s = _bm25s()
        tokens = [terms(text) for text in texts]
        retriever = bm25s.BM25(method="lucene", k1=K1, b=B)
        frequency: dict[str, int] = {}
        for row in tokens:
            for term in set(row):
                frequency[term] = frequency.get(term, 0) + 1
        if frequency:
            retriever.index(tokens, show_progress=False)
        return cls(retriever, frequency, len(texts))

    def save(self, folder: Path) -> None:
        """Write the index into the new folder `folder`."""
        if self._document_frequency:
            self._retriever.save(str(folder), corpus=None, show_progress=False)
        else:
            folder.mkdir()

    @classmethod
    def load(cls, folder: Path, *, size: int) -> Self:
        """The index that `save` wrote, of `size` passages."""
        if not (folder / "params.index.json").exists():
            return cls(None, {}, size)
        retriever = _bm25s().BM25.load(str(folder), load_corpus=False, allow_pickle=False)
        counts = np.diff(retriever.scores["indptr"])
        frequency = {term: int(counts[i]) for term, i in retriever.vocab_dict.items() if i < len(counts)}
        return cls(retriever, frequency, size)

    def document_frequency(self, term: str) -> int:
        """How many passages hold `term`; 0 when none does."""
        return self._document_frequency.get(term, 0)

    def idf(self, term: str) -> float:
        """ln(1 + (N − df + ½) / (df + ½)), > 0; highest for a term that no passage holds."""
        frequency = self.document_frequency(term)
        return math.log(1 + (self._size - frequency + 0.5) / (frequency + 0.5))

    def ceiling(self, query_terms: Sequence[str]) -> float:
        """Σ idf(t) over all terms with repeats, absent ones too: no passage's score can exceed it.

        The theoretical maximum of Bruch et al., "An Analysis of Fusion Functions for Hybrid Retrieval",
        TOIS 2023.
        """
        return sum(self.idf(term) for term in query_terms)

    def scores(self, query_terms: Sequence[str]) -> NDArray[np.float32]:
        """BM25 of every passage: (size,) float32, >= 0."""
        known = [term for term in query_terms if term in self._document_frequency]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        scores: NDArray[np.float32] = self._retriever.get_scores(known).astype(np.float32)
        return scores
