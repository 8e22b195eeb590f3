"""The shelf as HTML: what there is, what a build would change, how a build goes, what can be done."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rag.corpus.document import Document, Encoding
from rag.corpus.folder import RemovedFile, StoredFile
from rag.corpus.outline import outline
from rag.errors import CorpusError, DocumentError
from rag.ui.library.builds import Build, Outcome
from rag.ui.library.catalogue import Entry
from rag.ui.library.shelf_view import confirm_html, list_html, removed_html, state_html

TEXT = "【案例】一 山村支部\n\n一、背景\n\n山村支部有黨員三十名。\n"


def _entry(name: str, state: str = "indexed", *, aliases: tuple[str, ...] = ()) -> Entry:
    file = None if state == "gone" else StoredFile(name, Path(name), 1_234, "a" * 64)
    if state in ("new", "unread"):
        return Entry(name, state, None, 0, 0, file, "讀不了：假的。\n提示：換一份。" if state == "unread" else "")
    front, cases, tail = outline(TEXT)
    document = Document(name, "a" * 64, TEXT, Encoding("utf-8-sig", 1.0), front, cases, tail, aliases)
    return Entry(name, state, document, 1, 2, file, "")


def _state(entries: list[Entry], build: Build | None = None, **differing: Any) -> str:
    usual = {"version": "v", "problem": "", "index_gone": False, "may_change": True}
    return state_html(entries, build, "zh-Hant", **usual | differing)


def _text(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html)


def test_totals_are_of_what_the_index_holds():
    """Two indexed documents of 27 characters each; one that is new does not count yet."""
    text = _text(_state([_entry("甲.txt"), _entry("乙.txt"), _entry("丙.txt", "new")]))
    assert text.startswith(f"2 份文件2 個案例{2 * len(TEXT)} 字4 個段落")


def test_what_a_build_would_change_is_named():
    """New, changed and gone ones by name, five at most; what could not be read is no reason to build."""
    entries = [_entry(f"新{n}.txt", "new") for n in range(7)]
    entries += [_entry("改.txt", "changed"), _entry("去.txt", "gone"), _entry("假.txt", "unread")]
    html = _state(entries)
    assert "7 份尚未建立索引（新0.txt、新1.txt、新2.txt、新3.txt、新4.txt…）" in _text(html)
    assert "1 份已更動（改.txt）" in _text(html)
    assert "去.txt" in _text(html)
    assert "假.txt" not in _text(html)
    assert 'class="strong-button"' in html
    assert "一致" in _text(_state([_entry("甲.txt"), _entry("假.txt", "unread")]))


@pytest.mark.parametrize(
    ("build", "said", "bar"),
    [
        (Build(1, "reading"), "讀取", '<progress aria-label="正在建立索引">'),
        (Build(1, "waiting", holder="PID 7"), "PID 7", '<progress aria-label="正在建立索引">'),
        (Build(1, "encoding", 30, 120), "30／120", '<progress max="120" value="30" aria-label="正在建立索引">'),
        (Build(1, "writing", 120, 120), "寫入", '<progress aria-label="正在建立索引">'),
    ],
)
def test_a_build_that_goes_on_shows_how_far_it_is(build: Build, said: str, bar: str):
    """Its stage in words and as a bar, and no second button."""
    html = _state([_entry("甲.txt", "new")], build)
    assert said in _text(html)
    assert bar in html
    assert "data-busy" in html
    assert "<button" not in html


def test_a_screen_reader_hears_of_quarters():
    """Not of every text that is encoded."""
    said = [
        re.search('data-say="([^"]*)"', _state([], Build(1, "encoding", done, 100)))[1] for done in (0, 24, 25, 49, 75)
    ]
    assert [re.search(r"\d+", one)[0] for one in said] == ["0", "0", "25", "25", "75"]


def test_an_index_that_is_gone_is_said_and_can_be_made_anew():
    """Though every document is as it was indexed."""
    state = _state([_entry("甲.txt")], index_gone=True)
    assert "索引的檔案不見了" in state
    assert "一致" not in state
    assert "strong-button" in state


def test_a_build_that_ended_tells_what_it_left_out():
    """Each file with its reason."""
    outcome = Outcome(
        changed=True, warnings=(("假.txt", DocumentError("document-binary", name="假<b>.txt", kind="PDF")),)
    )
    text = _state([_entry("甲.txt")], Build(2, "done", outcome=outcome))
    assert "索引已更新" in text
    assert "有 1 個檔案讀不了" in text
    assert "假&lt;b&gt;.txt" in text


def test_a_build_that_failed_says_that_nothing_is_lost():
    """The reason, what to do, what goes on serving, and the button to try again."""
    html = _state(
        [_entry("甲.txt", "new")], Build(2, "failed", error=CorpusError("corpus-empty", folder="x", types=".txt"))
    )
    assert "資料夾 x 是空的" in html
    assert "提示：" in html
    assert "原來的索引回答" in html
    assert "<button" in html


def test_a_problem_with_the_folder_takes_the_place_of_the_state():
    """Nothing can be built from a folder that is not there."""
    html = _state([_entry("甲.txt")], problem="找不到。\n提示：建立它。")
    assert 'class="notice"' in html
    assert "<button" not in html


def test_who_may_only_read_has_no_buttons_to_change():
    """The list only opens."""
    html = list_html([_entry("甲.txt")], "zh-Hant", query="", page=0, may_change=False)
    assert "data-open" in html
    assert "data-act" not in html
    assert "<button" not in _state([_entry("甲.txt", "new")], may_change=False)


def test_the_list_has_pages():
    """Of 120 documents 50, 50 and 20; a page that is not there is the last."""
    entries = [_entry(f"{n:03}.txt") for n in range(120)]

    def names(page: int) -> list[str]:
        html = list_html(entries, "zh-Hant", query="", page=page, may_change=True)
        return re.findall(r">(\d{3}\.txt)</button>", html)

    assert names(0) == [f"{n:03}.txt" for n in range(50)]
    assert names(2) == names(9) == [f"{n:03}.txt" for n in range(100, 120)]
    assert len(list_html(entries * 10, "zh-Hant", query="", page=0, may_change=True)) < 60_000


def test_a_line_tells_state_other_names_and_reasons():
    """Escaped, whatever a file is called; what the index does not hold cannot be opened."""
    html = list_html(
        [_entry("<b>甲.txt", "changed", aliases=("副本<i>.txt",)), _entry("新.txt", "new"), _entry("假.txt", "unread")],
        "zh-Hant",
        query="",
        page=0,
        may_change=True,
    )
    assert "<b>" not in html
    assert "<i>" not in html
    assert "內容相同的檔案：副本&lt;i&gt;.txt" in html
    assert html.count("data-open") == 1
    assert "讀不了：假的。" in html
    assert "1,234 位元組" in html
    assert "UTF-8<" in html
    assert [state for state in ("已更動", "尚未建立索引", "讀不了") if f">{state}<" in html] == [
        "已更動",
        "尚未建立索引",
        "讀不了",
    ]


def test_an_empty_list_says_why():
    """Nothing matches; or there is nothing."""
    assert "沒有符合" in list_html([], "zh-Hant", query="x", page=0, may_change=True)
    assert "還沒有文件" in list_html([], "zh-Hant", query="", page=0, may_change=True)


def test_what_was_removed_can_be_restored():
    """With when it was, in the reader's time; nothing is shown when there is nothing."""
    assert removed_html([], "zh-Hant", zone=UTC) == ""
    removed = RemovedFile("k/甲<b>.txt", "甲<b>.txt", Path("x"), 5, datetime(2026, 3, 4, 5, 6, tzinfo=UTC))
    html = removed_html([removed], "zh-Hant", zone=UTC)
    assert "已移除（1）" in html
    assert "2026-03-04 05:06" in html
    assert "甲&lt;b&gt;.txt" in html
    assert "<b>" not in html


def test_the_question_back_shows_what_goes():
    """Counts, the other files with the same bytes, and that nothing is destroyed."""
    html = confirm_html(_entry("甲.txt"), ["副本.txt"], "zh-Hant", names={"甲.txt": "a", "副本.txt": "a"})
    for said in ("要移除「甲.txt」嗎？", "1 個案例", "副本.txt", "不會刪除"):
        assert said in html
    assert html.index("remove-now") < html.index("keep")
