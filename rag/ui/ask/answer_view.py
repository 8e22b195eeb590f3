"""The answer as HTML: what was searched, statements with numbered citations, sources, a model's draft, why."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.results import Answer, Citation, Draft
from rag.answer.scope import CaseName
from rag.answer.text import answer_text, follows_text, reasons_text
from rag.corpus.fold import Script, shown_in
from rag.messages import MESSAGES, render
from rag.settings import Settings
from rag.ui.ask.turns import Turn
from rag.ui.ask.why_view import hits_html, place_html, where_text, why_html
from rag.ui.markup import Html, element
from rag.ui.source.link_view import copy_link_html
from rag.ui.source.places import Place

__all__ = ["answer_html", "earlier_html"]


def answer_html(turn: Turn, settings: Settings, *, script: Script = "original", unchecked: str | None = None) -> str:
    """The answer, or kindly that the collection does not say, with the nearest sections.

    Args:
        turn: the answer as far as it is there.
        settings: language of the labels, weights and threshold that explain the answer.
        script: of the statements; quotations stay as they are.
        unchecked: what a language model is writing, which nothing has checked; None when none is at work.
    """
    answer, language = turn.answer, settings.language
    writing = [] if unchecked is None else [_unchecked(unchecked, language)]
    found = [hits_html(answer.nearest, language)] if answer.status == "refused" and answer.nearest else []
    return element(
        "section",
        element("h2", answer.question.strip()),
        *_told(turn, language, script, writing=writing),
        why_html(answer, settings),
        *found,
        class_="answer",
        aria_label=render("page-answer", language),
        aria_busy=None if unchecked is None else "true",  # not to be read out before it is whole
        data_text=answer_text(answer, language),
    )


def earlier_html(turns: Sequence[Turn], language: str, *, script: Script = "original") -> str:
    """The turns before, the latest first, each folded under its question; empty without any."""
    if not turns:
        return ""
    folded = (
        element(
            "details", element("summary", turn.answer.question.strip()), *_told(turn, language, script), class_="turn"
        )
        for turn in reversed(turns)
    )
    title = render("page-earlier", language)
    return element("section", element("h3", title, class_="label"), *folded, class_="earlier", aria_label=title)


def _told(turn: Turn, language: str, script: Script, *, writing: Sequence[Html] = ()) -> list[Html]:
    """Where it was looked for, how the question was read, then what is said to it."""
    answer = turn.answer
    before = [_among(turn.among, language)] if turn.among else []
    before += [_follows(answer, language)] if answer.follows else []
    if answer.status == "refused":
        said = render("refused" if answer.nearest else "no-hits", language)
        return [*before, element("p", said, class_="refused")]
    by_number = {citation.n: citation for citation in answer.citations}
    draft = answer.draft
    worded = draft is not None and draft.used
    within = "".join(citation.quote for citation in answer.citations)
    shown = [shown_in(statement.text.strip(), script, within=within) for statement in answer.statements]
    converted = any(one != statement.text.strip() for one, statement in zip(shown, answer.statements, strict=True))
    statements = (
        _statement(text, [_number(by_number[n], answer.citations, language) for n in statement.citations])
        for text, statement in zip(shown, answer.statements, strict=True)
    )
    quoted = worded or converted
    sources = (_source(citation, turn, language, quoted=quoted) for citation in answer.citations)
    return [
        *before,
        element("ul", *statements, class_="statements", lang=script if converted else None),
        *(_draft(draft, language) if draft is not None else ()),
        *writing,
        element("h3", render("sources", language), class_="label"),
        *([_shown_script(script, language)] if converted else []),
        element("ol", *sources, class_="sources"),
    ]


def _among(cases: Sequence[CaseName], language: str) -> Html:
    """The only cases that were looked in."""
    names = "、".join(case.heading or case.document for case in cases)
    return element("p", render("page-among", language, cases=names), class_="among")


def _shown_script(script: Script, language: str) -> Html:
    """That the statements are not in the script of what they quote."""
    name = render(f"page-script-{script}", language)
    return element("p", render("page-shown-script", language, script=name), class_="where")


def _follows(answer: Answer, language: str) -> Html:
    """What was searched and by which rule; or why a follow-up could not be resolved, and what to do."""
    problem = answer.follows.problem if answer.follows else None
    on_page = f"page-follows-{problem}"  # where the terminal's advice names options
    if on_page in MESSAGES and answer.follows:
        text = render(on_page, language, put_in=answer.follows.put_in)
    else:
        text = follows_text(answer, language)
    lines = (element("p", line) for line in text.splitlines())
    return element("div", *lines, class_="follows unresolved" if problem else "follows")


def _unchecked(text: str, language: str) -> Html:
    """What a model is writing, set apart from the answer."""
    label = element("p", render("page-writing", language), class_="label")
    return element("div", label, element("p", text, class_="text"), class_="unchecked")


def _draft(draft: Draft, language: str) -> list[Html]:
    """Whose wording it is, what was struck out of it and why, or why it is not used."""
    parts: list[Html] = []
    if draft.used:
        parts.append(element("p", render("draft-wording", language, model=draft.model), class_="wording"))
    if draft.note:
        parts.append(element("div", *(element("p", line) for line in render(draft.note, language).splitlines())))
    if draft.struck:
        parts.append(element("p", render("draft-struck", language, n=len(draft.struck))))
    struck = []
    for one in draft.struck:
        reasons = element("span", reasons_text(one, language), class_="reasons")
        struck.append(element("li", element("del", one.text), reasons))
    if struck:
        parts.append(element("ul", *struck, class_="struck"))
    return [element("div", *parts, class_="draft")] if parts else []


def _statement(text: str, numbers: list[Html]) -> Html:
    # The numbers stay on the line of the last character.
    return element("li", text[:-1], element("span", text[-1:], *numbers, class_="end"))


def _number(citation: Citation, among: Sequence[Citation], language: str) -> Html:
    """The number of a citation; on it, the page shows the quotation and where it stands."""
    path = " › ".join((citation.document, *citation.breadcrumb))
    place = Place.of_citation(citation, among)
    return element(
        "button",
        str(citation.n),
        type="button",
        class_="cite",
        aria_label=render("page-citation", language, n=citation.n, place=path),
        data_card={"quote": citation.quote, "path": path, "where": where_text(citation, language)},
        data_place=place.name,
        data_open=place.to_json(),
    )


def _source(citation: Citation, turn: Turn, language: str, *, quoted: bool) -> Html:
    place = Place.of_citation(citation, turn.answer.citations)
    quote = [element("span", f"「{citation.quote}」", class_="quote")] if quoted else []
    opens = element(
        "button",
        element("span", str(citation.n), class_="n"),
        element("span", place_html(citation, language), *quote),
        type="button",
        class_="opens",
        data_place=place.name,
        data_open=place.to_json(),
    )
    link = turn.links.get(citation.n)
    name = render("page-copy-link-of", language, n=citation.n)
    return element("li", opens, *([copy_link_html(link, language, name=name)] if link else []))
