"""What can be judged of an answer, and what the page offers for it."""

from __future__ import annotations

import dataclasses
import json
import re
from html import unescape
from pathlib import Path

import gradio as gr
import pytest

from rag import Library
from rag.corpus.document import Span
from rag.errors import UsageError
from rag.eval.growing import Growing
from rag.eval.questions import Question
from rag.index.builder import build_index
from rag.index.store import open_generation
from rag.messages import LANGUAGES, render
from rag.settings import Settings
from rag.ui.ask.judging import Judging, judged_places, judging_html
from rag.ui.ask.turns import Conversation, Turn
from rag.ui.context import Context
from rag.ui.page import build_page
from rag.ui.preferences import Preferences
from rag.ui.shelf import Shelf
from rag.ui.source.places import Place

WHO = "三方會議由哪些人參加？"
TEXT = "【案例一】三方會議\n\n一、做法\n\n三方會議每月召開一次。会议由三方人员参加。\n\n二、成效\n\n問題都有人負責。\n"
QUESTION = "三方會議多久召開一次？"
UNANSWERED = "紅酒的年份？"


@dataclasses.dataclass
class Desk:
    """A page over one small document, where the last answer of a conversation is judged."""

    shelf: Shelf
    page: gr.Blocks
    conversation: Conversation

    def ask(self, question: str) -> None:
        """The question, and its answer."""
        library = self.shelf.library
        turn = Turn.of(library.ask(question), library.documents)
        self.conversation = Conversation().with_turn(turn, due=False)

    def act(self, **act: object) -> str:
        """What is shown after a button."""
        handler = next(fn for fn in self.page.fns.values() if "act" in [target[1] for target in fn.targets])
        return str(handler.fn(self.conversation, "grown", gr.EventData(None, act)))

    def rebuild(self, text: str, encoder) -> None:
        """Another text of the document, served."""
        settings = self.shelf.library.settings
        (settings.corpus_dir / "案例.txt").write_text(text, encoding="utf-8")
        build_index(settings, encoder=encoder)
        assert self.shelf.refresh()


@pytest.fixture
def desk(tmp_path: Path, bag_encoder, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Its sets grow in a working directory of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ANWEN_DATA", raising=False)
    settings = Settings(corpus_dir=tmp_path / "corpus", index_dir=tmp_path / "index", cache_dir=tmp_path / "cache")
    settings.corpus_dir.mkdir()
    (settings.corpus_dir / "案例.txt").write_text(TEXT, encoding="utf-8")
    build_index(settings, encoder=bag_encoder)
    shelf = Shelf(Library(open_generation(settings.index_dir), bag_encoder, settings))
    context = Context(shelf, settings, None, tmp_path)
    with gr.Blocks(analytics_enabled=False) as page:
        Judging(context, Preferences.make(context), gr.State(Conversation()))
    made = Desk(shelf, page, Conversation())
    made.ask(QUESTION)
    return made


def _pressed(shown: str) -> set[str]:
    buttons = re.findall(r"<button[^>]*>", shown)
    return {re.search(r'data-key="([^"]*)"', one)[1] for one in buttons if 'aria-pressed="true"' in one}


def test_the_quotations_then_the_passages_without_them(five_cases):
    """A passage that holds a quotation is not offered twice; of another its likeliest sentence is shown."""
    answer = five_cases.ask(WHO)
    places = judged_places(answer, five_cases)
    assert [one.n for one in places if one.n] == [cited.n for cited in answer.citations]
    assert all(one.place == one.whole for one in places if one.n)
    found = [one for one in places if not one.n]
    assert 0 < len(found) < len(answer.nearest)
    for one in found:
        text = five_cases.document(one.place.document).text
        assert one.whole.start <= one.place.start < one.place.end <= one.whole.end
        assert Span(one.place.start, one.place.end).of(text) == one.place.quote
        assert one.place.quote.count("。") <= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_offers_its_nearest_passages(five_cases, language: str):
    """And one button for the whole; pressed ones say so."""
    answer = five_cases.ask("紅燒牛肉麵的湯頭要怎麼熬才香？")
    places = judged_places(answer, five_cases)
    shown = judging_html(answer, places, None, "my-questions", language)
    assert shown.count('aria-pressed="false"') == 2 * len(answer.nearest) + 1
    question = Question(id="a", text=answer.question, kind="unanswerable-far", rejected=(places[0].whole,))
    shown = judging_html(answer, places, question, "my-questions", language)
    assert shown.count('aria-pressed="true"') == 2


@pytest.mark.parametrize("read_only", [True, False])
def test_a_page_that_is_read_only_offers_neither_judging_nor_review(five_cases, tmp_path, read_only):
    """No button, no part, no event that would write."""
    settings = dataclasses.replace(five_cases.settings, read_only=read_only)
    page = build_page(Context(Shelf(five_cases), settings, None, tmp_path))
    config = page.get_config_file()
    visible = {c["props"].get("elem_id") for c in config["components"] if c["props"].get("visible", True)}
    assert ("evaluate-review" in visible) is not read_only
    assert ("set-upload" in visible) is not read_only
    judging = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "judging")
    acts = [one for one in config["dependencies"] if [judging, "act"] in [list(target) for target in one["targets"]]]
    assert bool(acts) is not read_only


