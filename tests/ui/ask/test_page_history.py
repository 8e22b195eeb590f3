"""The page in a real Chromium: the questions that the reader's own browser remembers."""

from __future__ import annotations

import json

import pytest
from browsing import LIST_QUESTION, UNANSWERABLE, WHO_QUESTION, ask

pytestmark = pytest.mark.browser


def _unfold(page) -> list[str]:
    page.wait_for_selector(".history:not([hidden])")
    if not page.locator(".history").evaluate("(history) => history.open"):
        page.locator(".history summary").click()
    return page.locator("#history li button").all_inner_texts()


def test_what_was_asked_is_there_after_a_reload(open_page):
    """Newest first, each once; a click asks it again. Before the first question there is no list."""
    page = open_page()
    page.wait_for_selector("#history", state="attached")
    assert page.locator(".history").is_hidden()
    for question in (WHO_QUESTION, UNANSWERABLE, LIST_QUESTION, WHO_QUESTION):
        ask(page, question)
    page.reload()
    page.wait_for_selector("#question textarea")
    assert _unfold(page) == [WHO_QUESTION, LIST_QUESTION, UNANSWERABLE]
    assert page.input_value("#question textarea") == ""
    page.locator("#history li button").nth(1).click()
    page.wait_for_selector(".cite")
    assert page.locator(".answer h2").inner_text() == LIST_QUESTION
    assert page.input_value("#question textarea") == LIST_QUESTION
    assert not page.locator(".history").evaluate("(history) => history.open")


def test_it_can_be_cleared_and_switched_off(open_page):
    """Cleared, it is empty; switched off, nothing is kept, now and after a reload; switched on, it begins anew."""
    page = open_page()
    ask(page, WHO_QUESTION)
    assert _unfold(page) == [WHO_QUESTION]
    page.locator("#history .clear").click()
    page.wait_for_selector(".history", state="hidden")
    ask(page, LIST_QUESTION)
    _unfold(page)
    page.locator(".history input").uncheck()
    assert page.locator("#history li").count() == 0
    ask(page, WHO_QUESTION)
    assert LIST_QUESTION not in page.evaluate("JSON.stringify(localStorage)")
    assert WHO_QUESTION not in page.evaluate("JSON.stringify(localStorage)")
    page.reload()
    page.wait_for_selector("#question textarea")
    assert _unfold(page) == []
    page.locator(".history input").check()
    ask(page, UNANSWERABLE)
    assert _unfold(page) == [UNANSWERABLE]


def test_fifty_questions_are_kept(open_page):
    """The oldest goes when a further one comes; the list scrolls in itself."""
    page = open_page()
    asked = [f"第{n}個問題？" for n in range(50)]
    page.evaluate("(kept) => localStorage.setItem('anwen-history', kept)", json.dumps({"keep": True, "asked": asked}))
    page.reload()
    page.wait_for_selector("#question textarea")
    assert len(_unfold(page)) == 50
    ask(page, WHO_QUESTION)
    assert _unfold(page) == [WHO_QUESTION, *asked[:49]]
    assert page.locator("#history ol").bounding_box()["height"] < 300


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"asked": "<b>"}', '{"asked": [1, {"x": 2}, null]}'])
def test_what_is_no_history_is_none(open_page, kept: str):
    """Whatever stands in its place in the browser, the page works."""
    page = open_page()
    page.evaluate("(kept) => localStorage.setItem('anwen-history', kept)", kept)
    page.reload()
    page.wait_for_selector("#question textarea")
    ask(page, WHO_QUESTION)
    assert _unfold(page) == [WHO_QUESTION]


def test_a_question_with_markup_is_remembered_as_text(open_page):
    """As every other text of a reader."""
    page = open_page()
    evil = '飛碟<img src=x onerror="alert(1)">的午餐？'
    ask(page, evil)
    page.reload()
    page.wait_for_selector("#question textarea")
    assert _unfold(page) == [evil]
    assert page.locator("#history img").count() == 0


def test_what_was_typed_outlives_a_reload(open_page):
    """A question that was not sent yet is in the box again; one that was answered is not."""
    page = open_page()
    ask(page, WHO_QUESTION)
    page.fill("#question textarea", "還沒問完的")
    page.reload()
    page.wait_for_function("() => document.querySelector('#question textarea')?.value === '還沒問完的'")
    ask(page, "還沒問完的")
    page.reload()
    page.wait_for_selector(".history:not([hidden])")
    assert page.input_value("#question textarea") == ""
