"""The runs that are there, newest first, and how each is told from the others."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from rag.answer.results import SCHEMA
from rag.eval.evaluation import OUT
from rag.eval.run_folder import PLACES_AND_WORDS
from rag.messages import render
from rag.settings import Settings, settings_dict

__all__ = ["RunSummary", "comparable", "list_runs", "run_label"]

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A run folder and what its result.json says."""

    folder: Path
    result: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The folder's name, by which a page names the run."""
        return self.folder.name


def list_runs(out: Path = OUT) -> tuple[RunSummary, ...]:
    """The newest runs in the folder; what is no run, or one of another form, is left out."""
    found = []
    for path in out.glob("*/result.json"):
        try:
            result = _result(path, path.stat().st_mtime_ns)
        except (OSError, ValueError):
            continue
        if isinstance(result, dict) and result.get("schema") == SCHEMA and "created_at" in result:
            found.append(RunSummary(path.parent, result))
    found.sort(key=lambda run: (run.result["created_at"], run.name), reverse=True)
    return tuple(found[:_SHOWN])


def comparable(run: RunSummary, runs: Sequence[RunSummary]) -> tuple[RunSummary, ...]:
    """The other runs of the same set, word for word, that asked the same part of it; first those that asked as much."""

    def part(one: RunSummary) -> str:
        return str(one.result["settings"].get("split") or "")

    others = (
        one
        for one in runs
        if one.name != run.name
        and one.result["set_sha256"] == run.result["set_sha256"]
        and (part(one) == part(run) or not (part(one) and part(run)))
    )
    return tuple(sorted(others, key=lambda one: (part(one) != part(run), one.result["n"] != run.result["n"])))


def run_label(run: RunSummary, settings: Settings, language: str) -> str:
    """Set, part, number of questions, date, commit, and the settings in which it differs from those that serve."""
    result = run.result
    said = result["settings"]
    parts = [result["set"], *filter(None, [said.get("split")]), render("eval-questions", language, n=result["n"])]
    parts.append(str(result["created_at"])[:16].replace("T", " "))
    if result["commit"]:
        parts.append(result["commit"]["sha"][:7] + ("*" if result["commit"]["dirty"] else ""))
    now = settings_dict(settings)
    numbered = (name for name in said if name in now and name not in PLACES_AND_WORDS)
    parts += [f"{name}={said[name]}" for name in numbered if said[name] != now[name]]
    return " · ".join(parts)


@lru_cache(maxsize=2 * _SHOWN)
def _result(path: Path, changed_ns: int) -> Any:
    del changed_ns  # part of what is remembered: a file that was written again is read again
    return json.loads(path.read_text(encoding="utf-8"))
