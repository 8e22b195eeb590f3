"""Time of a whole `anwen eval` once the index is there: `python benchmarks/evaluating.py --runs 3`.

Five hundred questions of the committed set, in turn, asked of the committed corpus: opening, asking, measuring with
intervals, writing. Each run is a process of its own; the clock's and the processor's seconds are printed for each.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = 500


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="after one that warms up (default 3)")
    arguments = parser.parse_args()
    rows = map(json.loads, (ROOT / "eval" / "sets" / "five-cases.jsonl").read_text(encoding="utf-8").splitlines())
    chosen = islice(cycle([row for row in rows if row["split"] == "dev"]), QUESTIONS)
    many = [row | {"id": f"{row['id']}-{n}"} for n, row in enumerate(chosen)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "many.jsonl"
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in many), encoding="utf-8")
        command = [str(Path(sys.executable).parent / "anwen"), "eval", str(path), "--json"]
        measure(command)
        measured = [measure(command) for _ in range(arguments.runs)]
    for name, seconds in zip(("clock", "processor"), zip(*measured, strict=True), strict=True):
        print(f"{name}: median {statistics.median(seconds):.1f} s of {', '.join(f'{s:.1f}' for s in seconds)}")


def measure(command: list[str]) -> tuple[float, float]:
    """Seconds of the clock and of the processor that a command took."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - began, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
