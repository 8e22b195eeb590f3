"""`anwen eval` on the five cases and on small sets: JSON held to the schemas, exit codes, what goes where."""

from __future__ import annotations

import errno
import json
import subprocess
import sys
from pathlib import Path

import pytest
from committed_schemas import held_to_schema

from rag.cli import build_parser
from rag.eval.command import WORDS, with_run

QUESTIONS = [
    ("三方會議多久開一次？", "zh-Hant", "fact", "每月召開一次專題會議"),
    ("开放式党课是怎样推送信息的？", "zh-Hans", "how", "利用短信、微信等線上信息平臺"),
    ("What room was set up at the wind farms to ease pressure?", "en", "fact", "減壓室"),
    ("怎麼在家烤麵包？", "zh-Hant", "unanswerable-far", None),
    ("三方會議在哪個城市召開？", "zh-Hant", "unanswerable-near", None),
    ("怎么办理护照？", "zh-Hans", "unanswerable-far", None),
]


@pytest.fixture
def cases(tmp_path, five_cases) -> Path:
    """A set about the five cases, in the project's own form, called by its name from eval/sets."""
    (document,) = five_cases.documents
    rows = []
    for number, (text, language, kind, quote) in enumerate(QUESTIONS):
        start = document.text.index(quote) if quote else 0
        place = {"document": document.name, "start": start, "end": start + len(quote or ""), "quote": quote}
        row = {"id": f"q{number}", "question": text, "language": language, "kind": kind}
        rows.append(row | {"split": "dev" if number % 2 else "test", "evidence": [[place]] if quote else []})
    path = tmp_path / "eval" / "sets" / "cases.jsonl"
    path.parent.mkdir(parents=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_eval_json(anwen, cases):
    """One object per set, in the committed form; the run lies in .anwen/runs; nothing on stderr."""
    code, out, err = anwen("eval", "cases", "--json")
    assert (code, err) == (0, "")
    (result,) = held_to_schema("eval", out)
    assert (result["set"], result["n"]) == ("cases", 6)
    assert result["metrics"]["Success@1"] == 1
    assert result["metrics"]["AnswerCited"] == 1
    assert {"language=en", "kind=fact", "kind=unanswerable-far", "split=dev"} <= set(result["strata"])
    per_query = Path(result["per_query"])
    assert per_query.parent.parent == Path(".anwen/runs")
    lines = per_query.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 6
    for line in lines:
        held_to_schema("eval-query", line)


def test_eval_text(anwen, cases):
    """A table with interval and n, the strata, and where the run lies; --out and --split are heeded."""
    code, out, _ = anwen("eval", "cases", "--split", "test", "--out", "mine", "--language", "en")
    assert code == 0
    assert "cases · test · 3 questions" in out
    assert any(line.split() == ["Success@1", "1.000", "1.000", "–", "1.000", "2"] for line in out.splitlines())
    assert "language=en" in out
    assert "Run: mine/cases-test-" in out


def test_several_sets(anwen, cases, tmp_path):
    """Each gets its run; sets about the same documents share one index."""
    other = tmp_path / "other.jsonl"
    other.write_text(cases.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    code, out, _ = anwen("eval", "cases", other, "--json")
    assert code == 0
    first, second = held_to_schema("eval", out)
    assert (first["n"], second["n"]) == (6, 1)
    assert first["settings"]["index_dir"] == second["settings"]["index_dir"]


def test_a_beir_folder_with_withheld_documents(anwen, tmp_path):
    """Half of the questions have lost their documents: they are unanswerable, and counted as such."""
    folder = tmp_path / "beir"
    (folder / "qrels").mkdir(parents=True)
    texts = ["黨課要形式開放。", "風電場建立減壓室。", "三方會議每月召開一次。", "員工可以匿名提問。"]
    for name in ("corpus", "queries"):
        rows = (json.dumps({"_id": f"{name[0]}{n}", "title": "", "text": text}) for n, text in enumerate(texts))
        (folder / f"{name}.jsonl").write_text("\n".join(rows), encoding="utf-8")
    rows = "".join(f"q{n}\tc{n}\t1\n" for n in range(4))
    (folder / "qrels" / "test.tsv").write_text(f"query-id\tcorpus-id\tscore\n{rows}", encoding="utf-8")
    code, out, _ = anwen("eval", folder, "--withhold", "0.5", "--json")
    assert code == 0
    (result,) = held_to_schema("eval", out)
    assert result["counts"]["nDCG@10"] == 2
    assert result["counts"]["RefusalRecall"] == 2
    assert result["metrics"]["nDCG@10"] == 1
    assert result["settings"]["withhold"] == 0.5


def test_qrels(anwen, cases, five_cases):
    """A TREC file judges the documents instead: other metrics, another name; what it leaves out is said."""
    (document,) = five_cases.documents
    Path("nist.qrels").write_text(f"q0 0 {document.name} 2\nq1 0 {document.name} 0\n", encoding="utf-8")
    code, out, _ = anwen("eval", "cases", "--qrels", "nist.qrels", "--json")
    assert code == 0
    (result,) = held_to_schema("eval", out)
    assert (result["set"], result["n"]) == ("cases+nist", 4)  # q0 and the three that are unanswerable
    assert result["counts"]["nDCG@10"] == 1
    assert "Complete@1" not in result["metrics"]
    assert "2" in result["warnings"][0]
    assert "--qrels FILE" in anwen("eval", "run", "--help")[1]


def test_compare(anwen, cases):
    """Two runs that differ in one setting: JSON in the committed form, text with the setting named."""
    runs = []
    for weight in ("0.2", "0"):
        _, out, _ = anwen("eval", "cases", "--lexical-weight", weight, "--json")
        runs.append(str(Path(json.loads(out)[0]["per_query"]).parent))
    code, out, err = anwen("eval", "compare", *runs, "--json")
    assert (code, err) == (0, "")
    assert held_to_schema("eval-compare", out)["settings"] == {"lexical_weight": [0.2, 0.0]}
    code, out, _ = anwen("eval", "compare", *runs)
    assert code == 0
    assert "lexical_weight: 0.2 → 0.0" in out


def test_gate(anwen, cases):
    """Updated, it holds: exit 0; with a baseline that was better: exit 1, with metric and size; JSON has the form."""
    folder = Path("eval/baselines")
    folder.mkdir()
    (folder / "cases.json").write_text('{"schema": 1, "set": "cases"}', encoding="utf-8")
    assert anwen("eval", "gate")[0] == 1
    assert anwen("eval", "gate", "--update")[0] == 0
    assert anwen("eval", "gate")[0] == 0
    baseline = json.loads((folder / "cases.json").read_text(encoding="utf-8"))
    baseline["per_query"]["RefusalRecall"]["old"] = 1
    (folder / "cases.json").write_text(json.dumps(baseline), encoding="utf-8")
    code, out, _ = anwen("eval", "gate")
    assert code == 1
    assert "old" in out
    assert "--update" in out
    code, out, _ = anwen("eval", "gate", "--json")
    assert code == 1
    assert held_to_schema("eval-gate", out)[0]["missing"] == ["old"]


def test_anchor(anwen, cases, five_cases_settings, tmp_path):
    """A set whose places are off by ten: told, exit 0; --write puts them right; a lost quote is exit 1."""
    rows = [json.loads(line) for line in cases.read_text(encoding="utf-8").splitlines()]
    place = rows[0]["evidence"][0][0]
    place["start"] += 10
    place["end"] += 10
    cases.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert "anchor" in anwen("eval", "cases")[2]
    code, out, _ = anwen("eval", "anchor", "cases")
    assert (code, "1 段已移動" in out) == (0, True)
    assert anwen("eval", "anchor", "cases", "--write")[0] == 0
    assert "0 段已移動" in anwen("eval", "anchor", "cases")[1]
    rows[0]["evidence"][0][0]["quote"] = "這一句哪裏也沒有過"
    rows[0]["evidence"][0][0]["end"] = place["start"] + 9
    cases.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    code, out, _ = anwen("eval", "anchor", "cases")
    assert code == 1
    assert "這一句哪裏也沒有過" in out
    before = cases.read_bytes()
    assert anwen("eval", "anchor", "cases", "--write")[0] == 1
    assert cases.read_bytes() != before
    assert cases.with_name(cases.name + ".old").read_bytes() == before  # nothing is lost


def _lose(path: Path, *ids: str) -> bytes:
    """The set's bytes after the quotes of the questions `ids` were made such that no document holds them."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        if row["id"] in ids:
            place = row["evidence"][0][0]
            place["quote"] = "〇" * len(place["quote"])
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path.read_bytes()


def test_anchor_keeps_every_copy(anwen, cases):
    """Quotes are lost three times: three copies, each as the set then was, and none over another."""
    for name, lost in {".old": "q0", ".old-2": "q1", ".old-3": "q2"}.items():
        before = _lose(cases, lost)
        code, out, _ = anwen("eval", "anchor", "cases", "--write")
        assert (code, f"{cases.name}{name}\n" in out) == (1, True)
        assert cases.with_name(cases.name + name).read_bytes() == before
    first = cases.with_name(cases.name + ".old").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in first] == ["q0", "q1", "q2", "q3", "q4", "q5"]


def test_anchor_never_writes_an_empty_set(anwen, cases):
    """Every quote is lost, as with the wrong --corpus: refused, and neither the set nor its folder is touched."""
    answerable = cases.read_text(encoding="utf-8").splitlines()[:3]
    cases.write_text("\n".join(answerable), encoding="utf-8")
    before = _lose(cases, "q0", "q1", "q2")
    code, out, err = anwen("eval", "anchor", "cases", "--write")
    assert (code, out) == (1, "")
    assert "一題不剩" in err
    assert err.splitlines()[-1].startswith("提示：")
    assert [(path.name, path.read_bytes()) for path in cases.parent.iterdir()] == [(cases.name, before)]
    assert "找不到" in anwen("eval", "anchor", "cases")[1]


def test_a_copy_that_fails_stops_the_writing(anwen, cases, monkeypatch):
    """No copy, no writing: the set stays, no part of a copy stays, and the error is told."""
    before = _lose(cases, "q0")
    monkeypatch.setattr("os.fsync", _no_space)
    code, _, err = anwen("eval", "anchor", "cases", "--write")
    assert (code, "磁碟已滿" in err, "提示：" in err) == (1, True, True)
    assert [(path.name, path.read_bytes()) for path in cases.parent.iterdir()] == [(cases.name, before)]


def test_a_report_that_fails_leaves_the_old_one(anwen, cases, monkeypatch):
    """A full disk costs the new page only."""
    _, out, _ = anwen("eval", "cases", "--json")
    folder = str(Path(json.loads(out)[0]["per_query"]).parent)
    Path("pages").mkdir()
    page = Path("pages", "page.html")
    page.write_text("old", encoding="utf-8")
    monkeypatch.setattr("os.fsync", _no_space)
    code, _, err = anwen("eval", "report", folder, "--out", page)
    assert (code, "page.html" in err, "提示：" in err) == (1, True, True)
    assert [(path.name, path.read_text(encoding="utf-8")) for path in page.parent.iterdir()] == [("page.html", "old")]


def _no_space(_: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    ("form", "files"), [("beir", {"corpus.jsonl", "queries.jsonl"}), ("trec", {"topics.tsv", "qrels.trec"})]
)
def test_export(anwen, cases, form, files):
    """The files of the form, which `anwen eval` reads again."""
    code, out, _ = anwen("eval", "export", "cases", "written", "--format", form)
    assert code == 0
    assert "written" in out
    assert files <= {path.name for path in Path("written").iterdir()}
    assert anwen("eval", "written", "--json")[0] == 0


def test_cross_script(anwen, cases):
    """Four conditions, a loss for the two that cross, none beyond what a rank or two could do on two questions."""
    code, out, _ = anwen("eval", "cross-script", "cases", "--json")
    assert code == 0
    found = held_to_schema("eval-cross-script", out)
    assert found["n"] == 5  # the English one stays out
    assert [one["loss"] is None for one in found["conditions"]] == [
        one["questions"] == one["documents"] for one in found["conditions"]
    ]
    code, out, _ = anwen("eval", "cross-script", "cases", "--split", "test")
    assert code == 0
    crossed = next(line for line in out.splitlines() if line.startswith("zh-Hans→zh-Hant")).split()
    assert crossed[-5:] == ["0.00", "0.00", "–", "0.00", "1.0000"]


def test_report(anwen, cases):
    """One HTML file about any run folders."""
    _, out, _ = anwen("eval", "cases", "--json")
    folder = str(Path(json.loads(out)[0]["per_query"]).parent)
    code, out, _ = anwen("eval", "report", folder, "--out", "page.html")
    assert (code, out) == (0, "page.html\n")
    assert "nDCG@10" in Path("page.html").read_text(encoding="utf-8")


def test_experiments(anwen, cases):
    """A declared experiment with two variants: tables on stdout, and the report's place."""
    Path("weights.toml").write_text(
        'title = "λ"\nquestion = "how much?"\nsets = ["cases"]\nbaseline = "a"\n'
        '[[variants]]\nname = "a"\nsettings = {}\n'
        '[[variants]]\nname = "b"\nsettings = { lexical_weight = 0.0 }\n',
        encoding="utf-8",
    )
    code, out, _ = anwen("eval", "experiments", "weights.toml", "--out", "tried")
    assert code == 0
    assert "nDCG@10" in out
    assert Path("tried/report.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "code", "part"),
    [
        (("eval",), 2, "--help"),
        (("eval", "nowhere"), 1, "nowhere"),
        (("eval", "cases", "--split", "hold"), 2, "hold"),
        (("eval", "cases", "--sample", "0"), 2, "--sample"),
        (("eval", "cases", "--sample", "many"), 2, "--sample"),
        (("eval", "cases", "cases", "--qrels", "nist.qrels"), 2, "nist.qrels"),
        (("eval", "cases", "--qrels", "nowhere.qrels"), 1, "nowhere.qrels"),
        (("eval", "cases", "--withhold", "1.5"), 2, "--withhold"),
        (("eval", "cases", "--withhold", "0.5"), 1, "文庫"),
        (("eval", "cases", "--corpus", "nowhere"), 1, "nowhere"),
        (("eval", "cases", "--model", "no-such-model-anywhere"), 1, "no-such-model-anywhere"),
        (("eval", "compare", "nowhere", "nowhere"), 1, "anwen eval"),
        (("eval", "gate"), 1, "--update"),
        (("eval", "gate", "--baselines", "nowhere"), 1, "nowhere"),
        (("eval", "anchor", "nowhere"), 1, "nowhere"),
        (("eval", "export", "cases", "out", "--format", "csv"), 2, "csv"),
        (("eval", "report", "nowhere"), 1, "nowhere"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_every_mistake_ends_with_what_to_do(anwen, cases, arguments, code, part):
    """The exit code of the contract, a message that ends with a hint, nothing on stdout, no traceback."""
    found, out, err = anwen(*arguments)
    assert (found, out) == (code, "")
    assert part in err
    assert err.strip().splitlines()[-1].startswith(("提示：", "Hint: "))
    assert "Traceback" not in err


def test_a_set_comes_where_no_command_does():
    """`anwen eval SET` is `anwen eval run SET`; the reserved words and --help are left alone."""
    assert with_run(["eval", "five-cases", "--json"]) == ["eval", "run", "five-cases", "--json"]
    assert with_run(["eval", "--json", "five-cases"]) == ["eval", "run", "--json", "five-cases"]
    assert with_run(["eval", "./gate"]) == ["eval", "run", "./gate"]
    for words in (["eval"], ["eval", "--help"], ["ask", "eval"], *(["eval", word] for word in WORDS)):
        assert with_run(words) == words


def test_the_reserved_words_are_the_commands(anwen):
    """Every one of them has a help text."""
    for word in WORDS:
        code, out, _ = anwen("eval", word, "--help")
        assert code == 0
        assert out.startswith("用法：anwen eval")
    assert build_parser().parse_args(["eval", "run", "a"]).sets == ["a"]


def test_help_of_eval_is_light():
    """No numpy, no SciPy, no ir-measures before a command runs."""
    heavy = ["numpy", "scipy", "sklearn", "ir_measures", "matplotlib", "jinja2"]
    program = (
        "import sys\nfrom rag.cli import main\ntry: main(['eval', '--help'])\nexcept SystemExit: pass\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_run_shows_its_progress(anwen, cases, monkeypatch, capsys):
    """On a terminal, stderr has a bar for each stage; stdout has the table only."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    code, out, err = anwen("eval", "cases")
    assert code == 0
    assert "cases：提問" in err
    assert "cases：提問" not in out
