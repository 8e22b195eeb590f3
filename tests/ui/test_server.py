"""What `serve` refuses before it loads anything, and what the running server lets through."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from rag.errors import AnwenError, IndexStoreError, ServeError, UsageError
from rag.settings import Settings
from rag.ui.server import serve

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "三方會議由哪些人參加？"


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


def test_programs_ask_over_http(server, five_cases_path: Path):
    """`/ask` gives the JSON of `anwen ask --json`; `/open_section` the section of a citation."""
    client = Client(server.url, verbose=False)
    answer = client.predict(QUESTION, api_name="/ask")
    assert (answer["schema"], answer["question"]) == (1, QUESTION)
    cited = (answer["citations"] or answer["nearest"])[0]
    section = client.predict(cited["document"], cited["start"], cited["end"], api_name="/open_section")
    text = five_cases_path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    assert section["breadcrumb"] == cited["breadcrumb"]
    assert section["quote"] == text[cited["start"] : cited["end"]]
    assert section["text"] == text[section["start"] : section["end"]]
    endpoints = client.view_api(return_format="dict")["named_endpoints"]
    assert set(endpoints) == {"/ask", "/open_section"}


@pytest.mark.parametrize(
    ("endpoint", "values", "said"),
    [
        ("/ask", ["？"], "空的"),
        ("/open_section", ["no.txt", 0, 1], "no.txt"),
        ("/open_section", ["", -5, 10**9], "提示"),
    ],
)
def test_programs_get_the_same_messages(server, endpoint: str, values: list[object], said: str):
    """An error over HTTP is the error of the command line."""
    client = Client(server.url, verbose=False)
    with pytest.raises(AppError, match=said):
        client.predict(*values, api_name=endpoint)
