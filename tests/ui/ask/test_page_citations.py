"""The page in a real Chromium: what a citation's number shows, the link to it, the answer on the clipboard."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from browsing import FAINT, LIST_QUESTION, PHONE, UNANSWERABLE, WHO_QUESTION, ask

pytestmark = pytest.mark.browser

CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}
INSIDE = """() => {
  const box = document.querySelector('#card').getBoundingClientRect();
  return box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= innerHeight;
}"""


def _card(page) -> str:
    page.wait_for_selector("#card:not([hidden])")
    return page.locator("#card").inner_text()


def _clipboard(page) -> str:
    return page.evaluate("navigator.clipboard.readText()")


def _link(page, index: int = 0) -> str:
    return page.locator(".sources .copy-link").nth(index).get_attribute("data-copy-link")


def test_a_number_shows_its_quotation(open_page):
    """The mouse on it: the source's words, document and breadcrumb, paragraph; named as its description; then gone."""
    page = open_page()
    ask(page, LIST_QUESTION)
    number = page.locator(".cite").nth(3)
    number.hover()
    said = _card(page)
    assert said.startswith("四是互動開放。")
    assert "第四屆全國基層黨建創新典型案例範文集合(二).txt › 【全國基層黨建創新典型案例】四 › 二、創新與實踐" in said
    assert "第 5 段 · 字元 15542–15549" in said
    assert page.evaluate(INSIDE)
    assert number.get_attribute("aria-describedby") == "card"
    assert page.locator("#card").get_attribute("role") == "tooltip"
    page.locator("#card").hover()  # it can be read and selected
    page.wait_for_timeout(400)
    assert page.locator("#card").is_visible()
    page.mouse.move(640, 5)
    page.wait_for_selector("#card", state="hidden")
    assert number.get_attribute("aria-describedby") is None


def test_the_keyboard_shows_it_and_escape_takes_it_away(open_page):
    """It stays while the number has the focus; Escape hides it and nothing else."""
    page = open_page()
    ask(page, LIST_QUESTION)
    page.locator(".cite").nth(0).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert _card(page).startswith("一是主題開放。")
    page.keyboard.press("Tab")
    page.wait_for_function("() => document.querySelector('#card')?.innerText.startsWith('二是內容開放。')")
    page.keyboard.press("Escape")
    page.wait_for_selector("#card", state="hidden")
    assert page.evaluate("document.activeElement.textContent") == "2"
    assert page.locator(".source").count() == 1
    page.keyboard.press("Tab")
    assert _card(page).startswith("三是形式開放。")
    page.keyboard.press("Enter")
    page.wait_for_selector('.reading[data-n="3"]')
    assert page.locator("#card").is_hidden()


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_the_card_stays_in_the_window(open_page, width: int):
    """At any width, for the first and the last number."""
    page = open_page(viewport={"width": width, "height": 600})
    ask(page, LIST_QUESTION)
    for number in (page.locator(".cite").first, page.locator(".cite").last):
        number.hover()
        _card(page)
        assert page.evaluate(INSIDE)
        page.mouse.move(1, 1)
        page.wait_for_selector("#card", state="hidden")


def test_a_finger_opens_the_source_at_once(open_page):
    """A tap shows no card over what is being read."""
    page = open_page(**PHONE)
    ask(page, LIST_QUESTION)
    page.locator(".cite").nth(1).tap()
    page.wait_for_selector('.reading[data-n="2"]')
    assert page.locator("#card").is_hidden()


def test_a_card_goes_with_its_answer(open_page):
    """The next answer comes: the card of a number that is gone is gone, too."""
    page = open_page()
    ask(page, LIST_QUESTION)
    page.locator(".cite").first.hover()
    _card(page)
    ask(page, WHO_QUESTION)
    page.wait_for_selector("#card", state="hidden")


def test_markup_is_text_on_a_card(open_page):
    """A quotation full of markup is shown as it was written."""
    page = open_page()
    ask(page, "飛碟實驗室的午餐費由誰支付？")
    page.locator(".cite").first.hover()
    assert "<b onmouseover=" in _card(page)
    assert page.locator("#card > p").count() == 3
    assert page.locator("#card *:not(p)").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_new_on_the_page_can_be_read(open_page, scheme: str):
    """Card, links, the quiet lines under the box: contrast AA in both themes."""
    page = open_page(color_scheme=scheme)
    ask(page, LIST_QUESTION)
    page.locator(".history summary").click()
    page.locator("#options .label-wrap").click()
    page.locator(".cite").first.hover()
    _card(page)
    page.wait_for_timeout(300)
    texts = (
        "#card p, .copy-link, .actions button, #options .label-wrap span, .history summary, #history li button,"
        " .history p, .history label, #history .clear, #options label span, #copy"
    )
    assert page.evaluate(FAINT, texts) == []


def test_a_link_opens_the_same_place(open_page, server):
    """Copied at a source, whole, said to be copied; in another visit it opens the quotation, marked."""
    page = open_page(**CLIPBOARD)
    ask(page, LIST_QUESTION)
    page.locator(".sources li").nth(2).hover()
    button = page.locator(".sources .copy-link").nth(2)
    button.click()
    page.wait_for_function("(button) => button.textContent === '已複製'", arg=button.element_handle())
    assert "已複製" in page.locator(".spoken").all_text_contents()
    link = _clipboard(page)
    assert urlsplit(link).netloc == urlsplit(server.url).netloc
    page.wait_for_function("(button) => button.textContent === '複製連結'", arg=button.element_handle())
    other = open_page(link)
    other.wait_for_selector("mark.chosen")
    assert other.locator("mark.chosen").all_text_contents() == ["三是形式開放。"]
    assert other.locator(".crumbs li").last.inner_text() == "二、創新與實踐"
    assert other.locator(".notice").count() == 0
    # The pane's own link leads to what is open: there the quotation, here the section.
    other.locator(".tree button", has_text="一、背景與起因").click()
    other.wait_for_function("() => document.querySelector('.tree [aria-current]')?.textContent.startsWith('一、')")
    section = other.locator(".source .copy-link").get_attribute("data-copy-link")
    third = open_page(urlsplit(link)._replace(query=section[1:]).geturl())
    third.wait_for_selector("mark.chosen")
    assert third.locator("mark.chosen").all_text_contents() == ["一、背景與起因"]


