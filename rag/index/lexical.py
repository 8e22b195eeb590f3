"""BM25 over folded character unigrams and bigrams; the only file that imports bm25s."""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from rag.corpus.fold import fold

__all__ = ["LexicalIndex", "Term", "in_text", "is_word", "located_terms", "terms"]

Term = tuple[str, ...]
"""A term of a question: alternatives that mean the same, mostly one, each a term or a run of terms of a passage."""

K1 = 1.0
B = 0.75

# Scripts written without spaces give characters and pairs; a word or number of any other stays whole ("4.04").
_UNSPACED = r"\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = rf"[^\W_{_UNSPACED}]+"
_RUNS = re.compile(rf"(?P<word>{_WORD}(?:[.'’]{_WORD})*)|[{_UNSPACED}]+")
_UNSPACED_TERM = re.compile(rf"[{_UNSPACED}]+")


def terms(text: str) -> list[str]:
    """The terms of `text` in order, repeats included: folded unigrams and bigrams, Latin words whole.

    >>> terms("ERP數據98%")
    ['erp', '数', '据', '数据', '98']
    """
    return [term for term, _ in located_terms(text)]


def located_terms(text: str) -> Iterator[tuple[str, int]]:
    """The terms of `text` as `terms` gives them, each with the place where it starts."""
    for match in _RUNS.finditer(fold(text)):
        run, start = match.group(), match.start()
        if match["word"]:
            yield run, start
            continue
        yield from ((character, start + i) for i, character in enumerate(run))
        yield from ((run[i : i + 2], start + i) for i in range(len(run) - 1))


def is_word(term: str) -> bool:
    """Whether `term` is a word or number of a script with spaces, not characters of one without."""
    return _UNSPACED_TERM.fullmatch(term) is None


def in_text(term: Term, present: Set[str]) -> tuple[str, ...]:
    """The alternatives of `term` that a text with the terms `present` holds."""
    return tuple(
        alternative for alternative in term if (parts := _parts(alternative)) and all(part in present for part in parts)
    )


@lru_cache(maxsize=4096)
def _parts(alternative: str) -> tuple[str, ...]:
    """The terms that a passage with `alternative` holds: pairs rather than characters, words whole.

    >>> _parts("工业革命")
    ('工业', '业革', '革命')
    """
    found = tuple(dict.fromkeys(terms(alternative)))
    paired = {character for pair in found if len(pair) == 2 and not is_word(pair) for character in pair}
    return tuple(part for part in found if part not in paired)


def _bm25s() -> Any:
    import bm25s  # noqa: PLC0415 -- takes 0.4 s

    logging.getLogger("bm25s").setLevel(logging.WARNING)  # it logs at DEBUG by itself
    return bm25s


class LexicalIndex:
    """BM25 scores of a question against all passages.

    score(q, p) = Σ_t idf(t) · tf / (tf + k1 · (1 − b + b · |p| / mean |p|)), t over the terms of q with repeats,
    idf(t) = ln(1 + (N − df + ½) / (df + ½)); Lucene's form, without the factor (k1 + 1).

    A term with several alternatives is one word of the question, not several (structured queries: Pirkola, "The
    Effects of Query Structure and Dictionary Setups in Dictionary-Based Cross-Language Information Retrieval",
    SIGIR 1998): its df counts the passages that hold any of them, and its fraction is the largest of theirs. The
    fraction of an alternative that is a run of several terms is the smallest of theirs.
    """

    def __init__(self, retriever: Any, document_frequency: dict[str, int], size: int) -> None:
        self._retriever = retriever
        self._document_frequency = document_frequency
        self._size = size
        # A question's ceiling, its scores and the weights of its words all ask for the same few.
        self._holding = lru_cache(maxsize=1024)(lambda term: len(self._fractions(term)[0]))

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

    def document_frequency(self, term: Term) -> int:
        """How many passages hold an alternative of `term`; 0 when none does."""
        if _is_single(term):
            return self._document_frequency.get(term[0], 0)
        return self._holding(term)

    def idf(self, term: Term) -> float:
        """ln(1 + (N − df + ½) / (df + ½)), > 0; highest for a term that no passage holds."""
        return self._idf(self.document_frequency(term))

    def _idf(self, frequency: int) -> float:
        return math.log(1 + (self._size - frequency + 0.5) / (frequency + 0.5))

    def ceiling(self, query_terms: Sequence[Term]) -> float:
        """Σ idf(t) over all terms with repeats, absent ones too: no passage's score can exceed it.

        The theoretical maximum of Bruch et al., "An Analysis of Fusion Functions for Hybrid Retrieval",
        TOIS 2023.
        """
        return sum(self.idf(term) for term in query_terms)

    def scores(self, query_terms: Sequence[Term]) -> NDArray[np.float32]:
        """BM25 of every passage: (size,) float32, >= 0."""
        known = [term[0] for term in query_terms if _is_single(term) and term[0] in self._document_frequency]
        scores = np.zeros(self._size, dtype=np.float32)
        if known:
            scores += self._retriever.get_scores(known)
        for term in query_terms:
            if not _is_single(term):
                ids, fractions = self._fractions(term)
                scores[ids] += self._idf(len(ids)) * fractions
        return scores

    def _fractions(self, term: Term) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The passages that hold an alternative of `term`, in order, and its tf / (tf + k1 · …) in each."""
        best = np.zeros(self._size, dtype=np.float32)
        for alternative in term:
            ids, fractions = self._fractions_of(alternative)
            best[ids] = np.maximum(best[ids], fractions)
        ids = np.flatnonzero(best)
        return ids, best[ids]

    def _fractions_of(self, alternative: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The same for one alternative. bm25s keeps idf · fraction for each term and passage, and no tf."""
        parts = _parts(alternative)
        nothing = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        if not parts or not all(part in self._document_frequency for part in parts):
            return nothing
        ids, fractions = self._posting(parts[0])
        for part in parts[1:]:
            others, more = self._posting(part)
            ids, mine, theirs = np.intersect1d(ids, others, assume_unique=True, return_indices=True)
            fractions = np.minimum(fractions[mine], more[theirs])
        return ids, fractions

    def _posting(self, term: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        stored = self._retriever.scores
        row = self._retriever.vocab_dict[term]
        of = slice(stored["indptr"][row], stored["indptr"][row + 1])
        return stored["indices"][of], stored["data"][of] / np.float32(self.idf((term,)))


def _is_single(term: Term) -> bool:
    """Whether `term` is one term of passages, which bm25s scores by itself."""
    return len(term) == 1 and len(_parts(term[0])) == 1
