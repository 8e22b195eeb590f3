"""What a question and a set say about themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.eval.questions import Alternative, Question, QuestionSet

HERE = Alternative("甲.txt", 0, 2, "引文")
THERE = Alternative("乙.txt", 5, 7, "引文")


def a_set(*questions: Question) -> QuestionSet:
    """A set with these questions."""
    return QuestionSet(name="s", source=Path("s.jsonl"), sha256="", questions=questions, documents=None)


@pytest.mark.parametrize(
    ("question", "answerable"),
    [
        (Question(id="1", text="誰？", evidence=((HERE,),)), True),
        (Question(id="2", text="誰？", relevant={"甲.txt": 0, "乙.txt": 2}), True),
        (Question(id="3", text="誰？", relevant={"甲.txt": 0}), False),
        (Question(id="4", text="誰？", kind="unanswerable-far"), False),
    ],
)
def test_answerable_means_evidence_or_a_positive_grade(question: Question, answerable):
    """A question whose documents are all judged 0 has no answer."""
    assert question.answerable is answerable


def test_alternatives_are_those_of_every_item():
    """Two items with one and two alternatives have three, in order; their documents are named once."""
    question = Question(id="1", text="誰？", evidence=((HERE,), (THERE, HERE)), relevant={"丙": 1})
    assert list(question.alternatives) == [HERE, THERE, HERE]
    assert question.named_documents == ("甲.txt", "乙.txt", "丙")


def test_one_question_with_evidence_makes_a_span_set():
    """Unanswerable questions judge nothing; a set of graded documents judges documents."""
    far = Question(id="1", text="誰？", kind="unanswerable-far")
    graded = Question(id="2", text="誰？", relevant={"甲.txt": 1})
    quoted = Question(id="3", text="誰？", evidence=((HERE,),))
    assert a_set(far, quoted).judges_spans
    assert not a_set(far, graded).judges_spans
