"""Fixtures of the draft's tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from scripted_endpoint import Endpoint


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """A server of this test's own."""
    made = Endpoint()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield made
    made.stopped.set()
    made.server.shutdown()
    made.server.server_close()
    thread.join()
