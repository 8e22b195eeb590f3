"""What nobody has taken over goes after a while; what the page holds stays."""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from pathlib import Path
from tempfile import mkdtemp

import pytest
from anyio.from_thread import start_blocking_portal

from rag.ui.library.uploads import arrivals
from rag.ui.serving.leftovers import remove_leftovers, sweeping

HOUR_S = 3_600
PATIENCE_S = 20


def _age(*paths: Path) -> None:
    """Make them two hours old."""
    then = time.time() - 2 * HOUR_S
    for path in paths:
        os.utime(path, (then, then))


@pytest.fixture
def send(tmp_path: Path):
    """Puts text where Gradio puts what is sent."""

    def sent(text: str, name: str = "1764000000000-x") -> Path:
        path = tmp_path / hashlib.sha256(text.encode()).hexdigest() / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return sent


def test_what_was_sent_and_never_reported_goes_when_it_is_old(tmp_path: Path, send):
    """With its folder; what came just now stays, for it may be reported yet, and so does one beside an old one."""
    old, new, beside = send("舊的檔案"), send("新的文件"), send("新的文件", "1764000000000-y")
    _age(old, old.parent, beside)
    remove_leftovers(tmp_path, age_s=HOUR_S)
    assert not old.parent.exists()
    assert not beside.exists()
    assert new.exists()


def test_what_broke_off_on_the_way_goes(tmp_path: Path):
    """Gradio writes what comes into a file directly below."""
    broken, coming = tmp_path / "tmpabc", tmp_path / "tmpdef"
    for path in (broken, coming):
        path.write_text("半個檔", encoding="utf-8")
    _age(broken)
    remove_leftovers(tmp_path, age_s=HOUR_S)
    assert list(tmp_path.iterdir()) == [coming]


def test_what_the_page_holds_stays_however_old(tmp_path: Path, send):
    """A file that waits for a reader to agree, and an answer that is offered as a file."""
    [held] = arrivals({"files": [{"name": "甲.txt", "path": str(send("等着的文件"))}]}, files=tmp_path)
    offered = Path(mkdtemp(dir=tmp_path)) / "案問.docx"
    offered.write_text("答", encoding="utf-8")
    assert held.path is not None
    _age(held.path, held.path.parent, offered, offered.parent)
    remove_leftovers(tmp_path, age_s=HOUR_S)
    assert held.path.read_text(encoding="utf-8") == "等着的文件"
    assert offered.exists()


def test_it_is_done_again_and_again_until_the_server_ends(tmp_path: Path, send):
    """Two files, one after the other; none after the end."""

    async def served() -> None:
        async with sweeping(tmp_path, every_s=0.01, age_s=HOUR_S):
            for text in ("一", "二"):
                _age(path := send(text))
                until = time.monotonic() + PATIENCE_S
                while path.exists():
                    assert time.monotonic() < until
                    await asyncio.sleep(0.005)
        _age(left := send("三"))
        await asyncio.sleep(0.1)
        assert left.exists()

    with start_blocking_portal() as portal:  # Playwright's event loop may be running in this thread
        portal.call(served)
