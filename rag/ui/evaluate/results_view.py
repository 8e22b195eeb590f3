"""What a run measured, as HTML tables: every metric with its interval and n, then the same by stratum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count, groupby
from typing import Any

from rag.eval.comparison import Comparison, Difference
from rag.eval.measures import LOWER_IS_BETTER
from rag.eval.run_folder import RunFolder
from rag.eval.tables import SIGNIFICANT_P, MetricRow, SetRuns, explanation, metric_rows, value_text
from rag.eval.text import STRATUM_METRICS, signed
from rag.messages import MESSAGES, render
from rag.ui.markup import Html, element, join

__all__ = ["comparison_html", "results_html", "settings_html", "told", "value_name"]


def told(key: str, language: str, **values: object) -> Html:
    """A message as one paragraph for each of its lines."""
    return join(element("p", line) for line in render(key, language, **values).splitlines())


def results_html(run: RunFolder, language: str) -> str:
    """The run's head, its metrics, its strata and its warnings."""
    result = run.result
    rows = metric_rows(SetRuns(runs=(run,), labels=("",), baseline=0, changes=({},)))
    notes = [element("p", " ".join(warning.splitlines())) for warning in result["warnings"]]
    return element(
        "section",
        _head(result, language),
        _metrics(rows, result, language),
        *([_strata(result, language)] if result["strata"] else []),
        *([_notes(notes, language)] if notes else []),
        class_="results",
        aria_label=render("page-results", language),
    )


def _notes(notes: Sequence[Html], language: str) -> Html:
    summary = element("summary", f"{render('report-warnings', language)} ({len(notes)})")
    return element("details", summary, *notes, class_="notes")


def _head(result: Mapping[str, Any], language: str) -> Html:
    said = result["settings"]
    tags = [*filter(None, [said.get("split")]), render("eval-questions", language, n=result["n"])]
    tags.append(str(result["created_at"])[:16].replace("T", " ") + " UTC")
    if result["commit"]:
        tags.append(result["commit"]["sha"][:7] + ("*" if result["commit"]["dirty"] else ""))
    only = [element("p", render("page-test-only", language), class_="caution")] if said.get("split") == "test" else []
    tagged = element("p", *(element("span", tag) for tag in tags), class_="tags")
    return element("header", element("h2", result["set"]), tagged, *only)


def _metrics(rows: Sequence[MetricRow], result: Mapping[str, Any], language: str) -> Html:
    heads = (render(key, language) for key in ("eval-metric", "eval-value"))
    groups = []
    for group, members in groupby(rows, key=lambda row: row.group):
        title = element("th", render(f"report-group-{group}", language), scope="rowgroup", colspan="4")
        body = (_metric(row, result["intervals"].get(row.name), language) for row in members)
        groups.append(element("tbody", element("tr", title, class_="group"), *body))
    return _table(
        element("tr", *(element("th", text, scope="col") for text in (*heads, "95 %", "n"))),
        groups,
        label=render("page-metrics", language),
        classes="metrics",
    )


def _metric(row: MetricRow, interval: Sequence[float] | None, language: str) -> Html:
    what = _what(row.name, language)
    cell = row.cells[0]
    return element(
        "tr",
        element("th", row.name, *([element("span", what, class_="what")] if what else []), scope="row"),
        element("td", cell.value, class_="number"),
        element("td", cell.interval, *_whisker(interval), class_="interval"),
        element("td", row.n, class_="number"),
        data_metric=row.name,
    )


def _whisker(interval: Sequence[float] | None) -> list[Html]:
    """The interval on a line from 0 to 1, for eyes only."""
    if not interval or not all(0 <= end <= 1 for end in interval):
        return []
    low, high = interval
    return [element("span", class_="whisker", aria_hidden="true", style=f"--low:{low:.3f};--high:{high:.3f}")]


