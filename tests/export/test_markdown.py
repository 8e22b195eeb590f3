"""Markdown: documents' text is no markup, and what was written is read again."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from samples import AT, QUOTES, answer_of, citation

from rag.answer.results import Draft, Reason, Statement, Struck
from rag.export.layout import lay_out, squeezed
from rag.export.markdown import markdown_record, markdown_text, markdown_visible


def _text(result) -> str:
    return markdown_text(lay_out(result, language="zh-Hant", at=AT))


class _Shown(HTMLParser):
    """The text of each `p` and `h1` of a page, and the names of all elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.blocks: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):  # noqa: ARG002
        self.elements.add(tag)
        if tag in {"p", "h1"}:
            self.blocks.append("")
        elif tag == "br":
            self.blocks[-1] += "\n"

    def handle_data(self, data):
        if self.blocks:
            self.blocks[-1] += data


def _rendered(text: str) -> _Shown:
    """What an independent implementation of CommonMark with tables and strike-through shows."""
    return _Shown(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text))


def test_the_whole_file(answer):
    """Statements, when, sources, footnotes, and the record that ends it."""
    text = _text(answer)
    assert text.startswith(
        "# 三方會議由哪些人參加？\n\n會議由三方人員參加,制訂問題解決方案。[^1]\n\n第三季共完成12項改革。[^2]"
    )
    assert r"| a\|b.txt | utf-8 | `" + "0" * 64 + "` |" in text
    assert re.search(
        r"^\[\^2\]: a\\\|b\.txt › 【案例】一 › 一、做法 · 第 2 段 \\\[44:56\\\]：「第三季共", text, flags=re.MULTILINE
    )
    assert json.loads(markdown_record(text)) == json.loads(json.dumps(answer.to_dict()))


MARKUP = st.text(st.sampled_from("黨课，。 \n\\`*_{}[]()<>#|~$&^!=+-.:@0129/ab　"), min_size=1, max_size=40)


@given(MARKUP)
def test_no_text_of_a_document_is_markup(quote):
    """Whatever a document says is shown as it says it: no element comes of it, no character is lost."""
    if not squeezed(quote):
        return
    result = answer_of([replace(citation(1), quote=quote)], statements=(Statement(quote, (1,)),), question=quote)
    text = _text(result).partition("\n\n匯出時間")[0].replace("[^1]", "")
    shown = _rendered(text)
    assert shown.elements <= {"h1", "p", "br"}
    assert [squeezed(block) for block in shown.blocks] == [squeezed(quote)] * 2


@given(MARKUP)
def test_what_was_written_is_read(quote):
    """Statement and note come back, but for white space, and so does the record to the last character."""
    if not squeezed(quote):
        return
    result = answer_of([replace(citation(1), quote=quote)], statements=(Statement(quote, (1,)),), question=quote)
    text = _text(result)
    visible = markdown_visible(text)
    assert [squeezed(one.text) for one in visible.paragraphs if one.labels] == [squeezed(quote)]
    ((label, note),) = visible.notes
    assert label == "1"
    assert squeezed(note) == squeezed(lay_out(result, language="zh-Hant", at=AT).notes[1].text)
    assert json.loads(markdown_record(text))["citations"][0]["quote"] == quote


@given(MARKUP)
def test_what_was_struck_from_a_draft_is_struck_through(drafted):
    """One stretch that is all of what the model wrote, before its reasons; read again, it calls no note."""
    if not squeezed(drafted):
        return
    struck = (Struck(drafted, (Reason("quote-missing", ""),)),)
    result = answer_of([citation(1)], draft=Draft("m", used=True, note="", struck=struck))
    block = _text(result).partition("\n\n匯出時間")[0].split("\n\n")[-1]
    shown = _rendered(block)
    assert shown.elements <= {"p", "s", "br"}
    assert "s" in shown.elements
    assert [squeezed(text) for text in shown.blocks] == [f"{squeezed(drafted)}（沒有引文）"]
    assert [one.labels for one in markdown_visible(block).paragraphs] == [()]


def test_a_cell_of_a_table_is_read_line_by_line(comparison):
    """Several statements stand in one row of the table; each is a paragraph of its own."""
    called = [one for one in markdown_visible(_text(comparison)).paragraphs if one.labels]
    assert [(squeezed(one.text), one.labels) for one in called] == [(QUOTES[n - 1], (str(n),)) for n in (1, 2, 3, 4)]
    assert "table" in _rendered(_text(comparison)).elements


@pytest.mark.parametrize("flood", ["[^", "[^1]", "[^1]<br>", "> "])
def test_what_never_ends_is_read_once(flood):
    """A hundred thousand marks take no longer than they are long (measured: 0.2 s; squared, it was minutes)."""
    began = time.process_time()
    visible = markdown_visible(f"{flood * 100_000}\n\n三方会议。[^1]\n")
    assert (squeezed(visible.paragraphs[-1].text), visible.paragraphs[-1].labels) == ("三方会议。", ("1",))
    assert time.process_time() - began < 20


def test_other_editors_notations_are_read():
    """Windows' line ends, wrapped notes, character references, emphasis, fewer backslashes, a comment of someone's."""
    text = (
        "# 問\r\n\r\n<!-- 待改 -->**三方**会议 &lt;b&gt; a\\_b。[^x]\r\n\r\n"
        "[^x]: 甲 › 乙\r\n    第二行<br/>第三行\r\n\r\n    又一段\r\n"
    )
    visible = markdown_visible(text)
    assert [(one.text, one.labels) for one in visible.paragraphs if one.labels] == [("三方会议 <b> a_b。", ("x",))]
    ((_, note),) = visible.notes
    assert note.split() == ["甲", "›", "乙", "第二行", "第三行", "又一段"]


@pytest.mark.parametrize(
    "text",
    [
        "# 問\n",
        "<!-- anwen {} -->\n\n<!-- anwen {} -->",
        '<!-- anwen {"a": 1',
        '<!-- anwen {"a": 1} 改',
        "<!-- anwen {改} -->",
    ],
)
def test_no_record_or_a_damaged_one_is_said_to_be_so(text):
    """Nothing is guessed from the text around it."""
    with pytest.raises(ValueError):
        markdown_record(text)
