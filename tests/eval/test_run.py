"""Selecting, opening, asking and writing: from a set to a run folder and back."""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path

import ir_measures
import pytest
from committed_schemas import held_to_schema

from rag.corpus.reader import text_document
from rag.errors import EvaluationError
from rag.eval.collection import documents_sha256, open_collection
from rag.eval.evaluation import Asking, evaluate, find_set, select
from rag.eval.measures import RETRIEVAL, measure
from rag.eval.questions import Question, QuestionSet
from rag.eval.run import run_set
from rag.eval.run_folder import read_run, write_run
from rag.index.store import build_lock
from rag.settings import Settings

TEXTS = {
    f"文件 {letter}.txt": text
    for letter, text in zip("abcd", ["黨課形式", "風電場站", "三方會議", "員工思想"], strict=True)
}


def judged(*questions: Question, texts: dict[str, str] | None = None) -> QuestionSet:
    """A set over documents of its own."""
    return QuestionSet(
        name="small",
        source=Path("small"),
        sha256="0" * 64,
        questions=questions,
        documents=tuple(text_document(text, name=name) for name, text in (texts or TEXTS).items()),
    )


def question(number: int, *relevant: str, split: str = "") -> Question:
    """A question that whole documents answer."""
    return Question(id=f"q{number}", text=f"黨課 {number}", relevant=dict.fromkeys(relevant, 1), split=split)


@pytest.fixture
def settings(tmp_path) -> Settings:
    """Settings whose cache is the test's own."""
    return Settings(cache_dir=tmp_path / "cache", corpus_dir=tmp_path / "corpus")


# -- which questions ------------------------------------------------------------------------------


def test_a_split_is_its_questions():
    """Only those; a split that no question has is an error that names the ones there are."""
    both = judged(question(1, "a", split="dev"), question(2, "a", split="test"))
    assert [one.id for one in select(both, Asking(split="test")).questions] == ["q2"]
    with pytest.raises(EvaluationError) as caught:
        select(judged(question(1, "a", split="dev")), Asking(split="test"))
    assert caught.value.values["found"] == "dev"


def test_a_sample_is_always_the_same_and_in_order():
    """Fixed seed; a sample as large as the set is the set."""
    whole = judged(*(question(number, "a") for number in range(50)))
    first, again = (select(whole, Asking(sample=7)).questions for _ in range(2))
    assert first == again
    assert len(first) == 7
    numbers = [int(one.id[1:]) for one in first]
    assert numbers == sorted(numbers)
    assert numbers != list(range(7))
    assert select(whole, Asking(sample=50)) == whole


def test_withheld_questions_have_none_of_their_documents():
    """q1 and q2 share b, so they are withheld or kept together; whoever is kept has every document."""
    names = list(TEXTS)
    whole = judged(question(1, names[0], names[1]), question(2, names[1]), question(3, names[2]), question(4, names[3]))
    half = select(whole, Asking(withhold=0.5))
    left = {document.name for document in half.documents}
    gone = [one for one in half.questions if not one.answerable]
    assert len(gone) == 2
    assert {one.kind for one in gone} == {"unanswerable-near"}
    ids = {one.id for one in gone}
    for one in whole.questions:
        assert not (set(one.relevant) & left) if one.id in ids else set(one.relevant) <= left
    assert ("q1" in ids) == ("q2" in ids)


def test_withholding_needs_documents_that_can_be_left_out(settings):
    """Not from the corpus folder, and not where all questions need the same document."""
    with pytest.raises(EvaluationError, match="共用文件"):
        select(judged(question(1, "文件 a.txt"), question(2, "文件 a.txt")), Asking(withhold=0.5))
    own = QuestionSet(name="s", source=Path("s"), sha256="", questions=(question(1, "a"),), documents=None)
    with pytest.raises(EvaluationError, match="沒有自己的文件"):
        select(own, Asking(withhold=0.5))


