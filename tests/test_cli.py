"""The command line: JSON held to the schemas, exit codes, what goes where, and that the README says it all."""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from committed_schemas import held_to_schema

from rag.cli import build_parser

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "command",
    [
        ("search", "三方會議由哪些人參加？", "--top", "3", "--case", "3"),
        ("ask", "三方會議由哪些人參加？"),
        ("ask", "三方會議由哪些人參加？", "--case", "3", "--case", "4", "--top", "9"),
        ("ask", "How do I bake sourdough bread at home?"),
        ("compare", "取得了什麼成效？"),
        ("compare", "取得了什麼成效？", "--case", "2"),
        ("info",),
    ],
    ids=" ".join,
)
def test_json_is_held_to_its_schema(anwen, command):
    """What scripts rely on: the committed schema, schema number 1, nothing on stderr."""
    code, out, err = anwen(*command, "--json")
    assert (code, err) == (0, "")
    assert held_to_schema(command[0], out)["schema"] == 1


def test_outline_json(anwen, five_cases_path):
    """Five cases, numbered, nothing left out."""
    code, out, _ = anwen("outline", five_cases_path, "--json")
    tree = held_to_schema("outline", out)
    assert code == 0
    assert [case["number"] for case in tree["cases"]] == [1, 2, 3, 4, 5]
    assert tree["coverage"] == 1.0


def test_a_refusal_is_done(anwen):
    """Exit 0: that the collection does not say is an answer."""
    code, out, _ = anwen("ask", "How do I bake sourdough bread at home?")
    assert code == 0
    assert "找不到" in out


def test_text_output_names_every_source(anwen):
    """Statements with numbers, then the place of each."""
    code, out, _ = anwen("ask", "三方會議多久開一次？")
    assert code == 0
    assert "每月召開一次專題會議" in out
    assert "[1]" in out
    assert "(1)召開“三方會議” · 第 1 段 [" in out


def test_ask_and_compare_keep_to_the_chosen_cases(anwen, five_cases):
    """`--document` and `--case` may be repeated; both must hold."""
    name = five_cases.documents[0].name
    chosen = ("--document", name, "--case", "2", "--case", "5")
    answer = json.loads(anwen("ask", "成效", *chosen, "--top", "20", "--json")[1])
    assert {hit["case"] for hit in answer["nearest"]} == {2, 5}
    assert len(answer["nearest"]) == 20
    rows = json.loads(anwen("compare", "取得了什么成效？", *chosen, "--json")[1])["rows"]
    assert [row["case"] for row in rows] == [2, 5]


