"""Time of the outline against the length of the text: `python benchmarks/reading.py`; linear means equal columns."""

from __future__ import annotations

import time
from pathlib import Path

from rag.corpus.outline import outline

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
KINDS = {
    "the five cases": next(CORPUS.glob("*.txt")).read_text(encoding="utf-8"),
    "headings only": "一、甲\n二、乙\n",
    "run-in headings": "1、子。文\n2、丑。文\n文\n",
    "case marks": "案例一 甲\n文\n",
    "titles": "# 題\n",
    "plain lines": "文\n",
}


def main() -> None:
    """Print microseconds per character for two lengths of each kind of text."""
    for name, piece in KINDS.items():
        row = []
        for length in (100_000, 400_000):
            text = piece * (length // len(piece))
            start = time.process_time()
            outline(text)
            row.append((time.process_time() - start) / len(text) * 1e6)
        print(f"{name:<20}" + "".join(f"{value:10.2f}" for value in row))


if __name__ == "__main__":
    main()
