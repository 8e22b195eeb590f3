"""Words and names of a text."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

from rag.draft.names import frequency, words


def _names(text: str) -> list[str]:
    return [word.span.of(text) for word in words(text) if word.is_name]


def test_names_in_both_scripts():
    """Persons and places are told from other words, each at its place in the text."""
    assert _names("張家口在河北，河北也有風電場。") == ["張家口", "河北", "河北"]
    assert _names("张家口在河北，河北也有风电场。") == ["张家口", "河北", "河北"]


def test_a_text_without_names_has_none():
    """Common nouns are no names; nor are marks, or nothing."""
    assert _names("公司堅持以人爲本") == []
    assert _names("，。") == _names("") == []


def test_words_partition_the_text():
    """The spans follow each other and cover every character, white space and Latin letters included."""
    text = "20xx年， ERP數據\n由黨員 維護。"
    spans = [word.span for word in words(text)]
    assert spans[0].start == 0
    assert spans[-1].end == len(text)
    assert all(left.end == right.start for left, right in pairwise(spans))


def test_frequency_tells_common_words_from_rare_ones():
    """主要 is common, 減壓 rarer, a word made up unknown; folded words are asked for."""
    assert frequency("主要") > frequency("减压") > frequency("风党电") == 0


def test_loading_writes_nothing_and_says_nothing(tmp_path):
    """jieba would leave a cache in the temporary folder and report on stderr."""
    program = "from rag.draft.names import words; words('河北')"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={"TMPDIR": str(tmp_path)}
    )
    assert done.stderr == done.stdout == ""
    assert list(tmp_path.iterdir()) == []
