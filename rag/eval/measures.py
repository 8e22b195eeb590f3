"""Run → metrics per question, their means with intervals, and the same by stratum.

Retrieval metrics are computed by ir-measures, intervals by SciPy, AUROC by scikit-learn. What is our own here is
what they are computed *of*: which passage is relevant, and what an answer in quotations is worth.
"""

from __future__ import annotations

import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.answer.results import Citation
from rag.corpus.document import Span
from rag.corpus.fold import fold
from rag.errors import EvaluationError
from rag.eval.formats import Qrels, trec_id
from rag.eval.questions import LISTS, Alternative, Question
from rag.eval.run import Asked, Retrieved, Run
from rag.eval.selection import SEED

__all__ = [
    "LATENCIES",
    "LOWER_IS_BETTER",
    "MEDIANS",
    "RETRIEVAL",
    "Measured",
    "QuestionMeasures",
    "Stratum",
    "batch_of",
    "bootstrap_interval",
    "measure",
    "passage_id",
    "retrieved_id",
]

RETRIEVAL = {
    "nDCG@10": "nDCG@10",
    "R@1": "R@1",
    "R@5": "R@5",
    "R@10": "R@10",
    "MRR@10": "RR@10",
    "Success@1": "Success@1",
    "Success@5": "Success@5",
    "Success@10": "Success@10",
}
"""Our name of each retrieval metric: its name in ir-measures."""

COMPLETE_AT = (1, 5, 10)
RECALL_CHARS = (500, 1500)
"""Retrieved characters after which evidence recall is taken: passages of any length meet there."""

LIST_CHARS = 400
"""Quoted characters that a list may take in all."""

LATENCIES = ("search_ms_p50", "search_ms_p95", "ask_ms_p50", "ask_ms_p95")
"""Metrics of the machine rather than of the collection: without interval, and never compared."""

LOWER_IS_BETTER = frozenset({"FalseRefusals", "RejectedCited"})

MEDIANS = frozenset({"QuotedChars"})
"""Metrics told by their median, of which neither more nor less is better: reported and never tested."""

RESAMPLES = 5_000
CONFIDENCE_LEVEL = 0.95
BATCH = 500
BATCH_BYTES = 150_000_000
"""Resamples are made in batches of at most so many, and of at most about so many bytes."""

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionMeasures:
    """What one question scored.

    Attributes:
        asked: the question with what was retrieved and answered.
        values: by metric, those that this question has; 0 for one that was refused or could not be asked.
        quoted_chars: characters that the answer quotes; None when there is no answer.
    """

    asked: Asked
    values: Mapping[str, float]
    quoted_chars: int | None


@dataclass(frozen=True, slots=True)
class Stratum:
    """Questions that share a language, kind or split: how many, and their metrics."""

    n: int
    metrics: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """All that a run is worth.

    Attributes:
        metrics: mean over the questions that have it, but QuotedChars: median over the answerable ones that are
            answered; AUROC: one number; latencies: percentiles.
        intervals: 95 % percentile bootstrap over questions, (low, high), of each metric but the latencies.
        counts: over how many questions each metric is taken.
        strata: by "language=en", "kind=who", "split=test"; only those with more than one value.
        per_question: in the set's order.
        qrels: relevance of each passage or document, by its id, for each answerable question by its id.
        warnings: evidence that no passage holds, questions that could not be asked.
    """

    metrics: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]]
    counts: Mapping[str, int]
    strata: Mapping[str, Stratum]
    per_question: tuple[QuestionMeasures, ...]
    qrels: Qrels
    warnings: tuple[EvaluationError, ...]


def passage_id(document: str, start: int, end: int) -> str:
    """The id of a passage in TREC files: its document's name and its characters."""
    return f"{trec_id(document)}:{start}-{end}"


def retrieved_id(one: Retrieved, *, whole: bool) -> str:
    """The id of what was retrieved: of its document where whole ones are judged, else of the passage."""
    return trec_id(one.document) if whole else passage_id(one.document, one.start, one.end)


