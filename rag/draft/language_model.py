"""A language model behind a URL: messages go in, the text it writes comes out, bounded in time and in bytes.

What is sent: one POST to `llm_url`/chat/completions, and a second one where the endpoint refuses the first for its
`temperature`, with the messages, the model's name and the key of the environment variable ANWEN_LLM_KEY. Nothing else
of the environment is used: no proxy, no redirect, no other key.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rag import __version__
from rag.errors import LanguageModelError, UsageError
from rag.loopback import is_loopback
from rag.messages import render
from rag.settings import Settings

if TYPE_CHECKING:
    import openai

__all__ = ["KEY_VARIABLE", "LanguageModel", "Message"]

KEY_VARIABLE = "ANWEN_LLM_KEY"

Message = Mapping[str, str]
"""{"role": "system" | "user", "content": text}."""

_MAX_BYTES = 8_000_000
"""Of a response, thoughts of the model and the protocol's wrapping included: some 30,000 tokens."""

_GLANCE_S = 0.2
"""How often a silent response is looked at: has it grown too large?"""

_HEADERS = frozenset({"host", "accept", "connection", "content-length", "content-type"})
"""What is kept of the client's headers; the others describe this computer, or come from its environment."""

_CHATTY = ("openai", "httpx", "httpx2", "httpcore", "httpcore2")

_log = logging.getLogger(__name__)


class LanguageModel:
    """A model at an OpenAI-compatible endpoint; threads may share one."""

    def __init__(self, settings: Settings, *, environ: Mapping[str, str] = os.environ) -> None:
        """The model that `settings` name, with the key of `environ`.

        Raises:
            UsageError: no URL or no name is set, or the key cannot be sent.
        """
        given = {"--llm-url": settings.llm_url, "--llm-model": settings.llm_model}
        missing = [option for option, value in given.items() if not value]
        if missing:
            raise UsageError("llm-unset", missing=", ".join(missing))
        self.name = settings.llm_model
        self._url = settings.llm_url
        self._timeout_s = settings.llm_timeout_s
        self._key = environ.get(KEY_VARIABLE, "").strip()
        if not (self._key.isascii() and self._key.isprintable()):
            raise UsageError("llm-key")
        url = urlsplit(self._url)
        if self._key and url.scheme == "http" and not is_loopback(url.hostname or ""):
            _log.warning("%s", render("llm-key-open", settings.language))

    def write(self, messages: Sequence[Message]) -> Iterator[str]:
        """The pieces of the model's text as they arrive.

        Raises:
            LanguageModelError: no whole answer came within `llm_timeout_s`, whatever the reason.
        """
        responses: list[Any] = []
        client = self._client(responses)
        deadline = time.monotonic() + self._timeout_s
        arriving: SimpleQueue[str | Exception | None] = SimpleQueue()
        # Sockets only know how long a single read may take; and a read in this thread would be deaf to Ctrl-C.
        Thread(target=_read, args=(client, self.name, messages, arriving), daemon=True).start()
        try:
            while (left := deadline - time.monotonic()) > 0:
                if sum(response.num_bytes_downloaded for response in responses) > _MAX_BYTES:
                    raise LanguageModelError("llm-too-long")
                try:
                    piece = arriving.get(timeout=min(left, _GLANCE_S))
                except Empty:
                    continue
                if piece is None:
                    return
                if isinstance(piece, Exception):
                    _log.info("language model: %s", type(piece).__name__)  # its text may repeat the key
                    raise _failure(piece) from None
                yield piece
            raise LanguageModelError("llm-timeout")
        finally:
            client.close()

    def _client(self, responses: list[Any]) -> openai.OpenAI:
        """A client for one request that reports to nobody; `responses` receives what the server sends."""
        import openai  # noqa: PLC0415 -- 0.6 s, and most runs ask no model

        for name in _CHATTY:  # at DEBUG they write requests and responses down
            logging.getLogger(name).setLevel(logging.WARNING)

        def bare(request: Any) -> None:
            for header in set(request.headers) - _HEADERS:
                del request.headers[header]
            request.headers["User-Agent"] = f"anwen/{__version__}"
            request.headers["Accept-Encoding"] = "identity"  # so that bytes received are bytes held
            if self._key:
                request.headers["Authorization"] = f"Bearer {self._key}"

        return openai.OpenAI(
            base_url=self._url,
            api_key="-",  # the client insists on one; the real one is known to `bare` alone
            timeout=self._timeout_s,
            max_retries=0,
            http_client=openai.DefaultHttpxClient(
                trust_env=False,
                follow_redirects=False,
                timeout=self._timeout_s,
                event_hooks={"request": [bare], "response": [responses.append]},
            ),
        )


def _read(
    client: openai.OpenAI, model: str, messages: Sequence[Message], arriving: SimpleQueue[str | Exception | None]
) -> None:
    """Put the text into `arriving` as it comes, then None, or what went wrong."""
    try:
        finish, began = None, False
        for chunk in _stream(client, model, messages):
            # Usage may come without a choice; and one was asked for: what else an endpoint sends is not mixed into it.
            choice = next((one for one in chunk.choices or () if not getattr(one, "index", 0)), None)
            if choice is None:
                continue
            began = True
            if choice.delta.refusal or choice.finish_reason == "content_filter":
                raise LanguageModelError("llm-filtered")
            finish = choice.finish_reason or finish
            if choice.delta.content:
                arriving.put(choice.delta.content + "")  # a TypeError for what is no text
        if finish in {None, "length"}:
            raise LanguageModelError("llm-cut-off" if began else "llm-no-stream")
    except Exception as error:  # noqa: BLE001 -- raised again by the thread that waits for it
        arriving.put(error)
    else:
        arriving.put(None)


def _stream(client: openai.OpenAI, model: str, messages: Sequence[Message]) -> Iterator[Any]:
    """The chunks of the answer; where the endpoint cannot take a temperature, at its own."""
    import openai  # noqa: PLC0415

    request: Any = {"model": model, "messages": list(messages), "stream": True}
    try:
        return iter(client.chat.completions.create(**request, temperature=0))
    except openai.BadRequestError:
        return iter(client.chat.completions.create(**request))


_BY_STATUS = {401: "llm-unauthorized", 403: "llm-unauthorized", 404: "llm-not-found", 429: "llm-busy"}


def _failure(error: Exception) -> LanguageModelError:
    """`error` as one for the user; nothing that the endpoint wrote is in it."""
    import openai  # noqa: PLC0415

    if isinstance(error, LanguageModelError):
        return error
    if isinstance(error, openai.APIStatusError):
        status = error.status_code
        kind = "llm-failed" if status >= 500 else "llm-rejected" if status >= 400 else "llm-redirected"
        return LanguageModelError(_BY_STATUS.get(status, kind))
    keys: dict[tuple[type[Exception], ...], str] = {
        (openai.APITimeoutError,): "llm-timeout",
        (openai.APIConnectionError,): "llm-unreachable",
        (openai.APIError,): "llm-failed",  # sent in mid-stream
        # What came is not of the protocol.
        (ValueError, TypeError, AttributeError, LookupError, RecursionError): "llm-no-stream",
    }
    # The rest is what the HTTP library says of a connection that breaks.
    return LanguageModelError(next((key for kinds, key in keys.items() if isinstance(error, kinds)), "llm-unreachable"))
