"""The page in a real Chromium: ask, read, check, by mouse, keyboard, phone, in light and dark."""

from __future__ import annotations

import json
from pathlib import Path
from time import monotonic

import pytest
from browsing import FAINT, LIST_QUESTION, PHONE, SHOT_WAIT_MS, UNANSWERABLE, WHO_QUESTION, ask

pytestmark = pytest.mark.browser

PATIENCE_S = 15


def _marked(page) -> str:
    return "".join(page.locator(".reading mark.chosen").all_text_contents())


def _in_view(page, selector: str) -> bool:
    """Whether the element's top is inside the window and inside what scrolls around it."""
    return page.locator(selector).first.evaluate(
        """(element) => {
          const top = element.getBoundingClientRect().top;
          const around = element.closest(".reading").getBoundingClientRect();
          return top >= Math.max(0, around.top) && top < Math.min(innerHeight, around.bottom);
        }"""
    )


def test_every_citation_opens_its_very_words(open_page, five_cases_path: Path):
    """What is marked is, character by character, what the file holds at the place cited."""
    page = open_page()
    ask(page, LIST_QUESTION)
    text = five_cases_path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    numbers = page.locator(".cite")
    assert numbers.count() >= 1
    for index in range(numbers.count()):
        number = numbers.nth(index)
        n, start, end = json.loads(number.get_attribute("data-open"))["chosen"]
        number.click()
        page.wait_for_selector(f'.reading[data-n="{n}"] mark.chosen')
        page.wait_for_timeout(50)
        assert _marked(page) == text[start:end]
        assert _in_view(page, "mark.chosen")
        assert page.locator('.cite[aria-current="true"]').all_text_contents() == [str(n)]
        # The breadcrumb says the same as the citation does.
        crumbs = page.locator(".crumbs li").all_text_contents()
        assert " › ".join(crumbs) == json.loads(number.get_attribute("data-card"))["path"]


def test_the_source_is_beside_the_answer_with_its_tree(open_page):
    """At a desk's width: answer, text, tree, in this order on one line; the tree is open along the path."""
    page = open_page()
    ask(page, WHO_QUESTION)
    page.locator(".cite").first.click()
    boxes = [page.locator(selector).bounding_box() for selector in ("#answer", ".reading", ".tree")]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    assert boxes[1]["x"] + boxes[1]["width"] <= boxes[2]["x"]
    crumbs = page.locator(".crumbs li").all_text_contents()
    path = page.locator('.tree [aria-expanded="true"], .tree [aria-current]').all_text_contents()
    assert path == crumbs[1:]
    assert page.locator(".tree [aria-current]").all_text_contents() == crumbs[-1:]


def test_a_section_of_the_tree_opens(open_page):
    """Another section, then the case: heading shown, path moved, nothing of the answer lost."""
    page = open_page()
    ask(page, LIST_QUESTION)
    answer = page.locator(".answer").inner_text()
    other = page.locator(".tree button:not([aria-expanded='true']):not([aria-current])").first
    name = other.inner_text()
    other.click()
    page.wait_for_function("(name) => document.querySelector('.tree [aria-current]')?.innerText === name", arg=name)
    assert page.locator(".crumbs li").last.inner_text() == name
    assert page.locator(".reading").inner_text().startswith(name)
    page.locator(".crumbs button").first.click()
    page.wait_for_function("() => document.querySelectorAll('.crumbs li').length === 2")
    assert page.locator(".reading .subsections button").count() >= 1
    assert page.locator(".answer").inner_text() == answer


def test_a_refusal_is_kind_and_shows_what_is_near(open_page):
    """No citations; the nearest passages open like citations do, marked in their section."""
    page = open_page()
    ask(page, UNANSWERABLE)
    assert "找不到" in page.locator(".refused").inner_text()
    assert page.locator(".cite").count() == 0
    assert page.locator(".reading").count() == 0
    nearest = page.locator(".hits button")
    assert nearest.count() >= 1
    nearest.first.click()
    page.wait_for_selector(".reading mark.chosen")
    page.wait_for_timeout(50)
    assert _marked(page).split() == "".join(page.locator(".reading mark").all_text_contents()).split()
    assert _in_view(page, "mark.chosen")


def test_the_passages_found_can_be_looked_at(open_page):
    """Folded away under the answer: score and place of each, and each opens."""
    page = open_page()
    ask(page, WHO_QUESTION)
    found = page.locator(".why")
    assert not found.locator(".hits").is_visible()
    found.locator("summary").click()
    assert found.locator(".hits button").count() == 5
    scores = [float(score) for score in found.locator(".score").all_text_contents()]
    assert scores == sorted(scores, reverse=True)
    found.locator(".hits button").last.click()
    page.wait_for_selector('.reading[data-n="0"] mark.chosen')


