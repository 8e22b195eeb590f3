"""The questions that went worst, with what was expected beside what was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from rag.eval.measures import LOWER_IS_BETTER
from rag.eval.run_folder import RunFolder

__all__ = ["Faults", "Found", "Piece", "WorstQuery", "faults", "pieces", "short_of", "worst_query"]

SHOWN_HITS = 3
MISSED, REFUSED, ANSWERED = 10, 5, 5
"""How many of each fault are shown."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `marked` when it is evidence."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A retrieved passage or a cited quotation.

    `right` when it holds evidence of its document or that is relevant, `wrong` when it holds, or lies in, a place
    that was judged wrong.
    """

    rank: int
    document: str
    start: int
    end: int
    pieces: tuple[Piece, ...]
    right: bool
    wrong: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstQuery:
    """One question that went wrong.

    Attributes:
        query: its line of `per_query.jsonl`.
        items: the quotes of what is required, each with its alternatives; none where whole documents are judged.
        rejected: the quotes of what was judged not to answer.
        documents: the relevant ones by name, with how they begin; none where places are judged.
        found: the first hits, and the first right one if it comes later.
        searched: how many hits are known.
        nowhere: whether none of the hits that are known is right.
        cited: what the answer quotes.
        values: the metric of each run, where it has it; none when there is only one run.
    """

    query: Mapping[str, Any]
    items: tuple[tuple[str, ...], ...]
    rejected: tuple[str, ...]
    documents: tuple[tuple[str, str], ...]
    found: tuple[Found, ...]
    searched: int
    nowhere: bool
    cited: tuple[Found, ...]
    values: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Faults:
    """What went wrong in a run, worst first; no question stands in two of the lists."""

    missed: tuple[WorstQuery, ...]
    refused: tuple[WorstQuery, ...]
    answered: tuple[WorstQuery, ...]


def faults(shown: RunFolder, *, metric: str, runs: Sequence[RunFolder] = ()) -> Faults:
    """The worst questions of a run.

    Missed: answerable, `metric` below 1, lowest first, then those whose answer is worth less. Refused: answerable
    and refused, most confident last. Answered: unanswerable, but answered, the most confident first.

    Args:
        shown: whose questions and hits are told.
        metric: of retrieval.
        runs: all runs of the set, whose values are told beside; none when there is only one.
    """
    answerable = [query for query in shown.per_query.values() if query["answerable"]]
    missed = sorted(
        (query for query in answerable if query["metrics"][metric] < 1),
        key=lambda query: (query["metrics"][metric], query["metrics"].get("AnswerCited", 0.0), query["id"]),
    )[:MISSED]
    refused = sorted(
        (query for query in answerable if query["status"] == "refused" and query not in missed),
        key=lambda query: (_confidence(query), query["id"]),
    )[:REFUSED]
    answered = sorted(
        (query for query in shown.per_query.values() if not query["answerable"] and query["status"] == "answered"),
        key=lambda query: (-_confidence(query), query["id"]),
    )[:ANSWERED]

    def told(query: Mapping[str, Any]) -> WorstQuery:
        rows = [run.per_query.get(query["id"], {}) for run in runs]
        return worst_query(query, tuple(row.get("metrics", {}).get(metric) for row in rows))

    return Faults(*(tuple(map(told, group)) for group in (missed, refused, answered)))


def short_of(shown: RunFolder, metric: str) -> tuple[Mapping[str, Any], ...]:
    """The lines of every question that is not as good in `metric` as can be, worst first.

    Among equals those whose answer is worth less come first, and of unanswerable ones the most confident.
    """
    sign, best = (-1, 0.0) if metric in LOWER_IS_BETTER else (1, 1.0)
    short = [
        query
        for query in shown.per_query.values()
        if metric in query["metrics"] and sign * query["metrics"][metric] < sign * best
    ]

    def rank(query: Mapping[str, Any]) -> tuple[Any, ...]:
        confidence = _confidence(query) if query["answerable"] else -_confidence(query)
        return (sign * query["metrics"][metric], query["metrics"].get("AnswerCited", 0.0), confidence, query["id"])

    return tuple(sorted(short, key=rank))


def pieces(text: str, quotes: Sequence[str]) -> tuple[Piece, ...]:
    """The text cut where evidence begins and ends, every occurrence of each quote marked; joined it is the text."""
    marked = [False] * len(text)
    for quote in filter(None, quotes):
        at = text.find(quote)
        while at >= 0:
            marked[at : at + len(quote)] = [True] * len(quote)
            at = text.find(quote, at + 1)
    return tuple(_runs(text, marked))


def _runs(text: str, marked: Sequence[bool]) -> Iterator[Piece]:
    begin = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or marked[at] != marked[begin]:
            yield Piece(text[begin:at], marked[begin])
            begin = at


def _confidence(query: Mapping[str, Any]) -> float:
    return float(query["confidence"])


def worst_query(query: Mapping[str, Any], values: tuple[float | None, ...] = ()) -> WorstQuery:
    """A line of `per_query.jsonl` with its evidence marked in what was found and cited."""
    names = {one["document"] for one in query["relevant"]}
    quotes: dict[str, list[str]] = {}
    for item in query["expected"]:
        for one in item:
            quotes.setdefault(one["document"], []).append(one["quote"])
    rejected = [(one["document"], one["quote"]) for one in query.get("rejected", ())]  # older runs do not tell them
    hits = [
        _found(hit, hit["rank"], hit["text"], quotes=quotes, names=names, rejected=rejected) for hit in query["hits"]
    ]
    first = next((hit for hit in hits if hit.right), None)
    shown = hits[:SHOWN_HITS]
    if first is not None and first not in shown:
        shown.append(first)
    return WorstQuery(
        query=query,
        items=tuple(tuple(one["quote"] for one in item) for item in query["expected"]),
        rejected=tuple(quote for _, quote in rejected),
        documents=tuple((one["document"], one["text"]) for one in query["relevant"]),
        found=tuple(shown),
        searched=len(hits),
        nowhere=first is None,
        cited=tuple(
            _found(one, n, one["quote"], quotes=quotes, names=names, rejected=rejected)
            for n, one in enumerate(query["cited"], start=1)
        ),
        values=values,
    )


def _found(
    one: Mapping[str, Any],
    rank: int,
    text: str,
    *,
    quotes: Mapping[str, Sequence[str]],
    names: Set[str],
    rejected: Sequence[tuple[str, str]],
) -> Found:
    """A hit as it is shown; only the evidence of its own document, in `quotes` by document, is marked in it."""
    cut = pieces(text, quotes.get(one["document"], ()))
    right = one["document"] in names or any(piece.marked for piece in cut)
    wrong = any(name == one["document"] and (quote in text or text in quote) for name, quote in rejected)
    return Found(rank, one["document"], one["start"], one["end"], cut, right, wrong)
