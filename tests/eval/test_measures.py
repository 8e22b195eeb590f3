"""Metrics against numbers worked out by hand."""

from __future__ import annotations

import math
import tracemalloc

import numpy as np
import pytest

from rag.eval.measures import bootstrap_interval, measure
from rag.eval.questions import Question
from rag.eval.run import Asked, run_set

TEXTS = {
    "a": "黨支部每月開一次專題會議。",
    "b": "工會組織職工長跑活動。",
    "c": "會議由書記主持，全體黨員參加。",
    "d": "風電場建立了減壓室。",
}


@pytest.fixture
def meeting(span) -> Question:
    """Two items: how often (document a) and who presides (document c)."""
    return Question(
        id="q1",
        text="會議多久開一次，由誰主持？",
        kind="how",
        evidence=((span(TEXTS, "a", "每月開一次"),), (span(TEXTS, "c", "書記主持"),)),
    )


@pytest.fixture
def room(span) -> Question:
    """One item with two alternatives, in d and b."""
    return Question(
        id="q2",
        text="風電場建立了什麼？",
        kind="fact",
        evidence=((span(TEXTS, "d", "減壓室"), span(TEXTS, "b", "長跑")),),
    )


FAR = Question(id="n1", text="怎樣烤麵包？", kind="unanswerable-far")
NEAR = Question(id="n2", text="誰設計了減壓室？", kind="unanswerable-near")


def test_ranking_of_a_span_question(bench, meeting):
    """Relevant passages at ranks 2 and 4 of four.

    DCG = 1/log2(3) + 1/log2(5) = 0.6309 + 0.4307; the ideal has them at 1 and 2: 1 + 0.6309; nDCG = 0.6509.
    """
    made = bench(TEXTS, meeting)
    found = measure(made.run(made.asked(meeting, "b", "a", "d", "c"))).metrics
    assert found["nDCG@10"] == pytest.approx((1 / math.log2(3) + 1 / math.log2(5)) / (1 + 1 / math.log2(3)))
    assert found["nDCG@10"] == pytest.approx(0.6509, abs=1e-4)
    assert (found["R@1"], found["R@5"], found["R@10"]) == (0, 1, 1)
    assert (found["Success@1"], found["Success@5"], found["Success@10"]) == (0, 1, 1)
    assert found["MRR@10"] == 0.5


def test_complete_needs_one_alternative_of_every_item(bench, meeting, room):
    """The first passage holds one of two items of q1 but all of q2, whose second alternative is not needed."""
    made = bench(TEXTS, meeting, room)
    run = made.run(made.asked(meeting, "a", "b", "c"), made.asked(room, "b", "a"))
    first, second = measure(run).per_question
    assert (first.values["Complete@1"], first.values["Complete@5"]) == (0, 1)
    assert (second.values["Complete@1"], second.values["Complete@5"]) == (1, 1)


def test_both_alternatives_are_relevant_passages(bench, room):
    """Recall is of passages: two hold an alternative; finding one of them is half of R, and all of success."""
    made = bench(TEXTS, room)
    found = measure(made.run(made.asked(room, "d", "a"))).metrics
    assert (found["R@1"], found["R@10"], found["Success@1"]) == (0.5, 0.5, 1)


def test_evidence_recall_cuts_the_last_passage(bench, span):
    """A first passage of 390 characters leaves 110 of the second; its evidence begins at the 131st."""
    texts = {"long": "案" * 390, "late": "例" * 130 + "答案在此。", "early": "答案也在。"}
    late = Question(id="q", text="答案在哪？", evidence=((span(texts, "late", "答案在此"),),))
    both = Question(id="r", text="答案呢？", evidence=((span(texts, "early", "也在"),), (span(texts, "late", "在此"),)))
    made = bench(texts, late, both)
    one, two = measure(
        made.run(made.asked(late, "long", "late"), made.asked(both, "early", "long", "late"))
    ).per_question
    assert (one.values["EvidenceRecall@500chars"], one.values["EvidenceRecall@1500chars"]) == (0, 1)
    # 5 + 390 characters before: 105 of the last passage are left, not 134; one of two items is held.
    assert (two.values["EvidenceRecall@500chars"], two.values["EvidenceRecall@1500chars"]) == (0.5, 1)


