"""`anwen eval`: its arguments, and the calls behind them. Nothing heavy is imported before a command runs."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.usage import Parser

if TYPE_CHECKING:
    from rag.eval.evaluation import Stages
    from rag.index.encoder import Encoder
    from rag.settings import Settings

__all__ = ["WORDS", "Outcome", "add_eval_command", "with_run"]

Outcome = tuple[int, str]
"""The exit code, and what stdout gets."""

WORDS = ("run", "compare", "gate", "anchor", "export", "cross-script", "experiments", "report")
"""The subcommands; a set that is called like one is given by its path (./gate)."""


def with_run(argv: Sequence[str]) -> list[str]:
    """The arguments with "run" after "eval" where no subcommand is named: `anwen eval SET` is `anwen eval run SET`."""
    argv = list(argv)
    if argv[:1] == ["eval"] and len(argv) > 1 and argv[1] not in {*WORDS, "-h", "--help"}:
        argv.insert(1, "run")
    return argv


def add_eval_command(
    commands: Any,
    *,
    run: Callable[[argparse.Namespace, Settings], int],
    common: argparse.ArgumentParser,
    as_json: argparse.ArgumentParser,
    corpus: argparse.ArgumentParser,
    reading: argparse.ArgumentParser,
    answering: Sequence[argparse.ArgumentParser],
) -> None:
    """Add `eval` and its subcommands.

    Args:
        commands: the subparsers of `anwen`.
        run: what the command line calls; it calls `arguments.evaluate` and prints.
        common: parser of the options that every command has.
        as_json: parser of --json.
        corpus: parser of the option that names the corpus folder.
        reading: parser of the options that reading depends on.
        answering: parsers of the options that indexing, ranking and answering depend on.
    """
    answering = [corpus, reading, *answering]
    words = commands.add_parser("eval", help="help-eval", description="help-eval").add_subparsers(
        required=True, metavar="SET… | COMMAND"
    )

    def word(name: str, evaluate: Callable[..., Outcome], *parents: Any, **more: Any) -> Any:
        what = f"help-eval-{name}"
        made = words.add_parser(name, help=what, description=what, parents=[common, *parents], **more)
        made.set_defaults(run=run, evaluate=evaluate)
        return made

    out = Parser(add_help=False)
    out.add_argument("--out", metavar="DIR", type=Path, help="help-runs-out")

    asking = word("run", _run, *answering, out, as_json, prog="anwen eval")
    asking.add_argument("sets", metavar="SET", nargs="+", help="help-sets")
    asking.add_argument("--split", choices=("dev", "test"), help="help-split")
    asking.add_argument("--sample", metavar="N", type=_count, default=0, help="help-sample")
    asking.add_argument(
        "--qrels",
        metavar="FILE",
        type=Path,
        help="help-qrels",
    )
    asking.add_argument("--titles", action="store_true", help="help-titles")
    asking.add_argument(
        "--withhold",
        metavar="SHARE",
        type=_share,
        default=0.0,
        help="help-withhold",
    )

    comparing = word("compare", _compare, as_json)
    comparing.add_argument("a", metavar="A", type=Path, help="help-run-a")
    comparing.add_argument("b", metavar="B", type=Path, help="help-run-b")
    comparing.add_argument("--metric", metavar="M", help="help-metric")

    gating = word("gate", _gate, *answering, out, as_json)
    gating.add_argument("--baselines", metavar="DIR", type=Path, help="help-baselines")
    gating.add_argument("--update", action="store_true", help="help-update")

    anchoring = word("anchor", _anchor, corpus, reading)
    anchoring.add_argument("set", metavar="SET", help="help-own-set")
    anchoring.add_argument("--write", action="store_true", help="help-write")

    exporting = word("export", _export, corpus, reading)
    exporting.add_argument("set", metavar="SET", help="help-sets")
    exporting.add_argument("folder", metavar="DIR", type=Path, help="help-export-folder")
    exporting.add_argument("--format", choices=("beir", "trec"), default="beir", help="help-format")

    crossing = word("cross-script", _cross, *answering, out, as_json)
    crossing.add_argument("set", metavar="SET", help="help-sets")
    crossing.add_argument("--split", choices=("dev", "test"), help="help-split")
    crossing.add_argument("--sample", metavar="N", type=_count, default=0, help="help-sample")

    trying = word("experiments", _experiments, *answering)
    trying.add_argument("--out", metavar="DIR", type=Path, help="help-experiments-out")
    trying.add_argument("files", metavar="FILE", type=Path, nargs="*", help="help-experiments-files")

    reporting = word("report", _report)
    reporting.add_argument("runs", metavar="RUN", type=Path, nargs="+", help="help-runs")
    reporting.add_argument("--out", metavar="FILE", type=Path, default=Path("report.html"), help="help-report-out")
    reporting.add_argument("--title", help="help-report-title")


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{value} < 1")
    return value


def _share(text: str) -> float:
    value = float(text)
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"{value}: 0 < SHARE < 1")
    return value


def _encoder(settings: Settings, stages: Stages) -> Encoder:
    from rag.index.encoder import load_encoder  # noqa: PLC0415
    from rag.messages import render  # noqa: PLC0415

    with stages(render("progress-model", settings.language)) as progress:
        return load_encoder(
            model=settings.model, engine=settings.engine, cache_dir=settings.cache_dir, progress=progress
        )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)


def _run(arguments: argparse.Namespace, settings: Settings, stages: Stages) -> Outcome:
    from rag.errors import UsageError  # noqa: PLC0415
    from rag.eval.evaluation import OUT, Asking, evaluate, find_set  # noqa: PLC0415
    from rag.eval.formats import read_set  # noqa: PLC0415
    from rag.eval.text import result_text  # noqa: PLC0415

    if arguments.qrels is not None and len(arguments.sets) > 1:
        raise UsageError("qrels-one-set", path=arguments.qrels, n=len(arguments.sets))

    asking = Asking(
        split=arguments.split or "",
        sample=arguments.sample,
        withhold=arguments.withhold,
        titles=arguments.titles,
    )
    sets = [read_set(find_set(name), titles=asking.titles, qrels=arguments.qrels) for name in arguments.sets]
    encoder = _encoder(settings, stages)
    results = [
        evaluate(one, settings, out=arguments.out or OUT, asking=asking, encoder=encoder, stages=stages).result
        for one in sets
    ]
    if arguments.json:
        return 0, _json(results)
    return 0, "\n\n".join(result_text(result, settings.language) for result in results)


def _compare(arguments: argparse.Namespace, settings: Settings, stages: Stages) -> Outcome:  # noqa: ARG001
    from rag.eval.comparison import compare  # noqa: PLC0415
    from rag.eval.text import comparison_text  # noqa: PLC0415

    comparison = compare(arguments.a, arguments.b, metric=arguments.metric)
    if arguments.json:
        return 0, _json(comparison.to_dict())
    return 0, comparison_text(comparison, settings.language)


def _gate(arguments: argparse.Namespace, settings: Settings, stages: Stages) -> Outcome:
    from rag.eval.evaluation import OUT  # noqa: PLC0415
    from rag.eval.gate import BASELINES, gate, read_baselines, update  # noqa: PLC0415
    from rag.eval.text import gated_text  # noqa: PLC0415
    from rag.messages import render  # noqa: PLC0415

    baselines = read_baselines(arguments.baselines or BASELINES)
    encoder = _encoder(settings, stages)
    call = update if arguments.update else gate
    gated = [call(one, settings, out=arguments.out or OUT, encoder=encoder, stages=stages) for one in baselines]
    code = 0 if arguments.update or all(one.holds for one in gated) else 1
    if arguments.json:
        return code, _json([one.to_dict() for one in gated])
    if arguments.update:
        named = ((one.baseline.path.stem, one.baseline.path) for one in gated)
        return 0, "\n".join(render("gate-updated", settings.language, name=name, path=path) for name, path in named)
    return code, "\n\n".join(gated_text(one, settings.language) for one in gated)


def _anchor(arguments: argparse.Namespace, settings: Settings, stages: Stages) -> Outcome:  # noqa: ARG001
    from rag.errors import EvaluationError  # noqa: PLC0415
    from rag.eval.anchoring import anchor  # noqa: PLC0415
    from rag.eval.collection import corpus_of  # noqa: PLC0415
    from rag.eval.evaluation import find_set  # noqa: PLC0415
    from rag.eval.formats import read_set, write_set  # noqa: PLC0415
    from rag.eval.text import anchored_text  # noqa: PLC0415
    from rag.messages import render  # noqa: PLC0415
    from rag.writing import copy_beside  # noqa: PLC0415

    question_set = read_set(find_set(arguments.set))
    if question_set.documents is not None:
        raise EvaluationError("anchor-own-documents", set=question_set.name)
    anchored = anchor(question_set, corpus_of(question_set, settings).documents)
    text = anchored_text(anchored, settings.language)
    if arguments.write and (anchored.moved or anchored.lost):
        source = question_set.source
        if not anchored.set.questions:
            raise EvaluationError("anchor-none-left", set=source, n=len(question_set.questions))
        if anchored.lost or question_set.warnings:  # the only copy of a question or a field is not thrown away
            try:
                old = copy_beside(source)
            except OSError as error:
                raise EvaluationError("set-unwritable", path=f"{source}.old", reason=error) from error
            text += "\n" + render("anchor-kept", settings.language, path=old)
        write_set(anchored.set, source)
        text += "\n" + render("anchor-written", settings.language, path=source)
    return (1 if anchored.lost else 0), text


def _export(arguments: argparse.Namespace, settings: Settings, stages: Stages) -> Outcome:  # noqa: ARG001
    from rag.eval.collection import corpus_of  # noqa: PLC0415
    from rag.eval.evaluation import find_set  # noqa: PLC0415
    from rag.eval.formats import check_documents, read_set, write_beir, write_trec  # noqa: PLC0415
    from rag.messages import render  # noqa: PLC0415

    question_set = read_set(find_set(arguments.set))
    documents = corpus_of(question_set, settings).documents
    question_set = check_documents(question_set, documents)
    if arguments.format == "beir":
        write_beir(question_set, documents, arguments.folder)
    else:
        write_trec(question_set, arguments.folder)
    n = len(question_set.questions)
    return 0, render("export-done", settings.language, path=arguments.folder, n=n)


def _cross(arguments: argparse.Namespace, settings: Settings, stages: Stages) -> Outcome:
    from rag.eval.evaluation import OUT, Asking, find_set, select  # noqa: PLC0415
    from rag.eval.formats import read_set  # noqa: PLC0415
    from rag.eval.script_loss import script_loss  # noqa: PLC0415
    from rag.eval.text import script_loss_text  # noqa: PLC0415

    asking = Asking(split=arguments.split or "", sample=arguments.sample)
    question_set = select(read_set(find_set(arguments.set)), asking)
    encoder = _encoder(settings, stages)
    loss = script_loss(question_set, settings, out=arguments.out or OUT, encoder=encoder, stages=stages)
    if arguments.json:
        return 0, _json(loss.to_dict())
    return 0, script_loss_text(loss, settings.language)


def _experiments(arguments: argparse.Namespace, settings: Settings, stages: Stages) -> Outcome:
    from rag.eval.experiments import run_experiments  # noqa: PLC0415

    done = run_experiments(arguments.files, settings=settings, out=arguments.out, stages=stages)
    return 0, f"{done.tables}\n{done.report}"


def _report(arguments: argparse.Namespace, settings: Settings, stages: Stages) -> Outcome:  # noqa: ARG001
    from rag.eval.report import write_report  # noqa: PLC0415

    write_report(arguments.runs, arguments.out, title=arguments.title or "", language=settings.language)
    return 0, str(arguments.out)
