"""Items: lists in running text, each with the clause that says it in short."""

from __future__ import annotations

import pytest

from rag.corpus.items import ItemList, item_lists
from rag.corpus.outline import outline
from rag.corpus.reader import read_document


def lists(text: str) -> list[ItemList]:
    """The lists of the only section of `text`."""
    (case,) = outline(text).cases
    return item_lists(text, case)


def leads(text: str) -> list[list[str]]:
    """The lead clauses of each list."""
    return [[item.lead.of(text) for item in found.items] for found in lists(text)]


def test_five_open_things(five_cases_path):
    """「五個開放」 opens consecutive paragraphs; the sentence with the colon announces it."""
    document = read_document(five_cases_path, name="a", max_file_bytes=20_000_000)
    section = document.cases[3].sections[1]
    (found,) = item_lists(document.text, section)
    assert [item.lead.of(document.text) for item in found.items] == [
        "一是主題開放。", "二是內容開放。", "三是形式開放。", "四是互動開放。", "五是受衆開放。",
    ]  # fmt: skip
    assert found.intro.of(document.text) == "街道在過去黨課的基礎上,重點做到“五個開放”:"
    assert found.items[0].span.of(document.text).endswith("提倡什麼、反對什麼。")


@pytest.mark.parametrize(
    ("number", "heading", "expected"),
    [
        (0, "1、圍繞“三亮”亮身份,倒逼責任落實。", ["一是亮崗位。", "二是亮職責。", "三是亮承諾。"]),
        (1, "2、圍繞“三曬”曬業績,聚焦工作落實。", ["一是曬成績。", "二是曬亮點。", "三是曬問題。"]),
    ],
)
def test_lists_inside_one_paragraph(five_cases_path, number, heading, expected):
    """三亮 and 三曬 stand inside one paragraph; the run-in heading announces them."""
    document = read_document(five_cases_path, name="a", max_file_bytes=20_000_000)
    (found,) = item_lists(document.text, document.cases[4].sections[1].sections[number])
    assert [item.lead.of(document.text) for item in found.items] == expected
    assert found.intro.of(document.text) == heading
    assert found.items[1].span.start == found.items[0].span.end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("首先，甲。其次，乙；再次，丙。最後，丁。完。", [["首先，甲。", "其次，乙；", "再次，丙。", "最後，丁。"]]),
        ("第一，甲。文。第二，乙。", [["第一，甲。", "第二，乙。"]]),
        ("包括：(1)甲；(2)乙；(3)丙。", [["(1)甲；", "(2)乙；", "(3)丙。"]]),
        ("包括:①甲,②乙,③丙", [["①甲,", "②乙,", "③丙"]]),
        ("一要甲，二要乙，三要丙。", [["一要甲，", "二要乙，", "三要丙。"]]),
        ("其一，甲。其二，乙。", [["其一，甲。", "其二，乙。"]]),
        ("一是甲。二是乙。\n又：一是丙。二是丁。", [["一是甲。", "二是乙。"], ["一是丙。", "二是丁。"]]),
        ("做法：\n• 甲；\n• 乙。\n丙。\n• 丁。", [["• 甲；", "• 乙。"]]),
        ("- 甲。文。\n- 乙\n* 丙\n* 丁", [["- 甲。", "- 乙"], ["* 丙", "* 丁"]]),
        ("做法：\n• 甲\n◦ 子\n◦ 丑\n• 乙\n◦ 寅\n◦ 卯", [["• 甲", "• 乙"], ["◦ 子", "◦ 丑"], ["◦ 寅", "◦ 卯"]]),
        ("一是甲：①子；②丑。二是乙。", [["一是甲：", "二是乙。"], ["①子；", "②丑。"]]),
    ],
)
def test_styles_of_lists(text, expected):
    """Each style counts for itself; a list inside an item is a list too."""
    assert leads(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "一是甲。沒有下文。",
        "這一是非題，二是難題。",
        "統一是好事。第二，乙。",
        "二是乙。三是丙。",
        "最後，完。",
        "甲乙。",
        "• 甲\n中間的話。\n• 乙",
        "-5 度\n-6 度",
        "——甲\n——乙",
    ],
)
def test_what_is_no_list(text):
    """One item, a word that only looks like a marker, or a count that does not start."""
    assert leads(text) == []


def test_items_of_an_article():
    """（一）…；（二）…。 in consecutive paragraphs of a statute."""
    text = "第九條 職責是：\n（一）甲甲；\n（二）乙乙；\n（三）丙丙。\n前項另定。\n第十條 文。\n"
    article = outline(text).cases[0].sections[0]
    (found,) = item_lists(text, article)
    assert [item.span.of(text) for item in found.items] == ["（一）甲甲；", "（二）乙乙；", "（三）丙丙。"]
    assert found.intro.of(text) == "職責是："


def test_intro_may_be_missing():
    """A sentence before the list that announces nothing is no intro."""
    text = "今天天氣很好。一是甲。二是乙。\n"
    (found,) = lists(text)
    assert found.intro is None
