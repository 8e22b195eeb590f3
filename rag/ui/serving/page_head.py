"""The page's HTML with a head of its own: Gradio would add it late, by a script."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["with_head"]


def with_head(page: ASGIApp, *, language: str, head: str) -> ASGIApp:
    """`page`, whose HTML (at `/`, and at `/LANGUAGE/`) begins its head with `head`."""
    opening = b"<head>"

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] not in {"/", f"/{language}/"} or scope["method"] != "GET":
            await page(scope, receive, send)
            return
        begun: list[Message] = []
        body = bytearray()

        async def held(message: Message) -> None:
            if message["type"] == "http.response.start":
                begun.append(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            whole = bytes(body).replace(opening, opening + head.encode(), 1)
            MutableHeaders(scope=begun[0])["content-length"] = str(len(whole))
            await send(begun[0])
            await send({"type": "http.response.body", "body": whole})

        await page(scope, receive, held)

    return answer
