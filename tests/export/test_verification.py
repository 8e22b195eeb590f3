"""Re-checking an exported answer: same, moved, changed, gone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.export.verification import Quoted, Verification, Verified, nearest, verify, verify_file
from rag.corpus.document import Document, Encoding
from rag.errors import AnswerFileError
from rag.settings import Settings

BEFORE = "一、做法\n\n每月召開一次專題會議。會議由三方人員參加,制訂問題解決方案,指定一名第一責任人。\n"
QUOTE = "會議由三方人員參加,制訂問題解決方案,指定一名第一責任人。"


def _check(tmp_path: Path, files: dict[str, str], exported: object = None) -> list[tuple]:
    corpus = tmp_path / "corpus"
    corpus.mkdir(exist_ok=True)
    for name, text in files.items():
        (corpus / name).write_text(text, encoding="utf-8")
    start = BEFORE.index(QUOTE)
    citation = {"n": 1, "document": "a.txt", "start": start, "end": start + len(QUOTE), "quote": QUOTE}
    document = {"name": "a.txt", "sha256": "0" * 64, "encoding": "utf-8"}
    statement = {"text": QUOTE, "citations": [1]}
    answer = (
        {"schema": 1, "statements": [statement], "citations": [citation], "documents": [document]}
        if exported is None
        else exported
    )
    (tmp_path / "answer.json").write_text(json.dumps(answer), encoding="utf-8")
    report = verify_file(tmp_path / "answer.json", Settings(corpus_dir=corpus, cache_dir=tmp_path))
    texts = dict(files)
    return [
        (r.status, r.document, None if r.start is None else texts[r.document][r.start : r.end]) for r in report.results
    ]


def test_same(tmp_path):
    """Untouched source: the same characters at the same place."""
    assert _check(tmp_path, {"a.txt": BEFORE}) == [("same", "a.txt", QUOTE)]


def test_moved_within_the_document(tmp_path):
    """Text was added before it: found word for word, with its new place."""
    assert _check(tmp_path, {"a.txt": "前言。\n\n" + BEFORE}) == [("moved", "a.txt", QUOTE)]


def test_moved_to_the_nearest_of_several():
    """It stands twice now; the one nearest to the old place is meant."""
    document = Document(
        "a.txt", "0" * 64, f"前。{QUOTE}{'其他文字。' * 40}{QUOTE}", Encoding("utf-8", 1.0), None, (), None
    )
    first, last = 2, len(document.text) - len(QUOTE)
    for old, expected in ((0, first), (30, first), (last - 5, last), (last + 500, last)):
        found = verify(Quoted(1, "a.txt", old, old + len(QUOTE), QUOTE), documents=(document,), sha256=None)
        assert (found.status, found.start) == ("moved", expected)


@pytest.mark.parametrize(("start", "found"), [(0, 0), (2, 0), (3, 5), (5, 5), (99, 5)])
def test_nearest_is_counted_from_where_it_begins(start, found):
    """黨員 begins at 0 and 5; a quote that is nowhere has no place."""
    assert nearest("黨員", "黨員與羣衆黨員", start) == found
    assert nearest("幹部", "黨員與羣衆黨員", start) is None


def test_moved_with_the_file(tmp_path):
    """The file was renamed: the quotation is found in the document that holds it."""
    assert _check(tmp_path, {"b.txt": BEFORE}) == [("moved", "b.txt", QUOTE)]


def test_changed(tmp_path):
    """A number was altered and the script converted: what stands there now is shown."""
    now = "会议由四方人员参加,制订问题解决方案,指定一名第一责任人。"
    assert _check(tmp_path, {"a.txt": BEFORE.replace(QUOTE, now)}) == [("changed", "a.txt", now)]


def test_gone(tmp_path):
    """Nothing like it is left."""
    assert _check(tmp_path, {"a.txt": "一、做法\n\n組織黨員觀看專題視頻、紀錄片。\n"}) == [("gone", "a.txt", None)]


@pytest.mark.parametrize(
    "statuses", [(["same"], True), (["same", "moved"], True), (["changed"], False), (["gone"], False)]
)
def test_only_word_for_word_holds(statuses):
    """Exit code 1 follows from a changed or missing quotation, and from nothing else."""
    rows, holds = statuses
    report = Verification(tuple(Verified(1, status, "a.txt", 0, 1) for status in rows))
    assert report.holds is holds


@pytest.mark.parametrize(
    "exported", [[], "x", {}, {"citations": [{}], "documents": []}, {"citations": [], "documents": [1]}, {"rows": [1]}]
)
def test_what_is_no_answer_is_said_to_be_none(tmp_path, exported):
    """Any other JSON: a clear error with the command that makes an answer file."""
    with pytest.raises(AnswerFileError) as caught:
        _check(tmp_path, {"a.txt": BEFORE}, exported)
    assert caught.value.key == "answer-malformed"


def test_a_missing_or_broken_file(tmp_path):
    """No file, a folder, no JSON, deep nesting: an error that names the file."""
    settings = Settings(corpus_dir=tmp_path, cache_dir=tmp_path)
    with pytest.raises(AnswerFileError, match=r"none\.json"):
        verify_file(tmp_path / "none.json", settings)
    with pytest.raises(AnswerFileError):
        verify_file(tmp_path, settings)
    for content in (b"{", b"\xff\xfe\x00", b"[" * 100_000):
        (tmp_path / "broken.json").write_bytes(content)
        with pytest.raises(AnswerFileError, match=r"broken\.json"):
            verify_file(tmp_path / "broken.json", settings)


def _exported(**changes: object) -> dict:
    citation = {"n": 1, "document": "a.txt", "start": 0, "end": len(QUOTE), "quote": QUOTE} | changes
    statement = {"text": citation["quote"], "citations": [1]}
    return {"schema": 1, "statements": [statement], "citations": [citation], "documents": []}


@pytest.mark.parametrize(
    "changes",
    [{"start": 0.5}, {"start": "5"}, {"n": None}, {"end": 1e300}, {"quote": " "}, {"quote": None}, {"n": float("inf")}],
    ids=str,
)
def test_a_field_of_another_type_is_not_read_as_something_else(tmp_path, changes):
    """Nothing is rounded, parsed or guessed on the way to "same"."""
    with pytest.raises(AnswerFileError) as caught:
        _check(tmp_path, {"a.txt": BEFORE}, _exported(**changes))
    assert caught.value.key == "answer-malformed"


def test_negative_offsets_are_no_place(tmp_path):
    """Python would slice from the end; a document has no such place."""
    at = BEFORE.index(QUOTE) - len(BEFORE)
    assert _check(tmp_path, {"a.txt": BEFORE}, _exported(start=at, end=at + len(QUOTE))) == [("moved", "a.txt", QUOTE)]


def test_a_statement_that_was_rewritten_is_noticed(tmp_path):
    """The quotation still stands, but the sentence shown above it is another."""
    exported = _exported()
    exported["statements"][0]["text"] = "竄改過的答案"
    with pytest.raises(AnswerFileError) as caught:
        _check(tmp_path, {"a.txt": BEFORE}, exported)
    assert caught.value.key == "answer-altered"


def test_another_schema_is_named(tmp_path):
    """Both versions stand in the message."""
    with pytest.raises(AnswerFileError, match=r"99.*1"):
        _check(tmp_path, {"a.txt": BEFORE}, _exported() | {"schema": 99})
