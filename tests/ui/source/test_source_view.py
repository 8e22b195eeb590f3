"""The source pane shows the document's own characters, marks what is quoted and opens the path."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import parse_qsl

import pytest

from rag.answer.results import Citation
from rag.corpus.document import Document, Encoding, Section, Span
from rag.errors import UsageError
from rag.ui.source.permalinks import Permalink, resolve
from rag.ui.source.places import Place, Quote
from rag.ui.source.source_view import source_html

LINES = [
    "【案例】一\n",  #                                0:6    the case
    "導言<b>一</b>&句子。\n",  #                     6:21   its body
    "一、背景\n",  #                                 21:26  section, without body of its own
    "（一）起因。緣由在此；\n",  #                   26:38  run-in heading 26:32, body 32:38
    "\n",  #                                         38:39
    "再一段。\n",  #                                 39:44
    "（二）經過\n",  #                               44:50
    "經過如下。\n",  #                               50:56
    "綜上所述，背景如此。\n",  #                     56:67  closes 一、, after its subsections
]
TEXT = "".join(LINES)


def _section(heading: str, level: int, head: tuple[int, int], bodies, *, sections=(), end: int | None = None):
    own = tuple(Span(*body) for body in bodies)
    stop = end or max([head[1], *(body.end for body in own)])
    kind = "section" if level else "case"
    return Section(kind, 1, heading, level, Span(*head), own, tuple(sections), Span(head[0], stop))


CAUSE = _section("（一）起因。", 2, (26, 32), [(32, 44)])
COURSE = _section("（二）經過", 2, (44, 50), [(50, 56)])
BACKGROUND = _section("一、背景", 1, (21, 26), [(56, 67)], sections=[CAUSE, COURSE])
CASE = _section("【案例】一", 0, (0, 6), [(6, 21)], sections=[BACKGROUND], end=67)
DOCUMENT = Document("案<例>.txt", "0" * 64, TEXT, Encoding("utf-8", 1.0), None, (CASE,), None)


class _Page(HTMLParser):
    """What a browser would make of the pane: text of the reading, marks, buttons."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.reading = ""
        self.marks: list[dict[str, str]] = []
        self.buttons: list[dict[str, str]] = []
        self.current: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.seen.add(tag)
        facts = {key: value or "" for key, value in attrs} | {"text": ""}
        if tag == "mark":
            self.marks.append(facts)
        if tag == "button":
            self.buttons.append(facts)
        if "aria-current" in facts:
            self.current.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "article" in self.open and "button" not in self.open:
            self.reading += data
        if "mark" in self.open:
            self.marks[-1]["text"] += data
        if "button" in self.open:
            self.buttons[-1]["text"] += data


def _show(chosen: Quote | None = None, *quotes: Quote, section: int | None = None) -> _Page:
    return _Page(source_html(DOCUMENT, Place(DOCUMENT.name, section, chosen, quotes), "zh-Hant"))


def test_the_example_is_what_its_comments_say():
    """The spans above count right: they partition the text."""
    own = sorted(span for path in DOCUMENT.walk() for span in (path[-1].heading_span, *path[-1].bodies) if len(span))
    assert "".join(span.of(TEXT) for span in own) == TEXT
    assert CAUSE.heading_span.of(TEXT) == "（一）起因。"


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (0, LINES[0] + LINES[1]),
        (1, LINES[2] + LINES[8]),
        (2, "".join(LINES[3:6])),
        (3, LINES[6] + LINES[7]),
    ],
    ids=["case", "two ranges around the subsections", "run-in heading", "heading on its own line"],
)
def test_own_text_is_shown_character_by_character(section: int, expected: str):
    """Heading and own body are shown whole, newlines and markup characters included, and nothing else."""
    page = _show(section=section)
    assert page.reading == expected
    assert "b" not in page.seen


