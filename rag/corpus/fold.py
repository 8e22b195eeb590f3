"""Folding: one searchable form for both scripts, all widths and letter cases, character by character.

Folding is for search only. It never changes the length of a text, so a place found in folded text is the same
place in the original, which is what readers see; or, where they wish, the same text in one script (`shown_in`).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Literal

__all__ = ["FOLD_VERSION", "Script", "fold", "shown_in", "to_simplified", "to_traditional"]

Script = Literal["original", "zh-Hant", "zh-Hans"]
"""How a reader wants texts to be shown: as they are, or in Traditional or Simplified Chinese."""

FOLD_VERSION: str
"""Short hash of the folding table: two indexes with the same version fold alike (computed on first use)."""

# What OpenCC's first candidates leave apart although readers take the characters for the same; each group
# meets in its first character. Merging too much costs search little, merging too little loses passages.
_SAME = (
    "着著",  # 接着 / 接著
    "抵牴觝",
    "斗鬭鬬鬦鬪",
    "国囯",
    "泯冺",
    "清淸",
    "了瞭",  # 了解 / 瞭解
    "借藉",
    "复覆",  # 反复 / 反覆
    "只祇衹",
    "仿彷",
    "坂阪",
    "画划",  # 計畫 / 计划 (t2s turns 畫 into 画, and into 划 only inside phrases)
    "么麽",
    "值値",
    "册冊",
    "床牀",
    "妆粧",
    "泄洩",
    "踪蹤",
    "沉沈",  # 沈沒 / 沉没
    "你妳",
    "他祂",
    "伙夥",
    "豆荳",
    "线缐",
    "升昇陞",
    "游遊",
    "挂掛",
    "采採",
    "占佔",
    "查査",
    "教敎",
    "够夠",
    "污汙汚",
    "柏栢",
    "闲閒閑",
    "岳嶽",
    "痹痺",
    "泪淚",
    "丢丟",
    "凉涼",
    "净淨",
    "并並併",
    "别別",
    "户戶",
    "没沒",
    "却卻",
    "吕呂",
    "吴吳",
    "众衆眾",
    "群羣",
    "峰峯",
    "里裏裡",
    "〇○",  # 二○一九 / 二〇一九
)

# Corner brackets and straight quotes stand for the same thing in the two scripts.
_QUOTES = {"「": "“", "」": "”", "『": "‘", "』": "’", "﹁": "“", "﹂": "”", "﹃": "‘", "﹄": "’"}

# First and last code point of the blocks with cased letters (a test goes through all of Unicode). Full-width
# letters arrive here through their half-width form.
_CASED = (
    (0x41, 0x586),  # Latin, Greek, Cyrillic, Armenian
    (0x10A0, 0x10CF),
    (0x13A0, 0x13F5),
    (0x1C90, 0x1CBF),
    (0x1E00, 0x1FFF),
    (0x2126, 0x2183),
    (0x24B6, 0x24CF),
    (0x2C00, 0x2CF2),
    (0xA640, 0xA7F5),
    (0x10400, 0x105FF),
    (0x10C80, 0x10CB2),
    (0x118A0, 0x118BF),
    (0x16E40, 0x16E5F),
    (0x1E900, 0x1E921),
)
# CJK radicals, compatibility ideographs, half- and full-width forms: most have a plain form of one character.
_COMPATIBLE = (
    (0x2E80, 0x2FDF),
    (0x3000, 0x3000),
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE6B),
    (0xFF00, 0xFFEF),
    (0x2F800, 0x2FA1F),
)


def fold(text: str) -> str:
    """`text` in its searchable form, of the same length: Simplified, half-width, lower case."""
    return text.translate(_table())


def to_simplified(text: str) -> str:
    """`text` in Simplified Chinese by OpenCC's phrases; for interface text, the length may change."""
    return _converter("t2s")(text)


def to_traditional(text: str) -> str:
    """`text` in Traditional Chinese by OpenCC's phrases; for interface text, the length may change."""
    return _converter("s2tw")(text)


def shown_in(text: str, script: Script, *, within: str = "") -> str:
    """`text` as a reader sees it who wants one script; for display only, the length may change.

    What is in that script stays as it is, character for character: a sentence is converted by OpenCC's phrases where
    more of its characters are written in the other script only than in the wanted one only. A sentence that could be
    either (后台里面) goes with the one before it, the first with the beginning of the text.

    Args:
        text: a document or a piece of one, as it stands in the source.
        script: that is wanted.
        within: the document that a piece is from, which tells the script of one that could be either.

    >>> shown_in("考覈五個開放。后台里面有三个人。", "zh-Hant")
    '考覈五個開放。後臺裡面有三個人。'
    """
    if script == "original":
        return text
    convert, wanted = (to_traditional, 1) if script == "zh-Hant" else (_simplified, -1)
    leaning = _leaning((within or text)[:_SAMPLE_CHARS])
    shown = []
    for piece in _PIECE.findall(text):
        leaning = _leaning(piece) or leaning
        shown.append(convert(piece) if leaning * wanted < 0 else piece)
    return "".join(shown)