def test_sets_are_found_by_path_and_by_name(tmp_path, monkeypatch):
    """A path first, then eval/sets, then the folder ANWEN_DATA; else the names that there are."""
    monkeypatch.chdir(tmp_path)
    Path("eval/sets").mkdir(parents=True)
    Path("eval/sets/mine.jsonl").touch()
    (tmp_path / "data" / "xquad").mkdir(parents=True)
    (tmp_path / "data" / "xquad" / "queries.jsonl").touch()
    environ = {"ANWEN_DATA": str(tmp_path / "data")}
    assert find_set("eval/sets/mine.jsonl") == Path("eval/sets/mine.jsonl")
    assert find_set("mine", environ=environ) == Path("eval/sets/mine.jsonl")
    assert find_set("xquad", environ=environ) == tmp_path / "data" / "xquad"
    with pytest.raises(EvaluationError) as caught:
        find_set("yours", environ=environ)
    assert caught.value.values["known"] == "mine, xquad"


# -- what they are asked of -------------------------------------------------------------------------


def test_the_index_of_a_set_is_used_again(settings, bag_encoder):
    """The second opening encodes nothing and builds nothing; other passages are another index."""
    asked = judged(question(1, "文件 a.txt"))
    first = open_collection(asked, settings, encoder=bag_encoder).library
    encoded = len(bag_encoder.encoded)
    assert encoded > 0
    again = open_collection(asked, settings, encoder=bag_encoder).library
    assert len(bag_encoder.encoded) == encoded
    assert again.settings.index_dir == first.settings.index_dir
    assert again.settings.index_dir.parent == settings.cache_dir / "eval"
    other = Settings(cache_dir=settings.cache_dir, chunk_chars=200)
    assert open_collection(asked, other, encoder=bag_encoder).library.settings.index_dir != first.settings.index_dir


def test_old_indexes_leave_before_a_new_one_is_made(settings, bag_encoder):
    """Of 43 the 40 used last stay; one that is used again is young again, one being built stays; nothing else goes."""
    asked = judged(question(1, "文件 a.txt"))
    first = open_collection(asked, settings, encoder=bag_encoder).library.settings.index_dir
    folder = first.parent
    others = [folder / f"{n:016x}" for n in range(42)]
    for age, path in enumerate([first, *others]):
        path.mkdir(exist_ok=True)
        os.utime(path, (1_000_000 + age, 1_000_000 + age))
    (folder / "notes").mkdir()
    os.utime(folder / "notes", (1, 1))
    assert open_collection(asked, settings, encoder=bag_encoder).library.settings.index_dir == first
    assert all(path.is_dir() for path in others)  # nothing new was made
    other = dataclasses.replace(settings, chunk_chars=200)
    with build_lock(others[0], wait_s=0):
        os.utime(others[0], (1_000_000, 1_000_000))
        made = open_collection(asked, other, encoder=bag_encoder).library.settings.index_dir
    assert [path for path in [first, *others] if not path.is_dir()] == others[1:3]
    assert made.is_dir()
    assert (folder / "notes").is_dir()


def test_a_set_without_documents_asks_about_the_corpus(settings, bag_encoder):
    """Documents are read from the corpus folder; an alias is called by the document's first name."""
    settings.corpus_dir.mkdir()
    (settings.corpus_dir / "a.txt").write_text("黨課形式開放。", encoding="utf-8")
    (settings.corpus_dir / "b.txt").write_text("黨課形式開放。", encoding="utf-8")
    own = QuestionSet(
        name="own", source=Path("own.jsonl"), sha256="", questions=(question(1, "b.txt"),), documents=None
    )
    collection = open_collection(own, settings, encoder=bag_encoder)
    assert [document.name for document in collection.library.documents] == ["a.txt"]
    assert collection.question_set.questions[0].relevant == {"a.txt": 1}
    missing = QuestionSet(
        name="own", source=Path("own.jsonl"), sha256="", questions=(question(1, "c"),), documents=None
    )
    with pytest.raises(EvaluationError) as caught:
        open_collection(missing, settings, encoder=bag_encoder)
    assert caught.value.key == "set-document-missing"


def test_documents_have_one_hash_in_any_order():
    """Names and bytes count, order does not."""
    first, second = (text_document(text, name=text) for text in ("甲", "乙"))
    assert documents_sha256([first, second]) == documents_sha256([second, first])
    assert documents_sha256([first]) != documents_sha256([text_document("甲", name="丙")])


def test_the_ranking_is_that_of_a_search(settings, bag_encoder):
    """What a run keeps is what `search` returns, and the answer is that of `ask`; both are timed."""
    collection = open_collection(judged(question(1, "文件 a.txt")), settings, encoder=bag_encoder)
    (asked,) = run_set(collection.question_set, collection.library).asked
    hits = collection.library.search(asked.question.text, 10)
    assert [(one.document, one.score) for one in asked.retrieved] == [(hit.document, hit.score) for hit in hits]
    assert asked.answer == collection.library.ask(asked.question.text)
    assert 0 < asked.search_ms <= asked.ask_ms


