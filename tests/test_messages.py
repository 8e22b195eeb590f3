"""Every message exists in each language, with the same values, and ends with what to do."""

from __future__ import annotations

import ast
import errno
import os
import re
import string
from pathlib import Path

import pytest

from rag import errors
from rag.messages import LANGUAGES, MESSAGES, os_reason, render
from rag.settings import Settings

RAG = Path(__file__).resolve().parent.parent / "rag"


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def _calls() -> list[tuple[str, str, set[str]]]:
    """(class or "render", key, names of the values) of every message that the code asks for by a literal key."""
    found = []
    for path in RAG.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            name = getattr(node.func, "id", "")
            if name in errors.__all__ or name == "render":
                found.append((name, node.args[0].value, {word.arg for word in node.keywords if word.arg}))
    return found


@pytest.mark.parametrize(("kind", "key", "values"), _calls())
def test_every_message_asked_for_exists_with_its_values(kind: str, key: str, values: set[str]):
    """No error path can fail while it makes its message."""
    traditional, english = MESSAGES[key]
    assert _fields(traditional) <= values, kind
    assert _fields(english) <= values, kind


@pytest.mark.parametrize("key", sorted({key for kind, key, _ in _calls() if kind != "render"}))
def test_every_error_ends_with_what_to_do(key: str):
    """The last line of an error is a hint, in each language."""
    traditional, english = MESSAGES[key]
    assert traditional.splitlines()[-1].startswith("提示：")
    assert english.splitlines()[-1].startswith("Hint: ")


def test_simplified_is_derived_from_traditional():
    """The Simplified message is the Traditional one in the other script."""
    assert render("index-missing", "zh-Hans", path="index").startswith("index 里没有索引。")
    assert set(LANGUAGES) == {"zh-Hant", "zh-Hans", "en"}


def test_error_text_is_traditional_unless_asked_otherwise():
    """str(error) is what a Python caller sees; the command line picks the language."""
    error = errors.UsageError("top-too-small", value=0)
    assert "至少要是 1" in str(error)
    assert error.text("en").startswith("The number of passages (--top, top_k) is 0")
    assert errors.UsageError.exit_code == 2


def test_every_variable_named_is_a_setting():
    """A hint that names an ANWEN_* variable names one that exists; a folder and two secrets are none on purpose."""
    named = {name for texts in MESSAGES.values() for text in texts for name in re.findall(r"ANWEN_([A-Z_]+)", text)}
    assert named
    assert named <= {field.upper() for field in Settings.__dataclass_fields__} | {"DATA", "LLM_KEY", "AUTH"}


def test_the_systems_reason_is_said_in_the_language_of_the_message(tmp_path):
    """A file that is missing, a file taken for a folder, a folder taken for a file: as the system raises them."""
    (tmp_path / "檔案").touch()
    said = []
    for path in (tmp_path / "没有", tmp_path / "檔案" / "下", tmp_path):
        with pytest.raises(OSError) as caught:
            path.read_bytes()
        said.append([os_reason(caught.value, language) for language in LANGUAGES])
        text = errors.AnswerFileError("answer-unreadable", path="甲", reason=caught.value).text("zh-Hans")
        assert text.startswith(f"读不了答案档 甲：{said[-1][1]}。")
    assert said == [
        ["沒有這個檔案或資料夾", "没有这个档案或资料夹", "no such file or folder"],
        [
            "路徑中有一段是檔案，不是資料夾",
            "路径中有一段是档案，不是资料夹",
            "a part of the path is a file, not a folder",
        ],
        ["是資料夾，不是檔案", "是资料夹，不是档案", "it is a folder, not a file"],
    ]


@pytest.mark.parametrize("name", sorted(key.removeprefix("os-") for key in MESSAGES if key.startswith("os-")))
def test_every_reason_of_the_system_is_one_that_it_has(name: str):
    """A misspelt name would never be said; with its number, the message is found."""
    number = getattr(errno, name)
    assert os_reason(OSError(number, os.strerror(number)), "en") == MESSAGES[f"os-{name}"][1]


def test_what_the_system_seldom_says_stays_in_its_own_words():
    """Better in English than not at all; without words, whatever the error has."""
    assert os_reason(OSError(errno.EXDEV, "Invalid cross-device link")) == "Invalid cross-device link"
    assert os_reason(OSError("沒有編號")) == "沒有編號"


def test_english_is_written_with_english_marks():
    """No full-width bracket, quotation mark or stop in an English message."""
    found = {key: re.findall(r"[「」（）【】：；，。、]", english) for key, (_, english) in MESSAGES.items()}
    assert {key for key, marks in found.items() if marks} == set()
