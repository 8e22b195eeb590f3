"""The turns of a session: what a follow-up refers to, what is kept."""

from __future__ import annotations

from rag.answer.results import Answer, Follows, Problem
from rag.ui.ask.turns import Conversation, Turn


def _answer(question: str, problem: Problem | None = None, *, follows: bool = False) -> Answer:
    read = Follows("ordinal", "", problem, ()) if follows or problem else None
    return Answer(question, question, read, "refused", 0.1, (), (), (), ())


def _after(*answers: Answer) -> Conversation:
    conversation = Conversation()
    for answer in answers:
        conversation = conversation.with_turn(Turn(answer), due=False)
    return conversation


def test_the_referent_is_the_last_question_that_was_understood():
    """A follow-up that was resolved counts, one that was not is passed over; at first there is none."""
    assert Conversation().referent is None
    own, resolved, lost = (
        _answer("三方會議？"),
        _answer("那第三個呢？", follows=True),
        _answer("那第九個呢？", "no-such-entry"),
    )
    assert _after(own).referent == own
    assert _after(own, resolved).referent == resolved
    assert _after(own, resolved, lost, lost).referent == resolved
    assert _after(_answer("它呢？", "no-previous")).referent is None


def test_a_draft_takes_the_place_of_its_answer():
    """The turns before stay; nothing is due any longer."""
    first, second, drafted = (Turn(_answer(question)) for question in ("一？", "二？", "三？"))
    conversation = Conversation().with_turn(first, due=False).with_turn(second, due=True)
    assert conversation.due
    assert conversation.drafted(drafted) == Conversation((first, drafted))
    assert conversation.unchanged() == Conversation((first, second))


def test_a_long_conversation_forgets_its_beginning():
    """Twenty turns are kept, the last ones."""
    turns = [_answer(f"第{n}問？") for n in range(25)]
    assert [turn.answer for turn in _after(*turns).turns] == turns[5:]
