"""The outermost layer of the server: nothing goes elsewhere, and no page of another site uses this one."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.loopback import is_loopback

__all__ = ["Guard"]

_HEADERS = {
    # Gradio's front end evaluates templates and writes inline styles; nothing comes from or goes elsewhere.
    "content-security-policy": "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'self'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


# Gradio would fetch the address and hand on what it gets as if it were this page's own; a deep link would write what
# a page holds to a file.
_REFUSED = re.compile(r"/(?:file|proxy|stream)=\s*(?:[A-Za-z][A-Za-z0-9+.-]+:|//)|/gradio_api/deep_link")


class Guard:
    """Middleware: the browser may load and send nothing elsewhere, and no other site may pose as this one.

    A page of another site can make its name resolve to 127.0.0.1 and read what is served there without a
    password (DNS rebinding); such requests carry that site's name as their host. It can also send requests whose
    answer it cannot read, to a server with a password in the name of a reader who is in; those carry that site's
    name as their origin. Only a proxy that says so (X-Forwarded-Host) may have another name.
    """

    def __init__(self, app: ASGIApp, *, local: bool) -> None:
        self._app = app
        self._local = local

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Turn the request away, or pass it on."""
        headers = Headers(scope=scope)
        if self._local and not _is_here(f"//{headers.get('host', '')}"):
            await PlainTextResponse("Misdirected Request", 421)(scope, receive, send)
            return
        origin = headers.get("origin")
        ours = {headers.get("host"), headers.get("x-forwarded-host")}
        foreign = origin and not (self._local and _is_here(origin)) and _netloc(origin) not in ours
        if foreign or _REFUSED.search(scope.get("path", "")):
            await PlainTextResponse("Forbidden", 403)(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self._app(scope, receive, send_guarded)


def _is_here(url: str) -> bool:
    try:
        return is_loopback(urlsplit(url).hostname or "")
    except ValueError:
        return False


def _netloc(url: str) -> str:
    return url.partition("//")[2]
