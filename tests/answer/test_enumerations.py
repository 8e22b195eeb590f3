"""What a document enumerates, and what of each entry is quoted."""

from __future__ import annotations

import pytest

from rag.answer.enumerations import Enumeration, entries_named, in_one_sentence, section_enumerations, shortened
from rag.corpus.document import Document, Encoding, Span
from rag.corpus.outline import outline


def document(text: str) -> Document:
    """A document of one or more cases."""
    found = outline(text)
    return Document("a.txt", "", text, Encoding("utf-8", 1.0), found.front, found.cases, found.tail)


def found_in(text: str, path: tuple[int, ...] = (0,)) -> list[tuple[str, list[str]]]:
    """Kind and quotations of every enumeration of a section."""
    read = document(text)
    return [
        (one.kind, [span.of(text) for _, span in one.entries])
        for one in section_enumerations(read, path, Span(0, len(text)))
    ]


@pytest.mark.parametrize(
    ("text", "kind", "entries"),
    [
        ("做到三點：\n一是主題開放。甲乙丙。\n二是内容开放。丁。\n", "items", ["一是主題開放。", "二是内容开放。"]),
        ("走下去,即開展走訪;請進來,即召開評議會。另一句。", "clauses", ["走下去,即開展走訪;", "請進來,即召開評議會。"]),
        (
            "面對限電問題,成立甲組。面對轉型問題,成立乙組。目前面對考驗,面對報批問題,成立丙組。",
            "likes",
            ["面對限電問題,成立甲組。", "面對轉型問題,成立乙組。", "目前面對考驗,面對報批問題,成立丙組。"],
        ),
        (
            "“鋪路建橋”造福一方百姓。修了三條路。“清潔環保”建設綠色家園。種了樹。",
            "likes",
            ["“鋪路建橋”造福一方百姓。", "“清潔環保”建設綠色家園。"],
        ),
    ],
)
def test_kinds_of_lists_in_running_text(text, kind, entries):
    """Marked items, clauses that semicolons join, sentences that begin alike, and slogans that head what follows."""
    assert (kind, entries) in found_in(text)


def test_headings_are_found_from_the_section_above_them_and_from_the_one_above_that():
    """A heading that only leads to other headings stands in no passage."""
    text = "一、背景\n\n文。\n\n二、成效\n\n（一）落實了責任。文。\n\n（二）打造了平臺。文。\n"
    under = ("headings", ["（一）落實了責任", "（二）打造了平臺"])
    assert under in found_in(text, (0,))
    assert under in found_in(text, (0, 1))
    assert ("headings", ["一、背景", "二、成效"]) in found_in(text, (0,))


def test_what_announces_a_list_is_the_heading_and_the_sentences_before_it():
    """Not what follows, and of a longer text before it only the end."""
    text = "一、做法\n\n前文。再前文。重點做到“兩個開放”：\n一是主題開放。\n二是內容開放。\n"
    (items,) = [one for one in section_enumerations(document(text), (0, 0), Span(0, len(text))) if one.kind == "items"]
    assert items.announced.split("\n") == ["一、做法", "再前文。", "重點做到“兩個開放”："]
    assert items.roles == {"approach"}


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("承擔著經濟責任、政治責任和社會責任。", 3),
        ("实行“六融入”（融入基层、现场、班组、员工、客户、课题）工作法。", 6),
        ("大力實施“一線工作法”和“移動辦公法”。", 2),
        ("用新的眼光分析形勢，用新的思維研究問題，用新的思路謀求超越。", 3),
        ("按照“有目標、有措施、有考覈、有激勵”四個有和“找一找、曬一曬”進行指導。", 4),
        ("分为创建信息（含党员信息、岗位类型）、两学摘要、争创行动等三个部分。", 3),
    ],
)
def test_entries_of_one_sentence(sentence, count):
    """Joined by 、 or 和, in quotation marks or brackets, as clauses that begin alike; also with brackets left out."""
    assert count in in_one_sentence(sentence)


@pytest.mark.parametrize(
    ("sentence", "count", "plain"),
    [
        ("服務意識、節點意識、登高意識、質量意識等不斷得以強化。", 4, 1.0),  # all end alike: ½ + ½ · 4/4
        ("分别抓学习、抓培训、抓落实和促改革。", 4, 0.5 + 1 / 3),  # of the last three, two begin alike: ½ + ½ · 2/3
        ("會議、學習、創新。", 3, 0.5),
        ("領導做給幹部看,黨員做給羣衆看。", 2, 0.0),
    ],
)
def test_a_list_is_the_plainer_the_more_its_entries_are_alike(sentence, count, plain):
    """½ for what 、 joins and up to ½ more; clauses that only end alike are no plain list."""
    assert in_one_sentence(sentence)[count] == pytest.approx(plain)


def test_a_plain_sentence_enumerates_nothing():
    """In either script."""
    assert in_one_sentence("公司成立於浙江杭州。") == {}
    assert in_one_sentence("会议每月召开一次。") == {}


def test_a_long_list_is_shortened_in_every_entry_alike():
    """To the same number of commas, as many as fit; what no comma can make short enough is no list to quote."""
    text = "甲一,甲二,甲三;乙一,乙二,乙三;"
    entries = (((0,), Span(0, 9)), ((0,), Span(9, 18)))
    one = Enumeration("clauses", "a.txt", entries, "", frozenset({2}))
    for max_chars, quotes in [
        (18, ["甲一,甲二,甲三;", "乙一,乙二,乙三;"]),
        (17, ["甲一,甲二", "乙一,乙二"]),
        (9, ["甲一", "乙一"]),
    ]:
        short = shortened(one, text, max_chars=max_chars)
        assert short is not None
        assert [span.of(text) for _, span in short.entries] == quotes
    assert shortened(one, text, max_chars=3) is None


def test_a_sentence_for_each_thing_that_is_named():
    """In order, each by its first clause; a word may stand inside a name, and one character must be quoted."""
    text = "縣級領導帶頭曬崗位;科級領導幹部曬任務;一般黨員幹部曬實績。引導他們。在“引”字上,抓思想。在“選”字上,抓項目。"
    read, window = document(text), Span(0, len(text))
    for names, quotes in [
        (["县级领导", "科级干部", "一般党员"], ["縣級領導帶頭曬崗位;", "科級領導幹部曬任務;", "一般黨員幹部曬實績。"]),
        (["引", "选"], ["在“引”字上,抓思想。", "在“選”字上,抓項目。"]),
    ]:
        found = entries_named(read, (0,), window, names)
        assert found is not None
        assert [span.of(text) for _, span in found.entries] == quotes
    assert entries_named(read, (0,), window, ["县级领导", "村干部"]) is None
    assert entries_named(read, (0,), window, ["一般党员", "县级领导"]) is None
