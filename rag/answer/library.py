"""The collection as a Python object: build or open it, then search, ask and compare."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

from rag.answer.comparison import compare
from rag.answer.extraction import Extractor
from rag.answer.ranking import Ranker, Ranking
from rag.answer.refusal import confidence
from rag.answer.results import Answer, Comparison, Hit, Why
from rag.corpus.document import Document
from rag.errors import IndexStoreError, UsageError
from rag.index.builder import build_index, encoded_text
from rag.index.encoder import Encoder, Progress, load_encoder
from rag.index.lexical import terms
from rag.index.store import Generation, open_generation
from rag.settings import Settings, load_settings

__all__ = ["Library"]

ANSWER_HITS = 5
"""Hits that an answer is looked for in, and that a refusal shows."""


class Library:
    """An opened index with its encoder; threads may share one, for nothing in it changes after opening."""

    def __init__(self, generation: Generation, encoder: Encoder, settings: Settings) -> None:
        self._generation = generation
        self._encoder = encoder
        self._settings = settings
        self._ranker = Ranker(generation, lexical_weight=settings.lexical_weight)
        self._extractor = Extractor(generation, self._ranker, max_quote_chars=settings.max_quote_chars)

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
            AnwenError: as `rag.index.builder.build_index` and `open`.
        """
        settings = dataclasses.replace(
            settings or load_settings(), corpus_dir=Path(corpus), index_dir=Path(index)
        )
        encoder = _encoder(settings)
        build_index(settings, encoder=encoder, rebuild=rebuild, progress=progress)
        return cls(open_generation(settings.index_dir), encoder, settings)

    @classmethod
    def open(cls, index: str | Path = "index", *, settings: Settings | None = None) -> Self:
        """The library in the folder `index`, which is only read.

        Raises:
            IndexStoreError: there is no index, it is damaged, or it was built with another model.
            ModelError: the encoder cannot be loaded.
        """
        settings = dataclasses.replace(settings or load_settings(), index_dir=Path(index))
        with ThreadPoolExecutor(max_workers=1) as pool:  # the two take as long as each other
            loading = pool.submit(_encoder, settings)
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
        """The documents of the collection, by name."""
        return tuple(self._generation.documents.values())

    def document(self, name: str) -> Document:
        """The document called `name`, or one with the same bytes.

        Raises:
            UsageError: there is none.
        """
        for document in self.documents:
            if name == document.name or name in document.aliases:
                return document
        raise UsageError("document-unknown", name=name)

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
            UsageError: an empty or over-long question, top_k < 1, an unknown document.
        """
        if top_k < 1:
            raise UsageError("top-too-small", value=top_k)
        return self._hits(question, self._rank(question, self._among(document, case)), top_k)

    def ask(self, question: str) -> Answer:
        """The answer in verbatim quotations, or a refusal with the nearest sections.

        Raises:
            UsageError: an empty or over-long question.
        """
        ranking = self._rank(question, None)
        hits = self._hits(question, ranking, ANSWER_HITS)
        sure = confidence(question, ranking, self._generation.lexical)
        if not hits or sure < self._settings.min_confidence:
            return self._extractor.refusal(question, hits, sure)
        return self._extractor.answer(question, self._vector(question), ranking, hits, sure)

    def compare(self, question: str) -> Comparison:
        """One row per case: its best statement to the question, or that it does not say.

        Raises:
            UsageError: an empty or over-long question.
        """
        ...

    def _vector(self, question: str): ...
