"""Each file that arrives is understood or refused by itself; nothing is written before somebody agrees."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from rag.corpus.folder import Folder
from rag.corpus.reader import SUFFIXES, read_document
from rag.errors import DocumentError
from rag.settings import Settings
from rag.ui.library.uploads import MOST_FILES, Arrival, Upload, add, arrivals, discard, most_bytes, read

TEXT = (
    "前言。\n\n【案例】一 山村支部\n\n一、背景\n\n山村支部有黨員三十名。\n\n（一）人數\n\n三十名。\n\n"
    "二、成效\n\n到會率九成。\n"
)
OTHER = "【案例】二 社区网格\n\n一、背景\n\n社区有网格二十个，网格员每日走访。\n"
LIMIT = 2_000


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of a corpus of one document, with files of 2,000 bytes at most."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "甲.txt").write_text(TEXT, encoding="utf-8")
    return Settings(corpus_dir=tmp_path / "corpus", cache_dir=tmp_path / "cache", max_file_bytes=LIMIT)


@pytest.fixture
def folder(settings: Settings) -> Folder:
    """The corpus."""
    return Folder(settings.corpus_dir, max_file_bytes=LIMIT)


@pytest.fixture
def arrive(tmp_path: Path):
    """Puts bytes where the server puts what a browser sends."""

    def arrived(name: str, data: bytes | str) -> Arrival:
        data = data.encode() if isinstance(data, str) else data
        place = tmp_path / "files" / hashlib.sha256(name.encode() + data).hexdigest() / "sent"
        place.parent.mkdir(parents=True)
        place.write_bytes(data)
        return Arrival(name, place, "", len(data))

    return arrived


def _read(folder: Folder, settings: Settings, *arrived: Arrival, waiting: tuple[Upload, ...] = ()) -> list[Upload]:
    return list(read(arrived, folder, settings, waiting=waiting))


def test_a_file_is_understood(folder: Folder, settings: Settings, arrive):
    """Encoding, cases, sections, first headings and lines; the folder is as it was."""
    [upload] = _read(folder, settings, arrive("乙.txt", OTHER.encode("gb18030")))
    assert upload.error is None
    assert upload.name == "乙.txt"
    assert upload.understood.encoding.name == "gb18030"
    assert upload.understood.encoding.confidence < 1
    assert (upload.understood.cases, upload.understood.sections) == (1, 1)
    assert upload.understood.characters == len(OTHER)
    assert upload.understood.headings == ((0, "【案例】二 社区网格"), (1, "一、背景"))
    assert upload.understood.lines[:2] == ("【案例】二 社区网格", "一、背景")
    assert [path.name for path in settings.corpus_dir.iterdir()] == ["甲.txt"]


def test_deeper_headings_are_counted_and_not_shown(folder: Folder, settings: Settings, arrive):
    """Of one case with two sections and one below."""
    [upload] = _read(folder, settings, arrive("乙.txt", TEXT + "完。\n"))
    assert (upload.understood.cases, upload.understood.sections) == (1, 3)
    assert [level for level, _ in upload.understood.headings] == [0, 1, 1]


@pytest.mark.parametrize(
    "refused",
    [
        ("空.txt", b"", "document-empty"),
        ("空白.txt", " \n　\n".encode(), "document-empty"),
        ("假.txt", b"%PDF-1.7 ...", "document-binary"),
        ("圖.png", b"\x89PNG\r\n\x1a\n", "upload-type"),
        ("沒有類型", "文字。".encode(), "upload-type"),
        (
            "密碼.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "document-encrypted",
        ),
        ("太大.txt", "字".encode() * 1_000, "document-too-large"),
        ("亂.txt", b"\xff\x81\xff\x20\x80" * 9, None),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(
    folder: Folder, settings: Settings, arrive, refused: tuple[str, bytes, str | None]
):
    """Beside its name and with what to do; the file that was sent is gone, the next one is taken."""
    name, data, key = refused
    sent = arrive(name, data)
    upload, taken = _read(folder, settings, sent, arrive("乙.txt", OTHER))
    assert isinstance(upload.error, DocumentError)
    if key is not None:
        assert upload.error.key == key
    assert upload.error.text("zh-Hant").startswith(name)
    assert "提示：" in upload.error.text("zh-Hant")
    assert upload.understood is None
    assert not sent.path.exists()
    assert taken.error is None


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_type_that_is_read_may_come(folder: Folder, settings: Settings, arrive, suffix: str):
    """None is refused for its name; what is inside is for the reader of that type to say."""
    [upload] = _read(folder, settings, arrive(f"乙{suffix.upper()}", "# 標題\n\n內文。\n"))
    assert upload.error is None or upload.error.key != "upload-type"


@pytest.mark.parametrize(
    ("problem", "key"), [("folder", "upload-folder"), ("failed", "upload-failed"), ("many", "upload-many")]
)
def test_what_was_not_sent_is_said(folder: Folder, settings: Settings, problem: str, key: str):
    """A folder; a transfer that broke off; one more than wait at a time."""
    [upload] = _read(folder, settings, Arrival("範文<b>.txt", None, problem, 0))
    assert upload.error.key == key


def test_too_large_a_file_need_not_be_sent(folder: Folder, settings: Settings):
    """The browser knows the size; both numbers are named."""
    [upload] = _read(folder, settings, Arrival("大.txt", None, "size", 200_000_000))
    assert "200,000,000" in upload.error.text("zh-Hant")
    assert "2,000" in upload.error.text("zh-Hant")


def test_identical_bytes_are_said_with_the_name_that_has_them(folder: Folder, settings: Settings, arrive):
    """Of the folder, of the same batch, and of one that waits already."""
    first, copy, again = _read(
        folder, settings, arrive("乙.txt", OTHER), arrive("副本.txt", TEXT), arrive("丙.txt", OTHER)
    )
    assert first.error is None
    assert (copy.error.key, copy.error.values["other"]) == ("file-identical", "甲.txt")
    assert (again.error.key, again.error.values["other"]) == ("file-identical", "乙.txt")
    [later] = _read(folder, settings, arrive("丁.txt", OTHER), waiting=(first,))
    assert (later.error.key, later.error.values["other"]) == ("file-identical", "乙.txt")


def test_another_file_of_a_name_is_offered_both_ways(folder: Folder, settings: Settings, arrive):
    """Kept beside it, it gets a number; in its place, the old one is put aside. A second namesake gets a number."""
    offered, second = _read(folder, settings, arrive("甲.txt", OTHER), arrive("../甲.TXT", OTHER + "補記。\n"))
    assert offered.namesake.name == "甲.txt"
    assert offered.name == "甲.txt"
    assert second.namesake is None
    assert second.name == "甲 (2).TXT"
    assert add(offered, folder, replacing=False) == "甲 (2).txt"
    assert add(second, folder, replacing=False) == "甲 (3).TXT"
    [third] = _read(folder, settings, arrive("甲.txt", "第三份，內容又不同。"))
    assert add(third, folder, replacing=True) == "甲.txt"
    assert [file.name for file in folder.removed()] == ["甲.txt"]


def test_a_hostile_name_becomes_a_plain_one(folder: Folder, settings: Settings, arrive):
    """It gets a name that every system takes, and is added under it."""
    [upload] = _read(folder, settings, arrive("../<img src=x onerror=alert(1)>.txt", OTHER))
    assert add(upload, folder, replacing=False) == "＜img src=x onerror=alert(1)＞.txt"
    assert (
        read_document(settings.corpus_dir / "＜img src=x onerror=alert(1)＞.txt", name="x", max_file_bytes=LIMIT).text
        == OTHER
    )


def test_a_file_that_is_gone_before_it_is_added_is_said(folder: Folder, settings: Settings, arrive):
    """The server's temporary files were cleared."""
    [upload] = _read(folder, settings, arrive("乙.txt", OTHER))
    discard([upload])
    assert not upload.path.parent.exists()
    with pytest.raises(DocumentError) as caught:
        add(upload, folder, replacing=False)
    assert caught.value.key == "upload-failed"


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../../etc/passwd", "", None, 3, "\0", "{files}", "{files}/../corpus/甲.txt"]
)
def test_only_what_was_sent_is_touched(tmp_path: Path, settings: Settings, path: object):
    """A program that claims to be the page cannot have other files read or removed."""
    files = tmp_path / "files"
    files.mkdir()
    claimed = path.replace("{files}", str(files)) if isinstance(path, str) else path
    [arrival] = arrivals({"files": [{"name": "x.txt", "path": claimed}]}, files=files)
    assert arrival.path is None
    assert arrival.problem == "failed"
    assert (settings.corpus_dir / "甲.txt").exists()


