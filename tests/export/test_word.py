"""The Word file: well formed, with footnotes that are footnotes, and readable by what else reads Word files."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import AT, QUOTES, answer_of, citation

from rag.answer.results import Draft, Reason, Statement, Struck
from rag.export.exporting import export_bytes
from rag.export.layout import printable
from rag.export.word_text import word_record, word_visible

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LIMIT = 10_000_000


def _word(result, language="zh-Hant") -> bytes:
    return export_bytes(result, "word", language=language, at=AT)


def _part(data: bytes, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(name))  # noqa: S314 -- our own


def _text(element: ElementTree.Element) -> str:
    return "".join(node.text or "" for node in element.iter(f"{W}t"))


def test_python_docx_opens_it(answer):
    """Title, statements, when, and the table of sources, with the question among the properties."""
    document = docx.Document(io.BytesIO(_word(answer)))
    shown = [paragraph.text for paragraph in document.paragraphs]
    assert shown == [answer.question, *QUOTES, "匯出時間：2026-01-02 03:04+00:00", "出處"]
    assert [cell.text for cell in document.tables[0].rows[1].cells] == ["a|b.txt", "utf-8", "0" * 64]
    assert document.core_properties.title == answer.question
    assert document.core_properties.created.isoformat() == "2026-01-02T03:04:00+00:00"


def test_every_call_has_its_footnote_and_every_footnote_its_call(answer):
    """ECMA-376 part 1, 17.11: the ids match, the styles exist, and the two separators are there and named."""
    data = _word(answer)
    body, notes = _part(data, "word/document.xml"), _part(data, "word/footnotes.xml")
    called = [call.get(f"{W}id") for call in body.iter(f"{W}footnoteReference")]
    own = [note for note in notes if note.get(f"{W}type") is None]
    assert called == [note.get(f"{W}id") for note in own] == ["1", "2", "3", "4"]
    for note, quote in zip(own, QUOTES, strict=True):
        assert len(list(note.iter(f"{W}footnoteRef"))) == 1
        assert _text(note).endswith(f"]：「{quote}」")
    separators = {note.get(f"{W}id"): note.get(f"{W}type") for note in notes if note.get(f"{W}type")}
    assert separators == {"-1": "separator", "0": "continuationSeparator"}
    named = _part(data, "word/settings.xml").find(f"{W}footnotePr")
    assert [each.get(f"{W}id") for each in named] == ["-1", "0"]
    styles = {style.get(f"{W}styleId") for style in _part(data, "word/styles.xml").iter(f"{W}style")}
    used = {
        node.get(f"{W}val")
        for part in (body, notes)
        for node in part.iter()
        if node.tag in {f"{W}rStyle", f"{W}pStyle"}
    }
    assert {"FootnoteText", "FootnoteReference"} <= used <= styles


def test_the_package_names_its_new_parts(answer):
    """Content types and relationships lead to the footnotes and to the record."""
    archive = zipfile.ZipFile(io.BytesIO(_word(answer)))
    types = archive.read("[Content_Types].xml").decode()
    assert re.search(r'PartName="/word/footnotes.xml"\s+ContentType="[^"]*wordprocessingml\.footnotes\+xml"', types)
    relationships = archive.read("word/_rels/document.xml.rels").decode()
    assert "relationships/footnotes" in relationships
    assert relationships.count("relationships/customXml") == 2  # python-docx's template has one of its own
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(archive.read(name))  # noqa: S314 -- our own


@pytest.mark.parametrize(
    ("language", "font", "tongue"),
    [("zh-Hant", "PMingLiU", "zh-TW"), ("zh-Hans", "SimSun", "zh-CN"), ("en", "PMingLiU", "zh-TW")],
)
def test_chinese_text_has_a_chinese_font(answer, language, font, tongue):
    """Every style names it; left to its theme, Word would take a Japanese one."""
    styles = _part(_word(answer, language), "word/styles.xml")
    fonts = list(styles.iter(f"{W}rFonts"))
    assert fonts
    assert {node.get(f"{W}eastAsia") for node in fonts} == {font}
    assert not any(node.get(f"{W}eastAsiaTheme") for node in fonts)
    assert {node.get(f"{W}eastAsia") for node in styles.iter(f"{W}lang")} == {tongue}


def test_a_comparison_is_a_table(comparison):
    """Cases against roles; the head is repeated on each page."""
    table = docx.Document(io.BytesIO(_word(comparison))).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["案例", "做法", "成效"],
        ["a|b.txt › 【案例】一", "\n".join(QUOTES[:2]), "此案例未提及"],
        ["a|b.txt › 【案例】二", "此案例未提及", "\n".join(QUOTES[2:])],
    ]
    assert table.rows[0]._tr.trPr.find(f"{W}tblHeader") is not None


def test_what_was_struck_from_a_draft_is_struck_through():
    """The model's words, not the reasons beside them."""
    struck = (Struck("第四季完成15項。", (Reason("number", "15項"),)),)
    result = answer_of([citation(1)], draft=Draft("m", used=True, note="", struck=struck))
    runs = [run for paragraph in docx.Document(io.BytesIO(_word(result))).paragraphs for run in paragraph.runs]
    assert [run.text for run in runs if run.font.strike] == ["第四季完成15項。"]
    assert "（數目「15項」不在引文裏）" in [run.text for run in runs]


def test_a_citation_called_twice_has_two_footnotes():
    """A footnote has one mark; Word repairs files in which two marks share one."""
    statements = (Statement("甲。", (1,)), Statement("乙。", (1,)))
    visible = word_visible(_word(answer_of([citation(1)], statements=statements)), max_bytes=LIMIT)
    assert [paragraph.labels for paragraph in visible.paragraphs if paragraph.labels] == [("1",), ("2",)]
    assert len({text for _, text in visible.notes}) == 1


@settings(max_examples=25, deadline=None)
@given(st.text(st.sampled_from("黨课。\n\t <>&\"']]>\0\x01\x0b\x1f\x7f\x85\ud800\ufffe😀　"), min_size=1, max_size=30))
def test_any_text_makes_a_file_that_opens(quote):
    """Control characters and lone surrogates show as U+FFFD; the record has them as they are."""
    result = answer_of([replace(citation(1), quote=quote)], statements=(Statement(quote, (1,)),), question=quote)
    data = _word(result)
    docx.Document(io.BytesIO(data))
    visible = word_visible(data, max_bytes=LIMIT)
    assert visible.notes[0][1].endswith(f"：「{printable(quote)}」".replace("\r", "\n"))
    assert [one.text for one in visible.paragraphs if one.labels] == [printable(quote)]
    assert json.loads(word_record(data, max_bytes=LIMIT))["citations"][0]["quote"] == quote
