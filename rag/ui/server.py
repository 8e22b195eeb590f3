"""Serving the page on this computer: what is checked first, what is switched off, how it stops."""

from __future__ import annotations

import errno
import os
import signal
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rag.draft.language_model import LanguageModel
from rag.errors import ServeError, UsageError
from rag.loopback import is_loopback
from rag.messages import render
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.answer.library import Library

__all__ = ["serve"]

_LAST_PORT = 65_535
_CONTENT_POLICY = (
    # Gradio's front end evaluates templates and writes inline styles; nothing comes from or goes elsewhere.
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)

_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
_Asgi = Callable[[_Message, _Receive, _Send], Awaitable[None]]


def serve(settings: Settings, *, host: str, port: int, auth: str | None) -> None:
    """Open the page and serve it until Ctrl-C or a plain kill.

    Args:
        settings: which index, in which language.
        host: address to bind; any but a loopback address needs `auth`.
        port: to bind; 0 picks a free one.
        auth: "USER:PASSWORD" or None.

    Raises:
        UsageError: `auth` or `port` cannot be meant, or the language model is not named.
        ServeError: the host is unsafe or unknown, or the port is taken.
        IndexStoreError: there is no usable index.
        ModelError: the encoder cannot be loaded.
    """
    login = _login(auth)
    local = is_loopback(host)
    if not local and login is None:
        raise ServeError("serve-host", host=host)
    port = _free_port(host, port)

    from rag.answer.library import Library  # noqa: PLC0415 -- a refusal above loads nothing

    configured = settings.llm or (settings.llm_url and settings.llm_model)
    model = LanguageModel(settings) if configured else None
    library = Library.open(settings.index_dir, settings=settings)
    with TemporaryDirectory(prefix="anwen-", ignore_cleanup_errors=True) as files:
        _stay_home(host, files=files)
        _launch(library, model, files=Path(files), host=host, port=port, login=login, local=local)


def _launch(
    library: Library,
    model: LanguageModel | None,
    *,
    files: Path,
    host: str,
    port: int,
    login: tuple[str, str] | None,
    local: bool,
) -> None:
    from starlette.middleware import Middleware  # noqa: PLC0415 -- 5 s with gradio, after everything that can fail

    from rag.ui.page import build_page, look  # noqa: PLC0415

    page = build_page(library, model, files=files)
    try:
        page.launch(
            server_name=f"[{host}]" if ":" in host else host,
            server_port=port,
            auth=login,
            share=False,
            inbrowser=False,
            quiet=True,
            prevent_thread_lock=True,
            footer_links=[],
            run_history=False,
            enable_monitoring=False,
            mcp_server=False,
            ssr_mode=False,
            pwa=False,
            num_workers=0,
            max_file_size=library.settings.max_file_bytes,
            app_kwargs={"middleware": [Middleware(_Guard, local=local)]},
            **look(library.settings.language),
        )
    except OSError as error:
        if error.errno is not None:
            raise
        raise _in_use(port) from error  # Gradio's own check: somebody took it meanwhile
    sys.stderr.write(render("serve-ready", library.settings.language, url=page.local_url) + "\n")
    sys.stderr.flush()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that `files` goes then, too
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        page.close(verbose=False)


def _login(auth: str | None) -> tuple[str, str] | None:
    if auth is None:
        return None
    user, _, password = auth.partition(":")
    if not user or not password:
        raise UsageError("serve-auth")
    return user, password


def _free_port(host: str, port: int) -> int:
    """`port` if it can be bound on `host`, or a free one for 0; Gradio by itself would wander to another.

    Raises:
        UsageError: no such port.
        ServeError: it is taken or not allowed, or the host is not this computer's.
    """
    if not 0 <= port <= _LAST_PORT:
        raise UsageError("serve-port-range", port=port)
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            if os.name != "nt":  # on Windows this option lets two programs share a port
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
            return int(trial.getsockname()[1])
    except PermissionError as error:
        raise ServeError("serve-port-refused", port=port, reason=error.strerror) from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise _in_use(port) from error
        raise ServeError("serve-address", host=host, reason=error.strerror) from error


def _in_use(port: int) -> ServeError:
    return ServeError("serve-port-in-use", port=port, other=port + 1 if port < _LAST_PORT else port - 1)


def _stay_home(host: str, *, files: str) -> None:
    """Before Gradio is imported: no usage reports, no proxy between Gradio and its own page, files in `files` only."""
    os.environ["GRADIO_TEMP_DIR"] = files
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = ",".join(filter(None, (os.environ.get(name), "127.0.0.1", "localhost", "::1", host)))


class _Guard:
    """Middleware: the browser may load and send nothing elsewhere, and no other site may pose as this one.

    A page of another site can make its name resolve to 127.0.0.1 and read what is served there without a
    password (DNS rebinding); such requests carry that site's name as their host.
    """

    def __init__(self, app: _Asgi, *, local: bool) -> None:
        self._app = app
        self._local = local

    async def __call__(self, scope: _Message, receive: _Receive, send: _Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        if self._local and not is_loopback(urlsplit(f"//{host}").hostname or ""):
            await send({"type": "http.response.start", "status": 421, "headers": []})
            await send({"type": "http.response.body", "body": b"Misdirected Request"})
            return

        async def send_guarded(message: _Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message["headers"],
                    (b"content-security-policy", _CONTENT_POLICY.encode()),
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"no-referrer"),
                ]
            await send(message)

        await self._app(scope, receive, send_guarded)