def test_an_example_is_asked_with_one_click(open_page):
    """The examples are about the five cases, and one of them is none they answer."""
    page = open_page()
    examples = page.locator("#examples button").all_inner_texts()
    assert WHO_QUESTION in examples
    assert LIST_QUESTION in examples
    page.locator("#examples button").first.click()
    page.wait_for_selector(".answer")
    assert page.input_value("#question textarea") == examples[0]
    assert page.locator(".answer h2").inner_text() == examples[0]


@pytest.mark.parametrize(("question", "said"), [("？！", "空的"), ("問" * 2001, "2001")])
def test_a_question_that_cannot_be_asked_loses_nothing(open_page, question: str, said: str):
    """The message appears with what to do; question, answer and source stay; the next question clears it."""
    page = open_page()
    ask(page, WHO_QUESTION)
    before = page.locator(".answer").inner_text(), page.locator(".source").inner_text()
    page.fill("#question textarea", question)
    page.click("#send")
    notice = page.wait_for_selector('.notice[role="alert"]')
    assert said in notice.inner_text()
    assert "提示：" in notice.inner_text()
    assert f"以下仍是上一問「{WHO_QUESTION}」的答案" in notice.inner_text()
    assert page.input_value("#question textarea") == question
    assert (page.locator(".answer").inner_text(), page.locator(".source").inner_text()) == before
    ask(page, LIST_QUESTION)
    page.wait_for_selector(".notice", state="detached")


def test_enter_while_composing_does_not_send(open_page, visit):
    """In all three ways a browser tells it: a running composition, `isComposing`, key code 229."""
    page = open_page()
    box = page.locator("#question textarea")
    box.fill(WHO_QUESTION)
    box.focus()
    chrome = page.context.new_cdp_session(page)
    chrome.send("Input.imeSetComposition", {"text": "ㄇㄚ", "selectionStart": 2, "selectionEnd": 2})
    page.keyboard.press("Enter")
    for fact in ({"isComposing": True}, {"keyCode": 229}):
        for kind in ("keydown", "keypress"):
            box.evaluate(
                "(box, [kind, fact]) => box.dispatchEvent("
                "new KeyboardEvent(kind, {key: 'Enter', bubbles: true, cancelable: true, ...fact}))",
                [kind, fact],
            )
        box.evaluate("(box) => box.dispatchEvent(new KeyboardEvent('keyup', {key: 'Enter', bubbles: true}))")
    page.wait_for_timeout(SHOT_WAIT_MS)
    assert not any(WHO_QUESTION in sent for sent in visit.sent)
    assert page.locator(".answer").count() == 0
    box.fill(WHO_QUESTION)
    page.keyboard.press("Shift+Enter")
    page.wait_for_timeout(SHOT_WAIT_MS)
    assert not any(WHO_QUESTION in sent for sent in visit.sent)
    box.fill(WHO_QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector(".answer")
    assert sum(WHO_QUESTION in json.loads(sent)["data"] for sent in visit.sent) == 1


def test_the_keyboard_is_enough(open_page):
    """Type, Enter, Tab to a citation, Enter: the source has the focus; Escape goes back to the citation."""
    page = open_page()
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    page.keyboard.type(WHO_QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector(".cite")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.cite')"):
            break
    name = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert name.startswith("引文 1")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.matches('.reading')")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("原文：")
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.activeElement.matches('.cite')")
    # Every control has a name of its own.
    nameless = page.evaluate(
        "[...document.querySelectorAll('#panes button, #asking button, #asking textarea')].filter((e) =>"
        " !(e.textContent || e.getAttribute('aria-label') || e.labels?.[0]?.innerText || '').trim()).length"
    )
    assert nameless == 0


def test_markup_is_text(open_page, hostile):
    """A document, a file name and a question full of markup show as they were written; nothing of it runs."""
    page = open_page()
    ask(page, "飛碟實驗室的午餐費由誰支付？<img src=x onerror=alert(9)>")
    ask(page, "它的成效如何？<svg onload=alert(10)>")
    page.locator(".turn summary").click()
    assert page.locator(".turn").text_content().startswith("飛碟實驗室的午餐費由誰支付？<img src=x")
    ask(page, "飛碟實驗室的午餐費由誰支付？")
    name, lines = hostile
    page.locator(".why summary").click()
    passages = page.locator(".hits button").all()
    documents = [json.loads(passage.get_attribute("data-open"))["document"] for passage in passages]
    passages[documents.index(name)].click()
    page.wait_for_selector('.reading[data-n="0"] mark.chosen')
    assert name in page.locator(".crumbs li").first.inner_text()
    page.locator(".tree button").first.click()
    page.wait_for_function("() => document.querySelector('.tree button')?.hasAttribute('aria-current')")
    shown = ""
    for section in page.locator(".tree ul ul button").all_text_contents():
        page.locator(".tree ul ul button").get_by_text(section, exact=True).click()
        page.wait_for_function(
            "(name) => document.querySelector('.tree [aria-current]')?.textContent === name", arg=section
        )
        shown += page.locator(".reading").text_content()
    for line in lines[1:]:
        assert line in shown
    foreign = "#panes :is(img, script, b, svg, iframe), #panes [onerror], #panes [onmouseover], #panes [onload]"
    assert page.locator(foreign).count() == 0
    page.wait_for_timeout(SHOT_WAIT_MS)


def test_a_phone_shows_it_all_without_scrolling_sideways(open_page):
    """390 pixels: before, with an answer, and with a source, to which a tap scrolls."""
    page = open_page(**PHONE)
    sideways = "document.documentElement.scrollWidth - 390"
    assert page.evaluate(sideways) <= 0
    ask(page, LIST_QUESTION)
    assert page.evaluate(sideways) <= 0
    assert page.evaluate("scrollY") == 0
    page.locator(".cite").last.tap()
    page.wait_for_function(
        "() => { const mark = document.querySelector('mark.chosen');"
        " const top = mark?.getBoundingClientRect().top; return top >= 0 && top < innerHeight; }"
    )
    assert page.evaluate(sideways) <= 0
    page.locator(".back").click()
    page.wait_for_function(
        "() => { const top = document.activeElement.matches('.cite')"
        " && document.activeElement.getBoundingClientRect().top; return top >= 0 && top < innerHeight; }"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read_in_light_and_dark(open_page, scheme: str):
    """Contrast of at least 4.5 : 1 (WCAG AA) for every kind of text; the ground follows the system."""
    page = open_page(color_scheme=scheme)
    ask(page, LIST_QUESTION)
    ask(page, "那第三個呢？")
    page.locator(".cite").first.click()
    page.wait_for_selector("mark.chosen")
    page.locator(".why summary").click()
    page.mouse.move(0, 0)
    page.wait_for_timeout(SHOT_WAIT_MS)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, ground[4:-1].split(", "))) < 3 * 128) == (scheme == "dark")
    texts = (
        "h1, .masthead p, .counts, #question textarea, #send, #examples button, .answer h2,"
        " .statements li, .cite, .cite[aria-current], .answer .label, .sources .n, .path, .where, .why summary,"
        " .why > p, .score, .excerpt, .hits mark, .part, .part .value, #tools button, #tools a, .earlier .label,"
        " .turn summary, .follows p,"
        " .crumbs li, .crumbs button, .reading p, .reading h3, .reading mark, mark.chosen, .tree .label,"
        " .tree button, .tree [aria-current]"
    )
    assert page.evaluate(FAINT, texts) == []


