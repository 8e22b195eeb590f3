"""An endpoint that speaks the chat-completions protocol over a real socket and says what a test scripts."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Iterable[bytes | float]
"""Bytes as they go over the wire, and pauses in seconds."""

STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


def event(**delta: Any) -> bytes:
    """One server-sent event; `finish` is its finish_reason."""
    finish = delta.pop("finish", None)
    chunk = {
        "id": "1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "scripted",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
    return b"data: " + json.dumps(chunk, ensure_ascii=False).encode() + b"\n\n"


def stream(text: str, *, finish: str | None = "stop", chars: int = 5) -> list[bytes]:
    """A whole answer, `chars` characters an event."""
    pieces = [text[at : at + chars] for at in range(0, len(text), chars)]
    end = [event(finish=finish)] if finish else []
    return [STREAM, event(role="assistant"), *(event(content=piece) for piece in pieces), *end, b"data: [DONE]\n\n"]


def status(code: int, body: str = "", *headers: str) -> list[bytes]:
    """A response that is no stream."""
    head = "\r\n".join((f"HTTP/1.1 {code} Scripted", "Content-Type: application/json", "Connection: close", *headers))
    return [f"{head}\r\n\r\n{body}".encode()]


class Endpoint:
    """The server: `replies` are given in order, the last one again and again; `requests` is what came."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.requests: list[dict[str, Any]] = []
        self.hung_up = threading.Event()
        self.stopped = threading.Event()
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                endpoint.requests.append({"path": self.path, "headers": dict(self.headers), "body": body})
                reply = endpoint.replies[min(len(endpoint.requests), len(endpoint.replies)) - 1]
                try:
                    for part in reply:
                        if isinstance(part, float):
                            endpoint.stopped.wait(part)
                        else:
                            self.wfile.write(part)
                        if endpoint.stopped.is_set():
                            break
                except OSError:
                    endpoint.hung_up.set()
                self.close_connection = True

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"

    def says(self, *replies: Reply) -> None:
        """Give these replies from now on."""
        self.replies = list(replies)
        self.requests.clear()
