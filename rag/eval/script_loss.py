"""How much is lost when questions and documents are in different scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.answer.results import SCHEMA
from rag.eval.collection import corpus_of
from rag.eval.comparison import Difference, compare_runs
from rag.eval.cross_script import Condition, cross_script
from rag.eval.evaluation import OUT, Stages, evaluate, silent
from rag.eval.questions import QuestionSet
from rag.eval.run_folder import RunFolder, read_run
from rag.index.encoder import Encoder
from rag.settings import Settings

__all__ = ["METRIC", "ConditionRun", "ScriptLoss", "script_loss"]

METRIC = "nDCG@10"


@dataclass(frozen=True, slots=True)
class ConditionRun:
    """Questions in one script over documents in one script.

    Attributes:
        asked: script of the questions.
        written: script of the documents.
        run: what came of it.
        change: its difference from the questions in the documents' own script; None for those themselves.
    """

    asked: str
    written: str
    run: RunFolder
    change: Difference | None


@dataclass(frozen=True, slots=True)
class ScriptLoss:
    """All four conditions of one set."""

    set: str
    conditions: tuple[ConditionRun, ...]

    @property
    def n(self) -> int:
        """How many Chinese questions the set has."""
        return int(self.conditions[0].run.result["n"])

    def to_dict(self) -> dict[str, Any]:
        """This loss as JSON values, in points; `rag/schemas/eval-cross-script.json` describes them."""
        return {"schema": SCHEMA, "set": self.set, "n": self.n, "metric": METRIC} | {
            "conditions": [
                {
                    "questions": one.asked,
                    "documents": one.written,
                    "value": one.run.result["metrics"][METRIC],
                    "interval": one.run.result["intervals"][METRIC],
                    "loss": None
                    if one.change is None
                    else {
                        "points": _points(one.change.difference),
                        "interval": [_points(one.change.high), _points(one.change.low)],
                        "p": one.change.p,
                    },
                    "run": str(one.run.folder),
                }
                for one in self.conditions
            ]
        }


def script_loss(
    question_set: QuestionSet,
    settings: Settings,
    *,
    out: Path = OUT,
    encoder: Encoder | None = None,
    stages: Stages = silent,
) -> ScriptLoss:
    """Ask the set's Chinese questions in either script of its documents in either script.

    Raises:
        AnwenError: the set, the corpus, the index, the model or the output cannot be used.
    """
    documents = corpus_of(question_set, settings).documents
    runs = [
        (condition, read_run(evaluate(condition.set, settings, out=out, encoder=encoder, stages=stages).folder))
        for condition in cross_script(question_set, documents)
    ]
    return ScriptLoss(
        question_set.name,
        tuple(
            ConditionRun(condition.asked, condition.written, run, _change(condition, run, runs))
            for condition, run in runs
        ),
    )


def _change(condition: Condition, run: RunFolder, runs: Sequence[tuple[Condition, RunFolder]]) -> Difference | None:
    if condition.same_script:
        return None
    same = next(other for one, other in runs if one.asked == one.written == condition.written)
    return compare_runs(same, run, metric=METRIC).differences[METRIC]


def _points(difference: float) -> float:
    """What a difference loses, in points; no loss is 0 and not −0."""
    return 0.0 - 100 * difference
