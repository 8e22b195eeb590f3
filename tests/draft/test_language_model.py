"""The language model behind a URL: what is sent, what comes back, and that nothing hangs or leaks."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import threading
import time
from itertools import chain, cycle

import pytest
from scripted_endpoint import STREAM, Endpoint, event, status, stream

from rag.answer.info import info_dict
from rag.draft.language_model import KEY_VARIABLE, LanguageModel
from rag.errors import LanguageModelError, UsageError
from rag.messages import LANGUAGES, render
from rag.settings import Settings, load_settings

KEY = "sk-never-to-be-seen-7c1f"
ASKED = [{"role": "system", "content": "只引原文"}, {"role": "user", "content": "三方会议多久开一次？"}]


def _settings(url: str, **changes: object) -> Settings:
    return Settings(llm_url=url, llm_model="qwen3:8b", **{"llm_timeout_s": 10.0, **changes})


def _model(url: str, *, key: str = KEY, **changes: object) -> LanguageModel:
    return LanguageModel(_settings(url, **changes), environ={"ANWEN_LLM_KEY": key} if key else {})


def _failure(model: LanguageModel) -> str:
    with pytest.raises(LanguageModelError) as caught:
        list(model.write(ASKED))
    for language in LANGUAGES:
        assert KEY not in render(caught.value.key, language)
    assert "提示：" in str(caught.value)
    return caught.value.key


def test_the_text_comes_in_pieces(endpoint: Endpoint):
    """As streamed, both scripts, whatever bytes a network packet ends with."""
    text = "三方會議每月召開一次。\n三方会议每月召开一次。"
    whole = b"".join(stream(text))
    endpoint.says([whole[at : at + 7] for at in range(0, len(whole), 7)])  # cuts characters in two
    pieces = list(_model(endpoint.url).write(ASKED))
    assert "".join(pieces) == text
    assert len(pieces) == 5  # 23 characters, 5 an event


def test_a_second_answer_is_not_mixed_in(endpoint: Endpoint):
    """One was asked for; of an endpoint that sends two at a time, the first is read."""
    other = event(content="亂", finish="stop").replace(b'"index": 0', b'"index": 1')
    endpoint.says([STREAM, event(content="三方"), other, event(content="会议"), other, event(finish="stop")])
    assert "".join(_model(endpoint.url).write(ASKED)) == "三方会议"


def test_what_is_sent(endpoint: Endpoint, monkeypatch):
    """The messages, the model's name, our key; nothing of this computer and nothing else of its environment."""
    surprises = {
        "OPENAI_API_KEY": "sk-other",
        "OPENAI_ADMIN_KEY": "sk-admin",
        "OPENAI_ORG_ID": "org-1",
        "OPENAI_PROJECT_ID": "project-1",
        "OPENAI_BASE_URL": "http://127.0.0.1:1/v1",
        "OPENAI_CUSTOM_HEADERS": "X-Team: 1\nAuthorization: Bearer sk-header",
        "HTTP_PROXY": "http://127.0.0.1:1",
        "ALL_PROXY": "http://127.0.0.1:1",
    }
    for name, value in surprises.items():
        monkeypatch.setenv(name, value)
    endpoint.says(stream("好"))
    list(_model(endpoint.url).write(ASKED))
    (request,) = endpoint.requests
    assert request["path"] == "/v1/chat/completions"
    assert request["body"] == {"model": "qwen3:8b", "messages": ASKED, "stream": True, "temperature": 0}
    headers = {name.lower(): value for name, value in request["headers"].items()}
    assert headers.pop("authorization") == f"Bearer {KEY}"
    assert headers.pop("user-agent").startswith("anwen/")
    assert set(headers) == {"host", "accept", "accept-encoding", "connection", "content-length", "content-type"}
    list(_model(endpoint.url, key="").write(ASKED))
    assert "Authorization" not in endpoint.requests[1]["headers"]


