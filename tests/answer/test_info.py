"""What `anwen info` prints: the facts of its JSON as lines that can be read, in each language."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from rag.answer.info import info_dict, info_text
from rag.index.builder import build_index
from rag.messages import LANGUAGES
from rag.settings import Settings


@pytest.fixture
def built(bag_encoder, tmp_path) -> Settings:
    """Settings of an index of two files of the same content, and of one that cannot be read."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name in ("甲.txt", "乙.txt"):
        (corpus / name).write_text("一、做法\n\n每月召開一次專題會議。\n", encoding="utf-8")
    (corpus / "壞.txt").write_bytes(bytes(300))
    settings = Settings(corpus_dir=corpus, index_dir=tmp_path / "索引", llm=False, bridge=True)
    build_index(settings, encoder=bag_encoder)
    return settings


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_and_version_has_its_line(built, language):
    """A label in the language, the name that anwen.toml knows, the value; no line of Python."""
    facts = info_dict(built)
    text = info_text(facts, language)
    opening, closing, colon = (" (", ")", ": ") if language == "en" else ("（", "）", "：")
    for name, value in facts["settings"].items():
        (line,) = [line for line in text.splitlines() if f"{opening}{name}{closing}{colon}" in line]
        assert line.startswith("  ")
        if value != "" and not isinstance(value, bool):
            assert line.endswith(f"{colon}{value}")
    for name, value in facts["versions"].items():
        assert f"  {name}{colon}{value}" in text.splitlines()
    assert not any(mark in text for mark in ("{'", "['", "None", "True", "False"))


def test_the_index_is_told_of(built):
    """State, encoder, sizes, each document with its other names, what was left out with its reason."""
    facts = info_dict(built)
    text = info_text(facts, "zh-Hant")
    for line in (
        "  狀態：可用",
        f"  世代：{facts['index']['generation']}",
        "  編碼器：bag-of-characters/64",
        "  向量維數：64",
        "  段落：1",
        "  句子：2",
        "  文件：乙.txt（18 字，utf-8）",
        "  內容相同的檔案：甲.txt",
    ):
        assert line in text.splitlines()
    assert "  略過：壞.txt：" in text
    assert "  翻譯問題裏的英文（bridge）：是" in text
    assert "  使用語言模型（llm）：否" in text
    assert "  語言模型的位址（llm_url）：未設定" in text


@pytest.mark.parametrize(
    ("language", "said"), [("zh-Hant", "二進位檔"), ("zh-Hans", "二进位档"), ("en", "a binary file")]
)
def test_what_was_left_out_is_said_in_the_language_asked_for(built, language, said):
    """Not in that of the build; JSON has the message's key and values beside it."""
    [row] = info_dict(replace(built, language=language))["index"]["warnings"]
    assert row["reason"].startswith("壞.txt") and said in row["reason"]
    assert (row["name"], row["key"], row["values"]["kind"]) == ("壞.txt", "document-binary", "NUL")


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("zh-Hant", ["  狀態：還沒有", "  沒有 裏沒有索引。"]),
        ("zh-Hans", ["  状态：还没有", "  沒有 里没有索引。"]),
        ("en", ["  state: missing", "  There is no index in 沒有."]),
    ],
)
def test_without_an_index_it_says_what_to_do(language, lines):
    """The state, and the message with its hint below it."""
    settings = Settings(index_dir=Path("沒有"), language=language)
    *_, state, message, hint = info_text(info_dict(settings), language).splitlines()
    assert [state, message] == lines
    assert hint.startswith(("  提示：", "  Hint: "))


def test_a_package_that_is_not_there_is_said_so():
    """A version is no null."""
    facts = {"versions": {"torch": None}}
    assert info_text(facts, "zh-Hans").splitlines()[-1] == "  torch：未安装"


def test_the_command_prints_it_in_the_language_of_the_settings(anwen, monkeypatch):
    """Without --json; the JSON is the same in every language but for the setting itself."""
    monkeypatch.setenv("ANWEN_LANGUAGE", "en")
    code, out, err = anwen("info")
    assert (code, err) == (0, "")
    assert "  corpus folder (corpus_dir): " in out
    assert "  state: ready" in out
    english = json.loads(anwen("info", "--json")[1])
    chinese = json.loads(anwen("info", "--json", "--language", "zh-Hant")[1])
    assert english["settings"].pop("language") == "en"
    assert chinese["settings"].pop("language") == "zh-Hant"
    assert english == chinese
