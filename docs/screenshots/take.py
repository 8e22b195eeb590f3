"""Takes the screenshots of the README: the page over the committed corpus, in a real Chromium. `make screenshots`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DESK = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
SETTLED_MS = 800
PATIENCE_MS = 60_000

LIST_QUESTION = "“開放式黨課”重點做到哪五個開放？"
UNANSWERABLE = "出差住酒店的報銷標準是每晚多少元？"


def ask(page: Any) -> None:
    """An answer with the source of its third citation open beside it."""
    page.fill("#question textarea", LIST_QUESTION)
    page.press("#question textarea", "Enter")
    page.wait_for_selector(".answer")
    page.locator("#answer .cite").nth(2).click()
    page.wait_for_selector("#source mark.chosen[data-n='3']")


def refusal(page: Any) -> None:
    """What no case says, with what is near."""
    page.fill("#question textarea", UNANSWERABLE)
    page.press("#question textarea", "Enter")
    page.wait_for_selector(".answer .refused")


def compare(page: Any) -> None:
    """Two parts of all cases, one cell read in place."""
    room(page, "對照")
    for role in (0, 2):
        page.locator("#roles input").nth(role).check()
    page.click("#compare-send")
    page.wait_for_selector(".comparison")
    page.locator(".comparison button").nth(1).click()
    page.wait_for_selector("#compare-source mark.chosen")


def library(page: Any) -> None:
    """A document as a book."""
    room(page, "文庫")
    page.locator("#library-list [data-open]").first.click()
    page.wait_for_selector("#book .reading")


def evaluate(page: Any) -> None:
    """The metrics of a run of the committed set's development part, made now."""
    room(page, "評測")
    page.wait_for_function("() => document.querySelector('#set input')?.value === 'five-cases'")
    page.click("#run")
    page.wait_for_selector(".job")
    page.wait_for_function("() => !document.querySelector('.job')")
    page.wait_for_selector("#results table.metrics")


def room(page: Any, name: str) -> None:
    """Go to the room of that name."""
    page.get_by_role("tab", name=name, exact=True).click()


SCENES: tuple[tuple[str, dict[str, Any], str, Callable[[Any], None]], ...] = (
    ("ask", DESK, "light", ask),
    ("ask-dark", DESK, "dark", ask),
    ("ask-phone", PHONE, "light", ask),
    ("refusal-phone", PHONE, "dark", refusal),
    ("compare", DESK, "light", compare),
    ("compare-phone", PHONE, "dark", compare),
    ("library", DESK, "light", library),
    ("library-phone", PHONE, "light", library),
    ("evaluate", DESK, "dark", evaluate),
)
"""Name of the file, window, light or dark, and what to do first."""


@contextmanager
def serving() -> Iterator[str]:
    """`python app.py` on a free port; gives its address."""
    command = [sys.executable, "app.py", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stderr is not None
        addresses = [line for line in _until_ready(process.stderr) if "http" in line]
        try:
            yield "http" + addresses[-1].split("http", 1)[1].split()[0]
        finally:
            process.terminate()


def _until_ready(lines: Any) -> Iterator[str]:
    for line in lines:
        yield line
        if "Ctrl-C" in line:
            return
    raise SystemExit("the server did not start: run `make index` first")


def main() -> None:
    """Every scene into `docs/screenshots/NAME.png`."""
    names = ("chromium-headless-shell", "chromium", "google-chrome")
    chromium = os.environ.get("ANWEN_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if chromium is None:
        raise SystemExit("no Chromium: install one, or name it in ANWEN_CHROMIUM")
    with serving() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, window, scheme, prepare in SCENES:
            page = browser.new_context(**window, color_scheme=scheme).new_page()
            page.set_default_timeout(PATIENCE_MS)
            page.goto(address)
            page.wait_for_selector("#question textarea")
            prepare(page)
            page.mouse.move(0, 0)
            page.wait_for_timeout(SETTLED_MS)
            page.screenshot(path=HERE / f"{name}.png")
            page.context.close()
            print(f"docs/screenshots/{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
