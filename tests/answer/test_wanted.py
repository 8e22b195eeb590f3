"""Which questions ask for a list, and what they say about it."""

from __future__ import annotations

import re

import pytest

from rag.answer.wanted import _RULES, numbers_said, wanted_list


@pytest.mark.parametrize(("example", "pattern"), _RULES, ids=[example for example, _ in _RULES])
def test_every_rule_finds_the_question_it_stands_for(example, pattern):
    """The table can be read by its examples."""
    assert re.search(pattern, example)
    assert wanted_list(example) is not None


@pytest.mark.parametrize(
    ("question", "counts"),
    [
        ("“開放式黨課”重點做到哪五個開放？", {5}),
        ("员工思想上的八个突出问题是哪些？", {8}),
        ("“四個一”各指什麼？", {4}),
        ("「六融入」工作法是融入哪六處？", {6}),
        ("“三晒”晒什么？", {3}),
        ("领导班子的“六走向”是走向哪里？", {6}),
        ("哪10项措施", {10}),
        ("十二個方面是哪些？", {12}),
        ("Which two documents did the centre issue?", {2}),
        ("What are the four changes?", {4}),
        ("What do the “four irons” stand for?", {4}),
        ("信息化中心推進“兩學一做”的主要做法有哪三條？", {3}),
        ("20xx年取得了哪些成效？", set()),
        ("2015年有哪些措施？", set()),
        ("“1234”工作法包括哪些内容？", set()),
        ("案例三有哪些做法？", set()),
        ("十八大以来有哪些变化？", set()),
        ("1500名党员分别来自哪里？", set()),
        ("Which measures answer the problems in employees' thinking?", set()),
        ("What measures did the company take?", set()),
        ("What were the company's three actions?", {3}),
        ("Please identify the four steps of the method.", {4}),
        ("Who were its two founders?", set()),
    ],
)
def test_a_number_of_things_is_told_from_years_names_and_ordinals(question, counts):
    """Empty: a list of any length. What is counted after 哪 counts before any other number of the question."""
    wanted = wanted_list(question)
    assert wanted is not None
    assert wanted.counts == counts


@pytest.mark.parametrize(
    "question",
    [
        "三方會議多久開一次？",
        "三是什麼意思？",
        "各政权如何抵抗文化帝国主义？",
        "大于1且能够被3个或3个以上数字整除的数字称为什么？",
        "四音符广告是围绕什么形象展开的？",
        "为什么要开展“四个有”？",
        "Which four-word formula guided the branch?",
        "What document did they obtain within three months?",
        "Which class does the teacher lead?",
        "What makes the method work?",
        "What is the business of the two companies?",
    ],
)
def test_one_thing_is_no_list(question):
    """Numbers and 各 alone ask for none."""
    assert wanted_list(question) is None


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("「走下去」、「請進來」各是什麼做法？", ("走下去", "请进来")),
        ("“引、选、议、行”四个字，每个字上各抓什么？", ("引", "选", "议", "行")),
        ("曬成績時，縣級領導、科級幹部、一般黨員各曬什麼？", ("县级领导", "科级干部", "一般党员")),
        ("城北村、运河、校北村社区的党课各讲什么？", ("城北村", "运河", "校北村社区")),
    ],
)
def test_things_asked_about_one_by_one_are_the_entries(question, names):
    """So many entries are wanted."""
    wanted = wanted_list(question)
    assert wanted is not None
    assert wanted.names == names
    assert wanted.counts == {len(names)}


@pytest.mark.parametrize(
    ("question", "headings", "of_case", "roles"),
    [
        ("鍾秀街道那篇案例，一二三各部分標題是什麼？", True, True, set()),
        ("Which five headings stand under the “1234” working method?", True, False, set()),
        ("手冊由哪些部分組成？", False, False, set()),
        ("旬阳县的主要做法有哪三条？", False, False, {"approach"}),
        ("「綠色關愛行動」帶來哪些成效？", False, False, {"results"}),
        ("What three lessons does the case draw?", False, True, {"lessons"}),
        ("这种党课的经验，登上过哪些报刊？", False, False, set()),
    ],
)
def test_headings_and_sections_are_asked_for_by_their_names(question, headings, of_case, roles):
    """A role counts only as what is listed, not where it stands elsewhere in the question."""
    wanted = wanted_list(question)
    assert wanted is not None
    assert (wanted.headings, wanted.of_case, wanted.roles) == (headings, of_case, roles)


@pytest.mark.parametrize(
    ("question", "nouns"),
    [
        ("黨員攻關隊充分體現了哪三種力量？", {"力量"}),
        ("Which three kinds of meeting are held?", {"meeting"}),
        ("What are the main sections of the case?", {"sections"}),
        ("Which two working methods did they use?", {"working", "methods"}),
    ],
)
def test_what_is_counted(question, nouns):
    """Pairs of characters of the noun after the count; English words after it, up to one that joins or a verb."""
    wanted = wanted_list(question)
    assert wanted is not None
    assert wanted.nouns == nouns


def test_numbers_of_things_that_a_text_announces():
    """五個, “四帶頭” and 3條; not a year, an ordinal, a sum or a share."""
    assert numbers_said("重點做到“五個開放”,20xx年第三次投入10万元,占5%,共3條") == {5, 3}


@pytest.mark.parametrize(
    "question", ["這五個案例分別是哪些單位的？", "这五个案例分别是哪些单位的？", "What are the five cases about?"]
)
def test_cases_that_are_counted_are_no_list(question):
    """Five cases are not five things in one of them."""
    assert wanted_list(question) is None
