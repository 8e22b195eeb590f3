"""Comparing two runs, with p values and counts worked out by hand."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from committed_schemas import held_to_schema

from rag.errors import EvaluationError, UsageError
from rag.eval.comparison import Medians, compare, p_values, settled
from rag.eval.measures import measure
from rag.eval.questions import Question
from rag.eval.run_folder import write_run
from rag.eval.text import comparison_text

TEXTS = {"a": "黨課形式開放", "b": "風電場站", "c": "三方會議"}
OPTIONS = {"split": "", "sample": 0, "withhold": 0.0, "titles": False}


def test_three_wins_of_three():
    """Of the 8 sign patterns of (1, 1, 1) one gives a mean as large: 1/8 one-sided, 2/8 two-sided."""
    change = np.array([[1.0, 1.0, 1.0]])
    assert p_values(change, alternative="greater") == pytest.approx([1 / 8])
    assert p_values(change, alternative="two-sided") == pytest.approx([2 / 8])
    assert p_values(-change, alternative="less") == pytest.approx([1 / 8])


def test_a_zero_changes_nothing_and_ties_count():
    """(2, −1, 0) adds up to 1; its eight sign patterns to 3, 1, −1, −3, each twice: p = 4/8, one-sided."""
    assert p_values(np.array([[2.0, -1.0, 0.0]]), alternative="greater") == pytest.approx([0.5])


def test_no_change_is_no_evidence():
    """All the same: p = 1, one-sided and two-sided."""
    nothing = np.zeros((1, 20))
    assert p_values(nothing, alternative="two-sided") == pytest.approx([1])
    assert p_values(nothing, alternative="less") == pytest.approx([1])


def test_rounding_is_no_change():
    """A thousand differences of 1e-12 all in one direction would be significant; they are none."""
    noise = settled(np.full((1, 1000), -1e-12))
    assert p_values(noise, alternative="less") == pytest.approx([1])


def test_many_questions_are_sampled_the_same_way_every_time():
    """More sign patterns than are tried: random ones, with a fixed seed; close to the normal value.

    100 differences, 60 of +1 and 40 of −1: z = 20 / √100 = 2; with the usual correction z = 1.9, p = .0574.
    """
    change = np.array([[1.0] * 60 + [-1.0] * 40])
    first, again = (p_values(change, alternative="two-sided") for _ in range(2))
    assert first == again
    assert first[0] == pytest.approx(0.0574, abs=0.01)


@pytest.fixture
def two_runs(bench, tmp_path):
    """Four questions about document a; the first run finds it at 1, 1, 2, 3, the second at 1, 2, 1, 1.

    q1 is answered by both, q4 by the second only.
    """
    questions = [Question(id=f"q{n}", text=f"黨課 {n}", relevant={"a": 1}) for n in range(1, 5)]
    made = bench(TEXTS, *questions)
    orders = {1: "abc", 2: "bac", 3: "bca"}
    quotes = (("a", "黨課"),)

    def write(name: str, ranks: list[int], answered: set[int], options: dict[str, object]) -> Path:
        asked = [
            made.asked(one, *orders[rank], quotes=quotes if n in answered else ())
            for n, (one, rank) in enumerate(zip(questions, ranks, strict=True), start=1)
        ]
        run = made.run(*asked)
        write_run(run, measure(run), tmp_path / name, options=options)
        return tmp_path / name

    first = write("first", [1, 1, 2, 3], {1}, OPTIONS)
    return first, write("second", [1, 2, 1, 1], {1, 4}, OPTIONS | {"sample": 4})


def test_a_metric_in_both_runs(two_runs):
    """MRR: 1, 1, ½, ⅓ against 1, ½, 1, 1: +2/3 in sum, one loss, two wins, one tie.

    Signs of (0, −½, ½, ⅔): sums of ±½ ±½ ±⅔ that reach ⅔ in size: of the eight, 5/3, ⅔ twice, and their
    opposites: 6, so p = 6/8.
    """
    found = compare(*two_runs).differences["MRR@10"]
    assert found.a == pytest.approx((1 + 1 + 1 / 2 + 1 / 3) / 4)
    assert found.b == pytest.approx((1 + 1 / 2 + 1 + 1) / 4)
    assert found.difference == pytest.approx(2 / 3 / 4)
    assert (found.n, found.wins, found.losses, found.ties) == (4, 2, 1, 1)
    assert found.p == pytest.approx(6 / 8)
    assert -0.5 <= found.low < found.difference < found.high <= 2 / 3


def test_lower_is_better_for_false_refusals(two_runs):
    """The second run refuses one question less: a win, though the number falls."""
    found = compare(*two_runs).differences["FalseRefusals"]
    assert (found.a, found.b, found.wins, found.losses) == (0.75, 0.5, 1, 0)


def test_quoted_length_is_compared_where_both_answer(two_runs):
    """Only q1 has an answer in both. It is told by its median, as in a result; no way is better, nothing is tested."""
    comparison = compare(*two_runs)
    assert comparison.medians == {"QuotedChars": Medians(1, 2.0, 2.0)}
    assert "QuotedChars" not in comparison.differences
    assert any(
        line.split() == ["QuotedChars", "1", "2.0", "2.0"] for line in comparison_text(comparison, "en").splitlines()
    )


def test_medians_are_those_of_the_questions_in_common(two_runs):
    """Lengths 2, 4, 60 and 10, 20, 30: 4 against 20; the means, 22 and 20, would say the opposite."""
    for folder, lengths in zip(two_runs, ((2, 4, 60, None), (10, 20, 30, 7)), strict=True):
        rows = [json.loads(line) for line in (folder / "per_query.jsonl").read_text(encoding="utf-8").splitlines()]
        lines = (json.dumps(row | {"quoted_chars": n}) for row, n in zip(rows, lengths, strict=True))
        (folder / "per_query.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert compare(*two_runs).medians == {"QuotedChars": Medians(3, 4.0, 20.0)}


def test_questions_without_a_metric_in_common_are_refused(two_runs):
    """Answerable in one run, withheld in the other: said, instead of a traceback."""
    second = two_runs[1]
    rows = [json.loads(line) for line in (second / "per_query.jsonl").read_text(encoding="utf-8").splitlines()]
    lines = (json.dumps(row | {"metrics": {"RefusalRecall": 1.0}, "answerable": False}) for row in rows)
    (second / "per_query.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(EvaluationError) as caught:
        compare(*two_runs)
    assert caught.value.key == "compare-nothing"


def test_another_corpus_is_said_wherever_it_lies(two_runs):
    """The folder's name changes no number; what it holds may."""
    second = two_runs[1]
    result = json.loads((second / "result.json").read_text(encoding="utf-8"))
    result["settings"]["corpus_dir"] = "elsewhere"
    (second / "result.json").write_text(json.dumps(result | {"corpus_sha256": "1" * 64}), encoding="utf-8")
    assert set(compare(*two_runs).settings) == {"sample", "corpus_sha256"}