def test_a_question_without_answer_counts_zero(bench, meeting, room):
    """Two questions, one answered perfectly, one that could not be asked: every mean is halved, none leaves it out."""
    made = bench(TEXTS, meeting, room)
    perfect = made.asked(meeting, "a", "c", quotes=(("a", "每月開一次專題會議"), ("c", "書記主持")))
    unasked = Asked(question=room, retrieved=(), answer=None, search_ms=0.1, ask_ms=0.1)
    found = measure(made.run(perfect, unasked))
    halved = ["nDCG@10", "R@10", "MRR@10", "Success@1", "Complete@5", "AnswerCited", "AnswerComplete", "FirstCited"]
    halved += ["CitationPrecision", "FalseRefusals", "EvidenceRecall@500chars"]
    assert {name: found.metrics[name] for name in halved} == dict.fromkeys(halved, 0.5)
    assert {found.counts[name] for name in halved} == {2}
    assert [warning.values["ids"] for warning in found.warnings] == ["q2"]


def test_our_order_is_measured_where_scores_tie(bench, room):
    """With equal scores trec_eval would order by id, descending (d before a); our order puts a first."""
    made = bench(TEXTS, room)
    found = measure(made.run(made.asked(room, "a", "d", score=0.5))).metrics
    assert found["Success@1"] == 0
    assert found["MRR@10"] == 0.5


def test_evidence_that_no_passage_holds_is_said_and_never_found(bench, span):
    """A quote across the border of two passages: a warning, and half of the ideal ranking is missing.

    Found at rank 1, one of two relevant: DCG = 1, ideal = 1 + 1/log2(3), nDCG = 0.6131.
    """
    texts = {"a": "黨課" * 100 + "。" + "群眾" * 100 + "。" + "會議" * 100 + "。"}
    cut = span(texts, "a", "眾。會議")
    whole = span(texts, "a", "黨課")
    question = Question(id="q", text="黨課？", evidence=((whole,), (cut,)))
    made = bench(texts, question)
    assert len(made.library.passages) > 1
    found = measure(made.run(made.asked(question, "a")))
    assert [(warning.key, warning.values["quote"]) for warning in found.warnings] == [("set-evidence-cut", "眾。會議")]
    assert found.metrics["nDCG@10"] == pytest.approx(1 / (1 + 1 / math.log2(3)))
    assert found.metrics["R@10"] == 0.5


def test_a_quote_of_another_document_is_no_evidence(bench, span):
    """The word 會議 stands in two documents; only the passage of the judged one is relevant."""
    question = Question(id="q", text="什麼會議？", evidence=((span(TEXTS, "a", "會議"),),))
    made = bench(TEXTS, question)
    found = measure(made.run(made.asked(question, "c", "a", quotes=(("c", "會議由書記主持"),))))
    assert found.metrics["MRR@10"] == 0.5
    assert found.metrics["AnswerCited"] == 0


def test_answers_by_their_quotations(bench, meeting):
    """Three quotes: one lies inside the sentence of evidence without holding it, one holds it, one is beside it.

    Precision 2/3; cited, but not by the first quote; incomplete, for only one of two items is quoted.
    """
    made = bench(TEXTS, meeting)
    quotes = (("a", "黨支部"), ("c", "會議由書記主持"), ("b", "工會組織"))
    found = measure(made.run(made.asked(meeting, "a", quotes=quotes))).metrics
    assert found["CitationPrecision"] == pytest.approx(2 / 3)
    assert (found["AnswerCited"], found["FirstCited"], found["AnswerComplete"]) == (1, 0, 0)
    assert found["QuotedChars"] == 3 + 7 + 4


OPEN = {
    "課": "做到“兩個開放”:\n一是主題開放。融入熱點。\n二是內容開放。素材鮮活。\n一是認識不足。二是載體不多。",
    "風": "法治、德治、村民自治,這是“三治”。二是內容開放。",
}


@pytest.fixture
def opened(span) -> Question:
    """A list of two items, each with and without its marker."""
    return Question(
        id="q",
        text="哪兩個開放？",
        kind="list",
        evidence=tuple(
            tuple(span(OPEN, "課", quote) for quote in quotes)
            for quotes in (("主題開放", "一是主題開放"), ("內容開放", "二是內容開放"))
        ),
    )


