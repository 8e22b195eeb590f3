"""Writes rag/index/e5_projection.npy: the directions in which the tokens of the five cases differ most.

`python benchmarks/token_projection.py` reads corpus/, encodes its passages with the default model and keeps the first
principal components of their token vectors. Run it again only when the model or `rag.index.e5_tokens.blend` changes:
every index must then be built anew (`TOKEN_FORMAT` in rag/index/e5_tokens.py).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from rag.corpus.reader import read_corpus
from rag.index import e5_encoder, e5_tokens
from rag.index.encoder import encoded_text
from rag.index.passages import split_document
from rag.settings import load_settings

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Compute and write."""
    settings = load_settings()
    collected: list[np.ndarray] = []

    def collect(middle: np.ndarray, last: np.ndarray) -> np.ndarray:
        rows = e5_tokens.blend(middle, last)
        collected.append(rows[2:])  # without the prefix
        return np.zeros((len(rows), e5_tokens.TOKEN_DIM), np.int8)

    e5_encoder.token_vectors = collect
    encoder = e5_encoder.E5Encoder.load(settings.cache_dir, threads=1)
    for document in read_corpus(ROOT / "corpus", max_file_bytes=settings.max_file_bytes).documents:
        passages = split_document(
            document, chunk_chars=settings.chunk_chars, max_passage_chars=settings.max_passage_chars
        )
        encoder.encode_tokens([encoded_text(passage.indexed_text) for passage in passages], query=False)
    tokens = np.concatenate(collected)
    _, variances, directions = np.linalg.svd(tokens - tokens.mean(axis=0), full_matrices=False)
    kept = directions[: e5_tokens.TOKEN_DIM].T
    share = (variances[: e5_tokens.TOKEN_DIM] ** 2).sum() / (variances**2).sum()
    np.save(ROOT / "rag" / "index" / "e5_projection.npy", kept.astype(np.float16))
    print(
        f"{len(tokens)} tokens; {e5_tokens.TOKEN_DIM} of {len(directions)} directions hold {share:.2f} of the variance"
    )


if __name__ == "__main__":
    main()
