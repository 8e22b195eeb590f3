"""The collection as a Python object: build or open it, then search, ask and compare."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import Any, Self

from rag.answer.comparing import Comparer, roles_named
from rag.answer.conversation import resolve
from rag.answer.dictionary import Dictionary
from rag.answer.extraction import Extraction, Extractor
from rag.answer.matching import matched_spans, matched_terms
from rag.answer.query import Query, check_question, check_top_k, make_query
from rag.answer.quote import Quote
from rag.answer.ranking import Ranker, Ranking
from rag.answer.refusal import sure_quotes
from rag.answer.results import (
    Answer,
    Citation,
    Comparison,
    ComparisonRow,
    Hit,
    LeftOut,
    LeftOutReason,
    Source,
    Statement,
    Why,
)
from rag.answer.scope import Scope, case_unknown, scope_in, without_all_cases
from rag.answer.sentence_reader import Reader
from rag.corpus.document import Document, Span
from rag.corpus.fold import FOLD_VERSION
from rag.corpus.lookup import Lookup
from rag.errors import IndexStoreError, UsageError
from rag.index.builder import build_index
from rag.index.encoder import Encoder, Progress, load_encoder
from rag.index.passages import Passage
from rag.index.store import Generation, open_generation, read_manifest
from rag.settings import Settings, load_settings

__all__ = ["Library"]

ANSWER_PASSAGES = 5
"""Passages that an answer is looked for in, and that a refusal shows."""

LEFT_OUT = 3
"""Sentences that an answer names as left out."""


class Library:
    """An opened index with its encoder; threads may share one, for nothing in it changes after opening."""

    def __init__(self, generation: Generation, encoder: Encoder, settings: Settings) -> None:
        self._generation = generation
        self._encoder = encoder
        self._settings = settings
        self._lookups = {name: Lookup(document) for name, document in generation.documents.items()}
        self._case_numbers = {case.number for document in generation.documents.values() for case in document.cases}
        self._dictionary = cache(partial(Dictionary.load, settings.cache_dir)) if settings.bridge else None
        self._ranker = Ranker(
            generation,
            sentence_weight=settings.sentence_weight,
            lexical_weight=settings.lexical_weight,
            interaction_weight=settings.interaction_weight,
        )
        self._extractor = Extractor(
            generation, self._ranker, encoder, max_quote_chars=settings.max_quote_chars, reader=Reader.load()
        )
        self._comparer = Comparer(
            generation,
            self._ranker,
            self._extractor,
            encoder,
            min_confidence=settings.min_confidence,
            max_quote_chars=settings.max_quote_chars,
        )

    @classmethod
    def build(
        cls,
        corpus: str | Path = "corpus",
        index: str | Path = "index",
        *,
        settings: Settings | None = None,
        rebuild: bool = False,
        progress: Progress | None = None,
    ) -> Self:
        """Bring the folder `index` in line with the folder `corpus`, and open it.

        Raises:
            CorpusError: nothing readable is there.
            IndexStoreError: the index folder cannot be written.
            ModelError: the encoder cannot be loaded.
        """
        settings = dataclasses.replace(settings or load_settings(), corpus_dir=Path(corpus), index_dir=Path(index))
        encoder = _load_encoder(settings)
        build_index(settings, encoder=encoder, rebuild=rebuild, progress=progress)
        return cls(open_generation(settings.index_dir), encoder, settings)

    @classmethod
    def open(cls, index: str | Path = "index", *, settings: Settings | None = None) -> Self:
        """The library in the folder `index`, which is only read.

        Raises:
            IndexStoreError: there is no index, it is damaged, or it was built with another model or fold.
            ModelError: the encoder cannot be loaded.
        """
        settings = dataclasses.replace(settings or load_settings(), index_dir=Path(index))
        _check_fold(read_manifest(settings.index_dir))
        with ThreadPoolExecutor(max_workers=1) as pool:  # the two take about as long as each other
            loading = pool.submit(_load_encoder, settings)
            generation = open_generation(settings.index_dir)
            encoder = loading.result()
        found = generation.manifest["encoder"]["identity"]
        if found != encoder.identity:
            raise IndexStoreError("index-encoder", found=found, expected=encoder.identity)
        return cls(generation, encoder, settings)

    @property
    def settings(self) -> Settings:
        """What this library was opened with."""
        return self._settings

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents of the collection, in the order of their names."""
        return tuple(self._generation.documents.values())

    @property
    def passages(self) -> tuple[Passage, ...]:
        """What is ranked; `Ranking.ids` are positions in it."""
        return self._generation.passages

    @property
    def extractor(self) -> Extractor:
        """What chooses the quotations, for who fits or measures its parts."""
        return self._extractor

    @property
    def encoder_identity(self) -> str:
        """Names the model, its weights and its precision."""
        return self._encoder.identity

    def document(self, name: str) -> Document:
        """The document called `name`, or the one with the same bytes.

        Raises:
            UsageError: there is none.
        """
        for document in self.documents:
            if name == document.name or name in document.aliases:
                return document
        raise UsageError("document-unknown", name=name)

    def lookup(self, name: str) -> Lookup:
        """Where the characters of the document called `name` stand.

        Raises:
            UsageError: there is none.
        """
        return self._lookups[self.document(name).name]

    def search(
        self, question: str, top_k: int = 5, *, document: str | None = None, case: int | None = None
    ) -> list[Hit]:
        """The `top_k` passages nearest to the question, best first.

        Args:
            question: in either script, or in English.
            top_k: at least 1.
            document: only passages of the document of this name.
            case: only passages of cases with this number.

        Raises:
            UsageError: an empty or over-long question, top_k < 1, an unknown document, a case that is not there.
        """
        check_top_k(top_k)
        query = self._query(question)
        among = self._among(self._scope(question), document, case)
        return self._hits(query, self.rank(query) if among is None else self._ranker.rank(query, among=among), top_k)

    def query(self, question: str) -> Query:
        """The question, checked and encoded: the first step of `ask`, which is answer(query, rank(query)).

        Raises:
            UsageError: an empty or over-long question, or it names a case that is not there.
        """
        return self._query(question)

    def rank(self, query: Query) -> Ranking:
        """All passages that were scored against the question, best first: of the cases it names, or of all."""
        scope = self._scope(query.text)
        if not scope.spans:
            return self._ranker.rank(query)
        among = [row for row, passage in enumerate(self._generation.passages) if scope.holds(passage.case)]
        return self._ranker.rank_apart(query, [among])[0]

    def ask(self, question: str, *, after: Answer | None = None) -> Answer:
        """The answer in verbatim quotations, or a refusal with the nearest passages.

        Args:
            question: in either script, or in English; a follow-up ("那第三個呢？") where `after` is given.
            after: the answer before, that a follow-up refers to (`rag.answer.conversation`).

        Raises:
            UsageError: an empty or over-long question, or it names a case that is not there.
        """
        check_question(question, max_chars=self._settings.max_question_chars)
        resolved = resolve(question, after)
        query = self._query(resolved.searched)
        answer = self.answer(query, self.rank(query))
        return dataclasses.replace(answer, question=question, follows=resolved.follows)

    def answer(self, query: Query, ranking: Ranking) -> Answer:
        """The answer from a ranking of the whole collection."""
        nearest = tuple(self._hits(query, ranking, ANSWER_PASSAGES))
        extraction = self._extractor.extract(query, ranking, passages=ANSWER_PASSAGES)
        told = self._comparer.sections_told(query.text, scope=self._scope(query.text))
        if told:
            extraction = dataclasses.replace(extraction, quotes=tuple(told), is_list=True)
            quotes, sure = told, 1.0  # found by their heading
        else:
            quotes, sure = sure_quotes(
                query,
                ranking,
                extraction.quotes,
                documents=self._generation.documents,
                min_confidence=self._settings.min_confidence,
            )
        citations = self._cite(quotes)
        return Answer(
            question=query.text,
            searched=query.text,
            follows=None,
            status="answered" if quotes else "refused",
            confidence=sure,
            statements=_statements(citations),
            citations=citations,
            nearest=nearest,
            documents=self.sources(cited.document for cited in citations or nearest),
            left_out=self._left_out(extraction, quotes),
        )

    def _left_out(self, extraction: Extraction, quotes: Sequence[Quote]) -> tuple[LeftOut, ...]:
        """The likeliest sentences that an answer of `quotes` does not show."""
        refused: Iterable[tuple[Quote, LeftOutReason]] = ((one, "refused") for one in extraction.ranked)
        left = extraction.left_out() if quotes else refused
        return tuple(
            LeftOut(
                document=one.document,
                start=one.span.start,
                end=one.span.end,
                text=one.span.of(self._generation.documents[one.document].text),
                likelihood=one.score,
                reason=reason,
            )
            for one, reason in islice(left, LEFT_OUT)
        )

    def compare(self, question: str, *, roles: Sequence[str] = ()) -> Comparison:
        """One row per case, or per case and role: its best statements to the question, or that it does not say.

        Args:
            question: in either script, or in English; it may ask for roles itself ("各案例取得了什麼成效？").
            roles: what the statements are to tell of, whatever the question says: 背景, 做法, 成效, 啟示 or
                another heading of the same meaning, or "background", "approach", "results", "lessons".

        Raises:
            UsageError: an empty or over-long question, a name of no role, a case that is not there.
        """
        check_question(question, max_chars=self._settings.max_question_chars)
        named = roles_named(roles)
        scope = self._scope(question)
        query = self._query(without_all_cases(question))
        rows: list[ComparisonRow] = []
        count = 0
        for cell in self._comparer.cells(question, query, scope=scope, roles=named):
            citations = self._cite(cell.quotes, first=count + 1)
            count += len(citations)
            rows.append(
                ComparisonRow(
                    document=cell.document.name,
                    case=cell.case.number,
                    heading=cell.case.heading,
                    role=cell.role,
                    status="answered" if citations else "refused",
                    statements=_statements(citations),
                    citations=citations,
                )
            )
        return Comparison(question, tuple(rows), self.sources(row.document for row in rows))

    def _scope(self, question: str) -> Scope:
        """The cases that the question names, checked; no limit where no case has a number.

        Raises:
            UsageError: it names a case that is not there, or leaves out all that are.
        """
        scope = scope_in(question, self._case_numbers)
        scope.check(self._case_numbers)
        return scope

    def _query(self, question: str) -> Query:
        """The question as it is encoded: without naming cases, for they are looked in by their numbers."""
        limit = self._settings.max_question_chars
        check_question(question, max_chars=limit)
        unscoped = self._scope(question).unscoped(question)
        query = make_query(unscoped, self._encoder, max_chars=limit, dictionary=self._dictionary)
        return dataclasses.replace(query, text=question)

    def _among(self, scope: Scope, document: str | None, case: int | None) -> list[int] | None:
        """The rows of the passages that filters, and what the question names besides, limit a search to, or None."""
        if document is None and case is None:
            return None
        looked_in = self.documents if document is None else (self.document(document),)
        numbers = {one.number for each in looked_in for one in each.cases}
        if case is not None and case not in numbers:
            raise case_unknown({case}, numbers)
        scope.check(numbers)
        names = {each.name for each in looked_in}
        return [
            row
            for row, passage in enumerate(self._generation.passages)
            if passage.document in names and case in (None, passage.case) and scope.holds(passage.case)
        ]

    def _hits(self, query: Query, ranking: Ranking, top_k: int) -> list[Hit]:
        hits = []
        for place, row in enumerate(ranking.ids[:top_k].tolist()):
            passage = self._generation.passages[row]
            matched = matched_terms(query.terms, passage.indexed_text)
            why = Why(
                dense=float(ranking.dense[place]),
                sentence=float(ranking.sentence[place]),
                lexical=float(ranking.lexical[place]),
                interaction=float(ranking.interaction[place]),
                terms=matched,
                matches=matched_spans(matched, passage),
            )
            hits.append(
                Hit(
                    rank=place + 1,
                    score=float(ranking.scores[place]),
                    document=passage.document,
                    case=passage.case,
                    breadcrumb=passage.breadcrumb,
                    paragraph=passage.paragraph,
                    start=passage.span.start,
                    end=passage.span.end,
                    text=passage.text,
                    why=why,
                )
            )
        return hits

    def translations(self, words: Sequence[str]) -> Sequence[str]:
        """Chinese words for an English word or phrase; none where `bridge` is off."""
        return self._dictionary().translations(words) if self._dictionary else ()

    def cite(self, places: Iterable[tuple[str, Span]], *, first: int = 1) -> tuple[Citation, ...]:
        """Spans of documents, by name, as citations numbered from `first`; each stands where it begins."""
        return tuple(
            _citation(number, self._lookups[name], span) for number, (name, span) in enumerate(places, start=first)
        )

    def _cite(self, quotes: Sequence[Quote], *, first: int = 1) -> tuple[Citation, ...]:
        return self.cite(((quote.document, quote.span) for quote in quotes), first=first)

    def sources(self, names: Iterable[str]) -> tuple[Source, ...]:
        """The documents of these names, each once."""
        documents = (self._generation.documents[name] for name in dict.fromkeys(names))
        return tuple(Source(document.name, document.sha256, document.encoding.name) for document in documents)


def _citation(number: int, lookup: Lookup, span: Span) -> Citation:
    """Characters of a document as a citation, sliced from its text."""
    sections = lookup.sections_at(span.start)
    return Citation(
        n=number,
        document=lookup.document.name,
        case=sections[0].number,
        breadcrumb=tuple(section.heading for section in sections if section.heading),
        paragraph=lookup.paragraph(span.start),
        start=span.start,
        end=span.end,
        quote=span.of(lookup.document.text),
    )


def _load_encoder(settings: Settings) -> Encoder:
    return load_encoder(model=settings.model, engine=settings.engine, cache_dir=settings.cache_dir)


def _check_fold(manifest: dict[str, Any]) -> None:
    """Questions must go through the same fold as the passages did."""
    if manifest["fold"] != FOLD_VERSION:
        raise IndexStoreError("index-settings", name="fold", found=manifest["fold"], expected=FOLD_VERSION)


def _statements(citations: Sequence[Citation]) -> tuple[Statement, ...]:
    return tuple(Statement(citation.quote, (citation.n,)) for citation in citations)
