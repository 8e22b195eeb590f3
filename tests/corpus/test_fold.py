"""Folding: both scripts, all widths and cases meet, one character for one."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.corpus import fold as module
from rag.corpus.fold import fold, shown_in, to_simplified, to_traditional


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


TO_TRADITIONAL = {
    "中共党员干部的发展，从干净的后台做起。": "中共黨員幹部的發展，從乾淨的後臺做起。",
    "头发长了，开发区里的面条里面有头发。": "頭髮長了，開發區裡的麵條裡面有頭髮。",
    "他沿着台阶走，皇后在后面。": "他沿著臺階走，皇后在後面。",
    "为什么群众了解计划？": "為什麼群眾瞭解計劃？",
}
TO_SIMPLIFIED = {
    "黨員幹部爲羣衆服務，考覈後發現好乾部。": "党员干部为群众服务，考核后发现好干部。",
    "沿著海岸走著，這部著作很顯著。": "沿着海岸走着，这部著作很显著。",
    "抬頭看見乾隆皇帝的裏院、裡屋。": "抬头看见乾隆皇帝的里院、里屋。",
    "為什么要瞭解計畫？藉口罷了。": "为什么要了解计划？借口罢了。",
}


@pytest.mark.parametrize(("source", "shown"), TO_TRADITIONAL.items())
def test_simplified_is_shown_in_traditional(source, shown):
    """By phrases: 干 is 幹 or 乾, 发 is 發 or 髮, 面 is 麵 or 面, 后 is 後 or 后."""
    assert shown_in(source, "zh-Hant") == shown
    assert shown_in(source, "zh-Hans") == shown_in(source, "original") == source


@pytest.mark.parametrize(("source", "shown"), TO_SIMPLIFIED.items())
def test_traditional_is_shown_in_simplified(source, shown):
    """Of Taiwan, of Hong Kong, or as a converter left it; what means 著 is no 着."""
    assert shown_in(source, "zh-Hans") == shown
    assert shown_in(source, "zh-Hant") == shown_in(source, "original") == source


def test_only_sentences_of_the_other_script_are_converted():
    """In a text of both scripts each sentence is judged for itself; one that could be either goes with the last."""
    text = "山裏的羣衆考覈。山里的群众考核。后台里面。\n這裡著重瞭解好乾部；后台里面！"
    assert shown_in(text, "zh-Hant") == "山裏的羣衆考覈。山裡的群眾考核。後臺裡面。\n這裡著重瞭解好乾部；后台里面！"
    assert shown_in(text, "zh-Hans") == "山里的群众考核。山里的群众考核。后台里面。\n这里着重了解好干部；后台里面！"


def test_a_piece_that_could_be_either_goes_with_its_document():
    """干部 is 幹部 in a Simplified document, and in a Traditional one stays what somebody wrote."""
    assert shown_in("干部", "zh-Hant", within="党员干部的发展") == "幹部"
    assert shown_in("干部", "zh-Hant", within="黨員的發展") == "干部"
    assert shown_in("干部", "zh-Hant") == "干部"
    assert shown_in("著手", "zh-Hans", within="黨員的發展") == "着手"
    assert shown_in("黨員", "zh-Hans", within="党员") == "党员"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "How did the county reform approval?",
        '<b onclick="x">&amp;</b> {{x}} ${value} [1] 12.5%',
        "「“』。；",
    ],
)
@pytest.mark.parametrize("script", ["original", "zh-Hant", "zh-Hans"])
def test_what_has_no_script_is_untouched(text, script):
    """Nothing, English, markup, marks."""
    assert shown_in(text, script) == text
    assert shown_in(f"發展{text}发展", script)[2:-2] == text


def test_the_users_document_stays_as_it_is_in_its_script(five_cases_path):
    """Traditional as automatic conversion left it (考覈, 好乾部, 着) is shown, not corrected."""
    text = five_cases_path.read_bytes().decode("utf-8")
    assert shown_in(text, "zh-Hant") == text
    simplified = shown_in(text, "zh-Hans")
    assert not set(simplified) & set("黨員職問題動實業發爲羣衆裏覈啓這個")
    assert shown_in(simplified, "zh-Hans") == simplified
    assert fold(simplified) == fold(text)


@pytest.mark.parametrize(
    ("name", "script"),
    [("drcd-dev", "zh-Hant"), ("cmrc2018-trial", "zh-Hans"), ("xquad-zh", "zh-Hans"), ("stard-gold", "zh-Hans")],
)
def test_real_texts_stay_as_they_are_in_their_script(data_dir, name, script):
    """Not a character of thousands of paragraphs, names in rare characters included, is touched."""
    for line in (data_dir / name / "corpus.jsonl").read_text(encoding="utf-8").splitlines():
        text = json.loads(line)["text"]
        assert shown_in(text, script) == text


def test_showing_is_linear_and_shared_by_threads():
    """A hundred thousand characters without a single stop: four times as many take no more than ten times as long."""
    text = "发展国家党员干部里面后台" * 8334
    shown_in(text[:9], "zh-Hant")
    taken = []
    for length in (len(text) // 4, len(text)):
        begin = time.process_time()
        shown = shown_in(text[:length], "zh-Hant")
        taken.append(time.process_time() - begin)
    assert taken[1] < 10 * taken[0]
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(partial(shown_in, script="zh-Hant"), [text] * 4)) == {shown}
