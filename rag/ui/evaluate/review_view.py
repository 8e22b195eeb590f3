"""What was judged, as HTML: the questions that wait and those of the set, and the places of the one that is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rag.corpus.document import Span
from rag.eval.growing import Growing
from rag.eval.questions import UNANSWERABLE, Alternative, Question
from rag.messages import render
from rag.ui.evaluate.results_view import value_name
from rag.ui.markup import Html, act_button, element
from rag.ui.source.places import Place, Quote

__all__ = ["entries_html", "place_in", "places_html"]

_REVIEWED_SHOWN = 50


def entries_html(
    growing: Growing,
    *,
    waiting: Sequence[Question],
    reviewed: Sequence[Question],
    unsettled: Mapping[str, str],
    chosen: str,
    said: str,
    undo: bool,
    language: str,
) -> str:
    """The questions that wait, then those of the set, the latest first.

    Args:
        growing: the set.
        waiting: what waits for review.
        reviewed: the set's questions.
        unsettled: key of what to say, by id, of questions whose quotes are elsewhere now, or gone.
        chosen: id of the one that is open.
        said: what has just been done, or "".
        undo: whether it can be undone.
        language: of the labels.
    """
    in_set = {one.id for one in reviewed}
    bar = []
    if said:
        button = [act_button(render("page-undo", language), {"do": "undo"}, key="undo", class_="plain")] if undo else []
        bar.append(element("p", said, *button, class_="done", role="status"))
    groups = []
    for key, rows in (("page-waiting", waiting), ("page-reviewed", [*reversed(reviewed)][:_REVIEWED_SHOWN])):
        title = element("h3", render(key, language, n=len(waiting if rows is waiting else reviewed)), class_="label")
        entries = (
            _entry(
                one,
                chosen=one.id == chosen,
                note=unsettled.get(one.id, "page-changes-reviewed" if rows is waiting and one.id in in_set else ""),
                language=language,
            )
            for one in rows
        )
        nothing = element("p", render(f"{key}-none", language, set=growing.name), class_="soft")
        groups.append(element("section", title, element("ul", *entries, class_="entries") if rows else nothing))
    return element("div", *bar, *groups, class_="review")


def _entry(question: Question, *, chosen: bool, note: str, language: str) -> Html:
    tags = [value_name("kind", question.kind, language)]
    if question.evidence:
        tags.append(render("page-evidence-count", language, n=sum(map(len, question.evidence))))
    if question.rejected:
        tags.append(render("page-rejected-count", language, n=len(question.rejected)))
    noted = [element("span", render(note, language), class_="note")] if note else []
    return element(
        "li",
        act_button(
            element("span", question.text, class_="asked", lang=question.language or None),
            {"do": "choose", "id": question.id},
            element("span", *(element("span", tag) for tag in tags), *noted, class_="tags"),
            key=f"entry-{question.id}",
            aria_current="true" if chosen else None,
        ),
    )


def places_html(question: Question, *, lost: Sequence[Alternative], language: str) -> str:
    """The places of the question that is open, with what can be done to each.

    Args:
        question: as it is now.
        lost: those of its places that no document has.
        language: of the labels.
    """
    parts: list[Html] = []
    marked = _marked(question)
    rows: list[Html] = []
    for number, item in enumerate(question.evidence, start=1):
        for n, one in enumerate(item):
            if rows:
                rows.append(_joint(one, alternative=n > 0, language=language))
            quote = Quote(number, Span(one.start, one.end))
            gone = one in lost
            rows.append(_place(one, quote, marked, index=len(rows) // 2, lost=gone, language=language))
    if question.kind in UNANSWERABLE:
        parts.append(element("p", render("report-expected-none", language), class_="soft"))
        if rows:
            parts += [element("p", render("page-evidence-dropped", language), class_="caution"), element("ul", *rows)]
    elif rows:
        parts += [element("h4", render("report-expected", language), class_="label"), element("ul", *rows)]
    else:
        parts.append(element("p", render("page-evidence-missing", language), class_="caution"))
    if question.rejected:
        wrong = (_rejected(one, marked, lost=one in lost, language=language) for one in question.rejected)
        parts += [element("h4", render("report-rejected", language), class_="label"), element("ul", *wrong)]
    return element("div", *parts, class_="places")


def place_in(question: Question, chosen: Alternative | None = None) -> Place | None:
    """Where the source opens for the question: at this place of it, or at its first."""
    every = [*question.alternatives, *question.rejected]
    if not every:
        return None
    first = chosen if chosen in every else every[0]
    quotes = _marked(question)
    quote = next(quote for document, quote in quotes if document == first.document and _at(first, quote))
    return _opened(first.document, quote, quotes)


def _at(place: Alternative, quote: Quote) -> bool:
    return quote.span == Span(place.start, place.end)


def _marked(question: Question) -> list[tuple[str, Quote]]:
    """Document and quotation of every place, the evidence numbered by its item."""
    numbered = [(number, one) for number, item in enumerate(question.evidence, start=1) for one in item]
    return [
        (one.document, Quote(n, Span(one.start, one.end)))
        for n, one in (*numbered, *((0, one) for one in question.rejected))
    ]


def _opened(document: str, chosen: Quote, marked: Sequence[tuple[str, Quote]]) -> Place:
    return Place(document, None, chosen, tuple(quote for name, quote in marked if name == document))


def _place(
    one: Alternative, quote: Quote, marked: Sequence[tuple[str, Quote]], *, index: int, lost: bool, language: str
) -> Html:
    where = _row(one)
    controls = [
        element(
            "span",
            element("span", render(f"page-{end}", language), class_="soft"),
            *(
                act_button(
                    sign,
                    {"do": "stretch", "place": where, "end": end, "longer": longer},
                    key=f"{end}-{'longer' if longer else 'shorter'}-{index}",
                    aria_label=render(f"page-{end}-{'longer' if longer else 'shorter'}", language),
                    title=render(f"page-{end}-{'longer' if longer else 'shorter'}", language),
                )
                for sign, longer in ((("←", True), ("→", False)) if end == "start" else (("←", False), ("→", True)))
            ),
            class_="ends",
        )
        for end in ("start", "end")
    ]
    controls.append(act_button(render("page-wrong", language), {"do": "wrong", "place": where}, class_="plain"))
    controls.append(act_button(render("page-take-out", language), {"do": "without", "place": where}, class_="plain"))
    return element(
        "li", *_text(one, quote, marked, lost=lost, language=language), element("div", *controls, class_="ways")
    )


def _rejected(one: Alternative, marked: Sequence[tuple[str, Quote]], *, lost: bool, language: str) -> Html:
    quote = Quote(0, Span(one.start, one.end))
    out = act_button(render("page-take-out", language), {"do": "without", "place": _row(one)}, class_="plain")
    return element("li", *_text(one, quote, marked, lost=lost, language=language), element("div", out, class_="ways"))


def _text(
    one: Alternative, quote: Quote, marked: Sequence[tuple[str, Quote]], *, lost: bool, language: str
) -> list[Html]:
    if lost:
        note = element("p", render("page-quote-lost", language), class_="caution")
        return [element("div", one.quote, class_="text"), note]
    place = _opened(one.document, quote, marked)
    number = [element("span", str(quote.n), class_="n")] if quote.n else []
    where = element("span", f"{one.document} · {one.start}–{one.end}", class_="where")
    words = element("span", *number, one.quote, class_="text")
    return [element("button", words, where, type="button", data_place=place.name, data_open=place.to_json())]


def _joint(one: Alternative, *, alternative: bool, language: str) -> Html:
    """Whether the place is an alternative of the one before, as a switch between the two."""
    return element(
        "li",
        act_button(
            render("page-either" if alternative else "page-both", language),
            {"do": "join", "place": _row(one), "alternative": not alternative},
            key=f"join-{one.start}",
            title=render("page-join-hint", language),
        ),
        class_="joint",
    )


def _row(one: Alternative) -> list[Any]:
    return [one.document, one.start, one.end]