def test_a_model_that_takes_no_temperature_is_asked_without(endpoint: Endpoint):
    """Once more, and only after 400."""
    endpoint.says(status(400, '{"error": {"message": "temperature is not supported"}}'), stream("好"))
    assert list(_model(endpoint.url).write(ASKED)) == ["好"]
    assert ["temperature" in request["body"] for request in endpoint.requests] == [True, False]


_ECHO = '{"error": {"message": "got Authorization: Bearer ' + KEY + '"}}'


@pytest.mark.parametrize(
    ("reply", "key"),
    [
        (status(400, _ECHO), "llm-rejected"),
        (status(401, _ECHO), "llm-unauthorized"),
        (status(403, _ECHO), "llm-unauthorized"),
        (status(404, "<html>nothing here</html>"), "llm-not-found"),
        (status(413), "llm-rejected"),
        (status(429, _ECHO, "Retry-After: 3600"), "llm-busy"),
        (status(500, _ECHO, f"X-Echo: {KEY}"), "llm-failed"),
        (status(503, "overloaded", "x-should-retry: true"), "llm-failed"),
        (status(307, "", "Location: http://127.0.0.1:1/v1/chat/completions"), "llm-redirected"),
        (status(200, '{"choices": [{"message": {"content": "不是串流"}}]}'), "llm-no-stream"),
        ([STREAM, b'data: {"error": {"message": "out of memory"}}\n\n'], "llm-failed"),
        ([STREAM, event(content="半"), event(finish="length")], "llm-cut-off"),
        (stream("半句", finish=None), "llm-cut-off"),
        ([STREAM], "llm-no-stream"),
        ([b""], "llm-unreachable"),
        ([b"SSH-2.0-OpenSSH\r\n"], "llm-unreachable"),
        ([STREAM.replace(b"close", b"close\r\nContent-Length: 9999"), event(content="斷")], "llm-unreachable"),
        ([STREAM, event(content="不", finish="content_filter")], "llm-filtered"),
        ([STREAM, event(refusal="I cannot help with that.")], "llm-filtered"),
        ([STREAM, b"data: {not json\n\n"], "llm-no-stream"),
        ([STREAM, b"data: [1, 2]\n\n"], "llm-no-stream"),
        ([STREAM, b'data: {"choices": [{"delta": null}]}\n\n'], "llm-no-stream"),
        ([STREAM, b'data: {"choices": [{"delta": {"content": {"a": 1}}}]}\n\n'], "llm-no-stream"),
        ([STREAM, b"data: " + b"[" * 100_000 + b"\n\n"], "llm-no-stream"),
        ([STREAM, b'data: {"choices": [{"delta": {"content": "\xff\xfe"}}]}\n\n'], "llm-no-stream"),
    ],
    ids=lambda value: value if isinstance(value, str) else "".join(str(part) for part in value)[:60],
)
def test_every_failure_has_a_reason(endpoint: Endpoint, reply, key):
    """One message that says why and what to do; nothing of what the endpoint wrote, and no second try but for 400."""
    endpoint.says(reply)
    assert _failure(_model(endpoint.url)) == key
    assert len(endpoint.requests) == (2 if reply[0].startswith(b"HTTP/1.1 400") else 1)


@pytest.mark.parametrize(
    "reply",
    [
        [30.0],
        [STREAM, event(content="等"), 30.0],
        cycle([b"X", 0.05]),
        chain([STREAM], cycle([b": keep-alive\n\n", 0.05])),
        chain([STREAM], cycle([event(content="滴"), 0.05])),
        chain([b"HTTP/1.1 200 OK\r\n"], cycle([b"X-Drip: 1\r\n", 0.05])),
        chain([b"HTTP/1.1 500 Slow\r\n\r\n"], cycle([b"x", 0.05])),
    ],
    ids=["silence", "stall", "no protocol", "comments", "text", "headers", "error"],
)
def test_the_whole_draft_has_one_time_limit(endpoint: Endpoint, reply):
    """However slowly something keeps coming; and no thread goes on reading."""
    endpoint.says(reply)
    before, began = set(threading.enumerate()), time.monotonic()
    assert _failure(_model(endpoint.url, llm_timeout_s=0.5)) == "llm-timeout"
    assert time.monotonic() - began < 5  # not the half minute, or for ever, that the endpoint takes
    for thread in set(threading.enumerate()) - before:
        if "_read" in thread.name:
            thread.join(2)
            assert not thread.is_alive()


