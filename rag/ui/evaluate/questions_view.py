"""Questions of a run, as HTML: what was expected beside what was found and cited; each place opens its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rag.answer.library import Library
from rag.corpus.document import Document, Span
from rag.eval.anchoring import documents_by_name, locate
from rag.eval.comparison import Comparison
from rag.eval.measures import LOWER_IS_BETTER
from rag.eval.run_folder import RunFolder
from rag.eval.tables import value_text
from rag.eval.worst import Found, short_of, worst_query
from rag.messages import render
from rag.ui.evaluate.results_view import value_name
from rag.ui.markup import Html, element, join
from rag.ui.source.places import Place, Quote

__all__ = ["changed_html", "worst_html"]

_SHOWN = 25


class _Sources:
    """Where quotes stand now in the documents that are served; a set's own documents are not among them."""

    def __init__(self, library: Library) -> None:
        self._documents: Mapping[str, Document] = documents_by_name(library.documents)

    def span(self, document: str, text: str, start: int | None) -> Span | None:
        """The characters that `text` is in the document, nearest to `start`; None when it is not there."""
        found = self._documents.get(document)
        if found is None:
            return None
        if start is not None and found.text[start : start + len(text)] == text:
            return Span(start, start + len(text))
        place = locate(text, found, near=start or 0)
        return None if place is None else Span(place.start, place.end)

    def place(self, document: str, chosen: Quote, marked: Sequence[tuple[str, Quote]]) -> Place:
        """The place of `chosen`, with what is to be marked in the same document."""
        name = self._documents[document].name
        quotes = tuple(quote for other, quote in marked if other == document)
        return Place(name, None, chosen, quotes if chosen in quotes else (*quotes, chosen))


def worst_html(run: RunFolder, metric: str, library: Library, language: str) -> str:
    """The questions that fall short in the metric, worst first; those of the test part are folded away."""
    sources = _Sources(library)
    short = short_of(run, metric)
    test = [row for row in short if row["split"] == "test"]
    others = [row for row in short if row["split"] != "test"]
    parts = [_group(others, metric, sources, language, folded=False)] if others or not test else []
    if test:
        parts.append(_group(test, metric, sources, language, folded=True))
    return element("section", *parts, class_="questions", aria_label=render("page-worst", language))


def _group(rows: Sequence[Mapping[str, Any]], metric: str, sources: _Sources, language: str, *, folded: bool) -> Html:
    if not rows:
        return element("p", render("page-worst-none", language, metric=metric), class_="soft")
    said = element("p", render("page-worst-count", language, n=len(rows), shown=min(len(rows), _SHOWN), metric=metric))
    shown = [_question(row, _tags(row, metric, language), sources, language) for row in rows[:_SHOWN]]
    if not folded:
        return element("div", said, *shown)
    caution = element("p", render("page-test-worst", language), class_="caution")
    summary = element("summary", render("page-test-open", language, n=len(rows)))
    return element("div", caution, element("details", summary, said, *shown, class_="test"))


def changed_html(comparison: Comparison, library: Library, language: str) -> str:
    """The questions that changed most: those that got worse, then those that got better."""
    sources = _Sources(library)
    sign = -1 if comparison.metric in LOWER_IS_BETTER else 1
    parts = []
    for key, worse in (("page-changed-worse", True), ("page-changed-better", False)):
        rows = [one for one in comparison.changed if (sign * (one.b - one.a) < 0) == worse]
        if not rows:
            continue
        parts.append(element("h3", render(key, language, metric=comparison.metric), class_="label"))
        for one in rows:
            values = (value_text(comparison.metric, value) for value in (one.a, one.b))
            tags = [" → ".join(values), value_name("kind", one.query_b["kind"], language)]
            parts.append(_question(one.query_b, tags, sources, language, before=one.query_a))
    if not parts:
        parts.append(element("p", render("page-changed-none", language, metric=comparison.metric), class_="soft"))
    return element("section", *parts, class_="questions")


def _tags(row: Mapping[str, Any], metric: str, language: str) -> list[str]:
    confidence = render("report-confidence", language, value=f"{row['confidence']:.2f}")
    return [
        f"{metric} {value_text(metric, row['metrics'][metric])}",
        value_name("kind", row["kind"], language),
        f"{render('report-' + row['status'], language)} · {confidence}",
    ]