def test_a_quotation_is_marked_exactly():
    """The one chosen is found by where it begins, and its mark is the quotation."""
    quote = Quote(1, Span(32, 38))
    page = _show(quote, quote)
    assert [(mark["text"], mark["class"], mark["data-label"]) for mark in page.marks] == [
        ("緣由在此；\n", "chosen", "1")
    ]
    assert page.reading == "".join(LINES[3:6])


def test_markup_in_the_text_is_quoted_as_text():
    """Escaping comes before marking: the mark begins and ends inside what looks like tags."""
    start = TEXT.index("b>一")
    quote = Quote(1, Span(start, start + 7))
    page = _show(quote, quote)
    assert [mark["text"] for mark in page.marks] == ["b>一</b>"]
    assert "b" not in page.seen


def test_overlapping_quotations_share_a_mark():
    """[50, 54) and [52, 56): 經過 | 如下 | 。↵ belong to 1, both, 2."""
    first, second = Quote(1, Span(50, 54)), Quote(2, Span(52, 56))
    page = _show(second, first, second)
    assert [(mark["text"], mark["data-n"]) for mark in page.marks] == [
        ("經過", "1"),
        ("如下", "1 2"),
        ("。\n", "2"),
    ]
    assert [mark.get("data-label") for mark in page.marks] == ["1", "2", None]
    assert [mark.get("class") for mark in page.marks] == [None, "chosen", "chosen"]


def test_adjacent_quotations_stay_apart():
    """Two sentences that touch are two marks with two numbers."""
    first, second = Quote(1, Span(50, 52)), Quote(2, Span(52, 55))
    page = _show(first, first, second)
    assert [(mark["text"], mark["data-n"]) for mark in page.marks] == [("經過", "1"), ("如下。", "2")]


def test_a_quotation_over_heading_and_paragraphs_is_marked_in_each():
    """Joined again, the marks are the quotation; a number stands at its beginning only."""
    quote = Quote(3, Span(29, 43))
    page = _show(quote, quote)
    assert "".join(mark["text"] for mark in page.marks) == TEXT[29:43]
    assert [mark.get("data-label") for mark in page.marks] == ["3", None, None, None]


def test_quotations_elsewhere_are_not_marked_here():
    """Only what stands in the section that is open."""
    page = _show(None, Quote(1, Span(50, 54)), section=2)
    assert page.marks == []


def test_a_passage_that_was_only_found_has_no_number():
    """Number 0: marked, without a label."""
    page = _show(Quote(0, Span(50, 55)))
    assert [(mark["text"], mark.get("data-label")) for mark in page.marks] == [("經過如下。", None)]


def test_the_tree_is_open_along_the_path():
    """Case and section are open, the current one is said once in the breadcrumb and once in the tree."""
    page = _show(section=2)
    tree = [button for button in page.buttons if "data-open" in button and "aria-expanded" in button]
    assert [(button["text"], button["aria-expanded"]) for button in tree] == [
        ("【案例】一", "true"),
        ("一、背景", "true"),
    ]
    assert page.current == ["li", "button"]
    assert [button["text"] for button in page.buttons][:2] == ["【案例】一", "一、背景"]


def test_what_is_off_the_path_is_closed():
    """At the case, its section shows no subsections in the tree."""
    page = _show(section=0)
    assert [(b["text"], b["aria-expanded"]) for b in page.buttons if "data-open" in b and "aria-expanded" in b] == [
        ("【案例】一", "true"),
        ("一、背景", "false"),
    ]


def test_subsections_are_offered_where_they_stand():
    """Between the two ranges of 一、 its subsections can be opened, each keeping the quotations."""
    quote = Quote(1, Span(50, 54))
    page = _show(None, quote, section=1)
    offered = [json.loads(b["data-open"]) for b in page.buttons if b["text"].startswith("（")]
    assert {place["section"] for place in offered} == {2, 3}
    assert all(place["quotes"] == [[1, 50, 54]] and place["chosen"] is None for place in offered)


