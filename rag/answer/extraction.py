"""Ranked passages → the few sentences that answer, the likeliest first, or a whole list: verbatim."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import sub

import numpy as np
from numpy.typing import NDArray

from rag.answer.continuing import continuation
from rag.answer.lists import ListFinder
from rag.answer.query import Query
from rag.answer.quote import Quote
from rag.answer.ranking import Ranker, Ranking
from rag.answer.results import LeftOutReason
from rag.answer.sentence_reader import FEATURES, FoundPassage, Reader, Reading, read_passages
from rag.answer.token_places import TokenPlaces
from rag.corpus.document import Span
from rag.corpus.sentences import CLOSERS
from rag.index.encoder import Encoder, FloatMatrix
from rag.index.lexical import Term
from rag.index.store import Generation

__all__ = ["Extraction", "Extractor"]

SENTENCES = 3
"""Sentences an answer quotes at most, if it is no list."""

SENTENCE_CHARS = 160
"""Their characters in all, unless the likeliest alone has more and no clause of it fits."""

BEHIND = 30.0
"""How many times less likely than the likeliest sentence another one may be and still be quoted."""

GAP_CHARS = 1
"""White space, at most, between sentences that are quoted as one; counted for each, so that the limit holds."""

CLAUSE_CHARS = 30
"""Room, at least, for whole clauses of a sentence that is too long to be quoted."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was chosen to answer a question, and from what.

    Attributes:
        quotes: the entries of a list in source order, or sentences, the likeliest first.
        ranked: every sentence that was looked at, likeliest first; their scores are likelihoods and add up to 1.
        is_list: whether the quotations are the entries of a list.
    """

    quotes: tuple[Quote, ...]
    ranked: tuple[Quote, ...]
    is_list: bool

    def left_out(self) -> Iterator[tuple[Quote, LeftOutReason]]:
        """The sentences that are not quoted, not even in part, likeliest first, and why not."""
        for sentence in self.ranked:
            if any(_overlap(sentence, quote) for quote in self.quotes):
                continue
            if self.is_list:
                yield sentence, "list"
            else:
                yield sentence, "behind" if sentence.score * BEHIND < self.ranked[0].score else "room"


def _overlap(one: Quote, other: Quote) -> bool:
    return one.document == other.document and one.span.start < other.span.end and other.span.start < one.span.end


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence with its likelihood; its tokens, by where they end in the document, and how well each fits."""

    quote: Quote
    is_heading: bool
    ends: NDArray[np.int64]
    fits: FloatMatrix


