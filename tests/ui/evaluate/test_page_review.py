"""Growing a set in a real Chromium: judged under an answer, reviewed, approved, run by the command line."""

from __future__ import annotations

import json

import pytest
from browsing import FAINT, PHONE, UNANSWERABLE, WHO_QUESTION, ask
from test_page_evaluate import _anwen

from rag.eval.formats import read_set

pytestmark = pytest.mark.browser

HOSTILE = '<img src=x onerror="alert(1)">${alert(2)}會議由誰參加？'


@pytest.fixture
def asking(open_page, workshop):
    """Opens the page and asks; the judgement is unfolded."""

    def opened(question: str, **options):
        page = open_page(workshop.server.url + "zh-Hant/", **options)
        ask(page, question)
        page.wait_for_selector("#judging .judging")
        page.click("#judging summary")
        return page

    return opened


def _judge(page, key: str) -> None:
    page.click(f'#judging [data-key="{key}"]')
    page.wait_for_selector(f'#judging [data-key="{key}"][aria-pressed="true"]')


def _review(page, question: str) -> None:
    page.click("#judging [data-room]")
    page.wait_for_selector("#entries .review")
    page.locator("#entries .entries button", has_text=question).click()
    page.wait_for_function(
        "(question) => document.querySelector('#review-question textarea')?.value === question", arg=question
    )


@pytest.fixture(autouse=True)
def _nothing_judged(workshop):
    """Each test begins and ends without judgements."""
    for folder in ("judgements", "sets"):
        for path in (workshop.folder / "eval" / folder).glob("my-questions.jsonl"):
            path.unlink()


def test_from_an_answer_to_a_set_that_anwen_eval_runs(asking, workshop, five_cases_path):
    """Right and not this one; shortened, approved: the verbatim quote stands in the set, and the set is measured."""
    page = asking(WHO_QUESTION)
    _judge(page, "right-0")
    _judge(page, "wrong-2")
    _review(page, WHO_QUESTION)
    before = page.inner_text("#places .where >> nth=0")
    page.click('#places [data-key="start-shorter-0"]')
    page.wait_for_function("(was) => (document.querySelector('#places .where')?.innerText ?? was) !== was", arg=before)
    page.click("#approve")
    page.wait_for_selector("#entries [role=status]")
    (question,) = read_set(workshop.folder / "eval" / "sets" / "my-questions.jsonl").questions
    text = five_cases_path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    (evidence,), (rejected,) = question.evidence[0], question.rejected
    for one in (evidence, rejected):
        assert text[one.start : one.end] == one.quote
    assert evidence.quote == "會議由問題發現者(政工人員)、問題涉及人員單位、解決問題相關部門單位三方人員參加。"
    assert (question.text, question.language, question.split) == (WHO_QUESTION, "zh-Hant", "dev")
    (result,) = json.loads(_anwen(workshop, "eval", "my-questions", "--split", "dev", "--json", "-q"))
    assert (result["n"], result["metrics"]["AnswerCited"], result["metrics"]["RejectedCited"]) == (1, 1.0, 0.0)


def test_a_judgement_is_remembered_and_can_be_taken_back(asking, workshop):
    """Asked again, in another visit, the buttons show it; pressed again it is gone."""
    _judge(asking(WHO_QUESTION), "right-0")
    page = asking(WHO_QUESTION)
    pressed = page.locator('#judging [data-key="right-0"]')
    assert pressed.get_attribute("aria-pressed") == "true"
    pressed.press("Enter")
    page.wait_for_selector('#judging [data-key="right-0"][aria-pressed="false"]')
    page.wait_for_function("document.activeElement?.dataset.key === 'right-0'")
    assert (workshop.folder / "eval" / "judgements" / "my-questions.jsonl").read_text(encoding="utf-8") == ""


def test_what_the_collection_does_not_say(asking, workshop):
    """On a refusal: one press, a question without evidence; its kind is suggested."""
    page = asking(UNANSWERABLE)
    _judge(page, "nowhere")
    _review(page, UNANSWERABLE)
    assert "unanswerable-far" in page.input_value("#review-kind input")
    page.click("#approve")
    page.wait_for_selector("#entries [role=status]")
    (question,) = read_set(workshop.folder / "eval" / "sets" / "my-questions.jsonl").questions
    assert (question.kind, question.evidence) == ("unanswerable-far", ())


