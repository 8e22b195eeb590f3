"""A comparison as a table: cells in their rows and columns, every word text, every statement with its place."""

from __future__ import annotations

import json
from html.parser import HTMLParser

from rag.answer.results import Citation, Comparison, ComparisonRow, Source, Statement
from rag.messages import render
from rag.ui.compare.table_view import table_html

EVIL = '<img src=x onerror="alert(1)">&\'${7*7}'


def _cited(n: int, quote: str, *, document: str = "甲.txt", heading: str = "二、成效") -> Citation:
    return Citation(n, document, 1, ("案例一", heading), 1, 10 * n, 10 * n + len(quote), quote)


def _row(role: str | None, *citations: Citation, document: str = "甲.txt", heading: str = "案例一") -> ComparisonRow:
    statements = tuple(Statement(one.quote, (one.n,)) for one in citations)
    return ComparisonRow(document, 1, heading, role, "answered" if citations else "refused", statements, citations)


def _comparison(*rows: ComparisonRow, question: str = "成效如何？") -> Comparison:
    names = dict.fromkeys(row.document for row in rows)
    return Comparison(question, rows, tuple(Source(name, "0" * 64, "utf-8") for name in names))


class _Table(HTMLParser):
    """The texts of the cells by row, and the places that the buttons open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.places: list[dict] = []
        self.names: set[str] = set()
        self.caption = ""
        self._inside: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self._inside.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in {"th", "td"}:
            self.rows[-1].append("")
        if tag == "button":
            self.places.append(json.loads(dict(attrs)["data-open"]))

    def handle_endtag(self, tag):
        while self._inside.pop() != tag:
            pass

    def handle_data(self, data):
        if "caption" in self._inside:
            self.caption += data
        elif "td" in self._inside or "th" in self._inside:
            self.rows[-1][-1] += data


def test_roles_are_columns_and_cases_rows():
    """Two cases and two roles: a head and two rows of three; what a case does not tell says so."""
    comparison = _comparison(
        _row("background", _cited(1, "起因是甲。")),
        _row("results", _cited(2, "成效是乙。"), _cited(3, "還有丙。")),
        _row("background", heading="案例二"),
        _row("results", _cited(4, "成效是丁。"), heading="案例二"),
    )
    table = _Table(table_html(comparison, "zh-Hant", script="original"))
    silent = render("case-silent", "zh-Hant")
    outside = render("role-outside", "zh-Hant")  # 二、成效 is no heading of a background
    assert table.rows == [
        ["案例", "背景", "成效"],
        ["案例一", f"起因是甲。1{outside}", "成效是乙。2還有丙。3"],
        ["案例二", silent, "成效是丁。4"],
    ]
    assert table.caption == "成效如何？"


def test_a_question_is_one_column():
    """Without roles the column is the question's own."""
    table = _Table(table_html(_comparison(_row(None, _cited(1, "答。"))), "en", script="original"))
    assert table.rows == [["Case", "成效如何？"], ["案例一", "答。1"]]


def test_every_statement_opens_its_place_among_its_cell():
    """The chosen quotation and the cell's others, not those of other cells."""
    comparison = _comparison(
        _row(None, _cited(1, "甲。"), _cited(2, "乙。")), _row(None, _cited(3, "丙。"), heading="案例二")
    )
    places = _Table(table_html(comparison, "zh-Hant", script="original")).places
    assert [place["chosen"] for place in places] == [[1, 10, 12], [2, 20, 22], [3, 30, 32]]
    assert [len(place["quotes"]) for place in places] == [2, 2, 1]


def test_words_are_text():
    """Markup in names, headings, questions and quotations makes no element."""
    row = _row(None, _cited(1, EVIL, document=EVIL), document=EVIL, heading=EVIL)
    table = _Table(table_html(_comparison(row, question=EVIL), "zh-Hant", script="original"))
    assert "img" not in table.names
    assert table.caption == EVIL
    assert table.rows[1] == [EVIL, f"{EVIL}1"]


def test_the_script_is_the_readers():
    """Statements and headings are shown in Simplified; question and places are as they were."""
    comparison = _comparison(_row(None, _cited(1, "黨員的開放。"), heading="案例一：黨課"), question="開放？")
    table = _Table(table_html(comparison, "zh-Hant", script="zh-Hans"))
    assert table.rows[1] == ["案例一：党课", "党员的开放。1"]
    assert table.caption == "開放？"
    assert table.places[0]["chosen"] == [1, 10, 16]


def test_documents_are_named_where_there_are_several():
    """Two documents whose cases have the same heading can be told apart."""
    comparison = _comparison(
        _row(None, _cited(1, "甲。")), _row(None, _cited(2, "乙。", document="乙.txt"), document="乙.txt")
    )
    table = _Table(table_html(comparison, "zh-Hant", script="original"))
    assert [row[0] for row in table.rows[1:]] == ["案例一甲.txt", "案例一乙.txt"]
