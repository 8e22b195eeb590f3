"""Throughput of the default encoder against sentence-transformers with the same model: `python benchmarks/encoding.py`.

Both engines take turns on the same texts of the committed document, so that a busy machine slows both; ratios are
of the medians. `SentenceTransformer.encode` is shown with its default batches (32 texts) and with 8, its best here.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from rag.index.encoder import DEFAULT_MODEL, clean, load_encoder
from rag.settings import Settings

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
QUESTIONS = ["三方會議由哪些人參加？", "四个零指的是什么？", "How is staff satisfaction measured?"] * 10


def seconds(encode: Callable[[Sequence[str]], np.ndarray], texts: Sequence[str]) -> float:
    """Wall time of encoding `texts`."""
    start = time.perf_counter()
    encode(texts)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=Settings().cache_dir)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--texts", type=int, default=64, help="paragraphs per round; twice as many sentences")
    arguments = parser.parse_args()
    text = next(CORPUS.glob("*.txt")).read_text(encoding="utf-8-sig")
    lines = (line.strip() for line in text.splitlines())
    pieces = (piece.strip() for piece in re.split("(?<=[。！？；])", text))
    kinds = {
        "paragraphs": [line for line in lines if len(line) > 40][: arguments.texts],
        "sentences": [piece for piece in pieces if piece][: 2 * arguments.texts],
    }
    ours = load_encoder(cache_dir=arguments.cache)
    theirs = load_encoder(model=DEFAULT_MODEL, engine="sentence-transformers", cache_dir=arguments.cache)

    def encode(texts: Sequence[str], *, batch_size: int) -> np.ndarray:
        cleaned = [clean(one) for one in texts]
        return theirs._model.encode(cleaned, prompt="passage: ", batch_size=batch_size, show_progress_bar=False)

    engines = (ours.encode_passages, partial(encode, batch_size=32), partial(encode, batch_size=8))
    for engine in engines:
        engine(kinds["sentences"][:8])
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {arguments.rounds} rounds; texts per second")
    print(f"{'':<42}      onnx    st, 32     st, 8")
    for name, texts in kinds.items():
        tokens = statistics.mean(ours.token_count(one) for one in texts)
        times = [[seconds(engine, texts) for engine in engines] for _ in range(arguments.rounds)]
        rates = [len(texts) / statistics.median(column) for column in zip(*times, strict=True)]
        print(f"{f'{len(texts)} {name}, mean {tokens:.0f} tokens':<42}", end="")
        print("".join(f"{rate:10.1f}" for rate in rates), end="")
        print(f"   {rates[0] / rates[1]:.2f} × the default, {rates[0] / rates[2]:.2f} × its best")
    single = [[seconds(engine.encode_queries, [one]) for engine in (ours, theirs)] for one in QUESTIONS]
    milliseconds = [statistics.median(column) * 1000 for column in zip(*single, strict=True)]
    print(f"{'one question, ms (p50)':<42}" + "".join(f"{value:10.1f}" for value in milliseconds))


if __name__ == "__main__":
    main()
