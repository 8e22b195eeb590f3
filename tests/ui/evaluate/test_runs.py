"""Which runs are offered beside one, and in which order."""

from __future__ import annotations

from pathlib import Path

from rag.ui.evaluate.runs import RunSummary, comparable


def _run(name: str, *, split: str | None = "dev", n: int = 298, sha256: str = "a") -> RunSummary:
    return RunSummary(Path(name), {"set_sha256": sha256, "n": n, "settings": {"split": split}})


def test_the_likest_run_comes_first():
    """As much of the same part; then a sample of it; then the whole; newest first among equals; nothing else."""
    run = _run("now")
    newest_first = [
        _run("whole", split=None, n=666),
        run,
        _run("other set", sha256="b"),
        _run("sample", n=60),
        _run("test", split="test"),
        _run("newer"),
        _run("older"),
    ]
    assert [one.name for one in comparable(run, newest_first)] == ["newer", "older", "sample", "whole"]
