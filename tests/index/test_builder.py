"""Building: what is read, encoded, kept and removed, and what survives a failure."""

from __future__ import annotations

import errno
import json
import multiprocessing
import shutil
from pathlib import Path

import numpy as np
import pytest

from rag.errors import AnwenError, BuildLockedError, CorpusError, IndexStoreError
from rag.index import builder as builder_module
from rag.index import store
from rag.index.builder import build_index
from rag.index.store import build_lock, open_generation, read_manifest, unread_files
from rag.messages import LANGUAGES
from rag.settings import Settings

ONE = "一、背景\n\n黨課是黨員的必修課。聽課者滿意。\n\n二、做法\n\n主題開放。內容開放。\n"
TWO = "一、成效\n\n開展活動30餘次。\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A corpus of one file and a place for its index."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "one.txt").write_text(ONE, encoding="utf-8")
    return Settings(corpus_dir=tmp_path / "corpus", index_dir=tmp_path / "index", cache_dir=tmp_path)


def _generations(settings: Settings) -> list[str]:
    return sorted(path.name for path in settings.index_dir.iterdir() if path.is_dir())


def test_every_passage_is_a_slice_of_its_document(settings, bag_encoder):
    """Passages, their sentences and the vectors agree with the text that is stored beside them."""
    build_index(settings, encoder=bag_encoder)
    opened = open_generation(settings.index_dir)
    assert opened.documents["one.txt"].text == ONE
    assert [passage.text for passage in opened.passages] == [
        "一、背景\n\n黨課是黨員的必修課。聽課者滿意。",
        "二、做法\n\n主題開放。內容開放。",
    ]
    for row, passage in enumerate(opened.passages):
        assert ONE[passage.span.start : passage.span.end] == passage.text
        assert all(passage.span.start <= s.start < s.end <= passage.span.end for s in passage.sentences)
        assert len(opened.dense.vectors()[row]) == bag_encoder.dim
    assert len(opened.sentences) == sum(len(passage.sentences) for passage in opened.passages)


def test_unchanged_text_is_not_encoded_again(settings, bag_encoder):
    """After one file is added only its texts are encoded; the vectors equal those of a full build."""
    build_index(settings, encoder=bag_encoder)
    bag_encoder.encoded.clear()
    (settings.corpus_dir / "two.txt").write_text(TWO, encoding="utf-8")
    report = build_index(settings, encoder=bag_encoder)
    assert report.encoded == len(bag_encoder.encoded) > 0
    assert all("党课" not in text and "主题" not in text for text in bag_encoder.encoded)
    added = open_generation(settings.index_dir)
    build_index(settings, encoder=bag_encoder, rebuild=True)
    rebuilt = open_generation(settings.index_dir)
    assert np.array_equal(added.dense.vectors(), rebuilt.dense.vectors())
    assert np.array_equal(added.sentences.vectors(), rebuilt.sentences.vectors())


def test_an_unchanged_corpus_writes_nothing(settings, bag_encoder):
    """A second build of the same corpus leaves the generation as it is."""
    assert build_index(settings, encoder=bag_encoder).changed
    before = _generations(settings)
    assert not build_index(settings, encoder=bag_encoder).changed
    assert _generations(settings) == before


def test_removed_files_disappear(settings, bag_encoder):
    """A file that is gone from the corpus is gone from the index after the next build."""
    (settings.corpus_dir / "two.txt").write_text(TWO, encoding="utf-8")
    build_index(settings, encoder=bag_encoder)
    (settings.corpus_dir / "two.txt").unlink()
    build_index(settings, encoder=bag_encoder)
    assert list(open_generation(settings.index_dir).documents) == ["one.txt"]


def test_identical_files_are_indexed_once(settings, bag_encoder):
    """Both names are listed, the passages stand once."""
    count = build_index(settings, encoder=bag_encoder).passages
    shutil.copy(settings.corpus_dir / "one.txt", settings.corpus_dir / "copy.txt")
    assert build_index(settings, encoder=bag_encoder).passages == count
    (entry,) = read_manifest(settings.index_dir)["corpus"]
    assert {entry["name"], *entry["aliases"]} == {"one.txt", "copy.txt"}


