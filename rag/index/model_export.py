"""The default model as a Hugging Face folder that sentence-transformers loads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelError
from rag.index.e5_blob import E5Blob, find_blob, read_blob
from rag.index.e5_encoder import PASSAGE_PREFIX, QUERY_PREFIX
from rag.index.e5_tokenizer import BOS, EOS, UNKNOWN
from rag.index.encoder import Progress
from rag.index.model_cache import MANIFEST, publish

__all__ = ["export_model", "write_model"]

_WEIGHTS = "model.safetensors"


def export_model(target: Path, *, progress: Progress | None = None) -> None:
    """Write the default model to `target`, whole or not at all; an earlier export is replaced.

    Raises:
        ModelError: `target` holds something else or cannot be written, or the weights are missing.
    """
    try:
        target = Path.cwd() / target
        foreign = _foreign(target)
        if foreign is not None:
            raise ModelError("model-export-occupied", target=target, found=foreign)
        publish(target, partial(write_model, progress=progress))
    except OSError as error:
        raise ModelError("model-export-unwritable", target=target, reason=error) from error


def write_model(folder: Path, *, progress: Progress | None = None) -> None:
    """Write weights (float32), tokenizer and settings into the empty `folder`."""
    from safetensors.numpy import save  # noqa: PLC0415

    steps = 3
    report = progress or (lambda _done, _total: None)
    report(0, steps)
    blob = read_blob(find_blob())
    _write_settings(blob, folder)
    _write_tokenizer(blob, folder)
    report(1, steps)
    tensors = dict(_tensors(blob))
    report(2, steps)
    (folder / _WEIGHTS).write_bytes(save(tensors, metadata={"format": "pt"}))  # an OSError if it does not fit
    report(3, steps)


def _foreign(target: Path) -> str | None:
    """The name of something in `target` that no earlier export put there; None if there is nothing."""
    if not target.exists():
        return None
    if not target.is_dir():
        return target.name
    try:
        known = set(json.loads((target / MANIFEST).read_text(encoding="utf-8"))["files"]) | {MANIFEST}
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        known = set()
    if _WEIGHTS not in known:
        known = set()
    names = (path.relative_to(target).as_posix() for path in sorted(target.rglob("*")) if not path.is_dir())
    return next((name for name in names if name not in known), None)


def _tensors(blob: E5Blob) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Every weight under the name that BertModel knows it by."""
    hidden = blob.shape.hidden
    yield "embeddings.word_embeddings.weight", blob.matrix("emb.word")
    yield "embeddings.position_embeddings.weight", blob.matrix("emb.pos")
    yield "embeddings.token_type_embeddings.weight", blob.tensor("emb.type").reshape(-1, hidden)
    yield from _pair(blob, "emb.ln", "embeddings.LayerNorm")
    names = {
        "q": "attention.self.query",
        "k": "attention.self.key",
        "v": "attention.self.value",
        "ao": "attention.output.dense",
        "aln": "attention.output.LayerNorm",
        "fi": "intermediate.dense",
        "fo": "output.dense",
        "oln": "output.LayerNorm",
    }
    for layer in range(blob.shape.layers):
        for short, name in names.items():
            yield from _pair(blob, f"l{layer}.{short}", f"encoder.layer.{layer}.{name}")
    # Mean pooling never reads BertModel's own pooler; without it transformers warns on every load.
    yield "pooler.dense.weight", np.zeros((hidden, hidden), np.float32)
    yield "pooler.dense.bias", np.zeros(hidden, np.float32)


def _pair(blob: E5Blob, short: str, name: str) -> Iterator[tuple[str, NDArray[np.float32]]]:
    weight = blob.tensor(f"{short}.w") if short.endswith("ln") else blob.matrix(f"{short}.w")
    yield f"{name}.weight", weight
    yield f"{name}.bias", blob.tensor(f"{short}.b")


def _write_settings(blob: E5Blob, folder: Path) -> None:
    shape = blob.shape
    settings: dict[str, object] = {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "attention_probs_dropout_prob": 0.1,
            "bos_token_id": BOS,
            "eos_token_id": EOS,
            "hidden_act": "gelu",
            "hidden_dropout_prob": 0.1,
            "hidden_size": shape.hidden,
            "initializer_range": 0.02,
            "intermediate_size": shape.feed_forward,
            "layer_norm_eps": 1e-12,
            "max_position_embeddings": shape.positions,
            "num_attention_heads": shape.heads,
            "num_hidden_layers": shape.layers,
            "pad_token_id": 1,
            "type_vocab_size": 2,
            "vocab_size": shape.vocabulary,
            "torch_dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "unk_token": "<unk>",
            "pad_token": "<pad>",
            "mask_token": "<mask>",
            "clean_up_tokenization_spaces": False,
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "1_Pooling/config.json": {
            "word_embedding_dimension": shape.hidden,
            "pooling_mode_cls_token": False,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_max_tokens": False,
            "pooling_mode_mean_sqrt_len_tokens": False,
        },
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "prompts": {"query": QUERY_PREFIX, "passage": PASSAGE_PREFIX, "document": PASSAGE_PREFIX},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }
    for name, content in settings.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _write_tokenizer(blob: E5Blob, folder: Path) -> None:
    """tokenizer.json equal in effect to the original.

    Its normaliser, SentencePiece's nmt_nfkc table, is Nmt followed by NFKC on every code point but two;
    these are carried past NFKC as noncharacters.
    """
    from tokenizers import (  # noqa: PLC0415
        AddedToken,
        Regex,
        Tokenizer,
        models,
        normalizers,
        pre_tokenizers,
        processors,
    )

    kept = {"～": "\ufdd0", "\U0001f23b": "\ufdd1"}
    tokenizer = Tokenizer(
        models.Unigram(list(zip(blob.pieces, blob.scores.tolist(), strict=True)), unk_id=UNKNOWN, byte_fallback=False)
    )
    tokenizer.normalizer = normalizers.Sequence(
        [
            *(normalizers.Replace(character, stand_in) for character, stand_in in kept.items()),
            normalizers.Nmt(),
            normalizers.NFKC(),
            *(normalizers.Replace(stand_in, character) for character, stand_in in kept.items()),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", BOS), ("</s>", EOS)],
    )
    tokenizer.add_special_tokens(
        [AddedToken(blob.pieces[i], normalized=False) for i in (0, 1, 2, 3, len(blob.pieces) - 1)]
    )
    (folder / "tokenizer.json").write_text(tokenizer.to_str(), encoding="utf-8")
