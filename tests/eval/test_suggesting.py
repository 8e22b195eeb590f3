"""What is suggested of a question: its language, and its kind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.eval.suggesting import language_of, suggested_kind, suggested_unanswerable

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def dev() -> list[dict]:
    """The development questions of the committed set."""
    lines = (ROOT / "eval" / "sets" / "five-cases.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["split"] == "dev"]


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("三方會議多久開一次？", "zh-Hant"),
        ("三方会议多久开一次？", "zh-Hans"),
        ("How often do the three parties meet?", "en"),
        ("什么是“四铁”？", "zh-Hans"),
        ("「1234」工作法是什麼？", "zh-Hant"),
        ("由何人主持？", "zh-Hant"),  # alike in both scripts
    ],
)
def test_language(question: str, language: str):
    """By its characters."""
    assert language_of(question) == language


def test_language_of_the_development_questions(dev):
    """At most a few in a hundred are told otherwise than the set says."""
    assert sum(language_of(row["question"]) == row["language"] for row in dev) >= 0.97 * len(dev)


def test_kinds_of_the_development_questions(dev):
    """Two in three answerable questions get their kind: a suggestion, no more."""
    answerable = [row for row in dev if not row["kind"].startswith("unanswerable")]
    assert sum(suggested_kind(row["question"]) == row["kind"] for row in answerable) >= 0.67 * len(answerable)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("“开放式党课”重点做到哪五个开放？", "list"),
        ("為什麼要開三方會議？", "why"),
        ("會議由誰主持？", "who"),
        ("How many people joined?", "how-many"),
        ("兩家公司的做法有什麼不同？", "compare"),
    ],
)
def test_kind(question: str, kind: str):
    """By its question word."""
    assert suggested_kind(question) == kind


def test_near_and_far(five_cases):
    """Near when the nearest passage shares the question's words."""
    assert suggested_unanswerable(five_cases.ask("紅燒牛肉麵的湯頭要怎麼熬才香？")) == "unanswerable-far"
    assert suggested_unanswerable(five_cases.ask("三方會議在哪一間會議室召開？")) == "unanswerable-near"
