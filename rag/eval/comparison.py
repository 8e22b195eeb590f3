"""Two runs of one set → what changed, how sure that is, and for which questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from rag.answer.results import SCHEMA
from rag.errors import EvaluationError, UsageError
from rag.eval.measures import LOWER_IS_BETTER, MEDIANS, Values, batch_of, bootstrap_interval
from rag.eval.run_folder import PLACES_AND_WORDS, RunFolder, read_run
from rag.eval.selection import SEED

__all__ = [
    "Changed",
    "Comparison",
    "Difference",
    "Medians",
    "compare",
    "compare_runs",
    "p_values",
    "settled",
    "values_by_metric",
]

PERMUTATIONS = 10_000
CHANGED_SHOWN = 10
HITS_SHOWN = 3

_SAME = 1e-9
"""Values that differ by less are the same: what is left of rounding is no change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One metric in both runs, over the questions that have it in both.

    Attributes:
        n: how many questions.
        a: mean in the first run.
        b: mean in the second.
        difference: b − a.
        low: lower end of its 95 % bootstrap interval.
        high: upper end.
        p: of the paired randomisation test, two-sided, not corrected for the number of metrics.
        wins: questions for which the second run is better.
        losses: for which the first is.
        ties: for which both are the same.
    """

    n: int
    a: float
    b: float
    difference: float
    low: float
    high: float
    p: float
    wins: int
    losses: int
    ties: int

    def to_dict(self) -> dict[str, Any]:
        """This difference as JSON values, without the two means."""
        return {
            "n": self.n,
            "difference": self.difference,
            "interval": [self.low, self.high],
            "p": self.p,
            "wins": self.wins,
            "losses": self.losses,
            "ties": self.ties,
        }


@dataclass(frozen=True, slots=True)
class Medians:
    """A metric that is told by its median, in both runs, over the `n` questions that have it in both.

    The difference of two medians is not that of any question, so there is no test of it.
    """

    n: int
    a: float
    b: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A question whose value differs, with its line of per_query.jsonl in both runs."""

    id: str
    a: float
    b: float
    query_a: Mapping[str, Any]
    query_b: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two runs of one set, question by question.

    Attributes:
        a: the first run.
        b: the second.
        n: how many questions both asked.
        only_a: ids of those that only the first asked.
        only_b: and only the second.
        differences: by metric.
        medians: by metric, of those that are told by their median.
        settings: those that differ and could change a number, as (first, second); and corpus_sha256, if it does.
        metric: by which `changed` is chosen.
        changed: the questions that changed most, worst for the second run first.
    """

    a: RunFolder
    b: RunFolder
    n: int
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    differences: Mapping[str, Difference]
    medians: Mapping[str, Medians]
    settings: Mapping[str, tuple[Any, Any]]
    metric: str
    changed: tuple[Changed, ...]

    def to_dict(self) -> dict[str, Any]:
        """This comparison as JSON values; `rag/schemas/eval-compare.json` describes them."""
        return {
            "schema": SCHEMA,
            "set": self.a.result["set"],
            "a": _run_dict(self.a),
            "b": _run_dict(self.b),
            "n": self.n,
            "only_a": list(self.only_a),
            "only_b": list(self.only_b),
            "settings": {name: list(values) for name, values in self.settings.items()},
            "metrics": {name: {"a": one.a, "b": one.b} | one.to_dict() for name, one in self.differences.items()},
            "medians": {name: asdict(one) for name, one in self.medians.items()},
            "metric": self.metric,
            "changed": [
                {
                    "id": one.id,
                    "question": one.query_a["question"],
                    "expected": one.query_a["expected"],
                    "relevant": one.query_a["relevant"],
                    "a": _query_dict(one.a, one.query_a),
                    "b": _query_dict(one.b, one.query_b),
                }
                for one in self.changed
            ],
        }


def _run_dict(run: RunFolder) -> dict[str, Any]:
    return {"folder": str(run.folder)} | {name: run.result[name] for name in ("created_at", "commit", "encoder")}


def _query_dict(value: float, query: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "value": value,
        "status": query["status"],
        "hits": query["hits"][:HITS_SHOWN],
        "cited": query["cited"],
    }


def compare(a: Path, b: Path, *, metric: str | None = None) -> Comparison:
    """The runs in two folders, compared.

    Args:
        a: folder of the first run, the one to compare with.
        b: folder of the second.
        metric: by which the questions that changed most are chosen; None takes the first.

    Raises:
        EvaluationError: a run cannot be read, they are of different sets, or no question is in both.
        UsageError: no question has this metric in both runs.
    """
    return compare_runs(read_run(a), read_run(b), metric=metric)


def compare_runs(a: RunFolder, b: RunFolder, *, metric: str | None = None) -> Comparison:
    """Two runs that were read, compared; as `compare`."""
    if a.result["set_sha256"] != b.result["set_sha256"]:
        raise EvaluationError(
            "compare-sets",
            a=f"{a.result['set']} {a.result['set_sha256'][:12]}",
            b=f"{b.result['set']} {b.result['set_sha256'][:12]}",
        )
    common = [name for name in a.per_query if name in b.per_query]
    if not common:
        raise EvaluationError("compare-nothing", a=a.folder, b=b.folder)
    values_a = values_by_metric(a.per_query[name] for name in common)
    values_b = values_by_metric(b.per_query[name] for name in common)
    differences = _differences(values_a, values_b)
    if not differences:
        raise EvaluationError("compare-nothing", a=a.folder, b=b.folder)
    metric = metric or next(iter(differences))
    if metric not in differences:
        raise UsageError("compare-metric", metric=metric, known=", ".join(differences))
    settings_a, settings_b = _numbered(a), _numbered(b)
    return Comparison(
        a=a,
        b=b,
        n=len(common),
        only_a=tuple(name for name in a.per_query if name not in b.per_query),
        only_b=tuple(name for name in b.per_query if name not in a.per_query),
        differences=differences,
        medians=_medians(values_a, values_b),
        settings={
            name: (settings_a.get(name), settings_b.get(name))
            for name in dict.fromkeys([*settings_a, *settings_b])
            if settings_a.get(name) != settings_b.get(name)
        },
        metric=metric,
        changed=tuple(_changed(a, b, values_a[metric], values_b[metric], metric)),
    )


def _numbered(run: RunFolder) -> dict[str, Any]:
    """What could change a number of the run: its settings, and what the documents were."""
    settings = {name: value for name, value in run.result["settings"].items() if name not in PLACES_AND_WORDS}
    return settings | {"corpus_sha256": run.result["corpus_sha256"]}


def values_by_metric(queries: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """Value by question id, by metric, from lines of per_query.jsonl; the quoted length is a metric here too."""
    found: dict[str, dict[str, float]] = {}
    for query in queries:
        for name, value in query["metrics"].items():
            found.setdefault(name, {})[query["id"]] = value
        if query["answerable"] and query["quoted_chars"] is not None:
            found.setdefault("QuotedChars", {})[query["id"]] = float(query["quoted_chars"])
    return found


def _differences(a: Mapping[str, Mapping[str, float]], b: Mapping[str, Mapping[str, float]]) -> dict[str, Difference]:
    """Every mean that some question has in both; metrics of the same questions are tested together."""
    together: dict[tuple[str, ...], list[str]] = {}
    for name in (name for name in a if name not in MEDIANS):
        if shared := tuple(id_ for id_ in a[name] if id_ in b.get(name, {})):
            together.setdefault(shared, []).append(name)
    found: dict[str, Difference] = {}
    for shared, names in together.items():
        first = np.array([[a[name][id_] for id_ in shared] for name in names], dtype=np.float64)
        second = np.array([[b[name][id_] for id_ in shared] for name in names], dtype=np.float64)
        change = settled(second - first)
        lows, highs = bootstrap_interval((change,), np.mean)
        tests = p_values(change, alternative="two-sided")
        for row, name in enumerate(names):
            better = -change[row] if name in LOWER_IS_BETTER else change[row]
            found[name] = Difference(
                n=len(shared),
                a=float(first[row].mean()),
                b=float(second[row].mean()),
                difference=float(change[row].mean()),
                low=float(lows[row]),
                high=float(highs[row]),
                p=float(tests[row]),
                wins=int((better > 0).sum()),
                losses=int((better < 0).sum()),
                ties=int((better == 0).sum()),
            )
    return {name: found[name] for name in a if name in found}


def _medians(a: Mapping[str, Mapping[str, float]], b: Mapping[str, Mapping[str, float]]) -> dict[str, Medians]:
    found = {}
    for name in (name for name in a if name in MEDIANS):
        if shared := [id_ for id_ in a[name] if id_ in b.get(name, {})]:
            first, second = (float(np.median([run[name][id_] for id_ in shared])) for run in (a, b))
            found[name] = Medians(len(shared), first, second)
    return found


def settled(change: Values) -> Values:
    """Differences with what is left of rounding taken for none."""
    return np.where(np.abs(change) < _SAME, 0.0, change)


def p_values(change: Values, *, alternative: Literal["two-sided", "less", "greater"]) -> Values:
    """The paired randomisation test of each row of differences: how often random signs give as large a mean.

    All sign patterns are tried where there are no more than `PERMUTATIONS`, else so many random ones, with a fixed
    seed (Smucker et al., "A Comparison of Statistical Significance Tests for IR Evaluation", CIKM 2007).
    """
    from scipy.stats import permutation_test  # noqa: PLC0415

    if change.shape[1] < 2:  # a single question proves nothing, and SciPy refuses it
        return np.ones(len(change))
    found: Values = permutation_test(
        (change,),
        np.mean,
        permutation_type="samples",
        vectorized=True,
        axis=1,
        n_resamples=PERMUTATIONS,
        batch=batch_of(change.size, copies=5),
        alternative=alternative,
        rng=np.random.default_rng(SEED),
    ).pvalue
    return found


def _changed(
    a: RunFolder, b: RunFolder, values_a: Mapping[str, float], values_b: Mapping[str, float], metric: str
) -> Sequence[Changed]:
    sign = -1 if metric in LOWER_IS_BETTER else 1
    rows = [
        Changed(id=id_, a=values_a[id_], b=values_b[id_], query_a=a.per_query[id_], query_b=b.per_query[id_])
        for id_ in values_a
        if id_ in values_b and abs(values_b[id_] - values_a[id_]) >= _SAME
    ]
    most = sorted(rows, key=lambda row: -abs(row.b - row.a))[:CHANGED_SHOWN]
    return sorted(most, key=lambda row: sign * (row.b - row.a))
