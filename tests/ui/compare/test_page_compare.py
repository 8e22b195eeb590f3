"""Comparing in a real Chromium: roles and questions as tables, each cell read in its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from browsing import FAINT, PHONE, SHOT_WAIT_MS

from rag.export.verification import verify_file

pytestmark = pytest.mark.browser


def _open(open_page, **options):
    page = open_page(**options)
    page.get_by_role("tab", name="對照").click()
    page.wait_for_selector("#compare-question textarea", state="visible")
    return page


def _compare(page, question: str = "", *roles: str) -> None:
    for role in roles:
        page.get_by_role("checkbox", name=role).check()
    page.fill("#compare-question textarea", question)
    page.press("#compare-question textarea", "Enter")
    asked = question or f"各案例的{'、'.join(roles)}"
    page.wait_for_function("(asked) => document.querySelector('.comparison caption')?.innerText === asked", arg=asked)


def test_two_roles_of_all_cases(open_page, five_cases_path: Path):
    """A row per case, a column per role; every statement opens the very words it shows."""
    page = _open(open_page)
    _compare(page, "", "背景", "成效")
    assert page.locator(".comparison thead th").all_inner_texts() == ["案例", "背景", "成效"]
    assert page.locator(".comparison tbody tr").count() == 6  # five cases and the document full of markup
    text = five_cases_path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    buttons = page.locator(".comparison button")
    for index in range(0, buttons.count(), 5):
        button = buttons.nth(index)
        n, start, end = json.loads(button.get_attribute("data-open"))["chosen"]
        button.click()
        page.wait_for_selector(f'#compare-source .reading[data-n="{n}"] mark.chosen')
        assert "".join(page.locator("#compare-source mark.chosen").all_text_contents()) == text[start:end]
        assert button.inner_text().removesuffix(str(n)).strip() == text[start:end].strip()
        assert button.get_attribute("aria-current") == "true"


def test_a_question_to_every_case(open_page):
    """One column; a case that does not say so says that."""
    page = _open(open_page)
    _compare(page, "“開放式黨課”重點做到哪五個開放？")
    silent = page.locator(".comparison .silent").count()
    assert 1 <= silent < page.locator(".comparison tbody tr").count()


def test_nothing_to_compare_by_is_said_and_loses_nothing(open_page):
    """Neither question nor part: the message; the table before stays; the next comparison clears it."""
    page = _open(open_page)
    _compare(page, "", "成效")
    before = page.locator("#comparison").inner_text()
    page.get_by_role("checkbox", name="成效").uncheck()
    page.click("#compare-send")
    notice = page.wait_for_selector("#compare-notice .notice")
    assert "提示：" in notice.inner_text()
    assert page.locator("#comparison").inner_text() == before
    _compare(page, "各案例的做法")
    page.wait_for_selector("#compare-notice .notice", state="detached")


def test_a_comparison_can_be_taken_away_and_verified(open_page, five_cases_settings, tmp_path):
    """The JSON of the table on the page, every quotation as in the source."""
    page = _open(open_page)
    _compare(page, "", "啟示")
    page.wait_for_selector("#compare-download-json:not([disabled])")
    with page.expect_download() as started:
        page.locator("#compare-download-json").click()
    path = tmp_path / "對照.json"
    started.value.save_as(path)
    shown = page.locator(".comparison button").count()
    assert len(verify_file(path, five_cases_settings).results) >= shown >= 5
    assert sum(len(row["statements"]) for row in json.loads(path.read_text())["rows"]) == shown


def test_only_the_chosen_cases_have_rows(open_page):
    """The filter is beside the parts."""
    page = _open(open_page)
    page.locator("#compare-scope .label-wrap").click()
    page.locator("#compare-cases input").click()
    page.get_by_role("option").nth(2).click()
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.querySelector('#compare-scope .label-wrap')?.innerText.includes('】三')")
    _compare(page, "", "成效")
    assert page.locator(".comparison tbody tr").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_table_can_be_read_on_a_phone(open_page, scheme: str):
    """Nothing runs out of the window, parts are named in their cells, and all text stands out 4.5 : 1."""
    page = _open(open_page, **PHONE, color_scheme=scheme)
    _compare(page, "", "背景", "成效")
    assert page.evaluate("document.documentElement.scrollWidth - 390") <= 0
    page.locator(".comparison button").first.tap()
    page.wait_for_selector("#compare-source mark.chosen")
    page.wait_for_timeout(SHOT_WAIT_MS)
    assert page.evaluate("document.documentElement.scrollWidth - 390") <= 0
    texts = "#compare label, .comparison caption, .comparison th, .comparison button, .number, .silent, .where"
    assert page.evaluate(FAINT, texts) == []
