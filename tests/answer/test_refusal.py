"""When the collection is said not to answer: the formula by hand, and the figure that must be in a quotation."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from rag.answer.figures import lacks_figure
from rag.answer.query import Query
from rag.answer.quote import Quote
from rag.answer.ranking import Ranking
from rag.answer.refusal import confidence, confidence_in_quotes, sure_quotes
from rag.corpus.document import Span
from rag.corpus.reader import text_document
from rag.index.encoder import Tokens


def asked(text: str, *, tokens: int) -> Query:
    """A question that the encoder reads as so many different tokens."""
    return Query(
        text, (), np.zeros(2, np.float32), Tokens(np.arange(tokens, dtype=np.int32), np.zeros((tokens, 2), np.int8))
    )


def ranked(*, interaction: float, base: float, usual: float) -> Ranking:
    """One passage."""
    one = np.array([base], dtype=np.float64)
    return Ranking(np.array([0]), one, one, one, one, np.array([interaction]), one, usual=usual, population=10**9)


@pytest.mark.parametrize(
    ("interaction", "base", "tokens", "expected"),
    [
        (0.6, 0.9, 1, 0.1824),
        (0.6, 0.9, 8, 0.9040),
        (0.5, 0.9, 8, 0.6325),
        (0.6, 0.85, 8, 0.2876),
    ],
)
def test_confidence_by_hand(interaction, base, tokens, expected):
    """1 / (1 + exp(17.2 − 17·J − 63·(base − usual) − 1.8·ln n)), the usual base .8127.

    J .6, base .9, one token: −17.2 + 10.2 + 63 · .0873 = −1.5001 → .1824; eight tokens: + 1.8 · ln 8 = + 3.7430 gives
    2.2429 → .9040; J .5: − 1.7 gives .5429 → .6325; base .85 instead of .9: 2.2429 − 3.15 = −.9071 → .2876.
    """
    found = confidence(asked("?", tokens=tokens), ranked(interaction=interaction, base=base, usual=0.8127))
    assert found == pytest.approx(expected, abs=1e-4)


def test_in_a_collection_of_one_passage_the_contrast_is_a_prior():
    """Nothing stands out of itself: (0 + 2 · .06) / 3 = .04; −17.2 + 11.9 + 63 · .04 + 1.8 · ln 8 = .963 → .7237."""
    alone = dataclasses.replace(ranked(interaction=0.7, base=0.9, usual=0.9), population=1)
    assert confidence(asked("?", tokens=8), alone) == pytest.approx(0.7237, abs=1e-4)


@pytest.mark.parametrize("question", ["公司的股票代號是多少？", "怎樣煮牛肉麵？"])
def test_saying_it_again_does_not_help(five_cases, question):
    """Asked eight times over it is the same question, and refused like it."""
    assert five_cases.ask(question).status == five_cases.ask(question * 8).status == "refused"


def test_a_model_without_tokens_is_judged_by_contrast():
    """1 / (1 + exp(5.7 − 150 · contrast)): .038 gives ½, .058 gives 1 / (1 + e^−3)."""
    for base, expected in ((0.838, 0.5), (0.858, 0.9526)):
        found = confidence(asked("?", tokens=0), ranked(interaction=0, base=base, usual=0.8))
        assert found == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("question", "quote", "lacks"),
    [
        ("信息化中心有多少員工?", "信息化中心現有職工190多名", False),
        ("信息化中心有多少員工?", "信息化中心現有職工很多", True),
        ("信息化中心有多少員工?", "堅持“四帶頭”,一個支部一面旗", True),  # names and articles are no figures
        ("新建了幾間活動室？", "投資3000多萬元新建黨員活動室61個", False),
        ("职工书屋现在有多少本书？", "全年捐款50余万元", True),  # a figure, but of nothing that is counted in 本
        ("职工书屋现在有多少本书？", "藏书两千多本", False),
        ("公司是哪一年成立的？", "20xx年龍源電力組織的考試", False),
        ("公司是哪一年成立的？", "公司歷史悠久", True),
        ("三方會議多久開一次", "每月召開一次專題會議", False),
        ("石新景今年多大岁数？", "PDM組組長黨員石新景潛心IT項目攻關", True),
        ("2015年簽約了多少元？", "2015年現場簽約", True),  # the question's own number answers nothing
        ("2015年簽約了多少元？", "2015年現場簽約12.5億元", False),
        ("How many bridges were built?", "鋪路建橋3座", False),
        ("How many bridges were built?", "幫助政府解決了出行難問題", True),
        ("What slip is sent when a problem is chased?", "下發“督辦通知單”", False),  # not a question for a time
        ("縣領導把手機號公開在哪裡？", "在縣城廣場", False),
        ("誰赶去維護数据？", "黨員葛晗琦", False),
        ("改建校舍花了多少錢？", "改建校舍\t86000", False),  # the head of the column says 金額（元）
        ("改建校舍花了多少錢？", "編號86000", True),
        ("有多少名志願者？", "志願者\t1,200\t全年", False),
        ("食材是哪一年採購的？", "食材採購\t32000", True),
        ("有多少？", "", True),
    ],
)
def test_a_quotation_must_have_the_figure_asked_for(question, quote, lacks):
    """Both scripts and English; what asks for no figure lacks none."""
    assert lacks_figure(question, [quote]) == lacks
    assert not lacks_figure(question, [quote, "2090小時、每月、1990年、電話0915-7202345、50歲、8名、9元、24本"])


def test_confidence_falls_where_the_figure_is_missing():
    """To a tenth, and only then; it never rises."""
    query = asked("有多少名員工？", tokens=5)
    assert confidence_in_quotes(query, ["現有職工190多名"], 0.8) == 0.8
    assert confidence_in_quotes(query, ["現有職工"], 0.8) == 0.1
    assert confidence_in_quotes(query, ["現有職工"], 0.05) == 0.05


@pytest.mark.parametrize(
    ("question", "base", "quoted", "sure", "read"),
    [
        ("捐了多少錢？", 0.9, True, 0.9040, True),
        ("谁捐钱？", 0.85, False, 0.2876, False),
        ("幾個人？", 0.9, False, 0.1, True),
    ],
    ids=["sure", "ranking unsure", "figure missing"],
)
def test_quotations_are_given_where_they_are_sure(question, base, quoted, sure, read):
    """Below the least confidence there are none, and where the ranking says so already none are chosen."""
    documents = {"a.txt": text_document("捐了50餘萬元。", name="a.txt")}
    chosen = []

    def choose():
        chosen.append(Quote("a.txt", (0,), Span(0, 8), 1.0))
        yield chosen[0]

    found, confident = sure_quotes(
        asked(question, tokens=8),
        ranked(interaction=0.6, base=base, usual=0.8127),
        choose(),
        documents=documents,
        min_confidence=0.5,
    )
    assert found == (chosen if quoted else [])
    assert confident == pytest.approx(sure, abs=1e-4)
    assert bool(chosen) == read


def test_a_near_question_for_a_figure_is_refused(five_cases):
    """The text names the handbook and says much of it; how many pages it has it does not say."""
    answer = five_cases.ask("黨員示範崗創建手冊有多少頁？")
    assert (answer.status, answer.citations) == ("refused", ())
    assert answer.confidence <= 0.1
    assert any("手冊" in hit.text for hit in answer.nearest)
    assert five_cases.ask("信息化中心有多少名員工？").status == "answered"
