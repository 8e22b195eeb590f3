"""What the room offers, and what it refuses whoever asks."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import gradio as gr
import pytest

from rag import Library
from rag.cli import build_parser
from rag.settings import load_settings
from rag.ui.context import Context
from rag.ui.library.tab import add_library
from rag.ui.preferences import Preferences
from rag.ui.shelf import Shelf

CHANGING = {"library-drop", "library-preview"}


def _room(library: Library, files: Path, **settings: object) -> tuple[Context, gr.Blocks]:
    changed = dataclasses.replace(library.settings, **settings)
    context = Context(Shelf(library), changed, None, files)
    with gr.Blocks(analytics_enabled=False) as page:
        preferences = Preferences.make(context)
        add_library(context, preferences)
    return context, page


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
    handler = next(fn for fn in page.fns.values() if ("act" in [t[1] for t in fn.targets] and len(fn.inputs) == 2))
    said, asked, *_ = handler.fn("", 0, gr.EventData(None, act))
    assert said == ""
    assert asked == ""
    assert context.shelf.builds.latest is None


def test_the_command_line_can_forbid_changes():
    """`anwen serve --read-only`, or the variable; it is not so by itself."""
    flags = build_parser().parse_args(["serve", "--read-only"])
    assert load_settings({"read_only": flags.read_only}, environ={}).read_only
    assert load_settings({}, environ={"ANWEN_READ_ONLY": "1"}).read_only
    assert not load_settings({"read_only": build_parser().parse_args(["serve"]).read_only}, environ={}).read_only
