"""Experiments, declared in files: variants of the settings on sets of questions, each held against a baseline."""

from __future__ import annotations

import json
import logging
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.answer.results import SCHEMA
from rag.errors import EvaluationError, UsageError
from rag.eval.evaluation import Asking, Stages, evaluate, find_set, silent
from rag.eval.formats import read_set
from rag.eval.questions import SPLITS
from rag.eval.report import Chapter, write_chapters
from rag.eval.run_folder import read_run
from rag.eval.tables import SetRuns, changes, markdown_table
from rag.index.encoder import Encoder, load_encoder
from rag.messages import render
from rag.settings import Settings, changed_settings, settings_dict
from rag.writing import replace_file

__all__ = ["EXPERIMENTS", "OUT", "Experiment", "Experimented", "Variant", "read_experiment", "run_experiments"]

EXPERIMENTS = Path("eval", "experiments")
"""Where experiments are declared."""

OUT = Path(".anwen", "experiments")
"""Where their runs, results and report go."""

TABLE_METRICS = ("nDCG@10", "AnswerCited")
"""What the Markdown tables tell, as far as a set has it."""

_FIELDS = {
    "title": 'title = "λ"',
    "question": 'question = "…?"',
    "sets": 'sets = ["five-cases"]',
    "baseline": 'baseline = "λ = 0.2"',
    "split": 'split = "dev"',
    "sample": "sample = 300",
    "variants": '[[variants]]\nname = "λ = 0.1"\nsettings = { lexical_weight = 0.1 }',
}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Variant:
    """Settings under a name: `changes` by the name of each setting that is not as usual."""

    name: str
    changes: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """What is asked, and how it is tried.

    Attributes:
        source: its file.
        title: in a few words.
        question: what it is to answer.
        sets: names or paths of the sets.
        variants: at least two.
        baseline: place of the variant that the others are compared with.
        split: only the questions of this one, in sets that are split; "" means all.
        sample: only so many questions of each set; 0 means all.
    """

    source: Path
    title: str
    question: str
    sets: tuple[str, ...]
    variants: tuple[Variant, ...]
    baseline: int
    split: str = ""
    sample: int = 0

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.source.stem


@dataclass(frozen=True, slots=True)
class Experimented:
    """What was written: the report for reading, and the same as Markdown tables.

    Attributes:
        report: the HTML file.
        tables: what tables.md says.
        results: one JSON file for each experiment.
    """

    report: Path
    tables: str
    results: tuple[Path, ...]


def read_experiment(path: Path, *, settings: Settings | None = None) -> Experiment:
    """The experiment that a TOML file declares.

    Args:
        path: of the file.
        settings: those that the variants change; None takes the defaults.

    Raises:
        EvaluationError: it cannot be read, has an unknown or wrong field, or a setting that is none.
    """
    try:
        fields = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise EvaluationError("experiment-unreadable", path=path, reason=error) from error
    for name in fields:
        _check(name in _FIELDS, path, name, fields[name])
    texts = {name: fields.get(name, "") for name in ("title", "question", "baseline")}
    for name, value in texts.items():
        _check(isinstance(value, str) and bool(value.strip()), path, name, value)
    sets = fields.get("sets", [])
    _check(isinstance(sets, list) and sets and all(isinstance(one, str) for one in sets), path, "sets", sets)
    split, sample = fields.get("split", ""), fields.get("sample", 0)
    _check(split in ("", *SPLITS), path, "split", split)
    _check(type(sample) is int and sample >= 0, path, "sample", sample)
    variants = tuple(_variants(fields.get("variants"), path, settings or Settings()))
    names = [variant.name for variant in variants]
    _check(texts["baseline"] in names, path, "baseline", texts["baseline"])
    return Experiment(
        source=path,
        title=texts["title"],
        question=texts["question"],
        sets=tuple(sets),
        variants=variants,
        baseline=names.index(texts["baseline"]),
        split=split,
        sample=sample,
    )


def run_experiments(
    files: Sequence[Path] = (),
    *,
    settings: Settings,
    out: Path | None = None,
    encoder: Encoder | None = None,
    stages: Stages = silent,
) -> Experimented:
    """Run every variant on every set, and write <out>/<experiment>.json, report.html and tables.md.

    All files are read before anything runs. A set that is not there is said and left out.

    Args:
        files: of the experiments; none means all in eval/experiments.
        settings: those that the variants change.
        out: folder of what is written, the runs in its folder runs/; None means .anwen/experiments.
        encoder: one for all variants; None loads what their settings name.
        stages: told what is being done.

    Raises:
        AnwenError: an experiment, a set or the corpus cannot be used, or no set of any experiment is there.
    """
    out = out or OUT
    experiments = [read_experiment(path, settings=settings) for path in files or sorted(EXPERIMENTS.glob("*.toml"))]
    encoders = _Encoders(encoder)
    chapters, results, tables = [], [], []
    for experiment in experiments:
        chapter = _run(experiment, settings, out / "runs", encoders, stages)
        if not chapter.sets:
            continue
        chapters.append(chapter)
        tables.append(_tables(experiment, chapter, settings.language))
        results.append(out / f"{experiment.name}.json")
        _write(results[-1], json.dumps(_result(experiment, chapter), ensure_ascii=False, allow_nan=False, indent=2))
    if not chapters:
        named = dict.fromkeys(name for experiment in experiments for name in experiment.sets)
        raise EvaluationError("experiment-sets-none", sets=", ".join(named) or "–")
    text = "\n".join(tables)
    _write(out / "tables.md", text)
    write_chapters(chapters, out / "report.html", language=settings.language)
    return Experimented(out / "report.html", text, tuple(results))


