"""Why this answer, as HTML: the passages found with the parts of their scores, and what was not quoted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.answer.results import Answer, Citation, Hit, LeftOut
from rag.answer.text import SCORE_PARTS, confidence_text, formula_text, heading_terms, paragraph_text
from rag.messages import render
from rag.settings import Settings
from rag.ui.markup import Html, element, join
from rag.ui.source.places import Place

__all__ = ["hits_html", "place_html", "where_text", "why_html"]


def why_html(answer: Answer, settings: Settings) -> Html:
    """Folded away: how sure the answer is, the passages it was looked for in, the sentences it does not quote.

    The passages of a refusal stand open below it (`hits_html`).
    """
    language = settings.language
    refused = answer.status == "refused"
    parts = [element("p", confidence_text(answer, settings, language))]
    if answer.nearest:
        parts.append(element("p", formula_text(settings, language), class_="formula"))
    if answer.nearest and not refused:
        parts += [element("h3", render("why-hits", language), class_="label"), hits_html(answer.nearest, language)]
    if answer.left_out:
        left = (_left_out(one, language) for one in answer.left_out)
        parts += [
            element("h3", render("why-left-out", language), class_="label"),
            element("ul", *left, class_="left-out"),
        ]
    summary = element("summary", render("why-not" if refused else "why", language))
    return element("details", summary, *parts, class_="why")


def hits_html(hits: Sequence[Hit], language: str) -> Html:
    """The passages: score, place, text with what matched marked, parts of the score; each opens its source."""
    return element("ol", *(_hit(hit, language) for hit in hits), class_="hits")


def place_html(cited: Citation | Hit, language: str) -> Html:
    """Case › … › section, then document, paragraph and characters."""
    path = " › ".join(cited.breadcrumb)
    at = element("span", where_text(cited, language), class_="at")
    where = element("span", f"{cited.document} · ", at, class_="where")
    return element("span", *([element("span", path, class_="path")] if path else []), where)


def where_text(cited: Citation | Hit, language: str) -> str:
    """Paragraph and characters."""
    return f"{paragraph_text(cited, language)} · {_characters(cited, language)}"


def _characters(cited: Citation | Hit | LeftOut, language: str) -> str:
    return render("page-characters", language, start=cited.start, end=cited.end)


def _hit(hit: Hit, language: str) -> Html:
    return element(
        "li",
        element(
            "button",
            element("span", f"{hit.score:.2f}", class_="score"),
            place_html(hit, language),
            element("span", join(_marked(hit)), class_="excerpt"),
            element("span", *_meters(hit, language), class_="parts"),
            *_above(hit, language),
            type="button",
            data_open=Place.of_found(hit).to_json(),
        ),
    )


def _above(hit: Hit, language: str) -> Iterator[Html]:
    terms = heading_terms(hit)
    if terms:
        yield element("span", render("why-headings", language, terms="、".join(terms)), class_="where")


def _marked(hit: Hit) -> Iterator[str]:
    place = 0
    for start, end in hit.why.matches:
        yield hit.text[place : start - hit.start]
        place = end - hit.start
        yield element("mark", hit.text[start - hit.start : place], class_="lone" if end - start == 1 else None)
    yield hit.text[place:]


def _meters(hit: Hit, language: str) -> Iterator[Html]:
    for name in SCORE_PARTS:
        value = getattr(hit.why, name)
        share = min(max(value, 0.0), 1.0)
        yield element(
            "span",
            render(f"why-{name}", language),
            element("span", f"{value:.2f}", class_="value"),
            element("span", class_="bar", style=f"--share:{share:.2f}"),
            class_="part",
        )


def _left_out(left: LeftOut, language: str) -> Html:
    reason = render(f"why-left-out-{left.reason}", language)
    likelihood = render("why-likelihood", language, share=left.likelihood)
    return element(
        "li",
        element(
            "button",
            element("span", left.text.strip(), class_="sentence"),
            element("span", f"{reason} · {likelihood} · {_characters(left, language)}", class_="where"),
            type="button",
            data_open=Place.of_found(left).to_json(),
        ),
    )
