"""The list that a question asks for ("哪五個開放"): whole, in order, each entry by the clause that says it in short."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rag.answer.enumerations import Enumeration, entries_named, in_one_sentence, section_enumerations, shortened
from rag.answer.query import Query
from rag.answer.quote import Quote
from rag.answer.ranking import Ranking
from rag.answer.wanted import Wanted, numbers_said, wanted_list
from rag.corpus.document import Document, Span
from rag.corpus.fold import fold
from rag.corpus.roles import role_of
from rag.index.lexical import Term, in_text, terms
from rag.index.store import Generation

__all__ = ["ListFinder"]

PASSAGES = 10
"""Passages, best first, around which enumerations are looked for."""

LED = 5
"""Of them, those whose cases alone may have the list: it is to come from what an answer is looked for in."""

SENTENCES = 8
"""Sentences, best first, that are compared with them."""

LOOKED_THROUGH = 20
"""Sentences, best first, among which the first entry of a list is looked for."""

SCORED = 100
"""Passages, best first, whose scores are told apart; all others count as the last of them."""

REACH_CHARS = 1_500
"""How far from a ranked passage an enumeration of a long section is looked for, and as far again to the line's end."""

FEW_ENTRIES = 2
"""So many clauses, sentences of one form or entries of a sentence are a list only if a question names their number."""

SURE = 0.65
"""Likelihood from which a sentence that is not the best one is quoted alone, where a question names no number."""

WEIGHTS = {
    "said": 2.3,
    "near": 2.4,
    "counted": 2.4,
    "plain": 0.9,
    "best-sentence": 1.8,
    "best-first": 1.6,
    "noun-said": 1.5,
    "noun-in-each": 1.7,
}
"""What speaks for an enumeration, as `ListFinder._features` says; fitted by `benchmarks/list_weights.py`."""


