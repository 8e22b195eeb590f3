"""Sets in every format are read, written and refused line by line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.corpus.reader import text_document
from rag.errors import EvaluationError
from rag.eval.anchoring import anchor
from rag.eval.formats import (
    check_documents,
    read_set,
    trec_id,
    write_beir,
    write_set,
    write_trec,
)
from rag.eval.questions import ANSWERABLE, SPLITS, UNANSWERABLE, Alternative, Question, QuestionSet

TEXT = "一、三亮\n黨員亮身份。\n"
DOCUMENT = text_document(TEXT, name="甲.txt")
PLACE = {"document": "甲.txt", "start": 5, "end": 7, "quote": "黨員"}
GOOD: dict[str, Any] = {"id": "1", "question": "誰亮身份？", "kind": "who", "split": "dev", "evidence": [[PLACE]]}


def jsonl(*rows: object) -> str:
    """One JSON value a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def save(path: Path, text: str | bytes) -> Path:
    """The file `path` with `text`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refusal(path: Path) -> EvaluationError:
    """The error that reading `path` raises; its message can be rendered in every language."""
    with pytest.raises(EvaluationError) as caught:
        read_set(path)
    for language in ("zh-Hant", "zh-Hans", "en"):
        assert caught.value.text(language)
    return caught.value


# -- own format -------------------------------------------------------------------------------------------------------


def test_a_line_becomes_a_question(tmp_path: Path):
    """All fields arrive; the set is named after the file, has a hash and no documents of its own."""
    row = GOOD | {"language": "zh-Hant", "answers": ["黨員"], "relevant": {"甲.txt": 2}}
    found = read_set(save(tmp_path / "五案.jsonl", jsonl(row)))
    assert found.questions == (
        Question(
            id="1",
            text="誰亮身份？",
            language="zh-Hant",
            kind="who",
            split="dev",
            evidence=((Alternative("甲.txt", 5, 7, "黨員"),),),
            relevant={"甲.txt": 2},
            answers=("黨員",),
        ),
    )
    assert (found.name, found.documents, found.judges_spans) == ("五案", None, True)
    assert found.sha256 == read_set(save(tmp_path / "別名.jsonl", jsonl(row))).sha256
    assert found.sha256 != read_set(save(tmp_path / "另.jsonl", jsonl(row) + "\n")).sha256


def test_blank_lines_and_marks_are_passed_over(tmp_path: Path):
    """A byte order mark, blank lines and Windows newlines say nothing; a line separator inside a string stays."""
    rows = jsonl(GOOD | {"question": "誰\u2028亮？"}).replace("\n", "\r\n")
    found = read_set(save(tmp_path / "s.jsonl", b"\xef\xbb\xbf\r\n" + rows.encode() + b"  \r\n"))
    assert [question.text for question in found.questions] == ["誰\u2028亮？"]


def test_an_id_may_be_a_number(tmp_path: Path):
    """7 and "7" are the same id."""
    assert read_set(save(tmp_path / "a.jsonl", jsonl(GOOD | {"id": 7}))).questions[0].id == "7"
    error = refusal(save(tmp_path / "b.jsonl", jsonl(GOOD | {"id": 7}, GOOD | {"id": "7"})))
    assert error.key == "set-row-repeated"


BAD_LINES: list[tuple[str, object, str]] = [
    ("no object", [GOOD], "set-row-object"),
    ("no id", {key: value for key, value in GOOD.items() if key != "id"}, "set-row-field-missing"),
    ("blank id", GOOD | {"id": "  "}, "set-row-empty"),
    ("id of another type", GOOD | {"id": True}, "set-row-type"),
    ("no question", {key: value for key, value in GOOD.items() if key != "question"}, "set-row-field-missing"),
    ("blank question", GOOD | {"question": " \t"}, "set-row-empty"),
    ("question of another type", GOOD | {"question": ["誰？"]}, "set-row-type"),
    ("half a character", GOOD | {"question": "\ud83d"}, "set-row-surrogate"),
    ("unknown kind", GOOD | {"kind": "what"}, "set-row-value"),
    ("split of another type", GOOD | {"split": 1}, "set-row-type"),
    ("language of another type", GOOD | {"language": 1}, "set-row-type"),
    ("evidence is no list", GOOD | {"evidence": PLACE}, "set-row-type"),
    ("item is no list", GOOD | {"evidence": [PLACE]}, "set-row-type"),
    ("alternative is no object", GOOD | {"evidence": [["黨員"]]}, "set-row-object"),
    ("item without alternatives", GOOD | {"evidence": [[]]}, "set-row-empty"),
    ("alternative without a document", GOOD | {"evidence": [[{"start": 0, "end": 1}]]}, "set-row-field-missing"),
    ("start below 0", GOOD | {"evidence": [[PLACE | {"start": -1, "end": 1}]]}, "set-row-value"),
    ("start is true", GOOD | {"evidence": [[PLACE | {"start": True}]]}, "set-row-type"),
    ("start is no whole number", GOOD | {"evidence": [[PLACE | {"start": 5.0}]]}, "set-row-type"),
    ("span longer than the quote", GOOD | {"evidence": [[PLACE | {"end": 8}]]}, "set-row-span"),
    ("span turned round", GOOD | {"evidence": [[PLACE | {"start": 7, "end": 5}]]}, "set-row-span"),
    ("empty quote", GOOD | {"evidence": [[PLACE | {"end": 5, "quote": ""}]]}, "set-row-empty"),
    ("answerable without evidence", GOOD | {"evidence": []}, "set-row-evidence-missing"),
    ("nothing said about an answer", {"id": "1", "question": "誰？"}, "set-row-evidence-missing"),
    ("unanswerable with evidence", GOOD | {"kind": "unanswerable-far"}, "set-row-evidence-unwanted"),
    (
        "unanswerable with a relevant document",
        {"id": "1", "question": "誰？", "kind": "unanswerable-near", "relevant": {"甲.txt": 1}},
        "set-row-evidence-unwanted",
    ),
    ("only grades of 0", {"id": "1", "question": "誰？", "relevant": {"甲.txt": 0}}, "set-row-evidence-missing"),
    ("of a kind too", GOOD | {"evidence": [], "relevant": {"甲.txt": 0}}, "set-row-evidence-missing"),
    ("judged whole among places", GOOD | {"evidence": [], "relevant": {"甲.txt": 1}}, "set-row-mixed"),
    ("negative grade", GOOD | {"relevant": {"甲.txt": -1}}, "set-row-value"),
    ("grades are no object", GOOD | {"relevant": ["甲.txt"]}, "set-row-object"),
    ("answer of another type", GOOD | {"answers": [1]}, "set-row-type"),
]


@pytest.mark.parametrize(("row", "key"), [case[1:] for case in BAD_LINES], ids=[case[0] for case in BAD_LINES])
def test_a_bad_line_is_reported_with_its_number(tmp_path: Path, row: object, key: str):
    """The third line of the file is wrong: the message says file, line 3 and what is the matter."""
    text = jsonl(GOOD | {"id": "first"}) + "\n" + json.dumps(row) + "\n" + jsonl(GOOD | {"id": "last"})
    path = save(tmp_path / "s.jsonl", text)
    error = refusal(path)
    assert error.key == key
    assert error.text("en").startswith(f"{path}, line 3")
    assert error.text("zh-Hant").startswith(f"{path} 第 3 行")


def test_places_and_whole_documents_do_not_mix(tmp_path: Path):
    """Measured together, the second would silently score 0: refused in either order, with both lines."""
    whole = GOOD | {"id": "2", "evidence": [], "relevant": {"甲.txt": 1}}
    far = {"id": "3", "question": "誰？", "kind": "unanswerable-far"}
    both = GOOD | {"id": "4", "relevant": {"甲.txt": 1}}
    for name, rows in (("a", [far, GOOD, both, whole]), ("b", [far, whole, far | {"id": "5"}, both])):
        error = refusal(save(tmp_path / f"{name}.jsonl", jsonl(*rows)))
        assert error.key == "set-row-mixed"
        assert "line 4" in error.text("en")
        assert "line 2" in error.text("en")
    assert len(read_set(save(tmp_path / "c.jsonl", jsonl(GOOD, both))).questions) == 2
    assert len(read_set(save(tmp_path / "d.jsonl", jsonl(whole, far))).questions) == 2


@pytest.mark.parametrize(
    ("line", "key"),
    [
        (b'{"id": "1", "question": ', "set-row-json"),
        (b'{"id": "1", "id": "2", "question": "a", "kind": "unanswerable-far"}', "set-row-json"),
        (b'{"id": NaN}', "set-row-json"),
        (b"[" * 100_000, "set-row-json"),
        ('{"id": "問"}'.encode("gb18030"), "set-row-encoding"),
    ],
)
def test_a_line_that_is_no_json_is_reported_with_its_number(tmp_path: Path, line: bytes, key: str):
    """Cut short, a field given twice, NaN, nested without end, another encoding."""
    error = refusal(save(tmp_path / "s.jsonl", jsonl(GOOD).encode() + line + b"\n"))
    assert error.key == key
    assert "line 2" in error.text("en")


def test_the_place_inside_a_line_is_said(tmp_path: Path):
    """With many alternatives in a line, the message names the one that is wrong."""
    error = refusal(save(tmp_path / "s.jsonl", jsonl(GOOD | {"evidence": [[PLACE], [PLACE, PLACE | {"end": 9}]]})))
    assert "line 1, evidence[1][1]:" in error.text("en")


def test_a_repeated_id_names_both_lines(tmp_path: Path):
    """Line 3 repeats the id of line 1."""
    error = refusal(save(tmp_path / "s.jsonl", jsonl(GOOD, GOOD | {"id": "2"}, GOOD)))
    assert "line 3" in error.text("en")
    assert "line 1" in error.text("en")


def test_a_set_without_questions_is_refused(tmp_path: Path):
    """An empty file measures nothing."""
    assert refusal(save(tmp_path / "s.jsonl", "\n\n")).key == "set-empty"


@pytest.mark.parametrize(
    ("name", "key"), [("absent.jsonl", "set-missing"), ("notes.txt", "set-form"), ("folder", "set-form")]
)
def test_what_is_no_set_is_refused(tmp_path: Path, name: str, key: str):
    """A path that is not there, a file of another type, a folder with other things."""
    save(tmp_path / "notes.txt", "字")
    save(tmp_path / "folder" / "notes.txt", "字")
    assert refusal(tmp_path / name).key == key


def test_a_folder_named_as_a_file_is_refused(tmp_path: Path):
    """corpus.jsonl is there, queries.jsonl is not: the missing file is named."""
    save(tmp_path / "corpus.jsonl", "")
    save(tmp_path / "qrels" / "test.tsv", "")
    error = refusal(tmp_path)
    assert error.key == "set-unreadable"
    assert "queries.jsonl" in error.text("en")


# -- documents --------------------------------------------------------------------------------------------------------


def set_of(*questions: Question) -> QuestionSet:
    """A set with these questions."""
    return QuestionSet(name="s", source=Path("s.jsonl"), sha256="", questions=questions, documents=None)


QUESTION = Question(id="1", text="誰亮身份？", kind="who", evidence=((Alternative("甲.txt", 5, 7, "黨員"),),))


def test_a_set_that_fits_comes_back(tmp_path: Path):
    """Every span slices to its quote."""
    assert check_documents(set_of(QUESTION), [DOCUMENT]) == set_of(QUESTION)


def test_aliases_become_names():
    """A set may name a document by an identical file; what comes back has the name that passages have."""
    document = replace(DOCUMENT, name="正本.txt", aliases=("甲.txt",))
    graded = Question(id="2", text="誰？", relevant={"甲.txt": 1})
    first, second = check_documents(set_of(QUESTION, graded), [document]).questions
    assert first.evidence[0][0].document == "正本.txt"
    assert second.relevant == {"正本.txt": 1}


@pytest.mark.parametrize("question", [QUESTION, Question(id="1", text="誰？", relevant={"甲.txt": 1})])
def test_a_missing_document_is_refused(question: Question):
    """Set, question and document are named."""
    with pytest.raises(EvaluationError, match=r"(?s)s\.jsonl.*1.*甲\.txt") as caught:
        check_documents(set_of(question), [replace(DOCUMENT, name="乙.txt")])
    assert caught.value.key == "set-document-missing"


def test_a_changed_document_is_refused_with_the_cure():
    """The message shows what stands there now and names the command that finds the quotes again."""
    with pytest.raises(EvaluationError) as caught:
        check_documents(set_of(QUESTION), [text_document("新" + TEXT, name="甲.txt")])
    assert caught.value.key == "set-span-moved"
    assert "'\\n黨'" in caught.value.text("en")
    assert "anwen eval anchor" in caught.value.text("en")


# -- BEIR -------------------------------------------------------------------------------------------------------------

CORPUS = [{"_id": "d1", "title": "三亮", "text": "黨員亮身份。\r\n"}, {"_id": "d2", "title": "", "text": "無關。"}]
QUERIES: list[dict[str, Any]] = [
    {"_id": "q1", "text": "誰亮身份？", "metadata": {"answers": ["黨員"]}},
    {"_id": "q2", "text": "誰不亮？", "metadata": {}},
    {"_id": "q3", "text": "沒有判定"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\nq2\td2\t1\n"


def beir(
    folder: Path,
    *,
    corpus: list[dict[str, Any]] = CORPUS,
    queries: list[dict[str, Any]] = QUERIES,
    qrels: str = QRELS,
    file: str = "test.tsv",
) -> Path:
    """A small BEIR folder."""
    save(folder / "corpus.jsonl", jsonl(*corpus))
    save(folder / "queries.jsonl", jsonl(*queries))
    save(folder / "qrels" / file, qrels)
    return folder


def test_a_beir_folder_is_a_set_of_documents(tmp_path: Path):
    """Documents are named by _id, grades kept, gold answers taken from the metadata, unjudged queries counted out."""
    found = read_set(beir(tmp_path / "小集"))
    assert found.name == "小集"
    assert found.questions == (
        Question(id="q1", text="誰亮身份？", relevant={"d1": 2, "d2": 0}, answers=("黨員",)),
        Question(id="q2", text="誰不亮？", relevant={"d2": 1}),
    )
    assert found.documents is not None
    assert [(one.name, one.text) for one in found.documents] == [("d1", "黨員亮身份。\n"), ("d2", "無關。")]
    assert [(warning.key, warning.values["n"]) for warning in found.warnings] == [("set-unjudged", 1)]
    assert not found.judges_spans


def test_a_query_with_grades_of_0_only_is_unjudged(tmp_path: Path):
    """Nobody knows what answers it: left out and counted like q3, not taken for unanswerable."""
    kinds = [QUERIES[0], QUERIES[1] | {"metadata": {"kind": "fact"}}, QUERIES[2]]
    for queries in (QUERIES, kinds):
        found = read_set(beir(tmp_path, queries=queries, qrels=QRELS.replace("q2\td2\t1", "q2\td2\t0")))
        assert [question.id for question in found.questions] == ["q1"]
        assert [(warning.key, warning.values["n"]) for warning in found.warnings] == [("set-unjudged", 2)]


def test_titles_go_before_the_text_when_asked(tmp_path: Path):
    """A document without a title stays as it is; the hash is that of the files, which are the same."""
    folder = beir(tmp_path)
    titled = read_set(folder, titles=True)
    assert titled.documents is not None
    assert [one.text for one in titled.documents] == ["三亮\n黨員亮身份。\n", "無關。"]
    assert titled.sha256 == read_set(folder).sha256


@pytest.mark.parametrize(
    ("files", "taken"),
    [(["train", "dev", "test"], "test"), (["train", "dev"], "dev"), (["validation"], "validation"), (["a", "b"], None)],
)
def test_of_several_judgements_test_is_taken_then_dev(tmp_path: Path, files: list[str], taken: str | None):
    """Each file judges one query, named after the file; without test or dev several are refused by name."""
    beir(tmp_path, queries=[{"_id": name, "text": "誰？"} for name in files], qrels="", file=f"{files[0]}.tsv")
    for name in files:
        save(tmp_path / "qrels" / f"{name}.tsv", f"query-id\tcorpus-id\tscore\n{name}\td1\t1\n")
    if taken is None:
        error = refusal(tmp_path)
        assert error.key == "set-qrels-several"
        assert "a.tsv, b.tsv" in error.text("en")
    else:
        assert [question.id for question in read_set(tmp_path).questions] == [taken]


def test_judgements_must_be_there(tmp_path: Path):
    """A folder without qrels/*.tsv says so."""
    assert refusal(beir(tmp_path, file="test.txt")).key == "set-qrels-missing"


def test_a_document_without_letters_stays_in_the_ideal_ranking(tmp_path: Path):
    """It cannot be indexed; that it is relevant is kept, and the set says that it is never found."""
    found = read_set(beir(tmp_path, corpus=[CORPUS[0], {"_id": "d2", "title": "", "text": "……"}]))
    assert found.documents is not None
    assert [one.name for one in found.documents] == ["d1"]
    assert found.silent == {"d2"}
    assert found.questions[1].relevant == {"d2": 1}
    assert found.warnings[0].key == "set-documents-silent"
    assert check_documents(found, found.documents) == found


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("q1\td1", "set-row-columns"),
        ("q1\td1\t1\tx", "set-row-columns"),
        ("q1\td1\thigh", "set-row-type"),
        ("q1\td1\t0.5", "set-row-type"),
        ("q1\t \t1", "set-row-empty"),
        ("q1\td1\t1", "set-row-repeated"),
        ('q1\t"d1\t1', "set-row-columns"),
    ],
)
def test_a_bad_judgement_is_reported_with_its_number(tmp_path: Path, line: str, key: str):
    """Too few or too many columns, no whole number, an empty id, another grade than before, an open quotation."""
    error = refusal(beir(tmp_path, qrels=QRELS + line + "\n"))
    assert error.key == key
    assert "test.tsv, line 5" in error.text("en")


def test_a_judgement_of_a_missing_document_is_refused(tmp_path: Path):
    """The question and the document are named."""
    error = refusal(beir(tmp_path, qrels=QRELS + "q2\td9\t1\n"))
    assert error.key == "set-document-missing"
    assert {"id": "q2", "document": "d9"}.items() <= error.values.items()


def test_judgements_of_other_queries_are_counted(tmp_path: Path):
    """Some published sets judge queries that they do not ship; that is said, not refused."""
    found = read_set(beir(tmp_path, qrels=QRELS + "q8\td1\t1\nq9\td1\t1\n"))
    assert [(one.key, one.values["n"]) for one in found.warnings] == [("set-unjudged", 1), ("set-queries-unknown", 2)]


@pytest.mark.parametrize(
    ("corpus", "queries", "key"),
    [
        ([*CORPUS, CORPUS[0]], QUERIES, "set-row-repeated"),
        ([*CORPUS, {"_id": "d3"}], QUERIES, "set-row-field-missing"),
        (CORPUS, [*QUERIES[:2], QUERIES[0]], "set-row-repeated"),
        (CORPUS, [*QUERIES[:2], {"_id": "q9", "text": ""}], "set-row-empty"),
        (CORPUS, [*QUERIES[:2], {"_id": "q9", "text": "誰？", "metadata": {"answers": "甲"}}], "set-row-type"),
        (
            CORPUS,
            [QUERIES[0], QUERIES[2], {"_id": "q2", "text": "誰？", "metadata": {"kind": "unanswerable-far"}}],
            "set-row-evidence-unwanted",
        ),
    ],
)
def test_a_bad_line_of_a_beir_folder_is_reported(tmp_path: Path, corpus: list[Any], queries: list[Any], key: str):
    """The third line of one of the two files is wrong."""
    error = refusal(beir(tmp_path, corpus=corpus, queries=queries))
    assert error.key == key
    assert "line 3" in error.text("en")


def test_a_beir_folder_is_written_for_a_span_set(tmp_path: Path):
    """Evidence becomes its document with grade 1; unanswerable questions keep their kind without a judgement."""
    near = Question(id="2", text="誰不亮？", language="zh-Hant", kind="unanswerable-near", split="test")
    write_beir(set_of(QUESTION, near), [DOCUMENT], tmp_path)
    assert (tmp_path / "qrels" / "test.tsv").read_text(encoding="utf-8") == (
        "query-id\tcorpus-id\tscore\n1\t甲.txt\t1\n"
    )
    found = read_set(tmp_path)
    assert found.questions == (replace(QUESTION, evidence=(), relevant={"甲.txt": 1}), near)
    assert found.documents is not None
    assert [(one.name, one.text) for one in found.documents] == [("甲.txt", TEXT)]


@pytest.mark.parametrize("name", ["xquad-zh", "xquad-en-zh", "drcd-dev", "cmrc2018-trial", "stard-gold"])
def test_published_sets_survive_a_round_trip(data_dir: Path, tmp_path: Path, name: str):
    """Read, written and read again, a real BEIR folder gives the same questions and documents, without a warning."""
    first = read_set(data_dir / name)
    assert first.documents is not None
    assert first.warnings == ()
    write_beir(first, first.documents, tmp_path)
    again = read_set(tmp_path)
    assert (again.questions, again.documents) == (first.questions, first.documents)


# -- TREC -------------------------------------------------------------------------------------------------------------


def trec(folder: Path, qrels: str, *, topics: str = "1\t誰？\n2\t何時？\n") -> Path:
    """A folder with topics and judgements."""
    save(folder / "topics.tsv", topics)
    save(folder / "qrels.trec", qrels)
    return folder


def test_trec_qrels_have_four_columns(tmp_path: Path):
    """Question, ignored, document, grade, with any white space between; junk (−2) counts as 0."""
    found = read_set(trec(tmp_path, "1 0 甲.txt 1\n1 0\t乙 2\n\n2  Q0  甲.txt  1\n2 0 乙 -2\n"))
    assert [one.relevant for one in found.questions] == [{"甲.txt": 1, "乙": 2}, {"甲.txt": 1, "乙": 0}]


def test_a_topic_with_grades_of_0_only_is_unjudged(tmp_path: Path):
    """Left out and counted, as one that has no line."""
    found = read_set(trec(tmp_path, "1 0 甲.txt 1\n2 0 甲.txt 0\n"))
    assert [one.id for one in found.questions] == ["1"]
    assert [(one.key, one.values["n"]) for one in found.warnings] == [("set-unjudged", 1)]


def test_a_bad_line_of_trec_qrels_is_reported(tmp_path: Path):
    """Three columns in line 2."""
    error = refusal(trec(tmp_path, "1 0 甲 1\n1 甲 1\n"))
    assert error.text("en").startswith(f"{tmp_path / 'qrels.trec'}, line 2: this line has 3 columns; it needs 4")


def test_qrels_replace_the_judgements_of_a_set(tmp_path: Path):
    """Questions of which they judge nothing relevant leave, except the unanswerable ones; both are told.

    The set has another name and another hash, so that its runs are not compared with those of its own judgements.
    """
    near = Question(id="2", text="誰？", kind="unanswerable-near")
    write_set(set_of(QUESTION, near, replace(QUESTION, id="3"), replace(QUESTION, id="4")), tmp_path / "s.jsonl")
    qrels = save(tmp_path / "nist.txt", "1 0 乙%20丙.txt 1\n3 0 乙.txt 0\n9 0 乙.txt 1\n")
    plain, judged = read_set(tmp_path / "s.jsonl"), read_set(tmp_path / "s.jsonl", qrels=qrels)
    assert judged.questions == (replace(QUESTION, evidence=(), relevant={"乙 丙.txt": 1}), near)
    assert judged.name == "s+nist"
    assert judged.sha256 != plain.sha256
    assert [(one.key, one.values["n"]) for one in judged.warnings] == [("set-unjudged", 2), ("set-queries-unknown", 1)]


def test_qrels_stand_in_for_those_of_a_folder(tmp_path: Path):
    """A query that the folder itself does not judge is there when the given file judges it; TREC likewise."""
    qrels = save(tmp_path / "nist.txt", "q3 0 d1 1\n")
    found = read_set(beir(tmp_path / "b"), qrels=qrels)
    assert [(one.id, one.relevant) for one in found.questions] == [("q3", {"d1": 1})]
    assert found.name == "b+nist"
    save(tmp_path / "t" / "topics.tsv", "q3 誰？\n")
    assert read_set(tmp_path / "t", qrels=qrels).questions == (Question(id="q3", text="誰？", relevant={"d1": 1}),)


@pytest.mark.parametrize(
    ("text", "key"),
    [("1 甲 1\n", "set-row-columns"), ("9 0 甲 1\n", "set-empty"), ("2 0 甲 1\n", "set-row-evidence-unwanted")],
)
def test_qrels_that_do_not_fit_are_refused(tmp_path: Path, text: str, key: str):
    """A bad line, no question of the set, an unanswerable question: the file of the judgements is named."""
    near = Question(id="2", text="誰？", kind="unanswerable-near")
    write_set(set_of(QUESTION, near), tmp_path / "s.jsonl")
    with pytest.raises(EvaluationError, match=r"nist\.txt") as caught:
        read_set(tmp_path / "s.jsonl", qrels=save(tmp_path / "nist.txt", text))
    assert caught.value.key == key


def test_trec_files_of_a_span_set(tmp_path: Path):
    """White space in names is encoded, so that each is one column; reading gives names and question back."""
    spaced = replace(
        QUESTION,
        id="q 1",
        text="誰\t亮？",
        evidence=((Alternative("案 例/100%.txt", 0, 1, "一"),), QUESTION.evidence[0]),
    )
    write_trec(set_of(spaced), tmp_path)
    assert (tmp_path / "topics.tsv").read_text(encoding="utf-8") == "q%201\t誰 亮？\n"
    assert (tmp_path / "qrels.trec").read_text(encoding="utf-8") == ("q%201 0 案%20例/100%25.txt 1\nq%201 0 甲.txt 1\n")
    found = read_set(tmp_path)
    assert found.questions == (Question(id="q 1", text="誰 亮？", relevant={"案 例/100%.txt": 1, "甲.txt": 1}),)
    assert found.documents is None


@given(st.text())
def test_a_trec_id_is_one_column(name: str):
    """No white space is left in it, and only white space, control characters and % are changed."""
    assert len(trec_id(f"x{name}").split()) == 1
    if name.isalnum():
        assert trec_id(name) == name


# -- SQuAD ------------------------------------------------------------------------------------------------------------


def squad(*qas: dict[str, Any], context: str = "黨員亮身份，黨員亮承諾。", title: str = "三亮") -> dict[str, Any]:
    """A SQuAD file with one paragraph."""
    return {"version": "2.0", "data": [{"title": title, "paragraphs": [{"context": context, "qas": list(qas)}]}]}


def test_squad_answers_become_spans(tmp_path: Path):
    """Paragraphs are documents named <title>#<n>; different answers of annotators are alternatives of one item."""
    answers = [
        {"text": "黨員", "answer_start": 6},
        {"text": "員", "answer_start": 7},
        {"text": "黨員", "answer_start": 6},
    ]
    qas = [
        {"id": "1", "question": "誰亮承諾？", "answers": answers},
        {"id": "2", "question": "誰不亮？", "answers": [], "is_impossible": True, "plausible_answers": answers},
    ]
    found = read_set(save(tmp_path / "dev.json", json.dumps(squad(*qas), indent=1)))
    assert found.questions == (
        Question(
            id="1",
            text="誰亮承諾？",
            evidence=((Alternative("三亮#1", 6, 8, "黨員"), Alternative("三亮#1", 7, 8, "員")),),
            answers=("黨員", "員"),
        ),
        Question(id="2", text="誰不亮？", kind="unanswerable-near"),
    )
    assert found.documents is not None
    assert check_documents(found, found.documents) == found


@pytest.mark.parametrize(
    ("text", "said", "start"), [("黨員", 5, 6), ("黨員", 3, 0), ("黨員", -1, 0), ("党员", 6, 6), ("承諾。", 999, 9)]
)
def test_answers_that_are_off_are_found_again(tmp_path: Path, text: str, said: int, start: int):
    """The nearest occurrence is taken (of two at the same distance the earlier), in either script."""
    data = squad({"id": "1", "question": "誰？", "answers": [{"text": text, "answer_start": said}]})
    (question,) = read_set(save(tmp_path / "dev.json", json.dumps(data))).questions
    assert [one.start for one in question.alternatives] == [start]


def test_windows_newlines_move_no_answer(tmp_path: Path):
    r"""Documents have "\n" only: 黨員 at character 4 of "一\r\n\n黨員" stands at 3."""
    qa = {"id": "1", "question": "誰？", "answers": [{"text": "黨員", "answer_start": 4}]}
    (question,) = read_set(save(tmp_path / "dev.json", json.dumps(squad(qa, context="一\r\n\n黨員黨員")))).questions
    assert [one.start for one in question.alternatives] == [3]


def test_answers_that_are_nowhere_are_counted_out(tmp_path: Path):
    """A question whose answer is not in its paragraph is left out with a warning, like one without answers."""
    qas = [
        {"id": "1", "question": "誰？", "answers": [{"text": "黨員", "answer_start": 0}]},
        {"id": "2", "question": "誰？", "answers": [{"text": "羣衆", "answer_start": 0}]},
        {"id": "3", "question": "誰？", "answers": []},
    ]
    found = read_set(save(tmp_path / "dev.json", json.dumps(squad(*qas))))
    assert [question.id for question in found.questions] == ["1"]
    assert [warning.key for warning in found.warnings] == ["set-answers-absent", "set-unjudged"]


def test_paragraphs_of_equal_titles_are_counted_on(tmp_path: Path):
    """Two articles called 三亮 have paragraphs 1 and 2; without a title the file's name stands in."""
    qa = {"question": "誰？", "answers": [{"text": "黨員", "answer_start": 0}]}
    data = [squad({"id": str(n), **qa}, title=title)["data"][0] for n, title in enumerate(["三亮", "三亮", ""])]
    found = read_set(save(tmp_path / "dev.json", json.dumps({"data": data})))
    assert found.documents is not None
    assert [one.name for one in found.documents] == ["三亮#1", "三亮#2", "dev#1"]


@pytest.mark.parametrize(
    ("data", "place", "key"),
    [
        ([], "", "set-row-object"),
        ({"version": "1.1"}, "", "set-row-field-missing"),
        ({"data": [{"paragraphs": [{}]}]}, "data[0].paragraphs[0]", "set-row-field-missing"),
        (squad({"question": "誰？"}), "data[0].paragraphs[0].qas[0]", "set-row-field-missing"),
        (squad({"id": "1", "question": "誰？", "answers": [{"text": ""}]}), "qas[0].answers[0]", "set-row-empty"),
        (
            squad({"id": "1", "question": "誰？", "is_impossible": True, "answers": [{"text": "黨員"}]}),
            "qas[0]",
            "set-row-evidence-unwanted",
        ),
        (squad({"id": "1", "question": "a?"}, {"id": "1", "question": "b?"}), "qas[1]", "set-row-repeated"),
    ],
)
def test_a_bad_squad_entry_is_reported_with_its_place(tmp_path: Path, data: object, place: str, key: str):
    """Such files often are one line, so the way into the JSON is said."""
    error = refusal(save(tmp_path / "dev.json", json.dumps(data)))
    assert error.key == key
    assert place in error.text("en")


def test_broken_json_is_reported_with_its_line(tmp_path: Path):
    """A comma is missing in line 3."""
    error = refusal(save(tmp_path / "dev.json", '{\n "data": []\n "version": 1}'))
    assert error.text("en").startswith(f"{tmp_path / 'dev.json'}, line 3: no valid JSON")


# -- round trips ------------------------------------------------------------------------------------------------------

labels = st.text(min_size=1, max_size=8).filter(lambda text: text.strip() and text.isprintable())
contents = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(str.strip)


@st.composite
def alternatives(draw: st.DrawFn) -> Alternative:
    """A span of some document with as many characters as its quote."""
    start, quote = draw(st.integers(0, 10_000)), draw(contents)
    return Alternative(draw(labels), start, start + len(quote), quote)


@st.composite
def questions(draw: st.DrawFn, name: str) -> Question:
    """A valid question of any kind, judged by places."""
    kind = draw(st.sampled_from(["", *ANSWERABLE, *UNANSWERABLE]))
    items = st.lists(st.lists(alternatives(), min_size=1, max_size=3).map(tuple), min_size=1, max_size=3)
    return Question(
        id=name,
        text=draw(contents),
        language=draw(st.sampled_from(["", "zh-Hant", "zh-Hans", "en", "es"])),
        kind=kind,
        split=draw(st.sampled_from(["", *SPLITS])),
        evidence=() if kind in UNANSWERABLE else tuple(draw(items)),
        relevant={} if kind in UNANSWERABLE else draw(st.dictionaries(labels, st.integers(0, 3), max_size=2)),
        answers=tuple(draw(st.lists(contents, max_size=2))),
    )


@st.composite
def sets(draw: st.DrawFn) -> QuestionSet:
    """A set of valid questions with different ids."""
    names = draw(st.lists(labels, min_size=1, max_size=4, unique=True))
    return set_of(*(draw(questions(name)) for name in names))


@given(written=sets())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_own_format_reads_what_it_writes(tmp_path: Path, written: QuestionSet):
    """Whatever the characters, the same questions come back; writing them again gives the same bytes."""
    write_set(written, tmp_path / "s.jsonl")
    found = read_set(tmp_path / "s.jsonl")
    assert found.questions == written.questions
    write_set(found, tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_bytes() == (tmp_path / "s.jsonl").read_bytes()


@given(data=st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_beir_reads_what_it_writes(tmp_path: Path, data: st.DataObject):
    """Questions, grades and documents come back, also with tabs, quotation marks and newlines in names."""
    anything = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6).filter(str.strip)
    names = data.draw(st.lists(anything, min_size=1, max_size=3, unique=True))
    documents = [text_document(f"字{n}", name=name) for n, name in enumerate(names)]
    grades = st.dictionaries(st.sampled_from(names), st.integers(0, 3), min_size=1).filter(
        lambda one: any(one.values())
    )
    ids = data.draw(st.lists(anything, min_size=1, max_size=3, unique=True))
    written = set_of(*(Question(id=one, text=data.draw(contents), relevant=data.draw(grades)) for one in ids))
    write_beir(written, documents, tmp_path)
    found = read_set(tmp_path)
    assert found.questions == written.questions
    assert found.documents == tuple(documents)


def test_what_cannot_be_written_is_said(tmp_path: Path):
    """A file stands where a folder is needed."""
    save(tmp_path / "file", "")
    with pytest.raises(EvaluationError) as caught:
        write_set(set_of(QUESTION), tmp_path / "file" / "s.jsonl")
    assert caught.value.key == "set-unwritable"


@pytest.mark.parametrize("grade", [2**63, -1, 10**9 + 1])
def test_a_grade_that_nobody_means_is_refused(tmp_path, grade):
    """With the line and what is allowed, before anything is computed with it."""
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps({"id": "1", "question": "甲?", "relevant": {"d.txt": grade}}), encoding="utf-8")
    with pytest.raises(EvaluationError, match="1000000000"):
        read_set(path)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("query-id\tcorpus-id\tscore\nq\td\t1\n", {"d": 1}),
        ("Query-Id\tCorpus-Id\tScore \r\nq\td\t1.0\r\n", {"d": 1}),
        ("q\td\t2\n", {"d": 2}),
        ("q\td\t1_0\n", None),
        ("q\td\t" + "9" * 400 + "\n", None),
        ("q\td\tnan\n", None),
    ],
    ids=repr,
)
def test_judgements_as_they_are_found(tmp_path, rows, found):
    """Any case of the header, whole numbers also as 1.0; anything else is refused with its line."""
    (tmp_path / "qrels").mkdir()
    (tmp_path / "corpus.jsonl").write_text('{"_id": "d", "text": "甲乙丙丁", "title": null}', encoding="utf-8")
    (tmp_path / "queries.jsonl").write_text('{"_id": "q", "text": "甲?", "metadata": null}', encoding="utf-8")
    (tmp_path / "qrels" / "test.tsv").write_text(rows, encoding="utf-8", newline="")
    if found is None:
        with pytest.raises(EvaluationError, match=r"test\.tsv"):
            read_set(tmp_path)
    else:
        assert dict(read_set(tmp_path).questions[0].relevant) == found


def test_what_is_not_read_is_said_and_what_is_missing_is_filled_in(tmp_path):
    """An author's own notes; script for language; a place by its span alone, or by its quote alone, to be anchored."""
    document = text_document("一、做法\n\n甲乙丙丁。", name="d.txt")
    path = tmp_path / "set.jsonl"
    row = {"id": "1", "question": "甲?", "script": "zh-Hant", "split": "hold", "note": "page 3"}
    path.write_text(json.dumps(row | {"evidence": [[{"document": "d.txt", "start": 6, "end": 8}]]}), encoding="utf-8")
    found = read_set(path)
    assert [warning.key for warning in found.warnings] == ["set-fields-unread"]
    assert "note" in found.warnings[0].text()
    (question,) = check_documents(found, [document]).questions
    assert (question.language, question.split) == ("zh-Hant", "hold")
    assert question.evidence == ((Alternative("d.txt", 6, 8, "甲乙"),),)
    assert anchor(found, [document]).set.questions[0].evidence == question.evidence

    path.write_text(json.dumps(row | {"evidence": [[{"document": "d.txt", "quote": "丙丁"}]]}), encoding="utf-8")
    with pytest.raises(EvaluationError, match="anchor"):
        check_documents(read_set(path), [document])
    assert anchor(read_set(path), [document]).set.questions[0].evidence == ((Alternative("d.txt", 8, 10, "丙丁"),),)

    path.write_text(json.dumps(row | {"evidence": [[{"document": "d.txt", "start": 6, "end": 99}]]}), encoding="utf-8")
    with pytest.raises(EvaluationError, match="anchor"):
        check_documents(read_set(path), [document])
