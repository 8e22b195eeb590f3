"""The page in a real Chromium, with a language model behind a real socket that says what is scripted."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from browsing import FAINT, LIST_QUESTION, SHOT_WAIT_MS, UNANSWERABLE, ask
from scripted_endpoint import STREAM, Endpoint, event, status, stream

pytestmark = pytest.mark.browser

QUESTION = "三方會議多久開一次？"
HOLDS = "STATEMENT: 三方會議每月召開一次。\nQUOTE: 每月召開一次專題會議\n"
WRONG = "STATEMENT: 三方會議每週召開五次。\nQUOTE: 每月召開一次專題會議\n"
FALSE_QUOTE = "STATEMENT: 三方會議由<b>總經理</b>主持。\nQUOTE: 三方會議由<img src=x onerror=alert(1)>總經理主持\n"


class Pen:
    """A reply whose pieces go out one by one, each when the test says so."""

    def __init__(self, *texts: str) -> None:
        self._texts = texts
        self._let = threading.Semaphore(0)

    def __iter__(self) -> Iterator[bytes]:
        yield STREAM
        for text in self._texts:
            self._let.acquire(timeout=20)
            yield event(content=text)
        yield event(finish="stop")
        yield b"data: [DONE]\n\n"

    def write(self, pieces: int = 1) -> None:
        """Let so many more pieces out."""
        self._let.release(pieces)


@pytest.fixture
def page(open_page):
    """The page with the model switched on."""
    page = open_page()
    page.check("#model input")
    return page


def _done(page) -> None:
    page.wait_for_selector(".answer .draft")
    page.wait_for_selector(".unchecked", state="detached")


def test_the_switch_says_what_is_sent_where(open_page, model: Endpoint):
    """Off until somebody switches it on; then nothing has been sent."""
    model.says(stream(HOLDS))
    page = open_page()
    assert not page.is_checked("#model input")
    said = page.locator("#model").inner_text()
    assert "模型<b>8b</b>" in said
    assert model.url.split("/")[2] in said
    ask(page, QUESTION)
    page.wait_for_selector("#download-json:not([disabled])")
    assert model.requests == []


def test_a_draft_grows_under_the_reader_s_eyes(page, model: Endpoint):
    """First the quotations; what is not checked is set apart; a checked statement takes its place; then it is whole."""
    pen = Pen(
        "STATEMENT: 三方會議每月", "召開一次。\nQUOTE: 每月召開一次專題會議\n", WRONG, "STATEMENT: 三方會議", "\n"
    )
    model.says(pen)
    ask(page, QUESTION)
    page.wait_for_selector(".unchecked")
    assert "每月召開一次專題會議" in page.locator(".statements").inner_text()  # the extracted answer
    assert "尚未核對" in page.locator(".unchecked").inner_text()
    assert page.locator(".answer").get_attribute("aria-busy") == "true"
    assert page.locator("#download-json").is_disabled()
    page.locator(".why summary").click()
    pen.write()
    page.wait_for_function("() => document.querySelector('.unchecked .text')?.textContent === '三方會議每月'")
    assert "三方會議每月" not in page.locator(".statements").inner_text()
    pen.write(3)
    page.wait_for_function("() => document.querySelector('.unchecked .text')?.textContent === '三方會議'")
    assert page.locator(".statements").inner_text().startswith("三方會議每月召開一次。")
    pen.write()
    _done(page)
    assert page.locator(".struck del").all_inner_texts() == ["三方會議每週召開五次。", "三方會議"]
    page.wait_for_selector(".answer .why[open]")  # what was unfolded stays so
    assert page.locator(".answer").get_attribute("aria-busy") is None
    page.wait_for_selector("#download-json:not([disabled])")
    assert not page.locator("#stop").is_visible()


def test_what_fails_is_struck_out_counted_and_explained(page, model: Endpoint):
    """The statement that holds stands with its quotation; the others are struck, each with its reason, as text."""
    model.says(stream(HOLDS + WRONG + FALSE_QUOTE))
    ask(page, QUESTION)
    _done(page)
    assert page.locator(".statements li").count() == 1
    assert page.locator(".source, .sources").first.is_visible()
    assert "「每月召開一次專題會議」" in page.locator(".sources").inner_text()
    draft = page.locator(".draft").inner_text()
    assert "語言模型 模型<b>8b</b> 的措辭" in draft
    assert "有 2 句未通過核對" in draft
    assert page.locator(".struck del").all_inner_texts() == ["三方會議每週召開五次。", "三方會議由<b>總經理</b>主持。"]
    assert "五次" in page.locator(".reasons").first.inner_text()
    assert "原文沒有「三方會議由<img src=x" in page.locator(".reasons").last.inner_text()
    assert page.locator("#panes :is(b, img)").count() == 0
    page.locator(".sources button").first.click()
    page.wait_for_function("() => document.querySelector('mark.chosen')?.textContent === '每月召開一次專題會議'")
    page.mouse.move(0, 0)
    texts = ".statements li, .draft p, .struck del, .reasons, .quote, #model span"
    assert page.evaluate(FAINT, texts) == []


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (stream(WRONG), "沒有一句通過核對"),
        (stream("NONE"), "認為這些段落沒有回答問題"),
        (stream("我覺得是每月一次。"), "沒有照格式"),
        (status(500), "伺服器出錯"),
        (status(401), "不接受金鑰"),
        ([], "連不上"),
    ],
)
def test_what_goes_wrong_leaves_the_quotations(page, model: Endpoint, reply, said: str):
    """A draft of which nothing holds, no draft, an endpoint that fails: quotations, and a line that says why."""
    model.says(reply)
    ask(page, QUESTION)
    _done(page)
    assert said in page.locator(".draft").inner_text()
    assert "提示：" in page.locator(".draft").inner_text()
    assert "每月召開一次專題會議" in page.locator(".statements").inner_text()


def test_a_refusal_is_never_sent(page, model: Endpoint):
    """The collection does not say; no model may."""
    model.says(stream(HOLDS))
    ask(page, UNANSWERABLE)
    page.wait_for_timeout(300)
    assert page.locator(".unchecked, .draft").count() == 0
    assert model.requests == []


def test_writing_can_be_stopped(page, model: Endpoint):
    """The quotations come back, what was unchecked goes, and the model is hung up on."""
    model.hung_up.clear()
    pen = Pen(HOLDS, "STATEMENT: 三方會議", *["\n"] * 500)
    model.says(pen)
    ask(page, QUESTION)
    pen.write(2)
    page.wait_for_function("() => document.querySelector('.unchecked .text')?.textContent.startsWith('三方會議')")
    page.click("#stop")
    page.wait_for_selector(".unchecked", state="detached")
    for _ in range(100):
        pen.write()
        if model.hung_up.wait(0.1):
            break
    assert model.hung_up.is_set()
    assert page.locator(".answer .draft").count() == 0
    page.wait_for_selector("#download-json:not([disabled])")
    assert "每月召開一次專題會議" in page.locator(".statements").inner_text()


def test_the_next_question_is_not_written_over(page, model: Endpoint):
    """Asking on while a model writes: the new answer stays, the one before is kept as its quotations."""
    pen = Pen(HOLDS, "STATEMENT: 三方會議", *["\n"] * 500)
    model.says(pen, stream("NONE"))
    ask(page, QUESTION)
    pen.write(2)
    page.wait_for_function("() => document.querySelector('.unchecked .text')?.textContent.startsWith('三方會議')")
    ask(page, LIST_QUESTION)
    _done(page)
    pen.write(500)
    page.wait_for_timeout(SHOT_WAIT_MS)
    assert page.locator(".answer h2").inner_text() == LIST_QUESTION
    assert "一是主題開放" in page.locator(".answer .statements").inner_text()
    assert page.locator(".turn summary").all_inner_texts() == [QUESTION]
