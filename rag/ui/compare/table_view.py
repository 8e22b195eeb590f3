"""A comparison as a table: a row per case, a column per role or one for the question, every cell cited."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from rag.answer.results import Citation, Comparison, ComparisonRow, Statement
from rag.answer.text import outside_role
from rag.corpus.fold import Script, shown_in
from rag.messages import render
from rag.ui.markup import Html, element
from rag.ui.source.places import Place

__all__ = ["table_html"]


def table_html(comparison: Comparison, language: str, *, script: Script) -> str:
    """The table; each statement is a button that opens its place, with the cell's other quotations marked too.

    Args:
        comparison: what is shown.
        language: of the labels.
        script: of what is shown; what a statement opens is the original.
    """
    return _Table(comparison, language, script).whole()


class _Table:
    """What the parts of one table share."""

    def __init__(self, comparison: Comparison, language: str, script: Script) -> None:
        self._comparison = comparison
        self._language = language
        self._script = script
        self._several = len({row.document for row in comparison.rows}) > 1

    def whole(self) -> Html:
        rows = self._comparison.rows
        roles = list(dict.fromkeys(row.role for row in rows))
        heads = [render("page-case", self._language)]
        heads += [self._label(role) or self._comparison.question for role in roles]
        head = element("thead", element("tr", *(element("th", text, scope="col") for text in heads)))
        cases = groupby(rows, key=lambda row: (row.document, row.case, row.heading))
        body = element("tbody", *(self._row(list(cells)) for _, cells in cases))
        caption = element("caption", self._comparison.question)
        return element("table", caption, head, body, class_="comparison" if roles == [None] else "comparison roles")

    def _row(self, cells: list[ComparisonRow]) -> Html:
        first = cells[0]
        name = self._shown(first.heading) or first.document
        document = [element("span", first.document, class_="where")] if self._several and first.heading else []
        return element("tr", element("th", name, *document, scope="row"), *map(self._cell, cells))

    def _cell(self, row: ComparisonRow) -> Html:
        label = self._label(row.role)
        if row.status == "refused":
            silent = element("p", render("case-silent", self._language), class_="silent")
            return element("td", silent, data_label=label)
        by_number = {citation.n: citation for citation in row.citations}
        outside = render("role-outside", self._language)
        note = [element("p", outside, class_="where")] if outside_role(row) else []
        statements = (
            element("li", self._statement(statement, [by_number[n] for n in statement.citations], row.citations))
            for statement in row.statements
        )
        return element("td", element("ul", *statements), *note, data_label=label)

    def _statement(self, statement: Statement, cited: list[Citation], among: tuple[Citation, ...]) -> Html:
        place = Place.of_citation(cited[0], among)
        return element(
            "button",
            self._shown(statement.text.strip()),
            *self._numbers(cited),
            type="button",
            title=" › ".join((cited[0].document, *cited[0].breadcrumb)),
            data_place=place.name,
            data_open=place.to_json(),
        )

    def _numbers(self, cited: list[Citation]) -> Iterator[Html]:
        for citation in cited:
            yield element("span", str(citation.n), class_="number")

    def _shown(self, text: str) -> str:
        return shown_in(text, self._script)

    def _label(self, role: str | None) -> str | None:
        return role and render(f"role-{role}", self._language)