def _question(
    row: Mapping[str, Any],
    tags: Sequence[str],
    sources: _Sources,
    language: str,
    *,
    before: Mapping[str, Any] | None = None,
) -> Html:
    summary = element(
        "summary",
        element("span", row["question"], class_="asked", lang=row["language"] or None),
        element("span", *(element("span", tag) for tag in (row["id"], *tags)), class_="tags"),
    )
    marked = _expected_quotes(row, sources)
    parts = [_expected(row, sources, marked, language)]
    if before is not None:
        parts.append(_found(before, sources, marked, language, of="A"))
    parts.append(_found(row, sources, marked, language, of="" if before is None else "B"))
    return element("details", summary, *parts, class_="query", data_id=row["id"])


def _expected_quotes(row: Mapping[str, Any], sources: _Sources) -> list[tuple[str, Quote]]:
    """Document and quotation of every alternative that is there, numbered by the item."""
    marked = []
    for number, item in enumerate(row["expected"], start=1):
        for one in item:
            span = sources.span(one["document"], one["quote"], one.get("start"))
            if span is not None:
                marked.append((one["document"], Quote(number, span)))
    return marked


def _expected(row: Mapping[str, Any], sources: _Sources, marked: Sequence[tuple[str, Quote]], language: str) -> Html:
    rows: list[Html] = []
    for number, item in enumerate(row["expected"], start=1):
        quotes: list[Html] = []
        for one in item:
            if quotes:
                quotes.append(element("span", render("report-alternative", language), class_="or"))
            span = sources.span(one["document"], one["quote"], one.get("start"))
            place = None if span is None else sources.place(one["document"], Quote(number, span), marked)
            quotes.append(_opens(place, element("span", element("mark", one["quote"]), class_="text"), language))
        rows.append(element("li", element("span", str(number), class_="n"), element("div", *quotes)))
    for number, one in enumerate(row["relevant"], start=1):
        text = element("div", element("strong", one["document"]), element("div", one["text"], class_="text"))
        rows.append(element("li", element("span", str(number), class_="n"), text))
    parts = [element("h4", render("report-expected", language), class_="label")]
    nothing = element("p", render("report-expected-none", language), class_="soft")
    parts.append(element("ol", *rows, class_="expected") if rows else nothing)
    wrong = row.get("rejected", ())
    if wrong:
        parts.append(element("h4", render("report-rejected", language), class_="label"))
        parts.append(element("ul", *(element("li", one["quote"], class_="text") for one in wrong)))
    return element("div", *parts)


def _found(
    row: Mapping[str, Any], sources: _Sources, marked: Sequence[tuple[str, Quote]], language: str, *, of: str
) -> Html:
    """What was cited and retrieved, in the run `of`."""
    whole = worst_query(row)
    named = f"{of}　" if of else ""
    parts: list[Html] = []
    if whole.cited:
        parts.append(element("h4", named + render("report-cited", language), class_="label"))
        parts.append(element("ol", *(_hit(one, sources, marked, language) for one in whole.cited), class_="found"))
    elif row["status"] == "refused":
        parts.append(element("h4", named + render("report-refused", language), class_="label"))
    parts.append(element("h4", named + render("report-retrieved", language), class_="label"))
    hits = (_hit(one, sources, marked, language) for one in whole.found)
    nothing = element("p", render("report-retrieved-nothing", language), class_="soft")
    parts.append(element("ol", *hits, class_="found") if whole.found else nothing)
    if whole.nowhere and whole.found and row["answerable"]:
        parts.append(element("p", render("report-not-in-top", language, n=whole.searched), class_="soft"))
    return element("div", *parts)


def _hit(one: Found, sources: _Sources, marked: Sequence[tuple[str, Quote]], language: str) -> Html:
    text = "".join(piece.text for piece in one.pieces)
    span = sources.span(one.document, text, one.start)
    place = None if span is None else sources.place(one.document, Quote(0, span), marked)
    verdict = [
        element("span", sign, role="img", aria_label=render(key, language), class_=name)
        for said, sign, key, name in (
            (one.right, "✓", "page-holds-expected", "right"),
            (one.wrong, "✗", "report-rejected", "wrong"),
        )
        if said
    ]
    words = join(element("mark", piece.text) if piece.marked else piece.text for piece in one.pieces)
    return element(
        "li",
        element("span", str(one.rank), *verdict, class_="n"),
        _opens(place, element("span", words, class_="text"), language),
    )


def _opens(place: Place | None, text: Html, language: str) -> Html:
    """The text as a button that opens its place; by itself where the place is not in the documents that are served."""
    if place is None:
        return element("div", text)
    return element(
        "button",
        text,
        element("span", render("page-open-source", language), class_="hidden"),
        type="button",
        data_place=place.name,
        data_open=place.to_json(),
    )