@pytest.mark.parametrize(
    "place",
    [
        Place(DOCUMENT.name, 4, None),
        Place(DOCUMENT.name, -1, None),
        Place(DOCUMENT.name, None, Quote(1, Span(67, 70))),
        Place(DOCUMENT.name, None, None),
    ],
)
def test_a_place_that_is_gone_says_so(place: Place):
    """As from a tab left open over a rebuild."""
    with pytest.raises(UsageError) as raised:
        source_html(DOCUMENT, place, "zh-Hant")
    assert raised.value.key == "place-unknown"


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"document": 1, "section": None, "chosen": None, "quotes": []},
        {"document": "x", "section": "0", "chosen": None, "quotes": []},
        {"document": "x", "section": 0, "chosen": [1, 5, 2], "quotes": []},
        {"document": "x", "section": 0, "chosen": None, "quotes": [["1", 2, 3]]},
        {"document": "x", "section": 0, "chosen": None, "quotes": [[1, -2, 3]]},
    ],
)
def test_what_a_button_never_carries_is_refused(value: object):
    """The page's requests are read strictly: they come from outside."""
    with pytest.raises(UsageError) as raised:
        Place.from_json(value)
    assert raised.value.key == "place-unknown"


def test_a_place_survives_its_journey():
    """to_json and from_json are each other's inverse."""
    quote = Quote(2, Span(3, 9))
    for place in (Place("a", None, quote, (quote,)), Place("a", 4, None, (quote, Quote(0, Span(0, 0))))):
        assert Place.from_json(json.loads(json.dumps(place.to_json()))) == place


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("黨員幹部學習教育，國有企業。\n", "zh-Hant"),
        ("党员干部学习教育，国有企业。\n", "zh-Hans"),
        ("Plain English.\n", None),
    ],
)
def test_the_script_of_the_document_is_said(text: str, lang: str | None):
    """So that the browser shows the shapes of characters that its readers know."""
    case = _section("", 0, (0, 0), [(0, len(text))])
    document = Document("a.txt", "0" * 64, text, Encoding("utf-8", 1.0), None, (case,), None)
    html = source_html(document, Place("a.txt", 0, None), "en")
    assert (f'lang="{lang}"' in html) == bool(lang)
    assert ('lang="' in html) == bool(lang)


# -- pages ---------------------------------------------------------------------------------------------------------

PAGE_CHARS = 20_000


def _plain(text: str) -> Document:
    """A document of one case without any heading."""
    whole = Span(0, len(text))
    case = Section("case", None, "", 0, Span(0, 0), (whole,), (), whole)
    return Document("長.txt", "0" * 64, text, Encoding("utf-8", 1.0), None, (case,), None)


def _at(document: Document, chosen: Quote | None = None, *, page: int | None = None, book: bool = False) -> _Page:
    section = None if chosen else 0
    return _Page(source_html(document, Place(document.name, section, chosen, page=page), "zh-Hant", book=book))


def _next(page: _Page) -> int | None:
    """What the button for the next page asks for."""
    found = [json.loads(button["data-open"]) for button in page.buttons if button["text"].startswith("下一頁")]
    return found[0]["page"] if found else None


@pytest.mark.parametrize("book", [False, True])
@pytest.mark.parametrize(
    "text",
    ["第一行，無標題的文字。\n" * 10_000, "沒有分行的長文。" * 8_000, "無標點" * 20_000],
    ids=["lines", "one line", "no stops"],
)
def test_a_long_text_is_shown_in_pages_that_join_to_it(*, text: str, book: bool):
    """From each page the button leads to the next; together they are the text; none is much longer than the first."""
    document = _plain(text)
    shown, number = "", 0
    while number is not None:
        page = _at(document, page=number, book=book)
        assert 0 < len(page.reading) <= PAGE_CHARS
        shown += page.reading
        number = _next(page)
    assert shown == text


