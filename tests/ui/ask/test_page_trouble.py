"""The page in a real Chromium when its server is slow, gone or started anew, and when the library changes under it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import pytest
from browsing import UNANSWERABLE, WHO_QUESTION, ask

from rag import Library
from rag.settings import Settings

pytestmark = pytest.mark.browser

PATIENCE_S = 0.3
NAME = "食堂.txt"
RULES = "【案例】六\n\n一、食堂\n\n機關食堂每週三供應素食，由職工代表會決定菜單。\n\n二、成效\n\n剩飯減少了一半。\n"
QUESTION = "機關食堂星期幾供應素食？"


@pytest.fixture
def rebuilt(library_server, five_cases_settings: Settings) -> Iterator:
    """Writes 食堂.txt, or takes it away, and builds the index as `anwen build` beside the server would."""
    corpus, index = library_server.files / "corpus", library_server.files / "index"

    def build(text: str | None) -> None:
        if text is None:
            (corpus / NAME).unlink(missing_ok=True)
        else:
            (corpus / NAME).write_text(text, encoding="utf-8")
        Library.build(corpus, index, settings=five_cases_settings)

    yield build
    build(None)


def _says(page, selector: str, text: str) -> None:
    """Open the page anew until it says so: the library that was built is taken over behind it."""
    from playwright.sync_api import TimeoutError as NotYet

    for _ in range(60):
        page.reload()
        page.wait_for_selector("#question textarea")
        try:
            page.wait_for_function(
                "([selector, text]) => document.querySelector(selector)?.innerText.includes(text)",
                arg=[selector, text],
                timeout=1_000,
            )
        except NotYet:
            continue
        return
    pytest.fail(f"never {text}")


def test_a_library_that_changes_under_the_page(open_page, library_server, rebuilt):
    """Chosen case, link and open tab over two rebuilds: found again where the words moved, kindly dropped when gone."""
    page = open_page(library_server.url)
    rebuilt(RULES)
    _says(page, ".counts", "2 份文件")
    ask(page, QUESTION)
    link = page.locator(".sources .copy-link").first.get_attribute("data-copy-link")
    page.locator("#options .label-wrap").click()
    page.locator("#cases input").click()
    page.locator("#cases [role=option]", has_text=f"{NAME} › 【案例】六").click()
    page.wait_for_function("() => document.querySelector('#options .label-wrap')?.innerText.includes('【案例】六')")
    # The words move: the tab that stayed open answers, the link finds them.
    rebuilt(RULES.replace("一、食堂\n", "一、食堂\n\n前面新添了一段話。\n"))
    other = open_page(library_server.url + link)
    _says(other, ".notice", f"現在在「{NAME}」的這裏")
    other.wait_for_selector("mark.chosen")
    assert (
        "".join(other.locator("mark.chosen").all_text_contents()).strip()
        == "機關食堂每週三供應素食，由職工代表會決定菜單。"
    )
    ask(page, QUESTION)
    assert "每週三" in page.locator(".answer .statements").inner_text()
    # The document goes: what was chosen is dropped and said, the question is answered all the same.
    rebuilt(None)
    _says(other, ".notice", f"文庫裏已沒有「{NAME}」")
    assert other.locator(".source").count() == 0
    ask(page, WHO_QUESTION)
    assert "所選的案例有些已不在文庫裏" in page.wait_for_selector(".notice").inner_text()
    assert page.locator(".answer .among").count() == 0
    page.wait_for_function("() => document.querySelector('#options .label-wrap')?.innerText === '範圍：全部案例'")
    ask(page, "三方會議多久開一次？")
    page.wait_for_selector(".notice", state="detached")


def test_waiting_is_said_and_a_fast_answer_does_not_flicker(open_page):
    """Nothing while it comes at once; when the line is slow, a word, until it comes."""
    page = open_page()
    page.evaluate(
        "() => { window.words = []; new MutationObserver(() => window.words.push("
        "document.querySelector('#waiting').innerText.trim())).observe("
        "document.querySelector('#waiting'), {childList: true, subtree: true, characterData: true}); }"
    )
    began = monotonic()
    ask(page, UNANSWERABLE)
    if monotonic() - began < PATIENCE_S:
        assert page.evaluate("window.words") == []
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    page.route("**/queue/join*", hold)
    page.fill("#question textarea", WHO_QUESTION)
    page.press("#question textarea", "Enter")
    page.wait_for_function("() => document.querySelector('#waiting')?.innerText.trim() === '正在找……'")
    assert page.locator("#answer .view").get_attribute("aria-busy") == "true"
    for route in held:
        route.continue_()
    page.unroute("**/queue/join*")
    page.wait_for_selector(".cite")
    page.wait_for_function("() => document.querySelector('#waiting')?.innerText.trim() === ''")
    assert page.locator("#answer .view").get_attribute("aria-busy") is None


def test_a_server_that_goes_and_comes_back(open_page, starting, ui_flags: list[str], tmp_path: Path):
    """The page says it in its own language and what to do; what was typed is there when the server is."""
    first = starting(tmp_path, *ui_flags)
    server = next(first)
    page = open_page(server.url)
    ask(page, WHO_QUESTION)
    first.close()
    page.fill("#question textarea", "三方會議多久開一次？")
    page.press("#question textarea", "Enter")
    said = page.wait_for_selector(".toast-body[role=alert]")
    page.wait_for_function("() => document.querySelector('.toast-body')?.innerText.includes('連線中斷了')")
    assert "提示：" in said.inner_text()
    assert "Connection" not in page.locator("body").inner_text()
    assert page.locator(".answer h2").inner_text() == WHO_QUESTION
    page.wait_for_function("() => document.querySelector('#waiting')?.innerText.trim() === ''")
    second = starting(tmp_path, *ui_flags, "--port", str(urlsplit(server.url).port))
    next(second)
    page.wait_for_function("() => document.querySelector('#question textarea')?.value === '三方會議多久開一次？'")
    page.wait_for_selector(".toast-body", state="detached")
    page.locator(".history summary").click()
    assert page.locator("#history li button").all_inner_texts() == [WHO_QUESTION]
    page.click("#send")
    page.wait_for_selector(".cite")
    second.close()
