"""The tools that language models are given, asked with the real client over streamable HTTP."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from committed_schemas import held_to_schema
from mcp import Client
from mcp.shared.exceptions import MCPError

QUESTIONS = {
    "zh-Hant": "三方會議由哪些人參加，多久開一次？",
    "zh-Hans": "三方会议由哪些人参加，多久开一次？",
    "en": "What kind of room was set up at the wind farms to ease psychological pressure?",
}
HEADERS = {"content-type": "application/json", "accept": "application/json, text/event-stream"}


def _with_client(server, ask) -> Any:
    async def run() -> Any:
        async with Client(server.url + "mcp") as client:
            return await ask(client)

    with start_blocking_portal() as portal:  # Playwright's event loop may be running in this thread
        return portal.call(run)


def _call(server, name: str, **arguments: object) -> Any:
    async def ask(client: Client) -> Any:
        return await client.call_tool(name, arguments)

    return _with_client(server, ask)


@pytest.fixture(scope="module")
def tools(server) -> dict[str, Any]:
    """What is offered, by name."""

    async def ask(client: Client) -> Any:
        return await client.list_tools()

    return {tool.name: tool for tool in _with_client(server, ask).tools}


def test_four_tools_and_no_more(tools):
    """Nothing else of the page shows up."""
    assert list(tools) == ["search", "ask", "compare", "open_citation"]


def test_tools_say_what_they_are_for(tools):
    """Each tool and each argument; they only read, and only here."""
    for tool in tools.values():
        assert tool.description
        assert all(argument["description"] for argument in tool.input_schema["properties"].values())
        assert tool.input_schema["additionalProperties"] is False
        assert (tool.annotations.read_only_hint, tool.annotations.open_world_hint) == (True, False)
        held_to_meta(tool.input_schema)
        held_to_meta(tool.output_schema)
    assert tools["search"].input_schema["required"] == ["question"]
    assert tools["search"].input_schema["properties"]["top_k"]["default"] == 5
    assert tools["open_citation"].input_schema["required"] == ["document", "start", "end"]


def held_to_meta(schema: dict[str, Any]) -> None:
    """`schema` is one."""
    import jsonschema

    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_quotations_are_the_files(server, five_cases_path: Path, question: str):
    """Whatever script is asked in: the characters named are the quotation, and opening it says the same."""
    text = five_cases_path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    answer = held_to_schema("ask", _call(server, "ask", question=question).structured_content)
    assert answer["status"] == "answered"
    for cited in answer["citations"]:
        assert text[cited["start"] : cited["end"]] == cited["quote"]
        place = {name: cited[name] for name in ("document", "start", "end", "quote")}
        opened = held_to_schema("open_citation", _call(server, "open_citation", **place).structured_content)
        assert (opened["status"], opened["breadcrumb"]) == ("same", cited["breadcrumb"])


def test_each_tool_gives_its_schema(server, five_cases_path: Path):
    """As structured content, and once more as text for clients that know no other."""
    calls = {
        "search": {"question": "减压室", "top_k": 2, "document": five_cases_path.name, "case": 2},
        "ask": {"question": "紅燒牛肉麵的湯頭要怎麼熬才香？"},
        "compare": {"question": "各案例取得了什麼成效？", "roles": ["成效"]},
        "open_citation": {"document": five_cases_path.name, "start": 0, "end": 5},
    }
    found = {}
    for name, arguments in calls.items():
        result = _call(server, name, **arguments)
        assert not result.is_error
        found[name] = held_to_schema(name, result.structured_content)
        assert json.loads(result.content[0].text) == found[name]
    assert [hit["case"] for hit in found["search"]["hits"]] == [2, 2]
    assert found["ask"]["status"] == "refused"
    assert "減壓室" in found["search"]["hits"][0]["text"]


def test_a_follow_up(server):
    """The answer before goes back as it came."""
    before = _call(server, "ask", question="“开放式党课”重点做到哪五个开放？").structured_content
    after = _call(server, "ask", question="那第三個呢？", after=before).structured_content
    assert after["searched"] == "形式開放具體是什麼？"


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("ask", {"question": "？"}, "問題是空的"),
        ("ask", {}, "缺少參數 question"),
        ("ask", {"question": "成效", "case": 99}, "文庫裏沒有案例 99"),
        ("ask", {"question": "成效", "nonsense": 1}, "沒有參數 nonsense"),
        ("search", {"question": "成效", "top_k": "5"}, "參數 top_k"),
        ("compare", {"question": "成效", "roles": ["x"]}, "沒有叫「x」的部分"),
        ("open_citation", {"document": "no.txt", "start": 0, "end": 1}, "no.txt"),
    ],
)
def test_errors_are_told_to_the_model(server, name: str, arguments: dict[str, object], said: str):
    """As the result of the tool, in our words, with what to do."""
    result = _call(server, name, **arguments)
    assert result.is_error
    assert said in result.content[0].text
    assert "提示：" in result.content[0].text


def test_what_is_no_tool_cannot_be_called(server):
    """Neither another endpoint of the page nor nonsense."""

    async def ask(client: Client) -> None:
        for name in ("open_section", "lambda", ""):
            with pytest.raises(MCPError, match="Unknown tool"):
                await client.call_tool(name, {})

    _with_client(server, ask)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 421),
        ({"origin": "https://evil.example"}, 403),
        ({"content-type": "text/plain"}, 400),
        ({}, 200),
    ],
)
def test_no_page_of_another_site_reaches_the_tools(server, headers: dict[str, str], status: int):
    """Neither by a name that leads here (DNS rebinding), nor from its own, nor as a form would send it."""
    listing = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
    assert httpx.post(server.url + "mcp", content=listing, headers={**HEADERS, **headers}).status_code == status


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"jsonrpc": "2.0"}', b"\xff", b'"\\ud800"'])
def test_what_is_no_request_is_refused(server, body: bytes):
    """With a client's error, not ours."""
    assert httpx.post(server.url + "mcp", content=body, headers=HEADERS).status_code == 400


def test_nothing_was_asked_elsewhere(server):
    """Listing and calling tools has turned to no other computer."""
    assert not _call(server, "ask", question=QUESTIONS["zh-Hant"]).is_error
    assert server.outside() == ""


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_there_is_no_stream_to_listen_to(server, method):
    """The answer of the protocol for a server that never speaks first, at once."""
    answered = httpx.request(method, server.url + "mcp", headers={"accept": "text/event-stream"}, timeout=5)
    assert (answered.status_code, answered.headers["allow"]) == (405, "POST")
