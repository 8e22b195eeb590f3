"""What the command line says of its usage: help and errors in the reader's language, with exit code 2."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

import pytest

from rag.cli import build_parser
from rag.corpus.roles import ROLES
from rag.messages import LANGUAGES
from rag.settings import ENGINES
from rag.usage import Parser

HAN = re.compile("[一-鿿]")


@pytest.fixture(autouse=True)
def _eighty_columns(monkeypatch):
    """The width that argparse lays help out for, whatever terminal runs the tests."""
    monkeypatch.setenv("COLUMNS", "80")


def _parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for child in action.choices.values():
                yield from _parsers(child)


def _helps(language: str) -> dict[str, str]:
    return {parser.prog: parser.format_help() for parser in _parsers(build_parser(language))}


def test_help_is_in_the_readers_language():
    """The same commands in each; in English no Chinese character, in Chinese none of argparse's own words."""
    helps = {language: _helps(language) for language in LANGUAGES}
    assert len(helps["en"]) > 15
    assert helps["en"].keys() == helps["zh-Hant"].keys() == helps["zh-Hans"].keys()
    for prog, english in helps["en"].items():
        assert english.startswith(f"usage: {prog}")
        assert not HAN.search(english)
        for language in ("zh-Hant", "zh-Hans"):
            chinese = helps[language][prog]
            assert chinese.startswith(f"用法：{prog}")
            assert not re.search(r"usage|options:|positional|show ", chinese)
    assert "為文庫建立索引" in helps["zh-Hant"]["anwen"]
    assert "为文库建立索引" in helps["zh-Hans"]["anwen"]


def test_every_argument_is_explained_in_chinese():
    """No option is left in English, and none without a word."""
    for parser in _parsers(build_parser("zh-Hant")):
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                continue
            formatter = parser._get_formatter()
            formatter.add_argument(action)
            assert HAN.search(formatter.format_help()), (parser.prog, action.dest)


def test_no_line_of_help_is_wider_than_a_terminal():
    """A Chinese character takes two columns of the eighty."""
    for prog, text in _helps("zh-Hant").items():
        for line in text.splitlines():
            assert len(line) + len(re.findall(r"[^\x00-\x7f…]", line)) <= 80, (prog, line)


