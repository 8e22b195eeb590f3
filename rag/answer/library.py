"""The collection as a Python object: build or open it, then search, ask and compare."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Sequence
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
from rag.answer.query import MOST_ANSWER_PASSAGES, Query, check_question, check_top_k, make_query
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
from rag.answer.scope import (
    CaseName,
    CasePlace,
    Scope,
    case_unknown,
    scope_in,
    title_parts,
    titled_cases,
    without_all_cases,
)
from rag.answer.sentence_reader import Reader
from rag.corpus.document import Document, Section, Span
from rag.corpus.fold import FOLD_VERSION
from rag.corpus.lookup import Lookup
from rag.errors import IndexStoreError, UsageError
from rag.index.builder import BuildReport, Stage, build_index
from rag.index.encoder import Encoder, Progress, load_encoder
from rag.index.passages import Passage
from rag.index.store import Generation, Unread, open_generation, read_manifest, unread_files
from rag.settings import Settings, load_settings

__all__ = ["ANSWER_PASSAGES", "Library"]

ANSWER_PASSAGES = 5
"""Passages that an answer is looked for in, and that a refusal shows, unless it is said how many."""

LEFT_OUT = 3
"""Sentences that an answer names as left out."""


class Library:
    """An opened index with its encoder; threads may share one, for nothing in it changes after opening."""

    def __init__(self, generation: Generation, encoder: Encoder, settings: Settings) -> None:
        self._generation = generation
        self._encoder = encoder
        self._settings = settings
        self._lookups = {name: Lookup(document) for name, document in generation.documents.items()}
        self._cases: dict[CasePlace, Section] = {
            (name, position): case
            for name, document in generation.documents.items()
            for position, case in enumerate(document.cases)
        }
        self._titles = {place: title_parts(case.heading) for place, case in self._cases.items()}
        self._case_numbers = {case.number for case in self._cases.values()}
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
        return cls._checked(generation, encoder, settings)

    def build_again(
        self, *, progress: Progress | None = None, on_stage: Callable[[Stage, str], None] | None = None
    ) -> BuildReport:
        """Bring the index in line with the corpus folder; this library stays as it is, see `reopened`.

        Raises:
            CorpusError: nothing readable is there.
            BuildLockedError: another build went on for longer than `lock_wait_s`.
            IndexStoreError: the index folder cannot be written.
        """
        return build_index(self._settings, encoder=self._encoder, progress=progress, on_stage=on_stage)

    def reopened(self) -> Self:
        """The library in the same folder as it is now, with the encoder that is loaded already.

        Raises:
            IndexStoreError: as `open`.
        """
        _check_fold(read_manifest(self._settings.index_dir))
        return self._checked(open_generation(self._settings.index_dir), self._encoder, self._settings)

    @classmethod
    def _checked(cls, generation: Generation, encoder: Encoder, settings: Settings) -> Self:
        found = generation.manifest["encoder"]["identity"]
        if found != encoder.identity:
            raise IndexStoreError("index-encoder", found=found, expected=encoder.identity)
        return cls(generation, encoder, settings)

    @property
    def generation_name(self) -> str:
        """Of the built index that this library was opened from; another build has another."""
        return str(self._generation.manifest["generation"])

    @property
    def settings(self) -> Settings:
        """What this library was opened with."""
        return self._settings

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents of the collection, in the order of their names."""
        return tuple(self._generation.documents.values())

    @property
    def unread(self) -> dict[str, Unread]:
        """The files that the build could not read, by name."""
        return {file.name: file for file in unread_files(self._generation.manifest)}

    @property
    def passages(self) -> tuple[Passage, ...]:
        """What is ranked; `Ranking.ids` are positions in it."""
        return self._generation.passages

    @property
    def extractor(self) -> Extractor:
        """What chooses the quotations, for who fits or measures its parts."""
        return self._extractor

    @property
    def encoder(self) -> Encoder:
        """What turns questions and passages into vectors, loaded."""
        return self._encoder

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

    def cases(self, *, documents: Sequence[str] = (), numbers: Sequence[int] = ()) -> tuple[CaseName, ...]:
        """The cases of the collection in its order, for `ask` and `compare` to be held to.

        Args:
            documents: only the cases of the documents of these names; none: of all.
            numbers: only cases with one of these numbers; none: all.

        Raises:
            UsageError: an unknown document, or a number that no case of them has.
        """
        looked_in = {self.document(name).name for name in documents} or set(self._generation.documents)
        found = [(name, case) for (name, _), case in self._cases.items() if name in looked_in]
        known = {case.number for _, case in found}
        unknown = set(numbers) - known
        if unknown:
            raise case_unknown(unknown, known)
        return tuple(CaseName(name, case.heading) for name, case in found if not numbers or case.number in numbers)

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
        among: Sequence[CaseName] = ()
        if document is not None or case is not None:
            documents = [] if document is None else [document]
            self._check_chosen(question, self.cases(documents=documents))
            among = self.cases(documents=documents, numbers=[] if case is None else [case])
        return self._hits(query, self.rank(query, among=among), top_k)

    def query(self, question: str) -> Query:
        """The question, checked and encoded: the first step of `ask`, which is answer(query, rank(query)).

        Raises:
            UsageError: an empty or over-long question, or it names a case that is not there.
        """
        return self._query(question)

    def rank(self, query: Query, *, among: Collection[CaseName] = ()) -> Ranking:
        """All passages that were scored against the question, best first.

        They are those of the cases that it names, and of `among` where any are given; without either all.

        Raises:
            UsageError: a case of `among` is not there.
        """
        if not (among or self._scope(query.text).spans):
            return self._ranker.rank(query)
        looked_in = set(self._looked_in(query.text, among))
        passages = enumerate(self._generation.passages)
        rows = [row for row, passage in passages if (passage.document, passage.path[0]) in looked_in]
        return self._ranker.rank_apart(query, [rows])[0]

    def ask(
        self,
        question: str,
        *,
        after: Answer | None = None,
        among: Collection[CaseName] = (),
        top_k: int = ANSWER_PASSAGES,
    ) -> Answer:
        """The answer in verbatim quotations, or a refusal with the nearest passages.

        Args:
            question: in either script, or in English; a follow-up ("那第三個呢？") where `after` is given.
            after: the answer before, that a follow-up refers to (`rag.answer.conversation`).
            among: the only cases to look in, of those that `cases` gives; none: all.
            top_k: passages that an answer is looked for in, and that a refusal shows: 1 to `MOST_ANSWER_PASSAGES`.

        Raises:
            UsageError: an empty or over-long question, a top_k out of bounds, a case of `among` that is not there,
                or the question names a case that is not there or not in `among`.
        """
        check_top_k(top_k, most=MOST_ANSWER_PASSAGES)
        check_question(question, max_chars=self._settings.max_question_chars)
        resolved = resolve(question, after)
        query = self._query(resolved.searched)
        self._check_chosen(resolved.searched, among)
        answer = self.answer(query, self.rank(query, among=among), among=among, top_k=top_k)
        return dataclasses.replace(answer, question=question, follows=resolved.follows)

    def answer(
        self, query: Query, ranking: Ranking, *, among: Collection[CaseName] = (), top_k: int = ANSWER_PASSAGES
    ) -> Answer:
        """The answer from a ranking by `rank`, with the same `among`."""
        nearest = tuple(self._hits(query, ranking, top_k))
        extraction = self._extractor.extract(query, ranking, passages=top_k)
        told = self._told(query.text, among)
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

    def _told(self, question: str, among: Collection[CaseName]) -> list[Quote]:
        """What the sections tell that the question asks for, where it is about chosen cases or names some."""
        titled, rest = titled_cases(question, self._titles)
        chosen = bool(among or self._scope(question).only)
        if not (chosen or titled):
            return []
        cases = self._looked_in(question, among)
        if not chosen:
            cases = [place for place in titled if place in cases]
        return self._comparer.sections_told(rest if titled else question, cases=cases)

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

    def compare(self, question: str, *, roles: Sequence[str] = (), among: Collection[CaseName] = ()) -> Comparison:
        """One row per case, or per case and role: its best statements to the question, or that it does not say.

        Args:
            question: in either script, or in English; it may ask for roles itself ("各案例取得了什麼成效？").
            roles: what the statements are to tell of, whatever the question says: 背景, 做法, 成效, 啟示 or
                another heading of the same meaning, or "background", "approach", "results", "lessons".
            among: the only cases to have rows, of those that `cases` gives; none: all.

        Raises:
            UsageError: an empty or over-long question, a name of no role, a case of `among` that is not there, or
                the question names a case that is not there or not in `among`.
        """
        check_question(question, max_chars=self._settings.max_question_chars)
        named = roles_named(roles)
        self._check_chosen(question, among)
        cases = self._looked_in(question, among)
        query = self._query(without_all_cases(question))
        rows: list[ComparisonRow] = []
        count = 0
        for cell in self._comparer.cells(question, query, cases=cases, roles=named):
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

    def _check_chosen(self, question: str, among: Collection[CaseName]) -> None:
        """Refuse a question that names other cases than those it is to be answered from.

        Raises:
            UsageError: it does, or a case of `among` is not there.
        """
        if among:
            self._scope(question).check_chosen({self._cases[place].number for place in self._places(among)})

    def _looked_in(self, question: str, among: Collection[CaseName]) -> list[CasePlace]:
        """The cases that the question names and that are `among` the chosen ones, in the order of the collection."""
        scope = self._scope(question)
        return [place for place in self._places(among) if scope.holds(self._cases[place].number)]

    def _places(self, among: Collection[CaseName]) -> list[CasePlace]:
        """Where the cases of these names stand, in the order of the collection; all cases for no names."""
        if not among:
            return list(self._cases)
        wanted = dict.fromkeys(CaseName(self.document(one.document).name, one.heading) for one in among)
        places = {place: CaseName(place[0], case.heading) for place, case in self._cases.items()}
        gone = wanted.keys() - places.values()
        for name in wanted:
            if name in gone:
                raise UsageError("case-gone", document=name.document, heading=name.heading)
        return [place for place, name in places.items() if name in wanted]

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