@pytest.mark.parametrize("question", [QUESTION, UNANSWERED])
@pytest.mark.parametrize("act", [{"do": "right", "n": 0}, {"do": "wrong", "n": 1}, {"do": "nowhere"}])
def test_after_a_rebuild_nothing_is_judged_that_nobody_read(desk: Desk, bag_encoder, question: str, act: dict):
    """A line was put in front, so other words stand at the old offsets; asked again, the answer can be judged.

    Alike of quotations and of passages that were found.
    """
    desk.ask(question)
    (turn,) = desk.conversation.turns
    desk.rebuild("來源：網頁\n\n" + TEXT, bag_encoder)
    with pytest.raises(UsageError) as caught:
        judged_places(turn.answer, desk.shelf.library)
    assert caught.value.key == "place-unknown"
    assert render("place-unknown").splitlines()[0] in desk.act(**act)
    assert Growing("grown").waiting() == ()
    desk.ask(question)
    desk.act(**act)
    (waiting,) = Growing("grown").waiting()
    text = desk.shelf.library.document("案例.txt").text
    assert all(text[one.start : one.end] == one.quote for one in (*waiting.alternatives, *waiting.rejected))


def test_a_rebuild_that_leaves_the_words_where_they_were_changes_nothing(desk: Desk, bag_encoder):
    """Text was put behind."""
    desk.rebuild(TEXT + "\n三、啟示\n\n要有制度。\n", bag_encoder)
    assert _pressed(desk.act(do="right", n=0)) == {"right-0"}


def test_a_place_that_was_shown_opens_no_other_words(desk: Desk, bag_encoder):
    """The page stays open over a rebuild: each place carries a check of its words."""
    (turn,) = desk.conversation.turns
    shown = judging_html(turn.answer, judged_places(turn.answer, desk.shelf.library), None, "grown", "zh-Hant")
    places = [Place.from_json(json.loads(unescape(one))) for one in re.findall(r'data-open="([^"]*)"', shown)]
    assert len(places) == 2
    document = desk.shelf.library.document("案例.txt")
    desk.rebuild("來源：網頁\n\n" + TEXT, bag_encoder)
    for place in places:
        assert place.path(document)
        with pytest.raises(UsageError):
            place.path(desk.shelf.library.document("案例.txt"))


@pytest.mark.parametrize("act", [{"do": "right", "n": 0}, {"do": "nowhere"}])
def test_the_last_judgement_of_a_question_of_the_set_is_not_taken_back(desk: Desk, act: dict):
    """The page says that it stays and where it is deleted, and goes on showing it."""
    pressed = _pressed(desk.act(**act))
    growing = Growing("grown")
    (waiting,) = growing.waiting()
    approved = growing.approve(waiting.id, desk.shelf.library.documents)
    shown = desk.act(**act)
    assert render("growing-reviewed", question=QUESTION, name="grown").splitlines()[0] in unescape(shown)
    assert render("page-judged-not") not in shown
    assert _pressed(shown) == pressed
    assert (growing.reviewed().questions, growing.waiting()) == ((approved,), ())


def test_that_nothing_answers_can_be_taken_back(desk: Desk):
    """What was right before is right again, also of a question of the set, with the kind that it has there."""
    growing = Growing("grown")
    desk.act(do="right", n=0)
    (waiting,) = growing.waiting()
    growing.change(waiting.id, lambda one: dataclasses.replace(one, kind="list-inline"))
    approved = growing.approve(waiting.id, desk.shelf.library.documents)
    shown = desk.act(do="nowhere")
    assert _pressed(shown) == {"nowhere"}
    assert render("page-judged") in shown
    shown = desk.act(do="nowhere")
    assert _pressed(shown) == {"right-0"}
    assert render("page-judged-not") in shown
    assert (growing.reviewed().questions, growing.waiting()) == ((approved,), ())


def test_a_place_that_is_judged_again_is_not_said_to_be_taken_back(desk: Desk):
    """One judgement more can be fewer places: nothing answers, and then this one does."""
    desk.act(do="right", n=0)
    desk.act(do="right", n=1)
    assert render("page-judged") in desk.act(do="nowhere")
    assert render("page-judged") in desk.act(do="right", n=0)
    assert render("page-judged-not") in desk.act(do="right", n=0)