def test_help_names_what_can_be_chosen():
    """The messages spell the choices out; they are those of the settings."""
    for language in LANGUAGES:
        text = "".join(_helps(language)["anwen serve"].split())
        assert all(name in text for name in (*LANGUAGES, *ENGINES))
    assert all(role in " ".join(_helps("en")["anwen compare"].split()) for role in ROLES)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("ask",),
            (
                "anwen ask: 缺少 QUESTION。",
                "anwen ask: 缺少 QUESTION。",
                "anwen ask: QUESTION is missing.",
            ),
        ),
        (
            (),
            (
                "anwen: 缺少 COMMAND。",
                "anwen: 缺少 COMMAND。",
                "anwen: COMMAND is missing.",
            ),
        ),
        (
            ("ask", "三方會議由", "哪些人's參加"),
            (
                "anwen: 不認識「哪些人's參加」。",
                "anwen: 不认识「哪些人's參加」。",
                "anwen: “哪些人's參加” is not known.",
            ),
        ),
        (
            ("ask", "黨課", "--frob"),
            (
                "anwen: 不認識「--frob」。",
                "anwen: 不认识「--frob」。",
                "anwen: “--frob” is not known.",
            ),
        ),
        (
            ("提問",),
            (
                "anwen: 沒有「提問」這個命令。",
                "anwen: 没有「提問」这个命令。",
                "anwen: There is no command “提問”.",
            ),
        ),
        (
            ("search", "黨課", "--top", "五"),
            (
                "anwen search: --top 要是整數，不能是「五」。",
                "anwen search: --top 要是整数，不能是「五」。",
                "anwen search: --top must be a whole number, not “五”.",
            ),
        ),
        (
            ("eval", "題集", "--sample", "五"),
            (
                "anwen eval: --sample 要是整數，不能是「五」。",
                "anwen eval: --sample 要是整数，不能是「五」。",
                "anwen eval: --sample must be a whole number, not “五”.",
            ),
        ),
        (
            ("eval", "題集", "--withhold", "半"),
            (
                "anwen eval: --withhold 要是數目，不能是「半」。",
                "anwen eval: --withhold 要是数目，不能是「半」。",
                "anwen eval: --withhold must be a number, not “半”.",
            ),
        ),
        (
            ("eval", "題集", "--sample", "0"),
            (
                "anwen eval: --sample 不合用：0 < 1。",
                "anwen eval: --sample 不合用：0 < 1。",
                "anwen eval: --sample does not fit: 0 < 1.",
            ),
        ),
        (
            ("eval", "題集", "--split", "訓練"),
            (
                "anwen eval: --split 不能是「訓練」。",
                "anwen eval: --split 不能是「訓練」。",
                "anwen eval: --split cannot be “訓練”.",
            ),
        ),
        (
            ("ask", "黨課", "--top"),
            (
                "anwen ask: --top 後面少了它的值。",
                "anwen ask: --top 后面少了它的值。",
                "anwen ask: --top is given without its value.",
            ),
        ),
        (
            ("ask", "黨課", "--llm-", "a"),
            (
                "anwen ask: --llm- 可以指不止一個選項：--llm-url, --llm-model, --llm-timeout-s。",
                "anwen ask: --llm- 可以指不止一个选项：--llm-url, --llm-model, --llm-timeout-s。",
                "anwen ask: --llm- could be any of --llm-url, --llm-model, --llm-timeout-s.",
            ),
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_mistakes_are_said_in_the_readers_language(anwen, monkeypatch, arguments, said):
    """The usage, what is wrong with the user's own words as they are, and a hint; exit 2, nothing on stdout."""
    for language, line, usage, hint in zip(
        LANGUAGES,
        said,
        ("用法：anwen", "用法：anwen", "usage: anwen"),
        ("提示：", "提示：", "Hint: "),
        strict=True,
    ):
        monkeypatch.setenv("ANWEN_LANGUAGE", language)
        code, out, err = anwen(*arguments)
        assert (code, out) == (2, "")
        lines = err.splitlines()
        assert lines[-2] == line
        assert lines[0].startswith(usage)
        assert lines[-1].startswith(hint)


def test_choices_stand_in_the_hint(anwen):
    """As they are typed, without quotation marks."""
    assert anwen("eval", "題集", "--split", "訓練")[2].splitlines()[-1] == "提示：請改用其中之一：dev, test。"
    assert "search, ask, compare" in anwen("提問")[2].splitlines()[-1]


def test_the_language_is_known_before_the_arguments_are(anwen, monkeypatch, tmp_path):
    """--language over ANWEN_LANGUAGE over anwen.toml, as for every setting; an unknown one is the default."""
    english, chinese = "QUESTION is missing.", "缺少 QUESTION。"
    (tmp_path / "anwen.toml").write_text('language = "en"', encoding="utf-8")
    assert english in anwen("ask")[2]
    monkeypatch.setenv("ANWEN_LANGUAGE", "zh-Hant")
    assert chinese in anwen("ask")[2]
    assert english in anwen("ask", "--language", "en")[2]
    assert english in anwen("ask", "--language=en")[2]
    assert chinese in anwen("ask", "--language", "fr")[2]
    monkeypatch.delenv("ANWEN_LANGUAGE")
    (tmp_path / "anwen.toml").write_text("language = ", encoding="utf-8")
    assert chinese in anwen("ask")[2]


def test_an_error_without_a_message_of_ours_is_passed_on(capsys):
    """What a later Python may say of usage: in its words, with our hint, and exit 2."""
    with pytest.raises(SystemExit) as stop:
        Parser(prog="anwen", language="zh-Hant").error("something 'new'")
    assert stop.value.code == 2
    assert capsys.readouterr().err.splitlines()[-2:] == [
        "anwen: 用法不對：something 'new'。",
        "提示：anwen --help 列出用法。",
    ]
