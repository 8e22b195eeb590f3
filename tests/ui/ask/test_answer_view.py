"""The answer as HTML: every word of a document, a question or a model is text; what is marked is what it should be."""

from __future__ import annotations

import dataclasses
import json
import re
from html.parser import HTMLParser
from urllib.parse import parse_qsl

import pytest

from rag.answer.results import (
    Answer,
    Citation,
    Draft,
    Follows,
    Hit,
    LeftOut,
    Reason,
    Source,
    Statement,
    Struck,
    Why,
)
from rag.answer.scope import CaseName
from rag.corpus.document import Document, Encoding, Section, Span
from rag.settings import Settings
from rag.ui.ask.answer_view import answer_html, earlier_html
from rag.ui.ask.turns import Turn
from rag.ui.source.permalinks import Permalink

SETTINGS = Settings()
EVIL = '<img src=x onerror="alert(1)">&\'“黨”${7*7}'
TEXT = f"三方會議{EVIL}每月召開。"
NAME = f"{EVIL}.txt"
START = 40
MATCHES = ((START, START + 4), (START + len(EVIL) + 4, START + len(EVIL) + 5))  # 三方會議, 每
ELEMENTS = {"section", "h2", "h3", "p", "div", "ul", "ol", "li", "button", "span", "mark", "del", "details", "summary"}

HIT = Hit(
    1, 0.9, NAME, 1, (EVIL, EVIL), 1, START, START + len(TEXT), TEXT, Why(0.8, 0.7, 0.5, 0.4, ("三方", "每"), MATCHES)
)
LEFT = LeftOut(NAME, 5, 5 + len(EVIL), EVIL, 0.25, "behind")
ANSWERED = Answer(
    question=f"問{EVIL}",
    searched=f"搜{EVIL}",
    follows=Follows("ordinal", EVIL, None, ()),
    status="answered",
    confidence=0.8,
    statements=(Statement(TEXT, (1,)),),
    citations=(Citation(1, NAME, 1, (EVIL,), 1, START, START + len(TEXT), TEXT),),
    nearest=(HIT,),
    documents=(Source(NAME, "0" * 64, "utf-8"),),
    left_out=(LEFT, dataclasses.replace(LEFT, reason="room"), dataclasses.replace(LEFT, reason="list")),
)
REFUSED = dataclasses.replace(
    ANSWERED, status="refused", statements=(), citations=(), left_out=(dataclasses.replace(LEFT, reason="refused"),)
)
DRAFT = Draft(EVIL, used=True, note="", struck=(Struck(EVIL, (Reason("number", EVIL), Reason("name", EVIL))),))
UNUSED = dataclasses.replace(DRAFT, used=False, note="draft-none-holds")
SOURCE_TEXT = "。" * START + TEXT
WHOLE = Span(0, len(SOURCE_TEXT))
CASE = Section("case", 1, EVIL, 0, Span(0, 0), (WHOLE,), (), WHOLE)
SOURCE = Document(NAME, "0" * 64, SOURCE_TEXT, Encoding("utf-8", 1.0), None, (CASE,), None)


def _shown(answer: Answer, **options) -> str:
    return answer_html(Turn.of(answer, [SOURCE], among=(CaseName(NAME, EVIL),)), SETTINGS, **options)


class _Reader(HTMLParser):
    """Elements, attributes, and the text inside elements of a class."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: set[str] = set()
        self.values: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.pieces: list[tuple[tuple[str, ...], str]] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.values += [(name, value or "") for name, value in attrs]
        self.open.append(f"{tag}.{dict(attrs).get('class')}")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().startswith(f"{tag}.")

    def handle_data(self, data: str) -> None:
        self.pieces.append((tuple(self.open), data))

    def inside(self, name: str) -> list[str]:
        return [data for path, data in self.pieces if any(step.endswith(f".{name}") for step in path)]

    def valued(self, attribute: str) -> list[str]:
        return [value for name, value in self.values if name == attribute]

    def of(self, tag: str) -> list[str]:
        return [data for path, data in self.pieces if path[-1].split(".")[0] == tag]


@pytest.mark.parametrize(
    "answer",
    [
        ANSWERED,
        REFUSED,
        dataclasses.replace(ANSWERED, draft=DRAFT),
        dataclasses.replace(ANSWERED, draft=UNUSED),
        dataclasses.replace(ANSWERED, follows=Follows("pronoun", EVIL, "two-referents", (EVIL,))),
    ],
    ids=["answered", "refused", "drafted", "not used", "unresolved"],
)
def test_nothing_but_our_own_markup(answer: Answer):
    """Whatever documents, readers and models write: only our elements, only our attributes, and their words whole."""
    turn = Turn.of(answer, [SOURCE], among=(CaseName(NAME, EVIL),))
    for html in (_shown(answer, unchecked=EVIL, script="zh-Hans"), earlier_html([turn], "zh-Hant")):
        read = _Reader(html)
        assert set(read.names) <= ELEMENTS
        assert not any(name.startswith("on") or name in {"src", "href"} for name in read.attributes)
        assert EVIL in "".join(data for _, data in read.pieces)


def test_what_matched_is_marked_and_nothing_else():
    """The marks hold the source's characters at `matches`; the text around them is whole."""
    read = _Reader(_shown(ANSWERED))
    assert read.of("mark") == ["三方會議", "每"]
    assert "".join(read.inside("excerpt")) == TEXT


