"""Who comes in where a password is set: one login for every page, for HTTP and for MCP."""

from __future__ import annotations

import base64

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from gradio_client import Client
from mcp import Client as McpClient
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from rag.errors import UsageError
from rag.ui.serving.login import Login

USER, PASSWORD = "anwen", "長的密碼"
QUESTION = "三方會議由哪些人參加？"
LIST_TOOLS = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}


def _basic(text: str) -> dict[str, str]:
    return {"authorization": f"Basic {base64.b64encode(text.encode()).decode()}"}


RIGHT = _basic(f"{USER}:{PASSWORD}")


def test_a_password_may_hold_colons():
    """The user's name ends at the first one (RFC 7617)."""
    assert Login.read("案問:a:b") == Login("案問", "a:b")


@pytest.mark.parametrize("auth", ["", ":", "user", "user:", ":密碼"])
def test_both_must_be_there(auth: str):
    """An empty user or password is a mistake."""
    with pytest.raises(UsageError):
        Login.read(auth)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        _basic("anwen:長的密码"),
        _basic("anwen:"),
        _basic("anwen"),
        {"authorization": "Basic"},
        {"authorization": "Basic !!!"},
        {"authorization": RIGHT["authorization"].replace("Basic", "Bearer")},
    ],
)
def test_without_the_password_it_is_locked(headers: dict[str, str]):
    """401, and the answer says how to log in; the other script's password is another one."""
    locked = Login(USER, PASSWORD).locked(PlainTextResponse("開"))
    response = TestClient(locked).get("/", headers=headers)
    assert (response.status_code, response.headers["www-authenticate"]) == (401, 'Basic realm="anwen"')


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
def test_with_it_it_opens(scheme: str):
    """The scheme's name has no case."""
    headers = {"authorization": RIGHT["authorization"].replace("Basic", scheme)}
    assert TestClient(Login(USER, PASSWORD).locked(PlainTextResponse("開"))).get("/", headers=headers).text == "開"


@pytest.mark.parametrize("path", ["config", "en/config", "zh-Hans/config", "zh-Hant/config", "gradio_api/info"])
def test_no_page_is_open_without_it(locked_server, path: str):
    """Every language's page has the same lock, and the same key."""
    assert httpx.get(locked_server.url + path).status_code == 401
    assert httpx.get(locked_server.url + path, headers=_basic("anwen:x")).status_code == 401
    assert httpx.get(locked_server.url + path, headers=RIGHT).status_code == 200


def test_who_is_in_one_page_is_in_all(locked_server):
    """The form of one page logs in to the others."""
    with httpx.Client(base_url=locked_server.url) as browser:
        assert browser.post("en/login", data={"username": USER, "password": "x"}).status_code == 400
        assert browser.post("en/login", data={"username": USER, "password": PASSWORD}).status_code == 200
        for language in ("", "en/", "zh-Hans/", "zh-Hant/"):
            assert browser.get(f"{language}config").status_code == 200


def test_logging_out_of_a_page_leaves_programs_in(locked_server):
    """They send the password each time."""
    with httpx.Client(base_url=locked_server.url) as browser:
        browser.post("login", data={"username": USER, "password": PASSWORD})
        assert browser.get("logout").status_code == 302
        assert browser.get("config").status_code == 401
        assert browser.get("config", headers=RIGHT).status_code == 200


def test_programs_log_in_over_http(locked_server):
    """Gradio's client by the form; anything else with each request."""
    client = Client(locked_server.url, auth=(USER, PASSWORD), verbose=False)
    assert client.predict(QUESTION, api_name="/ask")["question"] == QUESTION
    call = locked_server.url + "gradio_api/call/ask"
    assert httpx.post(call, json={"data": [QUESTION]}).status_code == 401
    event = httpx.post(call, json={"data": [QUESTION]}, headers=RIGHT).json()["event_id"]
    assert "event: complete" in httpx.get(f"{call}/{event}", headers=RIGHT).text


def test_programs_log_in_over_mcp(locked_server):
    """The password goes with every request; without it nothing is told, not even which tools there are."""

    async def names() -> list[str]:
        async with create_mcp_http_client(headers=RIGHT) as http:
            transport = streamable_http_client(locked_server.url + "mcp", http_client=http)
            async with McpClient(transport) as client:
                return [tool.name for tool in (await client.list_tools()).tools]

    assert httpx.post(locked_server.url + "mcp", json=LIST_TOOLS).status_code == 401
    with start_blocking_portal() as portal:  # Playwright's event loop may be running in this thread
        assert portal.call(names) == ["search", "ask", "compare", "open_citation"]
