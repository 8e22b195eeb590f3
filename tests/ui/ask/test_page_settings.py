"""The page in a real Chromium: which cases are looked in, how many passages, in which script texts are shown."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from browsing import FAINT, LIST_QUESTION, PHONE, WHO_QUESTION, ask

pytestmark = pytest.mark.browser

CASE_THREE = "【全國基層黨建創新典型案例】三"
CASE_FOUR = "【全國基層黨建創新典型案例】四"


def _choose(page, *cases: str) -> None:
    """Unfold the scope and choose the cases."""
    if not page.locator("#cases input").is_visible():
        page.locator("#options .label-wrap").click()
    for case in cases:
        page.locator("#cases input").click()
        page.locator("#cases [role=option]", has_text=case).first.click()
        page.wait_for_function(
            "(chosen) => document.querySelector('#options .label-wrap')?.innerText.includes(chosen)", arg=case
        )


def _script(page, script: str) -> None:
    page.get_by_role("tab", name="設定").click()
    page.locator(f"#script input[value='{script}']").check()
    page.get_by_role("tab", name="問答").click()


def test_only_the_chosen_cases_are_looked_in(open_page):
    """The line under the box and the answer say so; the question's own case, not chosen, is said to be left out."""
    page = open_page()
    assert page.locator("#options .label-wrap").inner_text() == "範圍：全部案例"
    ask(page, LIST_QUESTION)
    assert page.locator(".among").count() == 0
    _choose(page, CASE_THREE)
    assert page.locator("#options .label-wrap").get_attribute("aria-expanded") == "true"
    page.locator("#options .label-wrap").click()
    assert page.locator("#options .label-wrap").inner_text() == f"範圍：{CASE_THREE}"
    ask(page, "黨員教育怎麼做？")
    assert page.locator(".answer .among").inner_text() == f"只在這裏找：{CASE_THREE}"
    page.locator(".why summary").click()
    places = page.locator(".answer .hits .path").all_inner_texts()
    assert places
    assert all(place.startswith(CASE_THREE) for place in places)
    # An earlier turn says of itself what it was asked of, and so does the next one.
    page.locator(".turn summary").first.click()
    assert page.locator(".turn .among").count() == 0
    page.fill("#question textarea", "案例四的成效有哪些？")
    page.press("#question textarea", "Enter")
    notice = page.wait_for_selector('.notice[role="alert"]').inner_text()
    assert "不在所選的案例之內" in notice
    _choose(page, CASE_FOUR)
    ask(page, "案例四的成效有哪些？")
    page.wait_for_selector(".notice", state="detached")
    assert page.locator(".answer .among").inner_text() == f"只在這裏找：{CASE_THREE}、{CASE_FOUR}"


def test_a_case_that_is_not_there_is_said(open_page):
    """案例九 of five: the message names what there is; the answer before stays and is said to be that."""
    page = open_page()
    ask(page, WHO_QUESTION)
    page.fill("#question textarea", "案例九的成效有哪些？")
    page.press("#question textarea", "Enter")
    notice = page.wait_for_selector('.notice[role="alert"]').inner_text()
    assert "沒有案例 9" in notice
    assert f"以下仍是上一問「{WHO_QUESTION}」的答案" in notice
    assert page.locator(".answer h2").inner_text() == WHO_QUESTION
    page.wait_for_function("() => document.querySelector('#waiting')?.innerText.trim() === ''")
    assert page.input_value("#question textarea") == "案例九的成效有哪些？"


def test_as_many_passages_as_wished(open_page):
    """The slider's number is that of the passages an answer was looked for in."""
    page = open_page()
    page.locator("#options .label-wrap").click()
    page.locator("#passages input[type=number]").fill("8")
    page.locator("#passages input[type=number]").press("Tab")
    ask(page, WHO_QUESTION)
    page.locator(".why summary").click()
    assert page.locator(".answer .hits > li").count() == 8


def test_texts_in_simplified_and_quotations_as_they_are(open_page, five_cases_path: Path):
    """Statements and the text around marks are converted at once; marks, sources, card and copy are the file's own."""
    text = five_cases_path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    page = open_page()
    ask(page, WHO_QUESTION)
    start, end = json.loads(page.locator(".cite").first.get_attribute("data-open"))["chosen"][1:]
    assert page.locator(".sources .quote").count() == 0
    _script(page, "zh-Hans")
    page.wait_for_function("() => document.querySelector('.statements')?.innerText.includes('三方人员参加')")
    page.wait_for_function("() => document.querySelector('.reading')?.lang === 'zh-Hans'")
    assert page.locator(".sources .quote").inner_text() == f"「{text[start:end]}」"
    assert "正文以簡體顯示；引文是原文。" in page.locator(".answer").inner_text()
    assert "正文以簡體顯示；引文是原文。" in page.locator(".source header").inner_text()
    assert "".join(page.locator("mark.chosen").all_text_contents()) == text[start:end]
    assert page.locator("mark.chosen").first.get_attribute("lang") == "zh-Hant"
    assert "会议主要有三项议程" in page.locator(".reading").inner_text()
    page.locator(".cite").first.hover()
    page.wait_for_selector("#card:not([hidden])")
    assert page.locator("#card .quote").inner_text() == text[start:end]
    assert f"{text[start:end]}[1]" in page.locator(".answer").get_attribute("data-text")
    assert page.evaluate(FAINT, ".source header .where, .sources .quote, .answer .where") == []
    page.reload()  # the choice is kept
    page.wait_for_selector("#question textarea")
    page.wait_for_function("() => document.querySelector('#script input[value=zh-Hans]')?.checked ?? true")
    ask(page, LIST_QUESTION)
    page.wait_for_function("() => document.querySelector('.statements')?.innerText.includes('受众开放')")
    _script(page, "original")
    page.wait_for_function("() => document.querySelector('.statements')?.innerText.includes('受衆開放')")
    page.wait_for_function("() => document.querySelector('.reading')?.lang === 'zh-Hant'")
    assert page.locator(".sources .quote").count() == 0


def test_another_place_opens_in_the_chosen_script(open_page):
    """Sections of the tree and earlier turns, too."""
    page = open_page()
    _script(page, "zh-Hans")
    ask(page, LIST_QUESTION)
    ask(page, WHO_QUESTION)
    page.locator(".turn summary").click()
    assert "三是形式开放" in page.locator(".turn .statements").inner_text()
    page.locator(".tree button", has_text="四、經驗啓示").click()
    page.wait_for_function("() => document.querySelector('.crumbs li:last-child')?.textContent.startsWith('四、')")
    shown = page.locator(".reading").inner_text()
    assert not re.search("[黨幹員實]", shown)


def test_the_scope_fits_a_phone(open_page):
    """Unfolded, with a case chosen: nothing sticks out."""
    page = open_page(**PHONE)
    _choose(page, CASE_THREE)
    assert page.evaluate("document.documentElement.scrollWidth - 390") <= 0
