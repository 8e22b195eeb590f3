"""Lists: what exactly is quoted where a question asks for one."""

from __future__ import annotations

import dataclasses

import pytest

from rag import Library
from rag.answer.lists import REACH_CHARS, _window
from rag.corpus.document import Document, Encoding, Span
from rag.corpus.outline import outline


@pytest.mark.parametrize(
    ("question", "quotes"),
    [
        (
            "“五个开放”指哪五个开放？",
            ["一是主題開放。", "二是內容開放。", "三是形式開放。", "四是互動開放。", "五是受衆開放。"],
        ),
        (
            "思政工作方式方法的「四個轉變」是什麼？",
            [
                "1.實現了從“灌輸式”向“互動式”的轉變",
                "2.實現了從“粗放型”向“精益型”的轉變",
                "3.實現了從“階段性”向“實時性”的轉變",
                "4.實現了從“簡單化”向“科學化”的轉變",
            ],
        ),
        ("信息化中心推进“两学一做”的主要做法有哪几条？", ["(一)找準爭創載體", "(二)強化工作抓手", "(三)注重過程控制"]),
        ("信息化中心那一篇案例分哪三個部分？", ["一、背景起因", "二、主要做法", "三、創建成效"]),
        (
            "What are the five reflections on the open party lectures?",
            [
                "(一)黨課基礎是能力",
                "(二)黨課源頭是生活",
                "(三)黨課主角是黨員",
                "(四)黨課活力是創新",
                "(五)黨課成果是踐行",
            ],
        ),
    ],
    ids=["items", "headings", "role", "case", "english"],
)
def test_a_list_is_quoted_whole_in_order_and_with_nothing_else(five_cases, question, quotes):
    """From items, from headings, and from headings that stand in no passage of their own."""
    assert [cited.quote for cited in five_cases.ask(question).citations] == quotes


def test_each_entry_has_the_section_it_stands_in(five_cases):
    """Its breadcrumb leads to its own heading."""
    citations = five_cases.ask("開放式黨課的成效與體會有哪五條？").citations
    assert [cited.breadcrumb[-1] for cited in citations] == [cited.quote for cited in citations]


def test_a_sentence_that_holds_all_entries_is_quoted_alone(five_cases):
    """Not with others that are about the same."""
    (cited,) = five_cases.ask("「三治融合」是哪三治？").citations
    assert "(法治、德治、村民自治)" in cited.quote


def test_things_asked_about_one_by_one_get_a_sentence_each(five_cases):
    """Shortened alike, for together they would be too long."""
    citations = five_cases.ask("「引、選、議、行」四個字，每個字上各抓什麼？").citations
    assert [cited.quote[:5] for cited in citations] == ["在“引”字", "在“選”字", "在“議”字", "在“行”字"]
    assert sum(len(cited.quote) for cited in citations) <= five_cases.settings.max_quote_chars


def test_a_question_for_one_thing_is_answered_by_no_list(five_cases):
    """Though a list stands right there."""
    citations = five_cases.ask("受眾開放是什麼意思？").citations
    assert "一是主題開放。" not in [cited.quote for cited in citations]


@pytest.mark.parametrize(
    ("text", "question", "quotes"),
    [
        (
            "一、休假\n\n　　休假有三種形式：\n\n"
            "　　（一）帶薪年假。每年五天。\n　　（二）探親假。每年一次。\n　　（三）婚喪假。各三天。\n",
            "休假有哪三種形式？",
            ["（一）帶薪年假", "（二）探親假", "（三）婚喪假"],
        ),
        (
            "# 採購管理\n\n## 採購的四個步驟\n\n### 1. 提出申請\n\n填寫申請表。\n\n### 2. 審核預算\n\n財務科審核。\n\n"
            "### 3. 公開招標\n\n在網上公告。\n\n### 4. 簽訂合同\n\n由主任簽字。\n",
            "採購有哪四個步驟？",
            ["1. 提出申請", "2. 審核預算", "3. 公開招標", "4. 簽訂合同"],
        ),
    ],
    ids=["indented", "markdown"],
)
def test_a_heading_is_quoted_as_printed(five_cases_settings, tmp_path, text, question, quotes):
    """Without indentation and Markdown's marks, and never cut short."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.md").write_text(text, encoding="utf-8")
    settings = dataclasses.replace(five_cases_settings, min_confidence=0.0)
    library = Library.build(tmp_path / "corpus", tmp_path / "index", settings=settings)
    assert [cited.quote for cited in library.ask(question).citations] == quotes


@pytest.mark.parametrize(
    "line", ["黨課要講政治、講學習、講落實。", "党课要讲政治、讲学习、讲落实。\n"], ids=["one line", "many lines"]
)
def test_a_long_section_is_looked_through_only_around_what_was_found(line):
    """However long it is, and however long its lines: a list far away is not worth the time."""
    text = line * (40 * REACH_CHARS // len(line))
    found = outline(text)
    document = Document("a.txt", "", text, Encoding("utf-8", 1.0), found.front, found.cases, found.tail)
    near = Span(len(text) // 2, len(text) // 2 + 100)
    window = _window(document, (0,), near)
    assert window.start <= near.start - REACH_CHARS
    assert near.end + REACH_CHARS <= window.end
    assert len(window) <= len(near) + 4 * REACH_CHARS