@pytest.mark.parametrize(
    ("quotes", "exact"),
    [
        (("一是主題開放。", "二是內容開放。"), True),
        (("主題開放", "內容開放"), True),
        (("做到“兩個開放”:", "一是主題開放。", "二是內容開放。"), True),  # announced
        (("一是", "主題開放", "二是內容開放。"), True),  # a piece of an item's sentence is not foreign
        (("一是主題開放。",), False),  # not whole
        (("二是內容開放。", "一是主題開放。"), False),  # not in order
        (("一是主題開放。", "融入熱點。", "二是內容開放。"), False),  # the body of an item
        (("一是主題開放。", "二是內容開放。", "二是載體不多。"), False),  # the list beside it
        (("一是主題開放。", "二是內容開放。", "做到“兩個開放”:"), False),  # announced too late
        (("做到“兩個開放”:\n一是主題開放。", "二是內容開放。"), False),  # two sentences in one span
        (("一是主題開放。融入熱點。\n二是內容開放。",), False),
    ],
)
def test_an_exact_list_is_whole_in_order_and_nothing_else(bench, opened, quotes, exact):
    """Each citation lies in the sentence of an item; only the first may be the sentence before, which announces."""
    made = bench(OPEN, opened)
    found = measure(made.run(made.asked(opened, "課", quotes=tuple(("課", quote) for quote in quotes))))
    assert found.metrics["ListExact"] == exact


def test_a_list_is_looked_for_in_its_place(bench, opened):
    """The second item's words stand in another document too, where they are foreign; a refusal counts 0."""
    made = bench(OPEN, opened)
    stray = made.asked(opened, "課", quotes=(("課", "一是主題開放。"), ("風", "二是內容開放。")))
    found = measure(made.run(stray, made.asked(opened, "課")))
    assert (found.metrics["ListExact"], found.counts["ListExact"]) == (0, 2)


def test_one_citation_may_hold_a_list_inside_its_sentence(bench, span):
    """法治、德治、村民自治 stand in one sentence: quoted whole, or entry by entry; one item is no list."""
    entries = tuple((span(OPEN, "風", quote),) for quote in ("法治", "德治", "村民自治"))
    three = Question(id="q", text="哪三治？", kind="list-inline", evidence=entries)
    fact = Question(id="f", text="哪三治？", kind="fact", evidence=entries)
    one = Question(id="o", text="哪一治？", kind="list", evidence=entries[:1])
    made = bench(OPEN, three, fact, one)
    quotes = [("法治、德治、村民自治,這是“三治”。",), ("法治", "德治", "村民自治"), ("德治", "法治、德治、村民自治")]
    runs = [made.asked(three, "風", quotes=tuple(("風", quote) for quote in said)) for said in quotes]
    others = [made.asked(other, "風", quotes=(("風", "法治、德治、村民自治"),)) for other in (fact, one)]
    found = measure(made.run(*runs, *others))
    # 德治 comes before 法治 in the third answer
    assert [row.values.get("ListExact") for row in found.per_question] == [1, 1, 0, None, None]


def test_a_list_takes_at_most_400_characters(bench, span):
    """Two items of one sentence each, 200 + 200 characters: exact; with one character more it is too long."""
    for length, exact in ((199, 1), (200, 0)):
        texts = {"a": "甲" + "案" * 198 + "。" + "乙" + "例" * (length - 1) + "。"}
        question = Question(id="q", text="哪些？", kind="list", evidence=tuple((span(texts, "a", c),) for c in "甲乙"))
        made = bench(texts, question)
        first, second = texts["a"][:200], texts["a"][200:]
        assert len(first + second) == 201 + length
        asked = made.asked(question, "a", quotes=(("a", first), ("a", second)))
        assert measure(made.run(asked)).metrics["ListExact"] == exact


