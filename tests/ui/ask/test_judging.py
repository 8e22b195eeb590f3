"""What can be judged of an answer, and what the page offers for it."""

from __future__ import annotations

import dataclasses

import pytest

from rag.corpus.document import Span
from rag.eval.questions import Question
from rag.messages import LANGUAGES
from rag.ui.ask.judging import judged_places, judging_html
from rag.ui.context import Context
from rag.ui.page import build_page
from rag.ui.shelf import Shelf

WHO = "三方會議由哪些人參加？"


def test_the_quotations_then_the_passages_without_them(five_cases):
    """A passage that holds a quotation is not offered twice; of another its likeliest sentence is shown."""
    answer = five_cases.ask(WHO)
    places = judged_places(answer, five_cases)
    assert [one.n for one in places if one.n] == [cited.n for cited in answer.citations]
    assert all(one.place == one.whole for one in places if one.n)
    found = [one for one in places if not one.n]
    assert 0 < len(found) < len(answer.nearest)
    for one in found:
        text = five_cases.document(one.place.document).text
        assert one.whole.start <= one.place.start < one.place.end <= one.whole.end
        assert Span(one.place.start, one.place.end).of(text) == one.place.quote
        assert one.place.quote.count("。") <= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_offers_its_nearest_passages(five_cases, language: str):
    """And one button for the whole; pressed ones say so."""
    answer = five_cases.ask("紅燒牛肉麵的湯頭要怎麼熬才香？")
    places = judged_places(answer, five_cases)
    shown = judging_html(answer, places, None, "my-questions", language)
    assert shown.count('aria-pressed="false"') == 2 * len(answer.nearest) + 1
    question = Question(id="a", text=answer.question, kind="unanswerable-far", rejected=(places[0].whole,))
    shown = judging_html(answer, places, question, "my-questions", language)
    assert shown.count('aria-pressed="true"') == 2


@pytest.mark.parametrize("read_only", [True, False])
def test_a_page_that_is_read_only_offers_neither_judging_nor_review(five_cases, tmp_path, read_only):
    """No button, no part, no event that would write."""
    settings = dataclasses.replace(five_cases.settings, read_only=read_only)
    page = build_page(Context(Shelf(five_cases), settings, None, tmp_path))
    config = page.get_config_file()
    visible = {c["props"].get("elem_id") for c in config["components"] if c["props"].get("visible", True)}
    assert ("evaluate-review" in visible) is not read_only
    assert ("set-upload" in visible) is not read_only
    judging = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "judging")
    acts = [one for one in config["dependencies"] if [judging, "act"] in [list(target) for target in one["targets"]]]
    assert bool(acts) is not read_only