class ListFinder:
    """Finds lists in one generation; remembers what it found in the sections it has looked through."""

    def __init__(self, generation: Generation, *, max_quote_chars: int) -> None:
        self._generation = generation
        self._max_quote_chars = max_quote_chars
        self._enumerations = lru_cache(maxsize=4096)(self._find)
        self._starts: dict[str, list[tuple[int, int]]] = {}
        for row, passage in enumerate(generation.passages):
            self._starts.setdefault(passage.document, []).append((passage.span.start, row))
        for starts in self._starts.values():
            starts.sort()

    def quotes(self, query: Query, ranking: Ranking, *, ranked: Sequence[Quote]) -> list[Quote]:
        """The entries of the list that `query` asks for, or the one sentence that holds them all.

        Nothing when it asks for no list, or when one sentence is closest to it and not surely a list.

        Args:
            query: the question.
            ranking: passages, best first.
            ranked: sentences, best first.
        """
        wanted = wanted_list(query.text)
        if wanted is None:
            return []
        found, features = self.candidates(query, wanted, ranking, ranked=ranked)
        return self.chosen(wanted, found, features @ np.array(list(WEIGHTS.values()))) if found else []

    def candidates(
        self, query: Query, wanted: Wanted, ranking: Ranking, *, ranked: Sequence[Quote]
    ) -> tuple[list[Enumeration], NDArray[np.float64]]:
        """What may be the list, and (n, len(WEIGHTS)) what speaks for each."""
        found = self._fitting(wanted, ranking, ranked)
        return found, self._features(query, wanted, ranking, ranked, found)

    def chosen(self, wanted: Wanted, found: Sequence[Enumeration], scores: NDArray[np.float64]) -> list[Quote]:
        """The entries of the candidate with the best of (n,) `scores`; nothing where it is not surely a list."""
        best = found[int(scores.argmax())]
        likelihood = float(1 / np.exp(scores - scores.max()).sum())
        if best.kind == "sentence" and not _holds_list(best, wanted, sure=likelihood >= SURE):
            return []
        return [Quote(best.document, path, span, likelihood) for path, span in best.entries]

    def _fitting(self, wanted: Wanted, ranking: Ranking, ranked: Sequence[Quote]) -> list[Enumeration]:
        """What may be the list: with as many entries as are named, and of the kind asked for where there is one."""
        found = list(dict.fromkeys((*self._around(wanted, ranking), *self._sentences(ranked))))
        if wanted.counts:
            found = [
                one
                for one in found
                if one.counts & wanted.counts
                or (one.kind == "sentence" and (not one.place or numbers_said(one.announced) & wanted.counts))
            ]
        else:
            few = ("clauses", "likes")
            found = [one for one in found if one.kind not in few or max(one.counts) > FEW_ENTRIES]
        if not wanted.headings:
            found = [one for one in found if not self._is_skeleton(one)]
        asked = [one for one in found if wanted.headings and one.kind == "headings"]
        if wanted.of_case:
            asked = [one for one in asked if one.of_case] or asked
        asked = asked or [one for one in found if one.kind == "named" or one.roles & wanted.roles]
        if not asked:
            return found
        cases = self._by_case(ranking)
        closest = max(cases.get((one.document, one.path[0]), -np.inf) for one in asked)
        return [one for one in asked if cases.get((one.document, one.path[0]), -np.inf) == closest]

    def _is_skeleton(self, one: Enumeration) -> bool:
        """Whether its entries only say how a case is laid out: 一、背景, 二、做法, 三、成效."""
        text = self._generation.documents[one.document].text
        return one.kind == "headings" and all(role_of(span.of(text)) for _, span in one.entries)

    def _around(self, wanted: Wanted, ranking: Ranking) -> Iterator[Enumeration]:
        """The enumerations of the sections of the best passages, and of all sections above them."""
        seen = set()
        best = [self._generation.passages[row] for row in ranking.ids[:PASSAGES].tolist()]
        cases = {(passage.document, passage.path[0]) for passage in best[:LED]}
        for passage in best:
            if (passage.document, passage.path[0]) not in cases:
                continue
            document = self._generation.documents[passage.document]
            for depth in range(len(passage.path), 0, -1):
                path = passage.path[:depth]
                window = _window(document, path, passage.span)
                if (document.name, path, window) in seen:
                    continue
                seen.add((document.name, path, window))
                yield from self._enumerations(document.name, path, window)
                named = entries_named(document, path, window, wanted.names) if wanted.names else None
                short = named and shortened(named, document.text, max_chars=self._max_quote_chars)
                if short:
                    yield short

    def _find(self, name: str, path: tuple[int, ...], window: Span) -> tuple[Enumeration, ...]:
        document = self._generation.documents[name]
        found = (
            shortened(one, document.text, max_chars=self._max_quote_chars)
            for one in section_enumerations(document, path, window)
        )
        return tuple(one for one in found if one is not None)

    def _sentences(self, ranked: Sequence[Quote]) -> Iterator[Enumeration]:
        """The best sentences, but for headings and those that only announce what follows."""
        for place, quote in enumerate(ranked[:SENTENCES]):
            document = self._generation.documents[quote.document]
            said = quote.span.of(document.text)
            heading = document.sections_at(quote.path)[-1].heading_span
            if quote.span.end > heading.end and said[-1] not in "：:" and len(said) <= self._max_quote_chars:
                entries = ((quote.path, quote.span),)
                counts = frozenset(in_one_sentence(said))
                yield Enumeration("sentence", quote.document, entries, said, counts, place=place)

    def _features(
        self,
        query: Query,
        wanted: Wanted,
        ranking: Ranking,
        ranked: Sequence[Quote],
        found: Sequence[Enumeration],
    ) -> NDArray[np.float64]:
        """(len(found), len(WEIGHTS)): how well each fits, in the order of `WEIGHTS`.

        said: share of the question's words in it and in what announces it. near: how far the passages of its entries
        are behind the best one. counted: several entries, as many as the question names. plain: how plainly a sentence
        holds as many as are named, or more than two. best-sentence: 1, ½, ⅓ … in the order of the sentences;
        best-first: that of the first of several entries. noun-said: share of the words for what is counted that what
        announces it has; noun-in-each: the largest share of the entries that have one of them.
        """
        lexical = self._generation.lexical
        ceiling = lexical.ceiling(query.terms)
        weights = {term: lexical.idf(term) / ceiling for term in dict.fromkeys(query.terms) if term}
        nouns = [term for term in weights if term[0] in wanted.nouns or wanted.nouns & set(term[0].split())]
        scores = dict(zip(ranking.ids[:SCORED].tolist(), ranking.scores[:SCORED].tolist(), strict=True))
        top, last = max(scores.values()), min(scores.values())
        rows = []
        for one in found:
            leads = [span.of(self._generation.documents[one.document].text) for _, span in one.entries]
            sentence = one.kind == "sentence"
            held = in_one_sentence(leads[0]) if sentence else {}
            asked = wanted.counts or {count for count in held if count > FEW_ENTRIES}
            announced = _terms_of(one.announced)
            said = announced.union(*map(_terms_of, leads))
            near = [scores.get(self._row_at(one.document, span.start), last) for _, span in one.entries]
            rows.append(
                [
                    3 * sum(weight for term, weight in weights.items() if in_text(term, said)),
                    10 * (sum(near) / len(near) - top),
                    bool(one.counts & wanted.counts) and not sentence,
                    2 * max((held[count] for count in asked if count in held), default=0.0),
                    1 / (1 + one.place) if sentence else 0.0,
                    0.0 if sentence else _likeliest(ranked, one),
                    sum(bool(in_text(term, announced)) for term in nouns) / max(1, len(nouns)),
                    max((_share_with(term, leads, min(wanted.counts, default=3)) for term in nouns), default=0.0),
                ]
            )
        return np.array(rows, dtype=np.float64)

    def _by_case(self, ranking: Ranking) -> dict[tuple[str, int], float]:
        """The best score in each case, best first."""
        best: dict[tuple[str, int], float] = {}
        for row, score in zip(ranking.ids[:SCORED].tolist(), ranking.scores[:SCORED].tolist(), strict=True):
            passage = self._generation.passages[row]
            best.setdefault((passage.document, passage.path[0]), score)
        return best

    def _row_at(self, document: str, offset: int) -> int:
        """The passage that holds the character, or the one before it."""
        starts = self._starts[document]
        return starts[max(0, bisect_right(starts, (offset, len(self._generation.passages))) - 1)][1]


