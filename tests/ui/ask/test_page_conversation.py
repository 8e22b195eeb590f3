"""The page in a real Chromium: one question after another, files to take away, why an answer is as it is."""

from __future__ import annotations

import json
import re
from pathlib import Path
from time import monotonic

import pytest
from browsing import LIST_QUESTION, PHONE, UNANSWERABLE, WHO_QUESTION, ask

from rag.corpus.fold import fold
from rag.export.reading import read_export
from rag.export.verification import verify_file

pytestmark = pytest.mark.browser

PATIENCE_S = 15
DOWNLOADS = {"markdown": ".md", "word": ".docx", "json": ".json"}


def _download(page, form: str, folder: Path) -> Path:
    page.wait_for_selector(f"#download-{form}:not([disabled])")
    with page.expect_download() as started:
        page.click(f"#download-{form}")
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def test_a_follow_up_is_resolved_and_says_how(open_page):
    """What was searched, by which rule; the turn before stays readable, and its citations still open."""
    page = open_page()
    ask(page, LIST_QUESTION)
    assert page.locator(".follows").count() == 0
    ask(page, "那第三個呢？")
    said = page.locator(".answer .follows").inner_text()
    assert "實際檢索的問題：形式開放" in said
    assert "接着上一個答案所列的項目：代入「形式開放」" in said
    turn = page.locator(".earlier .turn")
    assert turn.locator("summary").all_inner_texts() == [LIST_QUESTION]
    assert not turn.locator(".statements").is_visible()
    turn.locator("summary").click()
    assert "四是互動開放" in turn.locator(".statements").inner_text()
    turn.locator(".cite").nth(3).click()
    page.wait_for_function("() => document.querySelector('mark.chosen')?.textContent.startsWith('四是互動開放')")
    assert page.locator('.turn .cite[aria-current="true"]').all_inner_texts() == ["4"]
    assert page.locator(".answer h2").inner_text() == "那第三個呢？"


def test_a_follow_up_that_is_not_understood_loses_nothing(open_page):
    """It says so kindly and what to do; the next one still refers to the list."""
    page = open_page()
    ask(page, LIST_QUESTION)
    ask(page, "那第九個呢？")
    note = page.locator(".answer .unresolved").inner_text()
    assert "5 項，沒有這一項" in note
    assert "提示：" in note
    ask(page, "那第四個呢？")
    assert "代入「互動開放」" in page.locator(".answer .follows").inner_text()
    assert page.locator(".turn summary").all_inner_texts() == ["那第九個呢？", LIST_QUESTION]


def test_a_new_conversation_forgets(open_page):
    """As the page was at first; what looked like a follow-up now has nothing to follow, and no option is named."""
    page = open_page()
    ask(page, LIST_QUESTION)
    ask(page, WHO_QUESTION)
    page.click("#new")
    page.wait_for_selector(".answer", state="detached")
    assert page.locator(".turn, .source").count() == 0
    assert not page.locator("#tools").is_visible()
    assert page.input_value("#question textarea") == ""
    page.wait_for_function("() => document.activeElement.tagName === 'TEXTAREA'")
    ask(page, "那第三個呢？")
    note = page.locator(".answer .unresolved").inner_text()
    assert "沒有上一問" in note
    assert "--after" not in note


def test_the_next_question_is_typed_over_the_last(open_page):
    """After an answer the question is selected: no clearing by hand."""
    page = open_page()
    ask(page, LIST_QUESTION)
    page.wait_for_function("() => document.activeElement.selectionEnd > 0")
    page.keyboard.type("那第三個呢？")
    assert page.input_value("#question textarea") == "那第三個呢？"


def test_conversations_do_not_mix(open_page):
    """Two readers: a follow-up of one does not refer to what the other asked."""
    one, two = open_page(), open_page()
    ask(one, LIST_QUESTION)
    ask(two, "那第三個呢？")
    assert "沒有上一問" in two.locator(".follows").inner_text()
    ask(one, "那第三個呢？")
    assert "代入「形式開放」" in one.locator(".follows").inner_text()


def test_an_answer_can_be_taken_away_and_verified(open_page, five_cases_settings, tmp_path):
    """Markdown, Word, JSON, named after the question: each is an export of this answer, and every quotation stands."""
    page = open_page()
    ask(page, WHO_QUESTION)
    said = page.locator(".statements li").all_inner_texts()
    assert len(said) >= 1
    for form, suffix in DOWNLOADS.items():
        path = _download(page, form, tmp_path)
        assert path.name == f"案問_三方會議由哪些人參加{suffix}"
        exported = read_export(path, max_bytes=10**7)
        assert [one.text for one in exported.statements] == [one.rstrip("0123456789") for one in said]
        verified = verify_file(path, five_cases_settings)
        assert verified.holds
        assert [one.status for one in verified.results] == ["same"] * len(exported.quotations)


