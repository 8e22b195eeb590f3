"""The terms of a question and what may stand for them."""

from __future__ import annotations

import pytest

from rag.answer.dictionary import Dictionary
from rag.answer.wording import question_terms
from rag.index.lexical import terms

DICTIONARY = Dictionary.from_lines(
    [
        "員工 员工 [yuan2 gong1] /staff/employee/",
        "職工 职工 [zhi2 gong1] /staff; employee/",
        "培訓 培训 [pei2 xun4] /to train/training/",
        "團隊建設 团队建设 [tuan2 dui4 jian4 she4] /team building/",
        "團隊 团队 [tuan2 dui4] /team/",
        "大廈 大厦 [da4 sha4] /building/",
        "一月 一月 [yi1 yue4] /January/",
        "十二 十二 [shi2 er4] /twelve/",
        "有 有 [you3] /have; there is/",
        "模 模 [mo2] /to die/die/",
        "戰爭 战争 [zhan4 zheng1] /war/",
        "帽子 帽子 [mao4 zi5] /hat/",
        "它 它 [ta1] /it/",
        "多久 多久 [duo1 jiu3] /how long/",
    ]
)


def known() -> Dictionary:
    """The dictionary."""
    return DICTIONARY


def never() -> Dictionary:
    """For questions that must not load it."""
    raise AssertionError


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How are employees trained?", [("employees", "员工", "职工"), ("trained", "培训")]),
        ("What is team building?", [("team building", "团队建设")]),  # the longest phrase
        ("What is a team, building or tower?", [("team", "团队"), ("building", "大厦"), ("tower",)]),
        ("How long do they train?", [("long",), ("train", "培训")]),  # a phrase does not begin with a word that asks
        ("staff training", [("staff", "员工", "职工"), ("training", "培训")]),  # no word that asks, all known
        ("Who is in the IT team?", [("it",), ("team", "团队")]),  # not "it"
        ("What did Doctor Who train?", [("doctor",), ("train", "培训")]),
        ("Is it the team of 2019?", [("team", "团队"), ("2019", "2,019", "二〇一九", "二零一九", "二千零一十九")]),
        ("What began in the 19th team?", [("began",), ("19th", "19", "十九"), ("team", "团队")]),
        ("What of the 1.2 million?", [("1200000", "1,200,000", "120万", "一百二十万")]),
        ("What happened to twelve of them?", [("happened",), ("twelve", "十二", "12")]),
    ],
)
def test_english_words_may_be_met_by_translations(question, expected):
    """Each word of content is one term with its literal form first; words that ask and join are none."""
    assert list(question_terms(question, known)) == expected


@pytest.mark.parametrize(
    "question", ["Wie war die Stimmung im Team?", "die war hat gut", "¿Qué es el training de la staff?"]
)
def test_other_languages_are_not_taken_for_english(question):
    """No word is looked up; those that only join match nothing, and count."""
    found = question_terms(question, known)
    assert len(found) == len(terms(question))
    assert all(len(term) <= 1 for term in found)
    assert () in found


def test_names_in_other_languages_stay():
    """ERP, IT, km, G20, 120G, PPT are looked for as they are, in any language; "de" and "von" are not."""
    found = question_terms("Wie viele km von ERP, IT, G20, 120G und PPT?", known)
    assert [term for term in found if term] == [("km",), ("erp",), ("it",), ("g20",), ("120g",), ("ppt",)]
    assert len(found) == 10


@pytest.mark.parametrize("question", ["黨員如何培訓？", "ERP系统和IT部门", "二○一九年", "G20", "2019"])
def test_chinese_and_names_do_not_load_the_dictionary(question):
    """It costs time, and nothing there could be English."""
    assert question_terms(question, never)


def test_chinese_words_are_their_characters_and_pairs():
    """As `terms`, each its only alternative."""
    assert question_terms("黨員培訓", known) == tuple((term,) for term in terms("黨員培訓"))


def test_a_word_beside_chinese_counts_as_a_chinese_word():
    """Three times, for two Chinese characters make three terms; English among Chinese is translated, too."""
    assert question_terms("ERP系统", known) == (*[("erp",)] * 3, ("系",), ("统",), ("系统",))
    assert question_terms("如何做team building", known)[-3:] == (("team building", "团队建设"),) * 3
    assert question_terms("ERP", known) == (("erp",),)


def test_a_number_may_be_met_in_its_other_forms():
    """A digit string is one term; of a numeral each term may be met, those that reach beyond it too."""
    assert question_terms("占98%", known) == (("占",), *[("98", "百分之九十八")] * 3)
    assert question_terms("十二條", known) == (("十", "12"), ("二", "12"), ("条",), ("十二", "12"), ("二条", "12"))


@pytest.mark.parametrize("question", ["what is it?", "is", "de la"])
def test_a_question_of_nothing_but_joining_words_is_taken_literally(question):
    """There must be something to look for."""
    assert question_terms(question, known) == tuple((term,) for term in terms(question))


def test_without_a_dictionary_words_stay():
    """The switch `bridge` off: literal terms only."""
    question = "How are the employees trained?"
    assert question_terms(question, None) == tuple((term,) for term in terms(question))
