"""The committed question sets: every line is well formed and every quotation stands in the source."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from rag.corpus.fold import fold

Question = dict[str, Any]

SETS = Path(__file__).resolve().parents[2] / "eval" / "sets"
LANGUAGES = {"zh-Hant", "zh-Hans", "en"}
ANSWERABLE = {"fact", "list", "who", "how-many", "why", "how", "compare"}
UNANSWERABLE = {"unanswerable-far", "unanswerable-near"}
SPLITS = ("tune", "hold")
SENTENCE_END = re.compile(r"[。！？!?；;\n]")


def read_set(path: Path) -> list[Question]:
    """The questions of one set file, in file order."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(params=sorted(SETS.glob("*.jsonl")), ids=lambda path: path.stem)
def questions(request: pytest.FixtureRequest) -> list[Question]:
    """Each committed set in turn."""
    return read_set(request.param)


@pytest.fixture
def development() -> list[Question]:
    """The development set over the five cases."""
    return read_set(SETS / "five-cases-dev.jsonl")


@pytest.fixture(scope="module")
def texts(corpus_dir: Path) -> dict[str, str]:
    """The decoded text of each document by name, newlines as in Document.text."""
    return {
        path.relative_to(corpus_dir).as_posix(): path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        for path in corpus_dir.rglob("*.txt")
    }


def spans(question: Question) -> list[dict[str, Any]]:
    """Every alternative of every required item of a question."""
    return [span for item in question["evidence"] for span in item]


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence of `text` that holds the span, without its closing mark."""
    before = list(SENTENCE_END.finditer(text, 0, start))
    after = SENTENCE_END.search(text, end)
    return text[before[-1].end() if before else 0 : after.start() if after else len(text)]


def bigrams(text: str) -> set[str]:
    """The pairs of neighbouring folded characters, punctuation and blanks left out."""
    letters = re.sub(r"[\W_]+", "", fold(text))
    return {letters[i : i + 2] for i in range(len(letters) - 1)}


def overlap(question: Question, texts: dict[str, str]) -> float:
    """The largest share of the question's bigrams found in any of its evidence sentences, in [0, 1]."""
    asked = bigrams(question["question"])
    return max(
        len(asked & bigrams(sentence_around(texts[s["document"]], s["start"], s["end"]))) / len(asked)
        for s in spans(question)
    )


def test_overlap_counts_question_bigrams_in_the_evidence_sentence():
    """哪五个开放 has the pairs 哪五 五个 个开 开放; the sentence 一是主題開放 holds one of the four."""
    source = "前句。一是主題開放。後句"
    evidence = [[{"document": "d", "start": 5, "end": 9, "quote": "主題開放"}]]
    assert sentence_around(source, 5, 9) == "一是主題開放"
    assert overlap({"question": "哪五个开放？", "evidence": evidence}, {"d": source}) == 0.25


def test_every_span_slices_to_its_quote(questions: list[Question], texts: dict[str, str]):
    """text[start:end] == quote for every alternative: a quotation that moved is a broken set."""
    broken = [
        (q["id"], s) for q in questions for s in spans(q) if texts[s["document"]][s["start"] : s["end"]] != s["quote"]
    ]
    assert broken == []


def test_every_quote_stays_inside_one_sentence(questions: list[Question]):
    """Evidence is the shortest piece that answers: 2–40 characters, never across a sentence end."""
    bad = [s for q in questions for s in spans(q) if SENTENCE_END.search(s["quote"]) or not 2 <= len(s["quote"]) <= 40]
    assert bad == []


def test_fields_are_complete_and_valid(questions: list[Question]):
    """A line has exactly the documented fields, and kind, language and split are documented values."""
    for q in questions:
        assert set(q) == {"id", "question", "language", "kind", "split", "evidence"}, q
        assert q["question"].strip(), q
        assert q["language"] in LANGUAGES, q
        assert q["kind"] in ANSWERABLE | UNANSWERABLE, q
        assert q["split"] in SPLITS, q
        assert all(set(s) == {"document", "start", "end", "quote"} for s in spans(q)), q


@pytest.mark.parametrize("field", ["id", "question"])
def test_ids_and_questions_are_unique(questions: list[Question], field: str):
    """No id and no wording occurs twice: a doubled question would stand on both sides of the split."""
    assert [value for value, n in Counter(q[field] for q in questions).items() if n > 1] == []


def test_only_answerable_questions_have_evidence(questions: list[Question]):
    """An unanswerable question has no evidence; every other has at least one item, and no item is empty."""
    for q in questions:
        assert bool(q["evidence"]) == (q["kind"] in ANSWERABLE), q
        assert all(q["evidence"]), q


def test_list_questions_require_more_than_one_item(questions: list[Question]):
    """The answer to a question for a list is the whole list: one required item per entry."""
    assert [q["id"] for q in questions if q["kind"] == "list" and len(q["evidence"]) < 2] == []


def test_chinese_questions_are_in_their_script(questions: list[Question]):
    """The fold leaves a Simplified question as it is and changes a Traditional one; English has no Han."""
    han = re.compile(r"[\u4e00-\u9fff]")
    for q in questions:
        letters = "".join(han.findall(q["question"]))
        expected = {
            "zh-Hans": letters == fold(letters) != "",
            "zh-Hant": letters != fold(letters),
            "en": not letters,
        }
        assert expected[q["language"]], q


def test_split_halves_have_the_same_mix(questions: list[Question]):
    """Kinds and languages are shared between the halves to within one question."""
    for field in ("kind", "language"):
        halves = [Counter(q[field] for q in questions if q["split"] == split) for split in SPLITS]
        assert all(abs(halves[0][value] - halves[1][value]) <= 1 for value in halves[0] | halves[1]), halves


def test_development_set_has_its_size(development: list[Question]):
    """96 answerable and 48 unanswerable questions, a third in each language."""
    assert Counter(bool(q["evidence"]) for q in development) == {True: 96, False: 48}
    assert Counter(q["language"] for q in development) == dict.fromkeys(LANGUAGES, 48)


def test_half_of_the_answerable_questions_are_paraphrases(development: list[Question], texts: dict[str, str]):
    """At least half share less than 30 % of their folded bigrams with every evidence sentence.

    Otherwise the set would measure word matching only. The rule is held for all answerable questions and
    for the Chinese ones alone, so that the English ones do not carry it.
    """
    answerable = [q for q in development if q["evidence"]]
    for group in (answerable, [q for q in answerable if q["language"] != "en"]):
        paraphrases = [q for q in group if overlap(q, texts) < 0.3]
        assert 2 * len(paraphrases) >= len(group)
