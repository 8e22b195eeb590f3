"""Time of `ask` in a running process, small and large: `python benchmarks/asking.py --folder DIR`.

Small is the committed corpus, asked its development questions. Large is 20,000 passages, asked questions of the
measuring sets: every document of the sets that ANWEN_DATA names (the BEIR corpora, each text once, and `docs/`), then
distractors up to that number: paragraphs of 220 to 290 characters put together from sentences drawn at random (seeded)
from all those documents, so that they share words, length and subject with what answers. Both indexes are kept in DIR
and used again; the large one takes some ten minutes of two cores to build.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag import Library
from rag.corpus.reader import read_corpus
from rag.index.passages import split_document
from rag.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PASSAGES = 20_000
PARAGRAPHS_PER_DOCUMENT = 100
SEED = 20_000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="where the indexes are kept")
    parser.add_argument("--questions", type=int, default=300, help="asked of each (default 300)")
    arguments = parser.parse_args()
    rows = map(json.loads, (ROOT / "eval" / "sets" / "five-cases.jsonl").read_text(encoding="utf-8").splitlines())
    small = [row["question"] for row in rows if row["split"] == "dev"]
    measure("five cases", ROOT / "corpus", arguments.folder / "small", small[: arguments.questions])
    data = Path(os.environ["ANWEN_DATA"])
    corpus = arguments.folder / "corpus"
    if not corpus.is_dir():
        write_corpus(data, corpus)
    large = sorted({json.loads(line)["text"] for path in data.glob("*/queries.jsonl") for line in lines(path)})
    sample = random.Random(SEED).sample(large, arguments.questions)  # noqa: S311 -- repeatable, no secret
    measure("measuring sets", corpus, arguments.folder / "large", sample)


def measure(name: str, corpus: Path, index: Path, questions: Sequence[str]) -> None:
    """Ask each question once, after ten that warm up, and print the median and the 95th percentile."""
    library = Library.open(index) if (index / "current").exists() else Library.build(corpus, index)
    for question in questions[:10]:
        library.ask(question)
    milliseconds = []
    for question in questions:
        start = time.perf_counter()
        library.ask(question)
        milliseconds.append(1000 * (time.perf_counter() - start))
    p50, p95 = np.percentile(milliseconds, [50, 95])
    size = f"{len(library.passages):>7,} passages, {len(questions)} questions"
    print(f"{name:<16}{size}: p50 {p50:.1f} ms, p95 {p95:.1f} ms", flush=True)


def write_corpus(data: Path, folder: Path) -> None:
    """The documents of the sets and the distractors as text files in `folder`, which appears when it is whole."""
    chance = random.Random(SEED)  # noqa: S311 -- repeatable, no secret
    made = folder.with_name(folder.name + ".part")
    shutil.rmtree(made, ignore_errors=True)
    shutil.copytree(data / "docs", made / "docs", ignore=shutil.ignore_patterns("README.md"))
    texts = sorted({json.loads(line)["text"] for path in data.glob("*/corpus.jsonl") for line in lines(path)})
    for number, text in enumerate(texts):
        (made / f"set-{number:05}.txt").write_text(text, encoding="utf-8")
    settings = Settings()
    documents = read_corpus(made, max_file_bytes=settings.max_file_bytes).documents
    count = sum(
        len(split_document(one, chunk_chars=settings.chunk_chars, max_passage_chars=settings.max_passage_chars))
        for one in documents
    )
    pool = [piece for one in documents for piece in re.findall(r"[^。！？\n]{8,120}[。！？]", one.text)]
    print(f"{len(documents)} documents of the sets hold {count} passages; distractors make {PASSAGES}", flush=True)
    for number in range(0, PASSAGES - count, PARAGRAPHS_PER_DOCUMENT):
        paragraphs = min(PARAGRAPHS_PER_DOCUMENT, PASSAGES - count - number)
        text = "\n".join(distractor(pool, chance) for _ in range(paragraphs))
        (made / f"distractors-{number:05}.txt").write_text(text, encoding="utf-8")
    made.rename(folder)


def distractor(pool: Sequence[str], chance: random.Random) -> str:
    """Sentences drawn from `pool`, 220 to 290 characters in all: one passage."""
    paragraph = ""
    while len(paragraph) < 220:
        sentence = chance.choice(pool)
        if len(paragraph) + len(sentence) <= 290:
            paragraph += sentence
    return paragraph


def lines(path: Path) -> list[str]:
    """The lines of a file of JSON lines."""
    return path.read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    main()
