"""What is quoted: the few sentences that answer, whole or in whole clauses, and why the others are not."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import Library
from rag.answer.extraction import (
    BEHIND,
    CLAUSE_CHARS,
    SENTENCE_CHARS,
    SENTENCES,
    Extraction,
    Extractor,
    _clauses,
    _Read,
)
from rag.answer.quote import Quote
from rag.answer.sentence_reader import Reader
from rag.corpus.document import Span
from rag.eval.formats import read_set
from rag.index.builder import build_index
from rag.index.encoder import TOKEN_SCALE, encoded_text
from rag.index.store import open_generation
from rag.settings import Settings
from tests.committed_schemas import held_to_schema

SETS = Path(__file__).resolve().parents[2] / "eval" / "sets"
QUESTIONS = [asked.text for asked in read_set(SETS / "five-cases.jsonl").questions if "d001" <= asked.id <= "d144"][::4]

Made = Callable[..., Library]


@pytest.fixture
def made(five_cases_settings: Settings, tmp_path: Path) -> Made:
    """Makes a library of one document, with the real encoder; it refuses nothing for want of confidence."""

    def make(text: str, **changed: object) -> Library:
        (tmp_path / "corpus").mkdir()
        (tmp_path / "corpus" / "a.md").write_text(text, encoding="utf-8")
        settings = dataclasses.replace(five_cases_settings, min_confidence=0.0, **changed)
        return Library.build(tmp_path / "corpus", tmp_path / "index", settings=settings)

    return make


def quoted(library: Library, question: str) -> list[str]:
    """The quotations of an answer."""
    return [cited.quote for cited in library.ask(question).citations]


def extracted(library: Library, *questions: str, max_quote_chars: int) -> list[Extraction]:
    """What was chosen for each question, and from what, where so many characters may be quoted."""
    extractor = Extractor(
        library._generation, library._ranker, library._encoder, max_quote_chars=max_quote_chars, reader=Reader.load()
    )
    queries = [library.query(question) for question in questions]
    return [extractor.extract(query, library.rank(query), passages=5) for query in queries]


@pytest.fixture(scope="module")
def extractions(five_cases) -> dict[int, list[Extraction]]:
    """Every fourth development question, with the usual limit and with the lowest."""
    return {chars: extracted(five_cases, *QUESTIONS, max_quote_chars=chars) for chars in (50, 400)}


# -- limits and order -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [50, 400])
def test_three_sentences_and_160_characters_at_most(extractions, limit):
    """Or what the user allows, where that is less; only a list may have more of both."""
    for extraction in extractions[limit]:
        chars = sum(len(quote.span) for quote in extraction.quotes)
        assert chars <= (limit if extraction.is_list else min(limit, SENTENCE_CHARS))
        if not extraction.is_list:
            held = [one for one in extraction.ranked if any(_in_part(one, quote) for quote in extraction.quotes)]
            assert 1 <= len(held) <= SENTENCES


def _in_part(one: Quote, other: Quote) -> bool:
    """Whether two quotations share a character."""
    return one.document == other.document and not (one.span.end <= other.span.start or other.span.end <= one.span.start)


@pytest.mark.parametrize("limit", [50, 400])
def test_the_likeliest_comes_first_and_the_others_in_source_order(extractions, limit):
    """The reader sees the answer at once, and after it what follows in the order of the source."""
    for extraction in extractions[limit]:
        quotes = extraction.quotes
        if not extraction.is_list and quotes:
            others = [(quote.document, quote.span) for quote in quotes[1:]]
            assert others == sorted(others)
            assert quotes[0].score == max(quote.score for quote in quotes)
            assert all(not _in_part(one, quote) for one in quotes for quote in quotes if one is not quote)


def test_the_likeliest_sentence_is_quoted_whole_where_it_fits(extractions):
    """A sentence is cut only for want of room, and nothing is quoted that is not at least whole clauses of one."""
    seen = 0
    for extraction in extractions[400]:
        best = extraction.ranked[0]
        if not extraction.is_list and len(best.span) <= SENTENCE_CHARS:
            first = extraction.quotes[0]
            assert first.span.start <= best.span.start < best.span.end <= first.span.end
            seen += 1
    assert seen > len(QUESTIONS) / 2


@pytest.mark.parametrize("limit", [50, 400])
def test_what_is_quoted_begins_and_ends_with_a_sentence_or_a_clause(five_cases, extractions, limit):
    """After a sentence, a comma or a colon, and before one; never a space around it."""
    for extraction in extractions[limit]:
        for quote in () if extraction.is_list else extraction.quotes:
            text = five_cases.document(quote.document).text
            starts = {one.span.start for one in extraction.ranked if one.document == quote.document}
            ends = {one.span.end for one in extraction.ranked if one.document == quote.document}
            said = quote.span.of(text)
            assert said == said.strip()
            before, after = text[: quote.span.start].rstrip(" "), text[quote.span.end :].lstrip(" ")
            assert quote.span.start in starts or before.rstrip("”’」』）)】》]")[-1] in "，,：:"
            assert quote.span.end in ends or after[0] in "，," or said[-1] in "：:”’」』）)】》]"


@pytest.mark.parametrize("limit", [50, 400])
def test_likelihoods_add_up_to_one(extractions, limit):
    """Over all sentences that were looked at, likeliest first, each of them once."""
    for extraction in extractions[limit]:
        scores = [one.score for one in extraction.ranked]
        assert math.fsum(scores) == pytest.approx(1, abs=1e-9)
        assert scores == sorted(scores, reverse=True)
        assert len({(one.document, one.span) for one in extraction.ranked}) == len(scores)


@pytest.mark.parametrize("limit", [50, 400])
def test_each_sentence_is_quoted_or_left_out_for_a_reason(extractions, limit):
    """Never both; a sentence less than a thirtieth as likely as the likeliest is behind, another one had no room."""
    for extraction in extractions[limit]:
        left = list(extraction.left_out())
        for one, reason in left:
            assert not any(_in_part(one, quote) for quote in extraction.quotes)
            if extraction.is_list:
                assert reason == "list"
            else:
                assert reason == ("behind" if extraction.ranked[0].score / one.score > BEHIND else "room")
        held = [one for one in extraction.ranked if any(_in_part(one, quote) for quote in extraction.quotes)]
        assert sorted([*held, *(one for one, _ in left)], key=lambda one: (-one.score, one.document, one.span)) == list(
            extraction.ranked
        )


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("信息化中心有多少名職工？", "behind"),
        ("为什么要推行开放式党课？", "room"),
        ("“五个开放”指哪五个开放？", "list"),
        ("How do I bake sourdough bread at home?", "refused"),
    ],
)
def test_ask_tells_machines_what_was_left_out(anwen, question, reason):
    """Three sentences at most, as the committed schema says, none of them part of a citation."""
    _, out, _ = anwen("ask", question, "--json")
    answer = held_to_schema("ask", out)
    assert {one["reason"] for one in answer["left_out"]} >= {reason}
    assert len(answer["left_out"]) == 3
    assert (answer["status"] == "refused") == (reason == "refused")
    for one in answer["left_out"]:
        for cited in answer["citations"]:
            assert cited["document"] != one["document"] or cited["end"] <= one["start"] or one["end"] <= cited["start"]


# -- clauses --------------------------------------------------------------------------------------------------

CONTENT = st.lists(
    st.sampled_from(["黨", "課", "会议由三方参加", "“引”字上", "PDM", "1,250,000元", "於10:30開", "a b"]), min_size=1
)
CLAUSE = st.tuples(
    st.sampled_from(["", " "]), CONTENT.map("".join), st.sampled_from(["，", ",", "：", ":", ",”", "，」』", ")，"])
)


@st.composite
def sentences(draw: st.DrawFn) -> tuple[list[str], list[int]]:
    """The clauses of a sentence, each with its comma, and for each how well its best token fits."""
    clauses = ["".join(parts) for parts in draw(st.lists(CLAUSE, max_size=8))]
    clauses.append(draw(CONTENT.map("".join)) + draw(st.sampled_from(["。", "！”", "", "，", ",”"])))
    clauses[0] = clauses[0].lstrip()
    return clauses, draw(st.lists(st.integers(-9, 9), min_size=len(clauses), max_size=len(clauses)))


@given(sentences(), st.integers(0, 80), st.booleans())
def test_clauses_are_whole_side_by_side_and_as_many_as_fit(made_sentence, room, with_tokens):
    """Around the clause that fits best of those with room; none where there is none, and no figure is cut in two.

    The clauses are known because the sentence is made of them; 1,250,000 and 10:30 are no places to cut.
    """
    clauses, fits = made_sentence
    before = "前文。"
    text = before + "".join(clauses) + "後文。"
    starts = np.cumsum([len(before), *map(len, clauses)]).tolist()
    # One token at the end of each clause: how well it fits is all that the clause is worth.
    ends = np.array(starts[1:]) if with_tokens else np.empty(0, np.int64)
    worth = np.array(fits if with_tokens else [], np.float32)
    quote = Quote("a.txt", (0,), Span(starts[0], starts[-1]), 1.0)
    found = _clauses(text, _Read(quote, is_heading=False, ends=ends, fits=worth), room)
    fitting = [place for place, clause in enumerate(clauses) if len(clause) <= room]
    if room < CLAUSE_CHARS or not fitting:
        assert not found
        return
    assert len(found) <= room
    first, last = min(fitting), max(fitting)
    wholes = {
        (starts[i] + len(clauses[i]) - len(clauses[i].lstrip()), len(text[: starts[j + 1]].rstrip(" ，,"))): (i, j)
        for i in range(first, last + 1)
        for j in range(i, last + 1)
    }
    i, j = wholes[found.start, found.end]
    best = max(fits[place] for place in fitting) if with_tokens else fits[first]
    assert any(fits[place] == best for place in fitting if i <= place <= j)
    assert i == 0 or starts[j + 1] - starts[i - 1] > room
    assert j == len(clauses) - 1 or starts[j + 2] - starts[i] > room


COSTLY = (
    "To make life on the building site better for the workers and their families who had come with them from far away, "
    "the company spent 1,250,000 yuan on books and chairs and on the repair of three old store rooms, "
    "which have been open since 2012 from 10:30 until 21:45 every day.\n"
)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How much did the company spend on books?", "the company spent 1,250,000 yuan"),
        ("When are the store rooms open?", "from 10:30 until 21:45 every day."),
    ],
)
def test_a_figure_is_never_cut_in_two(made, question, said):
    """Of 1,250,000 yuan, "250,000 yuan" is a slice of the source too, and a lie."""
    library = made("# Reading room\n\n" + COSTLY)
    quotes = [quote for quote in quoted(library, question) if quote in COSTLY]
    assert any(said in quote for quote in quotes)
    assert all(quote == quote.strip() for quote in quotes)


@pytest.mark.parametrize(
    "question", ["職工書屋是哪一年建成的？", "职工书屋是哪一年建成的？", "When was the workers' reading room built?"]
)
def test_a_long_sentence_without_a_comma_is_quoted_whole_not_refused(made, question):
    """190 characters and no place to cut: longer than an answer should be, but it is the answer."""
    huge = (
        "為了讓職工在工地上也能讀書、寫字、下棋、聽課、看電影、打乒乓球、練書法" * 5 + "而在二〇一二年建成了職工書屋。"
    )
    assert SENTENCE_CHARS < len(huge) < 400
    library = made(f"# 書屋\n\n{huge}\n\n食堂每週一供應麵條。\n")
    answer = library.ask(question)
    assert (answer.status, [cited.quote for cited in answer.citations]) == ("answered", [huge])
    assert {one.reason for one in answer.left_out} <= {"behind", "room"}
    # Where the user allows less than that there is nothing to quote.
    (strict,) = extracted(library, question, max_quote_chars=50)
    assert huge not in [quote.span.of(library.document(quote.document).text) for quote in strict.quotes]
    assert sum(len(quote.span) for quote in strict.quotes) <= 50


# -- what is joined -------------------------------------------------------------------------------------------


def joined(library: Library, *said: str) -> list[str]:
    """These sentences of the document, as they would be quoted together."""
    (document,) = library.documents
    paths = {span.of(document.text): (passage.path, span) for passage in library.passages for span in passage.sentences}
    quotes = [Quote(document.name, *paths[one], score) for score, one in enumerate(said)]
    return [quote.span.of(document.text) for quote in library.extractor._joined(quotes)]


RULES = (
    "一、休假\n\n　　（一）帶薪年假。每年五天。 不得轉讓。\n　　病假另計。\n\n"
    "二、加班\n\n　　加班要先申請。\tOvertime is paid；按小時計。  隔月發放。\n"
)


@pytest.mark.parametrize(
    ("said", "together"),
    [
        (["每年五天。", "不得轉讓。"], ["每年五天。 不得轉讓。"]),
        (["不得轉讓。", "每年五天。"], ["每年五天。 不得轉讓。"]),
        (["加班要先申請。", "Overtime is paid；", "按小時計。"], ["加班要先申請。\tOvertime is paid；按小時計。"]),
        (["按小時計。", "隔月發放。"], ["按小時計。", "隔月發放。"]),
        (["加班要先申請。", "按小時計。"], ["加班要先申請。", "按小時計。"]),
        (["不得轉讓。", "病假另計。"], ["不得轉讓。", "病假另計。"]),
        (["（一）帶薪年假。", "每年五天。"], ["（一）帶薪年假。", "每年五天。"]),
        (["病假另計。", "加班要先申請。"], ["病假另計。", "加班要先申請。"]),
    ],
    ids=[
        "neighbours",
        "in any order",
        "three, a tab between",
        "two spaces",
        "one apart",
        "paragraphs",
        "heading",
        "sections",
    ],
)
def test_neighbours_in_one_paragraph_are_one_quotation(made, said, together):
    """Never across a line, a section, or from a heading into what stands under it."""
    assert joined(made(RULES), *said) == together


# -- where tokens stand ---------------------------------------------------------------------------------------

ODD = (
    "# ①  Party   lectures（黨課）\n\n## 第一節 ㎏ 与 ½\n\n### 一般規定\n\n"
    "　　  黨課\t每月 一次。 It's open；½的人來過……！\n\n"
    "\tＡＢＣ　三方會議 😀 每週開。　　\n　　……——。\n　　最後一句没有句号\n"
)


def test_every_character_of_a_sentence_is_read_as_its_own(bag_encoder, tmp_path):
    """With a token for each character, a sentence has those that spell it: headings, spaces and tabs move nothing."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.md").write_text(ODD, encoding="utf-8")
    settings = Settings(corpus_dir=tmp_path / "corpus", index_dir=tmp_path / "index", cache_dir=tmp_path)
    build_index(settings, encoder=bag_encoder)
    library = Library(open_generation(settings.index_dir), bag_encoder, settings)
    query = library.query("黨課多久一次？")
    sentences, reading = library.extractor.reading(query, library.rank(query), passages=9)
    text = library.documents[0].text
    assert any(passage.context for passage in library.passages)
    assert len(sentences) == sum(len(passage.sentences) for passage in library.passages)
    for place, sentence in enumerate(sentences):
        own = reading.sentence_of == place
        said = sentence.span.of(text)
        assert "".join(text[end - 1] for end in reading.ends[own]) == said
        expected = bag_encoder.tokens(encoded_text(said)).vectors * np.float32(TOKEN_SCALE)
        np.testing.assert_array_equal(reading.token_vectors[own], expected)


