"""Results of evaluating as text for a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.messages import render

if TYPE_CHECKING:
    from rag.eval.anchoring import Anchored
    from rag.eval.comparison import Changed, Comparison
    from rag.eval.gate import Gated
    from rag.eval.script_loss import ScriptLoss

__all__ = ["anchored_text", "comparison_text", "gated_text", "result_text", "script_loss_text", "table"]

STRATUM_METRICS = ("nDCG@10", "Success@1", "Success@5", "AnswerCited", "FalseRefusals", "RefusalRecall", "AUROC")
"""What the lines of the strata show, as far as the set has it."""


HITS_SHOWN = 3
LINE_CHARS = 60


def result_text(result: Mapping[str, Any], language: str) -> str:
    """A run's metrics with interval and n, then its strata, its warnings and where it lies."""
    metrics, intervals, counts = result["metrics"], result["intervals"], result["counts"]
    settings = result["settings"]
    split = f" · {settings['split']}" if settings.get("split") else ""
    lines = [f"{result['set']}{split} · {render('eval-questions', language, n=result['n'])}", ""]
    rows = [[render("eval-metric", language), render("eval-value", language), "95 %", "n"]]
    for name, value in metrics.items():
        ends = intervals.get(name)
        rows.append(
            [name, number(value), f"{number(ends[0])} – {number(ends[1])}" if ends else "", str(counts.get(name, ""))]
        )
    lines += table(rows)
    shown = [name for name in STRATUM_METRICS if name in metrics]
    if result["strata"]:
        rows = [[render("eval-stratum", language), "n", *shown]]
        for name, stratum in result["strata"].items():
            found = stratum["metrics"]
            rows.append([name, str(stratum["n"]), *(number(found[one]) if one in found else "" for one in shown)])
        lines += ["", *table(rows)]
    lines += ["", *result["warnings"]] if result["warnings"] else []
    lines += ["", render("eval-run-at", language, path=Path(result["per_query"]).parent)]
    return "\n".join(lines)


def comparison_text(comparison: Comparison, language: str) -> str:
    """Each metric in both runs with its difference, interval, p and wins; medians; the questions that changed most."""
    a, b = comparison.a, comparison.b
    lines = [
        f"{a.result['set']} · {render('eval-common', language, n=comparison.n)}",
        f"A  {a.folder}",
        f"B  {b.folder}",
        "",
    ]
    columns = [render(f"eval-{name}", language) for name in ("metric", "difference", "wins")]
    rows = [[columns[0], "n", "A", "B", columns[1], "95 %", "p", columns[2]]]
    for name, one in comparison.differences.items():
        interval = f"{signed(one.low)} – {signed(one.high)}"
        wins = f"{one.wins}/{one.losses}/{one.ties}"
        difference = signed(one.difference)
        rows.append([name, str(one.n), number(one.a), number(one.b), difference, interval, f"{one.p:.4f}", wins])
    lines += table(rows)
    if comparison.medians:
        rows = [[render("eval-median", language), "n", "A", "B"]]
        rows += [[name, str(one.n), number(one.a), number(one.b)] for name, one in comparison.medians.items()]
        lines += ["", *table(rows)]
    if comparison.settings:
        lines += ["", render("eval-settings-differ", language)]
        lines += [f"  {name}: {first} → {second}" for name, (first, second) in comparison.settings.items()]
    if comparison.changed:
        lines += ["", render("eval-changed", language, metric=comparison.metric)]
        for changed in comparison.changed:
            lines += _changed_lines(changed)
    return "\n".join(lines)


def _changed_lines(changed: Changed) -> list[str]:
    query = changed.query_a
    items = [" | ".join(one["quote"] for one in item) for item in query["expected"]]
    expected = items or [one["document"] for one in query["relevant"]]
    lines = ["", f"{changed.id}  {number(changed.a)} → {number(changed.b)}  {query['question']}"]
    lines += [f"  ✓ {_short(text)}" for text in expected]
    for run, found in (("A", changed.query_a), ("B", changed.query_b)):
        lines += [f"  {run}{hit['rank']} {_short(hit['text'])}" for hit in found["hits"][:HITS_SHOWN]]
    return lines