def _window(document: Document, path: tuple[int, ...], near: Span) -> Span:
    """The whole section, or of a long one what is around `near`: its megabytes must not cost a question more."""
    section = document.sections_at(path)[-1]
    if sum(map(len, section.bodies)) <= 2 * REACH_CHARS:
        return section.span
    text = document.text
    first, last = max(0, near.start - 2 * REACH_CHARS), near.end + 2 * REACH_CHARS
    start = max(first, text.rfind("\n", first, max(0, near.start - REACH_CHARS)) + 1)
    end = text.find("\n", near.end + REACH_CHARS, last)
    return Span(start, min(len(text), last) if end < 0 else end)


def _holds_list(sentence: Enumeration, wanted: Wanted, *, sure: bool) -> bool:
    """Whether a sentence alone is the list: the best one or with as many entries as are named, or likely to be it."""
    if wanted.counts:
        return bool(sentence.counts & wanted.counts) or (not sentence.place and bool(sentence.counts))
    return max(sentence.counts, default=0) > FEW_ENTRIES and (sure or not sentence.place)


def _likeliest(ranked: Sequence[Quote], one: Enumeration) -> float:
    """1, ½, ⅓ … where the first entry stands in the first, second, third … of `ranked`; 0 in none of them."""
    first = one.entries[0][1]
    for place, quote in enumerate(ranked[:LOOKED_THROUGH], start=1):
        if quote.document == one.document and quote.span.start < first.end and first.start < quote.span.end:
            return 1 / place
    return 0.0


def _share_with(term: Term, leads: Sequence[str], least: int) -> float:
    """The share of the entries that have `term`; of one sentence that holds them all, whether `least` times."""
    if len(leads) > 1:
        return sum(bool(in_text(term, _terms_of(lead))) for lead in leads) / len(leads)
    said = fold(leads[0])
    return float(any(said.count(alternative) >= least for alternative in term))


@lru_cache(maxsize=4096)
def _terms_of(text: str) -> frozenset[str]:
    return frozenset(terms(text))