@pytest.mark.parametrize(
    "reply",
    [
        chain([STREAM, b"data: "], cycle([b"x" * 65_536])),
        chain([STREAM], cycle([event(content="好" * 1_000)])),
        chain([b"HTTP/1.1 500 Long\r\n\r\n"], cycle([b"x" * 65_536])),
    ],
    ids=["one event", "events", "error"],
)
def test_an_endless_response_is_cut(endpoint: Endpoint, reply):
    """At 8 MB, long before the time is up; the endpoint sees the connection close."""
    endpoint.says(reply)
    assert _failure(_model(endpoint.url)) == "llm-too-long"
    assert endpoint.hung_up.wait(5)


def test_one_who_stops_listening_closes_the_connection(endpoint: Endpoint):
    """The page was closed, Ctrl-C was pressed: nothing more is read."""
    endpoint.says(chain([STREAM], cycle([event(content="好"), 0.02])))
    pieces = _model(endpoint.url).write(ASKED)
    assert next(pieces) == "好"
    pieces.close()
    assert endpoint.hung_up.wait(5)


def test_nobody_there():
    """A port that nobody listens on, and one where connections are not answered."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert _failure(_model(f"http://127.0.0.1:{port}/v1", llm_timeout_s=0.3)) == "llm-timeout"
    assert _failure(_model(f"http://127.0.0.1:{port}/v1")) == "llm-unreachable"
    assert _failure(_model(f"https://127.0.0.1:{port}/v1")) == "llm-unreachable"


def test_a_redirect_takes_the_key_nowhere(endpoint: Endpoint):
    """The other address is never asked."""
    other = Endpoint()
    endpoint.says(status(308, "", f"Location: {other.url}/chat/completions"))
    assert _failure(_model(endpoint.url)) == "llm-redirected"
    other.server.socket.settimeout(0.2)
    with pytest.raises(TimeoutError):
        other.server.socket.accept()
    other.server.server_close()


@pytest.mark.parametrize(
    "url",
    [
        "127.0.0.1:11434/v1",
        "ftp://127.0.0.1/v1",
        "file:///etc/passwd",
        "http://",
        "http:///v1",
        f"http://user:{KEY}@127.0.0.1/v1",
        f"http://127.0.0.1/v1?key={KEY}",
        "http://127.0.0.1/v1#a",
        "http://127.0.0.1:99999/v1",
        "http://127.0.0.1:port/v1",
        "http://127.0.0.1/v 1",
        "http://127.0.0.1/v1\r\nX-Other: 1",
        "http://[::1/v1",
        "http://模型/v1",
    ],
)
def test_an_address_that_cannot_be_meant(url, tmp_path):
    """Refused as usage, without repeating what may hold a password."""
    with pytest.raises(UsageError) as caught:
        load_settings({"llm_url": url}, environ={}, toml_path=tmp_path / "none")
    assert caught.value.key == "setting-llm-url"
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:11434/v1", "https://llm.example.org/api/v1/", "http://[::1]:8000/v1"]
)
def test_addresses_that_can(url):
    """With and without port and final slash, IPv6."""
    assert _settings(url).llm_url == url


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"llm_url": ""}, "--llm-url"),
        ({"llm_model": ""}, "--llm-model"),
        ({"llm_url": "", "llm_model": ""}, "--llm-url, --llm-model"),
    ],
    ids=["address", "name", "both"],
)
def test_both_the_address_and_the_name_are_needed(changes, missing):
    """Asked for without them: usage, and the message says which is missing."""
    with pytest.raises(UsageError) as caught:
        LanguageModel(Settings(**{"llm_url": "http://127.0.0.1/v1", "llm_model": "a", **changes}), environ={})
    assert caught.value.key == "llm-unset"
    assert f"還沒有指定 {missing}（" in caught.value.text()
    assert f"还没有指定 {missing}（" in caught.value.text("zh-Hans")
    assert f"without {missing} (" in caught.value.text("en")


@pytest.mark.parametrize("key", [f"{KEY}\r\nX-Other: 1", f"{KEY}鑰"])
def test_a_key_that_cannot_be_sent(key):
    """Refused before any request, without repeating it; white space around a key is none of it."""
    with pytest.raises(UsageError) as caught:
        _model("http://127.0.0.1/v1", key=key)
    assert KEY not in str(caught.value)


def test_the_key_is_in_no_setting(tmp_path):
    """`anwen info`, runs and exports cannot show what settings do not hold; a file that names it is refused."""
    environ = {"ANWEN_LLM_KEY": KEY, "ANWEN_LLM_URL": "http://127.0.0.1/v1", "ANWEN_LLM_MODEL": "a"}
    settings = load_settings(environ=environ, toml_path=tmp_path / "none")
    assert KEY not in str(info_dict(settings))
    assert KEY not in repr(settings)
    model = LanguageModel(settings, environ=environ)
    assert KEY not in repr(model)
    (tmp_path / "anwen.toml").write_text(f'llm_key = "{KEY}"', encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load_settings(environ={}, toml_path=tmp_path / "anwen.toml")
    assert KEY not in str(caught.value)


def test_the_key_is_in_no_log(endpoint: Endpoint, caplog):
    """With every logger at its most talkative, of an answer and of an error that repeats the key."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="rag")
    endpoint.says(stream("好"), status(401, _ECHO, f"X-Echo: {KEY}"))
    assert list(_model(endpoint.url).write(ASKED)) == ["好"]
    assert _failure(_model(endpoint.url)) == "llm-unauthorized"
    assert "AuthenticationError" in caplog.text
    assert KEY not in caplog.text
    assert "三方会议" not in caplog.text