def test_the_page_says_its_language(open_page):
    """For screen readers and for the shapes of characters."""
    page = open_page()
    page.wait_for_function("() => document.documentElement.lang === 'zh-Hant'")
    assert page.title() == "案問"
    assert page.locator("footer").is_visible() is False


def test_an_open_page_rests(open_page):
    """Once it has settled, nothing is drawn anew while nothing happens: before a question, and after its answer."""
    page = open_page()
    frames = """() => new Promise((done) => {
      let asked = 0;
      const frame = window.requestAnimationFrame;
      window.requestAnimationFrame = (callback) => { asked += 1; return frame(callback); };
      setTimeout(() => { window.requestAnimationFrame = frame; done(asked); }, 500);
    })"""
    for question in (None, WHO_QUESTION):
        if question:
            ask(page, question)
        deadline = monotonic() + PATIENCE_S
        while page.evaluate(frames):
            assert monotonic() < deadline


@pytest.mark.parametrize(("heading", "size", "weight"), [(".answer h2", "19px", "600"), (".reading h3", "18px", "600")])
def test_headings_look_like_headings(open_page, heading, size, weight):
    """The page's style comes after Gradio's, which makes all text alike."""
    page = open_page()
    ask(page, LIST_QUESTION)
    page.wait_for_selector(heading)
    style = "(element) => [getComputedStyle(element).fontSize, getComputedStyle(element).fontWeight]"
    assert page.locator(heading).first.evaluate(style) == [size, weight]


def test_two_readers_do_not_meet(open_page):
    """Each page has its own answer and its own source."""
    one, two = open_page(), open_page()
    ask(one, WHO_QUESTION)
    ask(two, UNANSWERABLE)
    assert one.locator(".answer h2").inner_text() == WHO_QUESTION
    assert one.locator(".cite").count() >= 1
    assert two.locator(".cite").count() == 0


def test_a_password_is_asked_for(open_page, locked_server):
    """On every address: nothing without the password, the page with it, and still nothing from outside."""
    page = open_page(locked_server.url, ready="input[type=password]")
    assert page.locator("#question").count() == 0
    page.locator("input").first.fill("anwen")
    page.locator("input[type=password]").fill("長的密碼")
    page.locator("button").first.click()
    page.wait_for_selector("#question textarea")
    ask(page, WHO_QUESTION)
    assert page.locator("#model").count() == 0  # no language model, no switch
    assert locked_server.outside() == ""


def test_the_process_talks_to_nobody(open_page, server):
    """Having started, served and answered, it has neither looked up nor called another computer."""
    page = open_page()
    ask(page, WHO_QUESTION)
    assert server.outside() == ""
