"""The one settings object: flags over ANWEN_* variables over anwen.toml over the defaults below."""

from __future__ import annotations

import dataclasses
import math
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_type_hints
from urllib.parse import urlsplit

from rag.errors import UsageError
from rag.messages import DEFAULT_LANGUAGE, LANGUAGES

__all__ = ["DEFAULT_MODEL", "ENGINES", "Settings", "changed_settings", "load_settings", "settings_dict"]

DEFAULT_MODEL = "multilingual-e5-small"
ENGINES = ("auto", "onnx", "sentence-transformers")


def _default_cache_dir() -> Path:
    from platformdirs import user_cache_path  # noqa: PLC0415 -- only when nobody names a folder

    return user_cache_path("anwen", appauthor=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything a user can set, checked once at the edge and passed down.

    Attributes:
        corpus_dir: folder of case documents, read recursively.
        index_dir: folder of the built index.
        cache_dir: where the converted model is kept.
        model: "multilingual-e5-small", the name of a sentence-transformers model, or a folder with one.
        engine: "auto", "onnx" (the default model only) or "sentence-transformers".
        language: of messages: "zh-Hant", "zh-Hans" or "en".
        encoding: Python codec for all files of the corpus; empty means detect.
        max_file_bytes: larger files are left out with a warning.
        max_question_chars: longer questions are refused.
        chunk_chars: characters a passage aims at.
        max_passage_chars: characters a passage never exceeds.
        sentence_weight: σ, the share of the best sentence's cosine against the passage's, in [0, 1].
        lexical_weight: λ, the share of BM25 in the score, >= 0.
        interaction_weight: μ, the share of late interaction in the score, >= 0.
        bridge: whether English in questions is also looked for by its translations.
        min_confidence: an answer whose confidence is lower is refused, in [0, 1].
        max_quote_chars: characters an answer quotes at most.
        lock_wait_s: seconds a build waits for another build of the same index.
        llm: whether the passages found are sent to the language model at `llm_url`, for a draft that is checked.
        llm_url: of an OpenAI-compatible endpoint, such as "http://127.0.0.1:11434/v1"; empty means none. Its key
            is no setting: see `rag.draft.language_model`.
        llm_model: its name there.
        llm_timeout_s: seconds for the whole draft.
        read_only: whether the page leaves out adding, removing and building.
    """

    corpus_dir: Path = Path("corpus")
    index_dir: Path = Path("index")
    cache_dir: Path = field(default_factory=_default_cache_dir)
    model: str = DEFAULT_MODEL
    engine: str = "auto"
    language: str = DEFAULT_LANGUAGE
    encoding: str = ""
    max_file_bytes: int = 20_000_000
    max_question_chars: int = 2_000
    chunk_chars: int = 300
    max_passage_chars: int = 400
    sentence_weight: float = 0.5
    lexical_weight: float = 0.2
    interaction_weight: float = 0.3
    bridge: bool = True
    min_confidence: float = 0.5
    max_quote_chars: int = 400
    lock_wait_s: float = 600.0
    llm: bool = False
    llm_url: str = ""
    llm_model: str = ""
    llm_timeout_s: float = 60.0
    read_only: bool = False

    def __post_init__(self) -> None:
        """Check every bound.

        Raises:
            UsageError: a value is out of bounds or not one of its choices.
        """
        choices = {"language": LANGUAGES, "engine": ENGINES}
        for name, allowed in choices.items():
            if getattr(self, name) not in allowed:
                raise UsageError("setting-choice", name=name, value=getattr(self, name), allowed=", ".join(allowed))
        lows: dict[str, float] = {
            "max_file_bytes": 1,
            "max_question_chars": 1,
            "chunk_chars": 50,
            "max_passage_chars": self.chunk_chars,
            "sentence_weight": 0.0,
            "lexical_weight": 0.0,
            "interaction_weight": 0.0,
            "min_confidence": 0.0,
            "max_quote_chars": 50,
            "lock_wait_s": 0.0,
            "llm_timeout_s": 0.1,
        }
        highs = {"min_confidence": 1.0, "sentence_weight": 1.0, "llm_timeout_s": 3600.0}
        for name, low in lows.items():
            value, high = getattr(self, name), highs.get(name, math.inf)
            if not low <= value <= high or not math.isfinite(value):
                raise UsageError("setting-range", name=name, value=value, low=low, high=high)
        if self.encoding:
            try:
                "".encode(self.encoding)
            except (LookupError, ValueError):
                raise UsageError("setting-encoding", value=self.encoding) from None
        if self.llm_url and not _is_endpoint(self.llm_url):
            raise UsageError("setting-llm-url")  # not its value: a password may be in it


def _is_endpoint(url: str) -> bool:
    """Whether `url` is http or https with a host, and has no place for a secret: settings are printed and stored."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    return (
        parts.scheme in {"http", "https"}
        and bool(parts.hostname)
        and port != 0
        and url.isascii()
        and url.isprintable()
        and not set(url) & set("@?# ")
    )


