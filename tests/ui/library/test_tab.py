"""What the room offers, and what it refuses whoever asks."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from rag import Library
from rag.cli import build_parser
from rag.index.builder import build_index
from rag.index.store import open_generation
from rag.settings import Settings, load_settings
from rag.ui.context import Context
from rag.ui.library.tab import add_library
from rag.ui.preferences import Preferences
from rag.ui.shelf import Shelf

TEXT = "【案例】一 山村支部\n\n一、背景\n\n山村支部有黨員三十名。\n"
CHANGING = {"library-drop", "library-preview"}


def _room(library: Library, files: Path, **settings: object) -> tuple[Context, gr.Blocks]:
    changed = dataclasses.replace(library.settings, **settings)
    context = Context(Shelf(library), changed, None, files)
    with gr.Blocks(analytics_enabled=False) as page:
        preferences = Preferences.make(context)
        add_library(context, preferences)
    return context, page


def _handler(page: gr.Blocks, event: str, *, inputs: int) -> Callable[..., Any]:
    """What runs when the page reports an event, with so many of its values."""
    fns = [fn for fn in page.fns.values() if event in [told for _, told in fn.targets] and len(fn.inputs) == inputs]
    return fns[0].fn


def _ids(page: gr.Blocks) -> set[str]:
    return {component["props"].get("elem_id") for component in page.get_config_file()["components"]}


def test_a_page_that_is_read_only_has_nothing_to_change(five_cases: Library, tmp_path: Path):
    """No place for files; everything else is there."""
    _, page = _room(five_cases, tmp_path)
    _, read_only = _room(five_cases, tmp_path, read_only=True)
    assert _ids(page) >= CHANGING
    assert _ids(page) - _ids(read_only) == CHANGING


@pytest.mark.parametrize(
    "act",
    [
        {"do": "build"},
        {"do": "remove", "name": "第四屆全國基層黨建創新典型案例範文集合(二).txt"},
        {"do": "remove-now", "names": {"第四屆全國基層黨建創新典型案例範文集合(二).txt": "0"}},
        {"do": "restore", "key": "x"},
        {"do": "unheard of"},
        "no act",
        None,
    ],
)
def test_a_page_that_is_read_only_refuses_what_a_program_asks_for(five_cases: Library, tmp_path: Path, act: object):
    """Though no button asks for it: nothing is said, asked back or built."""
    context, page = _room(five_cases, tmp_path, read_only=True)
    said, asked, *_ = _handler(page, "act", inputs=2)("", 0, gr.EventData(None, act))
    assert said == ""
    assert asked == ""
    assert context.shelf.builds.latest is None


def test_the_command_line_can_forbid_changes():
    """`anwen serve --read-only`, or the variable; it is not so by itself."""
    flags = build_parser().parse_args(["serve", "--read-only"])
    assert load_settings({"read_only": flags.read_only}, environ={}).read_only
    assert load_settings({}, environ={"ANWEN_READ_ONLY": "1"}).read_only
    assert not load_settings({"read_only": build_parser().parse_args(["serve"]).read_only}, environ={}).read_only


@pytest.fixture
def sent(tmp_path: Path) -> dict[str, object]:
    """A report of two files that lie where Gradio puts them."""
    rows = []
    for n, name in enumerate(("甲.txt", "乙.txt")):
        path = tmp_path / f"{n:064x}" / "sent"
        path.parent.mkdir()
        path.write_text(f"{TEXT}{name}\n", encoding="utf-8")
        rows.append({"name": name, "path": str(path), "size": 1})
    return {"files": rows}


@pytest.fixture
def small(tmp_path_factory: pytest.TempPathFactory, bag_encoder) -> Library:
    """A library of one document, whose folder a test may spoil."""
    folder = tmp_path_factory.mktemp("small")
    settings = Settings(corpus_dir=folder / "corpus", index_dir=folder / "index", cache_dir=folder / "cache")
    settings.corpus_dir.mkdir()
    (settings.corpus_dir / "原有.txt").write_text(TEXT, encoding="utf-8")
    build_index(settings, encoder=bag_encoder)
    return Library(open_generation(settings.index_dir), bag_encoder, settings)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_files_of_a_reader_who_leaves_while_they_are_read_go(five_cases: Library, tmp_path: Path, sent):
    """The page has heard of none of them yet."""
    _, page = _room(five_cases, tmp_path)
    arriving = _handler(page, "arrive", inputs=1)((), gr.EventData(None, sent))
    next(arriving)
    next(arriving)
    arriving.close()
    assert _files(tmp_path) == []


def test_files_that_arrived_wait_until_the_reader_has_decided(five_cases: Library, tmp_path: Path, sent):
    """They are the page's once it has been told of them; cancelled, they go."""
    _, page = _room(five_cases, tmp_path)
    *_, (_, preview, waiting) = _handler(page, "arrive", inputs=1)((), gr.EventData(None, sent))
    assert "可加入 2 份" in preview
    assert len(_files(tmp_path)) == 2
    _handler(page, "act", inputs=3)(waiting, "", 0, gr.EventData(None, {"do": "cancel"}))
    assert _files(tmp_path) == []