def gated_text(gated: Gated, language: str) -> str:
    """Whether the baseline holds, each gated metric, and the questions that fell most where one does not."""
    name = gated.baseline.path.stem
    n = max([0, *(metric.n for metric in gated.metrics)])
    lines = [render("gate-holds" if gated.holds else "gate-fell", language, name=name, n=n)]
    if gated.missing:
        lines[0] = render("gate-missing", language, n=len(gated.missing), ids=", ".join(gated.missing[:3]))
    if gated.added:
        lines.append(render("gate-added", language, n=len(gated.added)))
    if gated.set_changed:
        lines.append(
            render("gate-set-changed", language, before=gated.baseline.set_sha256[:12], now=gated.set_sha256[:12])
        )
    if gated.unheld:
        lines.append(render("gate-unheld", language, metrics=", ".join(gated.unheld)))
    rows = [
        [one.metric, number(one.before), "→", number(one.now), signed(one.now - one.before), f"p = {one.p:.4f}"]
        for one in gated.metrics
    ]
    lines += table(rows) if rows else []
    for metric in gated.metrics:
        if metric.significant:
            lines += ["", metric.metric]
            lines += [f"  {id_}  {number(old)} → {number(new)}  {text}" for id_, text, old, new in metric.worst]
    return "\n".join(lines)


def script_loss_text(loss: ScriptLoss, language: str) -> str:
    """Each condition with its metric, and what the other script costs in points."""
    facts = loss.to_dict()
    rows = [[render("cross-condition", language), facts["metric"], "95 %", render("cross-loss", language), "95 %", "p"]]
    for one in facts["conditions"]:
        low, high = one["interval"]
        row = [f"{one['questions']}→{one['documents']}", number(one["value"]), f"{number(low)} – {number(high)}"]
        if one["loss"] is None:
            rows.append([*row, "", "", ""])
        else:
            low, high = one["loss"]["interval"]
            rows.append([*row, f"{one['loss']['points']:.2f}", f"{low:.2f} – {high:.2f}", f"{one['loss']['p']:.4f}"])
    return "\n".join([f"{loss.set} · {render('eval-questions', language, n=loss.n)}", "", *table(rows)])


def anchored_text(anchored: Anchored, language: str) -> str:
    """What became of the set's quotes: how many stand, and each that moved or was lost."""
    moved, lost = anchored.moved, anchored.lost
    name, kept = anchored.set.name, anchored.unmoved
    lines = [render("anchor-summary", language, set=name, kept=kept, moved=len(moved), lost=len(lost))]
    for one in moved:
        old, new = f"[{one.old.start}:{one.old.end}]", f"{one.new.document} [{one.new.start}:{one.new.end}]"
        lines.append(f"{render('anchor-moved', language)}  {one.question}  {old} → {new}  {_short(one.new.quote)}")
    for id_, alternative in lost:
        lines.append(f"{render('anchor-lost', language)}  {id_}  {alternative.document}  {_short(alternative.quote)}")
    return "\n".join(lines)


def _short(text: str) -> str:
    """At most a line of the text."""
    line = " ".join(text.split())
    return line if len(line) <= LINE_CHARS else line[:LINE_CHARS] + "…"


def signed(value: float) -> str:
    """A difference as text, with its sign."""
    return f"{value:+.3f}" if abs(value) <= 1 else f"{value:+.1f}"


def number(value: float) -> str:
    """A metric as text: three decimals, one where it is larger than any share."""
    return f"{value:.3f}" if abs(value) <= 1 else f"{value:.1f}"


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows as lines with aligned columns, the first to the left and the others to the right."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - _width(cell)) if place == 0 else " " * (width - _width(cell)) + cell
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    """Columns that a terminal gives the text: two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
