"""Which requests the outermost layer lets through, and what it adds to every answer."""

from __future__ import annotations

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from rag.ui.serving.guard import Guard

HOME = "http://127.0.0.1:7860"


def _status(headers: dict[str, str], *, local: bool = True, path: str = "/") -> int:
    guarded = Guard(PlainTextResponse("案問"), local=local)
    return TestClient(guarded, base_url=HOME).get(path, headers=headers).status_code


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost:7860", "localhost", "[::1]:7860", "127.8.9.1"])
def test_this_computer_is_let_in(host: str):
    """By every name that it has for itself."""
    assert _status({"host": host}) == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "", "192.0.2.1", "localhost.evil.example", "[::1", "127.0.0.1@evil.example"]
)
def test_another_host_is_turned_away(host: str):
    """DNS rebinding: the name in the request is not one of this computer's."""
    assert _status({"host": host}) == 421


@pytest.mark.parametrize("origin", ["http://127.0.0.1:7860", "http://localhost:7860", "http://[::1]:7860"])
def test_the_page_may_ask_its_own_server(origin: str):
    """A browser names where a script comes from; the page itself comes from here."""
    assert _status({"origin": origin}) == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "file://", "http://127.0.0.1.evil.example", "http://[x"]
)
def test_a_page_of_another_site_may_not(origin: str):
    """It could not read the answer, but what it asks for would be done."""
    assert _status({"origin": origin}) == 403


def test_a_proxy_that_says_so_may_have_another_name():
    """A page of another site cannot set that header without being asked first, and then is refused."""
    assert _status({"origin": "https://anwen.example", "x-forwarded-host": "anwen.example"}) == 200
    assert _status({"origin": "https://evil.example", "x-forwarded-host": "anwen.example"}) == 403


def test_with_a_password_any_name_will_do():
    """A server that others reach has names that it does not know; a page of another site has another one."""
    assert _status({"host": "anwen.example", "origin": "https://anwen.example"}, local=False) == 200
    for origin in ("https://evil.example", "null", "http://127.0.0.1"):
        assert _status({"host": "anwen.example", "origin": origin}, local=False) == 403


@pytest.mark.parametrize("page", ["", "/en"])
@pytest.mark.parametrize(
    "file",
    [
        "file=https://evil.example/x.png",
        "file=HTTP://evil.example/x",
        "file=%68ttps%3A//evil.example/",
        "file=//evil/x",
    ],
)
def test_nothing_is_fetched_from_elsewhere(page: str, file: str):
    """Gradio would hand a page of another site on as one of its own, script and all."""
    assert _status({}, path=f"{page}/gradio_api/{file}") == 403
    assert _status({}, path=f"{page}/gradio_api/{file.replace('file', 'proxy', 1)}") == 403


@pytest.mark.parametrize("file", ["/var/anwen-1/案問_問題.docx", "C:/anwen/答案.md"])
def test_files_of_this_computer_are(file: str):
    """What was made for downloading; where Gradio serves it from is its own affair."""
    assert _status({}, path=f"/gradio_api/file={file}") == 200


def test_every_answer_carries_the_policy():
    """Once, whatever the application says itself."""
    app = PlainTextResponse("案問", headers={"referrer-policy": "unsafe-url"})
    headers = TestClient(Guard(app, local=True), base_url=HOME).get("/").headers
    assert headers.get_list("referrer-policy") == ["no-referrer"]
    assert headers["x-content-type-options"] == "nosniff"
    assert "connect-src 'self'" in headers["content-security-policy"]


def test_what_a_page_holds_is_written_nowhere():
    """Gradio's deep links would, for anybody who asks."""
    assert _status({}, path="/en/gradio_api/deep_link") == 403
