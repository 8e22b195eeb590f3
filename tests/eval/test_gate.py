"""The gate: holds, falls, says which questions, and is rewritten on demand."""

from __future__ import annotations

import errno
import json
import re
from pathlib import Path

import pytest
from committed_schemas import held_to_schema

from rag.errors import EvaluationError, UsageError
from rag.eval.gate import gate, read_baselines, update
from rag.eval.text import gated_text
from rag.settings import Settings

NOTES = ["黨課形式開放", "風電場站減壓", "三方會議制度", "員工思想動態", "職工長跑比賽", "書記主持學習"]


@pytest.fixture
def settings(tmp_path) -> Settings:
    """Settings whose cache is the test's own."""
    return Settings(cache_dir=tmp_path / "cache")


@pytest.fixture
def beir(tmp_path) -> Path:
    """Six documents, and six questions that are their texts: every one is found first."""
    folder = tmp_path / "notes"
    (folder / "qrels").mkdir(parents=True)
    texts = dict(enumerate(NOTES))
    for name in ("corpus", "queries"):
        rows = (json.dumps({"_id": f"{name[0]}{n}", "text": text}) for n, text in texts.items())
        (folder / f"{name}.jsonl").write_text("\n".join(rows), encoding="utf-8")
    rows = "".join(f"q{n}\tc{n}\t1\n" for n in texts)
    (folder / "qrels" / "test.tsv").write_text(f"query-id\tcorpus-id\tscore\n{rows}", encoding="utf-8")
    return folder


@pytest.fixture
def asked(beir, tmp_path, settings, bag_encoder):
    """Calls `gate` or `update` on the one baseline, which was made with `update`."""
    folder = tmp_path / "baselines"
    folder.mkdir()
    (folder / "notes.json").write_text(json.dumps({"schema": 1, "set": str(beir)}), encoding="utf-8")

    def call(what):
        (baseline,) = read_baselines(folder)
        return what(baseline, settings, out=tmp_path / "runs", encoder=bag_encoder)

    call(update)
    return call


def _rewrite(path: Path, change) -> None:
    found = json.loads(path.read_text(encoding="utf-8"))
    change(found)
    path.write_text(json.dumps(found), encoding="utf-8")


def test_what_was_measured_holds(asked, tmp_path):
    """Straight after an update nothing has fallen; the file has the committed form and names no folder."""
    text = (tmp_path / "baselines" / "notes.json").read_text(encoding="utf-8")
    held_to_schema("eval-baseline", json.loads(text))
    assert "cache" not in text
    gated = asked(gate)
    assert gated.holds
    assert [(one.metric, one.before, one.now, one.p) for one in gated.metrics] == [
        ("nDCG@10", 1, 1, 1),
        ("Success@1", 1, 1, 1),
    ]
    held_to_schema("eval-gate", [gated.to_dict()])


def test_a_significant_drop_is_told_with_its_worst_questions(asked, tmp_path, beir):
    """All six questions now ask for another document. Success fell from 1 to 0 in six of six: p = 1/64 < .05."""
    rows = "".join(f"q{n}\tc{(n + 1) % 6}\t1\n" for n in range(6))
    (beir / "qrels" / "test.tsv").write_text(f"query-id\tcorpus-id\tscore\n{rows}", encoding="utf-8")
    gated = asked(gate)
    assert not gated.holds
    success = next(one for one in gated.metrics if one.metric == "Success@1")
    assert (success.before, success.now, success.n, success.significant) == (1, 0, 6, True)
    assert success.p == pytest.approx(1 / 64)
    assert len(success.worst) == 5
    assert success.worst[0] == ("q0", "黨課形式開放", 1.0, 0.0)
    assert asked(update).baseline.per_query["Success@1"]["q0"] == 1
    assert asked(gate).holds


def test_a_small_drop_is_none(asked, beir):
    """One question of six: p = ½."""
    rows = "q0\tc1\t1\n" + "".join(f"q{n}\tc{n}\t1\n" for n in range(1, 6))
    (beir / "qrels" / "test.tsv").write_text(f"query-id\tcorpus-id\tscore\n{rows}", encoding="utf-8")
    gated = asked(gate)
    assert gated.holds
    success = next(one for one in gated.metrics if one.metric == "Success@1")
    assert (success.now, success.p) == (pytest.approx(5 / 6), pytest.approx(0.5))


def test_a_rise_is_no_drop(asked, tmp_path):
    """Better than the baseline holds."""
    _rewrite(
        tmp_path / "baselines" / "notes.json",
        lambda found: found["per_query"]["Success@1"].update(dict.fromkeys(found["per_query"]["Success@1"], 0.0)),
    )
    assert asked(gate).holds


def test_a_question_that_is_gone_fails(asked, tmp_path):
    """The set has changed: not for the gate to guess what that means. One that is new is only said."""
    path = tmp_path / "baselines" / "notes.json"
    _rewrite(path, lambda found: found["per_query"]["nDCG@10"].update({"old": 1.0}))
    gated = asked(gate)
    assert not gated.holds
    assert gated.missing == ("old",)
    _rewrite(path, lambda found: [found["per_query"]["nDCG@10"].pop(name) for name in ("old", "q1")])
    gated = asked(gate)
    assert gated.holds
    assert gated.added == ("q1",)