_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def _convert(name: str, value: object, kind: type) -> object:
    """`value` as `kind`, strictly: text from the environment or a TOML value.

    Raises:
        UsageError: it cannot be read as that kind.
    """
    if "\0" in str(value):
        raise UsageError("setting-type", name=name, value=str(value).replace("\0", "\\0"), kind=kind.__name__)
    if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
        return value
    if kind is bool:
        if str(value).lower() not in _BOOLEANS or not isinstance(value, str):
            raise UsageError("setting-type", name=name, value=value, kind=kind.__name__)
        return _BOOLEANS[value.lower()]
    if not isinstance(value, str) and (isinstance(value, bool) or (kind, type(value)) != (float, int)):
        raise UsageError("setting-type", name=name, value=value, kind=kind.__name__)
    try:
        return kind(value)
    except ValueError:
        raise UsageError("setting-type", name=name, value=value, kind=kind.__name__) from None


def load_settings(
    flags: Mapping[str, object] | None = None,
    *,
    environ: Mapping[str, str] = os.environ,
    toml_path: Path = Path("anwen.toml"),
) -> Settings:
    """Settings from `flags` (None values are not given), then ANWEN_* variables, then the TOML file.

    Raises:
        UsageError: an unknown key in the file or the flags, a value of the wrong type or out of bounds.
    """
    kinds = get_type_hints(Settings)
    merged: dict[str, object] = {}
    try:
        merged.update(tomllib.loads(toml_path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        pass
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError("setting-file", path=toml_path, reason=error) from error
    unknown = sorted(set(merged) - set(kinds))
    if unknown:
        raise UsageError("setting-unknown", name=unknown[0], path=toml_path, known=", ".join(kinds))
    for name in kinds:
        variable = environ.get(f"ANWEN_{name.upper()}")
        if variable is not None:
            merged[name] = variable
    merged.update({name: value for name, value in (flags or {}).items() if value is not None})
    return Settings(**{name: _convert(name, value, kinds[name]) for name, value in merged.items()})  # type: ignore[arg-type]


def changed_settings(settings: Settings, values: Mapping[str, object], *, source: Path) -> Settings:
    """`settings` with the values that the file `source` gives by name.

    Raises:
        UsageError: an unknown name, a value of the wrong type or out of bounds.
    """
    kinds = get_type_hints(Settings)
    for name in values:
        if name not in kinds:
            raise UsageError("setting-unknown", name=name, path=source, known=", ".join(kinds))
    return dataclasses.replace(settings, **{name: _convert(name, value, kinds[name]) for name, value in values.items()})  # type: ignore[arg-type]


def settings_dict(settings: Settings) -> dict[str, object]:
    """The settings as JSON values, paths as text."""
    return {
        item.name: str(value) if isinstance(value := getattr(settings, item.name), Path) else value
        for item in dataclasses.fields(settings)
    }