def test_batches_change_no_number_and_bound_memory(monkeypatch):
    """5,000 questions and 16 metrics stay below 200 MB; a small batch draws the same random signs."""
    few = np.random.default_rng(1).random((2, 40)) - 0.45
    whole = p_values(few, alternative="two-sided")
    with monkeypatch.context() as patched:
        patched.setattr("rag.eval.measures.BATCH", 7)
        assert (p_values(few, alternative="two-sided") == whole).all()
    monkeypatch.setattr("rag.eval.comparison.PERMUTATIONS", 600)
    tracemalloc.start()
    p_values(np.ones((16, 5_000)), alternative="two-sided")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200e6


def test_the_questions_that_changed_most(two_runs):
    """By MRR: q2 fell by ½; q3 rose by ½, q4 by ⅔; q1 did not change. Worst for the second run first."""
    comparison = compare(*two_runs, metric="MRR@10")
    assert [one.id for one in comparison.changed] == ["q2", "q3", "q4"]
    worst = comparison.changed[0]
    assert (worst.a, worst.b) == (1, 0.5)
    assert [hit["document"] for hit in worst.query_b["hits"]] == ["b", "a", "c"]


def test_what_differed_is_said(two_runs):
    """Settings that differ, and nothing about where the files lie."""
    assert compare(*two_runs).settings == {"sample": (0, 4)}


def test_json_is_held_to_its_schema(two_runs):
    """The committed form."""
    held_to_schema("eval-compare", compare(*two_runs).to_dict())


def test_a_run_against_itself(two_runs):
    """Nothing changed: all ties, p = 1, interval of one point, no question to show."""
    comparison = compare(two_runs[0], two_runs[0])
    assert {(one.wins, one.losses, one.p, one.low, one.high) for one in comparison.differences.values()} == {
        (0, 0, 1, 0, 0)
    }
    assert comparison.changed == ()


def test_questions_of_one_run_only_are_left_out(two_runs):
    """Another sample of the same set: what both asked is compared, the rest is named."""
    first, second = two_runs
    lines = (second / "per_query.jsonl").read_text(encoding="utf-8").splitlines()
    (second / "per_query.jsonl").write_text("\n".join(lines[1:]) + "\n", encoding="utf-8")
    result = json.loads((second / "result.json").read_text(encoding="utf-8"))
    (second / "result.json").write_text(json.dumps(result | {"n": 3}), encoding="utf-8")
    comparison = compare(first, second)
    assert (comparison.n, comparison.only_a, comparison.only_b) == (3, ("q1",), ())


def test_runs_of_different_sets_are_refused(two_runs):
    """Same name or not: the bytes of the set decide."""
    first, second = two_runs
    result = json.loads((second / "result.json").read_text(encoding="utf-8"))
    (second / "result.json").write_text(json.dumps(result | {"set_sha256": "1" * 64}), encoding="utf-8")
    with pytest.raises(EvaluationError) as caught:
        compare(first, second)
    assert caught.value.key == "compare-sets"


def test_an_unknown_metric_is_refused(two_runs):
    """With the names of those that there are."""
    with pytest.raises(UsageError, match=r"nDCG@10"):
        compare(*two_runs, metric="F1")
