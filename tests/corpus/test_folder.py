"""The corpus folder is changed with safe names, whole files or none, and a way back."""

from __future__ import annotations

import hashlib
import json
import os
import threading
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.corpus.folder import Folder, name_key, numbered_name, safe_name
from rag.corpus.reader import read_corpus
from rag.errors import CorpusError, DocumentError

LIMIT = 1_000_000
FIRST = "【案例】一 山村支部\n\n一、背景\n\n山村支部有黨員三十名。\n"
SECOND = "【案例】二 社区网格\n\n一、背景\n\n社区有网格二十个。\n"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A corpus of one document."""
    (tmp_path / "甲.txt").write_text(FIRST, encoding="utf-8")
    return Folder(tmp_path, max_file_bytes=LIMIT)


def _names(folder: Folder) -> list[str]:
    return [document.name for document in read_corpus(folder.path, max_file_bytes=LIMIT).documents]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("範文.txt", "範文.txt"),
        ("../../etc/範文.txt", "範文.txt"),
        (r"C:\案例\范文.txt", "范文.txt"),
        ("<img src=x onerror=alert(1)>.md", "＜img src=x onerror=alert(1)＞.md"),
        ('一:"二"|三?*.txt', "一：＂二＂｜三？＊.txt"),
        ("..隱藏.txt", "隱藏.txt"),
        (".txt", "文件.txt"),
        ("..", "文件"),
        ("", "文件"),
        ("a\x00b\x07c\u202egpj.txt", "abcgpj.txt"),
        ("兩\u3000\t個\n空白 .txt", "兩 個 空白.txt"),
        ("con.txt", "_con.txt"),
        ("LPT9.範文.txt", "_LPT9.範文.txt"),
        ("結尾. . .txt", "結尾.txt"),
        (unicodedata.normalize("NFD", "é案.txt"), unicodedata.normalize("NFC", "é案.txt")),
        ("𠮷野家.txt", "𠮷野家.txt"),
    ],
)
def test_a_name_is_made_safe(name: str, safe: str):
    """Path parts, markup, control and direction marks, leading dots, reserved names, other normal forms."""
    assert safe_name(name) == safe


def test_a_long_name_keeps_its_type():
    """300 characters of three bytes each: cut between characters, with the suffix."""
    name = safe_name("範" * 300 + ".docx")
    assert name.endswith("範.docx")
    assert len(name.encode()) <= 200


@given(st.text(max_size=300))
def test_a_safe_name_is_one_file_of_the_folder(name: str):
    """Whatever somebody calls a file: not hidden, not elsewhere, writable, and the same when made safe again."""
    safe = safe_name(name)
    assert safe
    assert not safe.startswith(".")
    assert not set(safe) & set('/\\<>:"|?*\0')
    assert 0 < len(safe.encode()) <= 200
    assert safe_name(safe) == safe


def test_names_that_some_system_takes_for_the_same_are_numbered():
    """Case and normal form do not tell two files apart everywhere."""
    taken = {name_key("範文É.TXT"), name_key("範文é (2).txt")}
    assert numbered_name(unicodedata.normalize("NFD", "範文é.txt"), taken).endswith(" (3).txt")
    assert numbered_name("別的.txt", taken) == "別的.txt"
    assert numbered_name("範文É (2).txt", taken) == "範文É (3).txt"


def test_a_file_that_is_added_is_read(folder: Folder):
    """It lies in the folder under its name, byte for byte, and nothing else is left there."""
    assert folder.add("乙.txt", SECOND.encode()) == "乙.txt"
    assert (folder.path / "乙.txt").read_text(encoding="utf-8") == SECOND
    assert sorted(path.name for path in folder.path.iterdir()) == ["乙.txt", "甲.txt"]
    assert _names(folder) == ["乙.txt", "甲.txt"]


def test_another_file_of_the_same_name_is_numbered(folder: Folder):
    """Both are kept; so they are when the name differs in case only, or a file of no type that is read has it."""
    assert folder.add("甲.txt", SECOND.encode()) == "甲 (2).txt"
    assert folder.add("甲.TXT", "第三份。".encode()) == "甲 (3).TXT"
    assert (folder.path / "甲.txt").read_text(encoding="utf-8") == FIRST
    (folder.path / "丙.txt").mkdir()
    assert folder.add("丙.txt", "第四份。".encode()) == "丙 (2).txt"


def test_identical_bytes_are_not_added(folder: Folder):
    """Said with the name of the file that has them."""
    with pytest.raises(DocumentError, match="甲"):
        folder.add("乙.txt", FIRST.encode())
    assert _names(folder) == ["甲.txt"]


def test_a_file_that_is_replaced_is_put_aside(folder: Folder):
    """The new one has its name, the old one can be brought back beside it."""
    assert folder.add("甲.txt", SECOND.encode(), replacing=_sha256(FIRST)) == "甲.txt"
    assert (folder.path / "甲.txt").read_text(encoding="utf-8") == SECOND
    [aside] = folder.removed()
    assert aside.name == "甲.txt"
    assert folder.restore(aside.key) == "甲 (2).txt"
    assert (folder.path / "甲 (2).txt").read_text(encoding="utf-8") == FIRST


def test_a_file_that_has_changed_meanwhile_is_not_replaced(folder: Folder):
    """What somebody agreed to replace is not there any more."""
    (folder.path / "甲.txt").write_text(FIRST + "又一段。\n", encoding="utf-8")
    with pytest.raises(DocumentError, match="更動"):
        folder.add("甲.txt", SECOND.encode(), replacing=_sha256(FIRST))
    assert (folder.path / "甲.txt").read_text(encoding="utf-8") == FIRST + "又一段。\n"
    assert folder.removed() == []


def test_a_removed_file_is_not_read_and_comes_back(folder: Folder):
    """From a folder below, too, with its place; nothing of the way there is left."""
    (folder.path / "下層").mkdir()
    (folder.path / "下層" / "乙.txt").write_text(SECOND, encoding="utf-8")
    folder.remove({"下層/乙.txt": _sha256(SECOND)})
    assert _names(folder) == ["甲.txt"]
    assert not (folder.path / "下層" / "乙.txt").exists()
    [aside] = folder.removed()
    assert (aside.name, aside.bytes) == ("下層/乙.txt", len(SECOND.encode()))
    assert folder.restore(aside.key) == "下層/乙.txt"
    assert _names(folder) == ["下層/乙.txt", "甲.txt"]
    assert folder.removed() == []
    assert not (folder.path / ".removed").exists()


def test_a_name_that_is_no_unicode_is_told_and_comes_back(folder: Folder):
    """In the bytes of Big5: removed under the name it is listed with, which can be printed, and restored as it was."""
    raw = os.fsencode(folder.path) + b"/\xae\xd7.txt"
    try:
        with open(raw, "wb") as file:  # noqa: PTH123  (pathlib takes no bytes)
            file.write(SECOND.encode())
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    [name] = folder.files().keys() - {"甲.txt"}
    folder.remove({name: _sha256(SECOND)})
    [aside] = folder.removed()
    assert aside.name == name == r"\xae\xd7.txt"
    json.dumps([aside.name, aside.key], ensure_ascii=False).encode()
    assert folder.restore(aside.key) == name
    assert os.path.exists(raw)  # noqa: PTH110
    assert list(folder.files()) == [name, "甲.txt"]


def test_a_backslash_in_a_name_comes_back(folder: Folder):
    """Which is doubled where the name is shown."""
    (folder.path / "乙\\丙.txt").write_text(SECOND, encoding="utf-8")
    folder.remove({r"乙\\丙.txt": _sha256(SECOND)})
    [aside] = folder.removed()
    assert folder.restore(aside.key) == aside.name == r"乙\\丙.txt"
    assert (folder.path / "乙\\丙.txt").read_text(encoding="utf-8") == SECOND


def test_a_link_comes_back_as_it_was(folder: Folder):
    """A relative one leads nowhere while it is aside; what it means is never moved."""
    (folder.path / "原稿").write_text(SECOND, encoding="utf-8")
    (folder.path / "乙.txt").symlink_to("原稿")
    folder.remove({"乙.txt": _sha256(SECOND)})
    assert _names(folder) == ["甲.txt"]
    [aside] = folder.removed()
    assert aside.name == "乙.txt"
    assert folder.restore(aside.key) == "乙.txt"
    assert (folder.path / "乙.txt").readlink() == Path("原稿")
    assert _names(folder) == ["乙.txt", "甲.txt"]
    assert folder.removed() == []


def test_a_restored_file_does_not_take_the_place_of_a_link(folder: Folder):
    """Even of one that leads nowhere now."""
    folder.add("乙.txt", SECOND.encode())
    folder.remove({"乙.txt": _sha256(SECOND)})
    (folder.path / "乙.txt").symlink_to("後來")
    [aside] = folder.removed()
    assert folder.restore(aside.key) == "乙 (2).txt"
    assert (folder.path / "乙.txt").is_symlink()


def test_a_restored_file_does_not_take_the_place_of_another(folder: Folder):
    """Somebody has added a file of its name since."""
    folder.add("乙.txt", SECOND.encode())
    folder.remove({"甲.txt": _sha256(FIRST)})
    folder.add("甲.txt", "新的甲。".encode())
    [aside] = folder.removed()
    assert folder.restore(aside.key) == "甲 (2).txt"
    assert (folder.path / "甲.txt").read_text(encoding="utf-8") == "新的甲。"


def test_the_last_document_stays(folder: Folder):
    """Without one there would be nothing to ask."""
    with pytest.raises(CorpusError) as caught:
        folder.remove({"甲.txt": _sha256(FIRST)})
    assert caught.value.key == "corpus-last-document"
    assert _names(folder) == ["甲.txt"]


@pytest.mark.parametrize("name", ["乙.txt", "../乙.txt", "/etc/passwd", ""])
def test_what_is_not_there_is_not_removed(folder: Folder, name: str):
    """Names are looked up among the files of the folder, never followed."""
    with pytest.raises(DocumentError):
        folder.remove({name: _sha256(FIRST)})


@pytest.mark.parametrize("key", ["", "甲.txt", "../甲.txt", "20260101T000000Z-abcdabcd/甲.txt"])
def test_what_is_not_aside_is_not_restored(folder: Folder, key: str):
    """Somebody else has restored it, or it never was there."""
    with pytest.raises(DocumentError) as caught:
        folder.restore(key)
    assert caught.value.key == "file-not-aside"


def test_a_missing_folder_is_not_made(tmp_path: Path):
    """A build from it would leave the index with nothing else."""
    folder = Folder(tmp_path / "沒有", max_file_bytes=LIMIT)
    with pytest.raises(CorpusError) as caught:
        folder.add("乙.txt", SECOND.encode())
    assert caught.value.key == "corpus-missing"
    assert not (tmp_path / "沒有").exists()


def test_a_disk_that_takes_no_more_is_said(folder: Folder):
    """The system refuses in the middle of the file: nothing of it is left, and what is to be replaced is whole."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))
    try:
        for replacing in (None, _sha256(FIRST)):
            with pytest.raises(CorpusError) as caught:
                folder.add("甲.txt", b"a" * 5_000, replacing=replacing)
            assert caught.value.key == "corpus-not-writable"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [path.name for path in folder.path.iterdir()] == ["甲.txt"]
    assert (folder.path / "甲.txt").read_text(encoding="utf-8") == FIRST


def test_files_are_hashed_when_they_change(folder: Folder):
    """The same object tells of a file that was rewritten; one beyond the limit has no hash."""
    assert folder.files()["甲.txt"].sha256 == _sha256(FIRST)
    (folder.path / "甲.txt").write_text(SECOND, encoding="utf-8")
    assert folder.files()["甲.txt"].sha256 == _sha256(SECOND)
    (folder.path / "大.txt").write_bytes(b"a" * (LIMIT + 1))
    assert folder.files()["大.txt"].sha256 == ""


def test_two_readers_lose_nothing(folder: Folder):
    """Files of the same name that arrive at once get names of their own, each whole."""
    texts = [f"第{n}位讀者的文件，內容各不相同。" * 200 for n in range(12)]
    start = threading.Barrier(len(texts))

    def add(text: str) -> None:
        start.wait()
        folder.add("同名.txt", text.encode())

    threads = [threading.Thread(target=add, args=[text]) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    added = [path.read_text(encoding="utf-8") for path in folder.path.glob("同名*.txt")]
    assert sorted(added) == sorted(texts)
