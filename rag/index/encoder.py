"""The seam between text and vectors: what every encoder offers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Encoder", "FloatMatrix", "Progress"]

FloatMatrix = NDArray[np.float32]

Progress = Callable[[int, int], None]
"""Called with (done, total) as work proceeds."""


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

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Unit rows for questions: (len(texts), dim) float32, in the order given."""
        ...

    def encode_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> FloatMatrix:
        """Unit rows for passages or sentences: (len(texts), dim) float32, in the order given."""
        ...
