"""The shelf serves one library at a time, and the newest one as soon as it is opened."""

from __future__ import annotations

import dataclasses
import gc
import shutil
import time
import weakref
from pathlib import Path

import pytest

from rag import Library
from rag.draft.language_model import LanguageModel
from rag.index.builder import build_index
from rag.index.store import open_generation
from rag.settings import Settings
from rag.ui.context import Context
from rag.ui.shelf import Shelf

PATIENCE_S = 20
TEXT = "【案例】{n} {topic}\n\n一、背景\n\n{topic}的鑰匙由值日生管理。\n"


@pytest.fixture
def shelf(tmp_path: Path, bag_encoder) -> Shelf:
    """One document, by an encoder that needs no model."""
    settings = Settings(corpus_dir=tmp_path / "corpus", index_dir=tmp_path / "index", cache_dir=tmp_path / "cache")
    settings.corpus_dir.mkdir()
    (settings.corpus_dir / "甲.txt").write_text(TEXT.format(n="一", topic="山村支部"), encoding="utf-8")
    build_index(settings, encoder=bag_encoder)
    return Shelf(Library(open_generation(settings.index_dir), bag_encoder, settings))


def _add(shelf: Shelf) -> None:
    path = shelf.library.settings.corpus_dir / "乙.txt"
    path.write_text(TEXT.format(n="二", topic="社区网格"), encoding="utf-8")


def _names(library: Library) -> list[str]:
    return [document.name for document in library.documents]


def _wait(shelf: Shelf, names: list[str]) -> None:
    until = time.monotonic() + PATIENCE_S
    while _names(shelf.library) != names:
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_build_of_another_program_is_taken_over(shelf: Shelf, bag_encoder):
    """`anwen build` in a terminal: who asks next has the old library at once, and the new one soon."""
    before = shelf.library
    assert shelf.library is before
    _add(shelf)
    build_index(before.settings, encoder=bag_encoder)
    _wait(shelf, ["乙.txt", "甲.txt"])
    assert _names(before) == ["甲.txt"], "whoever holds the old one goes on with it"


def test_a_build_of_the_page_is_served_when_it_is_done(shelf: Shelf):
    """Not before, and without another look at the disk."""
    _add(shelf)
    shelf.builds.request()
    until = time.monotonic() + PATIENCE_S
    while shelf.builds.latest.going_on:
        assert time.monotonic() < until
        time.sleep(0.01)
    assert shelf.builds.latest.stage == "done"
    assert _names(shelf.library) == ["乙.txt", "甲.txt"]
    assert list(shelf.folder.files()) == ["乙.txt", "甲.txt"]


def test_an_index_that_is_gone_is_known_and_made_anew(shelf: Shelf):
    """What was loaded answers meanwhile."""
    before = shelf.library
    assert not shelf.index_gone
    shutil.rmtree(before.settings.index_dir)
    assert shelf.index_gone
    assert _names(shelf.library) == ["甲.txt"]
    _add(shelf)
    shelf.builds.request()
    _wait(shelf, ["乙.txt", "甲.txt"])
    assert not shelf.index_gone


def test_the_same_index_is_not_opened_again(shelf: Shelf):
    """A refresh without a build gives the very same library."""
    before = shelf.library
    assert shelf.refresh() is False
    assert shelf.library is before


def test_an_index_that_cannot_be_opened_does_not_serve(shelf: Shelf, bag_encoder, caplog: pytest.LogCaptureFixture):
    """Damaged on disk: the old one goes on answering, and the log says why."""
    before = shelf.library
    index = before.settings.index_dir
    _add(shelf)
    build_index(before.settings, encoder=bag_encoder)
    generation = (index / "current").read_text(encoding="ascii").split()[0]
    (index / generation / "passages.jsonl").write_text("x", encoding="utf-8")
    assert shelf.refresh() is False
    assert shelf.library is before
    assert "已損壞" in caplog.text


def test_a_library_that_was_replaced_goes_with_what_drafted_from_it(shelf: Shelf):
    """Pages in all languages share one drafter; who still drafts from the old library keeps it only as long."""
    settings = dataclasses.replace(shelf.library.settings, llm_url="http://127.0.0.1:9/v1", llm_model="模型")
    model = LanguageModel(settings, environ={})
    pages = [Context(shelf, dataclasses.replace(settings, language=one), model, Path()) for one in ("zh-Hant", "en")]
    before = shelf.library
    assert pages[0].drafter(before) is pages[1].drafter(before)
    _add(shelf)
    shelf.builds.request()
    _wait(shelf, ["乙.txt", "甲.txt"])
    old = weakref.ref(before)
    del before
    gc.collect()
    assert old() is None


def test_shelves_run_sets_apart_from_each_other(shelf: Shelf):
    """Each has one runner for all its readers."""
    assert Shelf(shelf.library).runner is not shelf.runner