def test_the_previous_generation_is_kept_and_older_ones_removed(settings, bag_encoder):
    """After three builds two generations are left: the one that serves and the one before."""
    names = []
    for number in range(3):
        (settings.corpus_dir / "two.txt").write_text(f"{TWO}第{number}次。\n", encoding="utf-8")
        build_index(settings, encoder=bag_encoder)
        names.append(read_manifest(settings.index_dir)["generation"])
    assert _generations(settings) == sorted(names[1:])


def test_only_our_own_folders_are_removed(settings, bag_encoder):
    """Whatever else people keep beside the index stays, even with a manifest.json in it."""
    (settings.index_dir / "mine").mkdir(parents=True)
    (settings.index_dir / "mine" / "manifest.json").write_text("{}")
    for _ in range(3):
        build_index(settings, encoder=bag_encoder, rebuild=True)
    assert (settings.index_dir / "mine" / "manifest.json").exists()


@pytest.mark.parametrize("pointer", [b"\xff\xfe", b"x" * 5000, b"\0"])
def test_a_pointer_that_is_no_text_is_mended_by_a_build(settings, bag_encoder, pointer):
    """Damaged, said so, and healed by the command that the message names."""
    build_index(settings, encoder=bag_encoder)
    (settings.index_dir / "current").write_bytes(pointer)
    with pytest.raises(IndexStoreError, match="已損壞"):
        open_generation(settings.index_dir)
    build_index(settings, encoder=bag_encoder)
    assert open_generation(settings.index_dir)


def test_every_flipped_bit_of_the_manifest_is_noticed(settings, bag_encoder):
    """The pointer holds the manifest's checksum: nothing that describes the files can change unseen."""
    build_index(settings, encoder=bag_encoder)
    path = settings.index_dir / read_manifest(settings.index_dir)["generation"] / "manifest.json"
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(IndexStoreError):
            read_manifest(settings.index_dir)


def test_a_document_of_punctuation_gives_no_passage(settings, bag_encoder):
    """Lines of dashes and stops answer nothing: they are neither passages nor sentences."""
    (settings.corpus_dir / "two.txt").write_text("一、背景\n本村養蜂。\n———\n。。。\n\n***\n", encoding="utf-8")
    (settings.corpus_dir / "dots.txt").write_text("。。。！？\n\u200b", encoding="utf-8")
    report = build_index(settings, encoder=bag_encoder)
    opened = open_generation(settings.index_dir)
    assert [name for name, _ in report.corpus.warnings] == ["dots.txt"]
    for passage in opened.passages:
        text = opened.documents[passage.document].text
        assert all(any(c.isalnum() for c in span.of(text)) for span in passage.sentences)


@pytest.mark.parametrize("failing", ["_fsync", "_point_to", "_write_rows"])
def test_a_full_disk_leaves_the_former_index_serving(settings, bag_encoder, monkeypatch, failing):
    """Whatever step fails, the former generation opens, and nothing unfinished is left behind."""
    build_index(settings, encoder=bag_encoder)
    before = read_manifest(settings.index_dir)["generation"]
    (settings.corpus_dir / "two.txt").write_text(TWO, encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store, failing, full)
    with pytest.raises(IndexStoreError) as caught:
        build_index(settings, encoder=bag_encoder)
    assert caught.value.key == "index-not-writable"
    monkeypatch.undo()
    assert open_generation(settings.index_dir).manifest["generation"] == before
    assert not list(settings.index_dir.glob(".building-*"))
    build_index(settings, encoder=bag_encoder)
    assert "two.txt" in open_generation(settings.index_dir).documents


def test_ctrl_c_leaves_the_former_index_serving(settings, bag_encoder):
    """An interrupt while encoding changes nothing on disk."""
    build_index(settings, encoder=bag_encoder)
    before = _generations(settings)
    (settings.corpus_dir / "two.txt").write_text(TWO, encoding="utf-8")

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_index(settings, encoder=bag_encoder, progress=interrupt)
    assert _generations(settings) == before
    assert open_generation(settings.index_dir)


