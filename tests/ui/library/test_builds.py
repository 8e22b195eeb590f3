"""Builds go on in the background, one at a time, and everybody can see how far they are."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

import pytest

from rag.corpus.reader import read_corpus
from rag.errors import IndexStoreError
from rag.index.builder import build_index
from rag.index.store import build_lock, read_manifest
from rag.settings import Settings
from rag.ui.library.builds import Build, Builds

PATIENCE_S = 20
FIRST = "【案例】一 山村支部\n\n一、背景\n\n山村支部有黨員三十名。\n"
SECOND = "【案例】二 社区网格\n\n一、背景\n\n社区有网格二十个。\n"


def _wait(builds: Builds, *stages: str) -> Build:
    """The latest build, once it is at one of the stages."""
    until = time.monotonic() + PATIENCE_S
    while builds.latest is None or builds.latest.stage not in stages:
        assert time.monotonic() < until, builds.latest
        time.sleep(0.005)
    return builds.latest


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of a corpus of one document."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "甲.txt").write_text(FIRST, encoding="utf-8")
    return Settings(corpus_dir=tmp_path / "corpus", index_dir=tmp_path / "index", cache_dir=tmp_path / "cache")


def _indexed(settings: Settings) -> list[str]:
    return [document["name"] for document in read_manifest(settings.index_dir)["corpus"]]


def test_a_build_tells_how_it_went(settings: Settings, bag_encoder):
    """What could not be read, and that it is new; what is to follow has been done by then."""
    (settings.corpus_dir / "假.txt").write_bytes(b"%PDF-1.7")
    followed: list[str] = []
    builds = Builds(partial(build_index, settings, encoder=bag_encoder), after=lambda: followed.append("x"))
    assert builds.latest is None
    builds.request()
    done = _wait(builds, "done", "failed")
    assert followed == ["x"]
    assert done.outcome is not None
    assert done.outcome.changed
    assert [name for name, _ in done.outcome.warnings] == ["假.txt"]
    assert 0 < done.done == done.total
    assert not done.going_on
    builds.request()
    assert builds.latest.number == 2
    again = _wait(builds, "done")
    assert not again.outcome.changed


def test_what_is_added_during_a_build_is_built_after_it(settings: Settings, bag_encoder):
    """Two readers press the button at once: the second build begins by itself and holds the second document."""
    builds: Builds

    def build(**hooks):
        report = build_index(settings, encoder=bag_encoder, **hooks)
        if builds.latest.number == 1:  # the corpus has been read: somebody adds a document now, twice
            (settings.corpus_dir / "乙.txt").write_text(SECOND, encoding="utf-8")
            builds.request()
            builds.request()
        return report

    builds = Builds(build, after=lambda: None)
    builds.request()
    until = time.monotonic() + PATIENCE_S
    while builds.latest.number == 1 or builds.latest.going_on:
        assert time.monotonic() < until
        time.sleep(0.005)
    assert builds.latest.number == 2
    assert _indexed(settings) == ["乙.txt", "甲.txt"]


def test_a_build_waits_for_another_program_and_says_for_whom(settings: Settings, bag_encoder):
    """`anwen build` in a terminal holds the lock; when it lets go, the build goes on."""
    builds = Builds(partial(build_index, settings, encoder=bag_encoder), after=lambda: None)
    with build_lock(settings.index_dir, wait_s=0):
        builds.request()
        waiting = _wait(builds, "waiting")
        assert "PID" in waiting.holder
        assert waiting.going_on
    assert _wait(builds, "done", "failed").stage == "done"
    assert _indexed(settings) == ["甲.txt"]


def test_a_build_that_fails_leaves_the_index_and_can_be_repeated(settings: Settings, bag_encoder):
    """The corpus folder is away for a while."""
    builds = Builds(partial(build_index, settings, encoder=bag_encoder), after=lambda: None)
    builds.request()
    _wait(builds, "done")
    settings.corpus_dir.rename(settings.corpus_dir.with_name("away"))
    builds.request()
    failed = _wait(builds, "failed", "done")
    assert failed.error is not None
    assert failed.error.key == "corpus-missing"
    assert _indexed(settings) == ["甲.txt"]
    settings.corpus_dir.with_name("away").rename(settings.corpus_dir)
    builds.request()
    assert _wait(builds, "done").number == 3


def test_what_nobody_foresaw_is_said_too(settings: Settings, bag_encoder):
    """No reader is left waiting for a build that has died."""

    def build(**_hooks):
        raise MemoryError("no room")

    builds = Builds(build, after=lambda: None)
    builds.request()
    failed = _wait(builds, "failed")
    assert isinstance(failed.error, IndexStoreError)
    assert "no room" in failed.error.text("en")
    assert len(read_corpus(settings.corpus_dir, max_file_bytes=1_000).documents) == 1
