"""Runs side by side: every metric with its n, its interval and its difference from the baseline."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.eval.comparison import Difference, compare_runs
from rag.eval.measures import LOWER_IS_BETTER
from rag.eval.run_folder import RunFolder

__all__ = [
    "GROUPS",
    "HEADLINES",
    "SIGNIFICANT_P",
    "Cell",
    "MetricRow",
    "SetRuns",
    "changes",
    "explanation",
    "interval_text",
    "markdown_table",
    "metric_rows",
    "value_text",
]

GROUPS = ("retrieval", "answer", "refusal", "latency")
HEADLINES = (
    "nDCG@10", "Success@1", "Success@5", "AnswerCited", "RefusalRecall", "FalseRefusals", "search_ms_p50"
)  # fmt: skip
"""What the overview tells of each run."""

SIGNIFICANT_P = 0.05
"""A difference is significant when its p is smaller."""

# (pattern, group, key of the explanation); {k} is the number in the name.
_KNOWN: tuple[tuple[str, str, str], ...] = (
    (r"nDCG@(?P<k>\d+)", "retrieval", "metric-ndcg"),
    (r"R@(?P<k>\d+)", "retrieval", "metric-recall"),
    (r"(MRR|RR)@(?P<k>\d+)", "retrieval", "metric-mrr"),
    (r"Success@(?P<k>\d+)", "retrieval", "metric-success"),
    (r"Complete@(?P<k>\d+)", "retrieval", "metric-complete"),
    (r"EvidenceRecall@(?P<k>\d+)chars", "retrieval", "metric-evidence"),
    (r"AnswerCited", "answer", "metric-cited"),
    (r"AnswerComplete", "answer", "metric-answer-complete"),
    (r"ListExact", "answer", "metric-list-exact"),
    (r"FirstCited", "answer", "metric-first-cited"),
    (r"CitationPrecision", "answer", "metric-citation-precision"),
    (r"RejectedCited", "answer", "metric-rejected-cited"),
    (r"QuotedChars", "answer", "metric-quoted"),
    (r"RefusalRecall.*", "refusal", "metric-refusal-recall"),
    (r"RefusalPrecision.*", "refusal", "metric-refusal-precision"),
    (r"FalseRefusals", "refusal", "metric-false-refusals"),
    (r"AUROC.*", "refusal", "metric-auroc"),
    (r".*_ms_p50", "latency", "metric-ms-p50"),
    (r".*_ms_p95", "latency", "metric-ms-p95"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRuns:
    """The runs of one set that are held against each other.

    Attributes:
        runs: in the order they are told.
        labels: the name of each.
        baseline: the place of the run that the others are compared with.
        changes: by metric, each run's difference from the baseline; {} for the baseline.
    """

    runs: tuple[RunFolder, ...]
    labels: tuple[str, ...]
    baseline: int
    changes: tuple[Mapping[str, Difference], ...]

    @property
    def name(self) -> str:
        """The set's name."""
        return str(self.runs[0].result["set"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One metric of one run as it is printed.

    Attributes:
        value: the number; "–" when the run has none.
        interval: "[low, high]", or "".
        change: its difference from the baseline with a sign, or "" for the baseline and where there is none.
        change_interval: of that difference, "[low, high]", or "".
        mark: whether that difference is significant, and in which direction.
        p: of that difference, or "".
    """

    value: str
    interval: str = ""
    change: str = ""
    change_interval: str = ""
    mark: Literal["", "better", "worse"] = ""
    p: str = ""


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One metric over all runs of a set; `n` questions are behind it."""

    name: str
    group: str
    n: str
    cells: tuple[Cell, ...]


def changes(runs: Sequence[RunFolder], *, baseline: int = 0) -> tuple[Mapping[str, Difference], ...]:
    """For each run its difference from the baseline by metric; {} for the baseline itself.

    Raises:
        EvaluationError: the runs are of different sets.
    """
    return tuple({} if n == baseline else compare_runs(runs[baseline], run).differences for n, run in enumerate(runs))


def metric_rows(group: SetRuns, *, names: Sequence[str] | None = None) -> tuple[MetricRow, ...]:
    """The metrics of the runs by group, in the order of the runs' own results; or only `names`, in their order."""
    if names is None:
        every = dict.fromkeys(name for run in group.runs for name in run.result["metrics"])
        names = sorted(every, key=lambda name: GROUPS.index(_known(name)[0]))
    return tuple(
        MetricRow(
            name,
            _known(name)[0],
            _counts(group.runs, name),
            tuple(_cell(run, name, change.get(name)) for run, change in zip(group.runs, group.changes, strict=True)),
        )
        for name in names
    )


def explanation(name: str) -> tuple[str, str]:
    """The key of the message that says what a metric means, and its {k}; ("", "") when it is not known."""
    _, key, k = _known(name)
    return key, k


def value_text(name: str, value: float | None) -> str:
    """A metric's number as it is printed: three decimals, milliseconds with one, characters with none."""
    if value is None:
        return "–"
    if "_ms" in name:
        return f"{value:.1f}"
    return f"{value:.0f}" if name == "QuotedChars" else f"{value:.3f}"


def interval_text(name: str, interval: Sequence[float] | None) -> str:
    """An interval as "[low, high]", or "" when there is none."""
    return f"[{value_text(name, interval[0])}, {value_text(name, interval[1])}]" if interval else ""


def markdown_table(metric: str, groups: Sequence[SetRuns], *, head: str) -> str:
    """One metric as a Markdown table: a row for each label, a column for each set with its n.

    Args:
        metric: what is told.
        groups: of runs with the same labels, one for each set.
        head: over the labels.
    """
    rows = [metric_rows(group, names=[metric])[0] for group in groups]
    heads = [f"{group.name} (n = {row.n})" for group, row in zip(groups, rows, strict=True)]
    lines = [_line([f"{metric} · {head}", *heads]), "|---" + "|--:" * len(groups) + "|"]
    for place, label in enumerate(groups[0].labels):
        lines.append(_line([label, *(_markdown_cell(row.cells[place]) for row in rows)]))
    return "\n".join(lines) + "\n"


def _markdown_cell(cell: Cell) -> str:
    mark = {"": "", "better": " ▲", "worse": " ▼"}[cell.mark]
    return " ".join(part for part in (cell.value + mark, cell.interval) if part)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(re.sub(r"[\\|<>`*_]", r"\\\g<0>", cell) for cell in cells) + " |"


def _known(name: str) -> tuple[str, str, str]:
    for pattern, group, key in _KNOWN:
        found = re.fullmatch(pattern, name)
        if found:
            return group, key, found.groupdict().get("k", "")
    return "retrieval", "", ""


def _counts(runs: Sequence[RunFolder], name: str) -> str:
    """The number of questions behind a metric; "low–high" where it differs between the runs."""
    counts = sorted({_count(run, name) for run in runs if name in run.result["metrics"]})
    return "–".join(str(count) for count in dict.fromkeys([counts[0], counts[-1]])) if counts else "–"


def _count(run: RunFolder, name: str) -> int:
    return int(run.result["counts"].get(name, run.result["n"]))  # all questions take time


def _cell(run: RunFolder, name: str, change: Difference | None) -> Cell:
    value, interval = run.result["metrics"].get(name), run.result["intervals"].get(name)
    if value is None or change is None:
        return Cell(value=value_text(name, value), interval=interval_text(name, interval))
    mark: Literal["", "better", "worse"] = ""
    if change.p < SIGNIFICANT_P and change.difference:
        better = (change.difference < 0) == (name in LOWER_IS_BETTER)
        mark = "better" if better else "worse"
    return Cell(
        value=value_text(name, value),
        interval=interval_text(name, interval),
        change=_signed(name, change.difference),
        change_interval=f"[{_signed(name, change.low)}, {_signed(name, change.high)}]",
        mark=mark,
        p=_p_text(change.p) if change.difference else "",
    )


def _p_text(p: float) -> str:
    if p < 0.001:
        return "p < .001"
    return "p > .99" if p > 0.99 else "p = " + f"{p:.3f}".removeprefix("0")


def _signed(name: str, difference: float) -> str:
    text = value_text(name, abs(difference))
    if not float(text):
        return "±0"
    return ("+" if difference > 0 else "−") + text