def test_the_quoted_length_is_the_median_over_answers(bench, meeting, room, span):
    """4, 3 and no answer: the median of 3 and 4 is 3.5, the refused question has no length."""
    third = Question(id="q3", text="誰長跑？", evidence=((span(TEXTS, "b", "職工"),),))
    made = bench(TEXTS, meeting, room, third)
    found = measure(
        made.run(
            made.asked(meeting, "a", quotes=(("c", "書記主持"),)),
            made.asked(room, "d", quotes=(("d", "減壓室"),)),
            made.asked(third, "b"),
        )
    )
    assert found.metrics["QuotedChars"] == 3.5
    assert found.counts["QuotedChars"] == 2


def test_gold_answers_are_found_through_the_fold(bench):
    """Documents are judged whole, the answer 减压室 is Simplified, the quote Traditional; precision is by document."""
    question = Question(id="q", text="建立了什么？", relevant={"d": 1, "b": 0}, answers=("减压室",))
    made = bench(TEXTS, question)
    quotes = (("b", "工會"), ("d", "建立了減壓室"))
    found = measure(made.run(made.asked(question, "d", quotes=quotes))).metrics
    assert (found["AnswerCited"], found["FirstCited"], found["CitationPrecision"]) == (1, 0, 0.5)
    assert "AnswerComplete" not in found
    assert "Complete@1" not in found


def test_grades_count_in_ndcg(bench):
    """Grades 1 and 2 in the wrong order: (1 + 2/log2(3)) / (2 + 1/log2(3)) = 0.8597."""
    question = Question(id="q", text="會議？", relevant={"a": 1, "c": 2})
    made = bench(TEXTS, question)
    found = measure(made.run(made.asked(question, "a", "c"))).metrics
    assert found["nDCG@10"] == pytest.approx((1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3)))
    assert found["nDCG@10"] == pytest.approx(0.8597, abs=1e-4)


def test_a_document_counts_by_its_best_passage(bench):
    """Documents of several passages stand in the ranking once, at the place of their best one."""
    texts = {"long": "\n\n".join(character * 300 for character in "甲乙丙"), "short": "丁" * 20 + "甲" * 20}
    question = Question(id="q", text="丙丙丙", relevant={"long": 1})
    made = bench(texts, question)
    assert len(made.library.passages) == 4
    run = run_set(made.question_set, made.library)
    (asked,) = run.asked
    assert [one.document for one in asked.retrieved] == ["long", "short"]
    assert asked.retrieved[0].text == "丙" * 300
    assert measure(run).metrics["R@1"] == 1


def test_refusals(bench, meeting, room):
    """Two unanswerable, one refused; two answerable, one refused: recall ½, precision ½, false refusals ½.

    1 − confidence: .8 and .4 of the unanswerable, .1 and .5 of the answerable; three of the four pairs are in
    order: AUROC ¾.
    """
    made = bench(TEXTS, meeting, room, FAR, NEAR)
    run = made.run(
        made.asked(meeting, "a", quotes=(("a", "每月開一次"),), confidence=0.9),
        made.asked(room, "d", confidence=0.5),
        made.asked(FAR, "d", confidence=0.2),
        made.asked(NEAR, "d", quotes=(("d", "減壓室"),), confidence=0.6),
    )
    found = measure(run)
    names = ("RefusalRecall", "RefusalPrecision", "FalseRefusals", "AUROC")
    assert [found.metrics[name] for name in names] == [0.5, 0.5, 0.5, 0.75]
    assert [found.counts[name] for name in names] == [2, 2, 2, 4]
    # Each kind of unanswerable question against all answerable ones: .8 beats both, .4 beats one of two.
    assert found.strata["kind=unanswerable-far"].metrics == {"RefusalRecall": 1, "AUROC": 1}
    assert found.strata["kind=unanswerable-near"].metrics == {"RefusalRecall": 0, "AUROC": 0.5}
    # Unanswerable questions have no relevant passage, so they are in no metric of retrieval.
    assert found.counts["nDCG@10"] == 2
    assert set(found.qrels) == {"q1", "q2"}


def test_metrics_that_a_set_cannot_have_are_left_out(bench, meeting):
    """Without unanswerable questions there is no recall, no precision and no AUROC of refusing."""
    made = bench(TEXTS, meeting)
    found = measure(made.run(made.asked(meeting, "a")))
    assert {"RefusalRecall", "RefusalPrecision", "AUROC"}.isdisjoint(found.metrics)
    assert found.metrics["FalseRefusals"] == 1
    assert "QuotedChars" not in found.metrics
    assert found.strata == {}


