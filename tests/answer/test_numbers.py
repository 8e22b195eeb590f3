"""Numbers in all their forms."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.numbers import number_forms, numbers_in, other_forms
from rag.corpus.fold import fold


@pytest.mark.parametrize(
    ("text", "number", "forms"),
    [
        ("二○一九年", "二〇一九", {"2019", "二零一九"}),
        ("二零一九年", "二零一九", {"2019", "二〇一九"}),
        ("2019年", "2019", {"二〇一九", "二零一九"}),
        ("一九四九", "一九四九", {"1949", "1,949", "一千九百四十九"}),
        ("百分之九十八", "百分之九十八", {"98"}),
        ("98%", "98%", {"百分之九十八"}),
        ("９８％", "98%", {"百分之九十八"}),
        ("百分之98", "百分之98", {"98", "百分之九十八"}),
        ("3%", "3%", {"百分之三"}),
        ("十二個", "十二", {"12"}),
        ("12", "12", {"十二"}),
        ("1.2萬", "1.2万", {"12000", "12,000", "一万二千"}),
        ("12,000", "12,000", {"12000", "1.2万", "一万二千"}),
        ("一萬二千", "一万二千", {"12000", "12,000", "1.2万"}),
        ("3億", "3亿", {"300000000", "300,000,000", "30000万", "三亿"}),
        ("4.04億元", "4.04亿", {"404000000", "404,000,000", "40400万", "四亿零四百万"}),
        ("兩百", "两百", {"200", "二百"}),
        ("三點五", "三点五", {"3.5"}),
        ("5月", "5月", {"五月"}),
        ("10月", "10月", {"十月"}),
    ],
)
def test_the_other_forms_of_a_number(text, number, forms):
    """Arabic and Chinese, by position and by digit, with 萬 and 億, through the fold."""
    [(span, found)] = numbers_in(fold(text))
    assert span.of(fold(text)) == number
    assert set(found) == forms


@pytest.mark.parametrize(
    "text",
    [
        "一些",
        "四個一",
        "五四運動",  # no number by position
        "一二九",
        "一百五",  # 150 to some and 105 to others
        "三",
        "十個",
        "3個",
        "百分之三",  # by any 3
        "五月艾",  # by any 5 and any 月
        "下午三點",
        "20xx年",
        "120G",
        "G20",
        "〇",
        "零零零零",
        "9" * 40,
        "萬億",
        "",
    ],
)
def test_what_has_no_other_form(text):
    """Words that only contain numerals, ambiguous and small numbers, names with digits."""
    assert list(numbers_in(fold(text))) == []


def test_several_numbers_with_their_places():
    """Places are those in the text."""
    text = fold("二○一九年5月，98％的15個")
    assert [span.of(text) for span, _ in numbers_in(text)] == ["二〇一九", "5月", "98%", "15"]


@given(st.integers(11, 10**12 - 1))
def test_every_number_is_read_as_it_is_written(value):
    """All forms of a number name each other."""
    forms = number_forms(Decimal(value))
    assert forms[0] == str(value)
    for form in forms:
        assert str(value) in (form, *other_forms(form))


@pytest.mark.parametrize(
    ("value", "numeral"),
    [
        (105, "一百零五"),
        (1010, "一千零一十"),
        (12, "十二"),
        (112, "一百一十二"),
        (10_005, "一万零五"),
        (100_000, "十万"),
        (100_001_000, "一亿零一千"),
        (300_000_000, "三亿"),
    ],
)
def test_numerals_by_hand(value, numeral):
    """Noughts between digits are said once, at the end not; ten is 十 at the beginning only."""
    assert number_forms(Decimal(value))[-1] == numeral


@given(st.text(alphabet="0123456789.,%点百分之零〇一二三十百千万亿两年月日 x", max_size=12))
def test_any_text_can_be_read(text):
    """Nothing raises, and every span is a part of the text."""
    for span, forms in numbers_in(text):
        assert 0 <= span.start < span.end <= len(text)
        assert forms
        assert span.of(text) not in forms


def test_more_digits_than_are_exact_stay_as_they_are():
    """Nothing is rounded into another number."""
    for written in ("1." + "9" * 40, "123456789012." + "1" * 25):
        assert number_forms(Decimal(written)) == (written,)
