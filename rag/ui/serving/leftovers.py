"""What was sent to the server and belongs to nobody: removed when it is old."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

__all__ = ["remove_leftovers", "sweeping"]

_SENT = re.compile(r"[0-9a-f]{64}")
"""How Gradio calls the folder that it puts a file into: by the SHA-256 of its bytes."""


@asynccontextmanager
async def sweeping(files: Path, *, every_s: float, age_s: float) -> AsyncIterator[None]:
    """Meanwhile, leftovers in `files` that are older than `age_s` are removed every `every_s`.

    `delete_cache` of Gradio's Blocks would not do: it removes downloads that are still offered, and leaves what broke
    off on the way.
    """

    async def sweep() -> None:
        while True:
            await asyncio.sleep(every_s)
            await asyncio.to_thread(remove_leftovers, files, age_s=age_s)

    task = asyncio.create_task(sweep())
    try:
        yield
    finally:
        task.cancel()


def remove_leftovers(files: Path, *, age_s: float) -> None:
    """Remove what lies where Gradio puts what is sent, and while it comes; what the page holds has other folders."""
    oldest = time.time() - age_s
    folders = [folder for folder in files.iterdir() if _SENT.fullmatch(folder.name)]
    for folder in (files, *folders):
        with suppress(OSError):  # gone by now, or not empty
            is_old = folder.stat().st_mtime < oldest
            for path in folder.iterdir():
                if path.is_file() and path.stat().st_mtime < oldest:
                    path.unlink()
            if is_old and folder != files:
                folder.rmdir()
