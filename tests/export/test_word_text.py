"""Reading Word files: what Word and others make of them, and files made to do harm."""

from __future__ import annotations

import io
import zipfile

import pytest
from samples import AT, QUOTES

from rag.export.exporting import export_bytes
from rag.export.word_text import word_record, word_visible

LIMIT = 1_000_000
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _zip(**parts: str | bytes) -> bytes:
    """A package; a part's name has "__" for "/" and no suffix."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return file.getvalue()


def _body(inside: str) -> str:
    return f"<w:document {W}><w:body>{inside}</w:body></w:document>"


def test_what_was_written_is_read(answer):
    """Every statement with its call, every note by its label."""
    visible = word_visible(export_bytes(answer, "word", language="zh-Hant", at=AT), max_bytes=LIMIT)
    assert [(one.text, one.labels) for one in visible.paragraphs if one.labels] == [
        (quote, (str(n),)) for n, quote in enumerate(QUOTES, start=1)
    ]
    assert [label for label, _ in visible.notes] == ["1", "2", "3", "4"]


def test_a_paragraph_is_whole_however_it_is_cut_up():
    """Word splits runs at will; tracked deletions are gone, insertions there; a text box is a paragraph of its own."""
    body = _body(
        "<w:p><w:r><w:t>三方</w:t></w:r><w:proofErr/>"
        "<w:r><w:t xml:space='preserve'>会议 </w:t><w:tab/><w:t>甲</w:t><w:br/></w:r>"
        "<w:del><w:r><w:delText>舊</w:delText></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins>"
        "<w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom><w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:r><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></w:r>"
        "<w:r><w:footnoteReference w:id='7'/></w:r></w:p>"
    )
    notes = (
        f"<w:footnotes {W}><w:footnote w:id='0' w:type='separator'><w:p/></w:footnote>"
        "<w:footnote w:id='7'><w:p><w:r><w:footnoteRef/><w:t>注一</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>注二</w:t></w:r></w:p></w:footnote>"
        "<w:footnote w:id='8'><w:p><w:r><w:t>無人引用</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    visible = word_visible(_zip(word__document=body, word__footnotes=notes), max_bytes=LIMIT)
    assert [(one.text, one.labels) for one in visible.paragraphs] == [("框", ()), ("三方会议 \t甲\n新", ("7",))]
    assert visible.notes == (("7", "注一\n注二"),)


def test_what_is_set_hidden_is_not_seen():
    """A statement that was hidden beside another one is not what the reader reads."""
    body = _body(
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>走访88户。</w:t></w:r><w:r><w:t>走訪99戶。</w:t></w:r>"
        "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>共三個月。</w:t></w:r></w:p>"
    )
    visible = word_visible(_zip(word__document=body), max_bytes=LIMIT)
    assert [one.text for one in visible.paragraphs] == ["走訪99戶。共三個月。"]


BOMB = (
    "<!DOCTYPE w [<!ENTITY a 'aaaaaaaaaa'>"
    + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04" + b"\0" * 100,
        _zip(word__other="<a/>"),
        _zip(word__document="<w:document"),
        _zip(word__document=b"\xff\xfe\x00"),
        _zip(word__document=BOMB + _body("<w:p><w:r><w:t>&i;</w:t></w:r></w:p>")),
        _zip(word__document=("<?xml version='1.0' encoding='utf-16'?>" + BOMB + _body("&i;")).encode("utf-16")),
        _zip(word__document="<!DOCTYPE w SYSTEM 'file:///etc/passwd'>" + _body("")),
        _zip(word__document=_body("<w:p><w:r><w:t>" + "黨" * 2_000_000 + "</w:t></w:r></w:p>")),
    ],
    ids=[
        "no zip",
        "no document",
        "cut off",
        "no text",
        "entities",
        "entities in UTF-16",
        "external",
        "unpacks to 6 MB",
    ],
)
def test_damaged_and_hostile_files_are_refused(data):
    """One error for all: nothing is expanded, nothing fetched, no more unpacked than allowed."""
    with pytest.raises(ValueError):
        word_visible(data, max_bytes=LIMIT)


def test_a_damaged_part_is_noticed(answer):
    """Bytes that were overwritten in the middle of the archive."""
    data = bytearray(export_bytes(answer, "word", language="zh-Hant", at=AT))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        start = archive.getinfo("word/document.xml").header_offset
    data[start + 60 : start + 160] = b"\xaa" * 100
    with pytest.raises(ValueError, match=r"word/document\.xml"):
        word_visible(bytes(data), max_bytes=LIMIT)


@pytest.mark.parametrize("copies", [0, 2])
def test_there_is_one_record_or_none_to_trust(copies):
    """A program that dropped it, or a file put together from two."""
    parts = {f"customXml__item{n}": '<answer xmlns="urn:anwen:answer">{}</answer>' for n in range(copies)}
    with pytest.raises(ValueError, match=f"{copies} data parts"):
        word_record(_zip(word__document=_body(""), **parts), max_bytes=LIMIT)
    assert word_record(_zip(customXml__item9='<answer xmlns="urn:anwen:answer">{}</answer>'), max_bytes=LIMIT) == "{}"


def test_deep_nesting_is_no_danger():
    """A hundred thousand elements in each other."""
    depth = 100_000
    body = _body("<w:p>" * depth + "</w:p>" * depth)
    assert len(word_visible(_zip(word__document=body), max_bytes=10 * LIMIT).paragraphs) == depth