def test_a_set_with_other_bytes_is_said(asked, beir):
    """The same questions with another grade: the gate still holds, and says that the set has changed."""
    gated = asked(gate)
    assert not gated.set_changed
    assert "題集已更改" not in gated_text(gated, "zh-Hant")
    with (beir / "qrels" / "test.tsv").open("a", encoding="utf-8") as file:
        file.write("q0\tc1\t0\n")
    gated = asked(gate)
    assert gated.holds
    assert gated.set_changed
    assert gated.to_dict()["set_changed"]
    assert "題集已更改" in gated_text(gated, "zh-Hant")


def test_a_baseline_that_does_not_know_its_set_holds(asked, tmp_path):
    """One that was written before the hash was: nothing is said about what nobody knows."""
    _rewrite(tmp_path / "baselines" / "notes.json", lambda found: found["made"].pop("set_sha256"))
    assert not asked(gate).set_changed


def test_a_gated_metric_without_values_is_named(asked, tmp_path):
    """The set has it, the baseline does not: it is not held, and that is said."""
    path = tmp_path / "baselines" / "notes.json"
    assert asked(gate).unheld == ()
    _rewrite(path, lambda found: found["per_query"].pop("Success@1"))
    gated = asked(gate)
    assert gated.holds
    assert gated.unheld == ("Success@1",)
    held_to_schema("eval-gate", [gated.to_dict()])
    assert "Success@1" in gated_text(gated, "en")


def test_a_baseline_fixes_its_own_settings(asked, tmp_path, settings):
    """They come before those of the command; an unknown one is named with its file."""
    path = tmp_path / "baselines" / "notes.json"
    _rewrite(path, lambda found: found["settings"].update({"lexical_weight": 0.5, "chunk_chars": 200}))
    result = asked(gate).run.result
    assert (result["settings"]["lexical_weight"], result["settings"]["chunk_chars"]) == (0.5, 200)
    _rewrite(path, lambda found: found["settings"].update({"lambda": 0.5}))
    with pytest.raises(UsageError, match=r"notes\.json"):
        asked(gate)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("{", "notes.json"),
        ("[]", "schema"),
        ('{"schema": 2, "set": "a"}', "schema"),
        ('{"schema": 1}', "set"),
        ('{"schema": 1, "set": "a", "lambda": 1}', "lambda"),
        ('{"schema": 1, "set": "a", "sample": "many"}', "sample"),
        ('{"schema": 1, "set": "a", "made": "today"}', "made"),
        ('{"schema": true, "set": "a"}', "schema"),
        ('{"schema": 1.0, "set": "a"}', "schema"),
        ('{"schema": 1, "set": "a", "sample": true}', "sample"),
        ('{"schema": 1, "set": "a", "sample": -1}', "sample"),
        ("[" * 200_000, "notes.json"),
        ('{"schema": 1, "set": "a", "per_query": {"nDCG@10": {}}}', "per_query.nDCG@10"),
        ('{"schema": 1, "set": "a", "per_query": {"nDCG@10": [1]}}', "per_query.nDCG@10"),
        ('{"schema": 1, "set": "a", "per_query": {"nDCG@10": 0.5}}', "per_query.nDCG@10"),
        *(
            (
                f'{{"schema": 1, "set": "a", "per_query": {{"nDCG@10": {{"一": 1, "二": {value}}}}}}}',
                "per_query.nDCG@10.二",
            )
            for value in ("NaN", "Infinity", "-Infinity", '"1"', "null", "true", "[1]", "{}", "1e999", "1" + "0" * 400)
        ),
    ],
)
def test_a_bad_baseline_is_named(tmp_path, text, part):
    """File and reason, never a traceback; a value by metric and question."""
    (tmp_path / "notes.json").write_text(text, encoding="utf-8")
    with pytest.raises(EvaluationError, match=re.escape(part)) as caught:
        read_baselines(tmp_path)
    assert caught.value.key == "gate-baseline"


def test_an_update_that_fails_leaves_the_old_baseline(asked, tmp_path, monkeypatch):
    """The new file cannot take the old one's name: the old one is whole, and nothing else is left in the folder."""
    folder = tmp_path / "baselines"
    before = (folder / "notes.json").read_bytes()
    monkeypatch.setattr("rag.writing.Path.replace", _failing)
    with pytest.raises(EvaluationError, match=r"notes\.json"):
        asked(update)
    assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [("notes.json", before)]


def _failing(*_: object) -> None:
    raise OSError(errno.EIO, "Input/output error")


def test_an_empty_baseline_wants_an_update(tmp_path, settings, bag_encoder):
    """Before the first --update there is nothing to hold; nor in a folder without baselines."""
    with pytest.raises(EvaluationError, match="--update"):
        read_baselines(tmp_path)
    (tmp_path / "notes.json").write_text('{"schema": 1, "set": "a"}', encoding="utf-8")
    with pytest.raises(EvaluationError, match="--update"):
        gate(read_baselines(tmp_path)[0], settings, encoder=bag_encoder)