def measure(run: Run) -> Measured:
    """Every metric that the run's set can have.

    A passage is relevant when it lies in the document of an alternative and its text contains the quote. Each
    answerable question counts in each metric of retrieval and of answers; one without an answer counts 0.
    """
    whole = not run.question_set.judges_spans
    texts = _texts_by_document(run)
    qrels, lost = _document_qrels(run) if whole else _passage_qrels(run, texts)
    retrieval = _retrieval(run, qrels, whole=whole)
    sentences = _sentences_by_document(run)
    documents = {document.name: document.text for document in run.library.documents}
    rows = []
    for asked in run.asked:
        values = dict(retrieval.get(asked.question.id, {}))
        if asked.question.evidence:
            values |= _evidence_values(asked)
        if asked.question.answerable:
            values |= _answer_values(asked, sentences)
            if asked.question.kind in LISTS and len(asked.question.evidence) > 1:
                values["ListExact"] = float(_is_exact_list(asked, sentences, documents))
            values["FalseRefusals"] = float(not asked.answered)
        else:
            values["RefusalRecall"] = float(not asked.answered)
        if asked.question.rejected:
            values["RejectedCited"] = float(_cites_rejected(asked))
        quoted = sum(len(one.quote) for one in _citations(asked)) if asked.answered else None
        rows.append(QuestionMeasures(asked=asked, values=values, quoted_chars=quoted))
    columns = _columns(rows)
    metrics, counts = _summary(rows, columns)
    return Measured(
        metrics=metrics | _latencies(run.asked),
        intervals=_intervals(rows, columns),
        counts=counts,
        strata=_strata(rows),
        per_question=tuple(rows),
        qrels=qrels,
        warnings=(*lost, *_refused_as_input(run)),
    )


# -- what is relevant -----------------------------------------------------------------------------


def _texts_by_document(run: Run) -> dict[str, list[tuple[str, str]]]:
    """(id, text) of the passages of each document."""
    found: dict[str, list[tuple[str, str]]] = {}
    for passage in run.library.passages:
        row = (passage_id(passage.document, passage.span.start, passage.span.end), passage.text)
        found.setdefault(passage.document, []).append(row)
    return found


def _document_qrels(run: Run) -> tuple[Qrels, list[EvaluationError]]:
    return {
        question.id: {trec_id(name): grade for name, grade in question.relevant.items()}
        for question in run.question_set.questions
        if question.answerable
    }, []


def _passage_qrels(run: Run, texts: Mapping[str, Sequence[tuple[str, str]]]) -> tuple[Qrels, list[EvaluationError]]:
    """Relevance of all passages, so that every answerable question has an ideal ranking.

    An item that no passage holds whole is a relevant passage that is never found.
    """
    qrels: Qrels = {}
    lost = []
    for question in run.question_set.questions:
        if not question.answerable:
            continue
        relevant: dict[str, int] = {}
        for number, item in enumerate(question.evidence, start=1):
            holding = {found: 1 for one in item for found, text in texts.get(one.document, ()) if one.quote in text}
            if not holding:
                holding = {f"nowhere:{number}": 1}
                lost.append(EvaluationError("set-evidence-cut", id=question.id, quote=item[0].quote))
            relevant |= holding
        qrels[question.id] = relevant
    return qrels, lost


def _refused_as_input(run: Run) -> list[EvaluationError]:
    ids = [asked.question.id for asked in run.asked if asked.answer is None]
    return [EvaluationError("run-questions-refused", n=len(ids), ids=", ".join(ids[:5]))] if ids else []


# -- one question -----------------------------------------------------------------------------


def _retrieval(run: Run, qrels: Qrels, *, whole: bool) -> dict[str, dict[str, float]]:
    """The metrics of ir-measures by question and name, for every question of the qrels.

    The scores handed over are made from ranks: what computes the metrics sorts ties by id, we do not.
    """
    import ir_measures  # noqa: PLC0415

    named = {ir_measures.parse_measure(theirs): ours for ours, theirs in RETRIEVAL.items()}
    ranked = {
        asked.question.id: {
            retrieved_id(one, whole=whole): float(len(asked.retrieved) - place)
            for place, one in enumerate(asked.retrieved)
        }
        for asked in run.asked
        if asked.question.answerable
    }
    values: dict[str, dict[str, float]] = {id_: dict.fromkeys(RETRIEVAL, 0.0) for id_ in qrels}
    if qrels:
        for metric in ir_measures.iter_calc(named, qrels, ranked):
            values[metric.query_id][named[metric.measure]] = float(metric.value)
    return values


