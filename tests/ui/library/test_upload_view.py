"""The preview shows what was understood of each file, and offers only what can be done with it."""

from __future__ import annotations

from pathlib import Path

from rag.corpus.document import Encoding
from rag.corpus.folder import StoredFile
from rag.corpus.reader import SUFFIXES
from rag.errors import DocumentError
from rag.ui.library.upload_view import drop_html, preview_html
from rag.ui.library.uploads import Understood, Upload

LINES = ("【案例】一 山村支部", "一、背景", "<b>社区网格</b>")


def _upload(name: str = "甲.txt", *, confidence: float = 1.0, cases: int = 1, sections: int = 1, **more) -> Upload:
    headings = ((0, "【案例】一 <山村>"), (1, "一、背景"))[: cases + sections]
    understood = Understood(Encoding("gb18030", confidence), 1_200, cases, sections, headings, LINES)
    return Upload(name, name, Path("x"), 1_200, "a" * 64, understood, **more)


def test_what_was_understood_is_shown():
    """Name, counts, encoding with confidence, headings; escaped."""
    html = preview_html([_upload("<img>.txt", confidence=0.99)], "zh-Hant", gone=0)
    for said in ("&lt;img&gt;.txt", "1 個案例", "1 節", "1,200 字", "GB18030（把握 99%）", "&lt;山村&gt;"):
        assert said in html
    assert "<b>" not in html
    assert "社区网格" not in html, "a sure encoding needs no sample"


def test_an_unsure_encoding_is_shown_with_the_first_lines():
    """The reader sees whether they read right."""
    html = preview_html([_upload(confidence=0.7)], "zh-Hant", gone=0)
    assert "編碼不太確定" in html
    assert "&lt;b&gt;社区网格&lt;/b&gt;" in html


def test_what_is_missing_is_said():
    """No case marks; no headings at all; a new name."""
    assert "沒有看到案例標記，" in preview_html([_upload(cases=0)], "zh-Hant", gone=0)
    assert "沒有看到案例標記或標題" in preview_html([_upload(cases=0, sections=0)], "zh-Hant", gone=0)
    renamed = Upload("../甲.txt", "甲.txt", Path("x"), 1_200, "a" * 64, _upload().understood)
    assert "原來的名稱：../甲.txt" in preview_html([renamed], "zh-Hant", gone=0)


def test_a_namesake_is_a_choice_and_both_are_kept_unless_it_is_made():
    """Two radio buttons, the first of them chosen."""
    namesake = StoredFile("甲.txt", Path("甲.txt"), 3, "b" * 64)
    html = preview_html([_upload(namesake=namesake)], "zh-Hant", gone=0)
    assert '<input type="radio" name="namesake-0" checked value="both 0">' in html
    assert '<input type="radio" name="namesake-0" value="replace 0">' in html


def test_only_what_can_be_added_is_offered():
    """A file that cannot has no box; when none can, there is no button to add."""
    refused = Upload("空.txt", "空.txt", None, error=DocumentError("document-empty", name="空<i>.txt"))
    both = preview_html([refused, _upload()], "zh-Hant", gone=0)
    assert both.count('type="checkbox"') == 1
    assert 'value="add 1"' in both
    assert "空&lt;i&gt;.txt" in both
    assert "可加入 1 份，不能加入 1 份" in both
    assert '"add"' not in preview_html([refused], "zh-Hant", gone=0).replace("&quot;", '"')
    assert preview_html([], "zh-Hant", gone=0) == ""


def test_documents_that_would_leave_the_index_are_told_before_it_is_built():
    """Their files are gone from the folder; adding one builds the index."""
    assert "有 3 份文件的檔案已不在資料夾" in preview_html([_upload()], "zh-Hant", gone=3)


def test_the_place_for_files_says_what_is_taken():
    """Every type that is read, and the limit, in the page's language; the script is told how much may wait."""
    html = drop_html("en", max_file_bytes=20_000_000, most_bytes=200_000_000)
    assert all(suffix in html for suffix in SUFFIXES)
    assert "20 MB" in html
    assert 'data-limit="20000000"' in html
    assert 'data-most="200"' in html
    assert 'data-most-bytes="200000000"' in html
