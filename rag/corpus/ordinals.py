"""Ordinals: the numbers that Word and browsers print before list items and headings: 1 → 一, A, ii, ①."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

__all__ = ["bullet", "ordinal"]

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST_LETTERS = 780  # 30 letters, where Word stops
_INFORMAL = "零一二三四五六七八九"
_FORMAL_SIMPLIFIED = "零壹贰叁肆伍陆柒捌玖"
_FORMAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"

# Characters of the fonts Symbol and Wingdings, which have no place in Unicode → what they look like.
_SYMBOLS = {
    "\uf06c": "●", "\uf06e": "■", "\uf071": "❑", "\uf075": "◆", "\uf076": "❖", "\uf077": "◆", "\uf0a7": "▪",
    "\uf0a8": "□", "\uf0b2": "✧", "\uf0b7": "•", "\uf0d8": "➢", "\uf0e0": "→", "\uf0fc": "✓", "\uf0fe": "☑",
    "\uf052": "☑", "\uf06f": "□",
}  # fmt: skip


def ordinal(number: int, style: str) -> str:
    """`number` as a list of the given style prints it; in Arabic digits where the style has no such number.

    Args:
        number: the ordinal.
        style: a name of ST_NumberFormat (ECMA-376-1, 17.18.59), or "lowerAlphabetic" or "upperAlphabetic"
            for the letters of HTML, which go on from z with aa, ab, where those of Word go on with aa, bb.
    """
    write = _WRITERS.get(style, str)
    return write(number) if number > 0 else str(number)


def _counted(number: int, *, digits: str, units: str = "十百千") -> str:
    """`number` in words: 二百零三; 十五 in informal numerals, 壹拾伍 in formal ones."""
    if number >= 10_000:
        return str(number)
    said = ""
    written = str(number)
    for index, digit in enumerate(written):
        place = len(written) - index - 1
        if digit != "0":
            said += digits[int(digit)] + (units[place - 1] if place else "")
        elif said[-1] != digits[0]:
            said += digits[0]
    said = said.rstrip(digits[0])
    return said.removeprefix("一") if 10 <= number < 20 else said


def _counted_in_japanese(number: int) -> str:
    """百一, where Chinese says 一百零一."""
    return _counted(number, digits=_INFORMAL).replace("零", "").replace("一百", "百").replace("一千", "千")


def _in_digits(number: int, *, digits: str) -> str:
    return "".join(digits[int(digit)] for digit in str(number))


def _one_of(number: int, *, characters: str) -> str:
    return characters[number - 1] if number <= len(characters) else str(number)


def _run(first: str, count: int) -> Callable[[int], str]:
    """Numbers that are single characters, which follow each other from `first` on."""
    return partial(_one_of, characters="".join(chr(ord(first) + index) for index in range(count)))


def _letters(number: int) -> str:
    if number > _MOST_LETTERS:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    if number > 3999:
        return str(number)
    said = ""
    for value, letters in _ROMAN:
        said += letters * (number // value)
        number %= value
    return said


def _alphabetic(number: int) -> str:
    said = ""
    while number:
        number, letter = divmod(number - 1, 26)
        said = chr(ord("a") + letter) + said
    return said


def _upper(write: Callable[[int], str]) -> Callable[[int], str]:
    return lambda number: write(number).upper()


_IN_WORDS = partial(_counted, digits=_INFORMAL)
_IN_HAN_DIGITS = partial(_in_digits, digits="〇一二三四五六七八九")
_IN_WIDE_DIGITS = partial(_in_digits, digits="０１２３４５６７８９")
_WRITERS: dict[str, Callable[[int], str]] = {
    "decimalZero": "{:02}".format,
    "numberInDash": "- {} -".format,
    "decimalFullWidth": _IN_WIDE_DIGITS,
    "decimalFullWidth2": _IN_WIDE_DIGITS,
    "decimalEnclosedCircle": _run("①", 20),
    "decimalEnclosedCircleChinese": _run("①", 20),
    "decimalEnclosedParen": _run("⑴", 20),
    "decimalEnclosedFullstop": _run("⒈", 20),
    "lowerRoman": _roman,
    "upperRoman": _upper(_roman),
    "lowerLetter": _letters,
    "upperLetter": _upper(_letters),
    "lowerAlphabetic": _alphabetic,
    "upperAlphabetic": _upper(_alphabetic),
    "chineseCounting": _IN_WORDS,
    "taiwaneseCounting": _IN_WORDS,
    "chineseCountingThousand": _IN_WORDS,
    "taiwaneseCountingThousand": _IN_WORDS,
    "japaneseCounting": _counted_in_japanese,
    "chineseLegalSimplified": partial(_counted, digits=_FORMAL_SIMPLIFIED, units="拾佰仟"),
    "ideographLegalTraditional": partial(_counted, digits=_FORMAL_TRADITIONAL, units="拾佰仟"),
    "ideographDigital": _IN_HAN_DIGITS,
    "japaneseDigitalTenThousand": _IN_HAN_DIGITS,
    "taiwaneseDigital": _IN_HAN_DIGITS,
    "ideographTraditional": partial(_one_of, characters="甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": partial(_one_of, characters="子丑寅卯辰巳午未申酉戌亥"),
    "ideographEnclosedCircle": _run("㈠", 10),  # as Word prints it, in spite of its name
}


def bullet(symbol: str) -> str:
    """A bullet or symbol as Unicode has it; those of Symbol and Wingdings that we do not know are "•"."""
    return "".join(_SYMBOLS.get(char, "•") if "\ue000" <= char <= "\uf8ff" else char for char in symbol)