def _evidence_values(asked: Asked) -> dict[str, float]:
    """What the ranking holds of the evidence.

    Complete@k: the first k passages hold one alternative of every item. EvidenceRecall@n: the share of items that
    the first n characters of the ranking hold, the last passage cut off.
    """
    evidence = asked.question.evidence
    values = {}
    for k in COMPLETE_AT:
        texts = [(one.document, one.text) for one in asked.retrieved[:k]]
        values[f"Complete@{k}"] = float(_share_held(evidence, texts) == 1)
    for chars in RECALL_CHARS:
        texts, left = [], chars
        for one in asked.retrieved:
            if left <= 0:
                break
            texts.append((one.document, one.text[:left]))
            left -= len(one.text)
        values[f"EvidenceRecall@{chars}chars"] = _share_held(evidence, texts)
    return values


def _share_held(evidence: Sequence[Sequence[Alternative]], texts: Sequence[tuple[str, str]]) -> float:
    """The share of items of which some text, (document, characters), holds an alternative."""
    held = [any(_holds(one, *text) for one in item for text in texts) for item in evidence]
    return sum(held) / len(held)


def _holds(alternative: Alternative, document: str, text: str) -> bool:
    return alternative.document == document and alternative.quote in text


def _citations(asked: Asked) -> tuple[Citation, ...]:
    """What the answer cites; nothing when it is a refusal."""
    return asked.answer.citations if asked.answered and asked.answer is not None else ()


def _answer_values(asked: Asked, sentences: Mapping[str, Sequence[Span]]) -> dict[str, float]:
    """What the answer to an answerable question is worth: 0 throughout when there is none.

    AnswerCited: a cited quote contains an alternative or, through the fold, a gold answer. AnswerComplete: the
    quotes together contain one alternative of every item. FirstCited: the first quote alone does as AnswerCited.
    CitationPrecision: the share of quotes that contain evidence or lie inside the sentence it stands in; where
    whole documents are judged, that come from a relevant one.
    """
    question = asked.question
    citations = _citations(asked)
    values = {}
    if question.evidence or question.answers:
        right = [_answers(question, one) for one in citations]
        values["AnswerCited"] = float(any(right))
        values["FirstCited"] = float(any(right[:1]))
    if question.evidence:
        quotes = [(one.document, one.quote) for one in citations]
        values["AnswerComplete"] = float(_share_held(question.evidence, quotes) == 1)
    precise = [_is_from_evidence(question, one, sentences) for one in citations]
    values["CitationPrecision"] = sum(precise) / len(precise) if precise else 0.0
    return values


def _answers(question: Question, citation: Citation) -> bool:
    if any(_holds(one, citation.document, citation.quote) for one in question.alternatives):
        return True
    folded = fold(citation.quote)
    return any(fold(answer) in folded for answer in question.answers)


def _is_from_evidence(question: Question, citation: Citation, sentences: Mapping[str, Sequence[Span]]) -> bool:
    if not question.evidence:
        return question.relevant.get(citation.document, 0) > 0
    spans = sentences.get(citation.document, ())
    return any(
        _holds(one, citation.document, citation.quote) or _lies_beside(citation, one, spans)
        for one in question.alternatives
    )


def _cites_rejected(asked: Asked) -> bool:
    """Whether a citation shares characters with a place that was judged not to answer."""
    return any(
        citation.document == one.document and citation.start < one.end and one.start < citation.end
        for citation in _citations(asked)
        for one in asked.question.rejected
    )


def _is_exact_list(asked: Asked, sentences: Mapping[str, Sequence[Span]], documents: Mapping[str, str]) -> bool:
    """Whether the citations are the list and nothing else, in at most `LIST_CHARS` characters.

    They reach over the place of an alternative of every item, the items in order; one citation may hold all that
    stand in its sentence. None is foreign: each lies in the sentence of an item, or is the first and announces the
    list.

    Args:
        asked: a question with several items, and its answer.
        sentences: those of each document, in order.
        documents: the text of each.
    """
    evidence = asked.question.evidence
    citations = _citations(asked)
    held: list[int] = []
    for place, citation in enumerate(citations):
        spans = sentences.get(citation.document, ())
        if not any(_lies_beside(citation, one, spans) for one in asked.question.alternatives) and not (
            place == 0 and _announces(citation, evidence[0], spans, documents)
        ):
            return False
        held += [n for n, item in enumerate(evidence) if any(_reaches_over(citation, one) for one in item)]
    quoted = sum(len(citation.quote) for citation in citations)
    return list(dict.fromkeys(held)) == list(range(len(evidence))) and quoted <= LIST_CHARS


def _reaches_over(citation: Citation, one: Alternative) -> bool:
    return citation.document == one.document and citation.start <= one.start and one.end <= citation.end


