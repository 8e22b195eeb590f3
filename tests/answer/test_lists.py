"""Lists: which questions ask for one, and what exactly is quoted of it."""

from __future__ import annotations

import dataclasses

import pytest

from rag import Library
from rag.answer.lists import wanted_list


@pytest.mark.parametrize(
    ("question", "counts"),
    [
        ("“開放式黨課”重點做到哪五個開放？", {5}),
        ("员工思想上的八个突出问题是哪些？", {8}),
        ("“四個一”各指什麼？", {4}),
        ("哪10项措施", {10}),
        ("十二個方面是哪些？", {12}),
        ("Which two documents did the centre issue?", {2}),
        ("What are the four changes?", {4}),
        ("20xx年取得了哪些成效？", set()),
        ("2015年有哪些措施？", set()),
        ("“1234”工作法包括哪些内容？", set()),
        ("案例三有哪些做法？", set()),
        ("十八大以来有哪些变化？", set()),
        ("1500名党员分别来自哪里？", set()),
        ("三方會議多久開一次？", None),
        ("三是什麼意思？", None),
        ("Which four-word formula guided the branch?", None),
        ("What document did they obtain within three months?", None),
    ],
)
def test_a_number_of_things_is_told_from_years_names_and_ordinals(question, counts):
    """The set holds the numbers of entries asked for; empty: a list of any length; None: no list."""
    assert wanted_list(question) == counts


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
