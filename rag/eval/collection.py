"""Question set → the library that its questions are asked of; its index is kept in the cache and used again."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rag.answer.library import Library
from rag.corpus.document import Document
from rag.corpus.reader import Corpus, read_corpus
from rag.errors import BuildLockedError, IndexStoreError
from rag.eval.formats import check_documents
from rag.eval.questions import QuestionSet
from rag.index.builder import build_index
from rag.index.encoder import Encoder, Progress, load_encoder
from rag.index.store import build_lock, open_generation
from rag.settings import Settings

__all__ = ["INDEXES_KEPT", "Collection", "corpus_of", "documents_sha256", "open_collection"]

INDEXES_KEPT = 40
"""So many indexes stay in the cache when a new one is made there, those used last."""

_DIGEST = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Collection:
    """What is asked of a set's questions, and the questions.

    Attributes:
        question_set: the set, checked, with every document called by the name that the library gives it.
        library: over the set's own documents or those of the corpus folder.
    """

    question_set: QuestionSet
    library: Library


def corpus_of(question_set: QuestionSet, settings: Settings) -> Corpus:
    """The set's own documents or, where it has none, those of the corpus folder.

    Raises:
        CorpusError: the set judges the corpus folder, and nothing readable is there.
    """
    if question_set.documents is not None:
        return Corpus(question_set.documents, ())
    return read_corpus(settings.corpus_dir, max_file_bytes=settings.max_file_bytes, encoding=settings.encoding or None)


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
    reads or splits differently by now. Before a new one is made, the least recently used beyond `INDEXES_KEPT` go.

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
    corpus = corpus_of(question_set, settings)
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
    if not settings.index_dir.exists():
        _make_room(settings.index_dir.parent)
    build_index(settings, encoder=encoder, corpus=corpus, progress=progress)
    with suppress(OSError):  # when it was used last; an index that is only read serves as well
        os.utime(settings.index_dir)
    return Collection(question_set, Library(open_generation(settings.index_dir), encoder, settings))


def _make_room(folder: Path) -> None:
    """Remove all but the `INDEXES_KEPT` indexes in `folder` that were used last; none that is being built."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        with suppress(OSError):  # another process may have removed it
            if _DIGEST.fullmatch(path.name) and path.is_dir():
                found.append((path.stat().st_mtime_ns, path))
    for _, path in sorted(found, reverse=True)[INDEXES_KEPT:]:
        with suppress(BuildLockedError, IndexStoreError), build_lock(path, wait_s=0):
            shutil.rmtree(path, ignore_errors=True)


def documents_sha256(documents: Iterable[Document]) -> str:
    """One hash for the names and bytes of all documents, hexadecimal."""
    rows = sorted((document.name, document.sha256) for document in documents)
    return hashlib.sha256(json.dumps(rows, ensure_ascii=True).encode()).hexdigest()
