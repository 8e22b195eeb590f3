"""What the terminal shows of why an answer is as it is."""

from __future__ import annotations

import dataclasses

import pytest

from rag.answer.results import Answer, Citation, Draft, Hit, LeftOut, Reason, Source, Statement, Struck, Why
from rag.answer.text import answer_text, formula_text, hits_text
from rag.settings import Settings

SETTINGS = Settings(sentence_weight=0.25, lexical_weight=0.2, interaction_weight=0.3, min_confidence=0.5)
PASSAGE = "三方會議每月召開一次，由三方參加。"
HIT = Hit(
    rank=1,
    # ¾ · 0.8 + ¼ · 0.6 + 0.2 · 0.5 + 0.3 · 0.4
    score=0.97,
    document="甲.txt",
    case=3,
    breadcrumb=("案例三",),
    paragraph=2,
    start=100,
    end=117,
    text=PASSAGE,
    why=Why(0.8, 0.6, 0.5, 0.4, ("会议", "参加"), ((102, 104), (114, 116))),
)
MARKED = "三方⟦會議⟧每月召開一次，由三方⟦參加⟧。"
LEFT = tuple(
    LeftOut("甲.txt", 200 + 10 * place, 205 + 10 * place, f"第{place}句話。", 0.4 - place / 10, reason)
    for place, reason in enumerate(("behind", "room", "list"))
)
ANSWERED = Answer(
    question="多久開一次？",
    searched="多久開一次？",
    follows=None,
    status="answered",
    confidence=0.826,
    statements=(Statement("三方會議每月召開一次，", (1,)),),
    citations=(Citation(1, "甲.txt", 3, ("案例三",), 2, 100, 111, "三方會議每月召開一次，"),),
    nearest=(HIT,),
    documents=(Source("甲.txt", "0" * 64, "utf-8"),),
    left_out=LEFT,
)
REFUSED = dataclasses.replace(
    ANSWERED, status="refused", confidence=0.14, statements=(), citations=(),
    left_out=(dataclasses.replace(LEFT[0], reason="refused"),),
)  # fmt: skip


@pytest.mark.parametrize("answer", [ANSWERED, REFUSED], ids=lambda answer: answer.status)
def test_why_is_told_only_when_asked_for(answer: Answer):
    """Without `why` neither marks nor parts nor left-out sentences."""
    shown = answer_text(answer, "zh-Hant")
    assert not any(word in shown for word in ("⟦", "把握度", "×", "句話"))


def test_an_answer_explains_itself():
    """The answer first; then confidence against the threshold, parts with their weights, marks, what was left out."""
    plain = answer_text(ANSWERED, "zh-Hant")
    shown = answer_text(ANSWERED, "zh-Hant", why=SETTINGS)
    assert shown.startswith(plain)
    assert "■ 為什麼是這個答案\n把握度 0.83，達到門檻 0.50，所以作答。" in shown
    assert "分數＝0.75×整段＋0.25×最近的句子＋0.2×相同字詞＋0.3×逐詞對應" in shown
    assert f"整段 0.80 · 最近的句子 0.60 · 相同字詞 0.50 · 逐詞對應 0.40\n{MARKED}" in shown
    assert shown.splitlines()[-3:] == [
        "- 不及所引（可能性 40%）：「第0句話。」 甲.txt [200:205]",
        "- 篇幅已滿（可能性 30%）：「第1句話。」 甲.txt [210:215]",
        "- 答案取自清單，未另引此句（可能性 20%）：「第2句話。」 甲.txt [220:225]",
    ]


def test_a_refusal_explains_itself():
    """The nearest passages stand there once, with their marks; and how far it was from an answer."""
    shown = answer_text(REFUSED, "zh-Hant", why=SETTINGS)
    assert shown.count(MARKED) == 1
    assert "■ 為什麼沒有作答\n把握度 0.14，不到門檻 0.50，所以不作答。" in shown
    assert "- 沒有作答（可能性 40%）：「第0句話。」" in shown


def test_english_has_english_marks_around_chinese_words():
    """What is quoted stays as it is; the marks and brackets around it are the reader's."""
    draft = Draft(
        "m", used=True, note="", struck=(Struck("共15項。", (Reason("number", "15項"), Reason("date", "三日"))),)
    )
    shown = answer_text(dataclasses.replace(ANSWERED, draft=draft), "en", why=SETTINGS).splitlines()
    assert "    “三方會議每月召開一次，”" in shown
    assert "- 共15項。 (the number “15項” is not in its quotations; the date “三日” is not in its quotations)" in shown
    assert "- behind what is quoted (likelihood 40%): “第0句話。” 甲.txt [200:205]" in shown
    assert not any(mark in line for line in shown for mark in "「」（）：；")


@pytest.mark.parametrize(
    ("language", "formula"),
    [
        ("zh-Hans", "分数＝0.75×整段＋0.25×最近的句子＋0.2×相同字词＋0.3×逐词对应"),
        ("en", "score = 0.75 × passage + 0.25 × nearest sentence + 0.2 × shared words + 0.3 × word by word"),
    ],
)
def test_the_formula_in_other_languages(language: str, formula: str):
    """The names are the reader's; the numbers are those in force."""
    assert formula_text(SETTINGS, language) == formula


def test_marks_are_not_confused_with_text():
    """A passage that has the bracket itself gets a longer one; taking the marks out gives the passage back."""
    text = PASSAGE.replace("每月", "⟦每月")
    spans = ((102, 104), (115, 117))
    hit = dataclasses.replace(HIT, text=text, end=118, why=dataclasses.replace(HIT.why, matches=spans))
    shown = hits_text([hit], "zh-Hant", why=SETTINGS)
    marked = shown.splitlines()[-1]
    assert marked == "三方⟦⟦會議⟧⟦每月召開一次，由三方⟦⟦參加⟧。"
    assert marked.replace("⟦⟦", "").replace("⟧", "") == text
    assert "⟦⟦……⟧ 標出" in shown


def test_no_hits_have_nothing_to_explain():
    """One line, with or without `why`."""
    assert hits_text([], "zh-Hant", why=SETTINGS) == hits_text([], "zh-Hant") == "沒有找到相關的段落。"
