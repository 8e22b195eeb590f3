"""A sentence that only repeats the question goes on with what follows it; no other does."""

from __future__ import annotations

import pytest


def _quotes(library, question):
    return [cited.quote for cited in library.ask(question).citations]


def test_lead_that_repeats_the_question_goes_on(five_cases):
    """「三是形式開放。」 tells nothing to who asks about 形式開放; what follows in the same paragraph does."""
    (quote,) = _quotes(five_cases, "形式開放具體是什麼？")
    assert quote.startswith("三是形式開放。在媒介多元化時代,上")
    assert len(quote) <= 160


MEETING = "每月召開一次專題會議,會議由問題發現者(政工人員)、問題涉及人員單位、解決問題相關部門單位三方人員參加。"


@pytest.mark.parametrize(
    ("question", "quotes"),
    [
        ("三方会议由哪些人参加？", [MEETING]),
        (
            "开放式党课重点做到哪五个开放？",
            ["一是主題開放。", "二是內容開放。", "三是形式開放。", "四是互動開放。", "五是受衆開放。"],
        ),
    ],
)
def test_quotation_that_says_more_stays_as_it_is(five_cases, question, quotes):
    """Sentences and lists that tell what was not in the question are quoted alone."""
    assert _quotes(five_cases, question) == quotes