def _damaged(path: Path, how: str) -> None:
    data = bytearray(path.read_bytes())
    if how == "missing":
        path.unlink()
        return
    if how == "cut":
        del data[len(data) // 2 :]
    else:
        data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("how", ["missing", "cut", "flipped"])
def test_every_damaged_file_is_noticed_and_mended_by_a_build(settings, bag_encoder, how):
    """Each file of a generation in turn: a clear error on opening, and the next build heals it."""
    build_index(settings, encoder=bag_encoder)
    files = read_manifest(settings.index_dir)["files"]
    assert {"documents.jsonl", "passages.jsonl", "passages.faiss", "sentences.faiss"} < set(files)
    for name in files:
        generation = settings.index_dir / read_manifest(settings.index_dir)["generation"]
        _damaged(generation / name, how)
        with pytest.raises(IndexStoreError) as caught:
            open_generation(settings.index_dir)
        assert caught.value.key == "index-damaged"
        assert name in str(caught.value)
        build_index(settings, encoder=bag_encoder)
        assert open_generation(settings.index_dir)


@pytest.mark.parametrize("manifest", [b"", b"{", b"[]", b'{"schema": 2}', b'{"files": {}}'])
def test_a_damaged_manifest_is_noticed(settings, bag_encoder, manifest):
    """Not JSON, no object, no schema, no files: damaged, in so many words."""
    build_index(settings, encoder=bag_encoder)
    generation = settings.index_dir / read_manifest(settings.index_dir)["generation"]
    (generation / "manifest.json").write_bytes(manifest)
    with pytest.raises(IndexStoreError, match="已損壞"):
        open_generation(settings.index_dir)
    build_index(settings, encoder=bag_encoder)
    assert open_generation(settings.index_dir)


def test_another_schema_says_both_versions(settings, bag_encoder):
    """An index of an older program is named as such, with the command that cures it; a build replaces it."""
    build_index(settings, encoder=bag_encoder)
    path = settings.index_dir / read_manifest(settings.index_dir)["generation"] / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"schema": 0}))
    with pytest.raises(IndexStoreError) as caught:
        read_manifest(settings.index_dir)
    assert caught.value.values == {"found": 0, "expected": store.SCHEMA}
    build_index(settings, encoder=bag_encoder)
    assert open_generation(settings.index_dir)


@pytest.mark.parametrize("pointer", ["", "../elsewhere", "no-such-generation"])
def test_a_damaged_pointer_is_noticed(settings, bag_encoder, pointer):
    """The pointer names a folder beside itself or nothing."""
    build_index(settings, encoder=bag_encoder)
    (settings.index_dir / "current").write_text(pointer)
    with pytest.raises(IndexStoreError, match="已損壞"):
        open_generation(settings.index_dir)
    build_index(settings, encoder=bag_encoder)
    assert open_generation(settings.index_dir)


def test_no_index_is_said_plainly(settings):
    """Before the first build: which command makes one."""
    with pytest.raises(IndexStoreError, match="anwen build"):
        open_generation(settings.index_dir)


def test_opening_never_writes(settings, bag_encoder):
    """The index folder is the same to the byte and the second before and after opening."""
    build_index(settings, encoder=bag_encoder)

    def state() -> list[tuple[str, int, int]]:
        paths = sorted(settings.index_dir.rglob("*"))
        return [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in paths]

    before = state()
    open_generation(settings.index_dir)
    assert state() == before


def test_an_index_folder_that_cannot_be_made(settings, bag_encoder, tmp_path):
    """A file stands where the folder should be: a clear error, and the file is untouched."""
    (tmp_path / "file").write_text("mine")
    blocked = Settings(corpus_dir=settings.corpus_dir, index_dir=tmp_path / "file" / "index", cache_dir=tmp_path)
    with pytest.raises(IndexStoreError) as caught:
        build_index(blocked, encoder=bag_encoder)
    assert caught.value.key == "index-not-writable"
    assert (tmp_path / "file").read_text() == "mine"


def test_an_empty_corpus_keeps_the_former_index(settings, bag_encoder):
    """Nothing readable is an error, never an empty index."""
    build_index(settings, encoder=bag_encoder)
    (settings.corpus_dir / "one.txt").unlink()
    with pytest.raises(CorpusError):
        build_index(settings, encoder=bag_encoder)
    assert open_generation(settings.index_dir).documents


