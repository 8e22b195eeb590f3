"""Settings: flags over ANWEN_* over anwen.toml over defaults, every mistake named."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import UsageError
from rag.settings import Settings, load_settings, settings_dict


def _load(tmp_path: Path, toml: str = "", environ: dict[str, str] | None = None, **flags: object) -> Settings:
    path = tmp_path / "anwen.toml"
    path.write_text(toml, encoding="utf-8")
    return load_settings(flags, environ=environ or {}, toml_path=path)


def test_flags_win_over_variables_over_the_file_over_defaults(tmp_path):
    """Each layer overrides the one below it and leaves the rest alone."""
    toml = 'chunk_chars = 210\nlexical_weight = 0.3\nindex_dir = "a"'
    environ = {"ANWEN_LEXICAL_WEIGHT": "0.4", "ANWEN_INDEX_DIR": "b"}
    settings = _load(tmp_path, toml, environ, index_dir="c", model=None)
    assert (settings.chunk_chars, settings.lexical_weight, settings.index_dir) == (210, 0.4, Path("c"))
    assert settings.model == Settings().model


@pytest.mark.parametrize(
    ("toml", "environ", "key"),
    [
        ("chunk_char = 1", {}, "setting-unknown"),
        ("chunk_chars = ", {}, "setting-file"),
        ('chunk_chars = "many"', {}, "setting-type"),
        ("chunk_chars = true", {}, "setting-type"),
        ("bridge = 1", {}, "setting-type"),
        ("", {"ANWEN_BRIDGE": "perhaps"}, "setting-type"),
        ("chunk_chars = 10", {}, "setting-range"),
        ("max_passage_chars = 200", {}, "setting-range"),
        ("", {"ANWEN_MIN_CONFIDENCE": "1.5"}, "setting-range"),
        ("", {"ANWEN_LEXICAL_WEIGHT": "nan"}, "setting-range"),
        ("corpus_dir = 5", {}, "setting-type"),
        ("chunk_chars = 300.9", {}, "setting-type"),
        ("max_file_bytes = inf", {}, "setting-type"),
        ("lexical_weight = inf", {}, "setting-range"),
        ('index_dir = "a\\u0000b"', {}, "setting-type"),
        ("", {"ANWEN_ENCODING": "undefined"}, "setting-encoding"),
        ("", {"ANWEN_LANGUAGE": "fr"}, "setting-choice"),
        ("", {"ANWEN_ENGINE": "magic"}, "setting-choice"),
        ("", {"ANWEN_ENCODING": "klingon"}, "setting-encoding"),
    ],
)
def test_every_mistake_is_a_usage_error(tmp_path, toml, environ, key):
    """Unknown keys, wrong types, values out of bounds: exit 2 and a hint."""
    with pytest.raises(UsageError) as caught:
        _load(tmp_path, toml, environ)
    assert caught.value.key == key
    assert caught.value.exit_code == 2


def test_settings_are_plain_json(tmp_path):
    """`anwen info` prints them all."""
    assert set(settings_dict(_load(tmp_path))) == set(Settings.__dataclass_fields__)


@pytest.mark.parametrize(
    ("toml", "environ", "flags", "expected"),
    [
        ("", {}, {}, True),
        ("bridge = false", {}, {}, False),
        ("bridge = false", {"ANWEN_BRIDGE": "1"}, {}, True),
        ("", {"ANWEN_BRIDGE": "False"}, {}, False),
        ("", {"ANWEN_BRIDGE": "true"}, {"bridge": False}, False),
    ],
)
def test_switches(tmp_path, toml, environ, flags, expected):
    """TOML's true and false; true, false, 1 and 0 in the environment."""
    assert _load(tmp_path, toml, environ, **flags).bridge is expected