def _lies_beside(citation: Citation, one: Alternative, sentences: Sequence[Span]) -> bool:
    """Whether the citation lies inside the sentence that holds the alternative; `sentences` are of its document."""
    if citation.document != one.document:
        return False
    around = _sentences_around(one, sentences)
    return around.start <= citation.start <= citation.end <= around.end


def _announces(
    citation: Citation, first: Sequence[Alternative], sentences: Sequence[Span], documents: Mapping[str, str]
) -> bool:
    """Whether the citation is (in) the sentence directly before that of the first item; white space may part them."""
    if len(_touched(citation, sentences)) > 1:
        return False
    starts = [_sentences_around(one, sentences).start for one in first if one.document == citation.document]
    text = documents[citation.document]
    return any(citation.end <= start and not text[citation.end : start].strip() for start in starts)


def _sentences_by_document(run: Run) -> dict[str, list[Span]]:
    """The sentences of each document's passages, in order."""
    found: dict[str, list[Span]] = {}
    for passage in run.library.passages:
        found.setdefault(passage.document, []).extend(passage.sentences)
    return {name: sorted(spans) for name, spans in found.items()}


def _sentences_around(alternative: Alternative, sentences: Sequence[Span]) -> Span:
    """The sentence that holds the alternative, or all that it reaches into."""
    touched = _touched(alternative, sentences)
    return Span(
        min([alternative.start, *(span.start for span in touched)]),
        max([alternative.end, *(span.end for span in touched)]),
    )


def _touched(place: Alternative | Citation, sentences: Sequence[Span]) -> Sequence[Span]:
    """The sentences in which some character of the place stands."""
    first = bisect_right(sentences, place.start, key=lambda span: span.end)
    last = bisect_left(sentences, place.end, key=lambda span: span.start)
    return sentences[first:last]


# -- all questions --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Column:
    """The values of one metric over the questions that have it.

    Attributes:
        places: (n,) int64, positions of those questions, ascending.
        values: (n,) float64, in their order.
        median: whether the median tells them, and not the mean.
    """

    places: NDArray[np.int64]
    values: Values
    median: bool = False


def _columns(rows: Sequence[QuestionMeasures]) -> dict[str, _Column]:
    """Every metric that some question has, retrieval first, then evidence, answers and refusals."""
    sparse: dict[str, dict[int, float]] = {name: {} for name in RETRIEVAL}
    for place, row in enumerate(rows):
        for name, value in row.values.items():
            sparse.setdefault(name, {})[place] = value
    answered = [place for place, row in enumerate(rows) if row.asked.answered]
    sparse["QuotedChars"] = {
        place: float(rows[place].quoted_chars or 0) for place in answered if rows[place].asked.question.answerable
    }
    if "RefusalRecall" in sparse:
        sparse["RefusalPrecision"] = {
            place: float(not row.asked.question.answerable) for place, row in enumerate(rows) if not row.asked.answered
        }
    order = [name for name in sparse if "Refusal" not in name] + [name for name in sparse if "Refusal" in name]
    return {
        name: _Column(
            np.fromiter(sparse[name], dtype=np.int64),
            np.fromiter(sparse[name].values(), dtype=np.float64),
            median=name in MEDIANS,
        )
        for name in order
        if sparse[name]
    }


def _summary(
    rows: Sequence[QuestionMeasures], columns: Mapping[str, _Column]
) -> tuple[dict[str, float], dict[str, int]]:
    metrics = {
        name: float(np.median(column.values) if column.median else np.mean(column.values))
        for name, column in columns.items()
    }
    counts = {name: len(column.values) for name, column in columns.items()}
    unanswerable, answerable = _doubts(rows)
    if len(unanswerable) and len(answerable):
        metrics["AUROC"] = _auroc(unanswerable, answerable)
        counts["AUROC"] = len(rows)
    return metrics, counts


def _doubts(rows: Sequence[QuestionMeasures]) -> tuple[Values, Values]:
    """1 − confidence of the unanswerable questions, and of the answerable ones."""
    doubts = np.array([1 - row.asked.confidence for row in rows], dtype=np.float64)
    answerable = np.array([row.asked.question.answerable for row in rows], dtype=np.bool_)
    return doubts[~answerable], doubts[answerable]


def _auroc(unanswerable: Values, answerable: Values) -> float:
    """How often an unanswerable question is less certain than an answerable one."""
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415

    labels = np.concatenate([np.ones(len(unanswerable)), np.zeros(len(answerable))])
    return float(roc_auc_score(labels, np.concatenate([unanswerable, answerable])))