def test_only_unanswerable_questions(bench):
    """A set of them alone has refusals and nothing else."""
    made = bench(TEXTS, FAR)
    found = measure(made.run(made.asked(FAR, "a")))
    assert {name: found.metrics[name] for name in found.counts} == {"RefusalRecall": 1, "RefusalPrecision": 1}
    assert found.qrels == {}


def test_intervals_are_of_the_questions(bench, meeting, room):
    """Of 1 and 0 the resampled means are 0, ½ and 1: the interval is [0, 1]. All alike: the value itself."""
    made = bench(TEXTS, meeting, room)
    found = measure(made.run(made.asked(meeting, "a", "c"), made.asked(room, "a")))
    assert found.intervals["Success@1"] == (0, 1)
    assert found.intervals["FalseRefusals"] == (1, 1)
    assert set(found.intervals) == set(found.counts)


def test_one_question_has_an_interval_of_one_point(bench, meeting):
    """Nothing can be resampled."""
    made = bench(TEXTS, meeting)
    assert measure(made.run(made.asked(meeting, "a"))).intervals["Success@1"] == (1, 1)


def test_a_large_sample_has_the_normal_interval(bench, span):
    """60 of 100 right: mean ± 1.96 · √(.6 · .4 / 100) = .6 ± .096, to within a hundredth."""
    questions = [
        Question(id=f"q{number}", text="開會？", evidence=((span(TEXTS, "a", "每月"),),)) for number in range(100)
    ]
    made = bench(TEXTS, *questions)
    run = made.run(*(made.asked(one, "a" if number < 60 else "b") for number, one in enumerate(questions)))
    low, high = measure(run).intervals["Success@1"]
    assert (low, high) == (pytest.approx(0.504, abs=0.011), pytest.approx(0.696, abs=0.011))


def test_intervals_are_the_same_every_time(bench, meeting, room):
    """The seed is fixed."""
    made = bench(TEXTS, meeting, room, FAR, NEAR)
    run = made.run(*(made.asked(one, "a", confidence=0.1 * n) for n, one in enumerate((meeting, room, FAR, NEAR))))
    assert measure(run).intervals == measure(run).intervals


@pytest.mark.parametrize("statistic", [np.mean, np.median])
def test_resampling_bounds_memory(statistic):
    """5,000 questions and 16 metrics stay below 200 MB."""
    values = np.tile(np.arange(5_000.0), (16, 1))
    tracemalloc.start()
    bootstrap_interval((values,), statistic)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200e6


def test_the_batch_changes_no_interval(monkeypatch):
    """Random numbers are drawn in the same order, however many at a time."""
    values = np.random.default_rng(1).random((3, 40))
    low, high = bootstrap_interval((values,), np.mean)
    monkeypatch.setattr("rag.eval.measures.BATCH", 7)
    again = bootstrap_interval((values,), np.mean)
    assert (low == again[0]).all()
    assert (high == again[1]).all()


def test_strata_are_shown_where_there_is_more_than_one(bench, span):
    """Two languages, one kind: only the languages make strata, and each has its own mean."""
    item = ((span(TEXTS, "a", "每月"),),)
    one = Question(id="q1", text="多久？", language="zh-Hant", kind="fact", evidence=item)
    two = Question(id="q2", text="How often?", language="en", kind="fact", evidence=item)
    made = bench(TEXTS, one, two)
    found = measure(made.run(made.asked(one, "a"), made.asked(two, "b", "a")))
    assert list(found.strata) == ["language=en", "language=zh-Hant"]
    assert found.strata["language=en"].n == 1
    assert found.strata["language=en"].metrics["MRR@10"] == 0.5
    assert found.strata["language=zh-Hant"].metrics["MRR@10"] == 1


def test_latencies_are_percentiles(bench, meeting):
    """Every search took 4 ms and every answer 8; they have no interval."""
    made = bench(TEXTS, meeting)
    found = measure(made.run(made.asked(meeting, "a")))
    assert (found.metrics["search_ms_p50"], found.metrics["ask_ms_p95"]) == (4, 8)
    assert "ask_ms_p95" not in found.intervals
