"""The same for language models: `search`, `ask`, `compare` and `open_citation` as MCP tools over streamable HTTP.

Not Gradio's own MCP server: that one gives Python's notation of a dict instead of JSON, has no structured output, would
offer every endpoint, and asks itself over HTTP.
"""

from __future__ import annotations

import inspect
import json
import logging
from importlib.metadata import version
from importlib.resources import files
from typing import Any

import anyio
from gradio.utils import get_function_description
from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.shared.exceptions import MCPError
from pydantic import TypeAdapter

from rag.errors import AnwenError
from rag.ui.context import Context
from rag.ui.serving.api import PARALLEL_QUESTIONS, Program, Programs, checked

__all__ = ["tools"]

_INSTRUCTIONS = (
    "Anwen answers questions about one collection of Chinese case studies with verbatim quotations: "
    "characters [start, end) of the document's text are the quote. Quote them unchanged, with document, breadcrumb and "
    'paragraph. Status "refused" means that the collection does not say; do not answer from elsewhere in its name.'
)


def tools(context: Context) -> StreamableHTTPSessionManager:
    """What answers MCP requests (`handle_request`) while it runs (`run`), with errors in the context's language."""
    programs = Programs(context)
    offered = {
        program.__name__: program
        for program in (programs.search, programs.ask, programs.compare, programs.open_citation)
    }
    limit = anyio.CapacityLimiter(PARALLEL_QUESTIONS)

    async def list_tools(_context: object, _page: object) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_described(program) for program in offered.values()])

    async def call_tool(_context: object, call: types.CallToolRequestParams) -> types.CallToolResult:
        if call.name not in offered:
            raise MCPError(types.INVALID_PARAMS, f"Unknown tool: {call.name}")
        try:
            answered = checked(offered[call.name], call.arguments or {})
            found = await anyio.to_thread.run_sync(answered, limiter=limit)
        except AnwenError as error:
            return types.CallToolResult(content=[_text(error.text(context.language))], is_error=True)
        return types.CallToolResult(content=[_text(json.dumps(found, ensure_ascii=False))], structured_content=found)

    server = Server(
        "anwen",
        version=version("anwen"),
        title="案問 Anwen",
        instructions=_INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
    logging.getLogger("mcp").setLevel(logging.ERROR)
    return StreamableHTTPSessionManager(server, json_response=True, stateless=True)


def _described(program: Program) -> types.Tool:
    described, arguments, _ = get_function_description(program)
    parameters = inspect.signature(program, eval_str=True).parameters
    properties: dict[str, Any] = {}
    for name, parameter in parameters.items():
        properties[name] = {**TypeAdapter(parameter.annotation).json_schema(), "description": arguments[name]}
        if parameter.default is not parameter.empty:
            properties[name]["default"] = parameter.default
    return types.Tool(
        name=program.__name__,
        description=described,
        input_schema={
            "type": "object",
            "properties": properties,
            "required": [name for name, parameter in parameters.items() if parameter.default is parameter.empty],
            "additionalProperties": False,
        },
        output_schema=json.loads(
            files("rag").joinpath("schemas", f"{program.__name__}.json").read_text(encoding="utf-8")
        ),
        annotations=types.ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False),
    )


def _text(text: str) -> types.TextContent:
    return types.TextContent(type="text", text=text)