class Extractor:
    """Chooses quotations from the passages of one generation; between questions it keeps nothing but caches.

    Args:
        generation: that the passages are of.
        ranker: of the same.
        encoder: that they were encoded with.
        max_quote_chars: longest answer, in quoted characters.
        reader: tells how likely a sentence answers.
    """

    def __init__(
        self, generation: Generation, ranker: Ranker, encoder: Encoder, *, max_quote_chars: int, reader: Reader
    ) -> None:
        self._generation = generation
        self._ranker = ranker
        self._encoder = encoder
        self._max_quote_chars = max_quote_chars
        self._lists = ListFinder(generation, max_quote_chars=max_quote_chars)
        self._reader = reader
        self._places = TokenPlaces(generation, encoder)

    def extract(self, query: Query, ranking: Ranking, *, passages: int) -> Extraction:
        """What answers `query` in the first `passages` of `ranking`: the entries of a list, or sentences."""
        read = self._read(query, ranking, passages)
        ranked = tuple(one.quote for one in read)
        listed = tuple(self._lists.quotes(query, ranking, ranked=ranked)) if ranked else ()
        return Extraction(listed or tuple(self._best(query, read)), ranked, is_list=bool(listed))

    def best_sentence(self, query: Query, ranking: Ranking, *, passages: int) -> list[Quote]:
        """The one sentence of the first `passages` that answers best, a heading only where nothing else is said."""
        read = self._read(query, ranking, passages)
        fitting = [one for one in read if len(one.quote.span) <= self._max_quote_chars]
        return [one.quote for one in sorted(fitting, key=lambda one: one.is_heading)][:1]

    def _read(self, query: Query, ranking: Ranking, passages: int) -> list[_Read]:
        sentences, reading = self.reading(query, ranking, passages=passages)
        if reading is None:
            return []
        scores, fits = self._reader.scores(query, reading)
        likelihoods = np.exp(scores.astype(np.float64) - scores.max())
        likelihoods /= likelihoods.sum()
        headings = reading.features[:, FEATURES.index("heading")].tolist()
        bounds = np.searchsorted(reading.sentence_of, np.arange(len(sentences) + 1))
        found = [
            _Read(dataclasses.replace(quote, score=likelihood), heading > 0, reading.ends[first:last], fits[first:last])
            for quote, likelihood, heading, first, last in zip(
                sentences, likelihoods.tolist(), headings, bounds[:-1].tolist(), bounds[1:].tolist(), strict=True
            )
        ]
        return sorted(found, key=lambda read: (-read.quote.score, read.quote.document, read.quote.span))

    def reading(self, query: Query, ranking: Ranking, *, passages: int) -> tuple[list[Quote], Reading | None]:
        """The sentences of the first passages, and what the reader looks at in them; None where there are none."""
        sentences: list[Quote] = []
        found: list[FoundPassage] = []
        for row, score in zip(ranking.ids[:passages].tolist(), ranking.scores[:passages].tolist(), strict=True):
            passage = self._generation.passages[row]
            document = self._generation.documents[passage.document]
            heading_end = document.sections_at(passage.path)[-1].heading_span.end if not passage.paragraph else 0
            ids = np.array(self._ranker.sentence_ids(row), dtype=np.int64)
            ends = self._places.ends(row)
            found.append(
                FoundPassage(
                    texts=[span.of(document.text) for span in passage.sentences],
                    cosines=self._generation.sentences.similarities_of(query.vector, ids),
                    headings=[span.end <= heading_end for span in passage.sentences],
                    score=score,
                    tokens=self._generation.tokens.tokens(row),
                    ends=ends,
                    sentence_of=_sentence_of(passage.sentences, ends),
                )
            )
            sentences += [Quote(passage.document, passage.path, span, 0.0) for span in passage.sentences]
        if not sentences:
            return [], None
        idf = self._generation.tokens.idf(query.tokens.ids)
        return sentences, read_passages(query, self._weights(query), idf, found)

    def _weights(self, query: Query) -> dict[Term, float]:
        """Each term of `query` once, with its share of the ceiling."""
        lexical = self._generation.lexical
        ceiling = lexical.ceiling(query.terms)
        return {term: lexical.idf(term) / ceiling for term in dict.fromkeys(query.terms)}

    def _best(self, query: Query, ranked: Sequence[_Read]) -> list[Quote]:
        """The likeliest sentences within the limits, the likeliest first and the others in source order."""
        room = min(SENTENCE_CHARS, self._max_quote_chars)
        after = continuation(query.text, ranked[0].quote, self._generation) if ranked else []
        if after and len(ranked[0].quote.span) <= room:
            run = [ranked[0].quote, *after[: SENTENCES - 1]]
            lengths = accumulate(len(quote.span) + GAP_CHARS for quote in run)
            return self._joined([quote for quote, chars in zip(run, lengths, strict=True) if chars - GAP_CHARS <= room])
        chosen: list[Quote] = []
        ranked = [read for read in ranked if not read.is_heading] or ranked
        for read in ranked:
            if len(chosen) == SENTENCES or read.quote.score * BEHIND < ranked[0].quote.score:
                break
            quote = read.quote
            if len(quote.span) > room:
                text = self._generation.documents[quote.document].text
                part = _clauses(text, read, room)
                if not part and not chosen and len(quote.span) <= self._max_quote_chars:
                    return [quote]  # cannot be shortened; without it, what is known would be refused
                quote = dataclasses.replace(quote, span=part)
            if quote.span:
                chosen.append(quote)
                room -= len(quote.span) + GAP_CHARS
        joined = self._joined(chosen)
        best = next(quote for quote in joined if quote.score == chosen[0].score) if chosen else None
        return [quote for quote in joined if quote is best] + [quote for quote in joined if quote is not best]

    def _joined(self, quotes: Sequence[Quote]) -> list[Quote]:
        """The quotations in source order, those that follow each other in one paragraph made one."""
        joined: list[Quote] = []
        for quote in sorted(quotes, key=lambda quote: (quote.document, quote.span)):
            last = joined[-1] if joined else None
            if last is not None and (last.document, last.path) == (quote.document, quote.path):
                document = self._generation.documents[quote.document]
                heading = document.sections_at(quote.path)[-1].heading_span
                between = document.text[last.span.end : quote.span.start]
                beside = not between.strip() and "\n" not in between and len(between) <= GAP_CHARS
                if beside and not last.span.start < heading.end <= quote.span.start:
                    span = Span(last.span.start, quote.span.end)
                    joined[-1] = dataclasses.replace(last, span=span, score=max(last.score, quote.score))
                    continue
            joined.append(quote)
        return joined


