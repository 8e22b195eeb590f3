"""Ranked passages → the few sentences that answer, or a whole list: verbatim, in source order."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.answer.query import Query
from rag.answer.ranking import Ranker, Ranking
from rag.corpus.document import Document, Section, Span
from rag.corpus.fold import fold
from rag.corpus.headings import parse_number
from rag.corpus.items import item_lists
from rag.corpus.sentences import sentences
from rag.index.encoder import Encoder, encoded_text
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

LIST_MARGIN = 0.0
"""How far behind the best sentence a list may stand and still be the answer."""

LISTS = 20
"""Lists, nearest to the best passages first, that are compared with a question."""

LIST_REACH_CHARS = 3_000
"""How far from a ranked passage a list of the same section is looked for."""

COUNTED_LIST_MARGIN = 0.03
"""The same for a list that has just as many entries as the question names."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Characters of a document chosen for an answer, with the positions of the section that holds them."""

    document: str
    path: tuple[int, ...]
    span: Span
    score: float


@dataclass(frozen=True, slots=True)
class _List:
    """An enumeration of the source: what announces it, and the lead clause of each entry with its section."""

    document: str
    intro: str
    entries: tuple[tuple[tuple[int, ...], Span], ...]
    leads: tuple[str, ...]

    @property
    def outlines_case(self) -> bool:
        """Whether the entries are the top headings of a case, which every case has and which answer little."""
        return all(len(path) == 2 for path, _ in self.entries) and len({path for path, _ in self.entries}) > 1


class Extractor:
    """Chooses quotations from the passages of one generation; holds no state between questions."""

    def __init__(self, generation: Generation, ranker: Ranker, encoder: Encoder, *, max_quote_chars: int) -> None:
        self._generation = generation
        self._ranker = ranker
        self._encoder = encoder
        self._max_quote_chars = max_quote_chars

    def quotes(self, query: Query, ranking: Ranking, *, passages: int) -> list[Quote]:
        """What answers `query` in the first `passages` of `ranking`: the entries of a list, or sentences."""
        ranked = self._ranked_sentences(query, ranking, passages)
        if not ranked:
            return []
        return self._list(query, ranking, passages, best=ranked[0]) or self._best(ranked)

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

    def _list(self, query: Query, ranking: Ranking, passages: int, *, best: Quote) -> list[Quote]:
        """The entries of the list that the question asks for, or nothing when it asks for none."""
        wanted = _wanted_list(query.text)
        if wanted is None:
            return []
        margin = COUNTED_LIST_MARGIN if wanted else LIST_MARGIN
        near = [
            (found, passage)
            for found, passage in self._lists(ranking, passages)
            if (len(found.leads) in wanted if wanted else not found.outlines_case)
            and sum(map(len, found.leads)) <= self._max_quote_chars
        ][:LISTS]
        texts = ["\n".join([found.intro, *found.leads]) for found, _ in near]
        vectors = self._encoder.encode_passages([encoded_text(text) for text in texts])
        weights = self._weights(query)
        scored = [
            (_score(weights, text, float(vector @ query.vector), passage), found)
            for text, vector, (found, passage) in zip(texts, vectors, near, strict=True)
        ]
        score, found = max(scored, key=lambda pair: pair[0], default=(-math.inf, None))
        if found is None or score < best.score - margin:
            return []
        return [Quote(found.document, path, span, score) for path, span in found.entries]

    def _lists(self, ranking: Ranking, passages: int) -> Iterator[tuple[_List, float]]:
        """The lists around the first passages, each once, with the score of the best passage near it."""
        seen: set[tuple[str, tuple[int, ...]]] = set()
        for row, score in zip(ranking.ids[:passages].tolist(), ranking.scores[:passages].tolist(), strict=True):
            passage = self._generation.passages[row]
            document = self._generation.documents[passage.document]
            for depth in range(len(passage.path), 0, -1):
                path = passage.path[:depth]
                if (document.name, path) not in seen:
                    seen.add((document.name, path))
                    for found in _section_lists(document, path, passage.span):
                        yield found, score


