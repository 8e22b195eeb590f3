"""What `serve` refuses before it loads anything, how it starts and ends, and what the running server lets through."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from rag.errors import AnwenError, IndexStoreError, ServeError, UsageError
from rag.messages import render
from rag.settings import Settings
from rag.ui.serving.server import serve

ROOT = Path(__file__).resolve().parents[3]
LOADING, READY = (render(key, url="http").partition("http")[0] for key in ("serve-loading", "serve-ready"))


def _refused(kind: type[AnwenError], *, host: str = "127.0.0.1", port: int = 0, auth: str | None = None):
    """The error of serving an index that does not exist: what comes first is checked first."""
    with pytest.raises(kind) as raised:
        serve(Settings(index_dir=Path("nowhere")), host=host, port=port, auth=auth)
    return raised.value


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "anwen.example", "localhost.example", ""])
def test_another_host_needs_a_password(host: str):
    """Whatever could be reached from elsewhere; names are not looked up to find out."""
    assert _refused(ServeError, host=host).key == "serve-host"


@pytest.mark.parametrize("auth", ["", ":", "user", "user:", ":password"])
@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_password_must_be_one(auth: str, host: str):
    """--auth '' is a mistake too, not the same as no --auth."""
    error = _refused(UsageError, host=host, auth=auth)
    assert (error.key, error.exit_code) == ("serve-auth", 2)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.2"])
def test_loopback_needs_no_password(host: str):
    """The next thing to be missed is the index."""
    assert _refused(IndexStoreError, host=host).key == "index-missing"


@pytest.mark.parametrize("given", [{"llm": True}, {"llm": True, "llm_url": "http://127.0.0.1:9/v1"}])
def test_a_language_model_must_be_named(given):
    """One that is asked for needs a URL and a name; that is said before anything is loaded."""
    with pytest.raises(UsageError) as raised:
        serve(Settings(index_dir=Path("nowhere"), **given), host="127.0.0.1", port=0, auth=None)
    assert raised.value.key == "llm-unset"


def test_a_port_in_use_is_named_with_another():
    """Gradio would quietly take the next one."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        error = _refused(ServeError, port=port)
    assert error.key == "serve-port-in-use"
    assert f"埠 {port} " in str(error)
    assert f"--port {error.values['other']}" in str(error)


@pytest.mark.parametrize("port", [-1, 65_536])
def test_a_port_must_be_one(port: int):
    """Outside 0 to 65535 there is none."""
    assert _refused(UsageError, port=port).key == "serve-port-range"


def test_an_address_of_another_computer_cannot_be_served():
    """With a password it is allowed, and still not ours (192.0.2.0/24 is for documentation, RFC 5737)."""
    assert _refused(ServeError, host="192.0.2.1", auth="a:b").key == "serve-address"


def test_the_command_says_so_and_fails():
    """`python app.py` is `anwen serve`: message on stderr, exit code 1, at once."""
    command = [sys.executable, "app.py", "--host", "0.0.0.0"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.splitlines()[-1].startswith("提示：")


def test_a_site_that_poses_as_this_computer_is_turned_away(server):
    """DNS rebinding: the name in the request is not one of this computer's."""
    place = urlsplit(server.url)
    for host, status in (("evil.example", 421), ("", 421), (f"localhost:{place.port}", 200)):
        connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=10)
        connection.request("GET", "/", headers={"Host": host})
        assert connection.getresponse().status == status
        connection.close()


def test_the_browser_is_told_to_stay_here(server):
    """Every answer carries the policy, so that nothing in a page could fetch from or report to elsewhere."""
    place = urlsplit(server.url)
    connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=10)
    connection.request("GET", "/")
    response = connection.getresponse()
    policy = response.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert "http" not in policy
    assert response.headers["referrer-policy"] == "no-referrer"
    page = response.read().decode()
    assert "fonts.googleapis" not in page
    connection.close()


# -- start and end ----------------------------------------------------------------------------------------------------


@contextmanager
def _starting(folder: Path, *flags: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """`python app.py`, which says that it listens, and its port; files go to `folder`."""
    command = [sys.executable, "app.py", "--port", "0", *flags]
    env = {**os.environ, "TMPDIR": str(folder)}
    with subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        assert line.startswith(LOADING), line
        try:
            yield process, urlsplit("http" + line.partition("http")[2].split()[0]).port or 0
        finally:
            process.kill()


def _get(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    return response.status, body


def test_it_answers_while_it_loads(ui_flags: list[str], tmp_path: Path):
    """From the line on that says so: each stage in turn, then the page, each language's at once."""
    with _starting(tmp_path, *ui_flags) as (process, port):
        status, waiting = _get(port, "/")
        assert (status, "正在準備" in waiting) == (503, True)
        assert _get(port, "/gradio_api/info")[0] == 503
        stages: list[object] = []
        while not stages or stages[-1] is not None:
            said = json.loads(_get(port, "/status")[1])
            assert said["ready"] is (said["stage"] is None)
            stages += [said["stage"]] if said["stage"] not in stages else []
        assert stages == ["library", "page", None]
        assert process.stderr is not None
        assert process.stderr.readline().startswith(READY)
        assert {_get(port, path)[0] for path in ("/", "/zh-Hant/", "/zh-Hans/", "/en/")} == {200}
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        assert process.stderr.read() == ""


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("stage", ["library", "page"])
def test_it_ends_cleanly_while_it_loads(ui_flags: list[str], tmp_path: Path, kind: signal.Signals, stage: str):
    """By Ctrl-C or a plain kill in any stage: exit code 0, nothing said, no files left."""
    with _starting(tmp_path, *ui_flags) as (process, port):
        while json.loads(_get(port, "/status")[1])["stage"] != stage:
            assert process.poll() is None
        assert list(tmp_path.glob("anwen-*")) != []
        process.send_signal(kind)
        assert process.wait(60) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert list(tmp_path.glob("anwen-*")) == []


def test_it_ends_with_a_reader_who_listens(ui_flags: list[str], tmp_path: Path):
    """A page that is open keeps a connection; it is let go, and nothing is complained of."""
    with _starting(tmp_path, *ui_flags) as (process, port):
        assert process.stderr is not None
        assert process.stderr.readline().startswith(READY)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", "/gradio_api/heartbeat/x")
        listening = connection.getresponse()
        assert listening.status == 200
        reading = threading.Thread(target=listening.read, daemon=True)
        reading.start()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert process.stderr.read() == ""
        reading.join(5)
        assert not reading.is_alive()


def test_an_index_that_cannot_be_opened_ends_it(ui_flags: list[str], tmp_path: Path):
    """Even though it listened by then: the message, and exit code 1."""
    index = tmp_path / "index"
    shutil.copytree(ui_flags[ui_flags.index("--index") + 1], index)
    for damaged in index.glob("*/documents.jsonl"):
        damaged.write_bytes(damaged.read_bytes()[:-100])
    with _starting(tmp_path, *ui_flags, "--index", str(index)) as (process, _):
        assert process.wait(60) == 1
        assert process.stderr is not None
        said = process.stderr.read()
    assert "documents.jsonl" in said
    assert said.splitlines()[-1].startswith("提示：")
    assert "Traceback" not in said
    assert list(tmp_path.glob("anwen-*")) == []


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_localhost_is_every_address_that_it_has(ui_flags: list[str], tmp_path: Path, name: str):
    """A browser may take the one, a program the other."""
    with _starting(tmp_path, *ui_flags, "--host", "localhost") as (_, port), socket.create_connection((name, port), 5):
        pass
