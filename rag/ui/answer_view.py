"""The answer as HTML: statements with numbered citations, sources, the passages that were found."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.results import Answer, Citation, Hit
from rag.answer.text import paragraph_text
from rag.messages import render
from rag.ui.markup import Html, element
from rag.ui.places import Place

__all__ = ["answer_html", "notice_html"]


def answer_html(answer: Answer, language: str) -> str:
    """The answer, or kindly that the collection does not say, with the nearest sections."""
    if answer.status == "refused":
        body = [
            element("p", render("refused" if answer.nearest else "no-hits", language), class_="refused"),
            _hits(answer.nearest, language),
        ]
    else:
        by_number = {citation.n: citation for citation in answer.citations}
        statements = [
            _statement(
                statement.text.strip(),
                [_number(by_number[n], answer.citations, language) for n in statement.citations],
            )
            for statement in answer.statements
        ]
        sources = [_source(citation, answer.citations, language) for citation in answer.citations]
        body = [
            element("ul", *statements, class_="statements"),
            element("h3", render("sources", language), class_="label"),
            element("ol", *sources, class_="sources"),
        ]
        if answer.nearest:
            title = element("summary", render("page-hits", language, count=len(answer.nearest)))
            body.append(element("details", title, _hits(answer.nearest, language), class_="found"))
    question = element("h2", answer.question.strip())
    return element("section", question, *body, class_="answer", aria_label=render("page-answer", language))


def notice_html(text: str) -> str:
    """A message of `rag.messages`: what is the matter, and what to do."""
    what, *hints = text.splitlines()
    return element(
        "div",
        element("p", what),
        *(element("p", hint, class_="hint") for hint in hints),
        class_="notice",
        role="alert",
    )


def _statement(text: str, numbers: list[Html]) -> Html:
    # The numbers stay on the line of the last character.
    return element("li", text[:-1], element("span", text[-1:], *numbers, class_="end"))


def _place_label(cited: Citation | Hit, language: str) -> Html:
    """Document, then case › … › section, then paragraph and characters."""
    characters = render("page-characters", language, start=cited.start, end=cited.end)
    path = " › ".join(cited.breadcrumb) or cited.document
    return element(
        "span",
        element("span", path, class_="path"),
        element("span", f"{paragraph_text(cited, language)} · {characters}", class_="where"),
    )


def _number(citation: Citation, among: Sequence[Citation], language: str) -> Html:
    path = " › ".join((citation.document, *citation.breadcrumb))
    return element(
        "button",
        str(citation.n),
        type="button",
        class_="cite",
        title=path,
        aria_label=render("page-citation", language, n=citation.n, place=path),
        data_n=citation.n,
        data_open=Place.of_citation(citation, among).to_json(),
    )


def _source(citation: Citation, among: Sequence[Citation], language: str) -> Html:
    return element(
        "li",
        element(
            "button",
            element("span", str(citation.n), class_="n"),
            _place_label(citation, language),
            type="button",
            data_n=citation.n,
            data_open=Place.of_citation(citation, among).to_json(),
        ),
    )


def _hits(hits: Sequence[Hit], language: str) -> Html:
    return element("ol", *(_hit(hit, language) for hit in hits), class_="hits")


def _hit(hit: Hit, language: str) -> Html:
    why = render("page-why", language, dense=hit.why.dense, sentence=hit.why.sentence, lexical=hit.why.lexical)
    return element(
        "li",
        element(
            "button",
            element("span", f"{hit.score:.2f}", class_="score", title=why),
            _place_label(hit, language),
            element("span", " ".join(hit.text.split()), class_="excerpt"),
            type="button",
            data_open=Place.of_hit(hit).to_json(),
        ),
    )