def _sentence_of(sentences: Sequence[Span], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """The sentence that each token ends in, by its place; -1 for those of headings before them and of blanks."""
    place = np.searchsorted(np.array([span.start for span in sentences], np.int64), ends, side="left") - 1
    beyond = np.array([span.end for span in sentences], np.int64)[place] < ends
    return np.where((place < 0) | beyond, -1, place)


def _clauses(text: str, read: _Read, room: int) -> Span:
    """The clauses of a sentence, whole and side by side, that answer best in `room` characters; none if none fits."""
    span = read.quote.span
    ends = [cut.end() for cut in _CLAUSE_END.finditer(text, span.start, span.end)]
    # A clause inside quotation marks or brackets is no whole one, unless what they hold is too long itself.
    cuts = sorted({span.start, *(end for end in ends if not _is_inside(text[span.start : end])), span.end})
    if max(map(sub, cuts[1:], cuts)) > room:
        cuts = sorted({span.start, *ends, span.end})
    worth = np.exp(read.fits - read.fits.max(initial=-np.inf))
    clause_of = np.searchsorted(cuts, read.ends, side="left") - 1
    worths = np.bincount(clause_of.clip(0, len(cuts) - 2), weights=worth, minlength=len(cuts) - 1).tolist()
    first = last = max(range(len(worths)), key=lambda place: (cuts[place + 1] - cuts[place] <= room, worths[place]))
    if room < CLAUSE_CHARS or cuts[last + 1] - cuts[first] > room:
        return Span(span.start, span.start)
    while True:
        beside = [place for place in (first - 1, last + 1) if 0 <= place < len(worths)]
        fitting = [place for place in beside if cuts[max(place, last) + 1] - cuts[min(place, first)] <= room]
        if not fitting:
            break
        place = max(fitting, key=lambda place: worths[place])
        first, last = min(place, first), max(place, last)
    piece = text[cuts[first] : cuts[last + 1]]
    start = cuts[first] + len(piece) - len(piece.lstrip())
    return Span(start, start + len(piece.strip().rstrip(" ，,")))


def _is_inside(before: str) -> bool:
    """Whether a quotation mark or bracket that opens in `before` is still open at its end."""
    return any(before.count(opener) > before.count(closer) for opener, closer in zip(_OPENERS, _CLOSERS, strict=True))


_OPENERS, _CLOSERS = "“「『《（(", "”」』》）)"
_CLAUSE_END = re.compile(rf"(?:[，,：:](?!\d)|(?<!\d)[，,：:])[{re.escape(CLOSERS)}]*")
"""Not inside a number or a time of day: 1,250,000 or 10:30."""
