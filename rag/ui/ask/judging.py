"""Judging an answer: this is right, this is not, the collection does not say; each waits for review as a question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from rag.answer.library import Library
from rag.answer.results import Answer, Hit
from rag.corpus.document import Document, Span
from rag.errors import AnwenError, UsageError
from rag.eval.growing import Growing, question_id, says, with_right, with_wrong, without
from rag.eval.questions import ANSWERABLE, UNANSWERABLE, Alternative, Question
from rag.eval.stretching import best_sentence
from rag.eval.suggesting import language_of, suggested_kind, suggested_unanswerable
from rag.messages import render
from rag.ui.ask.turns import Conversation
from rag.ui.context import AT_ONCE, Context
from rag.ui.markup import Html, act_button, element
from rag.ui.preferences import Preferences
from rag.ui.source.places import Place, Quote
from rag.ui.views import notice_html, view

__all__ = ["Judged", "Judging", "judged_places", "judging_html"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A place of an answer that can be judged.

    Attributes:
        place: what becomes evidence when it is right: a quotation, or the likeliest sentence of a passage.
        whole: what is rejected when it is not: the quotation, or the passage.
        n: the citation's number; 0 of a passage that was found.
    """

    place: Alternative
    whole: Alternative
    n: int


class Judging:
    """The view under an answer, and what its buttons do; it follows each event that shows another answer.

    Where the page is read-only it stays empty.

    Attributes:
        view: where it is shown.
    """

    def __init__(self, context: Context, preferences: Preferences, conversation: gr.State) -> None:
        self._context = context
        self._may_change = not context.settings.read_only
        self._inputs = [conversation, preferences.grown]
        self.view = view("judging", scripts=("pane", "act"))
        if self._may_change:
            self.view.act(self._act, self._inputs, self.view, **AT_ONCE)

    def after(self, event: Any) -> None:
        """Have the view follow what `event` shows."""
        if self._may_change:
            event.then(self._show, self._inputs, self.view, **AT_ONCE)

    def _show(self, conversation: Conversation, name: str, *, said: str = "") -> str:
        if not conversation.turns:
            return ""
        answer = conversation.turns[-1].answer
        try:
            growing = Growing.named(name or "")
            question = growing.standing(question_id(answer.searched), answer.searched)
            places = judged_places(answer, self._context.library)
        except AnwenError as error:
            return notice_html(error.text(self._context.language)) if said else ""
        return judging_html(answer, places, question, growing.name, self._context.language, said=said)

    def _act(self, conversation: Conversation, name: str, event: gr.EventData) -> str:
        try:
            if not conversation.turns:
                raise UsageError("place-unknown")
            said = self._judge(conversation.turns[-1].answer, Growing.named(name or ""), event._data)
        except AnwenError as error:
            return notice_html(error.text(self._context.language)) + self._show(conversation, name)
        return self._show(conversation, name, said=said)

    def _judge(self, answer: Answer, growing: Growing, act: Any) -> str:
        """Keep a judgement, or take it back; the key of what to say."""
        text = answer.searched.strip()
        id_ = question_id(text)
        new = Question(id=id_, text=text, language=language_of(text), split="dev")
        known = growing.approved(id_, text)
        kind = known.kind if known and known.kind in ANSWERABLE else suggested_kind(text)
        places = judged_places(answer, self._context.library)
        said = "page-judged"

        def judged(question: Question) -> Question:
            nonlocal said
            match act:
                case {"do": "nowhere"} if question.kind in UNANSWERABLE:
                    said = "page-judged-not"
                    return replace(question, kind=kind if question.evidence else "")
                case {"do": "nowhere"}:
                    return replace(question, kind=suggested_unanswerable(answer))
                case {"do": "right" | "wrong" as verdict, "n": int(n)} if 0 <= n < len(places):
                    one = places[n]
                    if says(question, one.whole) == verdict:
                        said = "page-judged-not"
                        return without(question, one.whole)
                    if verdict == "wrong":
                        return with_wrong(question, one.whole)
                    return with_right(without(question, one.whole), one.place, kind=kind)
            raise UsageError("place-unknown")

        growing.change(id_, judged, new=new)
        return said


