"""Fits the reader's weights, `rag/answer/sentence_reader.npz`, and tells how well it reads.

    ANWEN_DATA=… python benchmarks/sentence_reader_training.py [--write]

Questions of drcd-dev, cmrc2018-trial, xquad-zh and xquad-en-zh with their gold answers; a sentence is right when it
contains one, through the fold. The documents are parted in two by a hash of their text. `--write` fits the weights on
one half; without it the figures of the other half are printed, of an answer as the product gives it (refusals count as
wrong). The five cases have no part in it. Deterministic: a fixed seed, one thread.
"""

from __future__ import annotations

import argparse
import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from rag.answer.sentence_reader import ALONE, ATTENTION, FEATURES, KINDS, TOKEN_FEATURES, Reading
from rag.corpus.fold import fold
from rag.eval.collection import Collection, open_collection
from rag.eval.formats import read_set
from rag.eval.questions import Question
from rag.index.e5_tokens import TOKEN_DIM
from rag.index.encoder import TOKEN_SCALE
from rag.settings import load_settings

SETS = ("drcd-dev", "cmrc2018-trial", "xquad-zh", "xquad-en-zh")
WEIGHTS = Path(__file__).resolve().parent.parent / "rag/answer/sentence_reader.npz"
PASSAGES = 5
HEADING = -3.0
"""The weight of a heading, set by hand, for the sets have none: it names what its section says and seldom says it."""
RANK, EPOCHS, BATCH, RATE, KINDS_RATE, DECAY, DROPOUT, SEED = 12, 7, 16, 0.02, 0.003, 0.3, 0.2, 0


@dataclass(frozen=True, slots=True)
class Example:
    """A question as the reader sees it; `right` of each sentence, `question` its tokens' vectors."""

    reading: Reading
    question: NDArray[np.float32]
    right: NDArray[np.bool_]


def half(text: str) -> int:
    """0 or 1, the half that a document of this text is in."""
    return hashlib.sha256(text.encode()).digest()[0] % 2


class Network(torch.nn.Module):
    """`Reader.scores` over standardised features, for fitting."""

    def __init__(self, examples: list[Example]) -> None:
        super().__init__()
        features = np.concatenate([example.reading.features for example in examples])
        token_features = np.concatenate([example.reading.token_features for example in examples])
        self.deviation = torch.tensor(features.std(axis=0) + 1e-6)
        self.token_deviation = torch.tensor(token_features.std(axis=0) + 1e-6)
        self.features = torch.nn.Parameter(torch.zeros(len(FEATURES)))
        self.token_features = torch.nn.Parameter(torch.zeros(len(TOKEN_FEATURES)))
        self.kinds_answer = torch.nn.Parameter(torch.randn(TOKEN_DIM, RANK) * 0.1)
        self.kinds_question = torch.nn.Parameter(torch.randn(TOKEN_DIM, RANK) * 0.1)
        self.attention = torch.nn.Parameter(torch.zeros(TOKEN_DIM))
        self.bias = torch.nn.Parameter(torch.zeros(TOKEN_DIM))
        self.gain = torch.nn.Parameter(torch.tensor(0.3))

    def forward(self, example: Example) -> torch.Tensor:
        """(n,) the scores of the sentences."""
        reading = example.reading
        question = torch.from_numpy(example.question)
        vectors = torch.from_numpy(reading.token_vectors)
        groups = torch.from_numpy(reading.sentence_of)
        asked = torch.softmax(ATTENTION * (question @ self.attention), dim=0) @ question
        vectors = torch.nn.functional.dropout(vectors, DROPOUT, self.training)
        asked = torch.nn.functional.dropout(asked, DROPOUT, self.training)
        fits = (vectors @ self.kinds_answer) @ (asked @ self.kinds_question) * KINDS + vectors @ self.bias
        fits = fits + (torch.from_numpy(reading.token_features) / self.token_deviation) @ self.token_features
        peaks = torch.full((len(reading.features),), -30.0).scatter_reduce(0, groups, fits, "amax")
        sums = torch.zeros(len(peaks)).scatter_add(0, groups, torch.exp(fits - peaks[groups]))
        scores = (torch.from_numpy(reading.features) / self.deviation) @ self.features
        return scores + self.gain * (peaks + sums.clamp_min(1e-6).log())

    def weights(self) -> dict[str, NDArray[np.float32]]:
        """As `Reader` takes them, without "alone"."""
        found = {name: parameter.detach().numpy() for name, parameter in self.named_parameters()}
        found["features"] = (self.features / self.deviation).detach().numpy()
        found["token_features"] = (self.token_features / self.token_deviation).detach().numpy()
        return found


