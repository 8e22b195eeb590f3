"""Experiments: what a file may declare, and that every variant runs on every set that is there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from committed_schemas import held_to_schema

from rag.errors import EvaluationError
from rag.eval.experiments import Experiment, Experimented, Variant, read_experiment, run_experiments
from rag.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
TEXT = "【案例】一\n一、會議\n三方會議由書記、經理和員工代表參加。\n二、午餐\n飛碟實驗室的午餐費由外星基金會支付。\n"
VARIANTS = """
[[variants]]
name = "λ = 0"
settings = { lexical_weight = 0 }

[[variants]]
name = "λ = 0.2"
"""
HEAD = {"title": '"詞面權重"', "question": '"要多少？"', "sets": '["兩題"]', "baseline": '"λ = 0.2"'}


def declare(path: Path, *, variants: str = VARIANTS, **fields: str) -> Path:
    """An experiment file; what is given replaces the usual fields, "" leaves one out."""
    lines = [f"{name} = {value}" for name, value in (HEAD | fields).items() if value]
    path.write_text("\n".join(lines) + "\n" + variants, encoding="utf-8")
    return path


def evidence(quote: str) -> list[list[dict[str, object]]]:
    """One required item with one alternative."""
    start = TEXT.index(quote)
    return [[{"document": "案例.txt", "start": start, "end": start + len(quote), "quote": quote}]]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a corpus of one document, and a set of two questions of which one is in split dev."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ANWEN_DATA", raising=False)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "案例.txt").write_text(TEXT, encoding="utf-8")
    sets = tmp_path / "eval" / "sets"
    sets.mkdir(parents=True)
    rows = [
        {"id": "a", "question": "三方會議由誰參加？", "language": "zh-Hant", "kind": "who", "split": "dev",
         "evidence": evidence("書記、經理和員工代表")},
        {"id": "b", "question": "午餐費由誰支付？", "language": "zh-Hant", "kind": "who", "split": "test",
         "evidence": evidence("外星基金會")},
    ]  # fmt: skip
    (sets / "兩題.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return tmp_path


@pytest.fixture
def settings(place: Path) -> Settings:
    """Settings of the working folder."""
    return Settings(corpus_dir=place / "corpus", cache_dir=place / "cache")


@pytest.fixture
def done(place: Path, settings: Settings, bag_encoder) -> Experimented:
    """Two variants on a set that is there and one that is not."""
    path = declare(place / "lambda.toml", sets='["兩題", "沒有的"]')
    return run_experiments([path], settings=settings, out=place / "out", encoder=bag_encoder)


# -- declaring ------------------------------------------------------------------------------------


def test_a_file_is_an_experiment(tmp_path: Path):
    """Every field, as it is written; a variant without settings is the usual ones."""
    path = declare(tmp_path / "lambda.toml", split='"dev"', sample="300")
    assert read_experiment(path) == Experiment(
        source=path,
        title="詞面權重",
        question="要多少？",
        sets=("兩題",),
        variants=(Variant("λ = 0", {"lexical_weight": 0}), Variant("λ = 0.2", {})),
        baseline=1,
        split="dev",
        sample=300,
    )


@pytest.mark.parametrize("path", sorted((ROOT / "eval" / "experiments").glob("*.toml")), ids=lambda path: path.stem)
def test_the_committed_experiments_are_well_formed(path: Path):
    """Each names settings that exist, and tunes on dev only."""
    experiment = read_experiment(path)
    assert experiment.split == "dev"
    assert len(experiment.variants) > 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"titel": '"x"'}, "titel"),
        ({"title": ""}, "title"),
        ({"question": '" "'}, "question"),
        ({"sets": "[]"}, "sets"),
        ({"sets": '"兩題"'}, "sets"),
        ({"sets": "[1]"}, "sets"),
        ({"split": '"tune"'}, "split"),
        ({"sample": "-1"}, "sample"),
        ({"sample": "true"}, "sample"),
        ({"baseline": '"λ = 1"'}, "baseline"),
        ({"variants": ""}, "variants"),
        ({"variants": '[[variants]]\nname = "λ = 0.2"'}, "variants"),
        ({"variants": VARIANTS + '[[variants]]\nname = "λ = 0"'}, "variants"),
        ({"variants": VARIANTS + '[[variants]]\nname = ""'}, "variants"),
        ({"variants": VARIANTS + '[[variants]]\nname = "x"\nsetings = {}'}, "variants"),
    ],
    ids=str,
)
def test_a_wrong_field_is_refused_by_name(tmp_path: Path, fields: dict[str, str], said: str):
    """The error names the file and the field, and shows how it is written."""
    path = declare(tmp_path / "lambda.toml", **fields)
    with pytest.raises(EvaluationError) as caught:
        read_experiment(path)
    assert caught.value.key == "experiment-field"
    assert caught.value.values["field"] == said
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("{ lexikal = 1 }", "lexikal"),
        ('{ chunk_chars = "many" }', "chunk_chars"),
        ("{ chunk_chars = 1 }", "chunk_chars"),
        ("{ chunk_chars = 500 }", "max_passage_chars"),
    ],
)
def test_a_setting_that_does_not_fit_is_refused(tmp_path: Path, settings: str, said: str):
    """Unknown, of the wrong type, or out of bounds: the error names file, variant and setting."""
    variants = VARIANTS + f'[[variants]]\nname = "第三"\nsettings = {settings}\n'
    path = declare(tmp_path / "lambda.toml", variants=variants)
    with pytest.raises(EvaluationError, match="第三") as caught:
        read_experiment(path)
    assert said in str(caught.value.values["reason"])
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("content", [b"title = ", b"\xff\xfe", None], ids=["no TOML", "no UTF-8", "no file"])
def test_an_unreadable_file_is_refused(tmp_path: Path, content: bytes | None):
    """The error names it."""
    path = tmp_path / "lambda.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(EvaluationError) as caught:
        read_experiment(path)
    assert caught.value.key == "experiment-unreadable"


# -- running --------------------------------------------------------------------------------------


def test_every_variant_runs_on_every_set(place: Path, done: Experimented):
    """Two runs of two questions, each with its settings; the second is the baseline and differs from nothing."""
    (path,) = done.results
    assert path == place / "out" / "lambda.json"
    result = json.loads(path.read_text(encoding="utf-8"))
    held_to_schema("eval-experiment", result)
    assert result["missing"] == ["沒有的"]
    (group,) = result["sets"]
    assert (group["set"], group["n"]) == ("兩題", 2)
    first, second = group["runs"]
    assert (first["variant"], second["variant"]) == ("λ = 0", "λ = 0.2")
    weights = [
        json.loads((Path(run["run"]) / "result.json").read_text(encoding="utf-8"))["settings"]["lexical_weight"]
        for run in (first, second)
    ]
    assert weights == [0.0, 0.2]
    assert second["differences"] == {}
    change = first["differences"]["nDCG@10"]
    assert change["n"] == 2
    assert change["difference"] == pytest.approx(first["metrics"]["nDCG@10"] - second["metrics"]["nDCG@10"])
    assert set(change) == {"n", "difference", "interval", "p", "wins", "losses", "ties"}
    assert "QuotedChars" not in first["differences"]
    assert change["wins"] + change["losses"] + change["ties"] == 2


def test_the_report_and_the_tables_tell_the_experiment(place: Path, done: Experimented):
    """Title, question, variants, what is missing; tables.md is what the call gives."""
    page = done.report.read_text(encoding="utf-8")
    for text in ("詞面權重", "要多少？", "λ = 0.2", "沒有的"):
        assert text in page
    assert (place / "out" / "tables.md").read_text(encoding="utf-8") == done.tables
    assert "### 詞面權重\n\n要多少？\n\n| nDCG@10 · 設定 | 兩題 (n = 2) |\n|---|--:|\n| λ = 0 | " in done.tables


def test_a_missing_set_is_said(done: Experimented, caplog: pytest.LogCaptureFixture):
    """In the log as well as in the report: nobody takes it for measured."""
    del done
    assert [record.getMessage().splitlines()[0] for record in caplog.get_records("setup")] == [
        "實驗 lambda 略過「沒有的」：找不到這個題集。"
    ]


def test_a_split_is_asked_of_sets_that_are_split(place: Path, settings: Settings, bag_encoder):
    """Of the two questions one is in split dev."""
    path = declare(place / "lambda.toml", split='"dev"')
    done = run_experiments([path], settings=settings, out=place / "out", encoder=bag_encoder)
    assert json.loads(done.results[0].read_text(encoding="utf-8"))["sets"][0]["n"] == 1


def test_all_files_of_the_folder_unless_named(place: Path, settings: Settings, bag_encoder):
    """eval/experiments/*.toml, into .anwen/experiments."""
    (place / "eval" / "experiments").mkdir()
    for name in ("b", "a"):
        declare(place / "eval" / "experiments" / f"{name}.toml")
    done = run_experiments(settings=settings, encoder=bag_encoder)
    assert [path.as_posix() for path in done.results] == [".anwen/experiments/a.json", ".anwen/experiments/b.json"]


def test_nothing_runs_when_a_file_is_wrong(place: Path, settings: Settings, bag_encoder):
    """All files are read first: an error in the last does not cost an hour of the first."""
    good, bad = declare(place / "good.toml"), declare(place / "bad.toml", sets="[]")
    with pytest.raises(EvaluationError):
        run_experiments([good, bad], settings=settings, out=place / "out", encoder=bag_encoder)
    assert not (place / "out").exists()


def test_no_set_at_all_is_an_error(place: Path, settings: Settings, bag_encoder):
    """An empty report would say nothing."""
    path = declare(place / "lambda.toml", sets='["沒有的"]')
    with pytest.raises(EvaluationError, match="沒有的") as caught:
        run_experiments([path], settings=settings, out=place / "out", encoder=bag_encoder)
    assert caught.value.key == "experiment-sets-none"


def test_an_output_that_cannot_be_written_is_said(place: Path, settings: Settings, bag_encoder):
    """The folder's name is taken by a file."""
    (place / "out").write_text("")
    with pytest.raises(EvaluationError, match="out"):
        run_experiments([declare(place / "l.toml")], settings=settings, out=place / "out", encoder=bag_encoder)
