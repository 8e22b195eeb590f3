"""Where quotations stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.corpus.document import Span
from rag.corpus.fold import to_simplified
from rag.corpus.reader import read_corpus, text_document
from rag.draft.locating import MAX_ELIDED_CHARS, Located, Locator, plain

TEXT = """\
【典型案例】一

一、背景

公司現有職工190多名,黨員109名,完成發電量24.22億千瓦時。第15個班組有15個小組，氣溫-5度。
公司沒有按期完成任務，不斷加強黨的建設——“兩學一做”；制定《考覈手冊》(試行)。
IT項目1,234個，佔百分之五。

二、做法

夏天爲一線職工發放綠豆、冰糖、茶葉等消暑用品,冬天爲一線職工購買羽絨服。

【典型案例】二

一、成效

乾部作風有了明顯轉變。冬天爲一線職工購買手套。
"""


@pytest.fixture(scope="module")
def locator() -> Locator:
    """Two cases of one document, and the same text once more."""
    return Locator([text_document(TEXT, name="甲.txt"), text_document("冬天爲一線職工購買圍巾。", name="乙.txt")])


def _read(locator: Locator, quote: str) -> list[str] | None:
    places = locator.locate(quote)
    return None if places is None else [place.span.of(TEXT) for place in places]


@pytest.mark.parametrize(
    ("quote", "original"),
    [
        ("公司现有职工190多名", "公司現有職工190多名"),
        ("公司現有職工１９０多名，黨員１０９名", "公司現有職工190多名,黨員109名"),
        ("「兩學一做」;制定〈考核手册〉（试行）", "“兩學一做”；制定《考覈手冊》(試行)"),
        ('加強黨的建設-"两学一做"', "加強黨的建設——“兩學一做”"),
        ("干部作风有了明显转变", "乾部作風有了明顯轉變"),
        ("“乾部作風有了明顯轉變。”", "乾部作風有了明顯轉變。"),
        ("乾部作風有了\n  明顯轉變，", "乾部作風有了明顯轉變"),
        ("發放綠豆，冰糖，茶葉", "發放綠豆、冰糖、茶葉"),
        ("（试行）。IT项目1,234个", "(試行)。\nIT項目1,234個"),
        ("佔百分之五。二、做法夏天", "佔百分之五。\n\n二、做法\n\n夏天"),
        ("it項目1,2\n34個", "IT項目1,234個"),
        ("第15個班組有15\n個小組", "第15個班組有15個小組"),
        ("**乾部作風有了明顯轉變**", "乾部作風有了明顯轉變"),
    ],
)
def test_found_however_it_was_copied(locator, quote, original):
    """Script, width, letter case, marks, white space and borders may differ; what comes back reads as the source."""
    assert _read(locator, quote) == [original]


@pytest.mark.parametrize(
    "quote",
    [
        "公司現有職工191多名",
        "公司現有職工190名",
        "公司現有多名職工190",
        "發電量2422億千瓦時",
        "IT項目1234個",
        "IT項目1.234個",
        "氣溫5度。公司沒有",
        "乾部作風有了轉變",
        "乾部作風有了明顯的轉變",
        "明顯轉變有了",
    ],
)
def test_a_changed_letter_digit_or_order_stands_nowhere(locator, quote):
    """Nothing of the content may differ, and 1,234 is copied with its comma."""
    assert locator.locate(quote) is None


@pytest.mark.parametrize(
    "quote",
    [
        "5個小組，氣溫-5度",
        "現有職工19",
        "黨員109名,完成發電量24",
        "22億千瓦時",
        "5度。公司沒有",
        "T項目1,234個",
        "五。二、做法夏天",
    ],
)
def test_a_number_or_latin_word_is_not_cut(locator, quote):
    """5個 of 15個, 24 of 24.22億, 5度 of -5度 and 五 of 百分之五 would say something else."""
    assert locator.locate(quote) is None


def test_what_denies_it_is_not_cut_off(locator):
    """完成任務 of 沒有按期完成任務 says the contrary; 不斷 denies nothing."""
    assert _read(locator, "公司沒有按期完成任務") == ["公司沒有按期完成任務"]
    assert locator.locate("按期完成任務") is None
    assert locator.locate("公司……完成任務") is None
    assert _read(locator, "加強黨的建設") == ["加強黨的建設"]


@pytest.mark.parametrize("quote", ["黨員", "98%", "“背景”", "", "……", "。，"])
def test_too_short_a_quotation_proves_nothing(locator, quote):
    """Fewer than four letters and digits stand nowhere, even where they do."""
    assert locator.locate(quote) is None


@pytest.mark.parametrize("mark", ["……", "…", "...", "⋯⋯", "。。。", "[…]", "（……）"])
def test_an_elided_quotation_has_a_place_for_each_part(locator, mark):
    """In order, in one case."""
    assert _read(locator, f"夏天为一线职工发放绿豆{mark}冬天爲一線職工購買羽絨服") == [
        "夏天爲一線職工發放綠豆",
        "冬天爲一線職工購買羽絨服",
    ]


@pytest.mark.parametrize(
    "quote", ["冬天爲一線職工購買羽絨服……夏天爲一線職工", "夏天爲一線職工……購買手套", "公司現有職工……購買圍巾"]
)
def test_parts_out_of_order_or_of_two_cases_stand_nowhere(locator, quote):
    """Two true halves make no quotation."""
    assert locator.locate(quote) is None


@pytest.mark.parametrize(("size", "found"), [(MAX_ELIDED_CHARS, True), (MAX_ELIDED_CHARS + 1, False)])
def test_parts_too_far_apart_stand_nowhere(size, found):
    """The bound itself is allowed."""
    far = Locator([text_document(f"甲乙丙丁{'戊' * size}己庚辛壬", name="遠.txt")])
    assert (far.locate("甲乙丙丁……己庚辛壬") is not None) is found


def test_passages_shown_are_preferred(locator):
    """Of three places the one inside a given passage; then the one across its border; else the first."""
    quote = "冬天爲一線職工購買"
    second = TEXT.rindex(quote)
    place = Located("甲.txt", Span(second, second + len(quote)))
    assert locator.locate(quote, among=[("甲.txt", Span(second - 5, second + 20))]) == (place,)
    assert locator.locate(quote, among=[("甲.txt", Span(second + 3, second + 20))]) == (place,)
    assert locator.locate(quote, among=[("丙.txt", Span(0, 5))]) == locator.locate(quote)
    assert locator.locate(quote, among=[("乙.txt", Span(0, 12))]) == (Located("乙.txt", Span(0, 9)),)


def test_an_elided_quotation_of_words_that_repeat_themselves_is_given_up():
    """Every way to put it together is tried once, not each with each; one of a thousand parts is no quotation."""
    locator = Locator([text_document("黨員幹部群眾。" * 300, name="甲.txt")])
    assert locator.locate("……".join([*["黨員"] * 7, "書記"])) is None
    assert len(locator.locate("……".join(["党员"] * 7))) == 7
    assert locator.locate("……".join(["黨員"] * 1500)) is None


def test_holds_any_text_and_terms_are_what_is_set_in_marks(locator):
    """A word of any length is held; a term of three characters or more is listed, folded."""
    assert locator.holds("黨員")
    assert not locator.holds("火箭")
    assert locator.terms == {"两学一做", "考核手册"}


@given(st.text(alphabet="五5.,、-— \n“”黨员a不", max_size=30))
def test_plain_text_is_stable(text):
    """Making it plain twice changes nothing in its letters, and no letter is lost."""
    assert [c for c in plain(text) if c.isalnum()] == [c for c in plain(plain(text)) if c.isalnum()]
    assert sum(c.isalnum() for c in plain(text)) == sum(c.isalnum() for c in text)


@given(st.integers(0, 15000), st.integers(10, 120))
def test_every_slice_found_is_what_was_asked_for(five_cases_path, start, size):
    """Of the real document in the other script: the same letters and digits come back, or nothing."""
    locator, text = _five_cases(five_cases_path)
    quote = text[start : start + size]
    places = locator.locate(to_simplified(quote))
    if places is not None and len(places) == 1:
        found = places[0].span.of(text)
        assert [c for c in plain(found) if c.isalnum()] == [c for c in plain(quote) if c.isalnum()]


_OPEN: dict[Path, tuple[Locator, str]] = {}


def _five_cases(path: Path) -> tuple[Locator, str]:
    if path not in _OPEN:
        [document] = read_corpus(path.parent, max_file_bytes=10**7).documents
        _OPEN[path] = Locator([document]), document.text
    return _OPEN[path]
