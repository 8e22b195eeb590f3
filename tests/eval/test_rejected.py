"""Places that were judged not to answer: read, written, checked, found again, told, and measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.corpus.reader import text_document
from rag.errors import EvaluationError
from rag.eval.anchoring import anchor
from rag.eval.formats import check_documents, read_set, write_beir, write_set
from rag.eval.run_folder import RunFolder
from rag.eval.worst import short_of, worst_query

TEXT = "三方會議每月召開一次。問題都有人負責。\n"
DOCUMENT = text_document(TEXT, name="案例.txt")
RIGHT = {"document": "案例.txt", "start": 4, "end": 10, "quote": "每月召開一次"}
WRONG = {"document": "案例.txt", "start": 11, "end": 18, "quote": "問題都有人負責"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A set of one question with a right and a wrong place."""
    line = {"id": "a", "question": "多久开一次？", "kind": "fact", "evidence": [[RIGHT]], "rejected": [WRONG]}
    found = tmp_path / "set.jsonl"
    found.write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
    return found


def test_it_is_read_and_written(path: Path, tmp_path: Path):
    """Without a warning, and the same again."""
    found = read_set(path)
    assert found.warnings == ()
    assert [one.quote for one in found.questions[0].rejected] == ["問題都有人負責"]
    write_set(found, tmp_path / "again.jsonl")
    assert read_set(tmp_path / "again.jsonl").questions == found.questions
    assert check_documents(found, [DOCUMENT]).questions == found.questions


def test_it_moves_with_its_document_and_is_no_reason_to_drop_a_question(path: Path):
    """A rejected quote that is gone leaves the question; the loss is said."""
    later = text_document("新的一行。\n" + TEXT, name="案例.txt")
    (question,) = anchor(read_set(path), [later]).set.questions
    assert [one.start for one in question.rejected] == [11 + len("新的一行。\n")]
    with pytest.raises(EvaluationError, match="問題都有人負責"):
        check_documents(read_set(path), [text_document(TEXT.replace("負責", "回覆"), name="案例.txt")])
    without = anchor(read_set(path), [text_document("三方會議每月召開一次。\n", name="案例.txt")])
    assert (without.set.questions[0].rejected, len(without.lost), without.dropped) == ((), 1, ())


def test_it_is_no_relevant_document(path: Path, tmp_path: Path):
    """Exported, only what answers is judged."""
    other = text_document("無關的文件。\n", name="另一份.txt")
    rejected = {"document": "另一份.txt", "start": 0, "end": 2, "quote": "無關"}
    line = {"id": "a", "question": "多久開一次？", "evidence": [[RIGHT]], "rejected": [rejected]}
    path.write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
    write_beir(read_set(path), [DOCUMENT, other], tmp_path / "beir")
    assert (tmp_path / "beir/qrels/test.tsv").read_text(encoding="utf-8").splitlines()[1:] == ["a\t案例.txt\t1"]


def _row(name: str, *, answerable: bool = True, confidence: float = 0.5, **metrics: float) -> dict:
    return {"id": name, "answerable": answerable, "confidence": confidence, "metrics": metrics}


def test_the_worst_come_first_by_any_metric():
    """Lowest first, highest first where lower is better; equals by their answer; what is perfect is no fault."""
    rows = [
        _row("a", **{"nDCG@10": 0.5, "FalseRefusals": 1.0, "AnswerCited": 1.0}),
        _row("b", **{"nDCG@10": 0.5, "FalseRefusals": 0.0, "AnswerCited": 0.0}),
        _row("c", **{"nDCG@10": 1.0, "FalseRefusals": 0.0, "AnswerCited": 1.0}),
        _row("d", answerable=False, confidence=0.6, RefusalRecall=0.0),
        _row("e", answerable=False, confidence=0.9, RefusalRecall=0.0),
    ]
    run = RunFolder(Path("run"), {}, {row["id"]: row for row in rows})
    assert [row["id"] for row in short_of(run, "nDCG@10")] == ["b", "a"]
    assert [row["id"] for row in short_of(run, "FalseRefusals")] == ["a"]
    assert [row["id"] for row in short_of(run, "RefusalRecall")] == ["e", "d"]
    assert short_of(run, "ListExact") == ()


def test_a_passage_that_holds_a_rejected_place_is_told():
    """In the passage that holds it, and in a quotation inside it; of its own document only."""
    hit = {"rank": 1, "document": "案例.txt", "start": 0, "end": len(TEXT), "score": 1.0, "text": TEXT}
    query = {
        "expected": [[RIGHT]],
        "rejected": [WRONG],
        "relevant": [],
        "hits": [hit, {**hit, "rank": 2, "document": "另一份.txt"}],
        "cited": [{"document": "案例.txt", "start": 13, "end": 18, "quote": "有人負責"}],
    }
    worst = worst_query(query)
    assert [(one.right, one.wrong) for one in worst.found] == [(True, True), (False, False)]
    assert [(one.right, one.wrong) for one in worst.cited] == [(False, True)]
    assert worst_query({name: value for name, value in query.items() if name != "rejected"}).rejected == ()
