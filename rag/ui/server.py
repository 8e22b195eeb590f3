"""Serving the page on this computer: what is checked first, what is switched off, how it stops."""

from __future__ import annotations

import dataclasses
import errno
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import AbstractAsyncContextManager, AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rag.draft.language_model import LanguageModel
from rag.errors import ServeError, UsageError
from rag.loopback import is_loopback
from rag.messages import LANGUAGES, render
from rag.settings import Settings

__all__ = ["serve"]

_LAST_PORT = 65_535
_BACKLOG = 2_048
_GRACE_S = 1.0
"""How long answers under way may take when the server stops."""


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
    from rag.ui.login import Login  # noqa: PLC0415

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
