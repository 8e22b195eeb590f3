"""Judgements become reviewed questions of a set: nothing is doubled, dropped or written over."""

from __future__ import annotations

import json
import multiprocessing
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from rag.corpus.reader import text_document
from rag.errors import EvaluationError
from rag.eval.command import WORDS
from rag.eval.formats import own_line, read_set
from rag.eval.growing import (
    JUDGEMENTS,
    Growing,
    joined,
    question_id,
    replaced,
    says,
    where_now,
    with_right,
    with_wrong,
    without,
)
from rag.eval.questions import Alternative, Question

TEXT = "【案例一】三方會議\n一、主要做法\n三方會議每月召開一次。會議由三方人員參加。\n二、主要成效\n問題都有人負責。\n"
DOCUMENT = text_document(TEXT, name="案例.txt")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    """Sets grow in the working directory: here a new one, without ANWEN_DATA."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ANWEN_DATA", raising=False)


def place(quote: str) -> Alternative:
    """Where the quote stands in the document."""
    start = TEXT.index(quote)
    return Alternative(DOCUMENT.name, start, start + len(quote), quote)


MONTHLY, WHO, RESULT = place("每月召開一次"), place("由三方人員參加"), place("問題都有人負責。")


def asked(text: str = "三方會議多久開一次？", **fields) -> Question:
    """A question as it is asked, with nothing judged yet."""
    return Question(id=question_id(text), text=text, language="zh-Hant", split="dev", **fields)


def judge(growing: Growing, question: Question, right: Alternative) -> None:
    """Somebody says that this place answers it."""
    growing.change(question.id, lambda one: with_right(one, right, kind="fact"), new=question)


def test_a_judgement_waits_and_once_approved_is_a_question_of_the_set():
    """Before the review the set does not exist; afterwards it reads back with its verbatim quote."""
    growing = Growing.named("我的題目")
    judge(growing, asked(), MONTHLY)
    assert [one.text for one in growing.waiting()] == ["三方會議多久開一次？"]
    assert not growing.path.exists()
    approved = growing.approve(asked().id, [DOCUMENT])
    assert growing.waiting() == ()
    assert read_set(Path("eval/sets/我的題目.jsonl")).questions == (approved,)
    assert approved == asked(kind="fact", evidence=((MONTHLY,),))


def test_judging_again_changes_the_question_and_makes_no_second():
    """Also in the other script, also after the set has it: the change waits, and approving it replaces the line."""
    growing = Growing.named("grown")
    judge(growing, asked(), MONTHLY)
    growing.approve(asked().id, [DOCUMENT])
    simplified = asked("三方会议多久开一次？")
    assert simplified.id == asked().id
    growing.change(simplified.id, lambda one: with_wrong(one, RESULT), new=simplified)
    assert [one.rejected for one in growing.waiting()] == [(RESULT,)]
    assert growing.reviewed().questions[0].rejected == ()
    growing.approve(simplified.id, [DOCUMENT])
    assert [(one.text, one.evidence, one.rejected) for one in growing.reviewed().questions] == [
        ("三方會議多久開一次？", ((MONTHLY,),), (RESULT,))
    ]


def test_a_question_whose_words_were_changed_is_found_by_both():
    """Who asks the old words, or the new ones, judges the same question."""
    growing = Growing.named("grown")
    judge(growing, asked(), MONTHLY)
    growing.change(asked().id, lambda one: replace(one, text="三方會議隔多久開？"))
    new_words = asked("三方會議隔多久開？")
    growing.change(new_words.id, lambda one: with_wrong(one, RESULT), new=new_words)
    assert len(growing.waiting()) == 1
    assert growing.standing(asked().id) == growing.standing(new_words.id, new_words.text)


def test_taking_every_judgement_back_leaves_nothing():
    """What nobody judges any more does not wait."""
    growing = Growing.named("grown")
    judge(growing, asked(), MONTHLY)
    assert growing.change(asked().id, lambda one: without(one, MONTHLY)) is None
    assert growing.waiting() == ()


def test_a_question_of_the_set_does_not_lose_its_last_judgement():
    """It is said instead, and what waits and the set stay as they were; another place can be judged first."""
    growing = Growing.named("grown")
    judge(growing, asked(), MONTHLY)
    approved = growing.approve(asked().id, [DOCUMENT])
    with pytest.raises(EvaluationError) as caught:
        growing.change(asked().id, lambda one: without(one, MONTHLY))
    assert caught.value.key == "growing-reviewed"
    judge(growing, asked(), WHO)
    with pytest.raises(EvaluationError):
        growing.change(asked().id, lambda one: without(without(one, MONTHLY), WHO))
    assert growing.reviewed().questions == (approved,)
    (left,) = growing.waiting()
    assert list(left.alternatives) == [MONTHLY, WHO]
    growing.change(asked().id, lambda one: without(one, MONTHLY))
    assert list(growing.approve(asked().id, [DOCUMENT]).alternatives) == [WHO]


def test_the_last_word_on_a_place_counts():
    """Right, then wrong, over characters in common: it is not both."""
    sentence = place("三方會議每月召開一次。")
    right = with_right(asked(), MONTHLY, kind="fact")
    assert says(right, sentence) == "right"
    wrong = with_wrong(right, sentence)
    assert (wrong.evidence, wrong.rejected, says(wrong, MONTHLY)) == ((), (sentence,), "wrong")
    assert with_right(wrong, MONTHLY, kind="fact").rejected == ()


@pytest.mark.parametrize(("kind", "items"), [("fact", 1), ("list", 2), ("compare", 2)])
def test_further_places_are_alternatives_or_required(kind: str, items: int):
    """Of a list or comparison each place is an item; of other kinds either will do; the reviewer can say otherwise."""
    both = with_right(with_right(asked(), MONTHLY, kind=kind), WHO, kind=kind)
    assert len(both.evidence) == items
    assert joined(both, WHO, alternative=True).evidence == ((MONTHLY, WHO),)
    assert joined(both, WHO, alternative=False).evidence == ((MONTHLY,), (WHO,))
    assert replaced(both, WHO, RESULT).kind == kind
    assert list(replaced(both, WHO, RESULT).alternatives) == [MONTHLY, RESULT]


def test_the_collection_does_not_say():
    """Such a question has no evidence, keeps what was judged wrong, and a right place makes it answerable again."""
    growing = Growing.named("grown")
    growing.change(asked().id, lambda one: with_wrong(one, RESULT), new=asked())
    growing.change(asked().id, lambda one: replace(one, kind="unanswerable-near"))
    growing.approve(asked().id, [DOCUMENT])
    (question,) = read_set(growing.path).questions
    assert (question.answerable, question.kind, question.rejected) == (False, "unanswerable-near", (RESULT,))
    assert with_right(question, MONTHLY, kind="how-many").kind == "how-many"


def test_evidence_is_kept_until_it_is_approved_that_nothing_answers():
    """Said by mistake it is taken back with nothing lost, even read from the file; approved, the set has none."""
    growing = Growing.named("grown")
    judge(growing, asked(), MONTHLY)
    growing.change(asked().id, lambda one: replace(one, kind="unanswerable-near"))
    (waiting,) = growing.waiting()
    assert (waiting.kind, waiting.evidence, says(waiting, MONTHLY)) == ("unanswerable-near", ((MONTHLY,),), "")
    growing.change(asked().id, lambda one: replace(one, kind="fact"))
    assert says(growing.waiting()[0], MONTHLY) == "right"
    growing.change(asked().id, lambda one: replace(one, kind="unanswerable-near"))
    changed = text_document(TEXT.replace("每月", "每季"), name=DOCUMENT.name)
    growing.approve(asked().id, [changed])  # what is dropped need not be found
    (question,) = read_set(growing.path).questions
    assert (question.kind, question.evidence) == ("unanswerable-near", ())


def test_what_nobody_answered_is_not_approved_and_goes_on_waiting():
    """What is only judged wrong is kept; a set needs more."""
    growing = Growing.named("grown")
    growing.change(asked().id, lambda one: with_wrong(one, RESULT), new=asked())
    with pytest.raises(EvaluationError, match="三方會議多久開一次"):
        growing.approve(asked().id, [DOCUMENT])
    assert len(growing.waiting()) == 1
    assert not growing.path.exists()


def test_a_quote_that_has_moved_is_found_again_and_one_that_is_gone_is_said():
    """Approving looks at the documents as they are now."""
    growing = Growing.named("grown")
    judge(growing, asked(), MONTHLY)
    later = text_document("來源：網頁\n" + TEXT, name=DOCUMENT.name)
    approved = growing.approve(asked().id, [later])
    (found,) = approved.alternatives
    assert later.text[found.start : found.end] == found.quote == MONTHLY.quote
    assert found.start == MONTHLY.start + len("來源：網頁\n")
    changed = text_document(TEXT.replace("每月", "每季"), name=DOCUMENT.name)
    assert where_now(approved, [changed])[1] == (found,)
    with pytest.raises(EvaluationError) as caught:
        growing.approve(asked().id, [changed])
    assert "每月召開一次" in caught.value.text("zh-Hant")
    assert growing.reviewed().questions == (approved,)


def test_other_lines_of_a_set_stay_byte_for_byte():
    """With fields of their own, blank lines, and no newline at the end; a further field of the changed line too."""
    growing = Growing.named("手寫")
    growing.path.parent.mkdir(parents=True)
    other = '{"question":"誰參加？", "id": 7,  "note": "手寫", "kind": "unanswerable-far"}'
    ours = own_line(asked(kind="fact", evidence=((MONTHLY,),)), further={"author": "王"}).strip()
    growing.path.write_text(f"{other}\n\n{ours}", encoding="utf-8")
    growing.change(asked().id, lambda one: with_wrong(one, RESULT))
    growing.approve(asked().id, [DOCUMENT])
    judge(growing, asked("成效如何？"), RESULT)
    growing.approve(question_id("成效如何？"), [DOCUMENT])
    lines = growing.path.read_text(encoding="utf-8").splitlines()
    assert lines[:2] == [other, ""]
    assert json.loads(lines[2])["author"] == "王"
    assert json.loads(lines[2])["rejected"][0]["quote"] == RESULT.quote
    assert [one.id for one in read_set(growing.path).questions] == ["7", asked().id, question_id("成效如何？")]


@pytest.mark.parametrize(
    "damage",
    ["{不是 JSON", '{"id": "a", "question": "無證據"}', '{"id": "a", "question": "x", "relevant": {"案例.txt": 1}}'],
)
def test_a_set_with_a_mistake_is_not_written_over(damage: str):
    """A bad line, or a way of judging that does not go together: the message, and every byte as it was."""
    growing = Growing.named("grown")
    growing.path.parent.mkdir(parents=True)
    judge(growing, asked(), MONTHLY)
    growing.path.write_text(damage + "\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"grown\.jsonl"):
        growing.approve(asked().id, [DOCUMENT])
    assert growing.path.read_text(encoding="utf-8") == damage + "\n"
    growing.path.unlink()
    assert growing.approve(asked().id, [DOCUMENT]), "what waited is still there"


def test_what_waits_with_a_mistake_is_not_written_over():
    """Somebody edited the file by hand."""
    growing = Growing.named("grown")
    judge(growing, asked(), MONTHLY)
    growing.waiting_path.write_text("壞了\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"judgements.*grown\.jsonl"):
        judge(growing, asked("誰參加？"), WHO)
    assert growing.waiting_path.read_text(encoding="utf-8") == "壞了\n"


def test_delete_and_undo():
    """From what waits and from the set; what was judged anew meanwhile is not written over."""
    growing = Growing.named("grown")
    judge(growing, asked(), MONTHLY)
    gone = growing.remove(asked().id)
    assert (growing.waiting(), gone.reviewed) == ((), False)
    growing.restore(gone)
    growing.approve(asked().id, [DOCUMENT])
    gone = growing.remove(asked().id)
    assert (growing.reviewed().questions, gone.reviewed) == ((), True)
    growing.restore(gone)
    assert [one.id for one in growing.reviewed().questions] == [asked().id]
    growing.restore(gone)
    assert len(growing.reviewed().questions) == 1
    with pytest.raises(EvaluationError):
        growing.remove("g-unknown")


@pytest.mark.parametrize("name", ["", "  ", "../外面", "a/b", "a\\b", ".hidden", "a\nb", "-o", "字" * 40, *WORDS])
def test_names_that_no_set_can_have(name: str):
    """Path parts, signs, words that `anwen eval` takes for a command."""
    with pytest.raises(EvaluationError):
        Growing.named(name)


def test_a_set_of_another_form_keeps_its_name():
    """A SQuAD file of that name would be hidden by the new set."""
    Path("eval/sets").mkdir(parents=True)
    Path("eval/sets/drcd.json").write_text("{}", encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"drcd\.json"):
        Growing.named("drcd")


def _judge_many(folder: str, who: str) -> None:
    import os

    os.chdir(folder)
    for number in range(15):
        judge(Growing("grown"), asked(f"{who}的第{number}題？"), MONTHLY)


def test_two_people_judging_at_once_lose_nothing(tmp_path):
    """Two processes, fifteen questions each."""
    spawn = multiprocessing.get_context("spawn")
    people = [spawn.Process(target=_judge_many, args=(str(tmp_path), who)) for who in ("甲", "乙")]
    for one in people:
        one.start()
    for one in people:
        one.join(60)
        assert one.exitcode == 0
    assert {one.text for one in Growing("grown").waiting()} == {
        f"{who}的第{number}題？" for who in "甲乙" for number in range(15)
    }
    assert Growing.names() == ("grown",)
    assert [path.name for path in JUDGEMENTS.iterdir() if path.name.startswith(".anwen")] == []


def _take_many(folder: str, who: str, told: multiprocessing.Queue) -> None:
    import os

    os.chdir(folder)
    for number in range(15):
        line = own_line(asked(f"{who}的第{number}題？", kind="unanswerable-far"))
        try:
            Growing(f"送來的{number}").take(line.encode())
        except EvaluationError as error:
            told.put((number, who, error.key))
        else:
            told.put((number, who, ""))


def test_of_two_sets_of_one_name_that_are_uploaded_at_once_the_second_is_refused(tmp_path):
    """Two processes, fifteen names: whoever was told that it is taken over finds it there."""
    spawn = multiprocessing.get_context("spawn")
    told = spawn.Queue()
    people = [spawn.Process(target=_take_many, args=(str(tmp_path), who, told)) for who in ("甲", "乙")]
    for one in people:
        one.start()
    heard = [told.get(timeout=60) for _ in range(30)]
    for one in people:
        one.join(60)
    taken = {number: who for number, who, key in heard if not key}
    assert sorted(taken) == list(range(15))
    assert sorted(number for number, _, key in heard if key == "growing-taken") == list(range(15))
    for number, who in taken.items():
        assert [one.text for one in Growing(f"送來的{number}").reviewed().questions] == [f"{who}的第{number}題？"]


def test_a_set_that_is_uploaded_waits_for_whoever_changes_sets():
    """And a set with the same bytes is taken as often as somebody likes."""
    line = own_line(asked(kind="unanswerable-far")).encode()
    JUDGEMENTS.mkdir(parents=True)
    with FileLock(JUDGEMENTS / ".lock"):
        taking = threading.Thread(target=Growing("grown").take, args=(line,))
        taking.start()
        taking.join(0.3)
        assert taking.is_alive()
        assert not Growing("grown").path.exists()
    taking.join(10)
    assert Growing("grown").path.read_bytes() == line
    Growing("grown").take(line)
    with pytest.raises(EvaluationError, match="grown"):
        Growing("grown").take(line + b"\n")
    assert Growing("grown").path.read_bytes() == line


def test_anwen_eval_runs_what_has_grown(anwen, five_cases, corpus_dir):
    """The place judged wrong is told in the run, and citing it is measured."""
    text = "三方會議由哪些人參加？"
    answer = five_cases.ask(text)
    cited = answer.citations[0]
    right = Alternative(cited.document, cited.start, cited.end, cited.quote)
    growing = Growing.named("grown")
    judge(growing, asked(text), right)
    growing.approve(question_id(text), five_cases.documents)
    unsaid = "高價紅酒的年份是哪一年？"
    wrong = five_cases.ask(unsaid).nearest[0]
    new = asked(unsaid)
    growing.change(
        new.id, lambda one: with_wrong(one, Alternative(wrong.document, wrong.start, wrong.end, wrong.text)), new=new
    )
    growing.change(new.id, lambda one: replace(one, kind="unanswerable-far"))
    growing.approve(new.id, five_cases.documents)
    code, out, _ = anwen("eval", "grown", "--split", "dev", "--json")
    (result,) = json.loads(out)
    assert (code, result["n"], result["metrics"]["AnswerCited"]) == (0, 2, 1.0)
    rows = [json.loads(line) for line in Path(result["per_query"]).read_text(encoding="utf-8").splitlines()]
    assert rows[1]["rejected"][0]["quote"] == wrong.text
    assert result["metrics"]["RejectedCited"] == (rows[1]["status"] == "answered")
    growing.change(question_id(text), lambda one: replace(with_wrong(one, right), kind="unanswerable-near"))
    growing.approve(question_id(text), five_cases.documents)
    (result,) = json.loads(anwen("eval", "grown", "--json")[1])
    assert result["counts"]["RejectedCited"] == 2
    assert result["metrics"]["RejectedCited"] >= 0.5, "the quotation that was right is judged wrong now, and cited"
