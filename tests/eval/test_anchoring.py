"""Quotes are found again in changed documents, or named as lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.corpus.reader import text_document
from rag.eval.anchoring import Anchored, Moved, anchor, locate
from rag.eval.questions import Alternative, Question, QuestionSet
from rag.eval.text import anchored_text

TEXT = "一、三亮\n黨員亮身份，亮承諾。\n二、成效\n共徵集建議200餘條，解決42項。\n三、又是三亮\n黨員亮身份。\n"


def quoted(quote: str, *, after: int = 0, text: str = TEXT, name: str = "甲.txt") -> Alternative:
    """The first occurrence of `quote` in `text` from the character `after` on."""
    start = text.index(quote, after)
    return Alternative(name, start, start + len(quote), quote)


def a_set(*items: tuple[Alternative, ...]) -> QuestionSet:
    """A set with one question q1, q2, … per item."""
    questions = [Question(id=f"q{n}", text="？誰", evidence=(item,)) for n, item in enumerate(items, start=1)]
    return QuestionSet(name="s", source=Path("s.jsonl"), sha256="", questions=tuple(questions), documents=None)


def anchored(question_set: QuestionSet, text: str, *, name: str = "甲.txt") -> Anchored:
    """The set anchored to one document with `text`."""
    return anchor(question_set, [text_document(text, name=name)])


def test_a_quote_at_its_place_is_kept():
    """Nothing moves in an unchanged document, also where the quote occurs twice."""
    before = a_set((quoted("200餘條"),), (quoted("亮身份", after=30),))
    assert anchored(before, TEXT) == Anchored(before, (), (), (), 2)


def test_a_moved_quote_is_found_and_named():
    """Five characters put before it move a quote by five."""
    old = quoted("200餘條")
    done = anchored(a_set((old,)), "新的一行" + "\n" + TEXT)
    new = Alternative("甲.txt", old.start + 5, old.end + 5, "200餘條")
    assert done.moved == (Moved("q1", old, new),)
    assert done.set.questions[0].evidence == ((new,),)
    assert done.lost == ()


def test_a_repeated_quote_follows_its_neighbours():
    """亮身份 occurs twice; 40 characters of new text in front bring the first to where the second was.

    The nearest occurrence to the old place would be the wrong one; the quote 200餘條, which occurs once, tells
    that everything has moved by 40.
    """
    first, second = quoted("亮身份"), quoted("亮身份", after=30)
    done = anchored(a_set((first,), (second,), (quoted("200餘條"),)), "新" * 40 + TEXT)
    assert [one.new.start for one in done.moved[:2]] == [first.start + 40, second.start + 40]


def test_without_neighbours_the_nearest_occurrence_is_taken():
    """亮身份 alone, the second one, moved by one: the second is nearer than the first."""
    second = quoted("亮身份", after=30)
    done = anchored(a_set((second,)), "新" + TEXT)
    assert [one.new.start for one in done.moved] == [second.start + 1]


def test_the_other_script_is_found_through_the_fold():
    """A document converted to Simplified holds 共征集建议; the quote becomes what stands there."""
    old = quoted("共徵集建議")
    done = anchored(a_set((old,)), TEXT.replace("共徵集建議", "共征集建议"))
    assert [one.new for one in done.moved] == [replace(old, quote="共征集建议")]


def test_a_lost_quote_is_reported_and_its_question_dropped():
    """Of two questions the one whose only quote is gone leaves the set; question id and quote are named."""
    gone, there = quoted("解決42項"), quoted("200餘條")
    done = anchored(a_set((gone,), (there,)), TEXT.replace("解決42項", "解決一半"))
    assert done.lost == (("q1", gone),)
    assert done.dropped == ("q1",)
    assert [question.id for question in done.set.questions] == ["q2"]


def test_another_alternative_keeps_the_question():
    """An item that has an alternative left still answers."""
    gone, there = quoted("解決42項"), quoted("200餘條")
    done = anchored(a_set((gone, there)), TEXT.replace("解決42項", "解決一半"))
    assert done.lost == (("q1", gone),)
    assert done.dropped == ()
    assert done.set.questions[0].evidence == ((there,),)


def test_a_renamed_document_is_recognised_by_its_quotes():
    """A name that is gone means the document that holds at least half of the quotes; else they are lost."""
    before = a_set((quoted("200餘條"),), (quoted("亮承諾"),))
    renamed = anchor(before, [text_document("別的文字", name="乙.txt"), text_document(TEXT, name="新名.txt")])
    assert {one.new.document for one in renamed.moved} == {"新名.txt"}
    assert len(renamed.moved) == 2
    assert len(anchored(before, "別的文字", name="乙.txt").lost) == 2


def test_an_alias_becomes_the_name():
    """A set may call a document by the name of an identical file; anchoring gives the first name."""
    document = replace(text_document(TEXT, name="甲.txt"), aliases=("副本.txt",))
    old = quoted("200餘條", name="副本.txt")
    assert [one.new for one in anchor(a_set((old,)), [document]).moved] == [replace(old, document="甲.txt")]


def test_unanswerable_and_graded_questions_stay():
    """Questions without quotes have nothing to lose."""
    question = Question(id="u", text="誰？", kind="unanswerable-near")
    before = replace(a_set(), questions=(question,))
    assert anchored(before, "全新").set == before


@pytest.mark.parametrize(("near", "start"), [(0, 0), (3, 2), (4, 5), (99, 5)])
def test_locate_takes_the_nearest_occurrence(near: int, start: int):
    """甲 stands at 0, 2 and 5; of two at the same distance the earlier is taken."""
    found = locate("甲", text_document("甲乙甲乙乙甲", name="d"), near=near)
    assert found == Alternative("d", start, start + 1, "甲")


texts = st.text(alphabet="黨员員亮三，。\n12", min_size=1, max_size=60)


@given(before=texts, new=texts, data=st.data())
@settings(max_examples=200, deadline=None)
def test_every_span_slices_to_its_quote_after_any_change(before: str, new: str, data: st.DataObject):
    """Whatever became of the document, the anchored set fits it, and each alternative is kept, moved or lost."""
    if not any(character.isalnum() for character in new):
        new += "字"
    start = data.draw(st.integers(0, len(before) - 1))
    end = data.draw(st.integers(start + 1, len(before)))
    old = Alternative("甲.txt", start, end, before[start:end])
    done = anchored(a_set((old,)), new)
    for question in done.set.questions:
        for one in question.alternatives:
            assert new[one.start : one.end] == one.quote
    kept = [one for question in done.set.questions for one in question.alternatives if one == old]
    assert len(kept) + len(done.moved) + len(done.lost) == 1


@given(before=texts, added=texts, data=st.data())
@settings(max_examples=200, deadline=None)
def test_text_put_in_elsewhere_loses_no_quote(before: str, added: str, data: st.DataObject):
    """Text inserted outside a quote moves it, and anchoring the result again changes nothing."""
    start = data.draw(st.integers(0, len(before) - 1))
    end = data.draw(st.integers(start + 1, len(before)))
    place = data.draw(st.integers(0, start) | st.integers(end, len(before)))
    old = Alternative("甲.txt", start, end, before[start:end])
    after = before[:place] + added + before[place:] + "完"
    done = anchored(a_set((old,)), after)
    assert done.lost == ()
    assert anchored(done.set, after) == Anchored(done.set, (), (), (), 1)


@given(before=texts, new=texts, data=st.data())
@settings(max_examples=200, deadline=None)
def test_every_quote_is_counted_once(before: str, new: str, data: st.DataObject):
    """Two questions of two items: in place, moved and lost add up to all quotes, also of questions that are dropped."""
    if not any(character.isalnum() for character in new):
        new += "字"

    def item() -> tuple[Alternative, ...]:
        found = []
        for _ in range(data.draw(st.integers(1, 2))):
            start = data.draw(st.integers(0, len(before) - 1))
            end = data.draw(st.integers(start + 1, len(before)))
            found.append(Alternative("甲.txt", start, end, before[start:end]))
        return tuple(found)

    pairs = [Question(id=f"q{n}", text="誰？", evidence=(item(), item())) for n in range(2)]
    quotes = [one for question in pairs for one in question.alternatives]
    done = anchored(replace(a_set(), questions=tuple(pairs)), new)
    in_place = sum(new[one.start : one.end] == one.quote for one in quotes)
    assert done.unmoved == in_place
    assert done.unmoved + len(done.moved) + len(done.lost) == len(quotes)


def test_a_dropped_question_takes_nothing_from_the_count():
    """Its other quote has moved, and it was the only question: nothing is in place, which is not −1."""
    gone, there = quoted("解決42項"), quoted("200餘條")
    before = replace(a_set(), questions=(Question(id="q", text="誰？", evidence=((gone,), (there,))),))
    done = anchored(before, "新" + TEXT.replace("解決42項", "解決一半"))
    assert done.dropped == ("q",)
    assert anchored_text(done, "en").splitlines()[0] == "s: 0 quotes are in place, 1 have moved, 1 are lost."