@pytest.mark.parametrize("data", [None, "x", {"files": "x"}, {"files": [1, None]}])
def test_what_is_no_report_is_none(tmp_path: Path, data: object):
    """A page of another version, or no page."""
    assert arrivals(data, files=tmp_path) == []


def test_what_was_sent_is_taken_over(tmp_path: Path):
    """It lies where nobody else removes it, and can be reported once only."""
    sent = tmp_path / "files" / ("0" * 64) / "sent"
    sent.parent.mkdir(parents=True)
    sent.write_text(OTHER, encoding="utf-8")
    row = {"name": "乙.txt", "path": str(sent), "size": 1}
    first, again = arrivals({"files": [row, row]}, files=tmp_path / "files")
    assert first.path.read_text(encoding="utf-8") == OTHER
    assert first.path.parent != sent.parent
    assert not sent.exists()
    assert (again.path, again.problem) == (None, "failed")
    discard([first])
    assert [path for path in (tmp_path / "files").rglob("*") if path != sent.parent] == []


def test_no_more_files_wait_than_can_be_looked_at(folder: Folder, settings: Settings, arrive):
    """The 201st is refused, and what was sent is gone; the others wait, and one that is refused takes no room."""
    sent = [arrive(f"第{n}份.txt", f"【案例】{n} 社区网格\n\n內文。\n") for n in range(MOST_FILES + 1)]
    uploads = _read(folder, settings, arrive("空.txt", b""), *sent)
    assert [upload.error for upload in uploads[1:-1]] == [None] * 200
    assert uploads[-1].error.key == "upload-many"
    assert "200 份" in uploads[-1].error.text("zh-Hant")
    assert "提示：" in uploads[-1].error.text("zh-Hant")
    assert not sent[-1].path.exists()
    [later] = _read(folder, settings, arrive("再來.txt", OTHER), waiting=tuple(uploads))
    assert later.error.key == "upload-many"


def test_no_more_bytes_wait_than_ten_of_the_largest_files_have(folder: Folder, settings: Settings, arrive):
    """Of 2,000 bytes at most: eleven files of 1,900 are 20,900; ten of them wait, and one of 900 beside them."""
    assert most_bytes(settings) == 20_000
    large = [arrive(f"第{n}份.txt", f"{n:04}" + "字" * 632) for n in range(11)]
    assert all(one.bytes == 1_900 for one in large)
    *ten, eleventh, small = _read(folder, settings, *large, arrive("小.txt", "小" * 300))
    assert [upload.error for upload in ten] == [None] * 10
    assert eleventh.error.key == "upload-many"
    assert small.error is None
    # 20,000 - 19,000 - 900 = 100 bytes are left: 96 for the next one, and then none for 5.
    waiting = (*ten, eleventh, small)
    next_one, last = _read(folder, settings, arrive("再來.txt", OTHER), arrive("末.txt", "末。"), waiting=waiting)
    assert next_one.error is None
    assert last.error.key == "upload-many"
