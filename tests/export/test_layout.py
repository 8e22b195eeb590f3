"""What a reader sees, whatever the format."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import AT, QUOTES, answer_of, citation

from rag.answer.results import Draft, Follows, Reason, Statement, Struck
from rag.export.layout import lay_out, printable, squeezed


def _lines(result, language="zh-Hant"):
    return [line.text for line in lay_out(result, language=language, at=AT).lines]


def test_statements_call_the_notes_of_their_citations(answer):
    """Each note says where its quotation stands, then quotes it."""
    layout = lay_out(answer, language="zh-Hant", at=AT)
    assert [(line.text, line.notes) for line in layout.lines] == [(QUOTES[n - 1], (n,)) for n in (1, 2, 3, 4)]
    assert layout.notes[2].text == "a|b.txt › 【案例】一 › 一、做法 · 第 2 段 [44:56]：「第三季共完成12項改革。」"
    assert layout.exported == "匯出時間：2026-01-02 03:04+00:00"


def test_a_comparison_is_cases_against_roles(comparison):
    """A case is one row whatever its roles; a role of which it says nothing says so."""
    table = lay_out(comparison, language="zh-Hant", at=AT).table
    assert table.head == ("案例", "做法", "成效")
    assert [[[line.text for line in cell] for cell in row] for row in table.rows] == [
        [["a|b.txt › 【案例】一"], list(QUOTES[:2]), ["此案例未提及"]],
        [["a|b.txt › 【案例】二"], ["此案例未提及"], list(QUOTES[2:])],
    ]


def test_a_comparison_without_roles_has_one_column(comparison):
    """Messages come in the language asked for."""
    rows = tuple(replace(row, role=None) for row in comparison.rows if row.citations)
    assert lay_out(replace(comparison, rows=rows), language="zh-Hans", at=AT).table.head == ("案例", "内容")
    assert lay_out(replace(comparison, rows=()), language="en", at=AT).table.head == ("Case", "What it says")


def test_a_refusal_shows_the_nearest_passages(refusal):
    """They are not quotations of an answer, so nothing calls a note."""
    assert _lines(refusal)[0].startswith("文庫裏找不到")
    assert _lines(refusal)[1].endswith("· 第 1 段 [0:5]：「每月召開一」")


def test_what_was_searched_and_who_worded_it_is_said():
    """A follow-up shows the question that was searched, a draft the model that worded it."""
    follows = Follows("pronoun", "三方會議", None, ())
    draft = Draft("qwen3:8b", used=True, note="", struck=())
    statement = Statement("三方人員參加會議。", (1,))
    lines = _lines(answer_of([citation(1)], statements=(statement,), follows=follows, draft=draft))
    assert "三方會議由哪些人參加？" in lines[0]
    assert lines[1] == "三方人員參加會議。"
    assert "qwen3:8b" in lines[2]


def test_what_was_struck_from_a_draft_is_shown_with_its_reasons():
    """Whether the rest of the draft is used or not; none of it calls a note."""
    struck = (
        Struck("第四季完成15項。", (Reason("number", "15項"), Reason("date", "第四季"))),
        Struck("無引文。", (Reason("quote-missing", ""),)),
    )
    for used in (True, False):
        layout = lay_out(
            answer_of([citation(1)], draft=Draft("m", used=used, note="", struck=struck)), language="zh-Hans", at=AT
        )
        assert [(line.struck, line.text, line.notes) for line in layout.lines[-3:]] == [
            ("", "模型草稿有 2 句未通过核对，已删去：", ()),
            ("第四季完成15項。", "（数目「15項」不在引文里；日期「第四季」不在引文里）", ()),
            ("無引文。", "（没有引文）", ()),
        ]


def test_english_has_english_marks():
    """Around the quotation of a note and the reasons; the quotation is the source's."""
    struck = (Struck("第四季完成15項。", (Reason("number", "15項"), Reason("date", "第四季"))),)
    layout = lay_out(
        answer_of([citation(2)], draft=Draft("m", used=True, note="", struck=struck)), language="en", at=AT
    )
    assert layout.notes[2].text == "a|b.txt › 【案例】一 › 一、做法 · ¶ 2 [44:56]: “第三季共完成12項改革。”"
    assert layout.lines[-1].text == (
        " (the number “15項” is not in its quotations; the date “第四季” is not in its quotations)"
    )


@pytest.mark.parametrize("odd", ["\0", "\x0b", "\x1f", "\x7f", "\r", "\ud800", "\udfff", "\ufffe"])
def test_what_no_file_can_hold_is_replaced(odd):
    """XML 1.0 allows no other control characters than tab and newline."""
    assert printable(f"黨{odd}课\t。\n") == "黨\ufffd课\t。\n"


@given(st.text())
def test_printing_keeps_every_place(text):
    """One character for one, and what is printed can be printed again."""
    assert len(printable(text)) == len(text)
    assert printable(printable(text)) == printable(text)
    printable(text).encode()


def test_white_space_is_what_it_looks_like():
    """Line breaks, tabs and ideographic spaces are one space, and none at the ends."""
    assert squeezed("　　三方\n\t会议 。 ") == "三方 会议 。"
