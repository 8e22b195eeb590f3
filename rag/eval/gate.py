"""Committed baselines → has retrieval, answering or refusing become significantly worse?

    eval/baselines/<name>.json
      schema    1
      set       a path or name, as for `anwen eval`
      split, sample, settings
                what else to ask it with; settings are those that the baseline fixes, by name
      made      commit, encoder, set_sha256 and time of the last --update, to be read
      per_query value by question, by gated metric; missing before the first --update

A drop is significant when the paired randomisation test, one-sided, gives p < .05.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rag.answer.results import SCHEMA
from rag.errors import EvaluationError
from rag.eval.comparison import p_values, settled, values_by_metric
from rag.eval.evaluation import OUT, Asking, Stages, evaluate, find_set, silent
from rag.eval.run_folder import RunFolder, read_run
from rag.eval.tables import SIGNIFICANT_P
from rag.index.encoder import Encoder
from rag.settings import Settings, changed_settings
from rag.writing import replace_file

__all__ = ["BASELINES", "GATED", "Baseline", "Drop", "Gated", "gate", "read_baselines", "update"]

BASELINES = Path("eval", "baselines")

GATED = ("nDCG@10", "Success@1", "AnswerCited", "FirstCited", "ListExact", "RefusalRecall")
"""Metrics that must not fall, as far as the set has them; the last says that unanswerable questions are refused."""

WORST_SHOWN = 5
_DIGITS = 6
_KEYS = frozenset({"schema", "set", "split", "sample", "settings", "made", "per_query"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """What a set once scored.

    Attributes:
        path: the file.
        set: path or name of the set.
        asking: which of its questions.
        settings: those that the baseline fixes, by name.
        per_query: value by question id, by metric; empty before the first update.
        set_sha256: of the set at the last update; "" where that did not write it down.
    """

    path: Path
    set: str
    asking: Asking
    settings: Mapping[str, Any]
    per_query: Mapping[str, Mapping[str, float]]
    set_sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """One metric against its baseline.

    Attributes:
        metric: its name.
        n: questions.
        before: mean of the baseline.
        now: mean of this run.
        p: of a fall as large by chance, one-sided.
        worst: the questions that fell most: id, text, value before, value now.
    """

    metric: str
    n: int
    before: float
    now: float
    p: float
    worst: tuple[tuple[str, str, float, float], ...]

    @property
    def significant(self) -> bool:
        """Whether the metric fell, and not by chance."""
        return self.now < self.before and self.p < SIGNIFICANT_P


@dataclass(frozen=True, slots=True, kw_only=True)
class Gated:
    """One baseline, run again.

    Attributes:
        baseline: the one.
        run: the new run.
        metrics: each gated metric against its baseline.
        missing: ids of questions that the baseline has and the run does not have any more, for some metric.
        added: ids of questions that the run has and the baseline does not.
        unheld: gated metrics that the run has and the baseline does not.
    """

    baseline: Baseline
    run: RunFolder
    metrics: tuple[Drop, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]
    unheld: tuple[str, ...]

    @property
    def set_sha256(self) -> str:
        """Of the set as it is now."""
        return str(self.run.result["set_sha256"])

    @property
    def set_changed(self) -> bool:
        """Whether the set has other bytes than at the last update, as far as that is known."""
        return self.baseline.set_sha256 not in ("", self.set_sha256)

    @property
    def holds(self) -> bool:
        """Whether nothing fell and every question of the baseline was asked."""
        return not self.missing and not any(metric.significant for metric in self.metrics)

    def to_dict(self) -> dict[str, Any]:
        """This result as JSON values; `rag/schemas/eval-gate.json` describes them."""
        return {
            "schema": SCHEMA,
            "baseline": str(self.baseline.path),
            "set": self.run.result["set"],
            "holds": self.holds,
            "missing": list(self.missing),
            "added": list(self.added),
            "set_changed": self.set_changed,
            "unheld": list(self.unheld),
            "metrics": {
                one.metric: {
                    "n": one.n,
                    "before": one.before,
                    "now": one.now,
                    "p": one.p,
                    "significant": one.significant,
                    "worst": [
                        {"id": id_, "question": text, "before": before, "now": now}
                        for id_, text, before, now in one.worst
                    ],
                }
                for one in self.metrics
            },
            "run": str(self.run.folder),
        }


def read_baselines(folder: Path = BASELINES) -> tuple[Baseline, ...]:
    """The baselines in a folder, by file name.

    Raises:
        EvaluationError: there is none, or one cannot be read.
    """
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise EvaluationError("gate-no-baselines", folder=folder)
    return tuple(map(_read_baseline, paths))


def _read_baseline(path: Path) -> Baseline:
    def bad(reason: object) -> EvaluationError:
        return EvaluationError("gate-baseline", path=path, reason=reason)

    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise bad(error) from error
    if not isinstance(found, dict) or type(found.get("schema")) is not int or found["schema"] != SCHEMA:
        raise bad(f"schema ≠ {SCHEMA}")
    kinds = {"set": str, "split": str, "sample": int, "settings": dict, "made": dict, "per_query": dict}
    wrong = sorted(set(found) - _KEYS) + [
        name for name, kind in kinds.items() if name in found and not isinstance(found[name], kind)
    ]
    if wrong or not found.get("set"):
        raise bad(wrong[0] if wrong else "set")
    sample, per_query = found.get("sample", 0), found.get("per_query", {})
    if type(sample) is not int or sample < 0:
        raise bad(f"sample: {sample}")
    for place in _misshapen(per_query):
        raise bad(place)
    return Baseline(
        path=path,
        set=found["set"],
        asking=Asking(split=found.get("split", ""), sample=sample),
        settings=found.get("settings", {}),
        per_query=per_query,
        set_sha256=str(found.get("made", {}).get("set_sha256", "")),
    )


def _misshapen(per_query: Mapping[str, Any]) -> Iterator[str]:
    """The places of what is not a finite number by question, or of a metric that has no question."""
    for metric, values in per_query.items():
        if not isinstance(values, dict) or not values:
            yield f"per_query.{metric}"
            continue
        for id_, value in values.items():
            # NaN is in no range, and an integer may be too large to be a float
            if type(value) not in (int, float) or not -sys.float_info.max <= value <= sys.float_info.max:
                yield f"per_query.{metric}.{id_}"


def gate(
    baseline: Baseline,
    settings: Settings,
    *,
    out: Path = OUT,
    encoder: Encoder | None = None,
    stages: Stages = silent,
) -> Gated:
    """Ask the baseline's questions again and compare.

    Raises:
        AnwenError: the set, the corpus, the index, the model or the output cannot be used.
        EvaluationError: the baseline has no values yet.
    """
    if not baseline.per_query:
        raise EvaluationError("gate-baseline-empty", path=baseline.path)
    return _compared(baseline, _asked(baseline, settings, out=out, encoder=encoder, stages=stages))


def update(
    baseline: Baseline,
    settings: Settings,
    *,
    out: Path = OUT,
    encoder: Encoder | None = None,
    stages: Stages = silent,
) -> Gated:
    """Ask the baseline's questions again, compare, and write what they score now into its file.

    Raises:
        AnwenError: as `gate`; the file cannot be written.
    """
    run = _asked(baseline, settings, out=out, encoder=encoder, stages=stages)
    row = {
        "schema": SCHEMA,
        "set": baseline.set,
        "split": baseline.asking.split,
        "sample": baseline.asking.sample,
        "settings": dict(baseline.settings),
        "made": {name: run.result[name] for name in ("created_at", "commit", "encoder", "set_sha256")},
        "per_query": _gated_values(run),
    }
    try:
        text = json.dumps(row, ensure_ascii=False, indent=1, allow_nan=False)
        replace_file(baseline.path, text + "\n")
    except OSError as error:
        raise EvaluationError("run-unwritable", path=baseline.path, reason=error) from error
    return _compared(baseline, run)


def _asked(baseline: Baseline, settings: Settings, *, out: Path, encoder: Encoder | None, stages: Stages) -> RunFolder:
    settings = changed_settings(settings, baseline.settings, source=baseline.path)
    evaluated = evaluate(
        find_set(baseline.set), settings, out=out, asking=baseline.asking, encoder=encoder, stages=stages
    )
    return read_run(evaluated.folder)


def _gated_values(run: RunFolder) -> dict[str, dict[str, float]]:
    values = values_by_metric(run.per_query.values())
    return {
        name: {id_: round(value, _DIGITS) for id_, value in values[name].items()} for name in GATED if name in values
    }


def _compared(baseline: Baseline, run: RunFolder) -> Gated:
    now = _gated_values(run)
    metrics = []
    missing: dict[str, None] = {}
    added: dict[str, None] = {}
    for name, before in baseline.per_query.items():
        after = now.get(name, {})
        missing.update(dict.fromkeys(id_ for id_ in before if id_ not in after))
        added.update(dict.fromkeys(id_ for id_ in after if id_ not in before))
        if shared := [id_ for id_ in before if id_ in after]:
            metrics.append(_drop(name, {id_: (before[id_], after[id_]) for id_ in shared}, run))
    return Gated(
        baseline=baseline,
        run=run,
        metrics=tuple(metrics),
        missing=tuple(missing),
        added=tuple(added),
        unheld=tuple(name for name in now if not baseline.per_query.get(name)),
    )


def _drop(metric: str, pairs: Mapping[str, tuple[float, float]], run: RunFolder) -> Drop:
    values = np.array(list(pairs.values()), dtype=np.float64)
    change = settled(values[:, 1] - values[:, 0])
    fallen = sorted((id_ for id_, (before, now) in pairs.items() if now < before), key=lambda id_: _rise(pairs[id_]))
    return Drop(
        metric=metric,
        n=len(pairs),
        before=float(values[:, 0].mean()),
        now=float(values[:, 1].mean()),
        p=float(p_values(change[None, :], alternative="less")[0]),
        worst=tuple((id_, run.per_query[id_]["question"], *pairs[id_]) for id_ in fallen[:WORST_SHOWN]),
    )


def _rise(pair: tuple[float, float]) -> float:
    return pair[1] - pair[0]