def test_a_folder_that_takes_nothing_loses_nothing(small: Library, tmp_path: Path, sent):
    """Both files wait on, and are added once the folder is there again; the build then begins."""
    context, page = _room(small, tmp_path)
    *_, (_, _, waiting) = _handler(page, "arrive", inputs=1)((), gr.EventData(None, sent))
    decide = _handler(page, "act", inputs=3)
    add = gr.EventData(None, {"do": "add", "chosen": ["add 0", "add 1"]})
    corpus = small.settings.corpus_dir
    corpus.rename(corpus.with_name("away"))
    said, preview, waiting, *_ = decide(waiting, "", 0, add)
    assert said.count('role="alert"') == 1
    assert "可加入 2 份" in preview
    assert context.shelf.builds.latest is None
    corpus.with_name("away").rename(corpus)
    said, preview, waiting, *_ = decide(waiting, "", 0, add)
    assert "甲.txt、乙.txt" in said
    assert (preview, waiting) == ("", ())
    assert {path.name for path in _files(corpus)} >= {"甲.txt", "乙.txt"}
    assert _files(tmp_path) == []
    assert context.shelf.builds.latest is not None


def test_a_namesake_that_changed_is_asked_about_again(small: Library, tmp_path: Path, sent):
    """Somebody changed the file meanwhile: it is left alone, and the new one is asked about as things are now."""
    sent["files"][0]["name"] = "原有.txt"
    _, page = _room(small, tmp_path)
    *_, (_, _, waiting) = _handler(page, "arrive", inputs=1)((), gr.EventData(None, sent))
    kept = small.settings.corpus_dir / "原有.txt"
    kept.write_text(TEXT + "別人剛剛改過。\n", encoding="utf-8")
    decide = _handler(page, "act", inputs=3)
    replace = gr.EventData(None, {"do": "add", "chosen": ["add 0", "replace 0"]})
    said, preview, waiting, *_ = decide(waiting, "", 0, replace)
    assert "檔案在這期間被更動或移走了" in said
    assert "別人剛剛改過" in kept.read_text(encoding="utf-8")
    assert "可加入 1 份" in preview
    said, *_ = decide(waiting, "", 0, replace)
    assert "原有.txt" in said
    assert kept.read_text(encoding="utf-8") == f"{TEXT}原有.txt\n".replace("原有", "甲")


def test_a_look_shows_what_is_different(five_cases: Library, tmp_path: Path):
    """Everything to a new page; nothing to one that shows it; the state alone where only a build has gone on."""
    _, page = _room(five_cases, tmp_path)
    look = _handler(page, "look", inputs=2)
    state, listed, _ = look("", 0, gr.EventData(None, ""))
    assert "案例範文" in listed
    version = re.search('data-version="([^"]*)"', state)[1]
    assert look("", 0, gr.EventData(None, version)) == (gr.skip(),) * 3
    before_a_build = version.partition("/")[0] + "/1.encoding.3"
    assert look("", 0, gr.EventData(None, before_a_build)) == (state, gr.skip(), gr.skip())