def test_a_document_of_20_mb_is_not_sent_whole():
    """A browser gets one page of it, some hundred kilobytes at most."""
    document = _plain("一行三十個字元的文字，沒有任何標題，也不會整份送到瀏覽器去。\n" * 220_000)
    assert len(document.text.encode()) > 20_000_000
    middle = Quote(1, Span(3_000_000, 3_000_020))
    html = source_html(document, Place(document.name, None, middle), "zh-Hant")
    assert len(html.encode()) < 200_000
    assert "".join(mark["text"] for mark in _Page(html).marks) == middle.span.of(document.text)


def test_a_page_does_not_cut_the_quotation_that_is_open():
    """Without lines and stops the first page would end at 20,000, inside of the quotation."""
    document = _plain("無標點" * 20_000)
    quote = Quote(1, Span(19_990, 20_050))
    page = _at(document, quote)
    assert [mark["text"] for mark in page.marks] == [quote.span.of(document.text)]


def test_a_page_that_is_not_there_is_the_last():
    """A tab left open over a rebuild that made the document shorter."""
    document = _plain("行\n" * 15_000)
    assert _at(document, page=99).reading == _at(document, page=1).reading
    assert _next(_at(document, page=99)) is None


def test_a_place_of_a_text_that_has_changed_is_refused():
    """A page left open over a rebuild must not mark other words as the quotation."""
    cited = Citation(1, DOCUMENT.name, 1, ("【案例】一",), 1, 32, 38, TEXT[32:38])
    place = Place.from_json(Place.of_citation(cited, [cited]).to_json())
    assert _Page(source_html(DOCUMENT, place, "zh-Hant")).marks
    changed = replace(DOCUMENT, text=TEXT.replace("緣由", "原委"))
    for one in (place, place.at_section(0)):
        with pytest.raises(UsageError) as caught:
            source_html(changed, one, "zh-Hant")
        assert caught.value.key == "place-unknown"


def test_a_place_keeps_its_page():
    """As a button carries it; what is no page is none."""
    place = Place("甲.txt", 3, None, page=7)
    assert Place.from_json(place.to_json()) == place
    assert Place.from_json(place.to_json() | {"page": "x"}).page is None
    assert "page" not in Place("甲.txt", 3, None).to_json()


def test_very_many_sections_are_shown_around_the_one_to_open():
    """Of 5,000 subsections the pane lists some, and says how many there are before and after."""
    text = "".join(f"{n:04}、節\n" for n in range(5_000))
    sections = tuple(
        Section("section", n, f"{n:04}、節", 1, Span(n * 7, n * 7 + 7), (), (), Span(n * 7, n * 7 + 7))
        for n in range(5_000)
    )
    case = Section("case", None, "", 0, Span(0, 0), (), sections, Span(0, len(text)))
    document = Document("多.txt", "0" * 64, text, Encoding("utf-8", 1.0), None, (case,), None)
    for book in (False, True):
        html = source_html(document, Place(document.name, 2_001, None), "zh-Hant", book=book)
        labels = [button["text"] for button in _Page(html).buttons]
        assert "2000、節" in labels
        assert "……還有 1,900 節" in labels  # 2,000 before it, of which 100 are shown
        assert "……還有 2,899 節" in labels
        assert len(html) < 500_000


# -- book ----------------------------------------------------------------------------------------------------------

TWO_CASES = Document(
    "雙.txt",
    "0" * 64,
    TEXT + "【案例】二\n第二個案例。\n",
    Encoding("utf-8", 1.0),
    None,
    (CASE, Section("case", 2, "【案例】二", 0, Span(67, 73), (Span(73, 80),), (), Span(67, 80))),
    None,
)


def _book(place: Place) -> tuple[_Page, str]:
    html = source_html(TWO_CASES, place, "zh-Hant", book=True)
    return _Page(html), html


