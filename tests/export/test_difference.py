"""Where quotation and source differ, and where in a source a quotation has gone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.export.difference import alike, difference, difference_text, script_only

HAN = st.text(st.sampled_from("黨党員员三四季月會会议,，。12A a\n"), max_size=40)


@pytest.mark.parametrize(
    ("quoted", "source", "shown"),
    [
        ("第三季。", "第三月。", "「第三〔季→月〕。」"),
        ("共完成12項。", "共完成112項。", "「共完成〔12→112〕項。」"),
        ("會議不公開。", "會議公開。", "「會議〔不→〕公開。」"),
        ("增長1.5%。", "增長2.5%。", "「增長〔1.5→2.5〕%。」"),
        ("會議公開。", "会议公开。", "「〔會議→会议〕公〔開→开〕。」"),
        ("ＡＢ，甲", "ab,甲", "「〔ＡＢ，→ab,〕甲」"),
        ("同。", "同。", "「同。」"),
        ("甲", "乙", "「〔甲→乙〕」"),
    ],
)
def test_the_difference_is_shown_in_place(quoted, source, shown):
    """What the quotation says, an arrow, what the source says."""
    assert difference_text(difference(quoted, source)) == shown


def test_what_differs_in_script_only_is_known():
    """Script, width and letter case; anything else beside it is a change of the text, and so is nothing at all."""
    assert script_only(difference("會議公開", "会议公开"))
    assert script_only(difference("會", "会"))
    assert not script_only(difference("會議不公開", "会议公开"))
    assert not script_only(difference("會議", "會議"))
    assert not script_only(())


@given(HAN, HAN)
def test_stretches_join_to_both_texts(quoted, source):
    """Nothing is left out or told twice, and "equal" is equal."""
    rows = difference(quoted, source)
    assert "".join(row.quoted for row in rows) == quoted
    assert "".join(row.source for row in rows) == source
    for row in rows:
        assert (row.op == "equal") == (row.quoted == row.source)
        assert (row.op == "delete") == (row.source == "")
        assert (row.op == "insert") == (row.quoted == "")


def test_long_texts_are_compared_by_clauses():
    """Three thousand characters with one altered clause: only that clause is bracketed."""
    clauses = [f"第{n}項工作已經完成，" for n in range(300)]
    quoted = "".join(clauses)
    source = quoted.replace("第150項工作已經完成", "第150項工作尚未完成")
    changed = [(row.quoted, row.source) for row in difference(quoted, source) if row.op != "equal"]
    assert changed == [("第150項工作已經完成，", "第150項工作尚未完成，")]


FILLER = "組織黨員觀看專題視頻、紀錄片，開展主題黨日活動。" * 30


@pytest.mark.parametrize(
    ("quote", "now"),
    [
        ("會議由三方人員參加，制訂方案。", "會議由四方人員參加，制訂方案。"),
        ("會議由三方人員參加，制訂方案。", "会议由三方人员参加，制订方案。"),
        ("三方人員參加會議，制訂方案。", "四方人員參加會議，制訂方案。"),
        ("會議由三方人員參加，制訂方案。", "會議由三方人員參加，制訂辦法。"),
        ("會議由三方人員參加。", "會議按月召開，由三方有關人員參加。"),
        ("参加", "參加"),
    ],
)
def test_an_altered_quotation_is_found_whole(quote, now):
    """Altered within, at its head, at its end, longer, in the other script: the sentence as it is now."""
    text = FILLER + now + FILLER
    (found,) = alike([quote], text)
    assert text[slice(*found)] == now


def test_what_is_nowhere_is_not_found():
    """Nothing like it, or a text with nothing in it."""
    assert alike(["會議由三方人員參加，制訂方案。", "黨", ""], "") == [None, None, None]
    assert alike([""], "企業文化") == [None]
    assert alike(["會議由三方人員參加，制訂方案。"], "企業文化建設全面鋪開") == [None]


def test_many_are_looked_for_at_once():
    """Each gets its own stretch, in the order of the quotations."""
    sentences = [f"第{n}支部的負責人在{n * 7}號會議室召開了座談會。" for n in range(100, 140)]
    text = FILLER.join(sentences)
    quotes = [sentence.replace("座談會", "討論會") for sentence in sentences]
    assert [text[slice(*found)] for found in alike(quotes, text)] == sentences