def test_what_was_left_out_says_why():
    """Each sentence with its reason and likelihood; of a refusal that nothing was quoted."""
    said = _Reader(_shown(ANSWERED)).inside("left-out")
    assert said[::2] == [EVIL] * 3
    assert [where.split(" · ")[:2] for where in said[1::2]] == [
        ["不及所引", "可能性 25%"],
        ["篇幅已滿", "可能性 25%"],
        ["答案取自清單，未另引此句", "可能性 25%"],
    ]
    assert "沒有作答" in _Reader(_shown(REFUSED)).inside("left-out")[1]


def test_a_draft_is_told_from_quotations():
    """Its wording is named, its quotations stand under the sources, what was struck is counted and explained."""
    read = _Reader(_shown(dataclasses.replace(ANSWERED, draft=DRAFT)))
    assert read.inside("quote") == [f"「{TEXT}」"]
    assert any("的措辭" in said for said in read.inside("wording"))
    assert any("有 1 句未通過核對" in said for said in read.inside("draft"))
    assert read.of("del") == [EVIL]
    assert read.inside("reasons") == [f"數目「{EVIL}」不在引文裏；名稱「{EVIL}」不在引文裏"]
    unused = _Reader(_shown(dataclasses.replace(ANSWERED, draft=UNUSED)))
    assert unused.inside("quote") == unused.inside("wording") == []
    assert any("沒有一句通過核對" in said for said in unused.inside("draft"))


def test_unchecked_words_are_set_apart():
    """They stand in a place of their own that says what they are, and the answer is marked as unfinished."""
    html = _shown(ANSWERED, unchecked="每週五次")
    assert _Reader(html).inside("unchecked") == ["語言模型正在撰寫。下面的文字尚未核對，還不是答案。", "每週五次"]
    assert 'aria-busy="true"' in html
    assert "每週五次" not in "".join(_Reader(html).inside("statements"))
    finished = _shown(ANSWERED)
    assert not re.search("unchecked|aria-busy", finished)


def test_earlier_turns_stand_latest_first_and_folded():
    """Question and what was said, without why; nothing where there is none."""
    turns = [Turn(dataclasses.replace(ANSWERED, question=f"第{n}問？")) for n in range(3)]
    html = earlier_html(turns, "zh-Hant")
    assert _Reader(html).of("summary") == ["第2問？", "第1問？", "第0問？"]
    assert not re.search('class="why"|<details[^>]* open', html)
    assert earlier_html([], "zh-Hant") == ""


def test_a_number_carries_the_quotation_and_its_place():
    """What the card on it shows: the source's words, document › breadcrumb, paragraph and characters."""
    (card,) = _Reader(_shown(ANSWERED)).valued("data-card")
    end = START + len(TEXT)
    assert json.loads(card) == {
        "quote": TEXT,
        "path": f"{NAME} › {EVIL}",
        "where": f"第 1 段 · 字元 {START}–{end}",
    }


def test_a_source_says_its_document_and_has_a_link():
    """The link is the quotation's; where the document is not as it was, there is none."""
    read = _Reader(_shown(ANSWERED))
    assert f"{NAME} · " in read.inside("where")
    (link,) = read.valued("data-copy-link")
    assert Permalink.parse(dict(parse_qsl(link[1:]))) == Permalink.of(SOURCE, Span(START, START + len(TEXT)))
    changed = dataclasses.replace(SOURCE, text="換" + SOURCE_TEXT)
    for documents in ([], [changed]):
        assert "data-copy-link" not in answer_html(Turn.of(ANSWERED, documents), SETTINGS)


def test_the_copy_is_the_text_of_the_answer():
    """Statements with numbers, then the sources, in the original whatever is shown; of a refusal what is near."""
    (copied,) = _Reader(_shown(ANSWERED, script="zh-Hans")).valued("data-text")
    assert f"{TEXT}[1]" in copied
    assert f"[1] {NAME} › {EVIL} · 第 1 段 [{START}:{START + len(TEXT)}]" in copied
    (refused,) = _Reader(_shown(REFUSED)).valued("data-text")
    assert "文庫裏找不到有把握的答案" in refused
    assert TEXT in refused


def test_the_cases_looked_in_are_said():
    """Of every turn that was held to some, and of no other."""
    assert _Reader(_shown(ANSWERED)).inside("among") == [f"只在這裏找：{EVIL}"]
    assert _Reader(answer_html(Turn(ANSWERED), SETTINGS)).inside("among") == []


def test_another_script_is_shown_and_the_original_quoted():
    """三方會議 reads 三方会议 in the statement; the source under it has the original, and says why."""
    read = _Reader(_shown(ANSWERED, script="zh-Hans"))
    said = "".join(read.inside("statements"))
    assert said.startswith("三方会议")
    assert "每月召开。" in said
    assert read.inside("quote") == [f"「{TEXT}」"]
    assert "正文以簡體顯示；引文是原文。" in read.inside("where")
    assert read.valued("lang") == ["zh-Hans"]
    for script in ("original", "zh-Hant"):  # it is in Traditional Chinese
        read = _Reader(_shown(ANSWERED, script=script))
        assert "".join(read.inside("statements")).startswith(TEXT)
        assert read.inside("quote") == []
