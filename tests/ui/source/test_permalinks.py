"""A link finds the very words it was made for, wherever they are now, or nothing."""

from __future__ import annotations

import dataclasses
import hashlib
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.corpus.document import Document, Span
from rag.corpus.reader import text_document
from rag.errors import UsageError
from rag.ui.source.permalinks import Permalink, resolve

TEXT = (
    "案例一\n一、背景\n黨員教育缺乏吸引力。\n二、主要成效\n滿意度提高了。\n"
    "案例二\n一、背景\n党员教育缺乏吸引力。\n二、主要成效\n旷工减少了一半。\n"
)
NAME = "甲/案 例&?.txt"
QUOTE = "党员教育缺乏吸引力。"


def _document(text: str = TEXT, name: str = NAME) -> Document:
    """A document whose bytes are not those of another text."""
    return dataclasses.replace(text_document(text, name=name), sha256=hashlib.sha256(text.encode()).hexdigest())


def _span(quote: str, text: str = TEXT, *, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    return Span(start, start + len(quote))


def _found(link: Permalink, *documents: Document) -> tuple[str, str | None]:
    """Status, and what is marked in which document."""
    found = resolve(link, documents)
    if found.place is None:
        return found.status, None
    assert found.place.chosen is not None
    (document,) = (one for one in documents if one.name == found.place.document)
    return found.status, f"{document.name}@{found.place.chosen.span.start} {found.place.chosen.span.of(document.text)}"


@given(st.integers(0, len(TEXT) - 1), st.integers(1, 30))
def test_a_link_survives_its_address_and_opens_the_same(start: int, length: int):
    """Written as an address and read again it is the same link, to the same characters of an unchanged document."""
    span = Span(start, min(len(TEXT), start + length))
    link = Permalink.of(_document(), span)
    again = Permalink.parse(dict(parse_qsl(link.query()[1:], keep_blank_values=True)))
    assert again == link
    assert _found(again, _document()) == ("same", f"{NAME}@{start} {span.of(TEXT)}")


def test_words_that_moved_are_found():
    """After an insertion before them, and in the same bytes under another name."""
    link = Permalink.of(_document(), _span(QUOTE))
    inserted = "前言：党员\n" + TEXT
    assert _found(link, _document(inserted)) == ("moved", f"{NAME}@{inserted.index(QUOTE)} {QUOTE}")
    renamed = dataclasses.replace(_document(), name="乙.txt")
    assert _found(link, renamed) == ("moved", f"乙.txt@{TEXT.index(QUOTE)} {QUOTE}")
    alias = dataclasses.replace(renamed, aliases=(NAME,))
    assert _found(link, alias) == ("same", f"乙.txt@{TEXT.index(QUOTE)} {QUOTE}")


def test_words_that_stand_twice_are_told_apart():
    """二、主要成效 of 案例二, which moved, is not that of 案例一; when nothing tells them apart, nothing is opened."""
    heading = "二、主要成效"
    link = Permalink.of(_document(), _span(heading, nth=1))
    inserted = TEXT.replace("案例二", "案例二：某局的黨員教育與其成效，這是新的標題")
    assert _found(link, _document(inserted)) == (
        "moved",
        f"{NAME}@{_span(heading, inserted, nth=1).start} {heading}",
    )
    rewritten = TEXT.replace("缺乏吸引力", "不夠好").replace("旷工减少了一半", "出勤改善")
    assert _found(link, _document(rewritten)) == ("changed", None)


def test_the_same_words_elsewhere_are_not_taken_for_them():
    """In another document they count only together with what was around them."""
    link = Permalink.of(_document(), _span("滿意度提高了。"))
    stranger = _document("完全是另一份文件。滿意度提高了。", name="丙.txt")
    assert _found(link, stranger) == ("gone", None)
    assert _found(link, _document(TEXT.replace("滿意度提高了", "滿意度下降了")), stranger) == ("changed", None)
    moved_out = _document("合訂本\n" + TEXT, name="丁.txt")
    assert _found(link, stranger, moved_out)[0] == "moved"


def test_words_in_the_other_script_are_other_words():
    """A quotation is verbatim: 黨員 is not 党员."""
    link = Permalink.of(_document(), _span(QUOTE))
    assert _found(link, _document(TEXT.replace(QUOTE, "黨員教育缺乏吸引力。"))) == ("changed", None)


def test_a_very_long_quotation_is_linked_by_its_beginning():
    """So that an address stays an address of ours."""
    long = _document("長" * 9_000 + "。")
    link = Permalink.of(long, Span(0, 9_001))
    assert Permalink.parse(dict(parse_qsl(link.query()[1:]))) == link
    assert (link.start, link.end) == (0, 4_000)


GOOD = dict(parse_qsl(Permalink.of(_document(), _span(QUOTE)).query()[1:]))


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": "-1"},
        {"start": "１"},
        {"start": "1e3"},
        {"start": "9" * 40},
        {"end": "0"},
        {"end": GOOD["start"]},
        {"end": "999999999"},
        {"begins": ""},
        {"begins": "党员"},
        {"begins": "党员教育缺乏吸引力。"},
        {"quote": "<script>alert(1)</script>"},
        {"before": GOOD["before"].upper() + "0"},
        {"source": ""},
        {"document": ""},
        {"document": "../" * 2_000},
    ],
)
def test_what_is_no_link_is_refused(wrong: dict[str, str]):
    """Numbers that are none or too large, hashes that are none, a beginning that is not as long as it must be."""
    with pytest.raises(UsageError) as raised:
        Permalink.parse(GOOD | wrong)
    assert raised.value.key == "permalink-broken"


@pytest.mark.parametrize("missing", sorted(GOOD))
def test_a_link_that_was_cut_off_is_refused(missing: str):
    """As mail programs do it."""
    with pytest.raises(UsageError):
        Permalink.parse({name: value for name, value in GOOD.items() if name != missing})


def test_forged_numbers_mark_nothing():
    """A link whose place and words do not belong together opens the words, never the place."""
    forged = Permalink.parse(GOOD | {"start": "0", "end": str(len(QUOTE))})
    assert _found(forged, _document())[1] == f"{NAME}@{TEXT.index(QUOTE)} {QUOTE}"
    assert _found(Permalink.parse(GOOD | {"quote": "0" * 16}), _document()) == ("changed", None)
