"""Sets that are uploaded: taken whole, or said why not; nothing of the upload is left behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import gradio as gr
import pytest

from rag import Library
from rag.eval.growing import Growing
from rag.index.builder import build_index
from rag.index.store import open_generation
from rag.messages import render
from rag.settings import Settings
from rag.ui.context import Context
from rag.ui.evaluate.running import add_running
from rag.ui.shelf import Shelf


@pytest.fixture
def upload(tmp_path: Path, bag_encoder, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], str]:
    """Uploads a file of this name with this question; gives the notice."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ANWEN_DATA", raising=False)
    settings = Settings(corpus_dir=tmp_path / "corpus", index_dir=tmp_path / "index", cache_dir=tmp_path / "cache")
    settings.corpus_dir.mkdir()
    (settings.corpus_dir / "甲.txt").write_text("【案例】山村支部\n\n鑰匙由值日生管理。\n", encoding="utf-8")
    build_index(settings, encoder=bag_encoder)
    shelf = Shelf(Library(open_generation(settings.index_dir), bag_encoder, settings))
    with gr.Blocks(analytics_enabled=False) as page, gr.Tabs(), gr.Tab() as tab:
        add_running(Context(shelf, settings, None, tmp_path), tab)
    handler = next(fn for fn in page.fns.values() if "upload" in [target[1] for target in fn.targets])

    def uploaded(name: str, question: str) -> str:
        file = tmp_path / "sent" / "0123" / name
        file.parent.mkdir(parents=True)
        line = {"id": "a", "question": question, "kind": "unanswerable-far"}
        file.write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
        notice, _ = handler.fn(str(file))
        assert list((tmp_path / "sent").iterdir()) == [], "what was sent is gone"
        return str(notice)

    return uploaded


def test_another_set_of_the_same_name_is_refused(upload: Callable[[str, str], str]):
    """The first stays as it is; the same file once more is no mistake."""
    assert upload("題集.jsonl", "誰管理钥匙？") == ""
    assert upload("題集.jsonl", "誰管理钥匙？") == ""
    taken = render("growing-taken", name="題集", path=Growing("題集").path).splitlines()[0]
    assert taken in upload("題集.jsonl", "紅酒的年份？")
    assert [one.text for one in Growing("題集").reviewed().questions] == ["誰管理钥匙？"]


def test_what_is_no_set_is_not_kept(upload: Callable[[str, str], str]):
    """A question without words, and a name that no set can have."""
    assert "第 1 行" in upload("題集.jsonl", "")
    assert render("growing-name", name="compare").splitlines()[0] in upload("compare.jsonl", "誰？")
    assert not Path("eval/sets").exists()