def test_a_follow_up_is_exported_as_what_it_is(open_page, tmp_path):
    """The JSON is that of the answer on the page, resolved."""
    page = open_page()
    ask(page, LIST_QUESTION)
    page.wait_for_selector("#download-json:not([disabled])")
    page.evaluate(
        "() => { window.offered = false; const button = document.querySelector('#download-json');"
        " new MutationObserver(() => { window.offered = !button.disabled; }).observe(button, {attributes: true}); }"
    )
    ask(page, "那第三個呢？")
    page.wait_for_function("() => window.offered")  # anew, after it was taken back with the answer before
    exported = json.loads(_download(page, "json", tmp_path).read_bytes())
    assert (exported["question"], exported["follows"]["put_in"]) == ("那第三個呢？", "形式開放")


def test_a_refusal_is_taken_away_and_not_what_came_before(open_page, server, tmp_path):
    """The files are those of the refusal, with what is nearest; the files of the answer before are gone."""
    page = open_page()
    others = set(server.files.glob("anwen-*/*/*"))
    ask(page, WHO_QUESTION)
    page.wait_for_selector("#download-word:not([disabled])")
    files = set(server.files.glob("anwen-*/*/*")) - others
    assert sorted(path.suffix for path in files) == sorted(DOWNLOADS.values())
    assert all(path.parent.stat().st_mode & 0o077 == 0 for path in files)
    ask(page, UNANSWERABLE)
    deadline = monotonic() + PATIENCE_S  # they go once the new ones are wanted
    while any(path.exists() for path in files) and monotonic() < deadline:
        page.wait_for_timeout(50)
    assert not any(path.exists() for path in files)
    exported = json.loads(_download(page, "json", tmp_path).read_bytes())
    assert (exported["question"], exported["status"]) == (UNANSWERABLE, "refused")
    assert exported["nearest"]
    assert "找不到有把握的答案" in _download(page, "markdown", tmp_path).read_text(encoding="utf-8")
    assert _download(page, "word", tmp_path).stat().st_size > 0


def test_why_this_answer(open_page):
    """Opened by a click: confidence, the formula, four parts a passage that add up, and the matched words marked."""
    page = open_page()
    ask(page, "三方会议多久开一次？")
    why = page.locator(".answer .why")
    assert not why.locator(".hits").is_visible()
    why.locator("summary").click()
    said = why.locator("> p").all_inner_texts()
    assert re.fullmatch(r"把握度 \d\.\d\d，達到門檻 0\.50，所以作答。", said[0])
    weights = [float(weight) for weight in re.findall(r"([\d.]+)×", said[1])]
    for hit in why.locator(".hits li").all():
        parts = [float(value) for value in hit.locator(".part .value").all_inner_texts()]
        assert len(parts) == 4
        score = float(hit.locator(".score").inner_text())
        assert score == pytest.approx(sum(w * part for w, part in zip(weights, parts, strict=True)), abs=0.02)
    first = why.locator(".hits li").first
    marks = first.locator("mark").all_text_contents()
    assert "三方會議" in marks  # asked in the other script, shown as the source has it
    question = fold("三方会议多久开一次？")
    assert all(character in question for mark in marks for character in fold(mark))
    first.locator("button").click()
    page.wait_for_selector('.reading[data-n="0"] mark.chosen')


def test_why_not(open_page):
    """A refusal shows its passages at once, in short; asked why, it shows what they scored and what was missing."""
    page = open_page()
    ask(page, UNANSWERABLE)
    parts = page.locator(".hits .parts")
    assert page.locator(".hits").is_visible()
    assert not parts.first.is_visible()
    page.locator(".why summary").click()
    assert re.search(r"把握度 0\.\d\d，不到門檻 0\.50", page.locator(".why").inner_text())
    assert parts.first.is_visible()


def test_a_phone_has_room_for_all_of_it(open_page):
    """390 pixels: a conversation, why, the buttons; nothing sticks out."""
    page = open_page(**PHONE)
    ask(page, LIST_QUESTION)
    ask(page, "那第三個呢？")
    page.locator(".why summary").click()
    page.locator(".turn summary").click()
    assert page.evaluate("document.documentElement.scrollWidth - 390") <= 0
    for button in page.locator("#tools button:visible, #tools a:visible").all():
        box = button.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