def test_a_book_shows_the_whole_case_in_its_order():
    """Headings, bodies and what closes a section after its subsections, as the file has them."""
    page, _ = _book(Place(TWO_CASES.name, 2, None))
    assert page.reading == TEXT
    assert _book(Place(TWO_CASES.name, 4, None))[0].reading == "【案例】二\n第二個案例。\n"


def test_a_book_has_an_outline_of_the_whole_document():
    """Both cases, and all sections of the open one; the one to open is current, in the outline and the breadcrumb."""
    page, html = _book(Place(TWO_CASES.name, 2, None))
    outline = [button["text"] for button in page.buttons if "data-section" in button]
    assert outline == ["【案例】一", "一、背景", "（一）起因。", "（二）經過", "【案例】二"]
    assert [b["text"] for b in page.buttons if b.get("aria-current")] == ["（一）起因。"]
    assert html.count(" here") == 1
    assert 'class="level-2 here" data-section="2"' in html


def test_a_book_leads_to_the_sections_before_and_after():
    """Across the border of cases; nothing before the first and after the last."""

    def around(section: int) -> list[str]:
        page, _ = _book(Place(TWO_CASES.name, section, None))
        return [button["text"] for button in page.buttons if button.get("class") == "turn"]

    assert around(0) == ["一、背景"]
    assert around(3) == ["（一）起因。", "【案例】二"]
    assert around(4) == ["（二）經過"]


def test_a_book_opens_at_a_quotation():
    """It is marked in the case it stands in, and its section is current."""
    page, _ = _book(Place(TWO_CASES.name, None, Quote(1, Span(32, 37))))
    assert [mark["text"] for mark in page.marks] == ["緣由在此；"]
    assert page.reading == TEXT
    assert [b["text"] for b in page.buttons if b.get("aria-current")] == ["（一）起因。"]


def test_the_text_around_a_quotation_is_shown_in_another_script():
    """經過如下 in Simplified is 经过如下; the quotation in it stays 經過, says its script, and the pane says why."""
    quote = Quote(1, Span(50, 52))
    place = Place(DOCUMENT.name, None, quote, (quote,))
    shown = source_html(DOCUMENT, place, "zh-Hant", script="zh-Hans")
    page = _Page(shown)
    assert page.reading == "（二）经过\n經過如下。\n"
    assert [(mark["text"], mark["lang"]) for mark in page.marks] == [("經過", "zh-Hant")]
    assert '<article class="reading" lang="zh-Hans"' in shown
    assert "正文以簡體顯示；引文是原文。" in shown
    for script in ("original", "zh-Hant"):  # the script it is in
        same = source_html(DOCUMENT, place, "zh-Hant", script=script)
        assert _Page(same).reading == "".join(LINES[6:8])
        assert "引文是原文" not in same


@pytest.mark.parametrize(
    ("chosen", "section", "linked"),
    [(Quote(1, Span(50, 56)), None, "經過如下。\n"), (None, 2, "（一）起因"), (None, 0, "【案例】一")],
    ids=["the quotation", "a run-in heading", "a heading"],
)
def test_a_place_has_a_link(chosen: Quote | None, section: int | None, linked: str):
    """To what was chosen, else to the section by its heading as printed."""
    page = _Page(source_html(DOCUMENT, Place(DOCUMENT.name, section, chosen), "zh-Hant"))
    (link,) = [button["data-copy-link"] for button in page.buttons if "data-copy-link" in button]
    found = resolve(Permalink.parse(dict(parse_qsl(link[1:], keep_blank_values=True))), [DOCUMENT])
    assert found.status == "same"
    assert found.place.chosen.span.of(TEXT).startswith(linked)


def test_the_place_that_is_open_can_be_opened_again():
    """The pane carries it, for when a reader changes the script."""
    place = Place(DOCUMENT.name, 2, None, (Quote(3, Span(30, 34)),))
    carried = re.search('data-here="([^"]*)"', source_html(DOCUMENT, place, "zh-Hant"))
    assert carried is not None
    assert Place.from_json(json.loads(html.unescape(carried[1]))) == place