def _strata(result: Mapping[str, Any], language: str) -> Html:
    names = [name for name in STRATUM_METRICS if name in result["metrics"]]
    numbers = count(1)
    head = element(
        "tr",
        element("th", render("eval-stratum", language), scope="col"),
        element("th", "n", scope="col"),
        *(element("th", term(name, f"stratum-{next(numbers)}", language), scope="col") for name in names),
    )
    bodies = []
    for field, members in groupby(result["strata"].items(), key=lambda item: item[0].partition("=")[0]):
        title = element("th", render(f"report-field-{field}", language), scope="rowgroup", colspan=len(names) + 2)
        body = (
            element(
                "tr",
                element("th", value_name(field, name.partition("=")[2], language), scope="row"),
                element("td", str(stratum["n"]), class_="number"),
                *(element("td", value_text(one, stratum["metrics"].get(one)), class_="number") for one in names),
                data_stratum=name,
            )
            for name, stratum in members
        )
        bodies.append(element("tbody", element("tr", title, class_="group"), *body))
    return _table(head, bodies, label=render("page-strata", language), classes="strata")


def value_name(field: str, value: str, language: str) -> str:
    """What the value of a question's language, kind or split is called; those that are not ours as they are."""
    key = f"{field}-{value or 'none'}"
    return render(key, language) if key in MESSAGES else value


def term(name: str, id_: str, language: str) -> Html:
    """A metric's name that tells, when it is pointed at or focused, what it means."""
    what = _what(name, language)
    if not what:
        return element("span", name)
    tip = element("span", what, role="tooltip", id=f"what-{id_}")
    return element("span", name, tip, class_="term", tabindex="0", aria_describedby=f"what-{id_}")


def _what(name: str, language: str) -> str:
    key, k = explanation(name)
    return render(key, language, k=k) if key in MESSAGES else ""


def comparison_html(comparison: Comparison, language: str) -> str:
    """Every metric in both runs with its difference, interval, p and wins; then what differs in the settings."""
    heads = [render(f"eval-{name}", language) for name in ("metric", "difference", "wins")]
    numbers = count(1)
    rows = (
        _difference(name, one, f"difference-{next(numbers)}", language) for name, one in comparison.differences.items()
    )
    table = _table(
        element(
            "tr",
            *(element("th", text, scope="col") for text in (heads[0], "n", "A", "B", heads[1], "95 %", "p", heads[2])),
        ),
        [element("tbody", *rows)],
        label=render("page-differences", language),
        classes="differences",
    )
    parts = [table, told("page-differences-note", language)]
    return element("section", *parts, settings_html(comparison, language), class_="results")


def _difference(name: str, one: Difference, id_: str, language: str) -> Html:
    better = (one.difference < 0) == (name in LOWER_IS_BETTER)
    sure = bool(one.difference) and one.p < SIGNIFICANT_P
    key = ("report-better" if better else "report-worse") if sure else ""
    mark = [element("span", "▲" if better else "▼", role="img", aria_label=render(key, language))] if key else []
    numbers = (str(one.n), value_text(name, one.a), value_text(name, one.b))
    return element(
        "tr",
        element("th", term(name, id_, language), scope="row"),
        *(element("td", text, class_="number") for text in numbers),
        element("td", signed(one.difference), *mark, class_="number change"),
        element("td", f"[{signed(one.low)}, {signed(one.high)}]", class_="number"),
        element("td", f"{one.p:.4f}", class_="number"),
        element("td", f"{one.wins}/{one.losses}/{one.ties}", class_="number"),
        class_=("better" if better else "worse") if sure else None,
        data_metric=name,
    )


def settings_html(comparison: Comparison, language: str) -> Html:
    """The settings, and the documents, in which two runs differ."""
    if not comparison.settings:
        return element("p", render("page-settings-same", language), class_="soft")
    rows = (
        element("li", element("code", name), f" {_short(first)} → {_short(second)}")
        for name, (first, second) in comparison.settings.items()
    )
    title = element("h3", render("eval-settings-differ", language), class_="label")
    return element("div", title, element("ul", *rows, class_="differing"))


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:12] + "…"


def _table(head: Html, bodies: Sequence[Html], *, label: str, classes: str) -> Html:
    """A table that scrolls sideways by itself where the screen is narrow."""
    table = element("table", element("caption", label), element("thead", head), *bodies, class_=classes)
    return element("div", table, class_="scroll", role="region", tabindex="0", aria_label=label)
