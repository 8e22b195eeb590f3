"""A real server in its own process over a real index, and a real Chromium that may talk to it only."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from rag import Library
from rag.messages import render
from rag.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_MS = 15_000
READY = render("serve-ready", url="http").partition("http")[0]
HOSTILE_NAME = "飛碟<img src=x onerror=alert(1)>.txt"
HOSTILE_LINES = [
    '【案例】<img src=x onerror="alert(2)">一',
    "一、<script>alert(3)</script>午餐制度",
    '飛碟實驗室的午餐費由<b onmouseover="alert(4)">外星基金會</b>支付，"><svg onload=alert(5)>週五結算。',
    "二、${alert(6)}{{alert(7)}}`\\成效",
    "飛碟實驗室的午餐時間縮短爲十分鐘，</article></div><iframe src=javascript:alert(8)>滿意度提高。",
]

# Runs app.py as `python app.py` would, and notes every address outside this computer that it turns to.
WATCHED = """
import runpy, sys
log, sys.argv = sys.argv[1], sys.argv[2:]
home = ("127.", "localhost", "::1", "0.0.0.0", "None")
def watch(event, arguments):
    if event == "socket.connect":
        place = arguments[1]
        host = str(place[0]) if isinstance(place, tuple) else "localhost"
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = str(arguments[0])
    else:
        return
    if not host.startswith(home):
        with open(log, "a") as file:
            file.write(f"{event} {host}\\n")
sys.addaudithook(watch)
sys.path.insert(0, "")
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@dataclass
class Server:
    """A running `python app.py`."""

    url: str
    log: Path
    files: Path

    def outside(self) -> str:
        """What the process tried to reach on other computers."""
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""