class _Encoders:
    """The encoder of each variant: the given one for all, or what its settings name, loaded once."""

    def __init__(self, given: Encoder | None) -> None:
        self._given = given
        self._loaded: dict[tuple[str, str], Encoder] = {}

    def of(self, settings: Settings, stages: Stages) -> Encoder:
        """The encoder for these settings."""
        if self._given is not None:
            return self._given
        key = settings.model, settings.engine
        if key not in self._loaded:
            with stages(render("progress-model", settings.language)) as progress:
                self._loaded[key] = load_encoder(
                    model=settings.model, engine=settings.engine, cache_dir=settings.cache_dir, progress=progress
                )
        return self._loaded[key]


# -- declaring ------------------------------------------------------------------------------------


def _check(holds: object, path: Path, field: str, value: object) -> None:
    """Refuse the experiment unless `holds`.

    Raises:
        EvaluationError: naming file, field and value, and showing what is expected.
    """
    if not holds:
        known = _FIELDS.get(field, ", ".join(_FIELDS))
        raise EvaluationError("experiment-field", path=path, field=field, value=repr(value), expected=known)


def _variants(value: object, path: Path, settings: Settings) -> Iterator[Variant]:
    rows = value if isinstance(value, list) else []
    _check(len(rows) > 1 and all(isinstance(row, dict) for row in rows), path, "variants", value)
    names = [row.get("name") for row in rows]
    for row, name in zip(rows, names, strict=True):
        _check(isinstance(name, str) and name.strip() and names.count(name) == 1, path, "variants", row)
        changes = row.get("settings", {})
        _check(set(row) <= {"name", "settings"} and isinstance(changes, dict), path, "variants", row)
        _check_settings(settings, changes, path, str(name))
        yield Variant(str(name), changes)


def _check_settings(settings: Settings, changes: Mapping[str, object], path: Path, variant: str) -> None:
    try:
        changed_settings(settings, changes, source=path)
    except UsageError as error:
        reason = error.text(settings.language).splitlines()[0]
        known = ", ".join(settings_dict(settings))
        raise EvaluationError("experiment-setting", path=path, variant=variant, reason=reason, known=known) from error


# -- running --------------------------------------------------------------------------------------


def _run(experiment: Experiment, settings: Settings, out: Path, encoders: _Encoders, stages: Stages) -> Chapter:
    sets: list[SetRuns] = []
    missing: list[str] = []
    for name in experiment.sets:
        try:
            source = find_set(name)
        except EvaluationError:
            message = EvaluationError("experiment-set-missing", experiment=experiment.name, set=name)
            _log.warning("%s", message.text(settings.language))
            missing.append(name)
            continue
        question_set = read_set(source)
        split = experiment.split if any(question.split for question in question_set.questions) else ""
        asking = Asking(split=split, sample=experiment.sample)
        runs = []
        for variant in experiment.variants:
            changed = changed_settings(settings, variant.changes, source=experiment.source)
            encoder, told = encoders.of(changed, stages), _told(stages, f"{experiment.name} · {variant.name}")
            evaluated = evaluate(question_set, changed, out=out, asking=asking, encoder=encoder, stages=told)
            runs.append(read_run(evaluated.folder))
        sets.append(
            SetRuns(
                runs=tuple(runs),
                labels=tuple(variant.name for variant in experiment.variants),
                baseline=experiment.baseline,
                changes=changes(runs, baseline=experiment.baseline),
            )
        )
    return Chapter(title=experiment.title, question=experiment.question, sets=tuple(sets), missing=tuple(missing))


def _told(stages: Stages, what: str) -> Stages:
    """The stages with `what` before each label."""
    return lambda label: stages(f"{what} · {label}")


# -- telling --------------------------------------------------------------------------------------


def _result(experiment: Experiment, chapter: Chapter) -> dict[str, Any]:
    """The experiment as JSON values; `rag/schemas/eval-experiment.json` describes them."""
    return {
        "schema": SCHEMA,
        "experiment": experiment.name,
        "title": experiment.title,
        "question": experiment.question,
        "split": experiment.split,
        "sample": experiment.sample,
        "baseline": experiment.variants[experiment.baseline].name,
        "variants": [{"name": one.name, "settings": dict(one.changes)} for one in experiment.variants],
        "missing": list(chapter.missing),
        "sets": [
            {
                "set": group.name,
                "n": group.runs[0].result["n"],
                "runs": [
                    {
                        "variant": label,
                        "run": str(run.folder),
                        "metrics": run.result["metrics"],
                        "intervals": run.result["intervals"],
                        "counts": run.result["counts"],
                        "differences": {name: one.to_dict() for name, one in differences.items()},
                    }
                    for label, run, differences in zip(group.labels, group.runs, group.changes, strict=True)
                ],
            }
            for group in chapter.sets
        ],
    }


def _tables(experiment: Experiment, chapter: Chapter, language: str) -> str:
    """The experiment for a README: its title, its question, and a table for each metric that some set has."""
    parts = [f"### {experiment.title}\n\n{experiment.question}\n"]
    for metric in TABLE_METRICS:
        groups = [group for group in chapter.sets if metric in group.runs[0].result["metrics"]]
        if groups:
            parts.append(markdown_table(metric, groups, head=render("report-run", language)))
    baseline = experiment.variants[experiment.baseline].name
    parts.append(render("report-tables-note", language, baseline=baseline) + "\n")
    return "\n".join(parts)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, text if text.endswith("\n") else text + "\n")
    except OSError as error:
        raise EvaluationError("run-unwritable", path=path, reason=error) from error
