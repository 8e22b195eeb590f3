"""Fits the weights of `rag/answer/lists.py`, and tells how well they choose, in and out of fold.

    [ANWEN_DATA=…] python benchmarks/list_weights.py

The dev questions of five-cases-lists and of five-cases that ask for a list and, where ANWEN_DATA names the folder of
the public sets, the questions of xquad-zh, xquad-en-zh and cmrc2018-trial that seem to ask for one although their
answer stands in one sentence. A candidate is right when its entries are the whole list and nothing else, or where one
sentence answers, when it holds a gold answer. The weights make what is right likeliest under the softmax of the
scores; each public question counts `PUBLIC` of one. Out of fold: five folds, all questions for one list, or for one
public document, in the same one. Deterministic.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from rag.answer.enumerations import Enumeration
from rag.answer.library import Library
from rag.answer.lists import WEIGHTS, ListFinder
from rag.answer.quote import Quote
from rag.answer.results import Answer
from rag.answer.wanted import Wanted, wanted_list
from rag.corpus.document import Span
from rag.corpus.fold import fold
from rag.eval.collection import Collection, open_collection
from rag.eval.formats import read_set
from rag.eval.measures import _is_exact_list, _sentences_by_document
from rag.eval.questions import Question
from rag.eval.run import Asked, Run
from rag.settings import load_settings

SETS = Path(__file__).resolve().parent.parent / "eval/sets"
OWN = ("five-cases-lists", "five-cases")
PUBLIC_SETS = ("xquad-zh", "xquad-en-zh", "cmrc2018-trial")
PUBLIC, PENALTY, FOLDS = 0.1, 0.5, 5


@dataclass(frozen=True, slots=True)
class Example:
    """A question that seems to ask for a list, its candidates, and which of them are right.

    Attributes:
        group: what keeps it in one fold with others.
        features: (n, len(WEIGHTS)).
        right: (n,).
    """

    source: str
    group: str
    question: Question
    wanted: Wanted | None
    finder: ListFinder
    found: Sequence[Enumeration]
    features: NDArray[np.float64]
    right: NDArray[np.bool_]

    @property
    def is_list(self) -> bool:
        """Whether a list is the answer."""
        return len(self.question.evidence) > 1

    def solved(self, weights: NDArray[np.float64]) -> bool:
        """Whether these weights choose the right list or, where one sentence answers, no wrong list."""
        if self.wanted is None or not len(self.found):
            return not self.is_list
        scores = self.features @ weights
        chosen = self.finder.chosen(self.wanted, self.found, scores)
        return bool(chosen and self.right[scores.argmax()]) or not (chosen or self.is_list)


def examples_of(collection: Collection) -> list[Example]:
    """Those questions of a collection that ask for a list, or seem to."""
    library, source = collection.library, collection.question_set.name
    finder = library.extractor._lists
    run = Run(question_set=collection.question_set, library=library, asked=())
    sentences = _sentences_by_document(run)
    texts = {document.name: document.text for document in library.documents}
    examples = []
    for question in collection.question_set.questions:
        several = len(question.evidence) > 1
        wanted = wanted_list(question.text)
        if (wanted is None and not (several and source == OWN[0])) or not question.answerable:
            continue
        found: list[Enumeration] = []
        features = np.zeros((0, len(WEIGHTS)))
        if wanted is not None:
            query = library.query(question.text)
            ranking = library.rank(query)
            ranked = library.extractor.extract(query, ranking, passages=5).ranked
            found, features = finder.candidates(query, wanted, ranking, ranked=ranked)

        answer = library.ask(question.text)
        is_right = partial(
            _is_right, question=question, library=library, answer=answer, sentences=sentences, texts=texts
        )
        document = question.named_documents[0]
        group = question.id[:-1] if source in OWN else document
        right = np.array([is_right(one) for one in found], dtype=bool)
        examples.append(Example(source, group, question, wanted, finder, found, features, right))
    return examples


def _is_right(
    one: Enumeration,
    *,
    question: Question,
    library: Library,
    answer: Answer,
    sentences: Mapping[str, Sequence[Span]],
    texts: Mapping[str, str],
) -> bool:
    if len(question.evidence) > 1:
        quotes = [Quote(one.document, *entry, 0.0) for entry in one.entries]
        listed = dataclasses.replace(answer, status="answered", citations=library._cite(quotes, first=1))
        asked = Asked(question=question, retrieved=(), answer=listed, search_ms=0.0, ask_ms=0.0)
        return _is_exact_list(asked, sentences, texts)
    said = one.entries[0][1].of(texts[one.document])
    return len(one.entries) == 1 and (
        any(fold(gold) in fold(said) for gold in question.answers)
        or any(place.document == one.document and place.quote in said for place in question.alternatives)
    )


def fitted(examples: Sequence[Example]) -> NDArray[np.float64]:
    """The weights that make what is right likeliest, with a penalty of `PENALTY` on their squares."""
    telling = [example for example in examples if example.right.any() and not example.right.all()]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = PENALTY * weights @ weights, 2 * PENALTY * weights
        for example in telling:
            counts = 1.0 if example.source in OWN else PUBLIC
            scores = example.features @ weights
            likelihoods = np.exp(scores - scores.max())
            likelihoods /= likelihoods.sum()
            right = np.where(example.right, likelihoods, 0.0)
            total -= counts * np.log(right.sum())
            slope = slope + counts * example.features.T @ (likelihoods - right / right.sum())
        return total, slope

    found: NDArray[np.float64] = minimize(loss, np.zeros(len(WEIGHTS)), jac=True, method="L-BFGS-B").x
    return found


def fold_of(example: Example) -> int:
    """The fold that the example is in."""
    return hashlib.sha256(f"{example.source} {example.group}".encode()).digest()[0] % FOLDS


def report(title: str, examples: Sequence[Example], columns: Sequence[Sequence[bool]]) -> None:
    """A line of how many are solved, by each column of outcomes."""
    if examples:
        print(f"{title:<34} n {len(examples):>4}" + "".join(f"{np.mean(column):>10.3f}" for column in columns))


def main() -> None:
    """Read the sets, fit, report."""
    settings = load_settings()
    data = os.environ.get("ANWEN_DATA")
    examples: list[Example] = []
    for path in [SETS / f"{name}.jsonl" for name in OWN] + [Path(data) / name for name in PUBLIC_SETS if data]:
        question_set = read_set(path)
        if question_set.name in OWN:
            dev = tuple(question for question in question_set.questions if question.split == "dev")
            question_set = dataclasses.replace(question_set, questions=dev)
        examples += examples_of(open_collection(question_set, settings))
    committed = np.array(list(WEIGHTS.values()))
    weights = fitted(examples)
    for name, old, new in zip(WEIGHTS, committed.tolist(), weights.tolist(), strict=True):
        print(f'    "{name}": {new:.1f},  # was {old:.1f}')
    apart = {fold: fitted([example for example in examples if fold_of(example) != fold]) for fold in range(FOLDS)}
    outcomes = [
        (example, example.solved(committed), example.solved(weights), example.solved(apart[fold_of(example)]))
        for example in examples
    ]
    print(f"{'':<41}{'committed':>10}{'in fold':>10}{'out':>10}")
    strata = {name: [row for row in outcomes if row[0].source == name] for name in (*OWN, *PUBLIC_SETS)}
    for value in ("zh-Hant", "zh-Hans", "en", "list", "list-inline"):
        strata[f"{OWN[0]} {value}"] = [
            row for row in strata[OWN[0]] if value in (row[0].question.language, row[0].question.kind)
        ]
    strata["no right candidate"] = [row for row in outcomes if row[0].is_list and not row[0].right.any()]
    for title, rows in strata.items():
        report(title, [row[0] for row in rows], [[row[column] for row in rows] for column in (1, 2, 3)])


if __name__ == "__main__":
    main()
