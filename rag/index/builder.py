"""corpus/ → index/: read, split, encode what is new, write one generation."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import numpy as np

from rag.corpus.document import Document
from rag.corpus.fold import FOLD_VERSION
from rag.corpus.reader import Corpus, read_corpus
from rag.errors import IndexStoreError
from rag.index.encoder import Encoder, FloatMatrix, Progress, Tokens, encoded_text
from rag.index.lexical import K1, B, LexicalIndex
from rag.index.passages import Passage, split_document
from rag.index.store import (
    Generation,
    build_lock,
    open_generation,
    remove_old_generations,
    unread_row,
    write_generation,
)
from rag.index.tokens import TokenIndex
from rag.index.vectors import DenseIndex
from rag.messages import render
from rag.settings import Settings

__all__ = ["BuildReport", "Stage", "build_index"]

_log = logging.getLogger(__name__)

Stage = Literal["waiting", "reading", "encoding", "writing"]
"""What a build is at; a build that finds nothing to do ends after reading."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    Attributes:
        corpus: the documents that were read and the files that could not be.
        passages: how many passages the index holds now.
        encoded: how many texts (passages and sentences) had to be encoded.
        changed: whether a new generation was written.
    """

    corpus: Corpus
    passages: int
    encoded: int
    changed: bool


def build_index(
    settings: Settings,
    *,
    encoder: Encoder,
    corpus: Corpus | None = None,
    rebuild: bool = False,
    progress: Progress | None = None,
    on_stage: Callable[[Stage, str], None] | None = None,
) -> BuildReport:
    """Bring the index in line with the corpus; the former index serves until the new one is whole.

    Texts whose vectors the former index holds are not encoded again, unless `rebuild`.

    Args:
        settings: where the index goes, how passages are cut, and the corpus folder.
        encoder: makes the vectors.
        corpus: documents that were read already; None reads the corpus folder.
        rebuild: encode everything again.
        progress: called while texts are encoded.
        on_stage: called when a stage begins; with "waiting" comes who builds this index already, else nothing.

    Raises:
        CorpusError: nothing readable is there.
        BuildLockedError: another build went on for longer than `settings.lock_wait_s`.
        IndexStoreError: the index folder cannot be written.
    """

    def begin(stage: Stage, holder: str = "") -> None:
        if on_stage is not None:
            on_stage(stage, holder)

    def waiting(holder: str) -> None:
        begin("waiting", holder)
        _log.warning("%s", render("build-waiting", settings.language, holder=holder))

    with build_lock(settings.index_dir, wait_s=settings.lock_wait_s, on_wait=waiting):
        begin("reading")
        if corpus is None:
            corpus = read_corpus(
                settings.corpus_dir, max_file_bytes=settings.max_file_bytes, encoding=settings.encoding or None
            )
        for _, warning in corpus.warnings:
            _log.warning("%s", warning.text(settings.language))
        for document in corpus.documents:
            encoding = document.encoding
            _log.info("%s: %s (%.2f), %d", document.name, encoding.name, encoding.confidence, len(document.text))
        passages = [
            passage
            for document in corpus.documents
            for passage in split_document(
                document, chunk_chars=settings.chunk_chars, max_passage_chars=settings.max_passage_chars
            )
        ]
        facts = _facts(settings, encoder, corpus)
        former = None if rebuild else _former(settings)
        if former is not None and _same(former, facts, corpus.documents, passages):
            return BuildReport(corpus, len(passages), encoded=0, changed=False)

        begin("encoding")
        passage_texts = [encoded_text(passage.indexed_text) for passage in passages]
        sentence_texts = _sentence_texts(passages, {d.name: d for d in corpus.documents})
        known = _known(former, encoder)
        encoded = known.add(passage_texts, sentence_texts, encoder, progress=progress)
        begin("writing")
        write_generation(
            settings.index_dir,
            facts=facts
            | {
                "built_at": datetime.now(UTC).isoformat("T", "seconds"),
                "counts": {"passages": len(passages), "sentences": len(sentence_texts)},
            },
            documents=corpus.documents,
            passages=passages,
            dense=DenseIndex.build(_rows(passage_texts, known.vectors, encoder.dim)),
            sentences=DenseIndex.build(_rows(sentence_texts, known.vectors, encoder.dim)),
            lexical=LexicalIndex.build([passage.indexed_text for passage in passages]),
            tokens=TokenIndex.build([known.tokens[text] for text in passage_texts], dim=encoder.token_dim),
        )
        remove_old_generations(settings.index_dir)
        return BuildReport(corpus, len(passages), encoded=encoded, changed=True)


def _facts(settings: Settings, encoder: Encoder, corpus: Corpus) -> dict[str, Any]:
    return {
        "encoder": _encoder_facts(encoder),
        "splitter": {
            "chunk_chars": settings.chunk_chars,
            "max_passage_chars": settings.max_passage_chars,
        },
        "fold": FOLD_VERSION,
        "lexical": {"method": "lucene", "k1": K1, "b": B, "terms": "folded 1+2-grams"},
        "corpus": [
            {
                "name": document.name,
                "aliases": list(document.aliases),
                "sha256": document.sha256,
                "encoding": document.encoding.name,
                "characters": len(document.text),
            }
            for document in corpus.documents
        ],
        "warnings": [unread_row(file) for file in corpus.unread],
    }


def _former(settings: Settings) -> Generation | None:
    """The generation that serves, or None when there is none to learn from."""
    try:
        return open_generation(settings.index_dir)
    except IndexStoreError as error:
        if error.key != "index-missing":
            _log.warning("%s", error.text(settings.language))
        return None


def _same(
    former: Generation, facts: dict[str, Any], documents: Sequence[Document], passages: Sequence[Passage]
) -> bool:
    """Whether a new build would give the former index again."""
    return (
        all(former.manifest.get(key) == value for key, value in facts.items())
        and list(former.documents.values()) == list(documents)
        and list(former.passages) == list(passages)
    )


def _sentence_texts(passages: Sequence[Passage], documents: dict[str, Document]) -> list[str]:
    return [
        encoded_text(span.of(documents[passage.document].text)) for passage in passages for span in passage.sentences
    ]


def _encoder_facts(encoder: Encoder) -> dict[str, Any]:
    return {"identity": encoder.identity, "dim": encoder.dim, "token_dim": encoder.token_dim}


@dataclass(frozen=True, slots=True)
class _Known:
    """What is encoded already, by encoded text: the vectors of all texts, the tokens of passages."""

    vectors: dict[str, FloatMatrix]
    tokens: dict[str, Tokens]

    def add(
        self,
        passage_texts: Sequence[str],
        sentence_texts: Sequence[str],
        encoder: Encoder,
        *,
        progress: Progress | None,
    ) -> int:
        """Encode what is missing; the result is how many texts that were."""
        passages = [text for text in dict.fromkeys(passage_texts) if text not in self.tokens]
        fresh = set(passages)
        sentences = [text for text in dict.fromkeys(sentence_texts) if text not in self.vectors and text not in fresh]
        total = len(passages) + len(sentences)

        def after(before: int) -> Progress | None:
            return None if progress is None else lambda done, _: progress(before + done, total)

        rows, tokens = encoder.encode_tokens(passages, query=False, progress=after(0))
        self.vectors.update(zip(passages, rows, strict=True))
        self.tokens.update(zip(passages, tokens, strict=True))
        rows = encoder.encode_passages(sentences, progress=after(len(passages)))
        self.vectors.update(zip(sentences, rows, strict=True))
        return total


def _known(former: Generation | None, encoder: Encoder) -> _Known:
    """What the former index can say."""
    if (
        former is None
        or former.manifest["encoder"] != _encoder_facts(encoder)
        or former.manifest["fold"] != FOLD_VERSION  # what was encoded then was folded otherwise
    ):
        return _Known({}, {})
    passage_texts = [encoded_text(passage.indexed_text) for passage in former.passages]
    vectors = dict(zip(passage_texts, former.dense.vectors(), strict=True))
    vectors.update(zip(_sentence_texts(former.passages, former.documents), former.sentences.vectors(), strict=True))
    return _Known(vectors, {text: former.tokens.tokens(row) for row, text in enumerate(passage_texts)})


def _rows(texts: Sequence[str], vectors: dict[str, FloatMatrix], dim: int) -> FloatMatrix:
    if not texts:
        return np.empty((0, dim), dtype=np.float32)
    return np.stack([vectors[text] for text in texts])
