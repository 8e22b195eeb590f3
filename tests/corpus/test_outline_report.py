"""The printed outline, and the share of characters it covers."""

from __future__ import annotations

from dataclasses import replace

from rag.corpus.document import Document, Encoding, Span
from rag.corpus.outline import outline
from rag.corpus.outline_report import coverage, outline_dict, outline_text

TEXT = "題\n【案例】一\n一、甲\n（一）子。文\n（二）丑。文\n【案例】二\n文。\n熱門標籤\n"


def document(text: str = TEXT) -> Document:
    """A document with this text."""
    found = outline(text)
    return Document("甲.txt", "0" * 64, text, Encoding("utf-8", 1.0), found.front, found.cases, found.tail)


def test_outline_as_json():
    """The object of `anwen outline --json`; offsets counted by hand: lines of 2, 6, 4, 7, 7, 6, 3, 5 characters."""
    assert outline_dict(document()) == {
        "schema": 1,
        "document": "甲.txt",
        "encoding": "utf-8",
        "confidence": 1.0,
        "characters": 40,
        "coverage": 1.0,
        "front": {"start": 0, "end": 2},
        "cases": [
            {
                "number": 1,
                "heading": "【案例】一",
                "start": 2,
                "end": 26,
                "sections": [
                    {
                        "number": 1,
                        "heading": "一、甲",
                        "level": 1,
                        "start": 8,
                        "end": 26,
                        "sections": [
                            {
                                "number": 1,
                                "heading": "（一）子",
                                "level": 2,
                                "start": 12,
                                "end": 19,
                                "sections": [],
                            },
                            {
                                "number": 2,
                                "heading": "（二）丑",
                                "level": 2,
                                "start": 19,
                                "end": 26,
                                "sections": [],
                            },
                        ],
                    }
                ],
            },
            {"number": 2, "heading": "【案例】二", "start": 26, "end": 35, "sections": []},
        ],
        "tail": {"start": 35, "end": 40},
    }


def test_outline_as_text():
    """Indented headings with their spans."""
    assert outline_text(document()).splitlines()[1:5] == [
        "〔前置〕  [0, 2)",
        "【案例】一  [2, 26)",
        "  一、甲  [8, 26)",
        "    （一）子 文…  [12, 19)",
    ]


def test_coverage_is_computed():
    """A character in no section, or in two, lowers it."""
    whole = document()
    assert coverage(whole) == 1.0
    assert coverage(replace(whole, tail=None)) == 35 / 40
    again = replace(whole.tail, bodies=(Span(35, 40), Span(37, 40)))
    assert coverage(replace(whole, tail=again)) == 37 / 40