def test_tokens_of_the_real_encoder_stand_in_their_sentences(made):
    """Each ends inside its sentence, and every sentence has some."""
    library = made(ODD)
    query = library.query("黨課多久一次？")
    sentences, reading = library.extractor.reading(query, library.rank(query), passages=9)
    assert set(reading.sentence_of.tolist()) == set(range(len(sentences)))
    for end, place in zip(reading.ends.tolist(), reading.sentence_of.tolist(), strict=True):
        assert sentences[place].span.start < end <= sentences[place].span.end


@pytest.mark.parametrize("question", ["黨課多久一次？", "三方会议多久开一次？", "How often is the lecture?"])
def test_odd_spaces_and_scripts_are_quoted_as_they_stand(made, question):
    """Every quotation is a slice of the document, without white space around it."""
    library = made(ODD)
    answer = library.ask(question)
    assert answer.citations
    for cited in answer.citations:
        assert library.document(cited.document).text[cited.start : cited.end] == cited.quote == cited.quote.strip()


# -- what goes on, what repeats -------------------------------------------------------------------------------


@pytest.mark.parametrize("question", ["職工書屋是哪一年建成的？", "职工书屋是哪一年建成的？"])
def test_a_question_in_the_source_goes_on_with_its_answer(made, question):
    """Three sentences and 160 characters at most: what would be too long is left out with all that follows."""
    asked = "職工書屋是哪一年建成的？"
    library = made(f"{asked}\n\n二〇一二年秋天。\n\n{'又' * 150}。\n\n食堂每週一供應麵條。\n")
    assert quoted(library, question) == [asked, "二〇一二年秋天。"]
    assert quoted(limited(library, 50), question) == [asked, "二〇一二年秋天。"]


def limited(library: Library, max_quote_chars: int) -> Library:
    """The same library with another limit."""
    settings = dataclasses.replace(library.settings, max_quote_chars=max_quote_chars)
    return Library(library._generation, library._encoder, settings)


def test_a_document_without_sentences_of_its_own_answers_nothing(made):
    """A heading alone is quoted if anything is; no passage gives no quotation and no error."""
    library = made("# 職工書屋\n")
    query = library.query("職工書屋在哪裡？")
    nothing = library.extractor.extract(query, library.rank(query), passages=0)
    assert (nothing.quotes, nothing.ranked, nothing.is_list, list(nothing.left_out())) == ((), (), False, [])


# -- determinism ----------------------------------------------------------------------------------------------


def test_the_same_question_has_the_same_answer_always(five_cases):
    """Twice in a row and in two threads, to the last digit of every likelihood."""
    asked = QUESTIONS[::6]
    once = [five_cases.ask(question) for question in asked]
    fresh = Library(five_cases._generation, five_cases._encoder, five_cases.settings)  # nothing remembered yet
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda library: [library.ask(text) for text in asked], [fresh, fresh]))
    assert once == both[0] == both[1]