def test_a_run_keeps_so_many(settings, bag_encoder):
    """At most `depth`, and progress after each question."""
    collection = open_collection(judged(question(1, "文件 a.txt")), settings, encoder=bag_encoder)
    told = []
    run = run_set(
        collection.question_set, collection.library, depth=2, progress=lambda done, total: told.append((done, total))
    )
    assert len(run.asked[0].retrieved) == 2
    assert told == [(1, 1)]


def test_a_question_that_cannot_be_asked_is_kept(settings, bag_encoder):
    """Punctuation only: no ranking, no answer, confidence 0, and the run goes on."""
    odd = Question(id="odd", text="？？？", relevant={"文件 a.txt": 1})
    collection = open_collection(judged(odd, question(1, "文件 a.txt")), settings, encoder=bag_encoder)
    first, second = run_set(collection.question_set, collection.library).asked
    assert (first.answer, first.retrieved, first.confidence, first.answered) == (None, (), 0.0, False)
    assert second.answer is not None


# -- what is written ------------------------------------------------------------------------------


@pytest.fixture
def written(settings, bag_encoder, tmp_path):
    """A run of a small set in a folder: what was measured, and what was written."""
    asked = judged(
        question(1, "文件 a.txt", split="dev"),
        question(2, "文件 b.txt", "文件 c.txt", split="test"),
        Question(id="q 3", text="？", relevant={"文件 d.txt": 2}),
        Question(id="n1", text="黨課誰發明的？", kind="unanswerable-near"),
    )
    collection = open_collection(asked, settings, encoder=bag_encoder)
    measured = measure(run := run_set(collection.question_set, collection.library))
    options = {"split": "", "sample": 0, "withhold": 0.0, "titles": False}
    return measured, write_run(run, measured, tmp_path / "run", options=options), tmp_path / "run"


def test_a_run_folder_is_held_to_its_schemas(written):
    """result.json, every line of per_query.jsonl, and what the caller gets are of the committed form."""
    _, result, folder = written
    assert json.loads((folder / "result.json").read_text(encoding="utf-8")) == result
    held_to_schema("eval", [result])
    for line in (folder / "per_query.jsonl").read_text(encoding="utf-8").splitlines():
        held_to_schema("eval-query", json.loads(line))


def test_a_run_is_read_back(written):
    """Metrics and values by question are what was measured."""
    measured, result, folder = written
    run = read_run(folder)
    assert run.result == result
    assert run.result["metrics"] == measured.metrics
    assert {id_: row["metrics"] for id_, row in run.per_query.items()} == {
        one.asked.question.id: one.values for one in measured.per_question
    }
    assert run.per_query["q 3"]["relevant"] == [{"document": "文件 d.txt", "grade": 2, "text": "員工思想"}]


def test_trec_files_give_the_same_metrics(written):
    """Another program that reads run.trec and qrels.trec finds our numbers; names have no white space there."""
    measured, _, folder = written
    qrels = list(ir_measures.read_trec_qrels(str(folder / "qrels.trec")))
    ranked = list(ir_measures.read_trec_run(str(folder / "run.trec")))
    named = {ir_measures.parse_measure(theirs): ours for ours, theirs in RETRIEVAL.items()}
    found = ir_measures.calc_aggregate(list(named), qrels, ranked)
    assert {named[key]: value for key, value in found.items()} == {
        name: pytest.approx(measured.metrics[name]) for name in RETRIEVAL
    }
    assert {one.query_id for one in qrels} == {"q1", "q2", "q%203"}
    assert all(len(line.split()) == 6 for line in (folder / "run.trec").read_text(encoding="utf-8").splitlines())


def test_scores_in_trec_files_fall_strictly(bench, tmp_path):
    """Four documents with one score: four different ones in the file, so that no reader orders them by id."""
    one = question(1, "文件 a.txt")
    made = bench(TEXTS, one)
    run = made.run(made.asked(one, *TEXTS, score=0.25))
    options = {"split": "", "sample": 0, "withhold": 0.0, "titles": False}
    write_run(run, measure(run), tmp_path / "run", options=options)
    rows = [line.split() for line in (tmp_path / "run" / "run.trec").read_text(encoding="utf-8").splitlines()]
    scores = [float(row[4]) for row in rows]
    assert scores == sorted(set(scores), reverse=True)
    assert scores == pytest.approx([0.25] * 4, abs=1e-6)
    assert [row[2] for row in rows] == [name.replace(" ", "%20") for name in TEXTS]


