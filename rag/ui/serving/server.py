"""Serving the page on this computer: what is checked first, what is switched off, how it stops."""

from __future__ import annotations

import dataclasses
import errno
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from rag.draft.language_model import LanguageModel
from rag.errors import ServeError, UsageError
from rag.loopback import is_loopback
from rag.messages import LANGUAGES, render
from rag.settings import Settings

if TYPE_CHECKING:
    from anyio.from_thread import BlockingPortal
    from starlette.applications import Starlette
    from starlette.types import ASGIApp

    from rag.ui.serving.doorway import Doorway
    from rag.ui.serving.login import Login

__all__ = ["serve"]

_LAST_PORT = 65_535
_BACKLOG = 2_048
_GRACE_S = 1.0
"""How long answers under way may take when the server stops."""

_SWEEP_EVERY_S = 600
_LEFTOVER_AGE_S = 3_600
"""What was sent and not taken over by then will not be."""


def serve(settings: Settings, *, host: str, port: int, auth: str | None) -> None:
    """Open the page and serve it until Ctrl-C or a plain kill; it listens before the heavy parts are loaded.

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
    from rag.ui.serving.login import Login  # noqa: PLC0415

    login = None if auth is None else Login.read(auth)
    local = is_loopback(host)
    if not local and login is None:
        raise ServeError("serve-host", host=host)
    with ExitStack() as stack:
        sockets = _bound(host, port)
        for one in sockets:
            stack.enter_context(one)
        configured = settings.llm or (settings.llm_url and settings.llm_model)
        model = LanguageModel(settings) if configured else None
        _check_index(settings)
        files = stack.enter_context(TemporaryDirectory(prefix="anwen-", ignore_cleanup_errors=True))
        _stay_home(host, files=files)
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that `files` goes then, too
        try:
            _open(settings, model, Path(files), sockets, url=_url(host, sockets), login=login, local=local)
        except KeyboardInterrupt:
            return  # the normal end


def _open(
    settings: Settings,
    model: LanguageModel | None,
    files: Path,
    sockets: Sequence[socket.socket],
    *,
    url: str,
    login: Login | None,
    local: bool,
) -> None:
    """Listen, load, let in, and wait for the end."""
    from anyio.from_thread import start_blocking_portal  # noqa: PLC0415

    from rag.ui.serving.doorway import Doorway  # noqa: PLC0415
    from rag.ui.serving.guard import Guard  # noqa: PLC0415

    doorway = Doorway(settings.language)
    with (
        start_blocking_portal() as portal,
        _listening(portal, Guard(doorway, local=local), sockets),
        ExitStack() as running,
    ):
        try:
            _say("serve-loading", settings, url=url)
            with ThreadPoolExecutor(max_workers=1) as loader:  # not here: an import that Ctrl-C cuts off fails anyhow
                loading = loader.submit(_loaded, settings, doorway, model, files, login)
                pages, tools, lifespans = loading.result()
            for lifespan in lifespans:
                running.enter_context(portal.wrap_async_context_manager(lifespan))
            doorway.open(pages, tools)
            _say("serve-ready", settings, url=url)
            threading.Event().wait()
        except KeyboardInterrupt:
            pass  # the normal end


def _loaded(
    settings: Settings, doorway: Doorway, model: LanguageModel | None, files: Path, login: Login | None
) -> tuple[dict[str, ASGIApp], ASGIApp, list[AbstractAsyncContextManager[Any]]]:
    """The page in every language, the tools, and what has to run for them.

    Raises:
        IndexStoreError: the index cannot be opened.
        ModelError: the encoder cannot be loaded.
    """
    from rag.answer.library import Library  # noqa: PLC0415

    with ThreadPoolExecutor(max_workers=1) as pool:
        opening = pool.submit(Library.open, settings.index_dir, settings=settings)
        opening.add_done_callback(lambda _: doorway.reach("page"))
        import gradio as gr  # noqa: PLC0415 -- takes longer than index and model

        library = opening.result()

    from starlette.applications import Starlette  # noqa: PLC0415

    from rag.ui.context import Context  # noqa: PLC0415
    from rag.ui.page import build_page, head, look  # noqa: PLC0415
    from rag.ui.serving.api import refusals  # noqa: PLC0415
    from rag.ui.serving.leftovers import sweeping  # noqa: PLC0415
    from rag.ui.serving.page_head import with_head  # noqa: PLC0415
    from rag.ui.serving.tools import tools  # noqa: PLC0415
    from rag.ui.shelf import Shelf  # noqa: PLC0415

    shelf = Shelf(library)
    contexts = {
        language: Context(shelf, dataclasses.replace(library.settings, language=language), model, files)
        for language in LANGUAGES
    }
    mounts = {language: Starlette() for language in LANGUAGES}
    for language, context in contexts.items():
        gr.mount_gradio_app(
            mounts[language],
            build_page(context),
            path="/",
            app_kwargs={"exception_handlers": refusals(language)},
            auth=(login.user, login.password) if login else None,
            show_error=False,
            max_file_size=library.settings.max_file_bytes,
            footer_links=[],
            run_history=False,
            enable_monitoring=False,
            mcp_server=False,
            ssr_mode=False,
            pwa=False,
            **look(language),
        )
    server = tools(contexts[library.settings.language])
    sweep = sweeping(files, every_s=_SWEEP_EVERY_S, age_s=_LEFTOVER_AGE_S)
    lifespans: list[AbstractAsyncContextManager[Any]] = [*map(_running, mounts.values()), sweep, server.run()]
    offered = {**mounts} if login is None else login.shared(mounts)
    pages = {language: with_head(page, language=language, head=head()) for language, page in offered.items()}
    return pages, server.handle_request if login is None else login.locked(server.handle_request), lifespans


@asynccontextmanager
async def _running(mount: Starlette) -> AsyncIterator[None]:
    """What Gradio does besides answering; at the end it lets go of the browsers that listen to it."""
    page: Any = mount.routes[-1].app  # type: ignore[attr-defined]
    async with mount.router.lifespan_context(mount):
        try:
            yield
        finally:
            page.stop_event.set()


@contextmanager
def _listening(portal: BlockingPortal, app: ASGIApp, sockets: Sequence[socket.socket]) -> Iterator[None]:
    """A server of `app`, with nothing on stderr but what goes wrong in it."""
    import uvicorn  # noqa: PLC0415

    config = uvicorn.Config(app, lifespan="off", ws="none", log_config=None, log_level="error", access_log=False)
    server = uvicorn.Server(config)
    serving = portal.start_task_soon(server.serve, list(sockets))
    try:
        yield
    finally:
        server.should_exit = True
        wait([serving], timeout=_GRACE_S)
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # who is cut off now was given time
        server.force_exit = True
        serving.result()


def _say(key: str, settings: Settings, *, url: str) -> None:
    sys.stderr.write(render(key, settings.language, url=url) + "\n")
    sys.stderr.flush()


def _bound(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen on `port`, or a free one for 0, at every address of `host` that this computer has.

    Raises:
        UsageError: no such port.
        ServeError: it is taken or not allowed, or the host is not this computer's.
    """
    if not 0 <= port <= _LAST_PORT:
        raise UsageError("serve-port-range", port=port)
    sockets: list[socket.socket] = []
    missing: OSError | None = None
    try:
        for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            try:
                sockets.append(_listener(family, kind, protocol, (address[0], port, *address[2:])))
            except OSError as error:
                if error.errno not in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}:
                    raise
                missing = error  # such as localhost without IPv6
            else:
                port = sockets[0].getsockname()[1]
        if missing and not sockets:
            raise missing
    except OSError as error:
        for one in sockets:
            one.close()
        if isinstance(error, PermissionError):
            raise ServeError("serve-port-refused", port=port, reason=error) from error
        if error.errno == errno.EADDRINUSE:
            other = port + 1 if port < _LAST_PORT else port - 1
            raise ServeError("serve-port-in-use", port=port, other=other) from error
        raise ServeError("serve-address", host=host, reason=error) from error
    return sockets


def _listener(family: int, kind: int, protocol: int, address: tuple[Any, ...]) -> socket.socket:
    made = socket.socket(family, kind, protocol)
    try:
        if os.name != "nt":  # on Windows this option lets two programs share a port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(address)
        made.listen(_BACKLOG)
    except OSError:
        made.close()
        raise
    return made


def _url(host: str, sockets: Sequence[socket.socket]) -> str:
    shown = "localhost" if host == "0.0.0.0" else f"[{host}]" if ":" in host else host  # noqa: S104 -- not bound here
    return f"http://{shown}:{sockets[0].getsockname()[1]}/"


def _check_index(settings: Settings) -> None:
    """What can be known of the index without loading it.

    Raises:
        IndexStoreError: there is none, or it has another schema.
    """
    from rag.index.store import read_manifest  # noqa: PLC0415 -- a refusal above loads nothing

    read_manifest(settings.index_dir)


def _stay_home(host: str, *, files: str) -> None:
    """Before Gradio is imported: no usage reports, no proxy between Gradio and its own page, files in `files` only."""
    os.environ["GRADIO_TEMP_DIR"] = files
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = ",".join(filter(None, (os.environ.get(name), "127.0.0.1", "localhost", "::1", host)))