def test_a_link_is_copied_without_the_clipboard_s_leave(open_page):
    """Where the browser keeps pages from it, as on another computer's page without https."""
    page = open_page()
    ask(page, WHO_QUESTION)
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.locator(".source .copy-link").click()
    page.wait_for_function("() => document.querySelector('.source .copy-link')?.textContent === '已複製'")
    page.locator("#question textarea").fill("")
    page.keyboard.press("Control+V")
    assert page.input_value("#question textarea").endswith(
        page.locator(".source .copy-link").get_attribute("data-copy-link")
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"document": "早已刪去<b>.txt", "source": "0" * 16, "before": "0" * 16}, "文庫裏已沒有「早已刪去<b>.txt」"),
        ({"quote": "0" * 16}, "已認不出連結所指的是哪一段"),
        ({"start": "-5"}, "這個連結不完整"),
        ({"quote": "<img src=x onerror=alert(1)>"}, "這個連結不完整"),
    ],
)
def test_a_link_that_leads_nowhere_opens_nothing(open_page, server, changes: dict[str, str], said: str):
    """A kind message and what to do, announced; nothing is marked, and questions can be asked."""
    page = open_page()
    ask(page, WHO_QUESTION)
    parameters = dict(parse_qsl(_link(page)[1:])) | changes
    other = open_page(f"{server.url}?{urlencode(parameters)}")
    notice = other.wait_for_selector('.notice[role="alert"]').inner_text()
    assert said in notice
    assert "提示：" in notice
    assert other.locator(".source").count() == 0
    ask(other, WHO_QUESTION)
    other.wait_for_selector(".notice", state="detached")


def test_a_link_is_gone_to_on_a_phone(open_page, server):
    """The quotation is in view, the way to the sections too."""
    page = open_page()
    ask(page, LIST_QUESTION)
    phone = open_page(server.url + _link(page, 4), **PHONE)
    phone.wait_for_function(
        "() => { const top = document.querySelector('mark.chosen')?.getBoundingClientRect().top;"
        " return top >= 0 && top < innerHeight; }"
    )
    assert phone.locator(".unfold").is_visible()
    assert phone.evaluate("document.documentElement.scrollWidth - 390") <= 0


def test_the_answer_is_copied_with_its_sources(open_page):
    """Numbered statements, then each number's document › case › section, paragraph and characters; said aloud."""
    page = open_page(**CLIPBOARD)
    ask(page, LIST_QUESTION)
    page.click("#copy")
    page.wait_for_function("() => document.querySelector('#copy')?.textContent.trim() === '已複製'")
    lines = _clipboard(page).splitlines()
    assert lines[:5] == [
        f"{n}是{what}開放。[{i}]"
        for i, (n, what) in enumerate(
            [("一", "主題"), ("二", "內容"), ("三", "形式"), ("四", "互動"), ("五", "受衆")], start=1
        )
    ]
    assert lines[5:7] == ["", "出處"]
    name = "第四屆全國基層黨建創新典型案例範文集合(二).txt"
    assert lines[7] == f"[1] {name} › 【全國基層黨建創新典型案例】四 › 二、創新與實踐 · 第 2 段 [14935:14942]"
    ask(page, UNANSWERABLE)
    page.wait_for_function("() => document.querySelector('#copy')?.textContent.trim() === '複製'")
    page.click("#copy")
    page.wait_for_function("() => document.querySelector('#copy')?.textContent.trim() === '已複製'")
    assert _clipboard(page).startswith("文庫裏找不到有把握的答案")


def test_the_sections_are_a_sheet_on_a_phone(open_page):
    """While reading, back and sections stay within reach; the sheet opens a section, Escape and choosing close it."""
    page = open_page(**PHONE)
    ask(page, LIST_QUESTION)
    page.locator(".cite").last.tap()
    page.wait_for_function(
        "() => { const top = document.querySelector('mark.chosen')?.getBoundingClientRect().top;"
        " return top >= 0 && top < innerHeight; }"
    )
    bar = page.locator(".actions").bounding_box()
    assert 0 <= bar["y"] < 844
    assert not page.locator(".tree").is_visible()
    page.locator(".unfold").click()
    assert page.locator(".unfold").get_attribute("aria-expanded") == "true"
    page.wait_for_function("() => document.activeElement.matches('.tree [aria-current]')")
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.activeElement.matches('.unfold')")
    assert not page.locator(".tree").is_visible()
    page.locator(".unfold").click()
    page.locator(".tree button", has_text="三、成效與體會").click()
    page.wait_for_function("() => document.querySelector('.crumbs li:last-child')?.textContent === '三、成效與體會'")
    assert not page.locator(".tree").is_visible()
    page.locator(".back").click()
    page.wait_for_function("() => document.activeElement.matches('.cite')")


def test_the_number_of_a_citation_carries_only_text(open_page):
    """What a card shows is data, escaped: the page holds no markup of a document in it."""
    page = open_page()
    ask(page, "飛碟實驗室的午餐費由誰支付？")
    card = json.loads(page.locator(".cite").first.get_attribute("data-card"))
    assert set(card) == {"quote", "path", "where"}