def _intervals(rows: Sequence[QuestionMeasures], columns: Mapping[str, _Column]) -> dict[str, tuple[float, float]]:
    """The 95 % percentile bootstrap of every metric; metrics of the same questions are resampled together."""
    together: dict[tuple[bytes, bool], list[str]] = {}
    for name, column in columns.items():
        together.setdefault((column.places.tobytes(), column.median), []).append(name)
    found: dict[str, tuple[float, float]] = {}
    for (_, median), names in together.items():
        matrix = np.stack([columns[name].values for name in names])
        lows, highs = bootstrap_interval((matrix,), np.median if median else np.mean)
        found.update({name: (float(low), float(high)) for name, low, high in zip(names, lows, highs, strict=True)})
    unanswerable, answerable = _doubts(rows)
    if len(unanswerable) and len(answerable):
        lows, highs = bootstrap_interval((unanswerable[None, :], answerable[None, :]), _u_share)
        found["AUROC"] = (float(lows[0]), float(highs[0]))
    return {name: found[name] for name in [*columns, "AUROC"] if name in found}


def _u_share(unanswerable: Values, answerable: Values, *, axis: int) -> Values:
    """AUROC along an axis, as what it is: Mann and Whitney's U as a share of all pairs."""
    from scipy.stats import rankdata  # noqa: PLC0415

    count = unanswerable.shape[axis]
    ranks = rankdata(np.concatenate([unanswerable, answerable], axis=axis), axis=axis)
    own = np.take(ranks, np.arange(count), axis=axis).sum(axis=axis)
    share: Values = (own - count * (count + 1) / 2) / (count * answerable.shape[axis])
    return share


def bootstrap_interval(samples: tuple[Values, ...], statistic: Callable[..., Values]) -> tuple[Values, Values]:
    """Low and high end for each row of the samples; both are the value itself where there is one question."""
    from scipy.stats import bootstrap  # noqa: PLC0415

    if any(sample.shape[1] < 2 for sample in samples):
        value = statistic(*samples, axis=1)
        return value, value
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # all values alike: the interval is that value
        found = bootstrap(
            samples,
            statistic,
            n_resamples=RESAMPLES,
            batch=batch_of(sum(sample.size for sample in samples), copies=7),
            vectorized=True,
            axis=1,
            confidence_level=CONFIDENCE_LEVEL,
            method="percentile",
            rng=np.random.default_rng(SEED),
        ).confidence_interval
    return found.low, found.high


def batch_of(values: int, *, copies: int) -> int:
    """How many resamples of so many values are made at a time, so that they fit into `BATCH_BYTES`.

    The number changes no result: random numbers are drawn in the same order.

    Args:
        values: in one resample.
        copies: how many of each resample SciPy and the statistic hold at once, as measured.
    """
    return max(1, min(BATCH, BATCH_BYTES // (values * copies * 8)))


def _latencies(asked: Sequence[Asked]) -> dict[str, float]:
    """Median and 95th percentile of the milliseconds of a search and of an answer."""
    if not asked:
        return {}
    times = {"search": [one.search_ms for one in asked], "ask": [one.ask_ms for one in asked]}
    return {
        f"{name}_ms_p{percent}": float(np.percentile(values, percent))
        for name, values in times.items()
        for percent in (50, 95)
    }


def _strata(rows: Sequence[QuestionMeasures]) -> dict[str, Stratum]:
    """Metrics of the questions of each language, kind and split, where there is more than one.

    Of a kind that is unanswerable, AUROC tells it from all answerable questions.
    """
    found: dict[str, Stratum] = {}
    for field in ("language", "kind", "split"):
        groups: dict[str, list[QuestionMeasures]] = {}
        for row in rows:
            groups.setdefault(getattr(row.asked.question, field), []).append(row)
        if len(groups) < 2:
            continue
        for value, group in sorted(groups.items()):
            metrics, _ = _summary(group, _columns(group))
            unanswerable, answerable = _doubts(group)
            if field == "kind" and not len(answerable):
                _, answerable = _doubts(rows)
                if len(answerable):
                    metrics["AUROC"] = _auroc(unanswerable, answerable)
                metrics.pop("RefusalPrecision", None)  # 1 by construction
            found[f"{field}={value or '?'}"] = Stratum(len(group), metrics)
    return found