def judged_places(answer: Answer, library: Library) -> list[Judged]:
    """What can be judged of an answer: its quotations, then the passages found that hold none of them.

    Raises:
        UsageError: the library does not have one of them any more, or has other words there.
    """
    places = []
    for cited in answer.citations:
        place = Alternative(cited.document, cited.start, cited.end, cited.quote)
        _document_with(place, library)
        places.append(Judged(place, place, cited.n))
    for hit in answer.nearest:
        whole = Alternative(hit.document, hit.start, hit.end, hit.text)
        document = _document_with(whole, library)
        if not any(_holds(hit, one.place) for one in places if one.n):
            span = best_sentence(document, Span(hit.start, hit.end), hit.why.matches)
            place = Alternative(hit.document, span.start, span.end, span.of(document.text))
            places.append(Judged(place, whole, 0))
    return places


def _document_with(place: Alternative, library: Library) -> Document:
    """The document of the place, in which its words still stand there: what is judged is what was read."""
    document = library.document(place.document)
    if Span(place.start, place.end).of(document.text) != place.quote:
        raise UsageError("place-unknown")
    return document


def judging_html(
    answer: Answer,
    places: Sequence[Judged],
    question: Question | None,
    name: str,
    language: str,
    *,
    said: str = "",
) -> str:
    """Folded under its summary: each place with two buttons, and one for the whole.

    Args:
        answer: that is judged.
        places: of it.
        question: what was judged of it so far, or None.
        name: of the set.
        language: of the labels.
        said: key of what has just been done; then it stands open.
    """
    nowhere = question is not None and question.kind in UNANSWERABLE
    parts: list[Html] = [element("p", render("page-judge-note", language, set=name), class_="soft")]
    found = "page-judge-nearest" if answer.status == "refused" else "page-judge-found"
    for key, rows in (
        ("page-judge-cited", [(n, one) for n, one in enumerate(places) if one.n]),
        (found, [(n, one) for n, one in enumerate(places) if not one.n]),
    ):
        if rows:
            listed = (_place(n, one, question, language) for n, one in rows)
            parts += [element("h4", render(key, language), class_="label"), element("ul", *listed)]
    parts.append(element("div", *_whole(nowhere=nowhere, said=said, known=question is not None, language=language)))
    summary = element("summary", render("page-judge", language))
    return element("details", summary, *parts, class_="judging", open=bool(said))


def _whole(*, nowhere: bool, said: str, known: bool, language: str) -> Iterator[Html]:
    yield _button("nowhere", {"do": "nowhere"}, pressed=nowhere, key="nowhere", language=language)
    told = [render(said, language)] if said else []
    go = element(
        "button",
        render("page-to-review", language),
        type="button",
        class_="plain",
        data_room="room-evaluate evaluate-review",
    )
    yield element("span", *told, *([go] if known else []), class_="done", role="status")


def _place(n: int, one: Judged, question: Question | None, language: str) -> Html:
    verdict = says(question, one.whole) if question is not None else ""
    number = [element("span", str(one.n), class_="n")] if one.n else []
    quote = Quote(one.n, Span(one.place.start, one.place.end))
    place = Place.of_words(one.place.document, quote, one.place.quote)
    buttons = (
        _button(do, {"do": do, "n": n}, pressed=verdict == do, key=f"{do}-{n}", language=language)
        for do in ("right", "wrong")
    )
    text = element(
        "button",
        element("span", *number, one.place.quote, class_="text"),
        type="button",
        data_place=place.name,
        data_open=place.to_json(),
    )
    return element("li", text, element("span", *buttons, class_="verdict"))


def _button(name: str, act: dict[str, Any], *, pressed: bool, key: str, language: str) -> Html:
    label = render(f"page-{name}", language)
    return act_button(label, act, key=key, aria_pressed="true" if pressed else "false")


def _holds(hit: Hit, place: Alternative) -> bool:
    return hit.document == place.document and hit.start < place.end and place.start < hit.end
