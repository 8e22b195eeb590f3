"""The page's HTML is sent with its head; nothing else is touched."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from rag.ui.serving.page_head import with_head

PAGE = (
    '<!doctype html><html\n\tlang="en"\n><head><title>案問</title></head><body lang="en">&lt;head> <head></body></html>'
)
SENT = PAGE.replace("<head>", "<head><style>甲</style>", 1)


def _client(response) -> TestClient:
    async def answer(request: Request) -> Response:
        return response()

    app = Starlette(routes=[Route("/{rest:path}", answer, methods=["GET", "POST"])])
    return TestClient(with_head(app, language="zh-Hans", head="<style>甲</style>"))


@pytest.mark.parametrize("path", ["/", "/zh-Hans/"])
@pytest.mark.parametrize(
    "response", [lambda: HTMLResponse(PAGE), lambda: StreamingResponse(iter([PAGE[:30], PAGE[30:]]))]
)
def test_the_head_is_there(path, response):
    """Whole or in pieces; as long as it says; what stands further down stays."""
    answered = _client(response).get(path)
    assert answered.text == SENT
    assert int(answered.headers["content-length"]) == len(SENT.encode())


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/"), ("GET", "/en/"), ("GET", "/config"), ("GET", "/zh-Hans/x")]
)
def test_all_else_is_as_it_was(method, path):
    """The style of a page is no business of what it loads."""
    assert _client(lambda: HTMLResponse(PAGE)).request(method, path).text == PAGE


def test_what_is_no_page_stays():
    """A refusal has no head."""
    answered = _client(lambda: Response("不行", 401, {"www-authenticate": "Basic"})).get("/")
    assert (answered.status_code, answered.text, answered.headers["www-authenticate"]) == (401, "不行", "Basic")
