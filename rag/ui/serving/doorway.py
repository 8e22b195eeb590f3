"""The door: answers from the first moment, says what is being loaded, and leads to the page in the right language."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.answer.results import SCHEMA
from rag.messages import LANGUAGES, render
from rag.ui.assets import script, style
from rag.ui.markup import Html, element

__all__ = ["COOKIE", "STAGES", "Doorway"]

STAGES = ("library", "page")
"""What is loaded, in order: index and model (at the same time), then what shows them."""

COOKIE = "anwen-language"
"""Which language's page `/` leads to, once a reader has chosen one; the page sets it (`script/page.js`)."""

_MCP_PATH = "/mcp"
_POST_ONLY = PlainTextResponse("Method Not Allowed", HTTPStatus.METHOD_NOT_ALLOWED, {"allow": "POST"})
"""There are no sessions, so there is no stream to listen to: MCP has a server say so with 405, not with silence."""

_RETRY_S = "1"


class Doorway:
    """The application: `/zh-Hant/`, `/zh-Hans/`, `/en/`, each a whole page with its own API; `/` is the default one.

    Besides: `/status`, whether it is ready; `/mcp`, the tools.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        self._stage = STAGES[0]
        self._pages: Mapping[str, ASGIApp] = {}
        self._tools: ASGIApp | None = None

    def reach(self, stage: str) -> None:
        """Say that this stage of loading is at work now."""
        self._stage = stage

    def open(self, pages: Mapping[str, ASGIApp], tools: ASGIApp) -> None:
        """Let in.

        Args:
            pages: by language; each believes that it is mounted where `root_path` says.
            tools: what answers at `/mcp`.
        """
        self._tools = tools
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope)
        first, slash, _ = scope["path"][1:].partition("/")
        language = first if first in LANGUAGES else None
        target: ASGIApp | None
        if scope["path"] == "/status":
            target = JSONResponse({"schema": SCHEMA, **self._status()}, headers={"cache-control": "no-store"})
        elif scope["path"].rstrip("/") == _MCP_PATH:
            target = self._tools if request.method == "POST" else _POST_ONLY
        elif language is None:
            target = self._sent_on(request) or self._pages.get(self._language)
        elif not slash:
            target = _redirect(f"/{language}/", request.url.query)
        else:
            scope = {**scope, "root_path": f"/{language}"}
            target = self._pages.get(language)
        await (target or self._wait(request, language or self._language))(scope, receive, send)

    def _status(self) -> dict[str, object]:
        return {"ready": True, "stage": None} if self._pages else {"ready": False, "stage": self._stage}

    def _sent_on(self, request: Request) -> Response | None:
        """To the page in the language that the reader has chosen; None: to none but where it asks for."""
        chosen = request.cookies.get(COOKIE)
        if request.url.path != "/" or request.method != "GET" or chosen not in LANGUAGES or chosen == self._language:
            return None
        return _redirect(f"/{chosen}/", request.url.query)

    def _wait(self, request: Request, language: str) -> Response:
        """What is there before the page is."""
        headers = {"retry-after": _RETRY_S, "cache-control": "no-store"}
        if request.url.path in {"/", f"/{language}/"}:
            return HTMLResponse(_waiting_html(language, self._stage), HTTPStatus.SERVICE_UNAVAILABLE, headers)
        error = {"error": render("serve-not-ready", language)}
        return JSONResponse(error, HTTPStatus.SERVICE_UNAVAILABLE, headers)


def _redirect(path: str, query: str) -> RedirectResponse:
    return RedirectResponse(f"{path}?{query}" if query else path, HTTPStatus.TEMPORARY_REDIRECT)


def _waiting_html(language: str, stage: str) -> str:
    """A page that needs nothing else, says what is being loaded, and goes over to the real one."""
    now = STAGES.index(stage)
    stages = (
        element(
            "li",
            render(f"doorway-{name}", language),
            data_stage=name,
            class_="done" if place < now else None,
            aria_current="step" if place == now else None,
        )
        for place, name in enumerate(STAGES)
    )
    head = element(
        "head",
        Html('<meta charset="utf-8"><meta name="viewport" content="width=device-width">'),
        Html('<noscript><meta http-equiv="refresh" content="2"></noscript>'),
        element("title", render("page-title", language)),
        element("style", Html(style("base", "doorway"))),
    )
    body = element(
        "body",
        element(
            "main",
            element("h1", render("page-title", language)),
            element("p", render("doorway-soon", language), role="status"),
            element("ol", *stages),
            class_="doorway",
            data_stopped=render("doorway-stopped", language),
        ),
        element("script", Html(script("doorway")), type="module"),
    )
    return f"<!DOCTYPE html>{element('html', head, body, lang=language)}"