@pytest.mark.parametrize(
    ("arguments", "code", "part"),
    [
        (("ask", ""), 2, "問題是空的"),
        (("ask", "？？？"), 2, "問題是空的"),
        (("ask", "黨" * 2001), 2, "2000"),
        (("ask", "黨課", "--max-question-chars", "1"), 2, "上限是 1"),
        (("search", "黨課", "--top", "0"), 2, "--top"),
        (("search", "黨課", "--top", "many"), 2, "--help"),
        (("search", "黨課", "--document", "none.txt"), 2, "none.txt"),
        (("ask", "黨課", "--document", "none.txt"), 2, "none.txt"),
        (("compare", "黨課", "--case", "9"), 2, "1–5"),
        (("ask", "案例二的成效", "--case", "3"), 2, "案例 2，不在所選的案例之內"),
        (("ask", "黨課", "--top", "51", "--index", "nowhere"), 2, "1 到 50"),
        (("ask", "黨課", "--index", "nowhere"), 1, "anwen build"),
        (("ask", "黨課", "--out", "a.txt", "--index", "nowhere"), 2, ".md .docx .json"),
        (("compare", "黨課", "--out", "."), 2, ".md .docx .json"),
        (("ask", "黨課", "--out", "nowhere/a.md", "--index", "no"), 2, "沒有 nowhere 這個資料夾"),
        (("ask", "黨課", "--after", "nowhere.md", "--index", "no"), 1, "nowhere.md"),
        (("ask", "", "--index", "nowhere"), 2, "問題是空的"),
        (("search", "黨課", "--top", "0", "--index", "nowhere"), 2, "--top"),
        (("ask", "-黨課"), 2, "--"),
        (("ask", "黨課", "--language", "fr"), 2, "zh-Hant"),
        (("ask", "黨課", "--min-confidence", "2"), 2, "min_confidence"),
        (("ask", "黨課", "--model", "no-such-model-anywhere"), 1, "no-such-model-anywhere"),
        (("build", "--corpus", "nowhere"), 1, "nowhere"),
        (("outline", "nowhere.txt"), 1, "nowhere.txt"),
        (("verify", "nowhere.json"), 1, "nowhere.json"),
        (("serve", "--host", "0.0.0.0"), 1, "--auth"),
        ((), 2, "--help"),
        (("dance",), 2, "--help"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, tuple) else None,
)
def test_every_mistake_ends_with_what_to_do(anwen, arguments, code, part):
    """The exit code of the contract, one message on stderr that ends with a hint, nothing on stdout, no traceback."""
    found, out, err = anwen(*arguments)
    assert (found, out) == (code, "")
    assert part in err
    assert err.strip().splitlines()[-1].startswith(("提示：", "Hint: "))
    assert "Traceback" not in err


def test_messages_come_in_three_languages(anwen):
    """Traditional by default, Simplified and English by choice."""
    assert "裏沒有索引" in anwen("ask", "黨課", "--index", "no")[2]
    assert "里没有索引" in anwen("ask", "黨課", "--index", "no", "--language", "zh-Hans")[2]
    assert "There is no index" in anwen("ask", "黨課", "--index", "no", "--language", "en")[2]


def test_an_exported_answer_verifies(anwen, tmp_path):
    """Out of `ask --json` into `verify`: the same; with one altered character: exit 1."""
    _, out, _ = anwen("ask", "三方會議由哪些人參加？", "--json")
    (tmp_path / "answer.json").write_text(out, encoding="utf-8")
    code, printed, _ = anwen("verify", tmp_path / "answer.json", "--json")
    assert code == 0
    assert {row["status"] for row in held_to_schema("verify", printed)["results"]} == {"same"}
    altered = json.loads(out)
    quote = altered["citations"][0]["quote"]
    altered["citations"][0]["quote"] = altered["statements"][0]["text"] = quote[:5] + "錯" + quote[6:]
    (tmp_path / "answer.json").write_text(json.dumps(altered), encoding="utf-8")
    code, printed, _ = anwen("verify", tmp_path / "answer.json")
    assert code == 1
    assert "文字已改動" in printed


@pytest.mark.parametrize("suffix", [".md", ".docx", ".json"])
def test_an_answer_written_to_a_file_verifies(anwen, tmp_path, suffix):
    """`--out` writes beside what is printed, in each format; `verify` takes it, whatever it is called by then."""
    for command, question in (("ask", "三方會議由哪些人參加？"), ("compare", "取得了什麼成效？")):
        printed = anwen(command, question)[1]
        code, out, err = anwen(command, question, "--out", f"a{suffix}")
        assert (code, out, err) == (0, printed, f"已匯出到 a{suffix}\n")
        (tmp_path / f"a{suffix}").rename(tmp_path / "b")
        code, out, err = anwen("verify", "b")
        assert (code, err) == (0, "")
        assert out.splitlines()[-1].endswith("全部逐字屬實。")
        assert anwen(command, question, "--out", f"a{suffix}", "--quiet", "--json")[2] == ""


@pytest.mark.skipif(sys.platform != "linux", reason="/proc takes no files")
@pytest.mark.parametrize(
    "command", [("ask", "三方會議多久開一次？"), ("compare", "三方會議多久開一次？")], ids=" ".join
)
def test_a_file_that_cannot_be_written_takes_no_answer_away(anwen, command):
    """It is shown first; then the message names the file that was asked for, and ends with what to do."""
    _, shown, _ = anwen(*command)
    code, out, err = anwen(*command, "--out", "/proc/答案.md")
    assert (code, out) == (1, shown)
    assert "'/proc/答案.md'" in err
    assert err.splitlines()[-1].startswith("提示：")


@pytest.mark.parametrize("suffix", [".md", ".docx", ".json"])
def test_a_follow_up_refers_to_an_exported_answer(anwen, tmp_path, suffix):
    """`--after` reads what `--out` writes, whatever the format; a comparison is said to be one."""
    first, comparison = tmp_path / f"答案{suffix}", tmp_path / f"比較{suffix}"
    anwen("ask", "开放式党课重点做到哪五个开放？", "--out", first)
    code, out, err = anwen("ask", "那第三個呢？", "--after", first)
    assert (code, err) == (0, "")
    assert out.startswith("實際檢索的問題：形式開放")
    anwen("compare", "取得了什麼成效？", "--out", comparison)
    code, out, err = anwen("ask", "那第三個呢？", "--after", comparison)
    assert (code, out) == (1, "")
    assert "不能接着追問" in err


def test_build_then_ask_then_build_again(anwen, tmp_path):
    """The whole way on a folder of one's own: built, answered, up to date."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.txt").write_text("一、做法\n\n每月召開一次專題會議。\n", encoding="gb18030")
    (tmp_path / "mine" / "broken.txt").write_bytes(bytes(300))
    where = ("--corpus", "mine", "--index", "own")
    code, out, err = anwen("build", *where)
    assert (code, out) == (0, "")
    assert "broken.txt" in err
    assert "1 份文件" in err
    code, out, _ = anwen("search", "專題會議多久一次", "--index", "own", "--json")
    assert json.loads(out)["hits"][0]["document"] == "a.txt"
    assert "已是最新" in anwen("build", *where)[2]
    assert anwen("build", *where, "--quiet")[2] == ""


def test_what_a_terminal_would_obey_is_not_printed(anwen, tmp_path):
    """A document copied from anywhere may hold colours or worse; in JSON, as quoted, they are harmless escapes."""
    (tmp_path / "mine").mkdir()
    text = "一、做法\n\n三方會議\x1b[31m每月召開一次\x07。\n三方会议由书记\x9b2J主持。\n"
    (tmp_path / "mine" / "a.txt").write_text(text, encoding="utf-8")
    anwen("build", "--corpus", "mine", "--index", "own")
    for command in ("ask", "search", "compare"):
        code, out, _ = anwen(command, "三方會議多久召開一次", "--index", "own")
        assert (code, "三方會議\ufffd[31m每月召開一次\ufffd。" in out) == (0, True)
        assert not set(out) & set("\x1b\x07\x9b")
    answer = json.loads(anwen("ask", "三方會議多久召開一次", "--index", "own", "--json")[1])
    assert all(text[cited["start"] : cited["end"]] == cited["quote"] for cited in answer["citations"])
    assert any("\x1b[31m" in cited["quote"] for cited in answer["citations"])


def test_info_tells_the_state_of_the_index(anwen):
    """Ready with its facts, or why not; never an error."""
    assert json.loads(anwen("info", "--json")[1])["index"]["state"] == "ready"
    code, out, _ = anwen("info", "--json", "--index", "nowhere")
    assert code == 0
    assert held_to_schema("info", out)["index"]["state"] == "missing"


def _environment(settings) -> dict[str, str]:
    return os.environ | {
        f"ANWEN_{name.upper()}": str(getattr(settings, name)) for name in ("corpus_dir", "index_dir", "cache_dir")
    }


def test_asking_imports_neither_torch_nor_gradio(five_cases_settings):
    """A cold `anwen ask` loads only what it needs."""
    heavy = ["torch", "gradio", "sentence_transformers", "transformers", "langchain_text_splitters", "onnx"]
    program = (
        "import sys; from rag.cli import main; main(['ask', '三方會議多久開一次？', '--json']);"
        f"print([name for name in {heavy} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=_environment(five_cases_settings),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr.splitlines()[-1] == "[]"


def test_asking_reports_to_nobody(five_cases_settings, tmp_path):
    """No library of ours leaves a telemetry queue or an identity in the user's home or temporary folder."""
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    home.mkdir()
    temporary.mkdir()
    environment = _environment(five_cases_settings) | {"HOME": str(home), "TMPDIR": str(temporary)}
    environment.pop("ORT_DISABLE_TELEMETRY", None)
    subprocess.run(
        [sys.executable, "-m", "rag.cli", "ask", "三方會議多久開一次？"],
        env=environment,
        capture_output=True,
        check=True,
    )
    assert sorted(path.name for path in [*home.rglob("*"), *temporary.rglob("*")]) == []


def test_a_closed_pipe_is_no_error(five_cases_settings):
    """`anwen search … | head -1` ends quietly."""
    command = f"{shlex.quote(sys.executable)} -m rag.cli search 黨課 --top 100 --json | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        env=_environment(five_cases_settings),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "{\n", "")


def test_a_closed_pipe_takes_no_file_away(five_cases_settings, tmp_path):
    """`anwen ask … --out a.json | true`: nobody reads what is shown; the file is written."""
    command = f"{shlex.quote(sys.executable)} -u -m rag.cli ask 三方會議多久開一次？ -q --out {tmp_path}/a.json | true"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        env=_environment(five_cases_settings),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["status"] == "answered"


def test_ctrl_c_while_building_says_so(five_cases_settings, tmp_path):
    """SIGINT in the middle of a build: one line, exit 1, no index half-made."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number in range(40):
        lines = "".join(f"第{number}號文件的第{line}句話，講了一件很長很長的事情。\n" for line in range(200))
        (corpus / f"{number}.txt").write_text(lines, encoding="utf-8")
    index = tmp_path / "index"
    process = subprocess.Popen(
        [sys.executable, "-m", "rag.cli", "build", "--corpus", str(corpus), "--index", str(index)],
        env=_environment(five_cases_settings),
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not (index / ".builder.json").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "已中止" in err
    assert "Traceback" not in err
    assert not (index / "current").exists()


def _commands(parser: argparse.ArgumentParser, prefix: str = "anwen") -> list[str]:
    found = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                found += _commands(child, f"{prefix} {name}") or [f"{prefix} {name}"]
    return found


@pytest.mark.parametrize("command", _commands(build_parser()))
def test_every_command_is_documented(command):
    """The README has a line for each command."""
    assert f"`{command}" in README


def _options(parser: argparse.ArgumentParser) -> set[str]:
    found = {option for action in parser._actions for option in action.option_strings if option.startswith("--")}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for child in action.choices.values():
                found |= _options(child)
    return found - {"--help"}


@pytest.mark.parametrize("option", sorted(_options(build_parser())))
def test_every_option_is_documented(option):
    """The README names each option."""
    assert option in README


def _examples() -> list[tuple[str, str]]:
    """(command, output) of every `$ anwen …` in the README's console blocks."""
    found = []
    for block in re.findall(r"```console\n(.*?)```", README, flags=re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            if command.startswith("anwen "):
                found.append((command, output.strip()))
    return found


def test_the_readme_has_examples():
    """The test below must not pass by finding none."""
    assert len(_examples()) >= 3


@pytest.mark.parametrize(("command", "output"), _examples(), ids=lambda value: value[:40])
def test_the_readmes_examples_run(anwen, monkeypatch, command, output):
    """Each prints what the README shows; "…" stands for what is left out there."""
    monkeypatch.chdir(ROOT)
    code, out, err = anwen(*shlex.split(command)[1:])
    assert code == 0
    pattern = ".*".join(re.escape(piece) for piece in re.split(r"…\n?", output))
    assert re.fullmatch(pattern, (out + err).strip(), flags=re.DOTALL), out + err
