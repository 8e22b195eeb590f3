"""The numbers of a question in the other forms that a passage may write them in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from rag.corpus.document import Span

__all__ = ["number_forms", "numbers_in", "other_forms"]

_DIGITS = "〇一二三四五六七八九"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)} | {"零": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_TOO_LARGE = 10**12
_EXACT_DIGITS = 15
_NUMERAL = "〇零一二两三四五六七八九十百千万亿"

# In folded text: 百分之九十八, 98%, 5月, 12,000, 1.2万, 一万二千, 二〇一九; not the digits of 20xx or 120g.
_NUMBER = re.compile(
    rf"(?P<percent>百分之)?"
    rf"(?:(?<![a-z\d.])(?P<arabic>\d+(?:,\d{{3}})*(?:\.\d+)?)(?![a-z\d])(?P<scale>[万亿]?)"
    rf"|(?P<chinese>[{_NUMERAL}]+(?:点[{_DIGITS}零]+(?![{_NUMERAL}]))?))"
    rf"(?P<sign>%?)(?=(?P<date>[年月日号])?)"
)


def numbers_in(folded: str) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """Each number of a folded text that can be written otherwise, and how.

    A whole number up to ten only where a Chinese form is sure, in 5月 and 3%: 一 and 3 stand in too many places.

    >>> [forms for _, forms in numbers_in("二〇一九年5月占98%")]
    [('2019', '二零一九'), ('五月',), ('百分之九十八',)]
    """
    for match in _NUMBER.finditer(folded):
        value = _arabic(match) if match["arabic"] else _chinese(match["chinese"])
        if value is None or value >= _TOO_LARGE:
            continue
        end, date = match.end(), match["date"]
        tells = value > 10 or value != value.to_integral()
        if match["percent"] or match["sign"]:
            # "%" is no term, so that 百分之三 would be met by any 3.
            forms = [form if form[0].isdigit() else f"百分之{form}" for form in number_forms(value)]
            forms = [form for form in forms if tells or not form[0].isdigit()]
        elif date == "年" and 1000 <= value < 3000:
            forms = [str(value), *_year(str(value))]
        elif tells:
            forms = list(number_forms(value))
        elif date and date != "年" and match["arabic"]:  # 五月 would be met by any 5 in a passage with any 月
            end += 1
            forms = [form + date for form in number_forms(value)]
        else:
            continue
        span = Span(match.start(), end)
        others = tuple(form for form in forms if form != span.of(folded).removesuffix("%"))
        if others:
            yield span, others


def other_forms(folded: str) -> tuple[str, ...]:
    """The same for a text that is one number as a whole, as 一月 is; () for any other."""
    return next((forms for span, forms in numbers_in(folded) if span == Span(0, len(folded))), ())


def number_forms(value: Decimal) -> tuple[str, ...]:
    """How a number is written: 12000, 12,000, 1.2万, 一万二千; what may be a year also 二〇一九.

    From 10¹² or 16 digits on only as it is.

    >>> number_forms(Decimal(12000))
    ('12000', '12,000', '1.2万', '一万二千')
    """
    if value >= _TOO_LARGE or len(value.as_tuple().digits) > _EXACT_DIGITS:
        return (f"{value:f}",)
    plain = f"{value.normalize():f}"
    forms = [plain]
    if value >= 1000 and value == value.to_integral():
        forms.append(f"{int(value):,}")
    for name, size in _MYRIADS.items():
        if value >= size and (value * 1000) % size == 0:
            forms.append(f"{(value / size).normalize():f}{name}")
    if value != value.to_integral():
        whole, _, fraction = plain.partition(".")
        return (*forms, f"{_numeral(int(whole))}点{_by_digit(fraction)}")
    if 1000 <= value < 3000:
        forms.extend(_year(plain))
    return (*forms, _numeral(int(value)))


def _year(digits: str) -> list[str]:
    """2009 → 二〇〇九, 二零零九."""
    written = _by_digit(digits)
    return list(dict.fromkeys([written, written.replace("〇", "零")]))


def _arabic(match: re.Match[str]) -> Decimal:
    return Decimal(match["arabic"].replace(",", "")) * _MYRIADS.get(match["scale"], 1)


def _chinese(numeral: str) -> Decimal | None:
    """The value of 一万二千, 三点五 or 二〇一九; None for what is not one number (五四, 一二)."""
    whole, _, fraction = numeral.partition("点")
    if len(whole) == 4 and all(digit in _VALUES for digit in whole):
        return None if fraction else Decimal("".join(str(_VALUES[digit]) for digit in whole))
    value = _parsed(whole)
    if value is None:
        return None
    return Decimal(value) + (Decimal("0." + "".join(str(_VALUES[digit]) for digit in fraction)) if fraction else 0)


def _parsed(numeral: str) -> int | None:
    """By positions; None for what is not written as its value is (五四, 一百五)."""
    total = section = digit = 0
    for character in numeral:
        if character in _VALUES:
            digit = _VALUES[character]
        elif character in _UNITS:
            section += (digit or 1) * _UNITS[character]
            digit = 0
        elif character == "万":
            total += (section + digit) * _MYRIADS[character]
            section = digit = 0
        else:
            total = (total + section + digit) * _MYRIADS[character]
            section = digit = 0
    value = total + section + digit
    written = numeral.replace("〇", "零").replace("两", "二")
    return value if 0 < value < _TOO_LARGE and written == _numeral(value) else None


def _numeral(value: int) -> str:
    """12000 → 一万二千, 10 → 十, 105 → 一百零五; below 10¹²."""
    if value == 0:
        return "零"
    written, skipped = "", False
    for name, size in (("亿", 10**8), ("万", 10**4), ("", 1)):
        group, value = divmod(value, size)
        if group:
            gap = "零" if written and (group < 1000 or skipped) else ""
            written += gap + _section(group) + name
        skipped = not group
    return written.removeprefix("一") if written.startswith("一十") else written


def _section(group: int) -> str:
    written, skipped = "", False
    for name, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, group = divmod(group, size)
        if digit:
            written += ("零" if skipped and written else "") + _DIGITS[digit] + name
            skipped = False
        else:
            skipped = True
    return written


def _by_digit(digits: str) -> str:
    return "".join(_DIGITS[int(digit)] for digit in digits)