def test_a_bad_file_among_good_ones_is_named(settings, bag_encoder):
    """The good ones are indexed; the bad one and its reason stand in the report and the manifest."""
    (settings.corpus_dir / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    report = build_index(settings, encoder=bag_encoder)
    assert [name for name, _ in report.corpus.warnings] == ["picture.txt"]
    assert [row["name"] for row in read_manifest(settings.index_dir)["warnings"]] == ["picture.txt"]
    assert list(open_generation(settings.index_dir).documents) == ["one.txt"]


def test_why_a_file_was_left_out_is_said_in_the_language_of_who_looks(settings, bag_encoder):
    """Key and values of the message stand in the manifest, an error of the system too; another build finds the same."""
    (settings.corpus_dir / "圖.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    (settings.corpus_dir / "鏈.txt").symlink_to("不在")
    report = build_index(settings, encoder=bag_encoder)
    rows = read_manifest(settings.index_dir)["warnings"]
    assert [row["reason"] for row in rows] == [error.text("zh-Hant") for _, error in report.corpus.warnings]
    assert (rows[0]["bytes"], rows[0]["key"], rows[0]["values"]) == (
        208, "document-binary", {"name": "圖.txt", "kind": "PNG"},
    )  # fmt: skip
    found = unread_files(read_manifest(settings.index_dir))
    for language in LANGUAGES:
        assert [file.reason(language) for file in found] == [e.text(language) for _, e in report.corpus.warnings]
    assert not build_index(settings, encoder=bag_encoder).changed


def test_what_an_older_manifest_says_is_said_still():
    """One without key, or with a key or values that this program does not know."""
    old = {"name": "圖.txt", "reason": "圖.txt：是二進位檔。"}
    for more in ({}, {"key": "gone", "values": {}}, {"key": "document-binary", "values": {}}):
        [file] = unread_files({"warnings": [old | more]})
        assert [file.reason(language) for language in LANGUAGES] == [old["reason"]] * 3
        assert (file.name, file.bytes, file.sha256) == ("圖.txt", None, None)


def _hold(index_dir: Path, held, release) -> None:
    with build_lock(index_dir, wait_s=0):
        held.set()
        release.wait(30)


def test_a_second_builder_says_who_holds_the_lock(settings, bag_encoder):
    """While another process builds, a build that may not wait names its PID; afterwards it goes on."""
    context = multiprocessing.get_context("spawn")
    held, release = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(settings.index_dir, held, release))
    other.start()
    assert held.wait(30)
    waiting: list[str] = []
    with (
        pytest.raises(BuildLockedError) as caught,
        build_lock(settings.index_dir, wait_s=0.1, on_wait=waiting.append),
    ):
        pass
    assert f"PID {other.pid}" in str(caught.value)
    assert len(waiting) == 1
    release.set()
    other.join(30)
    assert build_index(settings, encoder=bag_encoder).changed


def test_a_builder_that_was_killed_holds_nothing(settings, bag_encoder):
    """The lock dies with its process; what it left unfinished is swept away."""
    context = multiprocessing.get_context("spawn")
    held, release = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(settings.index_dir, held, release))
    other.start()
    assert held.wait(30)
    (settings.index_dir / ".building-20260101T000000Z-0123abcd").mkdir()
    other.kill()
    other.join(30)
    assert build_index(settings, encoder=bag_encoder).changed
    assert not list(settings.index_dir.glob(".building-*"))


def test_what_was_folded_otherwise_is_encoded_again(settings, bag_encoder, monkeypatch):
    """After the fold has changed, no vector of the former index is taken for one of a newly folded text."""
    build_index(settings, encoder=bag_encoder)
    again = len(bag_encoder.encoded)
    monkeypatch.setattr(builder_module, "FOLD_VERSION", "another")
    report = build_index(settings, encoder=bag_encoder)
    assert (report.changed, report.encoded) == (True, again)


def test_errors_are_one_tree():
    """Callers can catch everything of ours at once."""
    assert issubclass(BuildLockedError, AnwenError)


def test_a_build_tells_its_stages(settings, bag_encoder):
    """In order, each once; one that finds nothing to do ends after reading."""
    stages: list[tuple[str, str]] = []
    build_index(settings, encoder=bag_encoder, on_stage=lambda *stage: stages.append(stage))
    assert stages == [("reading", ""), ("encoding", ""), ("writing", "")]
    stages.clear()
    build_index(settings, encoder=bag_encoder, on_stage=lambda *stage: stages.append(stage))
    assert stages == [("reading", "")]