def loss(scores: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """-ln of the likelihood that the right sentences have together."""
    return torch.logsumexp(scores, 0) - torch.logsumexp(scores[right], 0)


def fitted(examples: list[Example]) -> dict[str, NDArray[np.float32]]:
    """The weights that make the right sentences of `examples` likeliest."""
    torch.manual_seed(SEED)
    network = Network(examples)
    small = [network.features, network.token_features, network.gain]
    kinds = [network.kinds_answer, network.kinds_question, network.attention, network.bias]
    optimizer = torch.optim.AdamW(
        [
            {"params": small, "lr": RATE, "weight_decay": 0.0},
            {"params": kinds, "lr": KINDS_RATE, "weight_decay": DECAY},
        ]
    )
    steps = len(examples) // BATCH
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: max(0.02, 1 - step / (steps * EPOCHS)))
    shuffled = np.random.default_rng(SEED)
    for epoch in range(EPOCHS):
        total = 0.0
        for batch in np.array_split(shuffled.permutation(len(examples)), steps):
            losses = [loss(network(examples[i]), torch.from_numpy(examples[i].right)) for i in batch]
            mean = torch.stack(losses).mean()
            optimizer.zero_grad()
            mean.backward()
            optimizer.step()
            schedule.step()
            total += mean.item() / steps
        print(f"epoch {epoch + 1}: loss {total:.4f}", flush=True)
    return network.weights()


def fitted_alone(examples: list[Example]) -> NDArray[np.float32]:
    """The weights of `ALONE`, by the same loss."""
    columns = list(ALONE)
    features = [torch.from_numpy(example.reading.features[:, columns]) for example in examples]
    deviation = torch.cat(features).std(dim=0) + 1e-6
    weights = torch.zeros(len(columns), requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=100, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        losses = [
            loss(rows / deviation @ weights, torch.from_numpy(example.right))
            for rows, example in zip(features, examples, strict=True)
        ]
        mean = torch.stack(losses).mean()
        mean.backward()
        return mean

    optimizer.step(closure)
    return (weights / deviation).detach().numpy()


def half_of(collection: Collection, question: Question) -> int:
    """The half that the document which answers is in."""
    return half(collection.library.document(next(iter(question.relevant))).text)


def holds(texts: Iterable[str], question: Question) -> bool:
    """Whether one of `texts` contains a gold answer."""
    return any(fold(gold) in fold(text) for text in texts for gold in question.answers)


def examples_of(collection: Collection) -> Iterator[Example]:
    """The questions to fit on: those of one half of which a sentence that was looked at is right."""
    library = collection.library
    for question in collection.question_set.questions:
        if half_of(collection, question):
            query = library.query(question.text)
            sentences, reading = library.extractor.reading(query, library.rank(query), passages=PASSAGES)
            texts = [one.span.of(library.document(one.document).text) for one in sentences]
            right = np.array([holds([text], question) for text in texts])
            if right.any() and len(query.tokens.ids):
                yield Example(reading, query.tokens.vectors.astype(np.float32) * TOKEN_SCALE, right)


def report(collection: Collection) -> None:
    """Print how the answers to the questions of the other half are."""
    library = collection.library
    held = [question for question in collection.question_set.questions if not half_of(collection, question)]
    cited, first, alone, chars = [], [], [], []
    for question in held:
        query = library.query(question.text)
        ranking = library.rank(query)
        quotes = [citation.quote for citation in library.answer(query, ranking).citations]
        likeliest = library.extractor.extract(query, ranking, passages=PASSAGES).ranked[:1]
        texts = [one.span.of(library.document(one.document).text) for one in likeliest]
        cited.append(holds(quotes, question))
        first.append(holds(quotes[:1], question))
        alone.append(bool(quotes) and holds(texts, question))
        chars.append(sum(map(len, quotes)))
    print(
        f"{collection.question_set.name:<16} n {len(held):>5}  cited {np.mean(cited):.3f}  first {np.mean(first):.3f}  "
        f"likeliest sentence alone {np.mean(alone):.3f}  characters, median {np.median(chars):.0f}, most {max(chars)}",
        flush=True,
    )


def main() -> None:
    """Read the sets; fit, or report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="fit, and write the weights into the package")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    settings = load_settings()
    data = Path(os.environ["ANWEN_DATA"])
    collections = [open_collection(read_set(data / name), settings) for name in SETS]
    if not arguments.write:
        for collection in collections:
            report(collection)
        return
    examples = [example for collection in collections for example in examples_of(collection)]
    print(len(examples), "questions to fit on")
    weights = fitted(examples) | {"alone": fitted_alone(examples)}
    weights["features"][FEATURES.index("heading")] = HEADING
    weights["alone"][ALONE.index(FEATURES.index("heading"))] = HEADING
    np.savez(WEIGHTS, **{name: value.astype(np.float32) for name, value in weights.items()})


if __name__ == "__main__":
    main()
