"""What is answered before the page is there, and which page answers afterwards."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import uvicorn
from browsing import FAINT
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from rag.ui.serving.doorway import COOKIE, STAGES, Doorway

LANGUAGES = ["zh-Hant", "zh-Hans", "en"]
SOON = {"zh-Hant": "正在準備", "zh-Hans": "正在准备", "en": "Getting ready"}
PAGE = {"zh-Hant": "準備頁面", "zh-Hans": "准备页面", "en": "Preparing the page"}


def _page(language: str):
    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        said = f"<title>{language}</title><p id=page>{scope.get('root_path', '')} {path} {request.url.query}</p>"
        await HTMLResponse(said)(scope, receive, send)

    return page


def _client(*, opened: bool, language: str = "zh-Hant") -> TestClient:
    doorway = Doorway(language)
    if opened:
        doorway.open({name: _page(name) for name in LANGUAGES}, PlainTextResponse("tools"))
    return TestClient(doorway, base_url="http://127.0.0.1", follow_redirects=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_loaded_is_said_in_the_language_of_the_page(language: str):
    """Both at the language's own path and, where it is the configured one, at the root."""
    for client, path in ((_client(opened=False), f"/{language}/"), (_client(opened=False, language=language), "/")):
        response = client.get(path)
        assert (response.status_code, response.headers["retry-after"]) == (503, "1")
        assert response.headers["cache-control"] == "no-store"
        assert f'<html lang="{language}">' in response.text
        assert SOON[language] in response.text
        assert PAGE[language] in response.text


def test_the_page_that_waits_needs_nothing_else():
    """Its style and script are in it."""
    html = _client(opened=False).get("/").text
    assert "src=" not in html
    assert "href=" not in html
    assert "url(" not in html
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in html


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/config"), ("POST", "/gradio_api/call/ask"), ("GET", "/en/theme.css"), ("POST", "/mcp"), ("GET", "/x/")],
)
def test_programs_are_told_to_try_again(method: str, path: str):
    """503 with a time to wait, and a message as JSON."""
    response = _client(opened=False).request(method, path)
    assert (response.status_code, response.headers["retry-after"]) == (503, "1")
    assert "/status" in response.json()["error"]


def test_the_status_follows_the_loading():
    """Each stage, then ready."""
    doorway = Doorway("zh-Hant")
    client = TestClient(doorway)
    for stage in STAGES:
        doorway.reach(stage)
        assert client.get("/status").json() == {"schema": 1, "ready": False, "stage": stage}
        marked = client.get("/").text
        assert f'<li data-stage="{stage}" aria-current="step">' in marked
        assert marked.count('class="done"') == STAGES.index(stage)
    doorway.open({"zh-Hant": _page("zh-Hant")}, PlainTextResponse("tools"))
    assert client.get("/status").json() == {"schema": 1, "ready": True, "stage": None}


@pytest.mark.parametrize("configured", LANGUAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_its_page(language: str, configured: str):
    """Whatever is configured and whatever was chosen before."""
    client = _client(opened=True, language=configured)
    client.cookies.set(COOKIE, "zh-Hans")
    response = client.get(f"/{language}/gradio_api/info?a=1")
    assert response.text == f"<title>{language}</title><p id=page>/{language} /gradio_api/info a=1</p>"


@pytest.mark.parametrize("configured", LANGUAGES)
def test_the_root_is_the_configured_language(configured: str):
    """The page, and everything that scripts have always found at the root."""
    client = _client(opened=True, language=configured)
    for path in ("/", "/config", "/gradio_api/call/ask"):
        assert client.post(path).text == client.get(path).text == f"<title>{configured}</title><p id=page> {path} </p>"
    assert client.post("/mcp").text == client.post("/mcp/").text == "tools"


def test_a_language_without_its_slash_is_the_same():
    """With the question in the address kept."""
    assert _client(opened=True).get("/en?at=字").headers["location"] == "/en/?at=%E5%AD%97"


def test_the_root_leads_to_the_language_that_was_chosen():
    """With the rest of the address kept; scripts are led nowhere."""
    client = _client(opened=True)
    client.cookies.set(COOKIE, "en")
    response = client.get("/?at=字&to=")
    assert (response.status_code, response.headers["location"]) == (307, "/en/?at=%E5%AD%97&to=")
    assert client.get("/gradio_api/info").text.startswith("<title>zh-Hant")
    assert client.post("/").text.startswith("<title>zh-Hant")
    client.cookies.set(COOKIE, "zh-Hant")
    assert client.get("/").text.startswith("<title>zh-Hant")


@pytest.mark.parametrize("value", ["fr", "", "zh-hant", "../en", "//evil.example", "<script>"])
def test_a_choice_that_is_none_changes_nothing(value: str):
    """Whatever a cookie says."""
    assert _client(opened=True).get("/", headers={"cookie": f"{COOKIE}={value}"}).status_code == 200


@pytest.fixture
def door() -> Iterator[tuple[str, Doorway]]:
    """Address of a doorway that nobody has opened yet."""
    doorway = Doorway("zh-Hant")
    server = uvicorn.Server(uvicorn.Config(doorway, port=0, lifespan="off", log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/", doorway
    server.should_exit = True
    thread.join(5)


@pytest.mark.browser
def test_the_reader_is_led_to_the_page(open_page, door):
    """By itself, with the address as it was, when everything is there; meanwhile the stages are marked."""
    url, doorway = door
    page = open_page(f"{url}en/?at=x#here", ready=".doorway [aria-current]")
    assert page.locator("[aria-current]").inner_text() == "Opening the index, loading the model"
    doorway.reach("page")
    page.wait_for_selector(".done + [aria-current]")
    assert page.locator("[aria-current]").inner_text() == PAGE["en"]
    doorway.open({name: _page(name) for name in LANGUAGES}, PlainTextResponse("tools"))
    page.wait_for_selector("#page")
    assert page.locator("#page").inner_text() == "/en / at=x"
    assert page.url == f"{url}en/?at=x#here"


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_waiting_is_readable_and_of_the_readers_shade(open_page, door, scheme: str):
    """Light or dark as the system has it, with contrast AA."""
    page = open_page(door[0], ready=".doorway [aria-current]", color_scheme=scheme)
    page.wait_for_function("(dark) => document.body.classList.contains('dark') === dark", arg=scheme == "dark")
    assert page.evaluate(FAINT, ".doorway h1, .doorway p, .doorway li") == []
    assert page.evaluate("document.documentElement.lang") == "zh-Hant"
