"""The seam between text and vectors: what every encoder offers, and how one is loaded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.corpus.fold import fold
from rag.errors import ModelError
from rag.settings import DEFAULT_MODEL, ENGINES

__all__ = [
    "DEFAULT_MODEL",
    "ENGINES",
    "TOKEN_SCALE",
    "Encoder",
    "FloatMatrix",
    "Progress",
    "Tokens",
    "clean",
    "encoded_text",
    "load_encoder",
]

FloatMatrix = NDArray[np.float32]

Progress = Callable[[int, int], None]
"""Called with (done, total) as work proceeds."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text, as late interaction compares them.

    Attributes:
        ids: (n,) int32, in the encoder's vocabulary.
        vectors: (n, token_dim) int8; the product of two, times `TOKEN_SCALE` squared, is their similarity.
    """

    ids: NDArray[np.int32]
    vectors: NDArray[np.int8]


TOKEN_SCALE = 1 / 254
"""What one step of a token vector's int8 is worth: unit rows whose values rarely leave [-½, ½]."""


class Encoder(Protocol):
    """Turns texts into unit vectors; larger dot product means closer meaning."""

    @property
    def identity(self) -> str:
        """Names the model, its weights and its precision; two equal identities give comparable vectors."""
        ...

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    @property
    def token_dim(self) -> int:
        """Length of a token's vector; 0 when the encoder offers none."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Unit rows for questions: (len(texts), dim) float32, in the order given."""
        ...

    def encode_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> FloatMatrix:
        """Unit rows for passages or sentences: (len(texts), dim) float32, in the order given."""
        ...

    def encode_tokens(
        self, texts: Sequence[str], *, query: bool, progress: Progress | None = None
    ) -> tuple[FloatMatrix, list[Tokens]]:
        """The rows of `encode_queries` or `encode_passages` and, of each text, its tokens, in one go.

        An encoder whose `token_dim` is 0 gives texts without tokens.
        """
        ...

    def token_ends(self, text: str) -> NDArray[np.int64]:
        """Where each token of a passage ends in `clean(text)`: (n,) int64, as many as `encode_tokens` gives it."""
        ...


def load_encoder(
    *, model: str = DEFAULT_MODEL, engine: str = "auto", cache_dir: Path, progress: Progress | None = None
) -> Encoder:
    """The encoder for `model`.

    Args:
        model: `DEFAULT_MODEL`, or for sentence-transformers a folder or a name on the Hugging Face hub.
        engine: one of `ENGINES`; "auto" is onnx for the default model, sentence-transformers for others.
        cache_dir: where the default model is kept in the form the engine needs.
        progress: called while that form is made on first use.

    Raises:
        ModelError: the engine does not run this model, or the model cannot be converted or loaded.
    """
    if engine not in ENGINES:
        raise ModelError("model-engine-unknown", engine=engine, engines=", ".join(ENGINES))
    if engine == "onnx" and model != DEFAULT_MODEL:
        raise ModelError("model-engine-other-model", model=model, default=DEFAULT_MODEL)
    if engine == "sentence-transformers" or model != DEFAULT_MODEL:
        from rag.index.st_encoder import SentenceTransformerEncoder  # noqa: PLC0415

        return SentenceTransformerEncoder.load(model, cache_dir=cache_dir, progress=progress)
    from rag.index.e5_encoder import E5Encoder  # noqa: PLC0415

    return E5Encoder.load(cache_dir, progress=progress)


def encoded_text(text: str) -> str:
    """What an encoder is given of a question, passage or sentence: its fold, so that both scripts are one."""
    return fold(text)


def clean(text: str) -> str:
    """`text` as every engine gets it: no white space around it, "?" for what is not a character (surrogates)."""
    return text.strip().encode("utf-8", "replace").decode("utf-8")
