"""Any other model, run by sentence-transformers."""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelError
from rag.index.e5_graph import MIDDLE_LAYER
from rag.index.e5_tokens import TOKEN_DIM, TOKEN_FORMAT, token_vectors
from rag.index.encoder import DEFAULT_MODEL, FloatMatrix, Progress, Tokens, clean

__all__ = ["SentenceTransformerEncoder"]

_EXPORT_FORMAT = 1
_BATCH = 8
_REPORT_EVERY = 256
_E5_PROMPTS = {"query": "query: ", "document": "passage: "}
_WEIGHT_SUFFIXES = {".safetensors", ".bin", ".json", ".model", ".txt"}
_E5_NAME = re.compile(r"(^|[^a-z0-9])e5([^a-z0-9]|$)")


class SentenceTransformerEncoder:
    """A sentence-transformers model on the CPU; texts beyond its length limit are cut by the library.

    Only the default model offers token vectors: for others it is not known which layers serve.
    """

    def __init__(
        self, model: Any, *, identity: str, query_prompt: str, passage_prompt: str, token_dim: int = 0
    ) -> None:
        self._model = model
        self._identity = identity
        self._token_dim = token_dim
        self._query_prompt = query_prompt
        self._passage_prompt = passage_prompt

    @classmethod
    def load(cls, model: str, *, cache_dir: Path, progress: Progress | None = None) -> SentenceTransformerEncoder:
        """The model of that name.

        The default model is first exported into `cache_dir`; a folder is loaded as it is; any other name is
        fetched from the Hugging Face hub, or taken from its local cache. Code that a model brings along is
        never run.

        Raises:
            ModelError: there is no such model, or it cannot be fetched, or it is not such a model.
        """
        os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"  # read when the hub's client is imported
        folder = _folder(model, cache_dir, progress)
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415
        from transformers.utils import logging as transformers_logging  # noqa: PLC0415

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
        try:
            loaded = SentenceTransformer(str(folder), device="cpu", trust_remote_code=False, local_files_only=True)
        except (OSError, ValueError, KeyError, ImportError, RuntimeError, AttributeError, TypeError) as error:
            raise ModelError("model-not-loadable", model=model, reason=_first_line(error)) from error
        prompts = _prompts(model, {name: prompt or "" for name, prompt in loaded.prompts.items()})
        identity = f"{Path(model).name}/sentence-transformers/{_weights_hash(folder)}"
        return cls(
            loaded,
            identity=f"{identity}.{TOKEN_FORMAT}" if model == DEFAULT_MODEL else identity,
            query_prompt=prompts.get("query", ""),
            passage_prompt=prompts.get("document") or prompts.get("passage", ""),
            token_dim=TOKEN_DIM if model == DEFAULT_MODEL else 0,
        )

    @property
    def identity(self) -> str:
        """Model, engine, and a hash of the weights."""
        return self._identity

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension())

    @property
    def token_dim(self) -> int:
        """Length of a token's vector; 0 for any but the default model."""
        return self._token_dim

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Unit rows for questions: (len(texts), dim) float32, in the order given."""
        return self._encode(self._query_prompt, texts, None)

    def encode_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> FloatMatrix:
        """Unit rows for passages or sentences: (len(texts), dim) float32, in the order given."""
        return self._encode(self._passage_prompt, texts, progress)

    def encode_tokens(
        self, texts: Sequence[str], *, query: bool, progress: Progress | None = None
    ) -> tuple[FloatMatrix, list[Tokens]]:
        """The rows of `encode_queries` or `encode_passages` and, if the model offers them, each text's tokens."""
        prompt = self._query_prompt if query else self._passage_prompt
        rows = self._encode(prompt, texts, progress)
        return rows, [self._tokens(prompt, clean(text)) for text in texts]

    def token_ends(self, text: str) -> NDArray[np.int64]:
        """Where each token of a passage ends in `clean(text)`: (n,) int64, as many as `encode_tokens` gives it."""
        if not self._token_dim:
            return np.empty(0, np.int64)
        prompt, tokenizer = self._passage_prompt, self._model.tokenizer
        encoded = tokenizer(
            prompt + clean(text),
            truncation=True,
            max_length=self._model.max_seq_length,
            return_offsets_mapping=True,
        )
        own = encoded["offset_mapping"][1 + len(tokenizer.tokenize(prompt.rstrip())) : -1]
        return np.array([max(0, end - len(prompt)) for _, end in own], np.int64)

    def _tokens(self, prompt: str, text: str) -> Tokens:
        if not self._token_dim:
            return Tokens(np.empty(0, np.int32), np.empty((0, 0), np.int8))
        import torch  # noqa: PLC0415

        tokenizer, limit = self._model.tokenizer, self._model.max_seq_length
        inputs = tokenizer(prompt + text, truncation=True, max_length=limit, return_tensors="pt")
        with torch.inference_mode():
            states = self._model[0].auto_model(**inputs, output_hidden_states=True).hidden_states
        own = slice(1 + len(tokenizer.tokenize(prompt.rstrip())), -1)  # without <s>, the prompt and </s>
        middle, last = (states[layer][0, own].numpy() for layer in (MIDDLE_LAYER, -1))
        return Tokens(inputs["input_ids"][0, own].numpy().astype(np.int32), token_vectors(middle, last))

    def _encode(self, prompt: str, texts: Sequence[str], progress: Progress | None) -> FloatMatrix:
        rows = np.empty((len(texts), self.dim), np.float32)
        # Longest first, so that texts of like length share a batch and the most memory is needed at once.
        order = sorted(range(len(texts)), key=lambda row: -len(texts[row]))
        for start in range(0, len(order), _REPORT_EVERY):
            some = order[start : start + _REPORT_EVERY]
            rows[some] = self._model.encode(
                [clean(texts[row]) for row in some],
                prompt=prompt,
                batch_size=_BATCH,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
            if progress is not None:
                progress(start + len(some), len(texts))
        return rows


def _folder(model: str, cache_dir: Path, progress: Progress | None) -> Path:
    """The local folder of `model`, exported or fetched if need be."""
    if model == DEFAULT_MODEL:
        from rag.index.model_cache import cached_folder  # noqa: PLC0415
        from rag.index.model_export import write_model  # noqa: PLC0415

        name = f"{DEFAULT_MODEL}-sentence-transformers-{_EXPORT_FORMAT}"
        return cached_folder(cache_dir, name, partial(write_model, progress=progress))
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder
    from huggingface_hub import snapshot_download  # noqa: PLC0415
    from huggingface_hub.errors import HFValidationError  # noqa: PLC0415

    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
    try:
        return Path(snapshot_download(model, ignore_patterns=["onnx/*", "openvino/*", "*.h5", "*.msgpack"]))
    except (OSError, ValueError, RuntimeError, HFValidationError) as error:
        raise ModelError("model-not-loadable", model=model, reason=_first_line(error)) from error


def _prompts(model: str, own: dict[str, str]) -> dict[str, str]:
    """The model's own prompts; for an e5 that brings none, those it was trained with."""
    if any(own.values()):
        return own
    return _E5_PROMPTS if _E5_NAME.search(Path(model).name.lower()) else {}


def _weights_hash(folder: Path) -> str:
    """The first 12 digits of a sha256 over weights, vocabulary and settings, wherever the folder lies."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in _WEIGHT_SUFFIXES and path.is_file():
            total.update(path.relative_to(folder).as_posix().encode())
            with path.open("rb") as file:
                total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()[:12]


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