def _score(weights: Mapping[Term, float], text: str, cosine: float, passage: float) -> float:
    """cos(q, s) + 0.3 · (Σ idf of the terms of q in s / ceiling(q)) + ¾ · score of its passage."""
    present = set(terms(text))
    overlap = sum(weight for term, weight in weights.items() if in_text(term, present))
    return cosine + OVERLAP_WEIGHT * overlap + PASSAGE_WEIGHT * passage


def _section_lists(document: Document, path: tuple[int, ...], near: Span) -> Iterator[_List]:
    """The lists of one section: those in its own body around `near`, and its subsections by their headings."""
    section = document.sections_at(path)[-1]
    for items in item_lists(document.text, _around(document.text, section, near)):
        intro = items.intro.of(document.text) if items.intro else section.heading
        yield _list_of(document, intro, [(path, item.lead) for item in items.items])
    children = [(position, child) for position, child in enumerate(section.sections) if child.heading]
    if len(children) > 1:
        first = section.sections[0].span.start
        before = [body for body in section.bodies if body.end <= first]
        said = sentences(document.text, before[-1])[-1:] if before else []
        intro = "\n".join([section.heading, *(span.of(document.text) for span in said)])
        entries = [((*path, position), _lead(document, child)) for position, child in children]
        yield _list_of(document, intro, entries)


def _lead(document: Document, section: Section) -> Span:
    """The heading of `section`, or its first sentence where the heading is a bare number."""
    if _BARE_NUMBER.fullmatch(section.heading):
        return sentences(document.text, section.span)[0]
    return document.printed_heading(section)


def _around(text: str, section: Section, near: Span) -> Section:
    """The section with only those whole lines of its own body that lie around `near`.

    A question must not cost more because the section it falls into goes on for megabytes.
    """
    start = text.rfind("\n", 0, max(0, near.start - LIST_REACH_CHARS)) + 1
    end = text.find("\n", near.end + LIST_REACH_CHARS)
    end = len(text) if end < 0 else end
    clipped = (Span(max(body.start, start), min(body.end, end)) for body in section.bodies)
    return dataclasses.replace(section, bodies=tuple(body for body in clipped if body.start < body.end))


def _list_of(document: Document, intro: str, entries: Sequence[tuple[tuple[int, ...], Span]]) -> _List:
    return _List(document.name, intro, tuple(entries), tuple(span.of(document.text) for _, span in entries))


def _in_source_order(quotes: Iterable[Quote]) -> list[Quote]:
    return sorted(quotes, key=lambda quote: (quote.document, quote.span))


_BARE_NUMBER = re.compile(r"[\s(（]*[\d一二三四五六七八九十百]+[\s)）、.．]*")
_ENGLISH = {
    word: count
    for count, word in enumerate(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 2)
}
# A number of things, not a year (2015年), an ordinal (第三, 案例三) or a name (“1234”工作法).
_CHINESE_COUNT = (
    r"(?<![\d一二三四五六七八九十第例])(\d{1,2}|[一两二三四五六七八九十]{1,3})(?=[个项点条种类方步位级次]|大(?!以|会))"
)
_ENGLISH_COUNT = rf"(\d{{1,2}}|{'|'.join(_ENGLISH)})"
# "哪五个开放", "八个突出问题是哪些", "四个一各指什么"; "which two documents", "what are the four …".
_COUNTED = re.compile(
    rf"哪{_CHINESE_COUNT}|{_CHINESE_COUNT}[^,，。]{{1,12}}(?:哪些|什么|分别|各)"
    rf"|\b(?:which|what|name|list)(?: are)?(?: the)? {_ENGLISH_COUNT}\b(?!-)"
)
_UNCOUNTED = re.compile(r"哪些|哪几|分别|各指|各是|\bwhat are the\b|\bwhich .*\bare\b|\blist\b")


def _wanted_list(question: str) -> set[int] | None:
    """The numbers of entries that the question names; None when it does not ask for a list."""
    folded = fold(question)
    counts = {
        _ENGLISH.get(found) or parse_number(found.replace("两", "二")) or 0
        for groups in _COUNTED.findall(folded)
        for found in groups
        if found
    }
    if counts or _UNCOUNTED.search(folded):
        return {count for count in counts if count > 1}
    return None
