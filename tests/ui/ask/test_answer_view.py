"""The answer as HTML: every word of a document, a question or a model is text; what is marked is what it should be."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser

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
from rag.settings import Settings
from rag.ui.ask.answer_view import answer_html, earlier_html

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


class _Reader(HTMLParser):
    """Elements, attributes, and the text inside elements of a class."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.pieces: list[tuple[tuple[str, ...], str]] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.open.append(f"{tag}.{dict(attrs).get('class')}")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().startswith(f"{tag}.")

    def handle_data(self, data: str) -> None:
        self.pieces.append((tuple(self.open), data))

    def inside(self, name: str) -> list[str]:
        return [data for path, data in self.pieces if any(step.endswith(f".{name}") for step in path)]

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
    for html in (answer_html(answer, SETTINGS, unchecked=EVIL), earlier_html([answer], "zh-Hant")):
        read = _Reader(html)
        assert set(read.names) <= ELEMENTS
        assert not any(name.startswith("on") or name in {"src", "href"} for name in read.attributes)
        assert EVIL in "".join(data for _, data in read.pieces)


def test_what_matched_is_marked_and_nothing_else():
    """The marks hold the source's characters at `matches`; the text around them is whole."""
    read = _Reader(answer_html(ANSWERED, SETTINGS))
    assert read.of("mark") == ["三方會議", "每"]
    assert "".join(read.inside("excerpt")) == TEXT


def test_what_was_left_out_says_why():
    """Each sentence with its reason and likelihood; of a refusal that nothing was quoted."""
    said = _Reader(answer_html(ANSWERED, SETTINGS)).inside("left-out")
    assert said[::2] == [EVIL] * 3
    assert [where.split(" · ")[:2] for where in said[1::2]] == [
        ["不及所引", "可能性 25%"],
        ["篇幅已滿", "可能性 25%"],
        ["已由列表作答", "可能性 25%"],
    ]
    assert "沒有作答" in _Reader(answer_html(REFUSED, SETTINGS)).inside("left-out")[1]


def test_a_draft_is_told_from_quotations():
    """Its wording is named, its quotations stand under the sources, what was struck is counted and explained."""
    read = _Reader(answer_html(dataclasses.replace(ANSWERED, draft=DRAFT), SETTINGS))
    assert read.inside("quote") == [f"「{TEXT}」"]
    assert any("的措辭" in said for said in read.inside("wording"))
    assert any("有 1 句未通過核對" in said for said in read.inside("draft"))
    assert read.of("del") == [EVIL]
    assert read.inside("reasons") == [f"數目「{EVIL}」不在引文裏；名稱「{EVIL}」不在引文裏"]
    unused = _Reader(answer_html(dataclasses.replace(ANSWERED, draft=UNUSED), SETTINGS))
    assert unused.inside("quote") == unused.inside("wording") == []
    assert any("沒有一句通過核對" in said for said in unused.inside("draft"))


def test_unchecked_words_are_set_apart():
    """They stand in a place of their own that says what they are, and the answer is marked as unfinished."""
    html = answer_html(ANSWERED, SETTINGS, unchecked="每週五次")
    assert _Reader(html).inside("unchecked") == ["語言模型正在撰寫。下面的文字尚未核對，還不是答案。", "每週五次"]
    assert 'aria-busy="true"' in html
    assert "每週五次" not in "".join(_Reader(html).inside("statements"))
    finished = answer_html(ANSWERED, SETTINGS)
    assert not re.search("unchecked|aria-busy", finished)


def test_earlier_turns_stand_latest_first_and_folded():
    """Question and what was said, without why; nothing where there is none."""
    turns = [dataclasses.replace(ANSWERED, question=f"第{n}問？") for n in range(3)]
    html = earlier_html(turns, "zh-Hant")
    assert _Reader(html).of("summary") == ["第2問？", "第1問？", "第0問？"]
    assert not re.search('class="why"|<details[^>]* open', html)
    assert earlier_html([], "zh-Hant") == ""
