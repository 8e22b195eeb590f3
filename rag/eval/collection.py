"""Question set → the library that its questions are asked of; its index is kept in the cache and used again."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from rag.answer.library import Library
from rag.corpus.document import Document
from rag.corpus.reader import Corpus, read_corpus
from rag.eval.formats import check_documents
from rag.eval.questions import QuestionSet
from rag.index.builder import build_index
from rag.index.encoder import Encoder, Progress, load_encoder
from rag.index.store import open_generation
from rag.settings import Settings

__all__ = ["Collection", "documents_sha256", "open_collection"]


@dataclass(frozen=True, slots=True)
class Collection:
    """What is asked of a set's questions, and the questions.

    Attributes:
        question_set: the set, checked, with every document called by the name that the library gives it.
        library: over the set's own documents or those of the corpus folder.
    """

    question_set: QuestionSet
    library: Library


def open_collection(
    question_set: QuestionSet,
    settings: Settings,
    *,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
) -> Collection:
    """The set with the library over its own documents or, where it has none, over those of the corpus folder.

    Its index lies in `settings.cache_dir`/eval/<hash of documents, splitter and encoder>, so that sets over the
    same documents share it. One that is there is brought up to date, which changes nothing unless the program
    reads or splits differently by now.

    Args:
        question_set: what is to be asked.
        settings: corpus folder, cache, splitter, encoder and everything that ranking and answering depend on.
        encoder: one that is loaded already; None loads what the settings name.
        progress: called while texts are encoded.

    Raises:
        CorpusError: the set judges the corpus folder, and nothing readable is there.
        EvaluationError: a document or a quotation that the set names is not there.
        IndexStoreError: the index cannot be written.
        ModelError: the encoder cannot be loaded.
    """
    if question_set.documents is None:
        corpus = read_corpus(
            settings.corpus_dir, max_file_bytes=settings.max_file_bytes, encoding=settings.encoding or None
        )
    else:
        corpus = Corpus(question_set.documents, ())
    question_set = check_documents(question_set, corpus.documents)
    if encoder is None:
        encoder = load_encoder(model=settings.model, engine=settings.engine, cache_dir=settings.cache_dir)
    facts = [
        documents_sha256(corpus.documents),
        settings.chunk_chars,
        settings.max_passage_chars,
        encoder.identity,
    ]
    digest = hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]
    settings = dataclasses.replace(settings, index_dir=settings.cache_dir / "eval" / digest)
    build_index(settings, encoder=encoder, corpus=corpus, progress=progress)
    return Collection(question_set, Library(open_generation(settings.index_dir), encoder, settings))


def documents_sha256(documents: Iterable[Document]) -> str:
    """One hash for the names and bytes of all documents, hexadecimal."""
    rows = sorted((document.name, document.sha256) for document in documents)
    return hashlib.sha256(json.dumps(rows, ensure_ascii=True).encode()).hexdigest()