def test_evidence_is_added_by_its_words_and_joined(asking, workshop):
    """What was not found: pasted; first an alternative, then required; words that are nowhere are said to be."""
    page = asking(WHO_QUESTION)
    _judge(page, "right-0")
    _review(page, WHO_QUESTION)
    page.fill("#review-quote textarea", "這句話文庫裡沒有")
    page.click("#review-add")
    page.wait_for_selector("#review-notice .notice")
    page.fill("#review-quote textarea", "会议主要有三项议程")  # in the other script
    page.click("#review-add")
    page.wait_for_selector("#places .joint button")
    assert page.inner_text("#review-notice").strip() == ""
    assert "其一即可" in page.inner_text("#places .joint")
    page.click("#places .joint button")
    page.wait_for_function("document.querySelector('#places .joint')?.innerText.includes('都要')")
    page.click("#approve")
    page.wait_for_selector("#entries [role=status]")
    (question,) = read_set(workshop.folder / "eval" / "sets" / "my-questions.jsonl").questions
    assert [[one.quote[-5:] for one in item] for item in question.evidence][1] == ["有三項議程"]


def test_other_words_are_kept_also_when_approved_at_once(asking, workshop):
    """Typed and approved without leaving the field; the question is not left waiting beside."""
    page = asking(WHO_QUESTION)
    _judge(page, "right-0")
    _review(page, WHO_QUESTION)
    page.fill("#review-question textarea", "哪三方參加三方會議？")
    page.click("#approve")
    page.wait_for_selector("#entries [role=status]")
    (question,) = read_set(workshop.folder / "eval" / "sets" / "my-questions.jsonl").questions
    assert question.text == "哪三方參加三方會議？"
    page.click("#evaluate-results-button")
    page.click("#evaluate-review-button")
    page.wait_for_function("document.querySelectorAll('#entries .entries button').length === 1")
    assert (workshop.folder / "eval" / "judgements" / "my-questions.jsonl").read_text(encoding="utf-8") == ""


def test_delete_and_undo(asking, workshop):
    """A question that waits is deleted, and put back."""
    page = asking(WHO_QUESTION)
    _judge(page, "right-0")
    _review(page, WHO_QUESTION)
    page.click("#delete")
    page.wait_for_selector('#entries [data-key="undo"]')
    assert page.locator("#entries .entries button").count() == 0
    page.click('#entries [data-key="undo"]')
    page.wait_for_selector("#entries .entries button[aria-current]")


def test_a_file_with_a_mistake_is_told_and_left_alone(asking, workshop):
    """Made by hand: the line is named, and its bytes stay."""
    page = asking(WHO_QUESTION)
    _judge(page, "right-0")
    path = workshop.folder / "eval" / "sets" / "my-questions.jsonl"
    path.write_text("{壞了\n", encoding="utf-8")
    page.click('#judging [data-key="wrong-1"]')
    page.wait_for_selector("#judging .notice")
    assert "my-questions.jsonl 第 1 行" in page.inner_text("#judging")
    assert path.read_text(encoding="utf-8") == "{壞了\n"


def test_markup_in_a_question_is_text(asking, workshop):
    """In the judgement, the list and the editor; `open_page` proves that nothing of it ran."""
    page = asking(HOSTILE)
    _judge(page, "right-0" if page.locator('#judging [data-key="right-0"]').count() else "nowhere")
    _review(page, HOSTILE)
    assert page.inner_text("#entries .asked") == HOSTILE
    assert page.locator("#evaluate img").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_judging_and_reviewing_can_be_read_on_a_phone(asking, scheme: str):
    """Contrast of WCAG AA, and nothing sticks out."""
    page = asking(WHO_QUESTION, color_scheme=scheme, **PHONE)
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    _judge(page, "right-0")
    assert page.evaluate(FAINT, "#judging :is(summary, .text, .n, button, .label, .soft, .done)") == []
    assert page.evaluate(wide)
    _review(page, WHO_QUESTION)
    assert (
        page.evaluate(FAINT, "#entries :is(.asked, .tags span, .label), #places :is(.text, .n, .where, button)") == []
    )
    assert page.evaluate(wide)
