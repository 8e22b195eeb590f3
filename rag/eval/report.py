"""The report: one HTML file for reading runs, self-contained, in light and dark, on a desk and on a phone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag import __version__
from rag.errors import EvaluationError
from rag.eval import plots
from rag.eval.run_folder import PLACES_AND_WORDS, RunFolder, read_run
from rag.eval.tables import GROUPS, HEADLINES, MetricRow, SetRuns, changes, explanation, metric_rows, value_text
from rag.eval.worst import Faults, faults
from rag.messages import DEFAULT_LANGUAGE, render
from rag.writing import replace_file

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["Chapter", "group_runs", "write_chapters", "write_report"]

RETRIEVAL_METRIC = "nDCG@10"
"""By which questions are called the worst, and quality is held against latency."""

STRATA_METRICS = (RETRIEVAL_METRIC, "AnswerCited", "RefusalRecall")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """Part of a report: one experiment, or runs by themselves.

    Attributes:
        title: of the chapter; "" when it is the only one.
        question: what the experiment asks, or "".
        sets: what was run.
        missing: names of sets that were not found.
    """

    title: str = ""
    question: str = ""
    sets: tuple[SetRuns, ...]
    missing: tuple[str, ...] = ()


def write_report(runs: Sequence[Path], path: Path, *, title: str = "", language: str = DEFAULT_LANGUAGE) -> None:
    """Write the HTML report of any run folders to `path`.

    Runs that asked the same questions stand side by side, the first of them as the baseline.

    Raises:
        EvaluationError: no folder, one that holds no run, or a report that cannot be written.
    """
    if not runs:
        raise EvaluationError("report-no-runs")
    write_chapters(
        [Chapter(sets=group_runs([read_run(folder) for folder in runs]))], path, title=title, language=language
    )


def group_runs(runs: Sequence[RunFolder]) -> tuple[SetRuns, ...]:
    """The runs by what they asked, in order; each is named after the settings in which it differs from the others."""
    groups: dict[tuple[object, ...], list[RunFolder]] = {}
    for run in runs:
        groups.setdefault(_asked(run), []).append(run)
    return tuple(
        SetRuns(
            runs=tuple(group),
            labels=tuple(_labels(group)),
            baseline=0,
            changes=changes(group),
        )
        for group in groups.values()
    )


def write_chapters(
    chapters: Sequence[Chapter], path: Path, *, title: str = "", language: str = DEFAULT_LANGUAGE
) -> None:
    """Write the HTML report of the chapters to `path`, whose folder is made.

    Raises:
        EvaluationError: it cannot be written.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 -- only when a report is written

    t = partial(render, language=language)
    environment = Environment(
        loader=PackageLoader("rag.eval", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["value"] = lambda value, name: value_text(name, value)
    environment.globals.update(
        t=lambda key, **values: render(key, language, **values), mark=plots.mark, explanation=explanation
    )
    numbers = count(1)
    text = environment.get_template("report.html").render(
        language=language,
        title=title or t("report-title"),
        made=t("report-made", date=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC", version=__version__),
        chapters=[_chapter_view(chapter, t, numbers) for chapter in chapters],
        facts=_facts([run for chapter in chapters for group in chapter.sets for run in group.runs], t),
    )
    try:
        replace_file(path, text)
    except OSError as error:
        raise EvaluationError("run-unwritable", path=path, reason=error) from error


# -- what the page shows --------------------------------------------------------------------------

Translate = Callable[..., str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plot:
    """A picture with its title, the lines that need naming (mark, class, text), and a note."""

    title: str
    svg: Markup
    legend: tuple[tuple[str, str, str], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _SetView:
    anchor: str
    runs: SetRuns
    notes: tuple[str, ...]
    groups: tuple[tuple[str, tuple[MetricRow, ...]], ...]
    plots: tuple[_Plot, ...]
    faults: Faults
    metric: str

    @property
    def shown(self) -> str:
        """The label of the run whose questions are told."""
        return self.runs.labels[self.runs.baseline]


@dataclass(frozen=True, slots=True, kw_only=True)
class _ChapterView:
    anchor: str
    chapter: Chapter
    headlines: tuple[str, ...]
    overview: tuple[tuple[_SetView, tuple[tuple[Any, ...], ...]], ...]
    plots: tuple[_Plot, ...]

    @property
    def sets(self) -> tuple[_SetView, ...]:
        """One for each set."""
        return tuple(view for view, _ in self.overview)


def _chapter_view(chapter: Chapter, t: Translate, numbers: Iterator[int]) -> _ChapterView:
    anchor = f"part-{next(numbers)}"
    views = [_set_view(group, t, f"part-{next(numbers)}") for group in chapter.sets]
    named = {name for group in chapter.sets for run in group.runs for name in run.result["metrics"]}
    headlines = tuple(name for name in HEADLINES if name in named)
    return _ChapterView(
        anchor=anchor,
        chapter=chapter,
        headlines=headlines,
        overview=tuple(
            (view, tuple(zip(*(row.cells for row in rows), strict=True)))
            for view in views
            for rows in [metric_rows(view.runs, names=headlines)]
        ),
        plots=tuple(_latency_of_sets(chapter.sets, t)),
    )


def _set_view(group: SetRuns, t: Translate, anchor: str) -> _SetView:
    shown = group.runs[group.baseline]
    rows = metric_rows(group)
    answerable = sum(query["answerable"] for query in shown.per_query.values())
    notes = [t("report-questions", n=shown.result["n"], answerable=answerable)]
    settings = shown.result["settings"]
    if settings.get("split"):
        notes.append(t("report-split", split=settings["split"]))
    if settings.get("sample"):
        notes.append(t("report-sample", n=settings["sample"]))
    return _SetView(
        anchor=anchor,
        runs=group,
        notes=tuple(notes),
        groups=tuple(
            (t(f"report-group-{name}"), chosen)
            for name in GROUPS
            if (chosen := tuple(row for row in rows if row.group == name))
        ),
        plots=tuple(_plots(group, t)),
        faults=faults(
            shown,
            metric=RETRIEVAL_METRIC,
            runs=group.runs if len(group.runs) > 1 else (),
        ),
        metric=RETRIEVAL_METRIC,
    )


def _plots(group: SetRuns, t: Translate) -> Iterator[_Plot]:
    for metric in STRATA_METRICS:
        rows = _strata(group.runs, metric, t)
        if rows:
            title = t("report-plot-strata", metric=metric)
            yield _Plot(title=title, svg=plots.strata_plot(rows, label=title))
    if len(group.runs) > 1:
        yield from _latency(list(zip(group.labels, group.runs, strict=True)), t)
    judged = [_judged(run) for run in group.runs]
    if not all({one.answerable for one in of_run} == {True, False} for of_run in judged):
        return
    title = t("report-plot-calibration")
    yield _Plot(
        title=title,
        svg=plots.calibration_plot(
            [plots.calibration_bins(of_run) for of_run in judged],
            label=title,
            x=t("report-plot-calibration-x"),
            y=t("report-plot-calibration-y"),
        ),
        note=t("report-plot-calibration-note"),
    )
    yield _refusal(group, judged[group.baseline], t)
    if len(group.runs) > 1:
        title = t("report-plot-tradeoff")
        yield _Plot(
            title=title,
            svg=plots.tradeoff_plot(
                [plots.refusal_curve(of_run) for of_run in judged],
                label=title,
                x=t("report-line-recall"),
                y=t("report-line-precision"),
            ),
        )


def _refusal(group: SetRuns, judged: Sequence[plots.Judged], t: Translate) -> _Plot:
    threshold = float(group.runs[group.baseline].result["settings"]["min_confidence"])
    kinds = {one.kind for one in judged}
    apart = {"unanswerable-far", "unanswerable-near"} <= kinds
    recall = (
        [("━", "series-1", t("report-line-recall-far")), ("╍", "series-1", t("report-line-recall-near"))]
        if apart
        else [("━", "series-1", t("report-line-recall"))]
    )
    title = t("report-plot-refusal")
    if len(group.runs) > 1:
        title = f"{title} · {group.labels[group.baseline]}"
    return _Plot(
        title=title,
        svg=plots.refusal_plot(judged, threshold=threshold, label=title, x=t("report-plot-refusal-x")),
        legend=(
            *recall,
            ("━", "series-2", t("report-line-precision")),
            ("┅", "ink", t("report-line-false")),
        ),
        note=t("report-plot-refusal-note", threshold=f"{threshold:g}"),
    )


def _latency_of_sets(groups: Sequence[SetRuns], t: Translate) -> Iterator[_Plot]:
    """Quality against latency over sets, where each was run once: else every set has a plot of its own."""
    if len(groups) > 1 and all(len(group.runs) == 1 for group in groups):
        for plot in _latency([(group.name, group.runs[0]) for group in groups], t):
            names = [group.name for group in groups if _point(group.runs[0]) is not None]
            legend = tuple((plots.mark(n)[0], f"series-{plots.mark(n)[1]}", name) for n, name in enumerate(names))
            yield _Plot(title=plot.title, svg=plot.svg, legend=legend)


def _latency(runs: Sequence[tuple[str, RunFolder]], t: Translate) -> Iterator[_Plot]:
    points = [point for _, run in runs if (point := _point(run)) is not None]
    if len(points) > 1:
        title = t("report-plot-latency")
        yield _Plot(
            title=title,
            svg=plots.latency_plot(points, label=title, x=t("report-plot-latency-x"), y=RETRIEVAL_METRIC),
        )


def _point(run: RunFolder) -> plots.PlotPoint | None:
    metrics, interval = run.result["metrics"], run.result["intervals"].get(RETRIEVAL_METRIC)
    if RETRIEVAL_METRIC not in metrics or interval is None:
        return None
    return plots.PlotPoint(metrics["search_ms_p50"], metrics[RETRIEVAL_METRIC], *interval)


def _judged(run: RunFolder) -> list[plots.Judged]:
    return [plots.Judged(row["confidence"], row["answerable"], row["kind"]) for row in run.per_query.values()]


def _strata(runs: Sequence[RunFolder], metric: str, t: Translate) -> list[plots.StratumRow]:
    rows = []
    for name in dict.fromkeys(name for run in runs for name in run.result["strata"]):
        field, _, label = name.partition("=")
        metrics = [run.result["strata"].get(name, {}).get("metrics", {}) for run in runs]
        values = tuple(one.get(metric) for one in metrics)
        if any(value is not None for value in values):
            asked = sum((row[field] or "?") == label and metric in row["metrics"] for row in runs[0].per_query.values())
            rows.append(plots.StratumRow(t(f"report-field-{field}"), f"{label} · {asked}", values))
    return rows


# -- what ran -------------------------------------------------------------------------------------


def _asked(run: RunFolder) -> tuple[object, ...]:
    settings = run.result["settings"]
    choice = (settings.get(name) or None for name in ("split", "sample", "withhold", "titles"))
    return run.result["set"], run.result["set_sha256"], *choice


def _labels(runs: Sequence[RunFolder]) -> Iterator[str]:
    """A name for each run: the settings in which they differ; its folder where that does not tell them apart."""
    if len(runs) == 1:
        yield str(runs[0].result["set"])
        return
    every = [_comparable(run) for run in runs]
    varied = [name for name in every[0] if len({repr(settings.get(name)) for settings in every}) > 1]
    names = [" · ".join(f"{name} = {settings.get(name)}" for name in varied) for settings in every]
    twice = Counter(names)
    for run, name in zip(runs, names, strict=True):
        yield name if name and twice[name] == 1 else run.folder.name


def _comparable(run: RunFolder) -> dict[str, Any]:
    settings = {name: value for name, value in run.result["settings"].items() if name not in PLACES_AND_WORDS}
    return {"encoder": run.result["encoder"], **settings}


def _facts(runs: Sequence[RunFolder], t: Translate) -> dict[str, Any]:
    """What the runs share and in what they differ, where they ran, and what they warned of."""
    every = [_comparable(run) for run in runs]
    names = dict.fromkeys(name for settings in every for name in settings)
    values = {name: list(dict.fromkeys(_plain(settings.get(name)) for settings in every)) for name in names}
    versions = {
        name: _distinct(run.result["versions"].get(name) for run in runs)
        for name in dict.fromkeys(name for run in runs for name in run.result["versions"])
    }
    environment = {
        "created_at": _distinct(run.result["created_at"] for run in (runs[0], runs[-1])),
        "commit": _distinct(_commit(run.result["commit"], t) for run in runs),
        "machine": _distinct(
            f"{run.result['machine']['platform']} · {t('report-cores', n=run.result['machine']['cores'])}"
            for run in runs
        ),
        **versions,
    }
    return {
        "same": [(name, found[0]) for name, found in values.items() if len(found) == 1],
        "vary": [(name, " / ".join(found)) for name, found in values.items() if len(found) > 1],
        "environment": list(environment.items()),
        "warnings": list(
            dict.fromkeys((str(run.result["set"]), warning) for run in runs for warning in run.result["warnings"])
        ),
    }


def _commit(commit: Mapping[str, Any] | None, t: Translate) -> str:
    if commit is None:
        return "–"
    sha = str(commit["sha"])[:12]
    return t("report-commit-dirty", commit=sha) if commit["dirty"] else sha


def _distinct(values: Iterable[Any]) -> str:
    return " / ".join(dict.fromkeys(map(_plain, values)))


def _plain(value: Any) -> str:
    return "–" if value is None or value == "" else str(value)
