"""Folding: both scripts, all widths and cases meet, one character for one."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.corpus import fold as module
from rag.corpus.fold import fold, to_simplified, to_traditional


def test_every_code_point_folds_to_one_character_that_stays():
    """Length-preserving and idempotent for all of Unicode."""
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    folded = fold(everything)
    assert len(folded) == len(everything)
    assert fold(folded) == folded


def test_every_letter_with_a_lower_case_of_one_character():
    """Case folds everywhere, and only where it is one for one ("İ" has two characters in lower case)."""
    for code in range(sys.maxunicode + 1):
        letter = chr(code)
        if len(letter.lower()) == 1:
            assert fold(letter) == fold(letter.lower()), hex(code)
    assert fold("İ") == "İ"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60), st.integers(0, 60))
def test_folding_is_character_by_character(text, cut):
    """What stands around a character does not matter, so offsets survive."""
    assert fold(text) == "".join(map(fold, text))
    assert fold(text[:cut]) + fold(text[cut:]) == fold(text)


@pytest.mark.parametrize(
    "group",
    [
        "爲為为", "衆眾众", "羣群", "裏裡里", "覈核", "幹乾干", "髮发發", "着著", "牴抵", "鬭鬥斗", "囯國国", "冺泯",
        "淸清", "啓啟启", "峯峰", "臺台", "準准", "週周", "佔占", "徵征", "彙汇匯", "侷局", "鍾鐘钟", "迴回", "於于",
        "黨党", "瞭了", "藉借", "覆复復", "畫划劃", "麼么", "线線綫", "ＡａA", "，,", "（(", "１1", "？?", "\u3000 ",
        "「“", "』’", "⼀一", "豈岂",
    ],
)  # fmt: skip
def test_pairs_meet(group):
    """Scripts, variants, widths, quotes, radicals and compatibility forms."""
    assert len({fold(char) for char in group}) == 1, [fold(char) for char in group]


def test_words_meet():
    """The artefacts of automatic conversion included."""
    for one, other in (("好乾部", "好干部"), ("編髮", "编发"), ("計畫", "计划"), ("反覆", "反复"), ("瞭解", "了解")):
        assert fold(one) == fold(other)


def test_different_words_stay_apart():
    """Folding does not reduce everything to everything."""
    assert len({fold(char) for char in "一二三黨課職工風電問題"}) == 11


def test_version_is_stable_and_short():
    """It names the table: the same in another process, whatever was folded before."""
    fold("任何文字𠮷")
    command = "from rag.corpus.fold import FOLD_VERSION; print(FOLD_VERSION)"
    printed = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == module.FOLD_VERSION
    assert len(module.FOLD_VERSION) == 12


def test_interface_text_is_converted_by_phrases():
    """For display only: 計畫 becomes 计划, 后台 becomes 後臺."""
    assert to_simplified("計畫，後臺") == "计划，后台"
    assert to_traditional("后台里面") == "後臺裡面"
