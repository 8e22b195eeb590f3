"""Both scripts, all four ways: the same questions, the same spans, converted quotes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.corpus.fold import fold
from rag.corpus.reader import text_document
from rag.errors import EvaluationError
from rag.eval.cross_script import SCRIPTS, Condition, cross_script, in_script, same_length
from rag.eval.formats import check_documents, read_set
from rag.eval.questions import Alternative, Question, QuestionSet

TEXT = "【案例】一\n一、開放課堂\n黨員幹部積極參與，共發放問卷500份。\n"
QUESTIONS = (
    Question(id="t", text="發了多少問卷？", language="zh-Hant", evidence=((Alternative("甲", 25, 27, "問卷"),),)),
    Question(id="s", text="谁积极参与？", language="zh-Hans", evidence=((Alternative("甲", 13, 17, "黨員幹部"),),)),
    Question(id="n", text="食堂在哪？", kind="unanswerable-far"),
    Question(id="e", text="Who took part?", language="en", evidence=((Alternative("甲", 13, 17, "黨員幹部"),),)),
)
SET = QuestionSet(name="s", source=Path("s.jsonl"), sha256="abc", questions=QUESTIONS, documents=None)


@pytest.fixture(scope="module")
def conditions() -> tuple[Condition, ...]:
    """The four conditions of a small set."""
    return cross_script(SET, [text_document(TEXT, name="甲")])


def test_there_are_four_conditions_with_names(conditions: tuple[Condition, ...]):
    """Questions in two scripts times documents in two scripts; two of them in one script throughout."""
    assert {one.name for one in conditions} == {f"{asked}→{written}" for asked in SCRIPTS for written in SCRIPTS}
    assert [one.same_script for one in conditions].count(True) == 2
    assert len({one.set.name for one in conditions}) == 4
    assert {one.set.sha256 for one in conditions} == {"abc"}


def test_questions_are_converted_and_english_left_out(conditions: tuple[Condition, ...]):
    """Each condition asks the same three questions, in its own script."""
    asked = {one.asked: [question.text for question in one.set.questions] for one in conditions}
    assert asked["zh-Hans"] == ["发了多少问卷？", "谁积极参与？", "食堂在哪？"]
    assert asked["zh-Hant"] == ["發了多少問卷？", "誰積極參與？", "食堂在哪？"]
    assert {question.language for one in conditions for question in one.set.questions if one.asked == "zh-Hans"} == {
        "zh-Hans"
    }


def test_documents_and_quotes_are_converted_in_place(conditions: tuple[Condition, ...]):
    """黨員幹部 is 党员干部 at the same characters; the set fits its documents."""
    for one in conditions:
        quote = one.set.questions[1].evidence[0][0]
        assert (quote.start, quote.end) == (13, 17)
        assert quote.quote == {"zh-Hant": "黨員幹部", "zh-Hans": "党员干部"}[one.written]
        assert one.set.documents is not None
        assert check_documents(one.set, one.set.documents) == one.set


def test_text_in_its_own_script_stays_as_written():
    """羣 and 爲 are Traditional, though not OpenCC's choice; 里 stays in Simplified. Lines are judged apart."""
    assert in_script("爲羣衆服務", "zh-Hant") == "爲羣衆服務"
    assert in_script("在公里以内", "zh-Hans") == "在公里以内"
    assert in_script("爲羣衆服務\n为群众服务", "zh-Hant") == "爲羣衆服務\n為群眾服務"


def test_phrases_are_converted_as_phrases():
    """头发 and 发展 need 髮 and 發: one character at a time would not do."""
    assert in_script("头发与发展", "zh-Hant") == "頭髮與發展"


def test_a_conversion_that_would_change_the_length_goes_by_character():
    """A converter that turns 计算机 into 電腦 is applied to each character; one that grows stays as it was."""
    table = {"计": "計", "机": "機", "㈠": "(一)"}

    def convert(text: str) -> str:
        return "電腦" if text == "计算机㈠" else "".join(table.get(character, character) for character in text)

    assert same_length("计算机㈠", convert) == "計算機㈠"


def test_a_set_that_does_not_fit_is_refused():
    """Spans are checked before anything is converted."""
    with pytest.raises(EvaluationError, match="anwen eval anchor"):
        cross_script(SET, [text_document("新" + TEXT, name="甲")])


@given(st.text(max_size=80), st.sampled_from(SCRIPTS))
def test_conversion_keeps_length_and_meaning(text: str, script: str):
    """Whatever the text, as many characters come back and no newline moves."""
    converted = in_script(text, script)
    assert len(converted) == len(text)
    assert [n for n, c in enumerate(text) if c == "\n"] == [n for n, c in enumerate(converted) if c == "\n"]


def test_the_users_document_in_simplified_folds_to_the_same(five_cases_path: Path):
    """Searching the converted cases finds exactly what searching the original finds."""
    text = five_cases_path.read_text(encoding="utf-8-sig")
    simplified = in_script(text, "zh-Hans")
    assert in_script(text, "zh-Hant") == text
    assert simplified != text
    assert fold(simplified) == fold(text)


def test_a_real_collection_goes_four_ways(data_dir: Path):
    """A set with its own documents: every question in every condition, documents under the same names."""
    original = read_set(data_dir / "xquad-zh")
    assert original.documents is not None
    for one in cross_script(original, original.documents):
        assert one.set.documents is not None
        assert [document.name for document in one.set.documents] == [d.name for d in original.documents]
        assert len(one.set.questions) == len(original.questions)
