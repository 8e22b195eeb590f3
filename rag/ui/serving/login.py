"""Who may come in where a password is set: by the form of the page, or by HTTP Basic with every request."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.errors import UsageError

__all__ = ["Login"]


@dataclass(frozen=True, slots=True)
class Login:
    """One name and password, for the pages in every language and for programs."""

    user: str
    password: str

    @classmethod
    def read(cls, auth: str) -> Login:
        """The login that "USER:PASSWORD" means.

        Raises:
            UsageError: one of them is missing.
        """
        user, _, password = auth.partition(":")
        if not user or not password:
            raise UsageError("serve-auth")
        return cls(user, password)

    def locked(self, app: ASGIApp) -> ASGIApp:
        """`app`, for who sends the password with the request (RFC 7617)."""

        async def opened(scope: Scope, receive: Receive, send: Send) -> None:
            if self._sent_in(scope):
                await app(scope, receive, send)
            else:
                refused = PlainTextResponse("Unauthorized", 401, {"www-authenticate": 'Basic realm="anwen"'})
                await refused(scope, receive, send)

        return opened

    def shared(self, mounts: Mapping[str, Starlette]) -> dict[str, ASGIApp]:
        """The pages, each the one thing mounted there and asking for this login: who is in one is in all.

        Programs need not fill in the form of a page: HTTP Basic will do.
        """
        pages: list[Any] = [mount.routes[-1].app for mount in mounts.values()]  # type: ignore[attr-defined]
        first = pages[0]
        token = secrets.token_urlsafe()
        for page in pages:
            page.tokens, page.cookie_id = first.tokens, first.cookie_id
        cookie = (b"cookie", f"access-token-unsecure-{first.cookie_id}={token}".encode())

        def with_basic(page: ASGIApp) -> ASGIApp:
            async def opened(scope: Scope, receive: Receive, send: Send) -> None:
                if self._sent_in(scope):
                    first.tokens[token] = self.user  # logging out of a page forgets all
                    scope = {**scope, "headers": [cookie, *scope["headers"]]}
                await page(scope, receive, send)

            return opened

        return {name: with_basic(mount) for name, mount in mounts.items()}

    def _sent_in(self, scope: Scope) -> bool:
        scheme, _, sent = Headers(scope=scope).get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return False
        try:
            given = base64.b64decode(sent, validate=True)
        except ValueError:
            return False
        return secrets.compare_digest(given, f"{self.user}:{self.password}".encode())
