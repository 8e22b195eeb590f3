"""Retrieval, answers, refusals and latency on a question set: `python benchmarks/five_cases.py [SET]`.

Prints every figure with its n. The index in index/ is used (`make index` first). A question counts as found when
one alternative of one of its items of evidence stands in the text; every answerable question counts.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from pathlib import Path

from rag import Library
from rag.corpus.fold import to_simplified, to_traditional

DEFAULT = Path(__file__).resolve().parent.parent / "eval" / "sets" / "five-cases-dev.jsonl"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("set", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--split", help="only questions of this split")
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in arguments.set.read_text(encoding="utf-8").splitlines() if line]
    rows = [row for row in rows if arguments.split in (None, row.get("split"))]
    answerable = [row for row in rows if row["evidence"]]
    library = Library.open("index")
    sources = {source.name: source.text for source in library.documents}

    def holds(text: str, row: dict) -> bool:
        return any(one["quote"] in text for item in row["evidence"] for one in item)

    def share(name: str, values: list[bool]) -> None:
        print(f"{name:<52}{sum(values) / max(1, len(values)):7.3f}  ({sum(values)} of {len(values)})")

    answers = {row["id"]: library.ask(row["question"]) for row in rows}
    texts = {row["id"]: [hit.text for hit in library.search(row["question"], 10)] for row in answerable}
    for k in (1, 5, 10):
        share(f"evidence in the top {k}", [any(holds(t, row) for t in texts[row["id"]][:k]) for row in answerable])
    cited = {row["id"]: [one.quote for one in answers[row["id"]].citations] for row in answerable}
    share("evidence inside a cited span", [any(holds(q, row) for q in cited[row["id"]]) for row in answerable])
    for language in sorted({row["language"] for row in answerable}):
        some = [row for row in answerable if row["language"] == language]
        share(f"  asked in {language}: top 1", [holds(texts[row["id"]][0], row) for row in some])
        share(f"  asked in {language}: cited", [any(holds(q, row) for q in cited[row["id"]]) for row in some])
    quoted = [sum(map(len, quotes)) for quotes in cited.values() if quotes]
    print(f"{'quoted characters, median and most':<52}{statistics.median(quoted):7.0f}  {max(quoted)}")
    longest = max(len(text) for found in texts.values() for text in found)
    print(f"{'longest passage, characters':<52}{longest:7d}")
    wrong = sum(
        sources[one.document][one.start : one.end] != one.quote
        for answer in answers.values()
        for one in answer.citations
    )
    print(f"{'quotations that differ from the source':<52}{wrong:7d}")
    share("answerable, refused", [answers[row["id"]].status == "refused" for row in answerable])
    for kind in ("unanswerable-far", "unanswerable-near"):
        share(f"{kind}, refused", [answers[row["id"]].status == "refused" for row in rows if row["kind"] == kind])
    chinese = [row["question"] for row in rows if row["language"] != "en"]
    share(
        "the other script gives the same top hit",
        [
            library.search(to_simplified(q), 1)[0].start == library.search(to_traditional(q), 1)[0].start
            for q in chinese
        ],
    )
    for name, call in (("search", library.search), ("ask", library.ask)):
        times = []
        for row in rows:
            begin = time.perf_counter()
            call(row["question"])
            times.append((time.perf_counter() - begin) * 1000)
        print(
            f"{name + ' p50 / p95, ms':<52}{statistics.median(times):7.1f}  {statistics.quantiles(times, n=20)[-1]:.1f}"
        )


if __name__ == "__main__":
    main()
