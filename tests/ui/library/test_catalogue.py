"""The catalogue tells which documents the index holds as they lie in the folder, and which not."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest

from rag import Library
from rag.corpus.folder import Folder
from rag.settings import Settings
from rag.ui.library.catalogue import Entry, catalogue, matching

LIMIT = 1_000_000


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Library:
    """Three documents, one under two names."""
    root = tmp_path_factory.mktemp("catalogue")
    corpus = root / "corpus"
    corpus.mkdir()
    for name, topic in (("甲.txt", "山村支部"), ("乙.txt", "社區網格"), ("丙.txt", "校園食堂")):
        (corpus / name).write_text(f"【案例】一 {topic}\n\n一、背景\n\n{topic}的背景是這樣。\n", encoding="utf-8")
    (corpus / "甲的副本.txt").write_bytes((corpus / "甲.txt").read_bytes())
    (corpus / "假.txt").write_bytes(b"%PDF-1.7")
    settings = Settings(corpus_dir=corpus, index_dir=root / "index", cache_dir=model_cache)
    return Library.build(corpus, root / "index", settings=settings)


def _entries(library: Library) -> dict[str, Entry]:
    files = Folder(library.settings.corpus_dir, max_file_bytes=LIMIT).files()
    return {entry.name: entry for entry in catalogue(library, files, "zh-Hant")}


def test_an_index_in_line_with_its_folder(indexed: Library):
    """All are indexed; the copy is no entry of its own; what could not be read says why."""
    entries = _entries(indexed)
    assert {name: entry.state for name, entry in entries.items()} == {
        "丙.txt": "indexed",
        "乙.txt": "indexed",
        "假.txt": "unread",
        "甲.txt": "indexed",
    }
    assert list(entries) == sorted(entries)
    assert entries["甲.txt"].document.aliases == ("甲的副本.txt",)
    assert (entries["甲.txt"].sections, entries["甲.txt"].passages) == (1, 1)
    assert "PDF" in entries["假.txt"].reason


def test_what_is_different_in_the_folder_is_told(indexed: Library):
    """Added, rewritten, taken away; and put back as it was."""
    corpus = indexed.settings.corpus_dir
    before = (corpus / "乙.txt").read_bytes()
    (corpus / "丁.txt").write_text("新的文件。", encoding="utf-8")
    (corpus / "乙.txt").write_text("改過了。", encoding="utf-8")
    (corpus / "丙.txt").rename(corpus / ".丙.txt")
    (corpus / "甲.txt").rename(corpus / ".甲.txt")
    states = {name: entry.state for name, entry in _entries(indexed).items()}
    assert states == {"丁.txt": "new", "乙.txt": "changed", "丙.txt": "gone", "假.txt": "unread", "甲.txt": "changed"}
    (corpus / "丁.txt").unlink()
    (corpus / "乙.txt").write_bytes(before)
    (corpus / ".丙.txt").rename(corpus / "丙.txt")
    (corpus / ".甲.txt").rename(corpus / "甲.txt")
    assert {entry.state for entry in _entries(indexed).values()} == {"indexed", "unread"}


@pytest.mark.parametrize(
    ("language", "said"), [("zh-Hant", "二進位檔"), ("zh-Hans", "二进位档"), ("en", "a binary file")]
)
def test_the_reason_is_in_the_language_of_the_page(indexed: Library, language: str, said: str):
    """Whoever built the index, in whatever language."""
    files = Folder(indexed.settings.corpus_dir, max_file_bytes=LIMIT).files()
    [entry] = [entry for entry in catalogue(indexed, files, language) if entry.state == "unread"]
    assert said in entry.reason


@pytest.mark.parametrize("data", ["這份讀得了。".encode(), b"%PDF-1.8", b"%" * (LIMIT + 1)])
def test_a_file_that_was_changed_is_not_called_unread(indexed: Library, data: bytes):
    """Nobody has tried to read what it is now: it is new."""
    path = indexed.settings.corpus_dir / "假.txt"
    before = path.read_bytes()
    path.write_bytes(data)
    try:
        assert (_entries(indexed)["假.txt"].state, _entries(indexed)["假.txt"].reason) == ("new", "")
    finally:
        path.write_bytes(before)
    assert _entries(indexed)["假.txt"].state == "unread"


def test_without_a_folder_the_index_is_all_there_is(indexed: Library):
    """Nothing is called gone because the folder cannot be listed."""
    entries = catalogue(indexed, None, "zh-Hant")
    assert {entry.state for entry in entries} == {"indexed"}
    assert len(entries) == 3


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("山村", ["甲.txt"]),
        ("社区 网格", ["乙.txt"]),
        ("副本", ["甲.txt"]),
        ("", None),
        ("沒有", []),
        ("ＴＸＴ 校園", ["丙.txt"]),
    ],
)
def test_names_and_cases_are_found_in_either_script(indexed: Library, words: str, found: list[str] | None):
    """Every word must be there: in the name, in another name of the same bytes, or in a case's heading."""
    entries = list(_entries(indexed).values())
    names = [entry.name for entry in matching(entries, words)]
    assert names == (found if found is not None else [entry.name for entry in entries])


def test_an_index_that_was_replaced_is_not_held(indexed: Library):
    """Nobody uses it any more: its texts and vectors leave the memory."""
    library = indexed.reopened()
    assert catalogue(library, None, "zh-Hant")[0].passages == 1
    held = weakref.ref(library)
    del library
    gc.collect()
    assert held() is None