def _start(folder: Path, *flags: str, cwd: Path = ROOT) -> Iterator[Server]:
    log = folder / "outside.log"
    command = [sys.executable, "-c", WATCHED, str(log), str(ROOT / "app.py"), "--port", "0", *flags]
    # A proxy, as many offices have one: nothing may be sent to it either (192.0.2.0/24 is nobody's, RFC 5737).
    env = {**os.environ, "HTTP_PROXY": "http://192.0.2.1:9", "http_proxy": "http://192.0.2.1:9", "TMPDIR": str(folder)}
    with subprocess.Popen(command, cwd=cwd, env=env, stderr=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stderr is not None
        said = ""
        for line in process.stderr:  # ends by itself when the process does
            said += line
            if line.startswith(READY):
                break
        else:
            pytest.fail(f"the server did not start:\n{said}")
        try:
            yield Server("http" + line.split("http", 1)[1].split()[0].rstrip("/") + "/", log, folder)
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0, "Ctrl-C is the normal end"
            assert list(folder.glob("anwen-*")) == [], "nothing is left behind"


@pytest.fixture(scope="session")
def starting():
    """Starts a server, for a test that stops it: next() of what it gives is the server, close() its end."""
    return _start


@pytest.fixture(scope="session")
def hostile() -> tuple[str, list[str]]:
    """Name and lines of a document full of markup."""
    return HOSTILE_NAME, HOSTILE_LINES


@pytest.fixture(scope="session")
def ui_flags(five_cases_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Flags that name an index of the five cases and of a document full of markup, by the real encoder."""
    folder = tmp_path_factory.mktemp("ui")
    shutil.copytree(five_cases_settings.corpus_dir, folder / "corpus")
    shutil.copytree(five_cases_settings.index_dir, folder / "index")  # only what is new is encoded
    (folder / "corpus" / HOSTILE_NAME).write_text("\n\n".join(HOSTILE_LINES) + "\n", encoding="utf-8")
    Library.build(folder / "corpus", folder / "index", settings=five_cases_settings)
    return ["--index", str(folder / "index"), "--cache", str(five_cases_settings.cache_dir)]


@pytest.fixture(scope="session")
def model():
    """The language model that the server may ask: it says what a test scripts."""
    from scripted_endpoint import Endpoint

    made = Endpoint()
    threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield made
    made.stopped.set()
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture(scope="session")
def server(ui_flags: list[str], model, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`python app.py` on a free port, with a language model that nobody has switched on."""
    llm = ("--llm-url", model.url, "--llm-model", "模型<b>8b</b>")
    yield from _start(tmp_path_factory.mktemp("server"), *ui_flags, *llm)


@pytest.fixture(scope="session")
def locked_server(ui_flags: list[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The same on every address, with a password and without a language model."""
    flags = [*ui_flags, "--host", "0.0.0.0", "--auth", "anwen:長的密碼"]
    yield from _start(tmp_path_factory.mktemp("locked"), *flags)


@dataclass(frozen=True)
class Workshop:
    """A server in a working directory of its own, where sets grow and runs are kept."""

    server: Server
    folder: Path
    environ: dict[str, str]


@pytest.fixture(scope="session")
def workshop(five_cases_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """`python app.py` over the five cases, with the development questions of five-cases and nothing else to run."""
    folder = tmp_path_factory.mktemp("workshop")
    sets = folder / "eval" / "sets"
    sets.mkdir(parents=True)
    lines = (ROOT / "eval" / "sets" / "five-cases.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    dev = "".join(line for line in lines if json.loads(line)["split"] == "dev")
    (sets / "five-cases.jsonl").write_text(dev, encoding="utf-8")
    names = ("corpus_dir", "index_dir", "cache_dir")
    environ = {f"ANWEN_{name.upper()}": str(getattr(five_cases_settings, name)) for name in names}
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("ANWEN_DATA", raising=False)
        for name, value in environ.items():
            patch.setenv(name, value)
        started = _start(tmp_path_factory.mktemp("workshop-files"), cwd=folder)
        server = next(started)
    yield Workshop(server, folder, environ)
    started.close()


@pytest.fixture(scope="session")
def library_server(five_cases_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own over copies in `files / "corpus"` and `files / "index"`, for tests that change them."""
    folder = tmp_path_factory.mktemp("library")
    shutil.copytree(five_cases_settings.corpus_dir, folder / "corpus")
    shutil.copytree(five_cases_settings.index_dir, folder / "index")
    flags = ["--corpus", str(folder / "corpus"), "--index", str(folder / "index")]
    yield from _start(folder, *flags, "--cache", str(five_cases_settings.cache_dir))


@dataclass
class Visit:
    """What happened in one browser context besides what is on the page."""

    outside: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)


@pytest.fixture
def visit() -> Visit:
    """Notes of this test's visit."""
    return Visit()


@pytest.fixture(scope="session")
def contexts():
    """Browser contexts by their options, kept so that Gradio's files are cached."""
    return {}


@pytest.fixture
def open_page(browser, contexts, server: Server, visit: Visit):
    """Opens the page; at the end nothing may have left this computer.

    Every test that uses it thereby proves: no outside request attempted, no dialog, no script error.
    """
    pages = []

    def opened(url: str = server.url, *, ready: str = "#question textarea", **options):
        options = {"viewport": {"width": 1280, "height": 800}, **options}
        key = json.dumps(options, sort_keys=True)
        if key not in contexts:
            contexts[key] = browser.new_context(**options)
        page = contexts[key].new_page()
        pages.append(page)
        page.set_default_timeout(PATIENCE_MS)

        def request(request):
            if urlsplit(request.url).hostname not in {None, "127.0.0.1", "localhost"}:
                visit.outside.append(request.url)
            if request.method == "POST" and "/queue/join" in request.url:
                visit.sent.append(request.post_data or "")

        def dialog(dialog):
            visit.dialogs.append(dialog.message)
            dialog.dismiss()

        page.on("request", request)
        page.on("dialog", dialog)
        page.on("pageerror", lambda error: visit.errors.append(str(error)))
        page.goto(url, wait_until="domcontentloaded")
        page.wait_for_selector(ready)
        return page

    yield opened
    for page in pages:
        page.evaluate("() => localStorage.clear()")  # the next test is another reader
        page.close()
    assert visit.outside == []
    assert visit.dialogs == []
    assert visit.errors == []