def test_the_clients_own_debugging_shows_no_key(endpoint: Endpoint):
    """OPENAI_LOG=debug, every logger at DEBUG, a traceback to the end."""
    endpoint.says(stream("好"), status(401, _ECHO, f"X-Echo: {KEY}"))
    program = (
        "import logging; logging.basicConfig(level=logging.DEBUG)\n"
        "from rag.draft.language_model import LanguageModel; from rag.settings import Settings\n"
        f"model = LanguageModel(Settings(llm_url={endpoint.url!r}, llm_model='a'))\n"
        "for _ in range(2): print(list(model.write([{'role': 'user', 'content': '問'}])))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"ANWEN_LLM_KEY": KEY, "OPENAI_LOG": "debug"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "['好']\n"
    assert "Traceback" in done.stderr
    assert KEY not in done.stderr
    assert endpoint.requests[1]["headers"]["Authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("url", "key", "warned"),
    [
        ("http://models.example.org/v1", "secret-key", True),
        ("http://192.168.1.5:8000/v1", "secret-key", True),
        ("https://models.example.org/v1", "secret-key", False),
        ("http://127.0.0.1:11434/v1", "secret-key", False),
        ("http://[::1]:11434/v1", "secret-key", False),
        ("http://localhost:11434/v1", "secret-key", False),
        ("http://models.example.org/v1", "", False),
    ],
)
def test_a_key_in_the_open_is_warned_of(caplog, url, key, warned):
    """Over http to another machine the key can be read on the way; the warning does not repeat it."""
    LanguageModel(Settings(llm_url=url, llm_model="m"), environ={KEY_VARIABLE: key})
    assert ("ANWEN_LLM_KEY" in caplog.text) == warned
    assert "secret-key" not in caplog.text