def test_a_result_says_all_that_could_change_a_number(written):
    """Settings, hashes, encoder, versions, machine, commit, time, warnings."""
    _, result, _ = written
    assert result["settings"]["lexical_weight"] == Settings().lexical_weight
    assert result["encoder"] == "bag-of-characters/64"
    assert result["versions"]["ir-measures"].startswith("0.")
    assert set(result["machine"]) == {"platform", "cores"}
    assert any("q 3" in warning for warning in result["warnings"])
    assert result["n"] == 4


def test_evaluate_does_it_all(settings, bag_encoder, tmp_path):
    """From a set to a folder named after set and split, its stages told in order."""
    from contextlib import contextmanager

    told = []

    @contextmanager
    def stages(label):
        told.append(label)
        yield None

    found = evaluate(
        judged(question(1, "文件 a.txt", split="dev"), question(2, "文件 b.txt", split="test")),
        settings,
        out=tmp_path / "runs",
        asking=Asking(split="test"),
        encoder=bag_encoder,
        stages=stages,
    )
    assert found.folder.parent == tmp_path / "runs"
    assert found.folder.name.startswith("small-test-")
    assert found.result["n"] == 1
    assert found.result["settings"]["split"] == "test"
    assert len(told) == 3


@pytest.mark.parametrize(
    ("damage", "key"),
    [
        (lambda folder: (folder / "result.json").unlink(), "run-missing"),
        (lambda folder: (folder / "result.json").write_text("{"), "run-damaged"),
        (lambda folder: (folder / "result.json").write_text("[]"), "run-damaged"),
        (lambda folder: (folder / "per_query.jsonl").write_text(""), "run-damaged"),
        (lambda folder: (folder / "result.json").write_text('{"schema": 9, "n": 4}'), "run-schema"),
    ],
    ids=["missing", "cut", "no object", "no questions", "other schema"],
)
def test_a_damaged_run_is_named(written, damage, key):
    """Never a traceback: the folder, the reason and what to do."""
    _, _, folder = written
    damage(folder)
    with pytest.raises(EvaluationError) as caught:
        read_run(folder)
    assert caught.value.key == key
    assert str(folder) in caught.value.text()


def test_a_run_that_cannot_be_written_is_named(bench, tmp_path):
    """The output folder is a file."""
    one = question(1, "文件 a.txt")
    made = bench(TEXTS, one)
    run = made.run(made.asked(one, *TEXTS))
    (tmp_path / "file").touch()
    with pytest.raises(EvaluationError) as caught:
        write_run(run, measure(run), tmp_path / "file" / "run", options={})
    assert caught.value.key == "run-unwritable"


def test_where_a_run_goes_is_tried_before_anything_is_asked(settings, bag_encoder, tmp_path):
    """An hour of asking must not end in a folder that cannot be made."""
    (tmp_path / "file").touch()
    with pytest.raises(EvaluationError) as caught:
        evaluate(judged(question(1, "文件 a.txt")), settings, out=tmp_path / "file" / "runs", encoder=bag_encoder)
    assert caught.value.key == "run-unwritable"
    assert bag_encoder.encoded == []


def test_bytes_in_a_path_that_are_no_text_are_escaped(bench, tmp_path):
    """The run is written, and read again."""
    one = question(1, "文件 a.txt")
    made = bench(TEXTS, one)
    run = made.run(made.asked(one, *TEXTS))
    folder = tmp_path / os.fsdecode(b"runs\xff") / "run"
    result = write_run(run, measure(run), folder, options={})
    assert json.loads((folder / "result.json").read_bytes())["per_query"] == result["per_query"]
    assert read_run(folder).per_query["q1"]["question"] == one.text


def test_no_name_is_too_long_to_be_looked_for():
    """Nothing of that name, said in so many words and not in all of its own."""
    with pytest.raises(EvaluationError) as caught:
        find_set("黨" * 5000)
    assert caught.value.key == "set-unknown"
    assert len(caught.value.text()) < 500