_SAMPLE_CHARS = 2_000
"""Characters that tell the script of a document."""

# A sentence, or as much of a text without any as is converted in no time.
_PIECE = re.compile(r"[^。！？!?；;\n]{1,200}[。！？!?；;\n]*|[。！？!?；;\n]+")


def _leaning(text: str) -> int:
    """Above 0 where `text` is in Traditional Chinese, below where in Simplified, 0 where nothing tells."""
    signs = _script_signs()
    return sum(signs[character] for character in text if character in signs)


@cache
def _script_signs() -> dict[str, int]:
    """Character → 1 where only Traditional Chinese has it, -1 where only Simplified has.

    What OpenCC converts in one direction, whatever the word (not 里, which Traditional Chinese has too), except its
    variants: for it 群 is Simplified, but Taiwan writes so.
    """
    variants = {shape for name in ("TWVariants", "HKVariants") for _, shapes in _dictionary(name) for shape in shapes}
    simplified = {one for one, others in _dictionary("STCharacters") if one not in others} - variants
    traditional = {one for one, others in _dictionary("TSCharacters") if one not in others}
    return dict.fromkeys(traditional - simplified, 1) | dict.fromkeys(simplified - traditional, -1)


def _simplified(text: str) -> str:
    """Traditional Chinese in Simplified, 沿著 as 沿着 and 著作 as it is, which `to_simplified` leaves apart."""
    # For "tw2s" 么 is 幺, and it makes a 擡, which is no Simplified character.
    return _converter("tw2s")(text.replace("么", "麼")).replace("擡", "抬")


class _Table(dict[int, str]):
    """Code point → folded character; characters that fold to themselves are added when first met.

    `str.translate` pays for an exception at every character that a plain dict lacks: four times slower.
    """

    def __missing__(self, code: int) -> str:
        self[code] = same = chr(code)
        return same


@cache
def _table() -> _Table:
    """The folding table, closed under itself, so that folding twice changes nothing."""
    table: dict[int, str] = dict(_t2s_characters())
    for group in _SAME:
        table.pop(ord(group[0]), None)
        table.update((ord(other), group[0]) for other in group[1:])
    table.update((ord(quote), folded) for quote, folded in _QUOTES.items())
    table.update(_lower_case())
    table.update(_compatible())
    return _Table((code, folded) for code in table if (folded := _follow(code, table)) != chr(code))


def _follow(code: int, table: dict[int, str]) -> str:
    """Where the chain of folds from `code` ends (愛 of a compatibility block → 愛 → 爱); a loop stops it."""
    seen = {code}
    while (following := ord(table.get(code, chr(code)))) not in seen:
        seen.add(following)
        code = following
    return chr(code)


def _t2s_characters() -> Iterator[tuple[int, str]]:
    """Traditional character → first Simplified candidate, from OpenCC's character dictionary."""
    for traditional, (simplified, *_) in _dictionary("TSCharacters"):
        if len(traditional) == len(simplified) == 1:
            yield ord(traditional), simplified


def _dictionary(name: str) -> Iterator[tuple[str, list[str]]]:
    """The entries of one of OpenCC's dictionaries, each with its candidates, best first.

    The file is read directly: building `opencc.OpenCC` loads the phrases too and takes longer.
    """
    dictionary = files("opencc").joinpath("dictionary", f"{name}.txt").read_text(encoding="utf-8")
    for line in dictionary.splitlines():
        entry, _, candidates = line.partition("\t")
        yield entry, candidates.split(" ")


def _lower_case() -> Iterator[tuple[int, str]]:
    """Cased letter → its lower case, where that is one character ("İ" has two and stays)."""
    for code in _codes(_CASED):
        letter = chr(code)
        lower = letter.lower()
        if lower != letter and len(lower) == 1:
            yield code, lower


def _compatible() -> Iterator[tuple[int, str]]:
    """Compatibility character → its plain form, where that is one character."""
    for code in _codes(_COMPATIBLE):
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1 and plain != chr(code):
            yield code, plain


def _codes(blocks: Iterable[tuple[int, int]]) -> Iterator[int]:
    for first, last in blocks:
        yield from range(first, last + 1)


@cache
def _converter(conversion: str) -> Callable[[str], str]:
    """OpenCC's conversion in one direction, made on first use (it reads a megabyte of phrases)."""
    import opencc  # noqa: PLC0415

    convert: Callable[[str], str] = opencc.OpenCC(conversion).convert
    return convert


def __getattr__(name: str) -> str:
    if name == "FOLD_VERSION":
        rows = "".join(f"{code:x}{folded}" for code, folded in sorted(_table().items()) if chr(code) != folded)
        return hashlib.sha256(rows.encode()).hexdigest()[:12]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
